"""The rules a file is checked against: each is one function, registered under the code of its finding."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

Check = TypeVar("Check", bound=Callable[..., Any])

CONTAINERS, PERSONS, BYTES, CHARACTERS, HEADER, RECORDS, LEFT_OUT, CELLS, VALUES, FACTS = STAGES = (
    "containers",  # of what was sent around the text: archive, workbook, message
    "persons",  # of the file as a whole, readable or not: what must not be kept
    "bytes",  # of the file as a whole: one that fires makes the rest unreadable
    "characters",  # in the text: the rest can still be read
    "header",  # the first record
    "records",  # the shape of the records after it
    "left_out",  # an SQL condition on the records as they were sent: those that a mapping does not take
    "cells",  # an SQL condition on the cells as text
    "values",  # an SQL condition on the cells as typed values
    "facts",  # an SQL query over several records
)


@dataclass(frozen=True)
class Rule:
    """A rule: the code and severity of its finding, the stage it belongs to, the function that checks it.

    What the function takes and gives depends on its stage, see `checking`; `explain` gives the parameters of a finding that SQL came up
    with: of the column, the cell, the batch (and the unit, for values), or of a row of a query over several records. A rule on cells or
    values that speaks `once` has one finding a column, with the first place and, as `count`, how many there are; one on
    cells that is about the `cell` alone has one for each value where records do not get it from a cell of their own, such as from a header.
    A warning to `confirm` may well be an error: whoever publishes is asked whether it is none.
    """

    code: str
    severity: str
    stage: str
    check: Callable[..., Any]
    explain: Callable[..., dict[str, Any]] | None = None
    once: bool = False
    confirm: bool = False
    cell: bool = False


RULES: dict[str, Rule] = {}


def rule(
    code: str,
    severity: str,
    stage: str,
    explain: Callable[..., dict[str, Any]] | None = None,
    once: bool = False,
    confirm: bool = False,
    cell: bool = False,
) -> Callable[[Check], Check]:
    """Register a function as a rule; raises ValueError where the code is taken already or the stage does not exist."""

    def register(check: Check) -> Check:
        if code in RULES:
            raise ValueError(f"rule {code!r} is registered twice: by {RULES[code].check.__module__} and by {check.__module__}")
        if stage not in STAGES:
            raise ValueError(f"rule {code!r}: there is no stage {stage!r}; there are {', '.join(STAGES)}")
        RULES[code] = Rule(code, severity, stage, check, explain, once, confirm, cell)
        return check

    return register


def rules(stage: str) -> list[Rule]:
    """The rules of a stage, in the order in which they were registered."""
    return [rule for rule in RULES.values() if rule.stage == stage]
