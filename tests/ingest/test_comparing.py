"""Before publishing: the comparison of a checked file, kept as JSON, and a corrected file in the place of another."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dashboard.errors import BatchNotFound, StorageError
from dashboard.ingest import About, Comparison, Headline, compare, compare_raw, publish, rebuild
from dashboard.ingest.publishing import ASIDE, staging
from dashboard.storage import Batch, Change, Manifest, Tally, Workspace

HEADER = "INDICATOR,REF_AREA,SEX,TIME_PERIOD,OBS_VALUE,UNIT_MEASURE"
ONE = (HEADER, "IT_USE_ii99,KEN,F,2019,20,PT", "IT_USE_ii99,UGA,F,2019,30,PT", "SG_GEN_SPKR_N,KEN,F,2019,3,NUMBER")
TWO = (HEADER, "IT_USE_ii99,KEN,F,2019,21,PT", "IT_USE_ii99,TZA,F,2019,>30,PT", "SG_GEN_SPKR_N,KEN,F,2019,4,NUMBER")


def manifest_of(path: Path, store) -> Manifest:
    kept = store.keep_raw(path)
    return Manifest("indicator", kept.sha256, kept.size, records=3)


def compared(store, manifest: Manifest, **more) -> Comparison:
    with Workspace(store.settings) as workspace:
        return compare_raw(store, workspace, manifest, **more)


def counts(found):
    return (found.added, found.changed, found.removed, found.unchanged)


def test_a_raw_file_is_compared_with_what_is_published(store, write):
    publish(write(*ONE), store)
    path = write(*TWO)
    found = compared(store, manifest_of(path, store))
    assert (found.against, found.number, found.dataset, counts(found)) == (1, 2, "indicator", (1, 2, 0, 0))
    assert [(one.kind, one.key["REF_AREA"], one.before, one.after, one.after_q, one.unit, one.record) for one in found.changes] == [
        ("changed", "KEN", 3.0, 4.0, "", "NUMBER", 3),
        ("changed", "KEN", 20.0, 21.0, "", "PT", 1),
        ("added", "TZA", None, 30.0, ">", "PT", 2),
    ], "a quarter of a count weighs more than one point"
    assert found.by_first == (Tally("indicator", "IT_USE_ii99", 1, 1, 0), Tally("indicator", "SG_GEN_SPKR_N", 0, 1, 0))
    assert found.by_area == (Tally("indicator", "KEN", 0, 2, 0), Tally("indicator", "TZA", 1, 0, 0))
    done = publish(path, store).published
    assert counts(found) == counts(done)


def test_figures_without_a_unit_are_in_that_of_their_indicator(store, write):
    header = "INDICATOR,REF_AREA,SEX,TIME_PERIOD,OBS_VALUE"
    publish(write(header, "IT_USE_ii99,KEN,F,2019,2", "IT_USE_ii99,UGA,F,2019,50"), store)
    found = compared(store, manifest_of(write(header, "IT_USE_ii99,KEN,F,2019,3", "IT_USE_ii99,UGA,F,2019,60"), store))
    assert [(one.key["REF_AREA"], one.unit) for one in found.changes] == [("UGA", "PT"), ("KEN", "PT")]


def test_what_is_staged_already_is_compared_without_being_read_again(store, write):
    publish(write(*ONE), store)
    path = write(*TWO)
    manifest = manifest_of(path, store)
    with Workspace(store.settings) as workspace:
        table = staging(store.catalogue)(workspace, Batch("", manifest, "received", None), path)
        assert compare(store, workspace, table, manifest, batch="mine").batch == "mine"


@pytest.mark.parametrize("kept", [True, False])
def test_a_comparison_is_the_same_after_it_was_kept(store, write, kept):
    if kept:
        publish(write(*ONE), store)
    found = compared(store, manifest_of(write(*TWO), store))
    headlines = (Headline("/", {"en": "Home"}, {"en": "Was."}, {"en": "Is."}),)
    found = Comparison(**{**found.__dict__, "headlines": headlines})
    store.keep_comparison("b", found.as_json())
    assert Comparison.from_json(store.comparison("b")) == found
    assert json.loads(found.as_json())["changes"][0]["key"]["SEX"] == "F"


def test_what_another_source_says_already_is_counted(store, write):
    header = "INDICATOR,REF_AREA,SEX,TIME_PERIOD,OBS_VALUE,SOURCE"
    rows = [f"IT_USE_ii99,{area},F,2019,20" for area in ("KEN", "UGA", "TZA")]
    first = publish(write(header, *(f"{row},UNSD_GENDER_2021" for row in rows[:2])), store).published
    other = manifest_of(write(header, *(f"{row},IPU" for row in rows)), store)
    found = compared(store, other)
    assert (counts(found), found.beside) == ((3, 0, 0, 0), 2)
    replacing = compared(store, other, replaces=first.batch)
    assert (counts(replacing), replacing.beside) == ((3, 0, 2, 0), 0), "what is withdrawn does not stand beside it"


def test_a_date_is_kept_as_text(store, write):
    event = "EVENT,SERIES,ENTITY,TIME_PERIOD,START_DATE,NAME_EN"
    publish(write(event, "FORUM_1,S,ITU,2024,2024-05-27,Forum"), store)
    manifest = manifest_of(write(event, "FORUM_1,S,ITU,2024,2024-05-28,Forum"), store)
    found = compared(store, Manifest(**{**manifest.__dict__, "dataset": "event"}))
    assert found.changes == (Change("event", "changed", {"EVENT": "FORUM_1"}, False, "START_DATE", "2024-05-27", "2024-05-28", record=1),)
    assert Comparison.from_json(found.as_json()) == found


def test_a_corrected_file_replaces_the_one_before(store, write):
    first = publish(write(*ONE), store).published
    path = write(*TWO)
    found = compared(store, manifest_of(path, store), replaces=first.batch)
    assert (counts(found), found.replaces) == ((1, 2, 1, 0), first.batch)
    assert [(one.key["REF_AREA"], one.before) for one in found.changes if one.kind == "removed"] == [("UGA", 30.0)]
    outcome = publish(path, store, replaces=first.batch)
    assert (outcome.published.version, counts(outcome.published)) == (2, counts(found))
    assert [(batch.status, batch.id) for batch in store.batches()] == [("withdrawn", first.batch), ("published", outcome.published.batch)]
    assert store.report(outcome.published.batch) is not None
    assert rebuild(store).same


def test_the_files_of_other_batches_are_staged_beside_the_new_one(store, write):
    """Of a batch that was not the last, the raw files tell what stands without it."""
    old = publish(write(*ONE), store).published
    publish(write(HEADER, "IT_USE_ii99,UGA,F,2019,31,PT", name="between.csv"), store)
    manifest = manifest_of(write(*TWO), store)
    found = compared(store, manifest, replaces=old.batch)
    done = publish(write(*TWO), store, replaces=old.batch).published
    assert counts(found) == counts(done) == (1, 2, 0, 0)
    assert rebuild(store).same


def test_the_same_file_read_another_way_replaces_itself(store, write):
    path = write(*ONE)
    first = publish(path, store).published
    done = publish(path, store, About(source="UNSD_GENDER_2021"), replaces=first.batch).published
    assert (done.version, counts(done)) == (2, (3, 0, 3, 0)), "the source is in the key"
    assert rebuild(store).same


def test_a_file_with_errors_replaces_nothing(store, write):
    first = publish(write(*ONE), store).published
    outcome = publish(write(HEADER, "IT_USE_ii99,Kenia,F,2019,20,PT"), store, replaces=first.batch)
    assert outcome.published is None and outcome.report.errors
    assert [batch.status for batch in store.batches()] == ["published", "rejected"]
    assert store.newest().number == 1


def test_what_is_not_published_cannot_be_replaced(store, write):
    first = publish(write(*ONE), store).published
    other = publish(write(*TWO), store).published
    with pytest.raises(StorageError, match=f"published already as batch {other.batch}"):
        publish(write(*TWO), store, replaces=first.batch)
    with pytest.raises(BatchNotFound):
        publish(write(HEADER, "IT_USE_ii99,KEN,F,2018,20,PT"), store, replaces="nobody")
    assert store.newest().number == 2


def test_nothing_is_left_in_the_way_of_a_batch_put_aside(store, write):
    publish(write(*ONE), store)
    path = write(*TWO)
    manifest = manifest_of(path, store)
    with Workspace(store.settings) as workspace:
        staging(store.catalogue)(workspace, Batch("", manifest, "received", None), path)
        workspace.execute(f"CREATE TABLE {ASIDE} AS SELECT * FROM batch_staged")
        workspace.keep_only({ASIDE})
        first = store.batches("published")[0].id
        compare(store, workspace, ASIDE, manifest, replaces=first)
        assert list(workspace.relations()) == [ASIDE]


def test_records_of_a_wide_file_are_not_named_by_a_number_that_they_do_not_have(store, write):
    wide = {"measure": "OBS_VALUE", "columns": {year: {"TIME_PERIOD": year} for year in ("2018", "2019")}}
    mapping = {"columns": {"Area": "REF_AREA", "Sex": "SEX"}, "constants": {"INDICATOR": "SG_GEN_PARL"}, "wide": wide}
    path = write("Area,Sex,2018,2019", "KEN,F,21.7,21.8")
    kept = store.keep_raw(path)
    manifest = Manifest("indicator", kept.sha256, kept.size, records=1, reading={"dataset": "indicator", "mapping": mapping})
    assert [one.record for one in compared(store, manifest).changes] == [None, None]
