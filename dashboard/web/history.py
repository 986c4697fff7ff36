"""How an indicator's figure came about: the unbroken line of comparable figures that leads up to it, and by how much it changed."""

from __future__ import annotations

from collections.abc import Iterable

from ..catalogue import Indicator
from ..domain.measures import gap_points
from ..domain.quantity import Quantity
from .readings import Reading, read_periods
from .view import Row

BREAK, OTHER_DEFINITION = "B", "D"


def first_comparable(reading: Reading, rows: Iterable[Row], indicator: Indicator) -> Reading | None:
    """The oldest published figure that compares with this one; None where there is no older one.

    Rows are those of `queries/indicator_series.sql`. Figures compare as long as area, source, the body behind it, breakdown and unit stay
    the same, and the publisher marks neither a break nor another definition; bounds are passed over.
    """
    if reading.countries or not _exact(reading):
        return None
    own = [row for row in rows if row["ref_area"] == reading.area and row["source"] == reading.source]
    line = [found for found in read_periods(own, indicator, reading.choices) if found.period < reading.period and _exact(found)]
    first = reading
    for earlier in reversed(line):
        if _breaks(earlier, first):
            break
        first = earlier
    return None if first is reading else first


def changes(first: Reading, last: Reading) -> tuple[float, ...]:
    """By how much the figures went up (negative: down): women's and men's percentages, or the one figure that its kind has."""
    return tuple(gap_points(after.value, before.value) or 0 for before, after in zip(_figures(first), _figures(last), strict=True))


def _figures(reading: Reading) -> list[Quantity]:
    wanted = {"by_sex": (reading.female, reading.male), "share_of_women": (reading.female,)}.get(reading.kind, (reading.total,))
    return [figure for figure in wanted if figure]


def _exact(reading: Reading) -> bool:
    """Whether all its figures are points; counts are not followed, as some may be of unknown sex."""
    return reading.complete and reading.kind != "counts" and all(figure.point is not None for figure in _figures(reading))


def _breaks(before: Reading, after: Reading) -> bool:
    definitions = [OTHER_DEFINITION in reading.status.split() for reading in (before, after)]
    same = (before.origin, before.unit, before.example) == (after.origin, after.unit, after.example)
    return not same or definitions[0] != definitions[1] or BREAK in after.status.split()
