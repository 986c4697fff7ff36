"""A version: one immutable DuckDB file, opened read-only, that answers the named questions of `queries/`."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from cachetools import LRUCache

from ..catalogue import CORRECTIONS, Dataset
from ..errors import StorageError, StoreDamaged
from .corrections import STATES, read_key
from .model import Correction
from .queries import FOLDER, Query, read_query
from .workspace import quote

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

    def facts(self, dataset: Dataset, key: Mapping[str, str], limit: int) -> list[dict[str, Any]]:
        """The facts shown whose key has these values, up to `limit` of them in the order of their keys, as dicts by column.

        Columns that `key` leaves out may have any value. Raises StorageError where it names a column that is not of the key.
        """
        if strange := key.keys() - set(dataset.key):
            raise StorageError(f"{dataset.id}: {', '.join(sorted(strange))} is not of the key, which is {', '.join(dataset.key)}")
        there = self._columns.get(f"shown_{dataset.id}", ())
        # What a version was made without had its default everywhere.
        if not there or any(key[id] != dataset.column(id).default for id in key.keys() - set(there)):
            return []
        given = [id for id in dataset.key if id in key and id in there]
        where = " AND ".join(f"{quote(id)} = :k{place}" for place, id in enumerate(given)) or "true"
        order = ", ".join(quote(id) for id in dataset.key if id in there)
        sql = f"SELECT * FROM {quote(f'shown_{dataset.id}')} WHERE {where} ORDER BY {order} LIMIT {int(limit)}"
        _, rows = self._ask(sa.text(sql), {f"k{place}": key[id] for place, id in enumerate(given)})
        return [dict(zip(there, row, strict=True)) for row in rows]

    def codes_of(self, dataset: Dataset, column: str, batch: str) -> list[str]:
        """The codes that the facts shown that came with a batch have in a column of their key, those of most facts first."""
        if column not in self._columns.get(f"shown_{dataset.id}", ()):
            return []
        code = quote(dataset.column(column).id)
        sql = f"SELECT {code}::VARCHAR FROM {quote(f'shown_{dataset.id}')} WHERE BATCH = :batch GROUP BY ALL ORDER BY count(*) DESC, 1"
        return [row[0] for row in self._ask(sa.text(sql), {"batch": batch})[1]]

    def corrections(self, datasets: Mapping[str, Dataset]) -> tuple[Correction, ...]:
        """All corrections of this version, in force or not, in the order of the facts they are about."""
        return tuple(
            Correction(row[0], read_key(datasets[row[0]], row[1]), *row[2:5], row[5], row[6] or "", row[7] or "", *row[8:])
            for row in self._corrections
            if row[0] in datasets
        )

    @cached_property
    def _corrections(self) -> list[tuple]:
        if STATES not in self._columns or CORRECTIONS not in self._columns:
            return []
        sql = (
            'SELECT c.DATASET, c.KEY, c."COLUMN", c.SOURCE_VALUE, c.VALUE, c.REASON, c.SOURCE, c.LINK, c.EXAMPLE, c.BATCH, c.RECORD, '
            "s.STATE "
            f'FROM shown_{CORRECTIONS} AS c JOIN {STATES} AS s USING (DATASET, KEY, "COLUMN", EXAMPLE) ORDER BY ALL'
        )
        return self._ask(sa.text(sql), {})[1]

    @cached_property
    def _columns(self) -> dict[str, tuple[str, ...]]:
        """The columns of each table and view."""
        found: dict[str, tuple[str, ...]] = {}
        sql = "SELECT table_name, list(column_name ORDER BY column_index) FROM duckdb_columns() WHERE NOT internal GROUP BY table_name"
        for name, columns in self._ask(sa.text(sql), {})[1]:
            found[name] = tuple(columns)
        return found

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
