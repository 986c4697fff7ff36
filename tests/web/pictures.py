"""What tests see in a picture: its size, and where there is ink in it."""

from __future__ import annotations

import struct
import zlib
from typing import NamedTuple

PAPER = (0xFD, 0xFD, 0xFB)


class Picture(NamedTuple):
    """A PNG with eight bits a channel: its width, its height, its pixels as (red, green, blue), row by row."""

    width: int
    height: int
    rows: list[list[tuple[int, int, int]]]

    def ink(self, paper: tuple[int, int, int] = PAPER) -> int:
        """How many pixels differ from the paper."""
        return sum(pixel != paper for row in self.rows for pixel in row)

    @property
    def colours(self) -> set[tuple[int, int, int]]:
        """The colours in it."""
        return {pixel for row in self.rows for pixel in row}


def size(png: bytes) -> tuple[int, int]:
    """Width and height, from the head of the file."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n" and png[12:16] == b"IHDR"
    return struct.unpack(">II", png[16:24])


def read(png: bytes) -> Picture:
    """The picture in a PNG that is not interlaced; slow for large ones."""
    width, height = size(png)
    depth, kind, *_, interlaced = png[24:29]
    assert (depth, interlaced) == (8, 0) and kind in (2, 6)
    step, data, at = (3 if kind == 2 else 4), b"", 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            data += png[at + 8 : at + 8 + length]
        at += 12 + length
    raw, above, rows = zlib.decompress(data), bytearray(width * step), []
    for start in range(0, len(raw), width * step + 1):
        line = bytearray(raw[start + 1 : start + 1 + width * step])
        _restore(raw[start], line, above, step)
        rows.append([tuple(line[place : place + 3]) for place in range(0, len(line), step)])
        above = line
    assert len(rows) == height
    return Picture(width, height, rows)


def _restore(kind: int, line: bytearray, above: bytearray, step: int) -> None:
    """Undo the filter of a row (PNG, third edition, 9.2)."""
    for place in range(len(line)):
        left = line[place - step] if place >= step else 0
        corner = above[place - step] if place >= step else 0
        line[place] = (line[place] + (0, left, above[place], (left + above[place]) // 2, _paeth(left, above[place], corner))[kind]) % 256


def _paeth(left: int, above: int, corner: int) -> int:
    guess = left + above - corner
    return min((left, above, corner), key=lambda value: abs(guess - value))
