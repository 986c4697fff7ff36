"""Whoever works is killed again and again: every batch is wholly published or not at all, and what was queued is done in the end."""

from __future__ import annotations

import multiprocessing
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
from dashboard.work.doing import do_one
from dashboard.work.runner import STARTED_BY_FORKSERVER

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


class Killed:
    """A store whose jobs are killed, each as often as it is not yet given up, before they are done."""

    def __init__(self, settings, chance: random.Random):
        self.settings, self.chance, self.store = settings, chance, Store(settings, load())
        self.processes = multiprocessing.get_context("forkserver")
        self.processes.set_forkserver_preload(STARTED_BY_FORKSERVER)
        self.store.files.make()

    def send(self, value: int, area: str = "KEN", replaces: str | None = None) -> str:
        part = self.store.files.uploads / "part-1"
        part.write_text(ROW.format(value=value).replace("KEN", area))
        batch = self.store.receive(part, Manifest(dataset="", sha256="", file="sent.csv", sender="ana"), replaces, check={})
        self.work()
        return batch.id

    def do(self, kind: str, batch: str) -> None:
        self.store.jobs.add(kind, batch, "ben", {"note": kind})
        self.work()

    def work(self) -> None:
        for _ in range(KILLS):
            self.kill()
        while do_one(self.settings):
            pass

    def kill(self) -> None:
        process = self.processes.Process(target=do_one, args=(self.settings,))
        process.start()
        until = time.monotonic() + PATIENCE
        while process.is_alive() and not self.store.jobs.running() and time.monotonic() < until:
            time.sleep(0.002)
        time.sleep(self.chance.uniform(0, 0.25))
        process.kill()
        process.join()
        self.store.jobs.recover()

    def facts(self) -> dict[str, float]:
        rows = self.store.newest().facts(self.store.catalogue.datasets["indicator"], {"TIME_PERIOD": "2019"}, 10)
        return {row["REF_AREA"]: row["OBS_VALUE"] for row in rows}


def test_publishing_replacing_and_withdrawing_are_done_once_however_often_they_are_killed(settings):
    killed = Killed(settings, random.Random(7))
    store = killed.store
    kenya, egypt = killed.send(20), killed.send(30, "EGY")
    killed.do("publish", kenya)
    killed.do("publish", egypt)
    assert killed.facts() == {"KEN": 20, "EGY": 30}
    again = killed.send(21, replaces=kenya)
    killed.do("publish", again)
    assert killed.facts() == {"KEN": 21, "EGY": 30}
    killed.do("withdraw", egypt)
    assert killed.facts() == {"KEN": 21}
    assert [store.batch(id).status for id in (kenya, egypt, again)] == ["withdrawn", "withdrawn", "published"]
    assert [(one.number, one.reason, one.note) for one in reversed(store.versions())] == [
        (1, "publish", "publish"),
        (2, "publish", "publish"),
        (3, "replace", "publish"),
        (4, "withdraw", "withdraw"),
    ]
    assert store.files.version_numbers() == [1, 2, 3, 4] and store.newest().number == 4 and rebuild(store).same
    assert all(store.report(id) and store.bytes_of(store.batch(id)) for id in (kenya, egypt, again))
    assert list(store.files.uploads.iterdir()) == list(store.files.prepared.iterdir()) == []
    store.close()
