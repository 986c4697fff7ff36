"""Targets for the share of women at events: which one fits a figure, and how far the figure is from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ...domain.measures import gap_points
from ...domain.quantity import Quantity
from ...domain.yardsticks import Evidence, Outcome, Yardstick, judge
from ..view import Row
from .participation import TOTAL, Figure

YEAR = 4  # letters of a period that are its year


@dataclass(frozen=True)
class Target:
    """A target as published: at least this share of women (per cent), of one series of events, one role or all, in one period."""

    entity: str
    series: str
    role: str
    period: str
    minimum: Quantity
    source: str

    def concerns(self, event: Row) -> bool:
        """Whether the target was in force when the event was held: the organiser and the series are its own, the period is not later.

        A target of all series is one for a role; for the time of an event that is told by its year, one of that year is in force.
        """
        own = (self.entity, self.series) in ((event["entity"], event["series"]), (event["entity"], TOTAL))
        return own and self.period[:YEAR] <= event["time_period"][:YEAR]


@dataclass(frozen=True)
class Distance:
    """How a share stands to a target: `met`, `below` or `undetermined`, and by how many points where both are exact."""

    outcome: Outcome
    points: float | None


def targets(rows: Iterable[Row]) -> list[Target]:
    """The targets that ask for a least share of women."""
    found = []
    for row in rows:
        if row["target_min"] is not None:
            minimum = Quantity(row["target_min"], row["target_min_q"] or "")
            found.append(Target(row["entity"], row["series"], row["role"], row["time_period"], minimum, row["source"]))
    return found


def targets_of(event: Row, known: Iterable[Target]) -> list[Target]:
    """The targets in force at the time of an event, one a role: of its series before one of all series, then the newest."""
    found: dict[str, Target] = {}
    for target in sorted((one for one in known if one.concerns(event)), key=lambda one: (one.series != TOTAL, one.period)):
        found[target.role] = target
    return list(found.values())


def target_of(event: Row, role: str, known: Iterable[Target]) -> Target | None:
    """The target in force for this role at this event: one for the role itself goes before one for all roles."""
    fitting = [target for target in targets_of(event, known) if target.role in (role, TOTAL)]
    return min(fitting, key=lambda target: target.role == TOTAL, default=None)


def distance(figure: Figure, target: Target) -> Distance | None:
    """How the leading share of a figure stands to a target; None where it has no share.

    A target beyond a bound (`>30`) is reached by more than it, not by the bound itself; a distance is told between two exact figures.
    """
    share = figure.shown
    if share is None:
        return None
    least = Yardstick("target", "share_at_least", {"minimum": target.minimum.value})
    outcome = judge(least, Evidence(share=share)).outcome
    if target.minimum.qualifier == ">" and share.point == target.minimum.value:
        outcome = Outcome.BELOW
    return Distance(outcome, gap_points(share.point, target.minimum.point))
