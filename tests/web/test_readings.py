"""Rows of an indicator as readings: nothing is mixed, nothing counted twice, a missing counterpart is no zero."""

from dataclasses import replace

import pytest

from dashboard.catalogue import Source, load
from dashboard.domain.measures import Counts
from dashboard.domain.quantity import Quantity
from dashboard.web.readings import headline, read, read_periods, resolve, together, values_of, widest

INDICATORS = load().indicators
BY_SEX, SHARE = INDICATORS["IT_USE_ii99"], INDICATORS["SG_GEN_PARL"]
COUNTS, RATIO, SKILLS = INDICATORS["SG_DMK_PARLCC_LC"], INDICATORS["IT_USE_GPS"], INDICATORS["SE_ADT_ACTS"]


def row(**given):
    """A row of the query with the defaults of the dataset."""
    blank = dict.fromkeys(
        ("female", "male", "total", "other", "unknown", "nature", "obs_status", "value_text", "comment_obs", "source_detail")
    )
    codes = {"age": "_T", "education_lev": "_T", "labour_force_status": "_T", "occupation": "_T", "comp_breakdown": "_Z"}
    qualifiers = {"female_q": "", "male_q": "", "total_q": ""}
    rest = {"ref_area": "KEN", "time_period": "2020", "source": "S", "unit_measure": "PT", "example": False, "applies": True}
    return {**blank, **codes, **qualifiers, **rest, "counts_women": True, "counts_men": True, **given}


def source(name: str, kind: str, retrieved: str = "") -> Source:
    return Source(name, "Publisher", "Title", "", kind, "", retrieved, "")


@pytest.mark.parametrize(
    ("ages", "expected"),
    [
        (["Y_GE15", "Y16T74", "Y_GE05"], "Y_GE05"),
        (["Y16T74", "Y25T74", "Y15T24"], "Y16T74"),
        (["Y_GE03", "_T"], "_T"),
        (["_X", "Y_LE45"], "Y_LE45"),
        (["_X"], "_X"),
    ],
)
def test_the_widest_age_range_is_taken(ages, expected):
    assert widest(ages) == expected


def test_an_area_is_read_in_one_period_and_one_age_range():
    rows = [
        row(age="Y_GE15", female=10, male=20),
        row(age="Y_GE05", female=11, male=21),
        row(age="Y_GE03", female=12, male=22, time_period="2015"),
    ]
    (reading,) = read(rows, BY_SEX, {})
    assert (reading.period, reading.choices["AGE"], reading.female) == ("2020", "Y_GE05", Quantity(11))


def test_a_newer_total_does_not_hide_figures_of_women_and_men():
    (reading,) = read([row(total=50, time_period="2022"), row(female=40, male=50)], BY_SEX, {})
    assert (reading.period, reading.complete, reading.distance) == ("2020", True, -10)
    (alone,) = read([row(total=50, time_period="2022")], BY_SEX, {})
    assert not alone.complete and alone.distance is None and alone.total == Quantity(50)


def test_a_bound_is_kept_and_is_no_point():
    (reading,) = read([row(female=30, female_q=">")], SHARE, {})
    assert reading.female == Quantity(30, ">") and reading.complete and reading.distance is None


def test_a_percentage_knows_with_how_many_decimals_it_was_published():
    readings = read([row(female=65.0, male=70.0), row(ref_area="FRA", female=65.25, male=70.0)], BY_SEX, {})
    assert [reading.decimals for reading in readings] == [2, 0]  # FRA before KEN


def test_counts_are_added_up_over_committees_and_ages():
    rows = [
        row(comp_breakdown="DEFENCE", age="Y_GE46", male=1),
        row(comp_breakdown="FINANCE", age="Y_LE45", female=1),
        row(comp_breakdown="GEN_EQU", age="_U", unknown=1),
        row(comp_breakdown="HUM_RIGH", age="_Z"),
    ]
    (reading,) = read(rows, COUNTS, {})
    assert reading.counts == Counts(1, 1, 0, 1) and reading.share == Quantity(50) and reading.distance is None
    (chosen,) = read(rows, COUNTS, {"COMP_BREAKDOWN": "DEFENCE"})
    assert chosen.counts == Counts(0, 1)


def test_those_of_unknown_sex_only_are_counted_and_cannot_be_compared():
    (reading,) = read([row(unknown=3)], COUNTS, {})
    assert reading.complete and not reading.comparable and reading.counts == Counts(0, 0, 0, 3)
    assert read([row(female=1, unknown=3)], COUNTS, {})[0].comparable


def test_where_there_is_nothing_to_count_nobody_was_counted():
    (reading,) = read([row(age="_Z", comp_breakdown="DEFENCE", applies=False)], COUNTS, {})
    assert reading.absent and reading.counts is None and not reading.complete
    (chosen,) = read([row(age="_Z", applies=False), row(age="Y_LE45", male=1)], COUNTS, {})
    assert not chosen.absent and chosen.counts == Counts(0, 1)


def test_those_of_whom_a_chosen_dimension_is_not_known_stay_in_sight():
    rows = [row(age="Y_LE45", female=34, male=87), row(age="Y_GE46", male=9), row(age="_U", female=11, male=25, unknown=337)]
    (reading,) = read(rows, COUNTS, {"AGE": "Y_LE45"})
    assert (reading.counts, reading.aside) == (Counts(34, 87), Counts(11, 25, 0, 337))
    assert reading.limits == pytest.approx((100 * 34 / 483, 100 * 382 / 469)) and reading.distance is None
    (alone,) = read(rows[2:], COUNTS, {"AGE": "Y_LE45"})  # who may belong is no less there than who does
    assert alone.complete and not alone.comparable
    both = together("counts", "002", [reading, replace(alone, area="FRA")])
    assert (both.counts, both.aside) == (Counts(34, 87), Counts(22, 50, 0, 674))
    (unknown,) = read(rows, COUNTS, {"AGE": "_U"})
    assert unknown.aside is None and unknown.counts == Counts(11, 25, 0, 337)


def test_a_total_is_not_counted_beside_its_parts():
    rows = [row(age="Y_LE45", female=2, male=3), row(age="Y_GE46", female=4, male=5), row(age="_T", female=7, male=9)]
    (reading,) = read(rows, COUNTS, {})
    assert reading.counts == Counts(7, 9)


def test_a_sex_that_is_counted_nowhere_has_no_zero():
    (reading,) = read([row(female=54, counts_men=False)], INDICATORS["SG_GEN_SPKR_N"], {})
    assert reading.counts == Counts(54, None) and reading.share is None and not reading.complete and reading.female == Quantity(54)


def test_approximations_are_never_added_up():
    rows = [row(comp_breakdown="DEFENCE", female=880, female_q="~", male=1), row(comp_breakdown="FINANCE", female=1, male=1)]
    (reading,) = read(rows, COUNTS, {})
    assert not reading.complete
    (alone,) = read(rows[:1], COUNTS, {})
    assert alone.female == Quantity(880, "~") and alone.counts is None


def test_sources_stand_side_by_side_and_a_rule_says_which_leads():
    rows = [row(source=name, female=40, male=50) for name in ("OLD", "NEW", "PRESS")]
    readings = read(rows, BY_SEX, {})
    assert [reading.source for reading in readings] == ["OLD", "NEW", "PRESS"]
    sources = {"PRESS": source("PRESS", "secondary")}
    sources |= {"OLD": source("OLD", "primary", "2020-01-01"), "NEW": source("NEW", "primary", "2024-01-01")}
    assert headline(readings, sources)["KEN"].source == "NEW"
    assert headline(readings[::-1], {**sources, "NEW": source("NEW", "secondary")})["KEN"].source == "OLD"
    assert headline(readings, {})["KEN"].source == "NEW"  # none is known: the id decides


def test_a_kind_of_skill_that_most_areas_have_is_settled_for_all():
    rows = [row(comp_breakdown="EMAIL", female=1, male=2)]
    rows += [row(comp_breakdown="PCPR", ref_area=area, female=1, male=2) for area in ("KEN", "FRA")]
    assert values_of(rows, "COMP_BREAKDOWN") == ["PCPR", "EMAIL"]
    assert resolve(rows, SKILLS, {})["COMP_BREAKDOWN"] == "PCPR"
    assert resolve(rows, SKILLS, {"COMP_BREAKDOWN": "EMAIL"})["COMP_BREAKDOWN"] == "EMAIL"
    assert "COMP_BREAKDOWN" not in resolve(rows, COUNTS, {}) and "AGE" not in resolve(rows, BY_SEX, {})


def test_the_countries_of_a_group_give_medians_that_say_so():
    rows = [
        row(ref_area="A", female=10, male=20, time_period="2012"),
        row(ref_area="B", female=30, male=32, age="Y_GE15"),
        row(ref_area="C", female=50, male=51),
    ]
    middle = together("by_sex", "002", read(rows, BY_SEX, {}))
    assert (middle.female, middle.male, middle.gap, middle.countries) == (Quantity(30), Quantity(32), -2, 3)
    assert middle.period == "2012–2020" and middle.ratio is None and "AGE" not in middle.choices


def test_the_countries_of_a_group_are_added_up_where_they_are_counts():
    rows = [row(ref_area="A", female=1, male=2), row(ref_area="B", female=3, male=4, unknown=5)]
    added = together("counts", "002", read(rows, COUNTS, {}))
    assert added.counts == Counts(4, 6, 0, 5) and added.countries == 2 and added.period == "2020"


@pytest.mark.parametrize("kind", ["gap", "total"])
def test_a_number_of_people_has_no_middle(kind):
    (reading,) = read([row(total=5)], replace(RATIO, kind=kind), {})
    assert together(kind, "002", [reading]) is None


def test_a_group_without_figures_has_none():
    assert together("by_sex", "002", read([row(total=5)], BY_SEX, {})) is None
    (bound,) = read([row(female=30, female_q=">")], SHARE, {})
    assert together("share_of_women", "002", [bound]) is None


def test_a_published_ratio_stays_and_its_distance_is_from_one():
    (reading,) = read([row(total=0.94, unit_measure="RATIO")], RATIO, {})
    assert reading.ratio == 0.94 and reading.distance == pytest.approx(-0.06)


def test_every_period_is_read_by_itself():
    rows = [row(time_period=period, female=1, male=2) for period in ("2020", "2018")] + [row(total=3, time_period="2019")]
    assert [reading.period for reading in read_periods(rows, BY_SEX, {})] == ["2018", "2019", "2020"]
