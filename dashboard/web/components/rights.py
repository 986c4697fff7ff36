"""Rights in words and as form controls: the role of an account, and the part of the data that it may send."""

from __future__ import annotations

from collections.abc import Mapping

from dash import html

from ...accounts import Accounts
from ...domain.rights import ROLES, Scope
from ..context import Context
from .form import Input, choice, field

CODELISTS = {"entities": "ENTITY", "areas": "AREA"}
KINDS = ("datasets", "entities", "areas")
LONGEST_LIST = 2000


def scope_items(context: Context, scope: Scope | None) -> html.Ul | html.Span:
    """What may be sent, as a list by kind; one word where that is everything, or nothing (None)."""
    w = context.w
    if scope is None:
        return html.Span(w("accounts.scope.nothing"))
    if scope.whole:
        return html.Span(w("accounts.scope.everything"))
    items = [html.Li(w(f"accounts.scope.{kind}", names=w.join(_names(context, kind, codes)))) for kind, codes in scope.as_dict().items()]
    return html.Ul(items)


def role_field(context: Context, role: str, most: str = ROLES[-1]) -> html.Div:
    """The choice of a role, up to one of them."""
    w = context.w
    roles = [(one, w(f"accounts.role.{one}")) for one in ROLES[: ROLES.index(most) + 1]]
    return field(w("accounts.role"), choice("role", roles, role))


def scope_fields(context: Context, given: Mapping[str, str]) -> html.Fieldset:
    """Fields for what may be sent: codes, set apart by commas or spaces."""
    w = context.w
    fields = [
        field(
            w(f"accounts.scope.{kind}.label"),
            Input(type="text", id=kind, name=kind, value=given.get(kind, ""), maxLength=str(LONGEST_LIST)),
            hint=w(f"accounts.scope.{kind}.hint"),
        )
        for kind in KINDS
    ]
    return html.Fieldset([html.Legend(w("accounts.scope")), html.P(w("accounts.scope.hint"), className="hint"), *fields])


def scope_text(scope: Scope) -> dict[str, str]:
    """A scope as the fields have it."""
    return {kind: ", ".join(codes) for kind, codes in scope.as_dict().items()}


def read_scope(accounts: Accounts, form: Mapping[str, str]) -> Scope:
    """The scope that the fields name; raises AccountError where a code does not exist."""
    return accounts.scope(**{kind: form.get(kind, "").replace(",", " ").replace("،", " ").replace("、", " ").split() for kind in KINDS})


def _names(context: Context, kind: str, codes: list[str]) -> list[str]:
    if kind == "datasets":
        known = context.catalogue.datasets
        return [known[code].names[context.lang] if code in known else code for code in codes]
    items = context.catalogue.codelists[CODELISTS[kind]].items
    return [items[code].names[context.lang] if code in items else code for code in codes]
