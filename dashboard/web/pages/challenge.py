"""The 50/50 challenge: the share of women at events, series by series, read against a yardstick and against published targets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from dash import html

from ...domain.yardsticks import Outcome, Yardstick
from ..components.bars import legend
from ..components.event_table import event_table
from ..components.filters import Choice, filters
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
from ..components.static import static
from ..components.strip import share_strip
from ..components.tables import data_table
from ..components.verdict import band, choose_yardstick, verdict_sentence, yardstick_choice, yardstick_note
from ..context import Context
from ..figures.participation import TOTAL, Figure, Line, figures, lines, main_line, sums
from ..figures.targets import Target, distance, target_of, targets
from ..view import Page, Row, View

YARDSTICKS = ("challenge_50_50", "un_parity_band", "balance_40_60", "threshold_30")
FEWEST_ON_A_STRIP = 5
# Of a longer series the earlier events are folded away, unless the series was asked for.
SHOWN_OF_A_SERIES = 4


@dataclass(frozen=True)
class Entry:
    """One event with its lines (one a role) and the targets that were set for it."""

    event: Row
    lines: tuple[Line, ...]
    targets: tuple[Target, ...] = ()

    @property
    def example(self) -> bool:
        """Whether the event was made up to show the page."""
        return bool(self.event["example"])


def entries(events: Iterable[Row], listed: Sequence[Line], known: Sequence[Target]) -> list[Entry]:
    """The events that have a figure by sex or a target, newest first, examples last."""
    by_event: dict[str, list[Line]] = {}
    for line in listed:
        if line.leading.telling:
            by_event.setdefault(line.leading.event, []).append(line)
    made = []
    for event in events:
        own = tuple(target for target in known if target.was_set_for(event))
        if event["event"] in by_event or own:
            made.append(Entry(event, tuple(by_event.get(event["event"], ())), own))
    made.sort(key=lambda entry: (entry.event["time_period"], str(entry.event["start_date"] or ""), entry.event["event"]), reverse=True)
    return sorted(made, key=lambda entry: entry.example)


def chosen_entries(made: Iterable[Entry], series: str, role: str) -> list[Entry]:
    """The entries of a series and with lines of a role; '' stands for all."""
    kept = []
    for entry in made:
        if series in ("", entry.event["series"]):
            own = tuple(line for line in entry.lines if role in ("", line.leading.role))
            if own or not role:
                kept.append(Entry(entry.event, own, entry.targets))
    return kept


def newest(made: Iterable[Entry]) -> tuple[Entry, Line] | None:
    """The newest event with a share of women, and the line that tells of it; a real event goes before an example."""
    found = next((entry for entry in made if any(line.leading.shown is not None for line in entry.lines)), None)
    line = main_line(found.lines) if found else None
    return (found, line) if found and line else None


def tally(made: Iterable[Entry], yardstick: Yardstick) -> dict[Outcome, int]:
    """How many leading shares have which verdict; examples are left out where there are real figures."""
    found = [(entry.example, line.leading.judged(yardstick)) for entry in made for line in entry.lines]
    judged = [(example, verdict) for example, verdict in found if verdict is not None]
    real = [verdict for example, verdict in judged if not example] or [verdict for _, verdict in judged]
    return {outcome: sum(verdict.outcome is outcome for verdict in real) for outcome in Outcome}


def trend(made: Sequence[Entry]) -> tuple[Entry, Figure, Entry, Figure] | None:
    """The first and last event of the role (and set of sessions) that most events have a share of; None where there are not two of them."""
    by_role: dict[tuple[str, str], list[tuple[Entry, Figure]]] = {}
    for entry in made:
        for line in entry.lines:
            if line.leading.shown is not None:
                by_role.setdefault((line.leading.role, line.leading.session), []).append((entry, line.leading))
    found = max(by_role.values(), key=len, default=[])
    return None if len(found) < 2 else (*found[-1], *found[0])


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
    """The page for one choice of series, role and yardstick."""
    w = context.w
    made = all_entries(context)
    series = context.choose("series", _series(made), "")
    role = context.choose("role", _roles(made), "")
    yardstick = choose_yardstick(context, YARDSTICKS)
    kept = chosen_entries(made, series, role)
    listed = [(entry.event, figure) for entry in kept for line in entry.lines for figure in line.figures]
    table = event_table(context, listed, (target for entry in kept for target in entry.targets), yardstick)
    sentence = _sentence(context, kept, series, role, yardstick)
    body = [
        html.H1(w("challenge.title")),
        answer(sentence, example=w("site.example") if kept and all(entry.example for entry in kept) else ""),
        _more(context, kept, series, yardstick),
        *_nearest(context, kept, made, series, role),
        *_head(context, kept, yardstick),
        legend(
            w, unknown=True, rest=w("event.rest") if any(figure.has_rest for _, figure in listed) else "", band=yardstick.name[context.lang]
        ),
        *_overview(context, kept, yardstick),
        yardstick_note(context, yardstick),
        _filters(context, made, series, role, yardstick),
        *_series_sections(context, kept, series, yardstick),
        *_alone(context, kept),
        data_table(context, table),
        _small_print(context, kept, yardstick),
        take_along(context, w("challenge.title"), sentence, [figure.source for _, figure in listed]),
    ]
    return View(w("challenge.title"), sentence, body, [table])


def _series(made: Iterable[Entry]) -> list[str]:
    return list(dict.fromkeys(entry.event["series"] for entry in made))


def _roles(made: Iterable[Entry]) -> list[str]:
    return sorted({line.leading.role for entry in made for line in entry.lines})


def _filters(context: Context, made: Sequence[Entry], series: str, role: str, yardstick: Yardstick) -> html.Form:
    w = context.w
    roles = context.catalogue.codelists["ROLE"].items
    listed_series = sorted(((name, series_name(context, name)) for name in _series(made)), key=lambda pair: pair[1].casefold())
    listed_roles = [(code, context.name("ROLE", code)) for code in roles if code in _roles(made)]
    return filters(
        context,
        [
            Choice("series", w("challenge.series"), [("", w("challenge.all_series")), *listed_series], series),
            Choice("role", w("challenge.role"), [("", context.name("ROLE", "_T")), *listed_roles], role),
            yardstick_choice(context, YARDSTICKS, yardstick),
        ],
    )


def _sentence(context: Context, kept: Sequence[Entry], series: str, role: str, yardstick: Yardstick) -> str:
    w = context.w
    first = newest(kept)
    if first is None:
        wanted = [series_name(context, series) if series else w("challenge.all_series"), context.name("ROLE", role or "_T")]
        return w("challenge.empty", series=wanted[0], role=wanted[1])
    entry, line = first
    said = [figure_sentence(context, event_name(context, entry.event), line.leading), others_sentence(context, line)]
    verdict = line.leading.judged(yardstick)
    said.append(verdict_sentence(w, yardstick, verdict) if verdict else "")
    return sentences(w, said)


def _more(context: Context, kept: Sequence[Entry], series: str, yardstick: Yardstick) -> html.P | None:
    """The way of a series from its first event to its last, and how many shares meet the yardstick."""
    w = context.w
    said = []
    between = trend(kept) if series else None
    if between:
        old_entry, old, new_entry, new = between
        years = {"start": old_entry.event["time_period"], "end": new_entry.event["time_period"]}
        shares = {"first": share_text(context, old), "last": share_text(context, new)}
        said.append(w("challenge.trend", series=series_name(context, series), role=role_name(context, new.role), **years, **shares))
    counted = tally(kept, yardstick)
    judged = sum(counted.values())
    if judged > 1:
        outcomes = {"met": counted[Outcome.MET], "undetermined": counted[Outcome.UNDETERMINED]}
        said.append(w("challenge.tally", judged=judged, yardstick=yardstick.name[context.lang], **outcomes))
    return html.P(sentences(w, said), className="answer-more") if said else None


def _nearest(context: Context, kept: Sequence[Entry], made: Sequence[Entry], series: str, role: str) -> list:
    """Where these filters leave nothing, the nearest ones that leave something."""
    if newest(kept) is not None or not (series or role):
        return []
    ways = []
    if role and newest(chosen_entries(made, "", role)):
        ways.append((context.name("ROLE", role), context.url(series="")))
    if series and newest(chosen_entries(made, series, "")):
        ways.append((series_name(context, series), context.url(role="")))
    ways.append((context.w("challenge.all_series"), context.url(series="", role="")))
    links = [html.Li(html.A(text, href=href)) for text, href in ways]
    return [html.P(context.w("challenge.nearest")), html.Ul(links, className="suggestions")]


def _head(context: Context, kept: Sequence[Entry], yardstick: Yardstick) -> list:
    first = newest(kept)
    if first is None:
        return []
    entry, line = first
    if line.leading.shown is None:
        return []
    return [html.Div(figure_bar(context, line.leading, yardstick, "head"), className="is-example" if entry.example else None)]


def _overview(context: Context, kept: Sequence[Entry], yardstick: Yardstick) -> list:
    """All leading shares on one line; a bound is counted in the caption and not drawn."""
    w = context.w
    found = [(entry.example, line.leading.shown) for entry in kept for line in entry.lines if line.leading.shown is not None]
    real = [share for example, share in found if not example] or [share for _, share in found]
    exact = [share.value for share in real if not share.qualifier]
    first = newest(kept)
    if len(exact) < FEWEST_ON_A_STRIP or first is None:
        return []
    caption = w("challenge.strip", shares=len(exact), bounds=len(real) - len(exact))
    main = first[1].leading.shown
    return [share_strip(w, exact, caption, band=band(yardstick), main=main.point if main else None)]


def _series_sections(context: Context, kept: Sequence[Entry], series: str, yardstick: Yardstick) -> list:
    w = context.w
    sections: list[Any] = []
    for name in _series(kept):
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
            target = target_text(context, line.leading, target_of(event, line.leading.role, entry.targets))
            rows += line_rows(context, line, yardstick, [context.name("ROLE", line.leading.role), *title], target)
    if not entry.lines:
        aims = [w.quantity(target.minimum, percent=True) for target in entry.targets]
        rows = [html.Li(w("challenge.target_alone", target=aim), className="line-note") for aim in aims]
    head = html.Div([when, _link(context, event), *tag], className="event-name")
    return html.Li([head, html.Ul(rows, className="lines")], className="event is-example" if entry.example else "event")


def target_text(context: Context, figure: Figure, target: Target | None) -> str:
    """How a figure stands to its target, in words; empty where it has none."""
    w = context.w
    found = distance(figure, target) if target else None
    if target is None or found is None:
        return ""
    aim = w.quantity(target.minimum, percent=True)
    if found.outcome is Outcome.BELOW and found.points is not None:
        return w("challenge.target_points", target=aim, points=w.number(abs(found.points)))
    return w(f"challenge.target_{found.outcome}", target=aim)


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
    parameters=("series", "role", "yardstick"),
    examples=("/challenge",),
    menu="challenge.menu",
)
