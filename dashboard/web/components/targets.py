"""How a share of women stands to the target that was set for it: in words, and as a line in its bar."""

from __future__ import annotations

from ...domain.yardsticks import Outcome
from ..context import Context
from ..figures.participation import Figure
from ..figures.targets import Target, distance
from ..view import Row


def aim_text(context: Context, event: Row, target: Target) -> str:
    """The share that a target asks for, with the year that it was set for where that is not the event's own."""
    w = context.w
    aim = w.quantity(target.minimum, percent=True)
    own = target.period == event["time_period"]
    return aim if own else w("challenge.target_set", target=aim, period=w.period(target.period))


def target_text(context: Context, event: Row, figure: Figure, target: Target | None) -> str:
    """How a figure stands to its target; empty where it has none."""
    w = context.w
    found = distance(figure, target) if target else None
    if target is None or found is None:
        return ""
    aim = aim_text(context, event, target)
    if found.points is None or found.outcome not in (Outcome.BELOW, Outcome.MET) or found.points == 0:
        return w(f"challenge.target_{found.outcome}", target=aim)
    key = "challenge.target_points" if found.outcome is Outcome.BELOW else "challenge.target_above"
    return w(key, target=aim, points=w.number(abs(found.points)))


def target_line(target: Target | None) -> float | None:
    """Where the target stands in a bar, per cent of women."""
    return target.minimum.value if target else None
