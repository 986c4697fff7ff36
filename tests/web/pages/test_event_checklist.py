"""The checklist of an event: who ticked what when, and what readers see of it at once."""

from __future__ import annotations

import pytest

from dashboard.accounts import Accounts
from dashboard.config import Settings
from dashboard.web.components import checklist
from tests.web.conftest import stranger
from tests.web.desk import PASSWORD, Office, Person

LIST, PAGE = "/en/events/FORUM/checklist", "/en/challenge/FORUM"


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    from dashboard.ingest import publish

    folder = tmp_path_factory.mktemp("checklist")
    office = Office(Settings(data=folder / "var"))
    (folder / "event.csv").write_text("EVENT,SERIES,ENTITY,TIME_PERIOD,NAME_EN\nFORUM,Forum,ITU,2026,Forum 2026\n")
    publish(folder / "event.csv", office.store)
    for name in ("planner", "second"):
        office.accounts.add("@test", name, "contributor", office.accounts.scope(entities=["ITU"]), password=PASSWORD)
    yield office
    office.store.close()


def logged_in(office: Office, name: str) -> Person:
    person = stranger(office)
    person.post("/en/login", {"name": name, "password": PASSWORD})
    person.form_at = "/en/account"
    return person


def tick(person: Person, *items: str, seen: str = "", **more: str) -> None:
    answer = person.post(LIST, {"seen": seen, **{f"item-{item}": "yes" for item in items}, **more})
    assert answer.status_code == 303


def test_who_ticked_what_is_kept_and_readers_see_what_is_done_when_they_may(office):
    planner, second, reader = logged_in(office, "planner"), logged_in(office, "second"), stranger(office)
    tick(planner, "B_GOAL", "B_INVITE")
    kept = office.store.checklists.of("FORUM")
    assert {item: tick.account for item, tick in kept.ticks.items()} == {"B_GOAL": "planner", "B_INVITE": "planner"} and not kept.shown
    page = second.text(LIST)
    assert "planner" in page and 'value="B_GOAL B_INVITE"' in page
    before = reader.get(PAGE)
    assert "Checklist of the event" not in before.get_data(as_text=True)

    # Shown: at once, though the data version is the same, and also to whoever has the page already.
    tick(second, "B_GOAL", "B_INVITE", seen="B_GOAL B_INVITE", shown="yes")
    shown = reader.get(PAGE, headers={"If-None-Match": before.headers["ETag"]})
    text = shown.get_data(as_text=True)
    assert shown.status_code == 200 and "2 of 18 items are done." in text
    assert "planner" not in text and "second" not in text
    again = reader.get(PAGE, headers={"If-None-Match": shown.headers["ETag"]})
    assert again.status_code == 304

    # What somebody else has ticked since the page was made stays, and what was ticked stays theirs.
    tick(planner, "B_GOAL", "A_REPORT", seen="B_GOAL", shown="yes")
    tick(second, "B_GOAL", seen="B_GOAL B_INVITE", shown="yes")
    assert {item: tick.account for item, tick in office.store.checklists.of("FORUM").ticks.items()} == {
        "B_GOAL": "planner",
        "A_REPORT": "planner",
    }
    assert "2 of 18 items are done." in reader.text(PAGE)
    tick(second, "B_GOAL", "A_REPORT", seen="B_GOAL A_REPORT")
    assert "Checklist of the event" not in reader.text(PAGE)

    entries = [(entry.account, entry.details) for entry in Accounts(office.store).entries(action="checklist.change")]
    assert entries[0] == ("second", {"done": [], "undone": [], "shown": "no"})
    assert ("second", {"done": [], "undone": ["B_INVITE"], "shown": "yes"}) in entries
    assert ("planner", {"done": ["B_GOAL", "B_INVITE"], "undone": [], "shown": "no"}) in entries


def test_where_nothing_changes_nothing_is_written(office):
    planner = logged_in(office, "planner")
    tick(planner, "D_COUNT")
    count = len(Accounts(office.store).entries(action="checklist.change"))
    tick(planner, "D_COUNT")
    tick(planner, "NO_ITEM", seen="NO_ITEM B")
    assert len(Accounts(office.store).entries(action="checklist.change")) == count
    assert "NO_ITEM" not in office.store.checklists.of("FORUM").ticks


def test_a_change_that_fails_leaves_neither_tick_nor_entry(office, monkeypatch):
    before, count = office.store.checklists.of("FORUM"), len(Accounts(office.store).entries())
    monkeypatch.setattr("dashboard.storage.accounts.now", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        office.store.checklists.change("planner", "FORUM", ["D_HELP"], [], True)
    monkeypatch.undo()
    assert office.store.checklists.of("FORUM") == before and len(Accounts(office.store).entries()) == count


def test_the_audit_log_tells_it_in_words(office):
    office.accounts.add("@test", "boss", "administrator", password=PASSWORD)
    tick(logged_in(office, "planner"), "D_FLOOR")
    page = logged_in(office, "boss").text("/en/accounts?action=checklist.change")
    assert "checklist of an event changed" in page and "give the floor to women and men alike" in page


def test_every_item_stands_below_a_phase_with_a_name_in_every_language(office):
    items = office.store.catalogue.codelists[checklist.CHECKLIST].items
    phases = [code for code, item in items.items() if not item.parent]
    assert phases == ["BEFORE", "DURING", "AFTER"]
    assert {item.parent for item in items.values() if item.parent} == set(phases)
