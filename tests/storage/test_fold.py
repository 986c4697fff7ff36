"""What batches lead to: cells updated, observations replaced and deleted, examples kept apart."""

from __future__ import annotations

import datetime

import pytest

from dashboard.errors import StorageError
from dashboard.storage import Published, Workspace
from dashboard.storage.layout import Layout


def rates(sender):
    """AREA → (VALUE, VALUE_Q, STATUS) of the current version."""
    return {row["AREA"]: (row["VALUE"], row["VALUE_Q"], row["STATUS"]) for row in sender.facts("rate")}


def counts(published: Published):
    return published.added, published.changed, published.removed, published.unchanged


def test_merge_updates_the_cells_given_and_keeps_the_others(sender):
    sender.publish("rate", [{"AREA": "A", "VALUE": ">30", "STATUS": "E"}, {"AREA": "B", "VALUE": "1"}])
    done = sender.publish("rate", [{"AREA": "A", "VALUE": "31"}, {"AREA": "B", "STATUS": "P"}, {"AREA": "C", "VALUE": "~5"}])
    assert rates(sender) == {"A": (31, "", "E"), "B": (1, "", "P"), "C": (5, "~", None)}
    assert counts(done) == (1, 2, 0, 0)


def test_replace_voids_what_was_there(sender):
    sender.publish("rate", [{"AREA": "A", "VALUE": ">30", "STATUS": "E"}])
    done = sender.publish("rate", [{"FOLD": "R", "AREA": "A", "STATUS": "P"}])
    assert rates(sender) == {"A": (None, "", "P")}
    assert counts(done) == (0, 1, 0, 0)


def test_delete_removes_and_a_later_merge_starts_afresh(sender):
    sender.publish("rate", [{"AREA": "A", "VALUE": "1", "STATUS": "E"}, {"AREA": "B", "VALUE": "2"}])
    done = sender.publish("rate", [{"FOLD": "D", "AREA": "A"}, {"FOLD": "D", "AREA": "never there"}])
    assert (rates(sender), counts(done)) == ({"B": (2, "", None)}, (0, 0, 1, 1))
    done = sender.publish("rate", [{"AREA": "A", "VALUE": "3"}])
    assert (rates(sender)["A"], counts(done)) == ((3, "", None), (1, 0, 0, 0))


def test_rows_of_one_batch_take_effect_in_their_order(sender):
    rows = [
        {"AREA": "A", "VALUE": "1", "STATUS": "first"},
        {"FOLD": "D", "AREA": "A"},
        {"AREA": "A", "VALUE": "2"},
        {"AREA": "B", "VALUE": "1"},
        {"FOLD": "R", "AREA": "B", "VALUE": "<2"},
        {"AREA": "B", "STATUS": "last"},
        {"AREA": "C", "VALUE": "1"},
        {"FOLD": "D", "AREA": "C"},
    ]
    done = sender.publish("rate", rows)
    assert rates(sender) == {"A": (2, "", None), "B": (2, "<", "last")}
    assert counts(done) == (2, 0, 0, 1)


def test_the_same_values_again_are_unchanged_but_name_their_new_batch(sender):
    sender.publish("rate", [{"AREA": "A", "VALUE": "1"}])
    done = sender.publish("rate", [{"AREA": "B", "VALUE": "2"}, {"AREA": "A", "VALUE": "1"}])
    assert counts(done) == (1, 0, 0, 1)
    assert [(row["AREA"], row["BATCH"], row["RECORD"]) for row in sender.facts("rate")] == [("A", done.batch, 2), ("B", done.batch, 1)]


def test_an_example_never_touches_a_real_row(sender):
    sender.publish("rate", [{"AREA": "A", "VALUE": "1"}])
    done = sender.publish("rate", [{"FOLD": "R", "AREA": "A", "VALUE": "9"}], example=True)
    assert counts(done) == (1, 0, 0, 0)
    assert [(row["VALUE"], row["EXAMPLE"]) for row in sender.facts("rate")] == [(1, False), (9, True)]


def test_columns_are_in_the_order_of_the_dataset_and_typed(sender):
    sender.publish("meeting", [{"MEETING": "m", "ENTITY": "e", "HELD": "2020-02-29"}])
    rows = [{"MEETING": "m", "SEX": "F", "COUNT": "≥3", "MINUTES": "1.5"}, {"MEETING": "m", "SEX": "M", "GROUP": "g", "COUNT": "4"}]
    done = sender.publish("speakers", rows)
    assert sender.facts("meeting")[0]["HELD"] == datetime.date(2020, 2, 29)
    first, second = sender.facts("speakers")
    assert list(first) == "MEETING SESSION GROUP SEX COUNT COUNT_Q MINUTES COMMENT SOURCE EXAMPLE BATCH RECORD".split()
    assert list(first.values()) == ["m", "_T", "_T", "F", 3.0, "≥", 1.5, None, "_Z", False, done.batch, 1]
    assert (second["GROUP"], second["COUNT"], second["COUNT_Q"]) == ("g", 4.0, "")


def test_a_version_is_sorted_as_the_dataset_says(sender):
    sender.publish("rate", [{"AREA": area, "VALUE": "1"} for area in "DBF"])
    sender.publish("rate", [{"AREA": area, "VALUE": "2"} for area in "EAC"])
    with Workspace(sender.settings) as workspace:
        assert [area for (area,) in workspace.execute("SELECT AREA FROM published.rate")] == list("ABCDEF")


def test_several_staged_tables_become_one_version_in_their_order(sender):
    manifests = [
        sender.raw("rate", [{"AREA": "A", "VALUE": "1"}, {"AREA": "B", "VALUE": "1"}]),
        sender.raw("meeting", [{"MEETING": "m", "ENTITY": "e"}]),
        sender.raw("rate", [{"AREA": "A", "VALUE": "2"}, {"FOLD": "D", "AREA": "B"}]),
    ]
    with Workspace(sender.settings) as workspace:
        staged = []
        for number, manifest in enumerate(manifests):
            sender.stage(workspace, manifest, sender.store.files.raw_file(manifest.sha256))
            workspace.execute(f"CREATE TABLE mine_{number} AS SELECT * FROM staged")
            workspace.keep_only({f"mine_{earlier}" for earlier in range(number + 1)})
            staged.append((f"mine_{number}", manifest, ""))
        done = sender.store.publish_all(workspace, [*staged, staged[0]])
        assert workspace.published == 1 and workspace.relations().keys() == {"mine_0", "mine_1", "mine_2"}
    assert [counts(one) for one in done] == [(2, 0, 0, 0), (1, 0, 0, 0), (0, 1, 1, 0), (0, 0, 0, 2)]
    assert {one.version for one in done} == {1} and done[3].batch == done[0].batch
    assert rates(sender) == {"A": (2, "", None)} and len(sender.facts("meeting")) == 1
    assert sender.rebuild().same
    sender.withdraw(done[2].batch)
    assert rates(sender) == {"A": (1, "", None), "B": (1, "", None)}


@pytest.mark.parametrize(
    ("staged", "said"),
    [
        ("SELECT 'A' AS AREA, '_T' AS SEX, 1 AS RECORD", "no column FOLD"),
        ("SELECT 'A' AS AREA, 'M' AS FOLD, 1 AS RECORD", "no column SEX"),
        ("SELECT 'A' AS AREA, NULL AS SEX, 'M' AS FOLD, 7 AS RECORD", "record 7 has no complete key"),
        ("SELECT 'A' AS AREA, 'F' AS SEX, 'X' AS FOLD, 7 AS RECORD", "record 7 .* FOLD other than M, R, D"),
        ("SELECT 'A' AS AREA, 'F' AS SEX, 'M' AS FOLD, 7 AS RECORD, 'x' AS VALUE", "x"),
    ],
)
def test_a_staged_table_that_is_not_as_agreed_is_refused_and_nothing_stays(sender, staged, said):
    manifest = sender.raw("rate", [{"AREA": "A"}])
    with Workspace(sender.settings) as workspace:
        workspace.execute(f"CREATE TABLE staged AS {staged}")
        with pytest.raises(StorageError, match=said):
            sender.store.publish(workspace, "staged", manifest)
        assert workspace.relations().keys() == {"staged"}
        workspace.execute("CREATE OR REPLACE TABLE staged AS SELECT 'A' AS AREA, 'F' AS SEX, 'M' AS FOLD, 7 AS RECORD")
        assert sender.store.publish(workspace, "staged", manifest).version == 1
    assert [batch.status for batch in sender.store.batches()] == ["published"]


def test_keys_that_share_a_hash_are_still_told_apart(sender, monkeypatch):
    """Two keys have the same 64 bits once in tens of millions of files; here all have."""
    monkeypatch.setattr(Layout, "key_hash", lambda self, relation="": "0::UBIGINT")
    sender.publish("rate", [{"AREA": "A", "VALUE": "1"}])
    sender.publish("rate", [{"AREA": "B", "VALUE": "2"}])
    sender.publish("rate", [{"AREA": "A", "STATUS": "E"}, {"AREA": "C", "VALUE": "3"}, {"FOLD": "D", "AREA": "B"}])
    sender.publish("rate", [{"FOLD": "D", "AREA": "X"}])
    assert rates(sender) == {"A": (1, "", "E"), "C": (3, "", None)}
    assert sender.rebuild().same
