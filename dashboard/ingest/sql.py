"""Names and texts as they are written in SQL."""

from __future__ import annotations


def name(column: str) -> str:
    """A column as a quoted SQL identifier."""
    return '"' + column.replace('"', '""') + '"'


def text(value: str) -> str:
    """A text as an SQL literal."""
    return "'" + value.replace("'", "''") + "'"
