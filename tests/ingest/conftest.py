"""What the tests of the way in share: the product's own catalogue, and settings whose store does not exist yet."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.catalogue import Catalogue, load
from dashboard.config import Settings
from dashboard.storage import Store


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
