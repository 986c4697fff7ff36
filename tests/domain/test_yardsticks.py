"""Verdicts: each rule at its edges, under uncertainty, for small bodies, and what it says would be needed."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.domain.measures import Counts, share_of_women
from dashboard.domain.quantity import Quantity, parse
from dashboard.domain.yardsticks import RULES, Evidence, Need, Outcome, Unit, Verdict, Yardstick, judge

BAND = Yardstick("un_parity_band", "share_band", {"low": 47, "high": 53})
BALANCE = Yardstick("balance_40_60", "share_band", {"low": 40, "high": 60})
THIRTY = Yardstick("threshold_30", "share_at_least", {"minimum": 30})
CHALLENGE = Yardstick("challenge_50_50", "count_difference", {"tolerance": 1, "share_from": 100})
PLEDGE = Yardstick("panel_pledge", "not_single_sex", {"minimum_panel": 2, "count_moderators": False})
ITU = Yardstick("itu_parity_score", "ratio_band", {"low": 0.98, "high": 1.02, "almost": 0.95, "unrounded_only": True})
GPI = Yardstick("gpi", "ratio_band", {"low": 0.97, "high": 1.03})
ADJUSTED = Yardstick("gpi_adjusted", "ratio_band", {"low": 0.97, "high": 1.03, "adjusted": True})
GAP = Yardstick("gap_points", "gap_points", {"tolerance": 0})
SHOWN = Yardstick("gap_points", "gap_points", {"tolerance": 0, "decimals": 1})
BY_COUNTS = [BAND, BALANCE, THIRTY, CHALLENGE]

persons = st.integers(0, 400)


def of(*numbers, **more) -> Evidence:
    return Evidence(counts=Counts(*numbers), **more)


def percentages(female: str, male: str, **more) -> Evidence:
    return Evidence(female=parse(female), male=parse(male), **more)


@pytest.mark.parametrize(
    ("yardstick", "evidence", "outcome"),
    [
        (BAND, of(47, 53), "met"),
        (BAND, of(53, 47), "met"),
        (BAND, of(469, 531), "below"),
        (BAND, of(531, 469), "above"),
        (BALANCE, of(2, 3), "met"),
        (BALANCE, of(39, 61), "below"),
        (THIRTY, of(3, 7), "met"),
        (THIRTY, of(29, 71), "below"),
        (THIRTY, of(9, 1), "met"),
        (CHALLENGE, of(3, 4), "met"),
        (CHALLENGE, of(4, 3), "met"),
        (CHALLENGE, of(3, 5), "below"),
        (CHALLENGE, of(5, 3), "above"),
        (PLEDGE, of(1, 5), "met"),
        (PLEDGE, of(0, 5), "not_met"),
        (PLEDGE, of(5, 0), "not_met"),
        (PLEDGE, of(4, 0, 1), "met"),
        (PLEDGE, of(0, 1), "not_applicable"),
        (ITU, percentages("49", "50"), "met"),
        (ITU, percentages("48.9", "50"), "almost"),
        (ITU, percentages("47.5", "50"), "almost"),
        (ITU, percentages("47.4", "50"), "below"),
        (ITU, percentages("51", "50"), "met"),
        (ITU, percentages("51.1", "50"), "above"),
        (GPI, percentages("48.5", "50"), "met"),
        (GPI, percentages("48.4", "50"), "below"),
        (GPI, percentages("52", "50"), "above"),
        (ADJUSTED, percentages("50", "48.5"), "met"),
        (ADJUSTED, percentages("52", "50"), "above"),
        (GAP, percentages("50.1", "50.1"), "met"),
        (GAP, percentages("50", "50.1"), "below"),
        (GAP, percentages("50.1", "50"), "above"),
        (GAP, percentages("44.99992", "45.00011"), "below"),
        (SHOWN, percentages("44.99992", "45.00011"), "met"),
        (SHOWN, percentages("50", "50.04"), "met"),
        (SHOWN, percentages("50", "50.05"), "below"),
        (SHOWN, percentages("50.1", "50"), "above"),
    ],
)
def test_each_rule_at_its_edges(yardstick, evidence, outcome):
    assert judge(yardstick, evidence).outcome == outcome


@pytest.mark.parametrize(
    ("yardstick", "text", "outcome"),
    [
        (BAND, "50", "met"),
        (BAND, ">30", "undetermined"),
        (BAND, "<47", "below"),
        (BAND, "≤47", "undetermined"),
        (BAND, ">53", "above"),
        (BAND, "≥53", "undetermined"),
        (BAND, "~45", "undetermined"),
        (BAND, "~40", "below"),
        (BALANCE, "~45", "met"),
        (THIRTY, ">30", "met"),
        (THIRTY, "≥30", "met"),
        (THIRTY, "<30", "below"),
        (THIRTY, "~29", "undetermined"),
        (CHALLENGE, "49", "met"),
        (CHALLENGE, "48.9", "below"),
        (CHALLENGE, "~50", "undetermined"),
        (PLEDGE, "50", "not_applicable"),
        (GPI, "50", "not_applicable"),
        (GAP, "50", "not_applicable"),
    ],
)
def test_a_published_share_is_judged_with_its_qualifier(yardstick, text, outcome):
    verdict = judge(yardstick, Evidence(share=parse(text)))
    assert verdict.outcome == outcome
    assert verdict.value == (None if outcome == "not_applicable" else parse(text).point)
    assert (verdict.need, verdict.within_one_person) == (None, None)


@pytest.mark.parametrize(
    ("yardstick", "counts", "outcome", "low", "high"),
    [
        (BAND, (47, 47, 0, 6), "met", 47, 53),
        (BAND, (46, 47, 0, 7), "undetermined", 46, 53),
        (BAND, (10, 80, 0, 10), "below", 10, 20),
        (THIRTY, (30, 60, 0, 10), "met", 30, 40),
        (CHALLENGE, (3, 3, 0, 1), "met", -1, 1),
        (CHALLENGE, (3, 3, 0, 2), "undetermined", -2, 2),
        (CHALLENGE, (3, 9, 0, 2), "below", -8, -4),
        (PLEDGE, (0, 3, 0, 1), "undetermined", 0, 1),
        (PLEDGE, (0, 0, 0, 3), "undetermined", 0, 2),
        (PLEDGE, (1, 3, 0, 1), "met", 1, 2),
    ],
)
def test_persons_of_unknown_sex_leave_bounds(yardstick, counts, outcome, low, high):
    verdict = judge(yardstick, of(*counts))
    assert (verdict.outcome, verdict.low, verdict.high) == (outcome, low, high)
    assert (verdict.need, verdict.within_one_person) == (None, None)


@given(persons, persons, st.integers(0, 12))
def test_a_verdict_with_unknowns_is_the_verdict_whatever_they_turn_out_to_be(women, men, unknown):
    for yardstick in BY_COUNTS:
        outcome = judge(yardstick, of(women, men, 0, unknown)).outcome
        turned_out = {judge(yardstick, of(women + n, men + unknown - n)).outcome for n in range(unknown + 1)}
        if outcome not in (Outcome.UNDETERMINED, Outcome.NOT_APPLICABLE):
            assert turned_out == {outcome}
        elif outcome is Outcome.NOT_APPLICABLE:
            assert women + men + unknown == 0


few = st.integers(0, 3)


@given(few, few, few, few, few)
def test_a_verdict_holds_whoever_of_those_aside_belongs_to_the_counted(women, men, more_women, more_men, more_unknown):
    aside = Counts(more_women, more_men, unknown=more_unknown)
    ways = [
        of(women + w + u, men + m + n)
        for w, m in itertools.product(range(more_women + 1), range(more_men + 1))
        for u in range(more_unknown + 1)
        for n in range(more_unknown + 1 - u)
    ]
    for yardstick in BY_COUNTS:
        verdict = judge(yardstick, Evidence(counts=Counts(women, men), aside=aside))
        turned_out = {judge(yardstick, way) for way in ways if way.counts.total}
        if verdict.outcome not in (Outcome.UNDETERMINED, Outcome.NOT_APPLICABLE):
            assert {way.outcome for way in turned_out} == {verdict.outcome}
        if verdict.outcome is not Outcome.NOT_APPLICABLE:
            assert (verdict.low, verdict.high) == (min(way.value for way in turned_out), max(way.value for way in turned_out))


@given(persons, persons)
def test_the_need_is_enough_and_one_less_is_not(women, men):
    for yardstick in [*BY_COUNTS, PLEDGE]:
        need = judge(yardstick, of(women, men)).need
        if need is None:
            continue
        sign = 1 if need.sex == "F" else -1

        def outcome(add=0, swap=0, yardstick=yardstick, sign=sign):
            more_women, more_men = (add + swap, -swap) if sign == 1 else (-swap, add + swap)
            return judge(yardstick, of(women + more_women, men + more_men)).outcome

        assert outcome(add=need.add) == "met"
        assert outcome(add=need.add - 1) != "met"
        if need.swap is not None:
            assert outcome(swap=need.swap) == "met"
            assert outcome(swap=need.swap - 1) != "met"


@pytest.mark.parametrize(
    ("yardstick", "counts", "need", "within"),
    [
        (BAND, (1, 2), Need("F", add=1, swap=None), True),
        (BAND, (2, 3), Need("F", add=1, swap=None), True),
        (BAND, (1, 4), Need("F", add=3, swap=None), False),
        (BAND, (0, 3), Need("F", add=3, swap=None), False),
        (BAND, (3, 1), Need("M", add=2, swap=1), True),
        (BAND, (20, 80), Need("F", add=51, swap=27), False),
        (THIRTY, (0, 3), Need("F", add=2, swap=1), True),
        (CHALLENGE, (1, 4), Need("F", add=2, swap=1), True),
        (CHALLENGE, (6, 1), Need("M", add=4, swap=2), False),
        (PLEDGE, (0, 4), Need("F", add=1, swap=1), None),
        (PLEDGE, (4, 0), Need("M", add=1, swap=1), None),
    ],
)
def test_small_bodies_and_what_they_need(yardstick, counts, need, within):
    verdict = judge(yardstick, of(*counts))
    assert (verdict.need, verdict.within_one_person) == (need, within)


def test_no_number_of_women_added_reaches_a_hundred_per_cent():
    everybody = Yardstick("all", "share_at_least", {"minimum": 100})
    assert judge(everybody, of(1, 3)).need == Need("F", add=None, swap=3)


@pytest.mark.parametrize("yardstick", [*BY_COUNTS, PLEDGE, ITU, GPI, GAP])
def test_without_a_counterpart_there_is_no_verdict(yardstick):
    for evidence in (Evidence(), of(205, None), of(0, 0), Evidence(female=parse("60")), percentages("0", "0")):
        if yardstick is GAP and evidence.male is not None:
            continue
        assert judge(yardstick, evidence) == Verdict(Outcome.NOT_APPLICABLE)


def test_a_moderator_counts_where_the_yardstick_says_so():
    evidence = of(0, 3, moderators=Counts(1, 0))
    assert judge(PLEDGE, evidence).outcome == "not_met"
    assert judge(PLEDGE.with_parameters(count_moderators=True), evidence).outcome == "met"


def test_a_score_from_rounded_percentages_is_a_range_and_not_itus():
    verdict = judge(ITU, percentages("65", "70", decimals=0))
    assert verdict.value is None
    assert verdict.outcome == "below"
    assert verdict.low < 0.94 < verdict.high
    assert judge(ITU, percentages("98", "100", decimals=0)).outcome == "undetermined"
    assert judge(GPI, percentages("65", "70", decimals=0)).value == 65 / 70


def test_a_published_ratio_goes_before_a_computed_one():
    verdict = judge(ITU, percentages("65", "70", decimals=0, ratio=Quantity(0.94)))
    assert verdict == Verdict(Outcome.BELOW, 0.94, Unit.RATIO, 0.94, 0.94)
    assert judge(ADJUSTED, Evidence(ratio=parse(">1.25"))) == Verdict(Outcome.ABOVE, None, Unit.RATIO, 1.2, 2)


@pytest.mark.parametrize(
    ("yardstick", "female", "male", "outcome"),
    [
        (GPI, ">60", "50", "above"),
        (GPI, "40", ">50", "below"),
        (GPI, "~50", "50", "undetermined"),
        (GPI, "50", "<1", "not_applicable"),
        (GAP, ">50", "50", "above"),
        (SHOWN, ">50", "50", "undetermined"),
        (SHOWN, ">50.1", "50", "above"),
        (GAP, "≥50", "50", "undetermined"),
        (GAP, "50", ">50", "below"),
    ],
)
def test_qualified_percentages_make_a_range(yardstick, female, male, outcome):
    verdict = judge(yardstick, percentages(female, male))
    assert (verdict.outcome, verdict.value) == (outcome, None)


@given(st.floats(0, 100), st.sampled_from([BAND, BALANCE, THIRTY]))
def test_counts_and_the_share_computed_from_them_get_the_same_verdict(tenths, yardstick):
    counts = Counts(round(tenths * 10), 1000 - round(tenths * 10))
    from_share = judge(yardstick, Evidence(share=Quantity(share_of_women(counts))))
    assert from_share.outcome == judge(yardstick, Evidence(counts=counts)).outcome


@pytest.mark.parametrize(
    ("rule", "parameters", "message"),
    [
        ("share", {}, "rule 'share' is not one of share_band"),
        ("share_band", {"low": 47}, "parameter 'high' is missing"),
        ("share_band", {"low": 47, "high": 53, "mid": 50}, "parameter 'mid' is not one of low, high"),
        ("share_band", {"low": "47", "high": 53}, "parameter 'low' is '47'; it must be a number"),
        ("share_band", {"low": True, "high": 53}, "parameter 'low' is True; it must be a number"),
        ("not_single_sex", {"minimum_panel": 2, "count_moderators": 1}, "parameter 'count_moderators' is 1; it must be true or false"),
        ("ratio_band", {"low": 1, "high": 1, "adjusted": 1}, "parameter 'adjusted' is 1; it must be true or false"),
    ],
)
def test_a_wrong_declaration_says_what_would_be_right(rule, parameters, message):
    with pytest.raises(ValueError, match=message):
        Yardstick("wrong", rule, parameters)


def test_every_rule_judges():
    for rule, declared in RULES.items():
        parameters = {name: kind(1) for name, kind in declared.required.items()}
        evidence = of(1, 2, female=Quantity(1), male=Quantity(2))
        assert judge(Yardstick("any", rule, parameters), evidence).outcome is not Outcome.NOT_APPLICABLE


@pytest.mark.parametrize("sizes", [(98, 99), (99, 100), (100, 600)])
def test_a_large_event_is_judged_no_harder_than_a_small_one(sizes):
    """From a hundred persons on, one percentage point is more than one person; the share that meets the challenge never gets narrower."""
    small, large = ({women / size for women in range(size + 1) if _meets(women, size - women)} for size in sizes)
    assert min(large) <= min(small) and max(large) >= max(small)


def _meets(women, men):
    return judge(CHALLENGE, Evidence(counts=Counts(women, men))).outcome is Outcome.MET


def test_the_same_people_are_judged_alike_as_counts_and_as_a_share():
    assert _meets(4990, 5010) and not _meets(4800, 5200)
    verdict = judge(CHALLENGE, Evidence(counts=Counts(22, 171)))
    assert (verdict.unit, verdict.need) == (Unit.PER_CENT, Need("F", 143, 73))
