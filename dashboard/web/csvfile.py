"""A table as a CSV file: the rows that are shown, numbers unrounded, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from typing import Any

from .view import Table

# A spreadsheet takes a text that begins so for a formula: https://owasp.org/www-community/attacks/CSV_Injection
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # in the wide forms of East Asia, too


def to_csv(table: Table) -> str:
    """The table as CSV (RFC 4180) with a byte order mark, without which Excel misreads every script but Latin."""
    out = io.StringIO()
    writer = csv.writer(out)
    columns = [column for column in table.columns if column.saved]
    writer.writerow([column.key for column in columns])
    for row in table.rows:
        writer.writerow([_cell(row.get(column.key)) for column in columns])
    return "\ufeff" + out.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(int(value)) if value.is_integer() else repr(value)
    text = str(value)
    return f"'{text}" if not isinstance(value, int) and text.startswith(FORMULA_STARTS) else text
