"""Reads the declaration files (TOML and CSV) and says exactly where one is wrong: file, place, what would be right."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NoReturn

from ..errors import CatalogueError
from .languages import LANGUAGES

_TYPE_NAMES = {str: "text", bool: "true or false", int: "a whole number", float: "a number", list: "a list", dict: "a table"}
_MISSING: Any = object()


class Table:
    """One TOML table being read: every key is asked for by name and type, and `done()` refuses the keys nobody asked for."""

    def __init__(self, file: Path, place: str, content: Mapping[str, Any]):
        self.file, self.place, self._content = file, place, content
        self._asked: set[str] = set()

    def wrong(self, key: str, why: str) -> NoReturn:
        """Raise CatalogueError for a key of this table."""
        raise CatalogueError(self.file, f"{self.place}.{key}" if self.place else key, why)

    def get(self, key: str, kind: type, default: Any = _MISSING) -> Any:
        """The value of a key, which must be of the type given; a key without default is required."""
        self._asked.add(key)
        if key not in self._content:
            if default is _MISSING:
                self.wrong(key, f"is missing; it must be {_TYPE_NAMES[kind]}")
            return default
        value = self._content[key]
        if kind is float and type(value) is int:
            value = float(value)
        if type(value) is not kind:
            self.wrong(key, f"is {value!r}; it must be {_TYPE_NAMES[kind]}")
        return value

    def one_of(self, key: str, choices: Iterable[str], default: Any = _MISSING) -> str:
        """The text of a key, which must be one of the choices."""
        value = self.get(key, str, default)
        choices = tuple(choices)
        if value not in choices and value != default:
            self.wrong(key, f"is {value!r}; it must be one of {', '.join(choices)}")
        return value

    def texts(self, key: str, default: Any = _MISSING) -> tuple[str, ...]:
        """The list of texts of a key, without repetition."""
        values = self.get(key, list, default)
        if not all(isinstance(value, str) and value for value in values):
            self.wrong(key, f"is {values!r}; it must be a list of texts")
        if len(set(values)) < len(values):
            self.wrong(key, f"is {values!r}; each may stand there once")
        return tuple(values)

    def table(self, key: str, default: Any = _MISSING) -> Table:
        """The table under a key."""
        return Table(self.file, f"{self.place}.{key}" if self.place else key, self.get(key, dict, default))

    def tables(self, key: str) -> list[Table]:
        """The array of tables under a key, at least one."""
        values = self.get(key, list)
        if not values or not all(isinstance(value, dict) for value in values):
            self.wrong(key, f"must be one or more [[{key}]] tables")
        return [Table(self.file, f"{key}[{number}]", value) for number, value in enumerate(values, start=1)]

    def words(self, key: str) -> Mapping[str, str]:
        """The table under a key, which says one thing in each of the six languages."""
        table = self.table(key)
        words = {language: table.get(language, str) for language in LANGUAGES}
        for language, text in words.items():
            if not text.strip():
                table.wrong(language, "is empty; write the words in this language")
        table.done()
        return words

    def keys(self) -> tuple[str, ...]:
        """All keys of this table, in the file's order."""
        return tuple(self._content)

    def values(self) -> Mapping[str, Any]:
        """The whole content, for a table whose keys are not fixed."""
        self._asked.update(self._content)
        return dict(self._content)

    def done(self) -> None:
        """Raise CatalogueError when the table holds a key that was never asked for."""
        for key in self._content:
            if key not in self._asked:
                self.wrong(key, f"is not known here; known are {', '.join(sorted(self._asked))}")


def read_toml(file: Path) -> Table:
    """The content of a TOML file; raises CatalogueError where it is missing or not TOML."""
    try:
        return Table(file, "", tomllib.loads(_text(file)))
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(file, "file", f"is not valid TOML: {error}") from None


def read_tomls(folder: Path) -> list[Table]:
    """The TOML files of a folder by file name; raises CatalogueError where the folder is missing."""
    if not folder.is_dir():
        raise CatalogueError(folder, "folder", "is missing")
    return [read_toml(file) for file in sorted(folder.glob("*.toml"))]


class Row(dict[str, str]):
    """One record of a CSV file, which knows where it stands."""

    def __init__(self, file: Path, line: int, cells: Iterable[tuple[str, str]]):
        super().__init__(cells)
        self.file, self.line = file, line

    def wrong(self, column: str, why: str) -> NoReturn:
        """Raise CatalogueError for a cell of this record."""
        raise CatalogueError(self.file, f"line {self.line}, column {column}", why)

    def required(self, column: str) -> str:
        """The text of a cell that may not be empty."""
        if not self[column]:
            self.wrong(column, "is empty; it must be filled")
        return self[column]

    def names(self) -> Mapping[str, str]:
        """The names in the six languages, from the columns name_ar … name_zh."""
        return {language: self.required(f"name_{language}") for language in LANGUAGES}


def read_csv(file: Path, columns: Iterable[str], more: bool = False) -> list[Row]:
    """The records of a UTF-8 CSV file that has the columns given, and others only where `more` says so.

    Cells are stripped of surrounding blanks. Raises CatalogueError for a missing file, a wrong header or a ragged record.
    """
    reader = csv.reader(io.StringIO(_text(file)), strict=True)
    try:
        return list(_records(file, reader, tuple(columns), more))
    except csv.Error as error:
        raise CatalogueError(file, f"line {reader.line_num}", f"is not CSV: {error}") from None


def _records(file: Path, reader: Any, columns: tuple[str, ...], more: bool) -> Iterable[Row]:
    header = next(reader, [])
    missing = [column for column in columns if column not in header]
    if missing:
        raise CatalogueError(file, "line 1", f"lacks the columns {', '.join(missing)}")
    unknown = [column for column in header if column not in columns]
    if unknown and not more:
        raise CatalogueError(file, "line 1", f"has the unknown columns {', '.join(unknown)}; known are {', '.join(columns)}")
    if len(set(header)) < len(header) or "" in header:
        raise CatalogueError(file, "line 1", "names a column twice, or leaves one without name")
    for cells in reader:
        if len(cells) != len(header):
            raise CatalogueError(file, f"line {reader.line_num}", f"has {len(cells)} cells; the header has {len(header)}")
        yield Row(file, reader.line_num, zip(header, (cell.strip() for cell in cells), strict=True))


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise CatalogueError(file, "file", "is missing") from None
    except UnicodeDecodeError as error:
        raise CatalogueError(file, f"byte {error.start}", "is not UTF-8") from None
