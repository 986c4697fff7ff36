"""Layouts of other publishers' files, as data: how each is recognised, and what its columns and values stand for here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..errors import CatalogueError
from .codelists import Codelist
from .datasets import Dataset
from .files import Table, read_csv, read_tomls

# What a layout is: this project's own header, SDMX-CSV of one of its datasets, or foreign columns that are mapped.
KINDS = ("template", "sdmx_csv", "columns")
# What becomes of a header that a profile does not name: the sender decides; it is not read; it is a breakdown, of which totals are read.
OTHERS = ("open", "unread", "total")
ACTION = "@ACTION"
SYNONYMS, HEADERS = "synonyms.csv", "headers.csv"


@dataclass(frozen=True)
class WideLayout:
    """Columns that hold one measure: those whose header matches `pattern`, or (without one) is a period, a sex or both.

    `column` is the column of the dataset that such a header is a value of ("" where it is read as period and sex).
    """

    measure: str
    pattern: str = ""
    column: str = ""


@dataclass(frozen=True)
class FileName:
    """What the name of a file says: `pattern` finds it, its groups joined by dots are looked for in `attribute` of the codelist."""

    column: str
    pattern: str
    attribute: str


@dataclass(frozen=True)
class LayoutProfile:
    """One layout. `headers` must all be there (each in one of its spellings), `without` must not, `pattern` must match the header line.

    `dataset` is "" where the columns decide. `totals` are the values of a breakdown that is not read which stand for the whole; of the
    columns `one_of` the sender picks one value; `asks` are columns of the dataset that no file of this layout has.
    """

    id: str
    order: int
    kind: str
    names: Mapping[str, str]
    source: str
    dataset: str = ""
    headers: tuple[tuple[str, ...], ...] = ()
    without: tuple[str, ...] = ()
    pattern: str = ""
    others: str = "open"
    totals: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    wide: WideLayout | None = None
    file_name: FileName | None = None


@dataclass(frozen=True, eq=False)
class Synonyms:
    """Other ways of writing: `codes` by codelist and folded text, `headers` by folded text the columns that it may head."""

    codes: Mapping[str, Mapping[str, str]]
    headers: Mapping[str, tuple[str, ...]]


def folded(text: str) -> str:
    """A text without what does not tell one from another: case, and whether blanks, underscores or hyphens divide its words."""
    return re.sub(r"[\s_\-–—]+", " ", text.casefold()).strip()


def read_profiles(folder: Path) -> Mapping[str, LayoutProfile]:
    """All layouts of the folder by id, in the order in which they are tried; raises CatalogueError."""
    profiles: dict[str, LayoutProfile] = {}
    for table in read_tomls(folder):
        profile = _read_profile(table)
        if profile.id != table.file.stem:
            table.wrong("id", f"is {profile.id!r}; it must be the file's name, {table.file.stem!r}")
        profiles[profile.id] = profile
    return dict(sorted(profiles.items(), key=lambda pair: (pair[1].order, pair[0])))


def _read_profile(table: Table) -> LayoutProfile:
    profile = LayoutProfile(
        id=table.get("id", str),
        order=table.get("order", int),
        kind=table.one_of("kind", KINDS, "columns"),
        names=table.words("name"),
        source=table.get("source", str),
        dataset=table.get("dataset", str, ""),
        headers=tuple(tuple(header.split("|")) for header in table.texts("headers", [])),
        without=table.texts("without", []),
        pattern=_pattern(table, "pattern"),
        others=table.one_of("others", OTHERS, "open"),
        totals=tuple(_list(table, "totals")),
        one_of=table.texts("one_of", []),
        asks=table.texts("asks", []),
        columns=_texts(table.table("columns", {})),
        constants=_texts(table.table("constants", {})),
        values=_nested(table, "values"),
        only={header: tuple(_list(only, header)) for only in [table.table("only", {})] for header in only.keys()},
        wide=_wide(table),
        file_name=_file_name(table),
    )
    table.done()
    return profile


def _wide(table: Table) -> WideLayout | None:
    wide = table.table("wide", {})
    if not wide.keys():
        return None
    read = WideLayout(wide.get("measure", str), _pattern(wide, "pattern"), wide.get("column", str, ""))
    wide.done()
    if bool(read.pattern) != bool(read.column):
        wide.wrong("pattern", "needs a column that the headers found are values of, and the other way round")
    return read


def _file_name(table: Table) -> FileName | None:
    name = table.table("file_name", {})
    if not name.keys():
        return None
    read = FileName(name.get("column", str), _pattern(name, "pattern"), name.get("attribute", str))
    name.done()
    return read


def _pattern(table: Table, key: str) -> str:
    pattern = table.get(key, str, "")
    try:
        re.compile(pattern)
    except re.error as error:
        table.wrong(key, f"is no regular expression: {error}")
    return pattern


def _texts(table: Table) -> Mapping[str, str]:
    return {key: table.get(key, str) for key in table.keys()}


def _nested(table: Table, key: str) -> Mapping[str, Mapping[str, str]]:
    nested = table.table(key, {})
    return {inner: _texts(nested.table(inner)) for inner in nested.keys()}


def _list(table: Table, key: str) -> list[str]:
    """A list of texts that may hold the empty one, unlike `Table.texts`: an empty cell is a value, too."""
    values = table.get(key, list, [])
    if not all(isinstance(value, str) for value in values):
        table.wrong(key, f"is {values!r}; it must be a list of texts")
    return values


def read_synonyms(folder: Path, codelists: Mapping[str, Codelist], columns: Iterable[str]) -> Synonyms:
    """The other ways of writing codes and headers; raises CatalogueError where one names a code or column that is not there."""
    codes: dict[str, dict[str, str]] = {}
    for row in read_csv(folder / SYNONYMS, ("codelist", "written", "code")):
        if row["codelist"] not in codelists:
            row.wrong("codelist", f"there is no codelist {row['codelist']!r}")
        if row["code"] not in codelists[row["codelist"]]:
            row.wrong("code", f"{row['code']!r} is not a code of {row['codelist']}")
        known = codes.setdefault(row["codelist"], {})
        if known.setdefault(folded(row.required("written")), row["code"]) != row["code"]:
            row.wrong("written", f"{row['written']!r} stands there for another code already")
    headers: dict[str, tuple[str, ...]] = {}
    known_columns = frozenset(columns)
    for row in read_csv(folder / HEADERS, ("column", "written")):
        if row["column"] not in known_columns:
            row.wrong("column", f"no dataset has a column {row['column']!r}")
        way = folded(row.required("written"))
        headers[way] = (*headers.get(way, ()), row["column"])
    return Synonyms(codes, headers)


def check_profiles(
    folder: Path, profiles: Mapping[str, LayoutProfile], datasets: Mapping[str, Dataset], codelists: Mapping[str, Codelist]
) -> None:
    """Raise CatalogueError where a profile names a dataset, column or code that is not there."""
    for profile in profiles.values():
        for place, why in _mistakes(profile, datasets, codelists):
            raise CatalogueError(folder / f"{profile.id}.toml", place, why)


def _mistakes(profile: LayoutProfile, datasets: Mapping[str, Dataset], codelists: Mapping[str, Codelist]) -> Iterable[tuple[str, str]]:
    if profile.dataset and profile.dataset not in datasets:
        yield "dataset", f"{profile.dataset!r} is not a dataset"
        return
    known = {column.id: column for one in _meant(profile, datasets) for column in one.columns}
    for place, column in _named(profile):
        if column not in known:
            yield place, f"{column!r} is not a column of {profile.dataset or 'any dataset'}"
            return
    if profile.wide and known[profile.wide.measure].role != "measure":
        yield "wide.measure", f"{profile.wide.measure} is not a measure"
    given = [(f"constants.{column}", column, code) for column, code in profile.constants.items()]
    given += [(f"values.{column}.{written}", column, code) for column, map in profile.values.items() for written, code in map.items()]
    for place, column, code in given:
        if code and known[column].codelist and code not in codelists[known[column].codelist]:
            yield place, f"{code!r} is not a code of {known[column].codelist}"


def _meant(profile: LayoutProfile, datasets: Mapping[str, Dataset]) -> Iterable[Dataset]:
    return [datasets[profile.dataset]] if profile.dataset else datasets.values()


def _named(profile: LayoutProfile) -> Iterable[tuple[str, str]]:
    """Where a profile names a column of its dataset, and which."""
    yield from ((f"columns.{header}", column) for header, column in profile.columns.items() if column not in ("", ACTION))
    for key, columns in (("constants", profile.constants), ("values", profile.values), ("asks", profile.asks)):
        yield from ((f"{key}.{column}", column) for column in columns)
    parts: list[tuple[str, Any]] = [("wide.measure", profile.wide and profile.wide.measure)]
    parts += [("wide.column", profile.wide and profile.wide.column), ("file_name.column", profile.file_name and profile.file_name.column)]
    yield from ((place, column) for place, column in parts if column)
