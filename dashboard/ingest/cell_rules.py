"""Rules about single cells as text: for each column of the file an SQL condition that is true where the cell breaks the rule."""

from __future__ import annotations

from typing import Any

from ..catalogue import Column
from .batch import CELLS as CELLS_TABLE
from .batch import DELETE, FOLDS, INDICATOR, MERGE, REPLACE, UNIT, Batch, as_number, in_list, name, text
from .findings import ERROR, WARNING
from .header import TEMPLATE, structure_id
from .numbers import NOT_FINITE, NUMBER, PLAIN, UNQUALIFIED, matches, readings
from .registry import CELLS, rule
from .suggest import suggest_code, suggest_number

# Source: SDMX Technical Notes, "Time"; years, half-years, quarters, months, weeks and days are those in use here.
YEAR, DAY = r"[0-9]{4}", r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
PERIOD = rf"{YEAR}(-(Q[1-4]|S[12]|W(0[1-9]|[1-4][0-9]|5[0-3])|(0[1-9]|1[0-2])))?|{DAY}"
NO_DAY = "(length(CELL) = 10 AND TRY_CAST(CELL AS DATE) IS NULL)"
# A year has a week 53 if its 28 December lies in it. Source: ISO 8601, which counts weeks by their Thursday.
NO_WEEK = "(CELL LIKE '____-W53' AND weekofyear(make_date(TRY_CAST(left(CELL, 4) AS INTEGER), 12, 28)) <> 53)"
# Source: OWASP, "CSV Injection": a cell that begins so may be run as a formula; a lone sign or a number is harmless.
FORMULA = r"(?s)\s*([=@]|[+-]\s*[A-Za-z(@=]).*"
# Blanks at either end, what the address of a page is divided by, and the names of this folder and the one above.
NO_IDENTIFIER = r"^\s|\s$|[/?#%\\]|^\.{1,2}$"
FORECAST = "F"
PERCENT = "PT"
# OBS_STATUS of values that are not there, and of those that may or may not be: a break in the series, a derogation, a strike or the like.
# Source: SDMX, "Possible Ways of Implementing the Observation Status Concept", version 2.0, observation status hierarchy.
MISSING = ("H", "K", "L", "M", "O", "Q")
MAY_BE_MISSING = ("B", "J", "S")
FEW_CODES = 12  # so many are named where one is wrong; of a longer list it is said where it stands
# Where a value stands that is not a figure.
IN_WORDS = ("VALUE_TEXT", "RATING")


def _is_text(column: Column) -> bool:
    return column.type in ("text", "identifier")


def _explain_code(column: Column, value: str, batch: Batch) -> dict[str, Any]:
    codelist, more = batch.catalogue.codes(column), batch.catalogue.synonyms.codes.get(column.codelist)
    few = len(codelist.items) <= FEW_CODES
    where = {"codes": ", ".join(codelist.items)} if few else {"listed": column.codelist}
    return {"codelist": column.codelist, "suggestion": suggest_code(codelist, value, more), **where}


def _explain_owner(column: Column, value: str, batch: Batch) -> dict[str, Any]:
    owner, of = _owners(column, batch) or (column, {})
    return {"other": owner.id, "owner": of.get(value)}


def _explain_number(column: Column, value: str, batch: Batch) -> dict[str, Any]:
    return {"suggestion": readings(value) or suggest_number(value, whole=column.type == "count")}


def _explain_reference(column: Column, value: str, batch: Batch) -> dict[str, Any]:
    return {"dataset": column.references.partition(".")[0]}


def _explain_action(column: Column, value: str, batch: Batch) -> dict[str, Any]:
    first = value.strip()[:1].upper()
    return {"actions": ", ".join(FOLDS), "suggestion": first if first in FOLDS else None}


def _explain_structure(column: Column, value: str, batch: Batch) -> dict[str, Any]:
    return {"first": _structure(batch).upper(), "value": value}


def _structure(batch: Batch) -> str:
    """The structure to which all records must belong: that of the first, or the dataset where the first names none."""
    return structure_id(batch.layout.structure) or batch.dataset.id.casefold()


@rule("action_unknown", ERROR, CELLS, _explain_action)
def action_unknown(column: Column, batch: Batch) -> str | None:
    """ACTION is none of those of SDMX-CSV."""
    return f"{name(column.id)} NOT IN ({', '.join(map(text, FOLDS))})" if column.id == "@ACTION" else None


@rule("action_partial", ERROR, CELLS)
def action_partial(column: Column, batch: Batch) -> str | None:
    """A deletion holds more than the key, which in SDMX-CSV asks to delete single cells: only whole observations can be deleted."""
    return name("@PARTIAL") if column.id == "@ACTION" else None


@rule("structure_mixed", ERROR, CELLS, _explain_structure)
def structure_mixed(column: Column, batch: Batch) -> str | None:
    """A record belongs to another structure than the first one."""
    if column.id not in ("@STRUCTURE_ID", "@DATAFLOW"):
        return None
    written = rf"regexp_extract({name(column.id)}, '^\s*(?:[^:()]+:)?([^:()\s]+)', 1)"
    return f"lower(coalesce({written}, '')) <> {text(_structure(batch))}"


@rule("value_required", ERROR, CELLS)
def value_required(column: Column, batch: Batch) -> str | None:
    """A cell is empty that may not be: an attribute may where SDMX-CSV merges the record with one that stands."""
    if not column.required:
        return None
    empty = f"{name(column.id)} IS NULL"
    merges = column.role == "attribute" and batch.layout.service("ACTION")
    return f"{empty} AND NOT (FOLD = {text(MERGE)} AND {batch.standing()})" if merges else empty


@rule("code_unknown", ERROR, CELLS, _explain_code, cell=True)
def code_unknown(column: Column, batch: Batch) -> str | None:
    """A code is not one of its codelist."""
    if not column.codelist:
        return None
    return f"{name(column.id)} NOT IN {in_list(list(batch.catalogue.codes(column).items))}"


@rule("identifier_invalid", ERROR, CELLS, cell=True)
def identifier_invalid(column: Column, batch: Batch) -> str | None:
    """An identifier has blanks around it, or a character that has a meaning of its own in the address of a page."""
    if column.type != "identifier":
        return None
    return f"regexp_matches({name(column.id)}, {text(NO_IDENTIFIER)})"


@rule("code_of_other", ERROR, CELLS, _explain_owner)
def code_of_other(column: Column, batch: Batch) -> str | None:
    """A code belongs, as its codelist says, to another code than the one the record gives: an indicator to another framework."""
    owners = _owners(column, batch)
    if not owners:
        return None
    owner, of = owners
    codes, belongs = (f"[{', '.join(map(text, part))}]" for part in (of.keys(), of.values()))
    given = f"{name(owner.id)} IN {in_list(list(of.values()))}"
    return f"{given} AND map({codes}, {belongs})[{name(column.id)}] <> {name(owner.id)}"


def _owners(column: Column, batch: Batch) -> tuple[Column, dict[str, str]] | None:
    """The coded column that an attribute of this one's codelist is named after, and to which of its codes each code here belongs."""
    items = batch.catalogue.codelists[column.codelist].items if column.codelist else {}
    for owner in batch.columns:
        if owner.codelist and owner.id != column.id:
            codes = batch.catalogue.codelists[owner.codelist].items
            of = {item.code: code for item in items.values() if (code := item.attributes.get(owner.id.lower())) in codes}
            if of:
                return owner, of
    return None


@rule("reference_unknown", WARNING, CELLS, _explain_reference)
def reference_unknown(column: Column, batch: Batch) -> str | None:
    """A cell refers to something, such as an event, that is not published."""
    if not column.references:
        return None
    dataset, _, target = column.references.partition(".")
    places = [f"SELECT {name(target)} FROM {place} WHERE {name(target)} IS NOT NULL" for place in batch.places(dataset)]
    given = f"{name(column.id)} IS NOT NULL"  # nothing is not in an empty list either, says SQL
    return f"{given} AND {name(column.id)} NOT IN ({' UNION ALL '.join(places)})" if places else given


@rule("number_not_finite", ERROR, CELLS)
def number_not_finite(column: Column, batch: Batch) -> str | None:
    """A figure is infinite, or is written as "not a number"."""
    if column.id not in batch.odd:
        return None
    cell = batch.figure(column)
    written = f"{matches(cell, NUMBER)} AND NOT coalesce(isfinite({as_number(cell)}), false)"
    return f"CASE WHEN {matches(cell, PLAIN)} THEN false ELSE {matches(cell, NOT_FINITE)} OR ({written}) END"


@rule("number_invalid", ERROR, CELLS, _explain_number)
def number_invalid(column: Column, batch: Batch) -> str | None:
    """A figure is not a number, or not one number for certain: 1,234 is a thousand and more in one country, one and a bit in another."""
    if column.id not in batch.odd:
        return None
    cell = batch.figure(column)
    odd = f"NOT {matches(cell, NUMBER if column.qualified else UNQUALIFIED)} AND NOT {matches(cell, NOT_FINITE)}"
    return f"CASE WHEN {matches(cell, PLAIN)} THEN false ELSE {odd} END{_not_per_cent(column, batch)}"


def _not_per_cent(column: Column, batch: Batch) -> str:
    """SQL for a per cent sign in a record that names no unit, of an indicator that is not in per cent."""
    if not (column.unit_from and column.id in batch.rewritten and batch.has(INDICATOR)):
        return ""
    others = in_list([item.id for item in batch.catalogue.indicators.values() if item.unit != PERCENT])
    unnamed = f" AND {name(UNIT)} IS NULL" if batch.has(UNIT) else ""
    return f" OR ({matches(name(column.id), '.*[%％٪﹪].*')} AND {name(INDICATOR)} IN {others}{unnamed})"


def _explain_writing(column: Column, value: str, batch: Batch) -> dict[str, Any]:
    found = batch.workspace.execute(f"SELECT {batch.figure(column)} FROM {CELLS_TABLE} WHERE {name(column.id)} = {text(value)} LIMIT 1")
    return {"meaning": found[0][0]}


@rule("number_normalised", WARNING, CELLS, _explain_writing, once=True)
def number_normalised(column: Column, batch: Batch) -> str | None:
    """Figures of a column are written with a decimal comma, separators, a per cent sign or other digits, and can be read for certain."""
    if column.id not in batch.rewritten:
        return None
    return f"{batch.figure(column)} <> {name(column.id)} AND FOLD <> {text(DELETE)}"


@rule("period_invalid", ERROR, CELLS, cell=True)
def period_invalid(column: Column, batch: Batch) -> str | None:
    """A time period is not a year, half-year, quarter, month, week or day."""
    if column.type != "period":
        return None
    return _among(column, batch, f"NOT regexp_full_match(CELL, {text(PERIOD)}) OR {NO_DAY} OR {NO_WEEK}")


@rule("period_future", WARNING, CELLS)
def period_future(column: Column, batch: Batch) -> str | None:
    """A time period of an observation has not begun yet, and the figure is not marked as a forecast."""
    if column.type != "period" or "OBS_STATUS" not in batch.dataset.header:
        return None
    today, week = batch.today, batch.today.isocalendar()
    now = f"""CASE WHEN CELL[6] = 'Q' THEN '{today.year:04}-Q{(today.month + 2) // 3}'
        WHEN CELL[6] = 'S' THEN '{today.year:04}-S{(today.month + 5) // 6}'
        WHEN CELL[6] = 'W' THEN '{week.year:04}-W{week.week:02}'
        ELSE left('{today.isoformat()}', length(CELL)) END"""
    observed = f" AND OBS_STATUS IS DISTINCT FROM {text(FORECAST)}" if batch.has("OBS_STATUS") else ""
    later = _among(column, batch, f"regexp_full_match(CELL, {text(PERIOD)}) AND CELL > {now}")
    return f"({later}){observed}" if later else None


def _among(column: Column, batch: Batch, condition: str) -> str | None:
    """The condition on CELL, judged once for each of the few values of a column instead of once a record; None where none fulfils it."""
    few = batch.few(column)
    if few is None:
        return condition.replace("CELL", name(column.id))
    found = batch.workspace.execute(f"SELECT CELL FROM {in_list(few)} AS few(CELL) WHERE {condition}")
    return f"{name(column.id)} IN {in_list([value for (value,) in found])}" if found else None


@rule("date_invalid", ERROR, CELLS, cell=True)
def date_invalid(column: Column, batch: Batch) -> str | None:
    """A date is not written as year-month-day, or there is no such day."""
    if column.type != "date":
        return None
    cell = name(column.id)
    return f"{cell} IS NOT NULL AND (NOT regexp_full_match({cell}, {text(DAY)}) OR TRY_CAST({cell} AS DATE) IS NULL)"


@rule("cell_formula", WARNING, CELLS)
def cell_formula(column: Column, batch: Batch) -> str | None:
    """A text begins like a formula, which a spreadsheet program would run."""
    return f"regexp_full_match({name(column.id)}, {text(FORMULA)})" if _is_text(column) else None


@rule("status_contradicts_value", WARNING, CELLS)
def status_contradicts_value(column: Column, batch: Batch) -> str | None:
    """The status says that the value is missing, and a value is given."""
    if column.id != "OBS_STATUS" or not batch.measures:
        return None
    given = " OR ".join(f"{name(measure.id)} IS NOT NULL" for measure in batch.measures)
    return f"OBS_STATUS IN ({', '.join(map(text, MISSING))}) AND ({given})"


@rule("value_absent", WARNING, CELLS)
def value_absent(column: Column, batch: Batch) -> str | None:
    """A record gives no value, neither as a figure nor in words, and its status does not say why."""
    measures = batch.measures
    if not measures or column.id != measures[0].id or "OBS_STATUS" not in batch.dataset.header:
        return None
    empty = [f"{name(measure.id)} IS NULL" for measure in measures]
    empty += [f"{name(id)} IS NULL" for id in IN_WORDS if batch.has(id)]
    if batch.has("OBS_STATUS"):
        empty.append(f"coalesce(OBS_STATUS, '') NOT IN ({', '.join(map(text, MISSING + MAY_BE_MISSING))})")
    if batch.layout.format != TEMPLATE:
        empty.append(f"FOLD = {text(REPLACE)}")  # in a merge an empty cell says nothing of the value
    return " AND ".join(empty)
