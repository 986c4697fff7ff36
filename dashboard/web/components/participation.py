"""A figure on participation as words, bar and small print: the same on the list of events, on an event's page and for committee posts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from dash import html

from ...domain.measures import Counts
from ...domain.quantity import Quantity
from ...domain.yardsticks import Yardstick
from ...i18n import Words
from ..context import Context
from ..figures.participation import Figure, Line, Shares
from ..view import Column, Row
from .bars import counts_bar, parity_bar, share_bar
from .notes import source_name
from .static import static
from .verdict import band, verdict_mark


def event_name(context: Context, event: Row) -> str:
    """The name of an event in the reader's language, in English where it has none in it."""
    return event[f"name_{context.lang}"] or event["name_en"]


def role_name(context: Context, code: str) -> str:
    """The name of a role as it stands within a sentence."""
    name = context.name("ROLE", code)
    return name[:1].lower() + name[1:]


def series_name(context: Context, series: str) -> str:
    """The name of a series of events in the reader's language where it has one, else as the data names it."""
    key = "challenge.series." + "".join(letter if letter.isalnum() else "_" for letter in series.casefold()).strip("_")
    return context.w(key) if context.w.has(key) else series


def share_text(context: Context, figure: Figure) -> str:
    """The leading share of a figure with its bound, what its source says in words, or that there is none."""
    if figure.shown is not None:
        return context.w.quantity(figure.shown, percent=True)
    if figure.counted:
        return context.w("event.not_known")
    if figure.balance is not None:
        return context.w(f"event.balance_{'yes' if figure.balance else 'no'}")
    if figure.text:
        return context.w("event.in_words", text=figure.text)
    return context.w("event.no_share" if figure.women is not None else "event.not_by_sex")


def share_cell(context: Context, figure: Figure) -> html.Span | str:
    """The same for a cell of a column of numbers, where words are broken into lines."""
    text = share_text(context, figure)
    return text if figure.shown is not None else html.Span(text, className="in-words")


def figure_bar(
    context: Context, figure: Figure, yardstick: Yardstick, size: str = "row", line: float | None = None
) -> html.Div | html.Span:
    """The parity bar of a figure: from its counts, else its published share; a short mark where it has neither. `line` is a target."""
    w = context.w
    if figure.counts is not None:
        return counts_bar(w, figure.counts, size=size, band=band(yardstick), line=line)
    if figure.share is None:
        return share_bar(w, None)
    return _published_bar(context, figure, size, band(yardstick), line)


def _published_bar(context: Context, figure: Figure, size: str, limits: tuple[float, float] | None, line: float | None) -> html.Div:
    """The bar of published percentages: who is in the rest is left open where only that of women was published."""
    w, shares = context.w, figure.shares
    if shares.beside:
        label = w.join(_share_words(context, shares))
    elif shares.rest:
        label = w("event.bar.rest", women=_percent(context, shares.women), rest=_percent(context, shares.rest))
    else:
        label = w("site.bar.share", women=_percent(context, shares.women))
    return parity_bar(label, **asdict(figure.parts_of_bar), size=size, band=limits, line=line)


def _share_words(context: Context, shares: Shares, *, women: bool = True) -> list[str]:
    """The published percentages in words, sex by sex."""
    w = context.w
    said = [
        w("event.women", women=_percent(context, shares.women)) if women and shares.women else "",
        w("event.men", men=_percent(context, shares.men)) if shares.men else "",
        w("event.other", other=_percent(context, shares.other)) if shares.other else "",
        w("event.unknown", unknown=_percent(context, shares.unknown)) if shares.unknown else "",
    ]
    return [text for text in said if text]


def _percent(context: Context, share: Quantity) -> str:
    return context.w.quantity(share, percent=True)


def figure_sentence(context: Context, event: str, figure: Figure) -> str:
    """A figure as a sentence: as published or computed, with what the persons of unknown sex leave open, or why there is no ratio."""
    w = context.w
    said = [_main_sentence(context, event, figure)]
    if figure.other is not None and figure.other.value:
        said.append(w("event.figure.other", other=figure.other))
    elif figure.limits and figure.counts is None and figure.shares.other:
        said.append(w("event.figure.other", other=_percent(context, figure.shares.other)))
    return w.sentences(said)


def _main_sentence(context: Context, event: str, figure: Figure) -> str:
    w = context.w
    role = role_name(context, figure.role)
    if figure.title:
        role = w("event.role_in", role=role, sessions=figure.title)
    given: dict[str, Any] = {"event": event, "role": role}
    if figure.shown is None:
        return _sentence_without_share(w, figure, given)
    given["share"] = w.quantity(figure.shown, percent=True)
    if figure.limits:
        low, high = (w.percent(limit) for limit in figure.limits)
        if figure.counts is None:
            return w("event.figure.shares", unknown=_percent(context, figure.shares.unknown), low=low, high=high, **given)
        known = figure.counts.women + figure.counts.men
        return w("event.figure.bounds", known=known, unknown=figure.counts.unknown, low=low, high=high, **given)
    if figure.counts is None and figure.shares.beside:
        return w("event.figure.published_by_sex", rest=w.join(_share_words(context, figure.shares, women=False)), **given)
    if figure.counts is None:
        return w("event.figure.published", **given)
    kind = "counts" if figure.share is None else "both"
    return w(f"event.figure.{kind}", women=figure.counts.women, men=figure.counts.men, **given)


def _sentence_without_share(w: Words, figure: Figure, given: dict[str, Any]) -> str:
    if figure.counted:
        return w("event.figure.unknown", unknown=figure.counts.unknown, **given)
    if figure.balance is not None:
        return w(f"event.figure.balance_{'yes' if figure.balance else 'no'}", **given)
    if figure.text:
        return w("event.figure.words", text=figure.text, **given)
    if figure.alone:
        return w("event.figure.alone", women=figure.women, **given)
    if figure.women is not None:
        return w("event.figure.inexact", women=figure.women, men=figure.men, **given)
    return w("event.figure.none", **given)


def sentences(w: Words, said: Iterable[str]) -> str:
    """Sentences one after the other, without a space where the language writes none; empty ones are left out."""
    return w.sentences(said)


def others_sentence(context: Context, line: Line) -> str:
    """What other sources say of the same, or nothing."""
    said = [share_text(context, figure) for figure in line.others if figure.answers]
    return context.w("event.others", shares=context.w.join(said)) if said else ""


def persons(context: Context, figure: Figure) -> str:
    """The persons behind a figure, as counted or published; empty where only a share is known."""
    w = context.w
    if figure.counts is not None:
        return counted_text(context, figure.counts)
    if figure.women is not None:
        numbers = [w("event.women", women=figure.women), w("event.men", men=figure.men) if figure.men else ""]
        numbers.append(w("event.other", other=figure.other) if figure.other else "")
        return w.join(text for text in numbers if text)
    return "" if figure.total is None else w("event.total", total=figure.total)


def counted_text(context: Context, counts: Counts) -> str:
    """Women and men, then those of another category and of unknown sex where there are any."""
    w = context.w
    text = w("event.persons", women=counts.women, men=counts.men)
    if counts.other:
        text = w("event.and_other", persons=text, other=counts.other)
    return w("event.and_unknown", persons=text, unknown=counts.unknown) if counts.unknown else text


def unit_text(context: Context, found: Sequence[Figure], *, computed: bool = False) -> str:
    """The units of figures: of whom the shares are, as far as it is known, and persons; `computed` where shares of parts are shown too."""
    bases = {figure.share_of for figure in found} | {"women_and_men" for figure in found if figure.counted or computed}
    said = [context.w(f"event.unit.{base}") for base in ("women_and_men", "all", "not_recorded") if base in bases]
    if any(number is not None for figure in found for number in (figure.counts, figure.women, figure.men, figure.total)):
        said.append(context.w("event.unit.persons"))
    return context.w.dots(said)


def numbers(figure: Figure) -> dict[str, Any]:
    """Persons and published percentages by sex, as the cells of a table and its CSV."""
    counts, shares = figure.counts, figure.shares
    return {
        "women": rounded(figure.women),
        "men": rounded(figure.men),
        "other": rounded(figure.other),
        "unknown": counts.unknown if counts else rounded(figure.unknown),
        "share_of": figure.share_of,
        "share_men": rounded(shares.men),
        "share_other": rounded(shares.other),
        "share_unknown": rounded(shares.unknown),
    }


def number_columns(context: Context, listed: Sequence[Figure]) -> list[Column]:
    """The columns of persons; those of another category and of unknown sex are shown where there are any."""
    w = context.w
    return [
        Column("women", w("site.women"), numeric=True),
        Column("men", w("site.men"), numeric=True),
        Column("other", w("event.other_heading"), numeric=True, shown=any(figure.other for figure in listed)),
        Column("unknown", w("challenge.unknown"), numeric=True, shown=any(figure.limits and figure.counts for figure in listed)),
    ]


def share_columns(context: Context, listed: Sequence[Figure]) -> list[Column]:
    """The columns of the published percentages of others than women, shown where there are any."""

    def column(key: str, sex: str) -> Column:
        def cell(row: Row) -> str:
            share = getattr(row["figure"].shares, sex)
            return _percent(context, share) if share else ""

        shown = any(getattr(figure.shares, sex) for figure in listed)
        return Column(key, context.w(f"event.{key}"), cell, numeric=True, shown=shown)

    return [
        Column("share_of", "", shown=False),
        column("share_men", "men"),
        column("share_other", "other"),
        column("share_unknown", "unknown"),
    ]


def basis(figure: Figure) -> str:
    """What the share is computed from (counts of the `event`, `sessions` or `delegations`), or that it is `published`; for a CSV."""
    return figure.basis if figure.share is None and figure.counts is not None else "published"


def basis_text(context: Context, figure: Figure) -> str:
    """Whether the share is published or computed, and from what."""
    w = context.w
    if figure.share is not None or figure.counts is None:
        return w("event.basis.published")
    if figure.parts is None:
        return w("event.basis.counts")
    return w.n(f"event.basis.{figure.basis}", figure.parts)


def figure_details(context: Context, figure: Figure) -> html.Span:
    """The small print of one figure: persons, published or computed, limits, flag, source."""
    w = context.w
    texts = [persons(context, figure), w.join(_share_words(context, figure.shares, women=False)), basis_text(context, figure)]
    if figure.limits and figure.shown is not None:
        texts.append(w("event.limits", low=w.percent(figure.limits[0]), high=w.percent(figure.limits[1])))
    if figure.status not in ("", "A"):
        texts.append(context.name("OBS_STATUS", figure.status))
    texts.append(source_name(context, figure.source))
    return html.Span(w.dots(texts))


def line_item(label: Any, bar: Any, share: str, verdict: Any, details: Any, *, text: bool = False) -> html.Li:
    """One line of a list: what it is of, the bar, the share (or, with `text`, words in its place), the verdict, the small print below."""
    cells = [
        html.Div(label, className="line-label"),
        html.Div(bar, className="line-bar"),
        html.Div(share, className="line-share is-text" if text else "line-share"),
        html.Div(verdict, className="line-verdict"),
        html.Div(details, className="line-details"),
    ]
    return html.Li(cells, className="line")


def line_list(items: Sequence[html.Li], *, example: bool = False) -> html.Ul:
    """The lines one below the other, as one piece."""
    return static(html.Ul(items, className="lines is-example" if example else "lines"))


def figure_line(context: Context, figure: Figure, yardstick: Yardstick, label: Any, extra: str = "", line: float | None = None) -> html.Li:
    """The line of one figure; `extra` is added to its small print, `line` is a share to compare with, such as a target."""
    verdict = figure.judged(yardstick)
    details = [figure_details(context, figure), *([" · ", html.Span(extra, className="line-target")] if extra else [])]
    bar = figure_bar(context, figure, yardstick, line=line) if figure.measured else None
    mark = verdict_mark(context.w, verdict) if verdict else None
    return line_item(label, bar, share_text(context, figure), mark, details, text=figure.shown is None)


def line_rows(
    context: Context, line: Line, yardstick: Yardstick, label: list | str, extra: str = "", target: float | None = None
) -> list[html.Li]:
    """A line and, below it, what other sources say of the same; `target` is drawn into both."""
    rows = [figure_line(context, line.leading, yardstick, label, extra, target)]
    for figure in line.others:
        if figure.answers:
            rows.append(figure_line(context, figure, yardstick, html.Em(context.w("event.other_source")), line=target))
    return rows


def rounded(quantity: Quantity | float | None) -> Quantity | float | None:
    """A value for a CSV cell: a bound stays a bound, a plain number a number."""
    return quantity.value if isinstance(quantity, Quantity) and not quantity.qualifier else quantity
