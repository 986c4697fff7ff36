"""Archives: the one file that a gzip or ZIP file holds, unpacked byte by byte so that none can grow beyond its bounds."""

from __future__ import annotations

import gzip
import stat
import zipfile
from pathlib import Path
from typing import BinaryIO

from .kinds import GZIP, METHODS, PACKED, is_of_machine, kind_of, open_zip
from .opened import Opened, Overflow
from .scan import Scan, scan

CHUNK = 1 << 20
UNBOUNDED = 1 << 60  # of what is unpacked already
ENCRYPTED = 0x1
# What the archiver of macOS adds beside each file.
BESIDE = ("__MACOSX/", ".DS_Store")


def open_archive(opened: Opened, folder: Path) -> Scan | None:
    """The scan of the file in an archive, unpacked to `folder`; None, and `opened` says why, where that is not to be.

    What was unpacked until then is noted in any case.
    """
    inner = folder / "unpacked"
    try:
        with opened.sent.path.open("rb") as source:
            if opened.kind == GZIP:
                with gzip.GzipFile(fileobj=source) as packed:
                    size = pour(packed, inner, opened.allowed)
            else:
                size = _open_zip(source, opened, inner)
    except Overflow:
        opened.overflow, opened.bare = True, scan(inner, UNBOUNDED)
        return None
    except Exception as error:  # what is damaged on purpose breaks a reader anywhere
        if is_of_machine(error):
            raise
        opened.damaged, opened.bare = True, scan(inner, UNBOUNDED) if inner.exists() else None
        return None
    opened.nothing = size == 0
    if not size:
        return None
    found = scan(inner, opened.allowed)
    kind = kind_of(found)
    opened.nested = kind if kind in PACKED else ""
    opened.bare = None if opened.nested else found
    return opened.bare


def pour(source: zipfile.ZipExtFile | gzip.GzipFile, path: Path, allowed: int) -> int:
    """Write what comes out of an archive to a file and give its size; raises Overflow where that is more than allowed."""
    size = 0
    with path.open("wb") as target:
        while chunk := source.read1(CHUNK):  # what comes out before it is found to be damaged
            size += len(chunk)
            if size > allowed:
                raise Overflow
            target.write(chunk)
    return size


def _open_zip(source: BinaryIO, opened: Opened, inner: Path) -> int | None:
    with open_zip(source) as archive:
        entries = archive.infolist()
        opened.astray = next((entry.orig_filename for entry in entries if _leads_elsewhere(entry)), "")
        files = [entry for entry in entries if not entry.is_dir() and not _is_beside(entry.filename)]
        opened.members = [entry.filename for entry in files]
        opened.encrypted = any(entry.flag_bits & ENCRYPTED for entry in files)
        opened.method = not opened.encrypted and any(entry.compress_type not in METHODS for entry in files)
        if opened.astray or opened.encrypted or opened.method or len(files) > 1:
            return None
        if not files:
            return 0
        with archive.open(files[0]) as packed:
            return pour(packed, inner, opened.allowed)


def _leads_elsewhere(entry: zipfile.ZipInfo) -> bool:
    """Whether a member would be written outside the folder it is unpacked in, or is a link or a device. It never is written so here."""
    name = entry.orig_filename.replace("\\", "/")
    mode = entry.external_attr >> 16
    special = stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR)
    return special or name.startswith("/") or name[1:2] == ":" or ".." in name.split("/")


def _is_beside(name: str) -> bool:
    return name.startswith(BESIDE[0]) or name.rpartition("/")[2] == BESIDE[1]
