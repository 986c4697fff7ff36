"""Names, texts and lists as SQL."""

from __future__ import annotations

from collections.abc import Sequence


def name(column: str) -> str:
    """A column as a quoted SQL identifier."""
    return '"' + column.replace('"', '""') + '"'


def text(value: str) -> str:
    """A text as an SQL literal."""
    return "'" + value.replace("'", "''") + "'"


def in_list(values: Sequence[str]) -> str:
    """SQL for a list of texts that a column may be compared with; quick however long it is."""
    return f"(SELECT unnest([{', '.join(map(text, values))}]::VARCHAR[]))"
