"""Rules about cells: what an empty cell is, which dates and periods there are, what a deletion may hold."""

from __future__ import annotations

import pytest

from dashboard.ingest import Choices, publish, validate

EVENT = "EVENT,SERIES,ENTITY,TIME_PERIOD,NAME_EN,START_DATE,END_DATE"


def codes(path, settings, catalogue, dataset=None):
    return [(finding.code, finding.column) for finding in validate(path, settings, catalogue, Choices(dataset)).findings]


@pytest.mark.parametrize(
    "start, found",
    [("", []), ("2023-02-28", []), ("2023-02-30", [("date_invalid", "START_DATE")]), ("2023", [("date_invalid", "START_DATE")])],
)
def test_a_date_may_be_left_out(write, settings, catalogue, start, found):
    assert codes(write(EVENT, f"E_1,Forum,EXAMPLE,2023,Forum,{start},"), settings, catalogue) == found


def test_every_optional_cell_may_be_left_out(write, settings, catalogue):
    """A record of each dataset that holds nothing but what is required: no rule may speak of a column that is optional."""
    for dataset in catalogue.datasets.values():
        optional = {column.id for column in dataset.columns if not column.required}
        path = write(",".join(dataset.header), ",".join("" if id in optional else "x" for id in dataset.header))
        about = {column for code, column in codes(path, settings, catalogue, dataset.id) if code != "value_absent"}
        assert about.isdisjoint(optional - {None}), dataset.id


def test_nothing_refers_to_nothing(write, store, settings, catalogue):
    """Where events were published and all deleted again, an empty reference is still none."""
    publish(write(EVENT, "E_1,Forum,EXAMPLE,2023,Forum,,", name="one.csv"), store)
    head, row = "STRUCTURE,STRUCTURE_ID,ACTION,EVENT,SERIES,ENTITY,TIME_PERIOD,NAME_EN", "dataflow,X:EVENT(1.0),D,E_1,,,,"
    assert publish(write(head, row, name="two.csv"), store).published
    found = codes(write("EVENT,ROLE,SEX,COUNT", ",CHAIR,_T,1"), settings, catalogue)
    assert found == [("value_required", "EVENT")]


@pytest.mark.parametrize("period, found", [("2020-W53", []), ("2015-W53", []), ("2023-W52", []), ("2023-W53", ["period_invalid"])])
def test_a_week_53_is_in_some_years_only(write, settings, catalogue, period, found):
    path = write("INDICATOR,REF_AREA,TIME_PERIOD,OBS_VALUE", f"IT_USE_ii99,KEN,{period},1")
    assert [code for code, _ in codes(path, settings, catalogue)] == found


@pytest.mark.parametrize("women, men", [("1.5", "-2"), ("-1", "3"), ("0", "0")])
def test_no_share_is_computed_of_counts_that_are_none(write, settings, catalogue, women, men):
    path = write("EVENT,ROLE,SEX,COUNT,SHARE", f"E_1,CHAIR,F,{women},40", f"E_1,CHAIR,M,{men},60")
    found = {code for code, _ in codes(path, settings, catalogue)}
    assert found.isdisjoint({"share_mismatch", "share_truncated"}) and "reference_unknown" in found


def test_a_record_that_names_no_structure_is_told_so(write, settings, catalogue):
    head = "STRUCTURE,STRUCTURE_ID,ACTION,INDICATOR,REF_AREA,TIME_PERIOD,OBS_VALUE"
    path = write(head, "dataflow,,I,IT_USE_ii99,KEN,2019,1", "dataflow,X:INDICATOR,I,IT_USE_ii99,KEN,2020,1")
    (finding,) = validate(path, settings, catalogue).findings
    assert (finding.code, finding.record, finding.params) == ("structure_mixed", 1, {"first": "INDICATOR", "value": ""})


@pytest.mark.parametrize("event", [" E_1", "E_1 ", "A/B", "A?b=1", "A#b", "50%", "A\\B", ".", ".."])
def test_an_identifier_can_stand_in_an_address(write, settings, catalogue, event):
    assert codes(write(EVENT, f"{event},Forum,EXAMPLE,2023,Forum,,"), settings, catalogue)[0] == ("identifier_invalid", "EVENT")


@pytest.mark.parametrize("event", ["COP 29", "منتدى", "E-1.2", "...", "É_1"])
def test_an_identifier_may_be_in_any_script(write, settings, catalogue, event):
    assert codes(write(EVENT, f"{event},Forum,EXAMPLE,2023,Forum,,"), settings, catalogue) == []
