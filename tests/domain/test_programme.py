"""A programme without names: counted by sex, in the order of its sessions."""

from __future__ import annotations

from fractions import Fraction

from dashboard.catalogue import load
from dashboard.domain.measures import Counts
from dashboard.domain.panels import Session, roll_up
from dashboard.domain.programme import Entry, Voice, by_group, by_region, chairs, counts, looked_at, panels, sessions, voice

ENTRIES = [
    Entry("B", "SPEAKER", "F"),
    Entry("A", "SPEAKER", "M", heads=2),
    Entry("B", "MODERATOR", "_U"),
    Entry("A", "SPEAKER", "_O"),
]


def test_people_are_counted_by_sex():
    assert counts(ENTRIES) == Counts(1, 2, 1, 1)
    assert counts([]) == Counts(0, 0)


def test_sessions_come_in_the_order_of_the_programme():
    assert {name: counts(entries) for name, entries in sessions(ENTRIES).items()} == {"B": Counts(1, 0, 0, 1), "A": Counts(0, 2, 1)}


SPOKEN = [
    Entry("A", "CHAIR", "F", minutes=5, group="UN_BODY", region="KEN"),
    Entry("A", "SPEAKER", "M", minutes=0.1, group="DONOR", region="FRA"),
    Entry("A", "SPEAKER", "M", minutes=0.2, heads=2, group="DONOR", region="KEN"),
    Entry("A", "MODERATOR", "M"),
    Entry("B", "SPEAKER", "F", group="", region=""),
    Entry("B", "MODERATOR", "_U", minutes=4, region="ATA"),
]


def test_voice_stands_beside_the_presence_of_those_whose_minutes_are_known():
    heard = voice(SPOKEN)
    assert (heard.heads, heard.timed) == (Counts(2, 4, 0, 1), Counts(1, 3, 0, 1))
    assert heard.minutes == Counts(5, 0.3, 0, 4)
    assert heard.covered == float(Fraction(500, 7))
    assert voice([]) == Voice(Counts(0, 0), Counts(0, 0), Counts(0, 0), None)


def test_chairs_are_those_who_lead():
    assert chairs(SPOKEN) == Counts(1, 1, 0, 1)


def test_moderators_are_looked_at_where_they_count():
    assert counts(looked_at(SPOKEN, True)) == Counts(2, 4, 0, 1)
    assert counts(looked_at(SPOKEN, False)) == Counts(2, 3)


def test_people_are_counted_by_group_and_those_without_one_apart():
    assert by_group(SPOKEN) == {"UN_BODY": Counts(1, 0), "DONOR": Counts(0, 3), "": Counts(1, 1, 0, 1)}


def test_people_are_counted_in_every_region_of_their_area():
    regions = {"KEN": ["AFRICA", "LDC"], "FRA": ["EUROPE"]}
    expected = {
        "AFRICA": Counts(1, 2),
        "LDC": Counts(1, 2),
        "EUROPE": Counts(0, 1),
        "": Counts(1, 1),
        "ATA": Counts(0, 0, 0, 1),
    }
    assert by_region(SPOKEN, regions.get) == expected
    assert by_region(SPOKEN, lambda area: regions.get(area, ())) == expected


def test_sessions_are_panels_with_their_moderators_apart():
    found = panels(SPOKEN)
    assert found == [Session(Counts(1, 3), Counts(0, 1)), Session(Counts(1, 0), Counts(0, 0, 0, 1))]
    counted = roll_up(found, load().yardsticks["panel_pledge"])
    assert (counted.sessions, counted.without_men, counted.kept, counted.too_small) == (2, 1, 1, 1)
