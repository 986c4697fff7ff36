"""The speaker check while somebody types: from the list that is posted to the verdict on it, over the network of this machine."""

from __future__ import annotations

import json
import statistics
import time
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from tests.serving import Server

from .report import Row

PEOPLE, SESSIONS, TIMES = 500, 60, 20


def measure(server: Server) -> list[Row]:
    """The median answer to a list of 500 speakers in 60 sessions, none of them balanced by chance alone."""
    lines = [
        f"Session {number % SESSIONS}\t{'speaker' if number % 8 else 'moderator'}\t{'man' if number % 3 else 'woman'}"
        for number in range(PEOPLE)
    ]
    text = "\n".join(["session\trole\tsex", *lines])
    found = []
    for _ in range(TIMES):
        start = time.perf_counter()
        with urlopen(Request(f"{server.address}/en/check?format=json", data=urlencode({"list": text}).encode())) as answer:
            assert json.load(answer)["answer"].startswith(f"In {SESSIONS} sessions")
        found.append(time.perf_counter() - start)
    return [
        Row(f"a verdict on {PEOPLE} speakers in {SESSIONS} sessions, median of {TIMES}", 1000 * statistics.median(found), "ms", limit=100)
    ]
