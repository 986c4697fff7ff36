"""The world map: every area has a place, no data is not zero, disputed areas are nobody's, and the picture stands by itself."""

import re
import xml.etree.ElementTree as ET

import brotli
import pytest

from dashboard.catalogue import load
from dashboard.web.figures.world_map import Legend, MapArea, legend_list, shapes, step_of, world_map

SVG = "{http://www.w3.org/2000/svg}"
LEGEND = Legend(["< 20 %", "20–30 %", "30–40 %", "40–60 %", "60–70 %", "70–80 %", "> 80 %"], "No data", "Disputed")


def draw(areas, legend=LEGEND, direction="ltr") -> ET.Element:
    words = {"title": "Women in parliament", "description": "By country", "lang": "en", "direction": direction}
    return ET.fromstring(world_map(areas, legend, **words))


def titled(root: ET.Element) -> dict:
    """The marks that have a title, by that title."""
    return {mark.find(f"{SVG}title").text: mark for mark in root.iter() if mark.find(f"{SVG}title") is not None}


def test_every_area_has_a_path_or_a_marker():
    world = shapes()
    countries = set(load().areas.countries)
    assert countries - world["areas"].keys() - world["markers"].keys() == {"ATA"}
    assert not world["areas"].keys() & world["markers"].keys()
    assert not world["disputed"].keys() & countries


def test_outlines_and_markers_lie_within_the_picture():
    world = shapes()
    for path in [*world["areas"].values(), *world["disputed"].values()]:
        assert re.fullmatch(r"(M-?\d+ -?\d+l[-\d ]+z)+", path)
        starts = re.findall(r"M(-?\d+) (-?\d+)", path)
        assert all(0 <= int(x) <= world["width"] and int(y) <= world["height"] + 5 for x, y in starts)
    assert all(0 <= x <= world["width"] and 0 <= y <= world["height"] for x, y in world["markers"].values())


def test_no_line_crosses_the_whole_map():
    world = shapes()
    for path in world["areas"].values():
        for ring in re.findall(r"l([-\d ]+)z", path):
            across = [int(number) for number in re.findall(r"-?\d+", ring)][::2]
            assert max(map(abs, across)) < world["width"] / 4


def test_an_area_shows_name_value_and_leads_on():
    root = draw({"FRA": MapArea("France: 39.5 % (2021)", 2, "/en/areas/FRA?a=1&b=2")})
    link = next(root.iter(f"{SVG}a"))
    assert (link.get("href"), link.get("target"), link.get("tabindex")) == ("/en/areas/FRA?a=1&b=2", "_top", "-1")
    assert link[0].get("class") == "map-d2"
    assert link[0].find(f"{SVG}title").text == "France: 39.5 % (2021)"


def test_words_are_text_and_not_markup():
    assert "</title><script>" in titled(draw({"FRA": MapArea("</title><script>")}))


def test_no_data_is_not_the_lowest_step():
    marks = titled(draw({"FRA": MapArea("France: no data"), "TCD": MapArea("Chad: 0 %", 0), "TUV": MapArea("Tuvalu: no data")}))
    assert marks["France: no data"].get("class") == "none"
    assert marks["Chad: 0 %"].get("class") == "map-d0"
    assert marks["Tuvalu: no data"].get("class") == "dot none"


def test_small_states_are_dots_and_those_with_data_lie_on_top():
    root = draw({"TUV": MapArea("Tuvalu: 6.3 %", 0), "NRU": MapArea("Nauru: no data")})
    dots = [group.get("class") for group in root.iter(f"{SVG}g") if group.get("class", "").startswith("dot")]
    assert dots == ["dot none", "dot map-d0"]


def test_disputed_areas_are_coloured_as_nobodys():
    root = draw({"IND": MapArea("India: 14 %", 0), "XJK": MapArea("a wrong entry", 6)})
    group = titled(root)["Disputed"]
    assert {path.get("class") for path in group.iter(f"{SVG}path")} == {"disputed"}
    assert "a wrong entry" not in titled(root)


def test_the_picture_has_a_name_and_fetches_nothing():
    root = draw({})
    assert (root.get("role"), root.get("aria-labelledby")) == ("img", "title description")
    assert [root.find(f"{SVG}{tag}").text for tag in ("title", "desc")] == ["Women in parliament", "By country"]
    style = root.find(f"{SVG}style").text
    assert "prefers-color-scheme: dark" in style
    assert not re.search(r"url\((?!#)|@import|https?:", style)


@pytest.mark.parametrize(("direction", "order"), [("ltr", 1), ("rtl", -1)])
def test_the_legend_runs_in_reading_direction(direction, order):
    legend = next(group for group in draw({}, direction=direction).iter(f"{SVG}g") if group.get("class") == "legend")
    places = [float(text.get("x")) for text in legend.iter(f"{SVG}text")]
    assert places == sorted(places, reverse=order < 0)
    assert [text.text for text in legend.iter(f"{SVG}text")] == [*LEGEND.steps, "No data", "Disputed"]


def test_the_list_for_narrow_pages_says_the_same():
    labels = [item.children[1] for item in legend_list(LEGEND).children]
    assert labels == [*LEGEND.steps, "No data", "Disputed"]


@pytest.mark.parametrize(
    ("scale", "steps", "classes"),
    [
        ("diverging", 3, ["map-d2", "map-d3", "map-d4"]),
        ("diverging", 7, [f"map-d{step}" for step in range(7)]),
        ("sequential", 3, ["map-q2", "map-q3", "map-q4"]),
    ],
)
def test_fewer_steps_keep_the_middle_or_the_end(scale, steps, classes):
    legend = Legend([str(step) for step in range(steps)], "No data", "Disputed", scale)
    assert [legend.step_class(step) for step in range(steps)] == classes


@pytest.mark.parametrize(("scale", "steps"), [("diverging", 4), ("diverging", 9), ("sequential", 6), ("sequential", 0)])
def test_a_legend_that_cannot_be_coloured_is_refused(scale, steps):
    with pytest.raises(ValueError, match=f"{scale} legend has .* not {steps}"):
        Legend([""] * steps, "No data", "Disputed", scale)


@pytest.mark.parametrize(("value", "step"), [(-5, 0), (0, 1), (9.9, 1), (10, 2), (99, 2)])
def test_a_value_on_an_edge_belongs_to_the_step_above(value, step):
    assert step_of(value, [0, 10]) == step


def test_the_map_of_the_world_is_small():
    listed = load().areas
    areas = {code: MapArea(f"{listed.items[code].names['en']}: 39.5 % (2021)", 2, f"/en/areas/{code}") for code in listed.countries}
    svg = world_map(areas, LEGEND, title="t", description="d", lang="en", direction="ltr")
    assert len(brotli.compress(svg.encode(), quality=6)) < 40_000
