"""Answers a request for a page: the document, the CSV of one of its tables, or the redirect to the reader's language."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from functools import cached_property

import flask
from markupsafe import Markup

from ..i18n import Words, best_language
from .assets import style_address
from .context import Context, address
from .csvfile import to_csv
from .document import POLICY, Shell, document
from .site import Site, split_path
from .view import View

REMEMBERED_DOCUMENTS = 512


def readers_language() -> str:
    """The language that the reader's browser asks for."""
    return best_language(list(flask.request.accept_languages.values()))


def origin(request: flask.Request) -> str:
    """Scheme and host under which the reader asked."""
    return request.host_url.rstrip("/")


class Answers:
    """Turns views into responses with validators, so that a reader who has the page already is told so."""

    def __init__(self, site: Site, make_shell: Callable[[], Shell]):
        self.site, self._make_shell = site, make_shell
        self._documents: OrderedDict[str, str] = OrderedDict()

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
        lang, path = split_path(request.path)
        if lang and path == "/" and not request.path.endswith("/"):
            return flask.redirect(f"/{lang}/", 301)  # type: ignore[return-value]
        query = request.args.to_dict()
        context, view = self.site.view(lang or readers_language(), path, query, origin(request), known_language=lang is not None)
        where = address(lang or "", path, query)
        kind = query.get("format", "") if view.status == 200 else ""
        made = {"csv": self._csv, "svg": self._svg}.get(kind, self._page)
        return made(request, context, view, where)

    def failure(self, request: flask.Request) -> flask.Response:
        """The page for a fault of ours: status 500, in the reader's language, made without any data; the log has the details."""
        lang, path = split_path(request.path)
        w = Words(lang or readers_language())
        title, text = w("problem.server.title"), w("problem.server.text")
        again = Markup('<a href="{}">{}</a> · <a href="/{}/">{}</a>').format(
            request.full_path.rstrip("?"), w("problem.server.again"), w.code, w("problem.to_home")
        )
        page = Markup(
            '<!doctype html><html lang="{0}" dir="{1}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
            "<title>{2}</title>"
            '<link rel="stylesheet" href="{3}"><main><h1>{2}</h1><p class="answer">{4}</p><p>{5}</p></main></html>'
        )
        return flask.Response(page.format(w.code, w.dir, title, style_address(), text, again), 500, mimetype="text/html")

    def _page(self, request: flask.Request, context: Context, view: View, where: str) -> flask.Response:
        response = self._tagged(request, context, view, where, lambda tag: self._document(tag, context, view), "text/html")
        response.headers["Content-Security-Policy"] = POLICY
        return response

    def _document(self, tag: str, context: Context, view: View) -> str:
        text = self._documents.get(tag)
        if text is None:
            text = self._documents[tag] = document(view, context, self.shell)
            if len(self._documents) > REMEMBERED_DOCUMENTS:
                self._documents.popitem(last=False)
        return text

    def _svg(self, request: flask.Request, context: Context, view: View, where: str) -> flask.Response:
        image = view.images[context.query.get("table", "") or next(iter(view.images))]
        return self._tagged(request, context, view, where, lambda tag: image(), "image/svg+xml")

    def _csv(self, request: flask.Request, context: Context, view: View, where: str) -> flask.Response:
        table = view.table(context.query.get("table", ""))
        assert table is not None  # Site.view has answered an unknown table with a problem page
        name = "-".join(filter(None, (context.path.strip("/").replace("/", "-") or "overview", table.id, f"v{context.version.number}")))
        response = self._tagged(request, context, view, where, lambda tag: to_csv(table), "text/csv")
        response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
        return response

    def _tagged(
        self, request: flask.Request, context: Context, view: View, where: str, make: Callable[[str], str], mimetype: str
    ) -> flask.Response:
        """The response under a tag of what it depends on: the data, the settings, the software, the language and the address."""
        data = f"{context.newest} {context.version.created_at} {context.version.checksum}"
        seen = f"{data} {self.shell.script}{self.shell.config} {self.site.settings.examples} {context.lang} {context.origin}{where}"
        tag = flask.g.etag = hashlib.sha256(seen.encode()).hexdigest()[:24]
        if view.status == 200 and request.if_none_match.contains_weak(tag):
            response = flask.Response(status=304)
        else:
            response = flask.Response(make(tag), view.status, mimetype=mimetype)
        response.set_etag(tag, weak=True)
        response.headers["Cache-Control"] = "no-cache"
        response.headers["Content-Language"] = context.lang
        return response
