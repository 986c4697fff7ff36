"""Batches that are sent: judged when they come, published when somebody says so, in separate steps that each can be repeated."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace

from ..domain.rights import Scope
from ..errors import StorageError
from ..storage import Batch as Registered
from ..storage import Manifest, Published, Store, Workspace
from ..storage.model import CHECKED, DISCARDED, PUBLISHED, RECEIVED, REJECTED
from .checking import Checked, Progress, check, silent
from .choices import Choices
from .guards import MEGABYTE
from .manifest import About
from .publishing import staging
from .scan import scan

Look = Callable[[Workspace, Checked, Registered], None]
"""Called with a batch without errors while its records are still staged: to compare it with what is published."""


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


def judge(id: str, store: Store, *, scope: Scope = Scope(), progress: Progress = silent, look: Look | None = None) -> Judged:  # noqa: B008
    """Check a batch that has arrived; its report is kept, and its bytes unless there may be personal data in them.

    Nothing happens to a batch that is no longer to be judged. Raises StorageError where its bytes are gone.
    """
    batch = store.batch(id)
    if batch.status not in (RECEIVED, CHECKED, REJECTED):
        return Judged(batch.status)
    path = store.bytes_of(batch)
    if path is None:
        raise StorageError(f"the file of batch {id} is gone; send it again")
    file = scan(path, store.settings.upload_mb * MEGABYTE)
    if file.sha256 and (twin := store.known(file.sha256)):
        store.files.drop_upload(id)
        store.alter(replace(batch, status=DISCARDED, manifest=replace(batch.manifest, sha256=file.sha256)), batch.status)
        return Judged(DISCARDED, twin)
    about = about_of(batch.manifest)
    with Workspace(store.settings) as workspace:
        checked = check(file, workspace, store.catalogue, store.settings, about.choices, about.source, progress=progress)
        report = replace(checked.report, file=batch.manifest.file)
        manifest = replace(
            batch.manifest,
            sha256="" if checked.personal else file.sha256,
            dataset=report.dataset or "",
            records=report.records,
            errors=report.errors,
            warnings=report.warnings,
        )
        status = REJECTED if report.errors or checked.batch is None else CHECKED
        judged = replace(batch, manifest=manifest, status=status, base=workspace.published)
        store.keep_report(id, report.as_json())
        if status == CHECKED and look:
            look(workspace, checked, judged)
    if checked.personal:
        store.files.drop_upload(id)
    elif file.sha256:
        store.files.keep_upload(id, file.sha256)
    store.alter(judged, RECEIVED, CHECKED, REJECTED)
    return Judged(status)


def publish_checked(id: str, store: Store, *, scope: Scope = Scope(), progress: Progress = silent) -> Published | None:  # noqa: B008
    """Publish a batch that was checked; where another version has come meanwhile it is checked again, and None says that it has errors now.

    A batch that is published already is left as it is. Raises StorageError where it is no longer to be published.
    """
    with store.exclusive(), Workspace(store.settings) as workspace:
        batch = store.batch(id)
        if batch.status == PUBLISHED:
            return Published(id, batch.version or 0, 0, 0, 0, batch.touched)
        if batch.status != CHECKED:
            raise StorageError(f"batch {id} is {batch.status}, not checked")
        if batch.base == workspace.published:
            table = staging(store.catalogue)(workspace, batch, store.files.raw_file(batch.manifest.sha256))
        else:
            about, file = about_of(batch.manifest), scan(store.files.raw_file(batch.manifest.sha256), store.settings.upload_mb * MEGABYTE)
            checked = check(file, workspace, store.catalogue, store.settings, about.choices, about.source, progress=progress)
            store.keep_report(id, replace(checked.report, file=batch.manifest.file).as_json())
            if checked.report.errors or checked.batch is None:
                store.alter(replace(batch, status=REJECTED, base=workspace.published), CHECKED)
                return None
            table = checked.batch.clear()
        return store.publish(workspace, table, batch.manifest, id)
