"""A URL is the only state of a view: links keep it, wrong ones are named."""

import pytest

from dashboard.web.context import NotThere, WrongParameter, address, check_parameters
from dashboard.web.site import split_path
from dashboard.web.view import Page


def test_addresses_have_one_form():
    assert address("ar", "/challenge", {"b": "2", "a": "1", "c": ""}) == "/ar/challenge?a=1&b=2"
    assert address("en", "/", {}) == "/en/"
    assert address("en", "/areas/ÅLA", {"q": "a b"}) == "/en/areas/%C3%85LA?q=a+b"


def test_parameters_that_a_page_does_not_take_are_refused():
    assert check_parameters({"year": "2020", "version": "3", "utm_source": "x", "fbclid": "y", "sort": ""}, ["year"]) == {
        "year": "2020",
        "version": "3",
    }
    with pytest.raises(WrongParameter) as wrong:
        check_parameters({"yaer": "2020"}, ["year"])
    assert (wrong.value.status, wrong.value.kind, wrong.value.value) == (400, "parameter", "yaer")
    assert wrong.value.nearest()[0] == "year"


def test_the_nearest_options_are_found():
    assert NotThere("area", "kenn", ["FRA", "KEN", "KWT"]).nearest()[0] == "KEN"
    assert NotThere("area", "zzzzzz", ["FRA"]).nearest() == ()
    assert NotThere("area", "germani", ["DEU", "FRA"]).nearest({"DEU": "Germany", "FRA": "France", "GRL": "Greenland"})[0] == "DEU"


def test_paths_are_matched_whole():
    page = Page("/indicators/{code}", render=lambda context: None)
    assert page.match("/indicators/IT_USE_ii99") == {"code": "IT_USE_ii99"}
    assert page.match("/indicators") is None
    assert page.match("/indicators/a/b") is None
    assert Page("/", render=lambda context: None).match("/") == {}


@pytest.mark.parametrize(
    ("path", "parts"),
    [
        ("/ar/challenge/x", ("ar", "/challenge/x")),
        ("/en/", ("en", "/")),
        ("/en", ("en", "/")),
        ("/de/x", (None, "/de/x")),
        ("/", (None, "/")),
    ],
)
def test_the_language_is_the_first_segment(path: str, parts: tuple):
    assert split_path(path) == parts
