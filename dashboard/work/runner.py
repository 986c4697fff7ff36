"""Watches the queue and gives each job a process of its own, forked from one that has everything loaded."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
from contextlib import closing
from multiprocessing.context import ForkServerProcess

from ..catalogue import load
from ..config import Settings
from ..storage import Store
from ..storage.files import SWEEP_AFTER_SECONDS
from .doing import do_one

LOOK_SECONDS = 0.2
NICER = 10
STARTED_BY_FORKSERVER = ["dashboard.work.doing"]


def run(settings: Settings, stop: threading.Event | None = None, parent: int | None = None) -> None:
    """Do what is queued until told to stop; ends by itself where the process `parent`, that has started it, is gone."""
    stop = stop or _stop_when_asked()
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(STARTED_BY_FORKSERVER)
    busy: list[ForkServerProcess] = []
    with closing(Store(settings, load())) as store:
        swept = -SWEEP_AFTER_SECONDS
        while not stop.wait(LOOK_SECONDS) and parent in (None, os.getppid()):
            if time.monotonic() - swept > SWEEP_AFTER_SECONDS:
                store.sweep()
                swept = time.monotonic()
            busy = [process for process in busy if process.is_alive()]
            store.jobs.recover()
            for _ in range(min(store.jobs.waiting(), settings.jobs - len(busy))):
                process = processes.Process(target=_gently, args=(settings,))
                process.start()
                busy.append(process)
    for process in busy:
        process.terminate()  # it gives back what it was doing, which is taken up again at the next start


def _gently(settings: Settings) -> None:
    """Do one job without keeping readers waiting for the processor; told to stop, it gives the job back."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    os.nice(NICER)
    do_one(settings)


def _stop_when_asked() -> threading.Event:
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    return stop
