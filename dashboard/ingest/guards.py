"""Guards: what must hold for the bytes of a file before a CSV reader sees them, because the reader would not complain."""

from __future__ import annotations

from collections.abc import Iterator

from .findings import ERROR, WARNING, Place
from .kinds import IMAGES, UNREAD, kind_of
from .registry import BYTES, CHARACTERS, PERSONS, rule
from .scan import BOM, LONGEST_LINE, Scan, wide_encoding

MEGABYTE = 1_000_000
# What spreadsheet programs write in Western countries where they are not asked for UTF-8.
NARROW = "Latin-1 (Windows-1252)"


@rule("cell_personal", ERROR, PERSONS)
def cell_personal(file: Scan) -> Iterator[Place]:
    """There is an e-mail address in the text, wherever it stands; what looks like one in an image is none."""
    if file.address_at is not None and kind_of(file) not in UNREAD:
        yield Place(line=file.line_of(file.address_at))


@rule("file_too_large", ERROR, BYTES)
def file_too_large(file: Scan) -> Iterator[Place]:
    """The file is larger than the setting `upload_mb` allows."""
    if file.size > file.limit:
        yield Place(params={"size": f"{file.size / MEGABYTE:.1f}", "limit": file.limit // MEGABYTE})


@rule("file_empty", ERROR, BYTES)
def file_empty(file: Scan) -> Iterator[Place]:
    """The file holds nothing, or nothing but blank lines."""
    if file.size <= len(file.head) and not file.head.removeprefix(BOM).strip():
        yield Place()


@rule("file_archive", ERROR, BYTES)
def file_archive(file: Scan) -> Iterator[Place]:
    """The file is a document, or packed in a way that is not read."""
    kind = kind_of(file)
    if kind in UNREAD and kind not in IMAGES:
        yield Place(params={"format": kind})


@rule("file_image", ERROR, BYTES)
def file_image(file: Scan) -> Iterator[Place]:
    """The file is an image, whatever its name says."""
    if (kind := kind_of(file)) in IMAGES:
        yield Place(params={"format": kind})


@rule("line_too_long", ERROR, BYTES)
def line_too_long(file: Scan) -> Iterator[Place]:
    """A line is far longer than a record can be: the file has no line ends, or is no table."""
    if file.long_line_at is not None:
        yield Place(line=file.line_of(file.long_line_at), params={"limit": LONGEST_LINE // MEGABYTE})


@rule("encoding_not_utf8", ERROR, BYTES)
def encoding_not_utf8(file: Scan) -> Iterator[Place]:
    """The text is in another encoding than UTF-8."""
    name, at = wide_encoding(file.head), 0
    if not name and file.undecodable_at is not None:
        name, at = NARROW, file.undecodable_at
    if name:
        yield Place(line=file.line_of(at), params={"encoding": name})


@rule("nul_byte", ERROR, BYTES)
def nul_byte(file: Scan) -> Iterator[Place]:
    """A byte is zero, which no text has: the file is damaged or not text at all."""
    if file.nul_at is not None:
        yield Place(line=file.line_of(file.nul_at))


@rule("control_character", ERROR, CHARACTERS)
def control_character(file: Scan) -> Iterator[Place]:
    """There are control characters other than tab and line ends."""
    if file.control_at is not None:
        params = {"character": file.character_at(file.control_at), "count": file.controls}
        yield Place(line=file.line_of(file.control_at), params=params)


@rule("bidi_control", ERROR, CHARACTERS)
def bidi_control(file: Scan) -> Iterator[Place]:
    """There are invisible characters that make text show in another order than it is stored in."""
    if file.bidi_at is not None:
        params = {"character": file.character_at(file.bidi_at), "count": file.bidi}
        yield Place(line=file.line_of(file.bidi_at), params=params)


@rule("invisible_character", WARNING, CHARACTERS)
def invisible_character(file: Scan) -> Iterator[Place]:
    """There are characters that nobody sees and no script needs where they stand: two names that look alike may differ by them."""
    if file.invisible_at is not None:
        params = {"character": file.character_at(file.invisible_at), "count": file.invisible}
        yield Place(line=file.line_of(file.invisible_at), params=params)


@rule("line_ends_mixed", ERROR, CHARACTERS)
def line_ends_mixed(file: Scan) -> Iterator[Place]:
    """Lines end in different ways: files from different systems were put together. Line ends within quoted cells do not count."""
    if len(file.kinds_of_ends) > 1 and (mixed := file.mixed_line()):
        yield Place(line=mixed, params={"ends": ", ".join(f"{name}: {count}" for name, count in file.kinds_of_ends.items())})
