"""No bytes, however wrong, make the check fail or load half: every record is staged or reported."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.catalogue import load
from dashboard.config import Settings
from dashboard.i18n import Words
from dashboard.ingest import RULES, Choices
from dashboard.ingest.batch import RAW
from dashboard.ingest.checking import check
from dashboard.ingest.scan import scan
from dashboard.storage import Workspace
from tests.realdata import REALDATA

from .containers import BOTH, CSV, OLE, TABLE, data_set, message, packed, parts_of, workbook, zipped

ENGLISH = Words("en")
LIMIT = 1 << 24
FOREIGN = [path for folder in ("csv-spectrum", "frictionless-fixtures", "sdmx") for path in sorted((REALDATA / folder).rglob("*.csv"))]
HEADER = b"INDICATOR,REF_AREA,SEX,TIME_PERIOD,OBS_VALUE,COMMENT_OBS\n"
RECORD = b"IT_USE_ii99,KEN,_T,2019,22.6,"
PIECES = [RECORD, b"IT_USE_ii99", b"KEN", b"2019", b",", b",", b"\n", b"\n", b"\r\n", b"\r", b'"', b'""', b"x", b"\xc3\xa9", b">", b" "]
GOOD = workbook({"Data": TABLE})
MESSAGE = message(data_set(*BOTH))
# How files begin that are opened, or turned away for what they are.
MAGIC = [b"\x1f\x8b", b"\x1f\x8b\x08\0", packed(b""), b"PK\x03\x04", b"PK\x05\x06", GOOD[:2000], OLE, b"<", b"<?xml", MESSAGE[:700]]
MAGIC += [b"{", b'{"', b'{"data": {"dataSets": [', b'{"structure": {"dimensions": {', b"BZh9", b"\xfd7zXZ\0", b"7z\xbc\xaf\x27\x1c"]
MAGIC += [b"\x28\xb5\x2f\xfd", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"RIFF", b"\xff\xfe<\0", b"\xfe\xff\0<", b"\xef\xbb\xbf{"]
WHOLE = {"xlsx": GOOD, "csv.gz": packed(CSV), "zip": zipped({"a.csv": CSV}), "xml": MESSAGE, "xml.gz": packed(MESSAGE)}
REAL = [path for ending in ("xml", "json", "zip") for path in sorted((REALDATA / "sdmx").rglob(f"*.{ending}"))]
NAMES = ("NAMA", "22_289", "gh-78", "gh-218", "EXR_CA.xml", "1-1-1", "exr-", "footer")
DATA = [path for path in REAL if any(name in path.name for name in NAMES)]
QUIET = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def judge():
    """Gives the report of a file and how many records of it were staged; every finding can be put into words."""
    with tempfile.TemporaryDirectory() as folder:
        used = Settings(data=Path(folder), upload_mb=20)
        with Workspace(used) as workspace:

            def judge(path: Path, dataset: str | None = None):
                report = check(scan(path, LIMIT), workspace, load(), used, Choices(dataset)).report
                staged = workspace.execute(f"SELECT count(*) FROM {RAW}")[0][0] if RAW in workspace.relations() else 0
                workspace.keep_only(())
                for finding in report.findings:
                    assert finding.code in RULES and finding.message(ENGLISH)
                return report, staged

            yield judge


@given(st.binary(max_size=300))
@QUIET
def test_any_bytes(judge, tmp_path, data):
    path = tmp_path / "any.csv"
    path.write_bytes(data)
    report, staged = judge(path)
    assert report.errors or staged == report.records > 0


@given(st.sampled_from(MAGIC), st.binary(max_size=300))
@settings(QUIET, max_examples=100)
def test_any_bytes_after_the_beginning_of_any_format(judge, tmp_path, beginning, data):
    path = tmp_path / "any"
    path.write_bytes(beginning + data)
    report, staged = judge(path)
    assert report.errors or staged == report.records > 0


def spoilt(data, whole: bytes) -> bytes:
    """A file of which a few bytes are others."""
    changed = bytearray(whole)
    for at, byte in data.draw(st.lists(st.tuples(st.integers(0, len(whole) - 1), st.integers(0, 255)), min_size=1, max_size=4)):
        changed[at] = byte
    return bytes(changed)


@given(st.sampled_from(sorted(WHOLE)), st.data())
@settings(QUIET, max_examples=150)
def test_any_bytes_within_a_good_file(judge, tmp_path, name, data):
    """What still passes where there are checksums is what was sent."""
    path = tmp_path / "any"
    path.write_bytes(spoilt(data, WHOLE[name]))
    report, staged = judge(path)
    assert report.errors or staged == report.records > 0
    if not report.errors and name in ("xlsx", "csv.gz", "zip"):
        assert report.records == 2


@given(st.sampled_from(["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml"]), st.data())
@settings(QUIET, max_examples=150)
def test_any_bytes_within_a_part_of_a_workbook(judge, tmp_path, part, data):
    path = tmp_path / "any"
    path.write_bytes(zipped({**parts_of(GOOD), part: spoilt(data, parts_of(GOOD)[part])}))
    report, staged = judge(path)
    assert report.errors or staged == report.records > 0


@pytest.mark.parametrize("name", sorted(WHOLE))
def test_a_file_cut_off_anywhere(judge, tmp_path, name):
    path = tmp_path / "cut"
    for end in range(0, len(WHOLE[name]) - 1, 100):
        path.write_bytes(WHOLE[name][:end])
        report, staged = judge(path)
        assert report.errors and not staged, end


@pytest.mark.skipif(not REAL, reason=f"no files of other publishers in {REALDATA}")
@pytest.mark.parametrize("sent", DATA, ids=lambda path: path.name)
def test_a_real_message_cut_off_anywhere(judge, tmp_path, sent):
    data = sent.read_bytes()
    path = tmp_path / "cut"
    for end in range(0, len(data.rstrip()) - 1, 100):
        path.write_bytes(data[:end])
        report, staged = judge(path)
        assert report.errors and not staged, end


@given(st.lists(st.sampled_from(PIECES), max_size=60).map(b"".join))
@QUIET
def test_any_records_after_a_good_header(judge, tmp_path, data):
    path = tmp_path / "any.csv"
    path.write_bytes(HEADER + data)
    report, staged = judge(path)
    if not report.errors:
        # What passes is what the csv module of the standard library reads, record by record and cell by cell.
        records = [record for record in csv.reader(io.StringIO((HEADER + data).decode(), newline=""), strict=True) if record]
        assert {len(record) for record in records} == {6}
        assert staged == report.records == len(records) - 1


@given(st.text(alphabet='ASIDCTRUEIONX_:();,[]" \n', max_size=80))
@QUIET
def test_any_header(judge, tmp_path, text):
    path = tmp_path / "any.csv"
    path.write_text(text + "\n1,2,3\n", newline="")
    assert judge(path)[0].errors


@pytest.mark.skipif(not FOREIGN, reason=f"no files of other publishers in {REALDATA}")
@pytest.mark.parametrize("dataset", [None, "indicator"])
def test_files_of_others_are_turned_away_whole(judge, dataset):
    """None of these is in a layout that is read: each is refused with a reason, and none fails."""
    for path in FOREIGN:
        report, _ = judge(path, dataset)
        assert report.errors > 0, path


@pytest.mark.skipif(not FOREIGN, reason=f"no files of other publishers in {REALDATA}")
@pytest.mark.parametrize(
    "name, code",
    [
        ("csv-spectrum/csvs/empty.csv", "dataset_unknown"),
        ("frictionless-fixtures/data/empty.csv", "file_empty"),
        ("frictionless-fixtures/data/latin1.csv", "encoding_not_utf8"),
        ("frictionless-fixtures/data/delimiter.csv", "delimiter_wrong"),
        ("sdmx/khaeru/v3/csv/example-04.csv", "delimiter_wrong"),
        ("sdmx/khaeru/v3/csv/example-01.csv", "structure_unknown"),
        ("sdmx/pysdmx/tests/io/csv/sdmx10/reader/samples/data_v1.csv", "structure_unknown"),
    ],
)
def test_files_of_others_are_told_why(judge, name, code):
    assert code in [finding.code for finding in judge(REALDATA / name)[0].findings]
