"""What reading a speaker list gives: people as entries, faults, notes, and which column was taken for what."""

from __future__ import annotations

from dataclasses import dataclass

from ..domain.programme import Entry

SESSION, ROLE, SEX, GROUP, REGION, MINUTES, FIXED = FIELDS = ("session", "role", "sex", "group", "region", "minutes", "fixed")
"""What is read of a person; everything else in a list is dropped."""
TITLE = "title"
"""How somebody is addressed: read as the sex where no column says the sex."""
HEADER, VALUES = "header", "values"
"""What told which column is which: its header, or what stands in it."""
FAULTS = (
    "row_cells",
    "row_empty",
    "sex_unknown",
    "sex_total",
    "session_personal",
    "role_unknown",
    "group_unknown",
    "region_unknown",
    "minutes_unreadable",
    "fixed_unreadable",
)
NOTES = (
    "no_header",
    "above",
    "by_values",
    "title_as_sex",
    "m_is_man",
    "m_is_woman",
    "column_unread",
    "session_missing",
    "session_filled",
    "role_missing",
    "role_empty",
)
REFUSALS = (
    "too_large",
    "too_many_rows",
    "too_many_columns",
    "empty",
    "kind",
    "locked",
    "damaged",
    "encoding",
    "sheet",
    "sex_missing",
    "sex_ambiguous",
)


@dataclass(frozen=True)
class RosterRow:
    """What is wrong in a line: `fault` is one of FAULTS, message `roster.fault.<fault>` with `line` and `column`.

    `field` is which of FIELDS it is about, "" where it is the line as a whole; `column` is the header as it is written, or the number of
    the column where there is none. `value` is "" where it may be anything, a name among it. `suggestion` is the code of ROLE, SEX, GROUP
    or AREA (by `field`) that may be meant, "" where nothing is like it. `counted` is whether the line counts all the same.
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
    """A column that is read: what it was taken for, its header as it is written ("" without one), its place (1 is the first).

    A `title` is read as the sex.
    """

    field: str
    header: str
    place: int
    told_by: str = HEADER

    @property
    def name(self) -> str:
        """How the column is called: its header, or its number."""
        return self.header or str(self.place)


@dataclass(frozen=True)
class RosterNote:
    """Something that was decided in reading and is to be said: one of NOTES, message `roster.note.<code>` with `count` and `column`."""

    code: str
    count: int = 0
    column: str = ""


@dataclass(frozen=True)
class Roster:
    """What a list says: its people as entries, what is wrong in it, and what was not read.

    `people` is how many people the entries are. `refused` is why nothing was read (one of REFUSALS, message `roster.refused.<refused>`),
    "" where it was; `sheets` are those of a workbook that can be chosen. `dropped` are the headers not read, never what stands below them.
    """

    entries: tuple[Entry, ...] = ()
    rows: tuple[RosterRow, ...] = ()
    columns: tuple[RosterColumn, ...] = ()
    dropped: tuple[str, ...] = ()
    notes: tuple[RosterNote, ...] = ()
    refused: str = ""
    sheets: tuple[str, ...] = ()

    @property
    def people(self) -> int:
        """How many people count."""
        return sum(entry.heads for entry in self.entries)


class Refused(Exception):
    """A list is not read: the first argument is one of REFUSALS."""
