"""The data folder: raw files under their hash, numbered version files, the CURRENT pointer, and scratch that outlives no process.

Everything that must survive a power loss is written under another name, fsynced, renamed, and the folder fsynced after it.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from errno import ENOSPC
from pathlib import Path

from ..errors import StoreDamaged
from .model import RawFile

BLOCK = 1 << 20
SWEEP_AFTER_SECONDS = 60
PART = "part-"  # how the name of a file in `uploads` begins that is still arriving
ARRIVING_SECONDS = 3600  # without a byte more; then whoever sent it is gone
FULL = ("No space left on device", "database or disk is full")
_VERSION = re.compile(r"v(\d{6,})\.duckdb")


def fsync(path: Path) -> None:
    """Return only when the file's bytes, or the folder's entries, are on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def settle(temporary: Path, target: Path) -> None:
    """Give a finished file its name, so that after a power loss there is either all of it or nothing."""
    fsync(temporary)
    os.replace(temporary, target)
    fsync(target.parent)


def settle_new(temporary: Path, target: Path) -> None:
    """The same, but never in the place of another file: raises FileExistsError where there is one."""
    fsync(temporary)
    os.link(temporary, target)
    fsync(target.parent)


def is_full(error: BaseException | None) -> bool:
    """Whether something failed for want of room on a disk; the databases say so in words alone."""
    while error is not None:
        if getattr(error, "errno", 0) == ENOSPC or any(words in str(error) for words in FULL):
            return True
        error = error.__cause__ or error.__context__
    return False


def hash_file(path: Path) -> str:
    """The SHA-256 of a file as hexadecimal digits."""
    with open(path, "rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


class Folder:
    """The files of one store."""

    def __init__(self, root: Path):
        self.root = Path(root)
        self.raw, self.reports = self.root / "raw", self.root / "reports"
        self.versions, self.work = self.root / "versions", self.root / "work"
        self.uploads, self.prepared = self.root / "uploads", self.root / "prepared"
        self.current = self.root / "CURRENT"

    def make(self) -> None:
        """Create what is missing."""
        for folder in (self.raw, self.reports, self.versions, self.work, self.uploads, self.prepared):
            folder.mkdir(parents=True, exist_ok=True)

    def read_current(self) -> int | None:
        """The number of the current version, or None where there is none. Raises StoreDamaged where CURRENT holds anything else."""
        try:
            text = self.current.read_text(encoding="ascii", errors="replace").strip()
        except FileNotFoundError:
            return None
        if not (text.isascii() and text.isdecimal()):
            raise StoreDamaged(f"{self.current}: holds {text!r}; it must hold the number of a version. `rebuild` makes it anew")
        return int(text)

    def current_number(self) -> int:
        """The number that CURRENT holds; 0 where it is missing or holds anything else."""
        try:
            return self.read_current() or 0
        except StoreDamaged:
            return 0

    def point_to(self, number: int) -> None:
        """Make a version current, in one step."""
        self._write(self.current, f"{number}\n")

    def version_file(self, number: int) -> Path:
        """Where a version is, whether or not it is there."""
        return self.versions / f"v{number:06d}.duckdb"

    def version_numbers(self) -> list[int]:
        """The numbers of the version files that are there, in order."""
        matches = (_VERSION.fullmatch(path.name) for path in self.versions.glob("v*.duckdb"))
        return sorted(int(match[1]) for match in matches if match)

    def raw_file(self, sha256: str) -> Path:
        """Where the bytes of this hash are, whether or not they are there."""
        return self.raw / sha256

    @contextmanager
    def copying(self, path: Path) -> Iterator[Callable[[], RawFile]]:
        """Copy a file beside whatever else is done meanwhile; the function given puts the copy into the raw store, else nothing is kept.

        Bytes that are in the raw store already are not kept twice.
        """
        self.make()
        with self.scratch() as scratch, ThreadPoolExecutor(1) as beside:
            copied = beside.submit(_copy, path, scratch / "raw")

            def keep() -> RawFile:
                sha256, size = copied.result()
                kept = self.raw_file(sha256)
                # Other bytes under this name are what is left of a disk that was full or failed.
                if not kept.exists() or hash_file(kept) != sha256:
                    settle(scratch / "raw", kept)
                return RawFile(sha256, size, kept)

            yield keep

    def keep(self, path: Path) -> RawFile:
        """Copy a file into the raw store."""
        with self.copying(path) as keep:
            return keep()

    def upload_file(self, batch: str) -> Path:
        """Where the bytes of a batch are that has arrived and was not looked at yet, whether or not they are there."""
        return self.uploads / batch

    def take_in(self, path: Path, batch: str) -> None:
        """Take a file over that has arrived on this disk, as the bytes of a batch."""
        settle(path, self.upload_file(batch))

    @contextmanager
    def raw_alone(self) -> Iterator[None]:
        """Hold what lets one process at a time say that raw bytes are a batch's, or find that they are nobody's."""
        self.make()
        descriptor = os.open(self.raw, os.O_RDONLY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def keep_upload(self, batch: str, sha256: str) -> None:
        """Put the bytes of a batch that was looked at into the raw store; nothing happens where they are there already.

        They stay among those that arrived, too, until the register names them (`drop_upload`).
        """
        arrived, kept = self.upload_file(batch), self.raw_file(sha256)
        if arrived.exists() and not (kept.exists() and hash_file(kept) == sha256):
            kept.unlink(missing_ok=True)  # other bytes under this name are what is left of a disk that was full or failed
            with suppress(FileExistsError):  # the same bytes of another batch were quicker
                settle_new(arrived, kept)

    def prepared_file(self, batch: str) -> Path:
        """Where the version is that was made ahead for a batch, whether or not it is there."""
        return self.prepared / f"{batch}.duckdb"

    def forget_prepared(self, batch: str = "") -> None:
        """Remove the version that was made ahead for a batch; all of them where none is named: they no longer follow the newest."""
        for file in self.prepared.glob(f"{batch or '*'}.duckdb*"):
            file.unlink(missing_ok=True)

    def drop_upload(self, batch: str) -> None:
        """Forget the bytes of a batch as they arrived: they must not be kept, or are in the raw store."""
        self.upload_file(batch).unlink(missing_ok=True)

    def drop_raw(self, sha256: str) -> None:
        """Remove raw bytes that no batch needs any more."""
        self.raw_file(sha256).unlink(missing_ok=True)

    def uploads_left(self) -> set[str]:
        """The batches whose bytes have been among those that arrived for a while: longer than it takes to note a batch."""
        return {file.name for file in _left(self.uploads) if not file.name.startswith(PART)}

    def prepared_left(self) -> set[str]:
        """The batches for which a version was made ahead a while ago."""
        return {file.name.partition(".")[0] for file in _left(self.prepared)}

    def repair(self, path: Path, sha256: str) -> None:
        """Put the bytes of this hash back from a file that has them, where the raw store has lost or spoilt them."""
        kept = self.raw_file(sha256)
        if (not kept.exists() or hash_file(kept) != sha256) and hash_file(path) == sha256:
            self.keep(path)

    def write_note(self, batch: str, kind: str, text: str) -> Path:
        """Write what was found out about a batch, such as its report, in one step and return where it is."""
        self.make()
        return self._write(self.note_file(batch, kind), text)

    def note(self, batch: str, kind: str) -> str | None:
        """What was written so, or None."""
        try:
            return self.note_file(batch, kind).read_text(encoding="utf-8")
        except FileNotFoundError:
            return None

    def note_file(self, batch: str, kind: str) -> Path:
        """Where what was found out about a batch is, whether or not it is there; its report is of the kind ""."""
        return self.reports / ".".join(filter(None, (batch, kind, "json")))

    def _write(self, file: Path, text: str) -> Path:
        self.make()
        with self.scratch() as scratch:
            temporary = scratch / file.name
            temporary.write_text(text, encoding="utf-8")
            settle(temporary, file)
        return file

    @contextmanager
    def scratch(self) -> Iterator[Path]:
        """A folder under `work/` that is removed on exit, or by `sweep` where its process died."""
        folder = self.work / secrets.token_hex(8)
        folder.mkdir(parents=True)
        with open(folder / "lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            try:
                yield folder
            finally:
                shutil.rmtree(folder, ignore_errors=True)

    def sweep(self) -> None:
        """Remove the scratch folders of processes that are gone: nobody holds their lock any more; and files that stopped arriving."""
        for part in self.uploads.glob(f"{PART}*") if self.uploads.is_dir() else ():
            with suppress(FileNotFoundError):
                if time.time() - part.stat().st_mtime > ARRIVING_SECONDS:
                    part.unlink()
        for folder in self.work.iterdir() if self.work.is_dir() else ():
            with suppress(FileNotFoundError):  # whose process removed it a moment ago
                # Between making its folder and locking it, a process has not had a minute.
                if time.time() - folder.stat().st_mtime > SWEEP_AFTER_SECONDS and not _locked(folder / "lock"):
                    shutil.rmtree(folder, ignore_errors=True)


def _copy(path: Path, copy: Path) -> tuple[str, int]:
    """Copy a file onto the disk; returns the SHA-256 of its bytes and their number."""
    digest = hashlib.sha256()
    with open(path, "rb") as source, open(copy, "wb") as target:
        while block := source.read(BLOCK):
            digest.update(block)
            target.write(block)
    fsync(copy)
    return digest.hexdigest(), copy.stat().st_size


def _left(folder: Path) -> Iterator[Path]:
    """The files of a folder that have been there for a while."""
    for file in folder.iterdir() if folder.is_dir() else ():
        with suppress(FileNotFoundError):
            if time.time() - file.stat().st_ctime > SWEEP_AFTER_SECONDS:
                yield file


def _locked(path: Path) -> bool:
    if not path.exists():
        return False
    with open(path) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
    return False
