"""Sessions rolled up: without women, without men, by the pledge, and those about which nothing can be said."""

import pytest

from dashboard.domain.measures import Counts
from dashboard.domain.panels import Panels, Session, roll_up
from dashboard.domain.yardsticks import Yardstick

PLEDGE = Yardstick("panel_pledge", "not_single_sex", {"minimum_panel": 2, "count_moderators": False})
SESSIONS = [
    Session(Counts(2, 2)),
    Session(Counts(0, 4), moderators=Counts(1, 0)),
    Session(Counts(3, 0)),
    Session(Counts(0, 1)),
    Session(Counts(0, 3, unknown=1)),
    Session(Counts(1, 3, unknown=1)),
    Session(Counts(0, 0, unknown=5)),
    Session(Counts(4, None)),
    Session(None),
]


def test_sessions_are_counted_by_who_took_part():
    assert roll_up(SESSIONS, PLEDGE) == Panels(
        sessions=9, without_women=2, without_men=1, kept=2, single_sex=2, undetermined=4, too_small=1, unknown=4
    )


def test_a_moderator_can_make_the_difference():
    counted = roll_up(SESSIONS, PLEDGE.with_parameters(count_moderators=True))
    assert (counted.without_women, counted.kept, counted.single_sex) == (1, 3, 1)


def test_every_session_stands_somewhere_by_the_pledge():
    panels = roll_up(SESSIONS, PLEDGE)
    assert panels.kept + panels.single_sex + panels.undetermined + panels.too_small == panels.sessions


def test_no_sessions_are_no_panels():
    assert roll_up([], PLEDGE) == Panels(0, 0, 0, 0, 0, 0, 0, 0)


def test_only_the_pledge_rolls_sessions_up():
    with pytest.raises(ValueError, match="rolled up by 'not_single_sex'"):
        roll_up([], Yardstick("threshold_30", "share_at_least", {"minimum": 30}))
