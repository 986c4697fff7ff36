"""Runs a command in a process of its own and says how long it took and how much memory it held at most."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Finished:
    """A process that ended well: wall-clock seconds, peak resident memory in megabytes, what it printed."""

    seconds: float
    peak_mb: float
    output: str


def run(*arguments: str, **environment: str) -> Finished:
    """`python *arguments` in the project's folder; raises RuntimeError with its output where it fails."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    output = process.stdout.read()
    # wait4 gives the peak of this one child, and of the children it waited for; getrusage would mix all of ours.
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{arguments} ended with {process.returncode}\n{output}")
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return Finished(seconds, usage.ru_maxrss / unit, output)


def memory_mb(pid: int) -> float:
    """Resident memory of a running process in megabytes, from /proc (Linux)."""
    text = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) for line in text.splitlines() if line.startswith("VmRSS:")) / 1024


def children(pid: int) -> list[int]:
    """The processes that a process started, from /proc (Linux)."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(fields[1]) == pid:
            found.append(int(stat.parent.name))
    return found
