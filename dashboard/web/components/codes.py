"""The way to the page that lists the codes of a codelist."""

from __future__ import annotations

from dash import html

from ..context import Context

INDICATOR = "INDICATOR"


def codes_link(context: Context, codelist: str) -> html.A:
    """A link to all codes of a codelist that says what it leads to."""
    name = context.catalogue.codelists[codelist].names[context.lang]
    return html.A(context.w("codes.title", name=name), href=context.url(f"/codes/{codelist}"))


def other_codes(context: Context, codelist: str) -> html.Ul:
    """Links to all other codelists, below a heading that says what they are."""
    others = [other for id, other in context.catalogue.codelists.items() if id != codelist]
    links = [html.A(other.names[context.lang], href=context.url(f"/codes/{other.id}")) for other in others]
    return html.Ul([html.Li(link) for link in links], className="templates")
