"""Workbooks: the sheet that is meant becomes the table it shows, a record a row, and a finding names the row."""

from __future__ import annotations

import datetime
import warnings

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from dashboard.i18n import Words
from dashboard.ingest import About, Choices, publish, rebuild, validate
from dashboard.ingest.scan import scan
from dashboard.ingest.unpacking import sheets_of
from dashboard.storage import Workspace

from .containers import COLUMNS, CSV, OLE, RECORDS, TABLE, altered, parts_of, sharing, workbook, zipped

GOOD = workbook({"Data": TABLE})
ADDRESS = "jane.doe@mail.example.org"


# --- what cells hold ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value, written",
    [
        (2023, "2023"),
        (2023.0, "2023"),
        (22.6, "22.6"),
        (0.1 + 0.2, "0.3"),
        (1 / 3, "0.333333333333333"),
        (-0.5, "-0.5"),
        (1e-7, "1e-07"),
        (123456789012345, "123456789012345"),
        (True, "TRUE"),
        (False, "FALSE"),
        (datetime.date(2023, 1, 31), "2023-01-31"),
        (datetime.datetime(2023, 1, 31), "2023-01-31"),
        (datetime.datetime(2023, 1, 31, 12, 30), "2023-01-31T12:30:00"),
        (datetime.time(12, 30), "12:30:00"),
        ("2023", "2023"),
        ("0012", "0012"),
        ("> 30", "> 30"),
        (' "a", b\nc ', ' "a", b\nc '),
        ("женщины", "женщины"),
        ("", ""),
        (None, ""),
    ],
    ids=repr,
)
def test_values_are_what_the_sheet_shows(opening, value, written):
    result = opening(workbook({"Data": [("A", "B"), (value, "x")]}))
    assert (result.rows, result.found) == ([["A", "B"], [written, "x"]], {})


def test_texts_that_stand_in_a_part_of_their_own(opening):
    result = opening(sharing())
    assert (result.rows, result.found) == ([["A", "B"], ["c", "1"]], {})


def test_dates_count_from_the_year_that_the_workbook_says(opening):
    def since_1904(book):
        book.epoch = datetime.datetime(1904, 1, 1)

    assert opening(workbook({"Data": [("A", "B"), (datetime.date(2023, 1, 31), "x")]}, change=since_1904)).rows[1][0] == "2023-01-31"


def test_a_date_that_there_is_not_is_an_error_in_the_cell(opening):
    parts = parts_of(workbook({"Data": [("A", "B"), (datetime.date(2023, 1, 31), "x")]}))
    sheet = parts["xl/worksheets/sheet1.xml"].replace(b"44957", b"99999999999")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert opening(zipped({**parts, "xl/worksheets/sheet1.xml": sheet})).found["sheet_errors"][0]["cells"] == "A2 #VALUE!"


def test_a_table_is_read_as_its_csv_is(opening):
    assert opening(GOOD).text.path.read_bytes() == CSV


def test_the_kind_does_not_depend_on_the_name(write, settings, catalogue):
    for name in ("sent.xlsx", "0" * 64):
        report = validate(write(data=GOOD, name=name), settings, catalogue)
        assert (report.records, report.findings, report.sheet) == (2, (), "Data")


# --- which sheet ----------------------------------------------------------------------------------------------------------------------


def test_the_sheet_that_is_chosen(opening):
    data = workbook({"2019": TABLE[:2], "2020": [COLUMNS, RECORDS[1]], "Empty": ()})
    assert opening(data).found == {"sheet_not_chosen": [{"count": 2, "sheets": "2019, 2020"}]}
    assert [opening(data, sheet=name).rows[1][2] for name in ("2019", "2020")] == ["F", "M"]
    assert opening(data, sheet="2021").found == {"sheet_missing": [{"sheet": "2021", "sheets": "2019, 2020"}]}
    assert opening(data, sheet="Empty").codes == {"sheet_empty"}


def test_the_only_sheet_with_cells_needs_no_choice(opening):
    result = opening(workbook({"Empty": (), "Data": TABLE, "Blank": [("", " "), (None,)]}))
    assert (len(result.rows), result.text.sheet, result.found) == (3, "Data", {})


def test_hidden_sheets_are_not_read_and_said_to_be_there(opening):
    data = workbook({"Old": TABLE[:2], "Data": TABLE, "More": TABLE}, hidden=["Old", "More"])
    result = opening(data)
    assert len(result.rows) == 3 and result.found == {"sheet_hidden": [{"count": 2, "sheets": "Old, More"}]}
    assert opening(data, sheet="Old").codes == {"sheet_hidden", "sheet_missing"}


def test_nothing_to_be_read(opening):
    assert opening(workbook({"Data": ()})).codes == {"sheet_empty"}

    def chart(book):
        book.create_chartsheet("Chart")

    assert opening(workbook({"Data": ()}, change=chart)).codes == {"sheet_empty"}
    assert opening(workbook({"Data": TABLE}, change=chart)).found == {}


def test_sheets_that_can_be_chosen(write):
    def listed(data):
        return sheets_of(scan(write(data=data, name="sent"), 1 << 24))

    assert listed(workbook({"B": TABLE, "A": TABLE, "Hidden": TABLE, "Empty": ()}, hidden=["Hidden"])) == ["B", "A"]
    others = [CSV, b"", zipped({"a.csv": CSV}), GOOD[:-50], altered(GOOD, xl__workbook_xml=b"<!DOCTYPE a><a/>"), OLE + b"\0" * 600]
    assert [listed(data) for data in others] == [[]] * len(others)


def test_sheets_are_listed_whatever_the_limit_of_the_scan(write):
    """A page scans a file that was received before with its own size as limit, and a workbook grows tenfold when it is unpacked."""
    path = write(data=workbook({"A": [COLUMNS, *RECORDS * 2000], "B": TABLE}), name="sent")
    assert sheets_of(scan(path, path.stat().st_size)) == ["A", "B"]


# --- where a record stands ------------------------------------------------------------------------------------------------------------


def test_blank_rows_above_the_header_are_skipped_and_counted(opening):
    result = opening(workbook({"Data": [(), ("", None), (), *TABLE]}))
    assert len(result.rows) == 3 and result.text.above == 3
    assert result.found == {"sheet_rows_skipped": [{"sheet": "Data", "count": 3, "row": 4}]}


def test_a_title_is_not_skipped(write, settings, catalogue):
    for between in ([], [()]):
        report = validate(write(data=workbook({"Data": [("Internet use",), *between, *TABLE]}), name="sent"), settings, catalogue)
        assert [finding.code for finding in report.findings if finding.severity == "error"] == ["header_missing"]


def test_blank_rows_between_records_are_left_out_and_those_after_them_are_none(opening):
    result = opening(workbook({"Data": [*TABLE[:2], (), (" ",), TABLE[2], (), ("",)]}))
    assert result.found == {"sheet_row_blank": [{"sheet": "Data", "count": 2, "cells": "3, 4"}]}
    assert len(result.rows) == 3 and [result.text.row_of(number) for number in (1, 2, 3)] == [1, 2, 5]


@given(st.lists(st.booleans(), min_size=1, max_size=12).filter(any))
@hypothesis(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_each_row_of_the_text_is_found_in_the_sheet(opening, filled):
    text = opening(workbook({"Data": [("x",) if there else () for there in filled]})).text
    rows = [number for number, there in enumerate(filled, start=1) if there]
    assert [text.row_of(number) for number in range(1, len(rows) + 1)] == rows


@pytest.mark.parametrize("unit, said", [("PT", {"sheet_percent", "number_normalised"}), ("RATIO", {"number_invalid"})])
def test_percentages_are_read_as_they_are_shown(write, store, settings, unit, said):
    """In full: what is stored has more decimals than are shown. Where the unit is another, the sign remains and is an error."""

    def shown_so(book):
        for row in (2, 4):
            book.active.cell(row, 5).number_format = "0%"

    rows = [COLUMNS, (*RECORDS[0][:4], 0.226, unit, "A"), (), (*RECORDS[1][:4], 0.305, unit, "A")]
    outcome = publish(write(data=workbook({"Data": rows}, change=shown_so), name="sent.xlsx"), store)
    assert said <= outcome.report.counts.keys()
    if unit == "PT":
        with Workspace(settings) as workspace:
            assert workspace.execute("SELECT OBS_VALUE FROM published.indicator ORDER BY 1") == [(22.6,), (30.5,)]
        assert rebuild(store).same


@pytest.mark.parametrize("above", [0, 2])
@pytest.mark.parametrize("regular", [True, False])
def test_a_finding_names_the_row_of_the_sheet(write, settings, catalogue, above, regular):
    rows = [
        (*COLUMNS, "COMMENT_OBS"),
        (*RECORDS[0], "of one line" if regular else "of\ntwo lines"),
        (),
        (" ",),
        ("IT_USE_ii99", "KEN", "M", "later", 30, "PT", "A", ""),
        (*RECORDS[1], "", *([] if regular else ["one too many"])),
    ]
    report = validate(write(data=workbook({"Data": [*[()] * above, *rows]})), settings, catalogue)
    places = [(finding.code, finding.record, finding.line) for finding in report.findings if finding.severity == "error"]
    assert places == [("period_invalid", 2, 5 + above)] + ([] if regular else [("record_long", 3, 6 + above)])


def test_an_address_is_named_with_the_row_of_the_sheet(write, settings, catalogue):
    rows = [(), (*COLUMNS, "COMMENT_OBS"), (*RECORDS[0], 'three "odd"\nlines\n'), (), (*RECORDS[1], f"ask {ADDRESS}")]
    report = validate(write(data=workbook({"Data": rows})), settings, catalogue)
    assert ("cell_personal", 5) in [(finding.code, finding.line) for finding in report.findings]


def test_the_report_names_the_sheet(write, settings, catalogue):
    report = validate(write(data=GOOD), settings, catalogue)
    assert type(report).from_json(report.as_json()) == report and report.as_dict(Words("en"))["sheet"] == "Data"
    assert "sheet" not in validate(write(data=CSV), settings, catalogue).as_dict(Words("en"))


def test_published_as_it_was_sent_and_read_again(write, store, settings):
    data = workbook({"Data": TABLE[:2], "Other": [COLUMNS, RECORDS[1]]})
    outcome = publish(write(data=data, name="sent.xlsx"), store, About(sheet="Other"))
    assert outcome.published.added == 1 and outcome.report.sheet == "Other"
    (raw,) = (settings.data / "raw").iterdir()
    assert raw.read_bytes() == data and rebuild(store).same
    (batch,) = store.batches()
    assert Choices.from_dict(batch.reading).sheet == "Other"
