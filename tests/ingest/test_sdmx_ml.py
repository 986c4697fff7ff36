"""SDMX-ML data: every observation with all that is said of it by its data set, its groups, its series and itself."""

from __future__ import annotations

import sys
import warnings
from concurrent.futures import ThreadPoolExecutor

import pytest

from dashboard.ingest import Choices, publish, rebuild, sdmx_ml
from dashboard.ingest.findings import Collector
from dashboard.ingest.scan import scan
from dashboard.ingest.unpacking import unpack

from .containers import BOTH, GENERIC, OBS, data_set, element, generic, generic_series, json_message, message, series, value

GROUP = {"xsi:type": "n:G"}


@pytest.mark.parametrize("version", ["2_1", "3_0"])
def test_a_message_becomes_a_table_in_order(opening, version):
    result = opening(message(data_set(*BOTH), version))
    assert result.rows == [
        ["INDICATOR", "REF_AREA", "SEX", "UNIT_MEASURE", "TIME_PERIOD", "OBS_VALUE", "OBS_STATUS"],
        ["IT_USE_ii99", "KEN", "F", "PT", "2019", "22.6", "A"],
        ["IT_USE_ii99", "KEN", "M", "PT", "2019", "30", "A"],
    ]
    assert result.found == {}


def test_dimensions_then_value_then_attributes_in_a_generic_message(opening):
    result = opening(message(generic(generic_series(y2018="22.60", y2019="NaN")), **GENERIC))
    assert result.rows == [
        ["REF_AREA", "SEX", "TIME_PERIOD", "OBS_VALUE", "UNIT_MEASURE"],
        ["KEN", "F", "2018", "22.60", "PT"],
        ["KEN", "F", "2019", "NaN", "PT"],
    ]


@pytest.mark.parametrize("root", ["GenericTimeSeriesData", "StructureSpecificTimeSeriesData"])
def test_messages_of_time_series(opening, root):
    header = '<m:Structure structureID="S"><c:Structure><Ref agencyID="X" id="INDICATOR"/></c:Structure></m:Structure>'
    content = generic(generic_series(y2019="1")) if root.startswith("Generic") else data_set(series("F", y2019="1"))
    (record,) = opening(message(content, root=root, header=header)).records
    assert (record["TIME_PERIOD"], record["OBS_VALUE"]) == ("2019", "1")


@pytest.mark.parametrize("written", ["22.60", "1e-7", "0.1000000000000000055", "12345678901234567890", ">30", "~880", "-0", "NaN", ""])
def test_values_are_as_written(opening, written):
    assert opening(message(data_set(series("F", y2019=written)))).records[0]["OBS_VALUE"] == written


def test_an_observation_without_a_value(opening):
    flat = element("Obs", **OBS, SEX="F", TIME_PERIOD="2019", OBS_STATUS="O")
    assert opening(message(data_set(flat), dimension="AllDimensions")).records == [
        {**OBS, "SEX": "F", "TIME_PERIOD": "2019", "OBS_STATUS": "O", "OBS_VALUE": ""}
    ]


@pytest.mark.parametrize("dimension", ["AllDimensions", "TIME_PERIOD", ""])
def test_flat_observations_whatever_the_header_says(opening, dimension):
    header = '<m:Structure structureID="S"><c:Structure><Ref id="INDICATOR"/></c:Structure></m:Structure>' if not dimension else None
    flat = element("Obs", **OBS, SEX="F", TIME_PERIOD="2019", OBS_VALUE="1")
    result = opening(message(data_set(flat), header=header, dimension=dimension))
    assert result.records == [{**OBS, "SEX": "F", "TIME_PERIOD": "2019", "OBS_VALUE": "1"}]


def test_what_is_said_of_the_data_set_a_group_the_series_and_the_observation(opening):
    groups = [element("Group", SEX="F", NATURE="C", COMMENT_OBS="group", **GROUP), element("Group", SEX="M", NATURE="E", **GROUP)]
    women = element("Series", element("Obs", TIME_PERIOD="2019", OBS_VALUE="1", SOURCE_DETAIL="its own"), **OBS, SEX="F")
    others = element("Series", element("Obs", TIME_PERIOD="2019", OBS_VALUE="2"), **OBS, SEX="_O")
    sent = message(data_set(*groups, women, others, attributes='SOURCE="A source" COMMENT_OBS="data set" SOURCE_DETAIL="no"'))
    first, second = opening(sent).records
    assert (first["NATURE"], first["COMMENT_OBS"], first["SOURCE"], first["SOURCE_DETAIL"]) == ("C", "group", "A source", "its own")
    assert (second["NATURE"], second["COMMENT_OBS"], second["SOURCE"], second["SOURCE_DETAIL"]) == ("", "data set", "A source", "no")


def test_groups_of_a_generic_message(opening):
    group = element("g:Group", element("g:GroupKey", value("SEX", "F")), element("g:Attributes", value("NATURE", "C")), type="G")
    whole = element("g:Attributes", value("SOURCE", "A source"))
    record = opening(message(generic(whole, group, generic_series(y2019="1")), **GENERIC)).records[0]
    assert (record["NATURE"], record["SOURCE"], record["UNIT_MEASURE"]) == ("C", "A source", "PT")


def test_many_groups_take_no_time(opening):
    """The library compares every group with every observation: this would take it minutes."""
    groups = [element("Group", REF_AREA=f"A{at}", COMMENT_OBS=f"of A{at}") for at in range(2000)]
    every = [element("Series", element("Obs", TIME_PERIOD="2019", OBS_VALUE="1"), REF_AREA=f"A{at}") for at in range(2000)]
    records = opening(message(data_set(*groups, *every))).records
    assert len(records) == 2000 and all(each["COMMENT_OBS"] == f"of {each['REF_AREA']}" for each in records)


def test_attributes_with_several_values_stay_with_their_observation(opening):
    def comp(id: str, *values: str) -> str:
        return element("Comp", *values, id=id)

    plain, texts = element("Value", "A"), element("Value", element("c:Text", "one"), element("c:Text", "une"))
    first = element("Obs", comp("OBS_STATUS", plain, element("Value", "F")), TIME_PERIOD="2018", OBS_VALUE="1")
    second = element("Obs", comp("OBS_STATUS", plain), TIME_PERIOD="2019", OBS_VALUE="2")
    records = opening(message(data_set(element("Series", comp("COMMENT_OBS", texts), first, second, SEX="F")), "3_0")).records
    assert [(each["OBS_STATUS"], each["COMMENT_OBS"]) for each in records] == [("A;F", "one;une"), ("A", "one;une")]


def test_a_measure_dimension_given_as_a_type(opening):
    observations = [element("Obs", OBS_VALUE=str(at), **{"xsi:type": f"n:{name}"}) for at, name in enumerate(("BIRTHS", "DEATHS"))]
    records = opening(message(data_set(element("Series", *observations, SEX="F")), dimension="MEASURE")).records
    assert [(each["MEASURE"], each["OBS_VALUE"]) for each in records] == [("BIRTHS", "0"), ("DEATHS", "1")]


def test_a_type_is_no_value_where_the_dimension_is_given(opening):
    observation = element("Obs", TIME_PERIOD="2019", OBS_VALUE="1", **{"xsi:type": "n:ObsType"})
    assert opening(message(data_set(element("Series", observation, SEX="F")))).records[0]["TIME_PERIOD"] == "2019"


def test_several_data_sets_and_annotations(opening):
    note = element("c:Annotations", element("c:Annotation", element("c:AnnotationText", "a note")))
    noted = element("Series", note, element("Obs", note, TIME_PERIOD="2019", OBS_VALUE="1"), SEX="F")
    result = opening(message(data_set(note, noted) + data_set(series("M", y2019="2"))))
    assert [each["OBS_VALUE"] for each in result.records] == ["1", "2"]


def test_a_structure_that_the_header_has_under_another_name(opening):
    sent = message(data_set(*BOTH)).replace(b's:structureRef="S"', b's:structureRef="ANOTHER"')
    assert len(opening(sent).records) == 2


def test_the_library_is_given_slices_and_nothing_is_lost(opening, monkeypatch):
    """Slices end within a series and between series, and the parser is ahead of what is read."""
    years = {f"y{year}": str(year) for year in range(1900, 2000)}
    sent = message(data_set(*(series(sex, **years) for sex in ("F", "M", "_O")), series("_T", y2000="1")))
    flat = [element("Obs", **OBS, TIME_PERIOD=str(year), OBS_VALUE=str(year)) for year in range(1900, 2000)]
    whole = opening(sent)
    assert len(whole.records) == 301
    for size in (1, 7, 100, 101):
        monkeypatch.setattr(sdmx_ml, "SLICE", size)
        assert opening(sent).rows == whole.rows
        assert len(opening(message(data_set(*flat), dimension="AllDimensions")).records) == 100
        assert len(opening(message(generic(generic_series(**years), generic_series(y2000="1")), **GENERIC)).records) == 101


def test_the_library_leaves_no_trace_in_the_process(opening, capsys):
    """It keeps namespaces of messages for good, which stops it from reading others, and prints what it fails on."""
    sent = message(data_set(*BOTH)).replace(b"m:DataSet", b"u:DataSet").replace(b" xmlns:m=", b' xmlns:u="urn:x" xmlns:m=')
    assert len(opening(sent).records) == 2
    assert len(opening(message(data_set(*BOTH), "3_0")).records) == 2
    assert opening(message(data_set(element("Series", element("Obs", OBS_VALUE="1"), SEX="F")))).codes == {"message_unreadable"}
    assert capsys.readouterr() == ("", "")


def test_several_at_once(tmp_path):
    """Pages read messages and workbooks in threads of one process: each gets its own, and what is printed goes where it went before."""
    sent = {sex: message(data_set(*[series(sex, y2019=str(at)) for at in range(300)])) for sex in ("F", "M", "_O", "_U")}
    printing, filters = sys.stdout, len(warnings.filters)

    def read(sex: str) -> set[str]:
        folder = tmp_path / sex
        folder.mkdir()
        (folder / "sent").write_bytes(sent[sex])
        text = unpack(scan(folder / "sent", 1 << 30), Choices(), folder, Collector(1))
        lines = text.path.read_text().splitlines()[1:]
        assert len(lines) == 300
        return {line.split(",")[2] for line in lines}

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(read, sent)) == [{sex} for sex in sent]
    assert sys.stdout is printing and len(warnings.filters) == filters


def test_a_table_is_read_without_the_library(opening):
    loaded = {name: module for name, module in sys.modules.items() if name.split(".")[0] in ("sdmx", "pandas")}
    for name in loaded:
        del sys.modules[name]
    try:
        opening(b"A,B\n1,2\n")
        opening(json_message({"observations": {}}))
        assert not {"sdmx", "pandas"} & sys.modules.keys()
    finally:
        sys.modules.update(loaded)


# --- actions --------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("action", ["Information", "Append", "Merge", ""])
@pytest.mark.parametrize("where", ["header", "data set"])
def test_an_action_that_changes_nothing_is_left_out(opening, action, where):
    header = f'<m:Structure structureID="S"/><m:DataSetAction>{action}</m:DataSetAction>' if where == "header" else None
    attributes = f's:action="{action}"' if where == "data set" and action else ""
    assert "ACTION" not in opening(message(data_set(*BOTH, attributes=attributes), header=header)).rows[0]


def test_actions_become_columns_where_they_matter(opening):
    sent = message(data_set(BOTH[0]) + data_set(BOTH[1], attributes='s:action="Replace"') + data_set(BOTH[0], attributes='action="Delete"'))
    result = opening(sent)
    assert result.rows[0][:3] == ["STRUCTURE", "STRUCTURE_ID", "ACTION"]
    assert [row[:3] for row in result.rows[1:]] == [["datastructure", "X:INDICATOR(1.0)", action] for action in ("", "R", "D")]


def test_what_is_deleted_is_the_key_alone(opening):
    deleted = element("Series", element("Obs", TIME_PERIOD="2019"), **OBS, SEX="F")
    whole = element("Series", **OBS, SEX="M")
    group = element("Group", SEX="F", NATURE="C")
    sent = message(data_set(group, deleted, whole, attributes='s:action="Delete" SOURCE="A source"'))
    assert [{name: text for name, text in each.items() if text} for each in opening(sent).records] == [
        {"STRUCTURE": "datastructure", "STRUCTURE_ID": "X:INDICATOR(1.0)", "ACTION": "D", **OBS, "SEX": "F", "TIME_PERIOD": "2019"},
        {"STRUCTURE": "datastructure", "STRUCTURE_ID": "X:INDICATOR(1.0)", "ACTION": "D", **OBS, "SEX": "M"},
    ]


def test_a_deletion_deletes_and_a_whole_series_is_not_deleted_by_mistake(write, store):
    assert publish(write(data=message(data_set(*BOTH)), name="a.xml"), store).published.added == 2
    one = element("Series", element("Obs", TIME_PERIOD="2019"), **OBS, SEX="F")
    outcome = publish(write(data=message(data_set(one, attributes='s:action="Delete"')), name="b.xml"), store)
    assert outcome.report.errors == 0 and outcome.published.removed == 1
    every = element("Series", **OBS, SEX="M")
    outcome = publish(write(data=message(data_set(every, attributes='s:action="Delete"')), name="c.xml"), store)
    assert outcome.published is None and {finding.code for finding in outcome.report.findings} == {"column_missing", "value_required"}
    assert rebuild(store).same
