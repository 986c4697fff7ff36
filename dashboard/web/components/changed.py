"""What publishing a batch would change or has changed, and what withdrawing it would: which of that is known, and how it is shown."""

from __future__ import annotations

from typing import Any

from dash import html

from ...ingest import Comparison
from ...storage import Batch
from ...storage.model import CHECKED, PUBLISHED, VersionRecord
from ..context import Context
from ..view import Table
from .comparison import comparison_parts, comparison_tables

CHANGES, WITHDRAWAL = "comparison", "withdrawal"


def changes_section(context: Context, batch: Batch, within: bool) -> tuple[list[Any], list[Table]]:
    """What publishing would change, for who may see that; of a published batch what it has changed, and at which version, for everybody."""
    w = context.w
    if batch.status == CHECKED and within and (comparison := kept(context, batch)):
        heading = html.H2(w("batch.comparison"), id=CHANGES)
        return [heading, *comparison_parts(context, comparison)], comparison_tables(context, comparison)
    if batch.status == PUBLISHED and (comparison := changed(context, batch)):
        heading = html.H2(w("batch.changed", version=batch.version), id=CHANGES)
        return [heading, *comparison_parts(context, comparison, done=True)], comparison_tables(context, comparison, done=True)
    return [], []


def withdrawal_section(context: Context, batch: Batch) -> tuple[list[Any], list[Table]]:
    """What withdrawing a published batch would change, where somebody has asked for that."""
    comparison = withdrawal(context, batch)
    if comparison is None:
        return [], []
    heading = html.H2(context.w("batch.withdrawal"), id=WITHDRAWAL)
    return [heading, *comparison_parts(context, comparison)], comparison_tables(context, comparison)


def withdrawal(context: Context, batch: Batch) -> Comparison | None:
    """What withdrawing a batch would change, as it was found out last, be it against an older version."""
    assert context.desk
    text = context.desk.store.withdrawal(batch.id) if batch.status == PUBLISHED else None
    return Comparison.from_json(text) if text else None


def changed(context: Context, batch: Batch) -> Comparison | None:
    """What publishing a batch has changed: as foretold, if that came about, else the counts of its version, if it is of it alone."""
    made = version_of(context, batch)
    if made is None or made.batch != batch.id:
        return None
    foretold = kept(context, batch)
    if foretold and foretold.against == made.parent:
        return foretold
    counts = (made.added, made.changed, made.removed, made.unchanged)
    return Comparison(batch.id, batch.dataset, made.number, made.parent, batch.replaces, *counts)


def version_of(context: Context, batch: Batch) -> VersionRecord | None:
    """The version that a batch came with."""
    return next((record for record in context.history() if record.number == batch.version), None)


def kept(context: Context, batch: Batch) -> Comparison | None:
    """What publishing a batch would change, as it was found out last, be it against an older version."""
    assert context.desk
    text = context.desk.store.comparison(batch.id)
    return Comparison.from_json(text) if text else None
