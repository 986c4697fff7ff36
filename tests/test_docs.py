"""The documentation is true: generated parts are up to date, links lead somewhere, every setting, command and target is written down."""

from __future__ import annotations

import re
import subprocess
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from dashboard.config import SETTINGS, Settings
from docs import generate

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


def test_generated_parts_are_up_to_date() -> None:
    """What `make docs` would write is what stands there."""
    status, said = generate.run(check=True)
    assert status == 0, said


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_within_the_project_lead_somewhere(page: Path) -> None:
    links = [link for link in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in link]
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_page_can_be_found_from_the_index_or_the_readme() -> None:
    """Each reader's folder, and the reference, is linked to."""
    linked = set()
    for page in PAGES:
        linked |= {(page.parent / link).resolve() for link in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in link}
    entries = [page for page in PAGES if page.parent.name != "decisions" and page != ROOT / "CHANGELOG.md" and page != ROOT / "README.md"]
    assert [page.name for page in entries if page not in linked and page != ROOT / "docs" / "index.md"] == []


def test_the_example_for_organisers_has_no_errors(settings: Settings, tmp_path: Path) -> None:
    from dashboard import catalogue
    from dashboard.ingest import validate

    text = (ROOT / "docs" / "organisers" / "index.md").read_text(encoding="utf-8")
    example = tmp_path / "panel.csv"
    example.write_text(text.partition("```csv\n")[2].partition("```")[0], encoding="utf-8")
    report = validate(example, settings, catalogue.load())
    assert (report.dataset, report.records, report.errors) == ("participation", 2, 0)


def test_the_worked_example_of_corrections_has_no_errors(settings: Settings, tmp_path: Path) -> None:
    from dashboard import catalogue
    from dashboard.ingest import validate

    text = (ROOT / "docs" / "statisticians" / "index.md").read_text(encoding="utf-8").partition("\n## 4.")[2]
    example = tmp_path / "corrections.csv"
    example.write_text(text.partition("```csv\n")[2].partition("```")[0], encoding="utf-8")
    report = validate(example, settings, catalogue.load())
    assert (report.dataset, report.records, report.errors) == ("correction", 2, 0)


def test_datasets_say_which_counts_are_not_published() -> None:
    from dashboard import catalogue

    staff = catalogue.load().datasets["staff"]
    assert "suppress_below" not in generate._dataset(staff)
    assert "Counts below 5 (`suppress_below`)" in generate._dataset(replace(staff, suppress_below=5))
    assert "a count of nobody among them" in generate._dataset(replace(staff, suppress_below=5, suppress_zero=True))


def test_every_setting_is_in_the_readme_and_the_reference() -> None:
    for page in (ROOT / "README.md", ROOT / "docs" / "reference" / "settings.md"):
        text = page.read_text(encoding="utf-8")
        assert [row.variable for row in SETTINGS if f"`{row.variable}`" not in text] == []


def test_every_command_has_help_and_stands_in_the_reference() -> None:
    from tests.test_cli import COMMANDS

    text = (ROOT / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")
    assert ("serve",) in COMMANDS and ("user", "add") in COMMANDS
    assert [name for name, command in COMMANDS.items() if f"## {' '.join(name)}\n" not in text or not command.help] == []


def test_make_lists_every_target() -> None:
    """`make` alone shows each command with what it does."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = set(re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[1].split())
    shown = subprocess.run(["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert {line.split()[1] for line in shown.splitlines()} == phony


def test_the_gate_runs_the_test_command_of_the_readme() -> None:
    lines = [line for line in (ROOT / ".ci" / "run").read_text().splitlines() if line and not line.startswith("#")]
    assert lines[-1] == "make test"
    assert "make test " in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_requirements_are_pinned_with_hashes_and_cover_the_declared_dependencies(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    entries = re.findall(r"^([a-z0-9-]+)==\S+.*\\\n    --hash=sha256:", text, re.MULTILINE)
    lines = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
    assert len(entries) == len(lines)
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = declared["dependencies"] + (sum(declared["optional-dependencies"].values(), []) if "dev" in name else [])
    assert {re.match(r"[a-z0-9-]+", entry)[0] for entry in wanted} <= set(entries)
