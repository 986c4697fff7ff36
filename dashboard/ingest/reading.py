"""Reading the records of a checked file into the workspace: quickly where the file is regular, record by record where it is not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from ..storage import UnreadableCsv
from .batch import RAW, Batch, name, text
from .records import LONGEST_CELL, Records, read_records
from .scan import CHUNK, LOOSE, Scan

LONGEST_BLANK = 64
"""So many bytes of a chunk are searched again together with the next one: a run of blanks may be cut in two."""


@dataclass(frozen=True)
class Staged:
    """How many records were staged, and the records one by one where the file had to be read so (None: it is regular).

    `refused` is a line at which the quick reader gave up although every record looked right, 0 where there is none.
    """

    count: int
    records: Records | None
    refused: int = 0

    @property
    def total(self) -> int:
        """All records of the file, those that cannot be read included."""
        return self.count + (len(self.records.irregular) if self.records else 0)


def stage_records(file: Scan, batch: Batch) -> Staged:
    """Make the table `RAW` of the file's records as text; it holds those that can be read."""
    layout, workspace = batch.layout, batch.workspace
    separators, loose = _separators(file, layout.separator)
    if file.line_ends and layout.lines == 1 and not loose:
        before = set(workspace.relations())
        try:
            count = workspace.read_csv(file.path, layout.table, table=RAW, delimiter=layout.separator, sha256=file.sha256)
        except UnreadableCsv:
            pass
        else:
            if _expected(file, batch, count) == separators and not _overlong(batch):
                return Staged(count, None)
            workspace.keep_only(before)
    return _stage_one_by_one(file.path, batch)


def _separators(file: Scan, separator: str) -> tuple[int, bool]:
    """How often the separator stands in the file, and whether blanks stand beside quotation marks; the scan knows both for commas."""
    if separator == ",":
        return file.commas, file.loose_quotes
    sign = separator.encode()
    loose = re.compile(LOOSE.pattern.replace(b",", re.escape(sign)))
    count, found, before = 0, False, b"\n"
    with file.path.open("rb") as source:
        while chunk := source.read(CHUNK):
            count += chunk.count(sign)
            found = found or (file.quotes > 0 and loose.search(before + chunk) is not None)
            before = (before + chunk)[-LONGEST_BLANK:]
    return count, found or (file.quotes > 0 and loose.search(before + b"\n") is not None)


def _stage_one_by_one(path: Path, batch: Batch) -> Staged:
    copy = batch.workspace.folder / "records.csv"
    with copy.open("w", encoding="utf-8", newline="") as target:
        records = read_records(path, target, separator=batch.layout.separator)
    try:
        return Staged(batch.workspace.read_csv(copy, batch.layout.table, table=RAW), records)
    except UnreadableCsv as error:
        return Staged(0, records, error.line or 1)
    finally:
        copy.unlink()


def _expected(file: Scan, batch: Batch, count: int) -> int:
    """How many separators the file has if each record has as many cells as the header.

    DuckDB's reader takes `1,2,` for a record of two cells, strict as it is told to be; one comma too many gives it away.
    """
    layout = batch.layout
    sign = layout.separator
    between = (len(layout.cells) - 1) * (count + 1) + sum(cell.count(sign) for cell in layout.cells)
    if not file.quotes:
        return between
    within = " + ".join(f"coalesce(length({name(id)}) - length(replace({name(id)}, {text(sign)}, '')), 0)" for id in layout.table)
    return between + int(batch.workspace.execute(f"SELECT coalesce(sum({within}), 0) FROM {name(RAW)}")[0][0])


def _overlong(batch: Batch) -> bool:
    """Whether a text is longer than a cell may be; a code or a figure of that length is none, which other rules find."""
    texts = [column.id for column in batch.columns if column.type in ("text", "identifier") and column.id in batch.layout.columns]
    if not texts:
        return False
    longest = ", ".join(f"max(strlen({name(id)}))" for id in texts)
    return any(length and length > LONGEST_CELL for length in batch.workspace.execute(f"SELECT {longest} FROM {name(RAW)}")[0])
