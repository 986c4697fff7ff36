"""Judging by a yardstick: measure the evidence, see between which edges it lies, and say what would meet the yardstick.

A figure known only within bounds (some of unknown sex, a published `>30` or `~45`) that the edges cut through is undetermined.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from .measures import Counts, adjusted_gpi, bounds, gap_points, parity_ratio, share_of_women
from .quantity import Interval, Quantity
from .rules import RULES, Evidence, Need, Outcome, Rule, Unit, Verdict, Yardstick

__all__ = ["RULES", "Evidence", "Need", "Outcome", "Rule", "Unit", "Verdict", "Yardstick", "judge", "outcome"]

_PERSON_RULES = ("share_band", "share_at_least", "count_difference", "not_single_sex")
# How many times as many people as there are may be added to meet a yardstick.
FARTHEST = 100
_FROM, _BEYOND = -0.5, 0.5


@dataclass(frozen=True)
class _Measured:
    """The figure a rule judges, the values it may have, and the edges between the outcomes, lowest first."""

    value: float | None
    interval: Interval
    unit: Unit
    edges: tuple[tuple[float, float], ...]
    outcomes: tuple[Outcome, ...]


def judge(yardstick: Yardstick, evidence: Evidence) -> Verdict:
    """The verdict of one yardstick on one piece of evidence; `not_applicable` where the evidence lacks what the rule reads.

    Sources of the rules are the yardsticks' own (data/yardsticks); for bounds and small bodies see docs/decisions/0002-measures.md.
    """
    measured = _MEASURES[yardstick.rule](yardstick, evidence)
    if measured is None:
        return Verdict(Outcome.NOT_APPLICABLE)
    interval = measured.interval
    verdict = Verdict(_place(measured), measured.value, measured.unit, interval.low, interval.high)
    people = _people(yardstick, evidence) if yardstick.rule in _PERSON_RULES else None
    if people is None or people.unknown or evidence.aside or verdict.outcome not in (Outcome.BELOW, Outcome.ABOVE, Outcome.NOT_MET):
        return verdict
    need = _need(yardstick, people, verdict.outcome)
    return replace(verdict, need=need, within_one_person=_within_one_person(yardstick, people, need))


def outcome(yardstick: Yardstick, evidence: Evidence) -> Outcome:
    """The outcome of that verdict by itself, for whoever tries many line-ups."""
    measured = _MEASURES[yardstick.rule](yardstick, evidence)
    return Outcome.NOT_APPLICABLE if measured is None else _place(measured)


def _place(measured: _Measured) -> Outcome:
    """The outcome whose stretch between two edges holds the whole interval, else undetermined."""
    interval = measured.interval
    first = bisect_right(measured.edges, (interval.low, 1 if interval.low_open else 0))
    last = bisect_right(measured.edges, (interval.high, -1 if interval.high_open else 0))
    return measured.outcomes[first] if first == last else Outcome.UNDETERMINED


def _band(low: float, high: float) -> dict:
    """Edges of a band that includes both its ends: from `low` on, and beyond `high`."""
    return {"edges": ((low, _FROM), (high, _BEYOND)), "outcomes": (Outcome.BELOW, Outcome.MET, Outcome.ABOVE)}


def _share(evidence: Evidence) -> tuple[float | None, Interval] | None:
    """Women's share and the values it may have: from counts, else as published; None where there is no counterpart."""
    if evidence.counts is not None:
        limits = bounds(evidence.counts, evidence.aside)
        return None if limits is None else (share_of_women(evidence.counts), Interval(*limits))
    if evidence.share is not None:
        return evidence.share.point, evidence.share.interval(0, 100)
    return None


def _share_band(yardstick: Yardstick, evidence: Evidence) -> _Measured | None:
    share = _share(evidence)
    limits = _band(yardstick.parameters["low"], yardstick.parameters["high"])
    return None if share is None else _Measured(*share, Unit.PER_CENT, **limits)


def _share_at_least(yardstick: Yardstick, evidence: Evidence) -> _Measured | None:
    share = _share(evidence)
    edges = ((yardstick.parameters["minimum"], _FROM),)
    return None if share is None else _Measured(*share, Unit.PER_CENT, edges, (Outcome.BELOW, Outcome.MET))


def _count_difference(yardstick: Yardstick, evidence: Evidence) -> _Measured | None:
    share = _share(evidence)
    if share is None:
        return None
    many = yardstick.parameters["share_from"]
    if evidence.counts is None or (many is not None and evidence.counts.total >= many):
        points = yardstick.parameters["share_tolerance"]
        return _Measured(*share, Unit.PER_CENT, **_band(50 - points, 50 + points))
    counts, tolerance = evidence.counts, yardstick.parameters["tolerance"]
    value = gap_points(counts.women, counts.men)
    aside = evidence.aside or Counts(0, 0)
    more_men, more_women = aside.men + aside.unknown, aside.women + aside.unknown
    spread = Interval(value - counts.unknown - more_men, value + counts.unknown + more_women)
    return _Measured(value, spread, Unit.PERSONS, **_band(-tolerance, tolerance))


def _not_single_sex(yardstick: Yardstick, evidence: Evidence) -> _Measured | None:
    people = _people(yardstick, evidence)
    if people is None or people.total is None or people.total < yardstick.parameters["minimum_panel"]:
        return None
    commonest = max(people.women, people.men, people.other)
    fewest = people.total - people.unknown - commonest
    most = people.total - max(commonest, 1) if people.unknown else fewest
    most += evidence.aside.total if evidence.aside else 0
    value = None if people.unknown or evidence.aside else float(fewest)
    return _Measured(value, Interval(fewest, most), Unit.PERSONS, ((1, _FROM),), (Outcome.NOT_MET, Outcome.MET))


def _ratio_band(yardstick: Yardstick, evidence: Evidence) -> _Measured | None:
    found = _ratio(evidence, yardstick.parameters["unrounded_only"])
    if found is None:
        return None
    value, interval = found
    if yardstick.parameters["adjusted"]:
        value = adjusted_gpi(value)
        interval = replace(interval, low=adjusted_gpi(interval.low), high=adjusted_gpi(interval.high))
    limits = _band(yardstick.parameters["low"], yardstick.parameters["high"])
    if yardstick.parameters["almost"] is not None:
        limits["edges"] = ((yardstick.parameters["almost"], _FROM), *limits["edges"])
        limits["outcomes"] = (Outcome.BELOW, Outcome.ALMOST, Outcome.MET, Outcome.ABOVE)
    return _Measured(value, interval, Unit.RATIO, **limits)


def _ratio(evidence: Evidence, unrounded_only: bool) -> tuple[float | None, Interval] | None:
    """The published ratio, else F ÷ M; from rounded percentages only the values it may have where `unrounded_only`."""
    if evidence.ratio is not None:
        return evidence.ratio.point, evidence.ratio.interval(0)
    female, male = evidence.female, evidence.male
    if female is None or male is None:
        return None
    half_step = 0.5 * 10**-evidence.decimals if unrounded_only and evidence.decimals is not None else 0
    women, men = _widened(female, half_step), _widened(male, half_step)
    low, high = parity_ratio(women.low, men.high), parity_ratio(women.high, men.low)
    if low is None or high is None:
        return None
    exact = not (female.qualifier or male.qualifier or half_step)
    return (low if exact else None), Interval(low, high, women.low_open or men.high_open, women.high_open or men.low_open)


def _widened(percentage: Quantity, half_step: float) -> Interval:
    """The percentages it may stand for, half a rounding step more to each side, within 0 and 100."""
    interval = percentage.interval(0, 100)
    return replace(interval, low=max(interval.low - half_step, 0), high=min(interval.high + half_step, 100))


def _gap_points(yardstick: Yardstick, evidence: Evidence) -> _Measured | None:
    if evidence.female is None or evidence.male is None:
        return None
    women, men = evidence.female.interval(0, 100), evidence.male.interval(0, 100)
    low, high = gap_points(women.low, men.high), gap_points(women.high, men.low)
    value = gap_points(evidence.female.point, evidence.male.point)
    interval = Interval(low, high, women.low_open or men.high_open, women.high_open or men.low_open)
    tolerance, decimals = yardstick.parameters["tolerance"], yardstick.parameters["decimals"]
    if decimals is not None:
        # What lies just beyond an open end is rounded to the end itself.
        value, interval = _rounded(value, decimals), Interval(_rounded(low, decimals), _rounded(high, decimals))
    return _Measured(value, interval, Unit.POINTS, **_band(-tolerance, tolerance))


def _rounded(value: float | None, decimals: float) -> float | None:
    """The number rounded half away from zero, as it is shown to readers."""
    return None if value is None else float(Decimal(repr(value)).quantize(Decimal(1).scaleb(-int(decimals)), ROUND_HALF_UP))


_MEASURES = {
    "share_band": _share_band,
    "share_at_least": _share_at_least,
    "count_difference": _count_difference,
    "not_single_sex": _not_single_sex,
    "ratio_band": _ratio_band,
    "gap_points": _gap_points,
}


def _people(yardstick: Yardstick, evidence: Evidence) -> Counts | None:
    """The persons a rule looks at: the counts, with the moderators where the yardstick counts them."""
    if evidence.counts is None or evidence.moderators is None or not yardstick.parameters.get("count_moderators"):
        return evidence.counts
    return evidence.counts + evidence.moderators


def _need(yardstick: Yardstick, people: Counts, found: Outcome) -> Need:
    """The fewest persons to add, and the fewest seats to pass on at the same size, that meet the yardstick."""
    women_short = found is Outcome.BELOW or (found is Outcome.NOT_MET and people.women <= people.men)
    few, many = ("women", "men") if women_short else ("men", "women")

    def more(count: int) -> Counts:
        return replace(people, **{few: getattr(people, few) + count})

    def passed(count: int) -> Counts:
        return replace(more(count), **{many: getattr(people, many) - count})

    add = _fewest(yardstick, more, found, int(people.total * FARTHEST))
    swap = _fewest(yardstick, passed, found, int(getattr(people, many)))
    return Need("F" if women_short else "M", add, swap)


def _fewest(yardstick: Yardstick, changed, before: Outcome, limit: int) -> int | None:
    """The smallest step, up to `limit`, that meets the yardstick; None where the first step to leave `before` oversteps it.

    The share moves one way with every step, so the step at which the outcome changes is found by halving.
    """

    def after(step: int) -> Outcome:
        return outcome(yardstick, Evidence(counts=changed(step)))

    steps = range(1, limit + 1)
    found = bisect_left(steps, True, key=lambda step: after(step) is not before)
    return steps[found] if found < limit and after(steps[found]) is Outcome.MET else None


def _within_one_person(yardstick: Yardstick, people: Counts, need: Need) -> bool | None:
    if yardstick.rule == "not_single_sex":
        return None
    return abs(people.women - people.men) <= 2 if need.swap is None else need.swap == 1
