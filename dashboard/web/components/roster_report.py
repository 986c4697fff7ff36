"""What was read of a list of people, what was not, and what is wrong in it; never whom it names."""

from __future__ import annotations

from typing import Any

from dash import html

from ...ingest.roster import Roster, RosterRow
from ...ingest.roster_parts import SEX, VALUES
from ..context import Context
from .form import choice, field

LISTED = 50
CODELISTS = {"role": "ROLE", "sex": "SEX", "group": "GROUP", "region": "AREA"}
SPEAKER = "SPEAKER"


def roster_report(context: Context, roster: Roster) -> html.Div:
    """The findings about a list; where it was refused, why, and what has to be said when it is sent again."""
    w = context.w
    parts: list[Any] = []
    if roster.refused:
        column = next((one.name for one in roster.columns if one.field == SEX), "")
        parts.append(html.P(w(f"roster.refused.{roster.refused}", column=column), className="notice", role="alert"))
    if roster.refused == "sex_ambiguous":
        letters = [(code, w(f"roster.m.{code}")) for code in ("M", "F")]
        parts.append(field(w("events.letter_m"), choice("m", letters, "", empty=w("events.choose"))))
    if roster.sheets:
        parts.append(field(w("events.sheet"), choice("sheet", [(one, one) for one in roster.sheets], "", empty=w("events.choose"))))
    if roster.rows:
        rest = len(roster.rows) - LISTED
        more = [html.Li(w.n("events.faults.more", rest))] if rest > 0 else []
        parts += [
            html.P(w.n("events.faults", len(roster.rows))),
            html.Ul([*(html.Li(_fault(context, row)) for row in roster.rows[:LISTED]), *more]),
        ]
    said = [
        w("roster.taken_by_values" if one.told_by == VALUES else "roster.taken", column=one.name, field=w(f"roster.field.{one.field}"))
        for one in roster.columns
    ]
    role = context.name("ROLE", SPEAKER)
    said += [w(f"roster.note.{note.code}", count=note.count, column=note.column, role=role) for note in roster.notes]
    said += [w("roster.dropped", headers=w.join(roster.dropped))] if roster.dropped else []
    return html.Div([*parts, html.Ul([html.Li(one) for one in said], className="hint") if said else None], className="roster-report")


def _fault(context: Context, row: RosterRow) -> str:
    w = context.w
    codelist = CODELISTS.get(row.field, "")
    known = codelist and row.suggestion in context.catalogue.codelists[codelist].items
    suggestion = context.name(codelist, row.suggestion) if known else ""
    said = w(f"roster.fault.{row.fault}", line=row.line, column=row.column, value=row.value)
    near = w("roster.suggestion", suggestion=suggestion) if suggestion else ""
    return w.sentences([said, near, "" if row.counted else w("roster.not_counted")])
