"""From a file to a published version: validate, publish, the bundled batches, and staging a raw file again for the store."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from errno import EISDIR
from pathlib import Path

from ..catalogue import DATA, Catalogue
from ..config import Settings
from ..domain.rights import Scope
from ..errors import StorageError, StoreDamaged
from ..storage import Batch as Registered
from ..storage import Manifest, Published, RawFile, Rebuilt, Store, Workspace
from ..storage.model import Stage
from .batch import STAGED, Batch
from .checking import Checked, check
from .choices import Choices
from .findings import Collector, Report
from .guards import MEGABYTE
from .header import read_layout
from .manifest import MANIFEST, About, read_manifest
from .mapping import FileMapping
from .reading import stage_records
from .scan import Scan, scan
from .suppression import suppress
from .unpacking import unpack

BUNDLED = DATA / "batches"
ASIDE = "batch_aside"  # a staged batch while others are staged beside it
UNLIMITED = 1 << 60  # for a file that was accepted once: how much may be sent, or come out of it, may have been lowered since
BUNDLED_BY = "bundled:"  # as sender of a batch, before the name of its folder


@dataclass(frozen=True)
class Outcome:
    """What became of a file: `published` where it has no errors, `report` unless the same bytes were published before."""

    report: Report | None
    published: Published | None


def validate(
    path: Path,
    settings: Settings,
    catalogue: Catalogue,
    choices: Choices = Choices(),  # noqa: B008 (frozen)
    scope: Scope = Scope(),  # noqa: B008 (frozen)
) -> Report:
    """Check a file against everything but storing it; what it refers to is looked up in the current version, where there is one.

    `scope` is what the sender may send. Raises OSError where the file cannot be read, SettingsError where there is no such dataset.
    """
    file = _scan(path, settings)
    if (settings.data / "CURRENT").is_file():
        with Workspace(settings) as workspace:
            return check(file, workspace, catalogue, settings, choices, scope=scope).report
    with tempfile.TemporaryDirectory(prefix="dashboard-") as folder, Workspace(replace(settings, data=Path(folder))) as workspace:
        return check(file, workspace, catalogue, settings, choices, scope=scope).report


def publish(
    path: Path,
    store: Store,
    about: About | None = None,
    replaces: str | None = None,
    scope: Scope = Scope(),  # noqa: B008 (frozen)
    note: str = "",
) -> Outcome:
    """Check a file and, where it has no errors, publish it as a batch; `replaces` is a published batch that is withdrawn in the same step.

    `scope` is what the sender may send, `note` what is said of the new version. With errors nothing is stored but the raw file and its
    report; of a file with personal data, or too large to be read, not even that.
    Raises OSError, SettingsError as `validate`, StorageError, and BatchNotFound where `replaces` is not published.
    """
    about = about or About()
    before = _stamp(path)
    file = _scan(path, store.settings)
    if replaces is None and (known := _known(file, store)):
        return Outcome(None, known)
    with store.exclusive(), Workspace(store.settings) as workspace:
        if replaces is None and (known := _known(file, store)):
            return Outcome(None, known)
        with store.copying_raw(file.path) as keep:
            checked = check(file, workspace, store.catalogue, store.settings, about.choices, about.source, scope=scope)
            manifest = _manifest(file, checked, about)
            if checked.report.errors or checked.batch is None:
                _reject(file, checked, manifest, keep, store)
                return Outcome(checked.report, None)
            _same(file, keep())
            if _stamp(path) != before:
                raise StorageError(f"{path} was changed while it was read; send it again")
        table = checked.batch.clear() if replaces is None else checked.batch.put_aside(ASIDE)
        report = checked.report.as_json()
        done = store.publish(workspace, table, manifest, replaces=replaces, stage=staging(store.catalogue), note=note, report=report)
        return Outcome(checked.report, done)


def publish_bundled(store: Store, folder: Path = BUNDLED) -> list[Outcome]:
    """Publish the batches that come with the product and were never published here, in order of their folders, as one version.

    Where an update brings other bytes in a folder, what that folder held before is withdrawn. A batch that somebody has withdrawn stays
    withdrawn, and so does what an update makes of it. Raises CatalogueError where a manifest is wrong, StorageError.
    """
    held = _bundled(store)
    seen = {batch.manifest.sha256 for batch in store.batches() if batch.status in ("published", "withdrawn")}
    waiting: list[tuple[Scan, About, str]] = []
    for manifest in sorted(folder.glob(f"*/{MANIFEST}")):
        about, name = read_manifest(manifest)
        file = _scan(manifest.parent / name, store.settings)
        before = held.get(manifest.parent.name)
        if file.sha256 not in seen and not (before and before[-1].status == "withdrawn"):
            waiting.append((file, about, BUNDLED_BY + manifest.parent.name))
    outcomes = _publish_together(waiting, store) if waiting else []
    for batches in _bundled(store).values():
        for replaced in batches[:-1]:
            if replaced.status == "published":
                withdraw(replaced.id, store)
    return outcomes


def _bundled(store: Store) -> dict[str, list[Registered]]:
    """The bundled batches that were ever published here, by their folders, each in order of arrival."""
    found: dict[str, list[Registered]] = {}
    for batch in store.batches():
        if batch.status in ("published", "withdrawn") and batch.manifest.sender.startswith(BUNDLED_BY):
            found.setdefault(batch.manifest.sender.removeprefix(BUNDLED_BY), []).append(batch)
    return found


def withdraw(batch: str, store: Store, note: str = "") -> Published:
    """Take a published batch out again. Raises BatchNotFound, StorageError."""
    return store.withdraw(batch, staging(store.catalogue), note)


def rebuild(store: Store, *, accept: bool = False) -> Rebuilt:
    """Fold all published batches from their raw files again and compare. Raises StorageError."""
    return store.rebuild(staging(store.catalogue), accept=accept)


def staging(catalogue: Catalogue, scanned: Scan | None = None) -> Stage:
    """What reads the raw file of a published batch again, for the store: it gives the name of the table that holds its records.

    `scanned` is of bytes that were looked at before; a raw file with the same SHA-256 is not looked at again.
    """

    def stage(workspace: Workspace, registered: Registered, path: Path) -> str:
        choices = replace(Choices.from_dict(registered.reading), dataset=registered.dataset)
        known = scanned and scanned.sha256 and scanned.sha256 == registered.manifest.sha256
        sent = replace(scanned, path=path) if scanned and known else scan(path, UNLIMITED)
        file = unpack(sent, choices, workspace.folder, Collector(0)) or sent
        mapping = FileMapping.from_dict(choices.mapping)
        layout = read_layout(file, catalogue.datasets, choices.dataset, mapping)
        if layout.dataset is None or layout.broken:
            raise StoreDamaged(f"{path}: is no longer a file of the dataset {registered.dataset}; it was sent as batch {registered.id}")
        batch = Batch(workspace, catalogue, layout, layout.dataset, registered.manifest.source, mapping=mapping)
        if not stage_records(file, batch).count:
            raise StoreDamaged(f"{path}: no longer holds any record that can be read; it was sent as batch {registered.id}")
        batch.make_cells()
        batch.make_staged()
        suppress(batch)
        return STAGED

    return stage


def put_aside(workspace: Workspace, table: str) -> str:
    """Keep a staged table by itself, and nothing that it was made of, so that others can be staged beside it; returns its name."""
    workspace.execute(f"CREATE TABLE {ASIDE} AS SELECT * FROM {table}")
    workspace.keep_only({ASIDE})
    return ASIDE


def _scan(path: Path, settings: Settings) -> Scan:
    if path.exists() and not path.is_file():
        raise IsADirectoryError(EISDIR, "not a regular file", str(path))
    return scan(path, settings.upload_mb * MEGABYTE)


def _known(file: Scan, store: Store) -> Published | None:
    """What publishing the same bytes again does: nothing, unless the raw file was lost or spoilt, which they repair."""
    batch = store.known(file.sha256) if file.sha256 else None
    if not batch:
        return None
    store.repair_raw(file.path, file.sha256)
    return Published(batch, store.newest().number, 0, 0, 0, store.batch(batch).manifest.records)


def _reject(file: Scan, checked: Checked, manifest: Manifest, keep: Callable[[], RawFile], store: Store) -> None:
    if checked.personal or not file.sha256:
        return
    _same(file, keep())
    store.keep_report(store.reject(manifest), checked.report.as_json())


def _stamp(path: Path) -> tuple[int, int, int]:
    """What tells whether a file is still what it was: its bytes are read several times, by the checks and by the copy."""
    found = path.stat()
    return found.st_ino, found.st_size, found.st_mtime_ns


def _same(file: Scan, kept: RawFile) -> None:
    if kept.sha256 != file.sha256:
        raise StorageError(f"{file.path} was changed while it was read; send it again")


def _manifest(file: Scan, checked: Checked, about: About, sender: str = "") -> Manifest:
    report = checked.report
    chosen = {field.name for field in fields(Choices)}
    said = {field.name: getattr(about, field.name) for field in fields(about) if field.name not in chosen}
    return Manifest(
        **said,
        dataset=report.dataset or "",
        sha256=file.sha256,
        size=file.size,
        file=file.path.name,
        records=report.records,
        left_out=report.records_left_out,
        sender=sender,
        errors=report.errors,
        warnings=report.warnings,
        reading=checked.choices.as_dict(),
    )


def _publish_together(waiting: list[tuple[Scan, About, str]], store: Store) -> list[Outcome]:
    """Check and stage the files one after the other in one workspace, then publish those without errors."""
    outcomes: list[Outcome] = []
    staged: list[tuple[str, Manifest, Report]] = []
    with store.exclusive(), Workspace(store.settings) as workspace:
        beside: dict[str, list[str]] = {}
        for file, about, sender in waiting:
            checked = check(file, workspace, store.catalogue, store.settings, about.choices, about.source, beside)
            manifest = _manifest(file, checked, about, sender)
            if checked.report.errors or checked.batch is None:
                with store.copying_raw(file.path) as keep:
                    _reject(file, checked, manifest, keep, store)
                outcomes.append(Outcome(checked.report, None))
                continue
            _same(file, store.keep_raw(file.path))
            table = checked.batch.put_aside(f"bundled_{len(staged)}")
            beside.setdefault(manifest.dataset, []).append(table)
            staged.append((table, manifest, checked.report))
        reported = [(table, manifest, report.as_json()) for table, manifest, report in staged]
        published = store.publish_all(workspace, reported) if staged else []
        outcomes += [Outcome(report, done) for done, (_, _, report) in zip(published, staged, strict=True)]
    return outcomes
