"""Small counts that are not published, and the figures that go with them so that none can be computed from its total and the others.

Which counts are small is declared for a dataset (`suppress_below`). A record that is held back loses all its measures and what it says
in words. A *line* is what differs in one column of the key alone, beside its total `_T`: women, men and all; grades and all grades. In
each line with a total either no figure is held back or two are. It follows from the file alone: reading it again gives the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..catalogue import Column
from .batch import DELETE, HIDDEN, REPLACE, SEX, STAGED, Batch, name, same, text
from .fact_rules import PERCENT, TOLERANCE, Query
from .findings import ERROR, WARNING
from .registry import FACTS, rule

OPEN, PERSONS = "batch_open", "batch_persons"
TOTAL, STATUS, SUPPRESSED, WORDS = "_T", "OBS_STATUS", "Q", "VALUE_TEXT"
# Units of measures that add up along a line as counts do.
ADDED = ("FTE", "MIN", "NUMBER", "PS")
# Why a record is held back: its count is small; a small count could be computed from it; its share could give one away.
SMALL, TELLS, SHARE = 1, 2, 3


def _explain(column: str, row: dict[str, Any], batch: Batch) -> dict[str, Any]:
    return {"threshold": batch.dataset.suppress_below}


@rule("cell_suppressed", WARNING, FACTS, _explain)
def cell_suppressed(batch: Batch) -> Iterator[Query]:
    """A count is smaller than the dataset may show and will not be published."""
    if hidden(batch):
        yield Query(f"SELECT RECORD FROM {HIDDEN} WHERE WHY = {SMALL}", _counts(batch)[0].id, secret=True)


@rule("cell_suppressed_secondary", WARNING, FACTS)
def cell_suppressed_secondary(batch: Batch) -> Iterator[Query]:
    """A figure will not be published because a small count could be computed from it."""
    if hidden(batch):
        yield Query(f"SELECT RECORD FROM {HIDDEN} WHERE WHY = {TELLS}", _counts(batch)[0].id, secret=True)
        for share in _shares(batch):
            given = f"SELECT RECORD FROM {STAGED} WHERE {name(share.id)} IS NOT NULL"
            yield Query(f"SELECT RECORD FROM {HIDDEN} WHERE WHY = {SHARE} AND RECORD IN ({given})", share.id, secret=True)


@rule("suppression_undone", ERROR, FACTS)
def suppression_undone(batch: Batch) -> Iterator[Query]:
    """A count that is held back, here or in what is published, could be computed from figures of the file and published ones."""
    if not hidden(batch) or not batch.workspace.has_published(batch.dataset.id):
        return
    for column in _counts(batch):
        for dimension in _divided(batch):
            yield Query(_undone(column, dimension, batch), column.id, secret=True)


# --- what is held back -----------------------------------------------------------------------------------------------------------------


def hidden(batch: Batch) -> bool:
    """Whether small counts are held back here; makes the table `HIDDEN` of each RECORD that is, and WHY."""
    if not batch.dataset.suppress_below or not batch.complete or not _counts(batch):
        return False
    if HIDDEN not in batch.workspace.tables("scratch"):
        _make_persons(batch)
        while _hide_more(batch):
            pass
        _make_hidden(batch)
    return True


def suppress(batch: Batch) -> None:
    """Leave what is held back out of `STAGED`, after all rules have seen it: for whoever publishes the batch or reads it again.

    Such a record replaces what is published of it: an empty cell of a merge would leave the figure that stands.
    """
    if not hidden(batch):
        return
    shares = {cell for row in _shares(batch) for cell in (row.id, f"{row.id}_Q")}
    others = {cell for row in batch.measures for cell in (row.id, f"{row.id}_Q")} - shares | {WORDS}
    cells = {id: name(id) for id in batch.workspace.columns(STAGED)}
    for id, cell in cells.items():
        if id in shares:
            cells[id] = f"CASE WHEN WHY IS NULL THEN {cell} END"
        elif id in others:
            cells[id] = f"CASE WHEN coalesce(WHY, {SHARE}) = {SHARE} THEN {cell} END"
    cells["FOLD"] = f"CASE WHEN WHY IS NULL THEN FOLD ELSE {text(REPLACE)} END"
    if STATUS in batch.dataset.header:
        cells[STATUS] = f"CASE WHEN WHY < {SHARE} THEN {text(SUPPRESSED)} ELSE {cells.get(STATUS, 'NULL')} END"
    batch.workspace.execute(f"ALTER VIEW {STAGED} RENAME TO {OPEN}")
    parts = ", ".join(f"{cell} AS {name(id)}" for id, cell in cells.items())
    batch.workspace.execute(f"CREATE VIEW {STAGED} AS SELECT {parts} FROM {OPEN} LEFT JOIN {HIDDEN} USING (RECORD)")


def told(batch: Batch, records: set[int]) -> set[int]:
    """Those of some records that stand beside a count that is held back, so that a finding about them may give it away."""
    if not records or HIDDEN not in batch.workspace.tables("scratch"):
        return set()
    beside = same([id for id in batch.dataset.key if id != SEX])
    among = f"SELECT {beside} FROM {OPEN} JOIN {HIDDEN} USING (RECORD)"
    rows = f"SELECT RECORD FROM {OPEN} WHERE {beside} IN ({among}) AND RECORD IN ({', '.join(map(str, records))})"
    return {record for (record,) in batch.workspace.execute(rows)}


def _counts(batch: Batch) -> list[Column]:
    return [column for column in batch.measures if column.type == "count"]


def _shares(batch: Batch) -> list[Column]:
    return [column for column in batch.measures if column.unit == PERCENT]


def _added(batch: Batch) -> list[Column]:
    return [column for column in batch.measures if column.type == "count" or column.unit in ADDED]


def _divided(batch: Batch) -> list[Column]:
    """The columns of the key along which there are totals in the file: SEX first, as all else is beside that."""
    columns = [batch.dataset.column(id) for id in sorted(batch.key, key=lambda id: id != SEX)]
    return [column for column in columns if TOTAL in (batch.few(column) or (TOTAL,))]


def _make_persons(batch: Batch) -> None:
    """The table `PERSONS`: each key once, with the exact value V_X of each measure that adds up, and WHY it is held back, so far."""
    values, small = [], []
    low = ">= 0" if batch.dataset.suppress_zero else "> 0"
    for column in _added(batch):
        cell, bound = name(column.id), name(column.id + "_Q")
        exact = f"CASE WHEN {bound} = '' THEN {cell} END" if column.qualified else cell
        values.append(f"max({exact}) AS {name('V_' + column.id)}")
        if column.type == "count":
            about = f" AND {bound} IN ('', '~')" if column.qualified else ""
            small.append(f"coalesce(bool_or({cell} {low} AND {cell} < {batch.dataset.suppress_below}{about}), false)")
    keys = ", ".join(map(name, batch.dataset.key))
    batch.workspace.execute(
        f"""CREATE TABLE {PERSONS} AS SELECT {same(batch.dataset.key)} AS K, {keys}, min(RECORD) AS RECORD, {", ".join(values)},
        CASE WHEN {" OR ".join(small)} THEN {SMALL} END AS WHY FROM {STAGED} WHERE FOLD <> {text(DELETE)} GROUP BY ALL"""
    )


def _hide_more(batch: Batch) -> bool:
    """Hold back what must go in one round over all lines; whether anything had to."""
    more = False
    for column in _added(batch):
        for dimension in _divided(batch):
            telling = _telling(column, dimension, batch)
            done = batch.workspace.execute(f"UPDATE {PERSONS} SET WHY = {TELLS} WHERE WHY IS NULL AND K IN ({telling})")
            more = more or done[0][0] > 0
    return more


def _lines(column: Column, dimension: Column, batch: Batch, facts: str, more: str = "") -> str:
    """SELECT of each LINE along a column of the key: how many PARTS it has, are UNKNOWN, are HELD back; whether the total is shown or held.

    CLOSED is whether the parts add up to the total; `facts` names what has, of each key, the exact value V_X of a measure, and WHY.
    """
    value, total = name("V_" + column.id), f"{name(dimension.id)} = {text(TOTAL)}"
    shown = f"({value} IS NOT NULL AND WHY IS NULL)"
    parts = {
        "PARTS": f"count(*) FILTER (NOT {total})",
        "UNKNOWN": f"count(*) FILTER (NOT {total} AND NOT {shown})",
        "HELD": f"count(*) FILTER (NOT {total} AND WHY IS NOT NULL)",
        "TOTAL_SHOWN": f"bool_or({total} AND {shown})",
        "TOTAL_HELD": f"bool_or({total} AND WHY IS NOT NULL)",
        "CLOSED": f"abs(sum({value}) FILTER (NOT {total}) - max({value}) FILTER ({total})) < {TOLERANCE}",
    }
    selected = ", ".join(f"{sql} AS {part}" for part, sql in parts.items())
    return f"SELECT {_line(dimension, batch)} AS LINE, {selected}{more} FROM {facts} GROUP BY LINE"


def _line(dimension: Column, batch: Batch) -> str:
    """SQL for what the figures of a line have in common."""
    return same([id for id in batch.dataset.key if id != dimension.id])


def _telling(column: Column, dimension: Column, batch: Batch) -> str:
    """SELECT of the figures, one a line, that must go so that another of the line cannot be computed that is held back.

    Where one part of a total is held back, the smallest other one goes, of nobody last; without another, the total does. Where the total
    is held back and is what its parts add up to, the smallest part goes.
    """
    value, total = name("V_" + column.id), f"{name(dimension.id)} = {text(TOTAL)}"
    return f"""WITH lines AS ({_lines(column, dimension, batch, PERSONS)}),
        open AS (SELECT LINE, PARTS = 1 AND TOTAL_SHOWN AS OF_TOTAL FROM lines WHERE CASE WHEN TOTAL_SHOWN
            THEN UNKNOWN = 1 AND HELD = 1 AND (PARTS > 1 OR CLOSED) ELSE TOTAL_HELD AND UNKNOWN = 0 AND CLOSED END)
        SELECT arg_min(K, ROW({value} = 0, {value}, {name(dimension.id)})) FROM (SELECT *, {_line(dimension, batch)} AS LINE FROM {PERSONS})
        JOIN open USING (LINE) WHERE {value} IS NOT NULL AND WHY IS NULL AND ({total}) = OF_TOTAL GROUP BY LINE"""


def _make_hidden(batch: Batch) -> None:
    """The table `HIDDEN`; shares beside a count that is held back go, too, of whichever sex."""
    beside = same([id for id in batch.dataset.key if id != SEX])
    shares = f" OR {beside} IN (SELECT {beside} FROM {PERSONS} WHERE WHY IS NOT NULL)" if _shares(batch) else ""
    batch.workspace.execute(
        f"""CREATE TABLE {HIDDEN} AS SELECT RECORD, coalesce(WHY, {SHARE}) AS WHY FROM {STAGED}
        JOIN (SELECT K, WHY FROM {PERSONS} WHERE WHY IS NOT NULL{shares}) ON K = {same(batch.dataset.key)} WHERE FOLD <> {text(DELETE)}"""
    )


# --- beside what is published ------------------------------------------------------------------------------------------------------------


def _undone(column: Column, dimension: Column, batch: Batch) -> str:
    """SELECT of the first record of each line, of the file and what is published together, where a figure held back can be computed."""
    cell, value, key = name(column.id), name("V_" + column.id), same(batch.dataset.key)
    keys = ", ".join(map(name, batch.dataset.key))
    exact = f"CASE WHEN {name(column.id + '_Q')} = '' THEN {cell} END" if column.qualified else cell
    held = f"{cell} IS NULL AND {STATUS} = {text(SUPPRESSED)}" if STATUS in batch.dataset.header else "false"
    said = f"{PERSONS} WHERE WHY IS NOT NULL OR {value} IS NOT NULL"
    more = ", min(RECORD) AS RECORD, bool_or(RECORD IS NULL) AS BESIDE"
    return f"""WITH there AS (SELECT {key} AS K, {keys}, NULL::INTEGER AS RECORD, {exact} AS {value},
            CASE WHEN {held} THEN {SMALL} END AS WHY FROM published.{name(batch.dataset.id)} WHERE NOT EXAMPLE),
        gone AS (SELECT {key} FROM {STAGED} WHERE FOLD = {text(DELETE)} UNION ALL SELECT K FROM {said}),
        facts AS (SELECT {keys}, RECORD, {value}, WHY FROM {said} UNION ALL SELECT {keys}, RECORD, {value}, WHY FROM there
            WHERE K NOT IN (FROM gone)),
        lines AS ({_lines(column, dimension, batch, "facts", more)})
        SELECT RECORD FROM lines WHERE RECORD IS NOT NULL AND BESIDE AND (PARTS > 1 OR CLOSED)
        AND CASE WHEN TOTAL_SHOWN THEN UNKNOWN = 1 AND HELD = 1 ELSE TOTAL_HELD AND UNKNOWN = 0 AND coalesce(CLOSED, true) END"""
