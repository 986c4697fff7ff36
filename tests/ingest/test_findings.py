"""Which findings are listed where there are more than a report lists."""

from __future__ import annotations

from dashboard.ingest.findings import ERROR, WARNING, Collector, Place


def test_the_first_finding_of_each_rule_is_listed():
    found = Collector(4)
    found.add("bad", ERROR, [Place(record=record) for record in range(1, 10)])
    found.add("odd", WARNING, [Place(record=record) for record in (7, 3)])
    found.add("worse", ERROR, [Place(record=8)])
    assert [(finding.code, finding.record) for finding in found.listed()] == [("bad", 1), ("bad", 2), ("worse", 8), ("odd", 3)]
    assert found.counts == {"bad": 9, "odd": 2, "worse": 1}


def test_where_there_are_more_rules_than_places_errors_come_first():
    found = Collector(2)
    found.add("odd", WARNING, [Place(record=1)])
    found.add("bad", ERROR, [Place(record=3), Place(record=2)])
    found.add("worse", ERROR, [Place(record=9)])
    assert [(finding.code, finding.record) for finding in found.listed()] == [("bad", 2), ("worse", 9)]
