"""A scratch database in which one batch is staged and checked before anything is published."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

import duckdb

from ..config import Settings
from ..errors import StorageError, StoreDamaged
from .files import Folder

# Nothing is fetched from elsewhere, and a name in SQL is a table, never a Python variable.
_CONFIG = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "python_enable_replacements": "false",
}
_CSV_LINE = re.compile(r"CSV Error on Line: (\d+)")
MAX_FAULTS = 10_000


class Fault(NamedTuple):
    """One line that is not a record of the columns asked for; `kind` is DuckDB's, such as MISSING COLUMNS or TOO MANY COLUMNS."""

    line: int
    column: str | None
    kind: str
    reason: str


class UnreadableCsv(StorageError):
    """A file does not have exactly the columns asked for. `faults` are its broken lines, `line` the first one (0: not known)."""

    def __init__(self, line: int, reason: str, faults: Sequence[Fault] = ()):
        super().__init__(f"line {line}: {reason}" if line else reason)
        self.line, self.reason, self.faults = line, reason, tuple(faults)


def quote(name: str) -> str:
    """A name as a quoted SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as an SQL string literal, for the places where SQL takes no parameter."""
    return "'" + text.replace("'", "''") + "'"


class Workspace:
    """A scratch DuckDB database with the current version attached read-only as `published`; use it in a `with` statement.

    It lives in memory, compressed, up to `settings.memory_mb`, and beyond that in the scratch folder of the store. One thread at a time.
    """

    folder: Path

    def __init__(self, settings: Settings, attach: bool = True):
        """`attach`: whether the current version is attached at once; without it a damaged one does no harm."""
        self._settings, self._attach = settings, attach
        self._files = Folder(settings.data)
        self._rows: dict[str, tuple[object, ...]] = {}
        self.published: int | None = None

    def __enter__(self) -> Workspace:
        self._files.make()
        with ExitStack() as stack:
            self.folder = stack.enter_context(self._files.scratch())
            self._connection = stack.enter_context(duckdb.connect(":memory:", config=dict(_CONFIG)))
            self.execute("SET enable_progress_bar = false")  # a process of a worker has no main file, which DuckDB takes for a console
            self.execute(f"SET memory_limit = '{self._settings.memory_mb}MB'")
            self.execute(f"SET temp_directory = {literal(str(self.folder / 'spill'))}")
            self.execute("ATTACH ':memory:' AS scratch (COMPRESS)")
            self.execute("USE scratch")
            if self._attach:
                self.catch_up()
            self._exit = stack.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self._exit.close()

    def execute(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """The rows of one statement; parameters are a list for `?` or a dict for `$name`. DuckDB's errors come through.

        Raises StorageError where the memory it may take does not suffice: that says nothing of the data or of any file.
        """
        try:
            return self._connection.execute(sql, parameters).fetchall()
        except duckdb.OutOfMemoryException as error:
            raise StorageError(f"{self._settings.memory_mb} MB do not suffice; raise DASHBOARD_MEMORY_MB ({_first_line(error)})") from error

    def read_csv(
        self, path: Path, columns: Sequence[str], *, table: str, delimiter: str = ",", header: bool = True, sha256: str = ""
    ) -> int:
        """Read a UTF-8 CSV file, strictly and without guessing, and return the number of records.

        Makes `table`, a view of RECORD INTEGER (1 is the first record after the header) and `columns`, all VARCHAR; an empty cell is NULL.
        The rows behind it stay until other bytes are read into a view of this name: those with the same `sha256`, where it is given, are
        not read again.
        Raises UnreadableCsv where the file does not have exactly these columns; then there is no table. Raises StorageError where
        memory or disk do not suffice.
        """
        rows = quote(_rows(table))
        read = (sha256, len(columns), delimiter, header)
        if not sha256 or read != self._rows.get(table):
            self._rows.pop(table, None)
            try:
                self.execute(f"DROP TABLE IF EXISTS {rows}")
                # Inserted in the order of the file, so rowid counts the records, which costs nothing; row_number() would forbid threads.
                self.execute(f"CREATE TABLE {rows} AS SELECT * FROM {_read_csv(path, columns, delimiter, header)}")
            except duckdb.Error as error:
                if isinstance(error, duckdb.IOException) and path.exists():
                    raise StorageError(
                        f"{self.folder}: cannot be written or read ({_first_line(error)}); see whether the disk is full"
                    ) from error
                raise self._unreadable(error, path, columns, delimiter, header) from error
            self._rows[table] = read
        here = ", ".join(map(quote, columns))
        self.execute(f"CREATE VIEW {quote(table)} AS SELECT (rowid + 1)::INTEGER AS RECORD, {here} FROM {rows} AS rows({here})")
        return self.execute(f"SELECT count(*) FROM {rows}")[0][0]

    def has_published(self, dataset: str) -> bool:
        """Whether the version attached has a table of this dataset."""
        return self.published is not None and dataset in self.tables("published")

    def tables(self, database: str) -> set[str]:
        """The names of the tables of an attached database."""
        return {name for (name,) in self.execute(f"SELECT table_name FROM duckdb_tables() WHERE database_name = {literal(database)}")}

    def columns(self, table: str, database: str = "scratch") -> dict[str, str]:
        """The columns of a table or view in order, each with its type."""
        return {row[0]: row[1] for row in self.execute(f"DESCRIBE {quote(database)}.{quote(table)}")}

    def relations(self) -> dict[str, str]:
        """The scratch tables and views by name: TABLE or VIEW; not the rows behind the views of `read_csv`."""
        views = self.execute("SELECT view_name FROM duckdb_views() WHERE database_name = 'scratch' AND NOT internal")
        tables = self.tables("scratch") - set(map(_rows, self._rows))
        return dict.fromkeys(tables, "TABLE") | {name: "VIEW" for (name,) in views}

    def keep_only(self, kept: Collection[str]) -> None:
        """Remove all scratch tables and views but these."""
        for name, kind in self.relations().items():
            if name not in kept:
                self.execute(f"DROP {kind} {quote(name)}")

    def catch_up(self) -> None:
        """Attach the current version as `published`. Raises StoreDamaged where its file cannot be read."""
        self.follow(self._files.read_current())

    def follow(self, number: int | None) -> None:
        """Attach another version as `published`, or none. Raises StoreDamaged where its file cannot be read."""
        if number == self.published:
            return
        if self.published is not None:
            self.execute("DETACH published")
            self.published = None
        if number is not None:
            file = self._files.version_file(number)
            try:
                self.execute(f"ATTACH {literal(str(file))} AS published (READ_ONLY)")
            except duckdb.Error as error:
                raise StoreDamaged(f"{file}: cannot be read ({_first_line(error)}). `rebuild` makes it anew from the raw files") from error
            self.published = number

    def _unreadable(self, error: duckdb.Error, path: Path, columns: Sequence[str], delimiter: str, header: bool) -> UnreadableCsv:
        """What is wrong with the file, all of it: read again, this time stepping over each broken line."""
        found = _CSV_LINE.search(str(error))
        first = UnreadableCsv(int(found[1]) if found else 0, _first_line(error))
        try:
            tolerant = _read_csv(path, columns, delimiter, header, f", store_rejects = true, rejects_limit = {MAX_FAULTS}")
            self.execute(f"SELECT count(COLUMNS(*)) FROM {tolerant}")
            rows = self.execute(
                "SELECT line, any_value(column_name ORDER BY column_idx), any_value(error_type ORDER BY column_idx), "
                "any_value(error_message ORDER BY column_idx) FROM reject_errors GROUP BY line ORDER BY line"
            )
        except duckdb.Error:
            return first
        finally:
            self.execute("DROP TABLE IF EXISTS reject_errors")
            self.execute("DROP TABLE IF EXISTS reject_scans")
        faults = [Fault(*row) for row in rows]
        return UnreadableCsv(faults[0].line, faults[0].reason, faults) if faults else first


def _rows(table: str) -> str:
    """The table that holds the rows of a view that `read_csv` made."""
    return f"{table} rows"


def _read_csv(path: Path, columns: Sequence[str], delimiter: str, header: bool, more: str = "") -> str:
    types = ", ".join(f"{literal(column)}: 'VARCHAR'" for column in columns)
    return (
        f"read_csv({literal(str(path))}, auto_detect = false, header = {str(header).lower()}, delim = {literal(delimiter)}, "
        f"quote = '\"', escape = '\"', columns = {{{types}}}{more})"
    )


def _first_line(error: BaseException) -> str:
    lines = [line for line in str(error).splitlines() if line.strip() and not line.startswith("Original Line")]
    return " ".join(lines[1:2] if len(lines) > 1 and "CSV Error" in lines[0] else lines[:1])
