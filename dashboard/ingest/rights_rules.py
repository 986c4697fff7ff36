"""The rule about rights: does a file hold only what whoever sends it may send?

An account may be limited to datasets, to entities and to areas (`dashboard.domain.rights.Scope`). A limit applies to each record: areas by
REF_AREA, entities by ENTITY or, where a record refers to an event, by that event's ENTITY. Where a dataset has no column that a limit could
be compared with, an account with such a limit may send the dataset only if it is one of those named for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ..catalogue import Column
from .batch import Batch, in_list, name, text
from .findings import ERROR
from .registry import CELLS, rule

ENTITY, AREA = "ENTITY", "REF_AREA"
# What is said of a limit: the column that it is about.
LIMITS = {"datasets": "DATASET", "entities": ENTITY, "areas": AREA}


def _explain(column: Column, value: str, batch: Batch) -> dict[str, Any]:
    limits = batch.scope.as_dict()
    return {"allowed": "; ".join(f"{LIMITS[limit]}: {', '.join(codes)}" for limit, codes in limits.items())}


@rule("record_not_permitted", ERROR, CELLS, _explain)
def record_not_permitted(column: Column, batch: Batch) -> str | None:
    """A record lies outside the part of the data that the account may send, a record that deletes something among them."""
    conditions = [f"coalesce({sql}, true)" for id, sql in _outside(batch) if id == column.id]
    return f"({' OR '.join(conditions)})" if conditions else None


def _outside(batch: Batch) -> Iterator[tuple[str, str]]:
    """Conditions that are true for records outside the scope, each with the column that the finding is about.

    Those that hold for deletions, too, are about a column of the key: of what stands beside it in a deletion nothing is read.
    """
    scope, dataset = batch.scope, batch.dataset
    if scope.whole or not batch.key:
        return
    first = batch.key[0]
    named = dataset.id in scope.datasets
    if scope.datasets and not named:
        yield first, "true"
    if scope.areas and AREA in dataset.header:
        yield from _not_among(AREA, scope.areas, batch)
    elif scope.areas and not named:
        yield first, "true"
    if not scope.entities:
        return
    event = next((row for row in dataset.columns if row.references.startswith("event.")), None)
    if ENTITY in dataset.header:
        yield from _not_among(ENTITY, scope.entities, batch)
        if ENTITY not in dataset.key:
            yield first, _stands_outside(scope.entities, batch)
    elif event:
        yield (event.id if batch.has(event.id) else first), _of_others(event, scope.entities, batch)
    elif not named:
        yield first, "true"


def _not_among(id: str, codes: Iterable[str], batch: Batch) -> Iterator[tuple[str, str]]:
    """The records with another code, or none, in a column; where the file lacks the column, with another default."""
    column = batch.dataset.column(id)
    if batch.has(id):
        yield id, f"{name(id)} NOT IN {in_list(sorted(codes))}"
    elif id in batch.dataset.key and column.default not in codes:
        yield batch.key[0], "true"


def _stands_outside(entities: Iterable[str], batch: Batch) -> str:
    """SQL for whether a record speaks of a fact that is published under the ENTITY of others, whatever it says itself."""
    tables = batch.places(batch.dataset.id)
    if not tables or not batch.complete:
        return "false"
    here = [name(id) if batch.has(id) else text(batch.default(batch.dataset.column(id)) or "") for id in batch.dataset.key]
    key = ", ".join(map(name, batch.dataset.key))
    there = " UNION ALL ".join(f"SELECT ({key}) FROM {table} WHERE {ENTITY} NOT IN {in_list(sorted(entities))}" for table in tables)
    return f"({', '.join(here)}) IN ({there})"


def _of_others(event: Column, entities: Iterable[str], batch: Batch) -> str:
    """SQL for whether an event is not known, or known under the ENTITY of others."""
    dataset, _, target = event.references.partition(".")
    tables = batch.places(dataset)
    if not tables or not batch.has(event.id):
        return "true"
    select = f"SELECT {name(target)} AS EVENT, {ENTITY} FROM {{}} WHERE {name(target)} IS NOT NULL"
    known = " UNION ALL ".join(select.format(table) for table in tables)
    codes = in_list(sorted(entities))
    own, others = (f"(SELECT EVENT FROM ({known}) WHERE {ENTITY} {sign} {codes})" for sign in ("IN", "NOT IN"))
    return f"{name(event.id)} NOT IN {own} OR {name(event.id)} IN {others}"
