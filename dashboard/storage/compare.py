"""Whether two tables hold the same facts: checksums, counts of what changed, and the cells that differ.

Rows are compared by DuckDB's 64-bit hash of all their cells; a checksum is the number of rows with the sum and the exclusive or of
their hashes, so the order of rows does not matter. DuckDB may hash otherwise in a later version, therefore a rebuild compares
two checksums that were both just computed, never one with a stored one alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import NamedTuple

from .layout import Layout, names
from .model import Difference
from .workspace import Workspace, quote


class Changes(NamedTuple):
    """Observations that are new, that have another value, that are gone."""

    added: int
    changed: int
    removed: int


def fingerprint(workspace: Workspace, select: str, columns: str) -> str:
    """A few numbers that are the same for the same rows in whatever order; `columns` is an SQL list."""
    sql = f"SELECT count(*), bit_xor(h), sum(h::HUGEINT) FROM (SELECT hash({columns}) AS h FROM ({select}))"
    return " ".join(str(number) for number in workspace.execute(sql)[0])


def checksum(fingerprints: Mapping[str, str]) -> str:
    """One checksum, 32 hexadecimal digits, for the fingerprints of all tables of a version."""
    text = "".join(f"{table} {numbers}\n" for table, numbers in sorted(fingerprints.items()))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def changes(workspace: Workspace, layout: Layout, before: str, after: str) -> Changes:
    """What was added, changed and removed between two SELECTs of the same layout; whence a value came is not part of it."""
    counts = ", ".join(f"count(*) FILTER (KIND = '{kind}')" for kind in Changes._fields)
    return Changes(*workspace.execute(f"SELECT {counts} FROM ({kinds(layout, before, after)})")[0])


def kinds(layout: Layout, before: str, after: str) -> str:
    """SELECT of the hashes H of the keys in which two SELECTs of a layout differ, with their KIND: added, changed or removed."""
    hashed = f"SELECT {layout.key_hash()} AS H, hash({names(layout.values)}) AS V"
    return (
        "SELECT coalesce(b.H, a.H) AS H, CASE WHEN b.H IS NULL THEN 'added' WHEN a.H IS NULL THEN 'removed' ELSE 'changed' END AS KIND "
        f"FROM ({hashed} FROM ({before})) AS b FULL JOIN ({hashed} FROM ({after})) AS a ON b.H = a.H WHERE b.V IS DISTINCT FROM a.V"
    )


def differences(workspace: Workspace, layout: Layout, current: str, rebuilt: str, cap: int) -> tuple[int, list[Difference]]:
    """How many observations differ between two SELECTs of the same layout, provenance included, and the cells of the first `cap`."""
    _find_odd_rows(workspace, layout, current, rebuilt)
    joined = f"FROM store_odd_before AS b FULL JOIN store_odd_after AS a ON {_same_key(layout)}"
    total = workspace.execute(f"SELECT count(*) {joined}")[0][0]
    sides = ", ".join(f"{side}.{quote(name)}" for side in "ba" for name in layout.columns)
    order = ", ".join(f"coalesce(b.{quote(name)}, a.{quote(name)})" for name in layout.key)
    rows = workspace.execute(f"SELECT {sides} {joined} ORDER BY {order} LIMIT {int(cap)}")
    found = [difference for row in rows for difference in _cells_that_differ(layout, row)]
    return total, found


def _cells_that_differ(layout: Layout, row: tuple) -> list[Difference]:
    width = len(layout.columns)
    before, after = (dict(zip(layout.columns, side, strict=True)) for side in (row[:width], row[width:]))
    # EXAMPLE is part of the key and never NULL, so it tells which side of the join has a row.
    stands_before, stands_after = before["EXAMPLE"] is not None, after["EXAMPLE"] is not None
    key = {name: (before if stands_before else after)[name] for name in layout.key}
    if stands_before and stands_after:
        return [
            Difference(layout.dataset.id, key, name, before[name], after[name]) for name in layout.columns if before[name] != after[name]
        ]
    return [Difference(layout.dataset.id, key, "", _origin(before) if stands_before else None, _origin(after) if stands_after else None)]


def _origin(row: Mapping[str, object]) -> str:
    return f"{row['BATCH']}, record {row['RECORD']}"


def _find_odd_rows(workspace: Workspace, layout: Layout, before: str, after: str) -> None:
    """Make `store_odd_before` and `store_odd_after`: the rows of one side that the other does not have."""
    columns = names(layout.columns)
    for table, here, there in (("store_odd_before", before, after), ("store_odd_after", after, before)):
        workspace.execute(
            f"CREATE OR REPLACE TABLE {table} AS SELECT {columns} FROM ({here}) "
            f"WHERE hash({columns}) NOT IN (SELECT hash({columns}) FROM ({there}))"
        )


def _same_key(layout: Layout) -> str:
    return " AND ".join(f"b.{quote(name)} = a.{quote(name)}" for name in layout.key)
