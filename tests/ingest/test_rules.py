"""Every rule has a sample that breaks it and nothing else, words in six languages, and a place in the reference."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from dashboard.catalogue import load
from dashboard.config import Settings
from dashboard.i18n import LANGUAGES, Words
from dashboard.ingest import ERROR, RULES, WARNING, Choices, Report, validate
from dashboard.ingest.registry import rule, rules

SAMPLES = Path(__file__).parent / "samples"
SETTINGS = {"file_too_large": {"upload_mb": 0}, "archive_bomb": {"upload_mb": 1}, "message_too_large": {"upload_mb": 1}}
CHOICES = {"sheet_missing": Choices(sheet="Elsewhere")}
# A rule that cannot be broken alone, and what is broken with it: where all records are left out, each of them is.
BESIDE = {"records_all_left_out": "record_left_out"}
REFERENCE = Path(__file__).parents[2] / "docs" / "statisticians" / "findings.md"


def test_every_rule_has_a_sample_and_every_sample_a_rule():
    assert sorted(path.stem for path in SAMPLES.iterdir() if path.is_file()) == sorted(RULES)


@cache
def report_of(code: str) -> Report:
    """The report of a rule's sample, read with the mapping that lies beside it, from a place where nothing is published."""
    settings = Settings(data=Path("nowhere"), **SETTINGS.get(code, {}))
    mapping = SAMPLES / "mappings" / f"{code}.json"
    (sample,) = SAMPLES.glob(f"{code}.*")
    choices = CHOICES.get(code, Choices())
    if mapping.exists():
        choices = Choices("indicator", mapping=json.loads(mapping.read_text("utf-8")))
    return validate(sample, settings, load(), choices)


@pytest.mark.parametrize("code", sorted(RULES))
def test_sample_breaks_exactly_its_rule(code):
    report = report_of(code)
    assert {finding.code for finding in report.findings} - {BESIDE.get(code)} == {code}
    own = [finding for finding in report.findings if finding.code == code]
    assert {finding.severity for finding in own} == {RULES[code].severity}
    errors = sum(finding.severity == ERROR for finding in report.findings)
    assert (report.errors, report.warnings) == (errors, len(report.findings) - errors)


@pytest.mark.parametrize("code", sorted(RULES))
def test_finding_speaks_each_language(code):
    for finding in report_of(code).findings:
        messages = {language: finding.message(Words(language)) for language in LANGUAGES}
        assert len(set(messages.values())) == len(LANGUAGES)
        for message in messages.values():
            assert message.strip() and not any(sign in message for sign in ("{", "}", "None"))


@pytest.mark.parametrize("code", sorted(RULES))
def test_rule_stands_in_the_reference(code):
    assert f"`{code}`" in REFERENCE.read_text(encoding="utf-8")


def test_a_code_is_taken_once():
    with pytest.raises(ValueError, match="'file_empty' is registered twice"):
        rule("file_empty", ERROR, "bytes")(lambda file: ())


def test_a_rule_needs_a_stage():
    with pytest.raises(ValueError, match="no stage 'nowhere'"):
        rule("brand_new", WARNING, "nowhere")(lambda file: ())
    assert "brand_new" not in RULES


def test_stages_keep_the_order_of_registration():
    codes = ["file_too_large", "file_empty", "file_archive", "line_too_long", "encoding_not_utf8", "nul_byte"]
    assert [rule.code for rule in rules("bytes")] == codes
