"""The table behind a figure as HTML, with links that sort it, the way from each row to where it comes from, and the way to its CSV."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html

from ..context import Context
from ..view import Column, Row, Table
from .origin import SIGN, Tracer
from .static import static


def data_table(context: Context, table: Table) -> html.Div:
    """The table, open or folded, with its caption and a link to exactly these rows as CSV."""
    columns = [column for column in table.columns if column.shown]
    shown = () if context.answer_only else table.rows
    tracer = Tracer(context, shown) if any(row.get("facts") for row in shown) else None
    signed = tracer is not None and not any(column.traced for column in columns)
    sign = html.Span(SIGN, role="img", **{"aria-label": context.w("facts.link.heading")})
    origin = [html.Th(sign, scope="col")] if signed else []
    head = html.Thead(html.Tr([*(_heading(context, column) for column in columns), *origin]))
    signer = tracer if signed else None
    rows = [html.Tr([*_cells(context, columns, row, tracer, table.stacked), *_origin(context, columns[0], row, signer)]) for row in shown]
    body = static(html.Tbody(rows))
    grid = html.Table([html.Caption(table.caption), head, body], className="stacked" if table.stacked else None)
    scroll = html.Div(grid, className="table-scroll", role="region", **{"tabIndex": "0", "aria-label": table.caption})
    save = html.A(
        context.w("site.csv"),
        href=context.url(format="csv", table=table.id),
        className="save",
        **{"aria-label": context.w("site.csv_of", table=table.caption)},
    )
    if not table.open:
        scroll = html.Details([html.Summary(context.w.n("site.table_rows", len(table.rows), table=table.caption)), scroll])
    return html.Div([scroll, html.P(save, className="table-foot")], className="data-table", id=f"table-{table.id}")


def sort_rows(context: Context, columns: Sequence[Column], rows: Sequence[Row], default: str = "") -> list[Row]:
    """The rows in the order the URL asks for (`sort=key`, `sort=-key` for the largest first); rows without a value come last.

    Raises WrongParameter where the URL names a column that cannot be sorted by.
    """
    keys = [column.key for column in columns if column.sortable]
    chosen = context.choose("sort", [*keys, *(f"-{key}" for key in keys)], default)
    key = chosen.removeprefix("-")
    if not key:
        return list(rows)
    known = [row for row in rows if row.get(key) is not None]
    words = next((column.cell for column in columns if column.key == key and column.by_words), None)
    known.sort(key=lambda row: _order(words(row) if words else row[key]), reverse=chosen.startswith("-"))
    return known + [row for row in rows if row.get(key) is None]


def _order(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else getattr(value, "value", value)


def _heading(context: Context, column: Column) -> html.Th:
    classes = "numeric" if column.numeric else None
    if not column.sortable:
        return html.Th(column.label, scope="col", className=classes)
    current = context.query.get("sort", "")
    target = f"-{column.key}" if current == column.key else column.key
    order = {column.key: "ascending", f"-{column.key}": "descending"}.get(current)
    marks = {"aria-sort": order} if order else {}
    return html.Th(html.A(column.label, href=context.url(sort=target)), scope="col", className=classes, **marks)


def _cells(context: Context, columns: Sequence[Column], row: Row, tracer: Tracer | None, stacked: bool) -> list[html.Td | html.Th]:
    cells = [_cell(context, column, row, tracer if column.traced else None, first=column is columns[0]) for column in columns]
    return [labelled(cell, column.label) for cell, column in zip(cells, columns, strict=True)] if stacked else cells


def labelled(cell: html.Td | html.Th, label: str) -> html.Td | html.Th:
    """A cell of a table that is stacked on a narrow screen, with the heading that it has there."""
    if isinstance(cell, html.Td):
        setattr(cell, "data-label", label)
    return cell


def _origin(context: Context, first: Column, row: Row, tracer: Tracer | None) -> list[html.Td]:
    return [html.Td(tracer.sign(row, context.w.show(row.get(first.key))))] if tracer else []


def _cell(context: Context, column: Column, row: Row, tracer: Tracer | None, first: bool) -> html.Td | html.Th:
    content = column.cell(row) if column.cell else context.w.show(row.get(column.key))
    if tracer:
        content = tracer.around(row, content)
    if first:
        return html.Th(content, scope="row", className="numeric" if column.numeric else None)
    return html.Td(content, className="numeric" if column.numeric else None)
