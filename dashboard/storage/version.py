"""A version: one immutable DuckDB file, opened read-only, that answers the named questions of `queries/`."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from cachetools import LRUCache

from ..errors import StorageError, StoreDamaged
from .queries import FOLDER, Query, read_query

# What a worker needs to answer from a version of some million rows; what it does not need stays in the file.
READER_MEMORY = "200MB"
REMEMBERED_ROWS = 20_000
Rows = tuple[tuple[str, ...], list[tuple]]


class Version:
    """A published version. Thread-safe; its connections are closed when nobody holds it any more."""

    def __init__(self, file: Path, number: int, *, examples: bool, queries: Path = FOLDER):
        """Open the file; raises StoreDamaged where it cannot be read or is not the version of this number."""
        self.file, self.number, self._queries = file, number, queries
        self._engine = _engine(file, examples)
        weakref.finalize(self, self._engine.dispose)
        self._answers: LRUCache[tuple, Rows] = LRUCache(REMEMBERED_ROWS, getsizeof=_size)
        self._lock = threading.Lock()
        _, rows = self._ask(sa.text("SELECT version, created_at, checksum FROM meta"), {})
        if [row[0] for row in rows] != [number]:
            raise StoreDamaged(f"{file}: holds another version than its name says. `rebuild` makes it anew from the raw files")
        self.created_at: datetime = rows[0][1]
        self.checksum: str = rows[0][2]

    def run(self, name: str, **parameters: Any) -> list[dict[str, Any]]:
        """The rows of `queries/<name>.sql` with these parameters bound, as dicts with lower-case keys.

        A parameter is a text, number, date, boolean, None, or a list of one of these. A version never changes, so an answer of moderate
        size is remembered; the dicts are new each time. Raises StorageError where there is no such query, its parameters are not exactly
        those that its header declares, or DuckDB refuses it.
        """
        query = read_query(name, self._queries)
        _check_parameters(query, parameters)
        values = {key: list(value) if isinstance(value, (tuple, set, frozenset)) else value for key, value in parameters.items()}
        question = (name, *((key, tuple(value) if isinstance(value, list) else value) for key, value in sorted(values.items())))
        with self._lock:
            answer = self._answers.get(question)
        if answer is None:
            answer = self._ask(query.statement, values)
            if _size(answer) <= REMEMBERED_ROWS // 4:
                with self._lock:
                    self._answers[question] = answer
        columns, rows = answer
        return [dict(zip(columns, row, strict=True)) for row in rows]

    def _ask(self, statement: sa.TextClause, values: Mapping[str, Any]) -> Rows:
        try:
            with self._engine.connect() as connection:
                result = connection.execute(statement, values)
                return tuple(column.lower() for column in result.keys()), [tuple(row) for row in result]
        except sa.exc.OperationalError as error:
            raise StoreDamaged(f"{self.file}: cannot be read ({_reason(error)}). `rebuild` makes it anew from the raw files") from error
        except sa.exc.SQLAlchemyError as error:
            raise StorageError(f"{self.file.name}: {_reason(error)}") from error


def _size(answer: Rows) -> int:
    return len(answer[1]) + 1


def _engine(file: Path, examples: bool) -> sa.Engine:
    """Connections that can read this one file and nothing else."""
    config = {"memory_limit": READER_MEMORY, "enable_external_access": False, "autoinstall_known_extensions": False}
    engine = sa.create_engine(
        sa.URL.create("duckdb", database=str(file)),
        connect_args={"read_only": True, "config": config},
        pool_size=8,
        max_overflow=-1,
    )

    @sa.event.listens_for(engine, "connect")
    def set_up(connection: Any, _record: Any) -> None:
        connection.execute(f"SET VARIABLE examples = {str(examples).lower()}")

    return engine


def _check_parameters(query: Query, parameters: Mapping[str, Any]) -> None:
    if query.parameters != parameters.keys():
        wanted = ", ".join(sorted(query.parameters)) or "none"
        raise StorageError(f"query {query.name}: takes the parameters {wanted}, got {', '.join(sorted(parameters)) or 'none'}")


def _reason(error: sa.exc.SQLAlchemyError) -> str:
    lines = str(getattr(error, "orig", None) or error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
