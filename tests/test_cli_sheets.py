"""The sheet of a workbook on the command line: chosen by name, and all of them listed where it is not, or is not there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dashboard.cli import main
from tests.ingest.containers import workbook

HEADER = ["INDICATOR", "REF_AREA", "SEX", "TIME_PERIOD", "OBS_VALUE"]


@pytest.fixture
def run(runner, tmp_path: Path, monkeypatch):
    """Runs a command on a store of the test's own; gives status, what it printed as JSON, and standard error."""
    monkeypatch.setenv("DASHBOARD_DATA", str(tmp_path / "var"))

    def run(*arguments: str):
        result = runner.invoke(main, [*arguments, "--json"])
        return result.exit_code, json.loads(result.stdout), result.stderr

    return run


@pytest.fixture
def book(tmp_path: Path) -> str:
    sheets = {year: [HEADER, ["IT_USE_ii99", "KEN", "_T", year, 22.5]] for year in ("2018", "2019")}
    (tmp_path / "book.xlsx").write_bytes(workbook(sheets))
    return str(tmp_path / "book.xlsx")


@pytest.mark.parametrize("command", ["validate", "publish"])
@pytest.mark.parametrize(("chosen", "rule"), [([], "sheet_not_chosen"), (["--sheet", "2020"], "sheet_missing")])
def test_the_sheets_are_listed_where_none_that_is_there_was_chosen(run, book, command, chosen, rule):
    status, report, _ = run(command, book, *chosen)
    assert status == 1 and report["counts"] == {rule: 1}
    assert "2018" in report["findings"][0]["message"] and "2019" in report["findings"][0]["message"]


def test_the_sheet_that_was_chosen_is_the_one_that_is_read(run, book):
    status, report, _ = run("validate", book, "--sheet", "2019")
    assert (status, report["sheet"], report["records"]) == (0, "2019", 1)
    status, done, _ = run("publish", book, "--sheet", "2018")
    assert (status, done["added"]) == (0, 1)
    assert run("publish", book, "--sheet", "2018")[2] == ""
    status, again, said = run("publish", book, "--sheet", "2019")
    assert (status, again["batch"]) == (0, done["batch"]) and "--sheet" in said, "the same bytes are published once"
