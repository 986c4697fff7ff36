"""The order of a gap ranking: the widest distance from parity first, whichever sex is behind."""

from collections.abc import Callable, Iterable
from typing import TypeVar

Row = TypeVar("Row")


def by_gap(rows: Iterable[Row], gap: Callable[[Row], float | None], name: Callable[[Row], str]) -> list[tuple[int | None, Row]]:
    """Rows with their rank, widest gap first.

    `gap` gives a row's distance from parity, 0 at parity and either sign (percentage points, or a ratio minus 1); rows of equal
    distance share a rank (1, 2, 2, 4) and stand in the order of `name`; rows whose gap is None come last, without a rank.
    """
    listed = sorted(rows, key=name)
    measured = sorted((row for row in listed if gap(row) is not None), key=lambda row: -abs(gap(row)))
    ranked: list[tuple[int | None, Row]] = []
    for place, row in enumerate(measured, start=1):
        tied = ranked and abs(gap(ranked[-1][1])) == abs(gap(row))
        ranked.append((ranked[-1][0] if tied else place, row))
    return ranked + [(None, row) for row in listed if gap(row) is None]
