"""Delegations at a meeting: the share of women by region, country group and party, those without a woman, and how that has changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dash import html

from ...domain.yardsticks import Yardstick
from ..components.bars import legend
from ..components.delegation_groups import Part, change_text, part_lines, part_table, published_role
from ..components.delegations import delegation_table, delegation_tallies, region_options
from ..components.events_over_time import drawn_trend, step
from ..components.filters import Choice, filters
from ..components.notes import answer, small_print, source_links, take_along
from ..components.participation import (
    event_name,
    figure_bar,
    figure_sentence,
    role_name,
    series_name,
    unit_text,
)
from ..components.tables import data_table
from ..components.verdict import choose_yardstick, verdict_sentence, yardstick_choice, yardstick_note
from ..context import Context
from ..figures.delegations import KIND, LEVELS, Standing, change, place, split, standing, total, unrecorded, within
from ..figures.event_trend import event_trend, limits
from ..figures.meetings import Meetings, Sent, meetings
from ..figures.participation import TOTAL, Figure, figures, leading_only
from ..view import Page, Row, Table, View

YARDSTICKS = ("threshold_30", "balance_40_60", "un_parity_band", "challenge_50_50")
THRESHOLD, PLEDGE = "threshold_30", "panel_pledge"
HEADS, SPONSORED = "HEAD_DELEGATION", "SPONSORED"
PARTY, INCOME = "party", "income"
BY = (*LEVELS, INCOME, KIND, PARTY)
STATES = "PARTY"


@dataclass(frozen=True)
class Asked:
    """What the URL asks for: a meeting, a role, what is added up by, and which delegations; '' and `_T` stand for all."""

    meeting: str
    role: str
    by: str
    kind: str
    region: str
    yardstick: Yardstick


def render(context: Context) -> View:
    """The page for one meeting and one choice of delegations."""
    version, groups = context.version, list(context.catalogue.areas.groups)
    known = meetings(version.run("challenge_events"), version.run("delegations_meetings", groups=groups))
    asked, sent = _asked(context, known)
    w, pledge = context.w, context.catalogue.yardsticks[PLEDGE]
    line = context.catalogue.yardsticks[THRESHOLD].parameters["minimum"]
    kept = sent.kept.get(asked.meeting, [])
    now = standing(kept, pledge)
    earlier = sent.before(asked.meeting)
    before = standing(sent.kept[earlier["event"]], pledge) if earlier else None
    sentence = _sentence(context, known, asked, now)
    tables: list[Table] = []
    detail: list = []
    if not context.answer_only:
        detail += _groups(context, known, asked, sent, earlier, pledge, line, tables)
        detail += _parties(context, asked, kept, sent.kept.get(earlier["event"], []) if earlier else [], tables)
        detail += _over_time(context, asked, sent, pledge, tables)
    body = [
        html.H1(w("delegations.title")),
        answer(sentence, example=w("site.example") if kept and all(figure.example for figure in kept) else ""),
        _more(context, now, before, earlier),
        *_nearest(context, known, asked, now, sent),
        *_head(context, now, asked, line),
        yardstick_note(context, asked.yardstick),
        _filters(context, known, asked, sent),
        *detail,
        *published_role(context, known, HEADS, w("delegations.heads_note"), asked.yardstick, line),
        *published_role(context, known, SPONSORED, w("delegations.sponsored_note"), asked.yardstick, line),
        _small_print(context, asked, kept, known),
        take_along(context, w("delegations.title"), sentence, [figure.source for figure in kept]),
    ]
    return View(w("delegations.title"), sentence, body, tables)


def _asked(context: Context, known: Meetings) -> tuple[Asked, Sent]:
    areas, kinds = context.catalogue.areas, context.catalogue.codelists["GROUP"].items
    newest = known.newest(context.query.get("role", ""))
    meeting = context.choose("meeting", [code for code in known.events if code in known.roles], newest)
    own = known.roles.get(meeting, [])
    role = context.choose(
        "role",
        sorted({HEADS, *(role for roles in known.roles.values() for role in roles)}),
        min(own, key=lambda code: code == HEADS, default=HEADS),
    )
    rows = known.series(meeting, role)
    every = _sent(context, [row["event"] for row in rows], role)
    present = {figure.group for figure in every.get(meeting, [])}
    kind = context.choose("group", kinds, STATES if STATES in present else TOTAL)
    groups = [code for code in areas.groups if areas.level(code) in LEVELS and areas.members(code) and not areas.partly_known(code)]
    region = context.choose("region", groups, "")
    asked = Asked(meeting, role, context.choose("by", BY, LEVELS[0]), kind, region, choose_yardstick(context, YARDSTICKS))
    return asked, Sent(rows, {code: _kept(context, found, asked) for code, found in every.items()}, every)


def _kept(context: Context, found: Sequence[Figure], asked: Asked) -> list[Figure]:
    return within(found, context.catalogue.areas, "" if asked.kind == TOTAL else asked.kind, asked.region)


def _sent(context: Context, events: Sequence[str], role: str) -> dict[str, list[Figure]]:
    """The delegations of each of these events, of the leading source."""
    if not events:
        return {}
    rows = context.version.run("delegations_sent", events=list(events), role=role, groups=list(context.catalogue.areas.groups))
    found: dict[str, list[Figure]] = {event: [] for event in events}
    for figure in leading_only(figures(rows), context.catalogue.sources):
        found[figure.event].append(figure)
    return found


def _subject(context: Context, known: Meetings, asked: Asked) -> str:
    """The meeting, and which of its delegations are chosen, in words."""
    w = context.w
    chosen = [context.name("GROUP", asked.kind)] if asked.kind != TOTAL else []
    chosen += [context.name("AREA", asked.region)] if asked.region else []
    name = event_name(context, known.events[asked.meeting])
    return w("event.part", event=name, part=w.join(chosen)) if chosen else name


def _sentence(context: Context, known: Meetings, asked: Asked, now: Standing) -> str:
    w = context.w
    if not asked.meeting:
        return w("delegations.none")
    subject = _subject(context, known, asked)
    if not now.counted.sessions:
        return w("delegations.empty", event=subject, role=role_name(context, asked.role))
    if now.figure is None:
        return w("event.no_sum", event=subject)
    verdict = now.figure.judged(asked.yardstick)
    return w.sentences([figure_sentence(context, subject, now.figure), verdict_sentence(w, asked.yardstick, verdict) if verdict else ""])


def _more(context: Context, now: Standing, before: Standing | None, earlier: Row | None) -> html.P | None:
    """How many delegations had no woman, and how the share has changed since the meeting before."""
    w, counted = context.w, now.counted
    if not counted.sessions:
        return None
    numbers = {"n": counted.without_women, "all": counted.sessions, "one": counted.too_small, "unknown": counted.unknown}
    said = [w("delegations.sentence", **numbers)]
    points = change(now.figure, before.figure) if before else None
    if earlier and points is not None:
        said.append(w("delegations.since", event=event_name(context, earlier), change=change_text(context, points)))
    return html.P(w.sentences(said), className="answer-more")


def _nearest(context: Context, known: Meetings, asked: Asked, now: Standing, sent: Sent) -> list:
    """Where these filters leave no delegation, the nearest ones that leave some."""
    if now.counted.sessions or not asked.meeting:
        return []
    w, ways = context.w, []
    every = sent.every.get(asked.meeting, [])
    if asked.region and _kept(context, every, replace(asked, region="")):
        ways.append((_subject(context, known, replace(asked, region="")), context.url(region="")))
    if asked.kind != TOTAL and _kept(context, every, replace(asked, kind=TOTAL)):
        ways.append((_subject(context, known, replace(asked, kind=TOTAL)), context.url(group=TOTAL)))
    for role in known.roles.get(asked.meeting, []):
        if role != asked.role:
            ways.append((w.dots([event_name(context, known.events[asked.meeting]), context.name("ROLE", role)]), context.url(role=role)))
    if not ways:
        ways.append((w("delegations.title"), context.url("/delegations")))
    return [html.P(w("challenge.nearest")), html.Ul([html.Li(html.A(text, href=href)) for text, href in ways], className="suggestions")]


def _head(context: Context, now: Standing, asked: Asked, line: float) -> list:
    w = context.w
    if now.figure is None or not now.figure.measured:
        return []
    mark = html.Div(html.Span(w.percent(line), style={"--at": f"{line:g}%"}), className="bar-scale", **{"aria-hidden": "true"})
    name = context.catalogue.yardsticks[THRESHOLD].name[context.lang]
    key = legend(w, unknown=True, band="" if asked.yardstick.id == THRESHOLD else asked.yardstick.name[context.lang], line=name)
    return [figure_bar(context, now.figure, asked.yardstick, "head", line), mark, key, delegation_tallies(context, now.counted)]


def _filters(context: Context, known: Meetings, asked: Asked, sent: Sent) -> html.Form:
    w, lists = context.w, context.catalogue.codelists
    by_series: dict[str, list[tuple[str, str]]] = {}
    for code, event in reversed(known.events.items()):
        if code in known.roles:
            by_series.setdefault(series_name(context, event["series"]), []).append((code, event_name(context, event)))
    present = {role for roles in known.roles.values() for role in roles} | {HEADS}
    every = sent.every.get(asked.meeting, [])
    kinds = [code for code in lists["GROUP"].items if code != TOTAL and code in {asked.kind, *(figure.group for figure in every)}]
    listed = region_options(context, {figure.area for figure in every})
    rto = [(code, context.name("AREA", code)) for code, _ in split(every, context.catalogue.areas, "rto")]
    listed += [(w("delegations.by.rto"), rto)] if rto else []
    choices = [
        Choice("meeting", w("delegations.meeting"), sorted(by_series.items()), asked.meeting),
        Choice(
            "role", w("challenge.role"), [(code, context.name("ROLE", code)) for code in lists["ROLE"].items if code in present], asked.role
        ),
        Choice("by", w("delegations.by"), [(code, w(f"delegations.by.{code}")) for code in BY], asked.by),
        Choice(
            "group",
            w("event.group"),
            [(TOTAL, context.name("GROUP", TOTAL)), *((code, context.name("GROUP", code)) for code in kinds)],
            asked.kind,
        ),
        Choice("region", w("event.region"), [("", context.name("AREA", TOTAL)), *listed], asked.region),
        yardstick_choice(context, YARDSTICKS, asked.yardstick),
    ]
    return filters(context, choices)


def _groups(
    context: Context, known: Meetings, asked: Asked, sent: Sent, earlier: Row | None, pledge: Yardstick, line: float, tables: list[Table]
) -> list:
    """The delegations by what was asked for, each group beside itself at the meeting before, and the groups that cannot be shown."""
    w, areas = context.w, context.catalogue.areas
    if asked.by == PARTY or not sent.kept.get(asked.meeting):
        return []
    title = html.H2(w(f"delegations.by.{asked.by}"))
    if asked.by == INCOME:
        return [title, html.P(w("delegations.no_income"), className="lede")]
    codelist, name = ("GROUP", "group") if asked.by == KIND else ("AREA", "region")
    chosen = sent.every if asked.by == KIND else sent.kept
    kinds = context.catalogue.codelists["GROUP"].items
    past = dict(split(chosen.get(earlier["event"], []), areas, asked.by, kinds)) if earlier else {}
    heads = dict(split(_heads(context, known, asked), areas, asked.by, kinds))
    parts = [
        Part(
            code,
            context.name(codelist, code),
            standing(own, pledge),
            standing(past[code], pledge) if code in past else None,
            context.url(**{name: code, "by": PARTY}),
            heads=total(heads.get(code, [])),
        )
        for code, own in split(chosen[asked.meeting], areas, asked.by, kinds)
    ]
    body: list = [title]
    if parts:
        table = part_table(
            context, "groups", w("delegations.table", by=w(f"delegations.by.{asked.by}")), w("event.group"), parts, asked.yardstick
        )
        tables.append(table)
        body += [part_lines(context, parts, asked.yardstick, line), data_table(context, table)]
    else:
        body.append(html.P(w("delegations.no_groups"), className="lede"))
    return [*body, *_not_shown(context, asked)]


def _heads(context: Context, known: Meetings, asked: Asked) -> list[Figure]:
    """The heads of the delegations to the meeting, where they are recorded and are not themselves the role that is looked at."""
    if asked.role == HEADS or HEADS not in known.roles.get(asked.meeting, ()):
        return []
    found = _sent(context, [asked.meeting], HEADS)[asked.meeting]
    return found if asked.by == KIND else _kept(context, found, asked)


def _not_shown(context: Context, asked: Asked) -> list:
    """Which groups have no recorded members, or some only; how countries are grouped."""
    if asked.by == KIND:
        return []
    w = context.w
    none, some = unrecorded(context.catalogue.areas, asked.by)
    said = [w("delegations.groups_none", groups=w.join(context.name("AREA", code) for code in none)) if none else ""]
    said.append(w("delegations.groups_some", groups=w.join(context.name("AREA", code) for code in some)) if some else "")
    return [html.P(w.sentences([*said, w("event.regions_today")]), className="lede")]


def _over_time(context: Context, asked: Asked, sent: Sent, pledge: Yardstick, tables: list[Table]) -> list:
    """The share of women in the chosen delegations at each meeting of the series, the 30 per cent line drawn in."""
    w = context.w
    if not sent.rows:
        return []
    parts: list[Part] = []
    for row in sent.rows:
        now = standing(sent.kept[row["event"]], pledge)
        before = parts[-1].now if parts else None
        parts.append(Part(row["event"], event_name(context, row), now, before, context.url(meeting=row["event"]), row["time_period"]))
    steps = [
        step(context, row, part.now.figure)
        for row, part in zip(sent.rows, parts, strict=True)
        if part.now.figure is not None and part.now.figure.shown is not None
    ]
    threshold = context.catalogue.yardsticks[THRESHOLD]
    minimum = threshold.parameters["minimum"]
    figure = event_trend(w, {w("challenge.share"): steps}, limits((minimum, 100), threshold.name[context.lang]))
    table = part_table(context, "series", w("delegations.series_table"), w("delegations.meeting"), parts, asked.yardstick)
    tables.append(table)
    return [
        html.H2(w("challenge.over_time")),
        *drawn_trend(context, figure, w("delegations.over_time_caption")),
        data_table(context, table),
    ]


def _parties(context: Context, asked: Asked, kept: Sequence[Figure], past: Sequence[Figure], tables: list[Table]) -> list:
    """All delegations, each with its change; open where that was asked for."""
    if not kept:
        context.choose("sort", (), "")
        return []
    table = delegation_table(context, kept, asked.yardstick, {place(figure): figure for figure in past}, opened=asked.by == PARTY)
    tables.append(table)
    return [html.H2(context.w("delegations.by.party")), data_table(context, table)]


def _small_print(context: Context, asked: Asked, kept: Sequence[Figure], known: Meetings) -> html.Dl:
    w = context.w
    event = known.events.get(asked.meeting)
    return small_print(
        context,
        [
            (w("site.source"), source_links(context, [figure.source for figure in kept])),
            (w("site.period"), w.period(event["time_period"]) if event else ""),
            (w("site.unit"), unit_text(context, kept, computed=True) if kept else ""),
            (w("site.coverage"), w("delegations.coverage") if kept else ""),
            (w("site.computed"), w("delegations.method")),
            (w("site.flags"), w("site.example_note") if any(figure.example for figure in kept) else ""),
        ],
    )


PAGE = Page(
    "/delegations",
    render,
    parameters=("meeting", "role", "by", "group", "region", "yardstick"),
    examples=("/delegations",),
    menu="delegations.menu",
)
