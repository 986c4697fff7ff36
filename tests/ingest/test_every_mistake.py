"""What may be wrong with figures, each mistake by its own name and no other."""

from __future__ import annotations

import pytest

from dashboard.ingest import validate

HEADER = "INDICATOR,REF_AREA,SEX,TIME_PERIOD,OBS_VALUE,UNIT_MEASURE,OBS_STATUS,COMMENT_OBS"
STAFF = "ENTITY,GRADE,SEX,TIME_PERIOD,HEADCOUNT,SHARE"


def shares(women="20", men="30", total="", *, unit="PT", period="2019", status="A", comment=""):
    """Percentages of women, men and all."""
    given = {"F": women, "M": men, "_T": total}
    return HEADER, *(f"IT_USE_ii99,KEN,{sex},{period},{value},{unit},{status},{comment}" for sex, value in given.items() if value)


def staff(**counts):
    """Heads counted by sex, each with its share where one follows after a slash."""
    cells = {"F": "women", "M": "men", "_O": "other", "_U": "unknown", "_T": "total"}
    rows = [(sex, *f"{counts[name]}/".split("/")[:2]) for sex, name in cells.items() if name in counts]
    return STAFF, *(f"EXAMPLE,P-1,{sex},2024,{count},{share}" for sex, count, share in rows)


CASES = {
    "total above both": (shares("20", "30", "35"), {"total_not_between": 1}),
    "total below both": (shares("20", "30", "15"), {"total_not_between": 1}),
    "total within what rounding explains": (shares("20", "20", "20.1"), {}),
    "total between": (shares("20", "30", "26"), {}),
    "digits of Arabic": (shares("٢٢٫٦"), {"number_normalised": 1}),
    "digits of Persian": (shares("۲۲٫۶"), {"number_normalised": 1}),
    "digits of Devanagari": (shares("२२.६"), {"number_normalised": 1}),
    "wide digits": (shares("２２．６"), {"number_normalised": 1}),
    "decimal comma": (shares('"22,6"'), {"number_normalised": 1}),
    "one number or another": (shares('"1,234"'), {"number_invalid": 1}),
    "no number": (shares("abc"), {"number_invalid": 1}),
    "infinite": (shares("inf"), {"number_not_finite": 1}),
    "not a number": (shares("NaN"), {"number_not_finite": 1}),
    "outside its unit": (shares("120", "-3"), {"value_out_of_range": 2}),
    "another unit": (shares(unit="PP"), {"unit_unexpected": 2}),
    "future": (shares(period="2199"), {"period_future": 2}),
    "no period": (shares(period="2019-13"), {"period_invalid": 2}),
    "a value that is missing": (shares(status="M"), {"status_contradicts_value": 2}),
    "one sex missing": (shares(men=""), {"counterpart_missing": 1}),
    "override": (shares(comment="a\u202eb"), {"bidi_control": 1}),
    "isolates": (shares(comment="a\u2067b\u2069"), {"bidi_control": 1}),
    "marks of direction, which Arabic needs": (shares(comment="a\u200fb\u061c"), {}),
    "joiner within a Persian word": (shares(comment="می\u200cخواهم"), {}),
    "blank without width": (shares(comment="a\u200bb"), {"invisible_character": 1}),
    "control character": (shares(comment="a\x07b"), {"control_character": 1}),
    "formula": (shares(comment="=1+1"), {"cell_formula": 2}),
    "address": (shares(comment="x@example.org"), {"cell_personal": 1}),
    "all of them": (staff(women=1, men=2, other=1, unknown=1, total=5), {}),
    "fewer than the total": (staff(women=1, men=2, total=5), {"counts_below_total": 1}),
    "more than the total": (staff(women=3, men=3, total=5), {"counts_above_total": 1}),
    "more women than all": (staff(women=6, men=0, total=5), {"women_above_total": 1}),
    "half a person": (staff(women=1.5, men=2), {"count_not_whole": 1}),
    "fewer than nobody": (staff(women=-1, men=2), {"value_out_of_range": 1}),
    "share rounded": (staff(women="1/33.3", men="2/66.7"), {}),
    "share cut off": (staff(women="1/33.3", men="2/66.6"), {"share_truncated": 1}),
    "share of something else": (staff(women="1/40", men="2/60"), {"share_mismatch": 2}),
}


@pytest.mark.parametrize("case", CASES)
def test_each_mistake_is_told_by_its_name(write, settings, catalogue, case):
    lines, found = CASES[case]
    assert dict(validate(write(*lines), settings, catalogue).counts) == found


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("SG_GEN_PARL,KEN,_T,2019,23,PT,,", "share_under_total"),
        ("SG_GEN_PARL,KEN,,2019,23,PT,,", "share_under_total"),
        ("SG_GEN_PARL,KEN,F,2019,23,PT,,", ""),
        ("IT_USE_ii99,KEN,_T,2019,23,PT,,", ""),
        ("IT_USE_GPS,KEN,_T,2019,1.1,RATIO,,", ""),
        ("_Z,KEN,F,2019,23,PT,,", "code_unknown"),
        ("_T,KEN,F,2019,23,PT,,", "code_unknown"),
    ],
)
def test_a_figure_is_of_an_indicator_and_a_share_of_women_is_of_women(write, settings, catalogue, line, code):
    found = validate(write(HEADER, line), settings, catalogue)
    assert set(found.counts) == {code} - {""}
    if code == "share_under_total":
        assert [(one.column, one.params["suggestion"], one.params["count"]) for one in found.findings] == [("SEX", "F", 1)]


def test_shares_of_women_without_a_column_of_sex_are_one_finding(write, settings, catalogue):
    lines = [f"SG_GEN_PARL,KEN,{year},23" for year in range(2010, 2015)]
    found = validate(write("INDICATOR,REF_AREA,TIME_PERIOD,OBS_VALUE", *lines), settings, catalogue)
    assert dict(found.counts) == {"share_under_total": 1} and found.findings[0].params["count"] == 5


def test_a_target_of_no_indicator_is_none(catalogue):
    figure, target = (catalogue.codes(catalogue.datasets[id].column("INDICATOR")) for id in ("indicator", "target"))
    assert "_Z" in target and set(target.items) - set(figure.items) == {"_Z"}


def test_a_record_that_stands_twice(write, settings, catalogue):
    head, women, men = shares()
    for again, code in ((women, "key_duplicate"), (women.replace(",20,", ",21,"), "key_conflict")):
        assert dict(validate(write(head, women, men, again), settings, catalogue).counts) == {code: 1}
