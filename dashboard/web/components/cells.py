"""The columns and cells of any dataset in the reader's language: what a column is called, and what a value in it says."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from ...catalogue import Column, Dataset
from ...domain.quantity import Quantity, parse
from ...i18n import LANGUAGES
from ..context import Context
from ..figures.participation import NOT_APPLICABLE, TOTAL
from .notes import source_name

PERCENT, NUMBER = "PT", "NUMBER"
MOST_DECIMALS = 10


def column_name(context: Context, column: Column) -> str:
    """What a column is called: as its codelist is, as its message says, else its id."""
    if column.codelist:
        return context.catalogue.codelists[column.codelist].names[context.lang]
    name, _, language = column.id.lower().rpartition("_")
    if name == "name" and language in LANGUAGES:
        return context.w("facts.column.name", language=LANGUAGES[language].name)
    key = f"facts.column.{column.id.lower()}"
    return context.w(key) if context.w.has(key) else column.id


def code_name(context: Context, column: Column, code: str) -> str:
    """The name of a code in the reader's language; what is no code of a codelist as it stands."""
    if column.type == "period":
        return context.w.period(code)
    known: Mapping[str, Any] = context.catalogue.codelists[column.codelist].items if column.codelist else {}
    if column.id == "SOURCE":
        return source_name(context, code)
    return context.name(column.codelist, code) if code in known else code


def cell_text(context: Context, column: Column, row: Mapping[str, Any]) -> str:
    """What a fact says in a column, in words and as exact as it was given; "" where it says nothing."""
    value = row.get(column.id)
    if value is None or value == "":
        return ""
    if column.role == "measure":
        return measure_text(context, Quantity(value, row.get(f"{column.id}_Q") or ""), unit_of(context, column, row))
    return plain_text(context, column, value)


def plain_text(context: Context, column: Column, value: Any) -> str:
    """A value outside the measures: a code by its name, a period or date as the language writes it, a text as it is."""
    w = context.w
    if column.codelist:
        item = context.catalogue.codelists[column.codelist].items.get(value)
        return item.names[context.lang] if item else value
    if value in (TOTAL, NOT_APPLICABLE):
        return w("facts.all" if value == TOTAL else "facts.not_applicable")
    if isinstance(value, datetime.date):
        return w.date(value)
    return w.period(value) if column.type == "period" else str(value)


def measure_text(context: Context, quantity: Quantity, unit: str) -> str:
    """A figure with its bound and unit; a percentage with its sign, unless it has more decimals than that is written with."""
    w = context.w
    if unit == PERCENT and round(quantity.value, 3) == quantity.value:
        return w.quantity(quantity, percent=True, digits=3)
    number = w.quantity(quantity, digits=MOST_DECIMALS)
    if unit in ("", NUMBER) or unit not in context.catalogue.codelists["UNIT_MEASURE"]:
        return number
    return w("facts.value.unit", value=number, unit=context.name("UNIT_MEASURE", unit))


def unit_of(context: Context, column: Column, row: Mapping[str, Any]) -> str:
    """The code of the unit of a measure in a fact; "" where it is not said."""
    if not column.unit_from:
        return column.unit or (NUMBER if column.type == "count" else "")
    indicator = context.catalogue.indicators.get(row.get("INDICATOR") or "")
    return row.get(column.unit_from) or (indicator.unit if indicator else "")


def written_text(context: Context, dataset: Dataset, column: str, text: str | None, row: Mapping[str, Any]) -> str:
    """A value as a correction writes it, as the cell itself would be shown; that there is none where it is empty."""
    if text is None:
        return context.w("facts.says_nothing")
    declared = dataset.column(column)
    if declared.role != "measure":
        return plain_text(context, declared, text)
    quantity = parse(text)
    return text if quantity is None else measure_text(context, quantity, unit_of(context, declared, row))


def key_words(context: Context, dataset: Dataset, key: Mapping[str, str], without: frozenset[str] = frozenset()) -> str:
    """The key of a fact in words, column by column; what has its default goes without saying."""
    parts = []
    for id in dataset.key:
        column = dataset.column(id)
        if id in key and id not in without and id != "SOURCE" and key[id] != column.default:
            parts.append(plain_text(context, column, key[id]))
    return context.w.dots(parts)
