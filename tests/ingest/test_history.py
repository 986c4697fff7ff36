"""Figures out of line with their series, and which series are looked at."""

from __future__ import annotations

import re

import pytest

from dashboard.i18n import Words
from dashboard.ingest import history_rules, publish, validate

HEADER = "INDICATOR,REF_AREA,SEX,TIME_PERIOD,OBS_VALUE,OBS_STATUS"
YEARS = range(2008, 2020)


def series(area, values, status=None):
    """Records of a series, a year each; `status` by year."""
    years = zip(YEARS, values, strict=False)
    return [f"SG_GEN_PARL,{area},F,{year},{value},{(status or {}).get(year, 'A')}" for year, value in years]


SMOOTH = [20 + at % 3 for at in range(len(YEARS))]
JUMPING = [value + (60 if year == 2015 else 0) for year, value in zip(YEARS, SMOOTH, strict=True)]
BREAKING = [value + (40 if year >= 2014 else 0) for year, value in zip(YEARS, SMOOTH, strict=True)]


@pytest.mark.parametrize(
    "values, status, found",
    [
        (SMOOTH, {}, {}),
        (JUMPING, {}, {"value_jump": 1}),
        (BREAKING, {}, {"break_unflagged": 1}),
        (BREAKING, {2014: "B"}, {}),
        ([20] * len(YEARS), {}, {"values_all_equal": 1}),
        ([value / 100 for value in SMOOTH], {}, {"percentage_as_fraction": 1}),
    ],
    ids=["smooth", "jump", "break", "a break that is flagged", "all equal", "fractions"],
)
def test_what_is_said_of_a_series(write, settings, catalogue, values, status, found):
    assert dict(validate(write(HEADER, *series("KEN", values, status)), settings, catalogue).counts) == found


@pytest.mark.parametrize(("values", "year"), [(JUMPING, 2015), (BREAKING, 2014)])
def test_a_figure_out_of_line_is_named_by_what_tells_it_from_others(write, settings, catalogue, values, year):
    report = validate(write(HEADER, *series("UGA", SMOOTH), *series("KEN", values)), settings, catalogue)
    (finding,) = report.findings
    assert finding.params["observation"] == f"SG_GEN_PARL, KEN, F, {year}"
    assert f"It is the figure of: SG_GEN_PARL, KEN, F, {year}." in re.sub("[\u2067-\u2069]", "", finding.message(Words("en")))


@pytest.mark.parametrize("limit, found", [(13, {"value_jump": 1, "history_left_out": 1}), (14, {"value_jump": 2})])
def test_in_a_long_file_what_is_new_is_not_compared_with_itself_and_the_report_says_so(write, store, monkeypatch, limit, found):
    monkeypatch.setattr(history_rules, "COMPARED_WITH_ITSELF", limit)
    assert publish(write(HEADER, *series("KEN", SMOOTH[:-2])), store).published
    known = series("KEN", [*SMOOTH[:-2], 90, SMOOTH[-1]])[-2:]
    report = validate(write(HEADER, *known, *series("EGY", JUMPING)), store.settings, store.catalogue)
    assert dict(report.counts) == found
    said = [(finding.record, finding.params) for finding in report.findings if finding.code == "history_left_out"]
    assert said == ([(3, {"count": 1, "limit": 13})] if limit == 13 else [])


def test_a_long_file_of_short_series_leaves_nothing_out(write, settings, catalogue, monkeypatch):
    monkeypatch.setattr(history_rules, "COMPARED_WITH_ITSELF", 1)
    assert not validate(write(HEADER, *series("KEN", SMOOTH[:6])[:5]), settings, catalogue).counts
