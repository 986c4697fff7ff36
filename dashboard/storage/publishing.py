"""How a batch gets into a new version, and out again. The caller holds the publisher lock."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from ..errors import BatchNotFound, StorageError, StoreBusy, StoreDamaged
from . import compare
from .draft import Draft, fingerprints, standing
from .files import hash_file, settle_new
from .fold import contended, events, fold, spoken_of
from .layout import Layout, names
from .model import Batch, Prepared, Published, Stage, VersionRecord
from .register import now
from .workspace import Workspace, literal, quote

if TYPE_CHECKING:
    from .store import Store

NO_REPORTS: Mapping[str, str] = {}


def publish(store: Store, workspace: Workspace, staged: list[tuple[str, Batch, str]], note: str = "") -> list[Published]:
    """Fold staged tables, each with its batch and report, into one new version and make that current.

    Bytes that are published already change nothing.
    """
    newest = store.require_newest() if store.register.newest() or store.files.current_number() else None
    workspace.follow(newest.number if newest else None)
    known = {batch.manifest.sha256: batch for batch in store.batches("published")}
    if newest and all(batch.manifest.sha256 in known for _, batch, _ in staged):
        return [_unchanged(known[batch.manifest.sha256], newest.number) for _, batch, _ in staged]
    done, added, own, reports = [], [], [], {}
    with reported(store), tidied(workspace):
        making = Making(store, workspace, {batch.dataset for _, batch, _ in staged})
        for table, batch, report in staged:
            if twin := known.get(batch.manifest.sha256):
                done.append(_unchanged(twin, making.number))
                continue
            require_raw(store, batch)
            batch = replace(batch, order=store.register.next_place() + len(added), version=making.number, published_at=making.created_at)
            changes, touched = making.add(table, batch)
            added.append(replace(batch, touched=touched))
            known[batch.manifest.sha256] = added[-1]
            reports[batch.id] = report
            own.append(Published(batch.id, making.number, *changes, touched - sum(changes)))
            done.append(own[-1])
        checksum = making.finish(store.batches("published") + added)
    counts = [sum(getattr(one, count) for one in own) for count in ("added", "changed", "removed", "unchanged")]
    only, parent = added[0].id if len(added) == 1 else None, newest.number if newest else None
    version = VersionRecord(making.number, making.created_at, "publish", only, parent, checksum, *counts, note)
    commit(store, making.draft.file, version, added, reports)
    workspace.follow(version.number)
    return done


def replace_batch(
    store: Store, workspace: Workspace, table: str, batch: Batch, gone: str, stage: Stage, note: str = "", report: str = ""
) -> Published:
    """Withdraw a published batch and publish a staged table in its place, as one new version."""
    newest, published = store.require_newest(), store.batches("published")
    old = replaceable(store, gone, published, batch)
    require_raw(store, batch)
    workspace.follow(newest.number)
    remaining = [other for other in published if other.id != gone]
    with reported(store), tidied(workspace):
        making = Making(store, workspace, {batch.dataset, old.dataset})
        place = store.register.next_place()
        batch = replace(batch, order=place, version=making.number, published_at=making.created_at, replaces=gone)
        making.leave_out(old, remaining, newest, stage)
        counts, touched = making.put_in_place(table, batch, old)
        batch = replace(batch, touched=touched)
        checksum = making.finish([*remaining, batch])
    version = VersionRecord(making.number, making.created_at, "replace", batch.id, newest.number, checksum, *counts, note)
    commit(store, making.draft.file, version, [replace(old, status="withdrawn"), batch], {batch.id: report})
    workspace.follow(version.number)
    return Published(batch.id, version.number, *counts)


def publish_prepared(store: Store, workspace: Workspace, batch: Batch, ahead: Prepared, note: str = "") -> Published | None:
    """Make the version current that was made ahead for a batch; None where it does not follow the newest, or is not to be had."""
    newest, published = store.register.newest(), store.batches("published")
    if (newest.number if newest else None) != ahead.against or store.files.current_number() != (ahead.against or 0):
        return None
    twins = {other.manifest.sha256 for other in published if other.id != batch.replaces}
    if batch.manifest.sha256 in twins or (batch.replaces and batch.replaces not in {other.id for other in published}):
        return None
    require_raw(store, batch)
    workspace.follow(None)
    with reported(store), tidied(workspace):
        try:
            draft = Draft(workspace, store.catalogue, take=ahead.file)
            number, created_at = store.next_number(), now()
            place = store.register.next_place()
            batch = replace(batch, order=place, version=number, published_at=created_at, touched=ahead.touched)
            remaining = [other for other in published if other.id != batch.replaces]
            checksum = compare.checksum(draft.describe(number, created_at, store.layouts(), [*remaining, batch]))
            draft.close()
        except (FileNotFoundError, duckdb.Error):  # it is gone, or the power went before all of it was on disk
            return None
    reason, parent = "replace" if batch.replaces else "publish", newest.number if newest else None
    gone = [replace(other, status="withdrawn") for other in published if other.id == batch.replaces]
    commit(store, draft.file, VersionRecord(number, created_at, reason, batch.id, parent, checksum, *ahead.counts, note), [*gone, batch])
    workspace.follow(number)
    return Published(batch.id, number, *ahead.counts)


def replaceable(store: Store, gone: str, published: list[Batch], batch: Batch) -> Batch:
    """The published batch that another is to replace.

    Raises BatchNotFound where it is not published, StorageError where a further batch holds the same bytes as the new one. The bytes of
    the old batch itself may be sent again: read another way, they are another batch.
    """
    old = store.batch(gone)
    if gone not in {other.id for other in published}:
        raise BatchNotFound(f"{gone} is {old.status}; only a published batch can be replaced")
    twin = next((other.id for other in published if other.manifest.sha256 == batch.manifest.sha256 and other.id != gone), None)
    if twin:
        raise StorageError(f"the same bytes are published already as batch {twin}; withdraw {gone} instead of replacing it")
    return old


def _unchanged(batch: Batch, version: int) -> Published:
    return Published(batch.id, version, 0, 0, 0, batch.manifest.records)


def withdraw(store: Store, id: str, stage: Stage, note: str = "") -> Published:
    """Make the fold of all published batches but one the current version."""
    batch = withdrawable(store, id)
    newest, remaining = store.require_newest(), [other for other in store.batches("published") if other.id != id]
    with Workspace(store.settings) as workspace, reported(store):
        making = Making(store, workspace, {batch.dataset})
        counts = making.take_out(batch, remaining, newest, stage)
        checksum = making.finish(remaining)
        version = VersionRecord(making.number, making.created_at, "withdraw", id, newest.number, checksum, *counts, note)
        commit(store, making.draft.file, version, [replace(batch, status="withdrawn")])
    return Published(id, version.number, *counts)


def withdrawable(store: Store, id: str) -> Batch:
    """The batch of an id, which is published; raises BatchNotFound where it is not."""
    batch = store.batch(id)
    if batch.status != "published":
        raise BatchNotFound(f"{id} is {batch.status}; only a published batch can be withdrawn")
    return batch


def fold_from_raw(workspace: Workspace, layout: Layout, batches: list[Batch], stage: Stage, raw: Callable[[Batch], Path]) -> str:
    """SELECT of the fold of all these batches that are of this dataset, each read from its raw file again; `raw` says where that is."""
    columns = ", ".join(f"{quote(name)} {type}" for name, type in layout.types.items())
    workspace.execute(f"CREATE OR REPLACE TABLE store_events ({columns}, FOLD VARCHAR, SEQ BIGINT)")
    kept = set(workspace.relations())
    for batch in batches:
        if batch.dataset == layout.dataset.id:
            table = stage(workspace, batch, raw(batch))
            said = events(workspace, layout, table, batch=batch.id, order=batch.order, example=batch.manifest.example)
            workspace.execute(f"INSERT INTO store_events SELECT {names(layout.columns)}, FOLD, SEQ FROM ({said})")
            workspace.keep_only(kept)
    return fold(workspace, layout, "SELECT * FROM store_events", None).select


def intact_raw(store: Store, batch: Batch) -> Path:
    """The raw file of a batch; raises StoreDamaged where it is missing or is not what was sent."""
    file = store.files.raw_file(batch.manifest.sha256)
    if not file.exists():
        raise StoreDamaged(f"{file}: is missing; it is the raw file of batch {batch.id}. Bring it back from a backup")
    if hash_file(file) != batch.manifest.sha256:
        raise StoreDamaged(f"{file}: is not what was sent as batch {batch.id}: its SHA-256 is another. Bring it back from a backup")
    return file


def commit(store: Store, file: Path, version: VersionRecord, changed: list[Batch], reports: Mapping[str, str] = NO_REPORTS) -> None:
    """Make a finished file the current version, with the reports that are given of batches.

    After a crash at any point the store finishes or undoes it: the register decides.
    Raises StoreBusy where another publisher took over meanwhile: its version is left alone.
    """
    store.register.check(store.lock.confirm)
    try:
        settle_new(file, store.files.version_file(version.number))
    except FileExistsError as error:
        raise StoreBusy(f"another publisher has just made version {version.number}; nothing was changed, run it again") from error
    for id, report in reports.items():
        if report:
            store.keep_report(id, report)
    store.register.commit(version, changed, store.lock.confirm)
    store.files.point_to(version.number)
    store.files.forget_prepared()


@contextmanager
def reported(store: Store) -> Iterator[None]:
    """Turn what DuckDB says about a file into an error of ours."""
    try:
        yield
    except duckdb.IOException as error:
        raise StoreDamaged(f"{store.files.versions}: {error}. `rebuild` makes a damaged version anew from the raw files") from error
    except duckdb.Error as error:
        raise StorageError(str(error)) from error


class Making:
    """A version in the making: what changes is written anew, everything else is as it stands in the version attached."""

    def __init__(self, store: Store, workspace: Workspace, changing: Collection[str] | None):
        """`changing` are the datasets that will be written anew; None where the file will not be finished."""
        self._store, self._workspace = store, workspace
        self.number, self.created_at = store.next_number(), now()
        self._published = standing(workspace, "published", store.layouts()) if workspace.published is not None else {}
        self._standing = dict(self._published)
        self.draft = Draft(workspace, store.catalogue, like=None if changing is None else self._worth_copying(changing))

    def add(self, table: str, batch: Batch) -> tuple[compare.Changes, int]:
        """Fold a staged table into the facts; returns what changed, and of how many observations the batch speaks."""
        layout = self._store.layout(batch.dataset)
        said = events(self._workspace, layout, table, batch=batch.id, order=batch.order, example=batch.manifest.example)
        before = self.draft.facts(layout, self._standing)
        folded = fold(self._workspace, layout, said, before)
        after = self.draft.prepare(layout, folded.select, cheap=not folded.contended)
        changes = compare.Changes(folded.added, 0, 0)
        if folded.contended:
            met = (contended(layout, select) for select in (before or layout.empty(), after))
            more = compare.changes(self._workspace, layout, *met)
            changes = more._replace(added=folded.added + more.added)
        self.draft.adopt(layout)
        return changes, folded.touched

    def take_out(self, batch: Batch, remaining: list[Batch], newest: VersionRecord, stage: Stage) -> tuple[int, int, int, int]:
        """Put the facts without a batch in the place of those that stand; returns what is added, changed, removed, and of it unchanged."""
        layout, before = self._store.layout(batch.dataset), self.before(self._store.layout(batch.dataset))
        after = self.draft.prepare(layout, _without(self._store, self._workspace, batch, remaining, newest, stage))
        changes = compare.changes(self._workspace, layout, before, after)
        self.draft.adopt(layout)
        return (*changes, max(0, batch.touched - sum(changes)))

    def leave_out(self, batch: Batch, remaining: list[Batch], newest: VersionRecord, stage: Stage) -> None:
        """Let the facts that stand be those without a batch, for what is added next."""
        select = _without(self._store, self._workspace, batch, remaining, newest, stage)
        self._workspace.execute(f"CREATE OR REPLACE TABLE store_remaining AS {select}")
        self._workspace.execute("DROP TABLE IF EXISTS store_events")
        self._standing[batch.dataset] = "SELECT * FROM store_remaining"
        self.draft.drop(self._store.layout(batch.dataset))

    def put_in_place(self, table: str, batch: Batch, old: Batch) -> tuple[tuple[int, int, int, int], int]:
        """`add` after `leave_out`: what is added, changed, removed against the version attached, and of the new batch unchanged.

        Also of how many observations the new batch speaks.
        """
        _, touched = self.add(table, batch)
        total, own = [0, 0, 0], compare.Changes(0, 0, 0)
        for dataset in {batch.dataset, old.dataset}:
            layout = self._store.layout(dataset)
            before, after = self.before(layout), self.after(layout)
            total = [sum(pair) for pair in zip(total, compare.changes(self._workspace, layout, before, after), strict=True)]
            if dataset == batch.dataset:
                own = compare.changes(self._workspace, layout, spoken_of(layout, before), spoken_of(layout, after))
        return (*total, touched - sum(own)), touched

    def before(self, layout: Layout) -> str:
        """SELECT of the facts of a dataset in the version attached."""
        return self._published.get(layout.dataset.id) or layout.empty()

    def after(self, layout: Layout) -> str:
        """SELECT of the facts of a dataset as they are by now."""
        return self.draft.facts(layout, self._standing) or layout.empty()

    def finish(self, batches: list[Batch]) -> str:
        """Complete and close the file; returns the checksum of the version."""
        layouts = self._store.layouts()
        self.draft.complete(layouts, self._standing)
        checksum = compare.checksum(self.draft.describe(self.number, self.created_at, layouts, batches))
        self.draft.close()
        return checksum

    def _worth_copying(self, changing: Collection[str]) -> Path | None:
        """The current file where most of it stays as it is; where most is written anew, a copy would be half empty."""
        if self._workspace.published is None:
            return None
        sizes = dict(self._workspace.execute("SELECT table_name, estimated_size FROM duckdb_tables() WHERE database_name = 'published'"))
        rewritten = sum(sizes.get(dataset, 0) for dataset in changing)
        return self._store.files.version_file(self._workspace.published) if 2 * rewritten < sum(sizes.values()) else None


def require_raw(store: Store, batch: Batch) -> None:
    """Raises StorageError where the raw file of a batch that is to be published has not been kept."""
    if not store.files.raw_file(batch.manifest.sha256).exists():
        raise StorageError(f"the raw file of {batch.manifest.file or batch.id} has not been kept; `keep_raw` comes before publishing")


def _without(store: Store, workspace: Workspace, gone: Batch, remaining: list[Batch], newest: VersionRecord, stage: Stage) -> str:
    """SELECT, to be read once, of the facts of the dataset of a batch as the remaining batches give them."""
    layout = store.layout(gone.dataset)
    select = _before(store, workspace, layout, newest, gone.id)
    return select or fold_from_raw(workspace, layout, remaining, stage, lambda batch: intact_raw(store, batch))


def _before(store: Store, workspace: Workspace, layout: Layout, newest: VersionRecord, batch: str) -> str | None:
    """Where the batch was the last to be published: SELECT of what stood before it, if that version is still there and intact."""
    if (newest.reason, newest.batch) != ("publish", batch):
        return None
    if newest.parent is None:
        return layout.empty()
    parent = next(version for version in store.versions() if version.number == newest.parent)
    try:
        workspace.execute(f"ATTACH {literal(str(store.files.version_file(parent.number)))} AS before (READ_ONLY)")
        if compare.checksum(fingerprints(workspace, "before", store.layouts())) != parent.checksum:
            return None
    except duckdb.Error:
        return None
    return standing(workspace, "before", [layout]).get(layout.dataset.id) or layout.empty()


@contextmanager
def tidied(workspace: Workspace) -> Iterator[None]:
    """Leave the caller's workspace with the tables that it had."""
    kept = set(workspace.relations())
    try:
        yield
    finally:
        workspace.execute("USE scratch")
        workspace.execute("DETACH DATABASE IF EXISTS draft")
        workspace.execute("DETACH DATABASE IF EXISTS before")
        workspace.keep_only(kept)
