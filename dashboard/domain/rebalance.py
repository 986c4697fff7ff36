"""What would change a line-up: the fewest invitations or exchanges with which a programme, and each of its sessions, reaches a yardstick.

Rules, ties and the proof that fewest is fewest: docs/decisions/0017-lineups.md.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from itertools import count
from math import ceil

from .fewest import Limits, Moves, fewest
from .measures import Counts
from .programme import MAN, WOMAN, Entry, counts, looked_at, sessions
from .yardsticks import FARTHEST, Evidence, Outcome, Verdict, Yardstick, judge, outcome

RULES = ("share_band", "share_at_least", "count_difference")
_WORST_FIRST = (Outcome.NOT_MET, Outcome.UNDETERMINED, Outcome.MET, Outcome.NOT_APPLICABLE)


class Act(StrEnum):
    """What an organiser can do: invite somebody more, or give the place of somebody who is not fixed to a person of the other sex."""

    INVITE = "invite"
    EXCHANGE = "exchange"


@dataclass(frozen=True)
class Place:
    """So many people of one role whose place can be given to somebody else; a moderator's place is given by letting the other moderate."""

    role: str
    free: int


@dataclass(frozen=True)
class Change:
    """`number` people of `sex` (F or M) who come into a session: invited to it, or in the place of as many of the other sex.

    `places` are those that an exchange can choose from, by role in the order of the programme; there are as many as `number` or more.
    """

    session: str
    act: Act
    sex: str
    number: int
    places: tuple[Place, ...] = ()


@dataclass(frozen=True)
class Way:
    """Changes that reach it, session by session, and the people `after` them. Without changes: it is reached as it stands."""

    changes: tuple[Change, ...]
    after: Counts

    @property
    def number(self) -> int:
        """How many changes these are: one for each person who is invited or comes in another's place."""
        return sum(change.number for change in self.changes)


@dataclass(frozen=True)
class Standing:
    """How one session, or the whole event, stands, and what would change it.

    `counts` are those who are judged: with the moderators where the pledge counts them. `verdict` is the yardstick's, `pledge` the outcome
    by the pledge (of the event: the worst of its sessions'). `fewest`, `invitations`, `exchanges` are the fewest changes of any kind, by
    invitations alone, by exchanges alone, that reach yardstick and pledge; None where there are none.
    """

    counts: Counts
    verdict: Verdict
    pledge: Outcome
    fewest: Way | None
    invitations: Way | None
    exchanges: Way | None

    @property
    def reached(self) -> bool | None:
        """Whether it is certain that yardstick and pledge are reached; None where neither can be asked, as of an empty session."""
        outcomes = {self.verdict.outcome, self.pledge}
        return None if outcomes == {Outcome.NOT_APPLICABLE} else outcomes <= {Outcome.MET, Outcome.NOT_APPLICABLE}

    @property
    def worst_case(self) -> bool:
        """Whether some are undisclosed, so that what is advised holds whatever they are."""
        return bool(self.counts.unknown)

    @property
    def ways(self) -> tuple[Way, ...]:
        """The ways to choose from, each once: fewest changes first, then more invitations."""
        found = dict.fromkeys(way for way in (self.fewest, self.invitations, self.exchanges) if way is not None and way.changes)
        return tuple(sorted(found, key=lambda way: way.number))


@dataclass(frozen=True)
class Advice:
    """The event, whose people all together have to reach the yardstick while each session keeps the pledge, and each session by itself."""

    event: Standing
    sessions: Mapping[str, Standing]


def rebalance(programme: Sequence[Entry], yardstick: Yardstick, pledge: Yardstick) -> Advice:
    """The fewest changes that reach yardstick and pledge, for each session and for the event.

    `yardstick` has one of the rules `share_band`, `share_at_least`, `count_difference`; `pledge` has `not_single_sex`, and its
    `count_moderators` says whether moderators are among those who are judged and whose places can be given away. Nobody is exchanged who
    is fixed, of another category or undisclosed. Raises ValueError for another rule.
    """
    if yardstick.rule not in RULES:
        raise ValueError(f"yardstick {yardstick.id!r} has the rule {yardstick.rule!r}; line-ups are changed by {', '.join(RULES)}")
    if pledge.rule != "not_single_sex":
        raise ValueError(f"pledge {pledge.id!r} has the rule {pledge.rule!r}; the pledge of a session is 'not_single_sex'")
    with_moderators = pledge.parameters["count_moderators"]
    parts = [_Part(name, tuple(looked_at(entries, with_moderators))) for name, entries in sessions(programme).items()]
    solver = _Solver(yardstick, pledge)
    return Advice(solver.standing(parts), {part.name: solver.standing([part]) for part in parts})


class _Part:
    """One session: those who are judged, and the places that can be given away."""

    def __init__(self, name: str, entries: Sequence[Entry]):
        self.name = name
        self.counts = counts(entries)
        self.places = {sex: _places(entry for entry in entries if entry.sex == sex and not entry.fixed) for sex in (WOMAN, MAN)}

    def free(self, sex: str) -> int:
        """How many places of a sex can be given away."""
        return sum(place.free for place in self.places[sex])

    def changes(self, moves: Moves) -> list[Change]:
        """The moves as changes: invitations first, women first."""
        listed = [
            Change(self.name, Act.INVITE, WOMAN, moves.women),
            Change(self.name, Act.INVITE, MAN, moves.men),
            Change(self.name, Act.EXCHANGE, WOMAN, moves.to_women, self.places[MAN]),
            Change(self.name, Act.EXCHANGE, MAN, moves.to_men, self.places[WOMAN]),
        ]
        return [change for change in listed if change.number]


def _places(entries: Iterable[Entry]) -> tuple[Place, ...]:
    found: dict[str, int] = {}
    for entry in entries:
        found[entry.role] = found.get(entry.role, 0) + entry.heads
    return tuple(Place(role, free) for role, free in found.items() if free)


class _Solver:
    """One yardstick and one pledge; each question is asked of them once, and sessions that are alike are solved once."""

    def __init__(self, yardstick: Yardstick, pledge: Yardstick):
        self.yardstick, self.pledge = yardstick, pledge
        self.verdict = cache(lambda people: judge(yardstick, Evidence(counts=people)))
        self.kept = cache(lambda people: outcome(pledge, Evidence(counts=people)))
        self.edges = cache(self._edges)
        self.near: dict[tuple[int, int], tuple[int, int, int]] = {}
        self.limits = cache(self._limits)
        self.moves = cache(self._moves)

    def standing(self, parts: Sequence[_Part]) -> Standing:
        """How these sessions stand together, and what would change it."""
        people = _sum([part.counts for part in parts])
        sizes = tuple((part.counts, part.free(WOMAN), part.free(MAN)) for part in parts)
        ways = [self._way(parts, people, self.moves(sizes, people, means)) for means in ("", Act.INVITE, Act.EXCHANGE)]
        outcomes = [self.kept(part.counts) for part in parts]
        pledge = min(outcomes, key=_WORST_FIRST.index, default=Outcome.NOT_APPLICABLE)
        return Standing(people, self.verdict(people), pledge, *ways)

    def _way(self, parts: Sequence[_Part], people: Counts, moves: Sequence[Moves] | None) -> Way | None:
        if moves is None:
            return None
        women = people.women + sum(one.women + one.to_women - one.to_men for one in moves)
        men = people.men + sum(one.men - one.to_women + one.to_men for one in moves)
        changes = [change for part, one in zip(parts, moves, strict=True) for change in part.changes(one)]
        return Way(tuple(changes), replace(people, women=women, men=men))

    def _moves(self, sizes: Sequence[tuple[Counts, int, int]], people: Counts, means: str) -> list[Moves] | None:
        """The fewest moves by these means, all of them if none is named."""
        limits, grown = zip(*(self.limits(*size) for size in sizes), strict=True) if sizes else ((), ())
        if means == Act.INVITE:
            limits = [one.without_exchanges() for one in limits]
            grown = [one and one.without_exchanges() for one in grown]
        farthest = 0 if means == Act.EXCHANGE else int(people.total * FARTHEST)
        return fewest(limits, grown, lambda known: self.edges(known, people.other, people.unknown), farthest, self._turn(people))

    def _turn(self, people: Counts) -> int | None:
        """At how many invitations the yardstick begins to measure otherwise, if it does so yet."""
        many = self.yardstick.parameters.get("share_from")
        return ceil(many - people.total) if many is not None and people.total < many else None

    def _edges(self, known: int, other: int, unknown: int) -> tuple[int, int]:
        """The fewest women among so many women and men that are enough if all undisclosed are men, and the most if all are women."""

        def enough(women: int) -> bool:
            return self._outcome(women, known - women + unknown, other) is not Outcome.BELOW

        def too_many(women: int) -> bool:
            return self._outcome(women + unknown, known - women, other) is Outcome.ABOVE

        # The edges of the number asked for before, in proportion, are near by.
        people, low, high = self.near.get((other, unknown), (1, 0, 0))
        scale = (known + unknown) / people
        low, high = _first(enough, int(low * scale), known + 1), _first(too_many, int(high * scale) - unknown, known + 1)
        self.near[other, unknown] = max(1, known + unknown), low, high + unknown
        return low, high - 1

    def _outcome(self, women: int, men: int, other: int) -> Outcome:
        return outcome(self.yardstick, Evidence(counts=Counts(women, men, other)))

    def _limits(self, people: Counts, women_free: int, men_free: int) -> tuple[Limits, Limits | None]:
        """What the pledge leaves a session to do: as it is, and, of one too small for the pledge, once it is no longer."""
        women, men = int(people.women), int(people.men)
        least_women, least_men, least = self._least(people)
        asked = Limits(
            women,
            men,
            max(0, least_women - women),
            max(0, least_men - men),
            max(0, least - women - men),
            min(men_free, max(0, men - least_men)),
            min(women_free, max(0, women - least_women)),
        )
        if self.kept(people) is not Outcome.NOT_APPLICABLE:
            return asked, None
        room = next(more for more in count() if self.kept(replace(people, women=women + more + 1)) is not Outcome.NOT_APPLICABLE)
        return Limits(women, men, men_free=men_free, women_free=women_free, room=room), asked

    def _least(self, people: Counts) -> tuple[int, int, int]:
        """The fewest women, the fewest men, and the fewest of both together with which a session with these others keeps the pledge."""
        many = ceil(self.pledge.parameters["minimum_panel"]) + 1

        def kept(women: int, men: int) -> bool:
            return self.kept(replace(people, women=women, men=men)) is Outcome.MET

        return (
            next(women for women in count() if kept(women, many)),
            next(men for men in count() if kept(many, men)),
            next(total for total in count() if any(kept(women, total - women) for women in range(total + 1))),
        )


def _first(holds: Callable[[int], bool], guess: int, end: int) -> int:
    """The first number from 0 on for which it holds, as for all after it; `end` where none before it does. Sought outwards from a guess."""
    low, high, step = 0, end, 1
    at = min(max(guess, 0), end - 1)
    while low <= at < high:
        if holds(at):
            high, at = at, at - step
        else:
            low, at = at + 1, at + step
        step *= 2
    return bisect_left(range(high), True, low, key=holds)


def _sum(listed: Sequence[Counts]) -> Counts:
    return Counts(*(sum(getattr(people, name) for people in listed) for name in ("women", "men", "other", "unknown")))
