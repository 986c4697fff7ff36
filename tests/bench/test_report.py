"""The benchmark table judges by the ratio where there is a comparison, by the value where there is none."""

from __future__ import annotations

import pytest

from tests.bench.report import Row, markdown


@pytest.mark.parametrize(
    ("row", "judged", "reached"),
    [
        (Row("a", 30, "ms", base=20, base_is="static page", limit=1.5), 1.5, True),
        (Row("b", 31, "ms", base=20, base_is="static page", limit=1.5), 1.55, False),
        (Row("c", 250, "MB", limit=250), 250, True),
        (Row("d", 299, "/s", limit=300, at_least=True), 299, False),
        (Row("e", 12, "s"), 12, None),
    ],
)
def test_a_row_knows_whether_its_limit_is_kept(row: Row, judged: float, reached: bool | None) -> None:
    assert (row.judged, row.reached) == (pytest.approx(judged), reached)


def test_the_table_holds_value_comparison_and_limit() -> None:
    lines = markdown([Row("publishing", 3, "s", base=2, base_is="typed load", limit=2), Row("memory", 1100, "MB", limit=1024)]).splitlines()
    assert lines[-2:] == [
        "| publishing | 3 s | 2 s (typed load) | 1.50 | ≤ 2× | yes |",
        "| memory | 1,100 MB |  |  | ≤ 1,024 MB | **no** |",
    ]
