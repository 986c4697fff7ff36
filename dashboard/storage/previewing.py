"""What publishing or withdrawing a batch would change, told before: the same fold over the same facts, without lock and without commit."""

from __future__ import annotations

import shutil
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..catalogue import Dataset
from ..errors import StorageError, StoreBusy
from .changes import Changes, Sides
from .draft import standing
from .fold import contended, uncontended
from .layout import Layout
from .model import Batch, Preview, Stage, VersionRecord
from .publishing import Making, replaceable, reported, tidied, withdrawable
from .workspace import Workspace, literal

if TYPE_CHECKING:
    from .store import Store

LISTED = 200
LISTED_CODES = 500
SETTLES_WITHIN = 5.0  # seconds: a publisher needs two fsyncs between the register and CURRENT


@dataclass(frozen=True)
class Wishes:
    """What is asked of a preview: which batch to leave out, what reads raw files then, where to put the version file, how much to list."""

    replaces: str | None
    stage: Stage | None
    to: Path | None
    limit: int


def preview(store: Store, workspace: Workspace, table: str, batch: Batch, wishes: Wishes) -> Preview:
    """Fold a staged table over the version that is current now and compare; the draft is moved to `wishes.to` or dropped."""
    newest, published = settled(store)
    workspace.follow(newest.number if newest else None)
    old = replaceable(store, wishes.replaces, published, batch) if wishes.replaces else None
    if old is None and batch.manifest.sha256 in {other.manifest.sha256 for other in published}:
        number = newest.number if newest else 0
        return Preview(batch.id, batch.dataset, number, number, None, 0, 0, 0, batch.manifest.records)
    datasets = [batch.dataset, *({old.dataset} - {batch.dataset} if old else ())]
    with reported(store), tidied(workspace):
        making = Making(store, workspace, datasets if wishes.to else None)
        place = max((other.order or 0 for other in published), default=0) + 1
        batch = replace(batch, order=place, version=making.number, published_at=making.created_at)
        remaining = [other for other in published if other is not old and other.id != wishes.replaces]
        if old is not None and newest is not None and wishes.stage is not None:
            making.leave_out(old, remaining, newest, wishes.stage)
            counts, touched = making.put_in_place(table, batch, old)
        else:
            changes, touched = making.add(table, batch)
            counts = (*changes, touched - sum(changes))
        against = newest.number if newest else None
        found = Preview(batch.id, batch.dataset, making.number, against, wishes.replaces, *counts, touched=touched)
        for dataset in datasets:
            sides = _sides(making, store.layout(dataset), batch, old is not None)
            found = _with_changes(store, workspace, found, sides, wishes.limit)
        if wishes.to:
            making.finish([*remaining, batch])
            shutil.move(making.draft.file, wishes.to)
    making.draft.file.unlink(missing_ok=True)
    return replace(found, file=wishes.to)


def preview_withdrawal(store: Store, id: str, stage: Stage, to: Path, limit: int = LISTED) -> Preview:
    """Fold the published batches without one of them and compare with the version that is current now; the draft is moved to `to`.

    Raises BatchNotFound where it is not published.
    """
    newest, published = settled(store)
    batch = withdrawable(store, id)
    if newest is None:
        raise StorageError(f"{id} cannot be withdrawn: nothing is published")
    remaining = [other for other in published if other.id != id]
    with Workspace(store.settings) as workspace, reported(store), tidied(workspace):
        workspace.follow(newest.number)
        making, layout = Making(store, workspace, {batch.dataset}), store.layout(batch.dataset)
        counts = making.take_out(batch, remaining, newest, stage)
        found = Preview(id, batch.dataset, making.number, newest.number, None, *counts, touched=batch.touched, withdraws=True, file=to)
        found = _with_changes(store, workspace, found, replace(_sides(making, layout, batch, True), folded=False), limit)
        making.finish(remaining)
        shutil.move(making.draft.file, to)
    return found


def look_back(store: Store, version: VersionRecord, batch: Batch, limit: int = LISTED) -> Preview:
    """What a version has changed that a batch came with, told afterwards from both versions, as long as their files are there.

    Raises StoreDamaged where one of them cannot be read.
    """
    counts = (version.added, version.changed, version.removed, version.unchanged)
    found = Preview(batch.id, batch.dataset, version.number, version.parent, batch.replaces, *counts, touched=batch.touched)
    datasets = dict.fromkeys([batch.dataset, *([store.batch(batch.replaces).dataset] if batch.replaces else [])])
    with Workspace(store.settings, attach=False) as workspace, reported(store), tidied(workspace):
        workspace.follow(version.number)
        if version.parent is not None:
            workspace.execute(f"ATTACH {literal(str(store.files.version_file(version.parent)))} AS before (READ_ONLY)")
        for layout in (store.layout(id) for id in datasets):
            before, after = (
                standing(workspace, database, [layout]).get(layout.dataset.id) or layout.empty() if there else layout.empty()
                for database, there in (("before", version.parent is not None), ("published", True))
            )
            found = _with_changes(store, workspace, found, Sides(layout, before, after, (before, after), folded=False), limit)
    return found


def settled(store: Store) -> tuple[VersionRecord | None, list[Batch]]:
    """The newest version and the batches in it, read without the lock: read again where a publisher is changing them just then.

    Raises StoreDamaged where register and CURRENT do not come to agree.
    """
    until = time.monotonic() + SETTLES_WITHIN
    while True:
        newest, batches = store.register.newest(), store.batches("published")
        if store.files.current_number() == (newest.number if newest else 0) and newest == store.register.newest():
            return newest, batches
        if time.monotonic() >= until:
            store.require_newest()
        # Of a publisher that died just there, whoever takes the lock next finishes the work.
        with suppress(StoreBusy), store.exclusive(wait=0):
            pass
        time.sleep(0.02)


def _sides(making: Making, layout: Layout, batch: Batch, whole: bool) -> Sides:
    """Where a batch is added, only keys that the fold met or met again may differ; where one is left out, all of its dataset."""
    before, after = making.before(layout), making.after(layout)
    if whole:
        return Sides(layout, before, after, (before, after), folded=layout.dataset.id == batch.dataset)
    alone = f"SELECT * FROM ({uncontended(layout, after)}) WHERE BATCH = {literal(batch.id)}"
    return Sides(layout, before, after, (contended(layout, before), contended(layout, after)), alone)


def _with_changes(store: Store, workspace: Workspace, found: Preview, sides: Sides, limit: int) -> Preview:
    units = {indicator.id: indicator.unit for indicator in store.catalogue.indicators.values()}
    changes, dataset = Changes(workspace, sides, found.batch, units), sides.layout.dataset
    by_first, firsts = changes.tallies(dataset.dimensions[0].id, LISTED_CODES)
    area = _area(dataset)
    by_area, areas = changes.tallies(area, LISTED_CODES) if area else ((), 0)
    return replace(
        found,
        changes=(*found.changes, *changes.listed(limit)),
        cells=found.cells + changes.cells,
        by_first=(*found.by_first, *by_first),
        firsts=found.firsts + firsts,
        by_area=(*found.by_area, *by_area),
        areas=found.areas + areas,
        beside=found.beside + changes.beside(),
    )


def _area(dataset: Dataset) -> str | None:
    """The first dimension that is an area."""
    return next((column.id for column in dataset.dimensions if column.codelist == "AREA"), None)
