"""The card of an event: a picture with the answer, its parity bar, yardstick and date, that an organiser puts on the event's own page.

It stands by itself, as SVG or PNG: nothing is fetched to show it, and no outside service makes it.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..domain.yardsticks import Verdict, Yardstick
from ..i18n import Words
from .figures.participation import Figure


@dataclass(frozen=True)
class Card:
    """What a card says, in the words' language but for `yardstick`, which has its own.

    `title` names the event, `sentence` is the answer as on its page. `figure` holds the counts or the published share with its bounds
    (`Figure("", TOTAL, "", "", counts=Counts(…))` for a tally); None where there is nothing to draw, and then the sentence says why.
    `about` says of whom it is (the role), `source` in a line where it comes from, `example` that it was made up.
    """

    title: str
    sentence: str
    yardstick: Yardstick
    figure: Figure | None = None
    verdict: Verdict | None = None
    about: str = ""
    date: str = ""
    source: str = ""
    example: bool = False


@dataclass(frozen=True)
class EmbedCode:
    """What an organiser copies into a page: a `frame` with the answer as text, or the card as an `image`."""

    frame: str
    image: str


class CannotDraw(Exception):
    """No PNG can be made here: a script of the card has no font on this machine, and nothing is drawn with boxes in place of letters."""


def card_svg(words: Words, card: Card) -> str:
    """The card as an SVG document of at most 12 KB."""
    raise NotImplementedError


def card_png(svg: str) -> bytes:
    """A card as PNG; raises CannotDraw where a character has no font here."""
    raise NotImplementedError


def alternative(words: Words, card: Card) -> str:
    """The card in words, to be copied as the alternative text of the picture."""
    raise NotImplementedError


def embed_code(words: Words, card: Card, *, page: str, image: str) -> EmbedCode:
    """The code for an event's own page; `page` and `image` are the absolute addresses of the embed page and of the card."""
    raise NotImplementedError
