"""Chairs of parliamentary committees: who chairs which committee of which chamber, and how the chairs add up by sex."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from ...catalogue.sources import Source, precedence
from ...domain.measures import Counts
from ..view import Row
from .participation import SET_OF_SESSIONS, TOTAL, Figure, Line, added

# The indicators of the lower or single chamber and of the upper chamber, by the names that the URL gives them.
CHAMBERS = {"lower": "SG_DMK_PARLCC_LC", "upper": "SG_DMK_PARLCC_UC"}
# The posts of statutory committees, study groups and other bodies of events, each with the roles below it in the codelist.
POSTS = ("CHAIR", "VICE_CHAIR", "MEMBER")
# Roles of a body, so that a session of theirs is a committee or study group; a chair of any session may be that of a panel.
OF_A_BODY = ("COMMITTEE_CHAIR", "COMMITTEE_VICE_CHAIR", "MEMBER")
WOMAN, MAN, NOT_KNOWN, NO_COMMITTEE = "F", "M", "_U", "_Z"
SEXES = (WOMAN, MAN, NOT_KNOWN, NO_COMMITTEE)


@dataclass(frozen=True)
class Chamber:
    """One chamber of one parliament: the sex of the chair of each kind of committee, as codes, and all its chairs counted."""

    area: str
    chamber: str
    chairs: Mapping[str, tuple[str, ...]]
    counts: Counts
    period: str
    source: str
    example: bool


def leading_source(rows: Iterable[Row], sources: Mapping[str, Source]) -> list[Row]:
    """The rows of the leading source of each chamber and country."""
    found: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        found.setdefault((row["chamber"], row["area"]), []).append(row)
    kept = []
    for listed in found.values():
        leading = min({row["source"] for row in listed}, key=lambda source: precedence(source, sources))
        kept += [row for row in listed if row["source"] == leading]
    return kept


def chosen(rows: Iterable[Row], chamber: str = "", committee: str = "", areas: Collection[str] | None = None) -> list[Row]:
    """The rows of a chamber (`lower`, `upper`), a kind of committee and some countries; '' and None stand for all."""
    code = CHAMBERS.get(chamber, "")
    return [
        row
        for row in rows
        if code in ("", row["chamber"]) and committee in ("", row["committee"]) and (areas is None or row["area"] in areas)
    ]


def counts(rows: Iterable[Row]) -> Counts:
    """The chairs by sex, one by one; committees that do not exist, and figures that are bounds, are left out."""
    number = dict.fromkeys(SEXES, 0)
    for row in rows:
        if row["value"] is not None and not row["value_q"] and row["sex"] in number:
            number[row["sex"]] += int(row["value"])
    return Counts(number[WOMAN], number[MAN], unknown=number[NOT_KNOWN])


def missing(rows: Iterable[Row]) -> int:
    """How many committees of these kinds the chambers do not have."""
    return sum(row["sex"] == NO_COMMITTEE for row in rows)


def by(rows: Iterable[Row], column: str, order: Sequence[str]) -> list[tuple[str, Counts]]:
    """The chairs by the codes of a column, in the order given; codes without a chair are left out."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row[column], []).append(row)
    made = [(code, counts(found[code])) for code in order if code in found]
    return [(code, counted) for code, counted in made if counted.total]


def chambers(rows: Iterable[Row]) -> list[Chamber]:
    """Each chamber of each parliament with the chairs of its committees, as each source has them."""
    found: dict[tuple[str, str, str], list[Row]] = {}
    for row in rows:
        found.setdefault((row["area"], row["chamber"], row["source"]), []).append(row)
    made = []
    for (area, chamber, source), listed in found.items():
        chairs: dict[str, tuple[str, ...]] = {}
        for row in sorted(listed, key=lambda row: SEXES.index(row["sex"]) if row["sex"] in SEXES else len(SEXES)):
            if row["value"] or row["sex"] == NO_COMMITTEE:
                chairs[row["committee"]] = (*chairs.get(row["committee"], ()), row["sex"])
        first = listed[0]
        made.append(Chamber(area, chamber, chairs, counts(listed), first["period"], source, any(row["example"] for row in listed)))
    return made


def of_a_body(figure: Figure) -> bool:
    """Whether a figure is of a post in the bodies of an event, not of a single session of another kind."""
    return figure.session.startswith(SET_OF_SESSIONS) or figure.role in OF_A_BODY


def newest_posts(listed: Iterable[Line], events: Mapping[str, Row], posts: Mapping[str, str]) -> dict[str, Figure]:
    """Each post over the newest event of every series that has it, added up; a post without exact counts of women and men is left out.

    `posts` gives the post of each role. Where an event has a figure for all its bodies together, single bodies are in it.
    """
    newest: dict[tuple[str, str], list[Line]] = {}
    for line in sorted(listed, key=lambda line: _time(events, line)):
        event = events.get(line.leading.event)
        if event is None or line.leading.counts is None or line.leading.example:
            continue
        own = newest.setdefault((posts[line.leading.role], event["series"]), [])
        if own and own[0].leading.event != line.leading.event:
            own.clear()
        own.append(line)
    found: dict[str, list[Figure]] = {}
    for (post, _), own in newest.items():
        whole = [line for line in own if line.leading.session == TOTAL]
        found.setdefault(post, []).extend(line.leading for line in whole or own)
    made = {post: added(figures, "bodies") for post, figures in found.items()}
    return {post: figure for post, figure in made.items() if figure is not None}


def _time(events: Mapping[str, Row], line: Line) -> tuple[str, str]:
    event = events.get(line.leading.event)
    return (event["time_period"], event["event"]) if event else ("", "")
