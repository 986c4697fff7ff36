"""The state of parity at a glance."""

from __future__ import annotations

from dash import html

from ...domain.quantity import Quantity
from ..components.bars import legend, share_bar
from ..components.filters import Choice, filters
from ..components.notes import answer, small_print, take_along
from ..components.tables import data_table
from ..context import Context
from ..view import Column, Page, Table, View


def render(context: Context) -> View:
    w = context.w
    chosen = context.choose("x", ["a", "b"], "a")
    share = Quantity(40 if chosen == "a" else 60, "")
    table = Table("t", "Test table", [Column("a", "A", sortable=True), Column("b", "B", numeric=True)], [{"a": "x", "b": 1.5}, {"a": "=y", "b": 2}])
    body = [
        html.H1(w("site.name")),
        answer(f"Women were {w.percent(share.value)}"),
        share_bar(w, share, size="head", band=(47, 53)),
        legend(w, band="47–53"),
        filters(context, [Choice("x", "Choose", [("a", "A"), ("b", "B")], chosen)]),
        data_table(context, table),
        small_print(context, [(w("site.period"), "2024")]),
        take_along(context, w("site.name"), "s"),
    ]
    return View(title=w("site.name"), description="d", body=body, tables=[table])


PAGE = Page("/", render, parameters=("x",), examples=("/",), menu="site.name")
