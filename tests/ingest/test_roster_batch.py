"""The tally of an event as a batch: taken by `publish` as it is, with zeros, totals and ids of sessions that stay the same."""

from __future__ import annotations

import csv
import io

import pytest

from dashboard.domain.programme import Entry
from dashboard.ingest import publish
from dashboard.ingest.roster import batch_csv, read_roster
from dashboard.ingest.roster_batch import session_ids

EVENT = "EVENT,SERIES,ENTITY,TIME_PERIOD,NAME_EN,NAME_AR,NAME_ZH,NAME_FR,NAME_RU,NAME_ES\nMEETING_26,Meeting,ITU,2026,Meeting,م,会,R,В,R\n"
LIST = """Session\tRole\tSex\tGroup\tCountry\tMinutes
Session 2: growth\tmoderator\twoman\t\t\t
Session 2: growth\tspeaker\twoman\tNGO\t\t10
Session 2: growth\tspeaker\twoman\tparty\t\t12,5
الجلسة ١٠: الختام\tspeaker\tnot disclosed\t\t\t
=Session 1\tspeaker\tman\t\t\t5
=Session 1\tspeaker\tother\t\t\t
\tdelegate\twoman\tparty\tKenya\t
\tdelegate\tman\tparty\tKenya\t
\tdelegate\tman\t\tFrance\t
"""


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def counted(text: str, **place: str) -> dict[str, tuple[str, str]]:
    """Counts and minutes by sex at a place, which is the total where nothing else is said."""
    wanted = {"SESSION": "_T", "REF_AREA": "_T", "GROUP": "_T"} | place
    return {row["SEX"]: (row["COUNT"], row["MINUTES"]) for row in rows(text) if wanted.items() <= row.items()}


@pytest.fixture
def entries(catalogue):
    roster = read_roster(LIST, catalogue)
    assert (roster.rows, roster.people) == ((), 9)
    return roster.entries


def test_women_and_men_are_counted_also_where_there_are_none(entries):
    text = batch_csv(entries, "MEETING_26")
    assert counted(text, SESSION="SESSION_02_GROWTH", ROLE="SPEAKER") == {"F": ("2", "22.5"), "M": ("0", "0")}
    assert counted(text, SESSION="SESSION_02_GROWTH", ROLE="SPEAKER", GROUP="NGO") == {"F": ("1", "10"), "M": ("0", "0")}
    assert counted(text, SESSION="SESSION_02_GROWTH", ROLE="MODERATOR") == {"F": ("1", ""), "M": ("0", "")}
    assert counted(text, SESSION="SESSION_01", ROLE="SPEAKER") == {"F": ("0", "0"), "M": ("1", "5"), "_O": ("1", "")}
    assert counted(text, SESSION="الجلسة_10_الختام", ROLE="SPEAKER") == {"_U": ("1", "")}


def test_the_event_has_a_total_only_of_those_whom_the_sessions_do_not_add_up_to(entries):
    text = batch_csv(entries, "MEETING_26")
    assert counted(text, ROLE="DELEGATE") == {"F": ("1", ""), "M": ("2", "")}
    assert counted(text, ROLE="DELEGATE", REF_AREA="KEN") == {"F": ("1", ""), "M": ("1", "")}
    assert counted(text, ROLE="DELEGATE", GROUP="PARTY") == {"F": ("1", ""), "M": ("1", "")}
    assert counted(text, ROLE="SPEAKER") == {}
    mixed = batch_csv([*entries, Entry("", "SPEAKER", "F")], "MEETING_26")
    assert counted(mixed, ROLE="SPEAKER") == {"F": ("3", ""), "M": ("1", "5"), "_O": ("1", ""), "_U": ("1", "")}


def test_it_is_published_as_it_is(entries, store, write):
    publish(write(data=EVENT.encode(), name="event.csv"), store)
    outcome = publish(write(data=batch_csv(entries, "MEETING_26").encode(), name="tally.csv"), store)
    assert (outcome.report.dataset, [finding.code for finding in outcome.report.findings]) == ("participation", [])
    found = store.newest().run("event_participation", event="MEETING_26")
    assert len(found) == len(rows(batch_csv(entries, "MEETING_26")))
    titles = {row["session"]: row["session_title"] for row in found}
    assert titles == {
        "SESSION_01": "Session 1",
        "SESSION_02_GROWTH": "Session 2: growth",
        "الجلسة_10_الختام": "الجلسة ١٠: الختام",
        "_T": None,
    }


def test_a_session_has_the_same_id_wherever_it_stands():
    titles = ["Opening", "2. Skills & schools", "10. 技能/学校", "第一场", "../..", "_T", "x" * 90, "👩", "Ouverture: « été »", "S1"]
    ids = session_ids(titles)
    assert [ids[title] for title in titles[:4]] == ["OPENING", "02_SKILLS_SCHOOLS", "10_技能_学校", "第一场"]
    assert [ids["_T"], ids["S1"], ids["Ouverture: « été »"]] == ["T", "S01", "OUVERTURE_ÉTÉ"]
    assert len(set(ids.values())) == len(titles) and all(len(id) < 60 for id in ids.values())
    assert session_ids(reversed([*titles, "another"])).items() >= ids.items()
    alike = session_ids(["A - B", "A: B", "C"])
    assert len(set(alike.values())) == 3 and alike["C"] == "C" and all(id.startswith("A_B_") for id in list(alike.values())[:2])


def test_nobody_makes_no_rows():
    assert rows(batch_csv([], "MEETING_26")) == []
