"""`make bench`: all benchmarks in one run, printed as a table and written to build/benchmarks.md; nothing fails for being slow."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.serving import ROOT, Server, serving

from . import browsing, publishing, rosters, serving_load, solving, uploading
from .report import Row, markdown

OUT = ROOT / "build" / "benchmarks.md"
PARTS = ("solving", "rosters", "publishing", "uploading", "serving", "browsing")


@contextmanager
def bundled_server(folder: Path) -> Iterator[Server]:
    """The product over a store that already holds the bundled batches."""
    data = folder / "bundled"
    with serving(data, folder / "first-start.log"):
        pass
    with serving(data, folder / "server.log") as server:
        yield server


def main(chosen: list[str]) -> None:
    """Run the chosen parts, all of them where none is named."""
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if not chosen or "solving" in chosen:
            rows += solving.measure()
        if not chosen or "publishing" in chosen:
            rows += publishing.measure(folder)
        if not chosen or "uploading" in chosen:
            rows += uploading.measure(folder)
        if not chosen or "rosters" in chosen:
            rows += rosters.measure(folder)
        if not chosen or {"serving", "browsing"} & set(chosen):
            with bundled_server(folder) as server:
                rows += serving_load.measure(server) if not chosen or "serving" in chosen else []
                rows += browsing.measure(server, folder) if not chosen or "browsing" in chosen else []
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(markdown(rows), encoding="utf-8")
    print(markdown(rows))


if __name__ == "__main__":
    unknown = set(sys.argv[1:]) - set(PARTS)
    if unknown:
        sys.exit(f"unknown part {', '.join(sorted(unknown))}; there are: {', '.join(PARTS)}")
    main(sys.argv[1:])
