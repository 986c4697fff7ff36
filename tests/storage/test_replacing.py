"""A batch that replaces another: withdrawn and published in one version, or not at all."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dashboard.errors import BatchNotFound, StorageError, StoreDamaged
from dashboard.storage import Published, Store, Workspace
from dashboard.storage.register import Register

from .conftest import Sender
from .test_crash import POINTS, Crash

ONE = [{"AREA": "A", "VALUE": "1"}, {"AREA": "B", "VALUE": "2"}, {"AREA": "C", "VALUE": "3"}]
CORRECTED = [{"AREA": "A", "VALUE": "1"}, {"AREA": "B", "VALUE": "9"}, {"AREA": "D", "VALUE": "4"}]


def values(sender, dataset="rate"):
    return [(row["AREA"], row["VALUE"], row["BATCH"]) for row in sender.facts(dataset)]


def test_a_corrected_file_takes_the_place_of_the_one_before(sender):
    first = sender.publish("rate", ONE)
    done = sender.replace(first.batch, sender.raw("rate", CORRECTED))
    assert done == Published(done.batch, 2, 1, 1, 1, 1)
    assert values(sender) == [("A", 1, done.batch), ("B", 9, done.batch), ("D", 4, done.batch)]
    newest, _ = sender.store.versions()
    assert (newest.reason, newest.batch, newest.parent) == ("replace", done.batch, 1)
    assert (newest.added, newest.changed, newest.removed, newest.unchanged) == (1, 1, 1, 1)
    old, new = sender.store.batches()
    assert (old.status, new.status, new.version, new.order, new.touched) == ("withdrawn", "published", 2, 2, 3)
    assert [row["id"] for row in sender.facts("rate", "batch")] == [done.batch]
    assert sender.rebuild().same


@pytest.mark.parametrize("later", [False, True])
def test_what_other_batches_say_stands_again(sender, later):
    """Of the last batch the version before tells what stood, of an earlier one the raw files do: both give the same."""
    ground = sender.publish("rate", [{"AREA": "C", "VALUE": "30"}])
    old = sender.publish("rate", ONE)
    if later:
        sender.publish("meeting", [{"MEETING": "m", "ENTITY": "e"}])
    done = sender.replace(old.batch, sender.raw("rate", CORRECTED))
    assert (done.added, done.changed, done.removed, done.unchanged) == (1, 2, 0, 1)
    assert values(sender) == [("A", 1, done.batch), ("B", 9, done.batch), ("C", 30, ground.batch), ("D", 4, done.batch)]
    assert sender.rebuild().same
    sender.withdraw(done.batch)
    assert values(sender) == [("C", 30, ground.batch)]
    assert sender.rebuild().same


def test_a_replacement_comes_last_in_the_order_of_publication(sender):
    old = sender.publish("rate", ONE)
    sender.publish("rate", [{"AREA": "A", "VALUE": "7"}])
    done = sender.replace(old.batch, sender.raw("rate", CORRECTED))
    assert values(sender)[0] == ("A", 1, done.batch)
    assert sender.rebuild().same


def test_the_old_batch_may_have_been_of_another_dataset(sender):
    old = sender.publish("speakers", [{"MEETING": "m", "SEX": "F", "COUNT": "3"}])
    done = sender.replace(old.batch, sender.raw("rate", CORRECTED))
    assert (done.added, done.changed, done.removed, done.unchanged) == (3, 0, 1, 0)
    assert sender.facts("speakers") == []
    assert sender.rebuild().same


def test_the_same_bytes_may_be_read_another_way(sender):
    """A mapping that was wrong is put right without touching the file."""
    old = sender.publish("rate", ONE)
    manifest = sender.store.batch(old.batch).manifest
    done = sender.replace(old.batch, manifest)
    assert (done.version, done.added, done.changed, done.removed, done.unchanged) == (2, 0, 0, 0, 3)
    assert sender.store.known(manifest.sha256) == done.batch
    assert sender.rebuild().same


def test_a_batch_received_before_replaces_another(sender):
    old = sender.publish("rate", ONE)
    manifest = sender.raw("rate", CORRECTED)
    waiting = sender.arrive(manifest)
    with Workspace(sender.settings) as workspace:
        table = sender.aside(workspace, manifest)
        done = sender.store.publish(workspace, table, manifest, waiting, replaces=old.batch, stage=sender.stage)
        assert (done.batch, workspace.published, list(workspace.relations())) == (waiting, 2, ["aside"])
        databases = {name for (name,) in workspace.execute("SELECT database_name FROM duckdb_databases() WHERE NOT internal")}
        assert databases.isdisjoint({"before", "draft"}) and "published" in databases
    assert [batch.status for batch in sender.store.batches()] == ["withdrawn", "published"]


def test_what_cannot_be_replaced(sender):
    first, second = sender.publish("rate", ONE), sender.publish("rate", CORRECTED)
    sender.withdraw(first.batch)
    manifest = sender.raw("rate", [{"AREA": "Z", "VALUE": "1"}])
    with pytest.raises(BatchNotFound, match="is withdrawn; only a published batch can be replaced"):
        sender.replace(first.batch, manifest)
    with pytest.raises(BatchNotFound, match="no such batch"):
        sender.replace("nobody", manifest)
    third = sender.publish_kept(manifest)
    with pytest.raises(StorageError, match=f"published already as batch {third.batch}; withdraw {second.batch} instead"):
        sender.replace(second.batch, manifest)
    lost = sender.raw("rate", ONE)
    raw = sender.store.files.raw_file(sender.store.batch(third.batch).manifest.sha256)
    raw.write_text("AREA\nX\n")
    with pytest.raises(StoreDamaged, match="SHA-256 is another"):
        sender.replace(second.batch, lost)
    assert (sender.store.newest().number, len(sender.store.batches())) == (4, 3)


@pytest.mark.parametrize("point", POINTS)
def test_after_a_crash_both_have_happened_or_neither(sender, monkeypatch, point):
    owner, name, patch, stands = POINTS[point]
    first = sender.publish("rate", ONE)
    manifest = sender.raw("rate", CORRECTED)
    with monkeypatch.context() as patched:
        patched.setattr(owner, name, patch)
        with pytest.raises(Crash):
            sender.replace(first.batch, manifest)
    sender.store.close()
    store = Store(sender.settings, sender.catalogue)
    assert [batch.status for batch in store.batches()] == (["withdrawn", "published"] if stands else ["published"])
    assert store.newest().number == (2 if stands else 1)
    assert store.files.version_numbers() == ([1, 2] if stands else [1])
    assert [area for area, _, _ in values(sender)] == (["A", "B", "D"] if stands else ["A", "B", "C"])
    assert sender.rebuild().same
    store.close()


def test_one_transaction_notes_the_version_and_both_batches(sender, monkeypatch):
    first = sender.publish("rate", ONE)
    noted, note = [], Register.note

    def once(self, batch, connection=None):
        noted.append(batch.status)
        if len(noted) == 2:
            raise Crash
        note(self, batch, connection)

    with monkeypatch.context() as patched:
        patched.setattr(Register, "note", once)
        with pytest.raises(Crash):
            sender.replace(first.batch, sender.raw("rate", CORRECTED))
    assert noted == ["withdrawn", "published"]
    assert [batch.status for batch in sender.store.batches()] == ["published"]
    assert sender.publish("rate", [{"AREA": "Z", "VALUE": "1"}]).version == 2
    assert sender.rebuild().same


def test_a_replacement_is_the_same_as_withdrawing_and_publishing(settings, tmp_path):
    ways = []
    for way in ("replace", "one after the other"):
        sender = Sender(replace(settings, data=tmp_path / way))
        sender.publish("rate", [{"AREA": "C", "VALUE": ">30"}, {"AREA": "E", "VALUE": "5"}])
        old = sender.publish("rate", [*ONE, {"FOLD": "D", "AREA": "E"}])
        sender.publish("rate", [{"AREA": "B", "STATUS": "E"}])
        manifest = sender.raw("rate", CORRECTED)
        if way == "replace":
            sender.replace(old.batch, manifest)
        else:
            sender.withdraw(old.batch)
            sender.publish_kept(manifest)
        ways.append([{name: cell for name, cell in row.items() if name != "BATCH"} for row in sender.facts("rate")])
        sender.store.close()
    assert ways[0] == ways[1] != []
