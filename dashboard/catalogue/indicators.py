"""Statistical indicators: name, definition, method, unit and direction of each, one file an indicator."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from .areas import LEVELS
from .codelists import Item
from .files import Table, read_tomls

DIRECTIONS = ("more", "less", "balance")
KINDS = ("by_sex", "share_of_women", "counts", "ratio", "gap", "total")


@dataclass(frozen=True)
class Indicator:
    """One indicator; texts are by language.

    `kind` says what its figures are: a percentage for women and one for men, the share of women, counts of both, a ratio, a gap,
    or a total. `dimensions` are those it is broken down by beyond SEX; the first of `yardsticks` is the one it is read against
    unless the reader chooses another. `related` are indicators that measure the same subject in another way; they name this one in turn.
    `areas` are the levels of areas that have figures of it (see `areas.LEVELS`), empty for all countries and groups.
    """

    id: str
    domain: str
    names: Mapping[str, str]
    short: Mapping[str, str]
    definition: Mapping[str, str]
    method: Mapping[str, str]
    unit: str
    dimensions: tuple[str, ...]
    direction: str
    kind: str
    yardsticks: tuple[str, ...]
    sdg: str
    custodian: str
    source: str
    link: str
    related: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()


def read_indicators(folder: Path) -> Mapping[str, Indicator]:
    """All indicators of the folder by id; raises CatalogueError."""
    indicators: dict[str, Indicator] = {}
    for table in read_tomls(folder):
        indicator = _read_indicator(table)
        if indicator.id in indicators:
            table.wrong("id", f"{indicator.id} is declared by another file already")
        indicators[indicator.id] = indicator
    return indicators


def _read_indicator(table: Table) -> Indicator:
    indicator = Indicator(
        id=table.get("id", str),
        domain=table.get("domain", str),
        names=table.words("name"),
        short=table.words("short"),
        definition=table.words("definition"),
        method=table.words("method"),
        unit=table.get("unit", str),
        dimensions=table.texts("dimensions"),
        direction=table.one_of("direction", DIRECTIONS),
        kind=table.one_of("kind", KINDS),
        yardsticks=table.texts("yardsticks"),
        sdg=table.get("sdg", str, ""),
        custodian=table.get("custodian", str),
        source=table.get("source", str),
        link=table.get("link", str),
        related=table.texts("related", []),
        areas=table.texts("areas", []),
    )
    for level in indicator.areas:
        if level not in LEVELS:
            table.wrong("areas", f"{level!r} is not a level of areas; there are {', '.join(LEVELS)}")
    table.done()
    return indicator


def indicator_items(indicators: Iterable[Indicator]) -> list[Item]:
    """The items of the codelist INDICATOR that the indicators make."""
    return [
        Item(indicator.id, order, "", indicator.names, indicator.custodian, {"domain": indicator.domain, "sdg": indicator.sdg})
        for order, indicator in enumerate(indicators, start=1)
    ]
