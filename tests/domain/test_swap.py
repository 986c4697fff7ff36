"""UN-SWAP tallies: derived from ratings, one framework at a time."""

import pytest

from dashboard.domain.swap import Rated, Rating, met_or_exceeded


def rated(*ratings: str, framework: str = "2.0") -> list[Rated]:
    return [Rated(framework, str(number), rating) for number, rating in enumerate(ratings, start=1)]


def test_met_or_exceeded_counts_both_and_leaves_out_what_does_not_apply():
    tally = met_or_exceeded(rated("MEETS", "EXCEEDS", "APPROACHES", "MISSING", "NOT_APPLICABLE", "MEETS"))
    assert (tally.framework, tally.met_or_exceeded, tally.applicable) == ("2.0", 3, 5)
    assert tally.by_rating == {
        Rating.EXCEEDS: 1,
        Rating.MEETS: 2,
        Rating.APPROACHES: 1,
        Rating.MISSING: 1,
        Rating.NOT_APPLICABLE: 1,
    }


def test_frameworks_are_never_mixed():
    with pytest.raises(ValueError, match="different frameworks cannot be counted together: 1.0, 2.0"):
        met_or_exceeded(rated("MEETS") + rated("MEETS", framework="1.0"))


def test_an_indicator_is_rated_once():
    with pytest.raises(ValueError, match="rated more than once: 1"):
        met_or_exceeded(rated("MEETS") + rated("MISSING"))


def test_no_ratings_are_no_tally():
    assert met_or_exceeded([]) is None


def test_a_rating_is_one_of_the_scale():
    with pytest.raises(ValueError, match="'GOOD' is not a valid Rating"):
        Rated("2.0", "1", "GOOD")
