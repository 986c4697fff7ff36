"""What a benchmark found: one row a number, beside what it is compared with in the same run and what it has to reach."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Row:
    """One number: `value` in `unit`, `base` the same of what it is compared with, `limit` what value (or value ÷ base) may be.

    `at_least` turns the limit round. A row without a limit is for information.
    """

    what: str
    value: float
    unit: str
    base: float | None = None
    base_is: str = ""
    limit: float | None = None
    at_least: bool = False

    @property
    def judged(self) -> float:
        """The number the limit is about: the ratio where there is something to compare with, else the value."""
        return self.value / self.base if self.base else self.value

    @property
    def reached(self) -> bool | None:
        """Whether the limit is kept; None without one."""
        if self.limit is None:
            return None
        return self.judged >= self.limit if self.at_least else self.judged <= self.limit


def markdown(rows: Iterable[Row]) -> str:
    """The rows as a Markdown table, headed by the machine they were measured on."""
    machine = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"
    lines = [
        f"Measured on {date.today().isoformat()}: {machine}.",
        "",
        "| what | product | compared with | ratio | to reach | reached |",
        "|---|--:|--:|--:|--:|---|",
    ]
    lines += [_line(row) for row in rows]
    return "\n".join(lines) + "\n"


def _line(row: Row) -> str:
    base = f"{_short(row.base)} {row.unit} ({row.base_is})" if row.base else ""
    ratio = f"{row.judged:.2f}" if row.base else ""
    sign = "≥" if row.at_least else "≤"
    limit = "" if row.limit is None else f"{sign} {_short(row.limit)}" + ("×" if row.base else f" {row.unit}")
    reached = {True: "yes", False: "**no**", None: ""}[row.reached]
    return f"| {row.what} | {_short(row.value)} {row.unit} | {base} | {ratio} | {limit} | {reached} |"


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
