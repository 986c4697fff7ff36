"""Delegations: which figures are delegations, how they add up, and which are of one person."""

from dashboard import catalogue
from dashboard.domain.measures import Counts
from dashboard.web.figures.delegations import (
    by_group,
    by_region,
    change,
    delegations,
    of_one,
    place,
    regions,
    roll,
    split,
    standing,
    total,
    unrecorded,
    within,
)
from dashboard.web.figures.participation import Figure

CATALOGUE = catalogue.load()
AREAS = CATALOGUE.areas


def delegation(area: str, women: int, men: int, unknown: int = 0, group: str = "PARTY", name: str = "_Z") -> Figure:
    """A delegation of a country or a named one."""
    return Figure("E", "_T", "DELEGATE", "S", area=area, group=group, delegation=name, counts=Counts(women, men, unknown=unknown))


LISTED = [
    delegation("FRA", 3, 3),
    delegation("NPL", 0, 1),
    delegation("KEN", 0, 4, 2),
    delegation("_Z", 0, 0, 5, "NGO", "Friends of the climate"),
]


def test_a_country_group_and_the_whole_event_are_no_delegations():
    group = Figure("E", "_T", "DELEGATE", "S", area="RTO_CEPT", counts=Counts(1, 1))
    whole = Figure("E", "_T", "DELEGATE", "S", counts=Counts(9, 9))
    assert delegations([*LISTED, group, whole], AREAS.groups) == LISTED


def test_delegations_add_up_with_their_unknowns():
    assert total(LISTED).counts == Counts(3, 8, unknown=7)
    assert total(LISTED).parts == 4
    assert total([]) is None


def test_the_groups_of_a_delegation_are_within_its_total():
    listed = [*LISTED, delegation("FRA", 5, 5, group="_T"), delegation("FRA", 2, 2, group="YOUTH")]
    assert total(listed).counts == Counts(5, 10, unknown=7)
    assert roll(listed, CATALOGUE.yardsticks["panel_pledge"]).sessions == 4
    assert [group for group, _ in by_group(listed)] == ["PARTY", "_T", "NGO", "YOUTH"]


def test_filters_by_group_and_region():
    assert [figure.area for figure in within(LISTED, AREAS, "PARTY", "150")] == ["FRA"]
    assert [figure.area for figure in within(LISTED, AREAS, "", "LLDC")] == ["NPL"]
    assert [figure.delegation for figure in within(LISTED, AREAS, "NGO", "")] == ["Friends of the climate"]


def test_groups_come_largest_first():
    assert [(group, figure.counts.total) for group, figure in by_group(LISTED)] == [("PARTY", 13), ("NGO", 5)]


def test_regions_are_those_of_the_countries_present():
    found = regions(AREAS, {figure.area for figure in LISTED})
    assert set(found["region"]) == {"002", "142", "150"}
    assert dict(by_region(LISTED, AREAS, ["150"]))["150"].counts == Counts(3, 3)


def test_the_roll_tells_those_without_women_from_those_not_known():
    counted = roll(LISTED, CATALOGUE.yardsticks["panel_pledge"])
    assert (counted.sessions, counted.without_women, counted.without_men, counted.too_small, counted.unknown) == (4, 1, 0, 1, 2)
    assert [figure.area for figure in LISTED if of_one(figure)] == ["NPL"]


def test_delegations_are_split_by_the_groups_of_a_level_or_by_kind():
    assert [(code, [figure.area for figure in own]) for code, own in split(LISTED, AREAS, "region")] == [
        ("002", ["KEN"]),
        ("142", ["NPL"]),
        ("150", ["FRA"]),
    ]
    assert {code for code, _ in split(LISTED, AREAS, "group")} == {"LDC", "LLDC"}
    assert [code for code, _ in split(LISTED, AREAS, "rto")] == ["RTO_CEPT"]
    assert [code for code, _ in split(LISTED, AREAS, "kind", CATALOGUE.codelists["GROUP"].items)] == ["PARTY", "NGO"]
    assert split(LISTED, AREAS, "income") == []


def test_groups_of_which_nobody_or_not_everybody_is_recorded():
    assert unrecorded(AREAS, "rto") == (["RTO_ATU"], ["RTO_APT", "RTO_RCC"])
    assert unrecorded(AREAS, "itu_region") == ([], [])


def test_a_change_is_told_between_shares_that_are_known():
    now, before = total([delegation("FRA", 3, 3)]), total([delegation("FRA", 1, 3)])
    assert change(now, before) == 25
    assert change(now, None) is None and change(now, delegation("FRA", 0, 0, 5)) is None
    assert place(LISTED[0]) == ("FRA", "_Z", "PARTY") != place(LISTED[3])


def test_delegations_stand_together_with_those_without_a_woman():
    found = standing(LISTED, CATALOGUE.yardsticks["panel_pledge"])
    assert (found.figure.counts, found.counted.without_women) == (Counts(3, 8, unknown=7), 1)
    assert standing([], CATALOGUE.yardsticks["panel_pledge"]).figure is None
