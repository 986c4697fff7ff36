"""A programme as it is counted: who takes part in which session, in which role and of which sex, and no name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .measures import Counts

WOMAN, MAN, OTHER, UNDISCLOSED = "F", "M", "_O", "_U"
SEXES = (WOMAN, MAN, OTHER, UNDISCLOSED)


@dataclass(frozen=True)
class Entry:
    """People of one session who are alike in everything that counts.

    `role`, `sex`, `group` and `region` are codes of ROLE, SEX, GROUP and AREA, "" where nothing was said; `minutes` is how long they speak
    together, None where that is not known; `heads` is how many they are; `fixed` says that they cannot be exchanged any more.
    """

    session: str
    role: str
    sex: str
    group: str = ""
    region: str = ""
    minutes: float | None = None
    heads: int = 1
    fixed: bool = False


def counts(entries: Iterable[Entry]) -> Counts:
    """The people of these entries by sex."""
    found = dict.fromkeys(SEXES, 0)
    for entry in entries:
        found[entry.sex] += entry.heads
    return Counts(found[WOMAN], found[MAN], found[OTHER], found[UNDISCLOSED])


def sessions(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    """The entries of each session, sessions in the order in which they come."""
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        found.setdefault(entry.session, []).append(entry)
    return found
