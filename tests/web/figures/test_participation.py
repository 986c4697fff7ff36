"""Figures on participation: what rows make up one, which source leads, and what is never made into a ratio."""

from dataclasses import replace

import pytest

from dashboard import catalogue
from dashboard.catalogue.sources import Source
from dashboard.domain.measures import Counts
from dashboard.domain.quantity import Quantity
from dashboard.domain.yardsticks import Outcome
from dashboard.web.figures.participation import Figure, Parts, Shares, added, figures, lines, sums

YARDSTICKS = catalogue.load().yardsticks


def row(sex: str, count: float | None = None, share: float | None = None, **other):
    """A row of participation with the qualifiers and texts that a version has."""
    given = {"event": "E", "session": "_T", "role": "DELEGATE", "source": "S", "example": False, "count_q": "", "share_q": ""}
    return given | {"sex": sex, "count": count, "share": share} | other


def source(id: str, kind: str, retrieved: str = "") -> Source:
    """A source of this kind."""
    return Source(id, id, id, "", kind, "", retrieved, "")


def test_counts_of_both_sexes_give_a_computed_share_with_its_limits():
    (figure,) = figures([row("F", 3), row("M", 4), row("_U", 3)])
    assert figure.counts == Counts(3, 4, unknown=3)
    assert figure.shown.value == pytest.approx(42.857, abs=0.001) and not figure.shown.qualifier
    assert figure.limits == (30, 60)


def test_a_published_share_stays_beside_the_computed_one():
    (figure,) = figures([row("F", 190, 29.9), row("M", 444)])
    assert figure.shown == Quantity(29.9)
    assert figure.computed == pytest.approx(29.968, abs=0.001)


def test_a_share_that_was_computed_by_the_compiler_is_not_called_published():
    (figure,) = figures([row("F", 18, 9.4, nature="X_COMPUTED"), row("M", 173)])
    assert figure.share is None
    assert figure.computed == pytest.approx(9.424, abs=0.001)


@pytest.mark.parametrize(
    ("rows", "women"),
    [
        ([row("F", 205)], Quantity(205)),
        ([row("F", 52000, count_q=">")], Quantity(52000, ">")),
        ([row("F", 880, count_q="~"), row("_T", 4000, count_q="~")], Quantity(880, "~")),
    ],
)
def test_women_without_a_counterpart_have_no_share(rows, women):
    (figure,) = figures(rows)
    assert (figure.shown, figure.counts, figure.women, figure.alone) == (None, None, women, True)
    assert figure.judged(YARDSTICKS["challenge_50_50"]) is None


def test_a_bound_among_the_counts_is_not_computed_with():
    (figure,) = figures([row("F", 100, count_q=">"), row("M", 100)])
    assert figure.counts is None and figure.shown is None


def test_persons_all_of_unknown_sex_are_drawn_and_cannot_be_judged():
    (figure,) = figures([row("_U", 149)])
    assert figure.counts == Counts(0, 0, unknown=149)
    assert figure.shown is None and figure.measured and not figure.alone
    assert figure.judged(YARDSTICKS["balance_40_60"]).outcome is Outcome.UNDETERMINED


def test_published_shares_with_an_unknown_rest_leave_a_range():
    (figure,) = figures([row("F", share=20), row("M", share=53), row("_U", share=27)])
    assert figure.shown == Quantity(20)
    assert figure.limits == (20, 47)
    assert figure.judged(YARDSTICKS["balance_40_60"]).outcome is Outcome.UNDETERMINED
    assert figure.judged(YARDSTICKS["un_parity_band"]).outcome is Outcome.UNDETERMINED
    assert figure.judged(YARDSTICKS["challenge_50_50"]).outcome is Outcome.BELOW


def test_published_shares_by_sex_are_all_kept():
    (figure,) = figures([row("F", share=38), row("M", share=61), row("_O", share=1, share_q="<")])
    assert figure.shares == Shares(Quantity(38), Quantity(61), Quantity(1, "<"))
    assert (figure.limits, figure.has_rest) == (None, False)
    assert figure.judged(YARDSTICKS["balance_40_60"]).value == 38


@pytest.mark.parametrize(
    ("shares", "rest"),
    [
        ([row("F", share=33)], Quantity(67)),
        ([row("F", share=50, share_q="~")], Quantity(50, "~")),
        ([row("F", share=20), row("_U", share=27)], Quantity(53)),
        ([row("F", share=30, share_q=">")], None),
        ([row("F", share=49), row("M", share=51)], None),
    ],
)
def test_who_is_not_a_woman_is_a_man_only_where_that_is_published(shares, rest):
    (figure,) = figures(shares)
    assert (figure.shares.rest, figure.has_rest) == (rest, rest is not None)


def test_counts_leave_no_rest():
    (figure,) = figures([row("F", 190, 29.9), row("M", 444)])
    assert not figure.has_rest


def test_women_counted_beside_men_are_not_alone():
    (figure,) = figures([row("F", 880, count_q="~"), row("M", 3100, count_q="~")])
    assert (figure.alone, figure.telling, figure.shown) == (False, True, None)


def test_who_gave_no_response_is_of_unknown_sex():
    (figure,) = figures([row("F", 1), row("M", 2), row("_O", 3), row("_N", 4)])
    assert (figure.counts, figure.other) == (Counts(1, 2, 3, 4), Quantity(3))


def test_a_bound_is_judged_as_a_bound():
    (figure,) = figures([row("F", share=30, share_q=">")])
    assert figure.judged(YARDSTICKS["threshold_30"]).outcome is Outcome.MET
    assert figure.judged(YARDSTICKS["balance_40_60"]).outcome is Outcome.UNDETERMINED


def test_words_stay_words():
    (figure,) = figures([row("F", value_text="about one third")])
    assert (figure.text, figure.shown, figure.alone) == ("about one third", None, False)


def test_sources_stand_side_by_side_and_the_rule_says_which_leads():
    known = {
        "OLD": source("OLD", "primary", "2020-01-01"),
        "NEW": source("NEW", "primary", "2024-01-01"),
        "SECOND": source("SECOND", "secondary", "2025-01-01"),
    }
    rows = [row("F", share=share, source=id) for id, share in (("SECOND", 50), ("OLD", 44), ("NEW", 45))]
    rows.append(row("_T", 3300, source="AAA"))
    (line,) = lines(figures(rows), known)
    assert [figure.source for figure in line.figures] == ["NEW", "OLD", "SECOND", "AAA"]


def test_parts_are_added_up_only_where_all_are_counted():
    parts = figures([row("F", 1, session="A"), row("M", 2, session="A"), row("F", 2, session="B"), row("M", 0, session="B")])
    total = added(parts, "sessions")
    assert (total.counts, total.parts, total.basis, total.session) == (Counts(3, 2), 2, "sessions", "_T")
    assert added([*parts, replace(parts[0], counts=None)], "sessions") is None
    assert added([], "sessions") is None


def test_parts_make_a_sum_only_where_each_has_a_counterpart_and_nothing_is_said_of_the_whole():
    place = {"basis": "sessions", "parts": 2}
    complete = figures([row("F", 7, alike="F M", **place), row("M", 7, alike="F M", **place)])
    alone = figures([row("F", 20, alike="F", basis="sessions", parts=1)])
    assert [(figure.counts, figure.parts) for figure in sums(complete, [])] == [(Counts(7, 7), 2)]
    assert sums([*complete, *alone], []) == []
    assert sums(complete, figures([row("_T", 14)])) == []
    assert [figure.basis for figure in sums([replace(complete[0], basis="delegations"), *complete], [])] == ["sessions", "delegations"]


def test_a_figure_without_anything_has_nothing_to_judge():
    empty = Figure("E", "_T", "SPEAKER", "S")
    assert not empty.measured and empty.judged(YARDSTICKS["threshold_30"]) is None and empty.limits is None


def test_what_is_drawn_are_parts_of_a_hundred():
    (counted,) = figures([row("F", 1), row("M", 2), row("_U", 1)])
    assert counted.parts_of_bar == Parts(25, 50, 25)
    assert Figure("E", "_T", "SPEAKER", "S", counts=Counts(0, 0)).parts_of_bar is None
    assert Figure("E", "_T", "SPEAKER", "S").parts_of_bar is None
    assert Figure("E", "_T", "SPEAKER", "S", shares=Shares(Quantity(40))).parts_of_bar == Parts(40, None, rest=60)
    assert Figure("E", "_T", "SPEAKER", "S", shares=Shares(Quantity(30, ">"))).parts_of_bar == Parts(30, None, bound=True)
