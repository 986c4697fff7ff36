"""The lock that lets one publisher at a time write, kept in the register so that it holds across processes and machines.

A holder renews its lease by a heartbeat. A lock is taken over when its lease has run out, or at once when its holder was a process of this
machine that is gone. Whoever lost the lock finds out before anything is committed: `confirm` runs within that transaction.
"""

from __future__ import annotations

import os
import secrets
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress

import sqlalchemy as sa

from ..errors import StoreBusy
from .register import locks

NAME = "publisher"
LEASE_SECONDS = 30.0
WAIT_SECONDS = 30.0
_held_here: set[str] = set()


class PublisherLock:
    """The lock as one store sees it; it may be entered again by the thread that holds it."""

    def __init__(self, engine: sa.Engine, lease: float = LEASE_SECONDS):
        self._engine, self._lease = engine, lease
        self._threads = threading.RLock()
        self._depth = 0
        self._owner = ""

    @contextmanager
    def held(self, wait: float = WAIT_SECONDS) -> Iterator[bool]:
        """Hold the lock; gives whether it was newly taken. Raises StoreBusy where others hold it for longer than `wait` seconds."""
        if not self._threads.acquire(timeout=max(wait, 0.01)):
            raise StoreBusy("another thread of this process is publishing; try again in a minute")
        try:
            first = self._depth == 0
            if first:
                self._take(wait)
            self._depth += 1
            try:
                with self._heartbeat() if first else nullcontext():
                    yield first
            finally:
                self._depth -= 1
                if first:
                    self._release()
        finally:
            self._threads.release()

    def confirm(self, connection: sa.Connection) -> None:
        """Within a transaction: make sure that the lock is still ours, and stays so until the commit. Raises StoreBusy."""
        renewed = connection.execute(locks.update().where(locks.c.owner == self._owner).values(expires_at=time.time() + self._lease))
        if renewed.rowcount != 1:
            raise StoreBusy("this publisher stood still for so long that another one took over; nothing was changed, run it again")

    def _take(self, wait: float) -> None:
        owner, until = new_owner(), time.monotonic() + wait
        while not self._try(owner):
            if time.monotonic() >= until:
                _held_here.discard(owner)
                raise StoreBusy(f"another publisher ({self._holder()}) is at work; try again in a minute")
            time.sleep(0.1)
        self._owner = owner

    def _try(self, owner: str) -> bool:
        taken = time.time()
        values = {"owner": owner, "acquired_at": taken, "expires_at": taken + self._lease}
        holder = self._holder()
        free = locks.c.expires_at < taken
        if holder and is_dead(holder):
            free = sa.or_(free, locks.c.owner == holder)
        with self._engine.begin() as connection:
            if connection.execute(locks.update().where(locks.c.name == NAME, free).values(values)).rowcount:
                return True
        if holder:
            return False
        try:
            with self._engine.begin() as connection:
                connection.execute(locks.insert().values(name=NAME, **values))
        except sa.exc.IntegrityError:
            return False
        return True

    def _holder(self) -> str | None:
        with self._engine.connect() as connection:
            return connection.execute(sa.select(locks.c.owner).where(locks.c.name == NAME)).scalar()

    def _release(self) -> None:
        _held_here.discard(self._owner)
        # Where the register is out of reach just now, the lease runs out by itself.
        with suppress(sa.exc.SQLAlchemyError), self._engine.begin() as connection:
            connection.execute(locks.delete().where(locks.c.owner == self._owner))

    @contextmanager
    def _heartbeat(self) -> Iterator[None]:
        stop = threading.Event()

        def beat() -> None:
            while not stop.wait(self._lease / 4):
                try:
                    with self._engine.begin() as connection:
                        self.confirm(connection)
                except (StoreBusy, sa.exc.SQLAlchemyError):
                    # Lost, or the register is out of reach: the commit will find out and refuse.
                    continue

        thread = threading.Thread(target=beat, name="publisher-heartbeat", daemon=True)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()


def new_owner() -> str:
    """A name for something that this process holds: machine, process, and a part that no other has."""
    owner = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
    _held_here.add(owner)
    return owner


def is_dead(owner: str) -> bool:
    """Whether the holder was a process of this machine that is gone; of other machines only the lease tells."""
    host, _, rest = owner.rpartition(":")[0].rpartition(":")
    pid = int(rest)
    if host != socket.gethostname():
        return False
    if pid == os.getpid():
        # In a container the process after a crash often has the same number as the one before.
        return owner not in _held_here
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
