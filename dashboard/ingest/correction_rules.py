"""Rules about corrections: do they name a cell that can be corrected, and does the source still say what they correct?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..catalogue import CORRECTIONS, Column, Dataset
from ..storage import corrections
from .batch import CELLS, DELETE, Batch, in_list, name, text
from .fact_rules import Query
from .findings import ERROR, WARNING
from .header import nearest
from .registry import CELLS as EACH_CELL
from .registry import FACTS, rule
from .value_rules import LIMITS

DATASET, KEY, COLUMN, SAYS, RIGHT, LINK = "DATASET", "KEY", "COLUMN", "SOURCE_VALUE", "VALUE", "LINK"
SEMICOLON = r";\1="  # in the place of an & before a column
WEB_ADDRESS = r"https?://[^\s/]+\S*"


def _explain(column: str, row: dict[str, Any], batch: Batch) -> dict[str, Any]:
    return {key: value for key, value in row.items() if value is not None}


def _explain_column(column: str, row: dict[str, Any], batch: Batch) -> dict[str, Any]:
    known = tuple(one.id for one in batch.catalogue.datasets[row["dataset"]].correctable)
    return {**row, "columns": ", ".join(known), "suggestion": nearest(row["written"], known)}


def _explain_value(column: str, row: dict[str, Any], batch: Batch) -> dict[str, Any]:
    target = batch.catalogue.datasets[row["dataset"]].column(row["target"])
    if target.codelist:
        example = next(iter(batch.catalogue.codelists[target.codelist].items))
    else:
        example = {"date": "2025-01-31", "count": "12", "number": "29.9"}.get(target.type, "…")
    return {**row, "example": example}


def _datasets(batch: Batch) -> Iterator[Dataset]:
    """The datasets that the records of a batch of corrections speak of; none where it is of another dataset, or not complete."""
    if batch.dataset.id == CORRECTIONS and batch.complete:
        known = batch.catalogue.codelists[DATASET]
        for id in sorted(batch.few(batch.dataset.column(DATASET)) or ()):
            if id in known:
                yield batch.catalogue.datasets[id]


def _records(batch: Batch, dataset: Dataset, right: bool = True) -> str:
    """SELECT of the records about a dataset, with RECORD and what they say; if `right` only those whose key and column can be meant."""
    cells = ", ".join(name(id) if batch.has(id) else f"NULL::VARCHAR AS {name(id)}" for id in (KEY, COLUMN, SAYS, RIGHT))
    sql = f"SELECT RECORD, {cells} FROM {CELLS} WHERE {DATASET} = {text(dataset.id)} AND FOLD <> {text(DELETE)} AND {KEY} IS NOT NULL"
    if not right:
        return sql
    written = corrections.canonical(dataset, KEY)
    columns = in_list([column.id for column in dataset.correctable])
    return f"{sql} AND {KEY} = {written} AND NOT contains({written}, '=…') AND {name(COLUMN)} IN {columns}"


def _by_column(batch: Batch, dataset: Dataset) -> Iterator[tuple[Column, str]]:
    """The columns that are corrected, each with a SELECT of its records."""
    records = _records(batch, dataset)
    for (id,) in batch.workspace.execute(f"SELECT DISTINCT {name(COLUMN)} FROM ({records}) ORDER BY 1"):
        yield dataset.column(id), f"SELECT * FROM ({records}) WHERE {name(COLUMN)} = {text(id)}"


@rule("correction_link", ERROR, EACH_CELL)
def correction_link(column: Column, batch: Batch) -> str | None:
    """The evidence of a correction is not an address of the web."""
    if batch.dataset.id != CORRECTIONS or column.id != LINK:
        return None
    return f"NOT regexp_full_match({LINK}, {text(WEB_ADDRESS)})"


@rule("correction_key", ERROR, FACTS, _explain)
def correction_key(batch: Batch) -> Iterator[Query]:
    """The key of a correction is not written as that of a fact: all key columns that differ from their default, in alphabetical order."""
    for dataset in _datasets(batch):
        written = corrections.canonical(dataset, KEY)
        odd = f"{KEY} <> {written} OR contains({written}, '=…')"
        expected = corrections.canonical(dataset, _meant(dataset))
        sql = f"SELECT RECORD, {expected}, {text(dataset.id)} FROM ({_records(batch, dataset, right=False)}) WHERE {odd}"
        yield Query(sql, KEY, ("expected", "dataset"))


def _meant(dataset: Dataset) -> str:
    """SQL for a key that may be written as the address of a page is, with ? and &, as it would be with semicolons.

    An & is one of these only where a column of the key follows it: it may well stand in a value.
    """
    between = f"&({'|'.join(dataset.key)})="
    return f"regexp_replace(ltrim({KEY}, '?'), {text(between)}, {text(SEMICOLON)}, 'g')"


@rule("correction_column", ERROR, FACTS, _explain_column)
def correction_column(batch: Batch) -> Iterator[Query]:
    """A correction is of a column that the dataset does not have, or that belongs to its key."""
    for dataset in _datasets(batch):
        odd = f"{name(COLUMN)} NOT IN {in_list([column.id for column in dataset.correctable])}"
        records = _records(batch, dataset, right=False)
        yield Query(f"SELECT RECORD, {name(COLUMN)}, {text(dataset.id)} FROM ({records}) WHERE {odd}", COLUMN, ("written", "dataset"))


@rule("correction_value", ERROR, FACTS, _explain_value)
def correction_value(batch: Batch) -> Iterator[Query]:
    """What a correction puts in the place of the source's value cannot stand in that column."""
    for dataset in _datasets(batch):
        for column, records in _by_column(batch, dataset):
            sql = f"SELECT RECORD, {text(dataset.id)}, {text(column.id)} FROM ({records}) WHERE NOT coalesce({_fits(column, batch)}, false)"
            yield Query(sql, RIGHT, ("dataset", "target"))


def _fits(column: Column, batch: Batch) -> str:
    """SQL for whether VALUE can stand in a column, as its type, codelist and unit allow."""
    conditions = [corrections.fits(column, RIGHT)]
    if column.codelist:
        conditions.append(f"({RIGHT} IS NULL OR {RIGHT} IN {in_list(list(batch.catalogue.codelists[column.codelist].items))})")
    if column.role == "measure":
        number, qualifier = corrections.value(column, RIGHT), corrections.qualifier(RIGHT)
        conditions.append(f"({RIGHT} IS NULL OR isfinite({number}))")
        if not column.qualified:
            conditions.append(f"{qualifier} = ''")
        low, high = LIMITS.get("NUMBER" if column.type == "count" else column.unit, (None, None))
        conditions += [f"coalesce({number} >= {low}, true)"] if low is not None else []
        conditions += [f"coalesce({number} <= {high}, true)"] if high is not None else []
        conditions += [f"coalesce({number} = floor({number}), true)"] if column.type == "count" else []
    return " AND ".join(conditions)


@rule("correction_same", WARNING, FACTS, _explain)
def correction_same(batch: Batch) -> Iterator[Query]:
    """A correction puts the same in the place of what the source says."""
    for dataset in _datasets(batch):
        for column, records in _by_column(batch, dataset):
            same = f"{RIGHT} IS NOT DISTINCT FROM {SAYS}"
            if column.role == "measure":
                values = [f"({corrections.value(column, cell)}, {corrections.qualifier(cell)})" for cell in (RIGHT, SAYS)]
                same += f" OR ({values[0]} = {values[1]})"
            yield Query(f"SELECT RECORD FROM ({records}) WHERE coalesce({same}, false)", RIGHT)


@rule("correction_unmatched", WARNING, FACTS, _explain)
def correction_unmatched(batch: Batch) -> Iterator[Query]:
    """A correction names a fact that is not published; one that is wrong in itself is not looked up."""
    for dataset in _datasets(batch):
        for column, records in _by_column(batch, dataset):
            found = [f"SELECT {', '.join(map(name, dataset.key))} FROM {place}" for place in batch.places(dataset.id)]
            facts = f"WHERE NOT EXISTS (FROM ({' UNION ALL '.join(found)}) AS f WHERE {_same(dataset)})" if found else ""
            sql = f"SELECT RECORD, {text(dataset.id)} FROM ({_with_key(batch, dataset, column, records)}) AS c {facts}"
            yield Query(sql, KEY, ("dataset",))


@rule("correction_idle", WARNING, FACTS, _explain)
def correction_idle(batch: Batch) -> Iterator[Query]:
    """The source says something else than a correction expects, so that the correction has no effect."""
    for dataset in _datasets(batch):
        if not batch.workspace.has_published(dataset.id):
            continue
        for column, records in _by_column(batch, dataset):
            holds = corrections.holds(column, "f", f"c.{SAYS}")
            says = f"coalesce(f.{name(column.id)}::VARCHAR, '')"
            if column.qualified:
                says = f"concat(f.{name(column.id + '_Q')}, {says})"
            sql = f"""SELECT c.RECORD, any_value({says}), {text(dataset.id)}, {text(column.id)}
                FROM ({_with_key(batch, dataset, column, records)}) AS c
                JOIN published.{name(dataset.id)} AS f ON {_same(dataset)} GROUP BY c.RECORD HAVING NOT bool_or({holds})"""
            yield Query(sql, SAYS, ("says", "dataset", "target"))


def _with_key(batch: Batch, dataset: Dataset, column: Column, records: str) -> str:
    """The records that are right in themselves, with the columns of the key that each names, called `key …`."""
    cells = ", ".join(f"{corrections.key_cell(dataset.column(id), KEY)} AS {name(f'key {id}')}" for id in dataset.key)
    return f"SELECT *, {cells} FROM ({records}) WHERE {_fits(column, batch)}"


def _same(dataset: Dataset) -> str:
    return " AND ".join(f"f.{name(id)} = c.{name(f'key {id}')}" for id in dataset.key)
