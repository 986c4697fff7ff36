"""The measures: exact where counts are exact, within bounds where some are unknown, None where there is no counterpart."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.domain import measures
from dashboard.domain.measures import Counts

persons = st.integers(0, 100_000)
counts = st.builds(Counts, persons, persons, persons, persons)
percentages = st.integers(1, 1000).map(lambda tenths: tenths / 10)


@pytest.mark.parametrize(
    ("given_counts", "share"),
    [
        (Counts(190, 444), 100 * 190 / 634),
        (Counts(47, 53), 47),
        (Counts(5, 0), 100),
        (Counts(0, 5), 0),
        (Counts(1.6, 2.0), 400 / 9),
        (Counts(1, 1, other=8, unknown=90), 50),
        (Counts(52_000, None), None),
        (Counts(None, 3), None),
        (Counts(0, 0, unknown=7), None),
    ],
)
def test_share_of_women(given_counts, share):
    assert measures.share_of_women(given_counts) == share


@given(counts)
def test_the_bounds_hold_the_share_and_meet_where_nobody_is_unknown(given_counts):
    bounds = measures.bounds(given_counts)
    share = measures.share_of_women(given_counts)
    if bounds is None:
        assert given_counts.women == given_counts.men == given_counts.unknown == 0
        return
    assert 0 <= bounds[0] <= bounds[1] <= 100
    if share is not None:
        assert bounds[0] <= share <= bounds[1]
        assert (bounds == (share, share)) == (given_counts.unknown == 0)


@given(counts, persons)
def test_a_share_does_not_depend_on_the_size(given_counts, times):
    bigger = Counts(given_counts.women * (times + 1), given_counts.men * (times + 1))
    assert measures.share_of_women(bigger) == measures.share_of_women(given_counts)


def test_bounds_and_coverage_of_a_delegation_with_unknowns():
    delegation = Counts(2, 5, unknown=3)
    assert measures.bounds(delegation) == (20, 50)
    assert measures.coverage(delegation) == 70
    assert measures.coverage(Counts(2, 5, other=3)) == 100


def test_nothing_is_measured_without_a_counterpart():
    girls_only = Counts(52_000, None)
    assert girls_only.paired is False
    assert girls_only.total is None
    assert measures.bounds(girls_only) is None
    assert measures.coverage(girls_only) is None


def test_counts_add_up_sex_by_sex():
    assert Counts(1, 2, 3, 4) + Counts(10, 20, 30, 40) == Counts(11, 22, 33, 44)
    assert Counts(1, 2) + Counts(1, None) == Counts(2, None)
    assert Counts(0.1, 1) + Counts(0.2, 1) == Counts(0.3, 2)
    assert (Counts(1, 2, 3, 4).total, Counts(1, 2).paired) == (10, True)


@pytest.mark.parametrize("wrong", [{"women": -1, "men": 1}, {"women": 1, "men": math.inf}, {"women": 1, "men": 1, "unknown": math.nan}])
def test_a_count_is_a_number_of_persons(wrong):
    with pytest.raises(ValueError, match="a count is 0 or more"):
        Counts(**wrong)


@pytest.mark.parametrize(
    ("female", "male", "gap", "relative", "ratio"),
    [
        (65.1, 70.1, -5.0, 100 * 5 / 70.1, 0.9286733238231099),
        (50.0, 50.0, 0, 0, 1),
        (49.0, 50.0, -1, 2, 0.98),
        (39.2, 40.0, -0.8, 2, 0.98),
        (3.0, 0.0, 3, None, None),
        (None, 40.0, None, None, None),
        (40.0, None, None, None, None),
    ],
)
def test_gap_and_ratio(female, male, gap, relative, ratio):
    assert measures.gap_points(female, male) == gap
    assert measures.relative_gap(female, male) == relative
    assert measures.parity_ratio(female, male) == ratio


@given(percentages, percentages)
def test_gap_ratio_and_relative_gap_agree_on_who_is_ahead(female, male):
    women_ahead = female > male
    assert (measures.gap_points(female, male) > 0) == women_ahead
    assert (measures.parity_ratio(female, male) > 1) == women_ahead
    assert (measures.relative_gap(female, male) < 0) == women_ahead
    assert measures.gap_points(male, female) == -measures.gap_points(female, male)


@given(percentages, percentages)
def test_the_adjusted_index_is_symmetric_around_parity(female, male):
    one, other = (measures.adjusted_gpi(measures.parity_ratio(*pair)) for pair in ((female, male), (male, female)))
    assert 0 <= one <= 2
    assert one + other == pytest.approx(2)


def test_the_adjusted_index_at_its_ends():
    assert measures.adjusted_gpi(None) is None
    assert measures.adjusted_gpi(0.0) == 0
    assert measures.adjusted_gpi(1.25) == 1.2
    assert measures.adjusted_gpi(math.inf) == 2


def test_the_median_leaves_missing_values_out():
    assert measures.median([3.0, None, 1.0, 2.0]) == 2
    assert measures.median([4.0, 1.0]) == 2.5
    assert measures.median([None]) is None
