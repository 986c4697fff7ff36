"""One piece of work from the queue, done in a process of its own, which says that it is alive while it lasts."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress

from ..accounts import Accounts
from ..catalogue import Column, load
from ..config import Settings
from ..domain.rights import PUBLISHER, Scope, at_least
from ..errors import BatchNotFound, DashboardError, StorageError, StoreBusy, StoreDamaged
from ..ingest import Comparison, Report, withdraw
from ..ingest.receiving import Working, judge, prepare, publish_checked
from ..storage import Store, Workspace
from ..storage.files import is_full
from ..storage.jobs import DAMAGED, FAULT, FULL, REPLACED, RIGHTS, Job
from ..storage.lock import new_owner
from ..storage.model import CHECKED, PUBLISHED, REJECTED
from ..web.batches import PUBLISH, WITHDRAW
from ..web.headlines import with_headlines

BEAT_SECONDS = 5
WHY: dict[type[Exception], str] = {BatchNotFound: REPLACED, StoreDamaged: DAMAGED, Exception: FAULT}
NOTHING = Scope(datasets=frozenset({""}))  # of which no dataset is one

load()  # read once, by the process that all of these are forked from


class Lost(Exception):
    """Another worker has taken the job over."""


def do_one(settings: Settings) -> bool:
    """Take the job that waits longest and do it, and what follows it; returns whether there was one.

    A batch that has been checked is compared in the same workspace: its records are read once.
    """
    with closing(Store(settings, load())) as store:
        owner = new_owner()
        job = store.jobs.claim(owner)
        if job is None:
            return False
        with Workspace(settings, attach=False) as workspace:
            working = Working(workspace)
            while job:
                with _alive(store, job, owner):
                    job = _do(store, working, job, owner)
        return True


def _do(store: Store, working: Working, job: Job, owner: str) -> Job | None:
    """Do a job; returns the one that follows it."""

    def progress(done: int, passes: int, records: int) -> None:
        if not store.jobs.report(job.id, owner, done=done, passes=passes, records=records):
            raise Lost

    if not _may_still(store, job):
        store.jobs.fail(job.id, owner, RIGHTS)
        return None
    try:
        KINDS[job.kind](store, working, job, progress)
    except Lost:
        pass
    except (StoreBusy, SystemExit) as error:  # others publish for longer than one waits, or the server is being stopped
        store.jobs.give_back(job.id, owner)
        if isinstance(error, SystemExit):
            raise
    except Exception as error:
        traceback.print_exc()
        store.jobs.fail(job.id, owner, FULL if is_full(error) else next(why for kind, why in WHY.items() if isinstance(error, kind)))
    else:
        return store.jobs.finish(job, owner, then="compare" if job.kind == "check" and store.batch(job.batch).status == CHECKED else "")
    return None


def _may_still(store: Store, job: Job) -> bool:
    """Whether the account that asked for a job still has the right: it may have lost it while the job waited."""
    row = store.accounts.account(job.account)
    return job.kind not in (PUBLISH, WITHDRAW) or row is None or (at_least(row["role"], PUBLISHER) and not row["disabled"])


def _check(store: Store, working: Working, job: Job, progress: Callable[[int, int, int], None]) -> None:
    confirmed = bool(job.options.get("confirmed"))
    judge(job.batch, store, confirmed=confirmed, scope=_scope(store, job), progress=progress, working=working)


def _publish(store: Store, working: Working, job: Job, progress: Callable[[int, int, int], None]) -> None:
    if publish_checked(job.batch, store, job.options.get("note", ""), scope=_scope(store, job), progress=progress):
        with suppress(DashboardError):  # it is published all the same
            _look_back(store, job.batch)
        _look_again(store, store.batch(job.batch).dataset)


def _look_again(store: Store, dataset: str) -> None:
    """Have those batches checked again that name facts of this dataset which were not published when they were checked.

    So an event and those who take part in it can be sent together, and published one after the other.
    """
    naming = {one.id for one in store.catalogue.datasets.values() if any(_names(column, dataset) for column in one.columns)}
    for batch in (batch for status in (CHECKED, REJECTED) for batch in store.batches(status) if batch.dataset in naming):
        kept = store.report(batch.id)
        if kept and Report.from_json(kept).counts.keys() & {"reference_unknown", "record_not_permitted"}:
            store.jobs.add("check", batch.id, batch.manifest.sender, {"confirmed": bool(batch.reading.get("mapping"))})


def _names(column: Column, dataset: str) -> bool:
    return column.references.partition(".")[0] == dataset


def _look_back(store: Store, batch: str) -> None:
    """Where another version came between comparing and publishing: find out what has been changed, for the page of the batch."""
    version = store.batch(batch).version
    parent = next((record.parent for record in store.versions() if record.number == version), None)
    kept = store.comparison(batch)
    if version and not (kept and Comparison.from_json(kept).against == parent) and (found := store.look_back(batch)):
        told = with_headlines(store, Comparison.of(found), store.files.version_file(version))
        store.keep_comparison(batch, told.as_json())


def _withdraw(store: Store, working: Working, job: Job, progress: Callable[[int, int, int], None]) -> None:
    if store.batch(job.batch).status == PUBLISHED:  # else it was done before this process took it up again
        withdraw(job.batch, store, job.options.get("note", ""))


def _compare(store: Store, working: Working, job: Job, progress: Callable[[int, int, int], None]) -> None:
    file = store.files.prepared_file(job.batch)
    while comparison := prepare(job.batch, store, working):
        try:
            told = with_headlines(store, comparison, file).as_json()
        except StorageError:
            if file.is_file():
                raise
            continue  # another version was published meanwhile, and with that all that was made ahead went
        if comparison.withdraws:
            store.keep_withdrawal(job.batch, told)
            store.files.forget_prepared(job.batch)  # only for its pages: taking a batch out is folded anew
        else:
            store.keep_comparison(job.batch, told)
        return


def _scope(store: Store, job: Job) -> Scope:
    """The part of the data that the sender of a batch may send: also where somebody else has it checked or published.

    It is what the account may send by now, and of that what it might when the batch was sent, perhaps with an API token that allows less.
    """
    sender, first = Accounts(store).account(store.batch(job.batch).manifest.sender), store.jobs.first(job.batch)
    sent = Scope.from_dict(first.options.get("scope", {})) if first else Scope()
    return (sender.scope.meet(sent) or NOTHING) if sender else sent


KINDS = {"check": _check, "compare": _compare, "publish": _publish, "withdraw": _withdraw}


@contextmanager
def _alive(store: Store, job: Job, owner: str) -> Iterator[None]:
    stop = threading.Event()

    def beat() -> None:
        while not stop.wait(BEAT_SECONDS):
            store.jobs.report(job.id, owner)

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
