"""The tally of an event as a file of the dataset `participation`: counts by session, role and sex, with their zeros, and nothing else.

A session has its total and its groups. Countries are counted for the event as a whole, as delegations are. What is said of the session `_T`
is read as the total of the event: of a role in which somebody has no session or comes from a country it is written, with everybody of that
role in it; in all others the sessions add up to it.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from ..domain.programme import MAN, SEXES, UNDISCLOSED, WOMAN, Entry, sessions
from .cell_rules import FORMULA

COLUMNS = ("EVENT", "SESSION", "ROLE", "REF_AREA", "GROUP", "SEX", "COUNT", "MINUTES", "SESSION_TITLE")
TOTAL = "_T"
LONGEST_ID = 48
WORD = re.compile(r"[^\W_]+")
FORMULA_LIKE = re.compile(FORMULA)
Place = tuple[str, str, str, str]


def batch_csv(entries: Iterable[Entry], event: str) -> str:
    """The entries of an event (its id) as CSV, which `publish` takes as it is."""
    entries = list(entries)
    ids = session_ids(entry.session for entry in entries)
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(COLUMNS)
    for place, title, part in _places(entries, ids):
        for sex, count, minutes in _counted(part):
            session, role, area, group = place
            writer.writerow((event, session, role, area, group, sex, count, minutes, title))
    return target.getvalue()


def session_ids(titles: Iterable[str]) -> Mapping[str, str]:
    """An id for each title of a session, always the same for the same title: its words, numbers with two digits so that 2 comes before 10.

    A digest tells titles apart that are alike otherwise, stands for what is cut off, and for a title without a letter or digit.
    """
    made = {title: _id(title) for title in titles if title}
    shared = Counter(made.values())
    return {title: id if shared[id] == 1 else f"{id}_{_digest(title)}" for title, id in made.items()}


def _id(title: str) -> str:
    signs = "".join(str(unicodedata.decimal(sign, sign)) for sign in unicodedata.normalize("NFC", title).upper())
    id = "_".join(re.sub(r"\d+", lambda number: number[0].zfill(2), word) for word in WORD.findall(signs))
    return id if 0 < len(id) <= LONGEST_ID else "_".join(filter(None, (id[:LONGEST_ID].strip("_"), _digest(title))))


def _digest(title: str) -> str:
    return hashlib.sha256(title.encode("utf-8", "replace")).hexdigest()[:8].upper()


def _places(entries: Sequence[Entry], ids: Mapping[str, str]) -> Iterator[tuple[Place, str, list[Entry]]]:
    """What is counted: session, role, area and group, the title of the session, and who is in it."""
    for title, there in sessions(entries).items():
        if title:
            for role, part in _by(there, lambda entry: entry.role):
                yield from (((ids[title], role, TOTAL, group), _text(title), some) for group, some in _groups(part))
    for role, part in _by(entries, lambda entry: entry.role):
        if any(not entry.session or entry.region for entry in part):
            yield from (((TOTAL, role, TOTAL, group), "", some) for group, some in _groups(part))
        for area, some in _by(part, lambda entry: entry.region):
            if area:
                yield (TOTAL, role, area, TOTAL), "", some


def _groups(part: list[Entry]) -> Iterator[tuple[str, list[Entry]]]:
    """All, then each group that is known."""
    yield TOTAL, part
    yield from ((group, some) for group, some in _by(part, lambda entry: entry.group) if group)


def _by(entries: Iterable[Entry], key: Callable[[Entry], str]) -> Iterable[tuple[str, list[Entry]]]:
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        found.setdefault(key(entry), []).append(entry)
    return found.items()


def _counted(part: Sequence[Entry]) -> Iterator[tuple[str, int, str]]:
    """Heads and minutes by sex: of women and men also where there are none, unless nobody's sex is known.

    Minutes are given where they are known of all of a sex.
    """
    disclosed = any(entry.sex != UNDISCLOSED for entry in part)
    timed = any(entry.minutes is not None for entry in part)
    for sex in SEXES:
        own = [entry for entry in part if entry.sex == sex]
        if own or (disclosed and sex in (WOMAN, MAN)):
            known = timed and all(entry.minutes is not None for entry in own)
            minutes = f"{round(sum(entry.minutes or 0 for entry in own), 2):.15g}" if known else ""
            yield sex, sum(entry.heads for entry in own), minutes


def _text(title: str) -> str:
    """A title that no spreadsheet program takes for a formula."""
    return title.lstrip("=@+- \t") or title if FORMULA_LIKE.match(title) else title
