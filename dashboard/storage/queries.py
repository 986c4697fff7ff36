"""Named questions: the files of `queries/`, each SQL with a header that says what it answers, with which parameters and columns.

The header is SQL comments, each item may go on over further comment lines::

    -- purpose: one sentence
    -- parameters: indicator, areas (a list; empty means all)      or: none
    -- columns: ref_area, sex, obs_value, obs_value_q (one of '', >, <, ≥, ≤, ~)
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import sqlalchemy as sa

from ..config import ROOT
from ..errors import StorageError

FOLDER = ROOT / "queries"
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_ITEMS = ("purpose", "parameters", "columns")
# DuckDB's `:x::VARCHAR` is not read as a parameter by SQLAlchemy; left alone it would fail only when the query is run.
_CAST = re.compile(r"(?<![:\w]):\w+::")


@dataclass(frozen=True)
class Query:
    """One question, ready to be asked."""

    name: str
    purpose: str
    parameters: frozenset[str]
    columns: tuple[str, ...]
    statement: sa.TextClause


@cache
def read_query(name: str, folder: Path = FOLDER) -> Query:
    """The query of this name, read once; raises StorageError naming the file and what is wrong with it."""
    file = folder / f"{name}.sql"
    if not _NAME.fullmatch(name) or not file.is_file():
        raise StorageError(f"there is no query {name!r}: {file} is missing")
    text = file.read_text(encoding="utf-8")
    header = _header(file, text)
    if cast := _CAST.search(text):
        raise StorageError(f"{file}: write CAST({cast[0][:-2]} AS …) instead of {cast[0]}…")
    # Comments may hold colons that are no parameters.
    statement = sa.text("\n".join(line for line in text.splitlines() if not line.lstrip().startswith("--")))
    declared, bound = _names(header["parameters"]), set(statement._bindparams)
    if set(declared) != bound:
        raise StorageError(f"{file}: the header declares the parameters {sorted(declared)}, the SQL has {sorted(bound)}")
    return Query(name, header["purpose"], frozenset(bound), tuple(_names(header["columns"])), statement)


def _header(file: Path, text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    item = ""
    for line in text.splitlines():
        if not line.startswith("--"):
            break
        words = line[2:].strip()
        name, colon, rest = words.partition(":")
        if colon and name in _ITEMS:
            item = name
            found[item] = rest.strip()
        elif item:
            found[item] += f" {words}"
    missing = [name for name in _ITEMS if not found.get(name)]
    if missing:
        raise StorageError(f"{file}: its header lacks {', '.join(f'`-- {name}:`' for name in missing)}")
    return found


def _names(text: str) -> list[str]:
    """`a, b (in words, with commas), c` → a, b, c; `none` → nothing."""
    plain = re.sub(r"\([^()]*\)", "", text)
    names = [match[0] for part in plain.split(",") if (match := _NAME.match(part.strip()))]
    return [] if names == ["none"] else names
