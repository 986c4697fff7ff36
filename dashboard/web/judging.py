"""Readings held against a yardstick: the verdict on one, the tally of many, and where the yardstick lies in a figure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from ..domain.yardsticks import Outcome, Verdict, Yardstick, judge
from .components.verdict import band
from .readings import Reading

MOST_DIGITS = 6
TALLIED = (Outcome.MET, Outcome.ALMOST, Outcome.BELOW, Outcome.ABOVE, Outcome.UNDETERMINED)


def verdict_of(yardstick: Yardstick | None, reading: Reading | None) -> Verdict | None:
    """The verdict on a reading; None where there is no yardstick, nothing to compare, or only the middle of several countries."""
    if yardstick is None or reading is None or not reading.complete or (reading.countries and reading.kind != "counts"):
        return None
    return judge(yardstick, reading.evidence)


def tally(yardstick: Yardstick | None, readings: Iterable[Reading]) -> dict[Outcome, int]:
    """How many of the readings have each outcome, from met to undetermined, those with none left out; empty without a yardstick."""
    counted = Counter(verdict.outcome for reading in readings if (verdict := verdict_of(yardstick, reading)))
    return {outcome: counted[outcome] for outcome in TALLIED if counted[outcome]}


def measure_band(yardstick: Yardstick | None) -> tuple[float, float] | None:
    """The values of the yardstick's own measure that meet it: a ratio, points of a gap, a share of women."""
    if yardstick is None:
        return None
    given = yardstick.parameters
    if yardstick.rule == "ratio_band":
        return given["low"], given["high"]
    if yardstick.rule == "gap_points":
        return -given["tolerance"], given["tolerance"]
    return band(yardstick)


def telling_digits(value: float, yardstick: Yardstick | None, digits: int) -> int:
    """With how many decimals, `digits` or more, a figure must be shown to lie on the same side of the yardstick's edges as it does."""
    while digits < MOST_DIGITS and _sides(_rounded(value, digits), yardstick) != _sides(Decimal(repr(value)), yardstick):
        digits += 1
    return digits


def _sides(value: Decimal, yardstick: Yardstick | None) -> list[int]:
    edges = [] if yardstick is None else [*(measure_band(yardstick) or ()), yardstick.parameters.get("almost")]
    return [(value > limit) - (value < limit) for edge in edges if edge is not None for limit in (Decimal(repr(edge)),)]


def _rounded(value: float, digits: int) -> Decimal:
    return Decimal(repr(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def women_band(yardstick: Yardstick | None, male: float | None) -> tuple[float, float] | None:
    """The percentages of women that would meet the yardstick beside this percentage of men."""
    limits = measure_band(yardstick)
    if yardstick is None or limits is None or male is None:
        return None
    if yardstick.rule == "gap_points":
        return male + limits[0], male + limits[1]
    return (male * limits[0], male * limits[1]) if yardstick.rule == "ratio_band" else None
