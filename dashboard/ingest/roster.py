"""A speaker list or the export of a registration system as people who are counted: read in memory, and never with a name.

Of each line only the cells of columns that are read are ever looked at; what stands in the others is dropped before anything is counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any, NamedTuple

from ..catalogue import Catalogue, RosterWords, plain
from ..domain.programme import MAN, Entry
from .kinds import is_of_machine
from .roster_batch import batch_csv
from .roster_cells import LETTER_M, Cells, letter_m
from .roster_columns import HEAD_ROWS, Columns, candidates, find_columns, find_header, told
from .roster_parts import (
    FIXED,
    GROUP,
    MINUTES,
    REGION,
    ROLE,
    SESSION,
    SEX,
    TITLE,
    Refused,
    Roster,
    RosterColumn,
    RosterNote,
    RosterRow,
)
from .roster_table import Line, Reading, tables

__all__ = ["Roster", "RosterColumn", "RosterNote", "RosterRow", "batch_csv", "read_roster"]

SPEAKER = "SPEAKER"
FEW_LINES = 3
"""In a list of fewer lines a blank says nothing of how the others are meant."""
NAMED = 3
"""In a table of so few columns a line with one cell filled in is a person; in a wider one it may be a heading."""


def read_roster(
    content: str | bytes,
    catalogue: Catalogue,
    name: str = "",
    sheet: str = "",
    *,
    m: str = "",
    role: str = SPEAKER,
    headers: Mapping[str, str] | None = None,
) -> Roster:
    """The people in a text or a file (CSV, TSV, XLSX), whatever it holds: what cannot be read is refused, never raised.

    `name` is that of the file, which says nothing that its bytes do not; `sheet` that of a workbook which is meant. `m` is the SEX that a
    lone M stands for where the list itself does not tell (`refused` is "sex_ambiguous" then): a man in most languages, a woman beside H in
    Spanish. `role` is that of people of whom none is said. `headers` are headers of which somebody has said which of FIELDS they head.
    """
    words = catalogue.roster_words.with_headers(headers or {})
    try:
        with tables(content, lambda lines: told(lines, words)) as found:
            chosen = _choose(found, sheet, words)
            return _read(chosen, words, m, role) if chosen else Roster(refused="sheet" if found else "empty", sheets=tuple(found))
    except Refused as refused:
        return Roster(refused=str(refused))
    except Exception as error:  # a reader of workbooks stumbles over a damaged one anywhere
        if is_of_machine(error):
            raise
        return Roster(refused="damaged")


Fault = tuple[str, str, str, str, str, bool]
"""A fault without its line: as the further fields of RosterRow."""


class _Person(NamedTuple):
    """What a line says: whom it counts as, None where it does not count (minutes are 0 there if any are known); what is wrong in it."""

    entry: Entry | None = None
    minutes: float = 0
    faults: tuple[Fault, ...] = ()
    without_role: bool = False


def _choose(found: Mapping[str, Reading], sheet: str, words: RosterWords) -> Reading | None:
    """The table that is meant: the one named, the only one with people, else the only one with a header that tells the sex."""
    if sheet:
        return found.get(sheet)
    heads = {name: list(islice(reading(None), HEAD_ROWS)) for name, reading in found.items()}
    filled = [name for name, lines in heads.items() if lines]
    if not filled:
        raise Refused("empty")
    if len(filled) > 1:
        filled = [name for name in filled if (at := find_header(heads[name], words)) is not None and candidates(heads[name][at][1], words)]
    return found[filled[0]] if len(filled) == 1 else None


def _lines(reading: Reading, words: RosterWords) -> list[Line]:
    """The lines of a table; where its header says which columns matter, of a workbook no other is looked into below it."""
    head = list(islice(reading(None), HEAD_ROWS))
    at = find_header(head, words)
    read = candidates(head[at][1], words) if at is not None else None
    lines = list(reading(read))
    return lines if at is None else [*head[: at + 1], *lines[at + 1 :]]


def _read(reading: Reading, words: RosterWords, m: str, role: str) -> Roster:
    lines = _lines(reading, words)
    if not lines:
        raise Refused("empty")
    columns = find_columns(lines, words)
    people = lines[columns.first :]
    notes = list(columns.notes)
    sex = columns.read.get(SEX)
    if sex:
        written = {cells[sex.place - 1] for _, cells in people if len(cells) >= sex.place}
        if any(plain(text) == LETTER_M for text in written):
            said = letter_m(written, words, sex.header)
            if not said and not m:
                return Roster(columns=tuple(columns.read.values()), dropped=columns.dropped, refused="sex_ambiguous")
            m = said or m
            notes.append(RosterNote("m_is_man" if m == MAN else "m_is_woman", column=sex.name))
    session = columns.read.get(SESSION)
    if session and (filled := _filled_down(people, session.place - 1)):
        people = filled
        notes.append(RosterNote("session_filled", column=session.name))
    reader = _Lines(columns, Cells(words, m), role)
    tally: dict[Entry, list[float]] = {}
    rows: list[RosterRow] = []
    without_role = 0
    for line, cells in people:
        person = reader.read(cells)
        rows += [RosterRow(line, *fault) for fault in person.faults]
        without_role += person.without_role
        if person.entry is not None:
            counted = tally.setdefault(person.entry, [0, 0.0])
            counted[0] += 1
            counted[1] += person.minutes
    if not people:
        raise Refused("empty")
    notes += [RosterNote("role_empty", without_role)] if without_role else []
    return Roster(tuple(_entries(tally)), tuple(rows), tuple(columns.read.values()), columns.dropped, tuple(notes))


def _filled_down(people: Sequence[Line], place: int) -> list[Line]:
    """The lines with the session of the line above where theirs is blank, if each session is named once, above its people; else none.

    So lists are written by hand, and so spreadsheet programs keep cells that are merged.
    """
    texts = [cells[place].strip() if place < len(cells) else "" for _, cells in people]
    named = [text for text in texts if text]
    if len(texts) < FEW_LINES or not texts[0] or len(set(named)) < len(named) or 2 * len(named) > len(texts):
        return []
    made, last = [], ""
    for (line, cells), text in zip(people, texts, strict=True):
        last = text or last
        made.append((line, [*cells[:place], *[""] * (place - len(cells)), last, *cells[place + 1 :]]))
    return made


class _Lines:
    """Reads lines into persons: each combination of cells that are read once."""

    def __init__(self, columns: Columns, cells: Cells, role: str):
        self._columns, self._cells, self._role = columns, cells, role
        self._read = [(field, column.place - 1, column.name) for field, column in columns.read.items()]
        self._known: dict[tuple[str, ...], _Person] = {}

    def read(self, cells: Sequence[str]) -> _Person:
        """The person of a line; it is left out where its cells are shifted, or where there is only one, which may be a heading."""
        width = self._columns.width
        if len(cells) > width and any(cell.strip() for cell in cells[width:]):
            return _Person(faults=(("row_cells", "", "", "", "", False),))
        texts = tuple(cells[place] if place < len(cells) else "" for _, place, _ in self._read)
        if width > NAMED and sum(bool(cell.strip()) for cell in cells) < 2 and not self._tells_sex(texts):
            return _Person(faults=(("row_empty", "", "", "", "", False),))
        found = self._known.get(texts)
        if found is None:
            found = self._known[texts] = self._person(texts)
        return found

    def _tells_sex(self, texts: Sequence[str]) -> bool:
        return any(plain(text) for (field, _, _), text in zip(self._read, texts, strict=True) if field in (SEX, TITLE))

    def _person(self, texts: tuple[str, ...]) -> _Person:
        said: dict[str, Any] = {SESSION: "", ROLE: "", GROUP: "", REGION: "", MINUTES: None, FIXED: False}
        faults: list[Fault] = []
        for (field, _, name), text in zip(self._read, texts, strict=True):
            cell = self._cells.read(field, text)
            field = SEX if field == TITLE else field
            said[field] = cell.value
            if cell.fault:
                faults.append((cell.fault, field, name, cell.shown, cell.suggestion, cell.value is not None or field == MINUTES))
        if said[SEX] is None:
            return _Person(faults=tuple(faults))
        minutes = said[MINUTES]
        entry = Entry(
            said[SESSION],
            said[ROLE] or self._role,
            said[SEX],
            said[GROUP],
            said[REGION],
            None if minutes is None else 0,
            fixed=said[FIXED],
        )
        return _Person(entry, minutes or 0, tuple(faults), ROLE in self._columns.read and not said[ROLE])


def _entries(tally: Mapping[Entry, list[float]]) -> list[Entry]:
    """The people who are alike in everything that counts as one entry each, in the order in which they come."""
    return [
        replace(entry, heads=int(heads), minutes=None if entry.minutes is None else round(minutes, 2))
        for entry, (heads, minutes) in tally.items()
    ]
