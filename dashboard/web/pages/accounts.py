"""For administrators: all accounts, each with its rights, and the audit log."""

from __future__ import annotations

import json
from typing import Any

from dash import html

from ...accounts import COMMAND_LINE, AccountRecord, Entry
from ...domain.rights import ADMINISTRATOR, VIEWER
from ...errors import AccountError
from ..components.audit import action_words, details_list, object_cell
from ..components.form import Input, choice, field, post_form
from ..components.rights import read_scope, role_field, scope_fields, scope_items, scope_text
from ..components.tables import data_table
from ..context import Context, NotAllowed, NotThere, WrongParameter, address
from ..desk import Redirect
from ..view import Column, Page, Table, View

SHOWN_ENTRIES, SAVED_ENTRIES = 100, 100_000


def render(context: Context) -> View:
    """The list of accounts, and the audit log as filtered by the URL."""
    assert context.desk
    _require_person(context)
    w = context.w
    records = context.desk.accounts.records()
    entries, older = _entries(context)
    accounts, audit = _account_table(context, records), _audit_table(context, entries)
    answer = w.n("accounts.list.answer", len(records))
    body = [
        html.H1(w("accounts.list.title")),
        html.P(answer, className="answer"),
        data_table(context, accounts),
        html.P(w("accounts.list.add"), className="lede"),
        html.P(html.Code(".venv/bin/python -m dashboard user add NAME --role contributor --area KEN", dir="ltr")),
        html.H2(w("accounts.audit"), id="audit"),
        html.P(w("accounts.audit.lede")),
        _audit_filter(context, records),
        data_table(context, audit),
        *([html.P(html.A(w("accounts.audit.older"), href=context.url(before=older) + "#audit"))] if older else []),
    ]
    return View(title=w("accounts.list.title"), description=answer, body=body, tables=[accounts, audit])


def _require_person(context: Context) -> None:
    """Raise NotAllowed for a program: who may do what is for people to decide."""
    if context.account is None or context.account.token:
        raise NotAllowed("role", ADMINISTRATOR)


def _account_table(context: Context, records: list[AccountRecord]) -> Table:
    w = context.w
    rows = [
        {
            "name": one.account.name,
            "role": one.account.role,
            "scope": json.dumps(one.account.scope.as_dict()),
            "disabled": one.disabled,
            "password": one.by_password,
            "single_sign_on": one.by_provider,
            "created_at": one.created_at,
            "login_at": one.login_at,
            "record": one,
        }
        for one in records
    ]
    columns = [
        Column("name", w("accounts.name"), cell=lambda row: html.A(html.Bdi(row["name"]), href=_address(context, row["name"]))),
        Column("role", w("accounts.role"), cell=lambda row: w(f"accounts.role.{row['role']}")),
        Column("scope", w("accounts.scope"), cell=lambda row: scope_items(context, row["record"].account.scope)),
        Column("disabled", w("accounts.state"), cell=lambda row: w(f"accounts.state.{'disabled' if row['disabled'] else 'active'}")),
        Column("login_at", w("accounts.login_at"), cell=lambda row: _moment(context, row["login_at"])),
        Column("created_at", w("accounts.created_at"), cell=lambda row: _moment(context, row["created_at"])),
        Column("password", w("accounts.password"), shown=False),
        Column("single_sign_on", w("accounts.login.sso"), shown=False),
    ]
    return Table("accounts", w("accounts.list.title"), columns, rows)


def _entries(context: Context) -> tuple[list[Entry], str]:
    """The entries that the URL asks for, and the id before which to go on, "" where there are no more."""
    assert context.desk
    accounts, asked = context.desk.accounts, context.query
    action = context.choose("action", accounts.actions(), "")
    before = asked.get("before", "")
    if before and not (before.isascii() and before.isdecimal() and len(before) < 16):
        raise WrongParameter("before", before)
    limit = SAVED_ENTRIES if asked.get("format") == "csv" else SHOWN_ENTRIES
    found = accounts.entries(asked.get("by", ""), action, asked.get("object", ""), int(before) if before else None, limit + 1)
    return found[:limit], str(found[limit - 1].id) if len(found) > limit else ""


def _audit_table(context: Context, entries: list[Entry]) -> Table:
    w = context.w
    rows = [
        {
            "id": entry.id,
            "at": f"{entry.at.isoformat()}Z",
            "account": entry.account,
            "action": entry.action,
            "object": entry.object,
            "details": json.dumps(entry.details, ensure_ascii=False, sort_keys=True) if entry.details else "",
            "entry": entry,
        }
        for entry in entries
    ]
    columns = [
        Column("at", w("accounts.audit.at"), cell=lambda row: _moment(context, row["entry"].at)),
        Column("account", w("accounts.audit.by"), cell=lambda row: _who(context, row["account"])),
        Column("action", w("accounts.audit.action"), cell=lambda row: action_words(context, row["action"])),
        Column("object", w("accounts.audit.object"), cell=lambda row: object_cell(context, row["entry"])),
        Column("details", w("accounts.audit.details"), cell=lambda row: details_list(context, row["entry"].details)),
        Column("id", "id", shown=False),
    ]
    return Table("audit", w("accounts.audit"), columns, rows)


def _audit_filter(context: Context, records: list[AccountRecord]) -> html.Form:
    assert context.desk
    w, asked = context.w, context.query
    who = [(COMMAND_LINE, w("accounts.audit.command_line")), *((one.account.name, one.account.name) for one in records)]
    actions = [(action, action_words(context, action)) for action in context.desk.accounts.actions()]
    subject = Input(type="text", id="object", name="object", value=asked.get("object", ""), maxLength="200")
    fields = [
        field(w("accounts.audit.by"), choice("by", who, asked.get("by", ""), empty=w("accounts.audit.anybody"))),
        field(w("accounts.audit.action"), choice("action", actions, asked.get("action", ""), empty=w("accounts.audit.anything"))),
        field(w("accounts.audit.object"), subject),
        html.Button(w("site.apply"), type="submit"),
    ]
    return html.Form(fields, action=context.url("/accounts") + "#audit", method="get", className="filters")


def _who(context: Context, account: str) -> Any:
    if account == COMMAND_LINE:
        return context.w("accounts.audit.command_line")
    return html.Bdi(account) if account else context.w("accounts.audit.stranger")


def _moment(context: Context, moment: Any) -> str:
    return context.w.moment(moment) if moment else context.w("accounts.never")


def _address(context: Context, name: str) -> str:
    return address(context.lang, f"/accounts/{name}", {})


# --- one account -------------------------------------------------------------------------------------------------------------------------


def render_one(context: Context) -> View:
    """One account, with the forms that change it."""
    _require_person(context)
    return _one(context)


def act_on(context: Context) -> View | Redirect:
    """Give it other rights, disable or enable it, or revoke a token of it."""
    _require_person(context)
    assert context.desk and context.account
    accounts, form, by, name = context.desk.accounts, context.form, context.account.name, _find(context).account.name
    wanted = form.get("do", "")
    try:
        if wanted in ("grant", "disable") and name == by:
            raise AccountError("self")
        if wanted == "grant":
            accounts.grant(by, name, form.get("role", ""), read_scope(accounts, form))
        elif wanted in ("disable", "enable"):
            accounts.disable(by, name, wanted == "disable")
        elif wanted == "revoke":
            accounts.revoke_token(by, form.get("token", ""), of=name)
    except AccountError as error:
        return _one(context, context.w(f"accounts.error.{error.code}", **error.params), 422)
    return Redirect(_address(context, name))


def _find(context: Context) -> AccountRecord:
    assert context.desk
    try:
        return context.desk.accounts.record(context.arguments["name"])
    except AccountError:
        raise NotThere("account", context.arguments["name"]) from None


def _one(context: Context, wrong: str = "", status: int = 200) -> View:
    assert context.desk and context.account
    w, record = context.w, _find(context)
    account = record.account
    state = w(f"accounts.state.{'disabled' if record.disabled else 'active'}")
    answer = w("accounts.one.answer", name=account.name, role=w(f"accounts.role.{account.role}"), state=state)
    crumbs = html.P(html.A(w("accounts.list.title"), href=address(context.lang, "/accounts", {})), className="crumbs")
    own = account.name == context.account.name
    log = address(context.lang, "/accounts", {"object": account.name}) + "#audit"
    body: list[Any] = [
        crumbs,
        html.H1(html.Bdi(account.name)),
        html.P(answer, className="answer"),
        *([html.P(wrong, className="notice", role="alert")] if wrong else []),
        *([html.P(w("accounts.error.self"), className="lede")] if own else [_grant_form(context, record), _state_form(context, record)]),
        *_tokens(context, account.name),
        html.P(html.A(w("accounts.one.log"), href=log)),
    ]
    return View(title=account.name, description=answer, body=body, status=status, wrong={context.form["do"]: wrong} if wrong else {})


def _grant_form(context: Context, record: AccountRecord) -> html.Form:
    w, account = context.w, record.account
    given = context.form if context.form.get("do") == "grant" else {"role": account.role, **scope_text(account.scope)}
    fields = [
        Input(type="hidden", name="do", value="grant"),
        role_field(context, given.get("role", VIEWER)),
        scope_fields(context, given),
        html.P(w("accounts.one.ends"), className="hint"),
        html.Button(w("accounts.one.grant"), type="submit"),
    ]
    return _form(context, account.name, fields)


def _state_form(context: Context, record: AccountRecord) -> html.Form:
    wanted = "enable" if record.disabled else "disable"
    button = html.Button(context.w(f"accounts.one.{wanted}"), type="submit")
    return _form(context, record.account.name, [Input(type="hidden", name="do", value=wanted), button])


def _tokens(context: Context, name: str) -> list:
    assert context.desk
    w = context.w
    valid = [token for token in context.desk.accounts.tokens(name) if token.state == "valid"]
    items = []
    for token in valid:
        text = w("accounts.one.token", label=token.label, role=w(f"accounts.role.{token.role}"), expires=token.expires_at.date())
        label = {"aria-label": w("accounts.token.revoke_of", label=token.label)}
        fields = [
            Input(type="hidden", name="do", value="revoke"),
            Input(type="hidden", name="token", value=token.id),
            html.Button(w("accounts.token.revoke"), type="submit", **label),
        ]
        items.append(html.Li([html.Span(text), " ", _form(context, name, fields)]))
    return [html.H2(w("accounts.tokens")), html.Ul(items) if items else html.P(w("accounts.tokens.none"), className="lede")]


def _form(context: Context, name: str, fields: list) -> html.Form:
    assert context.desk
    return post_form(context.desk.token(), _address(context, name), fields, className="desk-form")


PAGE = Page("/accounts", render, parameters=("by", "action", "object", "before"), desk=True, needs=ADMINISTRATOR)
ONE = Page("/accounts/{name}", render_one, desk=True, act=act_on, needs=ADMINISTRATOR)
