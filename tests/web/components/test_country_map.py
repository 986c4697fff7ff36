"""The map's steps lie around what meets the yardstick, and an edge that meets it is within."""

import pytest

from dashboard.catalogue import load
from dashboard.domain.measures import Counts
from dashboard.domain.quantity import Quantity
from dashboard.i18n import Words
from dashboard.web.components.country_map import classes, measured
from dashboard.web.figures.world_map import Legend, step_of
from dashboard.web.judging import measure_band
from dashboard.web.readings import Reading

W = Words("en")
YARDSTICKS = load().yardsticks


BANDS = ["itu_parity_score", "gpi", "gpi_adjusted", "gap_points", "balance_40_60", "un_parity_band", "within_one_person"]


@pytest.mark.parametrize("yardstick", BANDS)
def test_the_middle_step_is_the_yardstick_with_both_its_edges(yardstick):
    steps = classes(W, YARDSTICKS[yardstick])
    low, high = measure_band(YARDSTICKS[yardstick])
    Legend(steps.labels, "none", "disputed", steps.scale)  # accepts that many steps
    assert len(steps.labels) == 7 and step_of(low, steps.edges) == step_of(high, steps.edges) == 3
    assert step_of(high + 1e-9, steps.edges) == 4 and step_of(low - 1e-9, steps.edges) == 2


def test_a_threshold_goes_from_low_to_high():
    steps = classes(W, YARDSTICKS["threshold_30"])
    assert steps.scale == "sequential" and [step_of(value, steps.edges) for value in (0, 10, 29.9, 30, 40)] == [0, 1, 2, 3, 4]


def test_no_data_is_not_zero():
    zero = Reading("share_of_women", "PNG", "2021", "S", {}, Quantity(0))
    assert measured(zero, YARDSTICKS["balance_40_60"]) == Quantity(0)
    unknown = Reading("counts", "PNG", "2020", "S", {}, counts=Counts(0, 1, 0, 4))
    assert measured(unknown, YARDSTICKS["balance_40_60"]) is None


def test_the_adjusted_index_is_symmetric():
    reading = Reading("by_sex", "KEN", "2020", "S", {}, Quantity(50), Quantity(40))
    assert measured(reading, YARDSTICKS["gpi"]) == Quantity(1.25) and measured(reading, YARDSTICKS["gpi_adjusted"]) == Quantity(1.2)
    assert measured(reading, YARDSTICKS["gap_points"]) == Quantity(10)
