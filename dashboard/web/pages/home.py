"""The state of parity at a glance: a tile a domain, each with its answer, bar, trend, newest period and the way in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dash import html

from ...catalogue import precedence
from ...domain.measures import Counts, share_of_women
from ...domain.quantity import Quantity
from ...domain.yardsticks import Yardstick
from ..components.barlist import BarRow, bar_list
from ..components.bars import counts_bar, legend, share_bar
from ..components.notes import answer, source_name, take_along
from ..components.origin import figure_facts, reading_facts
from ..components.participation import event_name, figure_bar, role_name, share_text
from ..components.reading import reading_bar, reading_value
from ..components.tables import data_table
from ..components.verdict import band, verdict_sentence
from ..context import Context
from ..figures import committee_chairs
from ..judging import verdict_of
from ..readings import NOT_APPLICABLE, Reading, headline, read_periods, resolve
from ..view import Column, Facts, Page, Row, Table, View
from . import challenge, un_swap

WORLD = "001"
INTERNET, PARLIAMENT = "IT_USE_ii99", "SG_GEN_PARL_ALL"
NEWEST_LISTED = 4
SEPARATOR = " · "


@dataclass(frozen=True)
class Tile:
    """One domain: its answer, what shows it, the rows of its trend or newest figures, and the page where there is more."""

    id: str
    title: str
    sentence: str
    rows: Sequence[BarRow] = ()
    path: str = ""
    figure: Any = None
    value: str = ""
    period: str = ""
    sources: Sequence[str] = ()
    facts: Facts | str = ""


def render(context: Context) -> View:
    """The page: one sentence on the world, then the tiles."""
    w = context.w
    internet, parliament = (_series(context, indicator) for indicator in (INTERNET, PARLIAMENT))
    sentence = _sentence(context, internet, parliament)
    made = [
        _indicator_tile(context, "ict", INTERNET, internet),
        _indicator_tile(context, "decisions", PARLIAMENT, parliament),
        _meetings_tile(context),
        _committees_tile(context),
        _staff_tile(context),
        _swap_tile(context),
        _plans_tile(context),
    ]
    tiles = [tile for tile in made if tile is not None]
    table = _table(context, tiles)
    body = [
        html.H1(w("home.title")),
        answer(sentence),
        legend(w, unknown=True, rest=w("event.rest"), band=w("site.yardstick")),
        html.Ul([_tile(context, tile) for tile in tiles], className="tiles"),
        data_table(context, table),
        take_along(context, w("home.title"), sentence, [source for tile in tiles[:2] for source in tile.sources]),
    ]
    return View(title=w("home.title"), description=sentence, body=body, tables=[table])


def _series(context: Context, code: str) -> list[Reading]:
    """The readings of the world, oldest first, one a period."""
    rows = context.version.run("indicator_series", indicators=[code], areas=[WORLD])
    indicator = context.catalogue.indicators[code]
    periods: dict[str, list[Reading]] = {}
    for reading in read_periods(rows, indicator, resolve(rows, indicator, {})):
        periods.setdefault(reading.period, []).append(reading)
    chosen = [headline(readings, context.catalogue.sources)[WORLD] for _, readings in sorted(periods.items())]
    return [reading for reading in chosen if reading.complete]


def _sentence(context: Context, internet: Sequence[Reading], parliament: Sequence[Reading]) -> str:
    w = context.w
    said = []
    if internet:
        newest = internet[-1]
        said.append(
            w("home.sentence.internet", women=_percent(context, newest.female), men=_percent(context, newest.male), year=newest.period)
        )
    if parliament:
        said.append(w("home.sentence.parliament", women=_percent(context, parliament[-1].female), year=parliament[-1].period))
    return w.sentences(said) or w("home.sentence.none")


def _percent(context: Context, quantity: Quantity | None) -> str:
    return context.w.quantity(quantity, percent=True) if quantity else context.w("site.no_data")


def _indicator_tile(context: Context, tile: str, code: str, series: Sequence[Reading]) -> Tile | None:
    if not series:
        return None
    w = context.w
    indicator = context.catalogue.indicators[code]
    yardstick: Yardstick = context.catalogue.yardsticks[indicator.yardsticks[0]]
    newest = series[-1]
    verdict = verdict_of(yardstick, newest)
    said = [
        w(
            "home.indicator",
            indicator=indicator.names[context.lang],
            area=context.name("AREA", WORLD),
            year=newest.period,
            value=reading_value(context, newest, yardstick),
        )
    ]
    if verdict is not None:
        said.append(verdict_sentence(w, yardstick, verdict))
    listed = series[-NEWEST_LISTED:][::-1]
    rows = [
        BarRow(w.period(reading.period), reading_bar(w, reading, yardstick), reading_value(context, reading, yardstick))
        for reading in listed
    ]
    return Tile(
        tile,
        w(f"home.tile.{tile}"),
        w.sentences(said),
        rows,
        f"/indicators/{code}",
        None,
        reading_value(context, newest, yardstick),
        newest.period,
        [reading.source for reading in listed],
        reading_facts(context, newest),
    )


def _meetings_tile(context: Context) -> Tile | None:
    w = context.w
    yardstick = context.catalogue.yardsticks[challenge.YARDSTICKS[0]]
    found = challenge.all_entries(context)
    listed = [(entry, line.leading) for entry in found for line in entry.lines if line.leading.shown is not None and not entry.example][
        :NEWEST_LISTED
    ]
    if not listed:
        return None
    entry, first = listed[0]
    sentence = w(
        "home.meeting", event=event_name(context, entry.event), role=role_name(context, first.role), share=share_text(context, first)
    )
    bars = [
        BarRow(
            html.A(event_name(context, entry.event), href=context.url(f"/challenge/{entry.event['event']}")),
            figure_bar(context, figure, yardstick, "cell"),
            share_text(context, figure),
            role_name(context, figure.role),
        )
        for entry, figure in listed
    ]
    return Tile(
        "meetings",
        w("home.tile.meetings"),
        sentence,
        bars,
        "/challenge",
        None,
        share_text(context, first),
        entry.event["time_period"],
        [figure.source for _, figure in listed],
        figure_facts(first),
    )


def _committees_tile(context: Context) -> Tile | None:
    """Chairs of parliamentary committees whose sex is known, all chambers together: persons may be added up."""
    w = context.w
    every = context.version.run("committees_chairs", chambers=list(committee_chairs.CHAMBERS.values()))
    rows = committee_chairs.leading_source([row for row in every if not row["example"]], context.catalogue.sources)
    counts = committee_chairs.counts(rows)
    if not counts.women or not counts.men:
        return None
    period = max(row["period"] for row in rows)
    key = "home.committees" if counts.unknown else "home.committees.all"
    sentence = w(key, women=counts.women, known=counts.women + counts.men, unknown=counts.unknown, year=period)
    return Tile(
        "committees",
        w("home.tile.committees"),
        sentence,
        (),
        "/committees",
        counts_bar(w, counts, size="row"),
        _counted(context, counts),
        period,
        [row["source"] for row in rows],
        context.url("/committees") + "#table-chairs",
    )


def _counted(context: Context, counts: Counts) -> str:
    return context.w("site.bar.counts", women=counts.women, men=counts.men, unknown=counts.unknown)


def _staff_tile(context: Context) -> Tile | None:
    """The newest figure of each entity and category as a whole, by the leading source, the newest first."""
    w = context.w
    rows = context.version.run("home_staff")
    newest: dict[tuple[str, str], Row] = {}
    sources = context.catalogue.sources
    for row in rows:
        if not row["example"]:
            rival = newest.setdefault((row["entity"], row["category"]), row)
            leads = precedence(row["source"], sources) < precedence(rival["source"], sources)
            if row["time_period"] == rival["time_period"] and leads:
                newest[(row["entity"], row["category"])] = row
    if not newest:
        return None
    listed = list(newest.values())[:NEWEST_LISTED]
    limits = band(context.catalogue.yardsticks["un_parity_band"])
    bars = [
        BarRow(_body(context, row), _staff_bar(context, row, limits), _staff_share(context, row), w.period(row["time_period"]))
        for row in listed
    ]
    first = listed[0]
    sentence = w("home.staff", body=_body(context, first), share=_staff_share(context, first), year=first["time_period"])
    return Tile(
        "staff",
        w("home.tile.staff"),
        sentence,
        bars,
        "",
        None,
        _staff_share(context, first),
        first["time_period"],
        [row["source"] for row in listed],
        Facts("staff", {id.upper(): first[id] for id in ("entity", "category", "time_period", "source")}),
    )


def _body(context: Context, row: Row) -> str:
    entity = context.name("ENTITY", row["entity"])
    return entity if row["category"] == "_T" else f"{entity}{SEPARATOR}{context.name('CATEGORY', row['category'])}"


def _staff_bar(context: Context, row: Row, limits: tuple[float, float] | None) -> Any:
    if row["share"] is None:
        return counts_bar(context.w, Counts(row["women"], row["men"]), band=limits)
    return share_bar(context.w, Quantity(row["share"], row["share_q"] or ""), band=limits)


def _staff_share(context: Context, row: Row) -> str:
    if row["share"] is None:
        return context.w.percent(share_of_women(Counts(row["women"], row["men"])))
    return context.w.quantity(Quantity(row["share"], row["share_q"] or ""), percent=True)


def _swap_tile(context: Context) -> Tile | None:
    w = context.w
    real = [year for year in un_swap.results(context.version.run("swap_ratings")) if not year.example]
    newest = un_swap.newest(real)
    if newest is None:
        return None
    sentence = un_swap.sentence(context, newest.entity, newest)
    value = w("swap.of", met=newest.met, total=newest.out_of) if newest.out_of is not None else w.quantity(newest.met)
    drawn, facts = un_swap.squares(context, newest), un_swap.year_facts(newest)
    return Tile("swap", w("home.tile.swap"), sentence, (), "/un-swap", drawn, value, newest.period, [newest.source], facts)


def _plans_tile(context: Context) -> Tile | None:
    w = context.w
    rows = context.version.run("home_actions")
    if not rows:
        return None
    total = sum(row["actions"] for row in rows)
    sentence = w("home.plans", actions=total, plans=rows[0]["plans"])
    listed = [html.Li([context.name("ACTION_STATUS", row["status"]), ": ", html.Strong(w.number(row["actions"]))]) for row in rows]
    period = max(row["time_period"] for row in rows)
    sources = [source for row in rows for source in row["sources"]]
    drawn = html.Ul(listed, className="plain")
    return Tile("plans", w("home.tile.plans"), sentence, (), "", drawn, w.number(total), period, sources, Facts("action", {}))


def _tile(context: Context, tile: Tile) -> html.Li:
    title = html.A(tile.title, href=context.url(tile.path)) if tile.path else tile.title
    parts = [html.H2(title), html.P(tile.sentence), tile.figure, bar_list(tile.rows) if tile.rows else None]
    return html.Li(
        [*(part for part in parts if part is not None), html.P(_foot(context, tile), className="tile-foot")],
        className="tile",
        id=f"tile-{tile.id}",
    )


def _foot(context: Context, tile: Tile) -> list:
    w = context.w
    newest = w("home.newest", period=w.period(tile.period))
    names = dict.fromkeys(source_name(context, source) for source in tile.sources if source != NOT_APPLICABLE)
    if not names:
        return [newest]
    links = [html.A(html.Bdi(name), href=context.url("/method") + "#sources") for name in names]
    parts = [part for link in links for part in (SEPARATOR, link)][1:]
    return [newest, SEPARATOR, w("site.source"), ": ", *parts]


def _table(context: Context, tiles: Sequence[Tile]) -> Table:
    w = context.w
    columns = [
        Column(
            "domain",
            w("home.domain"),
            cell=lambda row: html.A(row["domain"], href=context.url(row["path"])) if row["path"] else row["domain"],
        ),
        Column("answer", w("home.answer")),
        Column("value", w("home.value"), shown=False),
        Column("period", w("site.period"), numeric=True),
        Column("source", w("site.source"), shown=False),
    ]
    rows = [
        {
            "domain": tile.title,
            "answer": tile.sentence,
            "value": tile.value,
            "period": tile.period,
            "source": "; ".join(dict.fromkeys(tile.sources)),
            "path": tile.path,
            "facts": tile.facts,
        }
        for tile in tiles
    ]
    return Table("overview", w("home.table"), columns, rows, open=False)


PAGE = Page("/", render, examples=("/",), menu="home.menu")
