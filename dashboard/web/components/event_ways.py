"""The ways on from the page of an event: those before and after it, its series, the form to edit it, and the link that came with it."""

from __future__ import annotations

from dash import html

from ..context import Context, address
from ..view import Row
from .participation import event_name, series_name


def event_link(event: Row) -> list[html.A]:
    """The link that came with the event, where it came with one."""
    return [html.A(html.Bdi(event["link"]), href=event["link"], rel="external")] if event["link"] else []


def event_ways(context: Context, event: Row, beside: tuple[Row | None, Row | None]) -> html.Nav:
    """The way to the events before and after this one in its series (`beside`), to the series, and to the form to edit it."""
    w = context.w
    links = []
    for direction, row in zip(("before", "after"), beside, strict=True):
        if row:
            text = w(f"event.{direction}", event=event_name(context, row))
            rel = "prev" if direction == "before" else "next"
            links.append(html.Li(html.A(text, href=context.url(f"/challenge/{row['event']}"), rel=rel)))
    whole = w("event.all_of_series", series=series_name(context, event["series"]))
    links.append(html.Li(html.A(whole, href=context.url("/challenge", series=event["series"]))))
    if not event["example"]:
        edit = address(context.lang, f"/events/{event['event']}/edit", {})
        links.append(html.Li(html.A(w("events.edit"), href=edit, rel="nofollow")))
    return html.Nav(html.Ul(links, className="ways-on"), **{"aria-label": w("challenge.series")})
