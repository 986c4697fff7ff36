"""The areas agree with the M49 and ISO 3166-1 files of their publishers, code by code and name by name."""

import csv
import json

import pytest

from dashboard.catalogue import LANGUAGES, load
from tests.realdata import REALDATA

FOLDER = REALDATA / "codelists"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"the publishers' codelists are not at {FOLDER}")
AREAS = load().areas
FLAGS = {
    "LDC": "Least Developed Countries (LDC)",
    "LLDC": "Land Locked Developing Countries (LLDC)",
    "SIDS": "Small Island Developing States (SIDS)",
}
# Where this project departs from the file on purpose: docs/decisions/0003-codelists.md.
OTHERWISE = {("TWN", language) for language in LANGUAGES} | {
    (code, language)
    for language, codes in {"ar": "ATF IOT NLD SJM UMI", "en": "CIV FLK NLD", "ru": "ALA ATA CCK CXR CYM"}.items()
    for code in codes.split()
}


def unsd(language: str) -> dict[str, dict[str, str]]:
    """The M49 table in a language, by ISO alpha-3 code, with the apostrophe that this project prints."""
    name = {"zh": "cn"}.get(language, language)
    path = FOLDER / "codelists-datasets-country-codes" / "tmp" / f"UNSD-{name}.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row["ISO-alpha3 Code"]: {column: text.replace("'", "’") for column, text in row.items()} for row in csv.DictReader(file)}


def test_the_same_countries_and_areas():
    assert set(AREAS.countries) == set(unsd("en"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_names(language):
    published = {code: row["Country or Area"] for code, row in unsd(language).items()}
    ours = {code: AREAS.items[code].names[language] for code in AREAS.countries}
    assert {code: (ours[code], published[code]) for code in ours if ours[code] != published[code]}.keys() == {
        code for code, other in OTHERWISE if other == language
    }


@pytest.mark.parametrize(("column", "attribute"), [("M49 Code", "m49"), ("ISO-alpha2 Code", "iso2")])
def test_codes(column, attribute):
    assert {code: AREAS.items[code].attributes[attribute] for code in AREAS.countries} == {
        code: row[column] for code, row in unsd("en").items()
    }


def test_iso_codes_of_another_list():
    codes = json.loads((FOLDER / "i18n-iso-countries" / "codes.json").read_text(encoding="utf-8"))
    ours = {(AREAS.items[code].attributes["iso2"], code, AREAS.items[code].attributes["m49"]) for code in AREAS.countries}
    assert {tuple(row[:3]) for row in codes if row[1] in AREAS.countries} == ours


@pytest.mark.parametrize("level", ["Region", "Sub-region", "Intermediate Region"])
def test_m49_regions(level):
    published: dict[str, set[str]] = {}
    for code, row in unsd("en").items():
        if row[f"{level} Code"]:
            published.setdefault(row[f"{level} Code"], set()).add(code)
    assert {group: set(AREAS.members(group)) for group in published} == published


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("level", ["Region", "Sub-region", "Intermediate Region"])
def test_names_of_m49_regions(level, language):
    published = {row[f"{level} Code"]: row[f"{level} Name"] for row in unsd(language).values() if row[f"{level} Code"]}
    assert {group: AREAS.items[group].names[language] for group in published} == published


@pytest.mark.parametrize("group", FLAGS)
def test_groups(group):
    assert set(AREAS.members(group)) == {code for code, row in unsd("en").items() if row[FLAGS[group]]}
