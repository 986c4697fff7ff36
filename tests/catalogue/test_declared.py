"""The declarations that ship with the product: complete in six languages, consistent, quick to read, and fit for the figures bundled."""

import re
import time

import pytest

from dashboard.catalogue import DATA, LANGUAGES, Catalogue, load

CATALOGUE = load()
SCRIPTS = {"ar": re.compile(r"[\u0600-\u06ff]"), "ru": re.compile(r"[\u0400-\u04ff]"), "zh": re.compile(r"[\u4e00-\u9fff]")}
# Grades and abbreviations are written in Latin letters or with a letter of the language's own; a rating of a scale is not a word.
LATIN = re.compile(r"[A-Z0-9-]+(-SWAP)?( [0-9.]+)?")
# Words with one space between them; before a colon French has a no-break one.
SPACED = re.compile(r"\S+([ \u00a0\u202f]\S+)*")


def test_everything_fits_together_and_is_read_quickly():
    started = time.process_time()
    Catalogue(DATA).check()
    assert time.process_time() - started < 0.5


@pytest.mark.parametrize("id", CATALOGUE.codelists)
def test_every_item_is_named_in_every_language(id):
    codelist = CATALOGUE.codelists[id]
    assert codelist.items
    for words in (codelist.names, *(item.names for item in codelist.items.values())):
        assert tuple(words) == LANGUAGES
        for language, script in SCRIPTS.items():
            assert script.search(words[language]) or LATIN.fullmatch(words[language]), words


@pytest.mark.parametrize("id", [id for id in CATALOGUE.codelists if id not in {"AREA", "FRAMEWORK", "SWAP_INDICATOR", "INDICATOR"}])
def test_no_two_codes_of_a_list_bear_the_same_name(id):
    for language in LANGUAGES:
        names = [item.names[language] for item in CATALOGUE.codelists[id].items.values()]
        assert sorted(set(names)) == sorted(names)


def test_no_name_carries_stray_blanks():
    for codelist in CATALOGUE.codelists.values():
        for item in codelist.items.values():
            for language, name in item.names.items():
                assert SPACED.fullmatch(name), (codelist.id, item.code, language)


@pytest.mark.parametrize(
    ("codelist", "codes"),
    [
        ("SEX", "F M _T _O _U _N _Z"),
        ("OBS_STATUS", "A B D E F G H I J K L M N O P Q S U V W"),
        ("NATURE", "C CA E G M N NA"),
        ("UNIT_MEASURE", "PT NUMBER RATIO MIN FTE MILLION SCORE FLAG"),
        ("AGE", "_T _X _U Y16T74 Y12T65 Y_GE03 Y_GE05 Y_GE06 Y_GE07 Y_GE10 Y_GE12 Y_GE14 Y_GE15 Y_GE16 Y_GE18 Y_GE20 Y_LE45 Y_GE46"),
        ("COMP_BREAKDOWN", "_T _Z ARSP CMFL COPA EMAIL EPRS INST PCPR SOFT TRAF DEFENCE FINANCE FOR_AFF GEN_EQU HUM_RIGH"),
        ("OCCUPATION", "_T OC1 OC2 OC3 OC4 OC5 OC6 OC7 OC8 OC9 OC0"),
        ("SWAP_RATING", "MISSING APPROACHES MEETS EXCEEDS NOT_APPLICABLE"),
        ("STAGE", "APPLIED SHORTLISTED INTERVIEWED SELECTED APPOINTED PROMOTED SEPARATED"),
        ("LEVEL", "ACTIVITY OUTPUT OUTCOME IMPACT"),
        ("SWAP_INDICATOR", "_T 1.0-15 2.0-07 3.0-18"),
    ],
)
def test_codes_that_figures_use(codelist, codes):
    assert [code for code in codes.split() if code not in CATALOGUE.codelists[codelist]] == []


def test_grades_stand_in_order_of_seniority():
    order = "USG ASG D-2 D-1 P-5 P-4 P-3 P-2 P-1 NO-D NO-C NO-B NO-A G-7 G-6 G-5 G-4 G-3 G-2 G-1".split()
    assert [code for code in CATALOGUE.codelists["GRADE"].items if code in order] == order


def test_every_grade_belongs_to_a_category():
    categories = CATALOGUE.codelists["CATEGORY"]
    for grade in CATALOGUE.codelists["GRADE"].items.values():
        assert grade.code.startswith("_") or grade.attributes["category"] in categories


def test_ratings_are_ranked_and_agree_with_the_frameworks():
    ratings = CATALOGUE.codelists["SWAP_RATING"].items
    ranks = [int(item.attributes["rank"]) for item in ratings.values() if item.attributes["rank"]]
    assert ranks == sorted(ranks) == [1, 2, 3, 4]
    for framework in CATALOGUE.frameworks.values():
        assert framework.ratings == tuple(ratings)
        assert framework.met == tuple(code for code, item in ratings.items() if item.attributes["met"] == "true")


def test_the_three_versions_of_un_swap():
    frameworks = CATALOGUE.frameworks
    assert {id: len(row.indicators) for id, row in frameworks.items()} == {"1.0": 15, "2.0": 17, "3.0": 18}
    years = [(row.first_year, row.last_year) for row in frameworks.values()]
    assert years == [(2012, 2017), (2018, 2024), (2025, None)]
    unknown = [row.code for framework in frameworks.values() for row in framework.indicators if not row.known]
    assert unknown == [f"3.0-{number:02d}" for number in range(9, 19)]


def test_yardsticks_have_the_published_parameters():
    parameters = {id: dict(yardstick.parameters) for id, yardstick in CATALOGUE.yardsticks.items()}
    assert parameters["un_parity_band"] == {"low": 47, "high": 53}
    assert parameters["balance_40_60"] == {"low": 40, "high": 60}
    assert parameters["threshold_30"] == {"minimum": 30}
    assert parameters["itu_parity_score"] == {"low": 0.98, "high": 1.02, "almost": 0.95, "adjusted": False, "unrounded_only": True}
    assert (parameters["gpi"]["adjusted"], parameters["gpi_adjusted"]["adjusted"]) == (False, True)
    assert len(parameters) == 10
    for kind in ("share_of_women", "counts", "by_sex", "ratio", "panel"):
        assert any(kind in yardstick.applies_to for yardstick in CATALOGUE.yardsticks.values())


def test_only_the_example_organisation_is_an_example():
    examples = [item.code for item in CATALOGUE.codelists["ENTITY"].items.values() if item.attributes["example"] == "true"]
    assert examples == ["EXAMPLE"]


def test_group_memberships_are_whole_or_said_not_to_be():
    areas = CATALOGUE.areas
    sizes = {group: len(areas.members(group)) for group in areas.groups}
    assert sizes["001"] == len(areas.countries) == 249
    assert {group: sizes[group] for group in sizes if group.startswith("ITU_")} == {
        "ITU_AFR": 44, "ITU_AMS": 35, "ITU_ARB": 22, "ITU_ASP": 39, "ITU_CIS": 9, "ITU_EUR": 46,
    }  # fmt: skip
    assert (sizes["RTO_CEPT"], sizes["RTO_CITEL"], sizes["RTO_ASMG"]) == (46, 34, 22)
    for group, size in sizes.items():
        assert areas.items[group].attributes["membership"] in (("all", "some") if size else ("none",)), group


def test_itu_regions_do_not_overlap():
    areas = CATALOGUE.areas
    members = [area for group in areas.groups if group.startswith("ITU_") for area in areas.members(group)]
    assert len(members) == len(set(members)) == 195
