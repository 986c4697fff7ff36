"""What was read of a speaker list and what was not: refused lists, lines to look at, columns left out; never what stands in a cell."""

from __future__ import annotations

from typing import Any

from dash import html

from ...domain.programme import MAN, WOMAN
from ...ingest.roster import SPEAKER, Roster, RosterRow
from ..context import Context
from .form import choice, field

SHOWN = 50  # lines; of more, how many more there are
CODELISTS = {"sex": "SEX", "role": "ROLE", "group": "GROUP", "region": "AREA"}


def report(context: Context, roster: Roster, *, live: bool, rewritten: bool) -> list:
    """How the list was read. `live`: it is still being written; `rewritten`: on the page it is now without the lines that do not count."""
    return [
        *(_refused(context, roster, live) if roster.refused else []),
        *_letter_m(context, roster),
        *(_rows(context, roster, rewritten) if roster.rows else []),
        *_notes(context, roster),
    ]


def _refused(context: Context, roster: Roster, live: bool) -> list:
    """Why nothing was read, and what can be chosen so that it is."""
    w = context.w
    column = next((column.name for column in roster.columns if column.field == "sex"), "")
    alert = {} if live else {"role": "alert"}
    parts: list[Any] = [html.P(w(f"roster.refused.{roster.refused}", column=column), className="notice", **alert)]
    if roster.sheets:
        sheets = [(name, name) for name in roster.sheets]
        parts.append(field(w("check.sheet"), choice("sheet", sheets, context.form.get("sheet", ""), empty="–")))
    return parts


def _letter_m(context: Context, roster: Roster) -> list:
    """What a lone M stands for, to be chosen where the list does not tell; the choice stays while the list is written on."""
    w, chosen = context.w, context.form.get("letter_m", "")
    if roster.refused != "sex_ambiguous" and chosen not in (WOMAN, MAN):
        return []
    meant = [(sex, w(f"roster.m.{sex}")) for sex in (WOMAN, MAN)]
    return [field(w("check.letter_m"), choice("letter_m", meant, chosen, empty="–"))]


def _rows(context: Context, roster: Roster, rewritten: bool) -> list:
    w = context.w
    more = len(roster.rows) - SHOWN
    gone = rewritten and any(not row.counted for row in roster.rows)
    return [
        html.H2(w.n("check.rows", len({row.line for row in roster.rows}))),
        html.Ul([html.Li(_row(context, row)) for row in roster.rows[:SHOWN]], className="wrong-rows"),
        html.P(w("check.rows.more", count=more)) if more > 0 else None,
        html.P(w("check.rows.rest"), className="hint") if gone else None,
    ]


def _row(context: Context, row: RosterRow) -> list:
    """What is wrong in a line, what would be right, and whether it counts; with script it leads to the line."""
    w = context.w
    said = html.A(w(f"roster.fault.{row.fault}", line=row.line, column=row.column), href="#list", **{"data-line": str(row.line)})
    right = w("roster.suggestion", suggestion=context.name(CODELISTS[row.field], row.suggestion)) if row.suggestion else ""
    return [said, " ", w.dots([right, "" if row.counted else w("roster.not_counted")])]


def _notes(context: Context, roster: Roster) -> list:
    w, role = context.w, context.name("ROLE", SPEAKER)
    said = [w(f"roster.note.{note.code}", count=note.count, column=note.column, role=role) for note in roster.notes]
    if roster.dropped:
        said.append(w("roster.dropped", headers=w.join(roster.dropped)))
    return [html.P(text, className="hint") for text in said]
