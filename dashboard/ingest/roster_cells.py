"""The cells of a speaker list: what is said of a person, read word by word, and shown back only where it can be no name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from typing import Any, NamedTuple

from ..catalogue import RosterWords, plain
from ..domain.programme import MAN, UNDISCLOSED, WOMAN
from .numbers import meanings
from .roster_parts import FIXED, GROUP, MINUTES, REGION, ROLE, SESSION, SEX, TITLE
from .scan import ADDRESS, BIDI, INVISIBLE

LISTS = {ROLE: "ROLE", SEX: "SEX", TITLE: "TITLE", GROUP: "GROUP", REGION: "AREA", FIXED: "FIXED"}
LETTER_M, OF_MEN = "m", frozenset("hv")
"""A letter that stands for men in most languages, for women (mujer) beside H (hombre) or V (varón)."""
TOTAL, NO_ANSWER = "_T", "_N"
NOTHING = frozenset(("_T", "_U", "_Z"))
"""Codes of a group or area that say nothing."""
LONGEST_TITLE, LONGEST_WORDS = 300, 100
LONGEST_SPEECH = 24 * 60
MOST_GUESSES = 50
"""So many different unknown words of a column are compared with the known ones, which takes a few milliseconds each."""
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\s]+")
ERROR = re.compile(r"#[A-Z/0!?]+")
CLOCK = re.compile(r"(\d{1,2}):(\d\d):(\d\d)(?:\.\d+)?")
PARTS = re.compile(r"(\d+(?:[.,]\d+)?)\s*([^\d\s.,]*)\.?\s*")
PLAIN_TIME = re.compile(r"[\d\s:.,'-]{1,12}")
FINEST = ("HOUR", "MIN", "SEC")


class Read(NamedTuple):
    """What a cell says: its value; what is wrong with it ("" where nothing); what may be shown of it; what may be meant."""

    value: Any
    fault: str = ""
    shown: str = ""
    suggestion: str = ""


def clean(text: str) -> str:
    """A text as one line, without what is not seen: controls, marks that show it in another order, joiners where they join nothing."""
    text = CONTROL.sub(" ", text).strip()
    if text.isascii():
        return text
    return INVISIBLE.sub(b"", BIDI.sub(b"", text.encode("utf-8", "ignore"))).decode("utf-8", "ignore").strip()


def has_address(text: str) -> bool:
    """Whether there is an e-mail address in a text."""
    return "@" in text and ADDRESS.search(text.replace("＠", "@").encode("utf-8", "ignore")) is not None


def letter_m(written: Iterable[str], words: RosterWords, header: str) -> str:
    """The sex that a lone M stands for in a column, from its other words or from its header, such as "M/F"; "" where neither tells."""
    ways = {plain(text) for text in written} - {LETTER_M}
    told = {way: words.codes["SEX"].get(way) or words.codes["TITLE"].get(way) for way in ways}
    letters = set(re.findall(r"\b\w\b", plain(header)))
    women = WOMAN in told.values() or not letters.isdisjoint(("f", "w"))
    men = not OF_MEN.isdisjoint(told.keys() | letters)
    if women == men:
        return ""
    return MAN if women else WOMAN


class Cells:
    """Reads the cells of one list: each way of writing once. `m` is the sex that a lone M stands for."""

    def __init__(self, words: RosterWords, m: str = ""):
        self.words = words
        self.sex_words = {**words.codes["SEX"], LETTER_M: m}
        self._titles = words.codes["TITLE"]
        self._read: dict[str, dict[str, Read]] = {}
        self._guesses: dict[str, int] = {}
        self._readers: Mapping[str, Callable[[str], Read]] = {
            SESSION: self._session,
            ROLE: self._role,
            SEX: self._sex,
            TITLE: self._title,
            GROUP: self._code_of(GROUP),
            REGION: self._code_of(REGION),
            MINUTES: self._minutes,
            FIXED: self._fixed,
        }

    def read(self, field: str, written: str) -> Read:
        """What a cell says in a column of this field."""
        if field != SESSION:
            written = written[:LONGEST_WORDS]
        known = self._read.setdefault(field, {})
        found = known.get(written)
        if found is None:
            found = known[written] = self._readers[field](written)
        return found

    def understands(self, field: str, written: str) -> bool:
        """Whether a cell says something in a column of this field, as far as known words tell; of a session any text does."""
        written = written[:LONGEST_WORDS]
        if field == SEX:
            way = plain(written)
            return way in self.sex_words or way in self._titles
        if field in (TITLE, MINUTES):
            return not self._readers[field](written).fault
        return field == SESSION or bool(self._known(LISTS[field], written))

    def says_sex(self, field: str, written: str) -> bool:
        """Whether a cell says, in words for sexes or in titles, that somebody is a woman or a man."""
        return (self.sex_words if field == SEX else self._titles).get(plain(written)) in (WOMAN, MAN)

    def _session(self, written: str) -> Read:
        text = clean(written)[:LONGEST_TITLE].rstrip()
        return Read("", "session_personal") if has_address(text) else Read(text)

    def _role(self, written: str) -> Read:
        code = self._known("ROLE", written)
        if code is not None:
            return Read(code)
        return self._unknown(ROLE, "_U", "role_unknown", written)

    def _sex(self, written: str) -> Read:
        way = plain(written)
        code = self.sex_words.get(way) or (self._titles.get(way, "") if way != LETTER_M else "") if way else UNDISCLOSED
        if ERROR.fullmatch(written.strip()) or not code:
            return self._unknown(SEX, None, "sex_unknown", written)
        if code == TOTAL:
            return Read(None, "sex_total")
        return Read(UNDISCLOSED if code in (NO_ANSWER, "_Z") else code)

    def _title(self, written: str) -> Read:
        """The sex that a title says, wherever it stands among others (`H.E. Ms`); of two that contradict each other none."""
        way = plain(written)
        if way in self._titles or not way:
            return Read(self._titles.get(way, UNDISCLOSED))
        said = {code for title, code in self._titles.items() if f" {title} " in f" {way} "}
        sexes = said - {UNDISCLOSED}
        if not said:
            return Read(None, "sex_unknown")
        return Read(sexes.pop() if len(sexes) == 1 else UNDISCLOSED)

    def _code_of(self, field: str) -> Callable[[str], Read]:
        def read(written: str) -> Read:
            code = self._known(LISTS[field], written)
            if code is None:
                return self._unknown(field, "", f"{field}_unknown", written)
            return Read("" if code in NOTHING else code)

        return read

    def _minutes(self, written: str) -> Read:
        text = "".join(meanings(written).get(sign, sign) for sign in written).casefold()
        text = text.replace("'", " min ").replace("′", " min ").strip()
        if not plain(text):
            return Read(None)
        found = _minutes(text, self.words.codes["UNIT"])
        if found is None or found > LONGEST_SPEECH:
            return Read(None, "minutes_unreadable", clean(written) if PLAIN_TIME.fullmatch(text) else "")
        return Read(found)

    def _fixed(self, written: str) -> Read:
        code = self._known("FIXED", written)
        return Read(code == "YES") if code is not None else self._unknown(FIXED, False, "fixed_unreadable", written)

    def _known(self, name: str, written: str) -> str | None:
        """The code that a text stands for in a list, "" for an empty one, None for one that is not known."""
        way = plain(written)
        return self.words.codes[name].get(way) if way else ""

    def _unknown(self, field: str, value: Any, fault: str, written: str) -> Read:
        """A word that is not known: with what is like it, and shown only where it is like a known word or made of such."""
        way = plain(written)
        count = self._guesses[field] = self._guesses.get(field, 0) + 1
        if count > MOST_GUESSES or not 1 < len(way) <= LONGEST_WORDS or has_address(written):
            return Read(value, fault)
        codes = self.sex_words if field == SEX else self.words.codes[LISTS[field]]
        close = get_close_matches(way, codes, n=1, cutoff=0.75)
        parts = [codes[part] for part in way.split() if codes.get(part) and len(part) > 2]
        suggestion = codes[close[0]] if close else parts[0] if parts else ""
        shown = clean(written) if close or (parts and len(parts) == len(way.split())) else ""
        hidden = suggestion in NOTHING or suggestion in ("YES", "NO")
        return Read(value, fault, shown, "" if hidden else suggestion)


def _minutes(text: str, units: Mapping[str, str]) -> float | None:
    """The minutes that a text says: 90, 12,5, 90 min, 1 h 30, 1:30:00; None where that is not certain, as of 10:30."""
    if clock := CLOCK.fullmatch(text):
        hours, minutes, seconds = map(int, clock.groups())
        return hours * 60 + minutes + seconds / 60
    total, at, coarser, named = 0.0, 0, -1, True
    for part in PARTS.finditer(text):
        if part.start() != at or not (named or part[2]):
            return None
        unit = units.get(plain(part[2]), "") if part[2] else "MIN" if at == 0 else FINEST[min(coarser + 1, 2)]
        if not unit or FINEST.index(unit) <= coarser:
            return None
        at, coarser, named = part.end(), FINEST.index(unit), bool(part[2])
        total += float(part[1].replace(",", ".")) * {"HOUR": 60, "MIN": 1, "SEC": 1 / 60}[unit]
    return total if at == len(text) and at else None
