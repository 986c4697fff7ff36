"""Rules about what a mapping leaves out: for a column of the file an SQL condition on the records as they were sent."""

from __future__ import annotations

from collections.abc import Iterator

from .batch import RAW, Batch
from .findings import ERROR, NOTE
from .registry import LEFT_OUT, rule
from .sql import name


@rule("record_left_out", NOTE, LEFT_OUT)
def record_left_out(batch: Batch) -> Iterator[tuple[str, str, str]]:
    """Records with a value are about a part that the dataset has no column for, or that the sender chose to leave out; each value once."""
    for header, column, condition in batch.translation.reasons():
        yield name(column), header, condition


@rule("records_all_left_out", ERROR, LEFT_OUT)
def records_all_left_out(batch: Batch) -> Iterator[tuple[str, str, str]]:
    """The mapping leaves out every record of the file."""
    translation = batch.translation
    if translation.conditions and not batch.workspace.execute(f"SELECT 1 FROM {RAW} WHERE {translation.kept} LIMIT 1"):
        yield "NULL", "", "RECORD = 1"
