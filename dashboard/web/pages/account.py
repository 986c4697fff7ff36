"""One's own account: what it may do, its password, and the API tokens by which programs act for it."""

from __future__ import annotations

from dash import html

from ...accounts import Token
from ...accounts.accounts import LONGEST_LABEL, TOKEN_DAYS, TOKEN_DAYS_MOST
from ...domain.rights import ADMINISTRATOR, CONTRIBUTOR, VIEWER, Scope, lower
from ...errors import AccountError
from .. import signin
from ..components.form import Input, field, post_form
from ..components.rights import read_scope, role_field, scope_fields, scope_items
from ..context import Context, NotAllowed, address
from ..desk import Redirect
from ..view import Page, View


def render(context: Context) -> View:
    """The page; not for a program, whose token must not make others or outlive a change of password."""
    if context.account is None or context.account.token:
        raise NotAllowed("role", VIEWER)
    return _view(context)


def act(context: Context) -> View | Redirect:
    """Change the password, or make or revoke a token."""
    if context.account is None or context.account.token:
        raise NotAllowed("role", VIEWER)
    wanted = ACTS.get(context.form.get("do", ""))
    if wanted is None:
        return Redirect(context.url("/account"))
    try:
        return wanted(context)
    except AccountError as error:
        return _view(context, wrong=context.w(f"accounts.error.{error.code}", **error.params), status=422)


def _change_password(context: Context) -> View | Redirect:
    assert context.desk and context.account
    accounts, form, name = context.desk.accounts, context.form, context.account.name
    if form.get("new") != form.get("again"):
        return _view(context, wrong=context.w("accounts.password.differ"), status=422)
    attempt = accounts.change_password(name, form.get("current", ""), form.get("new", ""), signin.device(), signin.address(), context.lang)
    if attempt.wait:
        signin.hold_up(attempt.wait)
        return _view(context, wrong=context.w.n("accounts.login.wait", -(-attempt.wait // 60)), status=429)
    if attempt.account is None:
        return _view(context, wrong=context.w("accounts.password.wrong"), status=422)
    signin.log_in(attempt)  # all sessions have ended by this, and the devices are forgotten: this one begins anew
    return Redirect(address(context.lang, "/account", {"done": "password"}))


def _add_token(context: Context) -> View:
    assert context.desk and context.account
    accounts, form, name = context.desk.accounts, context.form, context.account.name
    days = form.get("days", "").strip()
    number = int(days) if days.isascii() and days.isdecimal() and len(days) < 6 else 0
    scope = read_scope(accounts, form)
    token, text = accounts.add_token(name, name, form.get("label", ""), days=number, role=form.get("role", ""), scope=scope)
    return _view(context, new=(token, text))


def _revoke_token(context: Context) -> Redirect:
    assert context.desk and context.account
    context.desk.accounts.revoke_token(context.account.name, context.form.get("token", ""), of=context.account.name)
    return Redirect(address(context.lang, "/account", {"done": "token"}) + "#tokens")


ACTS = {"password": _change_password, "token": _add_token, "revoke": _revoke_token}


def _view(context: Context, wrong: str = "", new: tuple[Token, str] | None = None, status: int = 200) -> View:
    assert context.desk and context.account
    w, account = context.w, context.account
    record = context.desk.accounts.record(account.name)
    role = w(f"accounts.role.{account.role}")
    answer = w("accounts.account.answer", name=account.name, role=role)
    done = context.choose("done", ("password", "token"), "") if not wrong else ""
    body = [
        html.H1(w("accounts.account.title")),
        html.P(answer, className="answer"),
        *([html.P(wrong, className="notice", role="alert")] if wrong else []),
        *([html.P(w(f"accounts.done.{done}"), className="notice", role="status")] if done else []),
        *([_new_token(context, *new)] if new else []),
        html.Ul([html.Li(html.A(text, href=context.url(path))) for path, text in _ways(context)], className="ways-on"),
        html.H2(w("accounts.rights"), id="rights"),
        html.P(w(f"accounts.may.{account.role}")),
        *([_scope(context, account.scope)] if account.may(CONTRIBUTOR) else []),
        post_form(context.desk.token(), context.url("/logout"), [html.Button(w("accounts.logout"), type="submit")]),
        *(_password_section(context) if record.by_password else []),
        html.H2(w("accounts.tokens"), id="tokens"),
        html.P(w("accounts.tokens.lede")),
        *_token_list(context),
        _token_form(context),
    ]
    return View(
        title=w("accounts.account.title"), description=answer, body=body, status=status, wrong={context.form["do"]: wrong} if wrong else {}
    )


def _scope(context: Context, scope: Scope) -> html.Dl:
    row = html.Div([html.Dt(context.w("accounts.scope")), html.Dd(scope_items(context, scope))])
    return html.Dl(row, className="facts")


def _ways(context: Context) -> list[tuple[str, str]]:
    assert context.account
    w, account = context.w, context.account
    ways = [("/upload", w("accounts.to_upload"))] if account.may(CONTRIBUTOR) else []
    ways.append(("/batches", w("accounts.to_batches")))
    ways += [("/profiles", w("profiles.title"))] if account.may(CONTRIBUTOR) else []
    return [*ways, ("/accounts", w("accounts.list.title"))] if account.may(ADMINISTRATOR) else ways


def _password_section(context: Context) -> list:
    assert context.desk and context.account
    w = context.w
    name = Input(type="text", name="name", value=context.account.name, autoComplete="username", hidden=True, readOnly=True)
    fields = [
        Input(type="hidden", name="do", value="password"),
        name,  # by which the browser knows whose password it keeps
        field(w("accounts.password.current"), _secret("current", "current-password")),
        field(w("accounts.password.new"), _secret("new", "new-password"), hint=w("accounts.password.hint")),
        field(w("accounts.password.again"), _secret("again", "new-password")),
        html.Button(w("accounts.password.change"), type="submit"),
    ]
    form = post_form(context.desk.token(), context.url("/account"), fields, className="desk-form")
    return [html.H2(w("accounts.password"), id="password"), html.P(w("accounts.password.lede")), form]


def _secret(name: str, kind: str) -> Input:
    return Input(type="password", id=name, name=name, required=True, autoComplete=kind)


def _new_token(context: Context, token: Token, text: str) -> html.Div:
    w = context.w
    lines = [
        html.P(w("accounts.token.made", label=token.label, expires=token.expires_at.date())),
        html.P(html.Code(f"Authorization: Bearer {text}", dir="ltr", className="secret")),
    ]
    return html.Div(lines, className="notice", role="status")


def _token_list(context: Context) -> list:
    assert context.desk and context.account
    w, desk, account = context.w, context.desk, context.account
    held = desk.accounts.tokens(context.account.name)
    if not held:
        return [html.P(w("accounts.tokens.none"), className="lede")]
    head = [w(f"accounts.token.{name}") for name in ("label", "id", "state", "used", "expires")]
    head += [w("accounts.role"), w("accounts.scope"), ""]
    rows = []
    for token in held:
        fields = [
            Input(type="hidden", name="do", value="revoke"),
            Input(type="hidden", name="token", value=token.id),
            html.Button(w("accounts.token.revoke"), type="submit", **{"aria-label": w("accounts.token.revoke_of", label=token.label)}),
        ]
        cells = [
            html.Th(html.Bdi(token.label), scope="row"),
            html.Td(html.Code(token.id, dir="ltr")),
            html.Td(w(f"accounts.token.{token.state}")),
            html.Td(w.date(token.used_at.date()) if token.used_at else w("accounts.never")),
            html.Td(w.date(token.expires_at.date())),
            html.Td(w(f"accounts.role.{lower(account.role, token.role)}")),
            html.Td(scope_items(context, account.scope.meet(token.scope))),
            html.Td(post_form(desk.token(), context.url("/account"), fields) if token.state == "valid" else ""),
        ]
        rows.append(html.Tr(cells))
    heading = html.Thead(html.Tr([html.Th(text, scope="col") if text else html.Td() for text in head]))
    table = html.Table([html.Caption(w("accounts.tokens")), heading, html.Tbody(rows)])
    return [html.Div(table, className="table-scroll", role="region", **{"tabIndex": "0", "aria-label": w("accounts.tokens")})]


def _token_form(context: Context) -> html.Details:
    assert context.desk and context.account
    w, form, account = context.w, context.form if context.form.get("do") == "token" else {}, context.account
    label = Input(type="text", id="label", name="label", required=True, maxLength=str(LONGEST_LABEL), value=form.get("label", ""))
    days = Input(
        type="number", id="days", name="days", min="1", max=str(TOKEN_DAYS_MOST), required=True, value=form.get("days", str(TOKEN_DAYS))
    )
    fields = [
        Input(type="hidden", name="do", value="token"),
        field(w("accounts.token.label"), label, hint=w("accounts.token.label.hint")),
        field(w("accounts.token.days"), days, hint=w("accounts.token.days.hint", most=TOKEN_DAYS_MOST)),
        role_field(context, form.get("role", lower(account.role, CONTRIBUTOR)), account.role),
        *([scope_fields(context, form)] if account.may(CONTRIBUTOR) else []),
        html.Button(w("accounts.token.make"), type="submit"),
    ]
    made = post_form(context.desk.token(), context.url("/account"), fields, className="desk-form")
    return html.Details([html.Summary(w("accounts.token.make")), made], open=bool(form))


PAGE = Page("/account", render, parameters=("done",), desk=True, act=act, needs=VIEWER)
