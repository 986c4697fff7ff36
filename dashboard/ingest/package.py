"""The ZIP file that a workbook is: every part of it is looked through before any is read, and none is read that memory would not hold."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO
from zipfile import ZipFile, ZipInfo

from .guards import MEGABYTE
from .kinds import METHODS
from .opened import Overflow
from .scan import CHUNK, Scan, find_address

ROW = re.compile(rb"<(?:\w{1,30}:)?(row|si)[\s/>]")
DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
SPECIAL = b"<!"
# XML that is read as what it is: neither in UTF-16 nor in an encoding in which `<` may be written in another way.
PLAIN = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?!\?xml[^>]{0,200}\bencoding\s*=\s*[\"'](?!(?i:utf-8|us-ascii)[\"']))")
OVERLAP = 64
LARGEST_PART = 10 * MEGABYTE
LARGEST_ROW = 4 * MEGABYTE
LARGEST_STRINGS, MOST_STRINGS = 100 * MEGABYTE, 1_500_000
"""What the parts may have that are held in memory: as a whole, from one row to the next, and the strings of all sheets together."""


@dataclass
class Part:
    """What one pass over a part found: its size, how many rows and strings begin in it, the most bytes without such a beginning."""

    size: int = 0
    rows: int = 0
    strings: int = 0
    widest: int = 0
    plain: bool = False
    special: bool = False
    since: int = 0

    @property
    def by_row(self) -> bool:
        """Whether it can be read row by row, or string by string, in little memory; in a comment a row would not be one."""
        few = not self.strings or (self.size <= LARGEST_STRINGS and self.strings <= MOST_STRINGS)
        return self.size <= LARGEST_PART or (few and not self.special and self.widest <= LARGEST_ROW)


class Package(ZipFile):
    """A workbook's ZIP file, looked through when it is made: raises Overflow where more than `allowed` bytes come out of it.

    `declares` is whether a part has a document type or entities, `address_in` the first part with an e-mail address.
    """

    def __init__(self, file: BinaryIO, allowed: int):
        super().__init__(file)
        self.declares, self.address_in = False, ""
        self.parts: dict[str, Part] = {}
        total = 0
        for entry in self.infolist():
            part = self.parts[entry.filename] = self._look_through(entry, allowed - total)
            total += part.size

    def open(self, name: Any, mode: Any = "r", pwd: Any = None, **more: Any) -> Any:
        """A part to be read row by row; raises Overflow where that would take too much memory, ValueError where it is no plain XML."""
        part = self.parts.get(name.filename if isinstance(name, ZipInfo) else name)
        if part and not part.by_row:
            raise Overflow
        if part and not part.plain:
            raise ValueError(f"{name} is no XML in UTF-8")
        return super().open(name, mode, pwd, **more)

    def read(self, name: Any, pwd: Any = None) -> bytes:
        """A part as a whole; raises Overflow where it is too large for that."""
        part = self.parts.get(name)
        if part and part.size > LARGEST_PART:
            raise Overflow
        return super().read(name, pwd)

    def _look_through(self, entry: ZipInfo, allowed: int) -> Part:
        if entry.compress_type not in METHODS:
            raise ValueError(f"{entry.filename} is compressed in a way that is not read")
        part, address = Part(), Scan(Path(entry.filename), 0)
        tail, before = b"", b""
        with super().open(entry) as source:
            while chunk := source.read(CHUNK):
                if not part.size:
                    part.plain = PLAIN.match(chunk) is not None
                data = tail + chunk
                special = SPECIAL in data
                part.special |= special
                self.declares |= special and DECLARATION.search(data) is not None
                before = find_address(address, before, chunk)
                _count_rows(part, data, len(tail))
                tail = data[-OVERLAP:]
                part.size += len(chunk)
                if part.size > allowed:
                    raise Overflow
        part.widest = max(part.widest, part.size - part.since)
        if address.address_at is not None and not self.address_in:
            self.address_in = entry.filename
        return part


def _count_rows(part: Part, data: bytes, seen: int) -> None:
    """Count what begins in the data, of which the first `seen` bytes were there before."""
    start = part.size - seen
    for found in ROW.finditer(data):
        if found.end() <= seen:
            continue
        at = start + found.start()
        part.widest = max(part.widest, at - part.since)
        part.since = at
        if found[1] == b"row":
            part.rows += 1
        else:
            part.strings += 1
