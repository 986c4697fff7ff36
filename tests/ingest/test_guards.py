"""Guards on bytes: what a file is is seen before anything parses it, also where its chunks are cut."""

from __future__ import annotations

import hashlib

import pytest

from dashboard.ingest import scan as scanning
from dashboard.ingest import validate
from dashboard.ingest.scan import scan

HEADER = "INDICATOR,REF_AREA,SEX,TIME_PERIOD,OBS_VALUE,COMMENT_OBS"
ROW = "IT_USE_ii99,KEN,_T,{year},22.6,{comment}"
LARGE = 1 << 20


def rows(*comments: str) -> list[str]:
    return [HEADER, *(ROW.format(year=1990 + at, comment=comment) for at, comment in enumerate(comments))]


def findings(path, settings, catalogue, **more):
    return [(finding.code, finding.line) for finding in validate(path, settings, catalogue, **more).findings]


@pytest.fixture(params=[1, 2, 3, 5, 1 << 22], ids=lambda size: f"chunks of {size}")
def chunks(request, monkeypatch):
    monkeypatch.setattr(scanning, "CHUNK", request.param)


@pytest.mark.parametrize("end, name", [(b"\n", "\n"), (b"\r\n", "\r\n"), (b"\r", ""), (b"\n\r\n", "")])
def test_line_ends_are_told_apart(chunks, write, end, name):
    found = scan(write(data=end.join([b"a,b", b"1,2", b"3,4"])), LARGE)
    assert found.line_ends == name
    assert found.lines == (5 if end == b"\n\r\n" else 3)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
def test_every_line_end_and_mark_is_read(write, settings, catalogue, end, bom):
    report = validate(write(data=bom + end.join(rows("a", "é", "b")).encode()), settings, catalogue)
    assert (report.records, report.findings) == (3, ())


def test_a_mixture_of_line_ends_is_told_and_all_else_is_read(write, settings, catalogue):
    first, second, third, fourth = rows("a", '"b\r\nb"', "c")
    report = validate(write(data=f"{first}\r\n{second}\n{third}\r{fourth}\n".encode()), settings, catalogue)
    (finding,) = report.findings
    assert (report.records, finding.code, finding.line) == (3, "line_ends_mixed", 2)
    assert finding.params == {"ends": "CR LF: 2, LF: 2, CR: 1"}


@pytest.mark.parametrize("end, within", [("\n", "\r\n"), ("\r\n", "\n"), ("\r\n", "\r"), ("\r", "\n")])
def test_line_ends_within_a_cell_are_its_own(write, settings, catalogue, end, within):
    """Spreadsheet programs end a line within a cell in another way than a record."""
    cell = f'"one{within}""two""{within}{within}three"'
    report = validate(write(data=end.join([*rows(cell, "b", cell), ""]).encode()), settings, catalogue)
    assert (report.records, report.findings) == (3, ())


@pytest.mark.parametrize(
    "data, line",
    [
        (b"a\r\nb\r\nc\n", 3),
        (b"a\nb\rc\n", 2),
        (b"a\r\nb\r", 2),
        (b'"a\nb"\r\nc\r\nd\n', 4),
        (b"a\r\nb", 0),
        (b'a\r\n"b\nc', 0),
    ],
)
def test_the_first_line_that_ends_otherwise_is_named(chunks, write, data, line):
    assert scan(write(data=data), LARGE).mixed_line() == line


ZERO_WIDTH, NON_JOINER, JOINER = "\u200b", "\u200c", "\u200d"


@pytest.mark.parametrize(
    "text, count",
    [
        ("Nai" + ZERO_WIDTH + "robi", 1),
        ("KEN" + NON_JOINER, 1),
        (JOINER + "KEN", 1),
        ("soft\u00adhyphen", 1),
        ("a\ufeffb\ufeff", 2),
        ("a\u2060b\u206ac\u180ed", 3),
        ("F\U000e0046", 1),
        ("می" + NON_JOINER + "خواهم", 0),  # Persian: one word, written in two parts
        ("ه" + JOINER, 0),  # Arabic: the letter in the shape that it has within a word, for the year of the Hijra
        ("क्" + JOINER + "ष", 0),  # Hindi: half a letter
        ("ശ്രീ" + NON_JOINER, 0),
        ("ภาษา" + ZERO_WIDTH + "ไทย", 0),  # Thai: where a line may be broken
        ("👩" + JOINER + "💻", 0),
        ("❤\ufe0f" + JOINER + "🔥", 0),
        ("“l’été” – naïve", 0),
        ("\u200fعربي\u200e", 0),
    ],
)
def test_characters_that_nobody_sees(chunks, write, text, count):
    found = scan(write(text), LARGE)
    assert found.invisible == count
    assert found.invisible_at == (None if not count else min(len(text[:at].encode()) for at in range(len(text)) if text[at] in UNSEEN))


UNSEEN = {ZERO_WIDTH, NON_JOINER, JOINER, *"\u00ad\ufeff\u2060\u206a\u180e\U000e0046"}


def test_the_mark_of_the_encoding_is_no_hidden_character(chunks, write):
    assert scan(write(data="\ufeffa,b\n".encode()), LARGE).invisible == 0
    assert scan(write(data="\ufeff\ufeffa,b\n".encode()), LARGE).invisible == 1


def test_counts_and_hash_do_not_depend_on_chunks(chunks, write):
    data = 'é,"ü"\r\n\u202e,b\n\x07'.encode()
    found = scan(write(data=data), LARGE)
    assert (found.commas, found.quotes, found.pairs, found.line_feeds, found.carriage_returns) == (2, 2, 1, 2, 1)
    assert found.sha256 == hashlib.sha256(data).hexdigest()
    assert (found.bidi, found.bidi_at) == (1, data.index("\u202e".encode()))
    assert (found.controls, found.control_at) == (1, len(data) - 1)
    assert found.undecodable_at is None


@pytest.mark.parametrize("at", [0, 3, 4, 5, 7])
def test_first_byte_that_is_not_utf8(chunks, write, at):
    data = b"abc\xc3\xa9def"
    cut = data[:at] + b"\xff" + data[at:]
    # Within the two bytes of é it is the first of them that cannot be decoded.
    assert scan(write(data=cut), LARGE).undecodable_at == (3 if at == 4 else at)


def test_a_character_cut_off_at_the_end_is_not_utf8(write):
    assert scan(write(data="abcé".encode()[:-1]), LARGE).undecodable_at == 3


@pytest.mark.parametrize(
    "encoding, name", [("utf-16", "UTF-16"), ("utf-16-le", "UTF-16"), ("utf-32", "UTF-32"), ("latin-1", "Latin-1 (Windows-1252)")]
)
def test_encodings_are_named(write, settings, catalogue, encoding, name):
    report = validate(write(data="\n".join(rows("a", "é")).encode(encoding)), settings, catalogue)
    assert [(finding.code, finding.params) for finding in report.findings] == [("encoding_not_utf8", {"encoding": name})]
    assert report.findings[0].line == (3 if encoding == "latin-1" else 1)


@pytest.mark.parametrize("head, name", [(b"BZh91AY&SY", "bzip2"), (b"%PDF-1.7", "PDF")])
def test_other_formats_are_named(write, settings, catalogue, head, name):
    report = validate(write(data=head + bytes(range(256))), settings, catalogue)
    assert [(finding.code, finding.params) for finding in report.findings] == [("file_archive", {"format": name})]


@pytest.mark.parametrize("head, name", [(b"\x89PNG\r\n", "PNG"), (b"\xff\xd8\xff\xe0", "JPEG"), (b"GIF89a\0", "GIF")])
def test_an_image_is_one_and_nothing_else_whatever_its_bytes_look_like(write, settings, catalogue, head, name):
    report = validate(write(data=head + b"first_name,x\njane.doe@mail.example.org\0" + bytes(range(256))), settings, catalogue)
    assert [(finding.code, finding.params) for finding in report.findings] == [("file_image", {"format": name})]


def test_lines_are_physical(write, settings, catalogue):
    path = write(*rows('"two\nlines"', "nul\0"))
    assert findings(path, settings, catalogue) == [("nul_byte", 4)]


def test_control_characters_do_not_hide_what_else_is_wrong(write, settings, catalogue):
    path = write(*rows("a", "b\x0b"), ROW.format(year="later", comment=""))
    assert findings(path, settings, catalogue) == [("control_character", 3), ("period_invalid", 4)]


def test_a_file_that_is_too_large_is_not_read(write, settings, catalogue):
    path = write(*rows("a"))
    found = scan(path, 10)
    assert (found.size, found.sha256, found.head) == (path.stat().st_size, "", b"")


@pytest.mark.parametrize(
    "text, loose", [('a,"b"    ,c', True), ('a,    "b"', True), ('    "a"', True), ('a,"b"   ', True), ('a,"b",c    ', False)]
)
def test_a_blank_beside_a_quotation_mark_is_seen_however_the_file_is_cut(chunks, write, text, loose):
    assert scan(write(text), LARGE).loose_quotes is loose


@pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\n"])
@pytest.mark.parametrize("size", [1, 2, 3, 5], ids=lambda size: f"chunks of {size}")
@pytest.mark.parametrize(
    "lengths, line", [((5, 9, 10), None), ((5, 11, 3), 2), ((11,), 1), ((3, 3, 11), 3), ((11, 12), 1), ((0, 0, 11), 3)]
)
def test_a_line_is_too_long_however_the_file_is_cut(write, monkeypatch, size, lengths, line, end):
    """Lines within a chunk are not looked at: the bound is that of more than two chunks."""
    assert scanning.LONGEST_LINE > 2 * scanning.CHUNK
    monkeypatch.setattr(scanning, "CHUNK", size)
    monkeypatch.setattr(scanning, "LONGEST_LINE", 10)
    found = scan(write(data=end.join(b"x" * length for length in lengths)), LARGE)
    assert (found.long_line_at is not None and found.line_of(found.long_line_at)) == (line is not None and line)


def test_a_line_that_is_too_long_is_refused_kindly(write, settings, catalogue):
    path = write(*rows("a"), "x" * 10_000_001)
    report = validate(path, settings, catalogue)
    assert [(finding.code, finding.line, finding.params) for finding in report.findings] == [("line_too_long", 3, {"limit": 10})]
