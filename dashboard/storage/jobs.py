"""Work that is done beside the pages: a queue in the register that survives a loss of power, and saved ways to read files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from .accounts import AccountRegister, Unchanged
from .lock import is_dead
from .register import metadata, moment, now

WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"
QUIET_SECONDS = 30  # after which a worker that reports nothing is taken for dead
ATTEMPTS = 3
# Why a job failed; each is told in words on the page of its batch.
REASONS = (
    LOST := "lost",  # its worker ended again and again
    FAULT := "fault",  # a fault of ours
    FULL := "full",  # of the disk
    RIGHTS := "rights",  # whoever asked for it may not any more
    REPLACED := "replaced",  # what it was to take the place of is not published any more
    DAMAGED := "damaged",  # the bytes of the batch, or what is stored
)

jobs = sa.Table(
    "job",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("batch", sa.String(32), sa.ForeignKey("batch.id"), nullable=False, index=True),
    sa.Column("account", sa.String(64), nullable=False),
    sa.Column("options", sa.JSON, nullable=False),
    sa.Column("state", sa.String(16), nullable=False, index=True),
    sa.Column("owner", sa.String(128), nullable=False),
    sa.Column("seen_at", sa.DateTime, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("done", sa.Integer, nullable=False),
    sa.Column("passes", sa.Integer, nullable=False),
    sa.Column("records", sa.Integer, nullable=False),
    sa.Column("message", sa.Text, nullable=False),
    sa.Column("created_at", sa.DateTime, nullable=False),
)
profiles = sa.Table(
    "profile",
    metadata,
    sa.Column("name", sa.String(64), primary_key=True),
    sa.Column("account", sa.String(64), nullable=False),
    sa.Column("content", sa.JSON, nullable=False),
    sa.Column("saved_at", sa.DateTime, nullable=False),
)


@dataclass(frozen=True)
class Job:
    """One piece of work on a batch, and how far it is.

    `done` of `passes` passes over `records` records are behind it; `message` says why it failed.
    """

    id: int
    kind: str
    batch: str
    account: str
    state: str
    owner: str
    seen_at: datetime
    attempts: int
    created_at: datetime
    options: Mapping[str, Any] = field(default_factory=dict)
    done: int = 0
    passes: int = 0
    records: int = 0
    message: str = ""

    @property
    def open(self) -> bool:
        """Whether it waits or is being done."""
        return self.state in (WAITING, RUNNING)


class Jobs:
    """The queue: first come, first served; a batch has one open job at most."""

    def __init__(self, engine: sa.Engine):
        self._engine = engine

    def add(self, kind: str, batch: str, account: str, options: Mapping[str, Any] | None = None) -> Job:
        """Queue a piece of work; where the batch has an open one already, that one is given back and nothing is queued."""
        with self._engine.begin() as connection:
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("UPDATE job SET state = state WHERE id < 0")  # takes the write lock before looking
            row = connection.execute(_open(batch)).mappings().first()
            if row is None:
                id = queue(connection, kind, batch, account, options)
                row = connection.execute(sa.select(jobs).where(jobs.c.id == id)).mappings().one()
            return Job(**row)

    def claim(self, owner: str) -> Job | None:
        """The job that waits longest, from now on that of `owner`; None where none waits."""
        with self._engine.begin() as connection:
            waiting = sa.select(jobs.c.id).where(jobs.c.state == WAITING).order_by(jobs.c.id).limit(1)
            id = connection.execute(waiting).scalar()
            return None if id is None else _take(connection, id, owner)

    def report(self, job: int, owner: str, **progress: int) -> bool:
        """Say that a job is alive and how far it is; returns whether it is still that of `owner`."""
        return self._update(job, owner, seen_at=now(), **progress)

    def finish(self, job: Job, owner: str, then: str = "") -> Job | None:
        """A job is done; `then` is the kind of one that follows it, in the same step that of the same owner; it is returned."""
        with self._engine.begin() as connection:
            if self._write(connection, job.id, owner, state=DONE, seen_at=now()) and then:
                return _take(connection, queue(connection, then, job.batch, job.account), owner)
        return None

    def give_back(self, job: int, owner: str) -> None:
        """Let a job wait again that could not be done just now through no fault of its own: that was no attempt at it."""
        self._update(job, owner, state=WAITING, attempts=jobs.c.attempts - 1, seen_at=now())

    def fail(self, job: int, owner: str, message: str) -> None:
        """A job could not be done."""
        self._update(job, owner, state=FAILED, message=message, seen_at=now())

    def recover(self) -> list[Job]:
        """Queue again the jobs whose worker is gone or has been quiet for too long, or give them up after several attempts.

        Returns those given up.
        """
        lost = [job for job in self.running() if is_dead(job.owner) or job.seen_at < now() - timedelta(seconds=QUIET_SECONDS)]
        given_up = [job for job in lost if job.attempts >= ATTEMPTS]
        with self._engine.begin() as connection:
            for job in lost:
                values = {"state": FAILED, "message": LOST} if job in given_up else {"state": WAITING}
                connection.execute(jobs.update().where(jobs.c.id == job.id, jobs.c.owner == job.owner).values(values))
        return given_up

    def running(self) -> list[Job]:
        """The jobs that are being done."""
        with self._engine.connect() as connection:
            return [Job(**row) for row in connection.execute(sa.select(jobs).where(jobs.c.state == RUNNING)).mappings()]

    def of(self, batch: str) -> Job | None:
        """The newest job of a batch."""
        with self._engine.connect() as connection:
            row = connection.execute(_of(batch)).mappings().first()
        return Job(**row) if row else None

    def first(self, batch: str) -> Job | None:
        """The job that was queued when a batch arrived."""
        with self._engine.connect() as connection:
            row = connection.execute(_of(batch).order_by(None).order_by(jobs.c.id)).mappings().first()
        return Job(**row) if row else None

    def waiting(self) -> int:
        """How many jobs wait."""
        with self._engine.connect() as connection:
            return int(connection.execute(sa.select(sa.func.count()).select_from(jobs).where(jobs.c.state == WAITING)).scalar() or 0)

    def ahead(self, job: Job) -> int:
        """How many jobs will be taken before this one."""
        with self._engine.connect() as connection:
            before = sa.select(sa.func.count()).select_from(jobs).where(jobs.c.state == WAITING, jobs.c.id < job.id)
            return int(connection.execute(before).scalar() or 0)

    def _update(self, job: int, owner: str, **values: Any) -> bool:
        with self._engine.begin() as connection:
            return self._write(connection, job, owner, **values)

    def _write(self, connection: sa.Connection, job: int, owner: str, **values: Any) -> bool:
        update = jobs.update().where(jobs.c.id == job, jobs.c.owner == owner, jobs.c.state == RUNNING)
        return connection.execute(update.values(values)).rowcount == 1


WAS = "was"  # in what is kept of a profile: the names that it had before


class Profiles:
    """Ways to read files that somebody has saved under a name, as JSON values that ingest understands."""

    def __init__(self, engine: sa.Engine, accounts: AccountRegister):
        self._engine, self._accounts = engine, accounts

    def save(self, name: str, account: str, content: Mapping[str, Any], batch: str) -> None:
        """Keep a profile under a name, in the place of another of that name; `batch` is the one for whose file it was made."""
        values = {"account": account, "content": json.loads(json.dumps(content)), "saved_at": now()}
        with self._accounts.change(account, "profile.save", batch, {"name": name}) as change:
            if not change.connection.execute(profiles.update().where(profiles.c.name == name).values(values)).rowcount:
                change.connection.execute(profiles.insert().values(name=name, **values))

    def rename(self, name: str, to: str, by: str) -> bool:
        """Give a profile another name, and keep the one it had; returns whether that was free, and the profile there."""
        if name == to:
            return True
        row = next((one for one in self.all() if one["name"] == name), None)
        if row is None:
            return False
        values = {"name": to, "content": {**row["content"], "name": to, WAS: [*row["content"].get(WAS, ()), name]}}
        try:
            with self._accounts.change(by, "profile.rename", to, {"was": name, "owner": row["account"]}) as change:
                if not change.connection.execute(profiles.update().where(profiles.c.name == name).values(values)).rowcount:
                    raise Unchanged
                return True
        except sa.exc.IntegrityError:
            pass
        return False

    def remove(self, name: str, by: str) -> None:
        """Forget a profile; batches that were read by it keep what they were read by."""
        owner = next((one["account"] for one in self.all() if one["name"] == name), "")
        with self._accounts.change(by, "profile.remove", name, {"owner": owner}) as change:
            if not change.connection.execute(profiles.delete().where(profiles.c.name == name)).rowcount:
                raise Unchanged

    def all(self) -> list[dict[str, Any]]:
        """All saved profiles by name: name, account, content, saved_at."""
        with self._engine.connect() as connection:
            return [dict(row) for row in connection.execute(sa.select(profiles).order_by(profiles.c.name)).mappings()]


def queue(connection: sa.Connection, kind: str, batch: str, account: str, options: Mapping[str, Any] | None = None) -> int:
    """Queue a piece of work for a batch that has no open one, in a transaction of the caller's; returns its id."""
    values = {
        "kind": kind, "batch": batch, "account": account, "options": dict(options or {}), "state": WAITING, "owner": "",
        "seen_at": now(), "attempts": 0, "done": 0, "passes": 0, "records": 0, "message": "", "created_at": moment(),
    }  # fmt: skip
    return int(connection.execute(jobs.insert().values(values)).inserted_primary_key[0])


def _take(connection: sa.Connection, id: int, owner: str) -> Job | None:
    """The job of an id, from now on that of `owner`; None where it does not wait any more: another worker was quicker."""
    taken = {"state": RUNNING, "owner": owner, "seen_at": now(), "attempts": jobs.c.attempts + 1, "done": 0, "message": ""}
    if not connection.execute(jobs.update().where(jobs.c.id == id, jobs.c.state == WAITING).values(taken)).rowcount:
        return None
    return Job(**connection.execute(sa.select(jobs).where(jobs.c.id == id)).mappings().one())


def is_open(connection: sa.Connection, batch: str) -> bool:
    """Whether a batch has an open job."""
    return connection.execute(_open(batch)).first() is not None


def _open(batch: str) -> sa.Select[Any]:
    return _of(batch).where(jobs.c.state.in_((WAITING, RUNNING)))


def _of(batch: str) -> sa.Select[Any]:
    return sa.select(jobs).where(jobs.c.batch == batch).order_by(jobs.c.id.desc()).limit(1)
