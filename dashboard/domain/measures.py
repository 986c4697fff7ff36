"""The measures of gender statistics — share, coverage, bounds, gap, ratio — and the only place where the dashboard divides figures.

Percentages are per cent, 0–100. A measure without its counterpart (men not counted, nobody of known sex, a zero to divide
by) is None, never 100 per cent.
"""

import math
import statistics
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from fractions import Fraction

from .quantity import exact


@dataclass(frozen=True)
class Counts:
    """Persons (or full-time equivalents) by sex: women, men, of another category, and of unknown sex.

    `women` or `men` is None where that sex was not counted at all, which is not the same as none: a training for girls
    has no count of men, a panel of five women has a count of men, 0. Raises ValueError for a negative or infinite number.
    """

    women: float | None
    men: float | None
    other: float = 0
    unknown: float = 0

    def __post_init__(self):
        for field in fields(self):
            number = getattr(self, field.name)
            if number is not None and not 0 <= number < math.inf:
                raise ValueError(f"{field.name} is {number!r}: a count is 0 or more")

    def __add__(self, more: "Counts") -> "Counts":
        """Both taken together; a sex not counted in one of them is not counted in the sum."""
        return Counts(
            _plus(self.women, more.women),
            _plus(self.men, more.men),
            _plus(self.other, more.other),
            _plus(self.unknown, more.unknown),
        )

    @property
    def paired(self) -> bool:
        """Whether women and men were both counted, so that they can be compared."""
        return self.women is not None and self.men is not None

    @property
    def total(self) -> float | None:
        """Everybody, of known and unknown sex; None where a sex was not counted."""
        return _plus(_plus(self.women, self.men), _plus(self.other, self.unknown))


def share_of_women(counts: Counts) -> float | None:
    """Women in women and men together, in per cent: 100 · F ÷ (F + M).

    Persons of another category or of unknown sex are left out of it: read it beside `coverage` and `bounds`.
    """
    return _per_cent(counts.women, _plus(counts.women, counts.men))


def coverage(counts: Counts) -> float | None:
    """How many are of known sex, in per cent of all: 100 · (F + M + other) ÷ (F + M + other + unknown)."""
    return _per_cent(_plus(_plus(counts.women, counts.men), counts.other), counts.total)


def bounds(counts: Counts, aside: Counts | None = None) -> tuple[float, float] | None:
    """The lowest and highest share of women that those of unknown sex leave open, in per cent.

    100 · F ÷ N and 100 · (F + U) ÷ N with N = F + M + U; both equal the share where nobody is unknown. `aside` are persons of whom it is
    not known whether they belong to those counted (a chair of unknown age to the chairs under 45): at the lower end its men and its
    unknown do, as men; at the higher its women and its unknown, as women.
    """
    aside = aside or Counts(0, 0)
    if not counts.paired or not aside.paired:
        return None
    open_sex = _plus(counts.unknown, aside.unknown)
    fewest = replace(counts, men=_plus(_plus(counts.men, aside.men), open_sex))
    most = replace(counts, women=_plus(_plus(counts.women, aside.women), open_sex))
    low, high = share_of_women(fewest), share_of_women(most)
    return None if low is None or high is None else (low, high)


def gap_points(female: float | None, male: float | None) -> float | None:
    """Female percentage minus male percentage, in percentage points; negative where women are behind.

    Source: World Bank Gender Data Portal, gender gap (F − M).
    """
    return None if female is None or male is None else float(exact(female) - exact(male))


def relative_gap(female: float | None, male: float | None) -> float | None:
    """By how much women are behind men, in per cent of the men's figure: 100 · (M − F) ÷ M.

    Source: ITU, Measuring digital development: Facts and Figures 2019, gender gap; positive where women are behind.
    """
    return None if female is None or not male else float(100 * (exact(male) - exact(female)) / exact(male))


def parity_ratio(female: float | None, male: float | None) -> float | None:
    """Female value over male value, F ÷ M; 1 is parity. None where the male value is 0 or either is missing.

    Source: UNESCO Institute for Statistics, gender parity index; ITU calls it the gender parity score.
    """
    return None if female is None or not male else float(exact(female) / exact(male))


def adjusted_gpi(ratio: float | None) -> float | None:
    """The gender parity index made symmetric around 1, from 0 to 2: itself up to 1, and 2 − 1 ÷ GPI above.

    Source: UNESCO Institute for Statistics, adjusted gender parity index.
    """
    if ratio is None or ratio <= 1:
        return ratio
    return 2.0 if math.isinf(ratio) else float(2 - 1 / exact(ratio))


def median(values: Iterable[float | None]) -> float | None:
    """The middle of the values of a group of countries, missing ones left out; None where there are none.

    It weighs every country alike, so it is the dashboard's own figure: whoever shows it marks it as computed.
    """
    known = [value for value in values if value is not None]
    return statistics.median(known) if known else None


def _plus(one: float | None, another: float | None) -> float | None:
    if one is None or another is None:
        return None
    return one + another if isinstance(one, int) and isinstance(another, int) else float(exact(one) + exact(another))


def _per_cent(part: float | None, whole: float | None) -> float | None:
    if part is None or not whole:
        return None
    # Whole numbers are divided exactly and rounded once as they are, and much quicker.
    counted = isinstance(part, int) and isinstance(whole, int)
    return 100 * part / whole if counted else float(Fraction(100) * exact(part) / exact(whole))
