"""The register: brought up to date when it is opened, the same on SQLite and on PostgreSQL."""

from __future__ import annotations

import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from dashboard.config import ROOT
from dashboard.errors import StorageError, StoreBusy
from dashboard.storage import Store, register
from dashboard.storage.lock import PublisherLock
from dashboard.storage.register import HEAD, MIGRATIONS, metadata, open_engine, upgrade

from .conftest import Sender


@pytest.fixture
def engine(tmp_path):
    engine = open_engine("", tmp_path)
    yield engine
    engine.dispose()


def test_the_newest_migration_is_the_one_that_the_code_expects():
    assert ScriptDirectory(str(MIGRATIONS)).get_heads() == [HEAD]


def test_the_migrations_lead_to_the_tables_that_a_new_register_has(engine, tmp_path):
    migrated = sa.create_engine(f"sqlite:///{tmp_path / 'migrated.sqlite'}")
    with migrated.begin() as connection:
        upgrade(connection)
    assert described(migrated) == described(engine)
    with migrated.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    migrated.dispose()


def described(engine):
    """Everything that SQLite says of its tables, and the revision it is of."""
    with engine.connect() as connection:
        found = sa.inspect(connection)
        asked = (found.get_columns, found.get_pk_constraint, found.get_foreign_keys, found.get_indexes, found.get_unique_constraints)
        tables = {name: [repr(ask(name)) for ask in asked] for name in found.get_table_names()}
        return tables, connection.execute(sa.text("SELECT version_num FROM alembic_version")).all()


def test_programs_that_start_together_make_one_register(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        for engine in pool.map(lambda _: open_engine("", tmp_path), range(8)):
            with engine.connect() as connection:
                assert connection.execute(sa.text("SELECT version_num FROM alembic_version")).all() == [(HEAD,)]
            engine.dispose()


def test_a_register_of_an_older_program_is_brought_up_to_date(engine, tmp_path, monkeypatch):
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '0000'"))
    called = []
    monkeypatch.setattr(register, "upgrade", called.append)
    open_engine("", tmp_path).dispose()
    assert len(called) == 1


def test_sqlite_survives_a_power_loss(engine):
    with engine.connect() as connection:
        pragmas = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous", "foreign_keys")]
    assert pragmas == ["wal", 2, 1]


def test_a_register_that_is_up_to_date_is_opened_without_alembic(tmp_path):
    open_engine("", tmp_path).dispose()
    code = (
        "import sys, pathlib; from dashboard.storage.register import open_engine; "
        "open_engine('', pathlib.Path(sys.argv[1])).dispose(); print('alembic' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout == "False\n"


def test_a_register_of_a_newer_program_is_refused(engine, tmp_path):
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StorageError, match=f"of revision 9999, this program knows up to {HEAD}"):
        open_engine("", tmp_path)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("nonsense", "DASHBOARD_REGISTER cannot be opened"),
        ("sqlite:////nowhere/at/all.sqlite", "unable to open database file"),
        ("nosuchdb://someone:secret@host/db", r"nosuchdb://someone:\*\*\*@host/db cannot be opened"),
    ],
)
def test_a_register_that_cannot_be_opened_is_named_without_its_password(tmp_path, url, said):
    with pytest.raises(StorageError, match=said) as caught:
        open_engine(url, tmp_path)
    assert "secret" not in str(caught.value)


# --- PostgreSQL ------------------------------------------------------------------------------------------------------------------------


def as_server(*command):
    """PostgreSQL refuses to run as root; then it runs as the user that its package made."""
    return ["su", "postgres", "-s", "/bin/sh", "-c", " ".join(f"'{word}'" for word in command)] if os.getuid() == 0 else list(command)


@pytest.fixture(scope="module")
def postgres():
    """The URL of a private server on a free port."""
    if not (shutil.which("initdb") and shutil.which("pg_ctl")):
        pytest.skip("initdb and pg_ctl are not installed")
    if importlib.util.find_spec("psycopg") is None:
        pytest.skip("the driver psycopg is not installed")
    if os.getuid() == 0 and subprocess.run(["id", "postgres"], capture_output=True, check=False).returncode:
        pytest.skip("PostgreSQL does not run as root, and there is no user postgres")
    # The folders of pytest are closed to other users.
    folder = Path(tempfile.mkdtemp(prefix="register-"))
    if os.getuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    quiet = {"check": True, "capture_output": True, "cwd": folder}
    subprocess.run(as_server("initdb", "-D", f"{folder}/data", "-A", "trust", "-U", "register", "--no-sync"), **quiet)
    options = f"-p {port} -k {folder} -h 127.0.0.1 -F"
    subprocess.run(as_server("pg_ctl", "-D", f"{folder}/data", "-w", "-l", f"{folder}/log", "-o", options, "start"), **quiet)
    try:
        yield f"postgresql+psycopg://register@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run(as_server("pg_ctl", "-D", f"{folder}/data", "-m", "immediate", "stop"), **quiet)
        shutil.rmtree(folder)


def test_the_store_with_its_register_in_postgresql(settings, postgres):
    sender = Sender(replace(settings, register=postgres))
    try:
        speak_with(sender)
        again = Store(sender.settings, sender.catalogue)
        assert again.rebuild(sender.stage).same and not list(settings.data.glob("register.sqlite*"))
        again.close()
    finally:
        sender.store.close()


def speak_with(sender):
    first = sender.publish("rate", [{"AREA": "A", "VALUE": "1"}], title={"en": "Rates", "ar": "معدلات"})
    checksum = sender.store.newest().checksum
    second = sender.publish("rate", [{"AREA": "A", "VALUE": ">2"}])
    assert sender.withdraw(second.batch).version == 3
    assert sender.store.newest().checksum == checksum
    assert sender.store.batch(first.batch).manifest.title == {"en": "Rates", "ar": "معدلات"}
    assert [(batch.status, batch.order) for batch in sender.store.batches()] == [("published", 1), ("withdrawn", 2)]
    assert [version.reason for version in sender.store.versions()] == ["withdraw", "publish", "publish"]
    with sender.store.exclusive(), pytest.raises(StoreBusy), PublisherLock(sender.store.register.engine).held(wait=0):
        pass
