"""The trends of an indicator: women's and men's percentages over time, and the measure that the yardstick judges, with its band."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from ...domain.quantity import Quantity
from ...domain.yardsticks import Yardstick
from ...i18n import Words
from ..judging import measure_band, telling_digits
from ..readings import Reading
from .trend import Mark, Point, Scale, Series, position, trend

_STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
_MOST_STEPS = 6
Origin = Callable[[Reading], str]
"""Gives the address of where a reading comes from."""


def nowhere(reading: Reading) -> str:
    """An `Origin` that leads nowhere."""
    return ""


def levels(w: Words, area: str, readings: Sequence[Reading], origin: Origin = nowhere) -> dict[str, Any] | None:
    """Women's and men's percentages of one area, per cent; None with fewer than two periods."""
    series = [
        Series(who, w(f"site.{who}"), _points(w, area, readings, lambda reading, sex=sex: getattr(reading, sex), origin))
        for who, sex in (("women", "female"), ("men", "male"))
    ]
    return _drawn(w, series, None, percent=True)


def measured(
    w: Words, readings: Mapping[str, Sequence[Reading]], yardstick: Yardstick | None, origin: Origin = nowhere
) -> dict[str, Any] | None:
    """The measure that the yardstick judges, a line an area (by its name, the one asked for first); None with fewer than two periods."""
    rule = yardstick.rule if yardstick else ""
    series = [
        Series(f"other{place}" if place else "share", area, _points(w, area, own, partial(_measure, rule=rule), origin, yardstick))
        for place, (area, own) in enumerate(readings.items())
    ]
    limits = measure_band(yardstick)
    mark = Mark(*limits, yardstick.name[w.code]) if yardstick and limits else None
    kinds = {reading.kind for own in readings.values() for reading in own}
    return _drawn(w, series, mark, percent=bool(kinds & {"share_of_women", "counts"}))


def _measure(reading: Reading, rule: str) -> Quantity | None:
    """A share of women, a ratio, points of a gap, or the number itself."""
    if reading.kind in ("share_of_women", "counts"):
        return reading.share
    if reading.kind != "by_sex":
        return reading.total
    value = reading.distance if rule == "gap_points" else reading.ratio
    return None if value is None else Quantity(value)


def _points(
    w: Words, area: str, readings: Iterable[Reading], value: Any, origin: Origin, yardstick: Yardstick | None = None
) -> list[Point]:
    points: dict[str, Point] = {}
    for reading in readings:
        quantity = value(reading)
        if quantity is None or not _placed(reading.period):
            continue
        shown = w.quantity(quantity, digits=telling_digits(quantity.value, yardstick, 3 if abs(quantity.value) < 2 else 1))
        hover = w("indicator.hover", area=area, period=w.period(reading.period), value=shown)
        estimated = reading.nature in ("E", "M") or reading.status in ("E", "F", "P")
        point = Point(reading.period, quantity.value, hover, quantity.qualifier, estimated, origin(reading))
        points.setdefault(reading.period, point)
    return list(points.values())


def _placed(period: str) -> bool:
    """Whether a period has a place on a time axis of years, quarters and months."""
    try:
        return position(period) > 0
    except ValueError:
        return False


def _drawn(w: Words, series: Sequence[Series], mark: Mark | None, *, percent: bool) -> dict[str, Any] | None:
    if len({point.period for line in series for point in line.points}) < 2:
        return None
    values = [point.value for line in series for point in line.points]
    if mark:
        values += [limit for limit in (mark.low, mark.high) if not percent or limit < 100]
    return trend(series, scale(w, values, percent=percent), direction=w.dir, mark=mark)


def scale(w: Words, values: Sequence[float], *, percent: bool) -> Scale:
    """An axis that takes in all values in a few round steps; a percentage begins at 0 and does not pass 100."""
    low, high = min(values), max(values)
    if percent:
        low = 0
    step = next((step for step in _STEPS if (high - low) <= step * (_MOST_STEPS - 1)), _STEPS[-1])
    first, last = math.floor(low / step), math.ceil(high / step)
    if first == last:
        last += 1
    ticks = [round(number * step, 10) for number in range(first, last + 1)]
    return Scale(ticks[0], ticks[-1], [(tick, w.percent(tick) if percent else w.number(tick, digits=2)) for tick in ticks])
