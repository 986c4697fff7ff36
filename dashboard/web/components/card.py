"""What organisers take along for an event's own page: the card, its alternative text, the code."""

from __future__ import annotations

from dash import html

from ..card import Card, alternative, embed_code
from ..context import Context

# What the page of an event and its page for frames are both asked.
ASKED = ("yardstick", "role", "group", "region")


def card_parts(context: Context, event: str, card: Card) -> list[html.Details]:
    """The ways to the card, and what is copied into the event's page."""
    w = context.w
    asked = {name: context.query.get(name) for name in ASKED}

    def address(form: str = "") -> str:
        return context.url(f"/embed/event/{event}", format=form, **asked)

    words = alternative(w, card)
    code = embed_code(w, card, page=context.origin + address(), image=context.origin + address("png"))
    ways = [("svg", address("svg")), ("png", address("png")), ("embed", address())]
    copied = [("alternative", words), ("code_frame", code.frame), ("code_image", code.image)]
    body = [
        html.Summary(w("card.title")),
        html.Ul([html.Li(html.A(w(f"card.{name}"), href=href)) for name, href in ways], className="ways-on"),
    ]
    for name, text in copied:
        copied_text = html.P(text) if name == "alternative" else html.Pre(html.Code(text), dir="ltr")
        body += [html.H3(w(f"card.{name}")), html.Div(copied_text, className="to-copy")]
    return [html.Details(body)]
