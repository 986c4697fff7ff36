"""The log of changes in the register: it grows, and neither this program nor another one can do anything else to it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa

from dashboard.storage import AccountRegister, Unchanged
from dashboard.storage.accounts import entries
from dashboard.storage.register import open_engine, upgrade


@pytest.fixture
def register(tmp_path):
    engine = open_engine("", tmp_path)
    yield AccountRegister(engine)
    engine.dispose()


def grown(register) -> AccountRegister:
    """The register with one entry in the log."""
    with register.change("desk", "test.first", "", {}):
        pass
    return register


def refuses(engine) -> None:
    """Assert that a database does not let anybody change or remove what is in the log."""
    for statement in (entries.update().values(account="nobody"), entries.delete(), entries.delete().where(entries.c.id == 1)):
        with pytest.raises(sa.exc.DBAPIError, match="the audit log only grows"), engine.begin() as connection:
            connection.execute(statement)
    with engine.connect() as connection:
        assert [row.account for row in connection.execute(sa.select(entries))] == ["desk"]


def test_the_log_only_grows(register):
    refuses(grown(register)._engine)


def test_the_log_of_a_register_that_was_brought_up_to_date_only_grows(tmp_path):
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'migrated.sqlite'}")
    with engine.begin() as connection:
        upgrade(connection)
    grown(AccountRegister(engine))
    refuses(engine)
    engine.dispose()


def test_a_new_register_and_one_brought_up_to_date_have_the_same_triggers(register, tmp_path):
    migrated = sa.create_engine(f"sqlite:///{tmp_path / 'migrated.sqlite'}")
    with migrated.begin() as connection:
        upgrade(connection)
    triggers = sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
    with register._engine.connect() as new, migrated.connect() as old:
        found = new.execute(triggers).all()
        assert len(found) == 2 and found == old.execute(triggers).all()
    migrated.dispose()


def test_an_entry_that_is_taken_out_by_force_leaves_a_gap(register):
    grown(register)
    with register._engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER audit_no_delete")
        connection.execute(entries.delete())
    grown(register)
    assert [row["id"] for row in register.entries("", "", "", None, 10)] == [2]


def test_a_change_and_its_entry_are_written_together_or_not_at_all(register):
    account = {"role": "viewer", "scope": {}, "password": "", "disabled": False, "language": "en", "created_at": sa.func.now()}
    with pytest.raises(ZeroDivisionError), register.change("desk", "test", "ken", {}) as change:
        change.add_account(name="ken", **account)
        raise ZeroDivisionError
    with register.change("desk", "test", "ken", {}) as change:
        change.add_account(name="ken", **account)
        raise Unchanged
    assert (list(register.accounts()), list(register.entries("", "", "", None, 10))) == ([], [])
    with register.change("desk", "test", "ken", {}) as change:
        assert change.add_account(name="ken", **account)
        assert not change.add_account(name="ken", **account)
    assert [row["name"] for row in register.accounts()] == ["ken"]
    assert [row["object"] for row in register.entries("", "", "", None, 10)] == ["ken"]


def test_attempts_at_the_same_moment_are_each_counted(register):
    with ThreadPoolExecutor(8) as pool:
        counts = list(pool.map(lambda _: register.count_attempt("subject", timedelta(minutes=1))[0], range(40)))
    assert sorted(counts) == list(range(1, 41))
