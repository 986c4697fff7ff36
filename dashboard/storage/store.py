"""The store: publishes batches into immutable versions, withdraws them, and rebuilds everything from the raw files."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from ..catalogue import Catalogue
from ..config import Settings
from ..errors import StorageError, StoreBusy, StoreDamaged
from . import arrivals, previewing, publishing, rebuilding
from .accounts import AccountRegister
from .checklists import Checklists
from .earlier import History, earlier
from .files import Folder
from .jobs import Jobs, Profiles
from .layout import Layout
from .lock import WAIT_SECONDS, PublisherLock
from .model import CHECKED, RECEIVED, Act, Batch, Manifest, Prepared, Preview, Published, RawFile, Rebuilt, Stage, VersionRecord
from .readers import Readers
from .register import Register, new_batch, open_engine
from .version import Version
from .workspace import Workspace


class Store:
    """One data folder with its register; safe to share between threads. Cheap to make: the register is opened when first needed."""

    def __init__(self, settings: Settings, catalogue: Catalogue):
        self.settings, self.catalogue = settings, catalogue
        self.files = Folder(settings.data)
        self._readers = Readers(self.files, settings.examples)
        self._opening = threading.RLock()
        self._opened: tuple[Register, PublisherLock] | None = None

    def newest(self) -> Version:
        """The version that CURRENT names; costs one stat while it stays the same. Raises NoVersion where nothing is published."""
        return self._readers.newest()

    def version(self, number: int) -> Version:
        """A version by its number; raises NoVersion where it was never current or its file is gone."""
        return self._readers.version(number)

    def versions(self) -> list[VersionRecord]:
        """All versions ever made, newest first."""
        return self.register.versions()

    def earlier(self, dataset: str, key: Mapping[str, str], number: int) -> History:
        """What the facts whose key has these values were before, up to the version of a number, as far as version files are still there.

        Raises StorageError where there is no such dataset, or a column that is not of its key.
        """
        return earlier(self, dataset, key, number)

    def batches(self, status: str | None = None) -> list[Batch]:
        """All batches, or those of a status, in order of arrival; the published ones in order of publication."""
        return self.register.batches(status)

    def batch(self, id: str) -> Batch:
        """A batch by its id; raises BatchNotFound."""
        return self.register.batch(id)

    def batches_of(self, ids: Collection[str]) -> dict[str, Batch]:
        """Those batches of these ids that there are, by id."""
        return self.register.batches_of(ids)

    def known(self, sha256: str) -> str | None:
        """The id of the published batch that was made of these bytes, or None."""
        return self.register.known(sha256)

    def keep_raw(self, path: Path) -> RawFile:
        """Copy a file into the raw store under its SHA-256 and make sure that it is on disk; the same bytes are kept once."""
        return self.files.keep(path)

    def repair_raw(self, path: Path, sha256: str) -> None:
        """Put a raw file that was lost or spoilt back from a file with the same bytes; nothing happens where it is as it was sent."""
        self.files.repair(path, sha256)

    def copying_raw(self, path: Path) -> AbstractContextManager[Callable[[], RawFile]]:
        """`keep_raw` in two steps: the file is copied while the body runs, and kept where the body calls the function it is given."""
        return self.files.copying(path)

    def receive(self, path: Path, manifest: Manifest, replaces: str | None = None, check: Mapping[str, Any] | None = None) -> Batch:
        """Take over a file that has arrived in the folder `uploads`, as a batch that is not judged yet; the audit log says so.

        With `check`, the options of that job, its check is queued in the same step: no batch is ever there that nobody looks at.
        """
        return arrivals.receive(self, path, manifest, replaces, check)

    def sweep(self) -> None:
        """Remove what processes that are gone have left.

        That is scratch, files that stopped arriving, those that never became a batch or are in the raw store by now, and versions made
        ahead for batches that are no longer to be published.
        """
        arrivals.sweep(self)

    def alter(self, batch: Batch, *expected: str) -> bool:
        """Write what has become of a batch that is not published; returns whether its status was still one of those expected."""
        return self.register.alter(batch, expected)

    def settle(self, batch: Batch, *expected: str) -> bool:
        """As `alter` for a batch that was looked at; its bytes go where its SHA-256 says, and nowhere where it must not have one."""
        return arrivals.settle(self, batch, expected)

    def act(self, account: str, act: Act, batch: Batch, *expected: str) -> bool:
        """Do what an account asks for with a batch, in one step with its entry in the audit log; returns whether it was done.

        It is not done where the status of the batch is no longer one of those expected, or a job of it is open.
        """
        return arrivals.act(self, account, act, batch, expected)

    def discard(self, account: str, batch: Batch, *expected: str) -> bool:
        """Discard a batch, and remove its bytes unless another was made of the same; its report stays. Returns as `act`."""
        return arrivals.discard(self, account, batch, expected)

    def bytes_of(self, batch: Batch) -> Path | None:
        """The file of a batch as it was sent; None where it was not kept."""
        places = [self.files.upload_file(batch.id), *([self.files.raw_file(batch.manifest.sha256)] if batch.manifest.sha256 else [])]
        return next((place for place in places if place.is_file()), None)

    def reject(self, manifest: Manifest, batch: str | None = None) -> str:
        """Note that a batch has errors and is not published (`batch`: one received before); returns its id."""
        judged = self._as(manifest, batch, "rejected")
        self.register.note(judged)
        return judged.id

    def publish(
        self,
        workspace: Workspace,
        table: str,
        manifest: Manifest,
        batch: str | None = None,
        *,
        replaces: str | None = None,
        stage: Stage | None = None,
        note: str = "",
        report: str = "",
    ) -> Published:
        """Fold a staged table into a new version and make that current (`batch`: one received before; `note` is kept with the version).

        `report` (JSON text) is kept as that of the batch before the register names it.

        Bytes that are published already change nothing: all counts are then 0 but `unchanged`, which is the number of records.
        `replaces` is a published batch that is withdrawn in the same step: `stage` then reads the raw files of the others again where that
        is needed, and whatever it makes in the workspace must not have the name of `table` or of what that is made of. Counts of a
        replacement compare with the version before; `unchanged` are observations that the new batch speaks of.
        Afterwards the workspace has the new version attached. Raises StoreBusy, StoreDamaged, BatchNotFound where `replaces` is not
        published.
        """
        with self.exclusive():
            if replaces is not None:
                new = self._as(manifest, batch, "published")
                return publishing.replace_batch(self, workspace, table, new, replaces, _given(stage), note, report)
            return publishing.publish(self, workspace, [(table, self._as(manifest, batch, "published"), report)], note)[0]

    def publish_prepared(self, workspace: Workspace, manifest: Manifest, batch: str, ahead: Prepared, note: str = "") -> Published | None:
        """Publish a batch by the version that was made ahead for it (`preview` with `to`), which costs next to nothing.

        None where that version does not follow the newest or cannot be had: then nothing has happened, and `publish` is the way.
        """
        with self.exclusive():
            return publishing.publish_prepared(self, workspace, self._as(manifest, batch, "published"), ahead, note)

    def preview(
        self,
        workspace: Workspace,
        table: str,
        manifest: Manifest,
        batch: str | None = None,
        *,
        replaces: str | None = None,
        stage: Stage | None = None,
        to: Path | None = None,
        limit: int = previewing.LISTED,
    ) -> Preview:
        """What `publish` with the same arguments would change; nothing is published, kept or locked, and the raw file is not needed.

        `to` is where to put the version file that would come of it, for `open_preview`; by default there is none. `limit` is how many
        changes of each kind are listed. Afterwards the workspace has the version attached that was compared with.
        Raises StoreDamaged, BatchNotFound, StorageError as `publish`.
        """
        new = replace(new_batch(manifest, "published"), **({"id": batch} if batch else {}))
        return previewing.preview(self, workspace, table, new, previewing.Wishes(replaces, _given(stage) if replaces else None, to, limit))

    def preview_withdrawal(self, batch: str, stage: Stage, to: Path) -> Preview:
        """What `withdraw` would change; nothing is withdrawn, kept or locked. `to` is where to put the version file that would come of it.

        Raises BatchNotFound, StoreDamaged.
        """
        return previewing.preview_withdrawal(self, batch, stage, to)

    def look_back(self, batch: str) -> Preview | None:
        """What publishing a batch has changed, told from its version and the one before; None where the version is not of it alone.

        Raises BatchNotFound, StoreDamaged where one of these versions cannot be read.
        """
        published = self.batch(batch)
        version = next((version for version in self.versions() if (version.number, version.batch) == (published.version, batch)), None)
        return previewing.look_back(self, version, published) if version else None

    def open_preview(self, preview: Preview) -> Version:
        """The version that publishing would lead to, from the file of a preview; raises StorageError where it was made without one."""
        if preview.file is None:
            raise StorageError("this preview was made without a version file; name one with `to`")
        return Version(preview.file, preview.number, examples=self.settings.examples)

    def publish_all(self, workspace: Workspace, staged: Iterable[tuple[str, Manifest, str]]) -> list[Published]:
        """Fold several staged tables, each with manifest and report, one after the other into one new version; otherwise as `publish`."""
        with self.exclusive():
            new = [(table, new_batch(manifest, "published"), report) for table, manifest, report in staged]
            return publishing.publish(self, workspace, new)

    def withdraw(self, batch: str, stage: Stage, note: str = "") -> Published:
        """Take a published batch out again: the new version is the fold of those that remain.

        Raises BatchNotFound, StoreBusy, StoreDamaged.
        """
        with self.exclusive():
            return publishing.withdraw(self, batch, stage, note)

    def rebuild(self, stage: Stage, *, accept: bool = False) -> Rebuilt:
        """Fold all published batches from their raw files and compare with the current version.

        A missing or damaged version file, or one of an older structure, is replaced by a new version. Where the fold is not what the
        current version holds, it says what differs and leaves it so, unless `accept`: then the fold becomes the new version.
        Raises NoVersion where nothing was ever published, StoreBusy, StoreDamaged where a raw file is missing.
        """
        with self.exclusive():
            return rebuilding.rebuild(self, stage, accept)

    @contextmanager
    def exclusive(self, wait: float = WAIT_SECONDS) -> Iterator[None]:
        """Hold the publisher lock; may be nested. Raises StoreBusy where another publisher holds it for longer than `wait` seconds."""
        with self.lock.held(wait) as first:
            if first:
                self._recover()
            yield

    def keep_report(self, batch: str, text: str) -> Path:
        """Keep the report of a batch (JSON text) as `reports/<batch>.json`."""
        return self.files.write_note(batch, "", text)

    def report(self, batch: str) -> str | None:
        """The report of a batch as it was kept, or None."""
        return self.files.note(batch, "")

    def keep_comparison(self, batch: str, text: str) -> Path:
        """Keep what a batch would change (JSON text) as `reports/<batch>.compare.json`."""
        return self.files.write_note(batch, "compare", text)

    def comparison(self, batch: str) -> str | None:
        """What a batch would change, as it was kept, or None."""
        return self.files.note(batch, "compare")

    def keep_withdrawal(self, batch: str, text: str) -> Path:
        """Keep what withdrawing a batch would change (JSON text) as `reports/<batch>.withdraw.json`."""
        return self.files.write_note(batch, "withdraw", text)

    def withdrawal(self, batch: str) -> str | None:
        """What withdrawing a batch would change, as it was kept, or None."""
        return self.files.note(batch, "withdraw")

    def forget_comparison(self, batch: str) -> None:
        """Forget what a batch would change, and the version that was made ahead for it."""
        self.files.forget_prepared(batch)
        self.files.note_file(batch, "compare").unlink(missing_ok=True)

    def keep_recognition(self, batch: str, text: str) -> Path:
        """Keep what the file of a batch was recognised as (JSON text) as `reports/<batch>.reading.json`."""
        return self.files.write_note(batch, "reading", text)

    def recognition(self, batch: str) -> str | None:
        """What the file of a batch was recognised as, as it was kept, or None."""
        return self.files.note(batch, "reading")

    def close(self) -> None:
        """Let go of the register and of all versions that nobody else holds."""
        self._readers.close()
        with self._opening:
            if self._opened is not None:
                self._opened[0].engine.dispose()
                self._opened = None

    @property
    def register(self) -> Register:
        """The register, opened and brought up to date when it is first needed."""
        return self._open()[0]

    @cached_property
    def accounts(self) -> AccountRegister:
        """Who may log in and do what, and the log of changes."""
        return AccountRegister(self.register.engine)

    @cached_property
    def jobs(self) -> Jobs:
        """The queue of work that is done beside the pages."""
        return Jobs(self.register.engine)

    @cached_property
    def profiles(self) -> Profiles:
        """The ways to read files that were saved under a name."""
        return Profiles(self.register.engine, self.accounts)

    @cached_property
    def checklists(self) -> Checklists:
        """What is done of the checklists of events."""
        return Checklists(self.register.engine, self.accounts)

    @property
    def lock(self) -> PublisherLock:
        """The lock that lets one publisher at a time write."""
        return self._open()[1]

    def layouts(self) -> list[Layout]:
        """The tables of a version."""
        return [Layout(dataset) for dataset in self.catalogue.datasets.values()]

    def layout(self, dataset: str) -> Layout:
        """The table of one dataset; raises StorageError where it is not declared."""
        if dataset not in self.catalogue.datasets:
            raise StorageError(f"{dataset!r} is not a dataset; there are {', '.join(self.catalogue.datasets)}")
        return Layout(self.catalogue.datasets[dataset])

    def require_newest(self) -> VersionRecord:
        """The newest version in the register; raises StoreDamaged where CURRENT does not name it."""
        newest, current = self.register.newest(), self.files.current_number()
        if newest is None or newest.number != current:
            raise StoreDamaged(
                f"CURRENT names version {current}, the register knows {newest.number if newest else 'none'}: one of them was lost or "
                "restored from another time. `rebuild` makes a new version of what the register knows"
            )
        return newest

    def require_register(self) -> None:
        """Raises StoreDamaged where CURRENT names a version that the register does not know: then the register was lost."""
        current, newest = self.files.current_number(), self.register.newest()  # in this order: a publisher writes them in the other
        if current > (newest.number if newest else 0):
            self.require_newest()

    def next_number(self) -> int:
        """A number that no version has had, so that no file is ever replaced under its own name."""
        newest = self.register.newest()
        return max(newest.number if newest else 0, self.files.current_number(), *self.files.version_numbers()) + 1

    def _open(self) -> tuple[Register, PublisherLock]:
        with self._opening:
            if self._opened is None:
                self.files.make()
                engine = open_engine(self.settings.register, self.files.root)
                self._opened = Register(engine), PublisherLock(engine)
                newest = self._opened[0].newest()
                if newest is not None and not newest.number == self.files.current_number() == max(self.files.version_numbers(), default=0):
                    with suppress(StoreBusy), self.exclusive(wait=0):
                        pass  # entering recovers; a publisher that holds the lock is about to finish by itself
            return self._opened

    def _recover(self) -> None:
        """Finish or undo what a publisher that died has left: the register decides."""
        newest = self.register.newest()
        committed, current = newest.number if newest else 0, self.files.current_number()
        if current < committed and self.files.version_file(committed).exists():
            self.files.point_to(committed)
        beyond = [number for number in self.files.version_numbers() if number > max(committed, current)]
        # One crash leaves one file. More, or any where the register is empty, are of a register that was lost: nothing is thrown away.
        if committed and len(beyond) == 1:
            self.files.version_file(beyond[0]).unlink()
        self.sweep()
        if committed == current:  # else the register may be an older one, that does not know what was made of the same bytes since
            self._forget_discarded()

    def _forget_discarded(self) -> None:
        """Remove the raw bytes of batches that were discarded."""
        with self.files.raw_alone():
            for sha256 in self.register.discarded():
                self.files.drop_raw(sha256)

    def _as(self, manifest: Manifest, batch: str | None, status: str) -> Batch:
        """A batch of this manifest and status: a new one, or one received before."""
        new = new_batch(manifest, status)
        if batch is None:
            return new
        received = self.batch(batch)
        if received.status not in (RECEIVED, CHECKED):
            raise StorageError(f"{batch} is {received.status} already")
        return replace(received, manifest=manifest, status=status)


def _given(stage: Stage | None) -> Stage:
    if stage is None:
        raise StorageError("to replace a batch, `stage` must be given: it reads raw files again")
    return stage
