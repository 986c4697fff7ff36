"""The fewest changes of sessions that bring all of them together between two edges, while each keeps what it needs.

Four changes are known: a woman or a man is invited, a man's place is given to a woman, a woman's to a man. Nothing here judges: the edges
and what a session needs are found by asking `yardsticks` (see `rebalance`). Why it is exact: docs/decisions/0017-lineups.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from heapq import heapify, heappop, heapreplace
from math import inf

Edges = Callable[[int], tuple[int, int]]


@dataclass(frozen=True)
class Moves:
    """So many women and men invited, men's places given to women, and women's to men."""

    women: int = 0
    men: int = 0
    to_women: int = 0
    to_men: int = 0


@dataclass(frozen=True)
class Limits:
    """What one session needs, and what it can give up.

    `women`, `men`: who take part now. `women_needed`, `men_needed`, `people_needed`: how many more of them it needs at least, the last of
    either sex and by invitation. `men_free`, `women_free`: how many of their places can be given away. `room`: how many can be invited,
    None for any number.
    """

    women: int
    men: int
    women_needed: int = 0
    men_needed: int = 0
    people_needed: int = 0
    men_free: int = 0
    women_free: int = 0
    room: int | None = None

    @property
    def either_needed(self) -> int:
        """How many it needs beyond the women and the men that it needs."""
        return max(0, self.people_needed - self.women_needed - self.men_needed)

    def without_exchanges(self) -> Limits:
        """The same where nobody's place can be given away."""
        return replace(self, men_free=0, women_free=0)


@dataclass(frozen=True)
class _Plan:
    """Moves of all sessions together: so many invitations, places given away, and the change in the number of women."""

    invited: int
    to_women: int
    to_men: int
    gain: int

    @property
    def rank(self) -> tuple[int, int]:
        """Fewest changes first, then most invitations: nobody loses a place that need not."""
        return self.invited + self.to_women + self.to_men, -self.invited

    @property
    def moves(self) -> Moves:
        """Who is invited follows from the change in the number of women."""
        women = self.gain - self.to_women + self.to_men
        return Moves(women, self.invited - women, self.to_women, self.to_men)


class _Together:
    """All sessions taken together: what they need, and how many places they can give away, in all and to those who are needed."""

    def __init__(self, limits: Sequence[Limits]):
        self.women = sum(one.women for one in limits)
        self.men = sum(one.men for one in limits)
        self.women_needed = sum(one.women_needed for one in limits)
        self.men_needed = sum(one.men_needed for one in limits)
        self.people_needed = sum(one.people_needed for one in limits)
        self.needed = self.women_needed + self.men_needed + sum(one.either_needed for one in limits)
        self.men_free = sum(one.men_free for one in limits)
        self.women_free = sum(one.women_free for one in limits)
        self.to_women_needed = sum(min(one.women_needed, one.men_free) for one in limits)
        self.to_men_needed = sum(min(one.men_needed, one.women_free) for one in limits)
        rooms = [one.room for one in limits]
        self.room = None if None in rooms else sum(rooms)

    def bounds(self, invited: int, edges: Edges) -> tuple[int, int, int, int, int]:
        """The gain of women that the edges ask for and allow, and the places that must go to women, to men, and to either of them."""
        low, high = edges(self.women + self.men + invited)
        low, high = low - self.women, high - self.women
        to_women = max(0, low - invited + self.men_needed)
        to_men = max(0, self.women_needed - high)
        return low, high, to_women, to_men, max(0, self.needed - invited)

    def missing(self, invited: int, edges: Edges) -> int:
        """How many invitations more it takes at least before the edges can be kept; 0 where they might be."""
        low, high, to_women, to_men, either = self.bounds(invited, edges)
        short = either - self.to_women_needed - self.to_men_needed
        return max(0, low - high, to_women - self.men_free, to_men - self.women_free, short, self.people_needed - invited)

    def exchanges(self, invited: int, edges: Edges) -> Iterator[tuple[int, int]]:
        """The fewest places given to women and to men at so many invitations, each way to split them; nothing where that cannot be."""
        low, high, to_women, to_men, either = self.bounds(invited, edges)
        enough, men_enough = self.to_women_needed, self.to_men_needed
        if to_women > enough:
            to_men = max(0, self.women_needed + to_women - enough - high, either - enough)
            if to_men <= men_enough:
                yield to_women, to_men
        elif to_men > men_enough:
            to_women = max(0, self.men_needed + to_men - men_enough + low - invited, either - men_enough)
            if to_women <= enough:
                yield to_women, to_men
        elif either <= enough + men_enough:
            number = max(to_women + to_men, either)
            for some in range(min(enough, number - to_men), max(to_women, number - men_enough) - 1, -1):
                yield some, number - some

    def plan(self, invited: int, edges: Edges) -> _Plan | None:
        """The best plan with so many invitations: the fewest exchanges, then as near to equal numbers as these allow, then more women."""
        low, high, *_ = self.bounds(invited, edges)
        found = []
        for to_women, to_men in self.exchanges(invited, edges):
            least = max(low, self.women_needed + max(0, to_women - self.to_women_needed) - to_men)
            most = min(high, invited - self.men_needed - max(0, to_men - self.to_men_needed) + to_women)
            equal = (self.men + invited - self.women + 1) // 2
            gain = min(max(equal, least), most)
            found.append((abs(self.women - self.men - invited + 2 * gain), -gain, _Plan(invited, to_women, to_men, gain)))
        return min(found, key=lambda one: one[:2])[2] if found else None


def fewest(
    limits: Sequence[Limits], grown: Sequence[Limits | None], edges: Edges, farthest: int, turn: int | None = None
) -> list[Moves] | None:
    """The fewest changes, session by session; None where nothing with at most `farthest` invitations brings the sessions between the edges.

    `limits` holds of each session; `grown` of a session too small to need anything what holds once people are invited to it, else None.
    `edges` are the fewest and the most women that so many people may have among them; they move by one person at most for each invited,
    but at `turn` invitations.
    """
    best: tuple[tuple[int, int], _Plan, Sequence[Limits]] | None = None
    for scenario in _scenarios(limits, grown):
        plan = _best(_Together(scenario), edges, farthest, turn)
        if plan and (best is None or plan.rank < best[0]):
            best = plan.rank, plan, scenario
    return None if best is None else _shared_out(best[1].moves, best[2])


def _scenarios(limits: Sequence[Limits], grown: Sequence[Limits | None]) -> Iterator[Sequence[Limits]]:
    """Where people can be invited to: sessions that are not too small; where all are, to fill them up or to one that grows."""
    small = [replace(one, room=0) if more else one for one, more in zip(limits, grown, strict=True)]
    if None in grown:
        yield small
        return
    yield limits
    tried = set()
    for place, more in enumerate(grown):
        if (limits[place], more) not in tried:
            tried.add((limits[place], more))
            yield [*small[:place], more, *small[place + 1 :]]


def _best(together: _Together, edges: Edges, farthest: int, turn: int | None) -> _Plan | None:
    """The best plan by number of invitations; what cannot be the best is passed over."""
    farthest = farthest if together.room is None else min(farthest, together.room)
    if turn is None and _never(together, edges, farthest):
        return None
    invited, best = together.people_needed, None
    while invited <= (farthest if best is None else min(farthest, best.rank[0])):
        missing = together.missing(invited, edges)
        plan = None if missing else together.plan(invited, edges)
        if plan and (best is None or plan.rank < best.rank):
            best = plan
        step = max(1, missing)
        if plan:
            # With one more invited, three exchanges at most are spared.
            step = max(1, (plan.rank[0] - best.rank[0] + 1) // 2)
        invited = min(invited + step, turn) if turn is not None and invited < turn else invited + step
    return best


def _never(together: _Together, edges: Edges, farthest: int) -> bool:
    """Whether not even the most invitations would do; what is missing then is missing before. An odd one may lack a person for rounding."""
    _, _, to_women, to_men, _ = together.bounds(farthest, edges)
    apart = [low - high for low, high, *_ in (together.bounds(invited, edges) for invited in (farthest, max(0, farthest - 1)))]
    return to_women > together.men_free or to_men > together.women_free or (min(apart) > 0 and max(apart) > 1)


def _shared_out(moves: Moves, limits: Sequence[Limits]) -> list[Moves]:
    """The moves session by session: first what each needs, in their order, then one by one to where women and men are farthest apart."""
    left = asdict(moves)
    given = [dict.fromkeys(left, 0) for _ in limits]

    def give(place: int, kind: str, number: int = 1) -> None:
        given[place][kind] += number
        left[kind] -= number

    for place, one in enumerate(limits):
        give(place, "to_women", min(one.women_needed, one.men_free, left["to_women"]))
        give(place, "to_men", min(one.men_needed, one.women_free, left["to_men"]))
    for place, one in enumerate(limits):
        give(place, "women", max(0, one.women_needed - given[place]["to_women"]))
        give(place, "men", max(0, one.men_needed - given[place]["to_men"]))
    for place, one in enumerate(limits):
        for _ in range(one.people_needed - given[place]["women"] - given[place]["men"]):
            give(place, "women" if left["women"] >= left["men"] else "men")
    for kind in ("to_women", "to_men", "women", "men"):
        for place in _farthest_apart(limits, given, kind, left[kind]):
            give(place, kind)
    return [Moves(**one) for one in given]


def _farthest_apart(limits: Sequence[Limits], given: Sequence[Mapping[str, int]], kind: str, number: int) -> Iterator[int]:
    """So many times the session that lacks that sex most and can have such a move; it is given one each time. The first of those alike."""
    step = 2 if kind in ("to_women", "to_men") else 1

    def lack(place: int) -> int:
        one, had = limits[place], given[place]
        men_more = one.men + had["men"] - one.women - had["women"] + 2 * (had["to_men"] - had["to_women"])
        return men_more if kind in ("women", "to_women") else -men_more

    def left(place: int) -> float:
        one, had = limits[place], given[place]
        if step == 2:
            return (one.men_free if kind == "to_women" else one.women_free) - had[kind]
        return inf if one.room is None else one.room - had["women"] - had["men"]

    queue = [(-lack(place), place) for place in range(len(limits)) if left(place) > 0]
    heapify(queue)
    for _ in range(number):
        less, place = queue[0]
        yield place
        if left(place) > 0:
            heapreplace(queue, (less + step, place))
        else:
            heappop(queue)
