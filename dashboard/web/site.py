"""Makes the view of any URL: finds the page, checks the parameters, opens the data version, and remembers what it made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from threading import Lock
from typing import NamedTuple

from cachetools import LRUCache

from ..catalogue import Catalogue
from ..config import Settings
from ..errors import NoVersion
from ..i18n import LANGUAGES, Words
from ..storage import Store, Version
from .components.chrome import chrome
from .components.problem import problem_view
from .context import Context, LoginNeeded, NoLongerKept, NotAllowed, NotThere, PageProblem, WrongParameter, check_parameters
from .desk import Desk, Download, Made, Redirect, Visit
from .pages import PAGES
from .view import Page, View

# A reader's own request for a page and Dash's for the same page follow each other; a view takes up to a megabyte.
REMEMBERED_VIEWS = 32


class Answer(NamedTuple):
    """The title of a page and the sentence that it answers with."""

    title: str
    sentence: str


class Site:
    """All pages over one store."""

    def __init__(self, settings: Settings, catalogue: Catalogue, store: Store, desk: Desk | None = None):
        self.settings, self.catalogue, self.store, self.desk = settings, catalogue, store, desk
        self._words = lru_cache(maxsize=None)(Words)
        self._remembered: LRUCache[tuple, tuple[Context, View]] = LRUCache(REMEMBERED_VIEWS)
        self._lock = Lock()

    def view(self, lang: str, path: str, query: Mapping[str, str], origin: str, known_language: bool = True) -> tuple[Context, View]:
        """The view of a URL in `lang`; a URL that cannot be answered gives a helpful page with its status, never an exception.

        `origin` is scheme and host of the request, used where no site is set. `known_language` is false where the URL names no language
        we speak: then `path` is the whole path.
        """
        newest, site = self.store.newest().number, self.settings.site.rstrip("/") or origin
        version, history = self.store.version(newest), self.store.versions
        context = Context(self._words(lang), path, {}, {}, self.settings, self.catalogue, version, newest, site, history, store=self.store)
        page = None
        try:
            if not known_language:
                raise _no_such_language(path)
            page, context = self._route(context, query)
            if page.desk:
                raise NotThere("page", path)
            context = replace(context, beside=page.beside(context) if page.beside else "")
            key = (newest, lang, path, tuple(sorted(context.query.items())), site, context.beside)
            with self._lock:
                remembered = self._remembered.get(key)
            if remembered is None:
                view = page.render(context)
                _check_format(context.query, view)
                remembered = context, chrome(context, page, view)
                with self._lock:
                    self._remembered[key] = remembered
            return remembered
        except PageProblem as problem:
            return context, chrome(context, page, problem_view(context, problem))

    def desk_page(self, lang: str | None, path: str) -> Page | None:
        """The page with forms that answers this path; None where another page does, or none."""
        found = next((page for page in PAGES if page.match(path) is not None), None) if lang else None
        return found if found and found.desk else None

    def desk_view(
        self, page: Page, lang: str, path: str, query: Mapping[str, str], origin: str, visit: Visit, posted: bool
    ) -> tuple[Context, View | Redirect | Download | Made]:
        """The view of a page with forms for whoever asks, or what it answers to a form that was `posted`; nothing is remembered.

        Raises LoginNeeded where nobody has logged in and somebody must.
        """
        newest, site = self.store.newest(), self.settings.site.rstrip("/") or origin
        held = self.settings, self.catalogue, newest, newest.number, site, self.store.versions
        context = Context(self._words(lang), path, {}, {}, *held, visit=visit, desk=self.desk, store=self.store)
        try:
            context = self._with_arguments(context, page, page.match(path) or {}, query)
            if page.needs and visit.account is None:
                raise LoginNeeded
            if page.needs and not visit.account.may(page.needs):
                raise NotAllowed("role", page.needs)
            answer = page.act(context) if posted and page.act else page.render(context)
            if isinstance(answer, (Redirect, Download, Made)):
                return context, answer
            if answer.status < 400:  # what is refused is told in its own way
                _check_format(context.query, answer)
            return context, chrome(context, page, answer)
        except PageProblem as problem:
            return context, chrome(context, page, problem_view(context, problem))

    def answer(self, lang: str, path: str, version: Version, query: Mapping[str, str] | None = None) -> Answer | None:
        """What a page answers over any version, such as one that is not published yet; None where it has no such page.

        Nothing is remembered, and the page knows of no other versions.
        """
        context = Context(
            self._words(lang), path, {}, {}, self.settings, self.catalogue, version, version.number, "", tuple, answer_only=True
        )
        try:
            page, context = self._route(context, query or {})
            view = page.render(context)
        except PageProblem:
            return None
        return Answer(view.title, view.description)

    def _route(self, context: Context, query: Mapping[str, str]) -> tuple[Page, Context]:
        for page in PAGES:
            arguments = page.match(context.path)
            if arguments is not None:
                return page, self._with_arguments(context, page, arguments, query)
        raise NotThere("page", context.path, _places())

    def _with_arguments(self, context: Context, page: Page, arguments: dict[str, str], query: Mapping[str, str]) -> Context:
        allowed = page.parameters(self.catalogue, arguments) if callable(page.parameters) else page.parameters
        checked = check_parameters(query, allowed)
        version = self._version(checked.get("version", ""), context)
        return replace(context, arguments=arguments, query=checked, version=version)

    def _version(self, wanted: str, context: Context) -> Version:
        if not wanted:
            return context.version
        numbers = [str(version.number) for version in self.store.versions()]
        if not (wanted.isascii() and wanted.isdecimal() and str(int(wanted)) in numbers):
            raise WrongParameter("version", wanted, numbers)
        try:
            return self.store.version(int(wanted))
        except NoVersion as error:
            raise NoLongerKept("gone", wanted) from error


def _check_format(query: Mapping[str, str], view: View) -> None:
    """Raise WrongParameter where the URL asks for a form that this view does not have."""
    wanted = query.get("format", "")
    drawn = {"svg": view.images, "png": view.prints}
    forms = ("csv", *(form for form, images in drawn.items() if images), *(["json"] if view.data is not None else []))
    if wanted not in ("", *forms):
        raise WrongParameter("format", wanted, forms)
    if wanted == "csv" and view.table(query.get("table", "")) is None:
        raise WrongParameter("table", query.get("table", ""), [table.id for table in view.tables])
    if wanted in drawn and query.get("table", "") not in ("", *drawn[wanted]):
        raise WrongParameter("table", query["table"], tuple(drawn[wanted]))


def _no_such_language(path: str) -> NotThere:
    first = path.strip("/").partition("/")[0]
    if 2 <= len(first) <= 3:
        return NotThere("language", first, LANGUAGES)
    return NotThere("page", path, _places())


def _places() -> list[str]:
    """The pages that stand under one address each, and the sections of them that people look for."""
    plain = [page for page in PAGES if "{" not in page.path]
    return [*(page.path for page in plain), *(f"{page.path}#{section}" for page in plain for section in page.sections)]


def split_path(path: str) -> tuple[str | None, str]:
    """The language of a path and the rest; the language is None where the first segment is no language."""
    first, _, rest = path.lstrip("/").partition("/")
    return (first, "/" + rest.rstrip("/")) if first in LANGUAGES else (None, path)
