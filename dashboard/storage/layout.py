"""How a dataset stands in a version: its columns with their SQL types, its key, its order, and which of its examples may be shown."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from ..catalogue import Column, Dataset
from .workspace import literal, quote

SQL_TYPES = {
    "code": "VARCHAR",
    "identifier": "VARCHAR",
    "text": "VARCHAR",
    "period": "VARCHAR",
    "date": "DATE",
    "number": "DOUBLE",
    "count": "DOUBLE",
}
PROVENANCE = ("BATCH", "RECORD")


@dataclass(frozen=True)
class Cell:
    """One column of a table: `of` is the measure that a qualifier column belongs to, `default` what a new key column takes in old rows."""

    name: str
    type: str
    key: bool = False
    of: str = ""
    default: str | None = None

    def cast(self, given: Collection[str]) -> str:
        """This cell from a relation that has the columns `given`, as an SQL expression of its type."""
        if self.of:
            qualifier = f"coalesce({quote(self.name)}, '')" if self.name in given else "''"
            return f"CASE WHEN {quote(self.of)} IS NOT NULL THEN {qualifier} END" if self.of in given else "NULL::VARCHAR"
        if self.name in given:
            return f"CAST({quote(self.name)} AS {self.type})"
        return f"{literal(self.default)}::{self.type}" if self.default is not None else f"NULL::{self.type}"


@dataclass(frozen=True)
class Layout:
    """The table of one dataset in a version."""

    dataset: Dataset

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """The dataset's own columns in order, each qualified measure followed by its qualifier."""
        return tuple(cell for column in self.dataset.columns for cell in _cells(column, column.id in self.dataset.key))

    @cached_property
    def key(self) -> tuple[str, ...]:
        """The columns that tell one fact from another; an example never stands for a real fact."""
        return (*self.dataset.key, "EXAMPLE")

    @cached_property
    def values(self) -> tuple[str, ...]:
        """The columns outside the key that hold what a batch says."""
        return tuple(cell.name for cell in self.cells if not cell.key)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """All columns of the table, in order."""
        return (*(cell.name for cell in self.cells), "EXAMPLE", *PROVENANCE)

    @cached_property
    def types(self) -> Mapping[str, str]:
        """The SQL type of each column."""
        own = {cell.name: cell.type for cell in self.cells}
        return own | {"EXAMPLE": "BOOLEAN", "BATCH": "VARCHAR", "RECORD": "INTEGER"}

    def key_hash(self, relation: str = "") -> str:
        """An SQL expression: 64 bits that are the same for the same key."""
        prefix = f"{relation}." if relation else ""
        return f"hash({', '.join(prefix + quote(name) for name in self.key)})"

    def read(self, table: str, given: Collection[str]) -> str:
        """SELECT of a table of an older or equal layout in this layout: columns since added are NULL or take their default."""
        cells = [f"{cell.cast(given)} AS {quote(cell.name)}" for cell in self.cells if not cell.of]
        qualifiers = [f"{_stored_qualifier(cell, given)} AS {quote(cell.name)}" for cell in self.cells if cell.of]
        return f"SELECT {names(self.columns)} FROM (SELECT {', '.join([*cells, *qualifiers])}, EXAMPLE, BATCH, RECORD FROM {table})"

    def empty(self) -> str:
        """SELECT of this layout without any row."""
        cells = ", ".join(f"NULL::{type} AS {quote(name)}" for name, type in self.types.items())
        return f"SELECT {cells} WHERE false"

    def examples(self, datasets: Mapping[str, Dataset]) -> str:
        """SELECT of the examples that may be shown: no real row of their scope is there (and, if the dataset says so, detailed enough)."""
        table, scopes = quote(self.dataset.id), self.dataset.examples_scope
        every = f"SELECT * FROM {table} WHERE EXAMPLE"
        if not scopes:
            return every
        detail = self.dataset.examples_detail or "true"
        real = self._with_scopes(f"SELECT * FROM {table} WHERE NOT EXAMPLE AND ({detail})", datasets)
        marks = [quote(f"scope {number}") for number in range(len(scopes))]
        same = " AND ".join(f"examples.{mark} IS NOT DISTINCT FROM real.{mark}" for mark in marks)
        return (
            f"SELECT examples.* EXCLUDE ({', '.join(marks)}) FROM ({self._with_scopes(every, datasets)}) AS examples "
            f"ANTI JOIN (SELECT DISTINCT {', '.join(marks)} FROM ({real})) AS real ON {same}"
        )

    def _with_scopes(self, rows: str, datasets: Mapping[str, Dataset]) -> str:
        """The rows with one more column a scope; `EVENT.ENTITY` is the ENTITY of the row that EVENT refers to."""
        columns, joins = [], []
        for number, scope in enumerate(self.dataset.examples_scope):
            own, _, far = scope.partition(".")
            value = f"facts.{quote(own)}"
            if far:
                dataset, _, id = self.dataset.column(own).references.partition(".")
                there = quote(f"there {number}")
                # Of an event that is both real and an example, the real one counts.
                one = f"arg_min({quote(far)}, EXAMPLE) AS {quote(far)}"
                found = f"SELECT {quote(id)}, {one} FROM {quote(datasets[dataset].id)} GROUP BY {quote(id)}"
                joins.append(f"LEFT JOIN ({found}) AS {there} ON {there}.{quote(id)} = {value}")
                value = f"{there}.{quote(far)}"
            columns.append(f"{value} AS {quote(f'scope {number}')}")
        return f"SELECT facts.*, {', '.join(columns)} FROM ({rows}) AS facts {' '.join(joins)}"


def names(columns: Iterable[str]) -> str:
    """Column names as an SQL list."""
    return ", ".join(quote(column) for column in columns)


def _cells(column: Column, key: bool) -> tuple[Cell, ...]:
    own = Cell(column.id, SQL_TYPES[column.type], key, default=column.default if key else None)
    return (own, Cell(f"{column.id}_Q", "VARCHAR", of=column.id)) if column.qualified else (own,)


def _stored_qualifier(cell: Cell, given: Collection[str]) -> str:
    return f"coalesce({quote(cell.name)}, '')" if cell.name in given else "''"
