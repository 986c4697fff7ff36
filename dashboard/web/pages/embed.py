"""An event in a frame on its own page: the sentence, the parity bar, the yardstick, and the way to all its figures; and its card."""

from __future__ import annotations

from functools import lru_cache

from dash import html

from ..card import card_png, card_svg
from ..components.card import ASKED
from ..components.notes import answer
from ..components.verdict import yardstick_note
from ..context import Context
from ..view import Page, View
from .event import card, find, head

# Of published figures, so that the readers of a busy event's page do not each have it drawn; one takes about 60 KB.
printed = lru_cache(maxsize=64)(card_png)


def render(context: Context) -> View:
    """The small page of one event; raises NotThere for an event that does not exist."""
    w, found = context.w, find(context)
    whole = context.url(f"/challenge/{found.event['event']}", **{name: context.query.get(name) for name in ASKED})
    version = w("site.data_version", version=context.version.number, date=context.version.created_at.date())
    body = [
        html.H1(found.name),
        answer(found.sentence, example=w("site.example") if found.event["example"] else ""),
        *head(context, found),
        yardstick_note(context, found.asked.yardstick),
        html.P([html.A(w("card.whole"), href=whole), " · ", html.Span(version, className="lede")]),
    ]

    def draw() -> str:
        return card_svg(w, card(context, found))

    return View(found.name, found.sentence, body, images={"card": draw}, prints={"card": lambda: printed(draw())})


PAGE = Page(
    "/embed/event/{event}",
    render,
    parameters=ASKED,
    examples=("/embed/event/WSIS_FORUM_2020", "/embed/event/UNFCCC_INC_01", "/embed/event/EXAMPLE_FORUM_2025"),
    framed=True,
)
