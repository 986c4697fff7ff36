"""A file sent in the browser: how long its check and publication take, what it takes of memory, and what readers notice of it."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from tests.serving import ROOT, Server, serving

from .browsing import EXAMPLES
from .processes import children, memory_mb, run
from .publishing import COLUMNS, ROWS, TYPED_LOAD, write
from .report import Row

LARGE_BYTES = 200_000_000
READERS, REQUESTS = 8, 1500
PATIENCE = 600


def measure(folder: Path) -> list[Row]:
    """The steps in a process of their own, then the whole way through a running server."""
    million, ten = folder / "million.csv", folder / "ten-million.csv"
    write(million)
    write(ten, 10 * ROWS)
    typed = sorted(run("-c", TYPED_LOAD.format(columns=COLUMNS), str(million), str(folder / f"t{n}.duckdb")).seconds for n in range(3))[1]
    runs = sorted((_send(million, folder / f"one-{n}") for n in range(3)), key=lambda done: done[0])
    (one, steps, _), (all_ten, _, peak) = runs[1], _send(ten, folder / "ten")
    rows = [
        Row("checking 1,000,000 rows, comparing with writing the version, publishing", one, "s", typed, "DuckDB's typed load", 1.5),
        Row("of that, the press of the button", steps["publish"], "s", limit=1),
        Row("the same for 10,000,000 rows", all_ten, "s", one, "1,000,000 rows", 12),
        Row("peak memory of that", peak, "MB", limit=2048),
    ]
    ten.unlink()
    return rows + _served(folder, million)


def _send(file: Path, store: Path) -> tuple[float, dict[str, float], float]:
    """Seconds of all steps together, seconds of each, peak memory in MB."""
    done = run("-m", "tests.bench.sending", str(file), str(store))
    steps = json.loads(done.output.splitlines()[-1])
    return sum(steps.values()), steps, done.peak_mb


def _served(folder: Path, million: Path) -> list[Row]:
    data = folder / "served"
    with serving(data, folder / "first.log"):
        pass
    token = _token(data)
    with serving(data, folder / "served.log") as server:
        large = folder / "large.csv"
        large.write_bytes(b"x" * (LARGE_BYTES - 1) + b"\n")
        _read(server, len(EXAMPLES))
        with _watched(server) as memory:
            _post(server, token, large)
        alone = _read(server, REQUESTS)["p95_ms"]
        batch = _post(server, token, million)
        beside = {}
        reading = threading.Thread(target=lambda: beside.update(_read(server, REQUESTS)))
        reading.start()
        _wait(server, token, batch, "checked")
        _act(server, token, batch, "publish")
        _wait(server, token, batch, "published")
        reading.join()
    return [
        Row("memory that a 200 MB upload adds to the web worker", max(memory) - memory[0], "MB", limit=150),
        Row(
            f"95th percentile of {READERS} readers while 1,000,000 rows are checked and published",
            beside["p95_ms"],
            "ms",
            alone,
            "without",
            1.5,
        ),
    ]


def _token(data: Path) -> str:
    """An API token of an account that may publish."""

    def command(*words: str, **more: str) -> str:
        environment = os.environ | {"DASHBOARD_DATA": str(data)}
        done = subprocess.run(
            [sys.executable, "-m", "dashboard", *words], cwd=ROOT, env=environment, capture_output=True, text=True, **more
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    command("user", "add", "bench-sender", "--role", "publisher", "--stdin", input="a long enough password\n")
    return json.loads(command("token", "add", "bench-sender", "--label", "bench", "--json"))["token"]


def _post(server: Server, token: str, file: Path) -> str:
    """Send a file as a form does; the path of its batch."""
    head = f'--edge\r\nContent-Disposition: form-data; name="file"; filename="{file.name}"\r\n\r\n'.encode()
    tail = b"\r\n--edge--\r\n"
    connection = http.client.HTTPConnection(urlsplit(server.address).netloc, timeout=PATIENCE)
    connection.putrequest("POST", "/en/upload")
    connection.putheader("Authorization", f"Bearer {token}")
    connection.putheader("Content-Type", "multipart/form-data; boundary=edge")
    connection.putheader("Content-Length", str(len(head) + file.stat().st_size + len(tail)))
    connection.endheaders()
    connection.send(head)
    with file.open("rb") as stream:
        connection.send(stream)
    connection.send(tail)
    answer = connection.getresponse()
    assert answer.status == 303, answer.read()
    return str(answer.headers["Location"])


def _act(server: Server, token: str, batch: str, act: str) -> None:
    connection = http.client.HTTPConnection(urlsplit(server.address).netloc, timeout=PATIENCE)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", batch, f"do={act}&acknowledge=yes", headers)
    answer = connection.getresponse()
    assert answer.status == 303, answer.read()


def _wait(server: Server, token: str, batch: str, status: str) -> None:
    """Look until nothing is being done with a batch any more and it has this status."""
    until, connection = time.monotonic() + PATIENCE, http.client.HTTPConnection(urlsplit(server.address).netloc, timeout=PATIENCE)
    while time.monotonic() < until:
        connection.request("GET", f"{batch}?format=json", headers={"Authorization": f"Bearer {token}"})
        state = json.loads(connection.getresponse().read())
        if state["status"] == status and state["job"]["state"] in ("done", "failed"):
            return
        time.sleep(0.2)
    raise RuntimeError(f"{batch} is not {status}: {state}")


def _read(server: Server, requests: int) -> dict[str, float]:
    where = urlsplit(server.address)
    command = [sys.executable, "-m", "tests.bench.client", str(where.hostname), str(where.port), str(READERS), str(requests), *EXAMPLES]
    return json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, timeout=PATIENCE).stdout)


@contextmanager
def _watched(server: Server) -> Iterator[list[float]]:
    """Memory of the largest process that answers requests, before and while the block runs."""
    workers = [pid for pid in children(server.process.pid) if b"granian" in _command(pid) or b"app.py" in _command(pid)]
    found, stop = [max(map(memory_mb, workers))], threading.Event()

    def watch() -> None:
        while not stop.wait(0.02):
            found.append(max(map(memory_mb, workers)))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield found
    finally:
        stop.set()
        thread.join()


def _command(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()
