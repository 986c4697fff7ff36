"""A table as CSV: the rows that are shown, numbers unrounded, nothing that a spreadsheet would run."""

import csv
import io

import pytest

from dashboard.domain.quantity import Quantity
from dashboard.web.csvfile import to_csv
from dashboard.web.view import Column, Table


def rows_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def test_holds_the_saved_columns_unrounded():
    columns = [
        Column("area", "Area"),
        Column("share", "Share", cell=lambda row: "10%"),
        Column("bar", "Bar", saved=False),
        Column("code", "Code", shown=False),
    ]
    table = Table(
        "t",
        "T",
        columns,
        [{"area": "Côte d’Ivoire", "share": 10.2564102564103, "code": "CIV"}, {"area": "a\nb", "share": None, "code": "X"}],
    )
    text = to_csv(table)
    assert text.startswith("\ufeff")
    assert rows_of(text) == [["area", "share", "code"], ["Côte d’Ivoire", "10.2564102564103", "CIV"], ["a\nb", "", "X"]]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-x", "@SUM(A1)", "\tx", "\rx"])
def test_a_formula_is_kept_as_text(text: str):
    table = Table("t", "T", [Column("a", "A")], [{"a": text}])
    assert rows_of(to_csv(table))[1] == [f"'{text}"]


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (-5.5, "-5.5"),
        (12.0, "12"),
        (-3, "-3"),
        (True, "true"),
        (None, ""),
        (Quantity(30, ">"), ">30"),
        (Quantity(880, "~"), "~880"),
        (Quantity(29.9), "29.9"),
    ],
)
def test_numbers_and_bounds(value, cell: str):
    table = Table("t", "T", [Column("a", "A"), Column("b", "B")], [{"a": value, "b": "."}])
    assert rows_of(to_csv(table))[1] == [cell, "."]
