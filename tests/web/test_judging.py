"""Readings held against yardsticks: verdicts, tallies, and where the yardstick lies in a figure."""

import pytest

from dashboard.catalogue import load
from dashboard.domain.measures import Counts
from dashboard.domain.quantity import Quantity
from dashboard.domain.yardsticks import Outcome
from dashboard.web.judging import measure_band, tally, telling_digits, verdict_of, women_band
from dashboard.web.readings import Reading

YARDSTICKS = load().yardsticks


def pair(female: float, male: float, **more) -> Reading:
    return Reading("by_sex", "KEN", "2020", "S", {}, Quantity(female), Quantity(male), **more)


def test_a_reading_is_judged_by_what_was_published():
    assert verdict_of(YARDSTICKS["itu_parity_score"], pair(65, 70, decimals=0)).outcome is Outcome.BELOW
    assert verdict_of(YARDSTICKS["itu_parity_score"], pair(77, 82, decimals=0)).outcome is Outcome.UNDETERMINED  # 0.927 to 0.951
    assert verdict_of(YARDSTICKS["gap_points"], pair(70, 70)).outcome is Outcome.MET


@pytest.mark.parametrize(
    ("value", "yardstick", "digits", "expected"),
    [
        (0.9797, "itu_parity_score", 3, 4),  # 0.980 would be met
        (0.94996, "itu_parity_score", 3, 5),  # 0.9500 would almost be met
        (0.98, "itu_parity_score", 3, 3),
        (29.99, "threshold_30", 1, 2),
        (30.0, "threshold_30", 1, 1),
        (30.04, "threshold_30", 1, 2),  # above the edge, not on it
        (29.9, "threshold_30", 1, 1),
        (29.99, None, 1, 1),
    ],
)
def test_decimals_are_enough_to_agree_with_the_verdict(value, yardstick, digits, expected):
    assert telling_digits(value, YARDSTICKS.get(yardstick), digits) == expected


def test_what_cannot_be_compared_is_not_judged():
    yardstick = YARDSTICKS["itu_parity_score"]
    assert verdict_of(yardstick, None) is None and verdict_of(None, pair(1, 2)) is None
    assert verdict_of(yardstick, Reading("by_sex", "KEN", "2020", "S", {}, total=Quantity(5))) is None
    assert verdict_of(yardstick, pair(1, 2, countries=3)) is None  # the middle of several countries is nobody's figure


def test_counts_of_several_countries_are_judged():
    added = Reading("counts", "002", "2020", "", {}, counts=Counts(45, 55), countries=2)
    assert verdict_of(YARDSTICKS["balance_40_60"], added).outcome is Outcome.MET


def test_a_tally_leaves_out_what_none_has():
    readings = [pair(70, 70), pair(1, 2), pair(1, 3), Reading("by_sex", "FRA", "2020", "S", {})]
    assert tally(YARDSTICKS["gap_points"], readings) == {Outcome.MET: 1, Outcome.BELOW: 2}
    assert tally(None, readings) == {}


@pytest.mark.parametrize(
    ("yardstick", "band"),
    [("itu_parity_score", (0.98, 1.02)), ("gap_points", (0, 0)), ("balance_40_60", (40, 60)), ("threshold_30", (30, 100))],
)
def test_the_band_is_in_the_unit_of_the_measure(yardstick, band):
    assert measure_band(YARDSTICKS[yardstick]) == band


def test_the_band_beside_men_is_in_percentages_of_women():
    assert women_band(YARDSTICKS["itu_parity_score"], 50) == (49, 51)
    assert women_band(YARDSTICKS["gap_points"], 50) == (50, 50)
    assert women_band(YARDSTICKS["balance_40_60"], 50) is None and women_band(YARDSTICKS["gap_points"], None) is None
