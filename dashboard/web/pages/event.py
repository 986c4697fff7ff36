"""One event: who took part, role by role, session by session, group by group and delegation by delegation, read against a yardstick."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from dash import html

from ...domain.measures import share_of_women
from ...domain.yardsticks import Yardstick
from ..card import Card
from ..components.bars import legend
from ..components.card import card_parts
from ..components.checklist import checklist_section, state
from ..components.delegations import balance_lists, delegation_choices, delegation_table, delegation_tallies
from ..components.event_ways import event_link, event_ways
from ..components.figure_table import figure_table
from ..components.filters import Choice, filters
from ..components.notes import answer, small_print, source_links, source_name, take_along
from ..components.participation import (
    event_name,
    figure_bar,
    figure_line,
    figure_sentence,
    line_list,
    line_rows,
    others_sentence,
    sentences,
    series_name,
    unit_text,
)
from ..components.sessions import panel_tallies, session_list, session_table, voice_lines
from ..components.tables import data_table
from ..components.targets import aim_text, target_line, target_text
from ..components.verdict import choose_yardstick, need_words, verdict_sentence, yardstick_choice, yardstick_note
from ..context import Context
from ..figures.delegations import roll, total, within
from ..figures.event import Participation, leading, read
from ..figures.participation import Figure, Line
from ..figures.sessions import panels, voice
from ..figures.targets import Target, target_of, targets, targets_of
from ..view import Page, Row, Table, View
from .challenge import YARDSTICKS

PLEDGE = "panel_pledge"


def neighbours(events: Sequence[Row], event: Row) -> tuple[Row | None, Row | None]:
    """The events before and after this one in its series; events come in order of time."""
    series = [row for row in events if (row["series"], row["entity"]) == (event["series"], event["entity"])]
    place = next(index for index, row in enumerate(series) if row["event"] == event["event"])
    return series[place - 1] if place else None, series[place + 1] if place + 1 < len(series) else None


class Found(NamedTuple):
    """An event with the other events, what is known and asked of it, the delegations that are kept, and the sentence that answers."""

    events: Sequence[Row]
    event: Row
    known: Participation
    asked: Asked
    kept: Sequence[Figure]
    name: str
    sentence: str


@dataclass(frozen=True)
class Asked:
    """What the URL asks of an event's page."""

    yardstick: Yardstick
    pledge: Yardstick
    role: str
    group: str
    region: str


def find(context: Context) -> Found:
    """The event that the URL names; raises NotThere for one that does not exist."""
    events = context.version.run("challenge_events")
    by_id = {row["event"]: row for row in events}
    event = by_id[context.find("event", context.arguments["event"], by_id)]
    known = read(context.version.run("event_participation", event=event["event"]), context.catalogue)
    asked = _asked(context, known)
    kept = within(known.delegations_in(asked.role), context.catalogue.areas, asked.group, asked.region)
    name = event_name(context, event)
    return Found(events, event, known, asked, kept, name, _sentence(context, name, known, asked, kept))


def render(context: Context) -> View:
    """The page of one event."""
    w = context.w
    found = find(context)
    events, event, known, asked, kept, name, sentence = found
    tables = _tables(context, known, asked, kept)
    body = [
        html.H1(name),
        _facts(context, event),
        answer(sentence, example=w("site.example") if event["example"] else ""),
        _more(context, event, known, asked),
        *head(context, found),
        yardstick_note(context, asked.yardstick),
        _filters(context, known, asked),
        *_roles(context, event, known, asked),
        *_sessions(context, known, asked),
        *_groups(context, known, asked),
        *_delegations(context, event, kept, asked),
        *checklist_section(context, event["event"]),
        *(data_table(context, table) for table in tables),
        _small_print(context, event, known),
        event_ways(context, event, neighbours(events, event)),
        take_along(
            context, name, sentence, [figure.source for figure in known.figures], card_parts(context, event["event"], card(context, found))
        ),
    ]
    return View(name, sentence, body, tables)


def _asked(context: Context, known: Participation) -> Asked:
    role = context.choose("role", known.roles, "")
    listed = known.delegations_in(role)
    members = context.catalogue.areas
    codes = [code for code in members.groups if any(figure.area in members.members(code) for figure in listed)]
    pledge = context.catalogue.yardsticks[PLEDGE]
    default = "yes" if pledge.parameters["count_moderators"] else "no"
    with_moderators = context.choose("moderators", ("yes", "no"), default) == "yes"
    return Asked(
        choose_yardstick(context, YARDSTICKS),
        pledge.with_parameters(count_moderators=with_moderators),
        role,
        context.choose("group", sorted({figure.group for figure in listed}), ""),
        context.choose("region", codes, ""),
    )


def _filters(context: Context, known: Participation, asked: Asked) -> html.Form:
    w = context.w
    choices = [yardstick_choice(context, YARDSTICKS, asked.yardstick)]
    if len(known.roles) > 1:
        choices.append(
            Choice(
                "role",
                w("challenge.role"),
                [("", w("event.first_role")), *((code, context.name("ROLE", code)) for code in known.roles)],
                asked.role,
            )
        )
    if any(session.moderators is not None for session in known.sessions):
        value = "yes" if asked.pledge.parameters["count_moderators"] else "no"
        choices.append(Choice("moderators", w("event.moderators"), [(answer, w(f"event.{answer}")) for answer in ("no", "yes")], value))
    return filters(context, [*choices, *delegation_choices(context, known.delegations_in(asked.role), asked.group, asked.region)])


def _facts(context: Context, event: Row) -> html.P:
    """When, where and in which form the event was held, by whom, and in which series."""
    w = context.w
    series = html.A(series_name(context, event["series"]), href=context.url("/challenge", series=event["series"]))
    facts = [_when(context, event), event["place"], context.name("FORMAT", event["format"]) if event["format"] else ""]
    parts = [html.Span(w.isolate(fact)) for fact in (*facts, context.name("ENTITY", event["entity"])) if fact]
    return html.P([item for part in parts for item in (part, " · ")] + [series], className="lede")


def _when(context: Context, event: Row) -> str:
    days = [_day(event[column]) for column in ("start_date", "end_date") if event[column]]
    return " – ".join(dict.fromkeys(context.w.date(day) for day in days)) or context.w.period(event["time_period"])


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def _subject(known: Participation, asked: Asked, kept: Sequence[Figure]) -> Line | None:
    """What the sentence and the first bar are about: the delegations that the filters leave, else the leading line."""
    if asked.group or asked.region:
        figure = total(kept)
        return Line(figure) if figure else None
    return leading(known, asked.role)


def _sentence(context: Context, name: str, known: Participation, asked: Asked, kept: Sequence[Figure]) -> str:
    w = context.w
    line = _subject(known, asked, kept)
    if line is None:
        return _without_line(context, name, known, asked, kept)
    chosen = [context.name("GROUP", asked.group)] if asked.group else []
    chosen += [context.name("AREA", asked.region)] if asked.region else []
    said = [
        figure_sentence(context, w("event.part", event=name, part=w.join(chosen)) if chosen else name, line.leading),
        others_sentence(context, line),
    ]
    verdict = line.leading.judged(asked.yardstick)
    if verdict:
        said.append(verdict_sentence(w, asked.yardstick, verdict))
        change = need_words(w, verdict)
        said.append(w("verdict.need.sentence", change=change) if change else "")
    return sentences(w, said)


def _without_line(context: Context, name: str, known: Participation, asked: Asked, kept: Sequence[Figure]) -> str:
    """Why there is no figure: no delegation fits the filters, the parts cannot be added up, or nothing is published."""
    if (asked.group or asked.region) and not kept:
        return context.w("event.no_delegations", event=name)
    return context.w("event.no_sum" if known.sessions or known.delegations else "event.nothing", event=name)


def _more(context: Context, event: Row, known: Participation, asked: Asked) -> html.P | None:
    """What the answer leaves open: the distance to the target, how the sessions stand, that there is nothing below the whole event."""
    w = context.w
    said = []
    line = None if asked.group or asked.region else leading(known, asked.role)
    if line is not None:
        aim = target_text(context, event, line.leading, target_of(event, line.leading.role, _aims(context)))
        said.append(w("challenge.target_sentence", target=aim) if aim else "")
    if known.sessions:
        counted = panels(known.sessions, asked.pledge)
        numbers = {"women": counted.without_women, "men": counted.without_men, "unknown": counted.unknown}
        said.append(w("event.sessions_sentence", sessions=counted.sessions, **numbers))
    elif known.only_whole:
        said.append(w("event.as_a_whole"))
    if not known.lines:
        own = targets_of(event, _aims(context))
        said += [w("challenge.target_alone", target=aim_text(context, event, target)) + "." for target in own]
    return html.P(sentences(w, said), className="answer-more") if any(said) else None


def card(context: Context, found: Found) -> Card:
    """The card for the event's own page: what the sentence is about."""
    w, asked = context.w, found.asked
    line = _subject(found.known, asked, found.kept)
    figure = line.leading if line else None
    of = [context.name("ROLE", figure.role), figure.title] if figure else []
    of += [context.name(codelist, code) for codelist, code in (("GROUP", asked.group), ("AREA", asked.region)) if code]
    sources = [source_name(context, source) for source in dict.fromkeys(one.source for one in line.figures)] if line else []
    version = w("site.data_version", version=context.version.number, date=context.version.created_at.date())
    return Card(
        found.name,
        found.sentence,
        asked.yardstick,
        figure,
        figure.judged(asked.yardstick) if figure else None,
        about=w.dots(of),
        date=_when(context, found.event),
        source=w.dots([w("site.citation.sources", sources=w.join(sources)) if sources else "", version]),
        example=bool(found.event["example"]),
    )


def head(context: Context, found: Found) -> list:
    """The bar of what the sentence is about, and what its parts mean."""
    _, event, known, asked, kept, *_ = found
    line = _subject(known, asked, kept)
    if line is None:
        return []
    drawn = any(figure.measured for figure in (line.leading, *known.figures, *known.areas))
    key = [_legend(context, event, known, asked)] if drawn else []
    if line.leading.shown is None:
        return key
    target = None if asked.group or asked.region else target_of(event, line.leading.role, _aims(context))
    bar = figure_bar(context, line.leading, asked.yardstick, "head", target_line(target))
    return [html.Div(bar, className="is-example" if event["example"] else None), *key]


def _aims(context: Context) -> list[Target]:
    return targets(context.version.run("challenge_targets"))


def _legend(context: Context, event: Row, known: Participation, asked: Asked) -> html.Ul | None:
    w = context.w
    rest = any(figure.has_rest for figure in (*known.figures, *known.areas, *known.groups))
    aim = w("challenge.target") if targets_of(event, _aims(context)) else ""
    return legend(w, unknown=True, rest=w("event.rest") if rest else "", band=asked.yardstick.name[context.lang], line=aim)


def _roles(context: Context, event: Row, known: Participation, asked: Asked) -> list:
    """The figures role by role, other sources below, and those of country groups."""
    w = context.w
    found = _aims(context)
    items: list[html.Li] = []
    for line in known.lines:
        figure = line.leading
        label = [context.name("ROLE", figure.role), *([html.Small(figure.title)] if figure.title else [])]
        target = target_of(event, figure.role, found)
        items += line_rows(context, line, asked.yardstick, label, target_text(context, event, figure, target), target_line(target))
    for figure in known.areas:
        if figure.shown is not None:
            items.append(
                figure_line(
                    context, figure, asked.yardstick, [context.name("ROLE", figure.role), html.Small(context.name("AREA", figure.area))]
                )
            )
    return [html.H2(w("event.by_role")), line_list(items, example=bool(event["example"]))] if items else []


def _sessions(context: Context, known: Participation, asked: Asked) -> list:
    w = context.w
    if not known.sessions:
        return []
    counted = panels(known.sessions, asked.pledge)
    body = [
        html.H2(w("event.by_session")),
        panel_tallies(context, counted),
        html.P(
            [
                asked.pledge.wording[context.lang],
                " ",
                w(f"event.moderators_{'count' if asked.pledge.parameters['count_moderators'] else 'apart'}"),
            ],
            className="lede",
        ),
        session_list(context, known.sessions, asked.yardstick, asked.pledge),
    ]
    heard = voice(known.sessions)
    if heard:
        numbers = {"presence": w.percent(share_of_women(heard.presence) or 0), "minutes": w.percent(share_of_women(heard.minutes) or 0)}
        text = w.n("event.voice_sentence", heard.sessions, **numbers)
        body += [html.H2(w("event.voice_title")), html.P(text), voice_lines(context, heard, asked.yardstick)]
    example = any(session.example for session in known.sessions)
    return [html.Section(body, className="is-example" if example else None)]


def _groups(context: Context, known: Participation, asked: Asked) -> list:
    if not known.groups:
        return []
    items = [
        figure_line(context, figure, asked.yardstick, [context.name("GROUP", figure.group), html.Small(context.name("ROLE", figure.role))])
        for figure in known.groups
    ]
    example = any(figure.example for figure in known.groups)
    return [html.Section([html.H2(context.w("event.by_group")), line_list(items)], className="is-example" if example else None)]


def _delegations(context: Context, event: Row, kept: Sequence[Figure], asked: Asked) -> list:
    w = context.w
    if not kept:
        return []
    lead = [html.P(w("event.regions_today"), className="lede")]
    heading = [html.H2(w("event.by_delegation")), delegation_tallies(context, roll(kept, asked.pledge))]
    way = html.P(html.A(w("delegations.compared"), href=context.url("/delegations", meeting=event["event"], role=kept[0].role)))
    return [*heading, *balance_lists(context, kept, asked.yardstick), *lead, way]


def _tables(context: Context, known: Participation, asked: Asked, kept: Sequence[Figure]) -> list[Table]:
    listed = [*known.figures, *known.areas, *known.groups, *known.beside]
    tables = [figure_table(context, listed, asked.yardstick)]
    if known.sessions:
        tables.append(session_table(context, known.sessions, asked.yardstick, asked.pledge))
    if kept:
        tables.append(delegation_table(context, kept, asked.yardstick))
    elif not known.delegations:
        context.choose("sort", (), "")  # the other tables keep their order
    return tables


def _small_print(context: Context, event: Row, known: Participation) -> html.Dl:
    w = context.w
    listed = [*known.figures, *known.areas, *known.groups, *known.delegations, *known.beside]
    return small_print(
        context,
        [
            (w("site.source"), [*source_links(context, [figure.source for figure in listed]), *event_link(event)]),
            (w("site.period"), _when(context, event)),
            (w("site.unit"), unit_text(context, listed, computed=bool(known.sessions))),
            (w("site.computed"), w("challenge.method")),
            (w("challenge.conflicts"), w("challenge.precedence") if known.beside or any(line.others for line in known.lines) else ""),
            (w("event.comment"), html.Span(event["comment"], lang="en") if event["comment"] else ""),
            (w("site.flags"), w("site.example_note") if event["example"] else ""),
        ],
    )


PAGE = Page(
    "/challenge/{event}",
    render,
    parameters=("yardstick", "role", "moderators", "group", "region"),
    examples=("/challenge/WSIS_FORUM_2020", "/challenge/UNFCCC_INC_01", "/challenge/EXAMPLE_FORUM_2025"),
    beside=state,
)
