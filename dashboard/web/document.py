"""The HTML document around a view: head with titles and links in all languages, the page itself, then the scripts."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup, escape

from ..i18n import LANGUAGES
from .assets import asset, framed_style_sheet, style_address
from .context import Context
from .serialise import to_html
from .view import View

SCRIPT_SOURCE = re.compile(r'<script src="([^"]+)"></script>')
# Bundles that Dash adds to every page although nothing of ours is made of them.
UNUSED_BUNDLES = ("dash_table",)


POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "object-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)


# Of a page for frames: any site may show it; it loads nothing and runs nothing.
FRAMED_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *"


@dataclass(frozen=True)
class Shell:
    """What Dash needs in every document, made once a process: its configuration, and our script, which fetches its bundles."""

    config: str
    script: str


def make_shell(parts: Mapping[str, str]) -> Shell:
    """The shell from the parts that Dash hands to `interpolate_index`; the bundles are fetched once the page has been painted."""
    sources = [source for source in SCRIPT_SOURCE.findall(parts["scripts"]) if not any(name in source for name in UNUSED_BUNDLES)]
    script = Markup('<script defer src="{}" data-bundles="{}" data-plotly="{}"></script>')
    return Shell(parts["config"], script.format(asset("js/page.js"), json.dumps(sources), asset("vendor/plotly-scatter.min.js")))


def document(view: View, context: Context, shell: Shell | None) -> str:
    """The whole document around a view; without a shell for a page with forms, which Dash does not take over.

    A page for frames has its style in it, and neither script nor anything else to load; its links lead out of the frame.
    """
    w, origin = context.w, context.origin
    canonical = origin + context.url()
    title = f"{view.title} · {w('site.name')}" if context.path != "/" else w("site.name")
    alternates = [(code, origin + context.in_language(code)) for code in LANGUAGES]
    head = [
        '<meta charset="utf-8">',
        f"<title>{escape(title)}</title>",
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        _meta("description", view.description),
        _link("canonical", canonical),
        *(f'<link rel="alternate" hreflang="{code}" href="{escape(href)}">' for code, href in alternates),
        f'<link rel="alternate" hreflang="x-default" href="{escape(origin + "/")}">',
        *(_property(name, value) for name, value in _preview(view, context, canonical, origin)),
        _meta("twitter:card", "summary_large_image"),
        '<meta name="robots" content="noindex">' if shell is None or view.framed or view.status != 200 or context.pinned else "",
        f'<noscript><meta http-equiv="refresh" content="{view.refresh}"></noscript>' if view.refresh else "",
        *([f"<style>{framed_style_sheet()}</style>", '<base target="_blank">'] if view.framed else [_link("stylesheet", style_address())]),
        f'<link rel="icon" type="image/svg+xml" href="{asset("img/mark.svg")}">',
        *(_alternate_csv(table.caption, context.url(format="csv", table=table.id)) for table in view.tables),
    ]
    page = f'<div id="server-page">{to_html(view.body)}</div>\n'
    if view.framed:
        page = to_html(view.body)
    elif shell is None:
        page += f'<script defer src="{asset("js/desk.js")}"></script>'
    else:
        page += f'<div id="react-entry-point"></div>\n{shell.config}{shell.script}'
    top = "\n".join(filter(None, head))
    return f'<!doctype html>\n<html lang="{w.code}" dir="{w.dir}">\n<head>\n{top}\n</head>\n<body>\n{page}\n</body>\n</html>\n'


def _preview(view: View, context: Context, canonical: str, origin: str) -> list[tuple[str, str]]:
    return [
        ("og:type", "website"),
        ("og:title", view.title),
        ("og:description", view.description),
        ("og:url", canonical),
        ("og:image", origin + (context.url(format="png") if view.prints else asset("img/preview.png"))),
        ("og:site_name", context.w("site.name")),
        ("og:locale", context.w.code),
    ]


def _alternate_csv(title: str, href: str) -> Markup:
    return Markup('<link rel="alternate" type="text/csv" title="{}" href="{}">').format(title, href)


def _meta(name: str, content: str) -> Markup:
    return Markup('<meta name="{}" content="{}">').format(name, content)


def _property(name: str, content: str) -> Markup:
    return Markup('<meta property="{}" content="{}">').format(name, content)


def _link(rel: str, href: str) -> Markup:
    return Markup('<link rel="{}" href="{}">').format(rel, href)
