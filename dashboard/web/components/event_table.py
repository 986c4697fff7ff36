"""The table behind the list of events: every figure of every source, with persons, shares, limits, verdict and target."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from dash import html

from ...domain.yardsticks import Yardstick
from ..context import Context
from ..figures.participation import Figure
from ..figures.targets import Target, target_of
from ..view import Column, Row, Table
from .notes import source_name
from .origin import figure_facts
from .participation import basis, event_name, number_columns, numbers, rounded, series_name, share_cell, share_columns
from .tables import sort_rows
from .verdict import verdict_mark


def event_table(context: Context, listed: Sequence[tuple[Row, Figure]], targets: Iterable[Target], yardstick: Yardstick) -> Table:
    """Each figure with its event, source by source."""
    w = context.w
    figures = [figure for _, figure in listed]

    def percent(key: str) -> Callable[[Row], str]:
        return lambda row: "" if row[key] is None else w.percent(row[key])

    columns = [
        Column("event", w("challenge.event"), lambda row: _event_cell(context, row), sortable=True),
        Column("event_code", "", shown=False),
        Column("series", w("challenge.series"), sortable=True),
        Column("period", w("site.period"), sortable=True),
        Column("role", w("challenge.role")),
        *number_columns(context, figures),
        Column("share", w("challenge.share"), lambda row: share_cell(context, row["figure"]), numeric=True, sortable=True),
        Column("share_published", "", shown=False),
        *share_columns(context, figures),
        Column("share_computed", w("challenge.computed"), percent("share_computed"), numeric=True),
        Column("basis", "", shown=False),
        Column("parts", "", shown=False),
        Column("low", w("challenge.low"), percent("low"), numeric=True),
        Column("high", w("challenge.high"), percent("high"), numeric=True),
        Column("yardstick", "", shown=False),
        Column("verdict", w("verdict.heading"), lambda row: verdict_mark(w, row["judged"]) if row["judged"] else ""),
        Column("in_words", "", shown=False),
        Column("balance_achieved", "", shown=False),
        Column("target", w("challenge.target"), lambda row: w.quantity(row["target"], percent=True) if row["target"] else "", numeric=True),
        Column("source", w("site.source"), lambda row: source_name(context, row["source"]), traced=True),
        Column("example", "", shown=False),
    ]
    known = list(targets)
    rows = [_row(context, event, figure, target_of(event, figure.role, known), yardstick) for event, figure in listed]
    return Table("events", w("challenge.table"), columns, sort_rows(context, columns, rows), open=False)


def _event_cell(context: Context, row: Row) -> list:
    tag = [" ", html.Span(context.w("site.example"), className="tag")] if row["example"] else []
    return [html.A(row["event"], href=context.url(f"/challenge/{row['event_code']}")), *tag]


def _row(context: Context, event: Row, figure: Figure, target: Target | None, yardstick: Yardstick) -> Mapping[str, Any]:
    verdict = figure.judged(yardstick)
    low, high = figure.limits or (None, None)
    role = context.name("ROLE", figure.role)
    return {
        "event": event_name(context, event),
        "event_code": figure.event,
        "series": series_name(context, event["series"]),
        "period": event["time_period"],
        "role": f"{role} · {figure.title}" if figure.title else role,
        **numbers(figure),
        "share": None if figure.shown is None else figure.shown.point,
        "share_published": rounded(figure.share),
        "share_computed": figure.computed,
        "basis": basis(figure),
        "parts": figure.parts,
        "low": low,
        "high": high,
        "yardstick": yardstick.id,
        "verdict": verdict.outcome.value if verdict else "",
        "in_words": figure.text,
        "balance_achieved": figure.balance,
        "target": target.minimum if target else None,
        "source": figure.source,
        "example": bool(event["example"]),
        "figure": figure,
        "facts": figure_facts(figure),
        "judged": verdict,
    }
