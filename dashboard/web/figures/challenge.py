"""The events of the 50/50 challenge: those that filters leave, how they stand by a yardstick, and how their shares go over time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields

from ...catalogue import Source
from ...domain.measures import gap_points
from ...domain.panels import Panels
from ...domain.yardsticks import Outcome, Verdict, Yardstick
from ..view import Row
from .committee_chairs import OF_A_BODY
from .participation import TOTAL, Figure, Line, figures, leading_only, main_line
from .sessions import panels, sessions
from .targets import Target, targets_of

NOT_KNOWN = "_U"


@dataclass(frozen=True)
class Entry:
    """One event with its lines (one a role) and the targets in force for it."""

    event: Row
    lines: tuple[Line, ...]
    targets: tuple[Target, ...] = ()

    @property
    def example(self) -> bool:
        """Whether the event was made up to show the page."""
        return bool(self.event["example"])

    @property
    def year(self) -> str:
        """The year in which the event was held."""
        return self.event["time_period"][:4]

    @property
    def format(self) -> str:
        """The code of its format; that it is not known where none was published."""
        return self.event["format"] or NOT_KNOWN


@dataclass(frozen=True)
class Asked:
    """The events and the role that filters ask for, `mode` being the format in which an event was held; '' stands for all."""

    series: str = ""
    entity: str = ""
    year: str = ""
    mode: str = ""
    role: str = ""

    @property
    def given(self) -> list[str]:
        """The names of the filters that are set."""
        return [field.name for field in fields(self) if getattr(self, field.name)]

    def wants(self, entry: Entry) -> bool:
        """Whether the event itself is one of those asked for."""
        event = entry.event
        own = {"series": event["series"], "entity": event["entity"], "year": entry.year, "mode": entry.format}
        return all(getattr(self, name) in ("", value) for name, value in own.items())


def entries(events: Iterable[Row], listed: Sequence[Line], known: Sequence[Target]) -> list[Entry]:
    """The events that have a figure by sex or a target, newest first, examples last."""
    by_event: dict[str, list[Line]] = {}
    for line in listed:
        if line.leading.telling:
            by_event.setdefault(line.leading.event, []).append(line)
    made = []
    for event in events:
        own = tuple(targets_of(event, known))
        if event["event"] in by_event or own:
            made.append(Entry(event, tuple(by_event.get(event["event"], ())), own))
    made.sort(key=lambda entry: (entry.event["time_period"], str(entry.event["start_date"] or ""), entry.event["event"]), reverse=True)
    return sorted(made, key=lambda entry: entry.example)


def chosen_entries(made: Iterable[Entry], asked: Asked) -> list[Entry]:
    """The entries of the events asked for, with their lines of the role asked for."""
    kept = []
    for entry in made:
        if asked.wants(entry):
            own = tuple(line for line in entry.lines if asked.role in ("", line.leading.role))
            if own or not asked.role:
                kept.append(Entry(entry.event, own, entry.targets))
    return kept


def newest(made: Iterable[Entry]) -> tuple[Entry, Line] | None:
    """The newest event with a share of women, and the line that tells of it; a real event goes before an example."""
    found = next((entry for entry in made if any(line.leading.shown is not None for line in entry.lines)), None)
    line = main_line(found.lines) if found else None
    return (found, line) if found and line else None


def judged(made: Iterable[Entry], yardstick: Yardstick) -> list[tuple[Entry, Figure, Verdict]]:
    """Each leading share with its verdict; examples are left out where there are real figures."""
    found = [
        (entry, line.leading, verdict) for entry in made for line in entry.lines if (verdict := line.leading.judged(yardstick)) is not None
    ]
    return [item for item in found if not item[0].example] or found


def tally(made: Iterable[Entry], yardstick: Yardstick) -> dict[Outcome, int]:
    """How many leading shares have which verdict; examples are left out where there are real figures."""
    found = [verdict.outcome for _, _, verdict in judged(made, yardstick)]
    return {outcome: found.count(outcome) for outcome in Outcome}


def by_role(made: Iterable[Entry]) -> dict[tuple[str, str], list[tuple[Entry, Figure]]]:
    """The leading shares of each role and set of sessions, oldest event first; the role that most events have comes first."""
    found: dict[tuple[str, str], list[tuple[Entry, Figure]]] = {}
    for entry in reversed(list(made)):
        for line in entry.lines:
            if line.leading.shown is not None:
                found.setdefault((line.leading.role, line.leading.session), []).append((entry, line.leading))
    return dict(sorted(found.items(), key=lambda item: -len(item[1])))


def change(made: Iterable[Entry]) -> tuple[Entry, Figure, Entry, Figure] | None:
    """The first and last event of the role (and set of sessions) that most events have a share of; None where there are not two of them."""
    found = next(iter(by_role(made).values()), [])
    return None if len(found) < 2 else (*found[0], *found[-1])


def side_by_side(made: Sequence[Entry]) -> dict[str, list[tuple[Entry, Line]]]:
    """The line of each event for each role, the roles that most events have first; the whole event goes before a set of its sessions."""
    found: dict[str, list[tuple[Entry, Line]]] = {}
    for entry in made:
        for role in dict.fromkeys(line.leading.role for line in entry.lines):
            own = [line for line in entry.lines if line.leading.role == role]
            found.setdefault(role, []).append((entry, min(own, key=lambda line: line.leading.session != TOTAL)))
    return dict(sorted(found.items(), key=lambda item: -len(item[1])))


def farthest(pairs: Sequence[tuple[Entry, Line]]) -> tuple[Figure, Figure, float] | None:
    """The highest and the lowest of several exact shares, and how many points apart they are; None with fewer than two, or a bound."""
    shown = [line.leading for _, line in pairs if line.leading.shown is not None]
    if len(shown) < 2 or any(figure.shown.qualifier for figure in shown):
        return None
    low, high = min(shown, key=lambda figure: figure.shown.value), max(shown, key=lambda figure: figure.shown.value)
    return high, low, gap_points(high.shown.value, low.shown.value) or 0


def panels_of(rows: Iterable[Row], sources: Mapping[str, Source], pledge: Yardstick) -> dict[str, Panels]:
    """The single sessions of each event rolled up by the panel pledge, by event; events without sessions, and committees, are left out."""
    by_event: dict[str, list[Figure]] = {}
    for figure in leading_only(figures(rows), sources):
        if figure.role not in OF_A_BODY:
            by_event.setdefault(figure.event, []).append(figure)
    rolled = {event: sessions(found) for event, found in by_event.items()}
    return {event: panels(listed, pledge) for event, listed in rolled.items() if listed}
