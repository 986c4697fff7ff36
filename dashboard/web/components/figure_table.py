"""The table of figures on participation as each source gives them: persons, share, published or computed, verdict, source, remark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html

from ...domain.yardsticks import Yardstick
from ..context import Context
from ..figures.participation import NOT_APPLICABLE, TOTAL, Figure
from ..view import Column, Table
from .notes import source_name
from .origin import figure_facts
from .participation import basis, basis_text, number_columns, numbers, rounded, share_cell, share_columns
from .verdict import verdict_mark

OPEN_UP_TO = 12


def figure_table(context: Context, listed: Sequence[Figure], yardstick: Yardstick, *, name: str = "figures", caption: str = "") -> Table:
    """The figures as a table, folded where it is long."""
    w = context.w
    columns = [
        Column("event", "", shown=False),
        Column(
            "role", w("challenge.role"), lambda row: [row["role"], *([html.Small(row["part"], className="part")] if row["part"] else [])]
        ),
        Column("part", "", shown=False),
        *number_columns(context, listed),
        Column("total", w("event.total_heading"), numeric=True),
        Column("share", w("challenge.share"), lambda row: share_cell(context, row["figure"]), numeric=True),
        *share_columns(context, listed),
        Column("basis", w("site.computed"), lambda row: basis_text(context, row["figure"])),
        Column("parts", "", shown=False),
        Column("yardstick", "", shown=False),
        Column("verdict", yardstick.name[context.lang], lambda row: verdict_mark(w, row["judged"]) if row["judged"] else ""),
        Column("in_words", "", shown=False),
        Column("balance_achieved", "", shown=False),
        Column("source", w("site.source"), lambda row: source_name(context, row["source"]), traced=True),
        Column(
            "comment", w("event.comment"), lambda row: html.Span(row["comment"], lang="en", className="remark") if row["comment"] else ""
        ),
        Column(
            "example",
            w("site.example"),
            lambda row: w("site.example") if row["example"] else "",
            shown=any(figure.example for figure in listed),
        ),
    ]
    rows = [_row(context, figure, yardstick) for figure in listed]
    return Table(name, caption or w("challenge.table"), columns, rows, open=len(rows) <= OPEN_UP_TO)


def _part(context: Context, figure: Figure) -> str:
    """The sessions, delegation, area or group that the figure is about, where it is not the whole event."""
    if figure.delegation != NOT_APPLICABLE:
        return figure.delegation
    if figure.area != TOTAL:
        return context.name("AREA", figure.area)
    if figure.group != TOTAL:
        return context.name("GROUP", figure.group)
    return figure.title or ("" if figure.session == TOTAL else figure.session)


def _row(context: Context, figure: Figure, yardstick: Yardstick) -> Mapping[str, Any]:
    verdict = figure.judged(yardstick)
    counted = None if figure.counts is None else figure.counts.total
    return {
        "event": figure.event,
        "role": context.name("ROLE", figure.role),
        "part": _part(context, figure),
        **numbers(figure),
        "total": counted if figure.total is None else rounded(figure.total),
        "share": rounded(figure.shown),
        "basis": basis(figure),
        "parts": figure.parts,
        "yardstick": yardstick.id,
        "verdict": verdict.outcome.value if verdict else "",
        "in_words": figure.text,
        "balance_achieved": figure.balance,
        "source": figure.source,
        "comment": figure.comment,
        "example": figure.example,
        "figure": figure,
        "facts": figure_facts(figure),
        "judged": verdict,
    }
