"""SDMX-JSON data in each version: observations with the values that the message refers to, numbers as they are written."""

from __future__ import annotations

import pytest

from .containers import OBS, STRUCTURE, json_message

DATA = {
    "action": "Information",
    "attributes": [0],
    "dimensionGroupAttributes": {":1::": [0]},
    "series": {
        "0:0": {"attributes": [1, "a comment"], "observations": {"0": [22.60, 1, "its detail"], "1": [None, None]}},
        "1:0": {"observations": {"1": [30]}},
    },
}


@pytest.mark.parametrize("version", ["2.0", "1.0", "older"])
def test_each_version(opening, version):
    common = {"INDICATOR": "IT_USE_ii99", "REF_AREA": "KEN", "SOURCE": "A source"}
    result = opening(json_message(DATA, version=version).replace(b"22.6,", b"22.60,"))
    assert result.rows[0][:6] == ["INDICATOR", "REF_AREA", "SEX", "TIME_PERIOD", "OBS_VALUE", "SOURCE"] and result.found == {}
    assert [{name: text for name, text in each.items() if text} for each in result.records] == [
        {
            **common,
            **{"SEX": "F", "TIME_PERIOD": "2018", "OBS_VALUE": "22.60", "UNIT_MEASURE": "NUMBER", "COMMENT_OBS": "a comment"},
            **{"OBS_STATUS": "E", "SOURCE_DETAIL": "its detail"},
        },
        {**common, "SEX": "F", "TIME_PERIOD": "2019", "UNIT_MEASURE": "NUMBER", "COMMENT_OBS": "a comment", "OBS_STATUS": "A"},
        {**common, "SEX": "M", "TIME_PERIOD": "2019", "OBS_VALUE": "30", "NATURE": "C", "UNIT_MEASURE": "PT", "OBS_STATUS": "A"},
    ]


def test_flat_observations_and_annotations_after_the_attributes(opening):
    result = opening(json_message({"observations": {"0:0:0": [1, 0, "x", 5, 6], "1:0:1": [2]}}))
    assert [(each["SEX"], each["TIME_PERIOD"], each["OBS_VALUE"]) for each in result.records] == [("F", "2018", "1"), ("M", "2019", "2")]


def test_several_measures_and_values(opening):
    measures = {"observation": [{"id": "OBS_VALUE"}, {"id": "LOW"}]}
    told = {"en": "one", "fr": "une"}
    (record,) = opening(json_message({"observations": {"0:0:0": [1.5, -1e-7, [0, 1], told]}}, {**STRUCTURE, "measures": measures})).records
    assert (record["OBS_VALUE"], record["LOW"], record["OBS_STATUS"], record["SOURCE_DETAIL"]) == ("1.5", "-1e-07", "A;E", "one;une")


def test_actions(opening):
    sets = [
        {"action": "Replace", "series": {"0:0": {"observations": {"0": [1, 0]}}}},
        {"action": "Delete", "attributes": [0], "series": {"0:0": {"observations": {"1": []}}, "1:0": {}}},
    ]
    records = [{name: text for name, text in each.items() if text} for each in opening(json_message(sets)).records]
    deleted = {"STRUCTURE": "dataflow", "STRUCTURE_ID": "X:INDICATOR(1.0)", "ACTION": "D", **OBS}
    assert records[0]["ACTION"] == "R"
    assert records[1:] == [{**deleted, "SEX": "F", "TIME_PERIOD": "2019"}, {**deleted, "SEX": "M"}]


@pytest.mark.parametrize(
    "data, reason",
    [
        ({"observations": {"5:0:0": [1]}}, "SEX[5]"),
        ({"observations": {"-1:0:0": [1]}}, "SEX[-1]"),
        ({"observations": {"0:0:0": [1, 7]}}, "OBS_STATUS[7]"),
        ({"attributes": [0, 0], "observations": {}}, "dataSet: 2 > 1"),
        ({"structure": 3}, "IndexError"),
        ({"series": {"0": {}}}, "zip()"),
        ({"series": [1]}, "AttributeError"),
        ("text", "AttributeError"),
        (None, "AttributeError"),
    ],
)
def test_what_refers_to_what_is_not_there(opening, data, reason):
    (found,) = opening(json_message([data])).found["message_unreadable"]
    assert reason in found["reason"]
