"""A batch while it is checked: its records in the workspace, first as text, then as typed values, and what the rules need to know."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from ..catalogue import Catalogue, Column, Dataset
from ..domain.rights import Scope
from ..storage import Workspace
from .header import LABEL, Layout
from .mapping import AS_IT_IS, FileMapping
from .numbers import PLAIN, matches, rewrite
from .sql import in_list, name, text
from .translation import RAW, WRITTEN, Translation

__all__ = ["RAW", "WRITTEN", "Batch", "in_list", "name", "text"]

CELLS, STAGED, VALUES, GROUPS = "batch_cells", "batch_staged", "batch_values", "batch_groups"
REPEATED, KINDS, REWRITTEN, SERIES, JUMPS = "batch_repeated", "batch_kinds", "batch_rewritten", "batch_series", "batch_jumps"
HIDDEN, FIGURES = "batch_hidden", "batch_figures"
MERGE, REPLACE, DELETE = "M", "R", "D"
# ACTION in SDMX-CSV: Information, Append, Merge, Replace, Delete. Source: SDMX-CSV field guide, "Column content": what is sent as
# information and loaded all the same counts as an append, and an append alters only what it gives, which is a merge.
FOLDS = {"I": MERGE, "A": MERGE, "M": MERGE, "R": REPLACE, "D": DELETE}
QUALIFIERS = "<>=≤≥~ "
FEW = 1000
SEX, UNIT, INDICATOR, PERIOD = "SEX", "UNIT_MEASURE", "INDICATOR", "TIME_PERIOD"


@dataclass
class Batch:
    """One file's records in a workspace, and everything a rule may ask about them."""

    workspace: Workspace
    catalogue: Catalogue
    layout: Layout
    dataset: Dataset
    source: str = ""
    beside: Mapping[str, Sequence[str]] = field(default_factory=dict)
    today: datetime.date = field(default_factory=datetime.date.today)
    mapping: FileMapping = AS_IT_IS
    scope: Scope = Scope()
    _few: dict[str, list[str] | None] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of the dataset that the file has."""
        return tuple(self.dataset.column(id) for id in self.layout.present)

    @property
    def unsaid(self) -> tuple[Column, ...]:
        """Required attributes that an SDMX-CSV file with ACTION leaves out: a deletion needs none, nor does a merge with what stands."""
        if not self.layout.service("ACTION"):
            return ()
        return tuple(column for column in self.dataset.columns if column.required and column.id not in self.layout.present)

    @property
    def measures(self) -> tuple[Column, ...]:
        """The measures that the file has."""
        return tuple(column for column in self.columns if column.role == "measure")

    @property
    def key(self) -> tuple[str, ...]:
        """The columns of the key that the file has; the others are the same for all its records."""
        return tuple(id for id in self.dataset.key if id in self.layout.present)

    @property
    def complete(self) -> bool:
        """Whether the file has all columns without which records cannot be told apart."""
        return all(column.id in self.layout.present for column in self.dataset.dimensions if column.required)

    def has(self, *columns: str) -> bool:
        """Whether the file has all these columns."""
        return all(column in self.layout.present for column in columns)

    def default(self, column: Column) -> str | None:
        """What an empty cell of a column takes: the batch's own source for SOURCE, else what the dataset declares."""
        return self.source or column.default if column.id == "SOURCE" else column.default

    def read_by(self, mapping: FileMapping) -> None:
        """Go by a mapping that was completed from the records; to be said before anything is made of them."""
        self.mapping, self.layout = mapping, replace(self.layout, added=mapping.added)

    @cached_property
    def translation(self) -> Translation:
        """What the mapping makes of the records; to be asked for once they are staged and the mapping is complete."""
        return Translation(self.workspace, self.layout, self.dataset, self.mapping)

    # --- as text -------------------------------------------------------------------------------------------------------------------

    def make_cells(self) -> None:
        """The view `CELLS`: RECORD, FOLD, the service columns, and the file's columns as text, without labels, defaults in place.

        Where a mapping may have changed a cell of X, the column `WRITTEN` + X holds what the file says.
        """
        translation = self.translation
        translation.make()
        parts = ["RECORD", f"{self._fold()} AS FOLD", f"{self._partial()} AS {name('@PARTIAL')}"]
        parts += [name(column) for column in self.layout.columns if column.startswith("@")]
        parts += [f"{self._cell(column)} AS {name(column.id)}" for column in self.columns]
        parts += [f"NULL::VARCHAR AS {name(column.id)}" for column in self.unsaid]
        changed = [column.id for column in self.columns if translation.changes(column.id)]
        parts += [f"{translation.written(id)} AS {name(WRITTEN + id)}" for id in changed]
        for id in sorted(self.rewritten):
            parts.append(f"coalesce({name(id + '=')}, nullif(trim({translation.cell(id)}), '')) AS {name(id + '=')}")
        more = f" LEFT JOIN {REWRITTEN} USING (RECORD)" if self.rewritten else ""
        self.workspace.execute(f"CREATE VIEW {CELLS} AS SELECT {', '.join(parts)} FROM {translation.records}{translation.joins()}{more}")

    def few(self, column: Column) -> list[str] | None:
        """The different values of a column, or None where there are more than a few."""
        if column.id not in self._few:
            values = self.workspace.execute(f"SELECT DISTINCT {name(column.id)} FROM {CELLS} LIMIT {FEW + 1}")
            self._few[column.id] = [value for (value,) in values if value is not None] if len(values) <= FEW else None
        return self._few[column.id]

    def _fold(self) -> str:
        if not self.layout.service("ACTION"):
            return text(MERGE)
        whens = " ".join(f"WHEN {text(action)} THEN {text(fold)}" for action, fold in FOLDS.items())
        return f"CASE {name('@ACTION')} {whens} ELSE {text(MERGE)} END"

    def _partial(self) -> str:
        """Whether a record asks to delete single cells: in SDMX-CSV a deletion does so that holds anything beside the key."""
        free = [column.id for column in self.columns if column.id not in self.dataset.key]
        if not self.layout.service("ACTION") or not free:
            return "false"
        given = " OR ".join(f"coalesce(trim({self.translation.cell(id)}), '') <> ''" for id in free)
        return f"({name('@ACTION')} IS NOT DISTINCT FROM {text(DELETE)} AND ({given}))"

    def _cell(self, column: Column) -> str:
        cell = self.translation.cell(column.id)
        if self.layout.labelled and column.type != "text":
            cell = f"split_part({cell}, {text(LABEL)}, 1)"
        if column.role == "measure":
            cell = f"nullif(trim({cell}), '')"
        default = self.default(column)
        return f"coalesce({cell}, {text(default)})" if default is not None else cell

    # --- as typed values -----------------------------------------------------------------------------------------------------------

    def make_staged(self) -> None:
        """The view `STAGED`, as the store wants it: key columns complete, measures with their qualifiers, FOLD, RECORD."""
        parts = []
        for column in self.dataset.columns:
            if column.id in self.layout.present:
                parts += self._typed(column)
            elif (default := self.default(column)) is not None and (column.id in self.dataset.key or self._gives(column)):
                parts.append(f"{text(default)} AS {name(column.id)}")
        self.workspace.execute(f"CREATE VIEW {STAGED} AS SELECT {', '.join([*parts, 'FOLD', 'RECORD'])} FROM {CELLS}")

    def _gives(self, column: Column) -> bool:
        return column.id == "SOURCE" and bool(self.source)

    def _typed(self, column: Column) -> list[str]:
        cell, as_name = self.figure(column), name(column.id)
        if self.layout.service("ACTION") and column.id not in self.dataset.key:
            cell = f"CASE WHEN FOLD <> {text(DELETE)} THEN {cell} END"
        if column.type == "date":
            return [f"TRY_CAST({cell} AS DATE) AS {as_name}"]
        if column.role != "measure":
            return [f"{cell} AS {as_name}"]
        value, bound = as_number(cell), qualifier(cell)
        if column.id not in self.odd:
            value, bound = f"TRY_CAST({cell} AS DOUBLE)", f"CASE WHEN {cell} IS NOT NULL THEN '' END"
        return [f"{value} AS {as_name}", f"{bound} AS {name(column.id + '_Q')}"] if column.qualified else [f"{value} AS {as_name}"]

    def make_values(self) -> None:
        """The view `VALUES`: what is staged, and beside it what kind of figures an indicator has and in which unit (KIND, UNIT)."""
        by_indicator = any(column.unit_from for column in self.measures) and self.has(INDICATOR)
        if by_indicator:
            indicators = self.catalogue.indicators.values()
            rows = ", ".join(f"({text(item.id)}, {text(item.kind)}, {text(item.unit)})" for item in indicators)
            self.workspace.execute(f"CREATE TABLE {KINDS} AS SELECT * FROM (VALUES {rows}) AS kinds(ID, KIND, UNIT)")
            unit = f"coalesce({name(UNIT)}, {KINDS}.UNIT)" if self.has(UNIT) else f"{KINDS}.UNIT"
            select = f"{STAGED}.*, {KINDS}.KIND AS {name('@KIND')}, {unit} AS {name('@UNIT')}, {KINDS}.UNIT AS {name('@DECLARED')}"
            join = f"LEFT JOIN {KINDS} ON {STAGED}.{name(INDICATOR)} = {KINDS}.ID"
        else:
            none = "NULL::VARCHAR"
            unit = name(UNIT) if self.has(UNIT) else none
            select, join = f"*, {none} AS {name('@KIND')}, {unit} AS {name('@UNIT')}, {none} AS {name('@DECLARED')}", ""
        self.workspace.execute(f"CREATE VIEW {VALUES} AS SELECT {select} FROM {STAGED} {join} WHERE FOLD <> {text(DELETE)}")

    def put_aside(self, table: str) -> str:
        """Keep what is staged as a table of another name and remove the rest, so that the workspace can take another batch."""
        self.workspace.execute(f"CREATE TABLE {name(table)} AS SELECT * FROM {STAGED}")
        self.workspace.keep_only({table, *(other for tables in self.beside.values() for other in tables)})
        return table

    def standing(self) -> str:
        """SQL for whether a real fact with the key of a record in `CELLS` is published."""
        if not self.workspace.has_published(self.dataset.id) or not self.complete:
            return "false"
        here = [name(id) if self.has(id) else text(self.default(self.dataset.column(id)) or "") for id in self.dataset.key]
        there = f"SELECT ({', '.join(map(name, self.dataset.key))}) FROM published.{name(self.dataset.id)} WHERE NOT EXAMPLE"
        return f"({', '.join(here)}) IN ({there})"

    def clear(self) -> str:
        """Remove what only the rules needed and give the name of what is staged."""
        for table in {GROUPS, REPEATED, SERIES, JUMPS} & self.workspace.relations().keys():
            self.workspace.execute(f"DROP TABLE {table}")
        return STAGED

    def places(self, dataset: str) -> list[str]:
        """The tables in which the records of a dataset stand: those published, and those staged before this batch."""
        tables = [name(table) for table in self.beside.get(dataset, ())]
        return [f"published.{name(dataset)}", *tables] if self.workspace.has_published(dataset) else tables

    def unit(self, column: Column) -> str:
        """SQL for the unit of a measure in `VALUES`."""
        if column.type == "count":
            return text("NUMBER")
        return name("@UNIT") if column.unit_from else text(column.unit)

    @cached_property
    def odd(self) -> frozenset[str]:
        """The measures in which a cell holds more than digits and a decimal point: asked once, so that plain files cost nothing more."""
        if not self.measures:
            return frozenset()
        counts = ", ".join(f"count(*) FILTER (NOT {matches(name(column.id), PLAIN)})" for column in self.measures)
        counted = self.workspace.execute(f"SELECT {counts} FROM {self._figures}")[0]
        return frozenset(column.id for column, count in zip(self.measures, counted, strict=True) if count)

    @cached_property
    def rewritten(self) -> frozenset[str]:
        """The measures in which figures are written in another way; makes the table `REWRITTEN` of what they are with a decimal point."""
        odd = [column for column in self.measures if column.id in self.odd]
        asked = {column.id: (column.type == "count", self._percent(column)) for column in odd}
        return rewrite(self.workspace, self._figures, REWRITTEN, asked)

    def _percent(self, column: Column) -> str:
        """SQL for whether a per cent sign in a measure says no more than its unit."""
        if not column.unit_from:
            return "true" if column.unit == "PT" else "false"
        unit = name(column.unit_from) if self.mapping else self._cell(self.dataset.column(column.unit_from))
        return f"coalesce({unit}, 'PT') = 'PT'" if self.has(column.unit_from) else "true"

    @cached_property
    def _figures(self) -> str:
        """The table or view that has the measures as the file writes them, and what they are measured in, under their names here."""
        if not self.mapping:
            return RAW
        needed = {column.unit_from for column in self.measures if column.unit_from and self.has(column.unit_from)}
        parts = [f"{self.translation.cell(column.id)} AS {name(column.id)}" for column in self.measures]
        parts += [f"{self._cell(self.dataset.column(id))} AS {name(id)}" for id in sorted(needed)]
        source = f"{self.translation.records}{self.translation.joins()}"
        self.workspace.execute(f"CREATE VIEW {FIGURES} AS SELECT RECORD, {', '.join(parts)} FROM {source}")
        return FIGURES

    def figure(self, column: Column) -> str:
        """The column of `CELLS` that holds a measure as digits with a decimal point, where that is known; any other column itself."""
        return name(column.id + "=") if column.role == "measure" and column.id in self.rewritten else name(column.id)

    # --- women and men side by side --------------------------------------------------------------------------------------------------

    @cached_property
    def grouped(self) -> bool:
        """Whether records stand side by side by sex; makes the table `GROUPS`, a row for each set of records that differ in SEX alone.

        For each measure X and sex S of F, M, O (other), U (unknown), T (total) it has X_S, the exact value or NULL, and R_S, the record.
        X_VAGUE says that a value is missing, a bound or an approximation. Rows that differ in TIME_PERIOD alone have the same @SERIES.
        """
        if not (self.complete and self.has(SEX) and self.measures):
            return False
        keys = [id for id in self.key if id != SEX]
        whole = " AND ".join(f"{name(key)} IS NOT NULL" for key in keys) or "true"
        series = f"{same([key for key in keys if key != PERIOD])} AS {name('@SERIES')}"
        by = [name("@SERIES"), name(PERIOD)] if PERIOD in keys else [name("@SERIES")]
        parts = [*by, "count(*) AS N", f"any_value({_short('@KIND', KIND_NAMES)}) AS {name('@KIND')}", *self._by_sex()]
        rows = f"SELECT *, {series} FROM {VALUES} WHERE {whole}"
        self.workspace.execute(f"CREATE TABLE {GROUPS} AS SELECT {', '.join(parts)} FROM ({rows}) GROUP BY {', '.join(by)}")
        return True

    @property
    def sexes(self) -> set[str] | None:
        """The codes of SEX in the file; None where there are too many for them to be such codes."""
        few = self.few(self.dataset.column(SEX))
        return None if few is None else set(few)

    def _by_sex(self) -> Iterator[str]:
        for short, code in SEXES.items():
            only = f"FILTER ({name(SEX)} = {text(code)})"
            there = self.sexes is None or code in self.sexes
            yield (f"min(RECORD) {only}" if there else "NULL::INTEGER") + f" AS R_{short}"
            for column in self.measures:
                bound = column.qualified and column.id in self.odd
                exact = f"CASE WHEN {name(column.id + '_Q')} = '' THEN {name(column.id)} END" if bound else name(column.id)
                yield (f"max({exact}) {only}" if there else "NULL::DOUBLE") + f" AS {name(f'{column.id}_{short}')}"
        for column in self.measures:
            bound = column.qualified and column.id in self.odd
            exact = f"{name(column.id)} IS NOT NULL" + (f" AND {name(column.id + '_Q')} = ''" if bound else "")
            yield f"NOT bool_and({exact}) AS {name(column.id + '_VAGUE')}"
            unit = self.unit(column)
            yield (f"any_value({_short('@UNIT', UNIT_NAMES)})" if column.unit_from else unit) + f" AS {name(column.id + '_UNIT')}"


SEXES = {"F": "F", "M": "M", "O": "_O", "U": "_U", "T": "_T"}
KIND_NAMES = ("by_sex", "share_of_women")
UNIT_NAMES = ("PT", "NUMBER", "PS", "FTE")


def _short(column: str, names: Sequence[str]) -> str:
    """SQL for a column in which only these names matter, as small numbers with names: quicker to aggregate than text."""
    return f"TRY_CAST({name(column)} AS ENUM({', '.join(map(text, names))}))"


def same(columns: Sequence[str]) -> str:
    """SQL for what is the same for records that agree in these columns: quicker to group by than the columns, and as good.

    It is a hash of 64 bits: among a million keys two are confused once in 37 million files.
    """
    return f"hash({', '.join(map(name, columns))})" if columns else "0::UBIGINT"


def as_number(cell: str) -> str:
    """SQL for the number in a cell of text, without its qualifier; NULL where there is none."""
    bare = f"TRY_CAST(ltrim({cell}, {text(QUALIFIERS)}) AS DOUBLE)"
    return f"CASE WHEN {_unqualified(cell)} THEN TRY_CAST({cell} AS DOUBLE) ELSE {bare} END"


def qualifier(cell: str) -> str:
    """SQL for the qualifier of a cell of text: '' or one of > < ≥ ≤ ~."""
    written = f"regexp_extract({cell}, '^(>=|<=|[><≥≤~])')"
    return f"CASE WHEN {_unqualified(cell)} THEN '' ELSE replace(replace({written}, '>=', '≥'), '<=', '≤') END"


def _unqualified(cell: str) -> str:
    """Whether a cell begins with a digit or a sign: the semicolon stands between those and all qualifiers."""
    return f"{cell} < ';'"
