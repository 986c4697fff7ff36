"""Rules about accountability frameworks: is a rating of a year in which its framework held, and out of as many indicators as it has?"""

from __future__ import annotations

from typing import Any

from ..catalogue import Column, Framework
from .batch import Batch, name, text
from .findings import WARNING
from .registry import VALUES, rule

FRAMEWORK, PERIOD, OUT_OF = "FRAMEWORK", "TIME_PERIOD", "OUT_OF"


def _explain_size(column: Column, value: str, batch: Batch, unit: str | None = None) -> dict[str, Any]:
    return {"sizes": ", ".join(f"{row.id}: {len(row.indicators)}" for row in batch.catalogue.frameworks.values())}


def _explain_years(column: Column, value: str, batch: Batch, unit: str | None = None) -> dict[str, Any]:
    return {"years": ", ".join(f"{row.id}: {row.first_year}–{row.last_year or ''}" for row in batch.catalogue.frameworks.values())}


def _any(batch: Batch, condition: Any) -> str:
    cases = [f"({name(FRAMEWORK)} = {text(row.id)} AND {condition(row)})" for row in batch.catalogue.frameworks.values()]
    return f"({' OR '.join(cases)})"


@rule("framework_size", WARNING, VALUES, _explain_size)
def framework_size(column: Column, batch: Batch) -> str | None:
    """A rating is given out of another number of indicators than its framework has."""
    if column.id != OUT_OF or not batch.has(FRAMEWORK) or not batch.catalogue.frameworks:
        return None
    exact = f" AND {name(OUT_OF + '_Q')} = ''" if column.qualified else ""
    return _any(batch, lambda row: f"{name(OUT_OF)} <> {len(row.indicators)}") + exact


@rule("framework_years", WARNING, VALUES, _explain_years)
def framework_years(column: Column, batch: Batch) -> str | None:
    """A rating is of a year in which its framework did not hold."""
    if column.id != PERIOD or not batch.has(FRAMEWORK) or not batch.catalogue.frameworks:
        return None
    year = f"TRY_CAST(left({name(PERIOD)}, 4) AS INTEGER)"

    def outside(row: Framework) -> str:
        after = f" OR {year} > {row.last_year}" if row.last_year else ""
        return f"({year} < {row.first_year}{after})"

    return _any(batch, outside)
