"""Who asks: logging in and out, the account behind a request, and the token that shows a form to be ours."""

from __future__ import annotations

import re
from collections.abc import Callable

import flask
from flask_wtf.csrf import CSRFProtect, generate_csrf
from werkzeug.exceptions import Unauthorized

from ..accounts import Account, Accounts, Attempt
from ..config import Settings
from ..i18n import LANGUAGES
from .components.form import Input
from .sessions import DEVICE, FORM_LIFETIME, RegisterSessions

DEVICE_LIFETIME = FORM_LIFETIME * 2 * 180
TOKEN_FIELD = "csrf_token"
# A page of ours: a language, then nothing that a browser reads otherwise than this server (backslashes, control characters, hosts).
OWN_ADDRESS = re.compile(rf"/({'|'.join(LANGUAGES)})(/[A-Za-z0-9_.~%!$&'()*+,;=:@-]+)*/?(\?[A-Za-z0-9_.~%!$&'()*+,;=:@/?-]*)?")
_csrf = CSRFProtect()


def install(server: flask.Flask, accounts: Accounts, settings: Settings, has_forms: Callable[[flask.Request], bool]) -> None:
    """Give the server sessions and the protection of forms; `has_forms` says which requests are for what differs by who asks."""
    server.config.update(
        WTF_CSRF_CHECK_DEFAULT=False,  # `check_form` is called where a form is read: a file that comes with it must find its place first
        WTF_CSRF_SECRET_KEY=accounts.key("csrf"),
        WTF_CSRF_FIELD_NAME=TOKEN_FIELD,
        WTF_CSRF_TIME_LIMIT=int(FORM_LIFETIME.total_seconds()),
        # The token belongs to a session whose cookie no neighbour can set; a browser that tells no referrer can log in too.
        WTF_CSRF_SSL_STRICT=False,
        SESSION_REFRESH_EACH_REQUEST=False,
    )
    server.session_interface = RegisterSessions(server, accounts, settings.https, has_forms)
    server.extensions["accounts"] = accounts
    _csrf.init_app(server)


def who() -> Account | None:
    """The account behind the current request, by its API token or its session; looked up once, and only where one of them came.

    Raises Unauthorized where there is a token that is none or no longer.
    """
    if "account" not in flask.g:
        flask.g.account = _by_token() if has_token() else getattr(flask.session, "owner", None)
    return flask.g.account


def has_token() -> bool:
    """Whether the current request shows an API token, valid or not."""
    return flask.request.headers.get("Authorization", "").casefold().startswith("bearer ")


def check_form() -> None:
    """Raise CSRFError where what is posted cannot have come from a form of ours; a program with an API token needs no form."""
    if not (has_token() and who()):
        _csrf.protect()


def csrf_input() -> Input:
    """A hidden field with the token that shows a form to be ours."""
    return Input(type="hidden", name=TOKEN_FIELD, value=generate_csrf())


def device() -> str:
    """What the browser has kept from the last time that somebody logged in with it."""
    return flask.request.cookies.get(_sessions().cookie(DEVICE), "")


def address() -> str:
    """The network address that asks."""
    return flask.request.remote_addr or ""


def log_in(attempt: Attempt) -> None:
    """Begin the session of the account that an attempt was right for, and remember the device."""
    assert attempt.account is not None
    sessions = _sessions()
    sessions.begin(flask.session._get_current_object(), attempt.account)  # type: ignore[attr-defined]
    flask.g.account = attempt.account

    @flask.after_this_request
    def remember(response: flask.Response) -> flask.Response:
        sessions.set_cookie(response, DEVICE, attempt.device, DEVICE_LIFETIME)
        return response


def log_out() -> None:
    """End the session of the current request."""
    _sessions().end(flask.session._get_current_object())  # type: ignore[attr-defined]
    flask.g.account = None


def hold_up(seconds: int) -> None:
    """Have the answer say after how many seconds it makes sense to try again."""

    @flask.after_this_request
    def retry(response: flask.Response) -> flask.Response:
        response.headers["Retry-After"] = str(seconds)
        return response


def own_address(text: str, otherwise: str) -> str:
    """An address within the site that somebody is to be sent on to; `otherwise` where the text is none, or leads anywhere else."""
    return text if OWN_ADDRESS.fullmatch(text) else otherwise


def _by_token() -> Account:
    accounts: Accounts = flask.current_app.extensions["accounts"]
    account = accounts.by_token(flask.request.headers["Authorization"])
    if account is None:
        raise Unauthorized
    return account


def _sessions() -> RegisterSessions:
    return flask.current_app.session_interface  # type: ignore[return-value]
