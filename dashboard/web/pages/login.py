"""Logging in, by password or through the provider of single sign-on, and logging out."""

from __future__ import annotations

import flask
from dash import html

from .. import signin, sso
from ..components.form import Input, field, post_form
from ..context import Context, address
from ..desk import Redirect
from ..view import Page, View

UNKNOWN, FAILED = "unknown", "failed"
LONGEST_NAME = 100


def render(context: Context) -> View | Redirect:
    """The form; whoever has logged in already is sent on."""
    if context.account is not None and not context.account.token:
        return Redirect(_wanted(context, context.query.get("next", "")))
    problem = context.choose("sso", (UNKNOWN, FAILED), "")
    return _view(context, _provider_problem(context, problem) if problem else "")


def act(context: Context) -> View | Redirect:
    """Try the password: on to where somebody wanted to go, or the form again."""
    assert context.desk
    form = context.form
    attempt = context.desk.accounts.authenticate(
        form.get("name", ""), form.get("password", ""), signin.device(), signin.address(), context.lang
    )
    if attempt.wait:
        signin.hold_up(attempt.wait)
        return _view(context, context.w.n("accounts.login.wait", -(-attempt.wait // 60)), status=429)
    if attempt.account is None:
        return _view(context, context.w("accounts.login.wrong"), status=422)
    signin.log_in(attempt)
    return Redirect(_wanted(context, form.get("next", "")))


def _view(context: Context, problem: str = "", status: int = 200) -> View:
    assert context.desk
    w, wanted = context.w, context.form.get("next", "") or context.query.get("next", "")
    named = context.form.get("name", "")[:LONGEST_NAME]
    name = Input(
        type="text",
        id="name",
        name="name",
        value=named,
        required=True,
        maxLength=str(LONGEST_NAME),
        autoComplete="username",
        autoFocus=bool(problem),
    )
    password = Input(type="password", id="password", name="password", required=True, autoComplete="current-password")
    send_on = signin.own_address(wanted, "")
    fields = [
        field(w("accounts.name"), name, hint=w("accounts.login.name.hint")),
        field(w("accounts.password"), password),
        Input(type="hidden", name="next", value=send_on),
        html.Button(w("accounts.login"), type="submit", className="primary"),
    ]
    body = [
        html.H1(w("accounts.login.title")),
        html.P(w("accounts.login.answer"), className="answer"),
        *([html.P(problem, className="notice", role="alert")] if problem else []),
        post_form(context.desk.token(), context.url("/login"), fields, className="desk-form"),
        *_single_sign_on(context, send_on),
        html.P(w("accounts.login.none"), className="lede"),
    ]
    wrong = {"name": problem} if status >= 400 else {}
    return View(title=w("accounts.login.title"), description=w("accounts.login.answer"), body=body, status=status, wrong=wrong)


def _single_sign_on(context: Context, wanted: str) -> list[html.P]:
    if not context.settings.single_sign_on:
        return []
    # A link and not a form: a browser that follows our policy takes no form to another site, not even by way of ours.
    return [html.P(html.A(context.w("accounts.login.sso"), href=address(context.lang, sso.START, {"next": wanted}), className="button"))]


def _provider_problem(context: Context, problem: str) -> str:
    w = context.w
    subject = flask.session.pop("sso_subject", "") if problem == UNKNOWN else ""
    if problem == UNKNOWN and subject:
        return w("accounts.login.sso.unknown", subject=subject[:255])
    return w("accounts.login.sso.failed")


def _wanted(context: Context, text: str) -> str:
    return signin.own_address(text, address(context.lang, "/account", {}))


def leave(context: Context) -> View:
    """The question whether to log out; for whoever comes here by a link."""
    assert context.desk
    w = context.w
    button = html.Button(w("accounts.logout"), type="submit", className="primary")
    body = [
        html.H1(w("accounts.logout.title")),
        html.P(w("accounts.logout.answer"), className="answer"),
        post_form(context.desk.token(), context.url("/logout"), [button], className="desk-form"),
    ]
    return View(title=w("accounts.logout.title"), description=w("accounts.logout.answer"), body=body)


def log_out(context: Context) -> Redirect:
    """End the session, and start anew at the login page."""
    assert context.desk
    if context.account is not None and not context.account.token:
        context.desk.accounts.audit(context.account.name, "logout", context.account.name)
    signin.log_out()
    return Redirect(address(context.lang, "/login", {}))


PAGE = Page("/login", render, parameters=("next", "sso"), examples=("/login",), desk=True, act=act)
LOGOUT = Page("/logout", leave, desk=True, act=log_out)
