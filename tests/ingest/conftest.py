"""What the tests of the way in share: the product's own catalogue, and settings whose store does not exist yet."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from dashboard.catalogue import Catalogue, load
from dashboard.config import Settings
from dashboard.ingest import Choices
from dashboard.ingest.findings import Collector
from dashboard.ingest.scan import Scan, scan
from dashboard.ingest.unpacking import unpack
from dashboard.storage import Store


class Unpacked(NamedTuple):
    """What unpacking gave: the scan of the text, its records with the header, the parameters of each finding by code."""

    text: Scan | None
    rows: list[list[str]]
    found: dict[str, list[dict[str, Any]]]

    @property
    def codes(self) -> set[str]:
        return set(self.found)

    @property
    def records(self) -> list[dict[str, str]]:
        return [dict(zip(self.rows[0], row, strict=True)) for row in self.rows[1:]]


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load()


@pytest.fixture
def store(settings: Settings, catalogue: Catalogue):
    store = Store(settings, catalogue)
    yield store
    store.close()


@pytest.fixture
def write(tmp_path: Path):
    """Writes a file of these lines (or bytes) and gives its path."""

    def write(*lines: str, data: bytes | None = None, name: str = "sent.csv") -> Path:
        path = tmp_path / name
        path.write_bytes("".join(f"{line}\n" for line in lines).encode() if data is None else data)
        return path

    return write


@pytest.fixture
def opening(tmp_path: Path) -> Callable[..., Unpacked]:
    """Unpacks bytes, or a file, that were sent under a name."""

    def opening(data: bytes | Path, name: str = "sent", limit: int = 500_000_000, **choices: Any) -> Unpacked:
        path = data if isinstance(data, Path) else tmp_path / name
        if isinstance(data, bytes):
            path.write_bytes(data)
        found = Collector(100)
        folder = tmp_path / "unpacked"
        folder.mkdir(exist_ok=True)
        text = unpack(scan(path, limit), Choices(**choices), folder, found)
        rows = []
        if text is not None and text.undecodable_at is None:
            with text.path.open(encoding="utf-8", newline="") as file:
                rows = list(csv.reader(file))
        codes: dict[str, list[dict[str, Any]]] = {}
        for finding in found.listed():
            codes.setdefault(finding.code, []).append(dict(finding.params))
        return Unpacked(text, rows, codes)

    return opening
