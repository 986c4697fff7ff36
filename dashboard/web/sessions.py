"""Sessions: those of people who have logged in stand in the register; a form before that needs only a signed cookie.

So a stranger who opens the login page, however often, writes nothing into the register; and a reader of the public pages has no cookie.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import flask
from flask_session.base import ServerSideSession, ServerSideSessionInterface
from itsdangerous import BadData, URLSafeTimedSerializer

from ..accounts import Account, Accounts

NAME, FORM, DEVICE = "dashboard", "dashboard_form", "dashboard_device"
FORM_LIFETIME = timedelta(hours=12)


class Session(ServerSideSession):
    """What is kept for a browser between requests; `owner` is who has logged in with it."""

    owner: Account | None = None


class RegisterSessions(ServerSideSessionInterface):
    """Sessions of Flask in the register of the accounts, under the hash of an id that only the browser has."""

    session_class = Session

    def __init__(self, app: flask.Flask, accounts: Accounts, https: bool, needed: Callable[[flask.Request], bool]):
        super().__init__(app, key_prefix="", permanent=False)
        self._accounts, self._https, self._needed = accounts, https, needed
        self._signed = URLSafeTimedSerializer(accounts.key("form"), salt="form")

    def secure(self) -> bool:
        """Whether cookies may travel by HTTPS alone: the site is reached so, or this request was."""
        return self._https or flask.request.is_secure

    def cookie(self, name: str) -> str:
        """The name of a cookie; the prefix has the browser refuse one that came otherwise or from a neighbouring host (RFC 6265bis)."""
        return f"__Host-{name}" if self.secure() else name

    def set_cookie(self, response: flask.Response, name: str, value: str, lifetime: timedelta) -> None:
        """Give the browser a cookie that no script can read and that no other site can have sent along with a form."""
        response.set_cookie(self.cookie(name), value, max_age=lifetime, secure=self.secure(), httponly=True, samesite="Lax", path="/")

    def begin(self, session: Session, account: Account) -> None:
        """Make a session that of somebody who has just logged in: under a new id, with nothing that was there before."""
        self.regenerate(session)
        session.clear()
        session.sid, session.owner = self._generate_sid(self.sid_length), account
        session["account"] = account.name

    def end(self, session: Session) -> None:
        """End a session."""
        if session.owner is not None:
            self._delete_session(session.sid)
        session.clear()
        session.owner = None

    def open_session(self, app: flask.Flask, request: flask.Request) -> Session:
        """The session of a request: that of somebody logged in, else what the signed cookie holds, else an empty one."""
        session = self.session_class(sid=self._generate_sid(self.sid_length))
        if not self._needed(request):
            return session
        sid = request.cookies.get(self.cookie(NAME), "")
        found = self._accounts.session(sid) if sid else None
        if found is not None:
            session = self.session_class(found[1], sid=sid)
            session.owner = found[0]
        elif signed := request.cookies.get(self.cookie(FORM), ""):
            try:
                session = self.session_class(self._signed.loads(signed, max_age=FORM_LIFETIME.total_seconds()), sid=session.sid)
            except (BadData, TypeError, ValueError):
                pass  # old, or not ours: the next form makes a new one
        return session

    def save_session(self, app: flask.Flask, session: Session | None, response: flask.Response) -> None:
        """Keep what has changed, and give the browser what it needs to come back to it."""
        if session is None or not session.modified:  # None: it could not be opened
            return
        if session.owner is not None:
            super().save_session(app, session, response)
            self._forget(response, FORM)
        elif session:
            self.set_cookie(response, FORM, self._signed.dumps(dict(session)), FORM_LIFETIME)
        else:
            self._forget(response, FORM)
        if session.owner is None:
            self._forget(response, NAME)

    def _forget(self, response: flask.Response, name: str) -> None:
        """Have the browser forget a cookie that it has sent."""
        if self.cookie(name) in flask.request.cookies:
            response.delete_cookie(self.cookie(name), secure=self.secure(), httponly=True, samesite="Lax", path="/")

    # --- what Flask-Session asks for --------------------------------------------------------------------------------------------------

    def get_cookie_name(self, app: flask.Flask) -> str:
        """The name of the cookie with the id of a session."""
        return self.cookie(NAME)

    def get_cookie_secure(self, app: flask.Flask) -> bool:
        """Whether it may travel by HTTPS alone."""
        return self.secure()

    def get_cookie_samesite(self, app: flask.Flask) -> str:
        """It comes along where a link leads here, never with a form of another site."""
        return "Lax"

    def _retrieve_session_data(self, store_id: str) -> dict[str, Any] | None:
        found = self._accounts.session(store_id)
        return found[1] if found else None

    def _delete_session(self, store_id: str) -> None:
        self._accounts.end_session(store_id)

    def _upsert_session(self, session_lifetime: timedelta, session: ServerSideSession, store_id: str) -> None:
        self._accounts.keep_session(store_id, session["account"], dict(session))
