"""The bundled batches as plain records, and the lists of published figures that they are compared with."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from dashboard.catalogue import Catalogue, load

ROOT = Path(__file__).parents[2]
BATCHES = ROOT / "data" / "batches"
FACTS = ROOT.parent / "shared" / "facts"

Record = dict[str, str]


class Bundled(NamedTuple):
    """One batch: its folder's name, its manifest, the columns of its file and its records."""

    name: str
    manifest: dict[str, Any]
    header: list[str]
    records: list[Record]


def _read(file: Path) -> tuple[list[str], list[Record]]:
    with file.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines, strict=True)
        return list(reader.fieldnames or []), list(reader)


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """Everything declared under data/."""
    return load()


@pytest.fixture(scope="session")
def batches() -> list[Bundled]:
    """All bundled batches, in the order in which they are published."""
    found = []
    for file in sorted(BATCHES.glob("*/manifest.toml")):
        manifest = tomllib.loads(file.read_text(encoding="utf-8"))
        found.append(Bundled(file.parent.name, manifest, *_read(file.parent / manifest["file"])))
    return found


@pytest.fixture(scope="session")
def records(batches: list[Bundled], catalogue: Catalogue) -> Callable[[str], list[Record]]:
    """All real records of a dataset, with the defaults of the dataset and the source of the batch filled in."""

    def of(dataset: str) -> list[Record]:
        defaults = {column.id: column.default or "" for column in catalogue.datasets[dataset].columns}
        return [
            defaults | {"SOURCE": batch.manifest["source"]} | {column: cell for column, cell in record.items() if cell}
            for batch in batches
            if batch.manifest["dataset"] == dataset and not batch.manifest["example"]
            for record in batch.records
        ]

    return of


@pytest.fixture(scope="session")
def facts() -> Callable[[str], list[Record]]:
    """The rows of a list of published figures, which is not part of this repository."""

    def of(name: str) -> list[Record]:
        file = FACTS / f"{name}.csv"
        if not file.is_file():
            pytest.skip(f"the list of published figures {name}.csv is not beside this repository")
        return _read(file)[1]

    return of
