"""Whoever works is killed again and again: every batch is wholly published or not at all, and what was queued is done in the end."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time

from dashboard.catalogue import load
from dashboard.config import ROOT
from dashboard.ingest import rebuild
from dashboard.storage import Manifest, Store

ROW = "INDICATOR,REF_AREA,SEX,TIME_PERIOD,OBS_VALUE\n" + "".join(f"SG_GEN_PARL,KEN,F,{year},{{value}}\n" for year in range(1990, 2020))
KILLS, PATIENCE = 2, 60  # one kill less than a piece of work is given up after


def work(settings) -> subprocess.Popen:
    """The process that works, with all its children in a group of its own."""
    environment = os.environ | {"DASHBOARD_DATA": str(settings.data), "DASHBOARD_REGISTER": settings.register, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen([sys.executable, "-m", "dashboard", "work"], env=environment, start_new_session=True)


def wait(store, batches: list[str]) -> None:
    until = time.monotonic() + PATIENCE
    while any((job := store.jobs.of(batch)) and job.open for batch in batches):
        assert time.monotonic() < until, [store.jobs.of(batch) for batch in batches]
        time.sleep(0.05)


def test_nothing_is_half_done_after_kills_at_any_moment(settings):
    chance, batches = random.Random(5), []
    store = Store(settings, load())
    store.files.make()
    for place in range(KILLS):
        part = store.files.uploads / f"part-{place}"
        part.write_text(ROW.format(value=20 + place))
        batches.append(store.receive(part, Manifest(dataset="", sha256="", file="sent.csv", sender="ana"), check={}).id)
        for batch in batches[:-1]:
            if store.batch(batch).status == "checked":
                store.jobs.add("publish", batch, "ben")
        working = work(settings)
        time.sleep(chance.uniform(0.8, 2.5))
        os.killpg(working.pid, signal.SIGKILL)
        working.wait()
    working = work(settings)
    try:
        wait(store, batches)
        assert {store.batch(batch).status for batch in batches} <= {"checked", "published"}
        for batch in batches:
            if store.batch(batch).status == "checked":
                store.jobs.add("publish", batch, "ben")
        wait(store, batches)
    finally:
        os.killpg(working.pid, signal.SIGKILL)
        working.wait()
    assert {store.batch(batch).status for batch in batches} == {"published"}
    assert store.newest().number == store.versions()[0].number and rebuild(store).same
    assert list(store.files.uploads.iterdir()) == []
    store.close()
