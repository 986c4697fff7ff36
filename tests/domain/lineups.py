"""What would change a line-up, told a second time for the tests: every line-up that few enough changes lead to is tried and judged."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from functools import cache

from dashboard.catalogue import load
from dashboard.domain.measures import Counts
from dashboard.domain.programme import Entry, counts, looked_at, panels, sessions
from dashboard.domain.rebalance import Act, Way
from dashboard.domain.yardsticks import Evidence, Outcome, Yardstick, judge

YARDSTICKS = load().yardsticks
PERSONS = [YARDSTICKS[name] for name in ("un_parity_band", "balance_40_60", "threshold_30", "challenge_50_50", "within_one_person")]
PLEDGE = YARDSTICKS["panel_pledge"]
FINE = (Outcome.MET, Outcome.NOT_APPLICABLE)


def session(
    name: str, women: int, men: int, other: int = 0, unknown: int = 0, fixed: tuple[int, int] = (0, 0), role: str = "SPEAKER"
) -> list[Entry]:
    """A session of so many people, so many women and men of whom are fixed."""
    found = [
        Entry(name, role, "F", heads=women - fixed[0]),
        Entry(name, role, "F", heads=fixed[0], fixed=True),
        Entry(name, role, "M", heads=men - fixed[1]),
        Entry(name, role, "M", heads=fixed[1], fixed=True),
        Entry(name, role, "_O", heads=other),
        Entry(name, role, "_U", heads=unknown),
    ]
    return [entry for entry in found if entry.heads] or [Entry(name, role, "M", heads=0)]


def every_session(most: int, others: int, unknowns: int) -> Iterator[tuple[int, int, int, int, tuple[int, int]]]:
    """All sessions of at most so many people, so many of them of another category or undisclosed, with everybody fixed who can be."""
    for women, men, other, unknown in itertools.product(range(most + 1), range(most + 1), range(others + 1), range(unknowns + 1)):
        if women + men + other + unknown <= most:
            for fixed in itertools.product(range(women + 1), range(men + 1)):
                yield women, men, other, unknown, fixed


def applied(programme: Sequence[Entry], way: Way) -> list[Entry]:
    """The programme after these changes; an assertion fails where somebody is exchanged who is not there or is fixed."""
    after = [entry for entry in programme if entry.fixed or entry.sex not in "FM"]
    people = [one for entry in programme if entry not in after for one in [Entry(entry.session, entry.role, entry.sex)] * entry.heads]
    for change in way.changes:
        if change.act is Act.EXCHANGE:
            gone = [one for one in people if one.session == change.session and one.sex != change.sex]
            assert sum(place.free for place in change.places) == len(gone) >= change.number
            for one in gone[: change.number]:
                people.remove(one)
        people += [Entry(change.session, "SPEAKER", change.sex)] * change.number
    return after + people


def reached(programme: Sequence[Entry], yardstick: Yardstick, pledge: Yardstick) -> bool:
    """Whether the event reaches the yardstick, and each of its sessions the pledge."""
    with_moderators = pledge.parameters["count_moderators"]
    kept = [judge(pledge, Evidence(counts=panel.panellists, moderators=panel.moderators)).outcome for panel in panels(programme)]
    event = judge(yardstick, Evidence(counts=counts(looked_at(programme, with_moderators)))).outcome
    return event in FINE and all(outcome in FINE for outcome in kept)


@cache
def _kept(pledge: str, minimum: float, people: Counts) -> bool:
    return judge(YARDSTICKS[pledge].with_parameters(minimum_panel=minimum), Evidence(counts=people)).outcome in FINE


@cache
def _met(yardstick: str, people: Counts) -> bool:
    return judge(YARDSTICKS[yardstick], Evidence(counts=people)).outcome in FINE


@cache
def _reachable(people: Counts, free: tuple[int, int], means: str, minimum: float, budget: int) -> dict[tuple[int, int], int]:
    """The women and men that so many changes of a session lead to with the pledge kept, and the fewest changes that lead there."""
    found: dict[tuple[int, int], int] = {}
    invited = range(budget + 1 if means != Act.EXCHANGE else 1)
    to_women, to_men = (range(1) if means == Act.INVITE else range(number + 1) for number in reversed(free))
    for women, men, here, there in itertools.product(invited, invited, to_women, to_men):
        number, after = women + men + here + there, (people.women + women + here - there, people.men + men - here + there)
        if number <= budget and number < found.get(after, budget + 1):
            if _kept("panel_pledge", minimum, Counts(*after, people.other, people.unknown)):
                found[after] = number
    return found


def best(programme: Sequence[Entry], yardstick: Yardstick, pledge: Yardstick, means: str, budget: int) -> tuple[int, Counts] | None:
    """The fewest changes within a budget and the people after them, by the rules for ties; None where nothing does."""
    together, whole = {(0, 0): 0}, Counts(0, 0)
    for entries in sessions(programme).values():
        people = counts(entries)
        free = tuple(sum(one.heads for one in entries if one.sex == sex and not one.fixed) for sex in "FM")
        parts = _reachable(people, free, str(means), pledge.parameters["minimum_panel"], budget)
        added: dict[tuple[int, int], int] = {}
        for (here, spent), (after, number) in itertools.product(together.items(), parts.items()):
            place = here[0] + after[0], here[1] + after[1]
            if spent + number <= budget and spent + number < added.get(place, budget + 1):
                added[place] = spent + number
        together, whole = added, whole + people
    found = [
        ((number, -(women + men), abs(women - men), -women), Counts(women, men, whole.other, whole.unknown))
        for (women, men), number in together.items()
        if _met(yardstick.id, Counts(women, men, whole.other, whole.unknown))
    ]
    rank, after = min(found, key=lambda one: one[0], default=((None,), None))
    return None if after is None else (rank[0], after)
