"""A right folder is read into what it declares, and what ties one kind of file to another is checked."""

import pytest

from dashboard.catalogue import Catalogue, load
from dashboard.errors import CatalogueError

from . import sample


@pytest.fixture
def catalogue(tmp_path):
    return Catalogue(sample.write(tmp_path))


def test_the_same_folder_is_the_same_catalogue(tmp_path):
    folder = sample.write(tmp_path)
    assert load(folder) is load(str(folder))
    with pytest.raises(CatalogueError, match="is missing"):
        load(tmp_path / "elsewhere")


def test_a_right_folder_passes_the_check(catalogue):
    assert catalogue.check() is None


def test_dataset_says_what_templates_and_checks_need(catalogue):
    people = catalogue.datasets["people"]
    assert people.header == ("GATHERING", "REF_AREA", "SEX", "COUNT", "MINUTES", "UNIT", "SOURCE")
    assert people.key == ("GATHERING", "REF_AREA", "SEX", "SOURCE")
    assert [column.id for column in people.dimensions] == ["GATHERING", "REF_AREA", "SEX"]
    assert [column.id for column in people.measures] == ["COUNT", "MINUTES"]
    assert [column.id for column in people.attributes] == ["UNIT", "SOURCE"]
    assert people.sort == ("REF_AREA", "SEX")
    assert (people.examples_scope, people.examples_detail) == (("GATHERING.PLACE",), "SEX <> '_T'")
    assert people.names["fr"] == "People fr"
    count, sex, gathering = people.column("COUNT"), people.column("SEX"), people.column("GATHERING")
    assert (count.qualified, count.unit_from, count.default, count.required) == (True, "UNIT", None, False)
    assert (sex.codelist, sex.default) == ("SEX", "_T")
    assert (gathering.references, gathering.required) == ("gathering.GATHERING", True)
    with pytest.raises(KeyError):
        people.column("NOWHERE")


def test_codelist_items_come_in_order_with_names_and_attributes(catalogue):
    sex = catalogue.codelists["SEX"]
    assert list(sex.items) == ["F", "M", "_T"]
    assert "F" in sex and "X" not in sex
    assert (sex.link, sex.sdmx, sex.names["zh"]) == ("https://example.org", "CL_SEX", "SEX zh")
    assert catalogue.codelists["UNIT_MEASURE"].items["MIN"].attributes == {"note": "a minute"}
    assert catalogue.name("SEX", "F", "ar") == "F ar"
    with pytest.raises(KeyError):
        catalogue.name("SEX", "X", "ar")


def test_codelists_made_of_other_declarations(catalogue):
    assert list(catalogue.codelists["INDICATOR"].items) == ["ONLINE"]
    assert list(catalogue.codelists["FRAMEWORK"].items) == ["1.0"]
    swap = catalogue.codelists["SWAP_INDICATOR"].items
    assert list(swap) == ["_T", "1.0-01", "1.0-02"]
    assert swap["1.0-01"].names["es"] == "Audit es"
    assert swap["1.0-02"].names["es"] == "2 unnamed es"
    assert swap["1.0-02"].attributes == {"framework": "1.0", "number": "2", "area": "", "known": "false"}


def test_groups_hold_those_below_them_and_those_named(catalogue):
    areas = catalogue.areas
    assert areas.countries == ("KEN", "CPV")
    assert areas.groups == ("001", "002", "SIDS")
    assert areas.members("001") == areas.members("002") == ("KEN", "CPV")
    assert areas.members("SIDS") == ("CPV",)
    assert areas.groups_of("CPV") == ("001", "002", "SIDS")
    assert areas.members("KEN") == ()
    assert areas.by_m49["404"] == "KEN" and areas.level("SIDS") == "group"
    assert areas.sources["SIDS", "CPV"] == "https://example.org"
    for question in (areas.members, areas.groups_of, areas.level):
        with pytest.raises(KeyError):
            question("ATLANTIS")


def test_framework_keeps_unknown_names_apart(catalogue):
    framework = catalogue.frameworks["1.0"]
    assert (framework.first_year, framework.last_year) == (2012, None)
    assert (framework.ratings, framework.met) == (("LOW", "HIGH"), ("HIGH",))
    assert framework.areas["oversight"]["en"] == "Oversight en"
    assert [(row.code, row.known, row.area) for row in framework.indicators] == [("1.0-01", True, "oversight"), ("1.0-02", False, "")]


def test_yardsticks_are_those_of_the_domain(catalogue):
    third = catalogue.yardsticks["third"]
    assert (third.rule, third.parameters["minimum"], third.wording["ru"]) == ("share_at_least", 33, "A third or more ru")
    assert third.applies_to == ("counts",)


def test_indicators_and_sources(catalogue):
    online = catalogue.indicators["ONLINE"]
    assert (online.kind, online.dimensions, online.yardsticks) == ("by_sex", ("AGE",), ("third",))
    assert catalogue.sources[online.source].title == "A count, in full"


@pytest.mark.parametrize(
    ("name", "old", "new", "place", "why"),
    [
        ("datasets/people.toml", 'default = "_T"', 'default = "_X"', "column SEX.default", "not a code of SEX"),
        ("datasets/people.toml", 'unit = "MIN"', 'unit = "HOUR"', "column MINUTES.unit", "not a code of UNIT_MEASURE"),
        ("indicators/online.toml", 'unit = "MIN"', 'unit = "HOUR"', "ONLINE.unit", "not a code of UNIT_MEASURE"),
        ("indicators/online.toml", '["AGE"]', '["SHOE_SIZE"]', "ONLINE.dimensions", "not a dimension"),
        ("indicators/online.toml", '["third"]', '["half"]', "ONLINE.yardsticks", "not a yardstick"),
        ("indicators/online.toml", '"CENSUS"', '"RUMOUR"', "ONLINE.source", "not a source"),
        (
            "indicators/online.toml",
            'sdg = ""',
            'sdg = ""\nrelated = ["OFFLINE"]',
            "ONLINE.related",
            "not another indicator that names this one",
        ),
        ("indicators/online.toml", 'sdg = ""', 'sdg = ""\nrelated = ["ONLINE"]', "ONLINE.related", "not another indicator"),
        ("frameworks/one.toml", '["LOW", ', '["LOWEST", ', "1.0.ratings", "not a code of SWAP_RATING"),
    ],
)
def test_check_names_what_does_not_fit_together(tmp_path, name, old, new, place, why):
    sample.write(tmp_path)
    sample.spoil(tmp_path, name, old, new)
    with pytest.raises(CatalogueError) as caught:
        Catalogue(tmp_path).check()
    assert caught.value.place == place
    assert why in caught.value.why
