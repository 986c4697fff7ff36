"""One indicator: the answer for the world, a group or a country, map, ranking, trend, breakdowns and groups, with the table behind them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from dash import html

from ...domain.ranking import by_gap
from ..components.barlist import BarRow, bar_list
from ..components.bars import legend
from ..components.country_map import country_map
from ..components.filters import filters
from ..components.graph import graph
from ..components.notes import answer, small_print, source_links, take_along
from ..components.origin import reading_url
from ..components.reading import basis, change_words, few_words, flags, reading_bar, reading_gap, reading_value, span
from ..components.reading_sentence import area_name, judged, part_name, reading_sentence, tally_sentence
from ..components.reading_table import area_column, code_column, columns, table_row
from ..components.tables import data_table, sort_rows
from ..components.verdict import yardstick_note
from ..context import Context
from ..figures import indicator_trend
from ..history import first_comparable
from ..inquiry import COMMITTEE, PARAMETERS, WORLD, Inquiry, choices, dimension_name, group_name, inquire, part_codes
from ..judging import tally, verdict_of
from ..readings import Reading
from ..view import Column, Page, Table, View

LISTED = 6
COMPARED_LEVELS = ("world", "region", "group", "itu_region")


def render(context: Context) -> View:
    """The page of one indicator."""
    code = context.find("indicator", context.arguments["code"], context.catalogue.indicators)
    indicator = context.catalogue.indicators[code]
    asked = inquire(context, indicator)
    w, lang = context.w, context.lang
    sentence = answer_sentence(asked)
    example = any(reading.example for reading in asked.readings)
    tables: list[Table] = []
    map_parts, images = country_map(asked)
    body = [
        html.H1(indicator.names[lang]),
        answer(sentence, example=w("site.example") if example else ""),
        *_related(asked),
        *_nearest(asked),
        *_main_figure(asked),
        filters(context, choices(asked)),
        *([html.P(w("site.example_note"), className="lede")] if example else []),
        *map_parts,
        *_ranking(asked, tables),
        *_trend(asked, tables),
        *_parts(asked, tables),
        *_groups(asked, tables),
        _print(asked, tables),
        take_along(context, indicator.names[lang], sentence, [source for reading in asked.told for source in reading.sources]),
    ]
    return View(title=indicator.names[lang], description=sentence, body=body, tables=tables, images=images)


def answer_sentence(asked: Inquiry) -> str:
    """The figure of the area asked for with its verdict, then how many countries have figures and where they stand."""
    context, reading = asked.context, asked.of(asked.subject)
    verdict = judged(context, asked.yardstick, verdict_of(asked.yardstick, reading))
    parts = [reading_sentence(context, asked.indicator, reading, asked.subject, asked.yardstick), verdict, *_since(asked, reading)]
    if asked.other:
        other = asked.of(asked.other)
        parts.append(reading_sentence(context, asked.indicator, other, asked.other, asked.yardstick))
    if not asked.area and asked.countries:
        parts.append(coverage_sentence(asked, named=reading is None))
        parts.append(tally_sentence(context, asked.yardstick, tally(asked.yardstick, asked.countries), named=not verdict))
    return context.w.sentences(parts)


def _since(asked: Inquiry, reading: Reading | None) -> list[str]:
    """What has changed along the line of comparable figures, and since when there are figures where that is earlier still."""
    w = asked.context.w
    first = first_comparable(reading, asked.history, asked.indicator) if reading else None
    periods = [earlier.period for earlier in asked.series[asked.subject] if earlier.complete]
    change = change_words(w, first, reading)
    oldest = min(periods, default="")
    earlier = len(periods) > 1 and (first is None or oldest < first.period)
    return [
        w("indicator.change.sentence", change=change) if change else "",
        w("indicator.since", first=w.period(oldest)) if earlier else "",
    ]


def coverage_sentence(asked: Inquiry, *, named: bool = True) -> str:
    """How many of the group's countries have figures that can be compared, and how many count people of unknown sex only.

    The group is `named` unless the sentence before has done so.
    """
    context, w = asked.context, asked.context.w
    inside = [asked.by_area[code] for code in asked.members if code in asked.by_area]
    unknown = [reading for reading in inside if reading.complete and not reading.comparable]
    key = "indicator.coverage.uncertain" if any(reading.aside for reading in unknown) else "indicator.coverage.unknown"
    said = w("indicator.coverage", n=len(asked.countries), m=len(asked.members))
    if named:
        said = w("indicator.coverage.of", group=group_name(context, asked.group), said=said)
    return w.sentences([said, w(key, n=len(unknown)) if unknown else ""])


def _without_sexes(asked: Inquiry) -> str:
    """How many countries of the group publish a total and not women and men apart."""
    totals = [code for code in asked.members if code in asked.by_area and not asked.by_area[code].complete and asked.by_area[code].total]
    return asked.context.w("indicator.coverage.total", n=len(totals)) if totals else ""


def _related(asked: Inquiry) -> list:
    """Where the same subject is measured in another way too: what the verdict speaks of, and the way to the other indicators."""
    context, indicator, w = asked.context, asked.indicator, asked.context.w
    if not indicator.related:
        return []
    verdict = verdict_of(asked.yardstick, asked.of(asked.subject))
    said = w("indicator.related.verdict", measure=w(f"indicator.measure.{indicator.kind}")) if verdict else ""
    others = [context.catalogue.indicators[code] for code in indicator.related]
    links = [html.A(other.short[context.lang], href=context.url(f"/indicators/{other.id}", area=asked.area)) for other in others]
    return [html.P([w.sentences([said, w("indicator.related")]), " ", *_parted(links)], className="lede")]


def _nearest(asked: Inquiry) -> list:
    """Where nothing fits the filters: links to the nearest filters for which there is something."""
    context, w = asked.context, asked.context.w
    if asked.of(asked.subject) is not None or (not asked.area and asked.countries):
        return []
    ways = []
    if asked.period:
        ways.append(html.A(w("indicator.nearest.latest"), href=context.url(year=None)))
    if asked.area:
        ways.append(html.A(w("indicator.nearest.world"), href=context.url(area=None)))
    if asked.group != WORLD:
        ways.append(html.A(w("indicator.nearest.all"), href=context.url(group=None)))
    chosen = {name: None for name in (*PARAMETERS.values(), COMMITTEE) if name in context.query}
    if chosen:
        ways.append(html.A(w("indicator.nearest.whole"), href=context.url(**chosen)))
    return [html.P([w("indicator.nearest"), " ", *_parted(ways)], className="lede")] if ways else []


def _parted(links: Sequence[Any]) -> list:
    return [part for link in links for part in (" · ", link)][1:]


def _main_figure(asked: Inquiry) -> list:
    """The area asked for, what it is compared with, and the groups around it, one bar each."""
    context, w = asked.context, asked.context.w
    groups = context.catalogue.areas.groups
    drawn = [reading for area in compared(asked) if (reading := asked.of(area)) and reading.complete]
    if not drawn:
        return []
    rows = [_bar_row(asked, reading, size="row", remark=basis(w, reading) if reading.area in groups else "") for reading in drawn]
    unknown = any(reading.drawn and reading.drawn.unknown for reading in asked.by_area.values())
    note = [yardstick_note(context, asked.yardstick)] if asked.yardstick else []
    name = asked.yardstick.name[context.lang] if asked.yardstick else ""
    sexes = asked.indicator.kind not in ("ratio", "gap", "total")
    marks = legend(w, sexes=sexes, unknown=unknown, band=name if sexes else "", few=few_words(w, drawn))
    return [bar_list(rows), marks, *note]


def _age(asked: Inquiry, reading: Reading) -> str:
    """The age range of a figure, where ranges differ from area to area."""
    age = reading.choices.get("AGE", "_T")
    return "" if age == "_T" or "AGE" in asked.choices else part_name(asked.context, asked.indicator.kind, "AGE", age)


def compared(asked: Inquiry) -> list[str]:
    """The areas of the main figure: the one asked for, the other, its region and the world; for the world its regions."""
    areas = asked.context.catalogue.areas
    first = [code for code in (asked.area, asked.other) if code]
    if asked.area and asked.area not in areas.groups:
        around = [code for code in areas.groups_of(asked.area) if areas.level(code) in ("region", "subregion")]
        return list(dict.fromkeys([*first, *around, asked.group, WORLD]))
    below = [code for code in areas.groups if areas.items[code].parent == asked.subject and areas.level(code) != "intermediate"]
    development = [code for code in ("LDC", "LLDC", "SIDS") if asked.subject == WORLD]
    return list(dict.fromkeys([*first, asked.group, *below, *development, WORLD]))


def _ranking(asked: Inquiry, tables: list[Table]) -> list:
    """The widest gaps, those nearest to parity, and all areas in a folded table."""
    context, w = asked.context, asked.context.w
    if not asked.countries:
        return []
    ranked = by_gap(asked.countries, lambda reading: reading.distance, lambda reading: area_name(context, reading.area))
    placed = [reading for rank, reading in ranked if rank is not None]
    ranks = {reading.area: rank for rank, reading in ranked}
    lists = []
    if len(placed) > 2:
        half = min(LISTED, len(placed) // 2)
        for key, listed in (("widest", placed[:half]), ("nearest", placed[::-1][:half])):
            lists.append(html.Div([html.H3(w(f"indicator.ranking.{key}")), bar_list(_bar_row(asked, reading) for reading in listed)]))
    table = all_areas(asked, ranks)
    tables.append(table)
    return [html.H2(w("indicator.ranking")), html.Div(lists, className="columns"), data_table(context, table)]


def _bar_row(asked: Inquiry, reading: Reading, *, size: str = "cell", remark: str = "") -> BarRow:
    context, w = asked.context, asked.context.w
    label = html.A(area_name(context, reading.area), href=context.url(f"/areas/{reading.area}"))
    note = w.dots([reading_gap(w, reading), w.period(reading.period), _age(asked, reading), remark])
    bar = reading_bar(w, reading, asked.yardstick, size=size)
    main = reading.area in (asked.subject, asked.other)
    return BarRow(label, bar, reading_value(context, reading, asked.yardstick), note, main, reading.example)


def all_areas(asked: Inquiry, ranks: dict[str, int | None]) -> Table:
    """Every reading of the group's countries, sources side by side; ranked by gap unless the URL sorts otherwise."""
    context = asked.context
    inside = set(asked.members)
    rows = [
        table_row(context, reading, asked.yardstick, rank=ranks.get(reading.area) if asked.by_area[reading.area] is reading else None)
        for reading in asked.readings
        if reading.area in inside
    ]
    rows.sort(key=lambda row: (row["rank"] is None, row["rank"] or 0, row["area"]))
    rank = Column("rank", context.w("indicator.col.rank"), numeric=True, sortable=True)
    made = columns(context, asked.indicator, asked.yardstick, rows, lead=[rank, code_column(context), area_column(context)])
    made = [made[2], made[0], made[1], *made[3:]]
    return Table("areas", context.w("indicator.table.areas"), made, sort_rows(context, made, rows), open=len(rows) <= LISTED)


def _trend(asked: Inquiry, tables: list[Table]) -> list:
    """How the figures of the area asked for, and of what it is compared with, have changed."""
    context, w = asked.context, asked.context.w
    found = {area: [reading for reading in readings if reading.complete] for area, readings in asked.series.items()}
    found = {area: readings for area, readings in found.items() if readings}
    heading = html.H2(w("indicator.trend"))
    named = {area_name(context, area): readings for area, readings in found.items()}
    first = next(iter(named), "")
    origin = partial(reading_url, context)
    figures = [(w("indicator.trend.measure"), indicator_trend.measured(w, named, asked.yardstick, origin))] if named else []
    if named and asked.indicator.kind == "by_sex":
        figures.insert(0, (w("indicator.trend.levels", area=first), indicator_trend.levels(w, first, named[first], origin)))
    drawn = [html.Figure([html.Figcaption(caption), graph(figure)]) for caption, figure in figures if figure]
    if not drawn:
        to_choose = any(row["ref_area"] not in context.catalogue.areas.groups for row in asked.latest) and not asked.area
        advice = w("indicator.trend.choose") if to_choose else ""
        return [heading, html.P(w.sentences([w("indicator.trend.none"), advice]), className="lede")]
    rows = [table_row(context, reading, asked.yardstick) for readings in found.values() for reading in readings]
    made = columns(context, asked.indicator, asked.yardstick, rows, lead=[area_column(context), code_column(context)], sortable=False)
    table = Table("trend", w("indicator.table.trend"), made, rows, open=False)
    tables.append(table)
    missing = w("indicator.trend.missing", area=area_name(context, asked.subject))
    note = [] if asked.subject in found else [html.P(missing, className="lede")]
    without_script = html.Noscript(html.P(w("indicator.trend.no_script"), className="lede"))
    return [heading, *note, without_script, html.Div(drawn, className="columns trends"), data_table(context, table)]


def _parts(asked: Inquiry, tables: list[Table]) -> list:
    """The kinds of skill, committees or ages side by side, for the area asked for."""
    context, w = asked.context, asked.context.w
    made: list = []
    for dimension in asked.indicator.dimensions:
        if dimension == "AGE" and asked.indicator.kind != "counts":
            continue  # age ranges differ from country to country: they are no parts of one whole
        if len(part_codes(context, asked.rows, dimension)) > 1:
            made += _part_section(asked, dimension, tables)
    return [html.H2(w("indicator.parts")), *made] if made else []


def _part_section(asked: Inquiry, dimension: str, tables: list[Table]) -> list:
    context, w = asked.context, asked.context.w
    rows = []
    for code, by_area in asked.parts(dimension).items():
        reading = asked.of(asked.subject, by_area)
        if reading is not None and reading.complete:
            more = {"part_code": code, "part": context.name(dimension, code)} | ({"age": ""} if dimension == "AGE" else {})
            rows.append(table_row(context, reading, asked.yardstick, **more))
    if not rows:
        return []
    name = dimension_name(context, asked.indicator.kind, dimension)
    lead = [Column("part", name), Column("part_code", w("indicator.col.code"), shown=False)]
    made = columns(context, asked.indicator, asked.yardstick, rows, lead=lead, bars=True, computed=True, sortable=False)
    caption = w("indicator.table.parts", area=area_name(context, asked.subject), dimension=name)
    table = Table(f"parts-{dimension.lower().replace('_', '-')}", caption, made, rows)
    tables.append(table)
    return [data_table(context, table)]


def _groups(asked: Inquiry, tables: list[Table]) -> list:
    """Regions and groups: the published figure where there is one, else their countries taken together."""
    context, w = asked.context, asked.context.w
    areas = context.catalogue.areas
    rows = []
    for code in areas.groups:
        reading = asked.of(code)
        if reading is not None and reading.complete and (areas.level(code) in COMPARED_LEVELS or not reading.countries):
            rows.append(table_row(context, reading, asked.yardstick))
    if not rows:
        return []
    lead = [area_column(context), code_column(context)]
    made = columns(context, asked.indicator, asked.yardstick, rows, lead=lead, bars=True, computed=True, sortable=False)
    table = Table("groups", w("indicator.table.groups"), made, rows, open=len(rows) <= 3 * LISTED)
    tables.append(table)
    return [html.H2(w("indicator.groups")), html.P(w("indicator.groups.note"), className="lede"), data_table(context, table)]


def _print(asked: Inquiry, tables: Sequence[Table]) -> html.Dl:
    """Definition, method, custodian, source, unit, coverage and flags of everything on the page."""
    context, indicator, w = asked.context, asked.indicator, asked.context.w
    lang = context.lang
    shown = _shown(asked, tables)
    flagged = sorted({text for reading in shown if (text := flags(context, reading))})
    periods = sorted({reading.period for reading in shown if not reading.countries})
    sources = {source for reading in shown for source in reading.sources}
    compared = [reading for reading in asked.readings if reading.area in asked.members or reading.area == asked.subject]
    entries: list[tuple[str, Any]] = [
        (w("indicator.print.definition"), indicator.definition[lang]),
        (w("site.computed"), indicator.method[lang]),
        (w("indicator.print.sdg"), html.Bdi(indicator.sdg) if indicator.sdg else ""),
        (w("indicator.print.custodian"), indicator.custodian),
        (w("site.source"), source_links(context, sorted(sources) or [indicator.source])),
        (w("site.unit"), context.name("UNIT_MEASURE", indicator.unit)),
        (w("site.period"), span(w, periods)),
        (w("site.coverage"), w.sentences([coverage_sentence(asked), _without_sexes(asked)])),
        (w("indicator.print.ages"), w("indicator.print.ages_text") if _ages_differ(compared) else ""),
        (w("site.flags"), html.Ul([html.Li(text) for text in flagged[:8]]) if flagged else ""),
    ]
    return small_print(context, entries)


def _shown(asked: Inquiry, tables: Sequence[Table]) -> list[Reading]:
    """Every reading on the page: of the tables, the main figure and the sentence, which says since when there are figures."""
    found = [row["reading"] for table in tables for row in table.rows]
    found += [reading for area in compared(asked) if (reading := asked.of(area)) is not None]
    return found + [reading for reading in asked.series[asked.subject] if reading.complete]


def _ages_differ(readings: Sequence[Reading]) -> bool:
    return len({reading.choices.get("AGE", "") for reading in readings}) > 1


PAGE = Page(
    "/indicators/{code}",
    render,
    parameters=("year", "group", "area", "with", "yardstick", *PARAMETERS.values(), COMMITTEE),
    examples=tuple(
        f"/indicators/{code}" for code in ("IT_USE_ii99", "SE_ADT_ACTS", "SG_GEN_PARL", "SG_DMK_PARLCC_LC", "IT_USE_GPS", "SG_GEN_SPKR_N")
    ),
)
