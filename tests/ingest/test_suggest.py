"""Suggestions: the code or number that was probably meant, and none where that is not certain."""

from __future__ import annotations

import pytest

from dashboard.ingest.header import nearest, structure_id
from dashboard.ingest.suggest import suggest_code, suggest_number


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
