"""How surprising a line-up is: the chance of so few women, or so many, had its people been drawn at random from a pool."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import repeat
from math import comb

from .quantity import exact


class Law(StrEnum):
    """How the women among people drawn are distributed: from a pool of which only a share is known, or from one that was counted."""

    BINOMIAL = "binomial"
    HYPERGEOMETRIC = "hypergeometric"


@dataclass(frozen=True)
class Chance:
    """The chances of a line-up, from 0 to 1, each as (low, high): both are equal where everybody's sex is known.

    `expected` is how many women a draw has on average; `at_most` is the chance of so few women or fewer, `at_least` of so many or more.
    Where some are undisclosed, low and high are those of every number of women that they leave open.
    """

    law: Law
    expected: float
    at_most: tuple[float, float]
    at_least: tuple[float, float]


def chance(women: int, people: int, share: float | None = None, pool: tuple[int, int] | None = None, undisclosed: int = 0) -> Chance | None:
    """The chance of so few and of so many women among `people`, `undisclosed` of whom may be women too; None where there is nobody.

    With `share`, the women in the pool in per cent, each is a woman with p = share ÷ 100 (binomial distribution):
    P(X ≤ k) = Σ C(n, i) · pⁱ · (1 − p)ⁿ⁻ⁱ over i = 0 … k. With `pool`, its (women, people), they are drawn without replacement
    (hypergeometric distribution): P(X ≤ k) = Σ C(K, i) · C(N − K, n − i) ÷ C(N, n). Computed in whole numbers and rounded once.

    It says how far the line-up is from a blind draw, not why. Source of the use, with the binomial distribution: G. Martin, Addressing the
    underrepresentation of women in mathematics conferences, 2015, arXiv:1502.06326. Raises ValueError for numbers that cannot be, and
    unless one of `share` and `pool` is given.
    """
    if not 0 <= women <= women + undisclosed <= people:
        raise ValueError(f"{women} women and {undisclosed} undisclosed among {people} people")
    if (share is None) == (pool is None):
        raise ValueError("either the share of women in the pool or its women and people are needed")
    law, weights = (Law.BINOMIAL, _binomial(people, share)) if pool is None else (Law.HYPERGEOMETRIC, _hypergeometric(people, *pool))
    if not people:
        return None
    most = women + undisclosed
    fewer, up_to_women, below_most, up_to_most, whole = _sums(weights, (women, women + 1, most, most + 1, people + 1))
    return Chance(
        law,
        float(people * (Fraction(*pool) if pool else exact(share) / 100)),
        (up_to_women / whole, up_to_most / whole),
        ((whole - below_most) / whole, (whole - fewer) / whole),
    )


def _sums(weights: Iterable[int], ends: Sequence[int]) -> list[int]:
    """The sums of the first so many weights, which are huge and not kept."""
    total, found = 0, {}
    for place, weight in enumerate(weights):
        if place in ends:
            found[place] = total
        total += weight
    return [found.get(end, total) for end in ends]


def _binomial(people: int, share: float) -> Iterator[int]:
    """For 0, 1, … women, in how many of all draws there are so many, each of a whole number of pools in which the share is exact."""
    if not 0 <= share <= 100:
        raise ValueError(f"a share of {share} per cent")
    p = exact(share) / 100
    women, men = p.numerator, p.denominator - p.numerator
    if not men:
        return iter([0] * people + [1])
    return _each(0, people, men**people, lambda i: (people - i) * women, lambda i: (i + 1) * men)


def _hypergeometric(people: int, women: int, pool: int) -> Iterator[int]:
    """For 0, 1, … women, in how many of all draws from the pool there are so many."""
    if not (0 <= women <= pool and people <= pool):
        raise ValueError(f"{people} people from a pool of {pool} with {women} women")
    men = pool - women
    first, last = max(0, people - men), min(people, women)
    return _each(
        first,
        last,
        comb(women, first) * comb(men, people - first),
        lambda i: (women - i) * (people - i),
        lambda i: (i + 1) * (men - people + i + 1),
    )


def _each(first: int, last: int, weight: int, up: Callable[[int], int], down: Callable[[int], int]) -> Iterator[int]:
    """Nothing up to the first, its weight, and each further one from the one before: C(n, i + 1) = C(n, i) · (n − i) ÷ (i + 1)."""
    yield from repeat(0, first)
    for place in range(first, last + 1):
        yield weight
        weight = weight * up(place) // down(place)
