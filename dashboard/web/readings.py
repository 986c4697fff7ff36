"""What an indicator says of each area: rows of the data version made into one comparable reading an area and source.

A reading never mixes: one period, one age range, one kind of skill. Only counts of persons are added up. Rows are those of
`queries/indicator_newest.sql` and `queries/indicator_series.sql`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter

from ..catalogue import Indicator, Source, precedence
from ..domain.measures import Counts, bounds, gap_points, median, parity_ratio, share_of_women
from ..domain.quantity import Quantity, decimals
from ..domain.yardsticks import Evidence
from .view import Row

TOTAL, NOT_APPLICABLE, NOT_KNOWN = "_T", "_Z", "_U"
DIMENSIONS = ("AGE", "EDUCATION_LEV", "LABOUR_FORCE_STATUS", "OCCUPATION", "COMP_BREAKDOWN")
_AGE = re.compile(r"Y(?:_GE(\d+)|_LE(\d+)|(\d+)T(\d+))")
_OLDEST = 120
# A median of fewer countries than this is drawn hollow: it is no value of the group.
FEWEST = 5
_EVEN = 50.0


@dataclass(frozen=True)
class Reading:
    """One figure of one area, as far as it can be compared; `choices` are the codes of the dimensions that hold for all of it.

    `female`, `male`, `total` are the published quantities, `counts` persons by sex, `decimals` with how many decimals a percentage was
    published. `countries` is 0 for a published figure, else the number of countries it was computed from; `gap` is then the median of
    their gaps and `computed_from` their sources. `origin` is the body or survey behind a compiled source, as far as it is named.
    `indicator` is the code of what it is a figure of.
    `aside` are those of whom a chosen dimension is not known, so that they may or may not be among the counted; `absent` that the
    publisher says there is nothing to count.
    """

    kind: str
    area: str
    period: str
    source: str
    choices: Mapping[str, str]
    female: Quantity | None = None
    male: Quantity | None = None
    total: Quantity | None = None
    counts: Counts | None = None
    aside: Counts | None = None
    absent: bool = False
    decimals: int | None = None
    unit: str = ""
    nature: str = ""
    status: str = ""
    words: str = ""
    comment: str = ""
    origin: str = ""
    example: bool = False
    countries: int = 0
    computed_from: tuple[str, ...] = ()
    gap: float | None = None
    indicator: str = ""

    @property
    def complete(self) -> bool:
        """Whether it holds what its kind of indicator is about: both sexes, a share, people counted, a ratio."""
        if self.kind == "by_sex":
            return self.female is not None and self.male is not None
        if self.kind == "share_of_women":
            return self.female is not None
        if self.kind == "counts":
            return bool((self.counts and self.counts.total) or (self.aside and self.aside.total))
        return self.total is not None

    @property
    def comparable(self) -> bool:
        """Whether women and men can be compared: it is complete, and where people were counted, somebody's sex is known."""
        return self.complete and (self.kind != "counts" or self.share is not None)

    @property
    def limits(self) -> tuple[float, float] | None:
        """The lowest and highest share of women that the counts leave open, per cent."""
        return bounds(self.counts, self.aside) if self.counts else None

    @property
    def drawn(self) -> Counts | None:
        """The counts with all that is not known of them, sex or a chosen dimension, as one unknown part."""
        return replace(self.counts, unknown=self.counts.unknown + self.aside.total) if self.counts and self.aside else self.counts

    @property
    def sources(self) -> tuple[str, ...]:
        """The source that published it, or those of the countries it was computed from."""
        return self.computed_from or (self.source,)

    @property
    def few(self) -> bool:
        """Whether it is the median of so few countries that it must not look like a value of their group."""
        return 0 < self.countries < FEWEST and self.kind != "counts"

    @property
    def share(self) -> Quantity | None:
        """The share of women: as published, or computed from counts."""
        if self.kind == "share_of_women":
            return self.female
        computed = share_of_women(self.counts) if self.counts else None
        return None if computed is None else Quantity(computed)

    @property
    def evidence(self) -> Evidence:
        """What a yardstick judges."""
        if self.kind == "by_sex":
            return Evidence(female=self.female, male=self.male, decimals=self.decimals)
        if self.kind == "share_of_women":
            return Evidence(share=self.female)
        return Evidence(counts=self.counts, aside=self.aside) if self.kind == "counts" else Evidence(ratio=self.total)

    @property
    def ratio(self) -> float | None:
        """F ÷ M: as published, or computed from the two published percentages; none of the medians of several countries."""
        if self.kind == "ratio":
            return self.total.point if self.total else None
        if self.countries:
            return None
        return parity_ratio(*_points(self)) if self.kind == "by_sex" else None

    @property
    def distance(self) -> float | None:
        """How far from parity, negative where women are behind: in percentage points, for a ratio as ratio − 1.

        None where that is not one point: a bound, counts with people of unknown sex, nothing to compare with.
        """
        if self.gap is not None:
            return self.gap
        if self.kind == "by_sex":
            return gap_points(*_points(self))
        if self.kind == "ratio":
            return gap_points(self.ratio, 1.0)
        if self.kind not in ("share_of_women", "counts") or (self.drawn and self.drawn.unknown):
            return None
        return gap_points(self.share.point, _EVEN) if self.share else None


def _points(reading: Reading) -> tuple[float | None, float | None]:
    return (reading.female.point if reading.female else None, reading.male.point if reading.male else None)


def values_of(rows: Iterable[Row], dimension: str) -> list[str]:
    """The codes that occur in a dimension, those first for which most areas have figures of women and men."""
    areas: dict[str, set[str]] = {}
    for row in rows:
        found = areas.setdefault(row[dimension.lower()], set())
        if row["female"] is not None and row["male"] is not None:
            found.add(row["ref_area"])
    return sorted(areas, key=lambda code: (-len(areas[code]), code))


def resolve(rows: Sequence[Row], indicator: Indicator, chosen: Mapping[str, str]) -> dict[str, str]:
    """The code of every dimension that holds for all areas: what the reader chose, else the total, else what most areas have.

    Left out, because it is settled area by area: the age range, and for counts every dimension (they are added up).
    """
    settled = dict(chosen)
    for dimension in DIMENSIONS:
        if dimension in settled or dimension == "AGE" or indicator.kind == "counts":
            continue
        codes = values_of(rows, dimension)
        totals = [code for code in (TOTAL, NOT_APPLICABLE) if code in codes]
        if codes:
            settled[dimension] = (totals or codes)[0]
    return settled


def read(rows: Iterable[Row], indicator: Indicator, choices: Mapping[str, str]) -> list[Reading]:
    """The readings of every area with these choices, in the order of the rows' areas; sources that differ stand side by side.

    Of an area's rows those of its newest period that can be compared count, of these those of its widest age range.
    """
    fitting = [row for row in rows if _fits(row, indicator.kind, choices)]
    readings: list[Reading] = []
    for _, own in groupby(sorted(fitting, key=itemgetter("ref_area")), key=itemgetter("ref_area")):
        readings += _of_one_area(list(own), indicator, choices)
    return readings


def _has(row: Row, choices: Mapping[str, str]) -> bool:
    return all(row[dimension.lower()] == code for dimension, code in choices.items())


def _fits(row: Row, kind: str, choices: Mapping[str, str]) -> bool:
    """Whether it has the codes chosen; of people counted also those of whom a dimension chosen is not known, as they may have them."""
    may_be = (NOT_KNOWN,) if kind == "counts" else ()
    return all(row[dimension.lower()] in (code, *may_be) for dimension, code in choices.items())


def read_periods(rows: Iterable[Row], indicator: Indicator, choices: Mapping[str, str]) -> list[Reading]:
    """The readings of every area and period, oldest first."""
    key = itemgetter("time_period")
    return [reading for _, own in groupby(sorted(rows, key=key), key=key) for reading in read(list(own), indicator, choices)]


def _of_one_area(rows: list[Row], indicator: Indicator, choices: Mapping[str, str]) -> list[Reading]:
    comparable = [row for row in rows if _comparable(row, indicator.kind)] or rows
    newest = max(row["time_period"] for row in comparable)
    rows = [row for row in comparable if row["time_period"] == newest]
    if indicator.kind == "counts":
        by_source = groupby(sorted(rows, key=itemgetter("source")), key=itemgetter("source"))
        return [_added_up(list(own), indicator, choices) for _, own in by_source]
    age = widest(row["age"] for row in rows)
    return [_as_published(row, indicator, {**choices, "AGE": age}) for row in rows if row["age"] == age]


def _comparable(row: Row, kind: str) -> bool:
    return kind != "by_sex" or (row["female"] is not None and row["male"] is not None)


def widest(ages: Iterable[str]) -> str:
    """The age range that takes in most: all ages, then the longest span, then one that is not stated."""
    return max(sorted(set(ages)), key=_span)


def _span(age: str) -> int:
    if age == TOTAL:
        return _OLDEST + 1
    found = _AGE.fullmatch(age)
    if not found:
        return -1
    from_age, up_to, first, last = found.groups()
    return int(last or up_to or _OLDEST) - int(first or from_age or 0)


def _as_published(row: Row, indicator: Indicator, choices: Mapping[str, str]) -> Reading:
    female, male, total = (_quantity(row, name) for name in ("female", "male", "total"))
    published = [quantity.value for quantity in (female, male, total) if quantity]
    digits = decimals(published) if indicator.kind == "by_sex" else None
    return replace(_blank(row, indicator, choices), female=female, male=male, total=total, decimals=digits)


def _quantity(row: Row, name: str) -> Quantity | None:
    return None if row[name] is None else Quantity(row[name], row[f"{name}_q"] or "")


def _blank(row: Row, indicator: Indicator, choices: Mapping[str, str]) -> Reading:
    return Reading(
        kind=indicator.kind,
        area=row["ref_area"],
        period=row["time_period"],
        source=row["source"],
        choices=choices,
        unit=row["unit_measure"] or "",
        nature=row["nature"] or "",
        status=row["obs_status"] or "",
        words=row["value_text"] or "",
        comment=row["comment_obs"] or "",
        origin=(row["source_detail"] or "").partition(",")[0].strip(),
        example=bool(row["example"]),
        indicator=indicator.id,
    )


def _without_double_counting(rows: list[Row]) -> list[Row]:
    """In each dimension the rows of the total where there are some, else those of its parts."""
    for dimension in DIMENSIONS:
        name = dimension.lower()
        rows = [row for row in rows if row[name] == TOTAL] or rows
    return rows


def _added_up(rows: list[Row], indicator: Indicator, choices: Mapping[str, str]) -> Reading:
    """Counts of an area taken together. A sex that the indicator counts nowhere is not counted, which is not the same as none."""
    blank = _blank(rows[0], indicator, choices)
    if not any(row["applies"] for row in rows):
        return replace(blank, absent=True)
    certain = _without_double_counting([row for row in rows if _has(row, choices)])
    uncertain = _without_double_counting([row for row in rows if not _has(row, choices)])
    quantities = [_quantity(row, name) for row in (*certain, *uncertain) for name in ("female", "male")]
    qualified = [quantity for quantity in quantities if quantity and quantity.qualifier]
    if qualified and len(rows) == 1:
        return replace(blank, female=_quantity(rows[0], "female"), male=_quantity(rows[0], "male"))
    counted = {"women": any(row["counts_women"] for row in rows), "men": any(row["counts_men"] for row in rows)}
    counts = _counts([] if qualified else certain, **counted)
    aside = _counts([] if qualified else uncertain, **counted)
    female = None if counts.men is not None or counts.women is None else Quantity(counts.women)
    return replace(blank, counts=counts, aside=aside if aside.total else None, female=female)


def _counts(rows: list[Row], *, women: bool, men: bool) -> Counts:
    return Counts(
        women=_sum(rows, "female") if women else None,
        men=_sum(rows, "male") if men else None,
        other=_sum(rows, "other"),
        unknown=_sum(rows, "unknown"),
    )


def _sum(rows: Iterable[Row], name: str) -> float:
    added = sum(row[name] or 0 for row in rows)
    return int(added) if added == int(added) else added


def headline(readings: Iterable[Reading], sources: Mapping[str, Source]) -> dict[str, Reading]:
    """One reading an area: a complete one before another, a real one before an example, then the leading source's."""
    chosen: dict[str, Reading] = {}
    for reading in sorted(readings, key=lambda reading: _rank(reading, sources)):
        chosen.setdefault(reading.area, reading)
    return chosen


def _rank(reading: Reading, sources: Mapping[str, Source]) -> tuple:
    return not reading.complete, reading.example, precedence(reading.source, sources)


def together(kind: str, area: str, readings: Sequence[Reading]) -> Reading | None:
    """The countries of a group taken together, marked as computed: counts added up, else the median, which weighs every country alike.

    Bounds are left out of a median. None where no country has a figure, or where its kind has no middle (a number of people apart).
    """
    readings = [reading for reading in readings if reading.complete]
    if not readings or kind in ("gap", "total"):
        return None
    periods = sorted({reading.period for reading in readings})
    period = periods[0] if len(periods) == 1 else f"{periods[0]}–{periods[-1]}"
    shared = {key: code for key, code in readings[0].choices.items() if all(reading.choices.get(key) == code for reading in readings)}
    blank = Reading(kind, area, period, "", shared, example=any(reading.example for reading in readings), indicator=readings[0].indicator)
    if kind == "counts":
        paired = [reading for reading in readings if reading.counts and reading.counts.paired]
        counts = sum((reading.counts for reading in paired), Counts(0, 0))
        aside = sum((reading.aside for reading in paired if reading.aside), Counts(0, 0))
        blank = replace(blank, countries=len(paired), computed_from=_sources(paired))
        return replace(blank, counts=counts, aside=aside if aside.total else None) if paired else None
    measured = [reading for reading in readings if reading.distance is not None]
    if not measured:
        return None
    return replace(
        blank,
        female=_median(reading.female for reading in measured),
        male=_median(reading.male for reading in measured),
        total=_median(reading.total for reading in measured) if kind == "ratio" else None,
        gap=median(reading.distance for reading in measured),
        countries=len(measured),
        computed_from=_sources(measured),
    )


def _sources(readings: Iterable[Reading]) -> tuple[str, ...]:
    return tuple(sorted({reading.source for reading in readings}))


def _median(quantities: Iterable[Quantity | None]) -> Quantity | None:
    middle = median(quantity.point for quantity in quantities if quantity)
    return None if middle is None else Quantity(middle)
