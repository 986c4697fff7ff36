"""Rules about series and groups of figures: are they too alike, on another scale than the rest, of periods of different lengths?

A series is what agrees in all of the key but the time period.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..catalogue import Column
from .batch import CELLS, GROUPS, INDICATOR, KINDS, PERIOD, SERIES, SEX, SEXES, UNIT, UNIT_NAMES, VALUES, Batch, name, same, text
from .fact_rules import PERCENT, Query, number
from .findings import WARNING
from .registry import FACTS, rule

# So many figures that are all the same are no coincidence where something was measured.
ALIKE = 10
# Of so many percentages at least one is above 1, unless they are fractions.
FRACTIONS = 10
# … or of so many, where others of the same indicator are this many times as large: a fraction is a hundredth of the percentage.
SOME, TIMES = 3, 10
LEAST = 1e-9
KIND = """CASE WHEN TRY_CAST(left({0}, 4) AS INTEGER) IS NOT NULL THEN CASE length({0}) WHEN 4 THEN 'A' WHEN 10 THEN 'D' ELSE
    CASE WHEN {0}[6] IN ('Q', 'S', 'W') THEN {0}[6] WHEN length({0}) = 7 THEN 'M' END END END"""


def kind(period: str) -> str:
    """SQL for how long a time period is: A year, S half-year, Q quarter, M month, W week, D day; NULL where it is none."""
    return KIND.format(period)


def series(batch: Batch) -> str:
    """SQL for what the records of one series have in common; of a published fact it is the same."""
    return same([id for id in batch.dataset.key if id != PERIOD])


def published(batch: Batch) -> str:
    """SELECT of the published facts of the dataset, with their unit as in `VALUES`; of nothing where there are none."""
    if not batch.workspace.has_published(batch.dataset.id):
        return f"SELECT * FROM {VALUES} WHERE false"
    facts = f"SELECT facts.*, {{}} AS {name('@UNIT')} FROM published.{name(batch.dataset.id)} AS facts {{}} WHERE NOT EXAMPLE"
    if KINDS not in batch.workspace.tables("scratch"):
        return facts.format(f"facts.{name(UNIT)}" if UNIT in batch.dataset.header else "NULL::VARCHAR", "")
    given = f"coalesce(facts.{name(UNIT)}, {KINDS}.UNIT)" if UNIT in batch.dataset.header else f"{KINDS}.UNIT"
    return facts.format(given, f"LEFT JOIN {KINDS} ON facts.{name(INDICATOR)} = {KINDS}.ID")


def exact(column: Column) -> str:
    """SQL for whether a measure has a value that is neither a bound nor an approximation."""
    return f"{name(column.id)} IS NOT NULL" + (f" AND {name(column.id + '_Q')} = ''" if column.qualified else "")


def _explain(column: str, row: dict[str, Any], batch: Batch) -> dict[str, Any]:
    return {key: number(value) for key, value in row.items() if value is not None}


# --- time periods of different lengths ---------------------------------------------------------------------------------------------------


@rule("period_mixed", WARNING, FACTS, _explain)
def period_mixed(batch: Batch) -> Iterator[Query]:
    """Time periods of different lengths stand in one series, such as years beside quarters, in the file or with what is published."""
    if not (batch.complete and PERIOD in batch.key and len(_kinds(batch)) > 1):
        return
    there = ""
    if batch.workspace.has_published(batch.dataset.id):
        there = f"UNION ALL SELECT {series(batch)}, {name(PERIOD)}, NULL FROM published.{name(batch.dataset.id)} WHERE NOT EXAMPLE"
    sql = f"""WITH periods AS (SELECT {series(batch)} AS S, {name(PERIOD)} AS P, RECORD FROM {VALUES} {there}),
        kinds AS (SELECT S, {kind("P")} AS KIND, min(RECORD) AS RECORD, arg_min(P, coalesce(RECORD, 0)) AS P
            FROM periods WHERE KIND IS NOT NULL GROUP BY ALL),
        mixed AS (SELECT S, max(RECORD) AS RECORD FROM kinds GROUP BY S HAVING count(*) > 1 AND max(RECORD) IS NOT NULL)
        SELECT mixed.RECORD, any_value(other.P ORDER BY other.RECORD NULLS LAST) FROM mixed JOIN kinds AS other USING (S)
        WHERE other.RECORD IS DISTINCT FROM mixed.RECORD GROUP BY ALL"""
    yield Query(sql, PERIOD, ("other",))


def _kinds(batch: Batch) -> set[str]:
    """The lengths of the time periods in the file and in what is published of its dataset."""
    tables = [CELLS]
    if batch.workspace.has_published(batch.dataset.id):
        tables.append(f"published.{name(batch.dataset.id)}")
    periods = " UNION ALL ".join(f"SELECT DISTINCT {name(PERIOD)} AS P FROM {table}" for table in tables)
    return {found for (found,) in batch.workspace.execute(f"SELECT DISTINCT {kind('P')} FROM ({periods})") if found}


# --- from the lowest to the highest --------------------------------------------------------------------------------------------------


def spans(column: Column, batch: Batch) -> str:
    """SELECT of each series by sex: how many exact values of a measure it has (N), from LOW to HIGH, its FIRST record, its UNIT if known.

    Where women and men stand side by side already, that is many times quicker than to go through all records again.
    """
    if not (batch.grouped and batch.sexes is not None and batch.sexes <= set(SEXES.values())):
        cell, unit = name(column.id), f"TRY_CAST({batch.unit(column)} AS ENUM({', '.join(map(text, UNIT_NAMES))}))"
        return f"""SELECT {series(batch)} AS S, count(*) AS N, min({cell}) AS LOW, max({cell}) AS HIGH, min(RECORD) AS FIRST,
            any_value({unit}) AS UNIT FROM {VALUES} WHERE {exact(column)} GROUP BY S"""
    here = [short for short, code in SEXES.items() if code in batch.sexes]
    if SERIES not in batch.workspace.tables("scratch"):
        parts = [
            f"{function}({name(f'{measure.id}_{short}')}) AS {name(f'{measure.id}_{short}_{part}')}"
            for measure in batch.measures
            for short in here
            for function, part in (("count", "N"), ("min", "LOW"), ("max", "HIGH"))
        ]
        parts += [f"min(R_{short}) AS FIRST_{short}" for short in here]
        parts += [f"any_value({name(measure.id + '_UNIT')}) AS {name(measure.id + '_UNIT')}" for measure in batch.measures]
        batch.workspace.execute(f"CREATE TABLE {SERIES} AS SELECT {', '.join(parts)} FROM {GROUPS} GROUP BY {name('@SERIES')}")
    by_sex = (
        ", ".join(f"{name(f'{column.id}_{short}_{part}')} AS {part}" for part in ("N", "LOW", "HIGH"))
        + f", FIRST_{short} AS FIRST, {name(column.id + '_UNIT')} AS UNIT FROM {SERIES}"
        for short in here
    )
    return " UNION ALL ".join(f"SELECT {parts}" for parts in by_sex)


# --- all the same ----------------------------------------------------------------------------------------------------------------------


@rule("values_all_equal", WARNING, FACTS, _explain)
def values_all_equal(batch: Batch) -> Iterator[Query]:
    """All of ten or more figures are the same: those of an indicator in the file, or of one series of measured figures."""
    if not (batch.complete and _observed(batch)):
        return
    for column in batch.measures:
        sql = _alike_in_file(column, batch)
        if batch.workspace.execute(f"SELECT count(*) FROM ({sql})")[0][0]:
            yield Query(sql, column.id, ("count",))
        elif column.type != "count" and _periods(batch) >= ALIKE:
            # No women at all, or nobody but women: that may last.
            may = f"CASE WHEN UNIT = {text(PERCENT)} THEN LOW IN (0, 100) ELSE UNIT IS NOT NULL OR LOW IN (0, 1) END"
            sql = f"SELECT FIRST, N FROM ({spans(column, batch)}) WHERE N >= {ALIKE} AND LOW = HIGH AND NOT {may}"
            yield Query(sql, column.id, ("count",))


def _observed(batch: Batch) -> bool:
    """Whether the dataset holds what was observed of women and men: targets and ratings may well be all the same."""
    return {SEX, "OBS_STATUS"} <= set(batch.dataset.header)


def _periods(batch: Batch) -> int:
    """How many time periods the file has, as far as it matters."""
    if not batch.has(PERIOD):
        return 0
    few = batch.few(batch.dataset.column(PERIOD))
    return len(few) if few is not None else ALIKE


def _alike_in_file(column: Column, batch: Batch) -> str:
    """The indicators, or the file, of which all values of a measure are the same; one person a post and one a flag are no wonder."""
    several = batch.has(INDICATOR) and len(batch.few(batch.dataset.column(INDICATOR)) or "12") > 1
    counted = f"(UNIT IS DISTINCT FROM {text(PERCENT)} AND LOW = 1)"
    if not several:
        whole = f"""SELECT sum(N) AS N, min(LOW) AS LOW, max(HIGH) AS HIGH, min(FIRST) AS FIRST, any_value(UNIT) AS UNIT
            FROM ({spans(column, batch)})"""
    else:
        cell, unit = name(column.id), batch.unit(column)
        whole = f"""SELECT count(*) AS N, min({cell}) AS LOW, max({cell}) AS HIGH, min(RECORD) AS FIRST, any_value({unit}) AS UNIT
            FROM {VALUES} WHERE {exact(column)} GROUP BY {name(INDICATOR)}"""
    return f"SELECT FIRST, N::BIGINT AS N FROM ({whole}) WHERE N >= {ALIKE} AND LOW = HIGH AND NOT {counted}"


# --- fractions instead of percentages --------------------------------------------------------------------------------------------------


@rule("percentage_as_fraction", WARNING, FACTS, _explain)
def percentage_as_fraction(batch: Batch) -> Iterator[Query]:
    """Percentages of one subject all lie between 0 and 1, while its published ones, or those of others, are many times as large."""
    if not batch.complete:
        return
    for column in batch.measures:
        if column.unit_from or column.unit == PERCENT:
            small = f"SELECT 1 FROM ({spans(column, batch)}) WHERE UNIT = {text(PERCENT)} AND HIGH BETWEEN {LEAST} AND 1 LIMIT 1"
            if batch.workspace.execute(small):
                yield Query(_fractions(column, batch), column.id, ("count", "subject"))


def _fractions(column: Column, batch: Batch) -> str:
    """SELECT of the subjects, or of the places within them, all of whose percentages in the file are fractions.

    What is published is compared first; where nothing is, other places are, and at last there are too many for chance.
    """
    what, place = _subject(batch)
    cells = f"{what} AS WHAT, {place} AS PLACE, {name(column.id)} AS V"
    given = f"WHERE {exact(column)} AND {batch.unit(column)} = {text(PERCENT)}"
    spans = "count(*) AS N, max(V) AS HIGH, count(DISTINCT V) AS KINDS, min(RECORD) AS FIRST"
    much = f">= {TIMES} * HIGH"
    return f"""WITH here AS (SELECT {cells}, RECORD FROM {VALUES} {given}),
        there AS (SELECT {cells} FROM ({published(batch)}) {given} AND {what} IN (SELECT WHAT FROM here)),
        known AS (SELECT WHAT, median(V) AS KNOWN FROM there GROUP BY WHAT),
        known_there AS (SELECT WHAT, PLACE, median(V) AS KNOWN FROM there GROUP BY WHAT, PLACE),
        others AS (SELECT WHAT, median(V) AS OTHERS FROM (SELECT WHAT, V FROM here UNION ALL SELECT WHAT, V FROM there) GROUP BY WHAT),
        wholes AS (SELECT FIRST, N, WHAT FROM (SELECT WHAT, {spans} FROM here GROUP BY WHAT) LEFT JOIN known USING (WHAT)
            WHERE HIGH BETWEEN {LEAST} AND 1 AND CASE WHEN KNOWN IS NULL THEN N >= {FRACTIONS} AND KINDS >= {SOME} ELSE KNOWN {much} END),
        parts AS (SELECT WHAT, PLACE, {spans} FROM here WHERE WHAT NOT IN (SELECT WHAT FROM wholes) GROUP BY WHAT, PLACE)
        SELECT * FROM wholes UNION ALL SELECT FIRST, N, concat_ws(', ', WHAT, PLACE) FROM parts
        JOIN others USING (WHAT) LEFT JOIN known_there USING (WHAT, PLACE)
        WHERE HIGH BETWEEN {LEAST} AND 1 AND CASE WHEN KNOWN IS NULL THEN N >= {SOME} AND OTHERS {much} ELSE KNOWN {much} END"""


def _subject(batch: Batch) -> tuple[str, str]:
    """What percentages are compared within, and the places within that: columns, or nothing."""
    key = batch.dataset.key
    what = next((name(id) for id in (INDICATOR, "ENTITY", "EVENT") if id in key), "NULL::VARCHAR")
    return what, name("REF_AREA") if "REF_AREA" in key else "NULL::VARCHAR"
