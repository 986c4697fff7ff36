"""What may have been meant: the nearest code for a word that is none, the number that a differently written one stands for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from functools import lru_cache

from ..catalogue import Codelist

LONGEST_GUESS = 60
OTHER_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫−", "01234567890123456789.-")
SIGN = "[<>~≥≤]?[+-]?"
SPACES = "[\u0020\u00a0\u2009\u202f'’٬]"


def suggest_code(codelist: Codelist, value: str) -> str | None:
    """The code of a list that a text most likely stands for: by its name in any language, by another standard's code, by likeness."""
    return _nearest(_Ways(codelist), value.strip().casefold()[:LONGEST_GUESS])


class _Ways:
    """All ways in which the codes of a list may be written. Lists are compared by identity: they live as long as the catalogue."""

    def __init__(self, codelist: Codelist):
        self.codelist = codelist

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Ways) and self.codelist is other.codelist

    def __hash__(self) -> int:
        return id(self.codelist)


@lru_cache(maxsize=64)
def _written(ways: _Ways) -> Mapping[str, str]:
    written: dict[str, str] = {}
    items = ways.codelist.items.values()
    for item in items:
        written.setdefault(item.code.casefold(), item.code)
    for item in items:
        other = [item.attributes[key] for key in ("m49", "iso2") if item.attributes.get(key)]
        for way in (*other, *(number.lstrip("0") for number in other), *item.names.values()):
            written.setdefault(way.casefold(), item.code)
    return written


@lru_cache(maxsize=4096)
def _nearest(ways: _Ways, value: str) -> str | None:
    written = _written(ways)
    if value in written:
        return written[value]
    close = get_close_matches(value, written, n=1, cutoff=0.75) if len(value) > 1 else []
    return written[close[0]] if close else None


def suggest_number(value: str, whole: bool = False) -> str | None:
    """The number that a cell means but writes with a comma, spaces, a per cent sign or other digits; None where that is not certain."""
    plain = re.sub(SPACES, "", value.translate(OTHER_DIGITS)).removesuffix("%").removesuffix("٪")
    if re.fullmatch(rf"{SIGN}[1-9]\d{{0,2}}(,\d{{3}})+(\.\d+)?", plain):
        if not whole and plain.count(",") == 1 and "." not in plain:
            return None  # 1,234 is 1234 in one country and 1.234 in another
        plain = plain.replace(",", "")
    elif re.fullmatch(rf"{SIGN}\d+,\d+", plain) and not whole:
        plain = plain.replace(",", ".")
    return plain if plain != value and re.fullmatch(rf"{SIGN}\d+(\.\d+)?", plain) else None
