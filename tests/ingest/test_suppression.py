"""Small counts: none can be computed from its total and the others, whatever the table; and reading a file again holds the same back."""

from __future__ import annotations

import itertools
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.config import Settings
from dashboard.ingest import publish, rebuild, validate
from dashboard.ingest.batch import STAGED
from dashboard.ingest.checking import check
from dashboard.ingest.scan import scan
from dashboard.storage import Store, Workspace

from .declaring import suppressing

BELOW = 5
HEADER = "ENTITY,GRADE,SEX,TIME_PERIOD,HEADCOUNT,SHARE"
PARTS = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=3)


def table(grades):
    """Lines of a table of grades and sexes with both totals."""
    cells = {(f"P-{at + 1}", sex): count for at, pair in enumerate(grades) for sex, count in zip("FM", pair, strict=True)}
    for grade in {grade for grade, _ in cells}:
        cells[grade, "_T"] = cells[grade, "F"] + cells[grade, "M"]
    for sex in ("F", "M", "_T"):
        cells["_T", sex] = sum(count for (grade, other), count in cells.items() if other == sex and grade != "_T")
    return cells


def lines(cells):
    return [HEADER, *(f"EXAMPLE,{grade},{sex},2024,{count}," for (grade, sex), count in sorted(cells.items()))]


def staged(path, folder):
    used = Settings(data=Path(folder) / "var")
    with Workspace(used) as workspace:
        assert check(scan(path, 1 << 20), workspace, suppressing("staff", BELOW), used).report.errors == 0
        rows = workspace.execute(f"SELECT GRADE, SEX, HEADCOUNT, OBS_STATUS FROM {STAGED}")
    return {(grade, sex): (count, status) for grade, sex, count, status in rows}


@given(PARTS)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_small_count_is_the_only_unknown_of_a_line(grades):
    cells = table(grades)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sent.csv"
        path.write_text("\n".join(lines(cells)) + "\n")
        shown = staged(path, folder)
    for key, count in cells.items():
        assert shown[key] in ((count, None), (None, "Q"))
        assert not (0 < count < BELOW and shown[key][0] is not None)
    for at, code in {(at, key[at]) for key in cells for at in (0, 1)}:
        line = [key for key in cells if key[at] == code]
        hidden = [key for key in line if shown[key][0] is None]
        assert len(hidden) != 1 or not 0 < cells[hidden[0]] < BELOW, (line, hidden)


def test_it_is_held_back_again_when_read_again_and_never_told(settings, write):
    catalogue = suppressing("staff", BELOW)
    store = Store(settings, catalogue)
    path = write(HEADER, "EXAMPLE,_T,F,2024,3,3.0", "EXAMPLE,_T,M,2024,97,97.0", "EXAMPLE,_T,_T,2024,100,")
    report = validate(path, settings, catalogue)
    told = [(finding.code, finding.record, finding.value) for finding in report.findings]
    assert told == [("cell_suppressed", 1, None), *itertools.repeat(("cell_suppressed_secondary", 2, None), 1)]
    assert publish(path, store).published
    assert rebuild(store).same
    store.close()
