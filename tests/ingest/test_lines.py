"""The line of a record is that of the file that was sent, or it is not told."""

from __future__ import annotations

import gzip
import io
from dataclasses import replace

import openpyxl
import pytest

from dashboard.ingest import About, lines, publish
from dashboard.ingest.lines import PlaceInFile, places_of

HEADER = "INDICATOR,REF_AREA,SEX,TIME_PERIOD,OBS_VALUE,COMMENT_OBS"
RECORDS = [f"SG_GEN_PARL,KEN,F,{year},{year - 1990},{note}" for year, note in zip(range(2000, 2006), "abcdef", strict=True)]


WIDE = {
    "columns": {"Area": "REF_AREA", "Sex": "SEX", "Remark": "", "Series": ""},
    "constants": {"INDICATOR": "SG_GEN_PARL"},
    "only": {"Series": ["A"]},
    "wide": {"measure": "OBS_VALUE", "columns": {year: {"TIME_PERIOD": year} for year in ("2018", "2019", "2020")}},
}
TABLE = [
    ["Area", "Remark", "2019", "Sex", "Series", "2018"],
    ["KEN", "", 21.8, "F", "A", 21.7],
    ["KEN", "", 1, "F", "B", 2],
    ["UGA", "", 34.9, "F", "A", None],
]
PLACES = {1: (1, "2019"), 2: (1, "2018"), 5: (3, "2019")}


def lines_of(path, batch, records, catalogue):
    """The lines alone."""
    return {record: place.line for record, place in places_of(path, batch, records, catalogue).items() if place.line}


@pytest.fixture
def wide(store, write, tmp_path):
    """Publishes a file of columns side by side and gives what is said of the place of each of its records, and the records."""

    def send(data: bytes, mapping=WIDE, name="wide.csv"):
        done = publish(write(data=data, name=name), store, About(dataset="indicator", mapping=mapping)).published
        batch = store.batch(done.batch)
        facts = store.newest().facts(store.catalogue.datasets["indicator"], {}, 99)
        return places_of(store.files.raw_file(batch.manifest.sha256), batch, [row["RECORD"] for row in facts], store.catalogue)

    return send


def text_of(rows, sign=",") -> bytes:
    return "".join(sign.join("" if cell is None else str(cell) for cell in row) + "\n" for row in rows).encode()


def workbook(rows, above=0, first="Data") -> bytes:
    book = openpyxl.Workbook()
    book.active.title = first
    for number, row in enumerate(rows, start=1 + above):
        for column, cell in enumerate(row, start=1):
            book.active.cell(number, column, cell)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


@pytest.fixture
def sent(store, write):
    """Publishes the bytes of a file and gives what `lines_of` says of all its records."""

    def send(text: str, **about):
        done = publish(write(data=text.encode()), store, About(**about)).published
        batch = store.batch(done.batch)
        return lines_of(store.files.raw_file(batch.manifest.sha256), batch, range(1, batch.manifest.records + 1), store.catalogue)

    return send


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("last", [True, False])
def test_one_line_a_record(sent, end, last):
    text = end.join([HEADER, *RECORDS]) + end * last
    assert sent(text) == {record: record + 1 for record in range(1, 7)}


def test_lines_within_cells_and_blank_lines_count(sent):
    rows = ["", HEADER, RECORDS[0], RECORDS[1].replace(",b", ',"b\nb"'), "", RECORDS[2], '"' + RECORDS[3].replace(",", '","') + '"']
    found = sent("\n".join(rows) + "\n")
    text = ["", "", *"\n".join(rows).split("\n")]
    assert found == {1: 3, 2: 4, 3: 7, 4: 8}
    for record, year in ((1, 2000), (2, 2001), (3, 2002), (4, 2003)):
        assert str(year) in text[found[record] + 1]


def test_a_header_of_two_lines(sent):
    header = HEADER.replace("COMMENT_OBS", '"COMMENT_OBS"')
    assert sent("\n".join(["", "", header, *RECORDS])) == {record: record + 3 for record in range(1, 7)}


def test_nothing_is_told_of_what_is_no_line(store, write):
    done = publish(write(HEADER, *RECORDS), store).published
    batch = store.batch(done.batch)
    raw = store.files.raw_file(batch.manifest.sha256)

    def found(path=raw, **reading):
        return lines_of(path, replace(batch, manifest=replace(batch.manifest, reading=reading)), [1], store.catalogue)

    assert found() == {1: 2}
    packed = write(data=gzip.compress(raw.read_bytes()), name="packed.gz")
    assert found(packed) == found(packed.with_name("nowhere")) == {}
    assert found(write("Year,Value", "2000,10", name="other.csv")) == {}


def test_only_records_that_there_are(store, write):
    done = publish(write(HEADER, *RECORDS), store).published
    batch = store.batch(done.batch)
    assert lines_of(store.files.raw_file(batch.manifest.sha256), batch, [0, 6, 7, -1], store.catalogue) == {6: 7}


def test_what_takes_too_long_is_not_told(store, write, monkeypatch):
    rows = [HEADER, *(row.replace(f",{note}", f',"{note}\n"') for row, note in zip(RECORDS, "abcdef", strict=True))]
    done = publish(write(*rows), store).published
    batch = store.batch(done.batch)
    raw = store.files.raw_file(batch.manifest.sha256)
    monkeypatch.setattr(lines, "MOST_RECORDS", 2)
    assert lines_of(raw, batch, [1, 2, 3], store.catalogue) == {1: 2, 2: 4}
    monkeypatch.setattr(lines, "MOST_BYTES", 10)
    assert lines_of(raw, batch, [1], store.catalogue) == {}


@pytest.mark.parametrize("sign", [",", ";"])
def test_a_wide_cell_is_told_by_record_line_and_header(wide, sign):
    found = wide(text_of(TABLE, sign), {**WIDE, "delimiter": sign})
    assert found == {staged: PlaceInFile(record, record + 1, column) for staged, (record, column) in PLACES.items()}


def test_lines_within_the_cells_of_a_wide_table_count(wide):
    table = text_of(TABLE).replace(b"KEN,,21.8", b'KEN,"a\nb\nc",21.8')
    assert {staged: place.line for staged, place in wide(table).items()} == {1: 2, 2: 2, 5: 6}


def test_rows_of_a_wide_sheet_are_told(wide):
    found = wide(workbook(TABLE, above=3), name="wide.xlsx")
    assert found == {staged: PlaceInFile(record, 4 + record, column, sheet=True) for staged, (record, column) in PLACES.items()}


def test_rows_of_a_sheet_are_told(store, write):
    rows = [HEADER.split(","), *(row.split(",") for row in RECORDS)]
    rows[1][-1] = "two\nlines"
    done = publish(write(data=workbook(rows, above=1), name="book.xlsx"), store).published
    batch = store.batch(done.batch)
    raw = store.files.raw_file(batch.manifest.sha256)
    assert places_of(raw, batch, [1, 6, 7], store.catalogue) == {
        1: PlaceInFile(1, 3, sheet=True),
        6: PlaceInFile(6, 8, sheet=True),
    }


@pytest.mark.parametrize("between, line", [([], 10), ([" "], None)])
def test_blank_rows_of_a_sheet_count(store, write, between, line):
    """Where there are cells that hold blanks alone, it is not sure."""
    rows = [HEADER.split(","), *(row.split(",") for row in RECORDS)]
    done = publish(write(data=workbook([*rows[:3], [], between, *rows[3:]], above=1), name="book.xlsx"), store).published
    batch = store.batch(done.batch)
    found = places_of(store.files.raw_file(batch.manifest.sha256), batch, [1, 6], store.catalogue)
    assert found == {1: PlaceInFile(1, line and 3, sheet=True), 6: PlaceInFile(6, line, sheet=True)}


def test_of_a_wide_table_that_was_packed_nothing_is_told(wide):
    """Without its header nobody knows how many facts a record has."""
    assert wide(gzip.compress(text_of(TABLE)), name="wide.csv.gz") == {}


def test_of_a_packed_file_the_record_is_told_and_no_line(store, write):
    done = publish(write(data=gzip.compress("\n".join([HEADER, *RECORDS]).encode()), name="packed.csv.gz"), store).published
    batch = store.batch(done.batch)
    raw = store.files.raw_file(batch.manifest.sha256)
    assert places_of(raw, batch, [2, 7], store.catalogue) == {2: PlaceInFile(2)}


def test_a_large_workbook_is_not_opened(wide, monkeypatch):
    monkeypatch.setattr(lines, "MOST_WORKBOOK", 10)
    assert wide(workbook(TABLE), name="wide.xlsx") == {}
