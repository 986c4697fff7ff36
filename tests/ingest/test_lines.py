"""The line of a record is that of the file that was sent, or it is not told."""

from __future__ import annotations

import gzip
from dataclasses import replace

import pytest

from dashboard.ingest import About, lines, publish
from dashboard.ingest.lines import lines_of

HEADER = "INDICATOR,REF_AREA,SEX,TIME_PERIOD,OBS_VALUE,COMMENT_OBS"
RECORDS = [f"SG_GEN_PARL,KEN,F,{year},{year - 1990},{note}" for year, note in zip(range(2000, 2006), "abcdef", strict=True)]


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
    assert found(sheet="Data") == found(mapping={"columns": {}}) == {}
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
