"""Targets: which fits an event and a role, and how far a share is from it."""

import pytest

from dashboard.domain.quantity import Quantity
from dashboard.domain.yardsticks import Outcome
from dashboard.web.figures.participation import Figure, Shares
from dashboard.web.figures.targets import Target, distance, target_of, targets, targets_of

EVENT = {"event": "ITU_PP_22", "entity": "ITU", "series": "PP", "time_period": "2022"}


THIRTY_FIVE = Quantity(35)


def target(role: str = "_T", minimum: Quantity = THIRTY_FIVE, period: str = "2022", series: str = "PP", entity: str = "ITU") -> Target:
    """A target of the Plenipotentiary Conference 2022."""
    return Target(entity, series, role, period, minimum, "S")


def test_a_target_for_the_role_goes_before_one_for_all_roles():
    assert target_of(EVENT, "SPEAKER", [target(), target("SPEAKER"), target("CHAIR")]).role == "SPEAKER"
    assert target_of(EVENT, "DELEGATE", [target("SPEAKER"), target()]).role == "_T"
    assert target_of(EVENT | {"time_period": "2018"}, "SPEAKER", [target()]) is None


def test_the_target_in_force_is_the_newest_that_is_not_later():
    known = [target(period="2018"), target(period="2026"), target(period="2020"), target(period="2022", entity="IGF")]
    assert target_of(EVENT, "SPEAKER", known).period == "2020"
    assert [one.period for one in targets_of(EVENT | {"time_period": "2019-05"}, known)] == ["2018"]
    assert targets_of(EVENT | {"series": "WRC"}, known) == []


def test_a_target_of_the_series_goes_before_one_of_all_series():
    known = [target("SPEAKER", period="2021"), target("SPEAKER", series="_T"), target("CHAIR", series="_T")]
    assert target_of(EVENT, "SPEAKER", known).series == "PP"
    assert {one.role: one.series for one in targets_of(EVENT, known)} == {"SPEAKER": "PP", "CHAIR": "_T"}


@pytest.mark.parametrize(
    ("share", "minimum", "outcome", "points"),
    [
        (Quantity(33), Quantity(35), Outcome.BELOW, -2),
        (Quantity(35), Quantity(35), Outcome.MET, 0),
        (Quantity(30, ">"), Quantity(35), Outcome.UNDETERMINED, None),
        (Quantity(30), Quantity(30, ">"), Outcome.BELOW, None),
        (Quantity(22), Quantity(30, ">"), Outcome.BELOW, None),
        (Quantity(42), Quantity(30, ">"), Outcome.MET, None),
    ],
)
def test_the_distance_is_told_between_exact_figures(share, minimum, outcome, points):
    found = distance(Figure("E", "_T", "DELEGATE", "S", shares=Shares(share)), target(minimum=minimum))
    assert (found.outcome, found.points) == (outcome, points)


def test_a_figure_without_a_share_has_no_distance():
    assert distance(Figure("E", "_T", "DELEGATE", "S"), target()) is None


def test_rows_without_a_least_share_are_no_such_target():
    row = {"entity": "ITU", "series": "PP", "role": "_T", "time_period": "2022", "target_min": None, "target_min_q": None, "source": "S"}
    assert targets([row]) == []
    assert targets([row | {"target_min": 30.0, "target_min_q": ">"}])[0].minimum == Quantity(30, ">")
