"""What kind of file something is, told by its bytes; a name that says otherwise is pointed at."""

from __future__ import annotations

import tarfile
from io import BytesIO

import pytest

from dashboard.ingest import validate
from dashboard.ingest.kinds import ENDINGS, NAMES, UNREAD, kind_of
from dashboard.ingest.scan import scan

from .containers import CSV, OLE, PNG, TABLE, altered, linked, message, packed, workbook, zipped

LIMIT = 1 << 24
GOOD = workbook({"Data": TABLE})
MANIFEST = "[Content_Types].xml"
ODS = zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<a/>"})


def tar() -> bytes:
    made = BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        entry = tarfile.TarInfo("figures.csv")
        entry.size = len(CSV)
        archive.addfile(entry, BytesIO(CSV))
    return made.getvalue()


KINDS = [
    (CSV, "csv"),
    (CSV.replace(b",", b"\t"), "tsv"),
    (b"", "csv"),
    (b"\xef\xbb\xbf" + CSV, "csv"),
    (CSV.decode().encode("utf-16"), "csv"),
    (packed(CSV), "gzip"),
    (b"\x1f\x8b", "gzip"),
    (zipped({"a.csv": CSV}), "zip"),
    (zipped({}), "zip"),
    (linked("a", "/etc/passwd"), "zip"),
    (b"PK\x03\x04 and nothing else", "zip"),
    (GOOD, "xlsx"),
    (GOOD[:-100], "xlsx"),
    (altered(GOOD, xl__vbaProject_bin=b"1"), "xlsm"),
    (altered(GOOD, xl__macrosheets__sheet1_xml=b"<a/>"), "xlsm"),
    (OLE + b"\0" * 600, "XLS"),
    (OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "locked"),
    (zipped({MANIFEST: b"<a/>", "xl/workbook.bin": b"1"}), "XLSB"),
    (zipped({MANIFEST: b"<a/>", "word/document.xml": b"<a/>"}), "DOCX"),
    (zipped({MANIFEST: b"<a/>", "ppt/presentation.xml": b"<a/>"}), "PPTX"),
    (ODS, "ODS"),
    (message(""), "sdmx-ml"),
    (b"\xef\xbb\xbf\r\n <a/>", "sdmx-ml"),
    ("<a/>".encode("utf-16"), "sdmx-ml"),
    (b' {"meta": {}}', "sdmx-json"),
    (b"{}", "sdmx-json"),
    (b'[{"a": 1}]', "sdmx-json"),
    (b"[1],2\n", "csv"),
    (b"{x},y\n", "csv"),
    (PNG, "PNG"),
    (b"\xff\xd8\xff\xe0\0\x10JFIF\0", "JPEG"),
    (b"GIF89a\1\0\1\0", "GIF"),
    (b"GIF89a,SEX\n", "csv"),
    (b"BMI,SEX\n", "csv"),
    (b"RIFF\x24\0\0\0WEBPVP8 ", "WEBP"),
    (b"%PDF-1.7\n", "PDF"),
    (b"<!DOCTYPE html><html></html>", "HTML"),
    (b"\n<HTML>", "HTML"),
    (b"Rar!\x1a\x07\x01\0", "RAR"),
    (tar(), "tar"),
    (b"SQLite format 3\0", "SQLite"),
]


@pytest.mark.parametrize("data, kind", KINDS, ids=lambda each: each if isinstance(each, str) else f"{each[:8]!r} {len(each)}")
@pytest.mark.parametrize("name", ["sent", "sent.csv", "sent.png"])
def test_bytes_decide(write, data, kind, name):
    assert kind_of(scan(write(data=data, name=name), LIMIT)) == kind


def test_each_ending_names_kinds_that_there_are():
    assert set().union(*ENDINGS.values()) <= NAMES.keys() | UNREAD.keys()


@pytest.mark.parametrize(
    "name, data, format",
    [
        ("a.csv", packed(CSV), "gzip"),
        ("a.csv", GOOD, "XLSX"),
        ("a.CSV", zipped({"a.csv": CSV}), "ZIP"),
        ("a.xlsx", CSV, "CSV"),
        ("a.xls", GOOD, "XLSX"),
        ("a.xls", CSV.replace(b",", b"\t"), "TSV"),
        ("a.gz", CSV, "CSV"),
        ("a.json", message(""), "XML"),
        ("a.csv", message(""), "XML"),
        ("a.pdf", CSV, "CSV"),
    ],
)
def test_a_wrong_ending_is_pointed_at(opening, name, data, format):
    assert opening(data, name).found["extension_wrong"] == [{"extension": name[1:].lower(), "format": format}]


@pytest.mark.parametrize(
    "name, data",
    [("a.csv", CSV), ("a.csv", CSV.replace(b",", b"\t")), ("a.tsv", CSV), ("a.txt", CSV), ("a.csv", b""), ("a.xml", b"\n"), ("a", GOOD)]
    + [("a.dat", packed(CSV)), ("f" * 64, GOOD), ("a.xlsx", altered(GOOD, xl__vbaProject_bin=b"1"))],
)
def test_an_ending_that_fits_or_says_nothing_is_not(opening, name, data):
    assert "extension_wrong" not in opening(data, name).codes


@pytest.mark.parametrize(
    "data, format",
    [(ODS, "ODS"), (OLE + b"\0" * 600, "XLS"), (b"%PDF-1.7\n", "PDF"), (b"<html><table>", "HTML"), (tar(), "tar")],
)
def test_what_is_not_read_is_named_and_no_more_said(write, settings, catalogue, data, format):
    report = validate(write(data=data, name="sent.csv"), settings, catalogue)
    assert [(finding.code, finding.params) for finding in report.findings] == [("file_archive", {"format": format})]
