"""What programs are told where something is refused to them: one JSON object in the place of the page that people are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import flask

from . import signin
from .view import View

# What refuses by its status alone; anything else has a code of its own, that of its message `problem.<code>`.
BY_STATUS = {409: "state", 410: "gone", 422: "fields", 429: "wait"}
PAGE, JSON = "text/html", "application/json"


def reads_json(request: flask.Request) -> bool:
    """Whether whoever asks would rather have JSON than a page: it says so, or shows an API token, which no browser does."""
    if signin.has_token() or request.args.get("format") == "json":
        return True
    return request.accept_mimetypes.best_match((PAGE, JSON)) == JSON


def refusal(
    status: int, code: str, message: str, fields: Mapping[str, str] | None = None, findings: Sequence[Mapping[str, Any]] = ()
) -> flask.Response:
    """The answer to a program: a code that stays the same, a message in the language asked for, and what is wrong in form and file."""
    more = {"fields": dict(fields or {}), "findings": list(findings)}
    response = flask.jsonify({"code": code, "message": message, **{key: value for key, value in more.items() if value}})
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    response.vary.update(("Accept", "Authorization"))
    return response


def refusal_of(view: View) -> flask.Response:
    """The answer to a program in the place of a page that refuses something."""
    wrong = {} if view.status == 409 else view.wrong  # what cannot be done now is no fault of the form
    message = " ".join(dict.fromkeys(wrong.values())) or view.description
    return refusal(view.status, view.code or BY_STATUS.get(view.status, "state"), message, wrong, (view.data or {}).get("report", ()))
