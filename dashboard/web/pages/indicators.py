"""All indicators by domain: the newest figure of each in one line, its bar, and how many countries have figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from dash import html

from ...catalogue import Indicator
from ...domain.yardsticks import Outcome, Verdict, Yardstick
from ..components.bars import legend
from ..components.notes import answer, small_print, source_links, take_along
from ..components.origin import reading_facts
from ..components.reading import basis, reading_bar, reading_value, verdict_cell
from ..components.reading_sentence import area_name, counted_words, indicator_label
from ..components.static import static
from ..components.tables import data_table, sort_rows
from ..context import Context
from ..inquiry import WORLD
from ..judging import tally, verdict_of
from ..readings import Reading, headline, read, resolve, together
from ..view import Column, Page, Row, Table, View


@dataclass(frozen=True)
class Summary:
    """An indicator in a line: a figure, what the yardstick says of it, and how its countries stand.

    `world` is the world's figure as published, else its countries taken together, else the newest of any group; `countries` are those in
    which women and men can be compared, `unknown` how many more count people of unknown sex only.
    """

    indicator: Indicator
    yardstick: Yardstick | None
    world: Reading | None
    verdict: Verdict | None
    countries: Sequence[Reading]
    unknown: int
    met: int
    sources: Sequence[str]

    @property
    def newest(self) -> str:
        """The newest period of any country, of the world where no country has figures."""
        return max((reading.period for reading in self.countries), default=self.world.period if self.world else "")


def summaries(context: Context, rows: Iterable[Row]) -> list[Summary]:
    """One summary an indicator, in the catalogue's order by domain; an indicator without any row has no world figure."""
    key = itemgetter("indicator")
    by_indicator = {code: list(own) for code, own in groupby(sorted(rows, key=key), key=key)}
    made = [_summary(context, indicator, by_indicator.get(code, [])) for code, indicator in context.catalogue.indicators.items()]
    domains = list(dict.fromkeys(summary.indicator.domain for summary in made))
    return sorted(made, key=lambda summary: (-domains.index(summary.indicator.domain), -len(summary.countries)))


def _summary(context: Context, indicator: Indicator, rows: Sequence[Row]) -> Summary:
    catalogue = context.catalogue
    readings = read(rows, indicator, resolve(rows, indicator, {}))
    by_area = headline(readings, catalogue.sources)
    complete = [by_area[code] for code in catalogue.areas.countries if code in by_area and by_area[code].complete]
    countries = [reading for reading in complete if reading.comparable]
    world = by_area.get(WORLD) or together(indicator.kind, WORLD, complete)
    world = world or max(by_area.values(), key=lambda reading: (reading.complete, reading.period), default=None)
    yardstick = catalogue.yardsticks[indicator.yardsticks[0]] if indicator.yardsticks else None
    met = tally(yardstick, countries).get(Outcome.MET, 0)
    sources = sorted({reading.source for reading in readings})
    unknown = len(complete) - len(countries)
    return Summary(indicator, yardstick, world, verdict_of(yardstick, world), countries, unknown, met, sources)


def render(context: Context) -> View:
    """The list of indicators."""
    w = context.w
    found = summaries(context, context.version.run("indicator_newest", indicators=[], areas=[], period=""))
    sentence = answer_sentence(context, found)
    example = any(summary.world.example for summary in found if summary.world)
    table = _table(context, found)
    sources = sorted({source for summary in found for source in summary.sources})
    sections: list = []
    for domain, own in groupby(found, key=lambda summary: summary.indicator.domain):
        tiles = html.Ul([_tile(context, summary) for summary in own], className="tiles")
        sections += [html.H2(_domain(context, domain)), static(tiles)]
    body = [
        html.H1(w("indicator.menu")),
        html.P(w("indicator.lede"), className="lede"),
        answer(sentence, example=w("site.example") if example else ""),
        legend(w, unknown=True, band=w("site.yardstick")),
        *sections,
        data_table(context, table),
        small_print(context, [(w("site.source"), source_links(context, sources))]),
        take_along(context, w("indicator.menu"), sentence, sources),
    ]
    return View(title=w("indicator.menu"), description=sentence, body=body, tables=[table])


def answer_sentence(context: Context, found: Sequence[Summary]) -> str:
    """How many indicators there are, and how the world's figures stand, each by its own first yardstick."""
    w = context.w
    judged = [summary.verdict for summary in found if summary.verdict and summary.verdict.outcome is not Outcome.NOT_APPLICABLE]
    counted = Counter(verdict.outcome for verdict in judged)
    listed = counted_words(context, counted) if counted else w("site.no_data")
    return w("indicator.list.answer", count=len(found), judged=len(judged), list=listed)


def _tile(context: Context, summary: Summary) -> html.Li:
    """Name, bar, figure, verdict and coverage of one indicator."""
    w, indicator = context.w, summary.indicator
    link = html.A(indicator.short[context.lang], href=context.url(f"/indicators/{indicator.id}"))
    parts = [html.H3(link), reading_bar(w, summary.world, summary.yardstick, size="row"), html.P(figure_words(context, summary))]
    if summary.verdict:
        parts.append(html.P(verdict_cell(w, summary.verdict)))
    if summary.countries:
        said = [w("indicator.list.coverage", n=len(summary.countries), year=w.period(summary.newest))]
        if summary.unknown:
            said.append(w("indicator.coverage.unknown", n=summary.unknown))
        if summary.yardstick:
            name = summary.yardstick.name[context.lang]
            said.append(w("indicator.list.met", yardstick=name, met=summary.met, n=len(summary.countries)))
        parts.append(html.P(w.sentences(said), className="lede"))
    example = bool(summary.world and summary.world.example)
    return html.Li(parts, className="tile is-example" if example else "tile")


def figure_words(context: Context, summary: Summary) -> str:
    """The newest figure with whose and when it is, and whether it was published or computed."""
    w, world = context.w, summary.world
    if world is None:
        return w("site.no_data")
    value = reading_value(context, world, summary.yardstick)
    label = indicator_label(context, summary.indicator, world.choices)
    area = area_name(context, world.area)
    if label != summary.indicator.short[context.lang]:
        area = w("indicator.map.title", indicator=label, group=area)
    return w("indicator.list.figure", area=area, period=w.period(world.period), value=value, basis=basis(w, world))


def _table(context: Context, found: Sequence[Summary]) -> Table:
    w = context.w
    rows = [
        {
            "code": summary.indicator.id,
            "indicator": summary.indicator.names[context.lang],
            "domain": _domain(context, summary.indicator.domain),
            "sdg": summary.indicator.sdg or None,
            "figure": figure_words(context, summary),
            "verdict": w(f"verdict.mark.{summary.verdict.outcome}") if summary.verdict else None,
            "judged": summary.verdict,
            "yardstick": summary.yardstick.name[context.lang] if summary.yardstick else None,
            "countries": len(summary.countries),
            "unknown": summary.unknown or None,
            "met": summary.met if summary.yardstick and summary.countries else None,
            "period": summary.newest,
            "facts": reading_facts(context, summary.world) if summary.world else None,
        }
        for summary in found
    ]
    columns = [
        Column("indicator", w("indicator.col.indicator"), cell=lambda row: _link(context, row), sortable=True),
        Column("code", w("indicator.col.code"), shown=False),
        Column("domain", w("indicator.col.domain"), sortable=True),
        Column("sdg", w("indicator.print.sdg"), cell=lambda row: html.Bdi(row["sdg"] or ""), sortable=True),
        Column("figure", w("indicator.col.figure")),
        Column("verdict", w("verdict.heading"), cell=lambda row: verdict_cell(w, row["judged"])),
        Column("yardstick", w("site.yardstick")),
        Column("countries", w("indicator.col.with_figures"), numeric=True, sortable=True),
        Column("unknown", w("indicator.col.unknown_only"), numeric=True),
        Column("met", w("indicator.col.met"), numeric=True, sortable=True),
        Column("period", w("indicator.col.period"), cell=lambda row: w.period(row["period"]), sortable=True),
    ]
    return Table("indicators", w("indicator.table.indicators"), columns, sort_rows(context, columns, rows), open=False)


def _domain(context: Context, domain: str) -> str:
    key = f"indicator.domain.{domain}"
    return context.w(key) if context.w.has(key) else domain


def _link(context: Context, row: Row) -> html.A:
    return html.A(row["indicator"], href=context.url(f"/indicators/{row['code']}"))


PAGE = Page("/indicators", render, examples=("/indicators",), menu="indicator.menu")
