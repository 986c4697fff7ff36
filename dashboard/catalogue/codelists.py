"""Codelists: for each classification its codes in order, with names in six languages and the standard they come from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..errors import CatalogueError
from .files import Row, Table, read_csv, read_toml
from .languages import LANGUAGES

MEMBERS_FILE = "area_members.csv"
COLUMNS = ("code", "order", "parent", *(f"name_{language}" for language in LANGUAGES), "source")


@dataclass(frozen=True)
class Item:
    """One code of a codelist; `parent` is the code above it or "", `attributes` are the list's own further columns."""

    code: str
    order: int
    parent: str
    names: Mapping[str, str]
    source: str
    attributes: Mapping[str, str]


@dataclass(frozen=True)
class Codelist:
    """A classification: its items by code, in order; `sdmx` is the identifier of the SDMX codelist it follows, or ""."""

    id: str
    names: Mapping[str, str]
    source: str
    link: str
    sdmx: str
    items: Mapping[str, Item]

    def __contains__(self, code: object) -> bool:
        return code in self.items


def read_codelists(folder: Path, derived: Mapping[str, Iterable[Item]]) -> Mapping[str, Codelist]:
    """All codelists that `index.toml` of the folder names, in its order.

    A list takes its items from `<id>.csv`, or from the `file` it names; `derived` gives, by id, the items that are made from other
    declarations and that follow those of its own file, if it has one. Raises CatalogueError.
    """
    index = read_toml(folder / "index.toml")
    codelists: dict[str, Codelist] = {}
    files = {MEMBERS_FILE}
    for id in index.keys():
        table = index.table(id)
        file = folder / table.get("file", str, f"{id}.csv")
        files.add(file.name)
        codelists[id] = _read_codelist(id, table, file, derived.get(id))
    for file in sorted(folder.glob("*.csv")):
        if file.name not in files:
            raise CatalogueError(file, "file", "is not named by index.toml; add its table there")
    for id in derived:
        if id not in codelists:
            raise CatalogueError(index.file, id, "is missing; this codelist needs a table with its names")
    return codelists


def read_codelist_ids(folder: Path) -> tuple[str, ...]:
    """The ids of all codelists, without reading their items."""
    return read_toml(folder / "index.toml").keys()


def _read_codelist(id: str, table: Table, file: Path, derived: Iterable[Item] | None) -> Codelist:
    names = {language: table.get(f"name_{language}", str) for language in LANGUAGES}
    for language, name in names.items():
        if not name.strip():
            table.wrong(f"name_{language}", "is empty; write the name in this language")
    source, link, sdmx = table.get("source", str), table.get("link", str, ""), table.get("sdmx", str, "")
    table.done()
    items = read_items(file) if derived is None or file.exists() else {}
    for item in derived or ():
        if item.code in items:
            raise CatalogueError(file, item.code, f"stands in the file and is made from other declarations of {id} as well")
        items[item.code] = item
    return Codelist(id, names, source, link, sdmx, items)


def read_items(file: Path) -> dict[str, Item]:
    """The items of one codelist file by code, sorted by their order; raises CatalogueError."""
    rows = read_csv(file, COLUMNS, more=True)
    if not rows:
        raise CatalogueError(file, "file", "has no items")
    items: dict[str, Item] = {}
    for row in rows:
        if row["code"] in items:
            row.wrong("code", f"{row['code']!r} stands there twice")
        items[row.required("code")] = _item(row)
    for row in rows:
        if row["parent"] and (row["parent"] not in items or row["parent"] == row["code"]):
            row.wrong("parent", f"{row['parent']!r} is not a code of this list above {row['code']!r}")
    return dict(sorted(items.items(), key=lambda pair: pair[1].order))


def _item(row: Row) -> Item:
    if not row["order"].isdigit():
        row.wrong("order", f"is {row['order']!r}; it must be a whole number")
    attributes = {column: value for column, value in row.items() if column not in COLUMNS}
    return Item(row["code"], int(row["order"]), row["parent"], row.names(), row.required("source"), attributes)
