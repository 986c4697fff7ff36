"""Makes the web application: Dash over Flask, with every page answered on the server before Dash has loaded."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

import flask
from dash import Dash, Input, Output, dcc, html
from dash.exceptions import DependencyException
from flask_compress import Compress
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import (
    BadRequest,
    InternalServerError,
    NotFound,
    RequestEntityTooLarge,
    ServiceUnavailable,
    Unauthorized,
    UnsupportedMediaType,
)
from werkzeug.middleware.proxy_fix import ProxyFix

from ..accounts import Account, Accounts
from ..catalogue import load
from ..config import Settings
from ..storage import Store
from ..storage.files import is_full
from . import assets, signin, sso
from .answers import Answers, origin, parse_query, readers_language
from .compression import RecentlyCompressed, compression_key
from .desk import Desk, Visit
from .document import POLICY, Shell, make_shell
from .site import Site, split_path
from .uploads import BUSY_SECONDS, FormRequest, FormSlots
from .view import Page

DASH_PATHS = ("/assets/", "/_dash", "/_favicon.ico", "/_reload-hash")
ANYTHING_ELSE = "/<path:path>"  # what Dash answers with a document of its own
CALLBACK = "/_dash-update-component"
LARGEST_REQUEST = 64 * 1024
MEGABYTE = 1_000_000
LARGEST_FORM, MOST_FIELDS = MEGABYTE, 5000
# Of the threads that there are (serve.BLOCKING_THREADS) the others are always there for readers.
ARRIVING, ARRIVING_EACH, ARRIVING_STRANGE = 12, 8, 4
FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")
IMAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


class _Dash(Dash):
    """Dash with its document replaced by ours: it only tells which scripts and which configuration it needs."""

    parts: dict[str, str]

    def interpolate_index(self, **parts: str) -> str:
        self.parts = parts
        return super().interpolate_index(**parts)

    def shell(self) -> Shell:
        """What Dash needs in every document."""
        with self.server.test_request_context("/"):
            self.index()
        return make_shell(self.parts)


def create_app(settings: Settings, store: Store | None = None) -> Dash:
    """The application over the store of these settings; may be called any number of times in one process."""
    catalogue = load()
    catalogue.check()
    store = store or Store(settings, catalogue)
    accounts = Accounts(store)
    site = Site(settings, catalogue, store, Desk(store, accounts, signin.csrf_input))
    server = flask.Flask("dashboard", static_folder=None)
    server.request_class = FormRequest
    server.config.update(
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_BR_LEVEL=9,
        COMPRESS_CACHE_BACKEND=RecentlyCompressed,
        COMPRESS_CACHE_KEY=compression_key,
        COMPRESS_EVALUATE_CONDITIONAL_REQUEST=False,
    )
    app = _Dash(
        "dashboard",
        server=server,
        assets_folder=str(assets.FOLDER),
        include_assets_files=False,
        pages_folder="",
        use_pages=False,
        update_title=None,
        suppress_callback_exceptions=True,
        add_log_handler=False,
    )
    app.layout = html.Div([dcc.Location(id="url", refresh=False), html.Div(id="page")])
    _mount(app, site)
    _let_in(server, accounts, site)
    answers = Answers(site, app.shell)
    _answer(server, answers, FormSlots(ARRIVING, ARRIVING_EACH, ARRIVING_STRANGE))
    _explain(server, answers)
    _finish(server)
    Compress(server)
    return app


def _mount(app: Dash, site: Site) -> None:
    """The one callback: the URL in, the page out; filters and links change nothing but the URL."""

    @app.callback(Output("page", "children"), Input("url", "pathname"), Input("url", "search"))
    def page(pathname: str | None, search: str | None) -> Any:
        lang, path = split_path(unquote(pathname or "/"))
        query = parse_query((search or "").removeprefix("?"))
        _, view = site.view(lang or readers_language(), path, query, origin(flask.request), known_language=lang is not None)
        return list(view.body)


def _let_in(server: flask.Flask, accounts: Accounts, site: Site) -> None:
    """Sessions, forms and single sign-on, for the pages that differ by who asks."""
    settings = site.settings
    if settings.proxies:
        server.wsgi_app = ProxyFix(server.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies)  # type: ignore[method-assign]
    signin.install(server, accounts, settings, lambda request: bool(site.desk_page(*split_path(request.path))) or sso.is_for(request))
    if settings.single_sign_on:
        sso.install(server, accounts, settings, origin)


def _answer(server: flask.Flask, answers: Answers, slots: FormSlots) -> None:
    """Every address but Dash's own is answered here."""

    @server.before_request
    def answer() -> flask.Response | None:
        request = flask.request
        if request.path == assets.STYLE_SHEET:
            return flask.Response(assets.style_sheet(), mimetype="text/css")
        if request.path == CALLBACK and request.method == "POST":
            with slots.one("", signin.address()):
                asked = request.get_json(silent=True)
            return None if _is_callback(asked) else flask.Response(status=400)
        if request.path.startswith(DASH_PATHS) and request.url_rule and request.url_rule.rule != ANYTHING_ELSE:
            return None
        page = answers.desk_page(request)
        if page and (request.method in ("GET", "HEAD") or (request.method == "POST" and page.act)):
            return answers.respond_desk(request, page, _visit(request, page, answers.site, slots))
        if request.method not in ("GET", "HEAD"):
            response = answers.plain(405, "method")
            response.headers["Allow"] = "GET, HEAD, POST" if page and page.act else "GET, HEAD"
            return response
        return answers.respond(request)


def _explain(server: flask.Flask, answers: Answers) -> None:
    """What went wrong, in the reader's language."""

    @server.errorhandler(CSRFError)
    def not_our_form(error: CSRFError) -> flask.Response:
        response = answers.plain(400, "form", flask.request.path)
        response.headers["Cache-Control"] = "no-store"
        return response

    @server.errorhandler(BadRequest)
    def not_understood(error: BadRequest) -> flask.Response:
        return answers.plain(400, "request")

    @server.errorhandler(NotFound)
    @server.errorhandler(DependencyException)
    def not_there(error: Exception) -> flask.Response:
        """A file of Dash's or ours that there is not: no fault, whoever asks for it."""
        return answers.respond(flask.request)  # type: ignore[arg-type]

    @server.errorhandler(Unauthorized)
    def not_valid(error: Unauthorized) -> flask.Response:
        return answers.plain(401, "token")

    @server.errorhandler(UnsupportedMediaType)
    def no_form(error: UnsupportedMediaType) -> flask.Response:
        return answers.plain(415, "kind")

    @server.errorhandler(RequestEntityTooLarge)
    def too_large(error: RequestEntityTooLarge) -> flask.Response:
        return answers.plain(413, "large")

    @server.errorhandler(ServiceUnavailable)
    def busy(error: ServiceUnavailable) -> flask.Response:
        response = answers.plain(503, "busy", flask.request.path)
        response.headers["Cache-Control"], response.headers["Retry-After"] = "no-store", str(BUSY_SECONDS)
        return response

    @server.errorhandler(InternalServerError)
    def failure(error: InternalServerError) -> flask.Response:
        if is_full(error.original_exception):
            return answers.plain(507, "full")
        return answers.failure(flask.request)


def _finish(server: flask.Flask) -> None:
    """What is done after every answer, whoever made it."""

    @server.teardown_request
    def forget(error: BaseException | None) -> None:
        flask.request.forget_file()  # type: ignore[attr-defined]

    @server.after_request
    def headers(response: flask.Response) -> flask.Response:
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("Content-Security-Policy", IMAGE_POLICY if response.mimetype == "image/svg+xml" else POLICY)
        if response.status_code == 200 and assets.is_fingerprinted(flask.request):
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


def _visit(request: FormRequest, page: Page, site: Site, slots: FormSlots) -> Visit:
    """Who asks for a page with forms, and what was sent: not even read where whoever sends it may not."""
    account = signin.who()
    if request.method != "POST" or (page.needs and not (account and account.may(page.needs))):
        return Visit(account)
    if request.mimetype not in FORMS and (request.mimetype or request.content_length):
        raise UnsupportedMediaType
    if page.holds and not page.needs:
        return _held(request, page, account, slots)
    if account:  # a form that shows how a file is read has a field for each of its columns and values
        request.max_content_length, request.max_form_parts = LARGEST_FORM, MOST_FIELDS
    if page.takes_file:
        request.accept_file(site.store.files.uploads, site.settings.upload_mb * MEGABYTE)
    if page.holds:  # whoever changes something with it shows a token all the same
        request.hold_file(page.holds, MOST_FIELDS)
    with slots.one(account.name if account else "", signin.address()):
        signin.check_form()
        upload, held = request.upload() if page.takes_file else None, request.held() if page.holds else None
        return Visit(account, request.form.to_dict(), upload, held)


def _held(request: FormRequest, page: Page, account: Account | None, slots: FormSlots) -> Visit:
    """What was sent with a form that changes nothing and of which nothing is kept.

    It needs no token: a site that has a reader's browser post it gets nothing done and cannot read the answer. Asking for one would give
    everybody a cookie, and a page that has been open for a day in a meeting room could no longer be asked.
    """
    request.hold_file(page.holds, MOST_FIELDS)
    with slots.one(account.name if account else "", signin.address()):
        try:
            return Visit(account, request.form.to_dict(), held=request.held())
        except RequestEntityTooLarge:
            return Visit(account, too_large=True)


def _is_callback(asked: Any) -> bool:
    """Whether a request has the shape of those that Dash makes in the browser."""
    if not isinstance(asked, dict) or not isinstance(asked.get("output"), str) or not isinstance(asked.get("inputs"), list):
        return False
    inputs = asked["inputs"]
    return all(isinstance(one, dict) and isinstance(one.get("value"), str | None) for one in inputs) and len(inputs) == 2
