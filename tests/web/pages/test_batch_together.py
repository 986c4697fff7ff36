"""One batch, or one file, in several hands at once: nobody publishes what they did not see, nobody's way of reading becomes another's."""

from __future__ import annotations

import re
import sqlite3

import pytest

ROW = "INDICATOR,REF_AREA,SEX,TIME_PERIOD,OBS_VALUE\nSG_GEN_PARL,KEN,F,2020,{}\n"
FOREIGN = "Country,Year,Female\nKenya,{},20\n"


def read_as(person, batch: str, sex: str = "F", **more: str):
    """Say how a foreign file is to be read."""
    columns = {"column-0": "REF_AREA", "column-1": "TIME_PERIOD", "column-2": "OBS_VALUE"}
    asked = {"ask-INDICATOR": "SG_GEN_PARL", "ask-SEX": sex, "value-0": "KEN"}
    return person.do(batch, "map", dataset="indicator", **columns, **asked, **more)


@pytest.mark.parametrize("act", ["discard", "map", "publish", "compare"])
def test_while_one_thing_is_being_done_there_is_no_other(office, ana, pub, act):
    batch = ana.send(ROW.format(20))
    assert pub.post(batch, {"do": "publish", "acknowledge": "yes"}).status_code == 303
    assert pub.post(batch, {"do": act, "dataset": "indicator"}).status_code == 409
    office.work()
    assert pub.status(batch) == "published"


def test_what_was_read_otherwise_meanwhile_is_not_published(ana, pub):
    batch = ana.send(ROW.format(20))
    seen = re.search(r'name="seen"[^>]*value="([0-9a-f]+)"|value="([0-9a-f]+)"[^>]*name="seen"', pub.text(batch))
    answer = pub.do(batch, "publish", acknowledge="yes", seen="0" * 16)
    assert answer.status_code == 422 and "It is too late for that" in answer.get_data(as_text=True)
    assert pub.status(batch) == "checked"
    pub.do(batch, "publish", acknowledge="yes", seen=seen[1] or seen[2])
    assert pub.status(batch) == "published"


def test_the_same_file_of_two_people_is_published_once(office, ana, pub):
    batches = [person.send(ROW.format(20)) for person in (ana, pub)]
    assert [pub.status(batch) for batch in batches] == ["checked", "checked"]
    for batch in batches:
        assert pub.post(batch, {"do": "publish", "acknowledge": "yes"}).status_code == 303
    office.work()
    assert [pub.status(batch) for batch in batches] == ["published", "discarded"]
    assert office.store.newest().number == 2 and batches[0].rpartition("/")[2] in pub.text(batches[1])


def test_a_way_of_reading_is_not_replaced_by_another_account(office, ana, pub):
    bob = office.person("bob-sends", "contributor")
    assert read_as(ana, ana.send(FOREIGN.format(2001)), profile_name="House").status_code == 303
    taken = read_as(bob, bob.send(FOREIGN.format(2002)), profile_name="House")
    assert taken.status_code == 422 and "under this name" in taken.get_data(as_text=True)
    assert [kept["account"] for kept in office.store.profiles.all()] == ["ana-sends"]
    assert read_as(pub, pub.send(FOREIGN.format(2003)), profile_name="House").status_code == 303
    assert [kept["account"] for kept in office.store.profiles.all()] == ["pub-lishes"]


def test_files_are_read_as_their_sender_or_a_publisher_has_saved(office, ana, pub):
    bob = office.person("bob-sends", "contributor")
    read_as(bob, bob.send(FOREIGN.format(2001)), profile_name="House")
    assert [person.status(person.send(FOREIGN.format(2002 + place))) for place, person in enumerate((bob, ana))] == ["checked", "received"]
    read_as(pub, pub.send(FOREIGN.format(2005)), profile_name="Parliament")
    assert ana.status(ana.send(FOREIGN.format(2006))) == "checked"


def test_a_full_disk_is_said_where_a_database_finds_it(office, pub, monkeypatch):
    def full(*_):
        raise sqlite3.OperationalError("database or disk is full")

    batch = pub.send(ROW.format(20))
    monkeypatch.setattr("dashboard.storage.store.queue", full)
    assert pub.post(batch, {"do": "publish", "acknowledge": "yes"}).status_code == 507
