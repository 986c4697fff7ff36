"""Two to four events side by side: a bar an event in each role, what else is known of them, and how to choose them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from dash import html

from ...domain.panels import Panels
from ...domain.yardsticks import Yardstick
from ..context import Context, WrongParameter
from ..figures.challenge import NOT_KNOWN, Entry, farthest, side_by_side
from ..figures.participation import Line
from ..figures.targets import target_of
from ..view import Column, Table
from .filters import Choice, filters
from .participation import event_name, line_list, line_rows, role_name, series_name, share_text
from .targets import target_line, target_text

FEWEST, MOST = 2, 4


def chosen_events(context: Context, made: Sequence[Entry]) -> list[Entry]:
    """The events that `?events=A,B` names, and the one that `?also=` adds; raises WrongParameter for one that there is not, or too many."""
    by_code = {entry.event["event"]: entry for entry in made}
    asked = [*context.query.get("events", "").split(","), context.query.get("also", "")]
    codes = list(dict.fromkeys(code for code in asked if code))
    for code in codes:
        if code not in by_code:
            raise WrongParameter("events", code, by_code)
    if len(codes) > MOST:
        raise WrongParameter("events", ",".join(codes), ())
    return [by_code[code] for code in codes]


def compare_form(context: Context, made: Sequence[Entry], chosen: Sequence[Entry]) -> list:
    """Which events are compared, each with the way to leave it out, and the choice of one more."""
    w = context.w
    codes = [entry.event["event"] for entry in chosen]
    items = []
    for entry in chosen:
        rest = ",".join(code for code in codes if code != entry.event["event"])
        name = event_name(context, entry.event)
        link = html.A(
            w("challenge.compare_without"),
            href=context.url(events=rest, also=""),
            **{"aria-label": w("facts.named", name=w("challenge.compare_without"), value=name)},
        )
        items.append(html.Li([html.Bdi(name), " ", link]))
    parts: list = [html.Ul(items)] if items else []
    if len(codes) < MOST:
        kept = {name: value for name, value in context.query.items() if name not in ("events", "also")}
        within = replace(context, query=kept | ({"events": ",".join(codes)} if codes else {}))
        by_series: dict[str, list[tuple[str, str]]] = {}
        for entry in made:
            if entry.event["event"] not in codes:
                by_series.setdefault(series_name(context, entry.event["series"]), []).append(
                    (entry.event["event"], event_name(context, entry.event))
                )
        options = [("", w("challenge.compare_choose")), *sorted(by_series.items(), key=lambda pair: pair[0].casefold())]
        parts.append(filters(within, [Choice("also", w("challenge.compare_add"), options, "")], w("challenge.compare")))
    return parts


def compared_sentence(context: Context, chosen: Sequence[Entry]) -> str:
    """In the role that most of the events have: each share, and how far they are apart; else that there is no such role."""
    w = context.w
    pairs = next((pairs for pairs in side_by_side(chosen).values() if sum(line.leading.shown is not None for _, line in pairs) > 1), None)
    if pairs is None:
        return w("challenge.compare_nothing", events=w.join(event_name(context, entry.event) for entry in chosen))
    shares = [
        w("challenge.compare_share", event=event_name(context, entry.event), share=share_text(context, line.leading))
        for entry, line in pairs
    ]
    role = role_name(context, pairs[0][1].leading.role)
    said = [w("challenge.compare_sentence", role=role, shares=w.join(shares))]
    apart = farthest(pairs)
    if apart:
        said.append(w("challenge.compare_apart", points=apart[2]) if apart[2] else w("challenge.compare_same"))
    missing = [event_name(context, entry.event) for entry in chosen if not any(entry is other for other, _ in pairs)]
    if missing:
        said.append(w("challenge.compare_missing", role=role, events=w.join(missing)))
    return w.sentences(said)


def differences(context: Context, chosen: Sequence[Entry], rolled: Mapping[str, Panels]) -> str:
    """What else is not the same for these events: organiser, format, sessions of which anything is known."""
    w = context.w
    said = []
    organisers = [(entry, context.name("ENTITY", entry.event["entity"])) for entry in chosen]
    formats = [(entry, context.name("FORMAT", entry.format)) for entry in chosen if entry.format != NOT_KNOWN]
    for name, pairs in (("entity", organisers), ("format", formats)):
        if len({value for _, value in pairs}) > 1:
            listed = [w("challenge.compare_share", event=event_name(context, entry.event), share=value) for entry, value in pairs]
            said.append(w(f"challenge.compare_{name}", list=w.join(listed)))
    known = [event_name(context, entry.event) for entry in chosen if entry.event["event"] in rolled]
    if known and len(known) < len(chosen):
        said.append(w("challenge.compare_sessions", events=w.join(known)))
    return w.sentences(said)


def compared_bars(context: Context, chosen: Sequence[Entry], yardstick: Yardstick) -> list:
    """A heading a role, below it a bar an event."""
    w = context.w
    made: list = []
    for role, pairs in side_by_side(chosen).items():
        items = []
        for entry, line in pairs:
            items += _bars(context, entry, line, yardstick)
        made += [html.H3(context.name("ROLE", role)), line_list(items)]
    return [html.H2(w("challenge.compare_roles")), *made] if made else []


def _bars(context: Context, entry: Entry, line: Line, yardstick: Yardstick) -> list[html.Li]:
    figure = line.leading
    title = [html.Small(figure.title)] if figure.title else []
    link = html.A(event_name(context, entry.event), href=context.url(f"/challenge/{entry.event['event']}"))
    target = target_of(entry.event, figure.role, entry.targets)
    return line_rows(context, line, yardstick, [link, *title], target_text(context, entry.event, figure, target), target_line(target))


def compared_table(context: Context, chosen: Sequence[Entry], rolled: Mapping[str, Panels]) -> Table:
    """The events as rows: when, where, by whom, in which form, their sessions, and the share of women in each role."""
    w = context.w
    roles = list(side_by_side(chosen))
    columns = [
        Column("event", w("challenge.event"), lambda row: html.A(row["event"], href=context.url(f"/challenge/{row['event_code']}"))),
        Column("event_code", "", shown=False),
        Column("period", w("site.period"), lambda row: w.period(row["period"])),
        Column("place", w("challenge.place")),
        Column("entity", w("challenge.entity")),
        Column("series", w("challenge.series")),
        Column("format", w("challenge.mode")),
        Column("sessions", w("challenge.panels.col.sessions"), numeric=True),
        Column("single_sex", w("challenge.panels.col.single_sex"), numeric=True),
        *(Column(role.lower(), context.name("ROLE", role), numeric=True) for role in roles),
        Column("example", "", shown=False),
    ]
    rows = []
    for entry in chosen:
        event, counted = entry.event, rolled.get(entry.event["event"])
        found = {role: next((line for other, line in pairs if other is entry), None) for role, pairs in side_by_side(chosen).items()}
        rows.append(
            {
                "event": event_name(context, event),
                "event_code": event["event"],
                "period": event["time_period"],
                "place": event["place"],
                "entity": context.name("ENTITY", event["entity"]),
                "series": series_name(context, event["series"]),
                "format": context.name("FORMAT", entry.format),
                "sessions": counted and counted.sessions,
                "single_sex": counted and counted.single_sex,
                **{role.lower(): share_text(context, line.leading) if line else None for role, line in found.items()},
                "example": entry.example,
            }
        )
    return Table("compared", w("challenge.compare_table"), columns, rows)
