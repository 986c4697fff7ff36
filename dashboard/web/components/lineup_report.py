"""What was read of a speaker list and what was not: refused lists, lines to look at, columns left out; never a value of a name."""

from __future__ import annotations

from typing import Any

from dash import html

from ...ingest.roster import Roster, RosterRow
from ..context import Context
from .form import choice, field

SHOWN = 50  # lines; of more, how many more there are


def report(context: Context, roster: Roster, rewritten: bool) -> list:
    """How the list was read; `rewritten` is whether the list on the page is now without the lines that do not count."""
    w = context.w
    parts: list[Any] = []
    if roster.refused:
        parts.append(html.P(w(f"roster.refused.{roster.refused}"), className="notice", role="alert"))
    if roster.sheets:
        parts.append(field(w("check.sheet"), choice("sheet", [(name, name) for name in roster.sheets], context.form.get("sheet", ""), empty="–")))
    if roster.refused == "sex_ambiguous":
        meant = [("M", w("check.sex.M")), ("F", w("check.sex.F"))]
        parts.append(field(w("check.letter_m"), choice("letter_m", meant, context.form.get("letter_m", ""), empty="–")))
    if roster.rows:
        parts += _rows(context, roster, rewritten)
    notes = [html.P(w.n(f"roster.note.{note.code}", note.count, column=note.column), className="hint") for note in roster.notes]
    if roster.dropped:
        notes.append(html.P(w("check.dropped", columns=w.join(roster.dropped)), className="hint"))
    return [*parts, *notes]


def _rows(context: Context, roster: Roster, rewritten: bool) -> list:
    w = context.w
    items = [html.Li(_row(context, row)) for row in roster.rows[:SHOWN]]
    more = len(roster.rows) - SHOWN
    rest = rewritten and any(not row.counted for row in roster.rows)
    return [
        html.H2(w.n("check.rows", len({row.line for row in roster.rows}))),
        html.Ul(items, className="wrong-rows"),
        html.P(w("check.rows.more", count=more)) if more > 0 else None,
        html.P(w("check.rows.rest"), className="hint") if rest else None,
    ]


def _row(context: Context, row: RosterRow) -> list:
    w = context.w
    codelist = {"sex": "SEX", "role": "ROLE", "group": "GROUP", "region": "AREA"}.get(row.field, "")
    suggestion = context.name(codelist, row.suggestion) if codelist and row.suggestion else row.suggestion
    said = w(f"roster.fault.{row.fault}", line=row.line, column=row.column, value=row.value, suggestion=suggestion)
    place = html.A(w("check.rows.line", line=row.line), href="#list", **{"data-line": str(row.line)})
    return [place, " ", html.Bdi(said), *([] if row.counted else [" ", html.Em(w("check.rows.not_counted"))])]
