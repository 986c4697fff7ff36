"""What reading a speaker list gave, in words; and the page of an event whose participation came from one."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from dashboard.catalogue import load
from dashboard.i18n import LANGUAGES, Words
from dashboard.ingest import publish
from dashboard.ingest.roster import Roster, RosterColumn, RosterNote, RosterRow, batch_csv, read_roster
from dashboard.ingest.roster_parts import FAULTS, FIELDS, NOTES, REFUSALS, TITLE
from dashboard.storage import Store
from dashboard.web import rosters
from dashboard.web.factory import create_app

CATALOGUE = load()
SEX = RosterColumn("sex", "Gender", 2)


def context(language: str):
    return SimpleNamespace(w=Words(language), name=lambda codelist, code: CATALOGUE.name(codelist, code, language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_that_reading_can_say_has_words(language):
    asked = context(language)
    rows = tuple(RosterRow(number, fault, "sex", "Gender") for number, fault in enumerate(FAULTS, 1))
    columns = tuple(RosterColumn(field, "", place) for place, field in enumerate((*FIELDS, TITLE), 1))
    roster = Roster((), rows, columns, ("Name",), tuple(RosterNote(code, 2, "Gender") for code in NOTES))
    said = [fault.sentence for fault in rosters.faults(asked, roster)]
    said += [*rosters.notes(asked, roster), *rosters.taken(asked, roster), rosters.dropped(asked, roster)]
    said += [rosters.refusal(asked, Roster(columns=(SEX,), refused=code)) for code in REFUSALS]
    said += [text for _, text in rosters.meanings_of_m(asked)]
    assert len(set(said)) == len(FAULTS) + len(NOTES) + len(columns) + 1 + len(REFUSALS) + 2
    assert all(text and "{" not in text for text in said)
    assert "Gender" in rosters.refusal(asked, Roster(columns=(SEX,), refused="sex_ambiguous"))
    assert rosters.refusal(asked, roster) == ""


def test_a_fault_says_where_it_is_and_what_may_be_meant():
    roster = read_roster("Session,Sex,Role,Name\nA,f,Moderater,Jane\nA,x y z,,Joe\n", CATALOGUE)
    first, second = rosters.faults(context("en"), roster)
    assert (first.line, first.written, first.suggestion, first.counted) == (2, "Moderater", "Perhaps: Moderators", "The line is counted.")
    assert first.sentence.startswith("Line 2, column “Role”: ")
    assert (second.written, second.suggestion, second.counted) == ("", "", "The line is not counted.")


def test_a_column_without_header_is_called_by_its_number():
    roster = read_roster("A panel;speaker;woman;12 min\nA panel;speaker;man;99:99", CATALOGUE)
    assert [row.field for row in roster.rows] == []
    assert rosters.taken(context("en"), roster)[:1] == ["Column 1: read as “Session”, going by what stands in it."]


def test_the_page_of_an_event_shows_what_a_list_says(settings, tmp_path):
    store = Store(settings, CATALOGUE)
    event = tmp_path / "event.csv"
    names = ",".join(f"NAME_{code.upper()}" for code in LANGUAGES)
    event.write_text(f"EVENT,SERIES,ENTITY,TIME_PERIOD,{names}\nMEETING_26,Meeting,ITU,2026,م,Meeting 26,R,R,В,会\n", encoding="utf-8")
    lines = ["Session\tRole\tSex\tGroup"]
    lines += ["Opening\tspeaker\twoman\tNGO"] * 3 + ["Opening\tspeaker\tman\tNGO"] + ["Opening\tmoderator\twoman\t"]
    lines += ["العلوم\tspeaker\twoman\tdonor"] * 2
    tally = tmp_path / "tally.csv"
    tally.write_text(batch_csv(read_roster("\n".join(lines), CATALOGUE).entries, "MEETING_26"), encoding="utf-8")
    assert publish(event, store).published and publish(tally, store).published
    client = create_app(settings, store).server.test_client()
    for language in ("en", "ar"):
        answer = client.get(f"/{language}/challenge/MEETING_26")
        text = answer.get_data(as_text=True)
        assert answer.status_code == 200 and "Opening" in text and "العلوم" in text
        assert "83.3" in text  # five of six speakers
    store.close()
