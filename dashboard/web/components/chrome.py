"""What stands around every page: the way past the menu, the name, the menu, the languages, the notices, the foot."""

from __future__ import annotations

from dataclasses import replace

from dash import html

from ...i18n import LANGUAGES
from ..context import Context
from ..view import Page, View
from .origin import corrected_note, origin_note


def chrome(context: Context, page: Page | None, view: View) -> View:
    """The view with header, notices and footer around its body; a page for frames of other sites is left by itself."""
    if page is not None and page.framed:
        return replace(view, body=[html.Main(list(view.body))], framed=True)
    marks = {"data-title": f"{view.title} · {context.w('site.name')}", "tabIndex": "-1"}
    main = html.Main([*_notices(context), *_with_origins(context, view)], id="main", **marks)
    body = [html.A(context.w("site.skip"), href="#main", className="skip"), _header(context, page), main, _footer(context)]
    return replace(view, body=body)


def _with_origins(context: Context, view: View) -> list:
    """The body with what is said of all its tables together, before the ways to take it along."""
    notes = [*corrected_note(context, view.tables), *origin_note(context, view.tables)]
    body = list(view.body)
    last = next((place for place, part in enumerate(body) if getattr(part, "className", "") == "take-along"), len(body))
    return [*body[:last], *notes, *body[last:]]


def _header(context: Context, page: Page | None) -> html.Header:
    w = context.w
    brand = html.A(
        [html.Span(className="brand-mark", **{"aria-hidden": "true"}), html.Span(w("site.name"))], href=context.url("/"), className="brand"
    )
    return html.Header([html.Div([brand, _languages(context)], className="header-top"), _menu(context, page)], className="site-header")


def _menu(context: Context, page: Page | None) -> html.Nav:
    from ..pages import PAGES

    items = []
    for entry in PAGES:
        if entry.menu:
            here = page is not None and (page is entry or page.path.startswith(f"{entry.path}/") and entry.path != "/")
            current = {"aria-current": "page" if page is entry else "true"} if here else {}
            items.append(html.Li(html.A(context.w(entry.menu), href=context.url(entry.path), **current)))
    return html.Nav(html.Ul(items), className="menu", **{"aria-label": context.w("site.menu")})


def _languages(context: Context) -> html.Nav:
    items = []
    for code, language in LANGUAGES.items():
        current = {"aria-current": "true"} if code == context.lang else {}
        items.append(html.Li(html.A(language.name, href=context.in_language(code), lang=code, hrefLang=code, **current)))
    return html.Nav(html.Ul(items), className="languages", **{"aria-label": context.w("site.languages")})


def _notices(context: Context) -> list[html.Div]:
    if not context.pinned or context.version.number == context.newest:
        return []
    w = context.w
    text = w("site.pinned", version=context.version.number, date=context.version.created_at.date(), newest=context.newest)
    return [html.Div([html.Span(text), " ", html.A(w("site.newest"), href=context.url(version=None))], className="notice", role="note")]


def _footer(context: Context) -> html.Footer:
    w = context.w
    version = w("site.data_version", version=context.version.number, date=context.version.created_at.date())
    links = [
        html.A(w("site.method_link"), href=context.url("/method")),
        html.A(w("site.versions_link"), href=context.url("/method") + "#versions"),
        html.A(w("site.batches_link"), href=context.url("/batches")),
    ]
    # Public pages are the same for everyone: whoever has logged in is sent on from the login page to the account.
    account = context.account
    links.append(
        html.A(w("facts.named", name=w("accounts.account.title"), value=account.name), href=context.url("/account"))
        if account
        else html.A(w("site.login"), href=context.url("/login"))
    )
    return html.Footer([html.P(version), html.P(links, className="footer-links"), html.P(w("site.about"))], className="site-footer")
