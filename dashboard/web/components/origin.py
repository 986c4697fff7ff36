"""The way from a row or point to where its figures come from: the page of its facts, and whether a correction changed them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from weakref import WeakKeyDictionary

from dash import html

from ...storage import Version
from ...storage.corrections import APPLIED
from ...storage.model import Correction
from ..context import LONGEST_VALUE, Context
from ..figures.participation import NOT_APPLICABLE, TOTAL, Figure
from ..readings import Reading
from ..view import Facts, Row, Table

SIGN = "ⓘ"
ByFirst = Mapping[str, Mapping[str, list[Correction]]]
_INDEXED: WeakKeyDictionary[Version, ByFirst] = WeakKeyDictionary()


def facts_url(context: Context, facts: Facts) -> str:
    """The address of the page of these facts. A value too long for an address is left out: then more facts are shown than are meant."""
    return context.url(f"/facts/{facts.dataset}", **{column: value for column, value in facts.key.items() if len(value) <= LONGEST_VALUE})


def reading_facts(context: Context, reading: Reading) -> Facts | str:
    """The facts of a reading; of one computed from countries, the address of the table of these countries, each with its own facts."""
    if reading.countries:
        return context.url(f"/indicators/{reading.indicator}", group=reading.area) + "#table-areas"
    # People of whom a chosen dimension is not known are counted with those who have it: all are shown.
    choices = {} if reading.aside else reading.choices
    key = {"INDICATOR": reading.indicator, "REF_AREA": reading.area, "TIME_PERIOD": reading.period, "SOURCE": reading.source}
    return Facts("indicator", {**choices, **key})


def figure_facts(figure: Figure) -> Facts:
    """The facts of a figure on participation; of one added up from parts, those of the parts."""
    key = {"EVENT": figure.event, "ROLE": figure.role, "SOURCE": figure.source}
    whole = {"SESSION": figure.session, "REF_AREA": figure.area, "DELEGATION": figure.delegation, "GROUP": figure.group}
    if figure.parts is None:
        return Facts("participation", {**key, **whole})
    if figure.basis == "delegations":
        return Facts("participation", {**key, "SESSION": TOTAL})
    return Facts("participation", {**key, "REF_AREA": TOTAL, "DELEGATION": NOT_APPLICABLE, "GROUP": figure.group})


def origin_url(context: Context, row: Row) -> str:
    """Where the figures of a row come from, as an address; "" where the row does not say."""
    facts = row.get("facts")
    return facts_url(context, facts) if isinstance(facts, Facts) else facts or ""


def origin_cell(context: Context, row: Row, name: str) -> Any:
    """A small link to where the figures of a row come from, named after the row; it says where a correction changed one of them."""
    href = origin_url(context, row)
    if not href:
        return ""
    w = context.w
    corrected = bool(corrections_of(context, row.get("facts")))
    label = w("facts.link.corrected" if corrected else "facts.link", row=name)
    sign = html.A(SIGN, href=href, **{"aria-label": label})
    return [sign, " ", html.Small(w("facts.corrected"), className="corrected")] if corrected else sign


def corrections_of(context: Context, facts: Any) -> list[Correction]:
    """The corrections in force that changed any of these facts."""
    if not isinstance(facts, Facts):
        return []
    known = _by_first(context)
    if facts.dataset not in known:
        return []
    first = next(iter(context.catalogue.datasets[facts.dataset].key))
    own = known[facts.dataset]
    among = own.get(facts.key[first], []) if first in facts.key else [one for listed in own.values() for one in listed]
    return [one for one in among if all(one.key.get(column) == value for column, value in facts.key.items())]


def corrected_note(context: Context, tables: Iterable[Table]) -> list:
    """That figures of these tables are corrected, with the way to what their sources say; nothing where none is."""
    rows = [row["facts"] for table in tables for row in table.rows if isinstance(row.get("facts"), Facts)]
    if not rows or not _by_first(context):
        return []
    found = {(one.dataset, one.batch, one.record): one for facts in rows for one in corrections_of(context, facts)}
    if not found:
        return []
    w = context.w
    way = html.A(w("facts.corrected.see"), href=context.url("/method") + "#corrections")
    return [html.P([w.n("facts.corrected.note", len(found)), " ", way], className="corrected-note", role="note")]


def _by_first(context: Context) -> ByFirst:
    """The corrections in force by dataset and first column of the key, so that a page of many rows need not compare each with all."""
    version = context.version
    if version not in _INDEXED:
        found: dict[str, dict[str, list[Correction]]] = {}
        for one in version.corrections(context.catalogue.datasets):
            if one.state == APPLIED:
                found.setdefault(one.dataset, {}).setdefault(next(iter(one.key.values())), []).append(one)
        _INDEXED[version] = found
    return _INDEXED[version]
