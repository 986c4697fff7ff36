"""Readers while versions change: always one whole version, never an error, and old ones are let go."""

from __future__ import annotations

import gc
import subprocess
import sys
import threading
import weakref

import duckdb
import pytest

from dashboard.catalogue import load
from dashboard.config import ROOT, Settings
from dashboard.errors import StorageError
from dashboard.storage import Version

from .conftest import Sender

SUM = "-- purpose: the sum\n-- parameters: none\n-- columns: areas, sum\nSELECT count(*) AS AREAS, sum(VALUE) AS SUM FROM shown_rate\n"
READER = """
import sys
from pathlib import Path
from dashboard.config import Settings
from dashboard.storage import queries
from tests.storage.conftest import Sender
from tests.storage.test_readers import read_until

sender = Sender(Settings(data=Path(sys.argv[1])))
print("ready", flush=True)
print(*read_until(sender.store, Path(sys.argv[2]), int(sys.argv[3])))
"""


def rates(value):
    return [{"AREA": area, "VALUE": str(value)} for area in "ABCD"]


def read_until(store, queries, last):
    """Read until a version is current; how many were seen. A version in which values are mixed is torn."""
    seen = set()
    while last not in seen:
        version = store.newest()
        version._queries = queries
        (row,) = version.run("sum")
        assert row == {"areas": 4, "sum": 4 * version.number}, row
        seen.add(version.number)
    return sorted(seen)


@pytest.fixture
def queries(tmp_path):
    folder = tmp_path / "queries"
    folder.mkdir()
    (folder / "sum.sql").write_text(SUM)
    return folder


def test_readers_in_other_processes_through_swaps(sender, queries):
    sender.publish("rate", rates(1))
    command = [sys.executable, "-c", READER, str(sender.settings.data), str(queries), "9"]
    readers = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert [reader.stdout.readline() for reader in readers] == ["ready\n"] * 2
    for number in range(2, 10):
        sender.publish("rate", rates(number))
    for reader in readers:
        seen, _ = reader.communicate(timeout=60)
        assert reader.returncode == 0 and seen.split()[-1] == "9"


def test_readers_in_threads_through_swaps(sender, queries):
    sender.publish("rate", rates(1))
    found = []
    threads = [threading.Thread(target=lambda: found.append(read_until(sender.store, queries, 4))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(2, 5):
        sender.publish("rate", rates(number))
    for thread in threads:
        thread.join(timeout=60)
    assert [seen[-1] for seen in found] == [4] * 4


def test_old_versions_are_closed_once_nobody_uses_them(sender):
    sender.publish("rate", rates(1))
    old = sender.store.newest()
    assert sender.store.newest() is old
    sender.publish("rate", rates(2))
    assert sender.store.newest().number == 2
    closed = weakref.ref(old)
    engine = old._engine
    with engine.connect():
        pass
    assert engine.pool.checkedin() > 0
    del old
    gc.collect()
    assert closed() is None and engine.pool.checkedin() == 0


def write(queries, name, sql, parameters="none", columns="x"):
    (queries / f"{name}.sql").write_text(f"-- purpose: a test\n-- parameters: {parameters}\n-- columns: {columns}\n{sql}\n")


@pytest.fixture
def version(sender, queries):
    sender.publish("rate", [*rates(1), {"AREA": "E", "SEX": "F", "VALUE": ">2"}])
    return Version(sender.store.files.version_file(1), 1, examples=True, queries=queries)


def test_parameters_are_bound_and_columns_are_in_lower_case(version, queries):
    sql = "SELECT AREA, VALUE, VALUE_Q AS q FROM shown_rate WHERE list_contains(:areas, AREA) AND (:sex IS NULL OR SEX = :sex) ORDER BY 1"
    write(queries, "some", sql, "areas (a list), sex (empty means all, so to speak)", "area, value, q (one of '', >, <)")
    assert version.run("some", areas=["A", "E"], sex=None) == [{"area": "A", "value": 1, "q": ""}, {"area": "E", "value": 2, "q": ">"}]
    assert version.run("some", areas=("A", "E"), sex="F") == [{"area": "E", "value": 2, "q": ">"}]
    assert version.run("some", areas=["A'; DROP TABLE rate; --"], sex=None) == []


def test_an_answer_is_remembered_but_not_shared(version, queries, monkeypatch):
    write(queries, "all", "SELECT AREA FROM shown_rate WHERE VALUE > :least ORDER BY AREA", "least", "area")
    first = version.run("all", least=0)
    first[0]["area"] = "changed by the reader"
    first.pop()
    asked = []
    monkeypatch.setattr(Version, "_ask", lambda self, *question: asked.append(question) or (("area",), []))
    assert [row["area"] for row in version.run("all", least=0)] == list("ABCDE") and asked == []
    assert version.run("all", least=1) == [] and len(asked) == 1


def test_the_memory_for_answers_is_bounded(version, queries):
    write(queries, "many", "SELECT unnest(range(:n)) AS n", "n", "n")
    for n in [4000] * 3 + list(range(3900, 3910)) + [6000]:
        assert len(version.run("many", n=n)) == n
    assert 0 < sum(len(rows) for _, rows in version._answers.values()) <= 20_000


@pytest.mark.parametrize(
    ("name", "parameters", "said"),
    [
        ("absent", {}, "there is no query 'absent'"),
        ("../secret", {}, "there is no query"),
        ("sum", {"area": "A"}, "query sum: takes the parameters none, got area"),
        ("one", {}, "query one: takes the parameters area, got none"),
        ("headless", {"area": 1}, "headless.sql: its header lacks `-- purpose:`, `-- columns:`"),
        ("undeclared", {"area": 1}, r"undeclared.sql: the header declares the parameters \[\], the SQL has \['area'\]"),
        ("cast", {"area": 1}, r"cast.sql: write CAST\(:area AS …\) instead of :area::"),
        ("broken", {}, "v000001.duckdb: Parser Error"),
        ("writes", {}, "read-only"),
        ("reads", {}, "Permission Error"),
    ],
)
def test_what_is_wrong_with_a_question_is_said(version, queries, name, parameters, said):
    write(queries, "one", "SELECT AREA FROM shown_rate WHERE AREA = :area", "area")
    (queries / "headless.sql").write_text("-- parameters: area\nSELECT :area AS x")
    write(queries, "undeclared", "SELECT :area AS x")
    write(queries, "cast", "SELECT :area::VARCHAR AS x", "area")
    write(queries, "broken", "SELEKT")
    write(queries, "writes", "DELETE FROM rate")
    write(queries, "reads", "SELECT * FROM read_csv('/etc/hostname')")
    with pytest.raises(StorageError, match=said):
        version.run(name, **parameters)


SCOPES = [
    pytest.param([], True, ["x.F", "y.F"], id="no real rows: all examples"),
    pytest.param([], False, [], id="examples are off"),
    pytest.param([{"MEETING": "z", "SEX": "F", "COUNT": "1"}], True, ["x.F", "y.F", "z.F"], id="real rows without detail"),
    pytest.param([{"MEETING": "z", "SESSION": "s", "SEX": "F", "COUNT": "1"}], True, ["y.F", "z.F"], id="real detail of the same entity"),
    pytest.param([{"MEETING": "z", "SESSION": "s", "SEX": "F", "COUNT": "1"}], False, ["z.F"], id="real detail, examples off"),
]


@pytest.mark.parametrize(("real", "examples", "shown"), SCOPES)
def test_examples_make_way_for_real_rows_of_their_scope(tmp_path, queries, real, examples, shown):
    sender = Sender(Settings(data=tmp_path / "data", examples=examples, memory_mb=200))
    meetings = [{"MEETING": "x", "ENTITY": "ONE"}, {"MEETING": "y", "ENTITY": "TWO"}]
    sender.publish("meeting", meetings, example=True)
    sender.publish("meeting", [{"MEETING": "z", "ENTITY": "ONE"}])
    sender.publish("speakers", [{"MEETING": m, "SESSION": "s", "SEX": "F", "COUNT": "2"} for m in "xy"], example=True)
    if real:
        sender.publish("speakers", real)
    write(queries, "shown", "SELECT MEETING || '.' || SEX AS who FROM shown_speakers ORDER BY ALL", columns="who")
    version = sender.store.newest()
    version._queries = queries
    assert [row["who"] for row in version.run("shown")] == shown
    columns = "MEETING SESSION GROUP SEX COUNT COUNT_Q MINUTES COMMENT SOURCE EXAMPLE BATCH RECORD".lower().split()
    write(queries, "columns", "SELECT * FROM shown_speakers")
    assert all(list(row) == columns for row in version.run("columns"))
    sender.store.close()


def test_of_an_event_that_is_real_and_an_example_the_real_one_says_whose_it_is(tmp_path):
    sender = Sender(Settings(data=tmp_path / "data", memory_mb=200))
    sender.publish("meeting", [{"MEETING": "x", "ENTITY": "A"}], example=True)
    sender.publish("speakers", [{"MEETING": "x", "SESSION": "s", "SEX": "F", "COUNT": "2"}], example=True)
    sender.publish("meeting", [{"MEETING": id, "ENTITY": "Z"} for id in "xz"])
    sender.publish("speakers", [{"MEETING": "z", "SESSION": "s", "SEX": "F", "COUNT": "1"}])
    with duckdb.connect(str(sender.store.files.version_file(4)), read_only=True) as version:
        version.execute("SET VARIABLE examples = true")
        assert version.execute("SELECT MEETING FROM shown_speakers").fetchall() == [("z",)]
    sender.store.close()


@pytest.mark.parametrize(
    ("sessions", "shown"),
    [
        pytest.param((), ["Example forum"], id="a real event without sessions"),
        pytest.param(("_T",), ["Example forum"], id="a real event with a total alone"),
        pytest.param(("_T", "opening"), [], id="a real event with sessions"),
    ],
)
def test_an_example_event_is_shown_as_long_as_its_sessions(tmp_path, sessions, shown):
    sender = Sender(Settings(data=tmp_path / "data", memory_mb=200), load().datasets)
    event = {"SERIES": "s", "ENTITY": "UNDP", "TIME_PERIOD": "2024"}
    of_example, of_real = ({"EVENT": id, "ROLE": "_T", "SEX": "F", "OBS_VALUE": "2"} for id in ("Example forum", "Real forum"))
    sender.publish("event", [event | {"EVENT": "Example forum", "NAME_EN": "x"}], example=True)
    sender.publish("participation", [of_example | {"SESSION": "opening"}], example=True)
    sender.publish("event", [event | {"EVENT": "Real forum", "NAME_EN": "r"}])
    if sessions:
        sender.publish("participation", [of_real | {"SESSION": session} for session in sessions])
    sender.store.close()
    with duckdb.connect(str(sender.store.files.version_file(sender.store.files.read_current())), read_only=True) as version:
        version.execute("SET VARIABLE examples = true")
        for view in ("shown_event", "shown_participation"):
            assert [row[0] for row in version.execute(f"SELECT EVENT FROM {view} WHERE EXAMPLE").fetchall()] == shown
