"""The delegations of one party: who it sent to each meeting, how the share of women has gone, and where there was no woman."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dash import html

from ...domain.yardsticks import Yardstick
from ..components.bars import legend
from ..components.delegation_groups import Part, change_text, part_table
from ..components.events_over_time import drawn_trend, step
from ..components.filters import Choice, filters
from ..components.notes import answer, small_print, source_links, take_along
from ..components.participation import event_name, figure_bar, figure_sentence, role_name, series_name, unit_text
from ..components.tables import data_table
from ..components.verdict import band, choose_yardstick, verdict_sentence, yardstick_choice, yardstick_note
from ..context import Context
from ..figures.delegations import Standing, change, roll
from ..figures.event_trend import event_trend, limits
from ..profile import Delegation, delegations
from ..view import Page, Row, View
from .delegations import PLEDGE, THRESHOLD, YARDSTICKS


@dataclass(frozen=True)
class Asked:
    """What the URL asks for; '' stands for the series or role of most meetings."""

    series: str
    role: str
    yardstick: Yardstick


def render(context: Context) -> View:
    """The page of one country, as far as it sent delegations; raises NotThere for what is no country."""
    w, catalogue = context.w, context.catalogue
    areas = catalogue.areas
    area = context.find("area", context.arguments["area"], [*areas.countries, *areas.former])
    events = {row["event"]: row for row in context.version.run("challenge_events")}
    sent = delegations(context.version.run("area_delegations", areas=[area]), catalogue.sources)
    asked = _asked(context, sent, events)
    kept = [one for one in sent if one.role == asked.role and events[one.event]["series"] == asked.series]
    title = w("delegations.of", area=context.name("AREA", area))
    sentence = _sentence(context, area, kept, events, asked)
    parts = _parts(context, kept, events)
    tables = (
        [part_table(context, "history", w("delegations.history_table"), w("delegations.meeting"), parts, asked.yardstick)] if parts else []
    )
    body = [
        html.H1(title),
        answer(sentence, example=w("site.example") if kept and all(one.figure.example for one in kept) else ""),
        _more(context, kept, events, asked),
        *_figure(context, kept, events, asked),
        *([yardstick_note(context, asked.yardstick), _filters(context, sent, events, asked)] if sent else []),
        *(data_table(context, table) for table in tables),
        _ways_on(context, area),
        _small_print(context, kept, events),
        take_along(context, title, sentence, [one.figure.source for one in kept]),
    ]
    return View(title, sentence, body, tables)


def _asked(context: Context, sent: Sequence[Delegation], events: dict[str, Row]) -> Asked:
    series = [events[one.event]["series"] for one in sent]
    chosen = context.choose("series", sorted(set(series)), max(series, key=series.count, default=""))
    roles = [one.role for one in sent if events[one.event]["series"] == chosen]
    role = context.choose("role", sorted(set(roles)), max(roles, key=roles.count, default=""))
    return Asked(chosen, role, choose_yardstick(context, YARDSTICKS))


def _filters(context: Context, sent: Sequence[Delegation], events: dict[str, Row], asked: Asked) -> html.Form:
    w = context.w
    series = dict.fromkeys(events[one.event]["series"] for one in sent)
    roles = {one.role for one in sent if events[one.event]["series"] == asked.series}
    choices = []
    if len(series) > 1:
        choices.append(Choice("series", w("challenge.series"), [(name, series_name(context, name)) for name in series], asked.series))
    if len(roles) > 1:
        listed = [(code, context.name("ROLE", code)) for code in context.catalogue.codelists["ROLE"].items if code in roles]
        choices.append(Choice("role", w("challenge.role"), listed, asked.role))
    return filters(context, [*choices, yardstick_choice(context, YARDSTICKS, asked.yardstick)])


def _sentence(context: Context, area: str, kept: Sequence[Delegation], events: dict[str, Row], asked: Asked) -> str:
    """The newest delegation with its verdict."""
    w = context.w
    name = context.name("AREA", area)
    if not kept:
        return w("delegations.history_none", area=name)
    newest = kept[-1]
    verdict = newest.figure.judged(asked.yardstick)
    subject = w("event.part", event=name, part=event_name(context, events[newest.event]))
    return w.sentences([figure_sentence(context, subject, newest.figure), verdict_sentence(w, asked.yardstick, verdict) if verdict else ""])


def _more(context: Context, kept: Sequence[Delegation], events: dict[str, Row], asked: Asked) -> html.P | None:
    """The change since the meeting before, and at how many meetings there was no woman in the delegation."""
    w = context.w
    if not kept:
        return None
    counted = roll([one.figure for one in kept], context.catalogue.yardsticks[PLEDGE])
    points = change(kept[-1].figure, kept[-2].figure) if len(kept) > 1 else None
    said = []
    if points is not None:
        since = event_name(context, events[kept[-2].event])
        said.append(w("delegations.since", event=since, change=change_text(context, points)))
    numbers = {"n": counted.without_women, "all": counted.sessions, "unknown": counted.unknown}
    said.append(w("delegations.history", series=series_name(context, asked.series), role=role_name(context, asked.role), **numbers))
    return html.P(w.sentences(said), className="answer-more")


def _parts(context: Context, kept: Sequence[Delegation], events: dict[str, Row]) -> list[Part]:
    pledge = context.catalogue.yardsticks[PLEDGE]
    parts: list[Part] = []
    for one in kept:
        event = events[one.event]
        before = parts[-1].now if parts else None
        now = Standing(one.figure, roll([one.figure], pledge))
        link = context.url("/delegations", meeting=one.event, by="party")
        parts.append(Part(one.event, event_name(context, event), now, before, link, event["time_period"]))
    return parts


def _figure(context: Context, kept: Sequence[Delegation], events: dict[str, Row], asked: Asked) -> list:
    """The bar of the newest delegation, and the share at all meetings over time with the 30 per cent line."""
    w = context.w
    if not kept:
        return []
    threshold = context.catalogue.yardsticks[THRESHOLD]
    minimum = threshold.parameters["minimum"]
    name = threshold.name[context.lang]
    steps = [step(context, events[one.event], one.figure) for one in kept if one.figure.shown is not None]
    figure = event_trend(w, {w("challenge.share"): steps}, limits((minimum, 100), name))
    other = "" if asked.yardstick.id == THRESHOLD or band(asked.yardstick) is None else asked.yardstick.name[context.lang]
    return [
        figure_bar(context, kept[-1].figure, asked.yardstick, "head", minimum),
        legend(w, unknown=True, band=other, line=name),
        html.H2(w("challenge.over_time")),
        *drawn_trend(context, figure, w("delegations.over_time_caption")),
    ]


def _ways_on(context: Context, area: str) -> html.Nav:
    w = context.w
    links = [
        html.A(w("delegations.profile", area=context.name("AREA", area)), href=context.url(f"/areas/{area}")),
        html.A(w("delegations.all"), href=context.url("/delegations", by="party")),
    ]
    return html.Nav(html.Ul([html.Li(link) for link in links], className="ways-on"), **{"aria-label": w("delegations.title")})


def _small_print(context: Context, kept: Sequence[Delegation], events: dict[str, Row]) -> html.Dl:
    w = context.w
    listed = [one.figure for one in kept]
    periods = sorted(events[one.event]["time_period"] for one in kept)
    return small_print(
        context,
        [
            (w("site.source"), source_links(context, [figure.source for figure in listed])),
            (w("site.period"), f"{periods[0]}–{periods[-1]}" if periods else ""),
            (w("site.unit"), unit_text(context, listed) if listed else ""),
            (w("site.coverage"), w("delegations.coverage") if listed else ""),
            (w("site.computed"), w("delegations.method")),
            (w("site.flags"), w("site.example_note") if any(figure.example for figure in listed) else ""),
        ],
    )


PAGE = Page(
    "/delegations/{area}",
    render,
    parameters=("series", "role", "yardstick"),
    examples=("/delegations/KEN",),
)
