"""Where in the file that was sent a record stands, as far as that can be told for sure and without keeping a reader waiting."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from ..catalogue import Catalogue
from ..storage import Batch
from .choices import Choices
from .header import Layout, read_layout
from .kinds import TEXT, XLSX, kind_of
from .mapping import FileMapping
from .records import read_records
from .scan import HEAD, Scan, count_lines
from .translation import headers_of, origin_of
from .workbooks import filled_rows

# A longer file is not read through while a reader waits, nor are more records taken one by one: 0.1 s each on a machine of two cores.
MOST_BYTES, MOST_RECORDS = 128 * 1024 * 1024, 50_000
# Of a workbook all strings are read before any row.
MOST_WORKBOOK = 1024 * 1024


@dataclass(frozen=True)
class PlaceInFile:
    """Where a fact stands: the record in the file (1 is the first after the header), its physical line, the header of its column.

    `line` is None where it is not sure; of a workbook it is the row of the sheet, and `sheet` is true. `column` is "" where a record
    speaks of one fact.
    """

    record: int
    line: int | None = None
    column: str = ""
    sheet: bool = False


@dataclass(frozen=True)
class _Header:
    """How a file is laid out, and of a workbook which rows of the sheet hold its header and its records (None: it is no workbook)."""

    layout: Layout
    rows: Sequence[int] | None = None


def places_of(path: Path, batch: Batch, records: Collection[int], catalogue: Catalogue) -> Mapping[int, PlaceInFile]:
    """Where in the file of a batch its records stand, by their number as staged; those of which nothing is sure are left out.

    Of a file that was unpacked, and of a message, no line is told. Where one record of the file has several facts in columns side by side,
    they are numbered one after the other, and only the header tells which is which.
    """
    choices = Choices.from_dict(batch.reading)
    mapping = FileMapping.from_dict(choices.mapping)
    wanted = sorted(record for record in records if record > 0)
    header = _header(path, batch, choices, mapping, catalogue) if wanted and path.is_file() else None
    if mapping.wide:
        if header is None or not header.layout.wide:
            return {}
        cells = headers_of(header.layout, mapping)
        wide = [cells[place] for place in header.layout.wide]
        origins = {record: origin_of(record, wide) for record in wanted}
    else:
        origins = {record: (record, "") for record in wanted}
    found = {
        record: PlaceInFile(*origin[:1], column=origin[1]) for record, origin in origins.items() if origin[0] <= batch.manifest.in_file
    }
    if header is None or not found:
        return found
    if (rows := header.rows) is not None:
        sure = len(rows) == batch.manifest.in_file + 1  # else some of them hold blanks alone
        return {record: replace(place, line=rows[place.record] if sure else None, sheet=True) for record, place in found.items()}
    lines = _lines_of(path, batch, {place.record for place in found.values()}, header.layout)
    return {record: replace(place, line=lines.get(place.record)) for record, place in found.items()}


def is_wide(batch: Batch) -> bool:
    """Whether records of the file were taken apart, so that those of the batch are numbered otherwise."""
    return bool(FileMapping.from_dict(Choices.from_dict(batch.reading).mapping).wide)


def _header(path: Path, batch: Batch, choices: Choices, mapping: FileMapping, catalogue: Catalogue) -> _Header | None:
    """The header of a text or a workbook; None where it is another file, too large a one, or the bytes are not what was read."""
    with path.open("rb") as file:
        scan = Scan(path, MOST_BYTES, path.stat().st_size, head=file.read(HEAD))
    kind, rows = kind_of(scan), None
    if scan.size > (MOST_WORKBOOK if kind == XLSX else MOST_BYTES):
        return None
    if kind == XLSX:
        found = _filled_rows(path, choices.sheet, batch.manifest.sha256)
        if found is None:
            return None
        rows, scan = found[0], replace(scan, head=_as_csv(found[1]))
    elif kind not in TEXT:
        return None
    layout = read_layout(scan, catalogue.datasets, batch.dataset, mapping)
    if layout.broken or layout.delimiter or layout.headless or not layout.columns or layout.dataset is None:
        return None
    missing = [column.id for column in layout.dataset.dimensions if column.required and column.id not in layout.present]
    return None if missing else _Header(layout, rows)


def _as_csv(cells: list[str]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(cells)
    return text.getvalue().encode()


def _lines_of(path: Path, batch: Batch, records: Collection[int], layout: Layout) -> Mapping[int, int]:
    """The physical line (1 is the first of the file) of records of a text, by record; those that are not sure are left out."""
    # As many lines as records: each has one, and there is no blank one between them.
    if _lines(path, batch.manifest.sha256) == layout.lines + batch.manifest.in_file:
        return {record: layout.lines + record for record in records}
    found = read_records(path, until=min(max(records), MOST_RECORDS), separator=layout.separator)
    # Of a published file every record can be read, so that the first staged is the first of the file.
    return {record: found.lines[record - 1] for record in records if record <= len(found.lines) and not found.irregular}


@lru_cache(maxsize=256)
def _lines(path: Path, sha256: str) -> int:
    """How many lines there are in the file of these bytes, which never changes."""
    return count_lines(path)


@lru_cache(maxsize=256)
def _filled_rows(path: Path, sheet: str, sha256: str) -> tuple[list[int], list[str]] | None:
    """The rows and the header of a sheet of the workbook of these bytes."""
    return filled_rows(Scan(path, MOST_WORKBOOK, path.stat().st_size, sha256), sheet)
