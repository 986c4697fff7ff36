"""Corrections stand in the place of what a source says while it says so, through every way in which a version can come to be."""

from __future__ import annotations

import pytest

from dashboard.catalogue import Column
from dashboard.storage import Store, Workspace
from dashboard.storage.corrections import canonical, key_text, read_key
from tests.storage.conftest import DATASETS, RATE, SPEAKERS, Sender, dataset

CORRECTION = dataset(
    "correction",
    [
        Column("DATASET", "dimension", "text", required=True),
        Column("KEY", "dimension", "text", required=True),
        Column("COLUMN", "dimension", "text", required=True),
        Column("SOURCE_VALUE", "attribute", "text"),
        Column("VALUE", "attribute", "text"),
        Column("REASON", "attribute", "text", required=True),
        Column("SOURCE", "attribute", "text"),
        Column("LINK", "attribute", "text"),
    ],
    ("DATASET", "KEY", "COLUMN"),
)


@pytest.fixture
def sender(settings):
    sender = Sender(settings, DATASETS | {"correction": CORRECTION})
    yield sender
    sender.store.close()


def shown(sender: Sender, dataset: str = "rate", *columns: str) -> list[tuple]:
    """What readers are shown of a dataset, in the order of its key."""
    declared = sender.catalogue.datasets[dataset]
    rows = sender.store.newest().facts(declared, {}, 100)
    return [tuple(row[column] for column in columns or ("AREA", "VALUE", "VALUE_Q", "STATUS")) for row in rows]


def correct(sender: Sender, key: str, says: str | None, right: str | None, column: str = "VALUE", dataset: str = "rate", **more):
    row = {"DATASET": dataset, "KEY": key, "COLUMN": column, "SOURCE_VALUE": says, "VALUE": right, "REASON": "a slip"}
    return sender.publish("correction", [row], **more)


def states(sender: Sender) -> list[str]:
    return [one.state for one in sender.store.newest().corrections(sender.catalogue.datasets)]


def test_it_is_shown_and_the_table_keeps_what_the_source_says(sender):
    sender.publish("rate", [{"AREA": "A", "VALUE": "29.9", "STATUS": "E"}, {"AREA": "B", "VALUE": "1"}])
    correct(sender, "AREA=A", "29.90", ">30")
    assert shown(sender) == [("A", 30, ">", "E"), ("B", 1, "", None)]
    assert [row["VALUE"] for row in sender.facts("rate")] == [29.9, 1]
    (one,) = sender.store.newest().corrections(sender.catalogue.datasets)
    assert (one.key, one.column, one.source_value, one.value, one.state) == (
        {"AREA": "A", "SEX": "_T"}, "VALUE", "29.90", ">30", "applied",
    )  # fmt: skip


def test_several_cells_of_a_fact_and_a_value_withdrawn(sender):
    sender.publish("rate", [{"AREA": "A", "VALUE": "5", "STATUS": "E"}])
    correct(sender, "AREA=A", "5", None)
    correct(sender, "AREA=A", "E", "O", "STATUS")
    assert shown(sender) == [("A", None, "", "O")]


@pytest.mark.parametrize(
    ("source", "guard", "state"),
    [
        ("5", "5.0", "applied"),
        ("5", "+5", "applied"),
        ("5", ">5", "idle"),
        (">5", ">5", "applied"),
        ("≥5", ">=5", "applied"),
        (">5", "5", "idle"),
        ("5", None, "idle"),
        (None, None, "applied"),
        ("5", "five", "idle"),
    ],
)
def test_the_guard_compares_numbers_and_their_bounds(sender, source, guard, state):
    sender.publish("rate", [{"AREA": "A", "VALUE": source, "STATUS": "E"}])
    correct(sender, "AREA=A", guard, "7")
    assert states(sender) == [state]
    (fact,) = sender.facts("rate")
    assert shown(sender)[0][1:3] == ((7, "") if state == "applied" else (fact["VALUE"], fact["VALUE_Q"]))


def test_texts_and_dates_are_compared_as_such(sender):
    sender.publish("meeting", [{"MEETING": "m", "ENTITY": "e", "HELD": "2020-02-29"}])
    correct(sender, "MEETING=m", "2020-02-29", "2020-03-01", "HELD", "meeting")
    correct(sender, "MEETING=m", "E", "x", "ENTITY", "meeting")
    assert [str(cell) for cell in shown(sender, "meeting", "ENTITY", "HELD")[0]] == ["e", "2020-03-01"]
    assert sorted(states(sender)) == ["applied", "idle"]


def test_it_rests_when_the_source_says_otherwise_and_wakes_when_that_is_withdrawn(sender):
    sender.publish("rate", [{"AREA": "A", "VALUE": "5"}])
    correct(sender, "AREA=A", "5", "6")
    newer = sender.publish("rate", [{"AREA": "A", "VALUE": "8"}])
    assert (shown(sender)[0][1], states(sender)) == (8, ["idle"])
    sender.withdraw(newer.batch)
    assert (shown(sender)[0][1], states(sender)) == (6, ["applied"])
    assert sender.rebuild().same


def test_what_cannot_be_corrected_stays_as_it_is(sender):
    sender.publish("rate", [{"AREA": "A", "VALUE": "5"}])
    for key, says, right, column in (
        ("AREA=Z", "5", "6", "VALUE"),
        ("AREA=A", "5", "six", "VALUE"),
        ("AREA=A", "A", "B", "AREA"),
        ("AREA=A", "5", "6", "NOWHERE"),
        ("SEX=F", "5", "6", "VALUE"),
    ):
        correct(sender, key, says, right, column)
    sender.publish("meeting", [{"MEETING": "m", "ENTITY": "e"}])
    correct(sender, "MEETING=m", "e", None, "ENTITY", "meeting")
    assert (shown(sender), shown(sender, "meeting", "ENTITY")) == ([("A", 5, "", None)], [("e",)])
    assert sorted(states(sender)) == ["idle", "idle", "unmatched", "unmatched", "unmatched", "unmatched"]
    assert sender.rebuild().same


def test_a_correction_withdrawn_leaves_nothing_behind(sender):
    sender.publish("rate", [{"AREA": "A", "VALUE": "5"}])
    done = correct(sender, "AREA=A", "5", "6")
    sender.withdraw(done.batch)
    assert (shown(sender)[0][1], states(sender)) == (5, [])
    with Workspace(sender.settings) as workspace:
        assert "corrected_rate" not in workspace.tables("published")
    assert sender.rebuild().same


def test_a_correction_replaced_by_another(sender):
    sender.publish("rate", [{"AREA": "A", "VALUE": "5"}])
    correct(sender, "AREA=A", "5", "6")
    correct(sender, "AREA=A", "5", "7")
    assert shown(sender)[0][1] == 7
    assert sender.rebuild().same


def test_an_example_corrects_examples_only_and_is_shown_with_them(sender, settings):
    rows = [{"MEETING": "m", "SEX": "F", "COUNT": "3"}, {"MEETING": "m", "SEX": "M", "COUNT": "4"}]
    sender.publish("speakers", rows, example=True)
    sender.publish("rate", [{"AREA": "A", "VALUE": "5"}], example=True)
    correct(sender, "MEETING=m;SEX=F", "3", "2", "COUNT", "speakers", example=True)
    correct(sender, "AREA=A", "5", "6")
    assert shown(sender, "speakers", "SEX", "COUNT", "EXAMPLE") == [("F", 2, True), ("M", 4, True)]
    assert shown(sender, "rate", "VALUE") == [(5,)]
    sender.publish("rate", [{"AREA": "A", "VALUE": "5"}])
    assert shown(sender, "rate", "VALUE", "EXAMPLE") == [(6, False)]
    hidden = Store(settings.__class__(data=settings.data, examples=False), sender.catalogue)
    assert hidden.newest().facts(SPEAKERS, {}, 10) == []
    assert [one.dataset for one in hidden.newest().corrections(sender.catalogue.datasets)] == ["rate"]
    hidden.close()


def test_a_rebuild_notices_what_was_tampered_with(sender):
    import duckdb

    sender.publish("rate", [{"AREA": "A", "VALUE": "5"}])
    correct(sender, "AREA=A", "5", "6")
    sender.store.close()
    with duckdb.connect(str(sender.store.files.version_file(2))) as connection:
        connection.execute("UPDATE corrected_rate SET VALUE = 60")
        connection.execute("UPDATE correction_state SET STATE = 'idle'")
    found = sender.rebuild()
    assert not found.same
    assert {one.key["table"] for one in found.differences} == {"corrected_rate", "correction_state"}


def test_without_corrections_the_view_is_the_table(sender):
    """So that nobody pays for them: no join, no union."""
    sender.publish("rate", [{"AREA": "A", "VALUE": "5"}])
    with Workspace(sender.settings) as workspace:
        ((sql,),) = workspace.execute("SELECT sql FROM duckdb_views() WHERE database_name = 'published' AND view_name = 'shown_rate'")
    assert sql == "CREATE VIEW shown_rate AS SELECT * FROM rate;"


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ({"MEETING": "m", "SEX": "F"}, "MEETING=m;SEX=F"),
        ({"MEETING": "m", "SEX": "F", "SESSION": "_T", "SOURCE": "a; 5%=x"}, "MEETING=m;SEX=F;SOURCE=a%3B 5%25=x"),
        ({"MEETING": "%3B", "SEX": "é\n"}, "MEETING=%253B;SEX=é\n"),
    ],
)
def test_a_key_is_written_and_read_alike_in_python_and_sql(sender, key, text):
    whole = {"SESSION": "_T", "GROUP": "_T", "SOURCE": "_Z"} | key
    assert key_text(SPEAKERS, key) == text
    assert read_key(SPEAKERS, text) == whole
    with Workspace(sender.settings) as workspace:
        assert workspace.execute(f"SELECT {canonical(SPEAKERS, '$key')}", {"key": text}) == [(text,)]


def test_the_right_way_to_write_a_key_that_was_written_otherwise(sender):
    with Workspace(sender.settings) as workspace:
        rights = {"SEX=F;AREA=A": "AREA=A;SEX=F", "AREA=A;SEX=_T": "AREA=A", "SEX=F": "AREA=…;SEX=F", "rubbish": "AREA=…"}
        for written, right in rights.items():
            assert workspace.execute(f"SELECT {canonical(RATE, '$key')}", {"key": written}) == [(right,)]
