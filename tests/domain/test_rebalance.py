"""What would change a line-up: the fewest changes against every line-up there is, the rules for ties, and what is said of each session."""

from __future__ import annotations

import itertools
import random

import pytest

from dashboard.domain.measures import Counts
from dashboard.domain.programme import Entry
from dashboard.domain.rebalance import Act, Change, Place, Standing, Way, rebalance
from dashboard.domain.yardsticks import Evidence, Outcome, Yardstick, judge
from tests.domain.lineups import PERSONS, PLEDGE, YARDSTICKS, applied, best, every_session, reached, session

BAND, BALANCE, THIRTY, CHALLENGE, ONE_PERSON = PERSONS
MODERATED = PLEDGE.with_parameters(count_moderators=True)
MEANS = {"fewest": "", "invitations": Act.INVITE, "exchanges": Act.EXCHANGE}
# Beyond so many changes nothing is tried a second time; a way that says it takes more is only tried for being one.
BUDGET = 8


def prove(programme: list[Entry], standing: Standing, yardstick: Yardstick, pledge: Yardstick, budget: int = BUDGET) -> None:
    """Each way reaches what it says with the fewest changes there are, and leads to the line-up that the rules for ties name."""
    for name, means in MEANS.items():
        way = getattr(standing, name)
        expected = best(programme, yardstick, pledge, means, budget if way is None else min(way.number, budget))
        if way is None or way.number > budget:
            assert expected is None, (programme, yardstick.id, name)
        else:
            assert (way.number, way.after) == expected, (programme, yardstick.id, name)
        if way is not None:
            after = applied(programme, way)
            assert reached(after, yardstick, pledge)
            assert {change.act for change in way.changes} <= ({means} if means else set(Act))
    assert standing.reached is None or standing.reached == (standing.fewest is not None and not standing.fewest.changes)


SMALL = [*every_session(7, 1, 1), *every_session(4, 4, 2)]


@pytest.mark.parametrize("yardstick", PERSONS, ids=lambda one: one.id)
@pytest.mark.parametrize("minimum", [2, 3])
def test_no_session_can_do_with_fewer(yardstick, minimum):
    """All sessions of up to seven people, with all who can be fixed."""
    pledge = PLEDGE.with_parameters(minimum_panel=minimum)
    cases = {str(place): session(str(place), *case[:4], fixed=case[4]) for place, case in enumerate(SMALL)}
    advice = rebalance([entry for entries in cases.values() for entry in entries], yardstick, pledge)
    for name, entries in cases.items():
        prove(entries, advice.sessions[name], yardstick, pledge)


@pytest.mark.parametrize("yardstick", PERSONS, ids=lambda one: one.id)
def test_no_two_sessions_can_do_with_fewer_together(yardstick):
    for pair in itertools.combinations_with_replacement(every_session(2, 1, 1), 2):
        programme = [entry for place, case in enumerate(pair) for entry in session(str(place), *case[:4], fixed=case[4])]
        prove(programme, rebalance(programme, yardstick, PLEDGE).event, yardstick, PLEDGE, budget=6)


@pytest.mark.parametrize("yardstick", PERSONS, ids=lambda one: one.id)
def test_no_programme_can_do_with_fewer(yardstick):
    """Programmes of three to five sessions, some of one sex only, some too small for the pledge, drawn at random but always the same."""
    draw = random.Random(yardstick.id)
    for _ in range(30):
        pledge = PLEDGE.with_parameters(minimum_panel=draw.choice([2, 2, 2, 3, 4]))
        weights = [draw.choice([0, 1, 3]), draw.choice([1, 3]), draw.choice([0, 0, 1]), draw.choice([0, 0, 1])]
        programme = [
            Entry(str(name), "SPEAKER", *draw.choices(["F", "M", "_O", "_U"], weights), fixed=draw.random() < 0.4)
            for name in range(draw.randint(3, 5))
            for _ in range(draw.randint(1, 4))
        ]
        prove(programme, rebalance(programme, yardstick, pledge).event, yardstick, pledge, budget=6)


LARGER = [
    [(0, 6, 0, 0, (0, 0)), (2, 0, 0, 0, (0, 0))],
    [(6, 0, 0, 0, (0, 0)), (0, 2, 0, 0, (0, 0))],
    [(0, 7, 0, 0, (0, 4)), (3, 0, 0, 0, (0, 0)), (1, 1, 0, 0, (1, 1))],
    [(0, 4, 0, 0, (0, 0)), (0, 4, 0, 0, (0, 0)), (2, 0, 0, 0, (0, 0)), (2, 0, 0, 0, (0, 0))],
    [(0, 3, 0, 0, (0, 3)), (0, 5, 0, 0, (0, 1)), (1, 0, 0, 0, (0, 0)), (0, 0, 2, 0, (0, 0))],
]


@pytest.mark.parametrize("cases", LARGER)
def test_where_pledge_and_yardstick_pull_apart_nothing_less_will_do(cases):
    programme = [entry for place, case in enumerate(cases) for entry in session(str(place), *case[:4], fixed=case[4])]
    for yardstick in PERSONS:
        prove(programme, rebalance(programme, yardstick, PLEDGE).event, yardstick, PLEDGE, budget=6)


def test_a_yardstick_that_is_met_at_certain_sizes_only_is_reached_at_one_of_them():
    """Exactly 40 per cent, which only multiples of five people can be."""
    exactly = Yardstick("exactly", "share_band", {"low": 40, "high": 40})
    assert of(session("A", 1, 2), exactly).event.fewest.after == Counts(2, 3)


def test_where_a_yardstick_turns_to_shares_is_not_passed_over():
    """Of 18 people 5 are undisclosed, more than a tolerance of nobody; of 20 they may be: 30 to 70 per cent."""
    turning = Yardstick("turning", "count_difference", {"tolerance": 0, "share_tolerance": 20, "share_from": 20})
    advice = of(session("A", 6, 7, unknown=5), turning).event
    assert (advice.fewest.number, advice.fewest.after.total) == (2, 20)


def test_the_turn_of_the_challenge_from_persons_to_shares_is_found():
    """Three undisclosed of 97 people are more than one person's difference; from 100 people on they must be no more than 2 per cent."""
    advice = rebalance(session("A", 47, 47, unknown=3), CHALLENGE, PLEDGE).event
    after = advice.fewest.after
    tried = [Counts(women, known - women, unknown=3) for known in range(95, after.women + after.men + 1) for women in range(known + 1)]
    assert [counts for counts in tried if judge(CHALLENGE, Evidence(counts=counts)).outcome is Outcome.MET] == [after]
    assert (after, advice.fewest.number) == (Counts(74, 74, unknown=3), 54)


def of(programme, yardstick=BAND, pledge=PLEDGE):
    return rebalance(programme, yardstick, pledge)


def test_a_place_is_given_up_by_those_who_can_and_a_moderators_is_one_where_it_counts():
    programme = [
        Entry("A", "SPEAKER", "M", heads=2, fixed=True),
        Entry("A", "MODERATOR", "M"),
        Entry("A", "PANELLIST", "M"),
        Entry("A", "PANELLIST", "M"),
    ]
    counted = of(programme, THIRTY, MODERATED).sessions["A"]
    assert counted.exchanges.changes == (Change("A", Act.EXCHANGE, "F", 2, (Place("MODERATOR", 1), Place("PANELLIST", 2))),)
    without = of(programme, THIRTY).sessions["A"]
    assert without.exchanges.changes == (Change("A", Act.EXCHANGE, "F", 2, (Place("PANELLIST", 2),)),)


def test_a_woman_who_moderates_can_be_all_it_takes():
    programme = [Entry("A", "SPEAKER", "M", heads=2, fixed=True), Entry("A", "MODERATOR", "M")]
    assert of(programme, THIRTY, MODERATED).sessions["A"].fewest.changes == (Change("A", Act.EXCHANGE, "F", 1, (Place("MODERATOR", 1),)),)


def test_each_session_is_told_what_it_does_for_the_event():
    """Men only and women only change by their pledge; what the event lacks beyond goes where women and men are farthest apart."""
    programme = [*session("men", 0, 6), *session("women", 2, 0), *session("mixed", 2, 5)]
    advice = of(programme)
    assert (advice.event.verdict.outcome, advice.event.pledge, advice.event.reached) == (Outcome.BELOW, Outcome.NOT_MET, False)
    assert advice.event.fewest.changes == (
        Change("men", Act.INVITE, "F", 1),
        Change("men", Act.EXCHANGE, "F", 2, (Place("SPEAKER", 6),)),
        Change("women", Act.INVITE, "M", 1),
        Change("mixed", Act.EXCHANGE, "F", 1, (Place("SPEAKER", 5),)),
    )
    assert advice.event.fewest.after == Counts(8, 9)


def test_what_is_advised_for_the_event_keeps_every_pledge():
    programme = [*session("A", 0, 4), *session("B", 4, 0)]
    advice = of(programme).event
    assert (advice.verdict.outcome, advice.pledge) == (Outcome.MET, Outcome.NOT_MET)
    assert advice.ways == (advice.invitations, advice.exchanges)
    assert advice.invitations.changes == (Change("A", Act.INVITE, "F", 1), Change("B", Act.INVITE, "M", 1))
    assert [(change.session, change.sex, change.number) for change in advice.exchanges.changes] == [("A", "F", 1), ("B", "M", 1)]


def test_of_sessions_alike_the_first_comes_first():
    advice = of([*session("B", 0, 2), *session("A", 0, 2), *session("C", 0, 2)], THIRTY)
    assert list(advice.sessions) == ["B", "A", "C"]
    assert [change.session for change in advice.event.fewest.changes] == ["B", "A", "C"]
    once = of([*session("B", 2, 4), *session("A", 2, 4)], BALANCE).event.fewest
    assert [change.session for change in once.changes] == ["B"]


def test_where_nobody_can_be_exchanged_only_invitations_are_left():
    advice = of(session("A", 0, 3, fixed=(0, 3)), THIRTY).event
    assert (advice.exchanges, advice.fewest, advice.fewest.number) == (None, advice.invitations, 2)
    assert advice.ways == (advice.invitations,)


def test_what_no_number_of_people_reaches_is_said_to_be_out_of_reach():
    everybody = Yardstick("all", "share_at_least", {"minimum": 100})
    advice = of(session("A", 2, 1, fixed=(0, 1)), everybody).event
    assert (advice.fewest, advice.invitations, advice.exchanges, advice.ways) == (None, None, None, ())
    undisclosed = of(session("A", 5, 5, unknown=3), ONE_PERSON).event
    assert (undisclosed.verdict.outcome, undisclosed.fewest) == (Outcome.UNDETERMINED, None)


def test_advice_holds_whatever_the_undisclosed_are():
    advice = of(session("A", 1, 2, unknown=1), THIRTY).sessions["A"]
    assert (advice.reached, advice.worst_case, advice.fewest.changes) == (False, True, (Change("A", Act.INVITE, "F", 1),))
    assert not of(session("A", 1, 2), THIRTY).event.worst_case


@pytest.mark.parametrize("programme", [[], [Entry("A", "SPEAKER", "M", heads=0)], [Entry("A", "MODERATOR", "M", fixed=True)]])
def test_nobody_has_nothing_to_change(programme):
    advice = of(programme)
    for standing in (advice.event, *advice.sessions.values()):
        assert (standing.verdict.outcome, standing.pledge, standing.reached) == (Outcome.NOT_APPLICABLE, Outcome.NOT_APPLICABLE, None)
        assert (standing.fewest, standing.ways) == (Way((), Counts(0, 0)), ())


def test_the_same_programme_is_told_the_same_in_pieces_and_as_a_whole():
    """People who are alike may stand in one entry or in several."""
    whole = [Entry("A", "SPEAKER", "M", heads=5), Entry("A", "SPEAKER", "F")]
    pieces = [Entry("A", "SPEAKER", "M")] * 5 + [Entry("A", "SPEAKER", "F")]
    assert of(whole) == of(pieces)


@pytest.mark.parametrize(
    ("yardstick", "pledge", "message"),
    [
        (PLEDGE, PLEDGE, "line-ups are changed by share_band, share_at_least, count_difference"),
        (YARDSTICKS["gpi"], PLEDGE, "'gpi' has the rule 'ratio_band'"),
        (BAND, THIRTY, "'threshold_30' has the rule 'share_at_least'; the pledge of a session is 'not_single_sex'"),
    ],
)
def test_only_yardsticks_of_persons_and_only_the_pledge(yardstick, pledge, message):
    with pytest.raises(ValueError, match=message):
        rebalance([], yardstick, pledge)
