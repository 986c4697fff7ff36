"""The shares of women at the events of a series as a figure: a line a role or delegation, the yardstick drawn in, targets as strokes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...domain.quantity import Quantity
from ...i18n import Words
from ..view import Row
from .indicator_trend import scale
from .trend import Mark, Point, Series, trend

MONTHS = 12


@dataclass(frozen=True)
class Step:
    """A share at one event: the event, its name as readers see it, the share in per cent, and the address that a click leads to."""

    event: Row
    name: str
    share: Quantity
    origin: str = ""


def event_trend(
    w: Words, lines: Mapping[str, Sequence[Step]], mark: Mark | None = None, goals: Sequence[Step] = ()
) -> dict[str, Any] | None:
    """The figure, the line that matters most first; None where there are not two events. `goals` are targets at the time of events."""
    events = {step.event["event"]: step.event for steps in (*lines.values(), goals) for step in steps}
    if len({step.event["event"] for steps in lines.values() for step in steps}) < 2:
        return None
    places = offsets(list(events.values()))
    series = [
        Series(f"other{place}" if place else "share", name, [_point(w, step, places) for step in steps])
        for place, (name, steps) in enumerate(lines.items())
    ]
    if goals:
        series.append(Series("target", w("challenge.target"), [_point(w, step, places) for step in goals], joined=False))
    values = [point.value for line in series for point in line.points]
    values += [limit for limit in (mark.low, mark.high) if limit < 100] if mark else []
    return trend(series, scale(w, values, percent=True), direction=w.dir, mark=mark)


def limits(band: tuple[float, float] | None, name: str) -> Mark | None:
    """The yardstick in the figure: a band, or a line where it asks for a least share."""
    if band is None:
        return None
    low, high = band
    return Mark(low, low if high >= 100 else high, name)


def offsets(events: Sequence[Row]) -> dict[str, float]:
    """How far into its year each event stands: by the month in which it began where those of all events of the year are known, else the
    events of a year follow each other at equal distances, in the order of their codes."""
    many = Counter(event["time_period"] for event in events)
    dated = {year: all(event["start_date"] for event in events if event["time_period"] == year) for year in many}
    seen: Counter[str] = Counter()
    found = {}
    for event in sorted(events, key=lambda event: (event["time_period"], str(event["start_date"] or ""), event["event"])):
        year = event["time_period"]
        if len(year) > 4 or many[year] == 1:
            found[event["event"]] = 0.0
        elif dated[year]:
            found[event["event"]] = (int(str(event["start_date"])[5:7]) - 1) / MONTHS
        else:
            found[event["event"]] = seen[year] / many[year]
        seen[year] += 1
    return found


def _point(w: Words, step: Step, places: Mapping[str, float]) -> Point:
    shown = w.quantity(step.share, percent=True)
    hover = w("challenge.hover", event=step.name, value=shown)
    return Point(
        step.event["time_period"], step.share.value, hover, step.share.qualifier, origin=step.origin, offset=places[step.event["event"]]
    )
