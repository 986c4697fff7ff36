"""The register: who sent which batch, which batches are published in which order, and which versions came of it.

SQLAlchemy Core over SQLite in WAL mode, or over PostgreSQL where several machines publish into one store.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import nullcontext
from dataclasses import asdict, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from ..errors import BatchNotFound, StorageError
from .model import Batch, Manifest, VersionRecord

HEAD = "0006"
FATE = ("id", "status", "received_at", "published_at", "version", "touched", "replaces", "base")
MIGRATIONS = Path(__file__).parent / "migrations"

metadata = sa.MetaData()
batches = sa.Table(
    "batch",
    metadata,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("dataset", sa.String(64), nullable=False),
    sa.Column("title", sa.JSON, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("link", sa.Text, nullable=False),
    sa.Column("licence", sa.Text, nullable=False),
    sa.Column("retrieved", sa.String(32), nullable=False),
    sa.Column("note", sa.JSON, nullable=False),
    sa.Column("example", sa.Boolean, nullable=False),
    sa.Column("file", sa.Text, nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False, index=True),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("records", sa.Integer, nullable=False),
    sa.Column("sender", sa.Text, nullable=False),
    sa.Column("errors", sa.Integer, nullable=False),
    sa.Column("warnings", sa.Integer, nullable=False),
    sa.Column("reading", sa.JSON, nullable=False),
    sa.Column("status", sa.String(16), nullable=False, index=True),
    sa.Column("received_at", sa.DateTime, nullable=False),
    sa.Column("published_at", sa.DateTime),
    sa.Column("place", sa.Integer, unique=True),
    sa.Column("version", sa.Integer),
    sa.Column("touched", sa.Integer, nullable=False),
    sa.Column("replaces", sa.String(32)),
    sa.Column("base", sa.Integer),
    sa.Column("left_out", sa.Integer, nullable=False, server_default="0"),
)
versions = sa.Table(
    "version",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("created_at", sa.DateTime, nullable=False),
    sa.Column("reason", sa.String(16), nullable=False),
    sa.Column("batch", sa.String(32), sa.ForeignKey("batch.id")),
    sa.Column("parent", sa.Integer),
    sa.Column("checksum", sa.String(32), nullable=False),
    sa.Column("added", sa.Integer, nullable=False),
    sa.Column("changed", sa.Integer, nullable=False),
    sa.Column("removed", sa.Integer, nullable=False),
    sa.Column("unchanged", sa.Integer, nullable=False),
    sa.Column("note", sa.Text, nullable=False, server_default=""),
)
locks = sa.Table(
    "lock",
    metadata,
    sa.Column("name", sa.String(32), primary_key=True),
    sa.Column("owner", sa.String(128), nullable=False),
    sa.Column("acquired_at", sa.Float, nullable=False),
    sa.Column("expires_at", sa.Float, nullable=False),
)
# Alembic's own table, made here so that a new register needs no Alembic, which takes longer to load than the tables take to make.
_revisions = sa.Table(
    "alembic_version",
    sa.MetaData(),
    sa.Column("version_num", sa.String(32)),
    sa.PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)


def now() -> datetime:
    """The time in UTC, to the second, without a zone: as the register and the versions keep it."""
    return moment().replace(microsecond=0)


def moment() -> datetime:
    """The time in UTC, without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)


def open_engine(url: str, folder: Path) -> sa.Engine:
    """An engine for the register at this URL, brought up to date; empty means `register.sqlite` in the folder. Raises StorageError."""
    try:
        address = sa.make_url(url or f"sqlite:///{folder / 'register.sqlite'}")
        engine = sa.create_engine(address)
        if address.get_backend_name() == "sqlite":
            sa.event.listen(engine, "connect", _set_up_sqlite)
        try:
            _migrate(engine)
        except Exception:
            engine.dispose()
            raise
    except (sa.exc.SQLAlchemyError, ImportError, ValueError) as error:
        raise StorageError(f"the register at {_without_password(url) or folder} cannot be opened: {error}") from error
    return engine


def _without_password(url: str) -> str:
    try:
        return sa.make_url(url).render_as_string(hide_password=True) if url else ""
    except (sa.exc.ArgumentError, ValueError):
        return "DASHBOARD_REGISTER"


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA busy_timeout = 10000")
    connection.execute("PRAGMA journal_mode = WAL")
    # NORMAL could lose the last commits with the power, and CURRENT would then name a version the register does not know.
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")


def _migrate(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        if _revision(connection) == HEAD:
            return
    with engine.begin() as connection:
        _wait_for_others(connection)
        revision = _revision(connection)
        if revision is None:
            _make(connection)
        elif revision > HEAD:
            raise StorageError(f"the register is of revision {revision}, this program knows up to {HEAD}: install a newer one")
        elif revision < HEAD:
            upgrade(connection)


def _revision(connection: sa.Connection) -> str | None:
    known = sa.inspect(connection).has_table(_revisions.name)
    return connection.execute(sa.select(_revisions.c.version_num)).scalar() if known else None


def _wait_for_others(connection: sa.Connection) -> None:
    """Two programs that start at the same moment must not both make the tables."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(5050)"))
    elif connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _make(connection: sa.Connection) -> None:
    from . import accounts, checklists, jobs  # noqa: F401  (their tables are part of the register)

    metadata.create_all(connection)
    _revisions.create(connection)
    connection.execute(_revisions.insert().values(version_num=HEAD))


def upgrade(connection: sa.Connection) -> None:
    """Bring a register from whatever revision it has to the newest, by the migrations."""
    from alembic import command, config  # takes a tenth of a second, which only the first start after an update pays

    settings = config.Config()
    settings.set_main_option("script_location", str(MIGRATIONS))
    settings.attributes["connection"] = connection
    command.upgrade(settings, "head")


class Register:
    """The tables `batch` and `version`."""

    def __init__(self, engine: sa.Engine):
        self.engine = engine

    def batches(self, status: str | None = None) -> list[Batch]:
        """All batches in order of arrival; those published in order of publication."""
        query = sa.select(batches).order_by(batches.c.received_at, batches.c.id)
        if status is not None:
            query = query.where(batches.c.status == status)
        if status == "published":
            query = query.order_by(None).order_by(batches.c.place)
        with self.engine.connect() as connection:
            return [_batch(row) for row in connection.execute(query).mappings()]

    def batch(self, id: str) -> Batch:
        """A batch by its id; raises BatchNotFound."""
        with self.engine.connect() as connection:
            row = connection.execute(sa.select(batches).where(batches.c.id == id)).mappings().first()
        if row is None:
            raise BatchNotFound(f"{id}: there is no such batch; `versions` lists those there are")
        return _batch(row)

    def batches_of(self, ids: Collection[str]) -> dict[str, Batch]:
        """Those batches of these ids that there are, by id."""
        with self.engine.connect() as connection:
            rows = connection.execute(sa.select(batches).where(batches.c.id.in_(list(ids)))).mappings()
            return {row["id"]: _batch(row) for row in rows}

    def known(self, sha256: str) -> str | None:
        """The id of the published batch that was made of these bytes, or None."""
        query = sa.select(batches.c.id).where(batches.c.sha256 == sha256, batches.c.status == "published")
        with self.engine.connect() as connection:
            return connection.execute(query).scalar()

    def discarded(self) -> list[str]:
        """The SHA-256 of the bytes of which nothing was made but batches that are discarded."""
        needed = sa.select(batches.c.sha256).where(batches.c.status != "discarded")
        query = sa.select(batches.c.sha256).where(batches.c.status == "discarded", batches.c.sha256 != "", batches.c.sha256.not_in(needed))
        with self.engine.connect() as connection:
            return sorted(set(connection.execute(query).scalars()))

    def note(self, batch: Batch, connection: sa.Connection | None = None) -> None:
        """Write what is known of a batch, whether it is new or not, in a transaction of its own or in the one given."""
        with nullcontext(connection) if connection is not None else self.engine.begin() as connection:
            values = _row(batch)
            if not connection.execute(batches.update().where(batches.c.id == batch.id).values(values)).rowcount:
                connection.execute(batches.insert().values(values))

    def alter(self, batch: Batch, expected: Collection[str], connection: sa.Connection | None = None) -> bool:
        """Write what has become of a batch, unless its status is by now another than those expected; returns whether it was written.

        It is a transaction of its own, or part of the one given.
        """
        return self._change(batch.id, expected, _row(batch), connection)

    def confirm(self, batch: Batch, expected: Collection[str], connection: sa.Connection) -> bool:
        """Whether the status of a batch is one of those expected, and stays so until the transaction ends."""
        return self._change(batch.id, expected, {"id": batch.id}, connection)

    def _change(self, id: str, expected: Collection[str], values: Mapping[str, Any], connection: sa.Connection | None) -> bool:
        with nullcontext(connection) if connection is not None else self.engine.begin() as connection:
            change = batches.update().where(batches.c.id == id, batches.c.status.in_(expected)).values(values)
            return connection.execute(change).rowcount == 1

    def next_place(self) -> int:
        """The place in the order of publication that the next batch takes; places are never given twice."""
        with self.engine.connect() as connection:
            return (connection.execute(sa.select(sa.func.max(batches.c.place))).scalar() or 0) + 1

    def versions(self) -> list[VersionRecord]:
        """All versions, newest first."""
        with self.engine.connect() as connection:
            rows = connection.execute(sa.select(versions).order_by(versions.c.number.desc())).mappings()
            return [VersionRecord(**row) for row in rows]

    def touching(self, datasets: Collection[str], up_to: int, most: int) -> list[VersionRecord]:
        """The versions up to a number in which these datasets may have changed, newest first, at most so many; a rebuild may change all."""
        own = sa.or_(batches.c.version == versions.c.number, batches.c.id == versions.c.batch)
        touched = sa.exists().where(own, batches.c.dataset.in_(list(datasets)))
        query = sa.select(versions).where(versions.c.number <= up_to, versions.c.reason.not_in(("publish", "withdraw")) | touched)
        with self.engine.connect() as connection:
            rows = connection.execute(query.order_by(versions.c.number.desc()).limit(most)).mappings()
            return [VersionRecord(**row) for row in rows]

    def newest(self) -> VersionRecord | None:
        """The newest version, or None."""
        with self.engine.connect() as connection:
            row = connection.execute(sa.select(versions).order_by(versions.c.number.desc()).limit(1)).mappings().first()
        return VersionRecord(**row) if row else None

    def check(self, confirm: Callable[[sa.Connection], None]) -> None:
        """Ask `confirm`, which raises where the register must not be written to."""
        with self.engine.begin() as connection:
            confirm(connection)

    def commit(self, version: VersionRecord, changed: Iterable[Batch], confirm: Callable[[sa.Connection], None]) -> None:
        """Note a version and what became of batches by it, in one transaction that `confirm` may still refuse by raising."""
        with self.engine.begin() as connection:
            confirm(connection)
            for batch in changed:
                self.note(batch, connection)
            connection.execute(versions.insert().values(asdict(version)))


def new_batch(manifest: Manifest, status: str) -> Batch:
    """A batch that has just arrived, with an id that sorts by time of arrival."""
    received = moment()
    return Batch(f"{received:%Y%m%d-%H%M%S}-{secrets.token_hex(3)}", manifest, status, received)


def _row(batch: Batch) -> dict[str, Any]:
    own = {field.name: getattr(batch.manifest, field.name) for field in fields(Manifest)}
    plain = {name: dict(value) if isinstance(value, Mapping) else value for name, value in own.items()}
    return plain | {name: getattr(batch, name) for name in FATE} | {"place": batch.order}


def _batch(row: Mapping[str, Any]) -> Batch:
    manifest = Manifest(**{field.name: row[field.name] for field in fields(Manifest)})
    return Batch(manifest=manifest, order=row["place"], **{name: row[name] for name in FATE})
