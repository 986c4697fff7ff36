"""Events over time on a page: the shares of a series as a figure, and how many panels of one sex there were, event by event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html

from ...domain.panels import Panels
from ...domain.yardsticks import Yardstick
from ..context import Context
from ..figures.challenge import Entry, by_role, change
from ..figures.delegations import change as change_of
from ..figures.event_trend import Step, event_trend, limits
from ..figures.participation import TOTAL, Figure
from ..figures.targets import target_of
from ..view import Column, Facts, Table
from .graph import graph
from .participation import event_name, figure_bar, line_item, line_list, series_name, share_text
from .tables import data_table
from .targets import target_line
from .verdict import band, verdict_mark

MOST_LINES = 4


def step(context: Context, event: Mapping[str, Any], figure: Figure) -> Step:
    """One event of a figure over time; a click leads to the page of the event."""
    return Step(event, event_name(context, event), figure.shown, context.url(f"/challenge/{event['event']}"))


def drawn_trend(context: Context, figure: dict[str, Any] | None, caption: str) -> list:
    """The figure with its caption, and what stands in its place without script; that there is none."""
    w = context.w
    if figure is None:
        return [html.P(w("challenge.trend_none"), className="lede")]
    without_script = html.Noscript(html.P(w("indicator.trend.no_script"), className="lede"))
    return [without_script, html.Figure([html.Figcaption(caption), graph(figure)])]


def series_trend(context: Context, made: Sequence[Entry], yardstick: Yardstick) -> list:
    """The shares of the events of one series over time, a line a role, with yardstick and targets drawn in."""
    w = context.w
    lines: dict[str, list[Step]] = {}
    goals: dict[str, Step] = {}
    roles = {place: own for place, own in by_role(made).items() if len(own) > 1}
    for (role, _), own in list(roles.items())[:MOST_LINES]:
        title = own[0][1].title
        name = f"{context.name('ROLE', role)} · {title}" if title else context.name("ROLE", role)
        lines[name] = [step(context, entry.event, figure) for entry, figure in own]
        for entry, _ in own:
            target = target_of(entry.event, role, entry.targets)
            if target:
                event = entry.event
                goals[event["event"]] = Step(event, event_name(context, event), target.minimum, context.url(f"/challenge/{event['event']}"))
    mark = limits(band(yardstick), yardstick.name[context.lang])
    figure = event_trend(w, lines, mark, list(goals.values()))
    return [html.H2(w("challenge.over_time")), *drawn_trend(context, figure, w("challenge.over_time_caption"))]


def series_changes(context: Context, made: Sequence[Entry], yardstick: Yardstick) -> list:
    """Each series in the role that most of its events have: its newest share, and how far it has come from its first."""
    w = context.w
    items = []
    for name in dict.fromkeys(entry.event["series"] for entry in made):
        between = change([entry for entry in made if entry.event["series"] == name])
        if between is None:
            continue
        old_entry, old, new_entry, new = between
        label = [html.A(series_name(context, name), href=context.url(series=name, role="")), html.Small(context.name("ROLE", new.role))]
        years = {"start": w.period(old_entry.event["time_period"]), "end": w.period(new_entry.event["time_period"])}
        points = change_of(new, old)
        details = [
            w("challenge.first_to_last", first=share_text(context, old), last=share_text(context, new), **years),
            w("challenge.change_points", points=w.points(points)) if points is not None else "",
        ]
        target = target_line(target_of(new_entry.event, new.role, new_entry.targets))
        verdict = new.judged(yardstick)
        mark = verdict_mark(w, verdict) if verdict else None
        item = line_item(label, figure_bar(context, new, yardstick, line=target), share_text(context, new), mark, w.dots(details))
        item.className += " is-example" if new_entry.example else ""
        items.append(item)
    return [html.H2(w("challenge.series_over_time")), line_list(items)] if items else []


def panels_over_time(context: Context, made: Sequence[Entry], rolled: Mapping[str, Panels], pledge: Yardstick) -> tuple[list, list[Table]]:
    """The single-sex panels of the events whose sessions are known, oldest first: the section and its table; nothing where none is."""
    w = context.w
    known = [(entry, rolled[entry.event["event"]]) for entry in reversed(made) if entry.event["event"] in rolled]
    if not known:
        return [html.H2(w("challenge.panels")), html.P(w("challenge.panels_none"), className="lede")], []
    items = [_panels_line(context, entry, counted) for entry, counted in known]
    first, last = known[0], known[-1]
    said = [w("challenge.panels_events", n=len(known))]
    if len(known) > 1:
        numbers = {"first": first[1].single_sex, "first_of": first[1].sessions, "last": last[1].single_sex, "last_of": last[1].sessions}
        said.append(w("challenge.panels_change", start=first[0].year, end=last[0].year, **numbers))
    else:
        said.append(w("challenge.panels_one"))
    table = _panels_table(context, known)
    section = [
        html.H2(w("challenge.panels")),
        html.P(w.sentences(said)),
        html.P(pledge.wording[context.lang], className="lede"),
        line_list(items, example=all(entry.example for entry, _ in known)),
        data_table(context, table),
    ]
    return section, [table]


def _panels_line(context: Context, entry: Entry, counted: Panels) -> html.Li:
    w = context.w
    text = w("challenge.panels_line", single=counted.single_sex, sessions=counted.sessions)
    part = 100 * counted.single_sex / counted.sessions
    bar = html.Div(html.Span(style={"--part": f"{part:.4g}%"}), className="part-bar", role="img", **{"aria-label": text})
    details = [w(f"challenge.panels.{name}", n=getattr(counted, name)) for name in ("without_women", "without_men", "unknown", "too_small")]
    link = html.A(event_name(context, entry.event), href=context.url(f"/challenge/{entry.event['event']}"))
    tag = [html.Small(w("site.example"))] if entry.example else []
    return line_item([link, *tag], bar, w("challenge.panels_of", n=counted.single_sex, all=counted.sessions), None, w.dots(details))


def _panels_table(context: Context, known: Sequence[tuple[Entry, Panels]]) -> Table:
    w = context.w
    names = ("sessions", "single_sex", "without_women", "without_men", "too_small", "unknown")
    columns = [
        Column("event", w("challenge.event"), traced=True),
        Column("event_code", "", shown=False),
        Column("period", w("site.period"), lambda row: w.period(row["period"])),
        *(Column(name, w(f"challenge.panels.col.{name}"), numeric=True) for name in names),
        Column("example", "", shown=False),
    ]
    rows = [
        {
            "event": event_name(context, entry.event),
            "event_code": entry.event["event"],
            "period": entry.event["time_period"],
            **{name: getattr(counted, name) for name in names},
            "example": entry.example,
            "facts": Facts("participation", {"EVENT": entry.event["event"], "REF_AREA": TOTAL}),
        }
        for entry, counted in known
    ]
    return Table("panels", w("challenge.panels_table"), columns, rows, open=False)
