"""What is left where a process was killed while a file was taken in: nothing that nobody looks at."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from dashboard.catalogue import load
from dashboard.storage import Manifest, Store, arrivals, files
from dashboard.storage.files import SWEEP_AFTER_SECONDS
from dashboard.storage.model import Act

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

    monkeypatch.setattr(arrivals, "queue", full)
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


def test_what_is_in_the_raw_store_or_no_longer_to_be_published_is_swept_away(store, arrived, monkeypatch):
    sha256 = files.hash_file(arrived)
    batch = store.receive(arrived, SENT)
    store.files.keep_upload(batch.id, sha256)
    store.files.prepared_file(batch.id).write_text("a version")
    assert store.alter(replace(batch, status="checked", manifest=replace(SENT, sha256=sha256)), "received")
    now = time.time()
    monkeypatch.setattr("dashboard.storage.files.time.time", lambda: now + SWEEP_AFTER_SECONDS + 1)
    store.sweep()
    assert list(store.files.uploads.iterdir()) == [] and store.bytes_of(store.batch(batch.id)) == store.files.raw_file(sha256)
    assert store.files.prepared_file(batch.id).exists()
    assert store.alter(replace(store.batch(batch.id), status="discarded"), "checked")
    store.sweep()
    assert list(store.files.prepared.iterdir()) == []


def test_sending_is_in_the_audit_log_or_did_not_happen(store, arrived):
    batch = store.receive(arrived, SENT, check={})
    (entry,) = store.accounts.entries("", "batch.send", batch.id, None, 10)
    assert (entry["account"], entry["details"]["file"]) == ("ana", "sent.csv")


def test_an_act_is_done_with_its_entry_or_not_at_all(store, arrived):
    batch = store.receive(arrived, SENT)
    act = Act("batch.publish", {"note": "n"}, "publish", {"note": "n"})
    assert not store.act("ben", act, batch, "checked")  # it is not
    assert store.jobs.of(batch.id) is None
    assert store.act("ben", act, batch, "received")
    assert (store.jobs.of(batch.id).kind, store.jobs.of(batch.id).options) == ("publish", {"note": "n"})
    assert not store.act("ana", Act("batch.discard", alters=True), replace(batch, status="discarded"), "received")  # a job is open
    assert store.batch(batch.id).status == "received"
    assert [entry["action"] for entry in store.accounts.entries("", "", batch.id, None, 10)] == ["batch.publish", "batch.send"]
