"""On which line of the file that was sent a record begins, as far as that can be told for sure and without keeping a reader waiting."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache
from pathlib import Path

from ..catalogue import Catalogue
from ..storage import Batch
from .choices import Choices
from .header import read_layout
from .records import read_records
from .scan import HEAD, Scan, count_lines

# A longer file is not read through while a reader waits, nor are more records taken one by one: 0.1 s each on a machine of two cores.
MOST_BYTES, MOST_RECORDS = 128 * 1024 * 1024, 50_000


def lines_of(path: Path, batch: Batch, records: Collection[int], catalogue: Catalogue) -> Mapping[int, int]:
    """The physical line (1 is the first of the file) of records of a batch, by record; those that are not sure are left out.

    Nothing is told of a file that was unpacked, taken out of a workbook or mapped: there a record is no line.
    """
    choices = Choices.from_dict(batch.reading)
    wanted = sorted(record for record in records if record > 0)
    if not wanted or choices.sheet or choices.mapping or not path.is_file() or path.stat().st_size > MOST_BYTES:
        return {}
    head = _head(path)
    layout = read_layout(head, catalogue.datasets, batch.dataset)
    if layout.broken or layout.delimiter or layout.headless or not layout.columns:
        return {}
    missing = [column.id for column in layout.dataset.dimensions if column.required and column.id not in layout.columns]
    if missing:
        return {}  # these bytes are not the text that was read
    # As many lines as records: each has one, and there is no blank one between them.
    if _lines(path, batch.manifest.sha256) == layout.lines + batch.manifest.records:
        return {record: layout.lines + record for record in wanted if record <= batch.manifest.records}
    found = read_records(path, until=min(wanted[-1], MOST_RECORDS))
    # Of a published file every record can be read, so that the first staged is the first of the file.
    return {record: found.lines[record - 1] for record in wanted if record <= len(found.lines) and not found.irregular}


def _head(path: Path) -> Scan:
    with path.open("rb") as file:
        head = file.read(HEAD)
    return Scan(path, MOST_BYTES, path.stat().st_size, head=head)


@lru_cache(maxsize=256)
def _lines(path: Path, sha256: str) -> int:
    """How many lines there are in the file of these bytes, which never changes."""
    return count_lines(path)
