"""UN-SWAP: how many performance indicators of one framework an entity met or exceeded in a year, from its ratings."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Rating(StrEnum):
    """The ratings of the UN-SWAP technical notes, and those not rated."""

    EXCEEDS = "EXCEEDS"
    MEETS = "MEETS"
    APPROACHES = "APPROACHES"
    MISSING = "MISSING"
    NOT_APPLICABLE = "NOT_APPLICABLE"


@dataclass(frozen=True)
class Rated:
    """One indicator of one framework, as rated; raises ValueError for a rating that the scale does not have."""

    framework: str
    indicator: str
    rating: Rating

    def __post_init__(self):
        object.__setattr__(self, "rating", Rating(self.rating))


@dataclass(frozen=True)
class Tally:
    """`met_or_exceeded` of `applicable` indicators (those rated other than not applicable), and how often each rating was given."""

    framework: str
    met_or_exceeded: int
    applicable: int
    by_rating: Mapping[Rating, int]


def met_or_exceeded(ratings: Iterable[Rated]) -> Tally | None:
    """The tally of one entity in one year, or None without ratings.

    Raises ValueError where ratings of two frameworks are given (1.0, 2.0 and 3.0 ask for different things, so their counts do
    not add up) or an indicator is rated twice. Source: UN Women, UN-SWAP technical notes.
    """
    ratings = list(ratings)
    if not ratings:
        return None
    frameworks = sorted({rated.framework for rated in ratings})
    if len(frameworks) > 1:
        raise ValueError(f"ratings of different frameworks cannot be counted together: {', '.join(frameworks)}")
    twice = [name for name, times in Counter(rated.indicator for rated in ratings).items() if times > 1]
    if twice:
        raise ValueError(f"rated more than once: {', '.join(twice)}")
    given = Counter(rated.rating for rated in ratings)
    by_rating = {rating: given[rating] for rating in Rating}
    applicable = len(ratings) - by_rating[Rating.NOT_APPLICABLE]
    return Tally(frameworks[0], by_rating[Rating.MEETS] + by_rating[Rating.EXCEEDS], applicable, by_rating)
