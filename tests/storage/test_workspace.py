"""A workspace reads exactly what it is told to read, and leaves nothing behind."""

from __future__ import annotations

from dataclasses import replace

import duckdb
import pytest

from dashboard.config import Settings
from dashboard.errors import StorageError, StoreDamaged
from dashboard.storage import Fault, UnreadableCsv, Workspace
from dashboard.storage.files import Folder, hash_file


@pytest.fixture
def workspace(settings):
    with Workspace(settings) as workspace:
        yield workspace


def csv(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "it's a file.csv"
    path.write_bytes(text.encode(encoding) if isinstance(text, str) else text)
    return path


def test_records_are_numbered_and_everything_is_text(workspace, tmp_path):
    path = csv(tmp_path, 'SEX,VALUE,NOTE\nF,01,"a ""quoted"", cell"\nM,,"two\nlines"\n')
    assert workspace.read_csv(path, ["SEX", "VALUE", "NOTE"], table="raw") == 2
    assert workspace.execute("SELECT * FROM raw ORDER BY RECORD") == [(1, "F", "01", 'a "quoted", cell'), (2, "M", None, "two\nlines")]
    assert workspace.columns("raw") == {"RECORD": "INTEGER", "SEX": "VARCHAR", "VALUE": "VARCHAR", "NOTE": "VARCHAR"}


def test_records_keep_the_order_of_a_large_file(workspace, tmp_path):
    path = csv(tmp_path, "N\n" + "".join(f"{number}\n" for number in range(1, 300_001)))
    assert workspace.read_csv(path, ["N"], table="raw") == 300_000
    assert workspace.execute("SELECT count(*) FROM raw WHERE RECORD::VARCHAR <> N") == [(0,)]


def test_another_delimiter_and_no_header(workspace, tmp_path):
    assert workspace.read_csv(csv(tmp_path, "F;1\nM;2\n"), ["SEX", "VALUE"], table="raw", delimiter=";", header=False) == 2
    assert workspace.execute("SELECT VALUE FROM raw WHERE SEX = $sex", {"sex": "M"}) == [("2",)]


def test_every_broken_line_is_named(workspace, tmp_path):
    path = csv(tmp_path, 'A,B\n1,2\n3\n4,5,6\n"x"y,2\n7,8\n')
    with pytest.raises(UnreadableCsv, match="^line 3: Expected Number of Columns: 2 Found: 1$") as caught:
        workspace.read_csv(path, ["A", "B"], table="raw")
    assert [(fault.line, fault.kind) for fault in caught.value.faults] == [
        (3, "MISSING COLUMNS"),
        (4, "TOO MANY COLUMNS"),
        (5, "UNQUOTED VALUE"),
    ]
    assert isinstance(caught.value.faults[0], Fault) and caught.value.line == 3
    assert workspace.relations() == {}


@pytest.mark.parametrize("content", [b"A,B\n\xff\xfe,2\n", b'A,B\n"never closed,2\n', b"A,B\n" + b"x" * 3_000_000 + b",1\n"])
def test_what_is_not_such_a_file_is_refused(workspace, tmp_path, content):
    with pytest.raises(UnreadableCsv):
        workspace.read_csv(csv(tmp_path, content), ["A", "B"], table="raw")
    assert workspace.relations() == {}


def test_a_file_that_is_not_there(workspace, tmp_path):
    with pytest.raises(UnreadableCsv, match="No files found"):
        workspace.read_csv(tmp_path / "absent.csv", ["A"], table="raw")


def test_the_same_bytes_are_read_once(workspace, tmp_path):
    path = csv(tmp_path, "A,B\n1,2\n")
    workspace.read_csv(path, ["A", "B"], table="raw", sha256="of it")
    workspace.keep_only(())
    path.unlink()
    assert workspace.relations() == {}
    assert workspace.read_csv(path, ["C", "D"], table="raw", sha256="of it") == 1
    assert workspace.execute("SELECT * FROM raw") == [(1, "1", "2")] and list(workspace.columns("raw")) == ["RECORD", "C", "D"]


@pytest.mark.parametrize(
    "other", [{"sha256": "of another"}, {"sha256": ""}, {"delimiter": ";"}, {"header": False}, {"columns": ["A"]}], ids=str
)
def test_other_bytes_or_the_same_otherwise_are_read(workspace, tmp_path, other):
    first = {"columns": ["A", "B"], "sha256": "of it", "delimiter": ",", "header": True}
    workspace.read_csv(csv(tmp_path, "A,B\n1,2\n"), **first, table="raw")
    workspace.keep_only(())
    with pytest.raises(UnreadableCsv):
        workspace.read_csv(tmp_path / "absent.csv", **first | other, table="raw")
    assert workspace.relations() == {} and workspace.tables("scratch") == set()


def test_python_variables_are_not_tables(workspace):
    hidden = [1, 2, 3]  # noqa: F841
    with pytest.raises(duckdb.CatalogException):
        workspace.execute("SELECT * FROM hidden")


def test_more_than_fits_in_memory_goes_to_disk(tmp_path):
    settings = Settings(data=tmp_path / "data", memory_mb=60)
    with Workspace(settings) as workspace:
        folder = workspace.folder
        workspace.execute("CREATE TABLE much AS SELECT hash(i) AS a, hash(i + 1) AS b, hash(i + 2) AS c FROM range(4_000_000) AS t(i)")
        assert sum(file.stat().st_size for file in (folder / "spill").iterdir()) > 10_000_000
        assert workspace.execute("SELECT count(DISTINCT a) FROM much") == [(4_000_000,)]
    assert not folder.exists()


def test_the_current_version_is_attached_and_cannot_be_written(sender):
    sender.publish("rate", [{"AREA": "A", "VALUE": "1"}])
    with Workspace(sender.settings) as workspace:
        assert workspace.published == 1 and workspace.has_published("rate") and not workspace.has_published("nonsense")
        assert workspace.execute("SELECT AREA FROM published.rate") == [("A",)]
        with pytest.raises(duckdb.InvalidInputException, match="read-only"):
            workspace.execute("DELETE FROM published.rate")
        with pytest.raises(StoreDamaged, match="v000007.duckdb: cannot be read"):
            workspace.follow(7)
        assert workspace.published is None


def test_the_same_bytes_are_kept_once_and_repaired_where_cut_short(tmp_path):
    files, path = Folder(tmp_path / "data"), csv(tmp_path, "A\n1\n")
    first = files.keep(path)
    assert (first.size, first.path.read_bytes(), first.path.name) == (4, b"A\n1\n", hash_file(path))
    assert files.keep(path) == first
    first.path.write_bytes(b"A")
    assert files.keep(path) == first and first.path.read_bytes() == b"A\n1\n"
    assert [entry.name for entry in files.raw.iterdir()] == [first.sha256] and list(files.work.iterdir()) == []


def test_too_little_memory_is_no_fault_of_the_file(settings, tmp_path):
    path = csv(tmp_path, "A,B\n" + "1,2\n" * 100_000)
    with Workspace(replace(settings, memory_mb=1)) as workspace:
        with pytest.raises(StorageError, match="1 MB do not suffice; raise DASHBOARD_MEMORY_MB") as caught:
            workspace.read_csv(path, ["A", "B"], table="raw")
        assert not isinstance(caught.value, UnreadableCsv)


def test_a_disk_that_fails_is_no_fault_of_the_file(workspace, tmp_path, monkeypatch):
    def full(sql, parameters=None):
        raise duckdb.IOException("IO Error: Could not write file: No space left on device")

    monkeypatch.setattr(workspace, "execute", full)
    with pytest.raises(StorageError, match="No space left on device") as caught:
        workspace.read_csv(csv(tmp_path, "A\n1\n"), ["A"], table="raw")
    assert not isinstance(caught.value, UnreadableCsv)
