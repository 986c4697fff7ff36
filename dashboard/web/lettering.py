"""Lines of text for pictures made on the server: how wide they are about, where they break, what script each part is in, which way it runs.

A picture has no layout engine, and which fonts its reader has is not known: widths are those of Noto Sans with something to spare.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import escape

from ..i18n.words import END_ISOLATE, ISOLATE, RTL_ISOLATE

LATIN, ARABIC, CHINESE, SYMBOLS = "l", "a", "c", "s"
# The class of a script's text, and the fonts for it: Noto first, then what systems bring along.
FAMILIES: Mapping[str, str] = {
    LATIN: "'Noto Sans',system-ui,sans-serif",
    ARABIC: "'Noto Sans Arabic','Geeza Pro','Segoe UI',Tahoma,system-ui,sans-serif",
    CHINESE: "'Noto Sans CJK SC','Noto Sans SC','PingFang SC','Microsoft YaHei',system-ui,sans-serif",
    SYMBOLS: "'DejaVu Sans','Noto Sans Symbols 2','Segoe UI Symbol',system-ui,sans-serif",
}
LTR_ISOLATE = "\u2066"
ANY_ISOLATE = LTR_ISOLATE + RTL_ISOLATE + ISOLATE + END_ISOLATE
LINE = 1.36  # the height of a line, as a multiple of the size of its letters
ELLIPSIS = "…"

_SCRIPTS = (
    (ARABIC, re.compile("[\u0600-\u06ff\u0750-\u077f\u0870-\u08ff\ufb50-\ufdff\ufe70-\ufefc]")),
    (CHINESE, re.compile("[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]")),
    (SYMBOLS, re.compile("[\u2190-\u2bff\U0001f000-\U0001fbff]")),
)
# Letters of other scripts that Chinese fonts have too, in the forms that stand well beside Chinese.
_IN_CHINESE_FONTS = re.compile("[!-~\u00b7\u2010-\u2027]")
# What Arabic fonts have beside Arabic letters, so that it is set like what stands before it; brackets and per cent signs they lack.
_IN_ARABIC_FONTS = re.compile("[ !,\\-.0-9:«»]")
# What no XML document may hold, and what makes a text run another way than its letters do; isolates are kept in pairs.
_NEVER = re.compile("[^\t\n\r -\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u202a-\u202e\ufff9-\ufffb]")
_ISOLATES = re.compile(f"[{ANY_ISOLATE}]")
_UNTOLD = re.compile(f"{ISOLATE}(?=([^{END_ISOLATE}]*))")
_BLANK = re.compile(r"[ \t\r\n]+")
_HAN = "[\u2e80-\ua4cf\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]"
_OPENING = "[（《「『【〈“‘" + ISOLATE + "]"
_CLOSING = "[、。，．：；！？）》」』】〉”’％…,.:;!?)%" + END_ISOLATE + "]"
# A piece that no line breaks within: an ideograph, or what stands between blanks or ideographs, with the signs around it.
_PIECE = re.compile(f" *{_OPENING}*(?:(?!{_OPENING}){_HAN}|(?:(?!{_HAN})[^ ])+){_CLOSING}*| *{_OPENING}+")

_NARROW = frozenset(" ijltfrIJ.,:;!|'()[]{}’‘“”\"-/·\xa0\u202f")
_BROAD = frozenset("mwMWШЩЮЖшщюжфыФ@%—…")
_NARROW_ARABIC, _BROAD_ARABIC = frozenset("اأإآلردذزوؤمهءئ،؛"), frozenset("سشصض")
_SPARE, _BOLD = 1.07, 1.06


def plain(text: str) -> str:
    """A text as one line that is safe in XML and runs the way its letters do: without controls, overrides and isolates."""
    return _ISOLATES.sub("", tidy(text))


def tidy(text: str) -> str:
    """The same with its isolates."""
    return _BLANK.sub(" ", _NEVER.sub("", text)).strip()


def width(text: str, size: float, *, bold: bool = False) -> float:
    """About how wide a text is in letters of this size, rather too much than too little."""
    return sum(map(_em, text)) * size * _SPARE * (_BOLD if bold else 1)


def _em(char: str) -> float:
    """The width of a character as a part of the size."""
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    script = script_of(char, LATIN)
    if script == ARABIC:
        return 0.4 if char in _NARROW_ARABIC else 0.9 if char in _BROAD_ARABIC else 0.58
    if script in (CHINESE, SYMBOLS):
        return 1.05
    if char in _NARROW:
        return 0.35
    if char in _BROAD:
        return 0.98
    return 0.7 if char.isupper() else 0.59


def script_of(char: str, base: str) -> str:
    """The script whose fonts have a character, in a text whose other letters are of script `base`."""
    found = next((script for script, pattern in _SCRIPTS if pattern.match(char)), None)
    return found or (CHINESE if base == CHINESE and _IN_CHINESE_FONTS.match(char) else LATIN)


def base_script(language: str) -> str:
    """The script that the lines of a language are set in."""
    return {"ar": ARABIC, "zh": CHINESE}.get(language, LATIN)


@dataclass(frozen=True)
class Lines:
    """Text broken into lines, with the size of its letters."""

    texts: tuple[str, ...]
    size: float

    @property
    def height(self) -> float:
        """How much room they take."""
        return len(self.texts) * self.size * LINE


def fit(text: str, sizes: Sequence[float], room: tuple[float, float], *, bold: bool = False) -> Lines:
    """The text in the first of `sizes` in which it fits into `room` (width, height); in the last one cut short where it must be."""
    text = _resolved(tidy(text))
    lines: list[str] = []
    for size in sizes:
        lines = list(_broken(text, room[0], size, bold))
        if len(lines) * size * LINE <= room[1]:
            return Lines(tuple(_paired(_evened(text, lines, room[0], size, bold))), size)
    most = int(room[1] // (sizes[-1] * LINE))
    kept = lines[:most]
    if kept:
        kept[-1] = _shortened(kept[-1], room[0], sizes[-1], bold)
    return Lines(tuple(_paired(kept)), sizes[-1])


def _evened(text: str, lines: list[str], wide: float, size: float, bold: bool) -> list[str]:
    """As many lines as these, of about one length, so that no word is left alone in the last."""
    for part in (0.55, 0.65, 0.75, 0.85, 0.95) if len(lines) > 1 else ():
        narrower = list(_broken(text, wide * part, size, bold))
        if len(narrower) == len(lines):
            return narrower
    return lines


def _broken(text: str, wide: float, size: float, bold: bool) -> Iterator[str]:
    line = ""
    for piece in _PIECE.findall(text):
        if line and width(line + piece, size, bold=bold) > wide:
            yield line
            line, piece = "", piece.lstrip(" ")
        line += piece
        while width(line, size, bold=bold) > wide:
            cut = _longest(line, wide, size, bold)
            yield line[:cut]
            line = line[cut:]
    if line:
        yield line


def _longest(line: str, wide: float, size: float, bold: bool) -> int:
    """How many characters of a word that is too long go into a line: at least one, and marks stay with their letters."""
    cut = next(end for end in range(1, len(line) + 1) if width(line[:end], size, bold=bold) > wide) - 1
    while 1 < cut < len(line) and (unicodedata.combining(line[cut]) or unicodedata.category(line[cut]) in ("Mn", "Cf")):
        cut -= 1
    return max(cut, 1)


def _shortened(line: str, wide: float, size: float, bold: bool) -> str:
    while line and width(line + ELLIPSIS, size, bold=bold) > wide:
        line = line[:-1]
    return line.rstrip(" ,.;:") + ELLIPSIS


def _paired(lines: Sequence[str]) -> Iterator[str]:
    """The lines with their isolates in pairs: one that a line break cuts is closed before it and opened again after it."""
    opened: list[str] = []
    for line in lines:
        made = "".join(opened)
        for char in line:
            if char == END_ISOLATE:
                if not opened:
                    continue
                opened.pop()
            elif _ISOLATES.match(char):
                opened.append(char)
            made += char
        yield made + END_ISOLATE * len(opened)


def _resolved(text: str) -> str:
    """The text with the direction of each isolate told, which its first letter decides: that may stand on another line."""
    return _UNTOLD.sub(lambda found: RTL_ISOLATE if _first_strong(found[1]) in ("R", "AL") else LTR_ISOLATE, text)


def _first_strong(text: str) -> str:
    return next((kind for char in text if (kind := unicodedata.bidirectional(char)) in ("L", "R", "AL")), "L")


def directed(line: str, direction: str) -> str:
    """The line in an isolate of its language's direction, so that renderers that know no `direction` set it right too."""
    return (RTL_ISOLATE if direction == "rtl" else LTR_ISOLATE) + line + END_ISOLATE


def spans(line: str, base: str) -> str:
    """The line as content of an SVG text of class `base`: what is of another script is a span of that script's class.

    Renderers replace fonts letter by letter, and ligatures are lost where they do.
    """
    made = []
    for script, text in _runs(line, base):
        made.append(str(escape(text)) if script == base else f'<tspan class="{script}">{escape(text)}</tspan>')
    return "".join(made)


def _runs(line: str, base: str) -> Iterator[tuple[str, str]]:
    """The parts of a line by script; blanks, marks and isolates go with what stands before them, at the beginning with what follows."""
    script, run = "", ""
    for char in line:
        follows = char == " " or unicodedata.category(char) in ("Mn", "Me", "Cf") or (base == ARABIC and _IN_ARABIC_FONTS.match(char))
        own = script if follows else script_of(char, base)
        if script and own != script:
            yield script, run
            run = ""
        script, run = own, run + char
    if run:
        yield script or base, run
