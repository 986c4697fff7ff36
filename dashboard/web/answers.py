"""Answers a request for a page: the document, the CSV of one of its tables, or the redirect to the reader's language."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from functools import cached_property

import flask

from ..i18n import best_language
from .context import Context, address
from .csvfile import to_csv
from .document import Shell, document
from .site import Site, split_path
from .view import View

REMEMBERED_DOCUMENTS = 512


def readers_language() -> str:
    """The language that the reader's browser asks for."""
    return best_language(list(flask.request.accept_languages.values()))


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
        context, view = self.site.view(lang or readers_language(), path, query, known_language=lang is not None)
        if query.get("format") == "csv" and view.status == 200:
            return self._csv(context, view)
        if query.get("format") == "svg" and view.status == 200:
            return self._svg(request, context, view, address(lang or "", path, query))
        return self._page(request, context, view, address(lang or "", path, query))

    def _page(self, request: flask.Request, context: Context, view: View, where: str) -> flask.Response:
        origin = self.site.settings.site.rstrip("/") or request.host_url.rstrip("/")
        seen = f"{self.shell.scripts}{self.shell.config}{self.site.settings.examples}{origin}{context.lang}{where}"
        tag = f"{context.newest}-{hashlib.sha256(seen.encode()).hexdigest()[:20]}"
        flask.g.etag = tag
        if view.status == 200 and request.if_none_match.contains_weak(tag):
            response = flask.Response(status=304)
        else:
            response = flask.Response(self._document(tag, context, view, origin), view.status, mimetype="text/html")
        response.set_etag(tag, weak=True)
        response.headers["Cache-Control"] = "no-cache"
        response.headers["Content-Security-Policy"] = self.shell.policy
        response.headers["Content-Language"] = context.lang
        return response

    def _document(self, tag: str, context: Context, view: View, origin: str) -> str:
        text = self._documents.get(tag)
        if text is None:
            text = self._documents[tag] = document(view, context, self.shell, origin)
            if len(self._documents) > REMEMBERED_DOCUMENTS:
                self._documents.popitem(last=False)
        return text

    def _svg(self, request: flask.Request, context: Context, view: View, where: str) -> flask.Response:
        tag = f"{context.newest}-{hashlib.sha256(f'{self.shell.scripts}{self.site.settings.examples}{where}'.encode()).hexdigest()[:20]}"
        flask.g.etag = tag
        if request.if_none_match.contains_weak(tag):
            response = flask.Response(status=304)
        else:
            image = view.images[context.query.get("table", "") or next(iter(view.images))]
            response = flask.Response(image(), mimetype="image/svg+xml")
        response.set_etag(tag, weak=True)
        response.headers["Content-Language"] = context.lang
        response.headers["Cache-Control"] = "no-cache"
        return response

    def _csv(self, context: Context, view: View) -> flask.Response:
        table = view.table(context.query.get("table", ""))
        assert table is not None  # Site.view has answered an unknown table with a problem page
        name = "-".join(filter(None, (context.path.strip("/").replace("/", "-") or "overview", table.id, f"v{context.version.number}")))
        response = flask.Response(to_csv(table), mimetype="text/csv")
        response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
        response.headers["Content-Language"] = context.lang
        response.headers["Cache-Control"] = "no-cache"
        return response
