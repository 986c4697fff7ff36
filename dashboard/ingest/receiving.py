"""Batches that are sent: judged when they come, published when somebody says so, in separate steps that each can be repeated."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace

from ..domain.rights import PUBLISHER, Scope, at_least
from ..errors import StorageError, StoreDamaged
from ..storage import Batch, Manifest, Prepared, Published, Store, Workspace
from ..storage.model import CHECKED, DISCARDED, PUBLISHED, RECEIVED, REJECTED
from .checking import Checked, Progress, check, silent
from .choices import Choices
from .comparing import Comparison, compare_raw, compare_withdrawal
from .guards import MEGABYTE
from .manifest import About
from .publishing import put_aside, staging
from .recognition import OWN, Profile, Recognition, recognise
from .scan import Scan, scan

EVERYTHING = Scope()
LIST = "list"  # in what is kept of a profile: the headers of a list of people, with what they head


@dataclass
class Working:
    """A workspace in which a batch is judged and then prepared: what was read of its file for the one need not be read for the other."""

    workspace: Workspace
    scan: Scan | None = None


@dataclass(frozen=True)
class Judged:
    """What judging a batch led to: its status, and the published batch that was made of the same bytes, if there is one."""

    status: str
    twin: str | None = None


def about_of(manifest: Manifest) -> About:
    """What the sender said about a batch, as it stands in its manifest."""
    chosen = Choices.from_dict(manifest.reading)
    said = {one.name for one in fields(About)} - {one.name for one in fields(Choices)}
    return About(**chosen.__dict__, **{name: getattr(manifest, name) for name in said})


def judge(
    id: str,
    store: Store,
    *,
    confirmed: bool = False,
    scope: Scope = EVERYTHING,
    progress: Progress = silent,
    working: Working | None = None,
) -> Judged:
    """Check a batch that has arrived; its report is kept, and its bytes unless there are personal data in them.

    A file of which it is not certain how it is to be read waits as it is, unless whoever sends it has `confirmed` that. Nothing happens to
    a batch that is no longer to be judged. `working` is where it is prepared next.
    Raises StoreDamaged where its bytes are gone.
    """
    batch = store.batch(id)
    if batch.status not in (RECEIVED, CHECKED, REJECTED):
        return Judged(batch.status)
    path = store.bytes_of(batch)
    if path is None and batch.status == REJECTED:  # and its bytes were not kept: there may be personal data in them
        return Judged(REJECTED)
    if path is None:
        raise StoreDamaged(f"the file of batch {id} is gone; send it again")
    file = scan(path, store.settings.upload_mb * MEGABYTE)
    if working:
        working.scan = file
    if file.sha256 and (twin := store.known(file.sha256)):
        store.alter(replace(batch, status=DISCARDED, manifest=replace(batch.manifest, sha256=file.sha256)), batch.status)
        store.files.drop_upload(id)
        return Judged(DISCARDED, twin)
    about = about_of(batch.manifest)
    store.forget_comparison(id)  # it may be of the same bytes, read another way
    with _workspace(store, working) as workspace:
        profiles = [*_as_replaced(store, batch), *saved_profiles(store, batch.manifest.sender)]
        recognition = recognise(file, batch.manifest.file, workspace, store.catalogue, about.choices, profiles)
        store.keep_recognition(id, json.dumps(recognition.as_dict(), ensure_ascii=False))
        if _to_be_confirmed(recognition) and not confirmed:
            store.alter(replace(batch, status=RECEIVED, base=None), RECEIVED, CHECKED, REJECTED)
            return Judged(RECEIVED)
        if recognition.mapping:
            about = about.but(mapping=recognition.mapping, dataset=recognition.dataset)
            batch = replace(batch, manifest=replace(batch.manifest, reading=about.choices.as_dict()))
        checked = check(file, workspace, store.catalogue, store.settings, about.choices, about.source, progress=progress, scope=scope)
        report = replace(checked.report, file=batch.manifest.file)
        if _which_sheet(checked):
            store.alter(replace(batch, status=RECEIVED, base=None), RECEIVED, CHECKED, REJECTED)
            return Judged(RECEIVED)
        manifest = replace(
            batch.manifest,
            sha256="" if checked.personal else file.sha256,
            dataset=report.dataset or "",
            records=report.records,
            left_out=report.records_left_out,
            errors=report.errors,
            warnings=report.warnings,
            reading=checked.choices.as_dict(),
        )
        status = REJECTED if report.errors or checked.batch is None else CHECKED
        judged = replace(batch, manifest=manifest, status=status, base=workspace.published)
        store.keep_report(id, report.as_json())
    store.settle(judged, RECEIVED, CHECKED, REJECTED)
    # Only now: where the power goes before, the check is done again and must find the bytes.
    if file.sha256 or checked.personal:
        store.files.drop_upload(id)
    return Judged(status)


def prepare(id: str, store: Store, working: Working | None = None) -> Comparison | None:
    """Find out what publishing a checked batch would change, or withdrawing a published one, and keep the version that would come of it.

    None for a batch of which neither can be done. `working` is where it was judged just before.
    """
    batch = store.batch(id)
    if batch.status == PUBLISHED:
        return compare_withdrawal(store, id, store.files.prepared_file(id))
    if batch.status != CHECKED:
        return None
    with _workspace(store, working) as workspace:
        scan, to = working.scan if working else None, store.files.prepared_file(id)
        return compare_raw(store, workspace, batch.manifest, batch=id, replaces=batch.replaces, to=to, scanned=scan)


@contextmanager
def _workspace(store: Store, working: Working | None) -> Iterator[Workspace]:
    """A workspace with the current version attached: the one that is given, which is left without a table, or one of its own."""
    if working is None:
        with Workspace(store.settings) as own:
            yield own
        return
    working.workspace.catch_up()
    try:
        yield working.workspace
    finally:
        working.workspace.keep_only(())


def _publish_ahead(batch: Batch, store: Store, workspace: Workspace, note: str) -> Published | None:
    """Publish by the version that `prepare` made, where it follows the newest."""
    kept, file = store.comparison(batch.id), store.files.prepared_file(batch.id)
    if kept is None or not file.is_file():
        return None
    found = Comparison.from_json(kept)
    counts = (found.added, found.changed, found.removed, found.unchanged)
    return store.publish_prepared(workspace, batch.manifest, batch.id, Prepared(file, found.against, counts, found.touched), note)


def _as_replaced(store: Store, batch: Batch) -> list[Profile]:
    """The way in which the batch was read that this one is to replace, as a profile without a name; none where nothing was mapped."""
    mapping = store.batch(batch.replaces).reading.get("mapping") if batch.replaces else None
    kept = store.recognition(batch.replaces) if batch.replaces and mapping else None
    if not (mapping and kept):
        return []
    read = Recognition.from_dict(json.loads(kept))
    return [Profile.from_mapping("", mapping, [column.header for column in read.columns], read.dataset)]


def saved_profiles(store: Store, sender: str) -> list[Profile]:
    """The ways to read files that a sender's files may be read by: the sender's own, and those of accounts that may publish.

    Those for lists of people are not among them: they are chosen where a list is counted.
    """
    owners = publishers(store) | {sender}
    return [
        Profile.from_dict(kept["content"]) for kept in store.profiles.all() if kept["account"] in owners and not kept["content"].get(LIST)
    ]


def publishers(store: Store) -> set[str]:
    """The accounts that may publish: by the ways to read files that they have saved the files of everybody are read."""
    return {row["name"] for row in store.accounts.accounts() if at_least(row["role"], PUBLISHER)}


def _to_be_confirmed(recognition: Recognition) -> bool:
    """Whether somebody has to say how a file is to be read; what cannot be read at all, or must not be kept, is left to the check."""
    private = recognition.private or any(column.personal for column in recognition.columns)
    if not recognition.columns or recognition.how == OWN or private:
        return False
    return not recognition.ready


def _which_sheet(checked: Checked) -> bool:
    """Whether nothing is wrong with a workbook but that nobody has said which of its sheets is meant: that is a question."""
    return checked.report.errors == 1 and "sheet_not_chosen" in checked.report.counts and not checked.personal


def publish_checked(id: str, store: Store, note: str = "", *, scope: Scope = EVERYTHING, progress: Progress = silent) -> Published | None:
    """Publish a batch that was checked; where another version has come meanwhile it is checked again: None says that it has errors now.

    A batch that is published already is left as it is; `note` is kept with the version.
    Raises StorageError where it is no longer to be published.
    """
    with store.exclusive(), Workspace(store.settings) as workspace:
        batch = store.batch(id)
        if batch.status == PUBLISHED:
            return Published(id, batch.version or 0, 0, 0, 0, batch.touched)
        if batch.status != CHECKED:
            raise StorageError(f"batch {id} is {batch.status}, not checked")
        # Of whoever may not send everything, it is asked again whether this may be sent: that may have changed.
        as_checked = scope.whole and batch.base == workspace.published
        if as_checked and (done := _publish_ahead(batch, store, workspace, note)):
            return done
        if as_checked:
            table = staging(store.catalogue)(workspace, batch, store.files.raw_file(batch.manifest.sha256))
        else:
            about, file = about_of(batch.manifest), scan(store.files.raw_file(batch.manifest.sha256), store.settings.upload_mb * MEGABYTE)
            checked = check(file, workspace, store.catalogue, store.settings, about.choices, about.source, progress=progress, scope=scope)
            store.keep_report(id, replace(checked.report, file=batch.manifest.file).as_json())
            if checked.report.errors or checked.batch is None:
                store.alter(replace(batch, status=REJECTED, base=workspace.published), CHECKED)
                return None
            table = checked.batch.clear()
        if batch.replaces:
            table = put_aside(workspace, table)
        done = store.publish(workspace, table, batch.manifest, id, replaces=batch.replaces, stage=staging(store.catalogue), note=note)
        if done.batch != id:  # somebody else sent the same bytes, and they were published meanwhile
            store.alter(replace(batch, status=DISCARDED), CHECKED)
        return done
