"""The card of an event: a picture with the answer, its parity bar, yardstick and date, that an organiser puts on the event's own page.

It stands by itself, as SVG or PNG: nothing is fetched to show it, and no outside service makes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from defusedxml.ElementTree import fromstring
from markupsafe import Markup, escape

from ..domain.yardsticks import Outcome, Verdict, Yardstick
from ..i18n import Words
from .components.verdict import band, mark_words
from .figures.participation import Figure, Parts
from .figures.template import COLOURS
from .fonts import PACKAGES, font, lacking
from .lettering import ANY_ISOLATE, FAMILIES, LINE, Lines, base_script, directed, fit, plain, spans, tidy, width

WIDTH, HEIGHT = 1200, 675
MOST_BYTES = 12 * 1024
# How much is shown of a title and of a sentence; less of both where they take more bytes than a card may have.
LENGTHS = ((300, 1500), (150, 500), (80, 150), (40, 0))
MARGIN, INNER = 64, WIDTH - 2 * 64
SECOND = 600  # where the second column begins
BAR = 54
SIGNS = {Outcome.MET: "full", Outcome.ALMOST: "half", Outcome.ABOVE: "half", Outcome.BELOW: "empty", Outcome.NOT_MET: "empty"}
PICTOGRAPH = re.compile("[\u2600-\u27bf\U0001f000-\U0001fbff]")
_SVG = "http://www.w3.org/2000/svg"


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
    """No PNG can be made here: `characters` of the card have no font on this machine, and no box is drawn in place of a letter."""

    def __init__(self, characters: Iterable[str]):
        self.characters = "".join(sorted(characters))
        super().__init__(f"no font for {self.characters!r}: install {PACKAGES}")


def alternative(words: Words, card: Card) -> str:
    """The card in words, to be copied as the alternative text of the picture."""
    made_up = words("site.example_note") if card.example else ""
    return words.sentences([made_up, tidy(card.sentence), words.dots([plain(card.date), tidy(card.source)])])


def embed_code(words: Words, card: Card, *, page: str, image: str) -> EmbedCode:
    """The code for an event's own page; `page` and `image` are the absolute addresses of the embed page and of the card."""
    frame = Markup('<iframe src="{}" title="{}" width="100%" height="480" loading="lazy" style="border:0;max-width:46rem"></iframe>')
    picture = Markup('<img src="{}" alt="{}" width="{}" height="{}" loading="lazy" style="max-width:100%;height:auto">')
    title = plain(card.title)
    return EmbedCode(
        str(frame.format(page, words("card.frame", event=title))),
        str(picture.format(image, alternative(words, card), WIDTH, HEIGHT)),
    )


def card_png(svg: str) -> bytes:
    """A card as PNG, without the pictographs that no font has here; raises CannotDraw where any other character has none.

    It takes a tenth of a second, and is not remembered here: what is on a card may be nobody's business.
    """
    import resvg_py

    texts = list(_texts(svg))
    missing = set().union(*(lacking(*one) for one in texts))
    adorning = set(filter(PICTOGRAPH.match, missing))
    if missing - adorning:
        raise CannotDraw(missing - adorning)
    used = {(script, bold) for _, script, bold in texts}
    files = [font(script, bold) for script in FAMILIES for bold in (False, True) if (script, bold) in used]
    drawn = svg.translate(dict.fromkeys(map(ord, adorning)))
    return bytes(resvg_py.svg_to_bytes(svg_string=drawn, skip_system_fonts=True, font_files=[str(file) for file in files if file]))


def _texts(svg: str) -> Iterable[tuple[str, str, bool]]:
    """The texts of a card with the script that each is set in, and whether in bold letters."""
    for text in fromstring(svg).iter(f"{{{_SVG}}}text"):
        script, bold = text.get("class", ""), text.get("font-weight") == "700"
        yield text.text or "", script, bold
        for part in text:
            yield part.text or "", part.get("class", script), bold
            yield part.tail or "", script, bold


def card_svg(words: Words, card: Card) -> str:
    """The card as an SVG document of at most 12 KB."""
    drawing = ""
    for title, sentence in LENGTHS:
        drawing = _Drawing(words).card(card, title, sentence)
        if len(drawing.encode()) <= MOST_BYTES:
            break
    return drawing


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[:most] + "…" * bool(most)


def _without_title(card: Card) -> str:
    """The sentence below the title, which it need not name again."""
    title, sentence = plain(card.title), tidy(card.sentence)
    named = re.match(f"[{ANY_ISOLATE}]*{re.escape(title)}[{ANY_ISOLATE}]*\\s*[,:，：،]?\\s*", sentence)
    rest = sentence[named.end() :] if named and title else sentence
    start = len(rest) - len(rest.lstrip(ANY_ISOLATE))
    return rest[:start] + rest[start : start + 1].upper() + rest[start + 1 :]


class _Drawing:
    """One card as it is drawn, from its top down; positions along a line count from where the language's lines begin."""

    def __init__(self, words: Words):
        self.w, self.base, self.rtl = words, base_script(words.code), words.dir == "rtl"
        self.parts: list[str] = []

    def card(self, card: Card, title_length: int, length: int) -> str:
        """The whole document, with so much of the title and the sentence."""
        w = self.w
        title, sentence = w.isolate(_cut(plain(card.title), title_length)), _cut(_without_title(card), length)
        description = alternative(w, replace(card, sentence=_cut(tidy(card.sentence), length)))
        self.shape("rect", width=WIDTH, height=HEIGHT, fill=COLOURS["paper"])
        self.rectangle(0, 0, WIDTH, 12, COLOURS["women"])
        self._head(card)
        y = self.lines(MARGIN, 96, fit(title, (44, 38, 33), (INNER, 122), bold=True), bold=True)
        about = fit(w.dots([plain(card.about), plain(card.date)]), (25, 21), (INNER, 36))
        y = self.lines(MARGIN, y + 4, about, fill=COLOURS["muted"]) + 14
        foot = fit(card.source, (19, 17), (INNER, 52))
        floor = HEIGHT - 26 - foot.height
        if card.figure is not None and card.figure.parts_of_bar is not None:
            y = self._figure(card, card.figure, y)
            sizes: Sequence[float] = (27, 24, 21, 19)
        else:
            sizes = (38, 33, 29, 25, 21)
        self.lines(MARGIN, y, fit(sentence, sizes, (INNER, floor - y - 8)))
        self.lines(MARGIN, floor, foot, fill=COLOURS["muted"])
        style = "".join(f".{script}{{font-family:{families}}}" for script, families in FAMILIES.items())
        return "".join(
            [
                f'<svg xmlns="{_SVG}" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img" xml:lang="{w.code}" ',
                'aria-labelledby="title description">',
                f'<title id="title">{escape(title)}</title><desc id="description">{escape(description)}</desc>',
                f"<style>{style}</style>",
                _FILLS.replace("{from}", "1" if self.rtl else "0").replace("{to}", "0" if self.rtl else "1"),
                *self.parts,
                "</svg>",
            ]
        )

    def _head(self, card: Card) -> None:
        """The name of the site with its mark, and whether the figures are made up."""
        self.rectangle(MARGIN, 52, 12, 20, COLOURS["women"])
        self.rectangle(MARGIN + 12, 52, 12, 20, COLOURS["men"])
        self.rectangle(MARGIN + 11, 46, 2, 32, COLOURS["ink"])
        self.lines(MARGIN + 38, 47, fit(self.w("site.name"), (22, 18), (INNER - 240, 32)), fill=COLOURS["muted"])
        if card.example:
            word = fit(self.w("site.example"), (24,), (INNER / 2, 40), bold=True)
            wide = width(word.texts[0], 24, bold=True) + 36
            self.rectangle(MARGIN + INNER - wide, 42, wide, 42, "none", stroke=COLOURS["accent"], stroke_width=2)
            self.lines(MARGIN + INNER - wide / 2, 46.5, word, bold=True, fill=COLOURS["accent"], anchor="middle")

    def _figure(self, card: Card, figure: Figure, y: float) -> float:
        """The share beside the verdict, the bar below, and what its parts mean; where it ends."""
        first = self._share(figure, y, SECOND - MARGIN - 24 if card.verdict else INNER)
        second = self._verdict(card, card.verdict, y) if card.verdict else y
        y = max(first, second) + 22
        self._bar(figure.parts_of_bar, band(card.yardstick), y)
        return self._legend(figure, y + BAR + 20) + 14

    def _share(self, figure: Figure, y: float, wide: float) -> float:
        w = self.w
        y = self.lines(MARGIN, y, fit(w("challenge.share"), (22,), (wide, 32)), fill=COLOURS["muted"])
        shown = w.quantity(figure.shown, percent=True) if figure.shown is not None else w("event.not_known")
        y = self.lines(MARGIN, y - 8, fit(shown, (70, 58, 46, 36), (wide, 96)), bold=True, fill=COLOURS["women"])
        if figure.limits and figure.shown is not None:
            low, high = (w.percent(limit) for limit in figure.limits)
            y = self.lines(MARGIN, y - 12, fit(w("event.limits", low=low, high=high), (24, 20), (wide, 34)))
        return y

    def _verdict(self, card: Card, verdict: Verdict, y: float) -> float:
        wide = MARGIN + INNER - SECOND - 40
        if band(card.yardstick):
            self.rectangle(SECOND, y + 5, 22, 22, COLOURS["accent"], fill_opacity=0.16, stroke=COLOURS["accent"])
        name = fit(card.yardstick.name[self.w.code], (22, 20), (wide, 62))
        y = self.lines(SECOND + 40, y, name, fill=COLOURS["muted"]) + 8
        mark = fit(mark_words(self.w, verdict), (32, 28, 24), (wide, 90), bold=True)
        self._sign(SIGNS.get(verdict.outcome, ""), SECOND + 11, y + mark.size * 0.68)
        return self.lines(SECOND + 40, y, mark, bold=True)

    def _sign(self, sign: str, x: float, y: float) -> None:
        """A disc that is full, half or empty, as before verdicts on the pages; a question mark where nothing can be said."""
        if not sign:
            self.text(x, y + 11, "?", 32, bold=True, anchor="middle", fill=COLOURS["muted"])
            return
        colour = COLOURS["men" if sign == "full" else "accent"]
        filled = colour if sign == "full" else "none"
        self.shape("circle", cx=self.at(x), cy=round(y, 1), r=10, fill=filled, stroke=colour, stroke_width=3)
        if sign == "half":
            self.parts.append(f'<path d="M{self.at(x):g} {y - 10:.1f}a10 10 0 0 0 0 20z" fill="{colour}"/>')

    def _bar(self, parts: Parts | None, limits: tuple[float, float] | None, y: float) -> None:
        """The parity bar: women from where lines begin, men from the other end, all others between them."""
        assert parts is not None  # else there is no figure
        each = INNER / 100
        self.rectangle(MARGIN, y, INNER, BAR, "#f4f3ee", stroke=COLOURS["rule"])
        women = min(max(parts.women, 0), 100) * each
        self.rectangle(MARGIN, y, women, BAR, "url(#bound)" if parts.bound else COLOURS["women"])
        at = MARGIN + women
        for part, fill in ((parts.between, "url(#unknown)"), (parts.rest, COLOURS["paper"])):
            if part:
                self.rectangle(at, y, part * each, BAR, fill, stroke=COLOURS["unknown"])
                at += part * each
        men = (parts.men or 0) * each
        self.rectangle(MARGIN + INNER - men, y, men, BAR, "url(#men)")
        if limits:
            low, high = (MARGIN + limit * each for limit in limits)
            self.rectangle(
                low, y - 8, high - low, BAR + 16, COLOURS["accent"], fill_opacity=0.16, stroke=COLOURS["accent"], stroke_width=1.5
            )
        self.rectangle(WIDTH / 2 - 2, y - 8, 4, BAR + 16, COLOURS["ink"], stroke=COLOURS["paper"], stroke_width=2)

    def _legend(self, figure: Figure, y: float) -> float:
        """What the parts of the bar mean, with their numbers; where it ends."""
        x = MARGIN
        for fill, text in self._entries(figure):
            wide = 34 + width(text, 22) + 30
            if x > MARGIN and x + wide > MARGIN + INNER + 30:
                x, y = MARGIN, y + 32
            if fill:
                self.rectangle(x, y + 5, 22, 22, fill, stroke="none" if fill == COLOURS["women"] else COLOURS["unknown"])
            x += self._entry(x + (34 if fill else 0), y, text) + (34 if fill else 0) + 30
        return y + 32

    def _entry(self, x: float, y: float, text: str) -> float:
        line = fit(text, (22,), (INNER - 40, 32))
        self.lines(x, y, line)
        return width(line.texts[0], 22) if line.texts else 0

    def _entries(self, figure: Figure) -> Iterable[tuple[str, str]]:
        """The fill and the words of each part of the bar, persons or percentages; women and men also where there are none."""
        w, counts, shares = self.w, figure.counts, figure.shares

        def said(kind: str, number: object) -> str:
            return w(f"event.{kind}", **{kind: number})

        if counts is not None:
            numbers: dict[str, object] = {"women": counts.women, "men": counts.men} if figure.shown is not None else {}
            numbers |= {kind: number for kind, number in (("other", counts.other), ("unknown", counts.unknown)) if number}
        else:
            given = (("women", shares.women), ("men", shares.men), ("other", shares.other), ("unknown", shares.unknown))
            numbers = {kind: w.quantity(share, percent=True) for kind, share in given if share is not None}
        fills = {"women": COLOURS["women"], "men": "url(#men)"}
        for kind, number in numbers.items():
            yield fills.get(kind, "url(#unknown)"), said(kind, number)
        if figure.has_rest:
            yield COLOURS["paper"], w("event.rest")

    def at(self, x: float) -> float:
        """The position in the picture of one that counts from where lines begin."""
        return round(WIDTH - x if self.rtl else x, 1)

    def rectangle(self, x: float, y: float, wide: float, high: float, fill: str, **more: object) -> None:
        """A rectangle that begins at `x`, mirrored where lines run from the right."""
        left = self.at(x + wide) if self.rtl else self.at(x)
        self.shape("rect", x=left, y=round(y, 1), width=round(wide, 1), height=high, fill=fill, **more)

    def shape(self, tag: str, **attributes: object) -> None:
        """A shape with these attributes."""
        written = " ".join(f'{name.replace("_", "-")}="{value}"' for name, value in attributes.items())
        self.parts.append(f"<{tag} {written}/>")

    def lines(self, x: float, y: float, lines: Lines, **look: object) -> float:
        """Lines of text one below the other from `y` down; where they end."""
        for place, line in enumerate(lines.texts):
            self.text(x, y + lines.size * (1.06 + place * LINE), line, lines.size, **look)
        return y + lines.height

    def text(
        self, x: float, y: float, line: str, size: float, *, bold: bool = False, fill: str = COLOURS["ink"], anchor: str = "start"
    ) -> None:
        """One line of text that begins at `x`, or has its middle there.

        `direction` is left alone: renderers differ in what it does to `text-anchor`, and the isolate around the line says the same.
        """
        side = "end" if anchor == "start" and self.rtl else anchor
        weight = ' font-weight="700"' if bold else ""
        place = f'x="{self.at(x):g}" y="{y:.1f}" font-size="{size:g}" fill="{fill}"'
        anchored = f' text-anchor="{side}"' if side != "start" else ""
        self.parts.append(f'<text class="{self.base}" {place}{weight}{anchored}>{spans(directed(line, self.w.dir), self.base)}</text>')


# Men are striped and the others hatched, so that the parts differ in grey too; a share that is only a bound fades towards its open end.
_FILLS = (
    '<defs><pattern id="men" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    f'<rect width="7" height="7" fill="{COLOURS["men"]}"/><rect width="2" height="7" fill="#fff" fill-opacity=".28"/></pattern>'
    '<pattern id="unknown" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">'
    f'<rect width="6" height="6" fill="{COLOURS["paper"]}"/><rect width="2.4" height="6" fill="{COLOURS["unknown"]}"/></pattern>'
    f'<linearGradient id="bound" x1="{{from}}" x2="{{to}}"><stop offset=".7" stop-color="{COLOURS["women"]}"/>'
    f'<stop offset="1" stop-color="{COLOURS["women"]}" stop-opacity="0"/></linearGradient></defs>'
)
