"""What in a workbook would be misread, lost, run, fill memory or be kept unseen: each is refused by its name."""

from __future__ import annotations

import io
import zipfile

import pytest
from openpyxl.worksheet.formula import ArrayFormula

from dashboard.ingest import package, publish

from .containers import CELL, COLUMNS, OLE, RECORDS, TABLE, altered, parts_of, row, sharing, text, with_rows, workbook, zipped

GOOD = workbook({"Data": TABLE})
SHARING = sharing()
NOTES = [("Notes",), ("These are notes.",)]
ADDRESS = "jane.doe@mail.example.org"


# --- cells ----------------------------------------------------------------------------------------------------------------------------


def test_formulas_are_named(opening):
    rows = [COLUMNS, *[(*RECORDS[0][:4], "=1+1", *RECORDS[0][5:])] * 12]
    assert opening(workbook({"Data": rows})).found == {
        "sheet_formulas": [{"sheet": "Data", "count": 12, "cells": "E2, E3, E4, E5, E6, E7, E8, E9, E10, E11 …"}]
    }
    array = [COLUMNS, (*RECORDS[0][:4], ArrayFormula("E2", "=SUM(A1:A2)"), *RECORDS[0][5:])]
    assert opening(workbook({"Data": array})).codes == {"sheet_formulas"}
    shared = row(1, text("A1", "x"), text("B1", "y")) + row(2, '<c r="A2"><f t="shared" si="0"/><v>1</v></c>', text("B2", "1"))
    assert opening(with_rows(shared)).found["sheet_formulas"][0]["cells"] == "A2"


def test_a_formula_in_a_sheet_that_is_not_read_does_no_harm(opening):
    assert opening(workbook({"Data": TABLE, "Sums": [("a", "b"), ("=1", "=2")]}), sheet="Data").found == {}


def test_text_that_begins_like_a_formula_is_text(opening):
    def as_text(book):
        book.active["A2"].data_type = "s"

    assert opening(workbook({"Data": [("A", "B"), ("=1", "x")]}, change=as_text)).rows[1] == ["=1", "x"]


def test_errors_are_named(opening):
    rows = [("A", "B", "C"), ("#N/A", "#DIV/0!", 1), ("a", "#REF!", 2)]
    assert opening(workbook({"Data": rows})).found == {
        "sheet_errors": [{"sheet": "Data", "count": 3, "cells": "A2 #N/A, B2 #DIV/0!, B3 #REF!"}]
    }


@pytest.mark.parametrize("format, shown", [("0%", True), ("0.00%", True), ("#,##0.0 %", True), ("0.00", False), ("General", False)])
def test_percentages_that_are_stored_as_fractions(opening, format, shown):
    def shown_so(book):
        book.active["B2"].number_format = book.active["A2"].number_format = format

    result = opening(workbook({"Data": [("A", "B"), ("text", 0.226)]}, change=shown_so))
    assert result.found == ({"sheet_percent": [{"sheet": "Data", "count": 1, "cells": "B2"}]} if shown else {})
    assert result.rows[1] == ["text", "22.6%" if shown else "0.226"]


def test_merged_cells_are_pointed_at(opening):
    def merge(book):
        book.active.merge_cells("A2:A3")
        book.active.merge_cells("C2:D2")

    result = opening(workbook({"Data": [("A", "B", "C", "D"), (1, 2, 3, 4), (1, 2, 3, 4)]}, change=merge))
    assert result.found == {"sheet_merged": [{"sheet": "Data", "count": 2, "cells": "A2:A3, C2:D2"}]}
    assert result.rows[1:] == [["1", "2", "3", ""], ["", "2", "3", "4"]]


# --- the file -------------------------------------------------------------------------------------------------------------------------


def test_macros_and_passwords(opening):
    assert opening(altered(GOOD, xl__vbaProject_bin=b"1"), "sent.xlsx").codes == {"workbook_macros"}
    manifest = parts_of(GOOD)["[Content_Types].xml"].replace(b"sheet.main+xml", b"sheet.macroEnabled.main+xml")
    assert opening(zipped({**parts_of(GOOD), "[Content_Types].xml": manifest})).codes == {"workbook_macros"}
    assert opening(OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "sent.xlsx").codes == {"workbook_locked"}


@pytest.mark.parametrize(
    "xml",
    [
        row(2, text("A2", "x")) + row(1, text("A1", "y")),
        row(1, text("A1", "x")) + row(1, text("A1", "y")),
        row(1, text("B1", "x"), text("A1", "y")),
        row(1, text("A1", "x"), text("A1", "y")),
        row(0, text("A1", "x")),
        row(1_048_577, text("A1048577", "x")),
        row(10**12, text("A1", "x")),
        row(1, text("ZZZ1", "x")),
        row(1, '<c r="A1" t="s"><v>99</v></c>'),
        row(1, '<c r="A1" t="s"><v>x</v></c>'),
        row(1, '<c r="A1"><v>1e</v></c>'),
        row(1, '<c r="?"><v>1</v></c>'),
        '<row r="x"/>',
        row(1, text("A1", "&undeclared;")),
        "</sheetData><sheetData>",
        "\0",
    ],
)
def test_rows_and_cells_that_would_be_lost_or_misread(opening, xml):
    result = opening(with_rows(xml))
    assert result.text is None and result.codes & {"workbook_damaged", "sheet_empty"}


@pytest.mark.parametrize(
    "part",
    ["[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml", "xl/sharedStrings.xml"]
    + ["xl/worksheets/sheet1.xml"],
)
@pytest.mark.parametrize("content", [None, b"", b"<a", b"<a/>", b"\xff\xfe<\0a\0/\0>\0", b'<?xml version="1.0" encoding="UTF-7"?><a/>'])
def test_parts_that_are_missing_or_wrong(opening, part, content):
    parts = parts_of(SHARING)
    assert part in parts
    others = {name: data for name, data in parts.items() if name != part}
    result = opening(zipped(others if content is None else {**others, part: content}))
    if part == "xl/styles.xml" and content in (None, b"<a/>"):  # nothing in the sheet has a style
        assert result.found == {}
    else:
        assert result.text is None and result.codes & {"workbook_damaged", "sheet_empty", "archive_several"}


def test_a_list_of_members_that_is_cut(opening):
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        assert opening(GOOD[: archive.start_dir]).codes == {"workbook_damaged"}


# --- what would fill memory, or draw in other files -----------------------------------------------------------------------------------


LAUGHS = b'<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><a>&b;</a>'


@pytest.mark.parametrize(
    "part",
    ["xl/workbook.xml", "xl/sharedStrings.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml", "docProps/core.xml", "xl/comments1.xml"],
)
@pytest.mark.parametrize("declaration", [LAUGHS, b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', b" " * 5_000_000 + LAUGHS])
def test_entities_in_any_part(opening, part, declaration):
    assert opening(zipped({**parts_of(GOOD), part: declaration})).codes == {"xml_entities"}


def test_a_workbook_that_grows(opening):
    data = altered(GOOD, xl__media__image1_bin=b"\0" * 65_000_000)
    assert opening(data).codes == {"archive_bomb"}
    assert opening(altered(GOOD, xl__media__image1_bin=b"\0" * 20_000_000)).found == {}


@pytest.mark.parametrize(
    "part, content",
    [
        ("xl/worksheets/sheet1.xml", CELL % (b'<row r="1">' + b"<c/>" * 300_000 + b"</row>")),
        ("xl/worksheets/sheet1.xml", CELL % (b"<!--" + b"<row/>" * 200_000 + b"-->" + b"<c/>" * 10)),
        ("xl/sharedStrings.xml", b"<sst>" + b"<si/>" * 250_000 + b"</sst>"),
        ("xl/styles.xml", b"<styleSheet>" + b"<a/>" * 300_000 + b"</styleSheet>"),
        ("xl/workbook.xml", b"<workbook>" + b"<a/>" * 300_000 + b"</workbook>"),
    ],
    ids=["one row", "comment", "strings", "styles", "workbook"],
)
def test_a_part_that_memory_would_not_hold(opening, monkeypatch, part, content):
    """What is held in memory is a part, a row, or the strings of all sheets; the bounds are lowered so that the test is quick."""
    monkeypatch.setattr(package, "LARGEST_PART", 1_000_000)
    monkeypatch.setattr(package, "LARGEST_ROW", 400_000)
    monkeypatch.setattr(package, "MOST_STRINGS", 150_000)
    parts = parts_of(SHARING)
    assert part in parts
    assert opening(zipped({**parts, part: content})).codes == {"archive_bomb"}


def test_many_rows_are_no_bomb(opening, monkeypatch):
    monkeypatch.setattr(package, "LARGEST_PART", 100_000)
    monkeypatch.setattr(package, "LARGEST_ROW", 10_000)
    result = opening(workbook({"Data": [("A", "B"), *[(f"text {at}", at) for at in range(5000)]]}))
    assert (len(result.rows), result.found) == (5001, {})


def test_rows_that_become_far_more_than_they_are(opening, monkeypatch):
    """A cell in the last column of each row makes sixteen thousand commas of fifty bytes."""
    monkeypatch.setattr("dashboard.ingest.opened.LEAST", 10_000_000)
    rows = "".join(row(at, f'<c r="XFD{at}"><v>1</v></c>') for at in range(1, 5_000))
    assert opening(with_rows(rows)).codes == {"archive_bomb"}


# --- persons --------------------------------------------------------------------------------------------------------------------------


PERSONS = [("Name", "Organisation"), ("Jane Doe", "X")]
CODES = [("Code", "Name"), ("F", "Female")]


@pytest.mark.parametrize(
    "sheets, hidden, choice, part",
    [
        ({"Data": TABLE, "People": PERSONS}, ["People"], "", "People"),
        ({"Data": TABLE, "People": PERSONS}, [], "Data", "People"),
        ({"Data": TABLE, "People": PERSONS}, [], "", "People"),
        ({"Data": TABLE, "Notes": [*NOTES, (f"ask {ADDRESS}",)]}, [], "Data", "xl/worksheets/sheet2.xml"),
        ({"Data": [*TABLE, (*RECORDS[0][:4], "=1", "PT", ADDRESS)]}, [], "", "xl/worksheets/sheet1.xml"),
        ({"Data": [("Speaker", "B"), ("x", "=1")]}, [], "", "Data"),
        ({"Data": TABLE, "Codes": CODES}, [], "Data", None),
        ({"Data": TABLE, "Notes": NOTES}, [], "Data", None),
        ({"Data": TABLE, "Notes": [("Name",)]}, [], "Data", None),
    ],
    ids=["hidden", "other", "not chosen", "address", "with a formula", "header with a formula", "codelist", "notes", "title"],
)
def test_nothing_about_persons_in_any_sheet(opening, sheets, hidden, choice, part):
    found = opening(workbook(sheets, hidden=hidden), sheet=choice).found.get("workbook_personal")
    assert found == ([{"part": part}] if part else None)


@pytest.mark.parametrize(
    "data",
    [
        workbook({"Data": TABLE, "People": PERSONS}, hidden=["People"]),
        workbook({"Data": [(*COLUMNS, "COMMENT_OBS"), (*RECORDS[0], ADDRESS)]}),
        workbook({"Data": [(*COLUMNS, "Speaker"), (*RECORDS[0], "Jane Doe")]}),
        altered(GOOD, docProps__core_xml=f"<a>{ADDRESS}</a>".encode()),
        altered(GOOD, xl__vbaProject_bin=b"1", docProps__core_xml=f"<a>{ADDRESS}</a>".encode()),
        altered(GOOD, xl__workbook_xml=b"<a", docProps__core_xml=f"<a>{ADDRESS}</a>".encode()),
    ],
    ids=["hidden sheet", "cell", "column", "properties", "macros", "damaged"],
)
def test_what_is_about_persons_is_not_kept(write, store, settings, data):
    outcome = publish(write(data=data, name="sent.xlsx"), store)
    assert outcome.published is None and store.batches() == [] and not list((settings.data / "raw").glob("*"))
    assert "jane" not in outcome.report.as_json().casefold()
