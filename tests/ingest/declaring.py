"""The product's own declarations with something declared otherwise, for tests of what is off by default."""

from __future__ import annotations

import shutil
import tempfile
from functools import cache
from pathlib import Path

from dashboard.catalogue import DATA, Catalogue, load


@cache
def suppressing(dataset: str, below: int, zero: bool = False) -> Catalogue:
    """The catalogue, but small counts of a dataset are held back."""
    folder = Path(tempfile.mkdtemp(prefix="declared-"))
    try:
        for part in ("codelists", "datasets", "frameworks", "indicators", "profiles", "yardsticks"):
            shutil.copytree(DATA / part, folder / part)
        shutil.copy(DATA / "sources.csv", folder)
        file = folder / "datasets" / f"{dataset}.toml"
        declared = f"suppress_below = {below}\nsuppress_zero = {str(zero).lower()}\n"
        file.write_text(file.read_text(encoding="utf-8").replace("\n[name]", f"\n{declared}\n[name]", 1), encoding="utf-8")
        catalogue = load(folder)
        catalogue.check()
        return catalogue
    finally:
        shutil.rmtree(folder)
