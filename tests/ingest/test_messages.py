"""SDMX messages that are broken, hold no data or are too large are turned away with the reason; others are published as they are."""

from __future__ import annotations

import json

import pytest

from dashboard.ingest import messages, publish, rebuild, validate

from .containers import BOTH, FOOTER, RECORDS, data_set, element, json_message, message, packed, series, zipped

SENT = message(data_set(*BOTH))


@pytest.mark.parametrize(
    "content",
    [
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "b">]><a>&a;</a>',
        b'<!DOCTYPE a SYSTEM "http://localhost/a.dtd"><a/>',
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        b'<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>',
        '<!DOCTYPE a [<!ENTITY a "b">]><a>&a;</a>'.encode("utf-16"),
    ],
)
@pytest.mark.parametrize("pack", [bytes, packed, lambda data: zipped({"a.xml": data})], ids=["plain", "gzip", "zip"])
def test_entities(opening, content, pack):
    assert opening(pack(content)).codes == {"xml_entities"}


@pytest.mark.parametrize(
    "before, after, line, place",
    [
        (b"</m:Header>\n", b"</m:Header>\n&b;", 4, 1),
        (b"</m:Header>\n", b"</m:Header>\n<b>\xff", 4, 4),
        (b"</m:Header>", b"</m:header>", 3, 182),
        (b"\n</m:StructureSpecificData>", b"", 5, 1),
        (b"</m:DataSet>", b"", 5, 3),
        (b"UTF-8", b"none", 1, 1),
        (b"UTF-8", b"shift_jis", 1, 1),
    ],
)
def test_xml_that_is_malformed(write, settings, catalogue, before, after, line, place):
    assert SENT.count(before) == 1
    (finding,) = validate(write(data=SENT.replace(before, after), name="sent.xml"), settings, catalogue).findings
    assert (finding.code, finding.line, finding.params) == ("xml_malformed", line, {"place": place})


@pytest.mark.parametrize("end", range(10, len(SENT) - 1, 97))
def test_xml_that_is_cut_off(opening, end):
    assert opening(SENT[:end]).codes == {"xml_malformed"}


@pytest.mark.parametrize(
    "content, line, place",
    [(b'{"a":\n1,}', 2, 3), (b'{"a"', 1, 5), (b'{"a": "\xff"}', 1, 1), (b'{"meta": {}} more', 1, 14), (b"{}" + b"\0", 1, 3)],
)
def test_json_that_is_malformed(write, settings, catalogue, content, line, place):
    (finding,) = validate(write(data=content, name="sent.json"), settings, catalogue).findings
    assert (finding.code, finding.line, finding.params) == ("json_malformed", line, {"place": place})


@pytest.mark.parametrize(
    "content, format, found",
    [
        (b"<svg/>", "XML", "svg"),
        (b'<a:b xmlns:a="urn:x"/>', "XML", "b"),
        (b'{"type": "FeatureCollection", "features": []}', "JSON", "type, features"),
        (b'[{"a": 1}]', "JSON", "list"),
        (b"{}", "JSON", "{}"),
    ],
)
def test_what_is_no_sdmx(opening, content, format, found):
    assert opening(content).found == {"message_foreign": [{"format": format, "found": found}]}


def test_what_holds_no_data(opening):
    assert opening(message("", root="Structure", header="")).found == {"message_without_data": [{"found": "Structure"}]}
    assert opening(message("", root="GenericMetadata", header="")).codes == {"message_without_data"}
    assert opening(b'{"data": {"codelists": []}}').found == {"message_without_data": [{"found": "codelists"}]}
    assert opening(message(data_set())).codes == opening(message("")).codes == {"message_empty"}
    assert opening(json_message([])).codes == {"message_empty"}


@pytest.mark.parametrize("version, named", [("2_0", "2.0"), ("1_0", "1.0"), ("3_1", "3.1")])
def test_versions_that_are_not_read(opening, version, named):
    sent = message(data_set(*BOTH), version)
    assert opening(sent).found == {"message_version": [{"version": named}]}
    assert opening(sent.replace(b"sdmx.org/resources/sdmxml", b"SDMX.org/resources/SDMXML")).codes == {"message_version"}


def test_what_the_service_says(opening):
    notice = FOOTER.format("Ask again later.")
    assert opening(message(notice)).found == {"message_notice": [{"notice": "Ask again later."}]}
    result = opening(message(data_set(*BOTH) + notice))
    assert len(result.records) == 2 and result.found == {"message_remark": [{"notice": "Ask again later."}]}
    error = message(element("m:ErrorMessage", element("c:Text", "No results"), code="100"), root="Error", header="")
    assert opening(error).found == {"message_notice": [{"notice": "No results"}]}
    assert opening(b'{"errors": [{"code": 100, "title": "No results"}]}').found == {"message_notice": [{"notice": "No results"}]}
    (found,) = opening(message(FOOTER.format("x" * 10_000))).found["message_notice"]
    assert len(found["notice"]) == 501


def test_a_message_that_is_too_large(opening, monkeypatch):
    assert opening(SENT, limit=5 * len(SENT)).codes == set()
    assert opening(SENT, limit=5 * len(SENT) - 5).codes == {"message_too_large"}
    monkeypatch.setattr(messages, "LARGEST", {"sdmx-ml": 100, "sdmx-json": 100})
    assert opening(packed(SENT)).found == {"message_too_large": [{"format": "XML", "limit": "0.0001"}]}


@pytest.mark.parametrize(
    "content, codes",
    [
        (message(data_set("<a>" * 100_000 + "</a>" * 100_000)), {"message_unreadable"}),
        (message("<m:Footer>" * 100_000 + "</m:Footer>" * 100_000), {"message_unreadable"}),
        (b'{"dataSets":' + b"[" * 100_000 + b"]" * 100_000 + b"}", {"message_unreadable"}),
        (json_message({"observations": {"0:0:0": ["\ud800"]}}), {"message_unreadable"}),
        (b'{"dataSets": [], "structure": "\\ud800"}', {"message_unreadable"}),
    ],
    ids=["elements", "footers", "lists", "half a character", "structure"],
)
def test_what_no_message_is(opening, content, codes):
    assert opening(content).codes == codes


def test_lists_within_lists_are_read_or_refused(opening):
    result = opening(json_message({"observations": {"0:0:0": [json.loads("[" * 900 + "]" * 900)]}}))
    assert len(result.records) == 1 if result.rows else result.codes == {"message_unreadable"}


# --- published ------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["sent.xml", "sent.json"])
def test_published_as_it_was_sent_and_read_again(write, store, settings, name):
    data = SENT if name.endswith("xml") else json_message({"observations": {"0:0:0": [22.6], "1:0:0": [30]}})
    outcome = publish(write(data=data, name=name), store)
    assert outcome.report.errors == 0 and outcome.published.added == len(RECORDS)
    (raw,) = (settings.data / "raw").iterdir()
    assert raw.read_bytes() == data and rebuild(store).same


def test_an_address_in_an_observation_is_found_and_nothing_is_kept(write, store, settings):
    hidden = message(data_set(series("F", y2019="1").replace("PT", "jane.doe&#64;mail.example.org")))
    outcome = publish(write(data=hidden, name="sent.xml"), store)
    assert "cell_personal" in {finding.code for finding in outcome.report.findings}
    assert store.batches() == [] and not list((settings.data / "raw").glob("*")) and "jane" not in outcome.report.as_json()


def test_a_sender_may_say_how_to_reach_it(write, store):
    contact = "<m:Sender><m:Contact><m:Email>statistics@example.org</m:Email></m:Contact></m:Sender>"
    sent = SENT.replace(b"<m:ID>X</m:ID>", b"<m:ID>X</m:ID>" + contact.encode())
    assert publish(write(data=sent, name="sent.xml"), store).published.added == 2
