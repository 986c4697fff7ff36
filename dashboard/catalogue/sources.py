"""The publications and databases that figures come from, as cited beside every figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .files import read_csv

COLUMNS = ("id", "publisher", "title", "link", "kind", "licence", "retrieved", "note")
KINDS = ("primary", "secondary")


@dataclass(frozen=True)
class Source:
    """One source; `kind` is primary (the publisher itself) or secondary (another reports it); `retrieved` is a date or ""."""

    id: str
    publisher: str
    title: str
    link: str
    kind: str
    licence: str
    retrieved: str
    note: str


def precedence(source: str, sources: Mapping[str, Source]) -> tuple:
    """Where a source stands among those that say different things of the same, as a key that sorts the leading one first.

    A primary source goes before a secondary one or one that is not listed, then the newest retrieval, then the source's id.
    """
    known = sources.get(source)
    if known is None:
        return True, (0,), source
    newest_first = tuple(-ord(letter) for letter in known.retrieved) or (0,)
    return known.kind != "primary", newest_first, source


def read_sources(file: Path) -> Mapping[str, Source]:
    """All sources by id; raises CatalogueError."""
    sources: dict[str, Source] = {}
    for row in read_csv(file, COLUMNS):
        if row.required("id") in sources:
            row.wrong("id", f"{row['id']!r} stands there twice")
        if row["kind"] not in KINDS:
            row.wrong("kind", f"is {row['kind']!r}; it must be {' or '.join(KINDS)}")
        for column in ("publisher", "title"):
            row.required(column)
        sources[row["id"]] = Source(**row)
    return sources
