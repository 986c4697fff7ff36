"""The fonts of this machine that pictures are drawn with, and whether they have a character at all.

Only files named here are used: a picture is the same on every machine that has them, and no font that happens to be there stands in.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from .lettering import ARABIC, CHINESE, LATIN, SYMBOLS

FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts", "/Library/Fonts", "~/Library/Fonts")
PACKAGES = "fonts-noto-core, fonts-noto-cjk, fonts-dejavu-core"
# The files of a script's regular and bold letters, by the names that distributions give them; the first that is there is taken.
FILES: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    LATIN: (("NotoSans-Regular.ttf", "NotoSans-Regular.otf"), ("NotoSans-Bold.ttf", "NotoSans-Bold.otf")),
    ARABIC: (("NotoSansArabic-Regular.ttf", "NotoSansArabic-Regular.otf"), ("NotoSansArabic-Bold.ttf", "NotoSansArabic-Bold.otf")),
    CHINESE: (("NotoSansCJK-Regular.ttc", "NotoSansCJKsc-Regular.otf"), ("NotoSansCJK-Bold.ttc", "NotoSansCJKsc-Bold.otf")),
    SYMBOLS: (("DejaVuSans.ttf", "NotoSansSymbols2-Regular.ttf"), ("DejaVuSans-Bold.ttf", "NotoSansSymbols2-Regular.ttf")),
}
_UNSEEN = frozenset([*range(0x200B, 0x2010), *range(0x2060, 0x2070), *range(0xFE00, 0xFE10), 0xAD, 0x61C, 0xFEFF])


@cache
def font(script: str, bold: bool) -> Path | None:
    """The file that a script is drawn with; None where it is not installed."""
    there = _installed()
    return next((there[name] for name in FILES[script][bold] if name in there), None)


@cache
def _installed() -> Mapping[str, Path]:
    wanted = {name for files in FILES.values() for names in files for name in names}
    found: dict[str, Path] = {}
    for folder in FOLDERS:
        for path in sorted(Path(folder).expanduser().rglob("*.[ot]t[fc]")):
            if path.name in wanted:
                found.setdefault(path.name, path)
    return found


def lacking(text: str, script: str, bold: bool) -> set[str]:
    """The characters of a text for which there is no letter in the script's font here."""
    path = font(script, bold)
    known = characters(path) if path else frozenset()
    return {char for char in text if ord(char) not in known and ord(char) not in _UNSEEN}


@cache
def characters(path: Path) -> frozenset[int]:
    """The code points that a font file (TrueType, OpenType, or the first of a collection) has letters for, by its table `cmap`."""
    data = path.read_bytes()
    start = struct.unpack_from(">I", data, 12)[0] if data[:4] == b"ttcf" else 0
    (tables,) = struct.unpack_from(">H", data, start + 4)
    entries = (struct.unpack_from(">4sIII", data, start + 12 + 16 * place) for place in range(tables))
    cmap = next(offset for tag, _, offset, _ in entries if tag == b"cmap")
    (count,) = struct.unpack_from(">H", data, cmap + 2)
    found: set[int] = set()
    for place in range(count):
        platform, encoding, offset = struct.unpack_from(">HHI", data, cmap + 4 + 8 * place)
        if platform == 0 or (platform, encoding) in ((3, 1), (3, 10)):
            found.update(*_ranges(data, cmap + offset))
    return frozenset(found)


def _ranges(data: bytes, at: int) -> Iterable[range]:
    """The ranges of code points of a subtable in format 4 or 12; those of other formats repeat them."""
    (form,) = struct.unpack_from(">H", data, at)
    if form == 12:
        (groups,) = struct.unpack_from(">I", data, at + 12)
        found = (struct.unpack_from(">III", data, at + 16 + 12 * place) for place in range(groups))
        return [range(first, last + 1) for first, last, glyph in found if glyph]
    if form == 4:
        (twice,) = struct.unpack_from(">H", data, at + 6)
        segments = f">{twice // 2}H"
        lasts = struct.unpack_from(segments, data, at + 14)
        firsts = struct.unpack_from(segments, data, at + 16 + twice)
        return [range(first, last + 1) for first, last in zip(firsts, lasts, strict=True) if first != 0xFFFF]
    return []
