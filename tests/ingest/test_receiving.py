"""A batch on its way in separate steps: judged when it arrives, published later, each step repeatable after a loss of power."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dashboard.errors import StorageError
from dashboard.ingest import Report, publish, rebuild
from dashboard.ingest.receiving import Working, about_of, judge, prepare, publish_checked
from dashboard.storage import Manifest, Store, Workspace

HEADER = "INDICATOR,REF_AREA,SEX,TIME_PERIOD,OBS_VALUE"
GOOD = f"{HEADER}\nSG_GEN_PARL,KEN,F,2020,21.4\n"
OTHER = f"{HEADER}\nSG_GEN_PARL,KEN,F,2020,22.4\n"
BAD = f"{HEADER}\nSG_GEN_PARL,Kenia,F,2020,21.4\n"


@pytest.fixture
def send(store):
    """Lets a file arrive as a form brings it, and gives its batch."""
    store.files.make()

    def send(content: str | bytes, replaces=None, **said):
        part = store.files.uploads / "part-1"
        part.write_bytes(content.encode() if isinstance(content, str) else content)
        return store.receive(part, Manifest(dataset="", sha256="", file="sent.csv", sender="ana", **said), replaces)

    return send


def prepare_apart(id: str, store):
    judge(id, store)
    return prepare(id, store)


def test_a_good_batch_waits_until_somebody_publishes_it(store, send):
    batch = send(GOOD, title="T", source="IPU")
    assert judge(batch.id, store).status == "checked"
    checked = store.batch(batch.id)
    assert (checked.status, checked.dataset, checked.manifest.records, checked.base) == ("checked", "indicator", 1, None)
    assert store.versions() == [] and list(store.files.uploads.iterdir()) == []
    assert store.bytes_of(checked).read_text() == GOOD
    done = publish_checked(batch.id, store)
    assert (done.batch, done.version, done.added) == (batch.id, 1, 1)
    published = store.batch(batch.id)
    assert (published.status, published.manifest.sender, published.manifest.source) == ("published", "ana", "IPU")


def test_each_step_can_be_done_again(store, send):
    batch = send(GOOD)
    assert [judge(batch.id, store).status for _ in range(2)] == ["checked"] * 2
    assert [publish_checked(batch.id, store).version for _ in range(2)] == [1, 1]
    assert judge(batch.id, store).status == "published"
    assert len(store.versions()) == 1


def test_a_bad_batch_keeps_its_file_and_report(store, send):
    batch = send(BAD)
    assert judge(batch.id, store).status == "rejected"
    report = Report.from_json(store.report(batch.id))
    assert (report.file, report.errors, [finding.code for finding in report.findings]) == ("sent.csv", 1, ["code_unknown"])
    assert store.bytes_of(store.batch(batch.id)).read_text() == BAD
    with pytest.raises(StorageError, match="rejected, not checked"):
        publish_checked(batch.id, store)
    assert store.versions() == []


def test_a_file_with_personal_data_is_not_kept(store, send):
    batch = send("name,x\nA,1\n")
    assert judge(batch.id, store).status == "rejected"
    judged = store.batch(batch.id)
    assert store.bytes_of(judged) is None and judged.manifest.sha256 == ""
    assert list(store.files.uploads.iterdir()) == [] and list(store.files.raw.iterdir()) == []


def test_bytes_that_are_published_are_sent_in_vain(store, send, write):
    first = publish(write(data=GOOD.encode()), store).published.batch
    judged = judge(send(GOOD).id, store)
    assert (judged.status, judged.twin) == ("discarded", first)
    assert list(store.files.uploads.iterdir()) == []


def test_what_was_checked_against_another_version_is_checked_again(store, send, write, monkeypatch):
    batch = send(GOOD)
    judge(batch.id, store)
    publish(write(HEADER, "SG_GEN_PARL,EGY,F,2020,27.4"), store)
    assert store.batch(batch.id).base is None
    done = publish_checked(batch.id, store)
    assert (done.version, done.added) == (2, 1)


def test_it_is_checked_again_too_where_its_changes_were_found_out_anew(store, send, write, monkeypatch):
    batch = send(GOOD)
    judge(batch.id, store)
    publish(write(OTHER), store)
    assert prepare(batch.id, store).against == 1
    monkeypatch.setattr("dashboard.ingest.receiving._publish_ahead", lambda *_: pytest.fail("published without another check"))
    assert publish_checked(batch.id, store).version == 2


def test_a_file_is_looked_at_and_read_once_where_both_steps_are_done_in_one_workspace(store, send, settings, monkeypatch):
    batch, statements, execute = send(GOOD), [], Workspace.execute
    expected = {**prepare_apart(batch.id, store).as_dict(), "batch": batch.id}
    monkeypatch.setattr(Workspace, "execute", lambda self, sql, *more: statements.append(sql) or execute(self, sql, *more))
    monkeypatch.setattr("dashboard.ingest.publishing.scan", lambda *_: pytest.fail("its bytes were looked at again"))
    with Workspace(settings, attach=False) as workspace:
        working = Working(workspace)
        assert judge(batch.id, store, working=working).status == "checked" and workspace.relations() == {}
        assert prepare(batch.id, store, working).as_dict() == expected and workspace.relations() == {}
    assert sum("read_csv(" in sql for sql in statements) == 1


def test_what_is_known_of_other_bytes_is_not_taken_for_a_file(store, send, settings):
    first, second = send(GOOD), send(GOOD.replace("KEN", "EGY"))
    with Workspace(settings, attach=False) as workspace:
        working = Working(workspace)
        judge(first.id, store, working=working)
        judge(second.id, store, working=working)
        assert [change.key["REF_AREA"] for change in prepare(first.id, store, working).changes] == ["KEN"]
        assert [change.key["REF_AREA"] for change in prepare(second.id, store, working).changes] == ["EGY"]


def test_a_batch_that_is_discarded_while_it_is_checked_stays_discarded(store, send):
    batch, told = send(GOOD), []

    def discard(*progress: int) -> None:
        told.append(store.alter(replace(store.batch(batch.id), status="discarded"), "received"))

    judge(batch.id, store, progress=discard)
    assert told[0] and store.batch(batch.id).status == "discarded"
    assert prepare(batch.id, store) is None
    with pytest.raises(StorageError, match="discarded, not checked"):
        publish_checked(batch.id, store)


def test_what_has_errors_by_now_is_not_published(store, send, write):
    batch = send(GOOD)
    judge(batch.id, store)
    waiting = replace(store.batch(batch.id), base=7, manifest=replace(store.batch(batch.id).manifest, reading={"dataset": "staff"}))
    assert store.alter(waiting, "checked")
    assert publish_checked(batch.id, store) is None
    assert store.batch(batch.id).status == "rejected" and store.versions() == []


PERSONAL = f"{HEADER},COMMENT_OBS\nSG_GEN_PARL,KEN,F,2020,21.4,ask jane.doe@example.org\n"


@pytest.mark.parametrize(("content", "status"), [(GOOD, "checked"), (PERSONAL, "rejected"), (OTHER, "discarded")])
@pytest.mark.parametrize("after", [False, True], ids=["before the register is told", "after"])
def test_where_the_power_goes_at_the_end_of_a_check_it_is_done_again(store, send, write, monkeypatch, content, status, after):
    publish(write(*OTHER.splitlines()), store)
    batch = send(content)

    def crash(*args, alter=store.alter):
        if after:
            alter(*args)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(store, "alter", crash)
        judge(batch.id, store)
    assert judge(batch.id, store).status == status
    judged = store.batch(batch.id)
    assert judged.status == status and (store.bytes_of(judged) is None) == (content == PERSONAL)
    if content == PERSONAL:
        assert not list(store.files.uploads.iterdir())
        assert judge(batch.id, store).status == status  # where it went before the job was noted as done


def test_what_was_compared_another_way_is_forgotten(store, send):
    batch = send(GOOD)
    judge(batch.id, store)
    store.keep_comparison(batch.id, "{}")
    prepare(batch.id, store)
    judge(batch.id, store)
    assert store.comparison(batch.id) is None and not store.files.prepared_file(batch.id).exists()


@pytest.mark.parametrize("left", [b"", b"half of a version"])
def test_a_version_made_ahead_that_was_not_all_on_disk_is_not_used(store, send, left):
    batch = send(GOOD)
    judge(batch.id, store)
    comparison = prepare(batch.id, store)
    store.keep_comparison(batch.id, comparison.as_json())
    store.files.prepared_file(batch.id).write_bytes(left)
    assert publish_checked(batch.id, store).added == 1 and rebuild(store).same


def test_a_file_that_was_lost_is_asked_for_again(store, send):
    batch = send(GOOD)
    store.files.drop_upload(batch.id)
    with pytest.raises(StorageError, match="is gone; send it again"):
        judge(batch.id, store)


def test_what_was_said_of_a_file_comes_back(store, send):
    batch = send(GOOD, title="T", link="https://x.org", reading={"dataset": "indicator", "sheet": "S"})
    about = about_of(batch.manifest)
    assert (about.title, about.link, about.dataset, about.sheet) == ("T", "https://x.org", "indicator", "S")


def test_a_mapping_that_only_names_a_profile_is_kept_complete(store, send):
    """What publishing and a rebuild read again is the mapping that was checked, value by value."""
    mapping = {"profile": "long", "constants": {"INDICATOR": "SG_GEN_PARL"}}
    batch = send("Country,Sex,Year,Value\nKenya,Women,2020,21.4\n", reading={"mapping": mapping})
    assert judge(batch.id, store).status == "checked"
    kept = store.batch(batch.id).reading
    assert (kept["dataset"], kept["mapping"]["values"]) == ("indicator", {"REF_AREA": {"Kenya": "KEN"}, "SEX": {"Women": "F"}})
    assert publish_checked(batch.id, store).added == 1
    assert rebuild(store).same


def prepared(store, batch) -> str:
    """The comparison of a batch, kept with the version that was made ahead."""
    comparison = prepare(batch.id, store)
    store.keep_comparison(batch.id, comparison.as_json())
    return comparison


def test_publishing_takes_the_version_that_was_made_ahead(store, send, monkeypatch):
    batch = send(GOOD)
    judge(batch.id, store)
    found = prepared(store, batch)
    assert (found.added, found.touched, found.against) == (1, 1, None) and store.files.prepared_file(batch.id).is_file()
    with monkeypatch.context() as patched:
        patched.setattr(Store, "publish", None)
        done = publish_checked(batch.id, store, "First")
    assert (done.version, done.added, store.batch(batch.id).touched) == (1, 1, 1)
    assert store.versions()[0].note == "First" and list(store.files.prepared.iterdir()) == []
    assert [row["id"] for row in store.newest().run("method_batches")] == [batch.id]
    assert rebuild(store).same


def test_what_was_made_ahead_of_another_version_is_not_taken(store, send, write):
    batch, other = send(GOOD), send(OTHER)
    for one in (batch, other):
        judge(one.id, store)
        prepared(store, one)
    publish_checked(batch.id, store)
    assert list(store.files.prepared.iterdir()) == []
    done = publish_checked(other.id, store)
    assert (done.version, done.changed) == (2, 1) and rebuild(store).same


def test_what_was_made_ahead_takes_the_place_of_another_batch(store, send, write, monkeypatch):
    first = publish(write(data=GOOD.encode()), store).published.batch
    publish(write(HEADER, "SG_GEN_PARL,EGY,F,2020,27.4"), store)
    batch = send(OTHER, replaces=first)
    judge(batch.id, store)
    prepared(store, batch)
    with monkeypatch.context() as patched:
        patched.setattr(Store, "publish", None)
        done = publish_checked(batch.id, store)
    assert (done.version, done.changed, store.batch(first).status) == (3, 1, "withdrawn")
    assert store.versions()[0].reason == "replace" and rebuild(store).same


def test_a_version_that_was_made_ahead_and_lost_is_made_again(store, send):
    for damage in (lambda file: file.unlink(), lambda file: file.write_bytes(b"not a database")):
        batch = send(GOOD.replace("21.4", f"2{len(store.versions())}.4"))
        judge(batch.id, store)
        prepared(store, batch)
        damage(store.files.prepared_file(batch.id))
        assert publish_checked(batch.id, store).version == len(store.versions())
    assert rebuild(store).same


def test_another_reading_forgets_what_was_made_ahead(store, send):
    batch = send(GOOD)
    judge(batch.id, store)
    prepared(store, batch)
    judge(batch.id, store)
    assert not store.files.prepared_file(batch.id).exists()


def test_a_foreign_file_with_personal_data_does_not_wait_to_be_confirmed(store, send):
    batch = send("Country,Year,Female,Contact\nKenya,2001,20,somebody@example.org\n")
    assert judge(batch.id, store).status == "rejected"
    assert "cell_personal" in [finding.code for finding in Report.from_json(store.report(batch.id)).findings]
    kept = [path for folder in (store.files.uploads, store.files.raw, store.files.reports) for path in folder.iterdir()]
    assert not [path.name for path in kept if b"somebody@" in path.read_bytes()]
