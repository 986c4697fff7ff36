"""The trend figure: what is joined, what is not, what stands beside the lines."""

import json

import pytest

from dashboard.web.figures.trend import Mark, Point, Scale, Series, position, trend

SCALE = Scale(0, 100, [(0, "0 %"), (50, "50 %"), (100, "100 %")])


def line(*values, name="women", label="Women") -> Series:
    return Series(name, label, [Point(period, value, f"{period}: {value}") for period, value in values])


def traces(figure) -> dict:
    return {trace["uid"]: trace for trace in figure["data"]}


def plain(words: str) -> str:
    return words.strip("\u2066\u2067\u2069")


@pytest.mark.parametrize(
    ("period", "year"), [("2023", 2023), ("2023-Q1", 2023), ("2023-Q4", 2023.75), ("2023-01", 2023), ("2023-07", 2023.5)]
)
def test_periods_have_their_place_on_the_time_axis(period, year):
    assert position(period) == year


@pytest.mark.parametrize("period", ["", "23", "2023-13", "2023-Q5", "2023-W01", "2023-1"])
def test_other_periods_have_none(period):
    with pytest.raises(ValueError, match="is not a year"):
        position(period)


def test_neighbouring_years_are_joined_in_order_of_time():
    women = traces(trend([line(("2011", 43), ("2010", 41))], SCALE, direction="ltr"))["women"]
    assert (women["x"], women["y"]) == ([2010, 2011], [41, 43])


def test_a_missing_year_is_a_gap_bridged_by_a_dotted_line():
    found = traces(trend([line(("2010", 41), ("2011", 43), ("2014", 48))], SCALE, direction="ltr"))
    assert found["women"]["y"] == [41, 43, None, 48]
    assert found["women-gap"]["y"] == [43, 48, None]
    assert found["women-gap"]["line"]["dash"] == "dot"


@pytest.mark.parametrize("periods", [("2022-Q4", "2023-Q1"), ("2022-12", "2023-01"), ("2022", "2023")])
def test_neighbouring_quarters_and_months_are_joined(periods):
    found = traces(trend([line((periods[0], 41), (periods[1], 43))], SCALE, direction="ltr"))
    assert found["women"]["y"] == [41, 43]
    assert "women-gap" not in found


def test_a_quarter_left_out_is_a_gap():
    assert "women-gap" in traces(trend([line(("2022-Q3", 41), ("2023-Q1", 43))], SCALE, direction="ltr"))


def test_a_bound_is_joined_to_nothing():
    points = [Point("2020", 41, "41"), Point("2021", 30, ">30", qualifier=">"), Point("2022", 45, "45")]
    found = traces(trend([Series("women", "Women", points)], SCALE, direction="ltr"))
    assert found["women"]["y"] == [41, None, 30, None, 45]
    assert found["women"]["marker"]["symbol"][2] == "arrow-up"
    assert found["women-gap"]["y"] == [41, 45, None]


@pytest.mark.parametrize(
    ("point", "symbol"),
    [
        (Point("2020", 1, ""), "circle"),
        (Point("2020", 1, "", estimated=True), "circle-open"),
        (Point("2020", 1, "", qualifier="<", estimated=True), "arrow-down"),
        (Point("2020", 1, "", qualifier="~"), "diamond-open"),
    ],
)
def test_markers_tell_kinds_of_values_apart(point, symbol):
    assert traces(trend([Series("men", "Men", [point])], SCALE, direction="ltr"))["men"]["marker"]["symbol"] == [symbol]


def test_names_at_the_line_ends_do_not_lie_on_one_another():
    figure = trend([line(("2020", 50)), line(("2020", 50.5), name="men", label="Men")], SCALE, direction="rtl")
    women, men = (traces(figure)[name] for name in ("women-label", "men-label"))
    assert men["y"][0] - women["y"][0] >= 6
    assert [plain(label["text"][0]) for label in (women, men)] == ["Women", "Men"]


def test_the_yardstick_is_drawn_and_named():
    band = trend([line(("2020", 50))], SCALE, direction="ltr", mark=Mark(47, 53, "Parity band"))
    assert [(shape["type"], shape["y0"], shape["y1"]) for shape in band["layout"]["shapes"]] == [("rect", 47, 53)]
    assert plain(traces(band)["accent-label"]["text"][0]) == "Parity band"
    floor = trend([line(("2020", 50))], SCALE, direction="ltr", mark=Mark(30, 30, "30 %"))
    assert floor["layout"]["shapes"][0]["type"] == "line"
    assert trend([line(("2020", 50))], SCALE, direction="ltr")["layout"]["shapes"] == []


def test_the_yardsticks_name_keeps_away_from_the_lines():
    left = trend([line(("2020", 54), ("2030", 20))], SCALE, direction="ltr", mark=Mark(47, 53, "Parity band"))
    label = traces(left)["accent-label"]
    assert (label["x"][0] > 2025, label["y"]) == (True, [53])


def test_ticks_are_whole_years_and_end_with_the_last():
    axis = trend([line(("1990", 1), ("2021", 2))], SCALE, direction="ltr")["layout"]["xaxis"]
    assert axis["tickvals"] == [1991, 1996, 2001, 2006, 2011, 2016, 2021]
    assert axis["ticktext"][-1] == "2021"


def test_a_figure_without_values_is_empty():
    figure = trend([Series("women", "Women", [])], SCALE, direction="ltr", mark=Mark(47, 53, "Parity band"))
    assert figure["data"] == []
    assert figure["layout"]["xaxis"]["visible"] is False


def test_a_figure_is_plain_and_small():
    figure = trend(
        [line(*((str(year), year % 40) for year in range(2000, 2022)))], SCALE, direction="ltr", mark=Mark(47, 53, "Parity band")
    )
    assert json.loads(json.dumps(figure)) == figure
    assert len(json.dumps(figure)) < 5000
