"""The words of speaker lists: how headers, sexes, titles, roles and groups are written in them, in the six languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from .codelists import Codelist
from .files import Row, read_csv

FIELDS = ("session", "role", "sex", "title", "group", "region", "minutes", "fixed")
HEADERS = "headers.csv"
# The lists of words, each in a file, and what its codes may be: those of a codelist, or these.
LISTS: Mapping[str, tuple[str, str | tuple[str, ...]]] = {
    "SEX": ("sex.csv", "SEX"),
    "TITLE": ("titles.csv", ("F", "M", "_U")),
    "ROLE": ("roles.csv", "ROLE"),
    "GROUP": ("groups.csv", "GROUP"),
    "FIXED": ("fixed.csv", ("YES", "NO")),
    "UNIT": ("units.csv", ("MIN", "HOUR", "SEC")),
    "SESSION": ("sessions.csv", ("SESSION",)),
}
OTHER_CODES = ("m49", "iso2")
# Signs between and around words, which tell no word from another: punctuation, blanks, accents, marks of direction.
UNTOLD = frozenset("PZCM")
UNTOLD_ASCII = re.compile(r"[^a-z0-9$+<=>^`|~]+")
TATWEEL = "ـ"


@dataclass(frozen=True, eq=False)
class RosterWords:
    """`headers` by plain text: the fields that it may head, each with its place among the ways of writing it in a language.

    `codes` by list (SEX, TITLE, ROLE, GROUP, AREA, FIXED, UNIT, SESSION): what each plain text stands for.
    """

    headers: Mapping[str, Mapping[str, int]]
    codes: Mapping[str, Mapping[str, str]]

    def with_headers(self, said: Mapping[str, str]) -> RosterWords:
        """The same where somebody has said which header heads which field: no other header heads that field then."""
        settled = set(said.values())
        others = {way: {field: place for field, place in fields.items() if field not in settled} for way, fields in self.headers.items()}
        return replace(self, headers=others | {plain(header): {field: 0} for header, field in said.items()}) if said else self


def plain(text: str) -> str:
    """A text without what does not tell one word from another: case, accents, punctuation, the width of its letters."""
    if text.isascii():
        return UNTOLD_ASCII.sub(" ", text.casefold()).strip()
    signs = (sign for sign in unicodedata.normalize("NFKD", text.casefold()) if sign != TATWEEL and not unicodedata.combining(sign))
    return " ".join("".join(" " if unicodedata.category(sign)[0] in UNTOLD else sign for sign in signs).split())


def read_roster_words(folder: Path, codelists: Mapping[str, Codelist], synonyms: Mapping[str, Mapping[str, str]]) -> RosterWords:
    """The words of a folder, joined by the names and synonyms of the codes; raises CatalogueError where one names what is not there."""
    headers: dict[str, dict[str, int]] = {}
    places: dict[tuple[str, str], int] = {}
    for row in read_csv(folder / HEADERS, ("field", "language", "written")):
        field = row["field"]
        if field not in FIELDS:
            row.wrong("field", f"{field!r} is not one of {', '.join(FIELDS)}")
        place = places[field, row["language"]] = places.get((field, row["language"]), -1) + 1
        headers.setdefault(_way(row), {}).setdefault(field, place)
    codes = {}
    for name, (file, known) in LISTS.items():
        allowed = known if isinstance(known, tuple) else codelists[known].items if known in codelists else ()
        codes[name] = dict(_words(folder / file, allowed))
    for name in {"SEX", "ROLE", "GROUP", "AREA"} & codelists.keys():
        words = codes.setdefault(name, {})
        for way, code in _ways(codelists[name], synonyms.get(name, {})):
            words.setdefault(way, code)
    return RosterWords(headers, codes)


def _words(file: Path, known: Container[str]) -> Iterator[tuple[str, str]]:
    """The ways of writing in a file, each with its code."""
    found: dict[str, str] = {}
    for row in read_csv(file, ("code", "language", "written")):
        if row["code"] not in known:
            row.wrong("code", f"{row['code']!r} is not known here")
        way = _way(row)
        if found.setdefault(way, row["code"]) != row["code"]:
            row.wrong("written", f"{row['written']!r} stands there for another code already")
    yield from found.items()


def _way(row: Row) -> str:
    """A way of writing as it is compared."""
    way = plain(row.required("written"))
    if not way:
        row.wrong("written", "has no letter, digit or sign by which it could be told")
    return way


def _ways(codelist: Codelist, synonyms: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """How the codes of a codelist are written otherwise: the code, other standards' codes, its names, its synonyms."""
    for item in codelist.items.values():
        others = [number for key in OTHER_CODES if (number := item.attributes.get(key))]
        for way in (item.code, *others, *(other.lstrip("0") for other in others if other.isdigit()), *item.names.values()):
            yield plain(way), item.code
    for way, code in synonyms.items():
        yield plain(way), code
