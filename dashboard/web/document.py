"""The HTML document around a view: head with titles and links in all languages, the page itself, then the scripts."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup, escape

from ..i18n import LANGUAGES
from .assets import asset, style_address
from .context import Context
from .serialise import to_html
from .view import View

SCRIPT_SOURCE = re.compile(r'<script src="([^"]+)"></script>')
# Bundles that Dash adds to every page although nothing of ours is made of them.
UNUSED_BUNDLES = ("dash_table",)


@dataclass(frozen=True)
class Shell:
    """What Dash puts into every document, made once a process: configuration, bundles, the line that starts the renderer."""

    config: str
    scripts: str
    renderer: str
    policy: str


def make_shell(parts: Mapping[str, str]) -> Shell:
    """The shell from the parts that Dash hands to `interpolate_index`; scripts wait until the page has been painted."""
    sources = [source for source in SCRIPT_SOURCE.findall(parts["scripts"]) if not any(name in source for name in UNUSED_BUNDLES)]
    bundles = "".join(f'<script defer src="{escape(source)}"></script>' for source in sources)
    # Dash sets this address itself once it runs, to a bundle of all of Plotly; a property without a setter of effect keeps ours.
    plotly = f'Object.defineProperty(window,"_dashPlotlyJSURL",{{get:()=>"{asset("vendor/plotly-scatter.min.js")}",set(){{}}}});'
    start = f"{plotly}new DashRenderer();"
    # An inline script cannot be deferred, a module always is: it runs when the bundles above it have run.
    renderer = f'<script id="_dash-renderer" type="module">{start}</script>'
    own = f'<script defer src="{asset("js/page.js")}"></script>'
    digest = base64.b64encode(hashlib.sha256(start.encode()).digest()).decode()
    policy = (
        f"default-src 'self'; script-src 'self' 'sha256-{digest}'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        "object-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
    )
    return Shell(parts["config"], own + bundles, renderer, policy)


def document(view: View, context: Context, shell: Shell, origin: str) -> str:
    """The whole document; `origin` is scheme and host for links that must be absolute."""
    w = context.w
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
        '<meta name="robots" content="noindex">' if view.status != 200 or context.pinned else "",
        _link("stylesheet", style_address()),
        f'<link rel="icon" type="image/svg+xml" href="{asset("img/mark.svg")}">',
        *(_alternate_csv(table.caption, context.url(format="csv", table=table.id)) for table in view.tables),
    ]
    return (
        f'<!doctype html>\n<html lang="{w.code}" dir="{w.dir}">\n<head>\n' + "\n".join(filter(None, head)) + "\n</head>\n<body>\n"
        f'<div id="server-page">{to_html(view.body)}</div>\n<div id="react-entry-point"></div>\n'
        f"{shell.config}{shell.scripts}{shell.renderer}\n</body>\n</html>\n"
    )


def _preview(view: View, context: Context, canonical: str, origin: str) -> list[tuple[str, str]]:
    return [
        ("og:type", "website"),
        ("og:title", view.title),
        ("og:description", view.description),
        ("og:url", canonical),
        ("og:image", origin + asset("img/preview.png")),
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
