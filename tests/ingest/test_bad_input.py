"""What cannot be taken leaves its raw bytes and its report, says why in its own words, and changes nothing that is published."""

from __future__ import annotations

import pytest

from dashboard.catalogue import load
from dashboard.config import Settings
from dashboard.ingest import Report, publish
from dashboard.ingest.receiving import judge
from dashboard.storage import Manifest, Store

from .containers import CSV, OLE, PNG, TABLE, altered, encrypted, linked, message, packed, workbook, zipped

HEADER = "INDICATOR,REF_AREA,SEX,TIME_PERIOD,OBS_VALUE,COMMENT_OBS\n"
ROW = "IT_USE_ii99,KEN,F,2019,22.6,{}\n"
ADDRESS = b"jane.doe@mail.example.org"
GOOD = workbook({"Data": TABLE})
LAUGHS = "".join(f'<!ENTITY l{at} "{f"&l{at - 1};" * 10}">' for at in range(1, 10))
FORMULA = workbook({"Data": [TABLE[0], (*TABLE[1][:4], "=1+1", *TABLE[1][5:])]})
BOMB = packed(b"0" * 61_000_000)
# Each bad input: how it is called, its bytes, what is said of it.
BAD = {
    "empty file": ("a.csv", b"", "file_empty"),
    "header only": ("a.csv", HEADER.encode(), "batch_empty"),
    "UTF-16": ("a.csv", (HEADER + ROW.format("é")).encode("utf-16"), "encoding_not_utf8"),
    "Latin-1": ("a.csv", (HEADER + ROW.format("é")).encode("latin-1"), "encoding_not_utf8"),
    "mixed line ends": ("a.csv", (HEADER + ROW.format("x") + ROW.format("y").replace("\n", "\r\n")).encode(), "line_ends_mixed"),
    "NUL bytes": ("a.csv", (HEADER + ROW.format("a\0b")).encode(), "nul_byte"),
    "ragged rows": ("a.csv", (HEADER + ROW.format("x,y") + "IT_USE_ii99,KEN\n").encode(), "record_long"),
    "unclosed quote": ("a.csv", (HEADER + ROW.format('"x')).encode(), "quote_unclosed"),
    "a line that does not end": ("a.csv", HEADER.encode() + b"x" * 14_500_000, "line_too_long"),
    "gzip bomb": ("a.csv.gz", BOMB, "archive_bomb"),
    "zip bomb": ("a.zip", zipped({"a.csv": b"0" * 61_000_000}), "archive_bomb"),
    "workbook bomb": ("a.xlsx", altered(GOOD, xl__worksheets__sheet1_xml=b"<worksheet>" + b" " * 61_000_000), "archive_bomb"),
    "damaged gzip": ("a.csv.gz", packed(CSV)[:-9], "archive_damaged"),
    "nested zip": ("a.zip", zipped({"b.zip": zipped({"c.csv": CSV})}), "archive_nested"),
    "several files": ("a.zip", zipped({"a.csv": CSV, "b.csv": CSV}), "archive_several"),
    "path-traversing zip": ("a.zip", zipped({"../../etc/a.csv": CSV}), "archive_path"),
    "a link": ("a.zip", linked("a.csv", "/etc/passwd"), "archive_path"),
    "password": ("a.zip", encrypted(zipped({"a.csv": CSV})), "archive_encrypted"),
    "image renamed": ("a.csv", PNG + bytes(range(256)) * 300 + b"a@b.co", "file_image"),
    "XLSX with macros": ("a.xlsx", altered(GOOD, xl__vbaProject_bin=b"1"), "workbook_macros"),
    "XLSX with formulas": ("a.xlsx", FORMULA, "sheet_formulas"),
    "locked workbook": ("a.xlsx", OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "workbook_locked"),
    "damaged workbook": ("a.xlsx", altered(GOOD, xl__workbook_xml=b"<a"), "workbook_damaged"),
    "external entities": ("a.xml", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hosts">]><a>&x;</a>', "xml_entities"),
    "a billion laughs": ("a.xml", f'<!DOCTYPE a [<!ENTITY l0 "l">{LAUGHS}]><a>&l9;</a>'.encode(), "xml_entities"),
    "XML cut off": ("a.xml", message("")[:-20], "xml_malformed"),
    "JSON cut off": ("a.json", b'{"data": {"dataSets": [', "json_malformed"),
    "foreign XML": ("a.xml", b"<catalogue/>", "message_foreign"),
}
PERSONAL = {
    "an address": ("a.csv", (HEADER + ROW.format("ask ")).encode().strip() + ADDRESS + b"\n", "cell_personal"),
    "a column of names": ("a.csv", b"Country,Full name\nKenya,Jane\n", "column_personal"),
    "an address in XML that cannot be read": ("a.xml", b"<a>" + ADDRESS + b"</b>", "cell_personal"),
    "an address in JSON that cannot be read": ("a.json", b'{"a": "' + ADDRESS, "cell_personal"),
    "an address in what came out of a damaged archive": ("a.csv.gz", packed(CSV + ADDRESS)[:-9], "cell_personal"),
    "names in what came out of a damaged archive": ("a.csv.gz", packed(b"Country,Full name\nKenya,Jane\n")[:-9], "column_personal"),
    "an address in a bomb": ("a.csv.gz", packed(ADDRESS + b"\n" + b"0" * 61_000_000), "cell_personal"),
    "an address in a workbook with macros": (
        "a.xlsx",
        altered(workbook({"Data": TABLE, "Notes": [(ADDRESS.decode(),)]}), xl__vbaProject_bin=b"1"),
        "workbook_personal",
    ),
    "names in a workbook with macros": (
        "a.xlsm",
        altered(workbook({"Data": TABLE, "People": [("Full name", "Post"), ("Jane", "Chair")]}), xl__vbaProject_bin=b"1"),
        "workbook_personal",
    ),
}


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """A store in which a file may have 15 MB, or 60 unpacked; something is published in it."""
    folder = tmp_path_factory.mktemp("bad")
    good = folder / "good.csv"
    good.write_text(HEADER + ROW.format(""))
    store = Store(Settings(data=folder / "var", upload_mb=15), load())
    assert publish(good, store).published.version == 1
    yield store
    store.close()


@pytest.fixture
def sent(store):
    """Sends bytes as a form does and has them judged; gives the batch and its report. Whatever comes of it, the version stays as it is."""

    def sent(name: str, data: bytes):
        part = store.files.uploads / "part-1"
        part.write_bytes(data)
        batch = store.receive(part, Manifest(dataset="", sha256="", file=name, sender="ana"))
        assert judge(batch.id, store).status == "rejected"
        return store.batch(batch.id), Report.from_json(store.report(batch.id))

    yield sent
    assert [*store.files.uploads.iterdir(), *store.files.work.iterdir(), *store.files.prepared.iterdir()] == []
    assert [store.files.read_current(), store.files.version_numbers(), len(store.versions())] == [1, [1], 1]
    assert {path.name for path in store.files.raw.iterdir()} == {
        batch.manifest.sha256 for batch in store.batches() if batch.status != "discarded" and batch.manifest.sha256
    }


@pytest.mark.parametrize("case", BAD)
def test_bad_input_leaves_its_bytes_and_its_report(store, sent, case):
    name, data, code = BAD[case]
    batch, report = sent(name, data)
    assert code in report.counts and not {"cell_personal", "column_personal", "workbook_personal"} & report.counts.keys()
    assert [finding.code for finding in report.findings if finding.severity == "error"][0] == code
    assert store.bytes_of(batch).read_bytes() == data


@pytest.mark.parametrize("case", PERSONAL)
def test_where_personal_data_are_seen_the_bytes_are_not_kept(store, sent, case):
    name, data, code = PERSONAL[case]
    batch, report = sent(name, data)
    assert code in report.counts and store.bytes_of(batch) is None and batch.manifest.sha256 == ""
    kept = [path.read_bytes() for path in store.files.reports.iterdir()]
    assert not [content for content in kept if b"jane" in content.lower()]


def test_a_discarded_batch_leaves_its_report_alone(store, sent):
    name, data, _ = ("a.csv.gz", packed(CSV)[:-10], "")
    batch, _ = sent(name, data)
    assert store.discard("ana", batch, "rejected")
    gone = store.batch(batch.id)
    assert gone.status == "discarded" and store.bytes_of(gone) is None and store.report(batch.id)
    assert not store.discard("ana", gone, "rejected")


def test_what_another_batch_was_made_of_is_not_discarded(store, sent):
    name, data, _ = ("a.csv.gz", packed(CSV)[:-10], "")
    first, _ = sent(name, data)
    second, _ = sent("again.gz", data)
    store.discard("ana", first, "rejected")
    assert store.bytes_of(store.batch(second.id)).read_bytes() == data
    store.discard("ana", second, "rejected")
    assert store.bytes_of(store.batch(second.id)) is None


def test_while_somebody_publishes_the_bytes_stay_a_little_longer(store, sent):
    name, data, _ = ("a.csv.gz", packed(CSV)[:-10], "")
    batch, _ = sent(name, data)
    other = type(store)(store.settings, store.catalogue)
    with other.exclusive():
        store.discard("ana", batch, "rejected")
        assert store.files.raw_file(batch.manifest.sha256).exists()
    with store.exclusive():
        assert not store.files.raw_file(batch.manifest.sha256).exists()
    other.close()


def test_a_batch_that_waits_to_be_confirmed_is_discarded_with_its_bytes(store):
    part = store.files.uploads / "part-1"
    part.write_bytes(CSV)
    batch = store.receive(part, Manifest(dataset="", sha256="", file="a.csv", sender="ana"))
    store.discard("ana", batch, "received")
    assert store.bytes_of(store.batch(batch.id)) is None and list(store.files.uploads.iterdir()) == []
