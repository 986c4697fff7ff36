"""Whose figures an account may correct: those that it may send, however it writes their key, adding corrections or taking them away."""

from __future__ import annotations

import pytest

from dashboard.domain.rights import Scope
from dashboard.ingest import publish, validate

HEADER = "DATASET,KEY,COLUMN,SOURCE_VALUE,VALUE,REASON"
DELETIONS = "STRUCTURE,STRUCTURE_ID,ACTION,DATASET,KEY,COLUMN"
EVENTS = ("EVENT,SERIES,ENTITY,TIME_PERIOD,NAME_EN", "OURS,Forum,ITU,2023,Forum", "THEIRS,Forum,UNFCCC,2023,Forum")
NAMED = {"areas": {"KEN"}, "datasets": {"correction", "indicator"}}
KENYA = "INDICATOR=SG_GEN_PARL;REF_AREA=KEN;SEX=F;TIME_PERIOD=2019"
UGANDA = KENYA.replace("KEN", "UGA")


def check(path, store, **limits):
    scope = Scope(**{name: frozenset(codes) for name, codes in limits.items()})
    report = validate(path, store.settings, store.catalogue, scope=scope)
    return report.errors, [(one.record, one.column) for one in report.findings if one.code == "record_not_permitted"]


def of_indicator(write, key: str):
    return write(HEADER, f"indicator,{key},OBS_VALUE,1,2,r")


def test_ones_own_area_and_no_other(write, store):
    assert check(of_indicator(write, KENYA), store, areas={"KEN"}) == (0, [])
    assert check(of_indicator(write, UGANDA), store, areas={"KEN"}) == (1, [(1, "KEY")])
    assert check(of_indicator(write, UGANDA), store, areas={"KEN", "UGA"}) == (0, [])
    assert check(of_indicator(write, UGANDA), store) == (0, [])
    assert check(of_indicator(write, KENYA), store, **NAMED) == (0, [])
    assert check(of_indicator(write, UGANDA), store, **NAMED) == (1, [(1, "KEY")])


@pytest.mark.parametrize(
    "key",
    [
        f"{UGANDA};REF_AREA=KEN",
        f"REF_AREA=KEN;{UGANDA}",
        f"REF_AREA=KEN; {UGANDA}",
        KENYA.replace("KEN", "KEN%3BREF_AREA=UGA"),
        KENYA.replace("KEN", " KEN"),
        KENYA.replace("KEN", "ken"),
        KENYA.replace("REF_AREA", "ref_area"),
        KENYA.replace("REF_AREA=KEN;", ""),
        KENYA.replace("KEN", ""),
        KENYA.replace("KEN", "_T"),
        KENYA.replace("REF_AREA=KEN", "X=;REF_AREA=UGA;REF_AREA=KEN"),
        KENYA.replace("SEX=F", "SEX=F%3BREF_AREA=KEN").replace("REF_AREA=KEN;", "", 1),
        "KEN",
        "%",
        ";",
        f"{UGANDA};COMMENT=REF_AREA=KEN",
    ],
)
def test_a_key_written_oddly_opens_no_way(write, store, key):
    """Every one of these is refused: as outside the limit, or because it is not written as the key of a fact."""
    assert check(of_indicator(write, key), store, **NAMED)[0] > 0
    deletion = write(DELETIONS, f"dataflow,X:CORRECTION,D,indicator,{key},OBS_VALUE")
    assert check(deletion, store, **NAMED)[0] > 0


def test_a_correction_of_others_is_not_taken_away(write, store):
    path = write(DELETIONS, *(f"dataflow,X:CORRECTION,D,indicator,{key},OBS_VALUE" for key in (KENYA, UGANDA)))
    assert check(path, store, areas={"KEN"}) == (1, [(2, "KEY")])


def test_a_total_that_the_key_leaves_out_is_none_of_a_country(write, store):
    keys = ("EVENT=E;REF_AREA=KEN;ROLE=SPEAKER;SEX=F", "EVENT=E;ROLE=SPEAKER;SEX=F")
    path = write(HEADER, *(f"participation,{key},COUNT,1,2,r" for key in keys))
    assert check(path, store, areas={"KEN"}) == (1, [(2, "KEY")])
    assert check(path, store, areas={"_T"}) == (1, [(1, "KEY")])


def test_both_datasets_must_be_allowed(write, store):
    path = of_indicator(write, KENYA)
    assert check(path, store, datasets={"correction", "indicator"}) == (0, [])
    assert check(path, store, datasets={"correction", "staff"}) == (1, [(1, "DATASET")])
    assert check(path, store, datasets={"indicator"}) == (1, [(1, "DATASET")])
    assert check(path, store, datasets={"correction"}) == (1, [(1, "DATASET")])


def test_a_dataset_without_areas_or_entities_must_be_named(write, store):
    staff = write(HEADER, "staff,ENTITY=ITU;SEX=_T;TIME_PERIOD=2024,HEADCOUNT,1,2,r")
    assert check(staff, store, areas={"KEN"}) == (1, [(1, "KEY")])
    assert check(staff, store, areas={"KEN"}, datasets={"correction", "staff"}) == (0, [])
    indicator = of_indicator(write, KENYA)
    assert check(indicator, store, entities={"ITU"}) == (1, [(1, "KEY")])
    assert check(indicator, store, entities={"ITU"}, datasets={"correction", "indicator"}) == (0, [])


def test_ones_own_entity_and_no_other(write, store):
    keys = [f"ENTITY={entity};SEX=_T;TIME_PERIOD=2024" for entity in ("ITU", "UNFCCC")]
    path = write(HEADER, *(f"staff,{key},HEADCOUNT,1,2,r" for key in keys))
    assert check(path, store, entities={"ITU"}) == (1, [(2, "KEY")])


def test_events_and_who_took_part_belong_to_the_entity_that_published_the_event(write, store):
    publish(write(*EVENTS, name="events.csv"), store)
    names = ("OURS", "THEIRS", "UNKNOWN")
    events = write(HEADER, *(f"event,EVENT={name},NAME_EN,Forum,Congress,r" for name in names))
    assert check(events, store, entities={"ITU"})[1] == [(2, "KEY"), (3, "KEY")]
    counts = write(HEADER, *(f"participation,EVENT={name};ROLE=CHAIR;SEX=_T,COUNT,1,2,r" for name in names))
    assert check(counts, store, entities={"ITU"})[1] == [(2, "KEY"), (3, "KEY")]


def test_an_event_is_not_given_to_others(write, store):
    publish(write(*EVENTS, name="events.csv"), store)
    path = write(HEADER, "event,EVENT=OURS,ENTITY,ITU,UNFCCC,r")
    assert check(path, store, entities={"ITU"}) == (1, [(1, "VALUE")])
    assert check(path, store, entities={"ITU", "UNFCCC"}) == (0, [])


def test_nothing_is_published_where_nothing_can_be_compared(write, store):
    assert check(write(HEADER, "event,EVENT=OURS,NAME_EN,A,B,r"), store, entities={"ITU"}) == (1, [(1, "KEY")])
    assert check(write("KEY,COLUMN,REASON", f"{KENYA},OBS_VALUE,r"), store, areas={"KEN"})[0] > 0
    assert check(write(HEADER, f"nothing,{KENYA},OBS_VALUE,1,2,r"), store, areas={"KEN"})[0] > 0
