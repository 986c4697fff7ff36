"""SDMX messages of other publishers: counted here by hand, each observation arrives with every value that is given for it."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.realdata import REALDATA

SDMX = REALDATA / "sdmx"
TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
DATA = {
    "khaeru/ESTAT/NAMA_10_GDP-ss.xml": 4,
    "khaeru/ESTAT/demography-xs.xml": 60,
    "khaeru/ESTAT/footer2.zip": 43,
    "khaeru/ISTAT/22_289.xml": 8,
    "khaeru/WB/gh-78.xml": 1,
    "khaeru/constructed/gh-218.xml": 1,
    "khaeru/v3/xml/ECB_EXR0.xml": 116,
    "khaeru/v3/xml/ECB_EXR_CA.xml": 3,
    "sdg-build/tests/assets/data/sdmx/structure/1-1-1--structure.xml": 6,
    "sdg-build/tests/assets/data/sdmx/structure-specific/1-1-1--structure-specific.xml": 6,
    "sdg-build/tests/assets/data/sdmx/multiple/1-1-1--structure.xml": 6,
    "sdg-build/tests/assets/data/sdmx/multiple/1-2-1--structure-specific.xml": 6,
    "khaeru/v3/json/data/agri.json": 12,
    "khaeru/v3/json/data/constructed-sample-full.json": 20,
    "khaeru/v3/json/data/exr-cross-section.json": 4,
    "khaeru/v3/json/data/exr-flat.json": 4,
    "khaeru/v3/json/data/exr-time-series.json": 4,
}
# The first refers to a value of OBS_STATUS that its list does not have, the second is made of random words.
WRONG = {"khaeru/v3/json/data/exr-action-delete.json": "OBS_STATUS[1]", "khaeru/v3/json/data/generated-sample.json": "wp[80]"}
NOTICES = ("khaeru/ESTAT/footer.xml", "khaeru/ESTAT/footer2.xml")
Pairs = set[tuple[str, str]]

pytestmark = pytest.mark.skipif(not SDMX.is_dir(), reason=f"no files of other publishers in {SDMX}")


def content_of(path: Path) -> bytes:
    if path.suffix != ".zip":
        return path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        return archive.read(archive.namelist()[0])


def local(element: Any) -> str:
    return element.tag.rpartition("}")[2]


def said(element: Any) -> Iterator[tuple[str, str]]:
    """What an element of a message says of itself: as attributes, as `Value` with id and value, as `Comp` with several values."""
    for name, text in element.attrib.items():
        if name == TYPE:
            yield "DEMO", text.partition(":")[2]
        elif "}" not in name:
            yield name, text
    for child in element:
        if local(child) == "Comp":
            texts = [each.text.strip() for each in child.iter() if each.text and each.text.strip()]
            yield child.get("id"), ";".join(texts)
        elif local(child) == "ObsValue":
            yield "OBS_VALUE", child.get("value")
        elif local(child) == "ObsDimension":
            yield child.get("id", "TIME_PERIOD"), child.get("value")
        elif local(child) in ("SeriesKey", "ObsKey", "Attributes"):
            yield from ((each.get("id"), each.get("value")) for each in child)


def in_xml(data: bytes) -> Iterator[Pairs]:
    for sent in (each for each in ElementTree.parse(io.BytesIO(data)).iter() if local(each) == "DataSet"):
        whole = {(each.get("id"), each.get("value")) for child in sent if local(child) == "Attributes" for each in child}
        for child in sent:
            if local(child) == "Obs":
                yield whole | set(said(child))
            elif local(child) == "Series":
                yield from (whole | set(said(child)) | set(said(each)) for each in child if local(each) == "Obs")


def in_json(data: bytes) -> Iterator[Pairs]:
    """Dimensions, the value, and attributes that stand in a list of values or are texts."""
    body = json.loads(data, parse_float=str)["data"]
    for sent in body["dataSets"]:
        structure = body["structures"][sent["structure"]]
        dimensions, attributes = structure["dimensions"], structure["attributes"]
        fixed = {(each["id"], each["values"][0]["id"]) for each in dimensions["dataSet"]}
        whole = fixed | named(attributes["dataSet"], sent.get("attributes"))
        for key, cells in sent.get("observations", {}).items():
            yield whole | keyed([*dimensions["series"], *dimensions["observation"]], key) | observed(attributes, cells)
        for above, series in sent.get("series", {}).items():
            told = whole | keyed(dimensions["series"], above) | named(attributes["series"], series.get("attributes"))
            for key, cells in series["observations"].items():
                yield told | keyed(dimensions["observation"], key) | observed(attributes, cells)


def keyed(dimensions: list[Any], key: str) -> Pairs:
    return {(each["id"], each["values"][int(at)]["id"]) for each, at in zip(dimensions, key.split(":"), strict=True)}


def observed(attributes: Any, cells: list[Any]) -> Pairs:
    return named(attributes["observation"], cells[1:]) | {("OBS_VALUE", str(cell)) for cell in cells[:1]}


def named(attributes: list[Any], cells: Any) -> Pairs:
    pairs = set()
    for each, cell in zip(attributes, cells or (), strict=False):
        if isinstance(cell, str):
            pairs.add((each["id"], cell))
        elif isinstance(cell, int) and each.get("values") and each["values"][cell]:
            value = each["values"][cell]
            pairs.add((each["id"], value.get("id") or value["value"]))
    return pairs


@pytest.mark.parametrize("name", DATA)
def test_each_observation_arrives_with_every_value(opening, name):
    data = content_of(SDMX / name)
    expected = list(in_json(data) if name.endswith(".json") else in_xml(data))
    result = opening(SDMX / name)
    assert len(expected) == len(result.records) == DATA[name]
    for pairs, record in zip(expected, result.records, strict=True):
        assert {(key, text) for key, text in pairs if record.get(key) != text} == set()
    assert result.codes <= {"message_remark"}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_in_a_message_is_named(opening, name):
    assert opening(SDMX / name).found["message_unreadable"] == [{"reason": WRONG[name]}]


@pytest.mark.parametrize("name", NOTICES)
def test_the_notice_of_a_service_is_shown(opening, name):
    (found,) = opening(SDMX / name).found["message_notice"]
    assert found["notice"].startswith("Due to the large query the response will be written to a file")


def test_no_other_message_is_taken_for_data(opening):
    known = {SDMX / name for name in (*DATA, *WRONG, *NOTICES)}
    others = {path for path in SDMX.rglob("*") if path.suffix in (".xml", ".json") and "geojson" not in path.name} - known
    for path in others:
        result = opening(path)
        assert result.text is None and "message_without_data" in result.codes, path
    assert len(known) == len(DATA) + 4 and len(others) > 30
