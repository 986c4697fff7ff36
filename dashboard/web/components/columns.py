"""What the columns of datasets and the codes in them are called in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...catalogue import Column as Declared
from ..context import Context


def column_name(context: Context, column: Declared) -> str:
    """What a column is called: its codelist's name, a message, or its identifier where it has neither."""
    if column.codelist:
        return context.catalogue.codelists[column.codelist].names[context.lang]
    key = _SHARED.get(column.id, f"compare.column.{column.id}")
    return context.w(key) if context.w.has(key) else column.id


def code_name(context: Context, column: Declared, code: str) -> str:
    """The name of a code in the reader's language; what is no code of a codelist as it stands."""
    if column.type == "period":
        return context.w.period(code)
    known: Mapping[str, Any] = context.catalogue.codelists[column.codelist].items if column.codelist else {}
    if column.id == "SOURCE" and code in context.catalogue.sources:
        return context.catalogue.sources[code].publisher
    return context.name(column.codelist, code) if code in known else code


_SHARED = {"TIME_PERIOD": "site.period", "SOURCE": "site.source"}
