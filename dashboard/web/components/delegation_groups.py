"""Delegations added up: a line and a row a region, group, kind or meeting, with the delegations without a woman and the change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dash import html

from ...domain.yardsticks import Yardstick
from ..context import Context
from ..figures.delegations import Standing, change
from ..figures.meetings import Meetings
from ..figures.participation import Figure, figures, lines
from ..view import Column, Facts, Row, Table
from .bars import counts_bar
from .origin import figure_facts
from .participation import counted_text, event_name, figure_bar, line_item, line_list, line_rows, role_name, share_text
from .verdict import band, verdict_mark


@dataclass(frozen=True)
class Part:
    """Delegations taken together under a name: `code` for programs, `link` the page about them, `before` the same at the meeting before.

    `heads` are their heads, where they are recorded.
    """

    code: str
    name: str
    now: Standing
    before: Standing | None = None
    link: str = ""
    period: str = ""
    heads: Figure | None = None

    @property
    def change(self) -> float | None:
        """By how many points the share of women has changed."""
        return change(self.now.figure, self.before.figure if self.before else None)


def change_text(context: Context, points: float | None) -> str:
    """How the share of women has changed since the meeting before, in words; "" where that is not known."""
    w = context.w
    if points is None:
        return ""
    if round(points, 1) == 0:
        return w("delegations.change.same")
    return w(f"delegations.change.{'up' if points > 0 else 'down'}", points=w.number(abs(points)))


def part_lines(context: Context, parts: Sequence[Part], yardstick: Yardstick, line: float) -> html.Ul:
    """The parts one below the other, each with its bar, in which `line` is drawn."""
    return line_list([_line(context, part, yardstick, line) for part in parts])


def _line(context: Context, part: Part, yardstick: Yardstick, line: float) -> html.Li:
    w, figure, counted = context.w, part.now.figure, part.now.counted
    label = html.A(part.name, href=part.link) if part.link else html.Bdi(part.name)
    details = [w("delegations.without_women", n=counted.without_women, all=counted.sessions)]
    if counted.unknown:
        details.append(w("delegations.not_known", n=counted.unknown))
    if figure is None or figure.counts is None:
        return line_item(label, None, w("event.no_share"), None, w.dots(details), text=True)
    details.insert(0, counted_text(context, figure.counts))
    if figure.limits and figure.shown is not None:
        details.insert(1, w("event.limits", low=w.percent(figure.limits[0]), high=w.percent(figure.limits[1])))
    if part.heads is not None and part.heads.counts is not None:
        details.append(w("delegations.heads_of", women=part.heads.counts.women, all=part.heads.counts.total))
    details.append(change_text(context, part.change))
    verdict = figure.judged(yardstick)
    mark = verdict_mark(w, verdict) if verdict else None
    bar = counts_bar(w, figure.counts, size="row", band=band(yardstick), line=line)
    return line_item(label, bar, share_text(context, figure), mark, w.dots(details), text=figure.shown is None)


def part_table(context: Context, name: str, caption: str, heading: str, parts: Sequence[Part], yardstick: Yardstick) -> Table:
    """The parts as rows: delegations, people, share, what it leaves open, delegations without a woman, verdict, change."""
    w = context.w

    def percent(key: str, label: str, *, traced: bool = False) -> Column:
        return Column(key, w(label), lambda row: "" if row[key] is None else w.percent(row[key]), numeric=True, traced=traced)

    columns = [
        Column("name", heading, lambda row: html.A(row["name"], href=row["link"]) if row["link"] else html.Bdi(row["name"])),
        Column("code", "", shown=False),
        Column("period", w("site.period"), lambda row: w.period(row["period"]), shown=any(part.period for part in parts)),
        Column("delegations", w("event.by_delegation"), numeric=True),
        Column("bar", w("indicator.col.bar"), lambda row: _bar(context, row["figure"], yardstick), saved=False),
        *(Column(key, w(label), numeric=True) for key, label in (("women", "site.women"), ("men", "site.men"))),
        Column("unknown", w("challenge.unknown"), numeric=True),
        percent("share", "challenge.share", traced=True),
        percent("low", "challenge.low"),
        percent("high", "challenge.high"),
        Column("without_women", w("delegations.col.without_women"), numeric=True),
        Column("of_one", w("delegations.col.of_one"), numeric=True),
        Column("heads_women", w("delegations.col.heads_women"), numeric=True, shown=any(part.heads for part in parts)),
        Column("heads", w("delegations.col.heads"), numeric=True, shown=any(part.heads for part in parts)),
        Column("not_known", w("delegations.col.not_known"), numeric=True),
        Column(
            "change", w("delegations.change"), lambda row: "" if row["change"] is None else w.isolate(w.points(row["change"])), numeric=True
        ),
        Column("yardstick", "", shown=False),
        Column("verdict", yardstick.name[context.lang], lambda row: verdict_mark(w, row["judged"]) if row["judged"] else ""),
        Column("source", "", shown=False),
        Column("example", "", shown=False),
    ]
    return Table(name, caption, columns, [_row(part, yardstick) for part in parts], open=False)


def _bar(context: Context, figure: Any, yardstick: Yardstick) -> Any:
    return figure_bar(context, figure, yardstick, "cell") if figure is not None and figure.measured else ""


def _row(part: Part, yardstick: Yardstick) -> Row:
    figure, counted = part.now.figure, part.now.counted
    counts = figure.counts if figure else None
    verdict = figure.judged(yardstick) if figure else None
    low, high = (figure.limits if figure else None) or (None, None)
    facts: Facts | Mapping[str, Any] | str = figure_facts(figure) if figure else ""
    return {
        "name": part.name,
        "code": part.code,
        "link": part.link,
        "period": part.period,
        "delegations": counted.sessions,
        "women": counts and counts.women,
        "men": counts and counts.men,
        "unknown": counts and counts.unknown,
        "share": None if figure is None or figure.shown is None else figure.shown.point,
        "low": low,
        "high": high,
        "without_women": counted.without_women,
        "of_one": counted.too_small,
        "heads_women": part.heads and part.heads.counts and part.heads.counts.women,
        "heads": part.heads and part.heads.counts and part.heads.counts.total,
        "not_known": counted.unknown,
        "change": part.change,
        "yardstick": yardstick.id,
        "verdict": verdict.outcome.value if verdict else "",
        "source": figure.source if figure else "",
        "example": bool(figure and figure.example),
        "figure": figure,
        "facts": facts,
        "judged": verdict,
    }


def published_role(context: Context, known: Meetings, role: str, note: str, yardstick: Yardstick, line: float) -> list:
    """What is published of one role at whole meetings, apart from the delegations: heads of delegation, or sponsored participants."""
    w = context.w
    found = lines(figures(context.version.run("committees_posts", roles=[role])), context.catalogue.sources)
    order = list(known.events)
    found = [one for one in found if one.leading.event in known.events]
    found.sort(key=lambda one: (not one.leading.example, order.index(one.leading.event)), reverse=True)
    title = html.H2(context.name("ROLE", role))
    recorded = html.P(html.A(w("delegations.recorded"), href=context.url("/delegations", role=role))) if known.recorded(role) else None
    if not found and recorded:
        return [title, recorded]
    if not found:
        return [title, html.P(w("delegations.role_none", role=role_name(context, role)), className="lede")]
    items: list[html.Li] = []
    for one in found:
        event = known.events[one.leading.event]
        link = html.A(event_name(context, event), href=context.url(f"/challenge/{event['event']}"))
        items += line_rows(context, one, yardstick, [link], target=line)
    return [title, html.P(note, className="lede"), line_list(items), *([recorded] if recorded else [])]
