"""The proof that a version is the fold of its batches: everything is read from the raw files again and compared with what is current."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from ..errors import NoVersion, StoreDamaged
from . import compare, inspecting
from .draft import BATCH_COLUMNS, Draft, fingerprints, standing
from .files import hash_file
from .layout import Layout
from .model import Batch, Difference, Rebuilt, Stage, VersionRecord
from .publishing import commit, fold_from_raw, reported
from .register import now
from .workspace import Workspace, quote

if TYPE_CHECKING:
    from .store import Store

LISTED = 50


def rebuild(store: Store, stage: Stage, accept: bool) -> Rebuilt:
    """Fold all published batches into a fresh file and compare.

    It becomes the current version where that is lost or outdated, or if `accept`.
    """
    newest = store.register.newest()
    if newest is None and not store.files.current_number():
        raise NoVersion("nothing has been published yet")
    intact = _intact(store, newest)
    if newest is None and intact is None:
        store.require_newest()
    batches, number, created_at = store.batches("published"), store.next_number(), now()
    spoilt: list[Difference] = []
    with Workspace(store.settings, attach=False) as workspace, reported(store):
        draft = Draft(workspace, store.catalogue)
        for layout in store.layouts():
            draft.write(layout, fold_from_raw(workspace, layout, batches, stage, lambda batch: _raw(store, batch, spoilt)))
        made = draft.describe(number, created_at, store.layouts(), batches)
        checksum = compare.checksum(made)
        workspace.follow(intact)
        total, differences = _compare(store, workspace, made, newest, checksum)
        outdated = intact is not None and not _up_to_date(workspace, store.layouts())
        draft.close()
        total, differences = total + len(spoilt), [*spoilt, *differences]
        remade = intact is None or (accept if total else outdated)
        if remade:
            parent = newest.number if newest else None
            commit(store, draft.file, VersionRecord(number, created_at, "rebuild", None, parent, checksum, 0, 0, 0, 0), [])
    return Rebuilt(number if remade else intact, checksum, not total, differences[:LISTED], total, remade)


def _intact(store: Store, newest: VersionRecord | None) -> int | None:
    """The number of the current version if every row of it can be read. Asked in a workspace of its own, which a damaged file may spoil."""
    try:
        current = store.files.read_current()
        if newest is not None and current != newest.number:
            return None
        with Workspace(store.settings) as workspace:
            fingerprints(workspace, "published", store.layouts())
            inspecting.description(workspace)
        return current
    except (duckdb.Error, StoreDamaged):
        return None


def _raw(store: Store, batch: Batch, spoilt: list[Difference]) -> Path:
    """The raw file of a batch; one that is not what was sent is noted and read all the same, so that what differs is named."""
    file = store.files.raw_file(batch.manifest.sha256)
    if not file.exists():
        raise StoreDamaged(f"{file}: is missing; it is the raw file of batch {batch.id}. Bring it back from a backup")
    if (found := hash_file(file)) != batch.manifest.sha256:
        spoilt.append(Difference("raw", {"batch": batch.id}, "sha256", batch.manifest.sha256, found))
    return file


def _compare(
    store: Store, workspace: Workspace, made: dict[str, str], newest: VersionRecord | None, checksum: str
) -> tuple[int, list[Difference]]:
    """How many observations and batches differ between the current version and the draft, and the first of them."""
    if workspace.published is None:
        # Its file is lost, so that there is nothing left to compare with but its checksum.
        if newest is None or newest.checksum == checksum:
            return 0, []
        return 1, [Difference("", {"version": newest.number}, "checksum", newest.checksum, checksum)]
    layouts = store.layouts()
    current, facts = fingerprints(workspace, "published", layouts), standing(workspace, "published", layouts)
    total, found = (0, []) if current["batch"] == made["batch"] else _batches_that_differ(workspace)
    found += (beside := inspecting.differences(workspace, layouts, newest))
    total += len(beside)
    for layout in layouts:
        id = layout.dataset.id
        if current[id] != made[id]:
            if id not in facts:
                rows = workspace.execute(f"SELECT count(*) FROM draft.{quote(id)}")[0][0]
                total, found = total + rows, [*found, Difference(id, {"table": id}, "rows", None, rows)]
                continue
            after = f"SELECT * FROM draft.{quote(id)}"
            more, cells = compare.differences(workspace, layout, facts.get(id) or layout.empty(), after, max(0, LISTED - len(found)))
            total, found = total + more, [*found, *cells]
    return total, found


def _batches_that_differ(workspace: Workspace) -> tuple[int, list[Difference]]:
    sides = []
    for database in ("published", "draft"):
        rows = workspace.execute(f"SELECT {', '.join(BATCH_COLUMNS)} FROM {database}.batch")
        sides.append({row[0]: dict(zip(BATCH_COLUMNS, row, strict=True)) for row in rows})
    before, after = sides
    odd = sorted(id for id in before.keys() | after.keys() if before.get(id) != after.get(id))
    found = []
    for id in odd:
        columns = BATCH_COLUMNS if id in before and id in after else ("id",)
        values = ((name, before.get(id, {}).get(name), after.get(id, {}).get(name)) for name in columns)
        found += [Difference("batch", {"batch": id}, name, was, is_now) for name, was, is_now in values if was != is_now]
    return len(odd), found


def _up_to_date(workspace: Workspace, layouts: list[Layout]) -> bool:
    """Whether the tables of the attached version have the columns that the datasets have today."""
    there = workspace.tables("published")
    return all(layout.dataset.id in there and _as_today(workspace, layout) for layout in layouts)


def _as_today(workspace: Workspace, layout: Layout) -> bool:
    return list(workspace.columns(layout.dataset.id, "published").items()) == list(layout.types.items())
