"""Processes beside the pages: they do what is queued, several at once, and a kill at any moment loses nothing."""

from __future__ import annotations

import os
import signal
import threading
import time
from contextlib import contextmanager, suppress

import pytest

from dashboard.catalogue import load
from dashboard.errors import StorageError, StoreBusy
from dashboard.i18n import LANGUAGES, Words
from dashboard.storage import Manifest, Store
from dashboard.storage.jobs import REASONS
from dashboard.work import doing
from dashboard.work.doing import do_one
from dashboard.work.runner import run

ROWS = "INDICATOR,REF_AREA,SEX,TIME_PERIOD,OBS_VALUE\nSG_GEN_PARL,KEN,F,{year},21.4\n"
PATIENCE = 60


@pytest.fixture
def store(settings):
    store = Store(settings, load())
    store.files.make()
    yield store
    store.close()


@pytest.fixture
def send(store):
    def send(content: str) -> str:
        part = store.files.uploads / f"part-{os.urandom(4).hex()}"
        part.write_text(content)
        batch = store.receive(part, Manifest(dataset="", sha256="", file="sent.csv", sender="ana"))
        store.jobs.add("check", batch.id, "ana")
        return batch.id

    return send


@contextmanager
def working(settings):
    stop = threading.Event()
    thread = threading.Thread(target=run, args=(settings, stop))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def wait(store, *batches: str) -> None:
    until = time.monotonic() + PATIENCE
    while any(store.jobs.of(batch).open for batch in batches):
        assert time.monotonic() < until, [store.jobs.of(batch) for batch in batches]
        time.sleep(0.02)


def test_what_is_queued_is_done_beside(settings, store, send):
    with working(settings):
        batches = [send(ROWS.format(year=year)) for year in (2019, 2020, 2021)]
        wait(store, *batches)
        assert {store.batch(batch).status for batch in batches} == {"checked"}
        for batch in batches:
            store.jobs.add("publish", batch, "ben")
        wait(store, *batches)
        assert {store.batch(batch).status for batch in batches} == {"published"}
        assert store.newest().number == 3
        store.jobs.add("withdraw", batches[1], "ben")
        wait(store, batches[1])
    assert store.batch(batches[1]).status == "withdrawn"
    assert {store.jobs.of(batch).state for batch in batches} == {"done"}


def test_a_worker_that_is_killed_is_followed_by_another(settings, store, send, monkeypatch):
    killed = []

    def kill_once() -> None:
        until = time.monotonic() + PATIENCE
        while not killed and time.monotonic() < until:
            for job in store.jobs.running():
                os.kill(int(job.owner.split(":")[-2]), signal.SIGKILL)
                killed.append(job.id)

    batch = send(ROWS.format(year=2019) + "".join(f"SG_GEN_PARL,KEN,M,{year},2\n" for year in range(1950, 2020)))
    killer = threading.Thread(target=kill_once)
    killer.start()
    with working(settings):
        until = time.monotonic() + PATIENCE
        while store.comparison(batch) is None and time.monotonic() < until:
            time.sleep(0.02)
        wait(store, batch)
        killer.join()
    assert len(killed) == 1 and (store.jobs.of(batch).kind, store.batch(batch).status) == ("compare", "checked")
    assert list(store.files.uploads.iterdir()) == []


def test_there_is_nothing_to_do(settings, store):
    assert do_one(settings) is False


def test_a_fault_is_told_and_ends_nothing(settings, store, send, monkeypatch, capsys):
    def broken(*_):
        raise ZeroDivisionError

    batch = send(ROWS.format(year=2019))
    monkeypatch.setitem(doing.KINDS, "check", broken)
    assert do_one(settings) is True
    assert (store.jobs.of(batch).state, store.jobs.of(batch).message) == ("failed", "fault")
    assert "ZeroDivisionError" in capsys.readouterr().err


@pytest.mark.parametrize(
    "error", [OSError(28, "full"), StorageError("Could not write file: No space left on device"), ValueError("database or disk is full")]
)
def test_a_full_disk_is_told_as_such(settings, store, send, monkeypatch, capsys, error):
    def full(*_):
        raise error

    batch = send(ROWS.format(year=2019))
    monkeypatch.setitem(doing.KINDS, "check", full)
    do_one(settings)
    assert store.jobs.of(batch).message == "full"


@pytest.mark.parametrize("error", [StoreBusy("another publisher is at work"), SystemExit()], ids=["others publish", "told to stop"])
def test_what_has_to_wait_is_given_back(settings, store, send, monkeypatch, error):
    def wait(*_):
        raise error

    batch = send(ROWS.format(year=2019))
    monkeypatch.setitem(doing.KINDS, "check", wait)
    with suppress(SystemExit):
        do_one(settings)
    assert (store.jobs.of(batch).state, store.jobs.of(batch).attempts) == ("waiting", 0)


def test_what_was_made_ahead_and_is_gone_is_made_again(settings, store, send, monkeypatch):
    batch, seen = send(ROWS.format(year=2019)), []

    def headlines(store, comparison, file):
        seen.append(file.is_file())
        if len(seen) == 1:
            store.files.forget_prepared()  # as whoever publishes something else does
            raise StorageError("cannot be read")
        return comparison

    monkeypatch.setattr(doing, "with_headlines", headlines)
    while do_one(settings):
        pass
    assert seen == [True, True] and (store.jobs.of(batch).kind, store.jobs.of(batch).state) == ("compare", "done")


def test_an_error_of_ours_is_told_in_words(settings, store, send):
    batch = send(ROWS.format(year=2019))
    store.files.drop_upload(batch)
    do_one(settings)
    assert store.jobs.of(batch).message == "damaged"
    assert all(Words(language)(f"batch.failed.{reason}") for language in LANGUAGES for reason in REASONS)


def test_a_job_that_was_taken_over_is_left_alone(settings, store, send, monkeypatch):
    batch = send(ROWS.format(year=2019))
    monkeypatch.setattr("dashboard.storage.jobs.Jobs.report", lambda *_, **__: False)
    do_one(settings)
    assert store.jobs.of(batch).state == "running" and store.batch(batch).status == "received"


def test_it_ends_with_the_process_that_started_it(settings, store):
    run(settings, threading.Event(), parent=1 if os.getppid() != 1 else 2)
