"""Rules about single records as typed values: for a column an SQL condition on the view `VALUES`, true where the rule is broken."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..catalogue import Column, Indicator
from .batch import INDICATOR, SEX, UNIT, Batch, in_list, name, text
from .fact_rules import SHARE_OF_WOMEN
from .findings import ERROR, WARNING
from .registry import VALUES, rule

# The values a unit allows. FLAG is yes or no; a ratio of women to men is above 0.
LIMITS: dict[str, tuple[float, float | None]] = {
    "PT": (0, 100),
    "PP": (-100, 100),
    "FLAG": (0, 1),
    "NUMBER": (0, None),
    "PS": (0, None),
    "MIN": (0, None),
    "FTE": (0, None),
    "RATIO": (0, None),
    "SCORE": (0, None),
}
ABOVE_ZERO = ("RATIO", "SCORE")
WHOLE = ("PS", "FLAG")
# Codes of a dimension by which nothing is broken down, and kinds of indicators that are one figure of women and men together.
TOTAL, WOMEN = "_T", "F"
WHOLE_OF_IT, OF_BOTH = (TOTAL, "_Z"), ("ratio", "gap", "total")
# Pairs of which the first may not be above the second.
ORDERED = (("START_DATE", "END_DATE"), ("TARGET_MIN", "TARGET_MAX"), ("MET_OR_EXCEEDED", "OUT_OF"))


def _explain_range(column: Column, value: str, batch: Batch, unit: str | None = None) -> dict[str, Any]:
    low, high = LIMITS[unit or "NUMBER"]
    allowed = f"> {low:g}" if unit in ABOVE_ZERO else f"{low:g}–{high:g}" if high is not None else f"≥ {low:g}"
    return {"unit": unit, "allowed": allowed}


def _explain_order(column: Column, value: str, batch: Batch, unit: str | None = None) -> dict[str, Any]:
    return {"other": dict((low, high) for low, high in ORDERED)[column.id]}


def _explain_unit(column: Column, value: str, batch: Batch, unit: str | None = None) -> dict[str, Any]:
    return {"declared": unit}


def _explain_women(column: Column, value: str, batch: Batch, unit: str | None = None) -> dict[str, Any]:
    return {"suggestion": WOMEN}


@rule("value_out_of_range", ERROR, VALUES, _explain_range)
def value_out_of_range(column: Column, batch: Batch) -> str | None:
    """A figure lies outside what its unit allows, such as a percentage above 100 or a negative count."""
    if column.role != "measure":
        return None
    cell, unit = name(column.id), batch.unit(column)
    outside = []
    for code, (low, high) in LIMITS.items():
        below = f"{cell} {'<=' if code in ABOVE_ZERO else '<'} {low}"
        outside.append(f"WHEN {text(code)} THEN {below}" + (f" OR {cell} > {high}" if high is not None else ""))
    return f"isfinite({cell}) AND CASE {unit} {' '.join(outside)} END"


@rule("count_not_whole", ERROR, VALUES)
def count_not_whole(column: Column, batch: Batch) -> str | None:
    """A count is not a whole number."""
    if column.role != "measure":
        return None
    cell, unit = name(column.id), batch.unit(column)
    counted = "true" if column.type == "count" else f"{unit} IN ({', '.join(map(text, WHOLE))})"
    if column.unit_from:
        counted += f" OR ({unit} = 'NUMBER' AND {name('@KIND')} = 'counts')"
    return f"{cell} <> floor({cell}) AND ({counted})"


@rule("unit_unexpected", WARNING, VALUES, _explain_unit)
def unit_unexpected(column: Column, batch: Batch) -> str | None:
    """An indicator is given in another unit than the one it is declared in."""
    if column.id != UNIT or not any(measure.unit_from == UNIT for measure in batch.measures):
        return None
    return f"{name(UNIT)} <> {name('@DECLARED')} AND {name(UNIT)} NOT IN ('TEXT', '_Z')"


@rule("indicator_out_of_scope", WARNING, VALUES)
def indicator_out_of_scope(column: Column, batch: Batch) -> str | None:
    """An indicator is given for an area, a sex or a breakdown for which it is not declared."""
    if column.role != "dimension" or not column.codelist or not batch.has(INDICATOR) or not any(row.unit_from for row in batch.measures):
        return None
    few = batch.few(batch.dataset.column(INDICATOR))
    indicators = [item for id, item in batch.catalogue.indicators.items() if few is None or id in few]
    if column.codelist == "AREA":
        return _of_areas(column, batch, indicators)
    if column.id == SEX:
        outside = [item.id for item in indicators if item.kind in OF_BOTH]
    elif column.id != INDICATOR:
        outside = [item.id for item in indicators if column.id not in item.dimensions]
    else:
        return None
    return f"{name(column.id)} NOT IN {in_list(WHOLE_OF_IT)} AND {name(INDICATOR)} IN {in_list(outside)}" if outside else None


def _of_areas(column: Column, batch: Batch, indicators: Iterable[Indicator]) -> str:
    """SQL for an area that is none, or of a level of which an indicator has no figures."""
    areas = batch.catalogue.areas
    conditions = [f"{name(column.id)} IN {in_list([code for code in areas.items if areas.level(code) == 'total'])}"]
    for item in indicators:
        if item.areas:
            codes = [code for code in areas.items if areas.level(code) in item.areas]
            conditions.append(f"({name(INDICATOR)} = {text(item.id)} AND {name(column.id)} NOT IN {in_list(codes)})")
    return f"({' OR '.join(conditions)})"


@rule("share_under_total", WARNING, VALUES, _explain_women, once=True)
def share_under_total(column: Column, batch: Batch) -> str | None:
    """A share of women is given as a figure of both sexes, or the file says no sex at all: pages look for it among those of women."""
    if column.id != (SEX if batch.has(SEX) else INDICATOR) or not any(measure.unit_from for measure in batch.measures):
        return None
    return f"{name('@KIND')} = {text(SHARE_OF_WOMEN)} AND {name(SEX)} = {text(TOTAL)}"


@rule("range_reversed", ERROR, VALUES, _explain_order)
def range_reversed(column: Column, batch: Batch) -> str | None:
    """A beginning lies after its end, a lowest value above the highest, a part above the whole."""
    for low, high in ORDERED:
        if column.id == low and batch.has(high):
            exact = f" AND {name(low + '_Q')} = '' AND {name(high + '_Q')} = ''" if column.qualified else ""
            return f"{name(low)} > {name(high)}{exact}"
    return None
