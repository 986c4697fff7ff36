"""A programme as it is counted: who takes part in which session, in which role and of which sex, and no name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from .measures import Counts, coverage
from .panels import Session
from .quantity import exact

WOMAN, MAN, OTHER, UNDISCLOSED = "F", "M", "_O", "_U"
SEXES = (WOMAN, MAN, OTHER, UNDISCLOSED)
MODERATOR = "MODERATOR"
# Who leads a session.
CHAIRS = ("CHAIR", "COMMITTEE_CHAIR", MODERATOR)


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


@dataclass(frozen=True)
class Voice:
    """Presence beside speaking time: `heads` are all people, `timed` those whose minutes are known, `minutes` how long these speak.

    Compare `minutes` with `timed`, who had them; `covered` is how many of the people they are, in per cent, None where there is nobody.
    """

    heads: Counts
    timed: Counts
    minutes: Counts
    covered: float | None


def counts(entries: Iterable[Entry]) -> Counts:
    """The people of these entries by sex."""
    found = dict.fromkeys(SEXES, 0)
    for entry in entries:
        found[entry.sex] += entry.heads
    return Counts(found[WOMAN], found[MAN], found[OTHER], found[UNDISCLOSED])


def sessions(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    """The entries of each session, sessions in the order in which they come."""
    return _sorted_by(entries, lambda entry: (entry.session,))


def looked_at(entries: Iterable[Entry], with_moderators: bool) -> list[Entry]:
    """Those who are judged: everybody but the moderators, and the moderators where they count."""
    return [entry for entry in entries if with_moderators or entry.role != MODERATOR]


def panels(entries: Iterable[Entry]) -> list[Session]:
    """The sessions as panels, to be rolled up by the panel pledge: their moderators, and everybody else as panellists."""
    made = []
    for people in sessions(entries).values():
        moderators = [entry for entry in people if entry.role == MODERATOR]
        made.append(Session(counts(looked_at(people, False)), counts(moderators)))
    return made


def voice(entries: Iterable[Entry]) -> Voice:
    """Presence and speaking time by sex."""
    entries = list(entries)
    timed = [entry for entry in entries if entry.minutes is not None]
    heads, known = counts(entries), counts(timed)
    minutes = {sex: float(sum(exact(entry.minutes) for entry in timed if entry.sex == sex)) for sex in SEXES}
    covered = coverage(Counts(known.total, 0, unknown=heads.total - known.total))
    return Voice(heads, known, Counts(minutes[WOMAN], minutes[MAN], minutes[OTHER], minutes[UNDISCLOSED]), covered)


def chairs(entries: Iterable[Entry]) -> Counts:
    """Those who lead: chairs and moderators, by sex."""
    return counts(entry for entry in entries if entry.role in CHAIRS)


def by_group(entries: Iterable[Entry]) -> dict[str, Counts]:
    """The people by group, in the order in which the groups come, "" where none was given."""
    return {group: counts(people) for group, people in _sorted_by(entries, lambda entry: (entry.group,)).items()}


def by_region(entries: Iterable[Entry], regions_of: Callable[[str], Iterable[str]]) -> dict[str, Counts]:
    """The people by region, in the order in which the regions come, "" where none was given.

    `regions_of` tells of an area in which regions it is counted (`Areas.groups_of`, or the `get` of a mapping to lists); those of an area
    that is in none are counted under the area itself.
    """
    found = _sorted_by(entries, lambda entry: tuple(regions_of(entry.region) or ()) or (entry.region,) if entry.region else ("",))
    return {region: counts(people) for region, people in found.items()}


def _sorted_by(entries: Iterable[Entry], codes: Callable[[Entry], Iterable[str]]) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        for code in codes(entry):
            found.setdefault(code, []).append(entry)
    return found
