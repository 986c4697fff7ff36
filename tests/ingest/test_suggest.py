"""Suggestions: the code or number that was probably meant, and none where that is not certain."""

from __future__ import annotations

import pytest

from dashboard.ingest.header import nearest, structure_id
from dashboard.ingest.suggest import exact_code, nearest_codes, suggest_code, suggest_number, suggest_period


@pytest.mark.parametrize(
    "codelist, value, code",
    [
        ("SEX", "f", "F"),
        ("SEX", "Female", "F"),
        ("SEX", "Femme", "F"),
        ("SEX", "Мужской", "M"),
        ("SEX", " M ", "M"),
        ("AREA", "Kenia", "KEN"),
        ("AREA", "ken", "KEN"),
        ("AREA", "KE", "KEN"),
        ("AREA", "404", "KEN"),
        ("AREA", "4", "AFG"),
        ("AREA", "中国", "CHN"),
        ("SEX", "q", None),
        ("AREA", "somewhere else", None),
        ("AREA", "", None),
    ],
)
def test_codes(catalogue, codelist, value, code):
    assert suggest_code(catalogue.codelists[codelist], value) == code


@pytest.mark.parametrize(
    "codelist, value, code",
    [
        *[("SEX", way, "M") for way in ("Male", "Males", "Men", "Men+", "male", "boy", "boys", "male_13_pls_y")],
        *[("SEX", way, "M") for way in ("Hombres", "Hommes", "Мужчины", "男", "ذكور")],
        *[("SEX", way, "F") for way in ("Females", "women", "girls", "female_13_pls_y", "Femmes", "Mujeres", "Женщины", "女性", "إناث")],
        *[("SEX", way, "_T") for way in ("BOTHSEX", "Both sexes", "both_sexes", "Total - Gender", "total", "Ensemble", "Оба пола", "合计")],
        *[("AREA", way, "AFG") for way in ("4", "004", "AF", "afg", "Afghanistan", "Afganistán", "Афганистан", "阿富汗", "أفغانستان")],
        *[("AREA", way, "001") for way in ("1", "001", "World", "Monde")],
        *[("AGE", way, "Y15T24") for way in ("15 to 24", "15-24", "15–24", "15 - 24 years", "15_24", "Aged 15 to 24 years", "Y15T24")],
        *[("AGE", way, "Y_GE15") for way in ("15+", "15 +", "15 and over", "15 years and over", "15 years or older")],
        ("COMP_BREAKDOWN", "SKILL_ICTSSHT", "ARSP"),
        ("UNIT_MEASURE", "Percentage (%)", "PT"),
        ("SEX", "F: Female", "F"),
        ("AGE", "16 to 23", None),
        ("AGE", "24 to 15", None),
        ("SEX", "i4_7_1_male", None),
        ("AREA", "Kenia", None),
        ("SEX", "", None),
        ("AGE", "", None),
    ],
)
def test_what_a_text_certainly_means(catalogue, codelist, value, code):
    assert exact_code(catalogue.codelists[codelist], value, catalogue.synonyms.codes.get(codelist)) == code


@pytest.mark.parametrize("value, code", [("i4_7_1_male", "M"), ("i4_4_1_tech_female", "F"), ("Wemen", "F"), ("men and boys", "M")])
def test_what_it_may_mean(catalogue, value, code):
    assert suggest_code(catalogue.codelists["SEX"], value, catalogue.synonyms.codes["SEX"]) == code


@pytest.mark.parametrize(
    "written, period",
    [
        *[(way, "2019") for way in ("2019", "2019.0", " 2019 ", "2019-A1", "2019 [YR2019]", "٢٠١٩")],
        *[(way, "2019-Q3") for way in ("2019-Q3", "2019 Q3", "2019Q3", "Q3 2019", "2019T3")],
        *[(way, "2019-S1") for way in ("2019-S1", "2019 H1")],
        *[(way, "2019-01") for way in ("2019-01", "2019M1", "2019-M01")],
        *[(way, "2019-W05") for way in ("2019-W05", "2019-W5")],
        *[(way, "2019-01-31") for way in ("2019-01-31", "2019/01/31", "2019-01-31T00:00:00")],
        *[(way, None) for way in ("2019/20", "2019/01", "01/02/2019", "1974a", "19", "2019-13", "2019-02-30", "17 May 2023", "")],
    ],
)
def test_periods(written, period):
    assert suggest_period(written) == period


@pytest.mark.parametrize(
    "value, whole, number",
    [
        ("22,6", False, "22.6"),
        (">22,6", False, ">22.6"),
        ("1,234.5", False, "1234.5"),
        ("1,234,567", False, "1234567"),
        ("1,234", True, "1234"),
        ("1,234", False, None),
        ("0,234", False, "0.234"),
        ("1 234", True, "1234"),
        ("1\u00a0234,5", False, "1234.5"),
        ("45%", False, "45"),
        ("٤٥٫٥", False, "45.5"),
        ("about a third", False, None),
        ("22,6", True, None),
        ("22.6", False, None),
    ],
)
def test_numbers(value, whole, number):
    assert suggest_number(value, whole) == number


@pytest.mark.parametrize(
    "typed, column",
    [
        ("OBS_VALU", "OBS_VALUE"),
        ("sex", "SEX"),
        ("Ref Area", "REF_AREA"),
        ("value", "OBS_VALUE"),
        ("TIMEPERIOD", "TIME_PERIOD"),
        ("colour", None),
    ],
)
def test_columns(typed, column):
    assert nearest(typed, ("OBS_VALUE", "SEX", "REF_AREA", "TIME_PERIOD")) == column


@pytest.mark.parametrize(
    "reference, id",
    [
        ("X:INDICATOR(1.0)", "indicator"),
        ("X.Y:Indicator(2.1+.3): Indicators", "indicator"),
        ("INDICATOR", "indicator"),
        ("X:INDICATOR", "indicator"),
        ("", ""),
        ("(1.0)", ""),
        ("two words", ""),
    ],
)
def test_structures(reference, id):
    assert structure_id(reference) == id


@pytest.mark.parametrize(
    ("value", "first", "more"), [("Tanzanie", "TZA", True), ("KENN", "KEN", True), ("Korea", None, True), ("ÿÿÿÿÿÿ", None, False)]
)
def test_the_nearest_codes(catalogue, value, first, more):
    near = nearest_codes(catalogue.codelists["AREA"], value)
    assert len(near) == len(set(near)) <= 3 and bool(near) == more
    assert first is None or near[0] == first
