"""Records one by one: which lines they stand on, and which of them cannot be read. Slow, so only where the quick reader balks."""

from __future__ import annotations

import csv
import re
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TextIO

from .findings import ERROR, Place
from .registry import RECORDS, rule

LONGEST_CELL = 32_767
"""Characters a cell may have: what spreadsheet programs can hold."""
CELL = r'(?:"(?:[^"]|"")*+"|(?! *")[^%s\r\n]*+)'
LOOSE = "blank before an opening quotation mark"


@dataclass(frozen=True)
class Irregular:
    """A record that cannot be read: the cells it has, how many it should have, and what the CSV reader said of it."""

    record: int
    line: int
    last_line: int
    cells: list[str]
    width: int
    error: str = ""

    @property
    def overlong(self) -> bool:
        """Whether a cell is longer than a CSV reader takes."""
        return "field limit" in self.error


@dataclass
class Records:
    """The records of a file. Of those that can be read, `numbers` and `lines` hold the record number and the line each begins on."""

    numbers: array[int] = field(default_factory=lambda: array("L"))
    lines: array[int] = field(default_factory=lambda: array("L"))
    irregular: list[Irregular] = field(default_factory=list)


@rule("quote_unclosed", ERROR, RECORDS)
def quote_unclosed(found: Irregular) -> Place | None:
    """A quotation mark opens a cell and none closes it."""
    if "end of data" in found.error or (found.overlong and found.last_line > found.line):
        return Place(found.record or None, found.line)
    return None


@rule("record_malformed", ERROR, RECORDS)
def record_malformed(found: Irregular) -> Place | None:
    """Something, if only a blank, stands between a cell's quotation mark and the comma, or another rule of CSV is broken."""
    if found.error and not found.overlong and "end of data" not in found.error:
        return Place(found.record or None, found.line)
    return None


@rule("cell_too_long", ERROR, RECORDS)
def cell_too_long(found: Irregular) -> Place | None:
    """A cell holds more text than a cell of a spreadsheet can."""
    if any(len(cell) > LONGEST_CELL for cell in found.cells) or (found.overlong and found.last_line == found.line):
        return Place(found.record or None, found.line, params={"limit": LONGEST_CELL})
    return None


@rule("record_short", ERROR, RECORDS)
def record_short(found: Irregular) -> Place | None:
    """A record has fewer cells than the header."""
    if not found.error and len(found.cells) < found.width:
        return Place(found.record, found.line, params={"found": len(found.cells), "expected": found.width})
    return None


@rule("record_long", ERROR, RECORDS)
def record_long(found: Irregular) -> Place | None:
    """A record has more cells than the header."""
    if not found.error and len(found.cells) > found.width:
        params = {"found": len(found.cells), "expected": found.width}
        return Place(found.record, found.line, value=found.cells[found.width], params=params)
    return None


@cache
def tight(separator: str) -> re.Pattern[str]:
    """A record in which no blank stands before a quotation mark that opens a cell.

    Source: RFC 4180, section 2: spaces are part of a cell.
    """
    sign = re.escape(separator)
    cell = CELL % sign
    return re.compile(rf"{cell}(?:{sign}{cell})*+[\r\n]*")


def read_records(path: Path, copy: TextIO | None = None, until: int | None = None, separator: str = ",") -> Records:
    """Go through the records of a UTF-8 file, to the end or `until` a record; write the header and those that can be read to `copy`.

    The copy has commas, whatever the `separator` of the file.
    """
    found = Records()
    writer = csv.writer(copy, lineterminator="\n") if copy else None
    width = 0
    for record, line, last_line, cells, error in _records(path, separator):
        if record == 0:
            width = len(cells)
        irregular = error or len(cells) != width or max(map(len, cells)) > LONGEST_CELL
        if irregular:
            found.irregular.append(Irregular(record, line, last_line, cells, width, error))
        elif record:
            found.numbers.append(record)
            found.lines.append(line)
        if writer and not irregular:
            writer.writerow([_plain(cell) for cell in cells])
        if until is not None and record >= until:
            break
    return found


def _plain(cell: str) -> str:
    """A cell with plain line feeds: a reader that was told one kind of line end stumbles over another."""
    return cell.replace("\r\n", "\n").replace("\r", "\n") if "\r" in cell else cell


def _records(path: Path, separator: str) -> Iterator[tuple[int, int, int, list[str], str]]:
    """Number (0 is the header), first and last line, cells and error of each record that is not a blank line."""
    number = 0
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as text:
        taken: list[str] = []
        reader = csv.reader(_taking(text, taken), delimiter=separator, strict=True)
        while True:
            taken.clear()
            line = reader.line_num + 1
            cells: list[str] = []
            error = ""
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as problem:
                error = str(problem)
            if number and any(cell.startswith(" ") and cell.lstrip(" ").startswith('"') for cell in cells):
                error = "" if tight(separator).fullmatch("".join(taken)) else LOOSE
            if cells or error:
                yield number, line, reader.line_num, cells, error
                number += 1


def _taking(lines: Iterable[str], taken: list[str]) -> Iterator[str]:
    """The lines, each of which is noted when it is taken."""
    for line in lines:
        taken.append(line)
        yield line
