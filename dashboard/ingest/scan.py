"""One pass over the bytes of a file before anything parses them: what it holds, counted and hashed in bounded memory."""

from __future__ import annotations

import codecs
import hashlib
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

CHUNK = 1 << 22
HEAD = 1 << 16
BOM = codecs.BOM_UTF8
UTF_32, UTF_16 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE), (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
SAMPLE = 400
CONTROLS = bytes(set(range(32)) - set(b"\t\n\r")) + b"\x7f"
# U+202A to U+202E and U+2066 to U+2069: embeddings, overrides and isolates, which show text in another order than it has.
BIDI = re.compile(rb"\xe2\x80[\xaa-\xae]|\xe2\x81[\xa6-\xa9]")
# Characters that are not seen: joiners and zero-width blanks, marks that allow a hyphen or forbid a break, tags, deprecated marks.
# Joiners shape letters in Arabic, Indic and other scripts from U+0600 to U+18AF and beyond U+11000, zero-width blanks part words in some of
# them, and joiners tie emoji together: after such a character they are rightly there. Source: Unicode Standard, 23.2; UAX 31, 2.3.
_SHAPED = (
    rb"[\xd8-\xdf][\x80-\xbf]",
    rb"\xe0[\xa0-\xbf][\x80-\xbf]",
    rb"\xe1[\x80-\x82\x9c-\xa2][\x80-\xbf]",
    rb"\xef[\xac-\xbb][\x80-\xbf]",
    rb"\xef\xb8\x8f",
    rb"\xf0[\x91\x9f][\x80-\xbf]{2}",
)
_ZERO_WIDTH = rb"\xe2\x80[\x8b-\x8d]"
INVISIBLE = re.compile(
    _ZERO_WIDTH
    + b"".join(b"(?<!" + before + _ZERO_WIDTH + b")" for before in _SHAPED)
    + rb"|\xe2\x81[\xa0-\xa4\xaa-\xaf]|\xc2\xad|\xe1\xa0\x8e|\xef\xbb\xbf|\xef\xbf[\xb9-\xbb]|\xf3\xa0[\x80\x81][\x80-\xbf]"
)
ENDS = re.compile(rb'\r\n|\r|\n|"')
# To look for single characters is many times quicker than to search for a pattern, and most files have none of these.
UNSEEN = (
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\u200c\u200d\u00ad\u180e\ufeff\ufff9\ufffa\ufffb"
    "\u2060\u2061\u2062\u2063\u2064\u206a\u206b\u206c\u206d\u206e\u206f"
)
TAGS = b"\xf3"
# A blank between a cell's quotation mark and a comma, a line end or another such mark: one CSV reader takes it, another does not.
LOOSE = re.compile(rb'" +[",\r\n]|[,\r\n] +"')
# An e-mail address from its @ on, in any encoding that holds ASCII.
ADDRESS = re.compile(rb"(?<=[A-Za-z0-9._%+'\x80-\xff-])@(?:[A-Za-z0-9\x80-\xff-]+\.)+[A-Za-z\x80-\xff]{2,}")
LONGEST_ADDRESS = 320
LONGEST_SEQUENCE = 4
BEFORE = 7  # bytes at the end of the chunk before that matter: a character that is cut in two, and the one before it
LONGEST_LINE = 10_000_000
"""Bytes a line of a table may have; it takes three of the longest cells in each of a hundred columns to get there."""


@dataclass
class Scan:
    """What one pass over a file found. Offsets are those of the first such byte, None where there is none.

    A file of more than `limit` bytes is not read: then only `size` is known. Where the text was taken out of a workbook, `sheet` is the
    sheet, one row of it a record, and `above` the number of blank rows before its header: lines are rows of that sheet then. `blank` has,
    of each blank row that was left out after that, how many rows come before it in the text.
    """

    path: Path
    limit: int
    size: int = 0
    sha256: str = ""
    head: bytes = b""
    line_feeds: int = 0
    carriage_returns: int = 0
    pairs: int = 0
    commas: int = 0
    quotes: int = 0
    controls: int = 0
    bidi: int = 0
    invisible: int = 0
    nul_at: int | None = None
    control_at: int | None = None
    bidi_at: int | None = None
    invisible_at: int | None = None
    undecodable_at: int | None = None
    address_at: int | None = None
    long_line_at: int | None = None
    loose_quotes: bool = False
    sheet: str = ""
    above: int = 0
    blank: Sequence[int] = ()
    last: bytes = field(default=b"", repr=False)
    since_end: int = field(default=0, repr=False)

    @property
    def line_ends(self) -> str:
        """The line ends in use: "\\n", "\\r\\n", or "" where there is a mixture or lone carriage returns."""
        if not self.carriage_returns:
            return "\n"
        return "\r\n" if self.carriage_returns == self.line_feeds == self.pairs else ""

    @property
    def kinds_of_ends(self) -> dict[str, int]:
        """How many line ends of each kind the file has, by the names of their characters; those within quoted cells count."""
        pairs, feeds, returns = self.pairs, self.line_feeds - self.pairs, self.carriage_returns - self.pairs
        return {name: count for name, count in (("CR LF", pairs), ("LF", feeds), ("CR", returns)) if count}

    @property
    def lines(self) -> int:
        """How many physical lines the file has; one that is cut off at the end of the file counts."""
        ends = self.line_feeds + self.carriage_returns - self.pairs
        return ends + (self.last not in (b"", b"\n", b"\r"))

    def line_of(self, offset: int) -> int:
        """The physical line (1 is the first) in which a byte stands; in a text from a workbook, the row of the sheet."""
        if self.sheet:
            return self._row_of(offset)
        ends = 0
        with self.path.open("rb") as file:
            while offset > 0:
                chunk = file.read(min(CHUNK, offset))
                if not chunk:
                    break
                offset -= len(chunk)
                if chunk.endswith(b"\r") and offset:
                    after = file.read(1)
                    chunk, offset = chunk + after, offset - 1
                ends += chunk.count(b"\n") + chunk.count(b"\r") - chunk.count(b"\r\n")
        return ends + 1

    def _row_of(self, offset: int) -> int:
        """As `line_of`: a line break between quotation marks ends no row."""
        ends, quotes = 0, 0
        with self.path.open("rb") as file:
            while offset > 0 and (chunk := file.read(min(CHUNK, offset))):
                offset -= len(chunk)
                parts = chunk.split(b'"')
                ends += sum(part.count(b"\n") for part in parts[quotes % 2 :: 2])
                quotes += len(parts) - 1
        return self.row_of(ends + 1)

    def row_of(self, number: int) -> int:
        """The row of the sheet from which a row of the text (1 is the header) was taken."""
        return number + self.above + bisect_left(self.blank, number)

    def mixed_line(self) -> int:
        """The first line that ends in another way than the first, within quotation marks not counted; 0 where there is none."""
        line, first, quoted, held = 1, b"", False, b""
        with self.path.open("rb") as file:
            while chunk := file.read(CHUNK):
                data = held + chunk
                held = b"\r" if data.endswith(b"\r") else b""
                for sign in ENDS.finditer(data, 0, len(data) - len(held)):
                    if sign[0] == b'"':
                        quoted = not quoted
                        continue
                    if not quoted and sign[0] != (first := first or sign[0]):
                        return line
                    line += 1
        return line if held and first not in (b"", held) and not quoted else 0

    def character_at(self, offset: int) -> str:
        """The code point that starts at a byte, as U+202E."""
        with self.path.open("rb") as file:
            file.seek(offset)
            text = file.read(LONGEST_SEQUENCE).decode("utf-8", errors="ignore")
        return f"U+{ord(text[0]):04X}" if text else ""


def scan(path: Path, limit: int) -> Scan:
    """Read a file once, from beginning to end, unless it has more than `limit` bytes; raises OSError where it cannot be read."""
    size = path.stat().st_size
    if size > limit:
        return Scan(path, limit, size)
    found = Scan(path, limit)
    digest = hashlib.sha256()
    decoder = codecs.getincrementaldecoder("utf-8")()
    tail, before, blanks = b"", b"", b"\n"
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            if not found.size:
                found.head = chunk[:HEAD]
            digest.update(chunk)
            _count(found, chunk)
            _find_long_line(found, chunk)
            _find_controls(found, chunk)
            before = find_address(found, before, chunk)
            blanks = _find_loose_quotes(found, blanks, chunk)
            if tail or not chunk.isascii():
                text = _check_utf8(found, decoder, chunk)
                if TAGS in chunk or TAGS in tail or any(sign in text for sign in UNSEEN):
                    _find_unseen(found, tail, chunk)
                tail = (tail + chunk)[-BEFORE:]
            found.size += len(chunk)
            found.last = chunk[-1:]
    _check_utf8(found, decoder, b"", final=True)
    _find_loose_quotes(found, blanks, b"\n")
    found.sha256 = digest.hexdigest()
    return found


def count_lines(path: Path) -> int:
    """How many physical lines a file has, and nothing else of it."""
    found = Scan(path, 0)
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            _count_ends(found, chunk)
            found.last = chunk[-1:]
    return found.lines


def _count(found: Scan, chunk: bytes) -> None:
    _count_ends(found, chunk)
    found.commas += chunk.count(b",")
    # To look for one byte is many times quicker than to count it, and most files have no quotation mark.
    if b'"' in chunk:
        found.quotes += chunk.count(b'"')


def _count_ends(found: Scan, chunk: bytes) -> None:
    found.line_feeds += chunk.count(b"\n")
    if b"\r" in chunk:
        found.carriage_returns += chunk.count(b"\r")
        found.pairs += chunk.count(b"\r\n")
    if found.last == b"\r" and chunk.startswith(b"\n"):
        found.pairs += 1


def _find_long_line(found: Scan, chunk: bytes) -> None:
    """Only a line that goes through a whole chunk can be too long, so its first and last line end are all that is looked for."""
    first, last = chunk.find(b"\n"), chunk.rfind(b"\n")
    if found.carriage_returns:
        first = min((at for at in (first, chunk.find(b"\r")) if at >= 0), default=-1)
        last = max(last, chunk.rfind(b"\r"))
    length = found.since_end + (len(chunk) if first < 0 else first)
    if length > LONGEST_LINE and found.long_line_at is None:
        found.long_line_at = found.size - found.since_end
    found.since_end = length if first < 0 else len(chunk) - last - 1


def _find_controls(found: Scan, chunk: bytes) -> None:
    if found.nul_at is None and (nul := chunk.find(b"\0")) >= 0:
        found.nul_at = found.size + nul
    controls = len(chunk) - len(chunk.translate(None, CONTROLS))
    if controls and found.control_at is None:
        found.control_at = found.size + min(at for byte in CONTROLS if (at := chunk.find(byte)) >= 0)
    found.controls += controls


def _find_unseen(found: Scan, tail: bytes, chunk: bytes) -> None:
    """Find the characters in a chunk that nobody sees; `tail` is the end of the one before it, which was searched already."""
    data, start = tail + chunk, found.size - len(tail)
    bidi = [start + match.start() for match in BIDI.finditer(data) if match.end() > len(tail)]
    found.bidi += len(bidi)
    found.bidi_at = min(bidi, default=None) if found.bidi_at is None else found.bidi_at
    others = [start + match.start() for match in INVISIBLE.finditer(data) if match.end() > len(tail)]
    if data.startswith(BOM) and others[:1] == [0]:  # the mark of the encoding may open a file
        others = others[1:]
    found.invisible += len(others)
    found.invisible_at = min(others, default=None) if found.invisible_at is None else found.invisible_at


def find_address(found: Scan, before: bytes, chunk: bytes) -> bytes:
    """Search a chunk and the end of the one before it for the first e-mail address; gives the end of this one."""
    if found.address_at is None and (b"@" in chunk or b"@" in before):
        data = before + chunk
        plain = data.replace(b"\0", b"")  # UTF-16 has a zero in each letter of ASCII
        if match := ADDRESS.search(plain):
            at = -1
            for _ in range(plain.count(b"@", 0, match.start()) + 1):
                at = data.index(b"@", at + 1)
            found.address_at = found.size - len(before) + at
    return chunk[-LONGEST_ADDRESS:] if len(chunk) >= LONGEST_ADDRESS else (before + chunk)[-LONGEST_ADDRESS:]


def _find_loose_quotes(found: Scan, blanks: bytes, chunk: bytes) -> bytes:
    """Search a chunk and the end of the one before it; gives the end of this one: a sign and, however many follow it, one blank."""
    data = blanks + chunk if chunk.startswith((b" ", b",", b"\r", b"\n", b'"')) else chunk
    if not found.loose_quotes and b'"' in data and (b'" ' in data or b' "' in data):
        found.loose_quotes = LOOSE.search(data) is not None
    end = max(len(data.rstrip(b" ")) - 1, 0)
    return data[end : end + 2]


def _check_utf8(found: Scan, decoder: codecs.IncrementalDecoder, chunk: bytes, final: bool = False) -> str:
    """The text of a chunk, or nothing once there was something that is none."""
    if found.undecodable_at is not None:
        return ""
    held = len(decoder.getstate()[0])
    try:
        return decoder.decode(chunk, final)
    except UnicodeDecodeError as error:
        found.undecodable_at = found.size - held + error.start
        return ""


def wide_encoding(head: bytes) -> str:
    """UTF-16 or UTF-32 where the head says so by its mark, or by a zero in every other byte."""
    if head.startswith(UTF_32):
        return "UTF-32"
    zeros = head[:SAMPLE].count(0)
    if head.startswith(UTF_16) or (zeros and zeros * 5 >= len(head[:SAMPLE]) * 2):
        return "UTF-16"
    return ""
