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

ENGLISH = Words("en")
LIMIT = 1 << 24
FOREIGN = [path for folder in ("csv-spectrum", "frictionless-fixtures", "sdmx") for path in sorted((REALDATA / folder).rglob("*.csv"))]
HEADER = b"INDICATOR,REF_AREA,SEX,TIME_PERIOD,OBS_VALUE,COMMENT_OBS\n"
RECORD = b"IT_USE_ii99,KEN,_T,2019,22.6,"
PIECES = [RECORD, b"IT_USE_ii99", b"KEN", b"2019", b",", b",", b"\n", b"\n", b"\r\n", b"\r", b'"', b'""', b"x", b"\xc3\xa9", b">", b" "]
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
