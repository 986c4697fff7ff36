"""Sessions of an event: panellists and moderators, speaking time, groups."""

from dashboard import catalogue
from dashboard.domain.measures import Counts
from dashboard.web.figures.participation import Figure
from dashboard.web.figures.sessions import groups, panels, sessions, voice

PLEDGE = catalogue.load().yardsticks["panel_pledge"]


def figure(session: str, role: str = "SPEAKER", women: int = 0, men: int = 0, **other) -> Figure:
    """A counted role of a session."""
    return Figure("E", session, role, "S", counts=Counts(women, men), **other)


LISTED = [
    figure("S1", women=2, men=3, minutes=Counts(10, 30)),
    figure("S1", "MODERATOR", women=1),
    figure("S2", men=2),
    figure("S2", "MODERATOR", women=1),
    figure("S3", women=4, minutes=Counts(20, 0)),
    figure("_ALL", women=9, men=9),
    figure("_T", women=100, men=100),
    figure("S1", women=1, men=1, group="DONOR"),
    figure("S2", men=1, group="DONOR"),
]


def test_a_set_of_sessions_or_a_group_is_no_session():
    made = sessions(LISTED)
    assert [(session.id, session.panellists, session.moderators) for session in made] == [
        ("S1", Counts(2, 3), Counts(1, 0)),
        ("S2", Counts(0, 2), Counts(1, 0)),
        ("S3", Counts(4, 0), None),
    ]


def test_the_setting_says_whether_moderators_count():
    made = sessions(LISTED)
    assert made[0].people(True) == Counts(3, 3) and made[0].people(False) == Counts(2, 3)
    assert panels(made, PLEDGE.with_parameters(count_moderators=False)).single_sex == 2
    counted = panels(made, PLEDGE.with_parameters(count_moderators=True))
    assert (counted.single_sex, counted.without_women, counted.without_men) == (1, 0, 1)


def test_speaking_time_stands_beside_the_presence_in_the_same_sessions():
    heard = voice(sessions(LISTED))
    assert (heard.sessions, heard.presence, heard.minutes) == (2, Counts(6, 3), Counts(30, 30))
    assert voice(sessions([figure("S1", women=1, men=1)])) is None


def test_groups_are_added_up_over_sessions_unless_said_as_a_whole():
    (donors,) = groups(LISTED)
    assert (donors.group, donors.counts, donors.parts, donors.basis) == ("DONOR", Counts(1, 2), 2, "sessions")
    (said,) = groups([*LISTED, figure("_T", women=5, men=6, group="DONOR")])
    assert said.counts == Counts(5, 6)


def test_the_panellists_are_of_the_role_most_sessions_have():
    made = sessions([figure("S1", "PANELLIST", 1, 1), figure("S2", "PANELLIST", 1, 2), figure("S2", "RAPPORTEUR", 1, 0)])
    assert [session.role for session in made] == ["PANELLIST", "PANELLIST"]
