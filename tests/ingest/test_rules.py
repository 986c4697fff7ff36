"""Every rule has a sample that breaks it and nothing else, words in six languages, and a place in the reference.

What a sample refers to, if it has to be published, stands in a file of the same name in the folder `before`.
"""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

import pytest

from dashboard.catalogue import load
from dashboard.config import Settings
from dashboard.i18n import LANGUAGES, Words
from dashboard.ingest import ERROR, RULES, WARNING, Report, publish, validate
from dashboard.ingest.registry import rule, rules
from dashboard.storage import Store

SAMPLES = Path(__file__).parent / "samples"
SETTINGS = {"file_too_large": {"upload_mb": 0}}
REFERENCE = Path(__file__).parents[2] / "docs" / "statisticians" / "findings.md"


def test_every_rule_has_a_sample_and_every_sample_a_rule():
    assert {path.stem for path in SAMPLES.glob("*.csv")} == set(RULES)
    assert {path.stem for path in (SAMPLES / "before").glob("*.csv")} <= set(RULES)


@cache
def report_of(code: str) -> Report:
    """The report of a rule's sample, from a place where nothing is published but what it refers to."""
    settings = Settings(data=Path("nowhere"), **SETTINGS.get(code, {}))
    before = SAMPLES / "before" / f"{code}.csv"
    if not before.exists():
        return validate(SAMPLES / f"{code}.csv", settings, load())
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Settings(data=Path(folder)), load())
        assert publish(before, store).published
        report = validate(SAMPLES / f"{code}.csv", store.settings, load())
        store.close()
    return report


@pytest.mark.parametrize("code", sorted(RULES))
def test_sample_breaks_exactly_its_rule(code):
    report = report_of(code)
    count = len(report.findings)
    assert {finding.code for finding in report.findings} == {code}
    assert {finding.severity for finding in report.findings} == {RULES[code].severity}
    assert (report.errors, report.warnings) == ((count, 0) if RULES[code].severity == ERROR else (0, count))


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
    assert [rule.code for rule in rules("bytes")] == ["file_too_large", "file_empty", "file_archive", "encoding_not_utf8", "nul_byte"]
