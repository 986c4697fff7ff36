"""Rules that read a figure against the series it belongs to: what is published of it, and what the file adds.

The change from one figure to the next is out of line where it differs from the median change by more than `SPREADS` robust standard
deviations and by more than a floor. Why these numbers: docs/decisions/0013-rules.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..catalogue import Column
from .batch import JUMPS, PERIOD, VALUES, Batch, in_list, name, text
from .fact_rules import Query
from .findings import WARNING
from .registry import FACTS, rule
from .series_rules import exact, kind, published, series, spans
from .value_rules import WHOLE_OF_IT

# Figures that a series must have beside the one that is judged.
HISTORY = 5
# As many standard deviations a change must be away from the median change.
SPREADS = 5
# What makes a median absolute deviation, and a mean one, the standard deviation of normally distributed changes.
MEDIAN_TO_SD, MEAN_TO_SD = 1.4826, 1.2533
# Changes that are no wonder in any series: percentage points, ratios, of all else a part of its usual size, of persons at least so many.
POINTS, RATIO, PART, PERSONS = 5, 0.2, 0.5, 10
# In a file with more records than this, only series of which something is published are looked at: all would double the time of a check.
COMPARED_WITH_ITSELF = 100_000
# OBS_STATUS that say why a figure is out of line: a break, another definition, a strike or other special event. Source: SDMX CL_OBS_STATUS.
BREAK, SAID = "B", ("B", "D", "S")


def _explain(column: str, row: dict[str, Any], batch: Batch) -> dict[str, Any]:
    return {key: f"{value:.4g}" if isinstance(value, float) else value for key, value in row.items()}


@rule("value_jump", WARNING, FACTS, _explain, confirm=True)
def value_jump(batch: Batch) -> Iterator[Query]:
    """A figure is out of line with the series it belongs to: with what is published of it and what the file adds."""
    yield from _jumps(batch, "NOT LASTING")


@rule("break_unflagged", WARNING, FACTS, _explain, confirm=True)
def break_unflagged(batch: Batch) -> Iterator[Query]:
    """A series goes on at another level from a period on, and no status says that it breaks there."""
    yield from _jumps(batch, "LASTING AND USUAL > 0")


@rule("history_left_out", WARNING, FACTS, _explain)
def history_left_out(batch: Batch) -> Iterator[Query]:
    """The file is too large to look for figures out of line in series of which nothing is published yet."""
    if not _has_series(batch) or not _many(batch):
        return
    for column in batch.measures:
        new = spans(column, batch)
        if batch.workspace.has_published(batch.dataset.id):
            there = f"SELECT {series(batch)} FROM ({published(batch)})"
            new = f"""SELECT {series(batch)} AS S, count(*) AS N, min(RECORD) AS FIRST FROM {VALUES}
                WHERE {exact(column)} AND S NOT IN ({there}) GROUP BY S"""
        sql = f"SELECT min(FIRST), count(*), {COMPARED_WITH_ITSELF} FROM ({new}) WHERE N > {HISTORY} HAVING count(*) > 0"
        yield Query(sql, column.id, ("count", "limit"), secret=True)


def _has_series(batch: Batch) -> bool:
    """Whether there are series of figures whose status may say why one is out of line."""
    return bool(batch.complete and batch.measures and PERIOD in batch.key and "OBS_STATUS" in batch.dataset.header)


def _many(batch: Batch) -> bool:
    """Whether the file has too many records to compare all that is new with itself."""
    return bool(batch.workspace.execute(f"SELECT count(*) FROM {VALUES}")[0][0] > COMPARED_WITH_ITSELF)


def _jumps(batch: Batch, condition: str) -> Iterator[Query]:
    if not _has_series(batch):
        return
    if JUMPS not in batch.workspace.tables("scratch"):
        parts = (f"SELECT {text(column.id)} AS MEASURE, * FROM ({_out_of_line(column, batch)})" for column in batch.measures)
        batch.workspace.execute(f"CREATE TABLE {JUMPS} AS {' UNION ALL '.join(parts)}")
    for column in batch.measures:
        sql = f"""SELECT RECORD, PREVIOUS, PERIOD, USUAL, {_observation(batch)} FROM {JUMPS} JOIN {VALUES} USING (RECORD)
            WHERE MEASURE = {text(column.id)} AND {condition}"""
        yield Query(sql, column.id, ("previous", "period", "usual", "observation"))


def _observation(batch: Batch) -> str:
    """SQL for what a record is about: the codes that tell it from others, without those that say that it is of everybody."""
    told = [f"CASE WHEN {name(column.id)} NOT IN {in_list(WHOLE_OF_IT)} THEN {name(column.id)} END" for column in batch.dataset.dimensions]
    return f"concat_ws(', ', {', '.join(told)})"


def _out_of_line(column: Column, batch: Batch) -> str:
    """SELECT of the records of the file that are out of line, with the figure before (or after) it, its period and the usual change.

    LASTING says that the figures after it stay where it is. The way back from a figure out of line is not another one.
    """
    line = "PARTITION BY S, KIND, UNIT ORDER BY P"
    said = f"STATUS IN ({', '.join(map(text, SAID))})"
    return f"""WITH points AS ({_points(column, batch)}),
        steps AS (SELECT *, V - lag(V) OVER w AS CHANGE, (V - lag(V) OVER w) / nullif(PLACE - lag(PLACE) OVER w, 0) AS RATE,
            count(*) OVER (PARTITION BY S, KIND, UNIT) AS N FROM points WINDOW w AS ({line})),
        usual AS (SELECT S, KIND, UNIT, median(RATE) AS MIDDLE, mad(RATE) AS SPREAD, median(abs(RATE)) AS USUAL, median(abs(V)) AS LEVEL
            FROM steps WHERE N > {HISTORY} GROUP BY ALL),
        away AS (SELECT steps.*, USUAL, SPREAD, {_floor()} AS FLOOR, abs(RATE - MIDDLE) AS AWAY FROM steps JOIN usual
            ON steps.S = usual.S AND steps.KIND = usual.KIND AND steps.UNIT IS NOT DISTINCT FROM usual.UNIT),
        judged AS (SELECT *, coalesce(AWAY > greatest(FLOOR, {SPREADS * MEDIAN_TO_SD} * SPREAD, {SPREADS * MEAN_TO_SD}
            * (sum(AWAY) OVER (PARTITION BY S, KIND, UNIT) - AWAY) / (N - 2)), false) AS OUT FROM away),
        beside AS (SELECT *, lag(OUT, 1, false) OVER w AS OUT_BEFORE, lag(CHANGE) OVER w AS CHANGE_BEFORE, lag(V) OVER w AS BEFORE,
            lag(P) OVER w AS P_BEFORE, lag(RECORD) OVER w AS RECORD_BEFORE, lag({said}) OVER w AS SAID_BEFORE, row_number() OVER w AS NTH,
            abs(lead(V) OVER w - V) < abs(CHANGE) / 2 AND abs(lead(V, 2) OVER w - V) < abs(CHANGE) / 2 AS STAYS
            FROM judged WINDOW w AS ({line})),
        out AS (SELECT * FROM beside WHERE OUT AND {said} IS NOT TRUE
            AND NOT (OUT_BEFORE AND sign(CHANGE) <> sign(CHANGE_BEFORE) AND abs(CHANGE + CHANGE_BEFORE) < abs(CHANGE_BEFORE) / 2))
        SELECT RECORD, BEFORE AS PREVIOUS, P_BEFORE AS PERIOD, USUAL, coalesce(STAYS, false) AND NTH > 3 AS LASTING FROM out
            WHERE RECORD IS NOT NULL
        UNION ALL SELECT RECORD_BEFORE, V, P, USUAL, false FROM out
            WHERE RECORD IS NULL AND RECORD_BEFORE IS NOT NULL AND NOT OUT_BEFORE AND SAID_BEFORE IS NOT TRUE"""


def _points(column: Column, batch: Batch) -> str:
    """SELECT of the figures of the series in the file: those published and not sent anew, and those of the file, which have a RECORD."""
    known = batch.workspace.has_published(batch.dataset.id)
    cells = f"{series(batch)} AS S, {kind(name(PERIOD))} AS KIND, {name(PERIOD)} AS P, {name(column.id)} AS V, {batch.unit(column)} AS UNIT"
    given = f"WHERE {exact(column)} AND {batch.unit(column)} IS DISTINCT FROM 'FLAG'"
    status = "OBS_STATUS" if batch.has("OBS_STATUS") else "NULL::VARCHAR"
    here = f"SELECT {cells}, {status} AS STATUS, RECORD FROM {VALUES} {given}"
    there = f"SELECT {cells}, OBS_STATUS AS STATUS, NULL::INTEGER AS RECORD FROM ({published(batch)}) {given}" if known else ""
    if _many(batch):
        here += f" AND S IN (SELECT S FROM ({there}))" if known else " AND false"
    if not known:
        return f"SELECT *, {_place()} AS PLACE FROM ({here})"
    return f"""WITH here AS ({here}), there AS ({there} AND S IN (SELECT S FROM here))
        SELECT *, {_place()} AS PLACE FROM (FROM here UNION ALL FROM there ANTI JOIN here USING (S, P))"""


def _place() -> str:
    """SQL for the place of a period among those of its kind, so that neighbours differ by one."""
    year, part = "TRY_CAST(left(P, 4) AS INTEGER)", "TRY_CAST(P[7:] AS INTEGER)"
    return f"""CASE KIND WHEN 'A' THEN {year} WHEN 'S' THEN {year} * 2 + {part} WHEN 'Q' THEN {year} * 4 + {part}
        WHEN 'M' THEN {year} * 12 + TRY_CAST(P[6:] AS INTEGER) WHEN 'W' THEN floor({year} * 52.1775) + {part}
        ELSE TRY_CAST(P AS DATE) - DATE '1970-01-01' END"""


def _floor() -> str:
    """SQL for the change that is no wonder in a series, by its unit and level."""
    return f"""CASE WHEN usual.UNIT IN ('PT', 'PP') THEN {POINTS} WHEN usual.UNIT = 'RATIO' THEN {RATIO}
        WHEN usual.UNIT IN ('NUMBER', 'PS', 'FTE', 'MIN') THEN greatest({PERSONS}, {PART} * LEVEL) ELSE {PART} * LEVEL END"""
