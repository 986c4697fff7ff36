"""What a fact was before: each change once, with the version that brought it, whatever became of the versions in between."""

from __future__ import annotations

import pytest

from dashboard.errors import StorageError
from dashboard.storage import earlier


def told(sender, area: str = "A", number: int | None = None):
    """The changes of a fact, newest first: version, value (None: no such fact), the batch of the fact."""
    found = sender.store.earlier("rate", {"AREA": area}, number or sender.store.newest().number)
    changes = found.changes.get((area, "_T", False), [])
    return [(change.version.number, change.values and change.values["VALUE"]) for change in changes]


def test_each_change_is_listed_once_with_the_version_that_brought_it(sender):
    first = sender.publish("rate", [{"AREA": "A", "VALUE": "1"}])
    sender.publish("meeting", [{"MEETING": "m", "ENTITY": "e"}])
    again = sender.publish("rate", [{"AREA": "A", "VALUE": "1"}, {"AREA": "B", "VALUE": "9"}])
    last = sender.publish("rate", [{"AREA": "A", "VALUE": ">1"}])
    found = sender.store.earlier("rate", {"AREA": "A"}, 4)
    changes = found.changes["A", "_T", False]
    told_of = [(one.version.number, one.values["VALUE_Q"], one.batch, one.record) for one in changes]
    assert told_of == [(4, ">", last.batch, 1), (1, "", first.batch, 1)]
    assert (found.complete, found.versions) == (True, 3), "the version of another dataset is not opened"
    assert again.batch not in [one.batch for one in changes]
    assert told(sender, number=3) == [(1, 1)]
    assert told(sender, "B") == [(3, 9)]


def test_a_withdrawal_brings_the_value_before_it_back(sender):
    sender.publish("rate", [{"AREA": "A", "VALUE": "1"}])
    second = sender.publish("rate", [{"AREA": "A", "VALUE": "2"}])
    sender.publish("rate", [{"AREA": "B", "VALUE": "9"}])
    sender.withdraw(second.batch)
    assert told(sender) == [(4, 1), (2, 2), (1, 1)]
    newest, *_ = sender.store.earlier("rate", {"AREA": "A"}, 4).changes["A", "_T", False]
    assert (newest.version.reason, newest.version.batch) == ("withdraw", second.batch)


def test_a_fact_that_is_gone_and_comes_back(sender):
    sender.publish("rate", [{"AREA": "A", "VALUE": "1"}, {"AREA": "B", "VALUE": "1"}])
    sender.publish("rate", [{"AREA": "A", "FOLD": "D"}])
    assert told(sender) == [(2, None), (1, 1)]
    sender.publish("rate", [{"AREA": "A", "VALUE": "1"}])
    assert told(sender) == [(3, 1), (2, None), (1, 1)]
    assert told(sender, "never") == []


def test_a_rebuild_changes_nothing_in_what_is_told(sender):
    sender.publish("rate", [{"AREA": "A", "VALUE": "1"}])
    sender.publish("rate", [{"AREA": "A", "VALUE": "2"}])
    sender.store.files.version_file(2).unlink()
    assert sender.rebuild().remade
    assert (sender.store.newest().number, told(sender)) == (3, [(3, 2), (1, 1)])


def test_versions_that_are_gone_are_passed_over_and_told(sender):
    for value in "1234":
        sender.publish("rate", [{"AREA": "A", "VALUE": value}])
    sender.store.files.version_file(2).unlink()
    assert told(sender) == [(4, 4), (3, 3), (1, 1)]
    assert not sender.store.earlier("rate", {"AREA": "A"}, 4).complete
    sender.store.files.version_file(1).unlink()
    assert sender.store.earlier("rate", {"AREA": "A"}, 4).changes["A", "_T", False][-1].first


def test_a_version_that_still_holds_it_stands_in_for_one_that_is_gone(sender):
    for value in "12":
        sender.publish("rate", [{"AREA": "A", "VALUE": value}])
        sender.publish("meeting", [{"MEETING": value, "ENTITY": "e"}])
    sender.store.files.version_file(1).unlink()
    assert told(sender) == [(3, 2), (1, 1)]
    assert sender.store.earlier("rate", {"AREA": "A"}, 4).complete


def test_a_damaged_version_does_no_harm(sender):
    for value in "123":
        sender.publish("rate", [{"AREA": "A", "VALUE": value}])
    sender.store.files.version_file(2).write_bytes(b"spoilt")
    assert told(sender) == [(3, 3), (1, 1)]


def test_the_walk_is_bounded(sender, monkeypatch):
    for value in "12345":
        sender.publish("rate", [{"AREA": "A", "VALUE": value}, {"AREA": "B", "VALUE": value}])
    monkeypatch.setattr(earlier, "MOST_VERSIONS", 3)
    found = sender.store.earlier("rate", {"AREA": "A"}, 5)
    assert (len(found.changes["A", "_T", False]), found.complete, found.versions) == (3, False, 3)
    assert [one.first for one in found.changes["A", "_T", False]] == [False, False, True]
    monkeypatch.setattr(earlier, "MOST_FACTS", 1)
    assert (sender.store.earlier("rate", {}, 5).changes, sender.store.earlier("rate", {}, 5).versions) == ({}, 0)


def test_only_columns_of_the_key_may_be_asked_for(sender):
    sender.publish("rate", [{"AREA": "A", "VALUE": "1"}])
    rate, newest = sender.catalogue.datasets["rate"], sender.store.newest()
    for ask in (lambda key: sender.store.earlier("rate", key, 1), lambda key: newest.facts(rate, key, 10)):
        with pytest.raises(StorageError, match="VALUE is not of the key"):
            ask({"VALUE": "1"})
    assert newest.facts(rate, {"AREA": "' OR true --"}, 10) == []
