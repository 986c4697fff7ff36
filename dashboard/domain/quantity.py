"""Published figures as they were published: a number, a bound such as `>30` or an approximation such as `~880`."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

QUALIFIERS = ("", ">", "<", "≥", "≤", "~")
APPROXIMATION = 0.05
_SPELLINGS = {">=": "≥", "<=": "≤"}
_WRITTEN = re.compile(r"(>=|<=|[><≥≤~]?)\s*([+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)")


@dataclass(frozen=True)
class Interval:
    """The values a figure may have, from `low` to `high`; an end that is `open` is not itself one of them."""

    low: float
    high: float
    low_open: bool = False
    high_open: bool = False


@dataclass(frozen=True)
class Quantity:
    """A figure and its qualifier: `""` exact, `>` `<` `≥` `≤` a bound, `~` an approximation.

    A qualified quantity is never averaged, summed or compared as a point; ask for its `interval` instead.
    Raises ValueError for a qualifier that is none of these, or a value that is not finite.
    """

    value: float
    qualifier: str = ""

    def __post_init__(self):
        if self.qualifier not in QUALIFIERS:
            raise ValueError(f"qualifier {self.qualifier!r} is none of {', '.join(map(repr, QUALIFIERS))}")
        if not math.isfinite(self.value):
            raise ValueError(f"value {self.value!r} is not a finite number")

    @property
    def point(self) -> float | None:
        """The value where it is exact, else None."""
        return None if self.qualifier else self.value

    def interval(self, floor: float = -math.inf, ceiling: float = math.inf) -> Interval:
        """The values it may stand for, within `floor` and `ceiling` (0 and 100 for a percentage).

        `~x` is read as x give or take 5 % of it, or half a step of its last significant digit where that is more
        (`~45` is 42.75 to 47.25, `~800` is 750 to 850): a convention of this project, see docs/decisions/0002-measures.md.
        """
        value = self.value
        if self.qualifier in (">", "≥"):
            return Interval(value, max(ceiling, value), low_open=self.qualifier == ">")
        if self.qualifier in ("<", "≤"):
            return Interval(min(floor, value), value, high_open=self.qualifier == "<")
        if self.qualifier == "~":
            reach = max(abs(value) * APPROXIMATION, _last_digit(value) / 2)
            return Interval(max(value - reach, min(floor, value)), min(value + reach, max(ceiling, value)))
        return Interval(value, value)

    def __str__(self) -> str:
        return self.qualifier + (str(int(self.value)) if self.value == int(self.value) else repr(self.value))


def parse(text: str) -> Quantity | None:
    """A quantity as written in a cell (`29.9`, `>30`, `>=30`, `~880`), or None where the text is not one.

    Decimal point, digits 0–9, no thousands separators; words such as "about one third" are not quantities.
    """
    found = _WRITTEN.fullmatch(text.strip())
    if not found or not math.isfinite(float(found[2])):
        return None
    return Quantity(float(found[2]), _SPELLINGS.get(found[1], found[1]))


def exact(value: float) -> Fraction:
    """The decimal number that a float was written as, as a fraction: 0.1 is 1/10, so sums and ratios come out exact."""
    return Fraction(value) if isinstance(value, int) else Fraction(repr(float(value)))


def decimals(values: Iterable[float]) -> int:
    """The most decimals that any of these published values is written with (65.0 counts as none); 0 without values."""
    return max((max(0, -int(Decimal(repr(float(value))).normalize().as_tuple().exponent)) for value in values), default=0)


def _last_digit(value: float) -> float:
    """The worth of one step of the last significant digit: 100 for 800, 10 for 880, 1 for 45, 0.1 for 4.5."""
    return 0.0 if value == 0 else float(Decimal(10) ** int(Decimal(repr(float(value))).normalize().as_tuple().exponent))
