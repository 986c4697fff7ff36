"""A reading as a bar: a median of few countries does not look like a published value, nor does it sound like one."""

import pytest

from dashboard.catalogue import load
from dashboard.domain.quantity import Quantity
from dashboard.i18n import Words
from dashboard.web.components.reading import few_words, reading_bar
from dashboard.web.readings import Reading

W = Words("en")
GAP = load().yardsticks["gap_points"]


def group(countries: int, kind: str = "by_sex") -> Reading:
    """A figure of a group, as published (0) or the median of so many countries."""
    return Reading(kind, "009", "2014", "", {}, Quantity(40), Quantity(50), Quantity(0.8), countries=countries)


@pytest.mark.parametrize("kind", ["by_sex", "share_of_women", "ratio"])
@pytest.mark.parametrize(("countries", "hollow"), [(0, False), (1, True), (4, True), (5, False)])
def test_a_median_of_few_countries_is_hollow_and_says_so(kind: str, countries: int, hollow: bool):
    reading = group(countries, kind)
    bar = reading_bar(W, reading, GAP)
    assert ("is-few" in bar.className.split()) == hollow
    assert (f"median of few countries and areas ({countries})" in getattr(bar, "aria-label")) == hollow
    assert few_words(W, [reading, group(0)]) == ("Hollow: median of fewer than 5 countries and areas" if hollow else "")


def test_where_nothing_is_drawn_nothing_is_hollow():
    assert reading_bar(W, group(1, "total"), None).className == "no-value"
