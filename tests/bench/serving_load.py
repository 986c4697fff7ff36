"""What one worker carries: pages a second, the 95th percentile under 32 readers, memory, and the time to the first page."""

from __future__ import annotations

import json
import subprocess
import sys
from urllib.parse import urlsplit

from tests.serving import ROOT, Server

from .browsing import EXAMPLES
from .processes import children, memory_mb
from .report import Row

REQUESTS = 6_000


def measure(server: Server) -> list[Row]:
    """Every page once to warm it, then rounds of bounded length on this machine alone."""
    _load(server, 1, len(EXAMPLES))
    alone = _load(server, 8, REQUESTS)
    crowd = _load(server, 32, REQUESTS)
    assert alone["failed"] == crowd["failed"] == 0
    worker = max(memory_mb(pid) for pid in children(server.process.pid))
    return [
        Row("pages a second, one worker, warm", alone["per_second"], "/s", limit=300, at_least=True),
        Row("95th percentile with 32 readers", crowd["p95_ms"], "ms", limit=150),
        Row("memory of a worker after that", worker, "MB", limit=250),
        Row("start to first page, existing store", server.seconds_to_first_page, "s", limit=3),
    ]


def _load(server: Server, clients: int, requests: int) -> dict[str, float]:
    where = urlsplit(server.address)
    command = [sys.executable, "-m", "tests.bench.client", str(where.hostname), str(where.port), str(clients), str(requests), *EXAMPLES]
    return json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, timeout=300).stdout)
