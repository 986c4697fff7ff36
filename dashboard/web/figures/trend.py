"""The trend: a line a series over time, the yardstick drawn in, gaps where nothing was published.

A solid line joins neighbouring years only; across a gap the line is thin and dotted. An estimated value has an open marker; a bound such as
`>30` has an arrow and is joined to nothing, because it is not a point. Time runs from left to right in every language, as on any time axis.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import inf
from typing import Any

from .template import COLOURS, layout, text

_PERIOD = re.compile(r"(\d{4})(?:-Q([1-4])|-(0[1-9]|1[0-2]))?")
_SYMBOLS = {"": "circle", "~": "diamond-open", ">": "arrow-up", "≥": "arrow-up", "<": "arrow-down", "≤": "arrow-down"}
_LABEL_STEP = 0.07
_MOST_TICKS = 8


@dataclass(frozen=True)
class Point:
    """One value of a series: `period` as `2023`, `2023-Q1` or `2023-01`; `hover` is what a reader sees when pointing at it, `origin` the
    address of where it comes from, `offset` how much later than the beginning of its period it stands, in years.
    """

    period: str
    value: float
    hover: str
    qualifier: str = ""
    estimated: bool = False
    origin: str = ""
    offset: float = 0

    @property
    def at(self) -> float:
        """Where it stands on the time axis, in years."""
        return position(self.period) + self.offset


@dataclass(frozen=True)
class Series:
    """A line: `id` picks its colour (women, men, share, target, or unknown for anything else), `label` stands at its end.

    Where it is not `joined` each value is a short level stroke by itself, as a target is that was set for one time.
    """

    id: str
    label: str
    points: Sequence[Point]
    joined: bool = True


@dataclass(frozen=True)
class Mark:
    """A yardstick in the figure: a band from `low` to `high`, or a line where both are the same, with its name."""

    low: float
    high: float
    label: str


@dataclass(frozen=True)
class Scale:
    """The value axis: its two ends, its tick values and their labels in the reader's language."""

    low: float
    high: float
    ticks: Sequence[tuple[float, str]]


def trend(series: Sequence[Series], scale: Scale, *, direction: str, mark: Mark | None = None) -> dict[str, Any]:
    """The figure as a plain dict for `dcc.Graph`; `direction` is that of the reader's language, `ltr` or `rtl`.

    Series without points are left out. Raises ValueError for a period that is not a year, a quarter or a month.
    """
    drawn = [replace(line, points=sorted(line.points, key=lambda point: point.at)) for line in series if line.points]
    times = sorted({point.at for line in drawn for point in line.points})
    ends = _ends(times)
    traces = [trace for line in drawn for trace in _traces(line, direction)]
    longest = max((len(line.label) for line in drawn), default=0)
    return {
        "data": [*traces, *_labels(drawn, scale, mark, ends, direction)] if drawn else [],
        "layout": layout(
            margin={"r": min(24 + 8 * longest, 150)},
            xaxis=_time_axis(times, ends),
            yaxis={
                "range": [scale.low, scale.high],
                "tickmode": "array",
                "tickvals": [value for value, _ in scale.ticks],
                "ticktext": [text(label, direction) for _, label in scale.ticks],
            },
            shapes=[_shape(mark)] if mark else [],
        ),
    }


def position(period: str) -> float:
    """Where a period begins on the time axis, in years: 2023-Q2 is 2023.25. Raises ValueError for anything else."""
    found = _PERIOD.fullmatch(period)
    if not found:
        raise ValueError(f"period {period!r} is not a year (2023), a quarter (2023-Q1) or a month (2023-01)")
    year, quarter, month = found.groups()
    return int(year) + (int(quarter) - 1) / 4 * bool(quarter) if quarter else int(year) + (int(month or 1) - 1) / 12


def _step(period: str) -> float:
    """How far apart neighbouring periods of this kind are, in years."""
    return 0.25 if "Q" in period else 1 / 12 if "-" in period else 1


def _traces(line: Series, direction: str) -> list[dict[str, Any]]:
    """The bridges over gaps first, below the line itself; `uid` becomes a class name that the style sheet colours by."""
    colour = COLOURS.get(line.id, COLOURS["unknown"])
    if not line.joined:
        return [_strokes(line, colour, direction)]
    exact = [point for point in line.points if not point.qualifier]
    bridges = [(before, after) for before, after in pairwise(exact) if _apart(before, after)]
    traces = []
    if bridges:
        traces.append(
            {
                "type": "scatter",
                "uid": f"{line.id}-gap",
                "mode": "lines",
                "x": [x for before, after in bridges for x in (before.at, after.at, None)],
                "y": [y for before, after in bridges for y in (before.value, after.value, None)],
                "line": {"color": colour, "width": 1, "dash": "dot"},
                "hoverinfo": "skip",
            }
        )
    points = _with_breaks(line.points)
    traces.append(
        {
            "type": "scatter",
            "uid": line.id,
            "name": text(line.label, direction),
            "mode": "lines+markers",
            "x": [point.at if point else None for point in points],
            "y": [point.value if point else None for point in points],
            "line": {"color": colour, "width": 2.5},
            "marker": {"color": colour, "size": 8, "symbol": [_symbol(point) for point in points]},
            "hoverinfo": "text",
            "hovertext": [text(point.hover, direction) if point else "" for point in points],
            # A click leads there (assets/js/page.js); without a pointer the table beside the figure does.
            "customdata": [point.origin if point else "" for point in points],
            "connectgaps": False,
            # A marker on the edge, at 0 per cent for one, is drawn whole.
            "cliponaxis": False,
        }
    )
    return traces


def _strokes(line: Series, colour: str, direction: str) -> dict[str, Any]:
    """The values of a line that is not joined, a level stroke each."""
    return {
        "type": "scatter",
        "uid": line.id,
        "name": text(line.label, direction),
        "mode": "markers",
        "x": [point.at for point in line.points],
        "y": [point.value for point in line.points],
        "cliponaxis": False,
        "marker": {"color": colour, "size": 18, "symbol": "line-ew-open", "line": {"color": colour, "width": 3}},
        "hoverinfo": "text",
        "hovertext": [text(point.hover, direction) for point in line.points],
        "customdata": [point.origin for point in line.points],
    }


def _with_breaks(points: Sequence[Point]) -> list[Point | None]:
    """The points with None between any two that a line must not join."""
    joined: list[Point | None] = list(points[:1])
    for before, after in pairwise(points):
        if before.qualifier or after.qualifier or _apart(before, after):
            joined.append(None)
        joined.append(after)
    return joined


def _apart(before: Point, after: Point) -> bool:
    step = max(_step(before.period), _step(after.period))
    return after.at - before.at > step * 1.01


def _symbol(point: Point | None) -> str:
    if point is None:
        return "circle"
    return "circle-open" if point.estimated and not point.qualifier else _SYMBOLS[point.qualifier]


def _ends(times: Sequence[float]) -> tuple[float, float]:
    """The ends of the time axis: a little more than the first and the last period, so that markers are whole."""
    if not times:
        return 0, 0
    room = max((times[-1] - times[0]) * 0.03, 0.3)
    return times[0] - room, times[-1] + room


def _time_axis(times: Sequence[float], ends: tuple[float, float]) -> dict[str, Any]:
    """Whole years as ticks, as many as fit, the last one always among them."""
    if not times:
        return {"visible": False}
    first, last = int(times[0]), int(times[-1])
    every = next(step for step in (1, 2, 5, 10, 20, 50, 100, 10_000) if (last - first) / step <= _MOST_TICKS)
    years = list(range(last, first - 1, -every))[::-1]
    return {
        "range": list(ends),
        "tickmode": "array",
        "tickvals": years,
        "ticktext": [str(year) for year in years],
        "ticks": "outside",
        "showline": True,
    }


def _shape(mark: Mark) -> dict[str, Any]:
    where = {"xref": "paper", "x0": 0, "x1": 1, "y0": mark.low, "y1": mark.high, "layer": "below"}
    if mark.low == mark.high:
        return {"type": "line", **where, "line": {"color": COLOURS["accent"], "width": 1.5, "dash": "dash"}}
    return {"type": "rect", **where, "fillcolor": COLOURS["band"], "line": {"width": 0}}


def _labels(series: Sequence[Series], scale: Scale, mark: Mark | None, ends: tuple[float, float], direction: str) -> list[dict[str, Any]]:
    """Each line's name after its last value, moved apart where two would lie on one another, and the yardstick's above its upper edge."""
    step = (scale.high - scale.low) * _LABEL_STEP
    labels = []
    height = -inf
    for line in sorted(series, key=lambda line: line.points[-1].value):
        height = max(line.points[-1].value, height + step)
        labels.append(_label(line.id, line.label, (ends[1], height), "middle right", direction))
    if mark:
        labels.append(_mark_label(series, mark, ends, step, direction))
    return labels


def _mark_label(series: Sequence[Series], mark: Mark, ends: tuple[float, float], step: float, direction: str) -> dict[str, Any]:
    """The yardstick's name above or below it, at the end of the time axis where the lines leave it most room."""
    middle = sum(ends) / 2
    spots = [
        (at, height, f"{above} {side}")
        for at, side in ((ends[0], "right"), (ends[1], "left"))
        for height, above in ((mark.high, "top"), (mark.low, "bottom"))
    ]

    def room(spot: tuple[float, float, str]) -> float:
        at, height, side = spot
        centre = height + (step / 2 if side.startswith("top") else -step / 2)
        near = [point.value for line in series for point in line.points if (point.at <= middle) == (at < middle)]
        return min(min((abs(value - centre) for value in near), default=inf), 3 * step)

    at, height, side = max(spots, key=room)
    return _label("accent", mark.label, (at, height), side, direction)


def _label(name: str, words: str, at: tuple[float, float], side: str, direction: str) -> dict[str, Any]:
    """Words in the figure as a trace, because a trace can have a class name to be coloured by."""
    return {
        "type": "scatter",
        "uid": f"{name}-label",
        "mode": "text",
        "x": [at[0]],
        "y": [at[1]],
        "text": [text(words, direction)],
        "textposition": side,
        "textfont": {"color": COLOURS.get(name, COLOURS["unknown"])},
        "cliponaxis": False,
        "hoverinfo": "skip",
    }
