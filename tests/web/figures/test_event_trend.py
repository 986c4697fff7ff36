"""Shares at events over time: where the events of one year stand, the yardstick as band or line, targets as strokes."""

import pytest

from dashboard.domain.quantity import Quantity
from dashboard.i18n import Words
from dashboard.web.figures.event_trend import Step, event_trend, limits, offsets
from dashboard.web.figures.trend import Mark

EN = Words("en")


def event(code: str, period: str, start: str | None = None) -> dict:
    """An event as the query gives it."""
    return {"event": code, "time_period": period, "start_date": start}


def step(code: str, period: str, share: float, qualifier: str = "") -> Step:
    """A share at one event."""
    return Step(event(code, period), code, Quantity(share, qualifier), f"/en/challenge/{code}")


def traces(figure) -> dict:
    return {trace["uid"]: trace for trace in figure["data"]}


def test_events_of_one_year_stand_by_their_dates_or_else_in_their_order():
    dated = [event("B", "2012", "2012-10-01"), event("A", "2012", "2012-03-31"), event("C", "2013")]
    assert offsets(dated) == {"A": 2 / 12, "B": 9 / 12, "C": 0}
    assert offsets([event("B", "2012"), event("A", "2012", "2012-12-01")]) == {"B": 0, "A": 0.5}


@pytest.mark.parametrize(
    ("band", "mark"),
    [((30, 100), Mark(30, 30, "Y")), ((47, 53), Mark(47, 53, "Y")), (None, None)],
)
def test_a_least_share_is_a_line_and_a_band_a_band(band, mark):
    assert limits(band, "Y") == mark


def test_the_line_of_a_series_and_its_targets():
    lines = {"Delegates": [step("A", "2012", 12), step("B", "2012", 18), step("C", "2013", 30, ">")]}
    found = traces(event_trend(EN, lines, Mark(50, 50, "Half"), [step("C", "2013", 35)]))
    assert [x for x in found["share"]["x"] if x] == [2012, 2012.5, 2013]
    assert found["share"]["customdata"][0] == "/en/challenge/A"
    assert (found["target"]["mode"], found["target"]["x"], found["target"]["y"]) == ("markers", [2013], [35])
    assert found["target"]["marker"]["symbol"] == "line-ew-open" and "target-gap" not in found
    assert found["target-label"]["text"] == ["\u2066Target\u2069"] and found["accent-label"]["text"] == ["\u2066Half\u2069"]


def test_one_event_is_no_figure_over_time():
    assert event_trend(EN, {"Delegates": [step("A", "2012", 12)]}, None, [step("B", "2013", 35)]) is None
    assert event_trend(EN, {}) is None


def test_the_axis_takes_in_the_yardstick():
    figure = event_trend(EN, {"S": [step("A", "2012", 3), step("B", "2013", 4)]}, Mark(30, 30, "Y"))
    assert figure["layout"]["yaxis"]["range"][1] >= 30
