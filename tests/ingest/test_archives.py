"""Archives: one file comes out of them, whole and within bounds, or nothing does and the reason is told."""

from __future__ import annotations

import bz2
import gzip
import zipfile
import zlib

import pytest

from dashboard.ingest import opened, publish, validate
from dashboard.ingest.archives import open_archive
from dashboard.ingest.kinds import LARGEST_DIRECTORY
from dashboard.ingest.opened import Opened
from dashboard.ingest.scan import scan

from .containers import CSV, PNG, TABLE, encrypted, linked, packed, workbook, zipped

GOOD = workbook({"Data": TABLE})
ZIP = zipped({"a.csv": CSV})


@pytest.mark.parametrize(
    "data",
    [
        packed(CSV),
        packed(CSV[:20]) + packed(CSV[20:]),
        gzip.compress(CSV, 0),
        packed(CSV) + b"\0" * 100,
        ZIP,
        zipped({"a.csv": CSV}, zipfile.ZIP_STORED),
        zipped({"2025/": b"", "2025/a.csv": CSV}),
        zipped({"a.csv": CSV, "__MACOSX/._a.csv": b"\0\5\x16\7", ".DS_Store": b"\0"}),
        zipped({"Länder.csv": CSV}, comment=b"of 2019"),
    ],
    ids=["gzip", "two parts", "stored", "padded", "zip", "stored zip", "folder", "macOS", "name and comment"],
)
def test_the_one_file_comes_out_whole(opening, data):
    result = opening(data)
    assert result.text.path.read_bytes() == CSV and result.found == {}


@pytest.mark.parametrize("end", range(12, len(packed(CSV)), 7))
def test_a_gzip_file_cut_off_is_damaged(opening, end):
    assert opening(packed(CSV)[:end]).found == {"archive_damaged": [{"format": "gzip"}]}


@pytest.mark.parametrize("end", range(5, len(ZIP), 7))
def test_a_zip_file_cut_off_is_damaged(opening, end):
    assert opening(ZIP[:end]).found == {"archive_damaged": [{"format": "ZIP"}]}


def test_a_wrong_checksum_is_damage(opening):
    data = packed(CSV)
    assert opening(data[:-8] + b"\1\2\3\4" + data[-4:]).codes == {"archive_damaged"}
    checksum = zlib.crc32(CSV).to_bytes(4, "little")
    assert checksum in ZIP
    assert opening(ZIP.replace(checksum, b"\1\2\3\4")).codes == {"archive_damaged"}


def test_what_follows_a_gzip_file_is_damage(opening):
    assert opening(packed(CSV) + b"and more").codes == {"archive_damaged"}


@pytest.mark.parametrize(
    "members, names",
    [
        ({"a.csv": CSV, "b.csv": CSV}, "a.csv, b.csv"),
        ({f"{at}.csv": b"" for at in range(12)}, "0.csv, 1.csv, 2.csv, 3.csv, 4.csv, 5.csv, 6.csv, 7.csv, 8.csv, 9.csv …"),
        ({"x" * 300: CSV, "b": CSV}, "x" * 100 + "…, b"),
        ({"jane@mail.example.org.csv": CSV, "b": CSV}, "…@…, b"),
    ],
)
def test_several_files_are_named(opening, members, names):
    assert opening(zipped(members)).found == {"archive_several": [{"count": len(members), "names": names}]}


@pytest.mark.parametrize("data", [zipped({}), zipped({"folder/": b""}), zipped({"a.csv": b""}), packed(b"")])
def test_nothing_inside(opening, data):
    assert opening(data).codes == {"archive_empty"}


@pytest.mark.parametrize(
    "inner, inside",
    [(packed(CSV), "gzip"), (ZIP, "ZIP"), (GOOD, "XLSX"), (bz2.compress(CSV), "bzip2"), (b"7z\xbc\xaf\x27\x1c", "7z")],
)
@pytest.mark.parametrize("pack, format", [(packed, "gzip"), (lambda data: zipped({"inner": data}), "ZIP")])
def test_nothing_that_is_packed_itself(opening, inner, inside, pack, format):
    assert opening(pack(inner)).found == {"archive_nested": [{"format": format, "inside": inside}]}


@pytest.mark.parametrize("pack", [packed, lambda data: zipped({"figures.csv": data})])
def test_an_image_inside_is_named(write, settings, catalogue, pack):
    report = validate(write(data=pack(PNG), name="sent"), settings, catalogue)
    assert [(finding.code, finding.params) for finding in report.findings] == [("file_image", {"format": "PNG"})]


@pytest.mark.parametrize("name", ["../a.csv", "/etc/a.csv", "a/../../b.csv", "C:\\a.csv", "..\\a.csv", "\\\\server\\a.csv", "a/.."])
def test_a_path_that_leads_elsewhere(opening, tmp_path, name):
    before = {path for path in tmp_path.parent.rglob("*") if "unpacked" not in path.parts}
    result = opening(zipped({name: CSV}), "sent.zip")
    assert result.codes == {"archive_path"} and result.text is None
    assert {path for path in tmp_path.parent.rglob("*") if "unpacked" not in path.parts} - before == {tmp_path / "sent.zip"}


@pytest.mark.parametrize("name", ["a..b.csv", "a/b.csv", "...csv"])
def test_a_path_that_stays(opening, name):
    assert opening(zipped({name: CSV})).found == {}


def test_a_link_is_not_followed(opening):
    assert opening(linked("a.csv", "/etc/passwd")).found == {"archive_path": [{"name": "a.csv"}]}


def test_a_password_and_a_rare_method(opening):
    assert opening(encrypted(ZIP)).codes == {"archive_encrypted"}
    assert opening(zipped({"a.csv": CSV}, zipfile.ZIP_LZMA)).codes == {"archive_method"}


def lying(data: bytes, size: int) -> bytes:
    """A ZIP file whose headers say that its member of this size has ten bytes."""
    written = size.to_bytes(4, "little")
    assert data.count(written) == 2
    return data.replace(written, (10).to_bytes(4, "little"))


@pytest.mark.parametrize("content", [CSV, b"\0" * 30_000_000], ids=["table", "bomb"])
def test_sizes_in_headers_are_not_believed(opening, tmp_path, content):
    assert opening(lying(zipped({"a.csv": content}), len(content))).codes == {"archive_damaged"}
    assert sum(path.stat().st_size for path in (tmp_path / "unpacked").iterdir()) <= 10


@pytest.mark.parametrize("pack", [packed, lambda data: zipped({"a.csv": data})], ids=["gzip", "zip"])
def test_a_bomb_is_stopped_in_time(opening, monkeypatch, tmp_path, pack):
    """What comes out is counted: the file that is written never is larger than allowed."""
    monkeypatch.setattr(opened, "LEAST", 1_000_000)
    result = opening(pack(b"\0" * 30_000_000))
    assert result.text is None and result.codes == {"archive_bomb"}
    assert sum(path.stat().st_size for path in (tmp_path / "unpacked").iterdir()) <= 250 * 30_100


def test_how_much_may_come_out(opening, monkeypatch):
    data = packed(b"a,b\n" * 1000)
    assert opening(data, limit=1000).codes == set()
    assert opening(data, limit=999).found == {"archive_bomb": [{"format": "gzip", "limit": 0}]}
    monkeypatch.setattr(opened, "LEAST", 0)
    monkeypatch.setattr(opened, "RATIO", 10)
    assert len(data) < 100 and opening(data).codes == {"archive_bomb"}


def test_a_list_of_members_that_memory_would_not_hold(opening):
    names = {f"{at:05}" + "x" * 60_000: b"" for at in range(LARGEST_DIRECTORY // 60_000 + 1)}
    assert opening(zipped(names, zipfile.ZIP_STORED)).codes == {"archive_damaged"}


def test_a_disk_that_fails_is_no_fault_of_the_file(write, tmp_path):
    sent = scan(write(data=packed(CSV)), 1 << 20)
    with pytest.raises(NotADirectoryError):
        open_archive(Opened(sent, "gzip"), sent.path)


@pytest.mark.parametrize("data", [packed(CSV), ZIP], ids=["gzip", "zip"])
def test_published_as_it_was_sent_and_read_again(write, store, settings, data):
    path = write(data=data, name="sent.zip" if data is ZIP else "sent.csv.gz")
    outcome = publish(path, store)
    assert outcome.report.findings == () and outcome.published.added == 2
    (raw,) = (settings.data / "raw").iterdir()
    assert raw.read_bytes() == data and raw.name == scan(path, 1 << 20).sha256
    assert publish(path, store).published.batch == outcome.published.batch
