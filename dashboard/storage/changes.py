"""Which observations differ between two states of a dataset: the largest changes, and how many there are of each code.

**Order.** Changed measures come first, the largest change first: for percentages and percentage points the difference itself, for
everything else the difference in per cent of the larger of both figures, so that both are on a scale of 0 to 100 and a count of 3 that
becomes 30 is not lost behind one of 10,000 that becomes 10,040. The order takes bounds and approximations by their numbers; it is an
order, not a statement. Measures that had or get no figure follow, then attributes. Observations that are added are in the order of
the file, those removed in the order of their key. A correction that comes or goes is told by the value that its source gives and the
one that stands in its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..catalogue import CORRECTIONS, Column
from . import compare
from .layout import Layout, names
from .model import Change, Tally
from .workspace import Workspace, literal, quote

POINTS, NUMBER = ("PT", "PP"), "NUMBER"
SAYS_AND_RIGHT = ("SOURCE_VALUE", "VALUE")  # of a correction
_WAS = "was "  # before the name of a column in `store_pairs`; columns are in capitals
_TALLIES = ("added", "changed", "removed")


@dataclass(frozen=True)
class Sides:
    """A dataset before and after, as SELECTs, and which rows of them have to be compared.

    `suspects` are the rows of both sides that may differ, `new` further rows that are on the second side alone (None: there are none).
    `folded` is whether the last fold was of this dataset, so that it tells which record deletes an observation.
    """

    layout: Layout
    before: str
    after: str
    suspects: tuple[str, str]
    new: str | None = None
    folded: bool = True


class Changes:
    """What differs between two sides, in a workspace. `batch` is the one whose records are named."""

    def __init__(self, workspace: Workspace, sides: Sides, batch: str, units: Mapping[str, str]):
        """Find the keys that differ. `units` are the units of indicators, for figures that do not give their own."""
        self._workspace, self._sides, self._batch, self._units = workspace, sides, batch, units
        self._layout, self._dataset = sides.layout, sides.layout.dataset
        found = compare.kinds(self._layout, *sides.suspects)
        workspace.execute(f"CREATE OR REPLACE TABLE store_changed AS SELECT H, KIND::ENUM{_TALLIES} AS KIND FROM ({found})")
        workspace.execute(f"CREATE OR REPLACE VIEW store_pairs AS {self._pairs()}")
        self._differing = self._count_cells()
        self.cells = sum(self._differing.values())

    def listed(self, limit: int) -> tuple[Change, ...]:
        """The first so many of each kind: changed, removed, added."""
        changed = self._changed(self._dataset.measures, limit, "SIZE DESC NULLS LAST, ")
        if len(changed) < limit:
            others = [column for column in self._dataset.attributes if not column.key]
            changed += self._changed(others, limit - len(changed))
        return (*changed, *self._whole("removed", limit), *self._whole("added", limit))

    def tallies(self, column: str, limit: int) -> tuple[tuple[Tally, ...], int]:
        """How many observations of each code of a column of the key differ, the most concerned first, and how many codes there are."""
        counts = ", ".join(f"count(*) FILTER (KIND = '{kind}') AS {kind}" for kind in _TALLIES)
        sides = " UNION ALL ".join(f"SELECT {quote(column)}::VARCHAR AS CODE, KIND FROM ({rows})" for rows in self._rows())
        rows = self._workspace.execute(
            f"WITH codes AS (SELECT CODE, {counts} FROM ({sides}) GROUP BY CODE) SELECT *, (SELECT count(*) FROM codes) FROM codes "
            f"ORDER BY changed + removed DESC, added DESC, CODE LIMIT {int(limit)}"
        )
        return tuple(Tally(self._dataset.id, *row[:4]) for row in rows), rows[0][4] if rows else 0

    def beside(self) -> int:
        """How many observations are added of which another source says something already: both stand then."""
        dimensions = [column.id for column in self._dataset.dimensions]
        if set(dimensions) == set(self._dataset.key) or self._sides.before == self._layout.empty():
            return 0
        observed = f"hash({names([*dimensions, 'EXAMPLE'])})"
        others = f"SELECT {observed} FROM ({self._sides.after}) WHERE BATCH <> {literal(self._batch)}"
        sql = f"SELECT count(*) FROM ({self._rows()[0]}) WHERE KIND = 'added' AND {observed} IN ({others})"
        return int(self._workspace.execute(sql)[0][0])

    # --- observations that stay -----------------------------------------------------------------------------------------------------

    def _pairs(self) -> str:
        """SELECT of the observations that stay and are changed: as they are, beside them what they were."""
        before, after = self._sides.suspects
        was = ", ".join(f"b.{quote(name)} AS {quote(_WAS + name)}" for name in self._layout.values)
        return (
            f"SELECT a.*, {was} FROM (SELECT * FROM ({after})) AS a "
            f"JOIN (SELECT H FROM store_changed WHERE KIND = 'changed') AS c ON {self._layout.key_hash('a')} = c.H "
            f"JOIN (SELECT * FROM ({before})) AS b ON {self._layout.key_hash('b')} = c.H"
        )

    def _count_cells(self) -> dict[str, int]:
        """How many cells of each column differ; columns without any are left out."""
        columns = [column for column in self._dataset.columns if column.id not in self._dataset.key]
        counts = ", ".join(f"count(*) FILTER ({_differs(column)})" for column in columns)
        totals = self._workspace.execute(f"SELECT {counts} FROM store_pairs")[0] if columns else ()
        return {column.id: total for column, total in zip(columns, totals, strict=True) if total}

    def _changed(self, columns: Sequence[Column], limit: int, order: str = "") -> list[Change]:
        selects = [self._changed_cells(column) for column in columns if column.id in self._differing]
        if not selects:
            return []
        rows = self._workspace.execute(
            f"SELECT * FROM ({' UNION ALL '.join(selects)}) ORDER BY {order}{names(self._layout.key)}, CELL LIMIT {int(limit)}"
        )
        return [self._change("changed", row) for row in rows]

    def _changed_cells(self, column: Column) -> str:
        now, was = quote(column.id), quote(_WAS + column.id)
        if column.role == "measure":
            unit = self._unit(column)
            difference = f"abs({now} - {was})"
            relative = f"coalesce(100 * {difference} / nullif(greatest(abs({now}), abs({was})), 0), {difference})"
            size = f"CASE WHEN {unit} IN {POINTS} THEN {difference} ELSE {relative} END"
            given = f"{was}, {now}, {_qualifier(column, _WAS)}, {_qualifier(column)}, NULL::VARCHAR, NULL::VARCHAR"
        else:
            unit, size = "''", "NULL::DOUBLE"
            given = f"NULL::DOUBLE, NULL::DOUBLE, '', '', {was}::VARCHAR, {now}::VARCHAR"
        return (
            f"SELECT {self._key()}, {literal(column.id)} AS CELL, {given}, {unit} AS UNIT, {self._record()}, {size} AS SIZE "
            f"FROM store_pairs WHERE {_differs(column)}"
        )

    def _change(self, kind: str, row: tuple) -> Change:
        *key, example, cell, was, now, was_q, now_q, was_text, now_text, unit, record, _ = row
        number = was_text is None and now_text is None
        before, after = (was, now) if number else (was_text, now_text)
        named = dict(zip(self._dataset.key, key, strict=True))
        return Change(self._dataset.id, kind, named, example, cell, before, after, was_q, now_q, unit, record)

    # --- observations that come or go --------------------------------------------------------------------------------------------------

    def _whole(self, kind: str, limit: int) -> list[Change]:
        gone = kind == "removed"
        measures = [part for column in self._dataset.measures for part in (quote(column.id), _qualifier(column), self._unit(column))]
        if self._dataset.id == CORRECTIONS:
            measures = [quote(name) for name in SAYS_AND_RIGHT]
        order = names(self._layout.key if gone else ("RECORD", *self._layout.key))
        rows = self._workspace.execute(
            f"SELECT H, {self._key()}, {'NULL::INTEGER' if gone else self._record()}, {', '.join(measures) or 'NULL'} "
            f"FROM ({self._rows()[gone]}) WHERE KIND = '{kind}' ORDER BY {order} LIMIT {int(limit)}"
        )
        records = self._last_records([row[0] for row in rows]) if gone else {}
        return [change for row in rows for change in self._measures(kind, row, records.get(row[0]))][:limit]

    def _measures(self, kind: str, row: tuple, record: int | None) -> Iterator[Change]:
        """One change for each measure of an observation that has a figure; one for the observation where none has."""
        width = 1 + len(self._dataset.key)
        key, example, said = dict(zip(self._dataset.key, row[1:width], strict=True)), row[width], row[width + 1]
        record = said if said is not None else record
        if self._dataset.id == CORRECTIONS:  # what was shown, and what is shown in its place
            before, after = row[width + 2 :] if kind == "added" else reversed(row[width + 2 :])
            yield Change(self._dataset.id, kind, key, example, SAYS_AND_RIGHT[1], before, after, record=record)
            return
        given = [(column.id, *row[at : at + 3]) for column, at in zip(self._dataset.measures, range(width + 2, len(row), 3), strict=False)]
        for cell, value, qualifier, unit in [one for one in given if one[1] is not None] or [("", None, "", "")]:
            if kind == "removed":
                yield Change(self._dataset.id, kind, key, example, cell, value, None, qualifier, "", unit, record)
            else:
                yield Change(self._dataset.id, kind, key, example, cell, None, value, "", qualifier, unit, record)

    def _last_records(self, hashes: Sequence[int]) -> dict[int, int]:
        """The last record of the batch that speaks of each of these keys."""
        if not hashes or not self._sides.folded:
            return {}
        events = f"SELECT {self._layout.key_hash()} AS H, RECORD FROM store_folding WHERE BATCH = {literal(self._batch)}"
        return dict(self._workspace.execute(f"SELECT H, max(RECORD) FROM ({events}) WHERE H IN ({', '.join(map(str, hashes))}) GROUP BY H"))

    def _rows(self) -> tuple[str, str]:
        """SELECTs of the observations that stand and differ, and of those that are gone, each with its KIND and the hash H of its key."""
        before, after = (
            f"SELECT f.*, c.KIND, c.H FROM ({side}) AS f "
            f"JOIN store_changed AS c ON {self._layout.key_hash('f')} = c.H AND c.KIND {is_it} 'removed'"
            for side, is_it in zip(self._sides.suspects, ("=", "<>"), strict=True)
        )
        if self._sides.new:
            after += f" UNION ALL SELECT *, 'added', {self._layout.key_hash()} FROM ({self._sides.new})"
        return after, before

    # --- parts of SQL ------------------------------------------------------------------------------------------------------------------

    def _key(self) -> str:
        keys = ", ".join(f"{quote(name)}::VARCHAR AS {quote(name)}" for name in self._dataset.key)
        return f"{keys}, EXAMPLE"

    def _record(self) -> str:
        return f"CASE WHEN BATCH = {literal(self._batch)} THEN RECORD END"

    def _unit(self, column: Column) -> str:
        """The code of UNIT_MEASURE that a measure is in."""
        if column.type == "count":
            return literal(NUMBER)
        if not column.unit_from:
            return literal(column.unit)
        indicator = next((one.id for one in self._dataset.dimensions if one.codelist == "INDICATOR"), None)
        cases = " ".join(f"WHEN {literal(code)} THEN {literal(unit)}" for code, unit in self._units.items())
        declared = f"CASE {quote(indicator)} {cases} END" if indicator and cases else "NULL"
        return f"coalesce({quote(column.unit_from)}, {declared}, '')"


def _differs(column: Column) -> str:
    pairs = [column.id, f"{column.id}_Q"] if column.qualified else [column.id]
    return " OR ".join(f"{quote(name)} IS DISTINCT FROM {quote(_WAS + name)}" for name in pairs)


def _qualifier(column: Column, prefix: str = "") -> str:
    return f"coalesce({quote(f'{prefix}{column.id}_Q')}, '')" if column.qualified else "''"
