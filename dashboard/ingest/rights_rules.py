"""The rule about rights: does a file hold only what whoever sends it may send?

An account may be limited to datasets, to entities and to areas (`dashboard.domain.rights.Scope`). A limit applies to each record: areas by
REF_AREA, entities by ENTITY or, where a record refers to an event, by that event's ENTITY. Where a dataset has no column that a limit could
be compared with, an account with such a limit may send the dataset only if it is one of those named for it.

A correction is judged by the fact that it is about: who may not send that fact may not correct it, nor take away its correction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ..catalogue import CORRECTIONS, Column, Dataset
from ..storage import corrections
from .batch import DELETE, Batch, in_list, name, text
from .findings import ERROR
from .registry import CELLS, rule

ENTITY, AREA = "ENTITY", "REF_AREA"
DATASET, KEY, COLUMN, RIGHT = "DATASET", "KEY", "COLUMN", "VALUE"  # of a correction
# What is said of a limit: the column that it is about.
LIMITS = {"datasets": "DATASET", "entities": ENTITY, "areas": AREA}


def _explain(column: Column, value: str, batch: Batch) -> dict[str, Any]:
    limits = batch.scope.as_dict()
    return {"allowed": "; ".join(f"{LIMITS[limit]}: {', '.join(codes)}" for limit, codes in limits.items())}


@rule("record_not_permitted", ERROR, CELLS, _explain)
def record_not_permitted(column: Column, batch: Batch) -> str | None:
    """A record lies outside the part of the data that the account may send, a record that deletes something among them."""
    conditions = [f"coalesce({sql}, true)" for id, sql in _all_outside(batch) if id == column.id]
    return f"({' OR '.join(conditions)})" if conditions else None


def _all_outside(batch: Batch) -> Iterator[tuple[str, str]]:
    """Conditions that are true for records outside the scope, each with the column that the finding is about.

    Those that hold for deletions, too, are about a column of the key: of what stands beside it in a deletion nothing is read.
    """
    if batch.scope.whole or not batch.key:
        return
    if batch.scope.datasets and batch.dataset.id not in batch.scope.datasets:
        yield batch.key[0], "true"
    yield from _corrects_outside(batch) if batch.dataset.id == CORRECTIONS else _outside(batch)


def _outside(batch: Batch) -> Iterator[tuple[str, str]]:
    """The records of other areas and entities."""
    scope, dataset, first = batch.scope, batch.dataset, batch.key[0]
    named = dataset.id in scope.datasets
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
        outside = f"{name(id)} NOT IN {in_list(sorted(codes))}"
        known = batch.catalogue.codelists[column.codelist].items if column.codelist else ()  # what is no code is told to be none
        yield id, f"({outside} AND {name(id)} IN {in_list(list(known))})" if known else outside
    elif id in batch.dataset.key and column.default not in codes:
        yield batch.key[0], "true"


def _stands_outside(entities: Iterable[str], batch: Batch) -> str:
    """SQL for whether a record speaks of a fact that is published under the ENTITY of others, whatever it says itself."""
    if not batch.places(batch.dataset.id) or not batch.complete:
        return "false"
    here = [name(id) if batch.has(id) else text(batch.default(batch.dataset.column(id)) or "") for id in batch.dataset.key]
    return f"({', '.join(here)}) IN ({_published(batch.dataset, 'NOT IN', entities, batch)})"


def _published(dataset: Dataset, sign: str, entities: Iterable[str], batch: Batch) -> str:
    """SELECT of the keys under which a dataset holds facts whose ENTITY is IN, or NOT IN, these."""
    key, codes = ", ".join(map(name, dataset.key)), in_list(sorted(entities))
    return " UNION ALL ".join(f"SELECT ({key}) FROM {table} WHERE {ENTITY} {sign} {codes}" for table in batch.places(dataset.id))


def _of_others(event: Column, entities: Iterable[str], batch: Batch) -> str:
    """SQL for whether the event of a record is not known, or known under the ENTITY of others."""
    return _event_of_others(event, name(event.id), entities, batch) if batch.has(event.id) else "true"


def _event_of_others(event: Column, cell: str, entities: Iterable[str], batch: Batch) -> str:
    """As `_of_others`, for the event that the SQL expression `cell` names."""
    dataset, _, target = event.references.partition(".")
    tables = batch.places(dataset)
    if not tables:
        return "true"
    select = f"SELECT {name(target)} AS EVENT, {ENTITY} FROM {{}} WHERE {name(target)} IS NOT NULL"
    known = " UNION ALL ".join(select.format(table) for table in tables)
    codes = in_list(sorted(entities))
    own, others = (f"(SELECT EVENT FROM ({known}) WHERE {ENTITY} {sign} {codes})" for sign in ("IN", "NOT IN"))
    return f"{cell} NOT IN {own} OR {cell} IN {others}"


# --- corrections --------------------------------------------------------------------------------------------------------------------------


def _corrects_outside(batch: Batch) -> Iterator[tuple[str, str]]:
    """The corrections of facts that the account may not send, those that are taken away among them."""
    if not batch.has(DATASET, KEY):
        yield batch.key[0], "true"
        return
    known = sorted(batch.catalogue.codelists[DATASET].items)
    allowed = [id for id in known if not batch.scope.datasets or id in batch.scope.datasets]
    yield DATASET, f"{DATASET} NOT IN {in_list(allowed)}"
    present = batch.few(batch.dataset.column(DATASET))
    for dataset in (batch.catalogue.datasets[id] for id in allowed if present is None or id in present):
        for condition in _facts_outside(dataset, batch):
            yield KEY, f"({DATASET} = {text(dataset.id)} AND coalesce({condition}, true))"
        # Any other way to write a key is an error already, except where nothing but the key is read: in a deletion.
        odd = f"FOLD = {text(DELETE)} AND {KEY} IS DISTINCT FROM {corrections.canonical(dataset, KEY)}"
        yield KEY, f"({DATASET} = {text(dataset.id)} AND {odd})"
        if batch.scope.entities and ENTITY in dataset.header and ENTITY not in dataset.key:
            right = name(RIGHT) if batch.has(RIGHT) else "NULL"
            given = f"coalesce({right} NOT IN {in_list(sorted(batch.scope.entities))}, true)"
            moved = f"{DATASET} = {text(dataset.id)} AND FOLD <> {text(DELETE)} AND {name(COLUMN)} = {text(ENTITY)} AND {given}"
            yield RIGHT if batch.has(RIGHT) else KEY, f"({moved})" if batch.has(COLUMN) else "true"


def _facts_outside(dataset: Dataset, batch: Batch) -> Iterator[str]:
    """Conditions, each true where KEY names a fact of the dataset outside the scope, or none: the limits of `_outside`, on one text."""
    scope, named = batch.scope, dataset.id in batch.scope.datasets
    cells = {id: corrections.key_cell(dataset.column(id), KEY) for id in dataset.key}
    if scope.areas and AREA in cells:
        yield f"{cells[AREA]} NOT IN {in_list(sorted(scope.areas))}"
    elif scope.areas and not named:
        yield "true"
    if not scope.entities:
        return
    event = next((row for row in dataset.columns if row.references.startswith("event.")), None)
    if ENTITY in cells:
        yield f"{cells[ENTITY]} NOT IN {in_list(sorted(scope.entities))}"
    elif ENTITY in dataset.header:
        here = f"({', '.join(cells.values())})"
        own, others = (_published(dataset, sign, scope.entities, batch) for sign in ("IN", "NOT IN"))
        yield f"({here} NOT IN ({own}) OR {here} IN ({others}))" if own else "true"
    elif event and event.id in cells:
        yield f"({_event_of_others(event, cells[event.id], scope.entities, batch)})"
    elif not named:
        yield "true"
