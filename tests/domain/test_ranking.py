"""The gap ranking: widest first whichever sex is behind, ties share a rank, the unmeasured come last."""

from hypothesis import given
from hypothesis import strategies as st

from dashboard.domain.ranking import by_gap

areas = st.lists(st.tuples(st.text("ABC", min_size=1), st.none() | st.floats(-100, 100)), unique_by=lambda area: area[0])


def ranked(rows):
    return by_gap(rows, gap=lambda row: row[1], name=lambda row: row[0])


def test_the_widest_gap_comes_first():
    rows = [("TCD", -12.0), ("ALB", 3.0), ("XKX", None), ("BEN", -3.0), ("ABW", None), ("CPV", 0.0)]
    assert ranked(rows) == [
        (1, ("TCD", -12.0)),
        (2, ("ALB", 3.0)),
        (2, ("BEN", -3.0)),
        (4, ("CPV", 0.0)),
        (None, ("ABW", None)),
        (None, ("XKX", None)),
    ]


@given(areas, st.randoms())
def test_the_order_does_not_depend_on_the_order_given(rows, random):
    shuffled = random.sample(rows, len(rows))
    assert ranked(shuffled) == ranked(rows)
    assert sorted(row for _, row in ranked(rows) if row[1] is None) == sorted(row for row in rows if row[1] is None)
