"""Committees: women and men who chair the committees of parliaments, country by country, and those of conferences and other bodies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dash import html

from ...domain.measures import Counts, bounds, coverage, share_of_women
from ...domain.yardsticks import Evidence, Yardstick, judge
from ...i18n import alphabetical
from ..components.bars import counts_bar, legend
from ..components.delegations import region_options
from ..components.figure_table import figure_table
from ..components.filters import Choice, filters
from ..components.notes import answer, small_print, source_links, source_name, take_along
from ..components.participation import event_name, line_item, line_list, line_rows, sentences
from ..components.static import static
from ..components.tables import data_table, sort_rows
from ..components.targets import target_line, target_text
from ..components.verdict import band, choose_yardstick, verdict_mark, verdict_sentence, yardstick_choice, yardstick_note
from ..context import Context
from ..figures.committee_chairs import (
    CHAMBERS,
    NOT_KNOWN,
    POSTS,
    SEXES,
    WOMAN,
    Chamber,
    by,
    chambers,
    chosen,
    counts,
    leading_source,
    missing,
    newest_posts,
    of_a_body,
)
from ..figures.delegations import regions
from ..figures.participation import Line, figures, lines
from ..figures.targets import target_of, targets
from ..view import Column, Facts, Page, Row, Table, View


@dataclass(frozen=True)
class Asked:
    """What the URL asks for; '' stands for all."""

    chamber: str
    committee: str
    group: str
    yardstick: Yardstick


def render(context: Context) -> View:
    """The page for one choice of chamber, committee, group of countries and yardstick."""
    w, catalogue = context.w, context.catalogue
    every = context.version.run("committees_chairs", chambers=list(CHAMBERS.values()))
    rows = leading_source(every, catalogue.sources)
    asked = _asked(context, rows)
    kept = _kept(context, rows, asked)
    posts = _posts(context)
    sentence = _sentence(context, kept, asked)
    told = _kept(context, every, asked)
    tables = [_table(context, told)] if told else []
    if posts:
        listed = [figure for line in posts for figure in line.figures]
        tables.append(figure_table(context, listed, asked.yardstick, name="posts", caption=w("committees.posts_table")))
    counted = counts(kept)
    body = [
        html.H1(w("committees.title")),
        answer(sentence),
        *_nearest(context, rows, asked, counted),
        counts_bar(w, counted, size="head", band=band(asked.yardstick)) if counted.total else None,
        legend(w, unknown=True, band=asked.yardstick.name[context.lang]),
        yardstick_note(context, asked.yardstick),
        _filters(context, rows, asked),
        *_breakdowns(context, rows, kept, asked),
        *_side_by_side(context, rows, posts, asked.yardstick),
        *_post_list(context, posts, asked.yardstick),
        *(data_table(context, table) for table in tables),
        _small_print(context, kept, told, posts),
        take_along(context, w("committees.title"), sentence, [row["source"] for row in told]),
    ]
    return View(w("committees.title"), sentence, body, tables)


def _asked(context: Context, rows: Sequence[Row]) -> Asked:
    present = {row["area"] for row in rows}
    groups = [code for codes in regions(context.catalogue.areas, present).values() for code in codes]
    return Asked(
        context.choose("chamber", list(CHAMBERS), ""),
        context.choose("committee", sorted({row["committee"] for row in rows}), ""),
        context.choose("group", groups, ""),
        choose_yardstick(context, _yardsticks(context)),
    )


def _yardsticks(context: Context) -> list[str]:
    """The yardsticks of the indicator that judge a share; one person more or less says nothing of hundreds of committees."""
    known = context.catalogue.yardsticks
    listed = context.catalogue.indicators[CHAMBERS["lower"]].yardsticks
    return [id for id in listed if known[id].rule in ("share_band", "share_at_least")]


def _members(context: Context, group: str) -> frozenset[str] | None:
    return frozenset(context.catalogue.areas.members(group)) if group else None


def _kept(context: Context, rows: Sequence[Row], asked: Asked) -> list[Row]:
    return chosen(rows, asked.chamber, asked.committee, _members(context, asked.group))


def _roles(context: Context) -> dict[str, str]:
    """The roles that are a post in a body, each with its post, in the order of the codelist."""
    roles = context.catalogue.codelists["ROLE"].items
    found = {code: code if code in POSTS else item.parent for code, item in roles.items()}
    return {code: post for code, post in found.items() if post in POSTS}


def _posts(context: Context) -> list[Line]:
    """Chairs, vice-chairs and members of the committees and bodies of events, in the order of the roles."""
    wanted = list(_roles(context))
    found = [figure for figure in figures(context.version.run("committees_posts", roles=wanted)) if of_a_body(figure)]
    listed = lines(found, context.catalogue.sources)
    listed.sort(key=lambda line: wanted.index(line.leading.role))
    return listed


def _filters(context: Context, rows: Sequence[Row], asked: Asked) -> html.Form:
    w = context.w
    kinds = _committees(context, rows)
    named_chambers = [(name, w(f"committees.{name}")) for name in CHAMBERS]
    named_kinds = [(code, context.name("COMP_BREAKDOWN", code)) for code in kinds]
    options = region_options(context, {row["area"] for row in rows})
    choices = [
        Choice("chamber", w("committees.chamber"), [("", w("committees.both")), *named_chambers], asked.chamber),
        Choice("committee", w("committees.committee"), [("", w("committees.all")), *named_kinds], asked.committee),
        Choice("group", w("event.region"), [("", context.name("AREA", "_T")), *options], asked.group),
        yardstick_choice(context, _yardsticks(context), asked.yardstick),
    ]
    return filters(context, choices)


def _committees(context: Context, rows: Sequence[Row]) -> list[str]:
    present = {row["committee"] for row in rows}
    return [code for code in context.catalogue.codelists["COMP_BREAKDOWN"].items if code in present]


def _subject(context: Context, asked: Asked) -> str:
    """What the figures are about, in words: the filters that are set."""
    w = context.w
    parts = [w("committees.committees")]
    parts += [context.name("COMP_BREAKDOWN", asked.committee)] if asked.committee else []
    parts += [w(f"committees.{asked.chamber}")] if asked.chamber else []
    parts += [context.name("AREA", asked.group)] if asked.group else []
    return w("committees.separator").join(w.isolate(part) for part in parts)


def _sentence(context: Context, kept: Sequence[Row], asked: Asked) -> str:
    w = context.w
    counted = counts(kept)
    subject = _subject(context, asked)
    share, limits = share_of_women(counted), bounds(counted)
    if share is None or limits is None:
        return w("committees.nothing", subject=subject)
    known = counted.women + counted.men
    year = w.period(max(row["period"] for row in kept))
    said = [w("committees.sentence", subject=subject, year=year, women=counted.women, known=known, share=w.percent(share))]
    if counted.unknown:
        said.append(w("committees.unknown_sentence", unknown=counted.unknown, low=w.percent(limits[0]), high=w.percent(limits[1])))
    said.append(verdict_sentence(w, asked.yardstick, judge(asked.yardstick, Evidence(counts=counted))))
    return sentences(w, said)


def _nearest(context: Context, rows: Sequence[Row], asked: Asked, counted: Counts) -> list:
    """Where these filters leave no chair of known sex, those of the nearest filters that do."""
    if share_of_women(counted) is not None or not rows:
        return []
    ways = []
    for name in ("committee", "chamber", "group"):
        if getattr(asked, name):
            wider = Asked(**{**vars(asked), name: ""})
            if share_of_women(counts(_kept(context, rows, wider))) is not None:
                ways.append(html.Li(html.A(_subject(context, wider), href=context.url(**{name: ""}))))
    ways.append(html.Li(html.A(context.w("committees.committees"), href=context.url("/committees"))))
    return [html.P(context.w("challenge.nearest")), html.Ul(ways, className="suggestions")]


def _breakdowns(context: Context, rows: Sequence[Row], kept: Sequence[Row], asked: Asked) -> list:
    """The chairs by committee, chamber, region and age; each by all its items, within what the other filters leave."""
    w, areas = context.w, context.catalogue.areas
    members = _members(context, asked.group)
    by_committee = by(chosen(rows, asked.chamber, "", members), "committee", _committees(context, rows))
    by_chamber = by(chosen(rows, "", asked.committee, members), "chamber", list(CHAMBERS.values()))
    by_age = by(kept, "age", list(context.catalogue.codelists["AGE"].items))
    ageless = dict(by_age).get(NOT_KNOWN)
    names = {code: name for name, code in CHAMBERS.items()}

    def section(title: str, found: Sequence[tuple[str, Counts]], label: Callable[[str], Any], aside: Counts | None = None) -> list:
        items = [_line(context, label(code), counted, asked.yardstick, None if code == NOT_KNOWN else aside) for code, counted in found]
        return [html.H2(w(title)), html.Ul(items, className="lines")] if items else []

    made = section("committees.by_committee", by_committee, lambda code: _link(context, "COMP_BREAKDOWN", code, "committee"))
    made += section(
        "committees.by_chamber", by_chamber, lambda code: html.A(w(f"committees.{names[code]}"), href=context.url(chamber=names[code]))
    )
    everywhere = chosen(rows, asked.chamber, asked.committee)
    for level, codes in regions(areas, {row["area"] for row in everywhere}).items():
        found = [(code, counts(chosen(everywhere, areas=set(areas.members(code))))) for code in codes]
        shown = [(code, counted) for code, counted in found if counted.total]
        made += section(f"event.region.{level}", shown, lambda code: _link(context, "AREA", code, "group"))
    made += section("committees.by_age", by_age, lambda code: context.name("AGE", code), ageless)
    return [static(html.Section(made))] if made else []


def _link(context: Context, codelist: str, code: str, parameter: str) -> html.A:
    return html.A(context.name(codelist, code), href=context.url(**{parameter: code}))


def _line(context: Context, label: Any, counted: Counts, yardstick: Yardstick, aside: Counts | None = None) -> html.Li:
    """The chairs of one kind as a line; `aside` are those of whom it is not known whether they are of this kind."""
    w = context.w
    share, limits = share_of_women(counted), bounds(counted, aside)
    details = [w("event.persons", women=counted.women, men=counted.men)]
    if counted.unknown and limits:
        details = [w("event.and_unknown", persons=details[0], unknown=counted.unknown)]
        details.append(w("committees.coverage", share=w.percent(coverage(counted) or 0)))
    if aside:
        details.append(w("committees.aside", n=aside.total, women=aside.women, men=aside.men, unknown=aside.unknown))
    if share is not None and limits and (counted.unknown or aside):
        details.append(w("event.limits", low=w.percent(limits[0]), high=w.percent(limits[1])))
    mark = verdict_mark(w, judge(yardstick, Evidence(counts=counted, aside=aside)))
    text = w.dots(details)
    drawn = replace(counted, unknown=counted.unknown + aside.total) if aside else counted
    bar = counts_bar(w, drawn, size="row", band=band(yardstick))
    return line_item(label, bar, w("event.not_known") if share is None else w.percent(share), mark, text, text=share is None)


def _side_by_side(context: Context, rows: Sequence[Row], posts: Sequence[Line], yardstick: Yardstick) -> list:
    """The chairs of parliamentary committees beside chairs, vice-chairs and members of the newest bodies of each series of events."""
    w, roles = context.w, _roles(context)
    events = {row["event"]: row for row in context.version.run("challenge_events")}
    newest = newest_posts(posts, events, roles)
    items = [_line(context, [w("committees.post.CHAIR"), html.Small(w("committees.parliaments"))], counts(rows), yardstick)]
    for post in POSTS:
        label = [w(f"committees.post.{post}"), html.Small(w("committees.bodies"))]
        counted = newest[post].counts if post in newest else None
        if counted is not None:
            items.append(_line(context, label, counted, yardstick))
        else:
            known = any(roles[line.leading.role] == post for line in posts)
            why = w("committees.post_alone" if known else "committees.post_none")
            items.append(line_item(label, None, why, None, "", text=True))
    return [html.H2(w("committees.side_by_side")), html.P(w("committees.side_by_side_note"), className="lede"), line_list(items)]


def _post_list(context: Context, posts: Sequence[Line], yardstick: Yardstick) -> list:
    """The chairs, vice-chairs and members at events, as published."""
    w = context.w
    if not posts:
        return []
    events = {row["event"]: row for row in context.version.run("challenge_events")}
    aims = targets(context.version.run("challenge_targets"))
    items: list[html.Li] = []
    for line in posts:
        event = events.get(line.leading.event)
        if event is not None:
            link = html.A(event_name(context, event), href=context.url(f"/challenge/{event['event']}"))
            target = target_of(event, line.leading.role, aims)
            body = [html.Small(line.leading.title)] if line.leading.title else []
            label = [context.name("ROLE", line.leading.role), *body, html.Small(link)]
            items += line_rows(context, line, yardstick, label, target_text(context, event, line.leading, target), target_line(target))
    return [html.H2(w("committees.posts")), html.P(w("committees.posts_note"), className="lede"), line_list(items)]


def _table(context: Context, kept: Sequence[Row]) -> Table:
    w = context.w
    kinds = _committees(context, kept)
    names = {code: name for name, code in CHAMBERS.items()}
    both = len({row["chamber"] for row in kept}) > 1

    def chair(kind: str) -> Callable[[Row], Any]:
        return lambda row: _chair(context, row[kind])

    columns = [
        Column("country", w("committees.country"), lambda row: html.Bdi(row["country"]), sortable=True, traced=True),
        Column("area", "", shown=False),
        Column(
            "chamber", w("committees.chamber"), lambda row: html.Span(row["chamber"], className="in-one-line"), sortable=True, shown=both
        ),
        *(Column(kind, context.name("COMP_BREAKDOWN", kind), chair(kind)) for kind in kinds),
        Column("women", w("site.women"), numeric=True, sortable=True),
        Column("men", w("site.men"), numeric=True, sortable=True),
        Column("unknown", w("challenge.unknown"), numeric=True, sortable=True),
        Column("period", w("site.period"), shown=len({row["period"] for row in kept}) > 1),
        Column("source", w("site.source"), lambda row: source_name(context, row["source"]), shown=len({row["source"] for row in kept}) > 1),
        Column("example", "", shown=False),
    ]
    rows = [_row(context, chamber, names, kinds) for chamber in chambers(kept)]
    rows.sort(key=lambda row: (alphabetical(row["country"]), row["chamber"]))
    return Table("chairs", w("committees.table"), columns, sort_rows(context, columns, rows), open=False)


def _chair(context: Context, codes: str) -> Any:
    words = [context.w(f"committees.chair.{code}") for code in codes.split() if code in SEXES]
    text = context.w("committees.separator").join(words)
    return html.Strong(text, className="chair-woman") if WOMAN in codes.split() else text


def _row(context: Context, chamber: Chamber, names: dict[str, str], kinds: Sequence[str]) -> Row:
    return {
        "country": context.name("AREA", chamber.area),
        "area": chamber.area,
        "chamber": context.w(f"committees.{names[chamber.chamber]}"),
        **{kind: " ".join(chamber.chairs.get(kind, ())) for kind in kinds},
        "women": chamber.counts.women,
        "men": chamber.counts.men,
        "unknown": chamber.counts.unknown,
        "period": chamber.period,
        "source": chamber.source,
        "example": chamber.example,
        "facts": Facts("indicator", _key(chamber)),
    }


def _key(chamber: Chamber) -> dict[str, str]:
    return {"INDICATOR": chamber.chamber, "SOURCE": chamber.source, "TIME_PERIOD": chamber.period, "REF_AREA": chamber.area}


def _small_print(context: Context, kept: Sequence[Row], told: Sequence[Row], posts: Sequence[Line]) -> html.Dl:
    w = context.w
    counted = counts(kept)
    sources = list(dict.fromkeys(row["source"] for row in told)) + [figure.source for line in posts for figure in line.figures]
    parliaments = len({row["area"] for row in kept})
    known = coverage(counted)
    numbers = {"parliaments": parliaments, "missing": missing(kept), "share": w.percent(known or 0)}
    indicator = context.catalogue.indicators[CHAMBERS["lower"]]
    return small_print(
        context,
        [
            (w("site.source"), source_links(context, sources)),
            (w("site.period"), w.join(dict.fromkeys(w.period(row["period"]) for row in kept))),
            (w("site.unit"), w("challenge.unit")),
            (w("site.coverage"), w("committees.coverage_note", **numbers) if counted.total else ""),
            (w("site.computed"), indicator.method[context.lang]),
            (w("challenge.conflicts"), w("challenge.precedence") if posts else ""),
            (w("site.flags"), w("site.example_note") if any(row["example"] for row in kept) else ""),
        ],
    )


PAGE = Page(
    "/committees",
    render,
    parameters=("chamber", "committee", "group", "yardstick"),
    examples=("/committees",),
    menu="committees.menu",
)
