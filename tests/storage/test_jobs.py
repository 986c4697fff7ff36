"""The queue: one open job a batch, first come first served, and what a worker that died was doing is done by the next one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dashboard.storage import Manifest
from dashboard.storage import jobs as module
from dashboard.storage.jobs import ATTEMPTS, LOST, QUIET_SECONDS
from dashboard.storage.lock import new_owner
from dashboard.storage.register import new_batch, now


@pytest.fixture
def queue(sender):
    return sender.store.jobs


@pytest.fixture
def batch(sender):
    def batch() -> str:
        arrived = new_batch(Manifest("rate", ""), "received")
        sender.store.register.note(arrived)
        return arrived.id

    return batch


def test_jobs_are_taken_in_the_order_in_which_they_came(queue, batch):
    first, second = (queue.add("check", batch(), "ana") for _ in range(2))
    assert (queue.waiting(), queue.ahead(first), queue.ahead(second)) == (2, 0, 1)
    owner = new_owner()
    assert [queue.claim(owner).id, queue.claim(owner).id, queue.claim(owner)] == [first.id, second.id, None]
    assert queue.waiting() == 0 and {job.id for job in queue.running()} == {first.id, second.id}


def test_a_batch_has_one_open_job(queue, batch):
    id = batch()
    first = queue.add("check", id, "ana")
    assert queue.add("publish", id, "ben").id == first.id
    owner = new_owner()
    queue.claim(owner)
    assert queue.add("publish", id, "ben").id == first.id
    queue.finish(first, owner)
    assert queue.add("publish", id, "ben", {"note": "n"}).options == {"note": "n"}
    assert queue.of(id).kind == "publish" and queue.of(batch()) is None


def test_progress_is_that_of_whoever_has_the_job(queue, batch):
    job, owner = queue.add("check", batch(), "ana"), new_owner()
    queue.claim(owner)
    assert queue.report(job.id, owner, done=2, passes=5, records=70)
    assert not queue.report(job.id, new_owner(), done=4)
    held = queue.of(job.batch)
    assert (held.done, held.passes, held.records, held.open) == (2, 5, 70, True)
    queue.fail(job.id, owner, "why")
    assert (queue.of(job.batch).state, queue.of(job.batch).message, queue.of(job.batch).open) == ("failed", "why", False)
    assert not queue.report(job.id, owner, done=5)


def test_what_a_dead_worker_did_is_done_again_but_not_for_ever(queue, batch, monkeypatch):
    job = queue.add("check", batch(), "ana")
    for attempt in range(1, ATTEMPTS + 1):
        owner = new_owner()
        assert queue.claim(owner).attempts == attempt
        assert queue.recover() == [] and queue.of(job.batch).state == "running"
        monkeypatch.setattr(module, "is_dead", lambda of, dead=owner: of == dead)
        given_up = queue.recover()
        assert queue.of(job.batch).state == ("waiting" if attempt < ATTEMPTS else "failed")
    assert [one.id for one in given_up] == [job.id] and queue.of(job.batch).message == LOST


def test_a_worker_that_is_quiet_for_too_long_loses_its_job(queue, batch, monkeypatch):
    job, owner = queue.add("check", batch(), "ana"), new_owner()
    queue.claim(owner)
    monkeypatch.setattr(module, "now", lambda: now() + timedelta(seconds=QUIET_SECONDS + 1))
    queue.recover()
    assert queue.claim(new_owner()).id == job.id
    assert not queue.report(job.id, owner)


def test_profiles_are_kept_under_their_names(sender):
    saved = sender.store.profiles
    saved.save("monthly", "ana", {"columns": {"Pays": "REF_AREA"}}, "")
    saved.save("monthly", "ben", {"columns": {"País": "REF_AREA"}}, "")
    saved.save("yearly", "ana", {}, "")
    assert [(one["name"], one["account"], one["content"]) for one in saved.all()] == [
        ("monthly", "ben", {"columns": {"País": "REF_AREA"}}),
        ("yearly", "ana", {}),
    ]
    saved.remove("monthly", "ana")
    assert [one["name"] for one in saved.all()] == ["yearly"]


def test_what_follows_a_job_is_taken_in_the_same_step(queue, batch):
    job, owner = queue.add("check", batch(), "ana"), new_owner()
    queue.claim(owner)
    assert queue.finish(job, new_owner(), then="compare") is None
    assert queue.of(job.batch).kind == "check"  # whoever finished it had lost it
    then = queue.finish(job, owner, then="compare")
    assert then == queue.of(job.batch)
    assert (then.kind, then.account, then.state, then.owner, then.attempts) == ("compare", "ana", "running", owner, 1)


def test_a_job_that_is_given_back_was_not_attempted(queue, batch):
    job, owner = queue.add("check", batch(), "ana"), new_owner()
    queue.claim(owner)
    queue.give_back(job.id, owner)
    assert (queue.of(job.batch).state, queue.of(job.batch).attempts) == ("waiting", 0)


def test_a_profile_and_its_entry_in_the_audit_log_are_one_step(sender):
    store = sender.store
    store.profiles.save("monthly", "ana", {"dataset": "rate"}, "batch-1")
    store.profiles.save("yearly", "ben", {"dataset": "rate"}, "batch-2")
    assert store.profiles.rename("monthly", "yearly", "ana") is False and store.profiles.rename("daily", "weekly", "ana") is False
    store.profiles.remove("daily", "ana")
    assert store.profiles.rename("monthly", "each month", "cem") and store.profiles.all()[0]["content"]["was"] == ["monthly"]
    store.profiles.remove("yearly", "cem")
    told = [(entry["account"], entry["action"], entry["object"], entry["details"]) for entry in store.accounts.entries("", "", "", None, 9)]
    assert sorted(told, key=lambda one: (one[1], one[2])) == [
        ("cem", "profile.remove", "yearly", {"owner": "ben"}),
        ("cem", "profile.rename", "each month", {"was": "monthly", "owner": "ana"}),
        ("ana", "profile.save", "batch-1", {"name": "monthly"}),
        ("ben", "profile.save", "batch-2", {"name": "yearly"}),
    ]
