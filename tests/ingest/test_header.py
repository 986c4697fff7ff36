"""The header: columns that are written in another way, service columns of SDMX-CSV in another place, frameworks that are mixed."""

from __future__ import annotations

import pytest

from dashboard.ingest import validate

RECORD = "IT_USE_ii99,KEN,_T,2019,1"


def found(path, settings, catalogue):
    report = validate(path, settings, catalogue)
    return report.dataset, [(finding.code, finding.column, finding.params.get("suggestion")) for finding in report.findings]


@pytest.mark.parametrize(
    "header",
    [
        "indicator,ref_area,sex,time_period,obs_value",
        " INDICATOR,Ref Area , SEX,Time-Period, obs_value",
        ' "INDICATOR",Ref_Area,Sex,Time period,Obs value',
    ],
)
def test_columns_in_another_case_or_with_blanks_are_told_the_right_names(write, settings, catalogue, header):
    dataset, findings = found(write(header, RECORD), settings, catalogue)
    names = ("INDICATOR", "REF_AREA", "SEX", "TIME_PERIOD", "OBS_VALUE")
    assert dataset == "indicator"
    assert [(code, meant) for code, _, meant in findings] == [("column_unknown", name) for name in names]


def test_one_column_in_another_case_is_not_missing_as_well(write, settings, catalogue):
    _, findings = found(write("INDICATOR,ref_area,SEX,TIME_PERIOD,OBS_VALUE", RECORD), settings, catalogue)
    assert findings == [("column_unknown", "ref_area", "REF_AREA")]


@pytest.mark.parametrize(
    "service, misplaced", [("ACTION,STRUCTURE,STRUCTURE_ID", 2), ("STRUCTURE_ID,STRUCTURE,ACTION", 2), ("STRUCTURE,ACTION,STRUCTURE_ID", 0)]
)
def test_service_columns_in_another_order(write, settings, catalogue, service, misplaced):
    cells = {"ACTION": "I", "STRUCTURE": "dataflow", "STRUCTURE_ID": "X:INDICATOR(1.0)"}
    row = ",".join(cells[name] for name in service.split(","))
    path = write(f"{service},INDICATOR,REF_AREA,SEX,TIME_PERIOD,OBS_VALUE", f"{row},{RECORD}")
    assert [code for code, *_ in found(path, settings, catalogue)[1]] == ["column_misplaced"] * misplaced


@pytest.mark.parametrize(
    "row, codes",
    [
        ("2.0,2.0-07,2024,MEETS,,", []),
        ("1.0,2.0-07,2014,MEETS,,", ["code_of_other"]),
        ("2.0,_T,2021,,11,>=17", []),
        ("2.0,_T,2021,,11,16", ["framework_size"]),
        ("3.0,_T,2025,,11,18", []),
        ("3.0,_T,2024,,11,18", ["framework_years"]),
        ("1.0,_T,2018,,11,17", ["framework_size", "framework_years"]),
    ],
)
def test_frameworks_are_not_mixed(write, settings, catalogue, row, codes):
    path = write("ENTITY,FRAMEWORK,INDICATOR,TIME_PERIOD,RATING,MET_OR_EXCEEDED,OUT_OF", f"EXAMPLE,{row}")
    assert sorted(code for code, *_ in found(path, settings, catalogue)[1]) == codes


def test_a_quotation_mark_that_is_not_closed_comes_before_what_the_rest_looks_like(write, settings, catalogue):
    report = validate(write("Land,Wert,Art", 'Kenia,"1,x', "Uganda,2,y"), settings, catalogue)
    assert "table_missing" not in report.counts and report.errors
