"""What a reader asks of an indicator, read from the URL (year, group, area, breakdown, yardstick), and what the version answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ..catalogue import Indicator
from ..domain.yardsticks import Yardstick
from ..i18n import alphabetical
from .components.filters import Choice
from .components.verdict import choose_yardstick, yardstick_choice
from .context import Context
from .readings import DIMENSIONS, NOT_APPLICABLE, TOTAL, Reading, headline, read, read_periods, resolve, together
from .view import Row

WORLD = "001"
LATEST = "latest"
GROUP_LEVELS = ("world", "region", "subregion", "intermediate", "sdg_region", "group", "itu_region", "rto")
PARAMETERS = {
    "AGE": "age",
    "EDUCATION_LEV": "education",
    "LABOUR_FORCE_STATUS": "labour",
    "OCCUPATION": "occupation",
    "COMP_BREAKDOWN": "skill",
}
COMMITTEE = "committee"


@dataclass(frozen=True)
class Inquiry:
    """The choices of one request, all checked; `area` and `other` are "" where none was chosen, `period` "" for the latest of each area."""

    context: Context
    indicator: Indicator
    yardstick: Yardstick | None
    period: str
    group: str
    area: str
    other: str
    choices: Mapping[str, str]
    latest: Sequence[Row]
    periods: Sequence[str]

    @cached_property
    def rows(self) -> Sequence[Row]:
        """The rows of the chosen period, of all areas and breakdowns."""
        return newest(self.context, self.indicator, self.period) if self.period else self.latest

    @cached_property
    def readings(self) -> list[Reading]:
        """Every reading that fits the choices; sources that differ stand side by side."""
        return read(self.rows, self.indicator, self.choices)

    @cached_property
    def by_area(self) -> dict[str, Reading]:
        """The leading reading of each area and group."""
        return headline(self.readings, self.context.catalogue.sources)

    @cached_property
    def members(self) -> tuple[str, ...]:
        """The countries and areas of the chosen group."""
        return members(self.context, self.group)

    @cached_property
    def countries(self) -> list[Reading]:
        """The leading reading of each member of the chosen group in which women and men can be compared."""
        return [self.by_area[code] for code in self.members if code in self.by_area and self.by_area[code].comparable]

    @property
    def told(self) -> list[Reading]:
        """The readings that the answer tells: of the subject, and of what it is compared with."""
        found = [self.of(area) for area in (self.subject, self.other) if area]
        return [reading for reading in found if reading is not None]

    def of(self, area: str, among: Mapping[str, Reading] | None = None) -> Reading | None:
        """The reading of a country; of a group what was published, else its countries taken together where all are known, else None.

        `among` are the leading readings of other choices than the reader's.
        """
        if among is None:
            if area not in self._found:
                self._found[area] = self.of(area, self.by_area)
            return self._found[area]
        own, areas = among.get(area), self.context.catalogue.areas
        if (own is not None and own.complete) or area not in areas.groups or areas.partly_known(area):
            return own
        return together(self.indicator.kind, area, [among[code] for code in members(self.context, area) if code in among]) or own

    @cached_property
    def _found(self) -> dict[str, Reading | None]:
        return {}

    @property
    def subject(self) -> str:
        """The area that the answer is about: the one chosen, else the group."""
        return self.area or self.group

    @property
    def followed(self) -> list[str]:
        """The areas whose trend is shown: the subject, the one it is compared with, the world."""
        return [code for code in dict.fromkeys([self.subject, self.other, WORLD]) if code]

    @cached_property
    def history(self) -> Sequence[Row]:
        """The rows of all periods of the areas followed."""
        return self.context.version.run("indicator_series", indicators=[self.indicator.id], areas=self.followed)

    @cached_property
    def series(self) -> dict[str, list[Reading]]:
        """The leading reading of every published period of the areas followed, oldest first."""
        found: dict[str, list[Reading]] = {area: [] for area in self.followed}
        by_period: dict[str, list[Reading]] = {}
        for reading in read_periods(self.history, self.indicator, self.choices):
            by_period.setdefault(reading.period, []).append(reading)
        for readings in by_period.values():
            for area, reading in headline(readings, self.context.catalogue.sources).items():
                found[area].append(reading)
        return found

    def parts(self, dimension: str) -> dict[str, dict[str, Reading]]:
        """For each code of a dimension the leading reading of each area."""
        others = {key: code for key, code in self.choices.items() if key != dimension}
        codes = part_codes(self.context, self.rows, dimension)
        sources = self.context.catalogue.sources
        return {code: headline(read(self.rows, self.indicator, {**others, dimension: code}), sources) for code in codes}


def newest(context: Context, indicator: Indicator, period: str = "") -> list[Row]:
    """The rows of an indicator for all areas: of one period, or the newest of each."""
    return context.version.run("indicator_newest", indicators=[indicator.id], areas=[], period=period)


def members(context: Context, group: str) -> tuple[str, ...]:
    """The countries and areas of a group; all of them for the world."""
    areas = context.catalogue.areas
    return areas.countries if group == WORLD else areas.members(group)


def inquire(context: Context, indicator: Indicator) -> Inquiry:
    """The inquiry that the URL makes; raises WrongParameter naming the values that would be right."""
    latest = newest(context, indicator)
    periods = [row["time_period"] for row in context.version.run("indicator_periods", indicator=indicator.id)]
    areas = context.catalogue.areas
    known = [code for code in areas.items if areas.level(code) != "total"]
    period = context.choose("year", (LATEST, *periods), LATEST)
    return Inquiry(
        context=context,
        indicator=indicator,
        yardstick=choose_yardstick(context, indicator.yardsticks) if indicator.yardsticks else _none(context),
        period="" if period == LATEST else period,
        group=context.choose("group", areas.groups, WORLD),
        area=context.choose("area", known, ""),
        other=context.choose("with", known, ""),
        choices=resolve(latest, indicator, _breakdown(context, indicator, latest)),
        latest=latest,
        periods=periods,
    )


def _none(context: Context) -> None:
    context.choose("yardstick", (), "")


def _breakdown(context: Context, indicator: Indicator, rows: Sequence[Row]) -> dict[str, str]:
    """The codes that the reader chose for dimensions of this indicator."""
    given = {parameter(indicator, dimension): dimension for dimension in indicator.dimensions}
    chosen = {}
    for name in (*PARAMETERS.values(), COMMITTEE):
        codes = part_codes(context, rows, given[name]) if name in given else ()
        code = context.choose(name, codes, "")
        if code:
            chosen[given[name]] = code
    return chosen


def part_codes(context: Context, rows: Iterable[Row], dimension: str) -> list[str]:
    """The codes of a dimension that occur, in the codelist's order, without total and not applicable."""
    found = {row[dimension.lower()] for row in rows} - {TOTAL, NOT_APPLICABLE}
    return [code for code in context.catalogue.codelists[dimension].items if code in found]


def choices(asked: Inquiry) -> list[Choice]:
    """The filters of an indicator's page: a group is chosen by itself, a country by itself, and either to compare with."""
    context, w = asked.context, asked.context.w
    groups = _groups(asked)
    alone = [code for code in groups if not members(context, code)]
    years = [(LATEST, w("indicator.filter.latest")), *((period, w.period(period)) for period in asked.periods)]
    none = [("", w("indicator.filter.none"))]
    fields = [
        Choice("group", w("indicator.filter.group"), group_options(context), asked.group),
        Choice("area", w("indicator.filter.area"), [*none, *_areas(asked, alone, asked.area)], asked.area),
        Choice("with", w("indicator.filter.with"), [*none, *_areas(asked, groups, asked.other)], asked.other),
        Choice("year", w("indicator.filter.year"), years, asked.period or LATEST),
        *(_dimension(asked, dimension) for dimension in DIMENSIONS if len(part_codes(context, asked.latest, dimension)) > 1),
    ]
    fields = [field for field in fields if len(field.options) > 1]
    if asked.yardstick and len(asked.indicator.yardsticks) > 1:
        fields.append(yardstick_choice(context, asked.indicator.yardsticks, asked.yardstick))
    return fields


def _groups(asked: Inquiry) -> list[str]:
    """The groups of which something can be said: a published figure, or countries that have some."""
    with_figures = {row["ref_area"] for row in asked.latest}
    areas = asked.context.catalogue.areas
    whole = [code for code in areas.groups if not areas.partly_known(code)]
    return [code for code in areas.groups if code in with_figures or (code in whole and not with_figures.isdisjoint(areas.members(code)))]


def _areas(asked: Inquiry, groups: Sequence[str], chosen: str) -> list:
    """The groups given, the countries with figures, and the area that was chosen even without."""
    context = asked.context
    areas = context.catalogue.areas
    with_figures = {row["ref_area"] for row in asked.latest} | ({chosen} - {""})
    countries = by_name(context, (code for code in with_figures if code not in areas.groups))
    named = [(code, context.name("AREA", code)) for code in areas.groups if code in {*groups, chosen}]
    listed = [(context.w("indicator.filter.countries"), countries)] if countries else []
    return [*([(context.w("indicator.filter.groups"), named)] if named else []), *listed]


def by_name(context: Context, areas: Iterable[str]) -> list[tuple[str, str]]:
    """Areas as codes with names, in the order of the names, accents aside."""
    named = [(code, context.name("AREA", code)) for code in areas]
    return sorted(named, key=lambda pair: alphabetical(pair[1]))


def group_options(context: Context) -> list:
    """The groups with known members by kind: world, regions, sub-regions, development, ITU regions, regional organizations."""
    areas = context.catalogue.areas
    options: list = []
    for level in GROUP_LEVELS:
        codes = [code for code in areas.groups if areas.level(code) == level and (code == WORLD or areas.members(code))]
        named = [(code, group_name(context, code)) for code in codes]
        if named:
            options += named if level == "world" else [(context.w(f"indicator.level.{level}"), named)]
    return options


def group_name(context: Context, group: str) -> str:
    """The name of a group whose countries are listed or counted: where only some are known, it says that these are meant."""
    name = context.name("AREA", group)
    return context.w("indicator.group.partial", group=name) if context.catalogue.areas.partly_known(group) else name


def _dimension(asked: Inquiry, dimension: str) -> Choice:
    context, indicator = asked.context, asked.indicator
    codes = part_codes(context, asked.latest, dimension)
    options = [(code, context.name(dimension, code)) for code in codes]
    chosen = asked.choices.get(dimension, "")
    by_area = dimension == "AGE" and indicator.kind != "counts"
    if by_area or indicator.kind == "counts" or any(row[dimension.lower()] in (TOTAL, NOT_APPLICABLE) for row in asked.latest):
        options.insert(0, ("", context.w("indicator.filter.widest" if by_area else "indicator.filter.all")))
    return Choice(
        parameter(indicator, dimension), dimension_name(context, indicator.kind, dimension), options, chosen if chosen in codes else ""
    )


def parameter(indicator: Indicator, dimension: str) -> str:
    """The query parameter that chooses a code of a dimension."""
    return COMMITTEE if dimension == "COMP_BREAKDOWN" and indicator.kind == "counts" else PARAMETERS[dimension]


def dimension_name(context: Context, kind: str, dimension: str) -> str:
    """What a dimension is called where indicators of this kind are shown."""
    own = f"indicator.dimension.{kind}.{dimension}"
    return context.w(own if context.w.has(own) else f"indicator.dimension.{dimension}")
