"""An entry of the audit log in the reader's words: what was done, to what, and the details as a short list."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from dash import html

from ...accounts import Entry
from ...domain.rights import Scope
from ..context import Context, address
from .checklist import CHECKLIST
from .fact import filled
from .rights import scope_items

# The details whose values are among a few that have words; `{value}` of the others is written as it is.
NAMED = {"role": "accounts.role", "by": "accounts.detail.by", "shown": "accounts.detail.shown"}
ITEMS = ("done", "undone")  # of a checklist


def action_words(context: Context, action: str) -> str:
    """An action in words; as it is written where it has none: an older or a newer program may have written others."""
    key = f"accounts.action.{action}"
    return context.w(key) if context.w.has(key) else action


def object_cell(context: Context, entry: Entry) -> Any:
    """What something was done to; a batch leads to its page, a version to the pages as it shows them."""
    room = entry.action.partition(".")[0]
    if (room == "batch" or entry.action == "profile.save") and entry.object:
        return html.A(html.Bdi(entry.object), href=address(context.lang, f"/batches/{entry.object}", {}))
    if room == "version":
        return html.A(html.Bdi(entry.object), href=address(context.lang, "/", {"version": entry.object}))
    return html.Bdi(entry.object)


def details_list(context: Context, details: Mapping[str, Any]) -> html.Ul | str:
    """What else there is to know of an entry, one line for each; what is empty goes without saying, but a scope without limits."""
    told = {name: value for name, value in details.items() if name == "scope" or value not in ("", None, {}, [])}
    items = [html.Li(_line(context, name, value)) for name, value in told.items()]
    return html.Ul(items, className="details") if items else ""


def _line(context: Context, name: str, value: Any) -> list[Any]:
    key = f"accounts.detail.{name}"
    label = context.w(key) if context.w.has(key) else html.Bdi(name)
    return filled(context.w("facts.named"), name=label, value=_value(context, name, value))


def _value(context: Context, name: str, value: Any) -> Any:
    w = context.w
    if name == "was" and isinstance(value, Mapping):
        return details_list(context, value)
    if name == "scope" and isinstance(value, Mapping):
        return scope_items(context, Scope.from_dict(value))
    if name in NAMED and w.has(f"{NAMED[name]}.{value}"):
        return w(f"{NAMED[name]}.{value}")
    if name == "dataset" and value in context.catalogue.datasets:
        return context.catalogue.datasets[value].names[context.lang]
    if name in ITEMS and isinstance(value, list):
        return context.w.join(_item(context, code) for code in value)
    if name == "replaces":
        return html.A(html.Bdi(str(value)), href=address(context.lang, f"/batches/{value}", {}))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return html.Bdi(w.number(value))
    return html.Bdi(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True))


def _item(context: Context, code: str) -> str:
    """An item of the checklist by its name; as it is written where it has none any more."""
    return context.name(CHECKLIST, code) if code in context.catalogue.codelists[CHECKLIST].items else code
