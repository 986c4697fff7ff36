"""What an account may send: its areas, its entities, its datasets — deletions and what stands under another entity among them."""

from __future__ import annotations

import pytest

from dashboard.domain.rights import Scope
from dashboard.ingest import publish, validate

EVENT = "EVENT,SERIES,ENTITY,TIME_PERIOD,NAME_EN"
SDMX = "STRUCTURE,STRUCTURE_ID,ACTION,"


def refused(path, settings, catalogue, **limits):
    scope = Scope(**{name: frozenset(codes) for name, codes in limits.items()})
    findings = validate(path, settings, catalogue, scope=scope).findings
    return [finding.record for finding in findings if finding.code == "record_not_permitted"]


@pytest.mark.parametrize(
    "limits, records",
    [
        ({}, []),
        ({"areas": {"KEN"}}, [2]),
        ({"datasets": {"indicator"}}, []),
        ({"datasets": {"staff"}}, [1, 2]),
        ({"entities": {"ITU"}}, [1, 2]),
        ({"entities": {"ITU"}, "datasets": {"indicator"}}, []),
    ],
)
def test_areas_and_datasets(write, settings, catalogue, limits, records):
    head = SDMX + "INDICATOR,REF_AREA,SEX,TIME_PERIOD,OBS_VALUE"
    path = write(head, "dataflow,X:INDICATOR,I,IT_USE_ii99,KEN,_T,2019,1", "dataflow,X:INDICATOR,D,IT_USE_ii99,UGA,_T,2019,")
    assert refused(path, settings, catalogue, **limits) == records


def test_what_is_no_code_is_told_to_be_none_and_no_more(write, settings, catalogue):
    path = write("INDICATOR,REF_AREA,SEX,TIME_PERIOD,OBS_VALUE", "IT_USE_ii99,Kenia,_T,2019,1", "IT_USE_ii99,UGA,_T,2019,1")
    found = validate(path, settings, catalogue, scope=Scope(areas=frozenset({"KEN"}))).findings
    assert [(one.code, one.record) for one in found if one.severity == "error"] == [("code_unknown", 1), ("record_not_permitted", 2)]


def test_a_dataset_without_areas_is_none_of_a_country(write, settings, catalogue):
    path = write("ENTITY,SEX,TIME_PERIOD,HEADCOUNT", "EXAMPLE,_T,2024,5")
    assert refused(path, settings, catalogue, areas={"KEN"}) == [1]
    assert refused(path, settings, catalogue, areas={"KEN"}, datasets={"staff"}) == []
    assert refused(path, settings, catalogue, entities={"EXAMPLE"}) == []


def test_events_of_others(write, store, settings, catalogue):
    publish(write(EVENT, "OURS,Forum,ITU,2023,Forum", "THEIRS,Forum,UNFCCC,2023,Forum", name="events.csv"), store)
    takes = write(EVENT, "OURS,Forum,ITU,2023,New name", "THEIRS,Forum,ITU,2023,Taken over", "NEW,Forum,ITU,2024,Forum")
    assert refused(takes, settings, catalogue, entities={"ITU"}) == [2]
    deletes = write(f"{SDMX}EVENT", "dataflow,X:EVENT,D,OURS", "dataflow,X:EVENT,D,THEIRS")
    assert refused(deletes, settings, catalogue, entities={"ITU"}) == [2]
    counts = write("EVENT,ROLE,SEX,COUNT", "OURS,CHAIR,_T,1", "THEIRS,CHAIR,_T,2", "UNKNOWN,CHAIR,_T,3")
    assert refused(counts, settings, catalogue, entities={"ITU"}) == [2, 3]
