"""The 50/50 challenge: the share of women at events, series by series, read against a yardstick and against published targets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from dash import html

from ...domain.yardsticks import Outcome, Yardstick
from ..components.bars import legend
from ..components.event_filters import asked_of, chosen_words, event_filters, series_of
from ..components.event_table import event_table
from ..components.events_compared import (
    FEWEST,
    chosen_events,
    compare_form,
    compared_bars,
    compared_sentence,
    compared_table,
    differences,
)
from ..components.events_over_time import panels_over_time, series_changes, series_trend
from ..components.filters import filters
from ..components.notes import answer, small_print, source_links, source_name, take_along
from ..components.participation import (
    event_name,
    figure_bar,
    figure_sentence,
    line_rows,
    others_sentence,
    persons,
    role_name,
    sentences,
    series_name,
    share_text,
    unit_text,
)
from ..components.sessions import tallies
from ..components.static import static
from ..components.strip import share_strip
from ..components.tables import data_table
from ..components.targets import aim_text, target_line, target_text
from ..components.verdict import band, choose_yardstick, verdict_sentence, yardstick_choice, yardstick_note
from ..context import Context
from ..figures.challenge import Asked, Entry, change, chosen_entries, entries, judged, newest, panels_of, tally
from ..figures.participation import TOTAL, figures, lines, sums
from ..figures.targets import target_of, targets
from ..view import Page, Row, View

YARDSTICKS = ("challenge_50_50", "un_parity_band", "balance_40_60", "threshold_30")
PLEDGE = "panel_pledge"
FEWEST_ON_A_STRIP = 5
# Of a longer series the earlier events are folded away, unless the series was asked for.
SHOWN_OF_A_SERIES = 4


def all_entries(context: Context) -> list[Entry]:
    """The events of the data version, the roles of each in the order of their codelist."""
    version, catalogue = context.version, context.catalogue
    found = figures(version.run("challenge_figures", groups=list(catalogue.areas.groups)))
    roles = list(catalogue.codelists["ROLE"].items)
    published = [figure for figure in found if figure.parts is None]
    known = published + sums([figure for figure in found if figure.parts is not None], published)
    listed = sorted(lines(known, catalogue.sources), key=lambda line: (line.leading.session != TOTAL, roles.index(line.leading.role)))
    return entries(version.run("challenge_events"), listed, targets(version.run("challenge_targets")))


def render(context: Context) -> View:
    """The page for one choice of events, or of events to compare, and one yardstick."""
    made = all_entries(context)
    asked = asked_of(context, made)
    yardstick = choose_yardstick(context, YARDSTICKS)
    compared = chosen_events(context, made)
    return _compared(context, made, compared, yardstick) if len(compared) >= FEWEST else _listed(context, made, asked, compared, yardstick)


def _listed(context: Context, made: Sequence[Entry], asked: Asked, compared: Sequence[Entry], yardstick: Yardstick) -> View:
    """The events that the filters leave, over time and series by series."""
    w = context.w
    kept = chosen_entries(made, asked)
    sentence = _sentence(context, kept, asked, yardstick)
    pledge = context.catalogue.yardsticks[PLEDGE]
    rolled = panels_of(context.version.run("challenge_sessions"), context.catalogue.sources, pledge)
    panels, tables = panels_over_time(context, kept, rolled, pledge)
    table = _table(context, kept, yardstick)
    body = [
        html.H1(w("challenge.title")),
        answer(sentence, example=w("site.example") if kept and all(entry.example for entry in kept) else ""),
        _more(context, kept, asked, yardstick),
        *_nearest(context, kept, made, asked),
        *_head(context, kept, yardstick),
        _legend(context, kept, yardstick),
        *(series_trend(context, kept, yardstick) if asked.series and kept else _overview(context, kept, yardstick)),
        yardstick_note(context, yardstick),
        event_filters(context, made, asked, yardstick_choice(context, YARDSTICKS, yardstick)),
        *_who_meets_it(context, kept, yardstick),
        *_series_sections(context, kept, asked.series, yardstick),
        *panels,
        *_alone(context, kept),
        html.H2(w("challenge.compare")),
        html.P(w("challenge.compare_note"), className="lede"),
        *compare_form(context, made, compared),
        data_table(context, table),
        _small_print(context, kept, yardstick),
        take_along(context, w("challenge.title"), sentence, _sources(kept)),
    ]
    return View(w("challenge.title"), sentence, body, [table, *tables])


def _compared(context: Context, made: Sequence[Entry], chosen: Sequence[Entry], yardstick: Yardstick) -> View:
    """Some events side by side; the filters of the list have no say in them."""
    w = context.w
    pledge = context.catalogue.yardsticks[PLEDGE]
    rolled = panels_of(context.version.run("challenge_sessions"), context.catalogue.sources, pledge)
    sentence = compared_sentence(context, chosen)
    others = differences(context, chosen, rolled)
    tables = [compared_table(context, chosen, rolled), _table(context, chosen, yardstick)]
    panels, listed = panels_over_time(context, chosen, rolled, pledge)
    body = [
        html.H1(w("challenge.compare_title")),
        answer(sentence, example=w("site.example") if all(entry.example for entry in chosen) else ""),
        *([html.P(others, className="answer-more")] if others else []),
        _legend(context, chosen, yardstick),
        *compared_bars(context, chosen, yardstick),
        yardstick_note(context, yardstick),
        filters(context, [yardstick_choice(context, YARDSTICKS, yardstick)]),
        html.H2(w("challenge.compare")),
        *compare_form(context, made, chosen),
        html.P(html.A(w("challenge.compare_back"), href=context.url("/challenge"))),
        *(panels if listed else []),
        *(data_table(context, table) for table in tables),
        _small_print(context, chosen, yardstick),
        take_along(context, w("challenge.compare_title"), sentence, _sources(chosen)),
    ]
    return View(w("challenge.compare_title"), sentence, body, [*tables, *listed])


def _table(context: Context, kept: Sequence[Entry], yardstick: Yardstick):
    listed = [(entry.event, figure) for entry in kept for line in entry.lines for figure in line.figures]
    known = dict.fromkeys(target for entry in kept for target in entry.targets)
    return event_table(context, listed, known, yardstick)


def _sources(kept: Iterable[Entry]) -> list[str]:
    return [figure.source for entry in kept for line in entry.lines for figure in line.figures]


def _legend(context: Context, kept: Sequence[Entry], yardstick: Yardstick) -> html.Ul | None:
    w = context.w
    rest = any(figure.has_rest for entry in kept for line in entry.lines for figure in line.figures)
    aimed = any(entry.targets for entry in kept)
    return legend(
        w,
        unknown=True,
        rest=w("event.rest") if rest else "",
        band=yardstick.name[context.lang],
        line=w("challenge.target") if aimed else "",
    )


def _sentence(context: Context, kept: Sequence[Entry], asked: Asked, yardstick: Yardstick) -> str:
    w = context.w
    first = newest(kept)
    if first is None:
        return w("challenge.empty", chosen=chosen_words(context, asked) or w("challenge.all_series"))
    entry, line = first
    said = [figure_sentence(context, event_name(context, entry.event), line.leading), others_sentence(context, line)]
    verdict = line.leading.judged(yardstick)
    said.append(verdict_sentence(w, yardstick, verdict) if verdict else "")
    said.append(w("challenge.chosen", chosen=chosen_words(context, asked)) if asked.given else "")
    return sentences(w, said)


def _more(context: Context, kept: Sequence[Entry], asked: Asked, yardstick: Yardstick) -> html.P | None:
    """The way of a series from its first event to its last, how the newest stands to its target, how many shares meet the yardstick."""
    w = context.w
    said = []
    first = newest(kept)
    if first:
        entry, figure = first[0], first[1].leading
        aim = target_text(context, entry.event, figure, target_of(entry.event, figure.role, entry.targets))
        said.append(w("challenge.target_sentence", target=aim) if aim else "")
    between = change(kept) if asked.series else None
    if between:
        old_entry, old, new_entry, new = between
        years = {"start": old_entry.event["time_period"], "end": new_entry.event["time_period"]}
        shares = {"first": share_text(context, old), "last": share_text(context, new)}
        said.append(w("challenge.trend", series=series_name(context, asked.series), role=role_name(context, new.role), **years, **shares))
    counted = tally(kept, yardstick)
    number = sum(counted.values())
    if number > 1:
        outcomes = {"met": counted[Outcome.MET], "undetermined": counted[Outcome.UNDETERMINED]}
        said.append(w("challenge.tally", judged=number, yardstick=yardstick.name[context.lang], **outcomes))
    return html.P(sentences(w, said), className="answer-more") if said else None


def _nearest(context: Context, kept: Sequence[Entry], made: Sequence[Entry], asked: Asked) -> list:
    """Where these filters leave nothing, the nearest ones that leave something."""
    if newest(kept) is not None or not asked.given:
        return []
    ways = []
    for name in reversed(asked.given):
        wider = replace(asked, **{name: ""})
        if wider.given and newest(chosen_entries(made, wider)):
            ways.append((chosen_words(context, wider), context.url(**{name: ""})))
    ways.append((context.w("challenge.all_series"), context.url(**dict.fromkeys(asked.given, ""))))
    links = [html.Li(html.A(text, href=href)) for text, href in ways]
    return [html.P(context.w("challenge.nearest")), html.Ul(links, className="suggestions")]


def _head(context: Context, kept: Sequence[Entry], yardstick: Yardstick) -> list:
    first = newest(kept)
    if first is None:
        return []
    entry, line = first
    if line.leading.shown is None:
        return []
    aim = target_line(target_of(entry.event, line.leading.role, entry.targets))
    return [html.Div(figure_bar(context, line.leading, yardstick, "head", aim), className="is-example" if entry.example else None)]


def _who_meets_it(context: Context, kept: Sequence[Entry], yardstick: Yardstick) -> list:
    """How many shares have which verdict, and which they are."""
    w = context.w
    found = judged(kept, yardstick)
    if len(found) < 2:
        return []
    counted = tally(kept, yardstick)
    present = [outcome for outcome in Outcome if counted[outcome]]
    folded = []
    for outcome in present:
        items = []
        for entry, figure, verdict in found:
            if verdict.outcome is outcome:
                said = w.dots([w.period(entry.event["time_period"]), context.name("ROLE", figure.role), share_text(context, figure)])
                items.append(html.Li([_link(context, entry.event), " · ", said]))
        heading = w("challenge.meets_heading", outcome=w(f"verdict.mark.{outcome}"), n=len(items))
        folded.append(html.Details([html.Summary(heading), html.Ul(items)]))
    title = html.H2(w("challenge.meets", yardstick=yardstick.name[context.lang]))
    return [title, tallies([(w(f"verdict.mark.{outcome}"), counted[outcome]) for outcome in present]), static(html.Div(folded))]


def _overview(context: Context, kept: Sequence[Entry], yardstick: Yardstick) -> list:
    """All leading shares on one line; a bound is counted in the caption and not drawn. Then how far each series has come."""
    w = context.w
    found = [(entry.example, line.leading.shown) for entry in kept for line in entry.lines if line.leading.shown is not None]
    real = [share for example, share in found if not example] or [share for _, share in found]
    exact = [share.value for share in real if not share.qualifier]
    first = newest(kept)
    if len(exact) < FEWEST_ON_A_STRIP or first is None:
        return []
    caption = w("challenge.strip", shares=len(exact), bounds=len(real) - len(exact))
    main = first[1].leading.shown
    strip = share_strip(w, exact, caption, band=band(yardstick), main=main.point if main else None)
    return [strip, *series_changes(context, kept, yardstick)]


def _series_sections(context: Context, kept: Sequence[Entry], series: str, yardstick: Yardstick) -> list:
    w = context.w
    sections: list[Any] = []
    for name in series_of(kept):
        own = [_event_item(context, entry, yardstick) for entry in kept if entry.event["series"] == name and _has_line(entry)]
        if own:
            link = html.A(series_name(context, name), href=context.url(series=name, role=""))
            shown = own if series or len(own) <= SHOWN_OF_A_SERIES + 1 else own[:SHOWN_OF_A_SERIES]
            earlier = own[len(shown) :]
            parts: list[Any] = [html.H3(link), html.Ol(shown, className="events")]
            if earlier:
                parts.append(html.Details([html.Summary(w.n("challenge.earlier", len(earlier))), html.Ol(earlier, className="events")]))
            sections.append(html.Section(parts, className="series"))
    return [static(html.Section([html.H2(w("challenge.by_series")), *sections]))] if sections else []


def _has_line(entry: Entry) -> bool:
    return any(not line.leading.alone for line in entry.lines) or bool(entry.targets and not entry.lines)


def _event_item(context: Context, entry: Entry, yardstick: Yardstick) -> html.Li:
    w = context.w
    event = entry.event
    tag = [" ", html.Span(w("site.example"), className="tag")] if entry.example else []
    when = html.Span(w.period(event["time_period"]), className="event-when")
    rows = []
    for line in entry.lines:
        if not line.leading.alone:
            title = [html.Small(line.leading.title)] if line.leading.title else []
            target = target_of(event, line.leading.role, entry.targets)
            label = [context.name("ROLE", line.leading.role), *title]
            rows += line_rows(context, line, yardstick, label, target_text(context, event, line.leading, target), target_line(target))
    if not entry.lines:
        aims = [aim_text(context, event, target) for target in entry.targets]
        rows = [html.Li(w("challenge.target_alone", target=aim), className="line-note") for aim in aims]
    head = html.Div([when, _link(context, event), *tag], className="event-name")
    return html.Li([head, html.Ul(rows, className="lines")], className="event is-example" if entry.example else "event")


def _link(context: Context, event: Row) -> html.A:
    return html.A(event_name(context, event), href=context.url(f"/challenge/{event['event']}"))


def _alone(context: Context, kept: Sequence[Entry]) -> list:
    """The women who were counted in a role without a count of men in it; the event may have other figures."""
    w = context.w
    items = []
    for entry in kept:
        for line in entry.lines:
            if line.leading.alone:
                role = context.name("ROLE", line.leading.role)
                counted = w.dots([w.period(entry.event["time_period"]), role, persons(context, line.leading)])
                source = html.Bdi(source_name(context, line.leading.source))
                items.append(html.Li([_link(context, entry.event), " · ", counted, " · ", source]))
    return [html.H2(w("challenge.alone")), html.P(w("challenge.alone_note"), className="lede"), html.Ul(items)] if items else []


def _small_print(context: Context, kept: Sequence[Entry], yardstick: Yardstick) -> html.Dl:
    w = context.w
    listed = [figure for entry in kept for line in entry.lines for figure in line.figures]
    sources = [figure.source for figure in listed]
    sources += [target.source for entry in kept for target in entry.targets]
    periods = sorted(entry.event["time_period"] for entry in kept)
    return small_print(
        context,
        [
            (w("site.source"), source_links(context, sources)),
            (w("site.period"), f"{periods[0]}–{periods[-1]}" if periods else ""),
            (w("site.unit"), unit_text(context, listed)),
            (w("site.computed"), w("challenge.method")),
            (w("challenge.conflicts"), w("challenge.precedence")),
            (w("site.flags"), w("site.example_note") if any(entry.example for entry in kept) else ""),
        ],
    )


PAGE = Page(
    "/challenge",
    render,
    parameters=("series", "entity", "year", "mode", "role", "yardstick", "events", "also"),
    examples=("/challenge",),
    menu="challenge.menu",
)
