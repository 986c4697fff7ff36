"""Datasets: the columns of each table of facts, from which templates, checks, tables and reference pages are made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ..errors import CatalogueError
from .codelists import Item
from .files import Table, read_tomls

ROLES = ("dimension", "measure", "attribute")
TYPES = ("code", "identifier", "text", "number", "count", "period", "date")
NUMERIC = ("number", "count")
CORRECTIONS = "correction"
"""The dataset whose facts say what is wrong in those of the others."""


@dataclass(frozen=True)
class Column:
    """One column: its role and type; `codelist` and `references` ("dataset.COLUMN") say where its values must stand.

    `default` is what an absent column or empty cell takes (None: nothing); `qualified` measures may be bounds or approximations;
    `unit` is a code of UNIT_MEASURE, `unit_from` the column that holds it; `key` marks an attribute that belongs to the key.
    """

    id: str
    role: str
    type: str
    codelist: str = ""
    required: bool = False
    default: str | None = None
    qualified: bool = False
    unit: str = ""
    unit_from: str = ""
    key: bool = False
    references: str = ""


@dataclass(frozen=True)
class Dataset:
    """One table of facts; `examples_scope` are the columns within which a real row puts example rows aside.

    Counts of persons below `suppress_below` are not published, nor what they could be computed from (0: all are); a count of nobody is,
    unless `suppress_zero` is set.
    """

    id: str
    names: Mapping[str, str]
    columns: tuple[Column, ...]
    sort: tuple[str, ...]
    examples_scope: tuple[str, ...]
    examples_detail: str
    suppress_below: int = 0
    suppress_zero: bool = False

    def column(self, id: str) -> Column:
        """The column of this id; raises KeyError."""
        return self._by_id[id]

    @cached_property
    def _by_id(self) -> Mapping[str, Column]:
        return {column.id: column for column in self.columns}

    @property
    def dimensions(self) -> tuple[Column, ...]:
        """The columns that say what was observed."""
        return self._with_role("dimension")

    @property
    def measures(self) -> tuple[Column, ...]:
        """The columns that hold what was measured."""
        return self._with_role("measure")

    @property
    def attributes(self) -> tuple[Column, ...]:
        """The columns that describe the observation."""
        return self._with_role("attribute")

    @property
    def key(self) -> tuple[str, ...]:
        """The ids of the columns that tell one fact from another: the dimensions and the attributes marked as key."""
        return tuple(column.id for column in self.columns if column.role == "dimension" or column.key)

    @property
    def correctable(self) -> tuple[Column, ...]:
        """The columns that a correction may change: all but those of the key."""
        return tuple(column for column in self.columns if column.id not in self.key)

    @property
    def header(self) -> tuple[str, ...]:
        """The header of the CSV template: all column ids, in order."""
        return tuple(column.id for column in self.columns)

    def _with_role(self, role: str) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.role == role)


def read_datasets(folder: Path, codelists: Iterable[str]) -> Mapping[str, Dataset]:
    """All datasets of the folder by id; raises CatalogueError, also where one names a codelist, dataset or column that is not there."""
    files = {table: _read_dataset(table, frozenset(codelists)) for table in read_tomls(folder)}
    datasets = {dataset.id: dataset for dataset in files.values()}
    for table, dataset in files.items():
        _check_references(table, dataset, datasets)
    return datasets


def read_dataset_items(folder: Path) -> list[Item]:
    """The items of the codelist DATASET: the datasets whose facts may be corrected. Read by themselves: datasets need the codelists."""
    named = [(table.get("id", str), table.words("name")) for table in read_tomls(folder)]
    facts = [(id, names) for id, names in named if id != CORRECTIONS]
    return [Item(id, order, "", names, f"data/datasets/{id}.toml", {}) for order, (id, names) in enumerate(facts, start=1)]


def _read_dataset(table: Table, codelists: frozenset[str]) -> Dataset:
    id = table.get("id", str)
    if id != table.file.stem:
        table.wrong("id", f"is {id!r}; it must be the file's name, {table.file.stem!r}")
    names, sort = table.words("name"), table.texts("sort")
    columns = tuple(_read_column(column, codelists) for column in table.tables("column"))
    examples = table.table("examples")
    scope, detail = examples.texts("scope"), examples.get("detail", str, "")
    examples.done()
    below, zero = table.get("suppress_below", int, 0), table.get("suppress_zero", bool, False)
    table.done()
    ids = [column.id for column in columns]
    for column in ids:
        if ids.count(column) > 1:
            table.wrong("column", f"{column} is declared twice")
    for column in sort:
        if column not in ids:
            table.wrong("sort", f"{column} is not a column of {id}")
    if not any(column.role == "dimension" for column in columns):
        table.wrong("column", "one or more columns must be dimensions")
    if below < 0:
        table.wrong("suppress_below", f"is {below}; write 0 for none, or the lowest count that may be published")
    if below and not any(column.type == "count" for column in columns):
        table.wrong("suppress_below", f"needs a measure of the type count; {id} has none")
    if zero and not below:
        table.wrong("suppress_zero", "belongs to suppress_below")
    return Dataset(id, names, columns, sort, scope, detail, below, zero)


def _read_column(table: Table, codelists: frozenset[str]) -> Column:
    column = Column(
        id=table.get("id", str),
        role=table.one_of("role", ROLES),
        type=table.one_of("type", TYPES),
        codelist=table.get("codelist", str, ""),
        required=table.get("required", bool, False),
        default=table.get("default", str, None),
        qualified=table.get("qualified", bool, False),
        unit=table.get("unit", str, ""),
        unit_from=table.get("unit_from", str, ""),
        key=table.get("key", bool, False),
        references=table.get("references", str, ""),
    )
    table.done()
    table.place = f"column {column.id}"
    for key, why in _contradictions(column, codelists):
        table.wrong(key, why)
    return column


def _contradictions(column: Column, codelists: frozenset[str]) -> Iterable[tuple[str, str]]:
    if not column.id.isidentifier() or column.id != column.id.upper():
        yield "id", f"is {column.id!r}; write capital letters, digits and _"
    if (column.type == "code") != bool(column.codelist):
        yield "codelist", "belongs to columns of the type code, and each of them needs it"
    if column.codelist and column.codelist not in codelists:
        yield "codelist", f"{column.codelist} does not exist; index.toml has {', '.join(sorted(codelists))}"
    if column.role == "measure" and column.type not in NUMERIC:
        yield "type", f"is {column.type}; a measure must be {' or '.join(NUMERIC)}"
    if column.role == "dimension" and not column.required and column.default is None:
        yield "default", "is missing; a dimension is required or has a default"
    if column.required and column.default is not None:
        yield "default", "cannot stand beside required = true"
    if column.qualified and column.role != "measure":
        yield "qualified", "belongs to measures"
    if column.key and column.role != "attribute":
        yield "key", "belongs to attributes; dimensions are in the key anyway"


def _check_references(table: Table, dataset: Dataset, datasets: Mapping[str, Dataset]) -> None:
    by_id = {column.id: column for column in dataset.columns}
    for column in dataset.columns:
        if column.unit_from and column.unit_from not in by_id:
            raise CatalogueError(table.file, f"column {column.id}.unit_from", f"{column.unit_from} is not a column of {dataset.id}")
        if column.references and not _has_column(datasets, column.references):
            raise CatalogueError(table.file, f"column {column.id}.references", f"{column.references} is not dataset.COLUMN of a dataset")
    for scope in dataset.examples_scope:
        first, _, rest = scope.partition(".")
        target = by_id[first].references.partition(".")[0] if first in by_id else ""
        if first not in by_id or (rest and not _has_column(datasets, f"{target}.{rest}")):
            raise CatalogueError(table.file, "examples.scope", f"{scope} is neither a column of {dataset.id} nor reached by a reference")


def _has_column(datasets: Mapping[str, Dataset], reference: str) -> bool:
    dataset, _, column = reference.partition(".")
    return dataset in datasets and column in datasets[dataset].header
