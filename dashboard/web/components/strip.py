"""Many shares of women on one line from none to all, each a mark, with the yardstick's band: where a whole list of events stands."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html

from ...i18n import Words
from .static import static


def share_strip(
    w: Words, shares: Sequence[float], caption: str, *, band: tuple[float, float] | None = None, main: float | None = None
) -> html.Figure:
    """The exact shares (per cent) as marks; `main` is set off; `caption` says what the marks are and what is not drawn."""
    marks = [html.Span(className="strip-half"), *(_mark("strip-mark", share) for share in shares)]
    if band:
        marks.insert(0, html.Span(className="bar-band", style={"--from": f"{band[0]:.4g}%", "--to": f"{band[1]:.4g}%"}))
    if main is not None:
        marks.append(_mark("strip-mark is-main", main))
    strip = html.Div(marks, className="strip", role="img", **{"aria-label": caption})
    scale = html.Div([html.Span(w.percent(value)) for value in (0, 50, 100)], className="strip-scale", **{"aria-hidden": "true"})
    return static(html.Figure([strip, scale, html.Figcaption(caption)], className="strip-figure"))


def _mark(name: str, share: float) -> html.Span:
    return html.Span(className=name, style={"--at": f"{share:.4g}%"})
