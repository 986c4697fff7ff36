"""Many readers at once, in a process of their own: `python -m tests.bench.client HOST PORT CLIENTS REQUESTS PATH…` prints JSON."""

from __future__ import annotations

import http.client
import itertools
import json
import statistics
import sys
import threading
import time

HEADERS = {"Accept-Encoding": "br, gzip", "Accept": "text/html"}


def load(host: str, port: int, clients: int, requests: int, paths: list[str]) -> dict[str, float]:
    """`requests` in all over `clients` connections that stay open: pages a second, 95th percentile in ms, answers other than 200."""
    turn, lock = itertools.count(), threading.Lock()
    milliseconds: list[float] = []
    failed = 0

    def reader() -> None:
        nonlocal failed
        connection = http.client.HTTPConnection(host, port, timeout=30)
        while True:
            with lock:
                place = next(turn)
            if place >= requests:
                break
            started = time.perf_counter()
            connection.request("GET", paths[place % len(paths)], headers=HEADERS)
            response = connection.getresponse()
            response.read()
            taken = (time.perf_counter() - started) * 1000
            with lock:
                milliseconds.append(taken)
                failed += response.status != 200
        connection.close()

    threads = [threading.Thread(target=reader) for _ in range(clients)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - started
    return {"per_second": requests / seconds, "p95_ms": statistics.quantiles(milliseconds, n=20)[18], "failed": failed}


if __name__ == "__main__":
    host, port, clients, requests, *paths = sys.argv[1:]
    print(json.dumps(load(host, int(port), int(clients), int(requests), paths)))
