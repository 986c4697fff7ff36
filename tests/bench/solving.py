"""What would change a line-up: how long it takes for a programme as an organiser has it, and for one as large as it is exact for."""

from __future__ import annotations

import random
import time
from itertools import product

from dashboard import catalogue as catalogues
from dashboard.domain.programme import Entry
from dashboard.domain.rebalance import rebalance

from .report import Row

YARDSTICKS = ("un_parity_band", "challenge_50_50", "threshold_30")
SEXES = ("F", *"MMM", "_U")


def programme(people: int, sessions: int, sexes: tuple[str, ...], fixed: float) -> list[Entry]:
    """People spread evenly over sessions, one in ten a moderator; the same at every run."""
    draw = random.Random(people)
    return [
        Entry(str(number % sessions), draw.choices(("SPEAKER", "MODERATOR"), (9, 1))[0], draw.choice(sexes), fixed=draw.random() < fixed)
        for number in range(people)
    ]


def measure() -> list[Row]:
    """The slowest of three yardsticks, with people undisclosed and without, some fixed and none; processor time, better of two runs."""
    return [
        Row("what would change 500 speakers in 60 sessions, slowest of 12", 1000 * _slowest(500, 60), "ms", limit=100),
        Row("what would change 3,000 people in 100 sessions, slowest of 12", _slowest(3000, 100), "s", limit=1),
    ]


def _slowest(people: int, sessions: int) -> float:
    declared = catalogues.load().yardsticks
    pledge = declared["panel_pledge"].with_parameters(count_moderators=True)
    seconds = []
    for name, sexes, fixed in product(YARDSTICKS, (SEXES[:-1], SEXES), (0, 0.5)):
        entries = programme(people, sessions, sexes, fixed)
        runs = []
        for _ in range(2):
            start = time.process_time()
            rebalance(entries, declared[name], pledge)
            runs.append(time.process_time() - start)
        seconds.append(min(runs))
    return max(seconds)
