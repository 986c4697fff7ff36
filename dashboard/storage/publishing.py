"""How a batch gets into a new version, and out again. The caller holds the publisher lock."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from ..errors import BatchNotFound, StorageError, StoreBusy, StoreDamaged
from . import compare
from .draft import Draft, fingerprints, standing
from .files import hash_file, settle_new
from .fold import contended, events, fold
from .layout import Layout, names
from .model import Batch, Published, Stage, VersionRecord
from .register import now
from .workspace import Workspace, literal, quote

if TYPE_CHECKING:
    from .store import Store


def publish(store: Store, workspace: Workspace, staged: list[tuple[str, Batch]]) -> list[Published]:
    """Fold staged tables into one new version and make that current; bytes that are published already change nothing."""
    newest = store.require_newest() if store.register.newest() or store.files.current_number() else None
    workspace.follow(newest.number if newest else None)
    known = {batch.manifest.sha256: batch for batch in store.batches("published")}
    if newest and all(batch.manifest.sha256 in known for _, batch in staged):
        return [_unchanged(known[batch.manifest.sha256], newest.number) for _, batch in staged]
    done, added, own = [], [], []
    with reported(store), _tidied(workspace):
        making = _Making(store, workspace, {batch.dataset for _, batch in staged})
        for table, batch in staged:
            if twin := known.get(batch.manifest.sha256):
                done.append(_unchanged(twin, making.number))
                continue
            batch = replace(batch, order=store.register.next_place() + len(added), version=making.number, published_at=making.created_at)
            changes, touched = making.add(table, batch)
            added.append(replace(batch, touched=touched))
            known[batch.manifest.sha256] = added[-1]
            own.append(Published(batch.id, making.number, *changes, touched - sum(changes)))
            done.append(own[-1])
        checksum = making.finish(store.batches("published") + added)
    counts = [sum(getattr(one, count) for one in own) for count in ("added", "changed", "removed", "unchanged")]
    only, parent = added[0].id if len(added) == 1 else None, newest.number if newest else None
    version = VersionRecord(making.number, making.created_at, "publish", only, parent, checksum, *counts)
    commit(store, making.draft.file, version, added)
    workspace.follow(version.number)
    return done


def _unchanged(batch: Batch, version: int) -> Published:
    return Published(batch.id, version, 0, 0, 0, batch.manifest.records)


def withdraw(store: Store, id: str, stage: Stage) -> Published:
    """Make the fold of all published batches but one the current version."""
    batch = store.batch(id)
    if batch.status != "published":
        raise BatchNotFound(f"{id} is {batch.status}; only a published batch can be withdrawn")
    layout, newest = store.layout(batch.dataset), store.require_newest()
    remaining = [other for other in store.batches("published") if other.id != id]
    with Workspace(store.settings) as workspace, reported(store):
        making = _Making(store, workspace, {batch.dataset})
        select = _before(store, workspace, layout, newest, id)
        if select is None:
            select = fold_from_raw(workspace, layout, remaining, stage, lambda batch: intact_raw(store, batch))
        changes = making.replace(layout, select)
        checksum = making.finish(remaining)
        counts = (*changes, max(0, batch.touched - sum(changes)))
        version = VersionRecord(making.number, making.created_at, "withdraw", id, newest.number, checksum, *counts)
        commit(store, making.draft.file, version, [replace(batch, status="withdrawn")])
    return Published(id, version.number, *counts)


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


def commit(store: Store, file: Path, version: VersionRecord, changed: list[Batch]) -> None:
    """Make a finished file the current version. After a crash at any point the store finishes or undoes it: the register decides.

    Raises StoreBusy where another publisher took over meanwhile: its version is left alone.
    """
    store.register.check(store.lock.confirm)
    try:
        settle_new(file, store.files.version_file(version.number))
    except FileExistsError as error:
        raise StoreBusy(f"another publisher has just made version {version.number}; nothing was changed, run it again") from error
    store.register.commit(version, changed, store.lock.confirm)
    store.files.point_to(version.number)


@contextmanager
def reported(store: Store) -> Iterator[None]:
    """Turn what DuckDB says about a file into an error of ours."""
    try:
        yield
    except duckdb.IOException as error:
        raise StoreDamaged(f"{store.files.versions}: {error}. `rebuild` makes a damaged version anew from the raw files") from error
    except duckdb.Error as error:
        raise StorageError(str(error)) from error


class _Making:
    """A version in the making: what changes is written anew, everything else is as it stands in the version attached."""

    def __init__(self, store: Store, workspace: Workspace, changing: Collection[str]):
        self._store, self._workspace = store, workspace
        self.number, self.created_at = store.next_number(), now()
        self._standing = standing(workspace, "published", store.layouts()) if workspace.published is not None else {}
        self.draft = Draft(workspace, store.catalogue, like=self._worth_copying(changing))

    def add(self, table: str, batch: Batch) -> tuple[compare.Changes, int]:
        """Fold a staged table into the facts; returns what changed, and of how many observations the batch speaks."""
        if not self._store.files.raw_file(batch.manifest.sha256).exists():
            raise StorageError(f"the raw file of {batch.manifest.file or batch.id} has not been kept; `keep_raw` comes before publishing")
        layout = self._store.layout(batch.dataset)
        said = events(self._workspace, layout, table, batch=batch.id, order=batch.order, example=batch.manifest.example)
        before = self.draft.facts(layout, self._standing)
        folded = fold(self._workspace, layout, said, before)
        after, changes = self.draft.prepare(layout, folded.select), compare.Changes(folded.added, 0, 0)
        if folded.contended:
            met = (contended(layout, select) for select in (before or layout.empty(), after))
            more = compare.changes(self._workspace, layout, *met)
            changes = more._replace(added=folded.added + more.added)
        self.draft.adopt(layout)
        return changes, folded.touched

    def replace(self, layout: Layout, select: str) -> compare.Changes:
        """Put other facts in the place of those of a dataset; returns what changed."""
        before, after = self.draft.facts(layout, self._standing), self.draft.prepare(layout, select)
        changes = compare.changes(self._workspace, layout, before or layout.empty(), after)
        self.draft.adopt(layout)
        return changes

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
def _tidied(workspace: Workspace) -> Iterator[None]:
    """Leave the caller's workspace with the tables that it had."""
    kept = set(workspace.relations())
    try:
        yield
    finally:
        workspace.execute("USE scratch")
        workspace.execute("DETACH DATABASE IF EXISTS draft")
        workspace.keep_only(kept)
