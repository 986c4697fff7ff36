"""Judging and publishing a file in a process of its own, as the work beside the pages does: `python -m tests.bench.sending FILE STORE`."""

from __future__ import annotations

import json
import shutil
import sys
import time
from pathlib import Path

from dashboard.catalogue import load
from dashboard.config import Settings
from dashboard.ingest.receiving import Working, judge, prepare, publish_checked
from dashboard.storage import Manifest, Store, Workspace


def main(file: Path, folder: Path) -> None:
    """Print the seconds of each step as JSON; libraries and declarations are loaded before the clock runs, as they are in a worker."""
    store = Store(Settings(data=folder, upload_mb=2000), load())
    store.files.make()
    part = store.files.uploads / "part-1"
    shutil.copyfile(file, part)
    batch = store.receive(part, Manifest(dataset="", sha256="", file=file.name, sender="bench"))
    seconds, started = {}, time.perf_counter()
    with Workspace(store.settings, attach=False) as workspace:
        working = Working(workspace)
        for step, do in {"check": _check, "compare": _compare, "publish": _publish}.items():
            do(batch.id, store, working)
            now = time.perf_counter()
            seconds[step], started = now - started, now
    store.close()
    print(json.dumps(seconds))


def _check(batch: str, store: Store, working: Working) -> None:
    assert judge(batch, store, working=working).status == "checked"


def _compare(batch: str, store: Store, working: Working) -> None:
    found = prepare(batch, store, working)
    assert found is not None
    store.keep_comparison(batch, found.as_json())


def _publish(batch: str, store: Store, working: Working) -> None:
    assert publish_checked(batch, store) is not None


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
