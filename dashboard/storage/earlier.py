"""What a cell was before, told by the version files that are still there, the newest first, as far as its dataset changed in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb

from ..catalogue import CORRECTIONS
from ..errors import StorageError
from .layout import Layout, names
from .model import Past, VersionRecord
from .workspace import literal, quote

if TYPE_CHECKING:
    from .store import Store

# So many versions are opened, and so many facts of each are compared: what a reader waits for must not grow with the years.
MOST_VERSIONS, MOST_FACTS = 50, 200
# A few rows of each file: threads of its own would cost more than they save.
CONFIG = {"memory_limit": "200MB", "threads": "1", "autoinstall_known_extensions": "false"}
Key = tuple[str | bool, ...]
Facts = dict[Key, tuple[bool, dict[str, Any]]]


@dataclass(frozen=True)
class History:
    """The changes of each fact, the newest first, by its key followed by whether it is an example.

    `complete` is whether the walk came to the first version that ever had the dataset; `versions` is how many were looked at: 0 where
    there were too many facts to compare.
    """

    changes: Mapping[Key, Sequence[Past]]
    complete: bool
    versions: int


def earlier(store: Store, dataset: str, key: Mapping[str, str], number: int) -> History:
    """What was shown of the facts whose key has these values, up to the version `number`; facts that are gone are among them.

    A change is listed once, with the version that brought it; a fact that came again with the same values is none. Raises StorageError
    where there is no such dataset, or `key` names a column that is not of its key.
    """
    layout = store.layout(dataset)
    if strange := key.keys() - set(layout.dataset.key):
        raise StorageError(f"{dataset}: {', '.join(sorted(strange))} is not of the key, which is {', '.join(layout.dataset.key)}")
    states, complete = _states(store, dataset, number)
    found, examples = [], store.settings.examples
    with duckdb.connect(":memory:", config=CONFIG) as connection:
        held = [_attach(connection, store, version) for _, version in states]
        try:
            rows = _ask(connection, list(_selects(connection, layout, key, examples)), key)
        except duckdb.BinderException:  # as many columns as today, and others
            rows = _ask(connection, list(_selects(connection, layout, key, examples, alike=False)), key)
    facts = _by_version(layout, rows)
    for (record, _), version in zip(states, held, strict=True):
        if version is None:
            complete = False
        else:
            found.append((record, facts.get(version, {})))
    if any(len(there) > MOST_FACTS for _, there in found):
        return History({}, False, 0)
    keys = dict.fromkeys(key for _, there in found for key in there)
    return History({key: _changes(key, layout, found, complete) for key in keys}, complete, len(found))


def _states(store: Store, dataset: str, number: int) -> tuple[list[tuple[VersionRecord, int]], bool]:
    """The versions in which the dataset changed, newest first, each with one that holds it still and whose file is there.

    Those of which no file is left are passed over; the second value is whether none was.
    """
    there = store.files.version_numbers()
    records = store.register.touching((dataset, CORRECTIONS), number, MOST_VERSIONS + 1)
    found, until = [], number + 1
    for record in records[:MOST_VERSIONS]:
        held = next((one for one in there if record.number <= one < until), None)
        if held is not None:
            found.append((record, held))
        until = record.number
    return found, len(found) == len(records)


def _attach(connection: duckdb.DuckDBPyConnection, store: Store, version: int) -> int | None:
    """Attach a version; None where its file has just been removed, or is damaged."""
    try:
        connection.execute(f"ATTACH {literal(str(store.files.version_file(version)))} AS v{version} (READ_ONLY)")
    except duckdb.Error:
        return None
    return version


def _ask(connection: duckdb.DuckDBPyConnection, selects: Sequence[str], key: Mapping[str, str]) -> list[tuple]:
    return connection.execute(" UNION ALL ".join(selects), dict(key)).fetchall() if selects else []


def _selects(
    connection: duckdb.DuckDBPyConnection, layout: Layout, key: Mapping[str, str], examples: bool, alike: bool = True
) -> Iterator[str]:
    """SELECTs of the facts that each version attached shows: the real ones, the examples, those that corrections stand in the place of.

    `alike` takes a table of as many columns as today's for one of the same columns, which is quicker than to ask.
    """
    dataset, columns = layout.dataset.id, names(layout.columns)
    conditions = [f"{quote(id)} = ${id}" for id in key]
    conditions += [f"{quote(column.id)} IS NOT NULL" for column in layout.dataset.attributes if column.required]
    kinds = {dataset: "NOT EXAMPLE", f"example_{dataset}": str(examples), f"corrected_{dataset}": f"(NOT EXAMPLE OR {examples})"}
    sql = f"SELECT database_name, table_name, column_count FROM duckdb_tables() WHERE table_name IN ({', '.join(map(literal, kinds))})"
    for version, table, width in connection.execute(sql).fetchall():
        where = " AND ".join([kinds[table], *conditions])
        facts = f"{version}.{quote(table)}"
        if not alike or width != len(layout.columns):
            facts = f"({layout.read(facts, {name for name, *_ in connection.execute(f'DESCRIBE {facts}').fetchall()})})"
        corrected = table.startswith("corrected_")
        yield f"(SELECT {version[1:]} AS N, {corrected} AS C, {columns} FROM {facts} WHERE {where} LIMIT {MOST_FACTS + 1})"


def _by_version(layout: Layout, rows: Sequence[tuple]) -> dict[int, Facts]:
    """The facts by version and key, each with whether it is corrected; what is corrected goes before what its source says."""
    found: dict[int, Facts] = {}
    for version, corrected, *cells in rows:
        row = dict(zip(layout.columns, cells, strict=True))
        there, key = found.setdefault(version, {}), tuple(row[name] for name in layout.key)
        if corrected or key not in there:
            there[key] = corrected, row
    return found


def _changes(key: Key, layout: Layout, found: Sequence[tuple[VersionRecord, Facts]], complete: bool) -> list[Past]:
    """The changes of one fact, newest first; before the first version that is known it may have been the same."""
    made: list[Past] = []
    for place, (record, facts) in enumerate(reversed(found)):
        corrected, row = facts.get(key, (False, None))
        values = None if row is None else {name: row[name] for name in layout.values}
        before = made[-1].values if made else None
        if values != before:
            batch, number = (row["BATCH"], row["RECORD"]) if row else (record.batch or "", 0)
            made.append(Past(record, values, batch, number, corrected, first=place == 0 and not complete))
    return made[::-1]
