"""Native form controls for pages with forms: what Dash has no HTML component for, and fields with label, hint and error."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

INPUT_PROPERTIES = (
    "id name type value accept autoComplete autoFocus checked className dir disabled hidden inputMode lang list max maxLength min "
    "minLength multiple pattern placeholder readOnly required size step title"
).split()


class Input(Component):
    """An `<input>`: Dash has none among its HTML components, and its own needs script."""

    _type, _namespace = "Input", "dash_html_components"
    _prop_names = INPUT_PROPERTIES
    _valid_wildcard_attributes = ["data-", "aria-"]
    available_properties = INPUT_PROPERTIES
    _children_props: list[str] = []
    _base_nodes: list[str] = []


def field(
    label: Any,
    control: Component,
    *,
    hint: Any = "",
    error: str = "",
) -> html.Div:
    """A control under its label, with what helps to fill it and what is wrong with it; the control must have an id."""
    described = [f"{control.id}-{part}" for part, text in (("hint", hint), ("error", error)) if text]
    if described:
        setattr(control, "aria-describedby", " ".join(described))
    if error:
        setattr(control, "aria-invalid", "true")
        control.autoFocus = True
    notes: list[Any] = [html.P(hint, id=f"{control.id}-hint", className="hint")] if hint else []
    notes += [html.P(error, id=f"{control.id}-error", className="field-error")] if error else []
    return html.Div([html.Label(label, htmlFor=control.id), *notes, control], className="field")


def check_box(id: str, label: Any, *, value: str = "yes", checked: bool = False, required: bool = False, error: str = "") -> html.Div:
    """A box to tick, with its label behind it, and what is wrong below."""
    box = Input(type="checkbox", id=id, name=id, value=value, checked=checked, required=required)
    parts: list[Any] = [box, html.Label(label, htmlFor=id)]
    if error:
        parts.append(html.P(error, id=f"{id}-error", className="field-error"))
        setattr(box, "aria-describedby", f"{id}-error")
        setattr(box, "aria-invalid", "true")
        box.autoFocus = True
    return html.Div(parts, className="check")


def choice(id: str, options: Sequence[tuple[str, str]], value: str, *, empty: str | None = None) -> html.Select:
    """A list to choose one from: values and their texts; `empty` is the text of no choice."""
    first = [html.Option(empty, value="", selected=not value)] if empty is not None else []
    return html.Select([*first, *(html.Option(text, value=code, selected=code == value) for code, text in options)], id=id, name=id)


def post_form(token: Component, action: str, children: Sequence[Any], *, files: bool = False, **more: Any) -> html.Form:
    """A form that changes something: it is posted, with the token that shows it is ours."""
    kind = {"encType": "multipart/form-data"} if files else {}
    return html.Form([token, *children], action=action, method="post", **kind, **more)
