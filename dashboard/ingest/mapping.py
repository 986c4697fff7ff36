"""What the columns and values of a foreign file stand for: a mapping as data, read from JSON values and checked against the catalogue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from ..catalogue import Catalogue, Column, Dataset
from ..domain import quantity
from ..errors import SettingsError
from .suggest import suggest_period

ACTION = "@ACTION"
NOT_READ = ""
# What a text is not that cannot stand in a column.
MISFITS = {
    "code": "a code of {codelist}",
    "period": "a time period such as 2023, 2023-Q1 or 2023-01",
    "date": "a date such as 2023-01-31",
    "number": "a number",
}
DELIMITERS = (",", ";", "\t", "|")
Texts = Mapping[str, str]


@dataclass(frozen=True)
class Wide:
    """Columns of a file that hold one measure: of each, by its header, what it says of its cells (column of the dataset → text).

    They are read in the order in which they stand in the file: what cell n of w in record r gives is numbered (r - 1) · w + n.
    """

    measure: str
    columns: Mapping[str, Texts]

    @property
    def says(self) -> tuple[str, ...]:
        """The columns of the dataset that the headers give."""
        return tuple(dict.fromkeys(column for said in self.columns.values() for column in said))


@dataclass(frozen=True)
class FileMapping:
    """How a foreign file is read. Falsy where nothing is mapped: the file has the columns of the dataset itself.

    `columns`: header in the file → column of the dataset, "" for one that is not read. `constants`: column of the dataset → its code
    in all records. `told`: the same for what the file says outside its records, such as in its name; it is judged like a cell.
    `values`: column of the dataset → text in the file ("" is an empty cell) → code ("" is no value). `wide`: columns turned into
    records. `only`, `skip`: header → the cells of which a record must, or must not, have one; what is left out is named in a finding.
    """

    profile: str = ""
    delimiter: str = ""
    columns: Texts = field(default_factory=dict)
    constants: Texts = field(default_factory=dict)
    told: Texts = field(default_factory=dict)
    values: Mapping[str, Texts] = field(default_factory=dict)
    wide: Wide | None = None
    only: Mapping[str, Sequence[str]] = field(default_factory=dict)
    skip: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return any((self.profile, self.columns, self.constants, self.told, self.values, self.wide, self.only, self.skip))

    @property
    def complete(self) -> bool:
        """Whether it says of the file's columns what they are; one that only names a profile is completed from the file."""
        return bool(self.columns or self.wide)

    @property
    def added(self) -> tuple[str, ...]:
        """The columns of the dataset that records get from elsewhere than a cell of their own."""
        wide = (*self.wide.says, self.wide.measure) if self.wide else ()
        return tuple(dict.fromkeys((*self.constants, *self.told, *wide)))

    @property
    def whole(self) -> dict[str, str]:
        """Which code all records have in a column, where that is a constant, or is told outside the records and was understood."""
        understood = {column: self.values.get(column, {}).get(text, "") for column, text in self.told.items()}
        return {**{column: code for column, code in understood.items() if code}, **self.constants}

    def but(self, **changes: Any) -> FileMapping:
        """The same with other values for some fields."""
        return replace(self, **changes)

    def as_dict(self) -> dict[str, Any]:
        """The mapping as JSON values, without what is empty."""
        wide = self.wide and {"measure": self.wide.measure, "columns": {key: dict(said) for key, said in self.wide.columns.items()}}
        whole: dict[str, Any] = {
            "profile": self.profile,
            "delimiter": self.delimiter,
            "columns": dict(self.columns),
            "constants": dict(self.constants),
            "told": dict(self.told),
            "values": {column: dict(map) for column, map in self.values.items() if map},
            "wide": wide,
            "only": {header: list(cells) for header, cells in self.only.items()},
            "skip": {header: list(cells) for header, cells in self.skip.items()},
        }
        return {key: value for key, value in whole.items() if value}

    @classmethod
    def from_dict(cls, mapping: Mapping[str, Any]) -> FileMapping:
        """The mapping that JSON (or TOML) values describe; raises SettingsError, naming the entry, where they are of the wrong kind."""
        read = {
            "profile": _text,
            "delimiter": _text,
            "columns": _texts,
            "constants": _texts,
            "told": _texts,
            "values": _nested,
            "wide": _wide,
            "only": _lists,
            "skip": _lists,
        }
        for key in mapping:
            if key not in read:
                _wrong(key, f"is not known; there are {', '.join(read)}")
        return cls(**{key: read[key](key, value) for key, value in mapping.items()})


AS_IT_IS = FileMapping()


def check_mapping(mapping: Mapping[str, Any] | FileMapping, catalogue: Catalogue, dataset: str) -> FileMapping:
    """A mapping, read and checked against a dataset.

    Raises SettingsError, naming the entry, for a column that the dataset does not have, a column that two entries give, a code that is
    none, or an entry of the wrong kind: a person wrote it, or changed it.
    """
    checked = mapping if isinstance(mapping, FileMapping) else FileMapping.from_dict(mapping)
    if dataset not in catalogue.datasets:
        raise SettingsError(f"mapping: there is no dataset {dataset!r}; there are {', '.join(catalogue.datasets)}")
    if checked.delimiter and checked.delimiter not in DELIMITERS:
        _wrong("delimiter", f"is {checked.delimiter!r}; it must be a comma, a semicolon, a tab or a bar")
    target = catalogue.datasets[dataset]
    _check_columns(checked, target)
    for place, id, code in _codes(checked):
        if id not in target.header:
            _wrong(place.rpartition(".")[0], f"{id!r} is not a column of {dataset}; it has {', '.join(target.header)}")
        if code and (kind := misfit(code, target.column(id), catalogue)):
            _wrong(place, f"{code!r} is not {MISFITS[kind].format(codelist=target.column(id).codelist)}")
    return checked


def _check_columns(mapping: FileMapping, dataset: Dataset) -> None:
    given: dict[str, str] = {}
    for place, column in _given(mapping):
        if column not in dataset.header and column != ACTION:
            _wrong(place, f"{column!r} is not a column of {dataset.id}; it has {', '.join(dataset.header)}")
        if column in given:
            _wrong(place, f"gives {column}, which mapping.{given[column]} gives already")
        given[column] = place
    if mapping.wide:
        if dataset.column(mapping.wide.measure).role != "measure":
            _wrong("wide.measure", f"{mapping.wide.measure} is not a measure")
        for header in mapping.wide.columns:
            if header in mapping.columns:
                _wrong(f"columns.{header}", "is one of the columns of mapping.wide already")


def _given(mapping: FileMapping) -> Iterator[tuple[str, str]]:
    """Which entry gives which column of the dataset. A constant goes before what the file tells, so both may stand there."""
    yield from ((f"columns.{header}", column) for header, column in mapping.columns.items() if column != NOT_READ)
    yield from ((f"constants.{column}", column) for column in mapping.constants)
    yield from ((f"told.{column}", column) for column in mapping.told if column not in mapping.constants)
    if mapping.wide:
        yield "wide.measure", mapping.wide.measure
        yield from (("wide.columns", column) for column in mapping.wide.says)


def _codes(mapping: FileMapping) -> Iterator[tuple[str, str, str]]:
    """The entries that must be codes: place, column, code. A wide column's own header is what the file says, and is judged like a cell."""
    yield from ((f"constants.{column}", column, code) for column, code in mapping.constants.items())
    for column, map in mapping.values.items():
        yield from ((f"values.{column}.{written or '(empty)'}", column, code) for written, code in map.items())
    for header, said in (mapping.wide.columns if mapping.wide else {}).items():
        yield from ((f"wide.columns.{header}.{column}", column, text) for column, text in said.items() if text != header)


def misfit(code: str, column: Column, catalogue: Catalogue) -> str:
    """What a text would have to be to stand in a column, one of `MISFITS`; "" where it can."""
    if column.codelist:
        return "" if code in catalogue.codes(column) else "code"
    if column.type == "period":
        return "" if suggest_period(code) == code else "period"
    if column.type == "date":
        try:
            date.fromisoformat(code)
        except ValueError:
            return "date"
    if column.role == "measure" and quantity.parse(code) is None:
        return "number"
    return ""


# --- reading JSON values -----------------------------------------------------------------------------------------------------------------


def _wrong(place: str, why: str) -> None:
    raise SettingsError(f"mapping.{place}: {why}")


def _text(place: str, value: Any) -> str:
    if not isinstance(value, str):
        _wrong(place, f"is {value!r}; it must be a text")
    return value


def _table(place: str, value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        _wrong(place, f"is {value!r}; it must be a table")
    return value


def _texts(place: str, value: Any) -> Texts:
    return {key: _text(f"{place}.{key}", text) for key, text in _table(place, value).items()}


def _nested(place: str, value: Any) -> Mapping[str, Texts]:
    return {key: _texts(f"{place}.{key}", inner) for key, inner in _table(place, value).items()}


def _lists(place: str, value: Any) -> Mapping[str, tuple[str, ...]]:
    lists = _table(place, value)
    for key, cells in lists.items():
        if not isinstance(cells, list | tuple) or not all(isinstance(cell, str) for cell in cells):
            _wrong(f"{place}.{key}", f"is {cells!r}; it must be a list of texts")
    return {key: tuple(cells) for key, cells in lists.items()}


def _wide(place: str, value: Any) -> Wide:
    table = _table(place, value)
    if set(table) != {"measure", "columns"} or not table["columns"]:
        _wrong(place, "must have a measure and columns, and nothing else")
    return Wide(_text(f"{place}.measure", table["measure"]), _nested(f"{place}.columns", table["columns"]))
