"""One reading of an indicator on a page: its bar, its figure in words, its verdict, its flags."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from dash import html

from ...domain.quantity import Quantity, decimals
from ...domain.yardsticks import Verdict, Yardstick
from ...i18n import Words
from ..context import Context
from ..history import changes
from ..judging import measure_band, telling_digits, women_band
from ..readings import FEWEST, NOT_APPLICABLE, Reading
from .bars import counts_bar, paired_bars, ratio_bar, share_bar
from .verdict import band, verdict_mark

# A ratio computed here; a score is published with two decimals, so 1 is 1.00 beside 0.94.
RATIO_DIGITS, SCORE_DIGITS = 3, 2


def reading_bar(w: Words, reading: Reading | None, yardstick: Yardstick | None, *, size: str = "cell") -> Any:
    """The bar that suits the kind of figure, with the yardstick drawn in; an empty mark where there is nothing to draw.

    A median of few countries is hollow, and its name says so.
    """
    if reading is None or not reading.complete:
        return html.Span("–", className="no-value")
    bar = _bar(w, reading, yardstick, size)
    if not reading.few or bar.className == "no-value":
        return bar
    return html.Div(
        bar.children,
        className=f"{bar.className} is-few",
        role="img",
        **{"aria-label": w.dots([getattr(bar, "aria-label"), basis(w, reading)])},
    )


def _bar(w: Words, reading: Reading, yardstick: Yardstick | None, size: str) -> Any:
    shares = band(yardstick) if yardstick else None
    if reading.kind == "by_sex":
        male = reading.male.value if reading.male else None
        return paired_bars(w, reading.female, reading.male, size=size, band=women_band(yardstick, male))
    if reading.kind == "share_of_women":
        return share_bar(w, reading.female, size=size, band=shares)
    if reading.kind == "counts" and reading.counts:
        return counts_bar(w, reading.drawn, size=size, band=shares)
    if reading.kind == "ratio":
        return ratio_bar(w, reading.total, size=size, band=measure_band(yardstick))
    return html.Span("–", className="no-value")


def share_text(w: Words, share: Quantity, yardstick: Yardstick | None) -> str:
    """A share of women with as many decimals as it takes not to contradict the verdict: 29.99% where 30% would be met."""
    return w.quantity(share, percent=True, digits=telling_digits(share.value, yardstick, 1))


def ratio_digits(ratios: Iterable[float], yardstick: Yardstick | None, least: int) -> int:
    """How many decimals all of these ratios are shown with: at least so many, and enough for each not to contradict its verdict."""
    return max((telling_digits(ratio, yardstick, least) for ratio in ratios), default=least)


def score_text(w: Words, score: Quantity, yardstick: Yardstick | None) -> str:
    """A published ratio with the decimals of scores, more where it was published with more."""
    digits = ratio_digits([score.value], yardstick, max(SCORE_DIGITS, decimals([score.value])))
    return w.quantity(score, digits=digits, fixed=True)


def reading_value(context: Context, reading: Reading | None, yardstick: Yardstick | None = None) -> str:
    """The figure in a few words: both percentages, the share, the counts, the ratio, or the number with its unit.

    `yardstick` is the one whose verdict stands beside it.
    """
    w = context.w
    if reading is None or not _says_something(reading):
        return (absence(context, reading) if reading else "") or w("site.no_data")
    if reading.kind == "by_sex":
        return _both(w, reading)
    if reading.kind == "share_of_women" and reading.female:
        return share_text(w, reading.female, yardstick)
    if reading.kind == "counts":
        return _counted(w, reading)
    if reading.kind == "ratio" and reading.total:
        return score_text(w, reading.total, yardstick)
    if reading.total:
        value = w.quantity(reading.total, digits=2)
        return w("indicator.value.unit", value=value, unit=context.name("UNIT_MEASURE", reading.unit)) if reading.unit else value
    return w("indicator.words", words=reading.words)


def _says_something(reading: Reading) -> bool:
    return any((reading.female, reading.male, reading.total, reading.counts, reading.words))


def _both(w: Words, reading: Reading) -> str:
    if not reading.female and not reading.male:
        return w("indicator.value.total", total=w.quantity(reading.total, percent=True)) if reading.total else w("site.no_data")
    shown = [w.quantity(value, percent=True) if value else w("site.no_data") for value in (reading.female, reading.male)]
    return w("indicator.value.by_sex", female=shown[0], male=shown[1])


def _counted(w: Words, reading: Reading) -> str:
    counts = reading.drawn
    if counts is None or not counts.paired:
        return w("indicator.value.women", women=reading.female) if reading.female else w("site.no_data")
    key = "indicator.value.counts_unknown" if counts.unknown else "indicator.value.counts"
    return w(key, women=counts.women, men=counts.men, unknown=counts.unknown)


def reading_gap(w: Words, reading: Reading | None) -> str:
    """The gap between women's and men's percentages in points with their sign; nothing for other kinds of figure."""
    if reading is None or reading.kind != "by_sex" or reading.distance is None:
        return ""
    return w("indicator.points.median" if reading.countries else "indicator.points", points=w.points(reading.distance))


def verdict_cell(w: Words, verdict: Verdict | None) -> html.Span:
    """The verdict as a mark and a word or two; a dash where there is none."""
    return verdict_mark(w, verdict) if verdict else html.Span("–", className="no-value")


def basis(w: Words, reading: Reading | None) -> str:
    """Whether the figure was published or computed, and from how many countries."""
    if reading is None:
        return ""
    if not reading.countries:
        return w("indicator.basis.published")
    how = "sum" if reading.kind == "counts" else "few" if reading.few else "median"
    return w(f"indicator.basis.{how}", n=reading.countries)


def few_words(w: Words, drawn: Iterable[Reading]) -> str:
    """For the legend: what hollow bars are; nothing where none is drawn."""
    return w("indicator.few", fewest=FEWEST) if any(reading.few for reading in drawn) else ""


def span(w: Words, periods: Sequence[str]) -> str:
    """From the first to the last of these periods, given in their order; nothing without any."""
    if not periods:
        return ""
    first, last = w.period(periods[0]), w.period(periods[-1])
    return first if first == last else w("indicator.print.periods", first=first, last=last)


def change_words(w: Words, first: Reading | None, last: Reading | None) -> str:
    """By how much a figure changed from its first comparable one on; nothing without one."""
    if first is None or last is None:
        return ""
    points = last.kind in ("by_sex", "share_of_women")
    made = [_change(w, change, points) for change in changes(first, last)]
    periods = {"first": w.period(first.period), "last": w.period(last.period)}
    if last.kind == "by_sex":
        return w("indicator.change.by_sex", female=made[0], male=made[1], **periods)
    return w("indicator.change", change=made[0], **periods)


def _change(w: Words, change: float, points: bool) -> str:
    amount, way = w.number(abs(change), digits=1 if points else 2), "up" if change > 0 else "down"
    if amount == w.number(0):
        return w("indicator.change.level")
    return w.n(f"indicator.change.points.{way}", abs(change)) if points else w(f"indicator.change.number.{way}", amount=amount)


def absence(context: Context, reading: Reading) -> str:
    """That there is nothing to count, where the publisher says so."""
    return context.name("SEX", NOT_APPLICABLE) if reading.absent else ""


def flags(context: Context, reading: Reading) -> str:
    """Estimated, modelled, not validated and so on, and what the publisher wrote beside the figure."""
    natures = [context.name("NATURE", code) for code in reading.nature.split() if code not in ("C", "_X")]
    statuses = [context.name("OBS_STATUS", code) for code in reading.status.split() if code != "A"]
    return context.w.dots([*natures, *statuses, reading.comment])
