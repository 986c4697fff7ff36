"""The publications and databases that figures come from, as cited beside every figure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from .files import read_csv
from .profiles import folded

COLUMNS = ("id", "publisher", "title", "link", "kind", "licence", "retrieved", "note")
KINDS = ("primary", "secondary")
LIKENESS = 0.8  # of a text to an id, a publisher or a title; 1 is the same
WORD = re.compile(r"\w+")


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


def nearest_sources(text: str, sources: Mapping[str, Source], most: int = 3) -> tuple[str, ...]:
    """Up to `most` ids that a text may stand for which is none: by its words, all of which a source has, or by likeness."""
    plain = folded(text)
    if text in sources or not plain:
        return ()
    names = {id: [folded(name) for name in (id, one.publisher, one.title, f"{one.publisher}: {one.title}")] for id, one in sources.items()}
    words = set(WORD.findall(plain))
    same = [id for id, ways in names.items() if plain in ways]
    having = [id for id, ways in names.items() if words <= set(WORD.findall(" ".join(ways)))]
    ways = {way: id for id, own in reversed(names.items()) for way in own}
    like = [ways[way] for way in get_close_matches(plain, ways, n=most, cutoff=LIKENESS)]
    return tuple(dict.fromkeys([*same, *having, *like]))[:most]


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
