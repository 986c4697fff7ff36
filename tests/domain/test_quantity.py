"""Published figures: what is read from a cell, and what a bound or an approximation may stand for."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.domain.quantity import QUALIFIERS, Interval, Quantity, decimals, exact, parse

numbers = st.floats(min_value=-1e9, max_value=1e9)


@pytest.mark.parametrize(
    ("text", "value", "qualifier"),
    [
        ("29.9", 29.9, ""),
        (" 51 ", 51, ""),
        ("-4.5", -4.5, ""),
        ("1e3", 1000, ""),
        (">30", 30, ">"),
        ("> 30", 30, ">"),
        ("<1", 1, "<"),
        (">=30", 30, "≥"),
        ("≥30", 30, "≥"),
        ("<=40", 40, "≤"),
        ("≤40", 40, "≤"),
        ("~880", 880, "~"),
    ],
)
def test_a_figure_is_read_with_its_qualifier(text, value, qualifier):
    assert parse(text) == Quantity(value, qualifier)


@pytest.mark.parametrize("text", ["", "about one third", "29,9", "1 000", "30%", "nan", "inf", "1e999", "=30", ">>30", "٣٠", "30 <"])
def test_what_is_not_a_figure_is_none(text):
    assert parse(text) is None


@given(st.builds(Quantity, numbers, st.sampled_from(QUALIFIERS)))
def test_a_figure_written_out_reads_back(quantity):
    assert parse(str(quantity)) == quantity


@pytest.mark.parametrize(("value", "qualifier"), [(1, "="), (1, ">="), (float("nan"), ""), (float("inf"), ">")])
def test_no_figure_is_made_of_nonsense(value, qualifier):
    with pytest.raises(ValueError, match="is no"):
        Quantity(value, qualifier)


def test_only_an_exact_figure_is_a_point():
    assert Quantity(47.5).point == 47.5
    assert [Quantity(47.5, qualifier).point for qualifier in QUALIFIERS[1:]] == [None] * 5


@pytest.mark.parametrize(
    ("text", "interval"),
    [
        ("45", Interval(45, 45)),
        (">30", Interval(30, 100, low_open=True)),
        ("≥30", Interval(30, 100)),
        ("<1", Interval(0, 1, high_open=True)),
        ("≤1", Interval(0, 1)),
        ("~45", Interval(42.75, 47.25)),
        ("~50", Interval(45, 55)),
        ("~99", Interval(94.05, 100)),
        ("~0", Interval(0, 0)),
        (">120", Interval(120, 120, low_open=True)),
    ],
)
def test_the_values_a_percentage_may_stand_for(text, interval):
    assert parse(text).interval(0, 100) == interval


def test_an_approximation_reaches_half_a_step_of_its_last_digit():
    assert parse("~800").interval() == Interval(750, 850)
    assert parse("~4000").interval() == Interval(3500, 4500)


@given(st.builds(Quantity, numbers, st.sampled_from(QUALIFIERS)))
def test_a_figure_lies_within_its_own_interval(quantity):
    interval = quantity.interval()
    assert interval.low <= quantity.value <= interval.high


@given(st.integers(-10000, 10000), st.integers(0, 4))
def test_a_float_stands_for_the_decimal_it_was_written_as(digits, places):
    assert exact(digits / 10**places) == Fraction(digits, 10**places)


@pytest.mark.parametrize(("values", "expected"), [([], 0), ([65.0, 70.0], 0), ([65.0, 70.25], 2), ([0.1], 1), ([1200.0], 0)])
def test_decimals_of_published_values(values, expected):
    assert decimals(values) == expected
