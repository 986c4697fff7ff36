"""Chairs of parliamentary committees: counted one by one, unknown and missing ones told apart."""

from dashboard import catalogue
from dashboard.catalogue.sources import Source
from dashboard.domain.measures import Counts
from dashboard.web.figures.committee_chairs import CHAMBERS, by, chambers, chosen, counts, leading_source, missing

LOWER, UPPER = CHAMBERS.values()


def chair(area: str, committee: str, sex: str, chamber: str = LOWER, value: float = 1, **other):
    """One committee as a version has it."""
    given = {"value_q": "", "age": "_U", "period": "2020", "source": "A", "example": False}
    return given | {"chamber": chamber, "area": area, "committee": committee, "sex": sex, "value": value} | other


ROWS = [
    chair("ALB", "FINANCE", "M"),
    chair("ALB", "GEN_EQU", "F"),
    chair("ALB", "DEFENCE", "_U"),
    chair("ALB", "HUM_RIGH", "_Z", value=0),
    chair("FRA", "FINANCE", "F", UPPER, age="Y_LE45"),
]


def test_unknown_chairs_and_missing_committees_are_told_apart():
    assert counts(ROWS) == Counts(2, 1, unknown=1)
    assert missing(ROWS) == 1


def test_a_bound_is_not_counted():
    assert counts([chair("ALB", "FINANCE", "M", value=3, value_q=">")]) == Counts(0, 0)


def test_filters():
    assert len(chosen(ROWS, "upper")) == 1
    assert len(chosen(ROWS, "", "FINANCE")) == 2
    assert len(chosen(ROWS, areas={"ALB"})) == 4


def test_breakdowns_follow_the_order_given_and_leave_out_what_has_no_chair():
    assert by(ROWS, "committee", ["GEN_EQU", "FINANCE", "HUM_RIGH", "FOR_AFF"]) == [("GEN_EQU", Counts(1, 0)), ("FINANCE", Counts(1, 1))]


def test_one_line_a_chamber_with_the_sex_of_each_chair():
    albania, france = chambers([*ROWS, chair("ALB", "FINANCE", "F")])
    assert albania.chairs == {"GEN_EQU": ("F",), "FINANCE": ("F", "M"), "DEFENCE": ("_U",), "HUM_RIGH": ("_Z",)}
    assert (france.area, france.chamber, france.counts) == ("FRA", UPPER, Counts(1, 0))


def test_two_sources_of_one_parliament_are_not_added_up():
    known = {"A": Source("A", "A", "A", "", "secondary", "", "", ""), "B": Source("B", "B", "B", "", "primary", "", "", "")}
    rows = leading_source([*ROWS, chair("ALB", "FINANCE", "F", source="B")], known)
    assert [(row["area"], row["source"]) for row in rows] == [("ALB", "B"), ("FRA", "A")]


def test_the_chambers_are_indicators():
    assert set(CHAMBERS.values()) <= set(catalogue.load().indicators)
