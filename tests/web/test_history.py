"""How a figure came about: only figures that compare are held against each other."""

import pytest

from dashboard.catalogue import load
from dashboard.domain.quantity import Quantity
from dashboard.i18n import Words
from dashboard.web.components.reading import change_words
from dashboard.web.history import changes, first_comparable
from dashboard.web.readings import read

from .test_readings import row

INDICATORS = load().indicators
BY_SEX, SHARE, COUNTS = INDICATORS["IT_USE_ii99"], INDICATORS["SG_GEN_PARL"], INDICATORS["SG_DMK_PARLCC_LC"]
W = Words("en")


def shares(*given: dict) -> list[dict]:
    """A row a year from 2018 on, 20 per cent and one more each year, with what is given of each."""
    return [
        row(time_period=str(2018 + place), **{"female": 20 + place, "source_detail": "IPU, online", **one})
        for place, one in enumerate(given)
    ]


def since(rows: list[dict], indicator=SHARE) -> str:
    """The period of the oldest figure that compares with the newest one; "" without one."""
    first = first_comparable(read(rows, indicator, {})[0], rows, indicator)
    return first.period if first else ""


def test_the_line_goes_back_as_far_as_figures_compare():
    assert since(shares({}, {}, {})) == "2018"
    assert since(shares({})) == ""


@pytest.mark.parametrize(
    "other",
    [
        {"source": "T"},
        {"source_detail": "Census"},
        {"unit_measure": "NUMBER"},
        {"obs_status": "D"},
        {"example": True},
    ],
)
def test_it_never_crosses_to_another_source_unit_or_definition(other):
    assert since(shares(other, {}, {})) == "2019"


def test_a_break_begins_a_new_line():
    assert since(shares({}, {"obs_status": "B"}, {})) == "2019"
    assert since(shares({}, {}, {"obs_status": "B"})) == ""


def test_another_age_range_and_a_bound_are_passed_over():
    rows = [row(time_period="2018", female=20, male=30), row(time_period="2019", age="Y_GE15", female=25, male=30)]
    rows += [row(time_period="2020", female=30, female_q=">", male=30), row(time_period="2021", female=31, male=30)]
    assert since(rows, BY_SEX) == "2018"
    assert since(rows[1:], BY_SEX) == ""


def test_counts_are_not_followed():
    assert since([row(time_period=year, female=1, male=2) for year in ("2019", "2020")], COUNTS) == ""


def test_changes_are_differences_of_the_figures_as_published():
    rows = [row(time_period="2019", female=65.1, male=70), row(time_period="2020", female=70.1, male=70)]
    first, last = (read([one], BY_SEX, {})[0] for one in rows)
    assert (changes(first, last), last.female) == ((5.0, 0.0), Quantity(70.1))
    assert change_words(W, first, last) == "2019–2020: women up 5 percentage points, men unchanged"
    assert change_words(W, None, last) == ""
