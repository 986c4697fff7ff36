"""What is left where a process was killed while a file was taken in: nothing that nobody looks at."""

from __future__ import annotations

import time

import pytest

from dashboard.catalogue import load
from dashboard.storage import Manifest, Store
from dashboard.storage import store as storing
from dashboard.storage.files import SWEEP_AFTER_SECONDS

SENT = Manifest(dataset="", sha256="", file="sent.csv", sender="ana")


@pytest.fixture
def store(settings):
    store = Store(settings, load())
    store.files.make()
    yield store
    store.close()


@pytest.fixture
def arrived(store):
    part = store.files.uploads / "part-1"
    part.write_text("INDICATOR\n")
    return part


def test_a_batch_is_queued_as_it_is_noted(store, arrived):
    batch = store.receive(arrived, SENT, check={"scope": {"areas": ["KEN"]}})
    job = store.jobs.of(batch.id)
    assert (job.kind, job.account, job.state, job.options) == ("check", "ana", "waiting", {"scope": {"areas": ["KEN"]}})
    assert store.jobs.first(batch.id) == job


def test_where_a_batch_cannot_be_noted_nothing_is_kept(store, arrived, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(storing, "queue", full)
    with pytest.raises(OSError, match="No space"):
        store.receive(arrived, SENT, check={})
    assert list(store.files.uploads.iterdir()) == [] and store.batches() == []


def test_a_file_that_never_became_a_batch_is_swept_away(store, arrived, monkeypatch):
    batch = store.receive(arrived, SENT)
    store.files.upload_file("20200101-000000-abcdef").write_text("orphan")
    store.sweep()
    assert len(list(store.files.uploads.iterdir())) == 2  # it may be noted within the minute
    now = time.time()
    monkeypatch.setattr("dashboard.storage.files.time.time", lambda: now + SWEEP_AFTER_SECONDS + 1)
    store.sweep()
    assert [path.name for path in store.files.uploads.iterdir()] == [batch.id]
