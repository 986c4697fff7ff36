"""What is found while a file that was sent is opened, layer by layer, down to the text that holds its records."""

from __future__ import annotations

from dataclasses import dataclass, field

from .guards import MEGABYTE
from .scan import Scan

GROWTH = 4
"""How many times the largest upload a file may have when unpacked."""
RATIO, LEAST = 250, 64 * MEGABYTE
"""How many times its own size a file may have when unpacked, but `LEAST` in any case: tables compress to a tenth, seldom a fiftieth."""
FEW = 10


class Overflow(Exception):
    """More came out of a file than is accepted."""


class Refused(Exception):
    """A file is not read; why is noted already."""


@dataclass
class Record:
    """An observation of a message: its action and structure, dimensions, value, attributes, each by the column it stands in."""

    service: dict[str, str]
    dimensions: dict[str, str]
    value: dict[str, str]
    attributes: dict[str, str]


@dataclass
class Some:
    """The first few of many things of a kind, and how many there are."""

    first: list[str] = field(default_factory=list)
    count: int = 0

    def add(self, name: str) -> None:
        """Count one more."""
        self.count += 1
        if len(self.first) < FEW:
            self.first.append(name)

    def __str__(self) -> str:
        return ", ".join(self.first) + (" …" if self.count > len(self.first) else "")


@dataclass
class Opened:
    """What is found while a file is opened; the rules of the stage `containers` judge it.

    `kind` is that of the file as sent, `allowed` the bytes that may come out of it. A list of cells is one of references such as `B2`.
    """

    sent: Scan
    kind: str
    # what came out of it so far: of an archive that is damaged or too large the beginning; None where that is nothing that can be searched
    bare: Scan | None = None
    overflow: bool = False
    damaged: bool = False
    # of an archive: the names of the files in it, the first name that leads elsewhere, the kind of what is packed in it
    members: list[str] = field(default_factory=list)
    astray: str = ""
    nested: str = ""
    nothing: bool = False
    encrypted: bool = False
    method: bool = False
    # of a workbook: visible sheets with cells, hidden sheets, the sheet that is read
    sheets: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    chosen: str = ""
    sheet: str = ""
    persons: str = ""  # where personal data seem to stand that the rules about the text will not find
    suspects: list[str] = field(default_factory=list)  # sheets with a header about persons
    address_in: str = ""  # the first part with an e-mail address
    empty: bool = False
    above: int = 0
    blank_rows: Some = field(default_factory=Some)
    merged: Some = field(default_factory=Some)
    formulas: Some = field(default_factory=Some)
    faults: Some = field(default_factory=Some)
    percents: Some = field(default_factory=Some)
    # of a message: whether it declares entities, where its syntax breaks, what it is where it is no data, what its sender's service says
    declares: bool = False
    format: str = ""
    syntax: tuple[int, int] | None = None
    foreign: str = ""
    version: str = ""
    without_data: str = ""
    notices: list[str] = field(default_factory=list)
    barren: bool = False
    whole: bool = False
    too_large: int = 0
    unreadable: str = ""

    @property
    def allowed(self) -> int:
        """How many bytes may come out of the file."""
        return min(GROWTH * self.sent.limit, max(LEAST, RATIO * self.sent.size))
