"""A list of labelled bars: one row a country, group or kind, with its bar and its figure in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from dash import html

from .static import static


@dataclass(frozen=True)
class BarRow:
    """One row: what it is about, its bar, its figure in words, a remark such as the year; `main` marks the one that is asked for.

    `beside` are further lines below the figure: a verdict, the figures of others to compare with.
    """

    label: Any
    bar: Any
    value: str
    note: str = ""
    main: bool = False
    example: bool = False
    beside: Sequence[Any] = ()


def bar_list(rows: Iterable[BarRow]) -> html.Ul:
    """The rows one below the other."""
    return static(html.Ul([_row(row) for row in rows], className="bar-list"))


def _row(row: BarRow) -> html.Li:
    classes = " ".join(name for name, given in (("is-main", row.main), ("is-example", row.example)) if given)
    note = [" ", html.Span(row.note, className="bar-list-note")] if row.note else []
    beside = [html.Div(line, className="bar-list-note") for line in row.beside]
    parts = [
        html.Div(row.label, className="bar-list-label"),
        html.Div(row.bar, className="bar-list-bar"),
        html.Div([html.Span(row.value, className="bar-list-value"), *note, *beside]),
    ]
    return html.Li(parts, className=classes or None)
