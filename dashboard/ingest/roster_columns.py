"""Which column of a speaker list is which: by its header in any language, else by what stands in it; a column about a name is none."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..catalogue import RosterWords, plain
from ..domain.programme import MAN, WOMAN
from .findings import hide_personal
from .header_rules import personal
from .roster_cells import LETTER_M, Cells, clean, has_address
from .roster_parts import (
    FIELDS,
    FIXED,
    GROUP,
    HEADER,
    MINUTES,
    REGION,
    ROLE,
    SESSION,
    SEX,
    TITLE,
    VALUES,
    Refused,
    RosterColumn,
    RosterNote,
)

HEAD_ROWS = 20
"""Among so many lines at the top the header is looked for: exports begin with a title, a date, a blank line."""
BRACKETS = re.compile(r"[(（\[{<].*?[)）\]}>]")
LONGEST_HEADER = 80
CODED = (ROLE, GROUP, REGION, MINUTES, FIXED)
"""Fields of which it can be told whether a cell says anything, besides the sex."""
HALF, MOST, FEW = 0.5, 0.8, 0.2
BARE = re.compile(r"[\d.,\s]+")
"""A number alone, which may be anything where no header says what it is."""
LOOKED_AT = 5000
"""So many lines tell what a column is."""
MANY = 10
"""Of so many different cells it can be told that a column is not what its header says."""


@dataclass(frozen=True)
class Columns:
    """The columns that are read, by field; `first` is the place of the first line of people among the lines; what to say of it."""

    read: Mapping[str, RosterColumn]
    width: int
    first: int
    dropped: tuple[str, ...]
    notes: tuple[RosterNote, ...]


def find_header(lines: Sequence[tuple[int, Sequence[str]]], words: RosterWords) -> int | None:
    """The place of the header among the first lines; None where no line is one."""
    for place, (_, cells) in enumerate(lines[:HEAD_ROWS]):
        fields = [field for cell in cells if (field := _fields(cell, words))]
        told = {field for found in fields for field in found}
        if any(_is_sex(cell, words) for cell in cells):
            continue
        if SEX in told or (len(fields) > 1 and len(told) > 1):
            return place
    return None


def candidates(header: Sequence[str], words: RosterWords) -> frozenset[int] | None:
    """The columns (1 is the first) that a header leaves to be looked into; None for all, where it does not say which tells the sex."""
    fields = [{*_fields(head, words), *_mentioned(head, words)} for head in header]
    if not any(SEX in found for found in fields):
        return None
    return frozenset(place for place, found in enumerate(fields, 1) if found)


def told(lines: Sequence[tuple[int, Sequence[str]]], words: RosterWords) -> int:
    """How many columns make sense in lines that are divided in one way: those of the header, else those that say a sex or a role."""
    header = find_header(lines, words)
    if header is not None:
        return 1 + sum(bool(_fields(cell, words)) for cell in lines[header][1])
    cells = [cell for _, cells in lines for cell in cells]
    return any(_is_sex(cell, words) for cell in cells) + any(plain(cell) in words.codes["ROLE"] for cell in cells)


def find_columns(lines: Sequence[tuple[int, Sequence[str]]], words: RosterWords) -> Columns:
    """The columns of a list; raises Refused where none says the sex."""
    header = find_header(lines, words)
    heads = [_shown(cell) for cell in lines[header][1]] if header is not None else []
    rows = [cells for _, cells in lines[header + 1 :]] if header is not None else [cells for _, cells in lines]
    width = len(heads) or Counter(len(cells) for cells in rows).most_common(1)[0][0]
    names = frozenset(place for place in range(len(heads)) if personal(lines[header or 0][1][place]))
    looked = _Looked(rows, width, Cells(words, MAN))
    notes: list[RosterNote] = []
    if header is None:
        read = _by_values(looked, frozenset(range(width)))
        notes.append(RosterNote("no_header", width - len(read)))
    else:
        read = _by_header(lines[header][1], heads, looked, notes)
        if SEX not in read:
            taken = {column.place - 1 for column in read.values()}
            found = _by_values(looked, frozenset(range(width)) - names - taken)
            read |= {SEX: RosterColumn(SEX, heads[found[SEX].place - 1], found[SEX].place, VALUES)} if SEX in found else {}
        if header:
            notes.append(RosterNote("above", header))
    if SEX in read:
        read.pop(TITLE, None)
    sex = read.get(SEX) or read.get(TITLE)
    if sex is None:
        raise Refused("sex_missing")
    notes += [RosterNote("by_values", column=sex.name)] if sex.told_by == VALUES and header is not None else []
    notes += [RosterNote("title_as_sex", column=sex.name)] if sex.field == TITLE else []
    notes += [RosterNote(f"{field}_missing") for field in (SESSION, ROLE) if field not in read]
    taken = {column.place - 1 for column in read.values()}
    dropped = tuple(head for place, head in enumerate(heads) if place not in taken and head)
    ordered = {field: read[field] for field in (*FIELDS, TITLE) if field in read}
    return Columns(ordered, width, 0 if header is None else header + 1, dropped, tuple(notes))


class _Looked:
    """What stands in the first lines of the columns: different texts with how often, looked at only for columns of which it matters."""

    def __init__(self, rows: Sequence[Sequence[str]], width: int, cells: Cells):
        self.rows, self.width, self.cells = rows[:LOOKED_AT], width, cells
        self._found: dict[int, Counter[str]] = {}

    def texts(self, place: int) -> Counter[str]:
        """The different texts of a column that are not blank, with how often each stands there."""
        if place not in self._found:
            counted = Counter(cells[place] for cells in self.rows if place < len(cells) <= self.width)
            self._found[place] = Counter({text: count for text, count in counted.items() if plain(text[:LONGEST_HEADER])})
        return self._found[place]

    def readable(self, place: int, field: str) -> float:
        """The share of the cells that say something in a column of this field."""
        texts = self.texts(place)
        if field == SESSION:
            return float(bool(texts))
        good = sum(count for text, count in texts.items() if self.cells.understands(field, text))
        return good / texts.total() if texts else 0

    def sexes(self, place: int, field: str) -> bool:
        """Whether a column says a sex of anybody, in words or titles, or in letters for both: M alone may be the size of a shirt."""
        said = {plain(text) for text in self.texts(place) if self.cells.says_sex(field, text)}
        return any(len(way) > 1 or not way.isascii() for way in said) or ("f" in said and not said.isdisjoint((LETTER_M, "h")))


def _by_header(header: Sequence[str], heads: Sequence[str], looked: _Looked, notes: list[RosterNote]) -> dict[str, RosterColumn]:
    """The columns that their headers tell; of several for one field, and several fields of one, what stands there decides."""
    found: list[tuple[bool, float, int, str, int]] = []
    for place, head in enumerate(header):
        for field, rank in _fields(head, looked.cells.words).items():
            found.append((True, looked.readable(place, field), -rank, field, place))
        if not _fields(head, looked.cells.words):
            found += [(False, looked.readable(place, field), 0, field, place) for field in _mentioned(head, looked.cells.words)]
    read: dict[str, RosterColumn] = {}
    taken: set[int] = set()
    for sure, share, _, field, place in sorted(found, key=lambda one: (-one[1], not one[0], -one[2], one[4])):
        if field in read or place in taken:
            continue
        if (not sure or field == TITLE) and share < HALF:
            continue
        if field in CODED and share < FEW and len(looked.texts(place)) >= MANY:
            notes.append(RosterNote("column_unread", column=heads[place]))
            continue
        read[field] = RosterColumn(field, heads[place], place + 1, HEADER)
        taken.add(place)
    if SEX in read and TITLE in read and not looked.texts(read[SEX].place - 1):
        del read[SEX]
    return read


def _by_values(looked: _Looked, places: frozenset[int]) -> dict[str, RosterColumn]:
    """The columns that what stands in them tells: sex, role, group, region and whether somebody is fixed by known words, a session by its
    words or by women and men in it.
    """
    read: dict[str, RosterColumn] = {}
    free = set(places)
    for field in (SEX, TITLE, ROLE, GROUP, REGION, FIXED, MINUTES):
        if field == TITLE and SEX in read:
            continue
        shares = {place: looked.readable(place, field) for place in sorted(free)}
        if field in (SEX, TITLE):
            shares = {place: share for place, share in shares.items() if looked.sexes(place, field)}
        elif field in (FIXED, MINUTES):
            shares = {place: share for place, share in shares.items() if not any(BARE.fullmatch(text) for text in looked.texts(place))}
        best = max(shares, key=lambda place: shares[place], default=None)
        if best is not None and shares[best] >= MOST:
            read[field] = RosterColumn(field, "", best + 1, VALUES)
            free.discard(best)
    sex = read.get(SEX) or read.get(TITLE)
    if sex:
        sessions = [place for place in sorted(free) if _names_sessions(looked, place, sex)]
        if sessions:
            read[SESSION] = RosterColumn(SESSION, "", sessions[0] + 1, VALUES)
    return read


def _names_sessions(looked: _Looked, place: int, sex: RosterColumn) -> bool:
    """Whether a column without header can only name sessions: a person's name has no number and no word for a session, and one sex."""
    texts = looked.texts(place)
    if not texts or any(has_address(text) for text in texts):
        return False
    words = looked.cells.words.codes["SESSION"]
    ways = {text: plain(text) for text in texts}
    named = sum(any(word in way if not word.isascii() else f" {word} " in f" {way} " for word in words) for way in ways.values())
    if named >= HALF * len(texts) and all(" " in way or named == len(texts) for way in ways.values()):
        return True
    sexes: dict[str, set[str]] = {}
    for cells in looked.rows:
        if len(cells) > max(place, sex.place - 1) and cells[place] in texts:
            sexes.setdefault(cells[place], set()).add(looked.cells.read(sex.field, cells[sex.place - 1]).value)
    repeated = [text for text, count in texts.items() if count > 1]
    both = [text for text in repeated if {WOMAN, MAN} <= sexes.get(text, set()) and " " in ways[text]]
    return len(both) >= HALF * len(texts)


def _fields(head: str, words: RosterWords) -> Mapping[str, int]:
    """The fields that a header stands for; none where it is about a person's name or the like."""
    if personal(head):
        return {}
    return words.headers.get(plain(head)) or words.headers.get(plain(BRACKETS.sub(" ", head))) or {}


def _mentioned(head: str, words: RosterWords) -> list[str]:
    """The fields of which a longer header holds a word, such as a question; a session is not among them, for that is any text."""
    way = f" {plain(head)} "
    if len(head) > LONGEST_HEADER or personal(head):
        return []
    found = {field for word, fields in words.headers.items() if _holds(way, word) for field in fields}
    return sorted(found - {SESSION, TITLE})


def _holds(way: str, word: str) -> bool:
    return f" {word} " in way or (len(word) > 1 and word[0] >= "\u3000" and word in way)


def _is_sex(cell: str, words: RosterWords) -> bool:
    """Whether a cell says that somebody is a woman or a man."""
    way = plain(cell)
    return way == LETTER_M or words.codes["SEX"].get(way) in (WOMAN, MAN)


def _shown(head: str) -> str:
    """A header as it may be shown."""
    return hide_personal(clean(head))[:LONGEST_HEADER]
