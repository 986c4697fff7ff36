"""The lines and cells of a speaker list, from text, CSV, TSV or a workbook: in memory, and not before its size is known to be bearable."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice

from .guards import MEGABYTE
from .kinds import CSV, LOCKED, TSV, XLSX, kind_of_bytes
from .roster_parts import Refused
from .scan import BOM, HEAD, wide_encoding
from .workbooks import sheets_in_memory

LARGEST = 10 * MEGABYTE
MOST_ROWS, MOST_COLUMNS = 50_000, 500
UNPACKED = 25 * MEGABYTE
"""What is taken for the largest upload in opening a workbook: four times as much may come out of it."""
SAMPLE = 50
DELIMITERS = ("\t", ";", ",", "|", "，", "、", "；", "،", "؛")
# A cell of so many lines or characters is none: a quotation mark was opened and not closed.
MOST_BREAKS, LONGEST_CELL = 20, 20_000
LONGEST_READ = 500
"""So many characters of a cell are looked at; no title of a session has more."""
Line = tuple[int, list[str]]
Reading = Callable[[Collection[int] | None], Iterator[Line]]
"""Gives the lines that are not blank, each with its number; of a workbook those of some columns (1 is the first), None for all."""


@contextmanager
def tables(content: str | bytes, recognised: Callable[[Sequence[Line]], int]) -> Iterator[Mapping[str, Reading]]:
    """The tables in a text or file by the name of their sheet ("" of a text); raises Refused.

    `recognised` says how many columns are told by the lines given: of several ways of dividing lines, that which makes most sense is right.
    """
    if len(content) > LARGEST or (isinstance(content, str) and len(content.encode("utf-8", "replace")) > LARGEST):
        raise Refused("too_large")
    kind = kind_of_bytes(content) if isinstance(content, bytes) else CSV
    if kind == XLSX and isinstance(content, bytes):
        with sheets_in_memory(content, UNPACKED) as sheets:
            yield {name: _bounded(rows) for name, rows in sheets.items()}
        return
    if kind not in (CSV, TSV):
        raise Refused("locked" if kind == LOCKED else "kind")
    text = content if isinstance(content, str) else _decoded(content)
    lines = _divided(text.removeprefix("\ufeff"), recognised)
    yield {"": _bounded(lambda _: lines())}


def _bounded(rows: Callable[..., Iterator[Line]]) -> Reading:
    """The lines of a table that are not blank; raises Refused where they are too many or too wide."""

    def read(columns: Collection[int] | None) -> Iterator[Line]:
        count = 0
        for number, cells in rows(columns):
            if not any(cell and not cell.isspace() for cell in cells):
                continue
            count += 1
            if count > MOST_ROWS + 1:  # one may be the header
                raise Refused("too_many_rows")
            if len(cells) > MOST_COLUMNS:
                raise Refused("too_many_columns")
            yield number, [cell[:LONGEST_READ] for cell in cells]

    return read


def _decoded(content: bytes) -> str:
    """The text of a file in UTF-8, or in UTF-16 as spreadsheet programs write it."""
    encoding = wide_encoding(content[:HEAD]) or "utf-8"
    try:
        return content.removeprefix(BOM).decode(encoding)
    except UnicodeError:
        raise Refused("encoding") from None


def _divided(text: str, recognised: Callable[[Sequence[Line]], int]) -> Callable[[], Iterator[Line]]:
    """How the lines of a text are divided into cells."""
    first, _, rest = text.partition("\n")
    if first.strip().casefold().startswith("sep=") and len(first.strip()) == 5:  # Excel is told so which delimiter is used
        return lambda: ((number + 1, cells) for number, cells in _records(rest, first.strip()[-1]))
    present = [delimiter for delimiter in DELIMITERS if delimiter in text] or [DELIMITERS[0]]

    def fitness(delimiter: str) -> tuple[int, float, int]:
        sample = list(islice(_records(text[: SAMPLE * 2000], delimiter), SAMPLE))
        widths = Counter(len(cells) for _, cells in sample if any(cells))
        width, alike = widths.most_common(1)[0] if widths else (0, 0)
        return recognised(sample), alike / max(widths.total(), 1) if width > 1 else 0, -DELIMITERS.index(delimiter)

    delimiter = max(present, key=fitness) if len(present) > 1 else present[0]
    return lambda: _records(text, delimiter)


def _records(text: str, delimiter: str) -> Iterator[Line]:
    """The records of a text, each with the line in which it begins; a quotation mark that is not closed is a sign like any other."""
    if '"' not in text:
        yield from _plain_lines(text, delimiter)
        return
    found: list[Line] = []
    lines = text.splitlines(keepends=True)
    reader, begins = csv.reader(lines, delimiter=delimiter, skipinitialspace=True), 1
    width = 0
    try:
        for cells in reader:
            width = width or len(cells)
            if any(_swallows(cell, delimiter, width) for cell in cells):
                raise csv.Error
            found.append((begins, cells))
            begins = reader.line_num + 1
            if len(found) > 2 * MOST_ROWS:
                raise Refused("too_many_rows")
    except csv.Error:
        yield from _plain_lines(text, delimiter)
        return
    yield from found


def _swallows(cell: str, delimiter: str, width: int) -> bool:
    """Whether a cell holds further lines of the list: too much for one cell, or a line of it has as many delimiters as a whole line."""
    if "\n" not in cell and len(cell) <= LONGEST_CELL:
        return False
    parts = cell.split("\n")
    whole = width > 1 and any(part.count(delimiter) >= width - 1 for part in parts)
    return whole or len(cell) > LONGEST_CELL or len(parts) > MOST_BREAKS


def _plain_lines(text: str, delimiter: str) -> Iterator[Line]:
    for number, line in enumerate(text.splitlines(), 1):
        yield number, line.split(delimiter)
