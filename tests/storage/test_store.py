"""The store from outside: versions, batches, withdrawing, rebuilding, and what it says when something is lost."""

from __future__ import annotations

import json
from dataclasses import replace

import duckdb
import pytest

from dashboard.catalogue import Column
from dashboard.errors import BatchNotFound, NoVersion, StorageError, StoreDamaged
from dashboard.storage import Batch, Difference, Manifest, Published, Store, Version, Workspace

from .conftest import DATASETS, RATE, Sender, dataset

ONE = [{"AREA": "A", "VALUE": "1"}, {"AREA": "B", "VALUE": "2"}]
TWO = [{"AREA": "A", "VALUE": "3"}, {"AREA": "C", "VALUE": "4"}, {"FOLD": "D", "AREA": "B"}]


def tamper(sender, sql):
    """Change the current version file behind the store's back."""
    number = sender.store.files.read_current()
    sender.store.close()
    with duckdb.connect(str(sender.store.files.version_file(number))) as connection:
        connection.execute(sql)


def test_nothing_published_yet(sender):
    assert sender.store.versions() == [] and sender.store.batches() == []
    for attempt in (sender.store.newest, lambda: sender.store.version(1), sender.rebuild):
        with pytest.raises(NoVersion, match="nothing has been published yet"):
            attempt()
    with Workspace(sender.settings) as workspace:
        assert workspace.published is None and not workspace.has_published("rate")


def test_the_first_publication_makes_folders_register_and_version_1(sender):
    done = sender.publish("rate", ONE)
    assert done == Published(done.batch, 1, 2, 0, 0, 0)
    files = {path.relative_to(sender.settings.data).as_posix() for path in sender.settings.data.rglob("*") if path.is_file()}
    raw = sender.store.batch(done.batch).manifest.sha256
    assert {"register.sqlite", f"raw/{raw}", "versions/v000001.duckdb", "CURRENT"} <= files
    assert (sender.settings.data / "CURRENT").read_text() == "1\n"
    assert list((sender.settings.data / "work").iterdir()) == []


def test_a_title_in_braces_is_a_title(sender):
    done = sender.publish("rate", ONE, title="{draft} rates")
    assert [json.loads(row["title"]) for row in sender.facts("rate", "batch")] == [{"en": "{draft} rates"}]
    assert sender.store.batch(done.batch).manifest.title == "{draft} rates"
    assert sender.rebuild().same


def test_a_version_knows_its_batches(sender):
    title = {"en": "Rates", "fr": "Taux"}
    done = sender.publish("rate", ONE, title=title, source="S", link="https://example.org", licence="CC", retrieved="2021", note="as is")
    (row,) = sender.facts("rate", "batch")
    batch = sender.store.batch(done.batch)
    assert json.loads(row.pop("title")) == title == batch.manifest.title
    assert row == {
        "id": done.batch,
        "dataset": "rate",
        "source": "S",
        "link": "https://example.org",
        "licence": "CC",
        "retrieved": "2021",
        "note": "as is",
        "sender": "",
        "published_at": batch.published_at,
        "example": False,
        "records": 2,
    }
    assert (batch.status, batch.order, batch.version, batch.touched) == ("published", 1, 1, 2)
    (meta,) = sender.facts("rate", "meta")
    version = sender.store.newest()
    assert (meta["version"], meta["checksum"], meta["created_at"]) == (1, version.checksum, version.created_at)
    assert meta["duckdb"] == duckdb.__version__


def test_the_same_bytes_change_nothing(sender):
    done = sender.publish("rate", ONE)
    manifest = sender.store.batch(done.batch).manifest
    assert sender.store.known(manifest.sha256) == done.batch
    with Workspace(sender.settings) as workspace:
        again = sender.store.publish(workspace, "never read", manifest)
    assert again == Published(done.batch, 1, 0, 0, 0, 2)
    assert len(sender.store.versions()) == len(sender.store.batches()) == 1


def test_withdrawing_gives_back_what_stood_before(sender):
    first = sender.publish("rate", ONE)
    before, version = sender.facts("rate"), sender.store.newest()
    second = sender.publish("rate", TWO)
    after = sender.store.newest().checksum
    assert sender.withdraw(second.batch) == Published(second.batch, 3, 1, 1, 1, 0)
    assert (sender.facts("rate"), sender.store.newest().checksum) == (before, version.checksum)
    assert after != version.checksum
    assert sender.withdraw(first.batch) == Published(first.batch, 4, 0, 0, 2, 0)
    assert sender.facts("rate") == [] and sender.facts("rate", "batch") == []
    assert [batch.status for batch in sender.store.batches()] == ["withdrawn", "withdrawn"]
    assert sender.rebuild().same


def test_withdrawing_an_earlier_batch_leaves_what_the_later_ones_say(sender):
    first, second = sender.publish("rate", ONE), sender.publish("rate", TWO)
    assert sender.withdraw(first.batch).version == 3
    assert [(row["AREA"], row["VALUE"], row["BATCH"]) for row in sender.facts("rate")] == [
        ("A", 3, second.batch),
        ("C", 4, second.batch),
    ]
    assert sender.rebuild().same


@pytest.mark.parametrize("lost", ["file", "content"])
def test_withdrawing_the_last_batch_does_not_need_the_version_before(sender, lost):
    sender.publish("rate", ONE)
    checksum, facts = sender.store.newest().checksum, sender.facts("rate")
    second = sender.publish("rate", TWO)
    before = sender.store.files.version_file(1)
    if lost == "file":
        before.unlink()
    else:
        sender.store.close()
        with duckdb.connect(str(before)) as version:
            version.execute("UPDATE rate SET VALUE = 99")
    sender.withdraw(second.batch)
    assert (sender.store.newest().checksum, sender.facts("rate")) == (checksum, facts)


def test_a_withdrawn_file_can_be_published_again_as_another_batch(sender):
    first = sender.publish("rate", ONE)
    manifest = sender.store.batch(first.batch).manifest
    sender.withdraw(first.batch)
    assert sender.store.known(manifest.sha256) is None
    with Workspace(sender.settings) as workspace:
        table = sender.stage(workspace, manifest, sender.store.files.raw_file(manifest.sha256))
        second = sender.store.publish(workspace, table, manifest)
    assert second.batch != first.batch and (second.version, second.added) == (3, 2)


def test_what_cannot_be_withdrawn(sender):
    sender.publish("rate", ONE)
    with pytest.raises(BatchNotFound, match="nothing-of-the-kind: there is no such batch"):
        sender.withdraw("nothing-of-the-kind")
    rejected = sender.store.reject(sender.raw("rate", TWO, errors=3))
    with pytest.raises(BatchNotFound, match="is rejected; only a published batch"):
        sender.withdraw(rejected)


def arrive(sender, lines) -> tuple[Batch, Manifest]:
    """A batch whose bytes have arrived as a form brings them, and what is found out about it."""
    manifest = sender.raw("rate", lines, errors=2, warnings=1)
    arrived = sender.store.files.uploads / "part-1"
    arrived.write_bytes(sender.store.files.raw_file(manifest.sha256).read_bytes())
    return sender.store.receive(arrived, replace(manifest, sha256="")), manifest


def test_a_batch_is_received_judged_and_reported(sender):
    batch, manifest = arrive(sender, ONE)
    assert sender.store.batch(batch.id) == batch and batch.status == "received" and sender.store.report(batch.id) is None
    assert sender.store.bytes_of(batch) == sender.store.files.uploads / batch.id
    sender.store.files.keep_upload(batch.id, manifest.sha256)
    assert sender.store.reject(manifest, batch.id) == batch.id
    sender.store.files.drop_upload(batch.id)
    sender.store.keep_report(batch.id, '{"errors": 2}')
    judged = sender.store.batch(batch.id)
    assert sender.store.bytes_of(judged) == sender.store.files.raw_file(manifest.sha256)
    assert (judged.status, judged.manifest.errors, judged.manifest.warnings, sender.store.report(batch.id)) == (
        "rejected",
        2,
        1,
        '{"errors": 2}',
    )
    with pytest.raises(StorageError, match="is rejected already"):
        sender.store.reject(manifest, batch.id)
    waiting, manifest = arrive(sender, TWO)
    with Workspace(sender.settings) as workspace:
        table = sender.stage(workspace, replace(waiting, manifest=manifest), sender.store.files.raw_file(manifest.sha256))
        assert sender.store.publish(workspace, table, manifest, waiting.id).batch == waiting.id
    assert [batch.id for batch in sender.store.batches("published")] == [waiting.id]


def test_what_becomes_of_a_batch_is_written_once(sender):
    batch, _ = arrive(sender, ONE)
    assert sender.store.alter(replace(batch, status="discarded"), "received", "checked")
    assert not sender.store.alter(replace(batch, status="checked"), "received")
    assert sender.store.batch(batch.id).status == "discarded"


def test_what_cannot_be_published(sender):
    with Workspace(sender.settings) as workspace:
        with pytest.raises(StorageError, match="'nonsense' is not a dataset; there are meeting, speakers, rate"):
            sender.store.publish(workspace, "staged", sender.raw("nonsense", ONE))
        with pytest.raises(StorageError, match="raw file of lost.csv has not been kept"):
            sender.store.publish(workspace, "staged", Manifest("rate", "0" * 64, file="lost.csv"))
    assert sender.store.versions() == []


def test_a_rebuild_says_what_differs_and_can_be_accepted(sender):
    first = sender.publish("rate", [*ONE, {"AREA": "C", "VALUE": "5"}])
    checksum = sender.store.newest().checksum
    tamper(sender, "UPDATE rate SET VALUE = 7 WHERE AREA = 'A'; UPDATE rate SET AREA = 'X' WHERE AREA = 'C'")
    tamper(sender, "DELETE FROM rate WHERE AREA = 'B'")
    found = sender.rebuild()
    key = {"SEX": "_T", "EXAMPLE": False}
    assert (found.same, found.total, found.version, found.checksum, found.remade) == (False, 4, 1, checksum, False)
    assert found.differences == [
        Difference("rate", {"AREA": "A"} | key, "VALUE", 7, 1),
        Difference("rate", {"AREA": "B"} | key, "", None, f"{first.batch}, record 2"),
        Difference("rate", {"AREA": "C"} | key, "", None, f"{first.batch}, record 3"),
        Difference("rate", {"AREA": "X"} | key, "", f"{first.batch}, record 3", None),
    ]
    accepted = sender.rebuild(accept=True)
    assert (accepted.same, accepted.version, accepted.remade) == (False, 2, True)
    assert sender.rebuild().same and sender.store.newest().checksum == checksum


def test_a_rebuild_lists_only_so_many_differences_but_counts_all(sender):
    sender.publish("rate", [{"AREA": f"{number:03}", "VALUE": "1"} for number in range(120)])
    tamper(sender, "UPDATE rate SET VALUE = 2")
    found = sender.rebuild()
    assert (found.total, len(found.differences)) == (120, 50)


def test_a_rebuild_notices_a_changed_batch_and_a_changed_raw_file(sender):
    done = sender.publish("rate", ONE, licence="CC")
    tamper(sender, "UPDATE batch SET licence = 'none'")
    assert sender.rebuild().differences == [Difference("batch", {"batch": done.batch}, "licence", "none", "CC")]
    raw = sender.store.files.raw_file(sender.store.batch(done.batch).manifest.sha256)
    raw.write_text(raw.read_text().replace("1,2", "1,8"))
    found = sender.rebuild()
    assert [(one.dataset, one.column) for one in found.differences] == [("raw", "sha256"), ("batch", "licence"), ("rate", "VALUE")]
    raw.unlink()
    with pytest.raises(StoreDamaged, match=f"{raw.name}: is missing; it is the raw file of batch {done.batch}"):
        sender.rebuild()


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("DROP TABLE rate", ("rate", {"table": "rate"}, "rows")),
        ("CREATE OR REPLACE VIEW shown_rate AS SELECT * FROM rate LIMIT 0", ("rate", {"view": "shown_rate"}, "sql")),
        ("DROP VIEW shown_rate", ("rate", {"view": "shown_rate"}, "sql")),
        ("DELETE FROM example_meeting", ("meeting", {"table": "example_meeting"}, "rows")),
        ("UPDATE meta SET checksum = 'x'", ("meta", {"version": 2}, "checksum")),
        ("DELETE FROM meta", ("meta", {"version": 2}, "version")),
    ],
)
def test_a_rebuild_notices_what_was_changed_beside_the_facts(sender, sql, said):
    sender.publish("meeting", [{"MEETING": "m", "ENTITY": "e"}], example=True)
    sender.publish("rate", ONE)
    tamper(sender, sql)
    found = sender.rebuild()
    first = found.differences[0]
    assert (found.same, (first.dataset, first.key, first.column)) == (False, said)
    assert first.current != first.rebuilt
    sender.rebuild(accept=True)
    assert sender.rebuild().same


@pytest.mark.parametrize("table", ["meta", "batch"])
def test_a_version_without_its_description_is_made_anew(sender, table):
    sender.publish("rate", ONE)
    tamper(sender, f"DROP TABLE {table}")
    found = sender.rebuild()
    assert (found.same, found.remade, found.version) == (True, True, 2)


def test_a_version_without_the_empty_table_of_a_dataset_is_made_anew(sender):
    sender.publish("rate", ONE)
    tamper(sender, "DROP VIEW shown_meeting; DROP TABLE meeting")
    found = sender.rebuild()
    assert (found.same, found.remade, found.version) == (True, True, 2)


def test_a_raw_file_that_is_not_what_was_sent_is_not_folded_by_a_withdrawal(sender):
    first, second = sender.publish("rate", ONE), sender.publish("rate", TWO)
    raw = sender.store.files.raw_file(sender.store.batch(second.batch).manifest.sha256)
    raw.write_text("AREA\nX\n")
    with pytest.raises(StoreDamaged, match="SHA-256 is another"):
        sender.withdraw(first.batch)
    assert sender.store.newest().number == 2


@pytest.mark.parametrize("damage", ["missing", "garbage", "cut short", "current gone", "current garbage"])
def test_a_lost_or_damaged_version_comes_back_from_the_raw_files(sender, damage):
    sender.publish("rate", ONE)
    sender.publish("meeting", [{"MEETING": "m", "ENTITY": "e"}])
    checksum, file = sender.store.newest().checksum, sender.store.files.version_file(2)
    sender.store.close()
    if damage == "missing":
        file.unlink()
    elif damage == "garbage":
        file.write_bytes(b"not a database" * 500)
    elif damage == "cut short":
        file.write_bytes(file.read_bytes()[:20_000])
    elif damage == "current gone":
        sender.store.files.current.unlink()
        file.unlink()
    else:
        sender.store.files.current.write_text("seven")
        file.unlink()
    store = Store(sender.settings, sender.catalogue)
    with pytest.raises(NoVersion if damage == "current gone" else StoreDamaged):
        store.newest()
    found = sender.rebuild()
    assert (found.same, found.remade, found.version, found.checksum) == (True, True, 3, checksum)
    assert store.newest().checksum == checksum
    assert sender.publish("rate", TWO).version == 4
    store.close()


def test_publishing_on_a_damaged_version_is_refused(sender):
    sender.publish("rate", ONE)
    sender.store.close()
    sender.store.files.version_file(1).unlink()
    manifest = sender.raw("rate", TWO)
    with pytest.raises(StoreDamaged, match="`rebuild` makes it anew"), Workspace(sender.settings) as workspace:
        sender.store.publish(workspace, "staged", manifest)
    with pytest.raises(StoreDamaged, match="v000001.duckdb: is missing"):
        sender.store.newest()


def test_a_version_is_found_by_its_number_while_its_file_is_there(sender):
    sender.publish("rate", ONE)
    sender.publish("rate", TWO)
    store = sender.store
    assert (store.version(1).number, store.version(2), store.newest().number) == (1, store.newest(), 2)
    for number in (0, 3, -1):
        with pytest.raises(NoVersion, match=f"no version {number}; the current one is 2"):
            store.version(number)
    store.close()
    store.files.version_file(1).unlink()
    with pytest.raises(NoVersion, match="no version 1"):
        store.version(1)
    assert isinstance(store.newest(), Version)
    assert [(version.number, version.reason, version.parent, version.added) for version in store.versions()] == [
        (2, "publish", 1, 1),
        (1, "publish", None, 2),
    ]


def test_a_dataset_that_gains_columns_and_a_key_keeps_its_facts(settings):
    sender = Sender(settings)
    sender.publish("rate", ONE)
    more = [Column("AGE", "dimension", "identifier", default="_T"), Column("NOTE", "attribute", "text")]
    wider = dataset("rate", [*RATE.columns, *more], RATE.sort, RATE.examples_scope)
    sender.store.close()
    wide = Sender(settings, DATASETS | {"rate": wider, "fresh": dataset("fresh", RATE.columns, RATE.sort)})
    wide._sent = 1
    found = wide.rebuild()
    assert (found.same, found.remade, found.version) == (True, True, 2)
    done = wide.publish("rate", [{"AREA": "A", "NOTE": "n"}, {"AREA": "A", "AGE": "Y", "VALUE": "5"}])
    assert (done.added, done.changed) == (1, 1)
    assert [(row["AREA"], row["AGE"], row["VALUE"], row["NOTE"]) for row in wide.facts("rate")] == [
        ("A", "_T", 1, "n"),
        ("A", "Y", 5, None),
        ("B", "_T", 2, None),
    ]
    assert wide.facts("fresh") == [] and wide.rebuild().same
    wide.store.close()


@pytest.mark.parametrize("sampled", [1, 2, 100])
def test_rows_are_sorted_whatever_is_the_same_in_all_or_in_the_first_of_them(sender, monkeypatch, sampled):
    monkeypatch.setattr("dashboard.storage.draft.SAMPLED", sampled)
    rows = [{"AREA": "B", "VALUE": "2"}, {"AREA": "B", "SEX": "F", "VALUE": "1"}, {"AREA": "A", "SEX": "F", "VALUE": "2"}]
    sender.publish("rate", [row | {"STATUS": "n"} for row in rows])
    with Workspace(sender.settings) as workspace:
        stored = workspace.execute("SELECT AREA, SEX, VALUE FROM published.rate ORDER BY rowid")
    assert [row[0] for row in stored] == ["A", "B", "B"]
    assert sorted(stored) == [("A", "F", 2.0), ("B", "F", 1.0), ("B", "_T", 2.0)]
