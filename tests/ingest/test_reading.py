"""Reading: the template with its columns in any order, SDMX-CSV 1.0 and 2.0, records that span lines, records that are not right."""

from __future__ import annotations

import csv
from dataclasses import replace

import pytest

from dashboard.config import Settings
from dashboard.ingest import Choices, validate
from dashboard.ingest.batch import STAGED
from dashboard.ingest.checking import check
from dashboard.ingest.scan import scan
from dashboard.storage import Workspace

HEADER = "INDICATOR,REF_AREA,SEX,TIME_PERIOD,OBS_VALUE,UNIT_MEASURE,COMMENT_OBS"
LARGE = 1 << 22


@pytest.fixture
def staged(settings: Settings, catalogue):
    """Stages a file and gives its rows as the store would get them, as dicts, and the codes of its findings."""

    def staged(path, dataset=None, source="", **only):
        with Workspace(replace(settings, **only)) as workspace:
            checked = check(scan(path, LARGE), workspace, catalogue, settings, Choices(dataset), source)
            codes = [finding.code for finding in checked.report.findings]
            if checked.batch is None or STAGED not in workspace.relations():
                return [], codes
            columns = list(workspace.columns(STAGED))
            rows = workspace.execute(f"SELECT * FROM {STAGED} ORDER BY RECORD")
            return [dict(zip(columns, row, strict=True)) for row in rows], codes

    return staged


def places(path, settings, catalogue):
    return [(finding.code, finding.record, finding.line) for finding in validate(path, settings, catalogue).findings]


def test_columns_stand_in_any_order_and_take_their_defaults(staged, write):
    rows, codes = staged(write("TIME_PERIOD,OBS_VALUE,REF_AREA,INDICATOR", "2019,>30,KEN,IT_USE_ii99"))
    assert codes == []
    assert rows == [
        {
            "INDICATOR": "IT_USE_ii99",
            "REF_AREA": "KEN",
            "SEX": "_T",
            "AGE": "_T",
            "EDUCATION_LEV": "_T",
            "LABOUR_FORCE_STATUS": "_T",
            "OCCUPATION": "_T",
            "COMP_BREAKDOWN": "_Z",
            "TIME_PERIOD": "2019",
            "OBS_VALUE": 30.0,
            "OBS_VALUE_Q": ">",
            "SOURCE": "_Z",
            "FOLD": "M",
            "RECORD": 1,
        }
    ]


def test_empty_cells_take_their_defaults_and_the_source_of_the_batch(staged, write):
    rows, _ = staged(write(HEADER + ",SOURCE", "IT_USE_ii99,KEN,,2019,1,PT,,", "IT_USE_ii99,KEN,,2019,1,PT,,OTHER"), source="ITU")
    assert [(row["SEX"], row["SOURCE"]) for row in rows] == [("_T", "ITU"), ("_T", "OTHER")]


@pytest.mark.parametrize(
    "cell, value, qualifier",
    [
        ("29.9", 29.9, ""),
        (">30", 30, ">"),
        (">=30", 30, "≥"),
        ("≤ 30", 30, "≤"),
        ("~88", 88, "~"),
        ("<1", 1, "<"),
        (" 7 ", 7, ""),
        ("1e1", 10, ""),
    ],
)
def test_figures_with_and_without_bound(staged, write, cell, value, qualifier):
    rows, codes = staged(write(HEADER, f"IT_USE_ii99,KEN,_T,2019,{cell},PT,"))
    assert codes == []
    assert (rows[0]["OBS_VALUE"], rows[0]["OBS_VALUE_Q"]) == (value, qualifier)


SDMX_1 = ("DATAFLOW,INDICATOR,REF_AREA,SEX,TIME_PERIOD,OBS_VALUE", "X:INDICATOR(1.0),IT_USE_ii99,KEN,F,2019,20")
SDMX_2 = (
    "STRUCTURE,STRUCTURE_ID,ACTION,INDICATOR,REF_AREA,SEX,TIME_PERIOD,OBS_VALUE",
    "dataflow,X.Y:Indicator(2.1+.3),I,IT_USE_ii99,KEN,F,2019,20",
)
BOTH = (
    "STRUCTURE[;],STRUCTURE_ID,ACTION,INDICATOR: Indicator,REF_AREA: Area,SEX: Sex,TIME_PERIOD: Time,OBS_VALUE: Value,COMMENT_OBS: Comment",
    "dataflow,X:INDICATOR(1.0): Indicators,I,IT_USE_ii99: Internet use,KEN: Kenya,F: Female,2019: 2019,20,note: kept whole",
)
NAMES = (
    "STRUCTURE,STRUCTURE_ID,STRUCTURE_NAME,ACTION,INDICATOR,Indicator,REF_AREA,Area,SEX,Sex,TIME_PERIOD,Time,OBS_VALUE,Value",
    "dataflow,X:INDICATOR(1.0),Indicators,I,IT_USE_ii99,Internet use,KEN,Kenya,F,Female,2019,,20,",
)
KEYS = (
    "STRUCTURE,STRUCTURE_ID,ACTION,SERIES_KEY,OBS_KEY,OBS_VALUE,INDICATOR,REF_AREA,SEX,TIME_PERIOD",
    "datastructure,X:INDICATOR,A,IT_USE_ii99.KEN.F,IT_USE_ii99.KEN.F.2019,20,IT_USE_ii99,KEN,F,2019",
)


@pytest.mark.parametrize("lines", [SDMX_1, SDMX_2, BOTH, NAMES, KEYS], ids=["1.0", "2.0", "labels both", "labels name", "keys"])
def test_sdmx_csv(staged, write, lines):
    rows, codes = staged(write(*lines))
    assert codes == ["counterpart_missing"]
    row = rows[0]
    assert (row["INDICATOR"], row["REF_AREA"], row["SEX"], row["AGE"], row["TIME_PERIOD"]) == ("IT_USE_ii99", "KEN", "F", "_T", "2019")
    assert (row["OBS_VALUE"], row["FOLD"]) == (20, "M")
    assert row.get("COMMENT_OBS") == ("note: kept whole" if lines is BOTH else None)


def test_actions(staged, write):
    head, row = SDMX_2
    lines = [row.replace(",I,", f",{action},").replace("2019", str(2000 + at)) for at, action in enumerate("IAMRD")]
    rows, _ = staged(write(head, *lines))
    assert [row["FOLD"] for row in rows] == ["M", "M", "M", "R", "D"]
    assert rows[-1]["OBS_VALUE"] is None


@pytest.mark.parametrize("value, found", [("-", ["action_partial"]), ("not a figure", ["action_partial"]), (" ", []), ("", [])])
def test_a_deletion_holds_the_key_alone(staged, write, value, found):
    head, row = SDMX_2
    _, codes = staged(write(head, row.replace(",I,", ",D,").removesuffix("20") + value))
    assert codes == found


def test_the_dimension_action_is_not_the_action_of_sdmx(staged, write):
    head = "STRUCTURE,STRUCTURE_ID,ACTION,PLAN,ACTION,TIME_PERIOD,ENTITY,TITLE"
    rows, codes = staged(write(head, "dataflow,X:ACTION(1.0),R,MINAMATA_GAP,1.1,2023,MINAMATA,Track gender data"))
    assert codes == []
    assert [(row["ACTION"], row["FOLD"]) for row in rows] == [("1.1", "R")]


@pytest.mark.parametrize(
    "header, dataset",
    [
        ("EVENT,ROLE,SEX,COUNT", "participation"),
        ("ENTITY,SEX,TIME_PERIOD,HEADCOUNT", "staff"),
        ("ENTITY,STAGE,SEX,TIME_PERIOD,COUNT", "staff_flow"),
        ("ENTITY,FRAMEWORK,INDICATOR,TIME_PERIOD,RATING", "swap_rating"),
        ("ENTITY,TIME_PERIOD,TARGET_MIN", "target"),
        ("INDICATOR,REF_AREA,TIME_PERIOD,OBS_VALUE,Sex", "indicator"),
        ("EVENT,SERIES,ENTITY,TIME_PERIOD,NAME_EN", "event"),
        ("PLAN,ACTION,TIME_PERIOD,ENTITY,TITLE", "action"),
    ],
)
def test_the_header_tells_the_dataset(write, settings, catalogue, header, dataset):
    assert validate(write(header), settings, catalogue).dataset == dataset


def test_every_template_is_its_dataset(write, settings, catalogue):
    for dataset in catalogue.datasets.values():
        report = validate(write(",".join(dataset.header)), settings, catalogue)
        assert (report.dataset, [finding.code for finding in report.findings]) == (dataset.id, ["batch_empty"])


def test_the_dataset_that_was_named_is_taken(write, settings, catalogue):
    path = write("ENTITY,SEX,TIME_PERIOD", "EXAMPLE,F,2023")
    assert validate(path, settings, catalogue).dataset is None
    assert validate(path, settings, catalogue, Choices("staff")).dataset == "staff"


def test_record_numbers_and_lines_drift_apart(write, settings, catalogue):
    good = "IT_USE_ii99,KEN,_T,{},1,PT,{}"
    path = write(HEADER, good.format(2001, '"two\nlines"'), good.format(2002, ""), good.format("soon", ""))
    assert places(path, settings, catalogue) == [("period_invalid", 3, 5)]


def test_blank_lines_are_no_records(write, settings, catalogue):
    good = "IT_USE_ii99,KEN,_T,{},1,PT,"
    path = write(HEADER, "", good.format(2001), "", good.format("soon"), "")
    assert validate(path, settings, catalogue).records == 2
    assert places(path, settings, catalogue) == [("period_invalid", 2, 5)]


def test_all_that_is_wrong_is_found_at_once(write, settings, catalogue):
    good = "IT_USE_ii99,KEN,_T,{},1,PT,{}"
    path = write(
        HEADER, good.format(2001, ""), "IT_USE_ii99,KEN", good.format(2002, '"a"b'), good.format("soon", '"x\ny"'), good.format(2004, ",,"),
        good.format(2005, "").replace("KEN", "Kenia"), good.format(2006, '"open'),
    )  # fmt: skip
    assert places(path, settings, catalogue) == [
        ("record_short", 2, 3),
        ("record_malformed", 3, 4),
        ("period_invalid", 4, 5),
        ("record_long", 5, 7),
        ("code_unknown", 6, 8),
        ("quote_unclosed", 7, 9),
    ]
    assert validate(path, settings, catalogue).records == 7


@pytest.mark.parametrize("comment", ["", '"quoted, with a comma"'])
def test_one_comma_too_many_at_the_end_is_seen(write, settings, catalogue, comment):
    good = "IT_USE_ii99,KEN,_T,{},1,PT,{}"
    path = write(HEADER, good.format(2001, comment), good.format(2002, comment + ","))
    assert places(path, settings, catalogue) == [("record_long", 2, 3)]


def test_an_unclosed_quote_does_not_swallow_a_long_file(write, settings, catalogue):
    good = "IT_USE_ii99,KEN,_T,2001,1,PT,{}"
    lines = [good.format("x" * 90).replace("2001", f"{year}-{month:02}") for year in range(1900, 2020) for month in range(1, 13)]
    path = write(HEADER, good.format('"open'), *lines)
    assert ("quote_unclosed", 1, 2) in places(path, settings, catalogue)


def test_a_header_over_two_lines(write, settings, catalogue):
    path = write('INDICATOR,REF_AREA,TIME_PERIOD,OBS_VALUE,"COMMENT\n_OBS"', "IT_USE_ii99,KEN,soon,1,")
    assert places(path, settings, catalogue) == [("column_unknown", None, 1), ("period_invalid", 1, 3)]


@pytest.mark.parametrize("header", ['INDICATOR,"REF_AREA', 'INDICATOR,"REF"_AREA,SEX'])
def test_a_header_that_cannot_be_read(write, settings, catalogue, header):
    codes = [code for code, *_ in places(write(header), settings, catalogue)]
    assert codes in (["quote_unclosed"], ["record_malformed"])


def test_blank_lines_without_end_are_no_records(write, settings, catalogue):
    path = write(data=HEADER.encode() + b"\n" * 100_000)
    assert places(path, settings, catalogue) == [("batch_empty", None, None)]


LOOSE = ['"x " ""', '"" "', '"a" ', ' "a"', '"a"  ', '  "a, b"', '"" ', ' ""']


@pytest.mark.parametrize("cell", LOOSE)
@pytest.mark.parametrize("others", ["c", '"c\nd"', '"c" x'])
def test_a_blank_beside_a_quotation_mark_is_judged_alike_whatever_else_is_there(write, settings, catalogue, cell, others):
    good = "IT_USE_ii99,KEN,_T,{},1,PT,{}"
    found = places(write(HEADER, good.format(2001, cell), good.format(2002, others), good.format("soon", "")), settings, catalogue)
    assert ("record_malformed", 1, 2) in found
    assert ("period_invalid", 3, 5 if "\n" in others else 4) in found


@pytest.mark.parametrize("cell", ['" ""a"""', '"a, ""b"""', '"said ""a"" , then"', 'a "b" ', ' a"b"', '" a "'])
def test_blanks_and_quotation_marks_within_a_cell_are_text(staged, write, cell):
    good = "IT_USE_ii99,KEN,_T,{},1,PT,{}"
    rows, codes = staged(write(HEADER, good.format(2001, cell), good.format(2002, '"two\nlines"')))
    assert codes == []
    (expected,) = csv.reader([cell])
    assert rows[0]["COMMENT_OBS"] == expected[0]
