"""A mapping as SQL: which records of a file are read, wide columns as records of their own, texts as the codes they stand for.

It stays views over the records as they were sent; only the small tables of texts and codes are made.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..catalogue import Dataset
from ..storage import Workspace
from .findings import LONGEST_VALUE, hide_personal
from .header import Layout
from .mapping import FileMapping
from .sql import in_list, name, text

RAW, RECORDS, KEPT = "batch_raw", "batch_records", "batch_kept"
CODES, WRITTEN = "batch_codes ", "as written "
PLACE, CELL = "@PLACE", "@CELL"
FEW_CODES = 8  # so many texts are compared one after the other as quickly as they are looked up in a table
MOST_LISTED = 5000


def headers_of(layout: Layout, mapping: FileMapping) -> tuple[str, ...]:
    """The headers of a file as a mapping has them; "" for one that stands there a second time."""
    known = {*mapping.columns, *mapping.only, *mapping.skip, *(mapping.wide.columns if mapping.wide else ())}
    headers = [cell if cell in known else cell.strip() for cell in layout.cells]
    return tuple(header if header not in headers[:place] else "" for place, header in enumerate(headers))


def origin_of(record: int, wide: Sequence[str]) -> tuple[int, str]:
    """The number in the file of a record that was made of one of the columns with these headers, and the header of that column."""
    return (record - 1) // len(wide) + 1, wide[(record - 1) % len(wide)]


@dataclass
class Translation:
    """What a mapping makes of the records of one file. Nothing is executed before it is asked for."""

    workspace: Workspace
    layout: Layout
    dataset: Dataset
    mapping: FileMapping

    # --- which records ---------------------------------------------------------------------------------------------------------------

    @property
    def records(self) -> str:
        """The table or view of the records that are read; `make` makes it."""
        return RECORDS if self.conditions or self.wide else RAW

    @property
    def wide(self) -> tuple[str, ...]:
        """The columns of `RAW` that hold a measure together."""
        return tuple(self.layout.table[place] for place in self.layout.wide)

    @cached_property
    def conditions(self) -> list[tuple[str, str, str]]:
        """For each column by which records are chosen: its header, its name in `RAW`, and when a record is left out because of it."""
        found = []
        for place, header in enumerate(self._headers):
            cell = f"trim(coalesce({name(self.layout.table[place])}, ''))"
            parts = []
            if header in self.mapping.only:
                parts.append(f"{cell} NOT IN {in_list([value.strip(' ') for value in self.mapping.only[header]])}")
            if header in self.mapping.skip:
                parts.append(f"{cell} IN {in_list([value.strip(' ') for value in self.mapping.skip[header]])}")
            if parts:
                found.append((header, self.layout.table[place], f"({' OR '.join(parts)})"))
        return found

    def reasons(self) -> Iterator[tuple[str, str, str]]:
        """As `conditions`, but a record that is left out for several of them is so for the first."""
        before: list[str] = []
        for header, column, condition in self.conditions:
            yield header, column, " AND ".join([condition, *(f"NOT {other}" for other in before)])
            before.append(condition)

    @property
    def kept(self) -> str:
        """SQL for whether a record of `RAW` is read."""
        return " AND ".join(f"NOT {condition}" for _, _, condition in self.conditions) or "true"

    @cached_property
    def _headers(self) -> tuple[str, ...]:
        """The headers of the file as the mapping has them; of one that stands there twice only the first."""
        return headers_of(self.layout, self.mapping)

    def make(self) -> None:
        """Make the view of the records that are read, and the tables of texts and codes that they need."""
        if self.conditions or self.wide:
            self.workspace.execute(f"CREATE VIEW {KEPT} AS SELECT * FROM {RAW} WHERE {self.kept}")
            self.workspace.execute(f"CREATE VIEW {RECORDS} AS {self._unfolded() if self.wide else f'SELECT * FROM {KEPT}'}")
        for column, found in self._found.items():
            if len(found) > FEW_CODES:
                rows = ", ".join(f"({text(written)}, {text(code)})" for written, code, _ in found)
                self.workspace.execute(f"CREATE TABLE {name(CODES + column)} AS SELECT * FROM (VALUES {rows}) AS codes(WRITTEN, CODE)")

    def _unfolded(self) -> str:
        """A record for each cell of the wide columns that is not empty: an empty one says that nothing was observed."""
        others = ", ".join(["RECORD", *(name(id) for id in self.layout.table if id not in self.wide)])
        cells = ", ".join(map(name, self.wide))
        each = f"SELECT {others}, unnest([{cells}]) AS {name(CELL)}, unnest(range({len(self.wide)})) AS {name(PLACE)} FROM {KEPT}"
        number = f"((RECORD - 1) * {len(self.wide)} + {name(PLACE)} + 1)::INTEGER AS RECORD"
        return f"SELECT * REPLACE ({number}) FROM ({each}) WHERE trim({name(CELL)}) <> ''"

    # --- what is in a column ------------------------------------------------------------------------------------------------------------

    def joins(self) -> str:
        """SQL that joins the tables of texts and codes to the records."""
        parts = []
        for column, found in self._found.items():
            if len(found) > FEW_CODES:
                table = name(CODES + column)
                parts.append(f" LEFT JOIN {table} ON {table}.WRITTEN = coalesce({self.written(column)}, '')")
        return "".join(parts)

    def cell(self, column: str) -> str:
        """SQL for the cell of a column of the dataset, in codes of the dataset."""
        if column in self.mapping.constants:
            return text(self.mapping.constants[column])
        if column in self.mapping.told:
            return _or_null(self._code(column, self.mapping.told[column]))
        if self.mapping.wide and column in self.mapping.wide.says:
            return self._of_place([self._code(column, said.get(column, "")) for said in self._said])
        cell, found = self.written(column), self._found.get(column)
        if not found:
            return cell
        if len(found) > FEW_CODES:
            table = name(CODES + column)
            return f"CASE WHEN {table}.WRITTEN IS NULL THEN {cell} ELSE nullif({table}.CODE, '') END"
        whens = " ".join(f"WHEN {text(written)} THEN {_or_null(code)}" for written, code, _ in found)
        return f"CASE coalesce({cell}, '') {whens} ELSE {cell} END"

    def written(self, column: str) -> str:
        """SQL for what the file itself says in a column of the dataset."""
        if column in self.mapping.constants:
            return "NULL::VARCHAR"
        if column in self.mapping.told:
            return _or_null(self.mapping.told[column])
        if self.mapping.wide and column == self.mapping.wide.measure:
            return name(CELL)
        if self.mapping.wide and column in self.mapping.wide.says:
            return self._of_place([self._headers[place] for place in self.layout.wide])
        return f"{self.records}.{name(column)}"

    def changes(self, column: str) -> bool:
        """Whether a cell of the column may hold something else than the file says."""
        return column in self.layout.added or bool(self._found.get(column))

    def origin(self, record: int) -> tuple[int, str]:
        """The number in the file of a record as staged, and the header of the wide column it was read from ("" where there are none)."""
        if not self.wide:
            return record, ""
        return origin_of(record, [self._headers[place] for place in self.layout.wide])

    def header(self, column: str, record: int) -> str:
        """What heads the cell of a record as staged in a column of the dataset."""
        if self.mapping.wide and (column == self.mapping.wide.measure or column in self.mapping.wide.says):
            return self.origin(record)[1]
        return self.layout.header(column) if self.mapping else column

    @cached_property
    def _said(self) -> list[Any]:
        """For each wide column, what its header says."""
        assert self.mapping.wide is not None
        return [self.mapping.wide.columns[self._headers[place]] for place in self.layout.wide]

    def _code(self, column: str, written: str) -> str:
        map = self.mapping.values.get(column, {})
        return map.get(written, map.get(written.strip(" "), written))

    def _of_place(self, texts: list[str]) -> str:
        if len(set(texts)) == 1:
            return _or_null(texts[0])
        return f"nullif([{', '.join(map(text, texts))}][{name(PLACE)} + 1], '')"

    @cached_property
    def _found(self) -> dict[str, list[tuple[str, str, int]]]:
        """For each column of the file whose texts are mapped: the texts found, their codes, and how many cells have them."""
        found = {}
        measure = self.mapping.wide.measure if self.mapping.wide else ""
        for column, map in self.mapping.values.items():
            if map and (column == measure or (column in self.layout.columns and column not in self.layout.added)):
                trimmed = {written.strip(" "): code for written, code in map.items()}
                cell = f"coalesce({self.written(column)}, '')"
                among = f"trim({cell}) IN {in_list(list(trimmed))}"
                rows = self.workspace.execute(f"SELECT {cell}, count(*) FROM {self.records} WHERE {among} GROUP BY 1 ORDER BY 2 DESC, 1")
                found[column] = [(written, map.get(written, trimmed[written.strip(" ")]), count) for written, count in rows]
        return found

    # --- what became of it --------------------------------------------------------------------------------------------------------------

    def listed(self) -> tuple[dict[str, Any], ...]:
        """Every value that was read as another, and every constant, with the number of cells: column, header, value, code, count."""
        return tuple(entry for _, entry in zip(range(MOST_LISTED), self._entries(), strict=False)) if self.mapping else ()

    @cached_property
    def omitted(self) -> int:
        """How many records are left out."""
        if not self.conditions:
            return 0
        return int(self.workspace.execute(f"SELECT count(*) FROM {RAW} WHERE NOT ({self.kept})")[0][0])

    def left_out(self) -> tuple[dict[str, Any], ...]:
        """Every value for which records are left out, with their number: header, value, count."""
        found = []
        for header, column, condition in self.reasons():
            sql = f"SELECT trim(coalesce({name(column)}, '')), count(*) FROM {RAW} WHERE {condition} GROUP BY 1 ORDER BY 2 DESC, 1"
            rows = self.workspace.execute(f"{sql} LIMIT {MOST_LISTED}")
            found += [{"header": header, "value": hide_personal(value)[:LONGEST_VALUE], "count": count} for value, count in rows]
        return tuple(found)

    def _entries(self) -> Iterator[dict[str, Any]]:
        counted = self.workspace.execute(f"SELECT count(*) FROM {self.records}")[0][0] if self.layout.added else 0
        for column in (id for id in self.dataset.header if id in self.layout.present):
            header = self.layout.header(column)
            if column in self.mapping.constants:
                yield _entry(column, "", "", self.mapping.constants[column], counted)
            elif column in self.mapping.told:
                written = self.mapping.told[column]
                if self._code(column, written) != written:
                    yield _entry(column, "", written, self._code(column, written), counted)
            elif self.mapping.wide and column in self.mapping.wide.says:
                for place, said, count in zip(self.layout.wide, self._said, self._counts, strict=True):
                    written = said.get(column, "")
                    yield _entry(column, self._headers[place], self._headers[place], self._code(column, written), count)
            for written, code, count in self._found.get(column, ()):
                if written != code:
                    yield _entry(column, header, written, code, count)

    @cached_property
    def _counts(self) -> list[int]:
        """How many cells of each wide column are not empty."""
        rows = self.workspace.execute(f"SELECT {name(PLACE)}, count(*) FROM {RECORDS} GROUP BY 1")
        return [dict(rows).get(place, 0) for place in range(len(self.wide))]


def _entry(column: str, header: str, value: str, code: str, count: int) -> dict[str, Any]:
    return {"column": column, "header": header, "value": value, "code": code, "count": count}


def _or_null(value: str) -> str:
    return text(value) if value else "NULL::VARCHAR"
