"""A speaker list or the export of a registration system as people who are counted: read in memory, and never with a name."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..catalogue import Catalogue
from ..domain.programme import Entry

SESSION, ROLE, SEX, GROUP, REGION, MINUTES, FIXED = FIELDS = ("session", "role", "sex", "group", "region", "minutes", "fixed")
"""What is read of a person; everything else in a list is dropped."""
TITLE = "title"
"""How somebody is addressed: read as the sex where no column says the sex."""
HEADER, VALUES = "header", "values"
"""What told which column is which: its header, or what stands in it."""


@dataclass(frozen=True)
class RosterRow:
    """What is wrong in a line: message `roster.fault.<fault>` with `line`, `column`, `value`, `suggestion`.

    `field` is which of FIELDS it is about, "" where it is the line as a whole; `column` is the header as it is written, or the number of the
    column where there is none. `value` is "" where it may be anything, a name among it. `suggestion` is what would be right: a code of ROLE,
    SEX, GROUP or AREA, by `field`; "" where nothing is like it. `counted` is whether the line counts all the same.
    """

    line: int
    fault: str
    field: str = ""
    column: str = ""
    value: str = ""
    suggestion: str = ""
    counted: bool = True


@dataclass(frozen=True)
class RosterColumn:
    """A column that is read: its header as it is written ("" where there is none), its place (1 is the first), and what it was taken for."""

    field: str
    header: str
    place: int
    told_by: str = HEADER


@dataclass(frozen=True)
class RosterNote:
    """Something that was decided in reading and is to be said: message `roster.note.<code>` with `count` and `column`."""

    code: str
    count: int = 0
    column: str = ""


@dataclass(frozen=True)
class Roster:
    """What a list says: its people as entries, what is wrong in it, and what was not read.

    `people` is how many lines count. `refused` is why nothing was read, message `roster.refused.<refused>`, "" where it was; `sheets` are
    those of a workbook that can be chosen where several could be meant. `dropped` are the headers that were not read, never their values.
    """

    entries: tuple[Entry, ...] = ()
    rows: tuple[RosterRow, ...] = ()
    columns: tuple[RosterColumn, ...] = ()
    dropped: tuple[str, ...] = ()
    notes: tuple[RosterNote, ...] = ()
    refused: str = ""
    sheets: tuple[str, ...] = ()
    people: int = field(default=0)


def read_roster(content: str | bytes, catalogue: Catalogue, name: str = "", sheet: str = "", letter_m: str = "") -> Roster:
    """The people in a text or a file (CSV, TSV, XLSX), whatever it holds: never raises for that.

    `name` is that of the file, `sheet` that of a workbook which is meant; `letter_m` is the SEX that a lone M stands for, where the list does
    not tell (`refused` is "sex_ambiguous" then): M is a man in most languages, a woman beside H in Spanish.
    """
    raise NotImplementedError


def batch_csv(entries: tuple[Entry, ...], event: str) -> str:
    """The tally of an event as a file of the dataset `participation`."""
    raise NotImplementedError
