"""A file of corrections on its way in: what is wrong is named with what would be right, the rest is published and can be withdrawn."""

from __future__ import annotations

import pytest

from dashboard.ingest import About, publish, rebuild, validate, withdraw

HEADER = "DATASET,KEY,COLUMN,SOURCE_VALUE,VALUE,REASON"
KEY = "INDICATOR=SG_GEN_PARL;REF_AREA=KEN;SEX=F;SOURCE=UNSD_GENDER_2021;TIME_PERIOD=2019"
FACTS = ("INDICATOR,REF_AREA,SEX,TIME_PERIOD,OBS_VALUE,UNIT_MEASURE,SOURCE", "SG_GEN_PARL,KEN,F,2019,21.8,PT,UNSD_GENDER_2021")


@pytest.fixture
def facts(store, write):
    """A store with one fact."""
    assert publish(write(*FACTS, name="facts.csv"), store).published
    return store


def found(store, write, *records: str) -> list[tuple]:
    report = validate(write(HEADER, *records), store.settings, store.catalogue)
    return [(one.code, one.record, one.column, one.value, dict(one.params)) for one in report.findings]


def test_a_right_correction_is_published_and_shown_and_withdrawn(facts, write):
    sent = write(HEADER, f"indicator,{KEY},OBS_VALUE,21.80,28.1,Two digits changed places")
    outcome = publish(sent, facts, About(title="Digits"))
    assert (outcome.report.errors, outcome.report.warnings, outcome.published.added) == (0, 0, 1)
    indicator = facts.catalogue.datasets["indicator"]
    assert [fact["OBS_VALUE"] for fact in facts.newest().facts(indicator, {}, 10)] == [28.1]
    assert rebuild(facts).same
    withdraw(outcome.published.batch, facts)
    assert [fact["OBS_VALUE"] for fact in facts.newest().facts(indicator, {}, 10)] == [21.8]
    assert rebuild(facts).same


def test_a_key_is_told_how_it_is_written(facts, write):
    shuffled = ";".join(sorted(KEY.split(";"), reverse=True))
    right = {"expected": KEY, "dataset": "indicator"}
    assert found(facts, write, f"indicator,{shuffled},OBS_VALUE,21.8,28.1,r") == [("correction_key", 1, "KEY", shuffled, right)]
    ((code, *_, params),) = found(facts, write, "indicator,REF_AREA=KEN;SEX=F,OBS_VALUE,21.8,28.1,r")
    assert (code, params["expected"]) == ("correction_key", "INDICATOR=…;REF_AREA=KEN;SEX=F;TIME_PERIOD=…")


@pytest.mark.parametrize("before", ["", "?"])
def test_a_key_written_as_in_the_address_of_a_page_is_told_how_it_is_written(facts, write, before):
    ((code, *_, params),) = found(facts, write, f"indicator,{before}{KEY.replace(';', '&')},OBS_VALUE,21.8,28.1,r")
    assert (code, params["expected"]) == ("correction_key", KEY)
    ((code, *_, params),) = found(facts, write, "indicator,INDICATOR=A&B&SEX=F,OBS_VALUE,21.8,28.1,r")
    assert params["expected"] == "INDICATOR=A&B;REF_AREA=…;SEX=F;TIME_PERIOD=…"


def test_a_dataset_and_a_column_are_told_what_may_be_meant(facts, write):
    ((code, *_, params),) = found(facts, write, f"indicators,{KEY},OBS_VALUE,21.8,28.1,r")
    assert (code, params["suggestion"]) == ("code_unknown", "indicator")
    ((code, *_, params),) = found(facts, write, f"indicator,{KEY},OBS_VALU,21.8,28.1,r")
    assert (code, params["suggestion"]) == ("correction_column", "OBS_VALUE")
    assert [code for code, *_ in found(facts, write, f"indicator,{KEY},SEX,F,M,r")] == ["correction_column"]
    assert [code for code, *_ in found(facts, write, "correction,DATASET=x,REASON,a,b,r")] == ["code_unknown"]


@pytest.mark.parametrize(
    ("column", "value", "fits"),
    [
        ("OBS_VALUE", ">30", True),
        ("OBS_VALUE", "", True),
        ("OBS_VALUE", "inf", False),
        ("OBS_VALUE", "28,1", False),
        ("OBS_STATUS", "E", True),
        ("OBS_STATUS", "estimated", False),
        ("COMMENT_OBS", "any words", True),
    ],
)
def test_a_value_must_fit_its_column(facts, write, column, value, fits):
    says = "21.8" if column == "OBS_VALUE" else ""
    codes = [code for code, *_ in found(facts, write, f'indicator,{KEY},{column},{says},"{value}",r')]
    assert codes == ([] if fits else ["correction_value"])


@pytest.mark.parametrize(("value", "fits"), [("100", True), ("101", False), ("-1", False)])
def test_a_share_stays_between_0_and_100(store, write, value, fits):
    records = f"participation,EVENT=E;ROLE=SPEAKER;SEX=F,SHARE,50,{value},r"
    assert ("correction_value" in [code for code, *_ in found(store, write, records)]) is not fits


def test_a_required_cell_cannot_be_emptied_and_a_count_is_whole(store, write):
    assert [code for code, *_ in found(store, write, "event,EVENT=E,NAME_EN,A,,r")] == ["correction_value"]
    assert [code for code, *_ in found(store, write, "participation,EVENT=E;ROLE=SPEAKER;SEX=F,COUNT,5,5.5,r")] == ["correction_value"]


def test_what_the_source_says_now_is_named(facts, write):
    ((code, _, column, value, params),) = found(facts, write, f"indicator,{KEY},OBS_VALUE,18.2,28.1,r")
    assert (code, column, value) == ("correction_idle", "SOURCE_VALUE", "18.2")
    assert params == {"says": "21.8", "dataset": "indicator", "target": "OBS_VALUE"}


def test_a_fact_that_is_not_published_is_named(facts, write):
    other = KEY.replace("2019", "2018")
    assert found(facts, write, f"indicator,{other},OBS_VALUE,21.8,28.1,r") == [
        ("correction_unmatched", 1, "KEY", other, {"dataset": "indicator"})
    ]


def test_a_reason_is_required_and_a_deletion_is_not_looked_into(facts, write):
    assert [code for code, *_ in found(facts, write, f"indicator,{KEY},OBS_VALUE,21.8,28.1,")] == ["value_required"]
    header = "STRUCTURE,STRUCTURE_ID,ACTION,DATASET,KEY,COLUMN"
    report = validate(write(header, f"dataflow,X:CORRECTION(1.0),D,indicator,{KEY[:30]},OBS_VALU"), facts.settings, facts.catalogue)
    assert [finding.code for finding in report.findings] == []


def test_rules_on_corrections_leave_other_datasets_alone(facts, write):
    report = validate(write(*FACTS, name="again.csv"), facts.settings, facts.catalogue)
    assert not [finding.code for finding in report.findings if finding.code.startswith("correction")]


def test_the_template_has_its_columns(runner):
    from dashboard.cli import main

    assert runner.invoke(main, ["template", "correction"]).output.strip() == f"{HEADER},SOURCE,LINK"
