"""The way to the page that lists the codes of a codelist."""

from __future__ import annotations

from dash import html

from ..context import Context

INDICATOR = "INDICATOR"


def codes_link(context: Context, codelist: str) -> html.A:
    """A link to all codes of a codelist."""
    names = context.catalogue.codelists[codelist].names
    return html.A(context.w("codes.title", name=names[context.lang]), href=context.url(f"/codes/{codelist}"))
