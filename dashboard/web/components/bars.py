"""The parity bar and its relatives: women from one side, men from the other, in HTML and CSS, so that they mirror, print and read aloud."""

from __future__ import annotations

from dash import html

from ...domain.measures import Counts
from ...domain.quantity import Quantity
from ...i18n import Words


def parity_bar(
    label: str,
    women: float | None,
    men: float | None,
    *,
    between: float = 0,
    size: str = "cell",
    rest: float = 0,
    band: tuple[float, float] | None = None,
    line: float | None = None,
    bound: bool = False,
) -> html.Div:
    """A bar of 100 per cent: `women` and `men` in per cent, `between` those of another category or unknown sex, hatched.

    `rest` are those who are not women where nothing was published of men: framed and not filled, for they may be men or others.
    `label` says the same in words. `band` is the yardstick, in per cent of women, `line` a share to be compared with, such as a target.
    `bound` fades the edge of a share that is only a bound.
    `men` None without a `rest` leaves the bar empty behind the women: nobody published it.
    """
    parts = [html.Span(className="bar-women" + (" is-bound" if bound else ""), style={"--part": f"{_part(women)}%"})]
    if between:
        parts.append(html.Span(className="bar-unknown", style={"--part": f"{_part(between)}%"}))
    if rest:
        parts.append(html.Span(className="bar-rest", style={"--part": f"{_part(rest)}%"}))
    parts.append(html.Span(className="bar-men", style={"--part": f"{_part(men)}%"}))
    marks = [html.Span(className="bar-half")]
    if band:
        marks.insert(0, html.Span(className="bar-band", style={"--from": f"{_part(band[0])}%", "--to": f"{_part(band[1])}%"}))
    if line is not None:
        marks.append(html.Span(className="bar-line", style={"--at": f"{_part(line)}%"}))
    return html.Div([*parts, *marks], className=f"parity-bar bar-{size}", role="img", **{"aria-label": label})


def share_bar(w: Words, share: Quantity | None, *, size: str = "cell", band: tuple[float, float] | None = None) -> html.Div | html.Span:
    """The parity bar of a share of women; an empty mark where there is none."""
    if share is None:
        return html.Span("–", className="no-value")
    men = None if share.qualifier in (">", "<", "≥", "≤") else 100 - share.value
    label = w("site.bar.share", women=w.quantity(share, percent=True))
    return parity_bar(label, share.value, men, size=size, band=band, bound=bool(share.qualifier))


def counts_bar(
    w: Words, counts: Counts, *, size: str = "cell", band: tuple[float, float] | None = None, line: float | None = None
) -> html.Div | html.Span:
    """The parity bar of counted persons, those of another category or unknown sex hatched between women and men."""
    total = counts.total
    if not total or counts.women is None or counts.men is None:
        return html.Span("–", className="no-value")
    between = counts.other + counts.unknown
    label = w("site.bar.counts", women=counts.women, men=counts.men, unknown=between)
    each = 100 / total
    return parity_bar(label, counts.women * each, counts.men * each, between=between * each, size=size, band=band, line=line)


def paired_bars(
    w: Words, female: Quantity | None, male: Quantity | None, *, size: str = "cell", band: tuple[float, float] | None = None
) -> html.Div | html.Span:
    """Two bars, one below the other: the percentage of women and the percentage of men for whom something is true.

    `band` is the yardstick: the percentages of women that would meet it beside this percentage of men.
    """
    if female is None and male is None:
        return html.Span("–", className="no-value")
    shown = [w.quantity(value, percent=True) if value else w("site.no_data") for value in (female, male)]
    label = w("site.bar.pair", women=shown[0], men=shown[1])
    rows = [
        html.Span(className=f"pair-{who}", style={"--part": f"{_part(value.value if value else 0)}%"})
        for who, value in (("women", female), ("men", male))
    ]
    if band:
        rows.append(html.Span(className="bar-band", style={"--from": f"{_part(band[0])}%", "--to": f"{_part(band[1])}%"}))
    return html.Div(rows, className=f"paired-bars bar-{size}", role="img", **{"aria-label": label})


def ratio_bar(w: Words, ratio: Quantity | None, *, size: str = "cell", band: tuple[float, float] | None = None) -> html.Div | html.Span:
    """A mark on a scale from 0.5 to 1.5 with 1, parity, in its middle: what women's percentage is to men's."""
    if ratio is None:
        return html.Span("–", className="no-value")
    marks = [html.Span(className="bar-half"), html.Span(className="ratio-mark", style={"--part": f"{_on_ratio_scale(ratio.value)}%"})]
    if band:
        marks.insert(
            0, html.Span(className="bar-band", style={"--from": f"{_on_ratio_scale(band[0])}%", "--to": f"{_on_ratio_scale(band[1])}%"})
        )
    label = w("site.bar.ratio", ratio=w.quantity(ratio, digits=3))
    return html.Div(marks, className=f"parity-bar ratio-bar bar-{size}", role="img", **{"aria-label": label})


def _on_ratio_scale(ratio: float) -> str:
    return _part((ratio - 0.5) * 100)


def dots(w: Words, counts: Counts) -> html.Div:
    """One dot a person: women first, then unknown, then men."""
    label = w("site.bar.counts", women=counts.women or 0, men=counts.men or 0, unknown=counts.other + counts.unknown)
    groups = (("women", counts.women), ("unknown", counts.other + counts.unknown), ("men", counts.men))
    marks = [html.Span(className=f"dot dot-{who}") for who, number in groups for _ in range(int(number or 0))]
    return html.Div(marks, className="dots", role="img", **{"aria-label": label})


def legend(
    w: Words, *, sexes: bool = True, unknown: bool = False, rest: str = "", band: str = "", line: str = "", few: str = ""
) -> html.Ul | None:
    """What the colours and marks mean; None where nothing needs saying.

    `rest` says who is in the framed part of a bar, `band` names the yardstick, `line` what a line stands for, `few` says what is hollow.
    """
    entries = [("women", w("site.women")), ("men", w("site.men"))] if sexes else []
    if unknown:
        entries.append(("unknown", w("site.unknown")))
    if rest:
        entries.append(("rest", rest))
    if band:
        entries.append(("band", band))
    if line:
        entries.append(("line", line))
    if few:
        entries.append(("few", few))
    if not entries:
        return None
    return html.Ul([html.Li([html.Span(className=f"key key-{name}"), html.Span(text)]) for name, text in entries], className="legend")


def _part(value: float | None) -> str:
    return f"{min(max(value or 0, 0), 100):.4g}"
