"""Figures written in another way: each is read as the number it can only mean, or not at all."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.ingest.numbers import meanings, normalised, readings

ARABIC = str.maketrans("0123456789.", "٠١٢٣٤٥٦٧٨٩٫")
CONNECTION = duckdb.connect()


def read(cell: str, whole: bool = False, percent: str = "true") -> str:
    sql = normalised("c", meanings(set(cell)), whole, percent)
    return CONNECTION.execute(f"SELECT {sql} FROM (SELECT ?::VARCHAR AS c)", [cell]).fetchone()[0]


@given(st.integers(0, 10**9), st.integers(0, 99), st.sampled_from(["\u00a0", "\u202f", " ", "'", "’"]))
def test_what_is_written_is_read(whole, cents, blank):
    plain, grouped = f"{whole}.{cents:02}", f"{whole:,}".replace(",", blank)
    written = [f"{digits}{point}{cents:02}" for digits in (whole, grouped) for point in ".,"]
    for cell in (*written, f"{whole:,}.{cents:02}", plain.translate(ARABIC)):
        assert float(read(cell)) == float(plain), cell


@pytest.mark.parametrize("cell", ["1,234", "12 34", "1,234,56", "5 6", "12,345,6", "$5", "about 5", "%5%"])
def test_what_may_mean_two_numbers_or_none_is_left(cell):
    assert read(cell) == cell


@pytest.mark.parametrize(
    "cell, number",
    [("1.234.567", "1234567"), ("12,34,567", "1234567"), ("0,123", "0.123"), (".5", "0.5"), ("> 1 234", ">1234"), ("45 %", "45")],
)
def test_writings_of_some_countries(cell, number):
    assert read(cell) == number


def test_a_minus_of_print():
    assert read("−5") == "-5"


def test_a_count_has_no_decimals():
    assert (read("1,234", whole=True), read("45%", percent="false"), readings("1,234")) == ("1234", "45%", "1234 / 1.234")
