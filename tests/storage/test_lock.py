"""One publisher at a time, and none that can block the others for good."""

from __future__ import annotations

import socket
import threading
import time

import pytest
import sqlalchemy as sa

from dashboard.errors import StoreBusy
from dashboard.storage import publishing
from dashboard.storage.lock import NAME, PublisherLock
from dashboard.storage.register import Register, locks, open_engine

from .conftest import Sender


@pytest.fixture
def engine(tmp_path):
    engine = open_engine("", tmp_path)
    yield engine
    engine.dispose()


def hold(engine, owner, expires_in):
    values = {"name": NAME, "owner": owner, "acquired_at": time.time(), "expires_at": time.time() + expires_in}
    with engine.begin() as connection:
        connection.execute(locks.insert().values(values))


def holder(engine):
    with engine.connect() as connection:
        return connection.execute(sa.select(locks.c.owner)).scalar()


def test_held_again_by_the_same_thread_and_released_at_the_end(engine):
    lock = PublisherLock(engine)
    with lock.held() as first:
        with lock.held() as second:
            assert (first, second) == (True, False)
        assert holder(engine).startswith(f"{socket.gethostname()}:")
    assert holder(engine) is None


def test_another_store_waits_and_then_says_who_holds_it(engine):
    with PublisherLock(engine).held():
        with pytest.raises(StoreBusy, match="another publisher .* is at work"), PublisherLock(engine).held(wait=0.2):
            pass


def test_another_thread_of_the_same_store_waits(engine):
    lock, order = PublisherLock(engine), []

    def publish(name):
        with lock.held():
            order.append(name)
            time.sleep(0.05)
            order.append(name)

    threads = [threading.Thread(target=publish, args=(name,)) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert order in (list("aabb"), list("bbaa"))
    with lock.held():
        refused = []
        thread = threading.Thread(target=lambda: refused.append(pytest.raises(StoreBusy, lock.held(wait=0).__enter__)))
        thread.start()
        thread.join()
        assert "another thread" in str(refused[0].value)


@pytest.mark.parametrize(
    ("owner", "expires_in", "taken"),
    [
        ("elsewhere:1:abcd", -1, True),
        ("elsewhere:1:abcd", 60, False),
        ("elsewhere:1:abcd", 5, False),
        (f"{socket.gethostname()}:1:abcd", 60, False),
        (f"{socket.gethostname()}:99999999:abcd", 60, True),
    ],
    ids=["lease over", "lease of another machine", "lease about to be over", "process alive", "process gone"],
)
def test_taken_over_only_from_those_who_are_gone(engine, owner, expires_in, taken):
    hold(engine, owner, expires_in)
    lock = PublisherLock(engine)
    if taken:
        with lock.held(wait=0):
            assert holder(engine) != owner
    else:
        with pytest.raises(StoreBusy), lock.held(wait=0):
            pass
        assert holder(engine) == owner


def test_taken_over_from_an_earlier_process_that_had_our_number(engine):
    with PublisherLock(engine).held():
        ours = holder(engine)
    hold(engine, ours.rpartition(":")[0] + ":before", 60)
    with PublisherLock(engine).held(wait=0):
        assert not holder(engine).endswith(":before")


def test_a_heartbeat_keeps_the_lease(engine):
    lock = PublisherLock(engine, lease=0.4)
    with lock.held():
        ours = holder(engine)
        time.sleep(0.9)
        with engine.begin() as connection:
            lock.confirm(connection)
        assert holder(engine) == ours


def test_whoever_lost_the_lock_cannot_commit(sender, monkeypatch):
    sender.publish("rate", [{"AREA": "A", "VALUE": "1"}])
    lock = sender.store.lock
    confirm = PublisherLock.confirm

    def stolen(self, connection):
        connection.execute(locks.update().values(owner="elsewhere:1:abcd", expires_at=time.time() + 60))
        confirm(self, connection)

    monkeypatch.setattr(PublisherLock, "confirm", stolen)
    with pytest.raises(StoreBusy, match="another one took over; nothing was changed"):
        sender.publish("rate", [{"AREA": "A", "VALUE": "2"}])
    monkeypatch.undo()
    assert sender.store.newest().number == len(sender.store.versions()) == 1
    assert lock is sender.store.lock
    assert sender.publish("rate", [{"AREA": "A", "VALUE": "3"}]).version == 2


@pytest.mark.parametrize("moment", ["before it asks for the lock again", "before its file has its name", "after its file has its name"])
def test_a_publisher_that_stood_still_leaves_the_version_of_another_alone(sender, monkeypatch, moment):
    """It wakes up at the worst moments: its lease has run out, and another publisher has made a version of the same number."""
    sender.publish("rate", [{"AREA": "A", "VALUE": "1"}])
    other = Sender(sender.settings)
    other._sent = 10
    check, settle_new = Register.check, publishing.settle_new

    def overtaken():
        monkeypatch.undo()
        with sender.store.register.engine.begin() as connection:
            connection.execute(locks.update().values(owner="elsewhere:1:abcd", expires_at=time.time() - 1))
        return other.publish("rate", [{"AREA": "A", "VALUE": "222"}]).version

    def before_asking(self, confirm):
        overtaken()
        check(self, confirm)

    def before_naming(temporary, target):
        overtaken()
        settle_new(temporary, target)

    def after_naming(temporary, target):
        settle_new(temporary, target)
        overtaken()

    if moment == "before it asks for the lock again":
        monkeypatch.setattr(Register, "check", before_asking)
    else:
        monkeypatch.setattr(publishing, "settle_new", before_naming if moment.startswith("before") else after_naming)
    with pytest.raises(StoreBusy, match="nothing was changed, run it again"):
        sender.publish("rate", [{"AREA": "A", "VALUE": "999"}])
    assert [row["VALUE"] for row in other.facts("rate")] == [222]
    assert other.rebuild().same and len(other.store.versions()) == 2
    other.store.close()
