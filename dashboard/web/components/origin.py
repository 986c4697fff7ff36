"""The way from a row or point to where its figures come from: the page of its facts, and whether a correction changed them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode
from weakref import WeakKeyDictionary

from dash import html

from ...catalogue import Indicator
from ...storage import Version
from ...storage.corrections import APPLIED
from ...storage.model import Correction
from ..context import LONGEST_VALUE, Context
from ..figures.participation import NOT_APPLICABLE, TOTAL, Figure
from ..inquiry import PARAMETERS, WORLD, parameter
from ..readings import Reading
from ..view import Facts, Row, Table

SIGN = "ⓘ"
COUNTRIES = "#table-areas"
NAMED_UP_TO = 40
ByFirst = Mapping[str, Mapping[str, list[Correction]]]
_INDEXED: WeakKeyDictionary[Version, ByFirst] = WeakKeyDictionary()


def facts_url(context: Context, facts: Facts) -> str:
    """The address of the page of these facts. A value too long for an address is left out: then more facts are shown than are meant.

    Columns stand in the order of `facts`: those that differ from row to row last, which makes long tables a tenth lighter.
    """
    given = [(column, value) for column, value in facts.key.items() if value and len(value) <= LONGEST_VALUE]
    pinned = [("version", context.query["version"])] if context.pinned else []
    query = urlencode([*pinned, *given])
    return f"/{context.lang}/facts/{facts.dataset}" + (f"?{query}" if query else "")


def reading_facts(context: Context, reading: Reading) -> Facts | str:
    """The facts of a reading; of one computed from countries, the address of the table of these countries, each with its own facts."""
    indicator = context.catalogue.indicators[reading.indicator]
    choices = {dimension: code for dimension, code in reading.choices.items() if dimension in indicator.dimensions}
    if reading.countries:
        return _countries(context, indicator, reading.area, choices)
    if reading.aside:
        choices = {}  # people of whom a chosen dimension is not known are counted with those who have it: all are shown
    key = {"INDICATOR": reading.indicator, "SOURCE": reading.source, "TIME_PERIOD": reading.period, "REF_AREA": reading.area}
    return Facts("indicator", {**choices, **key})


def reading_url(context: Context, reading: Reading) -> str:
    """The address of where a reading comes from."""
    facts = reading_facts(context, reading)
    return facts_url(context, facts) if isinstance(facts, Facts) else facts


def _countries(context: Context, indicator: Indicator, group: str, choices: Mapping[str, str]) -> str:
    """The address of the table of countries that a figure was computed from: on the page itself where that lists them all."""
    path = f"/indicators/{indicator.id}"
    parts = {parameter(indicator, dimension): code for dimension, code in choices.items() if code not in (TOTAL, NOT_APPLICABLE)}
    if indicator.kind != "counts":
        parts.pop(PARAMETERS["AGE"], None)  # each country has the widest age range of its own
    if context.path != path:
        return context.url(path, group=group, **parts) + COUNTRIES
    asked = {name: code for name, code in parts.items() if context.query.get(name) != code}
    if not asked and context.query.get("group", WORLD) in (WORLD, group):
        return COUNTRIES
    return context.url(group=group, **asked) + COUNTRIES


def figure_facts(figure: Figure) -> Facts:
    """The facts of a figure on participation; of one added up from parts, those of the parts."""
    key = {"EVENT": figure.event, "ROLE": figure.role, "SOURCE": figure.source}
    whole = {"SESSION": figure.session, "GROUP": figure.group, "DELEGATION": figure.delegation, "REF_AREA": figure.area}
    if figure.parts is None:
        return Facts("participation", {**key, **whole})
    if figure.basis == "delegations":
        return Facts("participation", {**key, "SESSION": TOTAL})
    return Facts("participation", {**key, "REF_AREA": TOTAL, "DELEGATION": NOT_APPLICABLE, "GROUP": figure.group})


class Tracer:
    """Leads from the rows of one table to where their figures come from.

    What all rows have in common and the reader need not be told again is left out of the addresses, which many rows make heavy: the source,
    where there is but one, and the name of the row, which its table says, where there are many rows.
    """

    def __init__(self, context: Context, rows: Sequence[Row]):
        self._context = context
        known = [row["facts"] for row in rows if isinstance(row.get("facts"), Facts)]
        self._leave_out = "SOURCE" if len({facts.key.get("SOURCE") for facts in known}) == 1 and len(known) > 1 else ""
        self._named = len(rows) <= NAMED_UP_TO

    def address(self, row: Row) -> str:
        """Where the figures of a row come from; "" where the row does not say."""
        facts = row.get("facts")
        if not isinstance(facts, Facts):
            return facts or ""
        kept = {column: value for column, value in facts.key.items() if column != self._leave_out}
        return facts_url(self._context, Facts(facts.dataset, kept))

    def around(self, row: Row, content: Any) -> Any:
        """What stands in a cell, as the link; followed by a word where a correction changed a figure of the row."""
        href = self.address(row)
        if not href:
            return content
        # The link sets its text apart from the direction around it as <bdi> does; with both in each row a long table is too heavy.
        inside = isinstance(content, html.Bdi)
        link = html.A(content.children, href=href, title=getattr(content, "title", None)) if inside else html.A(content, href=href)
        return self._marked(row, link)

    def sign(self, row: Row, name: str) -> Any:
        """A small sign as the link, for a table without a cell that could be it; `name` is what the row is called."""
        href, w = self.address(row), self._context.w
        if not href:
            return ""
        label = w("facts.link", row=name) if self._named else w("facts.link.heading")
        return self._marked(row, html.A(SIGN, href=href, **{"aria-label": label}))

    def _marked(self, row: Row, link: html.A) -> Any:
        if not corrections_of(self._context, row.get("facts")):
            return link
        return [link, " ", html.Small(self._context.w("facts.corrected"), className="corrected")]


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


def origin_note(context: Context, tables: Iterable[Table]) -> list:
    """How to get from a table to where its figures come from; nothing where no row says."""
    ways = []
    for table in tables:
        if any(row.get("facts") for row in table.rows):
            ways.append(next((column.label for column in table.columns if column.traced and column.shown), SIGN))
    w = context.w
    return [html.P(w("facts.link.explained", ways=w.join(dict.fromkeys(ways))), className="lede")] if ways else []


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
