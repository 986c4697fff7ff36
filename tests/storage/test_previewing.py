"""A preview says what publishing then does, and leaves nothing behind."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.config import Settings
from dashboard.errors import BatchNotFound, StorageError, StoreDamaged
from dashboard.storage import Change, Store, Tally, Workspace, previewing
from dashboard.storage.lock import PublisherLock

from .conftest import DATASETS, Sender
from .test_property import BATCHES, expected, found

ONE = [{"AREA": "A", "VALUE": "1"}, {"AREA": "B", "VALUE": "2"}]
TWO = [{"AREA": "A", "VALUE": "3"}, {"AREA": "C", "VALUE": "4"}, {"FOLD": "D", "AREA": "B"}]


def files(sender):
    """All files of a store with their content, but for the register's own journal."""
    return {
        path.relative_to(sender.settings.data).as_posix(): path.read_bytes()
        for path in sender.settings.data.rglob("*")
        if path.is_file() and not path.name.startswith(("register", "sent"))
    }


def counts(done):
    return (done.added, done.changed, done.removed, done.unchanged)


def told(changes):
    """Changes as what an independent computation gives: everything but unit and record."""
    return {
        (
            one.dataset,
            one.kind,
            tuple(one.key.values()),
            one.example,
            one.column,
            _text(one.before, one.before_q),
            _text(one.after, one.after_q),
        )
        for one in changes
    }


def _text(value, qualifier):
    return f"{qualifier}{value:g}" if isinstance(value, float) else value


def differences(before, after, dataset):
    """The same from two dicts of facts, as told in plain Python."""
    declared, listed = DATASETS[dataset], set()
    measures = [column.id for column in declared.measures]
    others = [column.id for column in declared.attributes if not column.key]
    for key in before.keys() | after.keys():
        was, now = before.get(key), after.get(key)
        kind = "added" if was is None else "removed" if now is None else "changed"
        was, now = was or {}, now or {}
        cells = [name for name in (measures + others if kind == "changed" else measures) if was.get(name) != now.get(name)]
        for cell in cells or ([] if kind == "changed" else [""]):
            listed.add((dataset, kind, key[:-1], key[-1], cell, was.get(cell), now.get(cell)))
    return listed


def tallied(listed, place):
    """How many observations of each code differ in which way."""
    observations = {(dataset, kind, key, example) for dataset, kind, key, example, *_ in listed}
    return Counter((dataset, key[place], kind) for dataset, kind, key, _ in observations)


STEPS = st.lists(BATCHES, min_size=1, max_size=3)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(STEPS, BATCHES, st.one_of(st.none(), st.integers(0, 2)))
def test_a_preview_is_the_difference_that_publishing_makes(steps, batch, replaced):
    with tempfile.TemporaryDirectory() as folder:
        sender = Sender(Settings(data=Path(folder) / "data", memory_mb=200))
        published = {sender.publish(step[0], step[2], example=step[1]).batch: step for step in steps}
        manifest = sender.raw(batch[0], batch[2], example=batch[1])
        old = None if replaced is None else list(published)[replaced % len(published)]
        before = {dataset: expected(published, dataset) for dataset in ("rate", "speakers")}
        stood, file = files(sender), Path(folder) / "preview.duckdb"
        seen = sender.preview(manifest, old, to=file)
        assert files(sender) == stood
        done = sender.replace(old, manifest) if old else sender.publish_kept(manifest)
        published = {id: step for id, step in published.items() if id != old} | {done.batch: batch}
        after = {dataset: expected(published, dataset) for dataset in ("rate", "speakers")}
        listed = set().union(*(differences(before[dataset], after[dataset], dataset) for dataset in before))
        assert told(seen.changes) == listed
        assert (counts(seen), seen.number, seen.against) == (counts(done), done.version, len(steps))
        kinds = Counter(kind for _, _, kind in tallied(listed, 0).elements())
        assert (seen.added, seen.changed, seen.removed) == (kinds["added"], kinds["changed"], kinds["removed"])
        assert seen.cells == sum(one.kind == "changed" for one in seen.changes)
        by_code = Counter()
        for one in seen.by_first:
            by_code.update({(one.dataset, one.code, kind): getattr(one, kind) for kind in ("added", "changed", "removed")})
        assert +by_code == tallied(listed, 0)
        for dataset in before:
            assert found(sender, dataset) == after[dataset], "publishing does what was expected of the preview"
        with Workspace(sender.settings) as workspace:
            workspace.execute(f"ATTACH '{file}' AS previewed (READ_ONLY)")
            for table in ("meeting", "rate", "speakers"):
                seen_rows, rows = (
                    workspace.execute(f"SELECT * EXCLUDE BATCH FROM {it}.{table} ORDER BY ALL") for it in ("previewed", "published")
                )
                assert seen_rows == rows
        sender.store.close()


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(STEPS, st.integers(0, 2))
def test_a_withdrawal_is_told_before_and_a_publication_afterwards(steps, place):
    """What withdrawing would change is what it then does; what a version has changed is told from it and the one before."""
    with tempfile.TemporaryDirectory() as folder:
        sender = Sender(Settings(data=Path(folder) / "data", memory_mb=200))
        published = {sender.publish(step[0], step[2], example=step[1]).batch: step for step in steps}
        batches = list(published)
        gone, without = batches[place % len(batches)], {id: published[id] for id in batches[:-1]}
        if len(batches) == len(steps):  # none of them had the same bytes as another
            last, dataset = sender.store.look_back(batches[-1]), steps[-1][0]
            assert told(last.changes) == differences(expected(without, dataset), expected(published, dataset), dataset)
            assert (last.number, last.against or 0) == (len(steps), len(steps) - 1)
        dataset = published[gone][0]
        remaining = {id: step for id, step in published.items() if id != gone}
        listed = differences(expected(published, dataset), expected(remaining, dataset), dataset)
        stood, file = files(sender), Path(folder) / "preview.duckdb"
        seen = sender.store.preview_withdrawal(gone, sender.stage, file)
        assert files(sender) == stood and sender.store.batch(gone).status == "published"
        assert told(seen.changes) == listed and seen.withdraws
        assert sender.store.open_preview(seen).number == seen.number
        newest = sender.store.newest().number
        done = sender.withdraw(gone)
        assert (counts(seen), seen.number, seen.against) == (counts(done), done.version, newest)
        with pytest.raises(BatchNotFound, match="withdrawn; only a published batch"):
            sender.store.preview_withdrawal(gone, sender.stage, file)
        sender.store.close()


def test_nothing_published_yet(sender, tmp_path):
    seen = sender.preview(sender.raw("rate", ONE), to=tmp_path / "p.duckdb")
    assert (counts(seen), seen.number, seen.against, seen.cells) == ((2, 0, 0, 0), 1, None, 0)
    assert seen.changes == (
        Change("rate", "added", {"AREA": "A", "SEX": "_T"}, False, "VALUE", None, 1.0, record=1),
        Change("rate", "added", {"AREA": "B", "SEX": "_T"}, False, "VALUE", None, 2.0, record=2),
    )
    assert (seen.by_first, seen.firsts, seen.by_area) == ((Tally("rate", "A", 1, 0, 0), Tally("rate", "B", 1, 0, 0)), 2, ())
    version = sender.store.open_preview(seen)
    assert (version.number, len(version.checksum)) == (1, 32)
    assert sender.store.versions() == sender.store.batches() == []
    assert not (sender.settings.data / "CURRENT").exists()


def test_a_preview_takes_no_lock_and_waits_for_none(sender):
    sender.publish("rate", ONE)
    manifest = sender.raw("rate", TWO)
    other = PublisherLock(sender.store.register.engine)
    with other.held(0):
        assert counts(sender.preview(manifest)) == (1, 1, 1, 0)
    assert list((sender.settings.data / "work").iterdir()) == []


def test_a_preview_without_a_file_cannot_be_opened(sender):
    seen = sender.preview(sender.raw("rate", ONE))
    assert seen.file is None
    with pytest.raises(StorageError, match="without a version file"):
        sender.store.open_preview(seen)


def test_the_record_is_the_last_one_that_speaks_of_the_observation(sender):
    sender.publish("rate", ONE)
    rows = [
        {"AREA": "A", "VALUE": "5"},
        {"AREA": "C", "VALUE": "7"},
        {"AREA": "A", "STATUS": "E"},
        {"FOLD": "D", "AREA": "B"},
        {"FOLD": "D", "AREA": "B"},
        {"FOLD": "R", "AREA": "C", "VALUE": "8"},
    ]
    seen = sender.preview(sender.raw("rate", rows))
    assert [(one.kind, one.key["AREA"], one.column, one.before, one.after, one.record) for one in seen.changes] == [
        ("changed", "A", "VALUE", 1.0, 5.0, 3),
        ("changed", "A", "STATUS", None, "E", 3),
        ("removed", "B", "VALUE", 2.0, None, 5),
        ("added", "C", "VALUE", None, 8.0, 6),
    ]
    assert (counts(seen), seen.cells) == ((1, 1, 1, 0), 2)


def test_the_largest_changes_come_first(sender):
    """A count that trebles, one that moves by half a per cent, a bound that becomes a figure; what had no figure comes last."""
    area = {"SEX": "F"}
    before = {"A": "1000", "B": "3", "C": "10", "D": "", "E": ">5", "F": "0"}
    after = {"A": "1005", "B": "9", "C": "10", "D": "4", "E": "5", "F": "0"}
    sender.publish("rate", [{"AREA": code, "VALUE": value, "STATUS": "A"} | area for code, value in before.items()])
    seen = sender.preview(sender.raw("rate", [{"AREA": code, "VALUE": value, "STATUS": "A"} | area for code, value in after.items()]))
    assert [one.key["AREA"] for one in seen.changes] == ["B", "A", "E", "D"]
    assert (seen.changes[2].before, seen.changes[2].before_q, seen.changes[2].after, seen.changes[2].after_q) == (5.0, ">", 5.0, "")
    assert counts(seen) == (0, 4, 0, 2)


def test_so_many_changes_of_each_kind_are_listed_and_all_are_counted(sender):
    sender.publish("rate", [{"AREA": f"{number:03}", "VALUE": "1"} for number in range(20)])
    rows = [{"AREA": f"{number:03}", "VALUE": f"{number}"} for number in range(2, 12)]
    rows += [{"AREA": f"{number:03}", "FOLD": "D"} for number in range(12, 20)]
    rows += [{"AREA": f"N{number}", "VALUE": "1"} for number in range(6)]
    seen = sender.preview(sender.raw("rate", rows), limit=3)
    assert [(one.kind, one.key["AREA"]) for one in seen.changes] == [
        *(("changed", area) for area in ("011", "010", "009")),
        *(("removed", area) for area in ("012", "013", "014")),
        *(("added", area) for area in ("N0", "N1", "N2")),
    ]
    assert (counts(seen), seen.cells, seen.firsts) == ((6, 10, 8, 0), 10, 24)


def test_an_example_beside_a_real_fact_is_another_observation(sender):
    sender.publish("rate", ONE)
    seen = sender.preview(sender.raw("rate", ONE, example=True))
    assert counts(seen) == (2, 0, 0, 0)
    assert [one.example for one in seen.changes] == [True, True]


def test_the_same_bytes_would_change_nothing(sender, tmp_path):
    sender.publish("rate", ONE)
    (batch,) = sender.store.batches()
    seen = sender.preview(batch.manifest, to=tmp_path / "p.duckdb")
    assert (counts(seen), seen.changes, seen.file) == ((0, 0, 0, 2), (), None)
    assert not (tmp_path / "p.duckdb").exists()


def test_a_batch_received_before_keeps_its_id(sender):
    manifest = sender.raw("rate", ONE)
    id = sender.arrive(manifest)
    assert sender.preview(manifest, batch=id).batch == id
    assert sender.store.batch(id).status == "received"


def test_what_cannot_be_previewed(sender, tmp_path):
    first = sender.publish("rate", ONE)
    manifest = sender.raw("rate", TWO)
    with pytest.raises(BatchNotFound, match="nobody: there is no such batch"):
        sender.preview(manifest, "nobody")
    with Workspace(sender.settings) as workspace, pytest.raises(StorageError, match="`stage` must be given"):
        sender.store.preview(workspace, sender.aside(workspace, manifest), manifest, replaces=first.batch)
    with Workspace(sender.settings) as workspace:
        workspace.execute("CREATE TABLE wrong (AREA VARCHAR)")
        with pytest.raises(StorageError, match="has no column"):
            sender.store.preview(workspace, "wrong", manifest, to=tmp_path / "p.duckdb")
        assert (list(workspace.relations()), workspace.published) == (["wrong"], 1)
    assert not (tmp_path / "p.duckdb").exists()


def test_the_moment_between_register_and_current_is_waited_out(sender, monkeypatch):
    """A publisher that died there is finished by the preview; where register and CURRENT never agree, it says so."""
    sender.publish("rate", ONE)
    sender.publish("rate", TWO)
    manifest = sender.raw("rate", [{"AREA": "Z", "VALUE": "9"}])
    sender.store.files.point_to(1)
    assert sender.preview(manifest).against == 2
    assert sender.store.files.current_number() == 2
    monkeypatch.setattr(previewing, "SETTLES_WITHIN", 0.1)
    sender.store.files.point_to(7)
    with pytest.raises(StoreDamaged, match="CURRENT names version 7"):
        previewing.settled(sender.store)


def test_a_comparison_is_kept_beside_the_report(sender):
    store: Store = sender.store
    assert store.comparison("b") is None
    store.keep_report("b", "{}")
    path = store.keep_comparison("b", '{"added": 1}')
    assert (path.name, store.comparison("b"), store.report("b")) == ("b.compare.json", '{"added": 1}', "{}")
    assert [path.name for path in sorted(store.files.reports.iterdir())] == ["b.compare.json", "b.json"]
