"""Small counts: none can be computed from its total and the others, whatever the table; and reading a file again holds the same back."""

from __future__ import annotations

import itertools
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from dashboard.config import Settings
from dashboard.ingest import publish, rebuild, validate
from dashboard.ingest.batch import STAGED
from dashboard.ingest.checking import check
from dashboard.ingest.scan import scan
from dashboard.storage import Store, Workspace

from .declaring import suppressing

BELOW = 5
DIMENSIONS = ("GRADE", "DUTY_STATION", "SEX")
CODES = (("P-1", "P-2", "P-3"), ("GVA", "NBI", "VIE"), ("F", "M"))
HEADER = "ENTITY,GRADE,DUTY_STATION,SEX,TIME_PERIOD,HEADCOUNT,SHARE"
QUIET = settings(deadline=None, suppress_health_check=list(HealthCheck))
Cells = dict[tuple[str, ...], float | None]


@st.composite
def tables(draw, most=(3, 3, 2)):
    """Tables by grade, duty station and sex with all totals; of some of them only a part of the cells."""
    codes = [list(known[: draw(st.integers(1, most[at]))]) for at, known in enumerate(CODES)]
    inner = {key: draw(st.sampled_from((0, 1, 2, 3, 4, 7, 9, 30))) for key in itertools.product(*codes)}
    cells = {}
    for key in itertools.product(*([*some, "_T"] for some in codes)):
        cells[key] = sum(count for one, count in inner.items() if all(b in (a, "_T") for a, b in zip(one, key, strict=True)))
    gone = draw(st.sets(st.sampled_from(sorted(cells)), max_size=len(cells) // 3)) if draw(st.booleans()) else set()
    return {key: count for key, count in cells.items() if key not in gone}


def lines(cells):
    return [HEADER, *(f"EXAMPLE,{grade},{station},{sex},2024,{count}," for (grade, station, sex), count in sorted(cells.items()))]


def staged(path, folder):
    used = Settings(data=Path(folder) / "var")
    with Workspace(used) as workspace:
        assert check(scan(path, 1 << 20), workspace, suppressing("staff", BELOW), used).report.errors == 0
        rows = workspace.execute(f"SELECT GRADE, DUTY_STATION, SEX, HEADCOUNT, OBS_STATUS FROM {STAGED}")
    return {tuple(key): (count, status) for *key, count, status in rows}


def computed(cells: Cells, shown: Cells) -> Cells:
    """What can be computed of what is not shown: line by line, where all but one figure is known, until nothing new comes.

    A line that lacks records does not add up, and what is computed from it would be wrong.
    """
    known, found = dict(shown), True
    while found:
        found = False
        for at in range(len(DIMENSIONS)):
            by_line: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
            for key in known:
                by_line.setdefault(key[:at] + key[at + 1 :], []).append(key)
            for line, keys in by_line.items():
                total, unknown = line[:at] + ("_T",) + line[at:], [key for key in keys if known[key] is None]
                parts = [key for key in keys if key != total]
                if len(unknown) != 1 or total not in known or not parts or sum(cells[key] for key in parts) != cells[total]:
                    continue
                others = sum(known[key] for key in parts if key not in unknown)
                known[unknown[0]] = others if unknown[0] == total else known[total] - others
                found = True
    return {key: count for key, count in known.items() if shown[key] is None and count is not None}


def test_the_reader_who_computes_is_no_fool():
    """Were the smallest other count shown, all that is held back would be known."""
    cells = {("P-1", "GVA", "F"): 3, ("P-1", "GVA", "M"): 7, ("P-1", "GVA", "_T"): 10, ("P-2", "GVA", "M"): 9, ("_T", "GVA", "M"): 16}
    cells |= {("P-2", "GVA", "_T"): 9, ("_T", "GVA", "_T"): 19}
    hidden = {("P-1", "GVA", "F"): None, ("P-1", "GVA", "M"): None}
    assert computed(cells, cells | hidden) == {("P-1", "GVA", "F"): 3, ("P-1", "GVA", "M"): 7}


@given(tables())
@settings(QUIET, max_examples=40)
def test_no_count_that_is_held_back_can_be_computed(cells):
    assume(cells)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sent.csv"
        path.write_text("\n".join(lines(cells)) + "\n")
        shown = staged(path, folder)
    for key, count in cells.items():
        assert shown[key] in ((count, None), (None, "Q"))
        assert not (0 < count < BELOW and shown[key][0] is not None)
    assert computed(cells, {key: count for key, (count, _) in shown.items()}) == {}


@given(tables((2, 2, 2)), st.randoms(use_true_random=False))
@settings(QUIET, max_examples=6)
def test_nor_from_what_is_published_beside_it(cells, random):
    """A file that would undo what is held back in another is refused."""
    assume(len(cells) > 4)
    first = dict(random.sample(sorted(cells.items()), len(cells) // 2))
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Settings(data=Path(folder) / "var"), suppressing("staff", BELOW))
        for part in (first, {key: count for key, count in cells.items() if key not in first}):
            path = Path(folder) / "sent.csv"
            path.write_text("\n".join(lines(part)) + "\n")
            report = publish(path, store).report
            assert report.errors == report.counts.get("suppression_undone", 0)
        with Workspace(store.settings) as workspace:
            rows = workspace.execute("SELECT GRADE, DUTY_STATION, SEX, HEADCOUNT FROM published.staff")
        store.close()
    assert computed(cells, {tuple(key): count for *key, count in rows}) == {}


def test_what_is_held_back_is_the_smallest_and_of_nobody_last(tmp_path):
    """Each table alike: the small count, the smallest other of its line, and what those give away in the other direction."""
    counts = {"P-1": (3, 40), "P-2": (0, 20), "P-3": (9, 8), "_T": (12, 68)}
    cells = {(grade, "GVA", sex): count for grade, pair in counts.items() for sex, count in zip("FM", pair, strict=True)}
    cells |= {(grade, "GVA", "_T"): sum(pair) for grade, pair in counts.items()}
    path = tmp_path / "sent.csv"
    path.write_text("\n".join(lines(cells)) + "\n")
    for _ in range(2):
        hidden = {(grade, sex) for (grade, _, sex), (count, _) in staged(path, tmp_path).items() if count is None}
        assert hidden == {("P-1", "F"), ("P-1", "M"), ("P-3", "F"), ("P-3", "M")}


def test_where_nothing_is_declared_nothing_is_asked(tmp_path, catalogue, monkeypatch):
    monkeypatch.setattr("dashboard.ingest.suppression._make_persons", None)
    path = tmp_path / "sent.csv"
    path.write_text("\n".join(lines({("P-1", "GVA", "F"): 3})) + "\n")
    assert validate(path, Settings(data=tmp_path / "var"), catalogue).errors == 0


def test_it_is_held_back_again_when_read_again_and_never_told(settings, write):
    catalogue = suppressing("staff", BELOW)
    store = Store(settings, catalogue)
    path = write(HEADER, "EXAMPLE,_T,_T,F,2024,3,3.0", "EXAMPLE,_T,_T,M,2024,97,97.0", "EXAMPLE,_T,_T,_T,2024,100,")
    report = validate(path, settings, catalogue)
    told = [(finding.code, finding.record, finding.value) for finding in report.findings]
    assert told == [("cell_suppressed", 1, None), *itertools.repeat(("cell_suppressed_secondary", 2, None), 1)]
    assert publish(path, store).published
    assert rebuild(store).same
    store.close()
