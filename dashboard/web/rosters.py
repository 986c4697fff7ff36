"""What reading a speaker list gave, in words: why it was refused, what was taken for what, what was dropped, what is wrong where."""

from __future__ import annotations

from dataclasses import dataclass

from ..domain.programme import MAN, WOMAN
from ..ingest.roster import Roster, RosterColumn, RosterRow
from .context import Context

CODELISTS = {"role": "ROLE", "sex": "SEX", "group": "GROUP", "region": "AREA"}


@dataclass(frozen=True)
class FaultText:
    """A fault in words: the sentence; what stands in the cell, "" where it may not be shown; what may be meant; whether the line counts."""

    line: int
    sentence: str
    written: str
    suggestion: str
    counted: str


def refusal(context: Context, roster: Roster) -> str:
    """Why a list was not read; "" where it was."""
    if not roster.refused:
        return ""
    sex = next((column for column in roster.columns if column.field == "sex"), None)
    return context.w(f"roster.refused.{roster.refused}", column=column_name(context, sex) if sex else "")


def meanings_of_m(context: Context) -> list[tuple[str, str]]:
    """What a lone M may stand for, in words: to be asked where a list is refused as `sex_ambiguous`, and given to `read_roster` as `m`."""
    return [(sex, context.w(f"roster.m.{sex}")) for sex in (WOMAN, MAN)]


def column_name(context: Context, column: RosterColumn | None) -> str:
    """How a column is called: its header, or which it is."""
    if column is None:
        return ""
    return column.header or context.w("roster.column", place=column.place)


def taken(context: Context, roster: Roster) -> list[str]:
    """Which column was taken for what."""
    keys = {"header": "roster.taken", "values": "roster.taken_by_values"}
    return [
        context.w(keys[column.told_by], column=column_name(context, column), field=context.w(f"roster.field.{column.field}"))
        for column in roster.columns
    ]


def dropped(context: Context, roster: Roster) -> str:
    """What was not read."""
    w = context.w
    return w("roster.dropped", headers=w.join(roster.dropped)) if roster.dropped else w("roster.dropped_none")


def notes(context: Context, roster: Roster, role: str = "SPEAKER") -> list[str]:
    """What was decided in reading; `role` is that of people of whom none was said."""
    named = {column.name: column_name(context, column) for column in roster.columns}
    return [
        context.w(
            f"roster.note.{note.code}",
            column=named.get(note.column, note.column),
            count=context.w.number(note.count),
            role=context.name("ROLE", role),
        )
        for note in roster.notes
    ]


def faults(context: Context, roster: Roster) -> list[FaultText]:
    """What is wrong, line by line."""
    named = {column.name: column_name(context, column) for column in roster.columns}
    return [_fault(context, row, named.get(row.column, row.column)) for row in roster.rows]


def _fault(context: Context, row: RosterRow, column: str) -> FaultText:
    w = context.w
    meant = context.name(CODELISTS[row.field], row.suggestion) if row.suggestion else ""
    return FaultText(
        row.line,
        w(f"roster.fault.{row.fault}", line=w.number(row.line), column=column),
        row.value,
        w("roster.suggestion", suggestion=meant) if meant else "",
        w("roster.counted" if row.counted else "roster.not_counted"),
    )
