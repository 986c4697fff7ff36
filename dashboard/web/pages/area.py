"""A country or group: every indicator that has a figure for it beside its region and the world, its delegations, and what it belongs to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from dash import html

from ...domain.yardsticks import Yardstick
from ...i18n import Words
from ..components.barlist import BarRow, bar_list
from ..components.bars import counts_bar, legend
from ..components.filters import Choice, filters
from ..components.notes import answer, small_print, source_links, take_along
from ..components.origin import figure_facts, reading_facts
from ..components.participation import event_name, figure_bar, role_name
from ..components.reading import absence, basis, change_words, few_words, flags, reading_bar, reading_gap, reading_value, span, verdict_cell
from ..components.reading_sentence import area_name, counted_words, indicator_label
from ..components.reading_table import source_column
from ..components.static import static
from ..components.tables import data_table, sort_rows
from ..components.verdict import band, verdict_mark
from ..context import Context
from ..inquiry import WORLD, by_name
from ..profile import Delegation, Entry, delegations, entries, members, people, senders
from ..readings import Reading
from ..view import Column, Facts, Page, Row, Table, View

DELEGATION_YARDSTICKS = ("balance_40_60", "un_parity_band", "threshold_30")
LISTED_MEMBERS = 24


def render(context: Context) -> View:
    """The profile of one area."""
    areas = context.catalogue.areas
    known = [code for code in areas.items if areas.level(code) != "total"]
    area = context.find("area", context.arguments["code"], known)
    w, title = context.w, area_name(context, area)
    beside = _beside(context, area)
    yardsticks = dict.fromkeys(code for indicator in context.catalogue.indicators.values() for code in indicator.yardsticks)
    chosen = context.choose("yardstick", yardsticks, "")
    rows = context.version.run("indicator_newest", indicators=[], areas=[], period="")
    history = context.version.run("indicator_series", indicators=[], areas=[area])
    found = entries(context.catalogue, rows, area, beside, chosen, history)
    sent = context.version.run("area_delegations", areas=list(senders(context.catalogue, area)))
    lines = delegations(sent, context.catalogue.sources)
    sentence = answer_sentence(context, area, found, lines, [row["time_period"] for row in history])
    tables: list[Table] = []
    example = any(entry.reading.example for entry in found) or any(line.figure.example for line in lines)
    body = [
        html.H1(title),
        html.P(_codes(context, area), className="lede"),
        answer(sentence, example=w("site.example") if example else ""),
        *_domains(context, area, found),
        *([filters(context, _choices(context, area, beside, list(yardsticks), chosen))] if found else []),
        *([html.P(w("site.example_note"), className="lede")] if example else []),
        *_figures_table(context, found, tables),
        *_delegations(context, area, lines, sent, chosen, tables),
        *_belongings(context, area),
        _print(context, found, lines, [row["time_period"] for row in sent], history),
        take_along(context, title, sentence, _told_by(found, lines)),
    ]
    return View(title=title, description=sentence, body=body, tables=tables)


def _beside(context: Context, area: str) -> list[str]:
    """The group that the reader compares with (else the region), and the world."""
    areas = context.catalogue.areas
    groups = _compared_with(context, area)
    region = next((code for code in groups if areas.level(code) == "region"), "")
    group = context.choose("group", groups, region)
    return [code for code in dict.fromkeys((group, WORLD)) if code and code != area]


def _compared_with(context: Context, area: str) -> list[str]:
    """The groups of a country that can have a figure of their own: all of whose members are known."""
    areas = context.catalogue.areas
    return [] if area in areas.groups else [code for code in areas.groups_of(area) if not areas.partly_known(code)]


def answer_sentence(context: Context, area: str, found: Sequence[Entry], lines: Sequence[Delegation], periods: Sequence[str]) -> str:
    """How many indicators have a figure and since when, how they stand by their yardsticks, how many people its delegations counted."""
    w = context.w
    name = area_name(context, area)
    partial = context.catalogue.areas.partly_known(area)
    if not found and not lines and not partial:
        return w("area.answer.none", area=name)
    parts = [w("area.answer.partial", area=name, n=len(members(context.catalogue, area)))] if partial else []
    if found:
        parts.append(w("area.answer", area=name, n=_with_figure(found), m=len(context.catalogue.indicators)))
        parts.append(w("indicator.since", first=w.period(min(periods))) if len(set(periods)) > 1 else "")
        outcomes = Counter(entry.verdict.outcome for entry in found if entry.verdict)
        if outcomes:
            parts.append(w("area.answer.verdicts", list=counted_words(context, outcomes)))
    counted = people(lines)
    if counted.total:
        events = len({line.event for line in lines})
        parts.append(w("area.answer.delegations", area=name, n=events, women=counted.women, men=counted.men, unknown=counted.unknown))
    return w.sentences(parts)


def _told_by(found: Iterable[Entry], lines: Iterable[Delegation]) -> list[str]:
    return [source for entry in found for source in entry.reading.sources] + [line.figure.source for line in lines]


def _with_figure(found: Iterable[Entry]) -> int:
    return sum(not entry.reading.absent for entry in found)


def _codes(context: Context, area: str) -> str:
    """What the area is, and its codes."""
    w, areas = context.w, context.catalogue.areas
    level, m49 = areas.level(area), areas.items[area].attributes["m49"]
    kind = level if level in ("country", "former", "world") else "group"
    codes = [w(f"area.kind.{kind}"), f"ISO 3166-1: {area}" if kind == "country" else "", f"M49: {m49}" if m49 else ""]
    return " · ".join(filter(None, codes))


def _domains(context: Context, area: str, found: Sequence[Entry]) -> list:
    """Each domain with a bar an indicator, the figures beside it below."""
    w = context.w
    parts: list = []
    for domain, own in groupby(found, key=lambda entry: entry.indicator.domain):
        key = f"indicator.domain.{domain}"
        parts += [html.H2(w(key) if w.has(key) else domain), bar_list(_entry_row(context, area, entry) for entry in own)]
    unknown = any(entry.reading.drawn and entry.reading.drawn.unknown for entry in found)
    few = few_words(w, [entry.reading for entry in found])
    return [*parts, legend(w, unknown=unknown, band=w("site.yardstick"), few=few)] if parts else []


def _entry_row(context: Context, area: str, entry: Entry) -> BarRow:
    w, reading = context.w, entry.reading
    name = indicator_label(context, entry.indicator, reading.choices)
    chosen = "group" if members(context.catalogue, area) else "area"
    label = html.A(name, href=context.url(f"/indicators/{entry.indicator.id}", **{chosen: area}))
    note = w.dots([reading_gap(w, reading), w.period(reading.period), basis(w, reading) if reading.countries else ""])
    change = change_words(w, entry.first, reading)
    lines: list[Any] = [change] if change else []
    if entry.verdict and entry.yardstick:
        lines.append([verdict_cell(w, entry.verdict), " ", html.Bdi(entry.yardstick.name[context.lang])])
    lines += [beside_words(context, code, other) for code, other in entry.beside.items()]
    bar = reading_bar(w, reading, entry.yardstick, size="row")
    return BarRow(label, bar, reading_value(context, reading, entry.yardstick), note, example=reading.example, beside=lines)


def beside_words(context: Context, code: str, reading: Reading) -> str:
    """The figure of a group to compare with: whose, when, published or computed."""
    w = context.w
    return w(
        "indicator.list.figure",
        area=area_name(context, code),
        period=w.period(reading.period),
        value=reading_value(context, reading),
        basis=basis(w, reading),
    )


def _choices(context: Context, area: str, beside: Sequence[str], yardsticks: Sequence[str], chosen: str) -> list[Choice]:
    w = context.w
    names = [(code, context.catalogue.yardsticks[code].name[context.lang]) for code in yardsticks]
    fields = [Choice("yardstick", w("site.yardstick"), [("", w("area.filter.own")), *names], chosen)]
    if area not in context.catalogue.areas.groups:
        groups = [(code, area_name(context, code)) for code in _compared_with(context, area)]
        fields.insert(0, Choice("group", w("area.filter.beside"), groups, beside[0] if beside else ""))
    return fields


def _figures_table(context: Context, found: Sequence[Entry], tables: list[Table]) -> list:
    """All figures with numbers, verdicts, comparison and source, those of other sources too."""
    if not found:
        return []
    w = context.w
    rows = [_row(context, entry, reading) for entry in found for reading in (entry.reading, *entry.others)]
    columns = [
        Column("indicator", w("indicator.col.indicator"), sortable=True),
        Column("code", w("indicator.col.code"), shown=False),
        Column("period", w("indicator.col.period"), cell=lambda row: w.period(row["period"]), sortable=True),
        Column("figure", w("indicator.col.figure")),
        *(Column(key, w(f"indicator.col.{key}"), shown=False) for key in ("female", "male", "total", "women", "men", "unknown")),
        Column("gap", w("indicator.col.gap"), cell=lambda row: _points(w, row["gap"]), numeric=True, sortable=True),
        Column("verdict", w("verdict.heading"), cell=lambda row: verdict_cell(w, row["judged"])),
        Column("yardstick", w("site.yardstick")),
        Column("beside", w("area.col.beside")),
        Column("basis", w("indicator.col.basis")),
        Column("notes", w("indicator.col.notes")),
        source_column(context),
    ]
    table = Table("figures", w("area.table.figures"), columns, sort_rows(context, columns, rows), open=False)
    tables.append(table)
    return [data_table(context, table)]


def _row(context: Context, entry: Entry, reading: Reading) -> Row:
    w, leading = context.w, reading is entry.reading
    counts = reading.counts
    return {
        "indicator": indicator_label(context, entry.indicator, reading.choices),
        "code": entry.indicator.id,
        "reading": reading,
        "period": reading.period,
        "figure": reading_value(context, reading, entry.yardstick),
        "female": reading.female,
        "male": reading.male,
        "total": reading.total,
        "women": counts.women if counts else None,
        "men": counts.men if counts else None,
        "unknown": counts.unknown + counts.other if counts else None,
        "gap": reading.distance if reading.kind == "by_sex" else None,
        "judged": entry.verdict if leading else None,
        "verdict": w(f"verdict.mark.{entry.verdict.outcome}") if leading and entry.verdict else None,
        "yardstick": entry.yardstick.name[context.lang] if leading and entry.verdict and entry.yardstick else None,
        "beside": w.dots(beside_words(context, code, other) for code, other in entry.beside.items()) if leading else None,
        "basis": basis(w, reading),
        "notes": w.dots([absence(context, reading), flags(context, reading), w("site.example") if reading.example else ""]),
        "source": "; ".join(reading.sources),
        "facts": reading_facts(context, reading),
    }


def _points(w: Words, gap: float | None) -> str:
    return "" if gap is None else w.isolate(w.points(gap))


def _delegations(context: Context, area: str, lines: Sequence[Delegation], rows: Sequence[Row], chosen: str, tables: list[Table]) -> list:
    """The delegations to meetings, oldest first, with the people of unknown sex and what they leave open."""
    if not lines:
        return []
    w = context.w
    fitting = chosen if chosen in DELEGATION_YARDSTICKS else DELEGATION_YARDSTICKS[0]
    yardstick = context.catalogue.yardsticks[fitting]
    events = {row["event"]: row for row in rows}
    made = []
    for line in lines:
        figure, event = line.figure, events[line.event]
        verdict = figure.judged(yardstick)
        made.append(
            {
                "event_code": line.event,
                "event": event_name(context, event),
                "period": event["time_period"],
                "role": role_name(context, line.role),
                "women": figure.counts.women if figure.counts else None,
                "men": figure.counts.men if figure.counts else None,
                "unknown": figure.counts.unknown if figure.counts else None,
                "share": figure.shown,
                "low": figure.limits[0] if figure.limits else None,
                "high": figure.limits[1] if figure.limits else None,
                "judged": verdict,
                "verdict": w(f"verdict.mark.{verdict.outcome}") if verdict else None,
                "figure": figure,
                "parts": line.parts,
                "source": figure.source,
                "facts": figure_facts(figure) if line.parts == 1 else Facts("participation", {"EVENT": line.event, "ROLE": line.role}),
            }
        )
    columns = _delegation_columns(context, yardstick, made)
    table = Table("delegations", w("area.delegations"), columns, made, open=len(made) <= 20)
    tables.append(table)
    counted = people(lines)
    bar = [counts_bar(w, counted, size="head", band=band(yardstick))] if counted.total else []
    said = w.sentences([w("area.delegations.note", yardstick=yardstick.name[context.lang]), _former_words(context, area, lines)])
    over_time = html.A(w("delegations.of", area=area_name(context, area)), href=context.url(f"/delegations/{area}"))
    way = [] if area in context.catalogue.areas.groups else [html.P(over_time)]
    return [html.H2(w("area.delegations")), *bar, html.P(said, className="lede"), data_table(context, table), *way]


def _former_words(context: Context, area: str, lines: Sequence[Delegation]) -> str:
    """That countries which no longer exist count for the world, and are left out of other groups; nothing where they sent nobody."""
    areas, events = context.catalogue.areas, {line.event for line in lines}
    if area not in areas.groups:
        return ""
    sent = {row["ref_area"] for row in context.version.run("area_delegations", areas=list(areas.former)) if row["event"] in events}
    names = [area_name(context, code) for code in areas.former if code in sent]
    key = "area.delegations.former" if area == WORLD else "area.delegations.without_former"
    return context.w(key, areas=context.w.join(names)) if names else ""


def _delegation_columns(context: Context, yardstick: Yardstick, rows: Sequence[Row]) -> list[Column]:
    w = context.w

    def percent(key: str) -> Column:
        return Column(key, w(f"indicator.col.{key}"), cell=lambda row: "" if row[key] is None else w.percent(row[key]), numeric=True)

    def event(row: Row) -> html.A:
        return html.A(row["event"], href=context.url(f"/challenge/{row['event_code']}"))

    def share(row: Row) -> str:
        return "" if row["share"] is None else w.quantity(row["share"], percent=True)

    return [
        Column("event", w("area.col.event"), cell=event),
        Column("event_code", w("indicator.col.code"), shown=False),
        Column("period", w("indicator.col.period"), cell=lambda row: w.period(row["period"])),
        Column("role", w("area.col.role"), shown=len({row["role"] for row in rows}) > 1),
        Column("bar", w("indicator.col.bar"), cell=lambda row: figure_bar(context, row["figure"], yardstick, size="cell"), saved=False),
        *(Column(key, w(f"indicator.col.{key}"), numeric=True) for key in ("women", "men", "unknown")),
        Column("share", w("indicator.col.share"), cell=share, numeric=True),
        *(percent(key) for key in ("low", "high") if any(row[key] is not None for row in rows)),
        Column("verdict", w("verdict.heading"), cell=lambda row: verdict_mark(w, row["judged"]) if row["judged"] else ""),
        *([Column("parts", w("area.col.parts"), numeric=True)] if any(row["parts"] > 1 for row in rows) else []),
        Column("source", w("site.source"), shown=False),
    ]


def _belongings(context: Context, area: str) -> list:
    """The groups of a country; the countries of a group."""
    w, areas = context.w, context.catalogue.areas
    if area in areas.groups:
        inside = by_name(context, areas.members(area)) if area != WORLD else []
        below = [(code, area_name(context, code)) for code in areas.groups if areas.items[code].parent == area]
        parts = [html.H2(w("area.members"))]
        if below:
            parts.append(_links(context, below))
        if not inside and not below:
            parts.append(html.P(w("area.members.none"), className="lede"))
        if inside:
            listed = _links(context, inside)
            if areas.partly_known(area):
                parts.append(html.P(w("area.members.partial", n=len(inside)), className="lede"))
            summary = html.Summary(w.n("area.members.count", len(inside)))
            parts.append(listed if len(inside) <= LISTED_MEMBERS else html.Details([summary, listed]))
        return parts
    groups = [(code, area_name(context, code)) for code in areas.groups_of(area)]
    return [html.H2(w("area.groups")), _links(context, groups)] if groups else []


def _links(context: Context, named: Sequence[tuple[str, str]]) -> Any:
    return static(html.Ul([html.Li(html.A(name, href=context.url(f"/areas/{code}"))) for code, name in named], className="area-links"))


def _print(context: Context, found: Sequence[Entry], lines: Sequence[Delegation], years: Iterable[str], history: Sequence[Row]) -> html.Dl:
    w = context.w
    readings = [reading for entry in found for reading in (entry.reading, *entry.others, *entry.beside.values())]
    sources = {source for reading in readings for source in reading.sources}
    sources |= {line.figure.source for line in lines} | {row["source"] for row in history}
    periods = sorted({entry.reading.period[:4] for entry in found} | {period[:4] for period in years})
    coverage = w("area.coverage", n=_with_figure(found), m=len(context.catalogue.indicators))
    entries_shown: list[tuple[str, Any]] = [
        (w("site.source"), source_links(context, sorted(sources))),
        (w("site.period"), span(w, periods)),
        (w("site.coverage"), coverage),
        (w("site.computed"), w("area.computed")),
    ]
    return small_print(context, entries_shown)


PAGE = Page(
    "/areas/{code}",
    render,
    parameters=("group", "yardstick"),
    examples=tuple(f"/areas/{code}" for code in ("KEN", "FRA", "002", "LDC", "ATA")),
)
