"""Every rule has a sample that breaks it and nothing else, words in six languages, and a place in the reference.

What a sample refers to, if it has to be published, stands in a file of the same name in the folder `before`.
"""

from __future__ import annotations

import json
import tempfile
from functools import cache
from pathlib import Path
from unittest.mock import patch

import pytest

from dashboard.catalogue import load
from dashboard.config import Settings
from dashboard.domain.rights import Scope
from dashboard.i18n import LANGUAGES, Words
from dashboard.ingest import ERROR, RULES, WARNING, Choices, Report, history_rules, publish, validate
from dashboard.ingest.registry import rule, rules
from dashboard.storage import Store

from .declaring import suppressing

SAMPLES = Path(__file__).parent / "samples"
# What is published before the sample of a rule that compares a file with that.
PUBLISHED = {path.stem: path for path in (SAMPLES / "published").glob("*.csv")}
SETTINGS = {"file_too_large": {"upload_mb": 0}, "archive_bomb": {"upload_mb": 1}, "message_too_large": {"upload_mb": 1}}
CHOICES = {"sheet_missing": Choices(sheet="Elsewhere")}
# Of how many records a file is a long one, for the sample of a rule about those.
LONG = {"history_left_out": 6}
SCOPES = {"record_not_permitted": Scope(areas=frozenset({"KEN"}))}
# Rules of datasets that hold small counts back, and those that a sample cannot but break beside its own.
SUPPRESSING = {"cell_suppressed", "cell_suppressed_secondary", "suppression_undone"}
ALSO = {
    "cell_suppressed_secondary": {"cell_suppressed"},
    "records_all_left_out": {"record_left_out"},
    "sheet_percent": {"number_normalised"},
}
REFERENCE = Path(__file__).parents[2] / "docs" / "statisticians" / "findings.md"


def test_every_rule_has_a_sample_and_every_sample_a_rule():
    assert sorted(path.stem for path in SAMPLES.iterdir() if path.is_file()) == sorted(RULES)


@cache
def report_of(code: str) -> Report:
    """The report of a rule's sample, read with its mapping, from a place where nothing is published but what it needs."""
    catalogue = suppressing("staff", 5) if code in SUPPRESSING else load()
    mapping, choices = SAMPLES / "mappings" / f"{code}.json", CHOICES.get(code, Choices())
    (sample,) = SAMPLES.glob(f"{code}.*")
    if mapping.exists():
        choices = Choices("indicator", mapping=json.loads(mapping.read_text("utf-8")))
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder) / "var", **SETTINGS.get(code, {}))
        if code in PUBLISHED:
            store = Store(settings, catalogue)
            assert publish(PUBLISHED[code], store).published
            store.close()
        with patch.object(history_rules, "COMPARED_WITH_ITSELF", LONG.get(code, history_rules.COMPARED_WITH_ITSELF)):
            return validate(sample, settings, catalogue, choices, scope=SCOPES.get(code, Scope()))


@pytest.mark.parametrize("code", sorted(RULES))
def test_sample_breaks_exactly_its_rule(code):
    report = report_of(code)
    assert {finding.code for finding in report.findings} - ALSO.get(code, set()) == {code}
    own = [finding for finding in report.findings if finding.code == code]
    assert {finding.severity for finding in own} == {RULES[code].severity}
    assert report.counts[code] == len(own)
    counted = [sum(finding.severity == severity for finding in report.findings) for severity in (ERROR, WARNING)]
    assert [report.errors, report.warnings] == counted


def test_what_is_published_for_a_sample_is_for_a_rule():
    assert PUBLISHED and set(PUBLISHED) <= set(RULES)


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
    codes = ["file_too_large", "file_empty", "file_archive", "file_image", "line_too_long", "encoding_not_utf8", "nul_byte"]
    assert [rule.code for rule in rules("bytes")] == codes
