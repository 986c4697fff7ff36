"""The corrections of a data version as a table: what sources say, what is shown instead, why, and whether it is in force."""

from __future__ import annotations

from typing import Any

from dash import html

from ...storage.corrections import APPLIED, IDLE, UNMATCHED, key_text
from ...storage.model import Correction
from ..context import Context
from ..view import Column, Facts, Row, Table
from .cells import column_name, key_words, written_text
from .fact import batch_link, evidence
from .notes import source_name
from .origin import facts_url

ORDER = (APPLIED, IDLE, UNMATCHED)


def corrections_table(context: Context) -> Table:
    """All corrections, those in force first; each leads to the fact that it is about."""
    w = context.w
    listed = sorted(context.version.corrections(context.catalogue.datasets), key=lambda one: ORDER.index(one.state))
    batches = context.store.batches_of({one.batch for one in listed}) if context.store and listed else {}
    columns = [
        Column("fact", w("facts.fact"), lambda row: html.A(html.Bdi(row["fact"]), href=row["address"])),
        Column("column", w("facts.column.column")),
        Column("says", w("facts.column.source_value")),
        Column("right", w("facts.column.value")),
        Column("reason", w("facts.column.reason"), lambda row: [html.Bdi(row["reason"]), *evidence(context, row["correction"])]),
        Column("state", w("method.corrections.state"), lambda row: w(f"method.corrections.state.{row['state']}")),
        Column("batch", w("facts.batch"), lambda row: batch_link(context, batches, row["batch"])),
        *(Column(id, id, shown=False) for id in ("dataset", "KEY", "SOURCE_VALUE", "VALUE", "SOURCE", "LINK", "example")),
    ]
    return Table("corrections", w("method.corrections"), columns, [_row(context, one) for one in listed])


def _row(context: Context, one: Correction) -> Row:
    dataset = context.catalogue.datasets[one.dataset]
    known: dict[str, Any] = {column.id: column for column in dataset.correctable}
    # A column that the dataset has no more is named as it was.
    texts = (one.source_value, one.value)
    shown = [written_text(context, dataset, one.column, text, one.key) if one.column in known else text or "" for text in texts]
    source = source_name(context, one.key["SOURCE"]) if one.key.get("SOURCE", "_Z") != "_Z" else ""
    return {
        "fact": context.w.dots([dataset.names[context.lang], key_words(context, dataset, one.key), source]),
        "address": facts_url(context, Facts(one.dataset, one.key)),
        "column": column_name(context, known[one.column]) if one.column in known else one.column,
        "says": shown[0],
        "right": shown[1],
        "reason": one.reason,
        "state": one.state,
        "batch": one.batch,
        "correction": one,
        "dataset": one.dataset,
        "KEY": key_text(dataset, one.key),
        "SOURCE_VALUE": one.source_value,
        "VALUE": one.value,
        "SOURCE": one.source,
        "LINK": one.link,
        "example": one.example,
    }
