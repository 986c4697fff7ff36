"""Figures written in another way than with digits and a decimal point: what they stand for, as SQL, and where nobody can tell.

A cell is judged by itself, so that the same file is always read the same way. What stands between digits differs by country: blanks,
apostrophes, commas or points between thousands, a comma or a point before decimals. Source: Unicode CLDR, "Number Symbols".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from ..storage import Workspace
from .sql import name, text

# As `dashboard.domain.quantity.parse` reads a figure; the second without a qualifier.
NUMBER = r"\s*(>=|<=|[><≥≤~]?)\s*([+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?)\s*"
UNQUALIFIED = NUMBER.replace("(>=|<=|[><≥≤~]?)", "")
PLAIN = r"[0-9]{1,15}(\.[0-9]+)?"
NOT_FINITE = r"(?i)\s*[+-]?(nan|inf|infinity)\s*"
NOT_ASCII = r"[^\x00-\x7f]"

# Signs that are one and the same to a reader. Marks of direction stand around figures in Arabic text and are not seen.
_ALIKE = {
    **dict.fromkeys("\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000", " "),
    **dict.fromkeys("\u200e\u200f\u061c", ""),
    **dict.fromkeys("\u2019\uff07\u066c", "'"),
    **dict.fromkeys("\u2212\uff0d\ufe63", "-"),
    **dict.fromkeys("\uff0b\ufe62", "+"),
    **dict.fromkeys("\uff05\u066a\ufe6a", "%"),
    **dict.fromkeys("\uff0c\u060c", ","),
    **dict.fromkeys("\uff0e\u066b", "."),
}

_LEAD = "(>=|<=|[><≥≤~]?) *[+-]? *"
_EXPONENT = "([eE][+-]?[0-9]+)?"
_FIRST = "[1-9][0-9]{0,2}"
# A thousand and more in one country, one and a bit in another.
_EITHER = f"{_FIRST},[0-9]{{3}}"
# With a point before the decimals, if there are any; groups of three digits or, as in India, of two and the last of three.
_POINT = "|".join(
    (
        rf"[0-9]*\.?[0-9]+{_EXPONENT}",
        rf"{_FIRST}(,[0-9]{{3}}){{2,}}(\.[0-9]+)?",
        rf"{_FIRST},[0-9]{{3}}\.[0-9]+",
        r"[1-9][0-9]?(,[0-9]{2})+,[0-9]{3}(\.[0-9]+)?",
        rf"{_FIRST}([ '][0-9]{{3}})+(\.[0-9]+)?",
    )
)
# With a comma before the decimals, or with points between the thousands.
_COMMA = "|".join(
    (
        rf"[0-9]*,[0-9]+{_EXPONENT}",
        rf"{_FIRST}(\.[0-9]{{3}}){{2,}}(,[0-9]+)?",
        rf"{_FIRST}\.[0-9]{{3}},[0-9]+",
        rf"{_FIRST}([ '][0-9]{{3}})+,[0-9]+",
    )
)


def meanings(signs: Iterable[str]) -> Mapping[str, str]:
    """What signs that are not ASCII stand for within a figure, digits of any script among them; those that mean nothing are left out."""
    found = {sign: _ALIKE.get(sign, str(unicodedata.decimal(sign, ""))) for sign in signs}
    return {sign: meaning for sign, meaning in found.items() if meaning or sign in _ALIKE}


def matches(cell: str, pattern: str) -> str:
    """SQL for whether a cell is written in a way."""
    return f"regexp_full_match({cell}, {text(pattern)})"


def normalised(cell: str, signs: Mapping[str, str], whole: bool, percent: str) -> str:
    """SQL for the figure in a cell with digits and a decimal point; for the cell as it is where it needs no change or cannot be told.

    `signs` are the `meanings` of what is not ASCII in the column, `whole` is whether it holds counts (so that 1,234 can only be 1234),
    `percent` is SQL for whether a per cent sign says no more than the unit.
    """
    figure = cell
    for sign, meaning in signs.items():
        figure = f"replace({figure}, {text(sign)}, {text(meaning)})"
    figure = f"trim({figure})"
    figure = f"CASE WHEN {percent} THEN trim(regexp_replace({figure}, '^%|%$', '')) ELSE {figure} END" if percent != "false" else figure
    without = f"replace({figure}, ',', '')"
    return f"""CASE WHEN {matches(cell, NUMBER)} THEN {cell}
        WHEN {matches(cell, "[0-9]+,[0-9]{1,2}")} THEN replace({cell}, ',', '.')
        WHEN {matches(figure, _LEAD + _EITHER)} THEN {_compact(without) if whole else cell}
        WHEN {matches(figure, f"{_LEAD}({_POINT})")} THEN {_compact(without)}
        WHEN {matches(figure, f"{_LEAD}({_COMMA})")} THEN {_compact(f"replace(replace({figure}, '.', ''), ',', '.')")}
        ELSE {cell} END"""


def rewrite(workspace: Workspace, source: str, table: str, columns: Mapping[str, tuple[bool, str]]) -> frozenset[str]:
    """Make a table of RECORD and, as `X=`, each figure of a column X that is written in another way, with digits and a decimal point.

    For each column there are `whole` and `percent` as in `normalised`. Gives the columns that have such figures; without any, no table.
    """
    figures = {}
    for column, (whole, percent) in columns.items():
        cell = f"nullif(trim({name(column)}), '')"
        signs = workspace.execute(f"SELECT DISTINCT unnest(regexp_extract_all({cell}, {text(NOT_ASCII)})) FROM {source}")
        figures[column] = f"nullif({normalised(cell, meanings(sign for (sign,) in signs), whole, percent)}, {cell})"
    if not figures:
        return frozenset()
    given = [name(column + "=") for column in figures]
    cells = ", ".join(f"{sql} AS {column}" for sql, column in zip(figures.values(), given, strict=True))
    kept = " OR ".join(f"{column} IS NOT NULL" for column in given)
    workspace.execute(f"CREATE TABLE {table} AS SELECT * FROM (SELECT RECORD, {cells} FROM {source}) WHERE {kept}")
    counts = workspace.execute(f"SELECT {', '.join(f'count({column})' for column in given)} FROM {table}")[0]
    found = frozenset(column for column, count in zip(figures, counts, strict=True) if count)
    if not found:
        workspace.execute(f"DROP TABLE {table}")
    return found


def _compact(figure: str) -> str:
    """SQL for a figure without blanks and apostrophes, and with a zero where nothing stands before the decimal point."""
    return f"regexp_replace(regexp_replace({figure}, '[ '']', '', 'g'), '^([^0-9.]*)[.]', '\\10.')"


def readings(cell: str) -> str | None:
    """The two numbers that a cell such as `1,234` may stand for, or None where there are not two."""
    plain = "".join(meanings(cell).get(sign, sign) for sign in cell).strip(" %").replace(" ", "")
    if not re.fullmatch(_LEAD + _EITHER, plain):
        return None
    return f"{plain.replace(',', '')} / {plain.replace(',', '.')}"
