"""A programme without names: counted by sex, in the order of its sessions."""

from __future__ import annotations

from dashboard.domain.measures import Counts
from dashboard.domain.programme import Entry, counts, sessions

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
