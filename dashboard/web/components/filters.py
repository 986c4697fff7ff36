"""Filters: a native form whose state is the URL, so that reload, share, bookmark and back work, with and without script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dash import html

from ..context import Context, address
from .static import static

Option = tuple[str, str]


@dataclass(frozen=True)
class Choice:
    """One filter: the query parameter, its label, its options (value and text, or a heading with such options), what is chosen."""

    name: str
    label: str
    options: Sequence[Option | tuple[str, Sequence[Option]]]
    value: str


def filters(context: Context, choices: Sequence[Choice], label: str = "") -> html.Form:
    """The form of a page's filters; other parameters of the URL go along unseen. A second form on a page needs a `label` of its own."""
    names = {choice.name for choice in choices}
    unseen = [
        html.Select(html.Option(value, value=value, selected=True), name=name, hidden=True)
        for name, value in context.query.items()
        if name not in names and name not in ("format", "table")
    ]
    fields = [_field(choice) for choice in choices]
    apply = html.Noscript(html.Button(context.w("site.apply"), type="submit"))
    return html.Form(
        [*fields, *unseen, apply],
        action=address(context.lang, context.path, {}),
        method="get",
        className="filters",
        **{"aria-label": label or context.w("site.filters")},
    )


def _field(choice: Choice) -> html.Div:
    identifier = f"filter-{choice.name}"
    select = static(html.Select([_option(option, choice.value) for option in choice.options], id=identifier, name=choice.name))
    return html.Div([html.Label(choice.label, htmlFor=identifier), select], className="filter")


def _option(option: Option | tuple[str, Sequence[Option]], chosen: str) -> html.Option | html.Optgroup:
    first, second = option
    if isinstance(second, str):
        return html.Option(second, value=first, selected=first == chosen)
    return html.Optgroup([_option(item, chosen) for item in second], label=first)
