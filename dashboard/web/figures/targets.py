"""Targets for the share of women at events: which one fits a figure, and how far the figure is from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ...domain.measures import gap_points
from ...domain.quantity import Quantity
from ...domain.yardsticks import Evidence, Outcome, Yardstick, judge
from ..view import Row
from .participation import TOTAL, Figure


@dataclass(frozen=True)
class Target:
    """A target as published: at least this share of women (per cent), of one series of events, one role or all, in one period."""

    entity: str
    series: str
    role: str
    period: str
    minimum: Quantity
    source: str

    def was_set_for(self, event: Row) -> bool:
        """Whether the target was set for this event: the organiser, the series and the period are its own."""
        return (self.entity, self.series, self.period) == (event["entity"], event["series"], event["time_period"])


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


def target_of(event: Row, role: str, known: Iterable[Target]) -> Target | None:
    """The target that was set for this role at this event: one for the role itself goes before one for all roles."""
    fitting = [target for target in known if target.was_set_for(event) and target.role in (role, TOTAL)]
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
