"""The chance of a line-up against closed forms, every draw counted one by one, and a published case."""

from __future__ import annotations

import itertools
from fractions import Fraction
from math import comb, isclose, prod

import pytest

from dashboard.domain.chance import Chance, Law, chance


@pytest.mark.parametrize("people", range(1, 8))
@pytest.mark.parametrize("share", [0, 12.5, 30, 50, 100])
def test_with_a_share_it_is_what_counting_all_draws_gives(people, share):
    p = Fraction(share) / 100
    weights = [Fraction(0)] * (people + 1)
    for draw in itertools.product((0, 1), repeat=people):
        weights[sum(draw)] += prod(p if woman else 1 - p for woman in draw)
    check(people, weights, share=share)


@pytest.mark.parametrize("pool", [(0, 5), (1, 5), (2, 7), (5, 7), (6, 6)])
def test_with_a_pool_it_is_what_counting_all_draws_gives(pool):
    women, size = pool
    for people in range(1, size + 1):
        draws = [sum(person < women for person in draw) for draw in itertools.combinations(range(size), people)]
        check(people, [Fraction(draws.count(number), len(draws)) for number in range(people + 1)], pool=pool)


def check(people: int, weights: list[Fraction], **drawn) -> None:
    """Every number of women, and every number of undisclosed beside them; exact to the last digit of a float."""
    expected = float(sum(number * weight for number, weight in enumerate(weights)))
    for women in range(people + 1):
        for undisclosed in range(people - women + 1):
            found = chance(women, people, **drawn, undisclosed=undisclosed)
            most = women + undisclosed
            assert found.at_most == (float(sum(weights[: women + 1])), float(sum(weights[: most + 1])))
            assert found.at_least == (float(sum(weights[most:])), float(sum(weights[women:])))
            assert found.expected == expected


def test_no_woman_at_all_has_a_closed_form():
    assert chance(0, 25, share=20).at_most == (float(Fraction(4, 5) ** 25),) * 2
    assert chance(0, 25, pool=(40, 200)).at_most == (float(Fraction(comb(160, 25), comb(200, 25))),) * 2
    assert chance(25, 25, share=20).at_least == (float(Fraction(1, 5) ** 25),) * 2


def test_one_woman_in_twenty_speakers_as_published():
    """G. Martin (arXiv:1502.06326): where women are 24 per cent of the pool, too many of them are eighteen times as likely as so few."""
    few, many = chance(1, 20, share=24), chance(5, 20, share=24)
    assert few.expected == 4.8
    assert round(many.at_least[0] / few.at_most[0]) == 18


def test_a_share_is_read_as_the_decimal_it_was_written_as():
    assert chance(0, 2, share=29.3).at_most[0] == float(Fraction(707, 1000) ** 2)


def test_it_says_how_it_was_drawn():
    assert chance(1, 2, share=50) == Chance(Law.BINOMIAL, 1.0, (0.75, 0.75), (0.75, 0.75))
    assert chance(1, 2, pool=(1, 2)) == Chance(Law.HYPERGEOMETRIC, 1.0, (1.0, 1.0), (1.0, 1.0))


def test_many_speakers_and_a_large_pool_are_no_trouble():
    drawn, shared = chance(400, 1000, pool=(4_700_000, 10_000_000)), chance(400, 1000, share=47)
    assert isclose(drawn.at_most[0], shared.at_most[0], rel_tol=0.01)


def test_nobody_is_no_surprise():
    assert chance(0, 0, share=30) is None
    assert chance(0, 0, pool=(0, 0)) is None


@pytest.mark.parametrize(
    ("numbers", "drawn", "message"),
    [
        ((3, 2), {"share": 30}, "3 women and 0 undisclosed among 2 people"),
        ((-1, 2), {"share": 30}, "-1 women"),
        ((1, 2), {"share": 30, "undisclosed": 2}, "1 women and 2 undisclosed among 2 people"),
        ((1, 2), {"share": 30, "undisclosed": -1}, "-1 undisclosed"),
        ((1, 2), {"share": 101}, "a share of 101 per cent"),
        ((1, 2), {"share": -0.1}, "a share of -0.1 per cent"),
        ((1, 2), {"pool": (3, 2)}, "2 people from a pool of 2 with 3 women"),
        ((1, 3), {"pool": (1, 2)}, "3 people from a pool of 2 with 1 women"),
        ((1, 2), {}, "either the share"),
        ((1, 2), {"share": 30, "pool": (1, 5)}, "either the share"),
    ],
)
def test_numbers_that_cannot_be_are_refused(numbers, drawn, message):
    with pytest.raises(ValueError, match=message):
        chance(*numbers, **drawn)
