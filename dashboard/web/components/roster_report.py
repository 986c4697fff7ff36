"""What was read of a list of people, what was not, and what is wrong in it; never whom it names."""

from __future__ import annotations

from typing import Any

from dash import html

from ...ingest.roster import Roster, RosterRow
from ..context import Context
from .form import choice, field

LISTED = 50
CODELISTS = {"role": "ROLE", "sex": "SEX", "group": "GROUP", "region": "AREA"}


def roster_report(context: Context, roster: Roster) -> html.Div:
    """The findings about a list; where it was refused, why, and what has to be said before it is sent again."""
    w = context.w
    parts: list[Any] = []
    if roster.refused:
        parts.append(html.P(w(f"roster.refused.{roster.refused}"), className="notice", role="alert"))
    if roster.refused == "sex_ambiguous":
        letters = [(code, context.name("SEX", code)) for code in ("M", "F")]
        parts.append(field(w("events.letter_m"), choice("letter_m", letters, "", empty=w("events.choose"))))
    if roster.sheets:
        sheets = [(sheet, sheet) for sheet in roster.sheets]
        parts.append(field(w("events.sheet"), choice("sheet", sheets, "", empty=w("events.choose"))))
    if roster.dropped:
        parts.append(html.P(w("events.dropped", columns=w.join(roster.dropped))))
    if roster.rows:
        items = [html.Li(_fault(context, row)) for row in roster.rows[:LISTED]]
        rest = [html.Li(w.n("events.faults.more", len(roster.rows) - LISTED))] if len(roster.rows) > LISTED else []
        parts += [html.P(w.n("events.faults", len(roster.rows))), html.Ul([*items, *rest])]
    return html.Div(parts, className="roster-report")


def _fault(context: Context, row: RosterRow) -> str:
    codelist = CODELISTS.get(row.field, "")
    known = codelist and row.suggestion in context.catalogue.codelists[codelist].items
    suggestion = context.name(codelist, row.suggestion) if known else row.suggestion
    return context.w(f"roster.fault.{row.fault}", line=row.line, column=row.column, value=row.value, suggestion=suggestion)
