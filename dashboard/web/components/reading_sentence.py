"""A reading of an indicator as a sentence: what it is of, of whom, of when, published or computed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import Any

from ...catalogue import Indicator
from ...domain.yardsticks import Outcome, Verdict, Yardstick
from ..context import Context
from ..inquiry import dimension_name
from ..judging import TALLIED
from ..readings import DIMENSIONS, NOT_APPLICABLE, NOT_KNOWN, TOTAL, Reading
from .reading import reading_value, score_text, share_text
from .verdict import verdict_sentence

LEVEL = 0.05
NOT_SPECIFIED = "_X"


def indicator_label(context: Context, indicator: Indicator, choices: Mapping[str, str]) -> str:
    """The indicator's short name with the skill, age range and so on that the figures are of."""
    chosen = [(dimension, choices[dimension]) for dimension in DIMENSIONS if choices.get(dimension, TOTAL) not in (TOTAL, NOT_APPLICABLE)]
    parts = [part_name(context, indicator.kind, dimension, code) for dimension, code in chosen]
    short = indicator.short[context.lang]
    return context.w("indicator.label", indicator=short, parts=context.w.join(parts)) if parts else short


def part_name(context: Context, kind: str, dimension: str, code: str) -> str:
    """The name of a part where the dimension is not named beside it, so "age range not specified" for "not specified"."""
    if code != NOT_SPECIFIED:
        return context.name(dimension, code)
    name = dimension_name(context, kind, dimension)
    return context.w("indicator.label.unspecified", dimension=name[:1].lower() + name[1:])


def area_name(context: Context, area: str) -> str:
    """The name of a country or group."""
    return context.name("AREA", area)


def reading_sentence(context: Context, indicator: Indicator, reading: Reading | None, area: str, yardstick: Yardstick | None = None) -> str:
    """The figure of an area as a sentence; where there is none, that there is none. `yardstick` is the one that it is judged by."""
    w = context.w
    if reading is None and context.catalogue.areas.partly_known(area):
        known = len(context.catalogue.areas.members(area))
        return w("indicator.sentence.partial", indicator=indicator.short[context.lang], area=area_name(context, area), n=known)
    if reading is None:
        return w("indicator.sentence.none", indicator=indicator.short[context.lang], area=area_name(context, area))
    given = {
        "indicator": indicator_label(context, indicator, reading.choices),
        "area": area_name(context, area),
        "period": w.period(reading.period),
        "n": reading.countries,
    }
    write = _WRITERS.get(reading.kind, _value)
    if reading.absent:
        return w("indicator.sentence.absent", **given)
    if not reading.complete and reading.kind != "counts":
        return w("indicator.sentence.incomplete", value=reading_value(context, reading), **given)
    return write(context, reading, given, yardstick)


def _by_sex(context: Context, reading: Reading, given: dict[str, Any], yardstick: Yardstick | None) -> str:
    w = context.w
    given |= {"female": w.quantity(reading.female, percent=True), "male": w.quantity(reading.male, percent=True)}
    if reading.distance is None:
        return w("indicator.sentence.by_sex", **given)
    if reading.countries:
        return w.n("indicator.sentence.by_sex.median", abs(reading.distance), gap=w.points(reading.distance), **given)
    if abs(reading.distance) < LEVEL:
        return w("indicator.sentence.by_sex.level", **given)
    side = "behind" if reading.distance < 0 else "ahead"
    return w.n(f"indicator.sentence.by_sex.{side}", abs(reading.distance), **given)


def _share(context: Context, reading: Reading, given: dict[str, Any], yardstick: Yardstick | None) -> str:
    key = "indicator.sentence.share.median" if reading.countries else "indicator.sentence.share"
    return context.w(key, share=share_text(context.w, reading.female, yardstick), **given)


def _counts(context: Context, reading: Reading, given: dict[str, Any], yardstick: Yardstick | None) -> str:
    w, counts = context.w, reading.counts
    if counts is None or not counts.paired:
        return w("indicator.sentence.women_only", women=reading.female or reading.words, **given)
    given |= {"women": counts.women, "men": counts.men, "unknown": counts.unknown}
    limits = reading.limits
    range_ = {"low": w.percent(limits[0]), "high": w.percent(limits[1])} if limits else {}
    if not reading.complete:
        return w("indicator.sentence.counts.nobody", **given)
    given |= {"share": share_text(w, reading.share, yardstick) if reading.share else ""}
    if reading.aside:
        said = [w("indicator.sentence.counts.certain", **given) if reading.share else w("indicator.sentence.counts.none_certain", **given)]
        said += [w("indicator.sentence.counts.open_sex", unknown=counts.unknown) if counts.unknown else ""]
        said += aside_sentences(context, reading, range_)
    elif reading.share is None:
        said = [w("indicator.sentence.counts.all_unknown", **given)]
    else:
        said = [w("indicator.sentence.counts.unknown", **given, **range_) if counts.unknown else w("indicator.sentence.counts", **given)]
    return w.sentences([*said, w("indicator.sentence.counts.sum", n=reading.countries) if reading.countries else ""])


def aside_sentences(context: Context, reading: Reading, limits: Mapping[str, str]) -> list[str]:
    """Of how many a chosen dimension is not known, and between which shares of women they leave it open."""
    w, aside = context.w, reading.aside
    codelists = context.catalogue.codelists
    names = [dimension_name(context, reading.kind, chosen) for chosen in reading.choices if NOT_KNOWN in codelists[chosen].items]
    people = {"n": aside.total, "women": aside.women, "men": aside.men, "unknown": aside.unknown + aside.other}
    said = w("indicator.sentence.counts.aside", dimension=w.join(names), **people)
    return [said, w("indicator.sentence.counts.aside.range", **limits) if limits else ""]


def _ratio(context: Context, reading: Reading, given: dict[str, Any], yardstick: Yardstick | None) -> str:
    key = "indicator.sentence.ratio.median" if reading.countries else "indicator.sentence.ratio"
    return context.w(key, ratio=score_text(context.w, reading.total, yardstick), **given)


def _value(context: Context, reading: Reading, given: dict[str, Any], _: Yardstick | None) -> str:
    return context.w("indicator.sentence.value", value=reading_value(context, reading), **given)


_WRITERS = {"by_sex": _by_sex, "share_of_women": _share, "counts": _counts, "ratio": _ratio}


def judged(context: Context, yardstick: Yardstick | None, verdict: Verdict | None) -> str:
    """What the yardstick says of the figure; nothing where none fits."""
    return verdict_sentence(context.w, yardstick, verdict) if yardstick and verdict else ""


def tally_sentence(context: Context, yardstick: Yardstick | None, counted: dict[Outcome, int], *, named: bool = True) -> str:
    """How many countries stand where by the yardstick, which is `named` unless the sentence before has done so."""
    if yardstick is None or not counted:
        return ""
    w = context.w
    items = counted_words(context, counted)
    return w("indicator.tally", yardstick=yardstick.name[context.lang], list=items) if named else w("indicator.tally.same", list=items)


def counted_words(context: Context, counted: Mapping[Outcome, int]) -> str:
    """Outcomes with their numbers, from met to undetermined: "met: 19; women below: 37"."""
    w = context.w
    named = [(w(f"verdict.mark.{outcome}"), counted[outcome]) for outcome in TALLIED if counted.get(outcome)]
    items = [w("indicator.tally.item", outcome=name, count=count) for name, count in named]
    return reduce(lambda before, after: w("indicator.tally.and", before=before, after=after), items)
