"""The part of the register about who may do what: accounts, their sessions and tokens, and the log of changes, which only grows.

What is secret stands here as a hash alone: of a session, a token's secret, a device and a person's identifier with a provider, SHA-256.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from .register import metadata, now

accounts = sa.Table(
    "account",
    metadata,
    sa.Column("name", sa.String(64), primary_key=True),
    sa.Column("role", sa.String(16), nullable=False),
    sa.Column("scope", sa.JSON, nullable=False),
    sa.Column("password", sa.Text, nullable=False),
    sa.Column("subject", sa.String(64), unique=True),
    sa.Column("disabled", sa.Boolean, nullable=False),
    sa.Column("language", sa.String(8), nullable=False),
    sa.Column("created_at", sa.DateTime, nullable=False),
    sa.Column("login_at", sa.DateTime),
)
sessions = sa.Table(
    "session",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("account", sa.String(64), sa.ForeignKey("account.name"), nullable=False, index=True),
    sa.Column("data", sa.JSON, nullable=False),
    sa.Column("created_at", sa.DateTime, nullable=False),
    sa.Column("seen_at", sa.DateTime, nullable=False),
    sa.Column("expires_at", sa.DateTime, nullable=False),
)
tokens = sa.Table(
    "token",
    metadata,
    sa.Column("id", sa.String(16), primary_key=True),
    sa.Column("account", sa.String(64), sa.ForeignKey("account.name"), nullable=False, index=True),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("label", sa.Text, nullable=False),
    sa.Column("role", sa.String(16), nullable=False),
    sa.Column("scope", sa.JSON, nullable=False),
    sa.Column("created_at", sa.DateTime, nullable=False),
    sa.Column("used_at", sa.DateTime),
    sa.Column("expires_at", sa.DateTime, nullable=False),
    sa.Column("revoked_at", sa.DateTime),
)
devices = sa.Table(
    "device",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("account", sa.String(64), sa.ForeignKey("account.name"), nullable=False, index=True),
    sa.Column("expires_at", sa.DateTime, nullable=False),
)
attempts = sa.Table(
    "attempt",
    metadata,
    sa.Column("subject", sa.String(64), primary_key=True),
    sa.Column("count", sa.Integer, nullable=False),
    sa.Column("since", sa.DateTime, nullable=False),
)
entries = sa.Table(
    "audit",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Column("account", sa.String(64), nullable=False, index=True),
    sa.Column("action", sa.String(64), nullable=False, index=True),
    sa.Column("object", sa.Text, nullable=False),
    sa.Column("details", sa.JSON, nullable=False),
    sqlite_autoincrement=True,
)
# Whoever opens the register with another program is refused too.
ONLY_GROWS = {
    "sqlite": [
        "CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END",
        "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END",
    ],
    "postgresql": [
        "CREATE FUNCTION audit_only_grows() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''the audit log only grows''; END'",
        "CREATE TRIGGER audit_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_only_grows()",
    ],
}
Row = Mapping[str, Any]


@sa.event.listens_for(entries, "after_create")
def guard_audit(_table: sa.Table, connection: sa.Connection, **_options: Any) -> None:
    """Have the database itself refuse any change to what the audit log holds."""
    for statement in ONLY_GROWS.get(connection.dialect.name, ()):
        connection.exec_driver_sql(statement)


class Change:
    """What is written in one transaction with its entry in the audit log."""

    def __init__(self, connection: sa.Connection):
        self.connection = connection

    def add_account(self, **values: Any) -> bool:
        """Add an account; returns whether its name was free."""
        return bool(self.connection.execute(inserting(self.connection, accounts).values(values).on_conflict_do_nothing()).rowcount)

    def alter_account(self, name: str, **values: Any) -> bool:
        """Change an account; returns whether there is one."""
        return bool(self.connection.execute(accounts.update().where(accounts.c.name == name).values(values)).rowcount)

    def end_sessions(self, name: str) -> None:
        """End all sessions of an account, and forget the devices from which it was logged in to."""
        for table in (sessions, devices):
            self.connection.execute(table.delete().where(table.c.account == name))

    def add_device(self, id: str, name: str, expires_at: datetime) -> None:
        """Remember a device from which an account was logged in to."""
        self.connection.execute(devices.insert().values(id=id, account=name, expires_at=expires_at))

    def add_token(self, **values: Any) -> None:
        """Add an API token."""
        self.connection.execute(tokens.insert().values(values))

    def revoke_token(self, id: str) -> bool:
        """Revoke a token; returns whether there was one that was not revoked before."""
        valid = sa.and_(tokens.c.id == id, tokens.c.revoked_at.is_(None))
        return bool(self.connection.execute(tokens.update().where(valid).values(revoked_at=now())).rowcount)


class Unchanged(Exception):
    """Raised within `AccountRegister.change` where there is nothing to change: nothing is written, and no entry either."""


class AccountRegister:
    """The tables of accounts over the engine of the register; rows come as mappings by column."""

    def __init__(self, engine: sa.Engine):
        self._engine = engine

    @contextmanager
    def change(self, account: str, action: str, object: str, details: Mapping[str, Any]) -> Iterator[Change]:
        """A transaction for a change that `account` makes, which ends with its entry in the audit log: both are written, or neither."""
        try:
            with self._engine.begin() as connection:
                yield Change(connection)
                connection.execute(entries.insert().values(at=now(), account=account, action=action, object=object, details=dict(details)))
        except Unchanged:
            pass

    # --- accounts ---------------------------------------------------------------------------------------------------------------------

    def accounts(self) -> Sequence[Row]:
        """All accounts by name."""
        return self._all(sa.select(accounts).order_by(accounts.c.name))

    def account(self, name: str) -> Row | None:
        """An account by its name."""
        return self._first(sa.select(accounts).where(accounts.c.name == name))

    def account_of(self, subject: str) -> Row | None:
        """The account of a person that a provider of single sign-on vouches for, by the hash of the person's identifier there."""
        return self._first(sa.select(accounts).where(accounts.c.subject == subject))

    # --- sessions ---------------------------------------------------------------------------------------------------------------------

    def session(self, id: str, idle: timedelta) -> Row | None:
        """The data and the account (columns of both) of a session that is neither over nor was idle for so long."""
        moment = now()
        living = sa.and_(sessions.c.expires_at > moment, sessions.c.seen_at > moment - idle, sa.not_(accounts.c.disabled))
        joined = sessions.join(accounts, accounts.c.name == sessions.c.account)
        return self._first(sa.select(sessions.c.data, sessions.c.seen_at, accounts).select_from(joined).where(sessions.c.id == id, living))

    def keep_session(self, id: str, account: str, data: Mapping[str, Any], lifetime: timedelta) -> None:
        """Write a session; a new one is over after its lifetime, whatever is written later."""
        moment = now()
        values = {"account": account, "data": dict(data), "seen_at": moment}
        with self._engine.begin() as connection:
            new = inserting(connection, sessions).values(id=id, created_at=moment, expires_at=moment + lifetime, **values)
            connection.execute(new.on_conflict_do_update(index_elements=[sessions.c.id], set_=values))

    def see_session(self, id: str) -> None:
        """Note that a session is being used."""
        self._run(sessions.update().where(sessions.c.id == id).values(seen_at=now()))

    def end_session(self, id: str) -> None:
        """End one session."""
        self._run(sessions.delete().where(sessions.c.id == id))

    # --- tokens -----------------------------------------------------------------------------------------------------------------------

    def tokens(self, account: str = "") -> Sequence[Row]:
        """The API tokens of an account, or all of them, newest first."""
        query = sa.select(tokens).order_by(tokens.c.created_at.desc(), tokens.c.id)
        return self._all(query.where(tokens.c.account == account) if account else query)

    def token(self, id: str) -> Row | None:
        """A token by its id."""
        return self._first(sa.select(tokens).where(tokens.c.id == id))

    def use_token(self, id: str) -> None:
        """Note that a token is being used."""
        self._run(tokens.update().where(tokens.c.id == id).values(used_at=now()))

    # --- guessing ---------------------------------------------------------------------------------------------------------------------

    def knows_device(self, id: str, account: str) -> bool:
        """Whether an account was logged in to from this device."""
        known = sa.and_(devices.c.id == id, devices.c.account == account, devices.c.expires_at > now())
        return self._first(sa.select(devices.c.id).where(known)) is not None

    def count_attempt(self, subject: str, window: timedelta) -> tuple[int, datetime]:
        """Count an attempt at something, and say how many there were in the window that it falls in and when that began."""
        moment = now()
        over = attempts.c.since <= moment - window
        values = {
            "count": sa.case((over, 1), else_=attempts.c.count + 1),
            "since": sa.case((over, moment), else_=attempts.c.since),
        }
        with self._engine.begin() as connection:
            new = inserting(connection, attempts).values(subject=subject, count=1, since=moment)
            counted = new.on_conflict_do_update(index_elements=[attempts.c.subject], set_=values)
            count, since = connection.execute(counted.returning(attempts.c.count, attempts.c.since)).one()
        return count, since

    def forgive_attempt(self, subject: str) -> None:
        """Take back one attempt that was counted."""
        self._run(attempts.update().where(attempts.c.subject == subject, attempts.c.count > 0).values(count=attempts.c.count - 1))

    # --- the log ----------------------------------------------------------------------------------------------------------------------

    def entries(self, account: str, action: str, object: str, before: int | None, limit: int) -> Sequence[Row]:
        """The newest entries of the audit log older than the one with the id `before`; an empty text is any account, action or object."""
        query = sa.select(entries).order_by(entries.c.id.desc()).limit(limit)
        for column, value in ((entries.c.account, account), (entries.c.action, action), (entries.c.object, object)):
            query = query.where(column == value) if value else query
        return self._all(query.where(entries.c.id < before) if before is not None else query)

    def actions(self) -> list[str]:
        """All actions that the log has entries of."""
        return [row["action"] for row in self._all(sa.select(entries.c.action).distinct().order_by(entries.c.action))]

    def purge(self, idle: timedelta, window: timedelta) -> None:
        """Remove what is over: sessions, devices, attempts counted long ago."""
        moment = now()
        with self._engine.begin() as connection:
            connection.execute(sessions.delete().where(sa.or_(sessions.c.expires_at <= moment, sessions.c.seen_at <= moment - idle)))
            connection.execute(devices.delete().where(devices.c.expires_at <= moment))
            connection.execute(attempts.delete().where(attempts.c.since <= moment - window))

    def _first(self, query: sa.Select) -> Row | None:
        with self._engine.connect() as connection:
            return connection.execute(query).mappings().first()

    def _all(self, query: sa.Select) -> Sequence[Row]:
        with self._engine.connect() as connection:
            return connection.execute(query).mappings().all()

    def _run(self, statement: sa.Update | sa.Delete) -> None:
        with self._engine.begin() as connection:
            connection.execute(statement)


def inserting(connection: sa.Connection, table: sa.Table) -> Any:
    """An insert that can say what happens where the row is there already."""
    return (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(table)
