"""What is known of a country or group: each indicator's newest figure beside its region's and the world's, and its delegations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter, itemgetter

from ..catalogue import Catalogue, Indicator, Source
from ..domain.measures import Counts
from ..domain.yardsticks import Verdict, Yardstick
from .figures.delegations import role_of, wholes
from .figures.participation import Figure, added, figures, leading_only
from .history import first_comparable
from .judging import verdict_of
from .readings import Reading, headline, read, resolve, together
from .view import Row

WORLD = "001"


@dataclass(frozen=True)
class Entry:
    """One indicator in a profile: the area's figure, its verdict, those of other sources, and what the areas beside it have.

    `first` is the oldest published figure that compares with the area's, None without one. A reading that is `absent` is no figure.
    """

    indicator: Indicator
    yardstick: Yardstick | None
    reading: Reading
    verdict: Verdict | None
    others: Sequence[Reading]
    beside: Mapping[str, Reading]
    first: Reading | None = None


@dataclass(frozen=True)
class Delegation:
    """The people sent to one event in one role; a group's are added up from its `parts` countries."""

    event: str
    role: str
    figure: Figure
    parts: int


def entries(
    catalogue: Catalogue, rows: Iterable[Row], area: str, beside: Sequence[str], chosen: str, history: Iterable[Row] = ()
) -> list[Entry]:
    """One entry an indicator that has a figure for the area, in the catalogue's order, ICT first.

    Each is judged by the `chosen` yardstick where it fits, else by its own first one. `history` are the area's rows of all periods.
    """
    newest, earlier = _by_indicator(rows), _by_indicator(history)
    made = []
    for code, indicator in catalogue.indicators.items():
        entry = _entry(catalogue, indicator, newest.get(code, []), area, beside, chosen)
        if entry is not None:
            made.append(replace(entry, first=first_comparable(entry.reading, earlier.get(code, []), indicator)))
    return sorted(made, key=lambda entry: (entry.indicator.domain != "ict", entry.indicator.domain, entry.indicator.kind != "by_sex"))


def _by_indicator(rows: Iterable[Row]) -> dict[str, list[Row]]:
    key = itemgetter("indicator")
    return {code: list(own) for code, own in groupby(sorted(rows, key=key), key=key)}


def _entry(catalogue: Catalogue, indicator: Indicator, rows: Sequence[Row], area: str, beside: Sequence[str], chosen: str) -> Entry | None:
    choices = _choices(rows, indicator, area)
    wanted = {area, *beside, *(code for group in (area, *beside) for code in members(catalogue, group))}
    readings = read([row for row in rows if row["ref_area"] in wanted], indicator, choices)
    by_area = headline(readings, catalogue.sources)
    reading = of_area(catalogue, indicator, by_area, area)
    if reading is None:
        return None
    fitting = chosen if chosen in indicator.yardsticks else next(iter(indicator.yardsticks), "")
    yardstick = catalogue.yardsticks.get(fitting)
    around = {code: found for code in beside if code != area and (found := of_area(catalogue, indicator, by_area, code)) and found.complete}
    others = [other for other in readings if other.area == area and other is not reading]
    return Entry(indicator, yardstick, reading, verdict_of(yardstick, reading), others, around)


def _choices(rows: Sequence[Row], indicator: Indicator, area: str) -> dict[str, str]:
    """The choices of the indicator's own page; where the area has no figure for them (another skill, say), those it has."""
    usual = resolve(rows, indicator, {})
    own = [row for row in rows if row["ref_area"] == area]
    fitting = not own or any(all(row[key.lower()] == code for key, code in usual.items()) for row in own)
    return usual if fitting else resolve(own, indicator, {})


def of_area(catalogue: Catalogue, indicator: Indicator, by_area: Mapping[str, Reading], area: str) -> Reading | None:
    """The figure of a country; of a group what was published, else its countries taken together where all of them are known."""
    own = by_area.get(area)
    areas = catalogue.areas
    if (own is not None and own.complete) or area not in areas.groups or areas.partly_known(area):
        return own
    return together(indicator.kind, area, [by_area[code] for code in members(catalogue, area) if code in by_area]) or own


def members(catalogue: Catalogue, group: str) -> tuple[str, ...]:
    """The countries of a group; all for the world, none for a country."""
    areas = catalogue.areas
    if group == WORLD:
        return areas.countries
    return areas.members(group) if group in areas.groups else ()


def senders(catalogue: Catalogue, area: str) -> tuple[str, ...]:
    """Whose delegations are an area's: its own; a group's countries where all are known; for the world also countries that are no more."""
    areas = catalogue.areas
    if area not in areas.groups:
        return (area,)
    if area == WORLD:
        return (*areas.countries, *areas.former)
    return () if areas.partly_known(area) else areas.members(area)


def delegations(rows: Iterable[Row], sources: Mapping[str, Source]) -> list[Delegation]:
    """One line an event and role, in the order of the rows; several delegations to one event are added up where all were counted.

    Nobody is added up twice: of several sources the leading one counts, and the groups of a delegation are within its total.
    """
    rows = list(rows)
    order = {event: place for place, event in enumerate(dict.fromkeys(row["event"] for row in rows))}
    key = attrgetter("event", "role")
    made = []
    for (event, role), group in groupby(sorted(wholes(leading_only(figures(rows), sources)), key=key), key=key):
        listed = list(group)
        figure = listed[0] if len(listed) == 1 else added(listed, "delegations")
        if figure is not None and figure.measured:
            made.append(Delegation(event, role, figure, len(listed)))
    return sorted(made, key=lambda line: (order[line.event], line.role))


def people(lines: Sequence[Delegation]) -> Counts:
    """The people of all delegations, each event in one role, the one that most events have: heads of delegation are delegates too."""
    role = role_of((line.figure for line in lines), "")
    by_event: dict[str, Delegation] = {}
    for line in sorted(lines, key=lambda line: line.role == role):
        by_event[line.event] = line
    return sum((line.figure.counts for line in by_event.values() if line.figure.counts), Counts(0, 0))
