"""Starts the product as an operator would, in a process of its own on a free port, for the browser tests and the benchmarks."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Server:
    """A running server: its address without a final slash, its process, and how many seconds it took to answer its first page."""

    address: str
    process: subprocess.Popen[bytes]
    seconds_to_first_page: float


def free_port() -> int:
    """A TCP port on which nothing listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(data: Path, log: Path, first_page: str = "/en/") -> Iterator[Server]:
    """`python app.py` over the store in `data` until the block ends; its output goes to `log`.

    Raises RuntimeError, with that output, where the server does not answer `first_page`.
    """
    port = free_port()
    environment = {"DASHBOARD_DATA": str(data), "HOST": "127.0.0.1", "PORT": str(port)}
    with running(["app.py"], environment, f"http://127.0.0.1:{port}", first_page, log) as server:
        yield server


@contextmanager
def running(arguments: list[str], environment: dict[str, str], address: str, first_page: str, log: Path) -> Iterator[Server]:
    """`python *arguments` until the block ends, as soon as `address` + `first_page` answers."""
    started = time.perf_counter()
    with log.open("wb") as output:
        command = [sys.executable, *arguments]
        process = subprocess.Popen(command, cwd=ROOT, env=os.environ | environment, stdout=output, stderr=subprocess.STDOUT)
        try:
            _wait_for(address + first_page, process, log)
            yield Server(address, process, time.perf_counter() - started)
        finally:
            process.terminate()
            process.wait(timeout=20)


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path, seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        try:
            with urlopen(url, timeout=10):
                return
        except URLError as error:
            if hasattr(error, "code"):
                raise RuntimeError(f"{url} answered {error}\n{log.read_text()}") from error
            time.sleep(0.02)
    raise RuntimeError(f"the server did not answer {url}\n{log.read_text()}")
