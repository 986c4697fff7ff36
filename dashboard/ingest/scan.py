"""One pass over the bytes of a file before anything parses them: what it holds, counted and hashed in bounded memory."""

from __future__ import annotations

import codecs
import hashlib
import re
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
# A blank between a cell's quotation mark and a comma, a line end or another such mark: one CSV reader takes it, another does not.
LOOSE = re.compile(rb'" +[",\r\n]|[,\r\n] +"')
# An e-mail address from its @ on, in any encoding that holds ASCII.
ADDRESS = re.compile(rb"(?<=[A-Za-z0-9._%+'\x80-\xff-])@(?:[A-Za-z0-9\x80-\xff-]+\.)+[A-Za-z\x80-\xff]{2,}")
LONGEST_ADDRESS = 320
LONGEST_SEQUENCE = 4
BEFORE = 2  # bytes of such a character that may stand at the end of the chunk before


@dataclass
class Scan:
    """What one pass over a file found. Offsets are those of the first such byte, None where there is none.

    A file of more than `limit` bytes is not read: then only `size` is known.
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
    nul_at: int | None = None
    control_at: int | None = None
    bidi_at: int | None = None
    undecodable_at: int | None = None
    address_at: int | None = None
    loose_quotes: bool = False
    last: bytes = field(default=b"", repr=False)

    @property
    def line_ends(self) -> str:
        """The line ends in use: "\\n", "\\r\\n", or "" where there is a mixture or lone carriage returns."""
        if not self.carriage_returns:
            return "\n"
        return "\r\n" if self.carriage_returns == self.line_feeds == self.pairs else ""

    @property
    def lines(self) -> int:
        """How many physical lines the file has; one that is cut off at the end of the file counts."""
        ends = self.line_feeds + self.carriage_returns - self.pairs
        return ends + (self.last not in (b"", b"\n", b"\r"))

    def line_of(self, offset: int) -> int:
        """The physical line (1 is the first) in which a byte stands."""
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
            _find_controls(found, chunk)
            before = _find_address(found, before, chunk)
            blanks = _find_loose_quotes(found, blanks, chunk)
            if tail or not chunk.isascii():
                _find_bidi(found, tail, chunk)
                _check_utf8(found, decoder, chunk)
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


def _find_controls(found: Scan, chunk: bytes) -> None:
    if found.nul_at is None and (nul := chunk.find(b"\0")) >= 0:
        found.nul_at = found.size + nul
    controls = len(chunk) - len(chunk.translate(None, CONTROLS))
    if controls and found.control_at is None:
        found.control_at = found.size + min(at for byte in CONTROLS if (at := chunk.find(byte)) >= 0)
    found.controls += controls


def _find_bidi(found: Scan, tail: bytes, chunk: bytes) -> None:
    """Search a chunk and the end of the one before it: a character may be cut in two."""
    if b"\xe2" not in tail and b"\xe2\x80" not in chunk and b"\xe2\x81" not in chunk:
        return
    matches = list(BIDI.finditer(tail + chunk))
    found.bidi += len(matches)
    if matches and found.bidi_at is None:
        found.bidi_at = found.size - len(tail) + matches[0].start()


def _find_address(found: Scan, before: bytes, chunk: bytes) -> bytes:
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


def _check_utf8(found: Scan, decoder: codecs.IncrementalDecoder, chunk: bytes, final: bool = False) -> None:
    if found.undecodable_at is not None:
        return
    held = len(decoder.getstate()[0])
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError as error:
        found.undecodable_at = found.size - held + error.start


def wide_encoding(head: bytes) -> str:
    """UTF-16 or UTF-32 where the head says so by its mark, or by a zero in every other byte."""
    if head.startswith(UTF_32):
        return "UTF-32"
    zeros = head[:SAMPLE].count(0)
    if head.startswith(UTF_16) or (zeros and zeros * 5 >= len(head[:SAMPLE]) * 2):
        return "UTF-16"
    return ""
