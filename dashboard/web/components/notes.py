"""The small print that matters, the ways to take a view along, and the mark of an example."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from dash import html

from ..context import Context


def answer(sentence: str, *, example: str = "") -> html.P:
    """The answer in one sentence; `example` is the word that marks figures nobody published."""
    mark = [html.Strong(example, className="example-mark"), " "] if example else []
    return html.P([*mark, sentence], className="answer", **{"aria-live": "polite"})


def small_print(context: Context, entries: Sequence[tuple[str, Any]]) -> html.Dl:
    """Source, period, unit, coverage, flags and version; entries with nothing to say are left out."""
    version = context.w("site.data_version", version=context.version.number, date=context.version.created_at.date())
    rows = [*((label, content) for label, content in entries if content), (context.w("site.version"), version)]
    return html.Dl([html.Div([html.Dt(label), html.Dd(content)]) for label, content in rows], className="small-print")


def source_links(context: Context, sources: Iterable[str]) -> list:
    """Names of sources as links to where they were published; a source that is no entry of the list of sources is its own name."""
    links: list = []
    for source in dict.fromkeys(sources):
        known = context.catalogue.sources.get(source)
        if known is not None:
            text = f"{known.publisher}: {known.title}" if known.title else known.publisher
            name = html.Bdi(text)
            links.append(html.Li(html.A(name, href=known.link, rel="external") if known.link else name))
        elif source not in ("", "_Z"):
            links.append(html.Li(html.Bdi(source)))
    return [html.Ul(links, className="sources")] if links else []


def take_along(context: Context, title: str, sentence: str) -> html.Section:
    """A link that pins the version, and a citation."""
    w = context.w
    pinned = context.url(version=str(context.version.number))
    citation = w(
        "site.citation",
        site=w("site.name"),
        title=title,
        version=context.version.number,
        date=context.version.created_at.date(),
        link=context.origin + pinned,
    )
    return html.Section(
        [
            html.H2(w("site.take_along")),
            html.P(html.A(w("site.pin", version=context.version.number), href=pinned)),
            html.Details([html.Summary(w("site.cite")), html.Blockquote([html.P(sentence), html.P(citation)])]),
        ],
        className="take-along",
    )
