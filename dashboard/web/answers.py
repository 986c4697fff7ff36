"""Answers a request for a page: the document, the CSV of one of its tables, or the redirect to the reader's language."""

from __future__ import annotations

import hashlib
import logging
import sys
from collections.abc import Callable
from functools import cached_property
from threading import Lock
from urllib.parse import parse_qsl

import flask
from cachetools import LRUCache
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from ..i18n import Words, best_language
from .assets import program, style_address
from .card import CannotDraw
from .context import LONGEST_VALUE, Context, LoginNeeded, address
from .csvfile import to_csv
from .desk import Download, Made, Redirect, Visit
from .document import FRAMED_POLICY, Shell, document
from .fonts import PACKAGES
from .refusals import reads_json, refusal, refusal_of
from .site import Site, split_path
from .view import Page, Table, View

_log = logging.getLogger(__name__)
REMEMBERED_BYTES = 16 * 1024 * 1024
LONGEST_ADDRESS = 2000


def readers_language() -> str:
    """The language that the reader's browser asks for."""
    return best_language(list(flask.request.accept_languages.values()))


def origin(request: flask.Request) -> str:
    """Scheme and host under which the reader asked; empty where that is no name of a host."""
    return request.host_url.rstrip("/") if request.host else ""


def parse_query(text: str) -> dict[str, str]:
    """The parameters of a query string; of one that is given twice, the first."""
    return MultiDict(parse_qsl(text, keep_blank_values=True, errors="replace")).to_dict()


class Answers:
    """Turns views into responses with validators, so that a reader who has the page already is told so."""

    def __init__(self, site: Site, make_shell: Callable[[], Shell]):
        self.site, self._make_shell = site, make_shell
        self._documents: LRUCache[str, str] = LRUCache(REMEMBERED_BYTES, getsizeof=sys.getsizeof)
        self._lock = Lock()

    @cached_property
    def shell(self) -> Shell:
        """What Dash needs in every document; known once all its callbacks are."""
        return self._make_shell()

    def respond(self, request: flask.Request) -> flask.Response:
        """The response to a GET or HEAD of anything that is not Dash's own."""
        if request.path == "/":
            response = flask.redirect(f"/{readers_language()}/", 302)
            response.headers["Vary"] = "Accept-Language"
            return response  # type: ignore[return-value]
        if len(request.path) + len(request.query_string) > LONGEST_ADDRESS:
            return self.plain(414, "long")
        lang, path = split_path(request.path)
        if lang and path == "/" and not request.path.endswith("/"):
            return flask.redirect(f"/{lang}/", 301)  # type: ignore[return-value]
        query = parse_query(request.query_string.decode("utf-8", "replace"))
        context, view = self.site.view(lang or readers_language(), path, query, origin(request), known_language=lang is not None)
        if view.status != 200 and reads_json(request):
            return refusal_of(view)
        where = address(lang or "", path, context.query if view.status == 200 else query)
        kind = query.get("format", "") if view.status == 200 else ""
        made = {"csv": self._csv, "svg": self._svg, "png": self._png}.get(kind, self._page)
        response = made(request, context, view, where)
        if lang is None:
            response.vary.add("Accept-Language")
        return response

    def desk_page(self, request: flask.Request) -> Page | None:
        """The page with forms that a request is for; None where it is for something else."""
        return self.site.desk_page(*split_path(request.path))

    def respond_desk(self, request: flask.Request, page: Page, visit: Visit) -> flask.Response:
        """The response of a page with forms to whoever asks, or to what was posted to it."""
        lang, path = split_path(request.path)
        assert lang is not None  # else there would be no page
        query = parse_query(request.query_string.decode("utf-8", "replace"))
        try:
            context, answer = self.site.desk_view(page, lang, path, query, origin(request), visit, request.method == "POST")
        except LoginNeeded:
            if reads_json(request):
                return self.plain(401, "login")
            whole = request.full_path.rstrip("?")
            wanted = whole if request.method != "POST" and len(whole) <= LONGEST_VALUE else request.path
            return self._private(flask.redirect(address(lang, "/login", {"next": wanted}), 303))  # type: ignore[arg-type]
        if isinstance(answer, Redirect):
            return self._private(flask.redirect(answer.address, 303))  # type: ignore[arg-type]
        if isinstance(answer, Download):
            sent = flask.send_file(answer.path.resolve(), "application/octet-stream", as_attachment=True, download_name=answer.name)
            return self._private(sent)
        if isinstance(answer, Made):
            made = flask.Response(answer.content, mimetype=answer.mimetype)
            made.headers["Content-Disposition"] = f'attachment; filename="{answer.name}"'
            return self._private(made)
        if answer.status >= 400 and reads_json(request):
            response = refusal_of(answer)
        elif context.query.get("format") == "json" or (answer.data and not context.query.get("format") and reads_json(request)):
            response = flask.jsonify(answer.data)
        elif context.query.get("format") == "csv" and answer.status == 200:
            table = answer.table(context.query.get("table", ""))
            assert table is not None  # Site.desk_view has answered an unknown table with a problem page
            response = flask.Response(to_csv(table), mimetype="text/csv")
            response.headers["Content-Disposition"] = f'attachment; filename="{_file_name(context, table)}.csv"'
        else:
            response = flask.Response(document(answer, context, None), answer.status, mimetype="text/html")
        response.headers["Content-Language"] = context.lang
        return self._private(response)

    def _private(self, response: flask.Response) -> flask.Response:
        response.headers["Cache-Control"] = "private, no-store"
        response.vary.add("Cookie")
        return response

    def failure(self, request: flask.Request) -> flask.Response:
        """The page for a fault of ours: status 500, in the reader's language, made without any data; the log has the details."""
        return self.plain(500, "server", request.full_path.rstrip("?"))

    def plain(self, status: int, problem: str, again: str = "", label: str = "problem.server.again") -> flask.Response:
        """An answer without data: what is wrong, as a page with the way home, or as JSON for programs; `again` leads on under `label`."""
        lang, _ = split_path(flask.request.path)
        w = Words(lang or readers_language())
        title, text = f"problem.{problem}.title", f"problem.{problem}.text"
        if reads_json(flask.request):
            return refusal(status, problem, w(text))
        ways = [Markup('<li><a href="{}">{}</a></li>').format(again, w(label))] if again else []
        ways.append(Markup('<li><a href="/{}/">{}</a></li>').format(w.code, w("problem.to_home")))
        page = Markup(
            '<!doctype html><html lang="{0}" dir="{1}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
            "<title>{2}</title>"
            '<link rel="stylesheet" href="{3}"><main><h1>{2}</h1><p class="answer">{4}</p><ul class="ways-on">{5}</ul></main></html>'
        )
        html = page.format(w.code, w.dir, w(title), style_address(), w(text), Markup("").join(ways))
        return flask.Response(html, status, mimetype="text/html")

    def _page(self, request: flask.Request, context: Context, view: View, where: str) -> flask.Response:
        response = self._tagged(request, context, view, where, lambda tag: self._document(tag, context, view), "text/html")
        if view.framed:
            response.headers["Content-Security-Policy"] = FRAMED_POLICY
        return response

    def _document(self, tag: str, context: Context, view: View) -> str:
        with self._lock:
            text = self._documents.get(tag)
        if text is None:
            text = document(view, context, self.shell)
            if view.status == 200 and sys.getsizeof(text) <= REMEMBERED_BYTES:
                with self._lock:
                    self._documents[tag] = text
        return text

    def _svg(self, request: flask.Request, context: Context, view: View, where: str) -> flask.Response:
        image = view.images[context.query.get("table", "") or next(iter(view.images))]
        return self._tagged(request, context, view, where, lambda tag: image(), "image/svg+xml")

    def _png(self, request: flask.Request, context: Context, view: View, where: str) -> flask.Response:
        image = view.prints[context.query.get("table", "") or next(iter(view.prints))]
        try:
            return self._tagged(request, context, view, where, lambda tag: image(), "image/png")
        except CannotDraw:
            _log.warning("a card is not made as PNG, a font is missing: install %s", PACKAGES)  # its characters may be anybody's
            return self.plain(501, "font", context.url(format="svg"), "problem.font.svg")

    def _csv(self, request: flask.Request, context: Context, view: View, where: str) -> flask.Response:
        table = view.table(context.query.get("table", ""))
        assert table is not None  # Site.view has answered an unknown table with a problem page
        name = f"{_file_name(context, table)}-v{context.version.number}"
        response = self._tagged(request, context, view, where, lambda tag: to_csv(table), "text/csv")
        response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
        return response

    def _tagged(
        self, request: flask.Request, context: Context, view: View, where: str, make: Callable[[str], str | bytes], mimetype: str
    ) -> flask.Response:
        """The response under a tag of what it depends on: the data and what is shown beside them, settings, program, language, address."""
        data = f"{context.newest} {context.version.created_at} {context.version.checksum} {context.beside}"
        seen = f"{data} {program()} {self.site.settings.examples} {context.lang} {context.origin}{where}"
        tag = hashlib.sha256(seen.encode()).hexdigest()[:24]
        if view.status == 200:
            flask.g.etag = tag  # under which the compressed response is remembered
        if view.status == 200 and request.if_none_match.contains_weak(tag):
            response = flask.Response(status=304)
        else:
            response = flask.Response(make(tag), view.status, mimetype=mimetype)
        response.set_etag(tag, weak=True)
        response.headers["Cache-Control"] = "no-cache"
        response.headers["Content-Language"] = context.lang
        return response


def _file_name(context: Context, table: Table) -> str:
    return f"{context.path.strip('/').replace('/', '-') or 'overview'}-{table.id}"
