"""Trends of an indicator: percentages of women and men, and the yardstick's own measure with its band."""

import pytest

from dashboard.catalogue import load
from dashboard.domain.quantity import Quantity
from dashboard.i18n import Words
from dashboard.web.figures.indicator_trend import levels, measured, scale
from dashboard.web.readings import Reading

W = Words("en")
YARDSTICKS = load().yardsticks
PAIRS = [
    Reading("by_sex", "001", "2019", "S", {}, Quantity(48), Quantity(58)),
    Reading("by_sex", "001", "2024", "S", {}, Quantity(65), Quantity(70)),
]
SHARES = [Reading("share_of_women", "KEN", year, "S", {}, Quantity(share), nature="E") for year, share in (("2020", 21.4), ("2021", 21.6))]


def lines(figure: dict) -> dict:
    return {trace["uid"]: trace["y"] for trace in figure["data"] if not trace["uid"].endswith(("-gap", "-label"))}


def test_women_and_men_are_a_line_each():
    drawn = lines(levels(W, "World", PAIRS))
    assert [value for value in drawn["women"] if value] == [48, 65] and [value for value in drawn["men"] if value] == [58, 70]


def test_the_measure_is_the_one_that_the_yardstick_judges():
    ratio = measured(W, {"World": PAIRS}, YARDSTICKS["itu_parity_score"])
    gap = measured(W, {"World": PAIRS}, YARDSTICKS["gap_points"])
    assert [round(value, 3) for value in lines(ratio)["share"] if value] == [0.828, 0.929]
    assert [value for value in lines(gap)["share"] if value] == [-10, -5]
    assert (ratio["layout"]["shapes"][0]["y0"], ratio["layout"]["shapes"][0]["y1"]) == (0.98, 1.02)


def test_areas_that_are_compared_are_lines_of_their_own():
    drawn = lines(measured(W, {"Kenya": SHARES, "France": SHARES[:1]}, YARDSTICKS["balance_40_60"]))
    assert drawn == {"share": [21.4, 21.6], "other1": [21.4]}


def test_one_period_is_no_trend():
    assert measured(W, {"Kenya": SHARES[:1]}, None) is None and levels(W, "World", []) is None


def test_a_period_without_a_place_on_the_axis_is_left_out():
    odd = [Reading("share_of_women", "KEN", "2020-W05", "S", {}, Quantity(1))]
    assert measured(W, {"Kenya": [*SHARES, *odd]}, None)["data"][0]["y"] == [21.4, 21.6]


@pytest.mark.parametrize(
    ("values", "percent", "ends"),
    [
        ([21.4, 39.5], True, (0, 40)),
        ([3, 97], True, (0, 100)),
        ([0.83, 1.02], False, (0.8, 1.05)),
        ([5, 5], False, (5, 5.01)),
        ([-5, 0], False, (-5, 0)),
    ],
)
def test_the_axis_takes_in_all_values_in_round_steps(values, percent, ends):
    made = scale(W, values, percent=percent)
    assert (made.low, made.high) == ends and made.ticks[0][0] == ends[0] and made.ticks[-1][0] == ends[1]
