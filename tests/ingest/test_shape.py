"""Whether a file is a table with a header: what is told apart, and what stays a table because nobody can be sure."""

from __future__ import annotations

import pytest

from dashboard.ingest.scan import HEAD, scan
from dashboard.ingest.shape import HEADLESS, PROSE, TABLE, shape_of

LARGE = 10_000_000
LETTER = ("Dear colleagues,", "please find enclosed, as agreed, the figures for 2020.", "", "Regards,", "the office")


@pytest.mark.parametrize(
    ("lines", "shape"),
    [
        (LETTER, PROSE),
        (("Dear Sir or Madam", "we thank you for your letter of 3 May", "and send what you asked for"), PROSE),
        (("Women, Men", "and, others", "who, came"), PROSE),
        (("Werte", "1", "2"), PROSE),
        (("Land,Wert,Art", "a,b,c"), PROSE),
        (("KEN,F,2020,29.9", "KEN,M,2020,30"), HEADLESS),
        (("KEN,F,2020,29.9", "KEN,M,2020,"), HEADLESS),
        (("KEN,F,2020,29.9",), HEADLESS),
        (("Kenya;Femmes;2020;29,9", "Uganda;Hommes;2020;30,1"), HEADLESS),
        (("Kenya\tw\t2020\t>30", "Uganda\tw\t2020\t30"), HEADLESS),
        (("Frauen in Parlamenten", "Land,2019,2020", "Kenia,1,2", "Uganda,3,4"), HEADLESS),
        (("Frauen in Parlamenten,,", "Land,2019,2020", "Kenia,1,2"), HEADLESS),
        (("Land,Geschlecht,Jahr,Wert", "Kenia,w,2020,29.9"), TABLE),
        (("Land,2019,2020", "Kenia,29.9,30"), TABLE),
        (("Land,Geschlecht,Wert,95", "Kenia,w,29.9,1", "Uganda,m,30,2"), TABLE),
        (("Land;Wert;;", "Kenia;29,9;;"), TABLE),
        (("Land,Wert",), TABLE),
        (("Amt,Ziel,Stufe", *["A,B,erreicht"] * 3), TABLE),
        (("INDICATOR", "IT_USE_ii99"), TABLE),
        (("Country;Year;Value", "Kenya;2020"), TABLE),
        (("geo_area,9,x", "1,2,3"), TABLE),
    ],
)
def test_what_a_file_is(write, catalogue, lines, shape):
    assert shape_of(scan(write(*lines), LARGE), catalogue) == shape


def test_a_record_that_is_cut_off_does_not_matter(write, catalogue):
    lines = ["Land,Wert,Bemerkung", *(f"Kenia,{number},{'x' * 700}" for number in range(100))]
    assert len("\n".join(lines)) > HEAD
    assert shape_of(scan(write(*lines), LARGE), catalogue) == TABLE


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\0\0,1", b'"' * 50, b",,,\n,,,\n", b"\xff,1\n2,3"])
def test_nothing_is_raised_for_what_a_file_holds(write, catalogue, data):
    assert shape_of(scan(write(data=data), LARGE), catalogue) in (TABLE, PROSE, HEADLESS)
