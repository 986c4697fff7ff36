"""The tables of an indicator: one row an area and source, one row a group, one row a period; the columns its kind of figure needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from dash import html

from ...catalogue import Indicator
from ...domain.quantity import decimals
from ...domain.yardsticks import Yardstick
from ..context import Context
from ..judging import verdict_of
from ..readings import NOT_APPLICABLE, TOTAL, Reading
from ..view import Column, Row
from .origin import reading_facts
from .reading import RATIO_DIGITS, SCORE_DIGITS, absence, basis, flags, ratio_digits, reading_bar, share_text, verdict_cell
from .reading_sentence import area_name

PERCENT = ("female", "male", "total", "share", "low", "high")


def table_row(context: Context, reading: Reading, yardstick: Yardstick | None, **more: Any) -> dict[str, Any]:
    """One reading as a row: codes, names and numbers; `reading` itself goes along for cells that draw."""
    verdict = verdict_of(yardstick, reading)
    limits = reading.limits
    age = reading.choices.get("AGE", TOTAL)
    example = context.w("site.example") if reading.example else ""
    return {
        "reading": reading,
        "judged": verdict,
        "area_code": reading.area,
        "area": area_name(context, reading.area),
        "period": reading.period,
        "age": "" if age in (TOTAL, NOT_APPLICABLE) else context.name("AGE", age),
        "female": reading.female,
        "male": reading.male,
        "total": reading.total,
        "share": reading.share if reading.kind == "counts" else None,
        "women": reading.counts.women if reading.counts else None,
        "men": reading.counts.men if reading.counts else None,
        "unknown": reading.counts.unknown + reading.counts.other if reading.counts else None,
        "aside": reading.aside.total if reading.aside else None,
        "low": limits[0] if limits else None,
        "high": limits[1] if limits else None,
        "gap": reading.distance if reading.kind in ("by_sex", "share_of_women") else None,
        "ratio": reading.ratio if reading.kind == "by_sex" else None,
        "verdict": context.w(f"verdict.mark.{verdict.outcome}") if verdict else None,
        "basis": context.w("indicator.basis.computed") if reading.countries and not reading.few else basis(context.w, reading),
        "countries": reading.countries or None,
        "notes": context.w.dots([absence(context, reading), reading.words, flags(context, reading), example]),
        "source": "; ".join(reading.sources),
        "facts": reading_facts(context, reading),
        **more,
    }


def columns(
    context: Context,
    indicator: Indicator,
    yardstick: Yardstick | None,
    rows: Sequence[Row],
    *,
    bars: bool = False,
    lead: Sequence[Column] = (),
    computed: bool = False,
    sortable: bool = True,
) -> list[Column]:
    """The columns for this kind of figure; those in which no row has anything are left out.

    `lead` stands before the rest, `bars` draws a bar a row, `computed` says row by row what was published and what computed.
    """
    w = context.w
    made = [*lead, _column(w, "period", sortable), *([_column(w, "age", sortable)] if any(row["age"] for row in rows) else [])]
    if bars:
        made.append(Column("bar", w("indicator.col.bar"), cell=lambda row: reading_bar(w, row["reading"], yardstick), saved=False))
    filled = [key for key in _KEYS[indicator.kind] if any(row[key] is not None for row in rows)]
    made += [_number(context, key, indicator, sortable, _text(context, key, indicator, yardstick, rows)) for key in filled]
    if any(row["verdict"] for row in rows):
        verdict = Column("verdict", w("verdict.heading"), cell=lambda row: verdict_cell(w, row["judged"]), sortable=sortable)
        made.append(verdict)
    if computed:
        made += [_column(w, "basis", False), Column("countries", w("indicator.col.countries"), numeric=True)]
    if any(row["notes"] for row in rows):
        made.append(_column(w, "notes", False))
    return [*made, source_column(context, sortable)]


_KEYS = {
    "by_sex": ("female", "male", "gap", "ratio", "total"),
    "share_of_women": ("female", "gap"),
    "counts": ("women", "men", "unknown", "aside", "share", "low", "high"),
    "ratio": ("total",),
    "gap": ("total",),
    "total": ("total",),
}


def _column(w: Any, key: str, sortable: bool) -> Column:
    cell = (lambda row: w.period(row["period"])) if key == "period" else None
    return Column(key, w(f"indicator.col.{key}"), cell=cell, sortable=sortable)


def _number(context: Context, key: str, indicator: Indicator, sortable: bool, text: Callable[[Any], str]) -> Column:
    w = context.w
    label = {
        ("female", "share_of_women"): "indicator.col.share",
        ("total", "ratio"): "indicator.col.ratio_published",
        ("total", "gap"): "indicator.col.value",
        ("total", "total"): "indicator.col.value",
        ("gap", "share_of_women"): "indicator.col.from_half",
    }.get((key, indicator.kind), f"indicator.col.{key}")
    return Column(key, w(label), cell=lambda row: "" if row[key] is None else text(row[key]), numeric=True, sortable=sortable)


def _text(context: Context, key: str, indicator: Indicator, yardstick: Yardstick | None, rows: Sequence[Row]) -> Callable[[Any], str]:
    """How the values of a column are written: ratios all with the same decimals, enough for each to agree with its verdict."""
    w = context.w
    if key == "gap":
        return lambda value: w.isolate(w.points(value))
    if key == "ratio":
        digits = ratio_digits((row[key] for row in rows if row[key] is not None), yardstick, RATIO_DIGITS)
        return lambda value: w.number(value, digits, fixed=True)
    if (key, indicator.kind) == ("total", "ratio"):
        scores = [row[key].value for row in rows if row[key] is not None]
        digits = ratio_digits(scores, yardstick, max(SCORE_DIGITS, decimals(scores)))
        return lambda value: w.quantity(value, digits=digits, fixed=True)
    if (key, indicator.kind) in (("female", "share_of_women"), ("share", "counts")):
        return lambda value: share_text(w, value, yardstick)
    percent = key in PERCENT and indicator.kind in ("by_sex", "counts")

    def text(value: Any) -> str:
        if hasattr(value, "qualifier"):
            return w.quantity(value, percent=percent, digits=1 if percent else RATIO_DIGITS)
        return w.percent(value) if percent else w.number(value)

    return text


def source_column(context: Context, sortable: bool = False) -> Column:
    """Who published the figure of a row, which leads to where it comes from."""
    return Column("source", context.w("site.source"), cell=lambda row: source_cell(context, row["reading"]), sortable=sortable, traced=True)


def source_cell(context: Context, reading: Reading) -> Any:
    """Who published a figure; of one computed here, who published those that it was computed from."""
    known = [context.catalogue.sources.get(source) for source in reading.sources]
    names = [one.publisher if one else source for one, source in zip(known, reading.sources, strict=True) if source != NOT_APPLICABLE]
    titles = "; ".join(one.title for one in known if one) or None
    if not reading.countries:
        return html.Bdi("".join(names), title=titles)
    return html.Span(
        context.w("indicator.source.computed", sources=context.w.join(dict.fromkeys(names))), title=titles, className="computed-from"
    )


def area_column(context: Context, tagged: bool = True) -> Column:
    """The name of an area, linked to its profile, marked where its figure is an example."""
    w = context.w

    def cell(row: Row) -> list:
        example = bool(tagged and row["reading"] and row["reading"].example)
        tag = [" ", html.Span(w("site.example"), className="tag")] if example else []
        return [html.A(row["area"], href=context.url(f"/areas/{row['area_code']}")), *tag]

    return Column("area", w("indicator.col.area"), cell=cell, sortable=True)


def code_column(context: Context) -> Column:
    """The code of an area, in the CSV only."""
    return Column("area_code", context.w("indicator.col.area_code"), shown=False)
