"""A small catalogue and a sender of batches, with which the tests of the store speak about publishing as ingest would."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from dashboard.catalogue import Column, Dataset
from dashboard.config import Settings
from dashboard.storage import Batch, Manifest, Preview, Published, Store, Workspace

NAMES = {language: "Facts" for language in ("ar", "en", "es", "fr", "ru", "zh")}


def dataset(id: str, columns: Iterable[Column], sort: tuple[str, ...], scope: tuple[str, ...] = (), detail: str = "") -> Dataset:
    """A dataset as a declaration would give it."""
    return Dataset(id, NAMES, tuple(columns), sort, scope, detail)


MEETING = dataset(
    "meeting",
    [
        Column("MEETING", "dimension", "identifier", required=True),
        Column("ENTITY", "attribute", "identifier", required=True),
        Column("HELD", "attribute", "date"),
    ],
    ("MEETING",),
    ("MEETING",),
)
SPEAKERS = dataset(
    "speakers",
    [
        Column("MEETING", "dimension", "identifier", required=True, references="meeting.MEETING"),
        Column("SESSION", "dimension", "identifier", default="_T"),
        Column("GROUP", "dimension", "identifier", default="_T"),
        Column("SEX", "dimension", "identifier", required=True),
        Column("COUNT", "measure", "count", qualified=True),
        Column("MINUTES", "measure", "number"),
        Column("COMMENT", "attribute", "text"),
        Column("SOURCE", "attribute", "text", key=True, default="_Z"),
    ],
    ("MEETING", "SESSION"),
    ("MEETING.ENTITY",),
    "SESSION <> '_T'",
)
RATE = dataset(
    "rate",
    [
        Column("AREA", "dimension", "identifier", required=True),
        Column("SEX", "dimension", "identifier", default="_T"),
        Column("VALUE", "measure", "number", qualified=True),
        Column("STATUS", "attribute", "text"),
    ],
    ("AREA",),
    ("AREA",),
)
DATASETS = {dataset.id: dataset for dataset in (MEETING, SPEAKERS, RATE)}


class Sender:
    """Publishes rows as batches, through a raw file, and stages a raw file again when the store asks for it."""

    def __init__(self, settings: Settings, datasets: Mapping[str, Dataset] = DATASETS):
        self.settings = settings
        self.catalogue = SimpleNamespace(datasets=dict(datasets), indicators={})
        self.store = Store(settings, self.catalogue)
        self._sent = 0

    def arrive(self, manifest: Manifest) -> str:
        """Have a batch whose raw file is kept arrive as a form brings it; returns its id."""
        self.store.files.make()
        arrived = self.store.files.uploads / "part-1"
        arrived.write_bytes(self.store.files.raw_file(manifest.sha256).read_bytes())
        return self.store.receive(arrived, manifest).id

    def raw(self, dataset: str, rows: Iterable[Mapping[str, Any]], **more: Any) -> Manifest:
        """Keep rows as a raw file, a file of its own each time, and return the manifest of it."""
        self._sent += 1
        rows = list(rows)
        columns = sorted({name for row in rows for name in row} | {"SENT"})
        text = io.StringIO()
        writer = csv.DictWriter(text, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows({"SENT": self._sent} | row for row in rows)
        self.settings.data.mkdir(parents=True, exist_ok=True)
        path = self.settings.data / "sent.csv"
        path.write_text(text.getvalue(), encoding="utf-8")
        kept = self.store.keep_raw(path)
        return Manifest(dataset, kept.sha256, kept.size, records=len(rows), reading={"columns": columns}, **more)

    def publish(self, dataset: str, rows: Iterable[Mapping[str, Any]], **more: Any) -> Published:
        """Publish rows; a cell that is left out or empty is not given, `>3` is a bound, FOLD is M where it is left out."""
        return self.publish_kept(self.raw(dataset, rows, **more))

    def publish_kept(self, manifest: Manifest) -> Published:
        """Publish what was kept by `raw`."""
        with self.store.exclusive(), Workspace(self.settings) as workspace:
            return self.store.publish(workspace, self.stage(workspace, manifest, self.store.files.raw_file(manifest.sha256)), manifest)

    def replace(self, old: str, manifest: Manifest) -> Published:
        """Publish what was kept by `raw` in the place of a published batch."""
        with self.store.exclusive(), Workspace(self.settings) as workspace:
            return self.store.publish(workspace, self.aside(workspace, manifest), manifest, replaces=old, stage=self.stage)

    def preview(self, manifest: Manifest, replaces: str | None = None, **more: Any) -> Preview:
        """What publishing what was kept by `raw` would change."""
        with Workspace(self.settings) as workspace:
            table = self.aside(workspace, manifest)
            return self.store.preview(workspace, table, manifest, replaces=replaces, stage=self.stage, **more)

    def aside(self, workspace: Workspace, manifest: Manifest) -> str:
        """Stage a batch as a table of its own, so that further ones can be staged beside it."""
        staged = self.stage(workspace, manifest, self.store.files.raw_file(manifest.sha256))
        workspace.execute(f"CREATE TABLE aside AS SELECT * FROM {staged}")
        workspace.keep_only({"aside"})
        return "aside"

    def stage(self, workspace: Workspace, batch: Batch | Manifest, path: Path) -> str:
        """The stage that `withdraw` and `rebuild` ask for."""
        declared, given = self.catalogue.datasets[batch.dataset], batch.reading["columns"]
        workspace.read_csv(path, given, table="raw")
        cells = ["RECORD", "coalesce(FOLD, 'M') AS FOLD" if "FOLD" in given else "'M' AS FOLD"]
        for column in declared.columns:
            cells += _cells(column, column.id in given, column.id in declared.key)
        workspace.execute(f"CREATE VIEW staged AS SELECT {', '.join(cells)} FROM raw")
        return "staged"

    def withdraw(self, batch: str) -> Published:
        """Withdraw a batch."""
        return self.store.withdraw(batch, self.stage)

    def rebuild(self, **more: Any) -> Any:
        """Rebuild the store."""
        return self.store.rebuild(self.stage, **more)

    def facts(self, dataset: str, table: str | None = None) -> list[dict[str, Any]]:
        """All rows of a table of the current version, sorted, with where they came from."""
        with Workspace(self.settings) as workspace:
            table = table or dataset
            names = list(workspace.columns(table, "published"))
            return [dict(zip(names, row, strict=True)) for row in workspace.execute(f"SELECT * FROM published.{table} ORDER BY ALL")]


def _cells(column: Column, given: bool, key: bool) -> list[str]:
    name = f'"{column.id}"'
    if not given:
        return [f"'{column.default}' AS {name}"] if key else []
    if column.role == "measure":
        number = f"CAST(ltrim({name}, '<>~≤≥') AS DOUBLE) AS {name}"
        qualifier = f"left({name}, length({name}) - length(ltrim({name}, '<>~≤≥'))) AS \"{column.id}_Q\""
        return [number, qualifier] if column.qualified else [number]
    if column.type == "date":
        return [f"CAST({name} AS DATE) AS {name}"]
    return [f"coalesce({name}, '{column.default}') AS {name}" if key and column.default else name]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings with a data folder that does not exist yet."""
    return Settings(data=tmp_path / "data", memory_mb=200)


@pytest.fixture
def sender(settings: Settings) -> Iterator[Sender]:
    """A sender to a store that has never been used."""
    sender = Sender(settings)
    yield sender
    sender.store.close()
