"""Writing the CSV that a workbook or a message becomes: in UTF-8, with commas (RFC 4180), and never beyond its bounds."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TextIO

from .opened import Overflow


class Bounded:
    """A CSV file that is written record by record; raises Overflow where it would have more than `allowed` characters."""

    def __init__(self, target: TextIO, allowed: int):
        self._target, self._allowed, self._size = target, allowed, 0
        self._writer = csv.writer(self, lineterminator="\n")

    def write(self, text: str) -> None:
        """Write a piece of text."""
        self._size += len(text)
        if self._size > self._allowed:
            raise Overflow
        self._target.write(text)

    def add(self, cells: Sequence[str]) -> None:
        """Write a record."""
        self._writer.writerow(cells)


class Spool:
    """Records whose columns become known as they come in: kept in a file until all are there, then written as CSV.

    A column stands where it was first met within its group: the leading ones, dimensions, the value, attributes.
    """

    GROUPS = 4

    def __init__(self, path: Path, allowed: int):
        self._path, self._allowed, self._size = path, allowed, 0
        self._file = path.open("w", encoding="utf-8")
        self._columns: list[dict[str, None]] = [{} for _ in range(self.GROUPS)]
        self._at: dict[str, int] = {}
        self.count = 0

    def add(self, *groups: Mapping[str, str]) -> None:
        """Keep a record: its cells by column, group by group; a column that is in two groups is of the first."""
        cells: dict[int, str] = {}
        for columns, group in zip(self._columns, groups, strict=True):
            for name, value in group.items():
                if name not in self._at:
                    self._at[name] = len(self._at)
                    columns[name] = None
                cells.setdefault(self._at[name], value)
        text = json.dumps([cells.get(at, "") for at in range(len(self._at))])
        self._size += len(text) + 1
        if self._size > self._allowed:
            raise Overflow
        self._file.write(text + "\n")
        self.count += 1

    def write_to(self, path: Path, leading: bool = True) -> None:
        """Write all records after a header, with or without the leading columns; raises UnicodeEncodeError where a text is none."""
        self._file.close()
        header = [name for columns in self._columns[not leading :] for name in columns]
        order = [self._at[name] for name in header]
        with self._path.open(encoding="utf-8") as kept, path.open("w", encoding="utf-8", newline="") as target:
            table = Bounded(target, self._allowed)
            table.add(header)
            for line in kept:
                cells = json.loads(line)
                cells.extend([""] * (len(self._at) - len(cells)))
                table.add([cells[at] for at in order])

    def close(self) -> None:
        """Let go of what was kept."""
        self._file.close()
        self._path.unlink(missing_ok=True)
