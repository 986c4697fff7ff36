"""What may have been meant: the nearest code for a word that is none, the number that a differently written one stands for."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from difflib import get_close_matches
from functools import lru_cache

from ..catalogue import Codelist, folded

LONGEST_GUESS = 60
OTHER_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫−", "01234567890123456789.-")
SIGN = "[<>~≥≤]?[+-]?"
SPACES = "[\u0020\u00a0\u2009\u202f'’٬]"
# Codes of other standards that items carry: numbers of M49, two letters of ISO 3166, codes of SDMX for the SDGs.
OTHER_CODES = ("m49", "iso2", "sdmx")
# How a period may be written so that there is no other reading, and how this project writes it. Source of the last three: SDMX
# Technical Notes, "Time"; a year between brackets is the World Bank's.
YEAR = r"(?P<y>\d{4})"
PERIODS = (
    (rf"{YEAR}(?:\.0|-?A1)?(?: \[YR(?P=y)\])?", "{y}"),
    (rf"{YEAR}[-./ ]?[QT](?P<n>[1-4])", "{y}-Q{n}"),
    (rf"[QT](?P<n>[1-4])[-./ ]?{YEAR}", "{y}-Q{n}"),
    (rf"{YEAR}[-./ ]?[SH](?P<n>[12])", "{y}-S{n}"),
    (rf"{YEAR}-?M(?P<n>0?[1-9]|1[0-2])", "{y}-{n:02}"),
    (rf"{YEAR}-(?P<n>0[1-9]|1[0-2])", "{y}-{n:02}"),
    (rf"{YEAR}-?W(?P<n>0?[1-9]|[1-4]\d|5[0-3])", "{y}-W{n:02}"),
)
DAY = re.compile(r"(\d{4})[-/](\d{2})[-/](\d{2})(?:T00:00:00(?:\.0+)?Z?)?")
# Ages as spans of years: from … to …, … and over; and what may stand around them.
AGE_WORDS = re.compile(r"\b(?:aged?|years?|yrs?|y|old|of age|ans|años|лет)\b")
AGE_SPAN = re.compile(r"(\d{1,3})(?: (?:to )?)(\d{1,3})")
AGE_OVER = re.compile(r"(\d{1,3}) ?(?:\+|pls|plus|and (?:over|older|above)|or (?:over|older|more)|et plus|y más|и старше)")


def suggest_code(codelist: Codelist, value: str, more: Mapping[str, str] | None = None) -> str | None:
    """The code of a list that a text most likely stands for: by its name in any language, by another standard's code, by likeness.

    `more` are other ways of writing, folded, as the catalogue's synonyms hold them.
    """
    return exact_code(codelist, value, more) or _nearest(_Ways(codelist, more or {}), value.strip().casefold()[:LONGEST_GUESS])


def exact_code(codelist: Codelist, value: str, more: Mapping[str, str] | None = None) -> str | None:
    """The code that a text certainly stands for: one of the ways of writing it, whatever its case; None where it is none of them.

    `SEX: Female`-like labels of SDMX-CSV (`F: Female`) count as their code; ages as spans of years (`15 to 24`) where the list has them.
    """
    value = value.strip()
    if value in codelist.items:
        return value
    written = _written(_Ways(codelist, more or {}))
    found = written.get(folded(value)) or written.get(value.casefold())
    if found is None and ": " in value and value.partition(": ")[0] in codelist.items:
        return value.partition(": ")[0]
    return found or (_span(codelist, value) if value else None)


def nearest_codes(codelist: Codelist, value: str, more: Mapping[str, str] | None = None, most: int = 3) -> tuple[str, ...]:
    """Up to `most` codes that a text may stand for: what it means, what holds its words, what is like it; none where nothing is."""
    ways = _Ways(codelist, more or {})
    written, wanted = _written(ways), folded(value.strip()[:LONGEST_GUESS])
    if len(wanted) < 2:
        return ()
    sure = exact_code(codelist, value, more)
    holding = [code for way, code in written.items() if f" {wanted} " in f" {folded(way)} "]
    close = [written[way] for way in get_close_matches(wanted, written, n=3 * most, cutoff=0.6)]
    return tuple(dict.fromkeys([*([sure] if sure else []), *holding, *close]))[:most]


class _Ways:
    """All ways in which the codes of a list may be written. Both are compared by identity: they live as long as the catalogue."""

    def __init__(self, codelist: Codelist, more: Mapping[str, str]):
        self.codelist, self.more = codelist, more

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Ways) and self.codelist is other.codelist and (self.more is other.more or self.more == other.more)

    def __hash__(self) -> int:
        return id(self.codelist)


@lru_cache(maxsize=64)
def _written(ways: _Ways) -> Mapping[str, str]:
    written: dict[str, str] = {}
    items = ways.codelist.items.values()
    for item in items:
        written.setdefault(item.code.casefold(), item.code)
        written.setdefault(folded(item.code), item.code)
    for way, code in ways.more.items():
        written.setdefault(way, code)
    for item in items:
        other = [item.attributes[key] for key in OTHER_CODES if item.attributes.get(key)]
        for way in (*other, *(number.lstrip("0") for number in other if number.isdigit()), *item.names.values()):
            written.setdefault(way.casefold(), item.code)
            written.setdefault(folded(way), item.code)
    return written


@lru_cache(maxsize=4096)
def _nearest(ways: _Ways, value: str) -> str | None:
    if value.strip("0123456789. ") == "":  # a number that is no code is another code, not a misspelling of one
        return None
    written = _written(ways)
    among = {written[word] for word in folded(value).split() if word in written and len(word) > 2}
    if len(among) == 1:
        return among.pop()
    close = get_close_matches(value, written, n=1, cutoff=0.75) if len(value) > 1 else []
    return written[close[0]] if close else None


def _span(codelist: Codelist, value: str) -> str | None:
    """The code of a span of ages, where the list has such codes (`Y15T24`, `Y_GE15`) and this one among them."""
    plain = re.sub(r"\s+", " ", AGE_WORDS.sub(" ", folded(value))).strip()
    code = None
    if found := AGE_SPAN.fullmatch(plain):
        code = f"Y{found[1]}T{found[2]}"
    elif found := AGE_OVER.fullmatch(plain):
        code = f"Y_GE{int(found[1]):02}"
    return code if code in codelist.items else None


def suggest_period(value: str) -> str | None:
    """A time period as this project writes it, where a text can mean one only; None where it means none or might mean several.

    `2019/20` is a year that begins in one and ends in the next: which it is counted as is for the sender to say.
    """
    plain = value.strip().translate(OTHER_DIGITS).upper()
    for pattern, written in PERIODS:
        if found := re.fullmatch(pattern, plain):
            parts = found.groupdict()
            return written.format(y=parts["y"], n=int(parts.get("n") or 0))
    if found := DAY.fullmatch(plain):
        try:
            return datetime.date(*map(int, found.groups())).isoformat()
        except ValueError:
            return None
    return None


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
