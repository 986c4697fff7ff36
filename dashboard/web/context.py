"""What a page knows of its request: language, words, data version, path arguments and checked query parameters."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, unquote, urlencode

from ..catalogue import Catalogue
from ..config import Settings
from ..i18n import Words
from .desk import Desk, Visit

if TYPE_CHECKING:
    from ..accounts import Account
    from ..storage import Store, Version, VersionRecord

LONGEST_VALUE = 200
COMMON_PARAMETERS = ("version", "format", "table", "sort")
# What social networks and mailing tools append to a link on its way; it says nothing of the view and is not kept.
TRACKING = ("utm_", "fbclid", "gclid", "mc_")


class PageProblem(Exception):
    """The URL cannot be answered as it stands; shown to the reader as a page with `status` and a way on."""

    status = 404

    def __init__(self, kind: str, value: str, options: Iterable[str] = ()):
        super().__init__(f"{kind}: {value}")
        self.kind, self.value, self.options = kind, value, tuple(options)

    def nearest(self, names: Mapping[str, str] | None = None) -> tuple[str, ...]:
        """Up to five options that look most like the value, by themselves or by their `names`."""
        named = {name.casefold(): option for option, name in (names or {}).items() if option in self.options}
        by_folded = named | {option.casefold(): option for option in self.options}
        close = difflib.get_close_matches(self.value.casefold(), by_folded, n=5, cutoff=0.4)
        return tuple(dict.fromkeys(by_folded[key] for key in close))


class NotThere(PageProblem):
    """A path, language or code that does not exist: status 404."""


class WrongParameter(PageProblem):
    """A query parameter that this page does not take, or a value it cannot have: status 400."""

    status = 400


class NotAllowed(PageProblem):
    """A page or an action for which the account lacks the right: status 403."""

    status = 403


class LoginNeeded(Exception):
    """A page that is only for those who have logged in."""


class NoLongerKept(PageProblem):
    """A data version that was published and whose file is no longer there: status 410."""

    status = 410


@dataclass(frozen=True)
class Context:
    """One request as a page sees it.

    `origin` is scheme and host for links that must be absolute; `path` starts after the language; `query` holds the parameters as
    given; `history` lists the data versions, as far as published; `store` has the batches and earlier versions. `visit` and `desk` are
    there for pages with forms alone. `answer_only` is whether nothing of the view will be used but its title and sentence: long parts of
    the body may be left out then. `beside` tells apart what the page shows that is in no version.
    """

    w: Words
    path: str
    arguments: Mapping[str, str]
    query: Mapping[str, str]
    settings: Settings
    catalogue: Catalogue
    version: Version
    newest: int
    origin: str
    history: Callable[[], Sequence[VersionRecord]]
    visit: Visit = Visit()
    desk: Desk | None = None
    answer_only: bool = False
    store: Store | None = None
    beside: str = ""

    @property
    def account(self) -> Account | None:
        """Who asks; None where that is somebody who has not logged in, or where it makes no difference."""
        return self.visit.account

    @property
    def form(self) -> Mapping[str, str]:
        """The fields of the form that was posted."""
        return self.visit.form

    @property
    def lang(self) -> str:
        """The code of the reader's language."""
        return self.w.code

    @property
    def pinned(self) -> bool:
        """Whether the URL names a data version."""
        return "version" in self.query

    def choose(self, name: str, options: Iterable[str], default: str) -> str:
        """The value of parameter `name`, one of `options`; raises WrongParameter naming the options."""
        options = tuple(options)
        value = self.query.get(name, "") or default
        if value != default and value not in options:
            raise WrongParameter(name, value, options)
        return value

    def find(self, kind: str, value: str, options: Iterable[str]) -> str:
        """The path argument `value` as the options write it (case is forgiven); raises NotThere with the nearest ones."""
        options = tuple(options)
        if value in options:
            return value
        folded = {option.casefold(): option for option in options}
        if value.casefold() in folded:
            return folded[value.casefold()]
        raise NotThere(kind, value, options)

    def name(self, codelist: str, code: str) -> str:
        """The name of a code in the reader's language."""
        return self.catalogue.name(codelist, code, self.lang)

    def url(self, path: str | None = None, /, **changes: str | None) -> str:
        """A link in the reader's language: this page with some parameters changed, or another page; a pinned version stays pinned."""
        kept = dict(self.query) if path is None else {key: value for key, value in self.query.items() if key == "version"}
        for transient in ("format", "table"):
            kept.pop(transient, None)
        return address(self.lang, self.path if path is None else path, kept | {k: v or "" for k, v in changes.items()})

    def in_language(self, code: str) -> str:
        """The same view in another language."""
        return address(code, self.path, self.query)


def address(lang: str, path: str, query: Mapping[str, str]) -> str:
    """The canonical form of a URL: parameters in alphabetical order, empty ones left out."""
    given = sorted((key, value) for key, value in query.items() if value)
    return f"/{lang}{quote(path)}" + (f"?{urlencode(given)}" if given else "")


def split_address(path: str) -> tuple[str, dict[str, str]]:
    """The path and the parameters of an address without scheme, host and language, as `address` takes them."""
    bare, _, query = path.partition("?")
    return unquote(bare), dict(parse_qsl(query))


def check_parameters(query: Mapping[str, str], allowed: Iterable[str]) -> dict[str, str]:
    """The query without tracking parameters and empty values; raises WrongParameter for a name this page does not take."""
    allowed = (*COMMON_PARAMETERS, *allowed)
    kept = {key: value for key, value in query.items() if not key.startswith(TRACKING)}
    for key, value in kept.items():
        if key not in allowed:
            raise WrongParameter("parameter", key, allowed)
        if len(value) > LONGEST_VALUE:
            raise WrongParameter(key, value[:40] + "…", ())
    return {key: value for key, value in kept.items() if value}
