"""A publisher that dies at any point leaves either what stood before or what was to come, and the next one carries on."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from dashboard.config import ROOT
from dashboard.storage import Store, files, publishing
from dashboard.storage.files import Folder
from dashboard.storage.lock import PublisherLock
from dashboard.storage.register import Register

from .conftest import Sender

ONE = [{"AREA": "A", "VALUE": "1"}]
TWO = [{"AREA": "A", "VALUE": "2"}, {"AREA": "B", "VALUE": "2"}]


class Crash(BaseException):
    """The power goes."""


def _crash(*args, **kwargs):
    raise Crash


def _then_crash(function):
    def run(*args, **kwargs):
        function(*args, **kwargs)
        raise Crash

    return run


def _replace_but_current(source, target, replace=os.replace):
    if os.path.basename(target) == "CURRENT":
        raise Crash
    replace(source, target)


# What is patched, and whether the version stands after the crash.
POINTS = {
    "before the file has its name": (publishing, "settle_new", _crash, False),
    "before the file's name is on disk": (files, "fsync", _then_crash(files.fsync), False),
    "after the file has its name": (publishing, "settle_new", _then_crash(publishing.settle_new), False),
    "before the file is made": (PublisherLock, "confirm", _then_crash(PublisherLock.confirm), False),
    "within the transaction": (Register, "note", _then_crash(Register.note), False),
    "after the transaction": (Register, "commit", _then_crash(Register.commit), True),
    "before CURRENT is replaced": (os, "replace", _replace_but_current, True),
    "after CURRENT is replaced": (Folder, "point_to", _then_crash(Folder.point_to), True),
}


def check(sender: Sender, stands: bool, before: list, after: list) -> None:
    """A new process finds a whole version, finishes or undoes the other, and goes on publishing."""
    store = Store(sender.settings, sender.catalogue)
    assert store.newest().number in (1, 2)
    number = store.versions()[0].number
    assert (number, store.newest().number) == ((2, 2) if stands else (1, 1))
    assert store.files.version_numbers() == ([1, 2] if stands else [1])
    assert [(row["AREA"], row["VALUE"]) for row in sender.facts("rate")] == (after if stands else before)
    assert sender.rebuild().same
    done = sender.publish("rate", [{"AREA": "Z", "VALUE": "9"}])
    assert done.version == number + 1 == store.newest().number
    assert sender.rebuild().same
    store.close()


@pytest.mark.parametrize("point", POINTS)
def test_a_crash_while_publishing(sender, monkeypatch, point):
    owner, name, patch, stands = POINTS[point]
    sender.publish("rate", ONE)
    manifest = sender.raw("rate", TWO)
    sender.raw = lambda *args, **more: manifest
    with monkeypatch.context() as patched:
        patched.setattr(owner, name, patch)
        with pytest.raises(Crash):
            sender.publish("rate", TWO)
    sender.store.close()
    del sender.raw
    assert (sender.store.known(manifest.sha256) is not None) == stands
    assert [batch.status for batch in sender.store.batches()] == ["published"] * (2 if stands else 1)
    check(sender, stands, [("A", 1)], [("A", 2), ("B", 2)])


@pytest.mark.parametrize("point", ["after the file has its name", "after the transaction"])
def test_a_crash_while_withdrawing(sender, monkeypatch, point):
    owner, name, patch, stands = POINTS[point]
    first = sender.publish("rate", ONE)
    with monkeypatch.context() as patched:
        patched.setattr(owner, name, patch)
        with pytest.raises(Crash):
            sender.withdraw(first.batch)
    sender.store.close()
    assert sender.store.batch(first.batch).status == ("withdrawn" if stands else "published")
    check(sender, stands, [("A", 1)], [])


KILLED = """
import os, sys
from pathlib import Path
from dashboard.config import Settings
from dashboard.storage import publishing
from tests.storage.conftest import Sender

sender = Sender(Settings(data=Path(sys.argv[1]), memory_mb=200))
sender._sent = 1
publishing.settle_new = lambda *args: os._exit(9)
sender.publish("rate", [{"AREA": "A", "VALUE": "2"}])
"""


def test_a_process_that_was_killed_leaves_a_lock_and_scratch_that_the_next_one_clears(sender):
    sender.publish("rate", ONE)
    killed = subprocess.run([sys.executable, "-c", KILLED, str(sender.settings.data)], cwd=ROOT, check=False)
    assert killed.returncode == 9
    (left,) = sender.store.files.work.iterdir()
    with sender.store.exclusive():
        assert left.exists(), "a folder just made may belong to a process that has not locked it yet"
    long_ago = time.time() - 3600
    os.utime(left, (long_ago, long_ago))
    started = time.monotonic()
    check(sender, False, [("A", 1)], [])
    assert time.monotonic() - started < 20, "the lease of a process that is gone is not waited for"
    assert not left.exists()
