"""Whether a file is a table with a header: told by its first records, where nothing in the first line is the name of a column."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence

from ..catalogue import Catalogue, folded
from .header import DATA, LABEL, SERVICE, first_line, spelled
from .scan import HEAD, Scan

TABLE, PROSE, HEADLESS = "", "text", "headless"
SEPARATORS = (",", "\t", ";", "|")
LOOKED_AT = 100
SURE, FEW = 0.9, 2
# A number, a period or a date, with whatever sets its digits apart.
FIGURE = re.compile(r"[<>~≥≤]?\s*[+-]?\d[-\d.,/\s'’%٪٫٬]*")
Records = Sequence[Sequence[str]]


def shape_of(file: Scan, catalogue: Catalogue) -> str:
    """`TABLE`, also where that is doubtful; `PROSE` for what has no cells or no figures; `HEADLESS` where data or a title come first."""
    if _known(first_line(file.head), catalogue):
        return TABLE
    share, records = _table(file)
    if len(records) < 2:
        return PROSE if max(map(len, records), default=0) < 2 else HEADLESS if _is_data(records) else TABLE
    regular = share > SURE and len(records) > FEW and len(records[1]) > FEW  # as no prose is: a table of words, such as ratings
    if not _columns_of_figures(records[1:]) and not regular:
        return PROSE
    return HEADLESS if _is_title(records[0]) or _is_data(records) else TABLE


def _known(cells: Sequence[str], catalogue: Catalogue) -> bool:
    """Whether one of these is a column of a dataset, or another word for one, or heads a column of a known layout."""
    columns = {id for dataset in catalogue.datasets.values() for id in dataset.header} | set(SERVICE)
    for profile in catalogue.profiles.values():
        columns |= {spelled(header) for header in (*profile.columns, *(way for ways in profile.headers for way in ways))}
    return any(spelled(cell.partition(LABEL)[0]) in columns or folded(cell) in catalogue.synonyms.headers for cell in cells)


def _table(file: Scan) -> tuple[float, Records]:
    """The very first record and, of those after it, which share have as many cells as most, and these: by the separator that fits best.

    There are none where no number of two cells or more is that of half of them.
    """
    best: tuple[float, int] = (0.0, 0)
    found: Records = []
    for separator in SEPARATORS:
        first, *others = _records(file, separator) or [[]]
        widths = Counter(len(cells) for cells in others)
        width, count = max(widths.items(), key=lambda pair: (pair[1], pair[0]), default=(len(first), 0))
        share = count / len(others) if others else 1.0
        if width > 1 and share >= 0.5 and (share, width) > best:
            best, found = (share, width), [first, *(cells for cells in others if len(cells) == width)]
    return best[0], found


def _records(file: Scan, separator: str) -> list[list[str]]:
    """The first records that are not blank, without one that the head of the file cuts off."""
    text = file.head.decode("utf-8-sig", errors="ignore")
    if file.size > HEAD:
        text = text.rpartition("\n")[0]
    records = []
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
            if any(cell.strip() for cell in cells):
                records.append([cell.strip() for cell in cells])
            if len(records) > LOOKED_AT:
                break
    except csv.Error:
        pass  # what cannot be read any further is said where it is read
    return records


def _columns_of_figures(records: Records, share: float = 0.5) -> list[int]:
    """The places at which that share of the records, of those that have anything there, have a figure."""
    found = []
    for place in range(len(records[0])):
        cells = [cells[place] for cells in records if cells[place]]
        if cells and sum(FIGURE.fullmatch(cell) is not None for cell in cells) >= share * len(cells):
            found.append(place)
    return found


def _is_title(cells: Sequence[str]) -> bool:
    """Whether a line that stands above a table says one thing only."""
    return sum(bool(cell) for cell in cells) == 1


def _is_data(records: Records) -> bool:
    """Whether the first record holds a figure, and figures or nothing wherever the others hold figures only."""
    first, others = records[0], records[1:]
    if not any(DATA.fullmatch(cell) for cell in first):
        return False
    figures = _columns_of_figures(others, share=1) if others else []
    return all(not first[place] or FIGURE.fullmatch(first[place]) for place in figures if place < len(first))
