"""A version file while it is being written: under a name that no reader looks for, until it is complete and on disk."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

import duckdb

from ..catalogue import Catalogue
from . import compare, corrections
from .layout import Layout, names
from .model import Batch, Text
from .workspace import Workspace, literal, quote

# Files of 1.5 compress faster than those of 1.0, and DuckDB 2 reads both.
_STORAGE = "STORAGE_VERSION 'v1.5.0'"
SAMPLED = 1000  # so many rows tell of most columns that they differ
BATCH_COLUMNS = {
    "id": "VARCHAR",
    "title": "VARCHAR",
    "dataset": "VARCHAR",
    "source": "VARCHAR",
    "link": "VARCHAR",
    "licence": "VARCHAR",
    "retrieved": "VARCHAR",
    "note": "VARCHAR",
    "sender": "VARCHAR",
    "published_at": "TIMESTAMP",
    "example": "BOOLEAN",
    "records": "INTEGER",
}


def text_of(text: Text) -> str:
    """A title or note as it is stored: plain, or as JSON where it is in several languages or would be taken for that."""
    if isinstance(text, str):
        return json.dumps({"en": text}, ensure_ascii=False) if text.startswith("{") else text
    return json.dumps(dict(text), ensure_ascii=False, sort_keys=True)


class Draft:
    """A version file attached to a workspace as `draft`."""

    def __init__(self, workspace: Workspace, catalogue: Catalogue, like: Path | None = None, take: Path | None = None):
        """Start from a copy of the version file `like`, from the file `take` itself, which is moved, or from nothing."""
        self._workspace, self._catalogue = workspace, catalogue
        self.file = workspace.folder / "draft.duckdb"
        self.file.unlink(missing_ok=True)
        if take is not None:
            os.replace(take, self.file)
        elif like is not None:
            shutil.copyfile(like, self.file)
        workspace.execute(f"ATTACH {literal(str(self.file))} AS draft ({_STORAGE})")
        self._written: set[str] = set()

    def facts(self, layout: Layout, standing: Mapping[str, str]) -> str | None:
        """SELECT of the facts of a dataset as they are by now: as written here, else as they stand, else None."""
        dataset = layout.dataset.id
        return f"SELECT * FROM draft.{quote(dataset)}" if dataset in self._written else standing.get(dataset)

    def prepare(self, layout: Layout, select: str, *, cheap: bool = False) -> str:
        """Write the facts of a dataset beside those that are there, from a SELECT in its layout; returns a SELECT of what is written.

        A SELECT that is `cheap` is read twice: what is the same in all rows then need not be sorted with them, which takes longest.
        """
        same = self._same_throughout(layout, select) if cheap else {}
        rest, order = ([name for name in columns if name not in same] for columns in (layout.columns, layout.dataset.sort))
        sql = f"SELECT {names(rest)} FROM ({select})" + (f" ORDER BY {names(order)}" if order else "")
        if same:
            columns = [f"{same[name]} AS {quote(name)}" if name in same else quote(name) for name in layout.columns]
            sql = f"SELECT {', '.join(columns)} FROM ({sql})"
        self._workspace.execute(f"CREATE OR REPLACE TABLE draft.prepared AS {sql}")
        return "SELECT * FROM draft.prepared"

    def _same_throughout(self, layout: Layout, select: str) -> dict[str, str]:
        """The columns in which all rows of a SELECT have the same text or truth, with that as SQL; of few rows most differ already."""
        asked = [name for name, type in layout.types.items() if type in ("VARCHAR", "BOOLEAN")]
        rows = self._workspace.execute(f"SELECT {names(asked)} FROM ({select}) LIMIT {SAMPLED}")
        alike = {name: values[0] for name, values in zip(asked, zip(*rows, strict=True), strict=False) if len(set(values)) == 1}
        if not alike:
            return {}
        values = {name: f"{'NULL' if value is None else _sql(value)}::{layout.types[name]}" for name, value in alike.items()}
        every = ", ".join(f"bool_and({quote(name)} IS NOT DISTINCT FROM {value})" for name, value in values.items())
        holds = self._workspace.execute(f"SELECT {every} FROM ({select})")[0]
        return {name: values[name] for name, hold in zip(values, holds, strict=True) if hold}

    def adopt(self, layout: Layout) -> None:
        """Put the facts prepared in the place of those that are there."""
        dataset = quote(layout.dataset.id)
        self._workspace.execute(f"DROP TABLE IF EXISTS draft.{dataset}")
        self._workspace.execute(f"ALTER TABLE draft.prepared RENAME TO {dataset}")
        self._written.add(layout.dataset.id)

    def drop(self, layout: Layout) -> None:
        """Leave out the table of a dataset that was copied, so that it is written from what stands by then."""
        self._workspace.execute(f"DROP TABLE IF EXISTS draft.{quote(layout.dataset.id)}")

    def write(self, layout: Layout, select: str) -> None:
        """Make the table of a dataset from a SELECT in its layout."""
        self.prepare(layout, select)
        self.adopt(layout)

    def complete(self, layouts: Iterable[Layout], standing: Mapping[str, str]) -> None:
        """Make the tables that are still missing or of an older layout, from what stands (SELECTs by dataset) or empty."""
        there = self._workspace.tables("draft")
        for layout in layouts:
            dataset = layout.dataset.id
            if dataset not in there or list(self._workspace.columns(dataset, "draft").items()) != list(layout.types.items()):
                self.write(layout, standing.get(dataset) or layout.empty())

    def describe(self, number: int, created_at: datetime, layouts: Iterable[Layout], batches: Iterable[Batch]) -> dict[str, str]:
        """Add views, batches and the description of the version itself; returns the fingerprints of its tables."""
        layouts = list(layouts)
        self._write_batches(batches)
        # A view that names its tables without a database finds them whatever the file is called.
        self._workspace.execute("USE draft")
        corrected = corrections.write_states(self._workspace, layouts)
        for layout in layouts:
            self._write_view(layout, layout.dataset.id in corrected)
        corrections.forget(self._workspace)
        self._workspace.execute("USE scratch")
        found = fingerprints(self._workspace, "draft", layouts)
        self._workspace.execute(
            f"CREATE OR REPLACE TABLE draft.meta AS SELECT {number}::INTEGER AS version, {_sql(created_at)}::TIMESTAMP AS created_at, "
            f"{_sql(compare.checksum(found))} AS checksum, {_sql(duckdb.__version__)} AS duckdb"
        )
        return found

    def close(self) -> None:
        """Write everything into the file and let go of it."""
        self._workspace.execute("CHECKPOINT draft")
        self._workspace.execute("DETACH draft")

    def _write_view(self, layout: Layout, corrected: bool) -> None:
        """Make `shown_<dataset>`, and decide here which examples it has and what is corrected, so that no question pays for it.

        Whether they are on is a variable of the reader's connection, which DuckDB folds. Of a fact that was withdrawn, what was merged
        into it may be left: it is not shown until it has again what the dataset requires.
        """
        dataset, view = quote(layout.dataset.id), quote(f"shown_{layout.dataset.id}")
        examples = quote(f"example_{layout.dataset.id}")
        whole = " AND ".join(f"{quote(column.id)} IS NOT NULL" for column in layout.dataset.attributes if column.required)
        table = f"(SELECT * FROM {dataset} WHERE {whole})" if whole else dataset
        select = every = f"SELECT * FROM {table}"
        if self._workspace.execute(f"SELECT count(*) FROM {dataset} WHERE EXAMPLE")[0][0]:
            self._workspace.execute(f"CREATE OR REPLACE TABLE {examples} AS {layout.examples(self._catalogue.datasets)}")
            real = f"{select} WHERE NOT EXAMPLE UNION ALL SELECT * FROM {examples}"
            select, every = f"{real} WHERE getvariable('examples')", real
        else:
            self._workspace.execute(f"DROP TABLE IF EXISTS {examples}")
        if corrected:
            corrections.write_corrected(self._workspace, layout, every)
            select = corrections.in_place(layout, select)
        else:
            self._workspace.execute(f"DROP TABLE IF EXISTS {quote(f'corrected_{layout.dataset.id}')}")
        self._workspace.execute(f"CREATE OR REPLACE VIEW {view} AS {select}")

    def _write_batches(self, batches: Iterable[Batch]) -> None:
        columns = ", ".join(f"{name} {type}" for name, type in BATCH_COLUMNS.items())
        self._workspace.execute(f"CREATE OR REPLACE TABLE draft.batch ({columns})")
        rows = [f"({', '.join(map(_sql, _batch_row(batch)))})" for batch in batches]
        if rows:
            self._workspace.execute(f"INSERT INTO draft.batch VALUES {', '.join(rows)}")


def standing(workspace: Workspace, database: str, layouts: Iterable[Layout]) -> dict[str, str]:
    """What an attached version holds: a SELECT in today's layout for each dataset that it has a table of."""
    tables = workspace.tables(database)
    return {
        layout.dataset.id: layout.read(f"{database}.{quote(layout.dataset.id)}", workspace.columns(layout.dataset.id, database))
        for layout in layouts
        if layout.dataset.id in tables
    }


def fingerprints(workspace: Workspace, database: str, layouts: Iterable[Layout]) -> dict[str, str]:
    """The fingerprints of the table of each dataset, and of the table of batches, in an attached version."""
    layouts = list(layouts)
    facts = standing(workspace, database, layouts)
    found = {"batch": compare.fingerprint(workspace, f"SELECT * FROM {database}.batch", ", ".join(BATCH_COLUMNS))}
    for layout in layouts:
        id = layout.dataset.id
        found[id] = compare.fingerprint(workspace, facts.get(id) or layout.empty(), names(layout.columns))
    return found


def _batch_row(batch: Batch) -> list[str | int | datetime]:
    manifest = batch.manifest
    values = {
        "id": batch.id,
        "title": text_of(manifest.title),
        "note": text_of(manifest.note),
        "published_at": batch.published_at,
    }
    return [values[name] if name in values else getattr(manifest, name) for name in BATCH_COLUMNS]


def _sql(value: str | int | datetime) -> str:
    return str(value).lower() if isinstance(value, int) else literal(str(value))
