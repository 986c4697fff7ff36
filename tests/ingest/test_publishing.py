"""Publishing: what is stored and what is not, the same bytes again, ACTION, bundled batches, and the fold from raw files."""

from __future__ import annotations

import json
from dataclasses import replace
from unittest.mock import Mock

import pytest

from dashboard.errors import BatchNotFound, CatalogueError, NoVersion, SettingsError, StorageError
from dashboard.i18n import Words
from dashboard.ingest import About, Choices, Report, manifest_beside, publish, publish_bundled, rebuild, validate, withdraw
from dashboard.ingest import publishing as module
from dashboard.ingest.lines import places_of
from dashboard.storage import Workspace

HEADER = "INDICATOR,REF_AREA,SEX,TIME_PERIOD,OBS_VALUE,COMMENT_OBS"
ROW = "IT_USE_ii99,{area},_T,2019,{value},{comment}"
SDMX = "STRUCTURE,STRUCTURE_ID,ACTION," + HEADER
ACTION = "dataflow,X:INDICATOR(1.0),{action}," + ROW


def row(area="KEN", value="1", comment=""):
    return ROW.format(area=area, value=value, comment=comment)


def act(action, area="KEN", value="", comment=""):
    return ACTION.format(action=action, area=area, value=value, comment=comment)


def counts(outcome):
    done = outcome.published
    return (done.version, done.added, done.changed, done.removed, done.unchanged)


def facts(store):
    with Workspace(store.settings) as workspace:
        sql = "SELECT REF_AREA, OBS_VALUE, COMMENT_OBS, SOURCE FROM published.indicator ORDER BY ALL"
        return workspace.execute(sql) if workspace.has_published("indicator") else []


def stored(settings):
    return sorted(path.name for path in (settings.data / "raw").glob("*"))


def test_published_again_under_another_name_nothing_changes(store, write):
    first = publish(write(HEADER, row(), row("UGA")), store)
    again = publish(write(HEADER, row(), row("UGA"), name="copy.csv"), store)
    assert counts(first) == (1, 2, 0, 0, 0)
    assert counts(again) == (1, 0, 0, 0, 2)
    assert (again.published.batch, again.report) == (first.published.batch, None)


def test_a_merge_updates_the_cells_given(store, write):
    publish(write(HEADER, row(comment="first"), row("UGA")), store)
    outcome = publish(write(HEADER, row(value="2"), row("TZA")), store)
    assert counts(outcome)[1:4] == (1, 1, 0)
    assert facts(store) == [("KEN", 2.0, "first", "_Z"), ("TZA", 1.0, None, "_Z"), ("UGA", 1.0, None, "_Z")]


def test_replace_and_delete(store, write):
    publish(write(HEADER, row(comment="first"), row("UGA")), store)
    outcome = publish(write(SDMX, act("R", value="3"), act("D", "UGA")), store)
    assert counts(outcome)[1:4] == (0, 1, 1)
    assert facts(store) == [("KEN", 3.0, None, "_Z")]


EVENT = "EVENT,SERIES,ENTITY,TIME_PERIOD,NAME_EN"


def test_a_merge_with_what_stands_needs_no_required_attribute(store, write):
    file = write("STRUCTURE,STRUCTURE_ID,ACTION,EVENT,NAME_EN", "dataflow,EVENT,M,FORUM_1,First forum", name="merge.csv")
    report = publish(file, store).report
    assert [(one.code, one.line, one.column) for one in report.findings] == [
        ("value_required", 2, "SERIES"),
        ("value_required", 2, "ENTITY"),
        ("value_required", 2, "TIME_PERIOD"),
    ]
    first = publish(write(EVENT, "FORUM_1,S,ITU,2024,Forum"), store)
    assert counts(publish(file, store))[1:4] == (0, 1, 0)
    assert shown_events(store) == [("FORUM_1", "S", "First forum")]
    withdraw(first.published.batch, store)
    assert shown_events(store) == [], "what was merged into a withdrawn event is no event"
    assert rebuild(store).same
    publish(write(EVENT, "FORUM_1,T,ITU,2024,Second forum"), store)
    assert shown_events(store) == [("FORUM_1", "T", "Second forum")]


def test_a_deletion_needs_the_key_alone(store, write):
    publish(write(EVENT, "FORUM_1,S,ITU,2024,Forum"), store)
    assert counts(publish(write("STRUCTURE,STRUCTURE_ID,ACTION,EVENT", "dataflow,EVENT,D,FORUM_1"), store))[1:4] == (0, 0, 1)
    assert shown_events(store) == []


def shown_events(store):
    with Workspace(store.settings) as workspace:
        return workspace.execute("SELECT EVENT, SERIES, NAME_EN FROM published.shown_event ORDER BY ALL")


def test_the_source_of_the_batch_stands_in_the_records(store, write):
    publish(write(HEADER, row()), store, About(source="UNSD_GENDER_2021"))
    assert facts(store) == [("KEN", 1.0, None, "UNSD_GENDER_2021")]
    assert rebuild(store).same


def test_with_errors_only_the_raw_file_and_its_report_are_kept(store, write, settings):
    path = write(HEADER, row("Kenia"))
    outcome = publish(path, store)
    assert outcome.published is None and outcome.report.errors == 1
    (batch,) = store.batches()
    assert (batch.status, batch.manifest.errors, batch.manifest.file) == ("rejected", 1, "sent.csv")
    assert stored(settings) == [batch.manifest.sha256]
    assert Report.from_json(store.report(batch.id)) == outcome.report
    with pytest.raises(NoVersion):
        store.newest()


@pytest.mark.parametrize("lines", [(HEADER + ",e-mail", row() + ",x"), (HEADER, row(comment="a.b@example.org"))])
def test_personal_data_are_not_kept(store, write, settings, lines):
    outcome = publish(write(*lines), store)
    assert outcome.report.errors == 1
    assert (stored(settings), store.batches()) == ([], [])
    assert "a.b@" not in outcome.report.as_json()


def test_a_file_that_is_too_large_is_not_kept(store, write, settings):
    store.settings = replace(settings, upload_mb=0)
    outcome = publish(write(HEADER, row()), store)
    assert [finding.code for finding in outcome.report.findings] == ["file_too_large"]
    assert stored(settings) == []


def test_warnings_are_kept_with_the_batch(store, write):
    outcome = publish(write(HEADER, row(value="")), store)
    assert outcome.published.added == 1
    report = Report.from_json(store.report(outcome.published.batch))
    assert [finding.code for finding in report.findings] == ["value_absent"]
    assert store.batch(outcome.published.batch).manifest.warnings == 1


def test_a_file_that_changes_meanwhile_is_not_published(store, write, monkeypatch):
    path = write(HEADER, row())
    reading = module.check
    changed = f"{HEADER}\n{row(value='3')}\n"
    monkeypatch.setattr(module, "check", lambda *given, **more: (reading(*given, **more), path.write_text(changed))[0])
    with pytest.raises(StorageError, match="changed while it was read"):
        publish(path, store)
    with pytest.raises(NoVersion):
        store.newest()


def test_withdraw_gives_back_what_stood_before(store, write):
    publish(write(HEADER, row(comment="first")), store)
    second = publish(write(HEADER, row(value="2", comment="second"), row("UGA")), store).published
    done = withdraw(second.batch, store)
    assert (done.added, done.changed, done.removed) == (0, 1, 1)
    assert facts(store) == [("KEN", 1.0, "first", "_Z")]
    with pytest.raises(BatchNotFound):
        withdraw(second.batch, store)


@pytest.mark.parametrize(
    "lines",
    [
        (HEADER, row(comment='"two\r\nlines"'), row("UGA")),
        (HEADER + "\r", row() + "\r", row("UGA") + "\r"),
        ("INDICATOR: i,REF_AREA: a,TIME_PERIOD: t,OBS_VALUE: v", "IT_USE_ii99: x,KEN: Kenya,2019: y,5"),
        (SDMX, act("R", value="~5"), act("D", "UGA")),
    ],
    ids=["mixed line ends", "a line end within", "labels", "actions"],
)
def test_raw_files_are_read_again_as_they_were(store, write, lines):
    publish(write(HEADER, row("UGA")), store)
    assert publish(write(*lines, name="second.csv"), store).published
    done = rebuild(store)
    assert (done.same, done.differences) == (True, [])


def test_validate_makes_no_store_but_looks_into_one(store, write, settings, catalogue):
    sent = write("EVENT,ROLE,SEX,COUNT", "FORUM_1,SPEAKER,F,2", "FORUM_1,SPEAKER,M,3")
    assert [finding.code for finding in validate(sent, settings, catalogue).findings] == ["reference_unknown"] * 2
    assert not settings.data.exists()
    publish(write("EVENT,SERIES,ENTITY,TIME_PERIOD,NAME_EN", "FORUM_1,Forum,EXAMPLE,2023,Forum", name="event.csv"), store)
    assert validate(sent, settings, catalogue).findings == ()


def test_more_findings_than_are_listed(write, settings, catalogue):
    path = write(HEADER, *(row(f"X{at}", value=str(at)) for at in range(20)), row(value=""))
    report = validate(path, replace(settings, findings=5), catalogue)
    assert (report.errors, report.warnings, len(report.findings)) == (20, 1, 5)
    assert [finding.record for finding in report.findings] == [1, 2, 3, 4, 21], "the first of each rule is among them"


def test_an_unknown_dataset_is_no_fault_of_the_data(write, settings, catalogue):
    with pytest.raises(SettingsError, match="no dataset 'trade'"):
        validate(write(HEADER, row()), settings, catalogue, Choices("trade"))


def test_a_report_as_json_values(write, settings, catalogue):
    report = validate(write(HEADER, row("Kenia")), settings, catalogue)
    plain = json.loads(json.dumps(report.as_dict(Words("en"))))
    counted = ["records", "records_left_out", "errors", "warnings", "counts"]
    assert list(plain) == ["file", "dataset", *counted, "findings", "mapped", "left_out"]
    (finding,) = plain["findings"]
    assert "Is KEN meant?" in finding.pop("message")
    assert finding == {
        "code": "code_unknown",
        "severity": "error",
        "record": 1,
        "line": 2,
        "column": "REF_AREA",
        "value": "Kenia",
        "params": {"codelist": "AREA", "suggestion": "KEN", "listed": "AREA"},
    }


# --- bundled batches and manifests ------------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path):
    """A folder of two bundled batches, the second of which refers to the first, and one with an error."""
    for name, dataset, text in (
        ("010-events", "event", "EVENT,SERIES,ENTITY,TIME_PERIOD,NAME_EN\nFORUM_1,Forum,EXAMPLE,2023,Forum\n"),
        ("020-people", "participation", "EVENT,ROLE,SEX,COUNT\nFORUM_1,SPEAKER,F,2\nFORUM_1,SPEAKER,M,3\n"),
        ("030-broken", "indicator", "INDICATOR,REF_AREA,TIME_PERIOD,OBS_VALUE\nIT_USE_ii99,Kenia,2019,1\n"),
    ):
        batch = tmp_path / "batches" / name
        batch.mkdir(parents=True)
        (batch / "data.csv").write_text(text)
        (batch / "manifest.toml").write_text(f'title = "{name}"\ndataset = "{dataset}"\nfile = "data.csv"\nsource = "COMPILED"\n')
    return tmp_path / "batches"


def test_bundled_batches_become_one_version(store, folder):
    outcomes = {outcome.report.dataset: outcome for outcome in publish_bundled(store, folder)}
    assert {dataset: outcome.published and outcome.published.version for dataset, outcome in outcomes.items()} == {
        "event": 1,
        "participation": 1,
        "indicator": None,
    }
    assert outcomes["participation"].report.findings == ()
    assert len(store.versions()) == 1
    assert rebuild(store).same


def test_bundled_batches_are_published_once_and_stay_withdrawn(store, folder):
    batch = next(outcome.published.batch for outcome in publish_bundled(store, folder) if outcome.published)
    withdraw(batch, store)
    assert [outcome.published for outcome in publish_bundled(store, folder)] == [None]


def test_a_bundled_batch_that_is_added_later_is_published(store, folder, monkeypatch):
    late = folder / "020-people"
    late.rename(folder.parent / "late")
    publish_bundled(store, folder)
    (folder.parent / "late").rename(late)
    done = [outcome.published.version for outcome in publish_bundled(store, folder) if outcome.published]
    assert done == [2]


def test_an_update_of_a_bundled_batch_takes_its_place(store, folder):
    publish_bundled(store, folder)
    people = folder / "020-people" / "data.csv"
    people.write_text("EVENT,ROLE,SEX,COUNT\nFORUM_1,SPEAKER,F,4\n")
    publish_bundled(store, folder)
    assert bundled_counts(store) == [("F", 4)], "what the update leaves out is gone"
    assert rebuild(store).same
    versions = len(store.versions())
    assert publish_bundled(store, folder)[0].published is None and len(store.versions()) == versions
    (standing,) = [batch.id for batch in store.batches("published") if batch.dataset == "participation"]
    withdraw(standing, store)
    people.write_text("EVENT,ROLE,SEX,COUNT\nFORUM_1,SPEAKER,F,5\n")
    publish_bundled(store, folder)
    assert bundled_counts(store) == [], "what somebody has withdrawn stays withdrawn"


def test_an_update_that_was_interrupted_is_finished(store, folder, monkeypatch):
    publish_bundled(store, folder)
    (folder / "020-people" / "data.csv").write_text("EVENT,ROLE,SEX,COUNT\nFORUM_1,SPEAKER,F,4\n")
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(module, "withdraw", Mock(side_effect=KeyboardInterrupt))
        publish_bundled(store, folder)
    assert len(bundled_counts(store)) == 2
    publish_bundled(store, folder)
    assert bundled_counts(store) == [("F", 4)]


def bundled_counts(store):
    with Workspace(store.settings) as workspace:
        return workspace.execute("SELECT SEX, COUNT FROM published.participation ORDER BY ALL")


def test_bundled_batches_of_the_product_have_no_errors(catalogue, settings):
    for manifest in sorted(module.BUNDLED.glob("*/manifest.toml")):
        about, name = module.read_manifest(manifest)
        report = validate(manifest.parent / name, settings, catalogue, about.choices)
        assert (manifest.parent.name, report.errors) == (manifest.parent.name, 0)


def test_a_manifest_beside_a_file_is_read(write, tmp_path):
    path = write(HEADER)
    assert manifest_beside(path) == About()
    (tmp_path / "manifest.toml").write_text('title = "T"\nfile = "sent.csv"\nretrieved = 2026-01-31\nexample = true\n')
    assert manifest_beside(path) == About(title="T", retrieved="2026-01-31", example=True)
    link = "https://example.org/"
    said = manifest_beside(path).but(title=None, source="", link=link)
    assert said == About(title="T", retrieved="2026-01-31", example=True, link=link)
    assert manifest_beside(tmp_path / "other.csv") == About()


@pytest.mark.parametrize(
    "text, place",
    [
        ("title = ", "file"),
        ("colour = 'red'", "colour"),
        ("example = 'yes'", "example"),
        ("link = 5", "link"),
        ("link = 'javascript:alert(1)'", "link"),
        ("retrieved = 'yesterday'", "retrieved"),
        ("file = 5", "file"),
        ("[title]\nen = 'T'", "title"),
    ],
)
def test_a_wrong_manifest_names_the_entry(write, tmp_path, text, place):
    (tmp_path / "manifest.toml").write_text(text)
    with pytest.raises(CatalogueError) as caught:
        manifest_beside(write(HEADER))
    assert caught.value.place == place


def test_records_that_are_left_out_are_not_counted_among_those_taken(store, settings, catalogue, write):
    mapping = {
        "columns": {"Country": "REF_AREA", "Sex": "SEX", "Year": "TIME_PERIOD", "Value": "OBS_VALUE"},
        "constants": {"INDICATOR": "IT_USE_ii99"},
        "values": {"REF_AREA": {"Kenya": "KEN"}, "SEX": {"Women": "F", "Men": "M"}},
        "skip": {"Country": ["Uganda", "Kenia"]},
    }
    rows = ["Kenya,Women,2019,20", "Kenya,Men,2019,21", "Uganda,Women,2019,20", "Kenia,Women,2019,1", "Kenya,Women,2020,20"]
    path = write("Country,Sex,Year,Value", *rows)
    report = validate(path, settings, catalogue, Choices("indicator", mapping=mapping))
    assert (report.records, report.records_left_out) == (3, 2)
    assert sum(value["count"] for value in report.left_out) == report.records_left_out
    done = publish(path, store, About(dataset="indicator", mapping=mapping)).published
    batch = store.batch(done.batch)
    kept = batch.manifest
    assert (done.added, kept.records, kept.left_out, kept.in_file) == (3, 3, 2, 5)
    found = places_of(store.files.raw_file(kept.sha256), batch, [5], catalogue)
    assert found[5].line == 6, "the last record still has its line"
    again = publish(path, store, About(dataset="indicator", mapping=mapping)).published
    assert again.unchanged == 3
