"""Writes a tree of Dash components as the HTML that the browser would make of it, so that the first response holds the page itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dash import dcc
from dash.development.base_component import Component
from markupsafe import escape

VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
ATTRIBUTE_NAMES = {"className": "class", "htmlFor": "for", "httpEquiv": "http-equiv", "acceptCharset": "accept-charset"}
TAG_NAMES = {"mapel": "map", "objectel": "object"}
# Children that are HTML already (components/static.py).
STATIC = "data-html"
# Properties that only Dash knows: they have no meaning in a document.
DASH_ONLY = frozenset(("children", "key", "n_clicks", "n_clicks_timestamp", "disable_n_clicks", "loading_state", "setProps"))
BOOLEAN = frozenset(
    (
        "selected",
        "hidden",
        "open",
        "disabled",
        "checked",
        "required",
        "reversed",
        "controls",
        "multiple",
        "readOnly",
        "noValidate",
        "autoFocus",
    )
)


def to_html(node: Any) -> str:
    """The HTML of a component, a text, a number, or a list of them; raises TypeError for a component that has no HTML form."""
    parts: list[str] = []
    _write(node, parts)
    return "".join(parts)


def _write(node: Any, parts: list[str]) -> None:
    if node is None or node is False:
        return
    if isinstance(node, (str, int, float)):
        parts.append(str(escape(str(node))))
    elif isinstance(node, Component):
        _write_component(node, parts)
    elif isinstance(node, Iterable):
        for child in node:
            _write(child, parts)
    else:
        raise TypeError(f"cannot write {type(node).__name__} as HTML")


def _write_component(node: Component, parts: list[str]) -> None:
    if isinstance(node, dcc.Graph):
        parts.append(_graph_placeholder(node))
        return
    if node._namespace != "dash_html_components":
        raise TypeError(f"{node._type} has no HTML form")
    tag = TAG_NAMES.get(node._type.lower(), node._type.lower())
    parts.append(f"<{tag}")
    for name in node._prop_names + sorted(key for key in vars(node) if key.startswith(("data-", "aria-"))):
        value = getattr(node, name, None)
        if name not in DASH_ONLY and name != STATIC and value is not None and value is not False:
            parts.append(_attribute(name, value))
    parts.append(">")
    if tag not in VOID:
        _write(getattr(node, "children", None), parts)
        parts.append(f"{getattr(node, STATIC, '')}</{tag}>")


def _attribute(name: str, value: Any) -> str:
    if name in BOOLEAN and value:
        return f" {name.lower()}"
    if name == "style":
        value = ";".join(f"{_css_name(key)}:{item}" for key, item in value.items())
    html_name = ATTRIBUTE_NAMES.get(name, name if name.startswith(("data-", "aria-")) else name.lower())
    return f' {html_name}="{escape(str(value))}"'


def _css_name(name: str) -> str:
    if name.startswith("--"):
        return name
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in name)


def _graph_placeholder(graph: dcc.Graph) -> str:
    """An empty box of the figure's own size: what the reader needs before Plotly draws stands in the table beside it."""
    height = (getattr(graph, "style", None) or {}).get("height", "24rem")
    classes = " ".join(filter(None, ("graph-placeholder", getattr(graph, "className", None))))
    return f'<div class="{escape(classes)}" style="height:{escape(height)}"></div>'
