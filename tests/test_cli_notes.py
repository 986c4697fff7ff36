"""What whoever publishes at the command line writes about a release, and where it is read again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dashboard.cli import LANGUAGES, main

GOOD = "INDICATOR,REF_AREA,SEX,TIME_PERIOD,OBS_VALUE\nIT_USE_ii99,KEN,_T,2019,22.6\n"


@pytest.fixture
def run(runner, tmp_path: Path, monkeypatch):
    """Runs a command on a store of the test's own; gives its result."""
    monkeypatch.setenv("DASHBOARD_DATA", str(tmp_path / "var"))
    return lambda *arguments: runner.invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.csv"
    path.write_text(GOOD)
    return path


def test_versions_have_the_notes_on_their_releases(run, good):
    written = "First\x1b[2J\nrelease"
    batch = json.loads(run("publish", good, "--release-note", written, "--json").stdout)["batch"]
    run("withdraw", batch, "--release-note", "All wrong")
    newest, first = json.loads(run("versions", "--json").stdout)["versions"]
    assert (newest["note"], first["note"]) == ("All wrong", written)
    out = run("versions").stdout.splitlines()
    assert [out[1], out[4]] == ["  Note on this release: All wrong", "  Note on this release: First [2J release"]
    for lang in LANGUAGES:
        assert "All wrong" in run("versions", "--lang", lang).stdout.splitlines()[1]


def test_a_note_on_bytes_that_are_published_already_is_not_dropped_silently(run, good):
    run("publish", good)
    assert "--release-note" in run("publish", good, "--release-note", "Again").stderr
