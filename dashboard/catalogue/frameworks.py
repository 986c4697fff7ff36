"""Accountability frameworks: the versions of UN-SWAP, their performance indicators and the years they hold for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from .codelists import Item
from .files import Table, read_tomls


@dataclass(frozen=True)
class FrameworkIndicator:
    """One performance indicator; `known` is false where its name is not known: then `names` say so and `area` is empty."""

    code: str
    number: int
    area: str
    known: bool
    names: Mapping[str, str]
    source: str


@dataclass(frozen=True)
class Framework:
    """One version of a framework; it holds from `first_year` to `last_year` (None: until further notice).

    `areas` are the names of its thematic areas by id, `ratings` the codes of its scale (codelist SWAP_RATING) from low to high,
    `met` those that count as met or exceeded.
    """

    id: str
    names: Mapping[str, str]
    first_year: int
    last_year: int | None
    ratings: tuple[str, ...]
    met: tuple[str, ...]
    areas: Mapping[str, Mapping[str, str]]
    indicators: tuple[FrameworkIndicator, ...]
    source: str
    link: str


def read_frameworks(folder: Path) -> Mapping[str, Framework]:
    """All frameworks of the folder by id, in order of their first year; raises CatalogueError."""
    frameworks: dict[str, Framework] = {}
    for table in read_tomls(folder):
        framework = _read_framework(table)
        if framework.id in frameworks:
            table.wrong("id", f"{framework.id} is declared by another file already")
        frameworks[framework.id] = framework
    return dict(sorted(frameworks.items(), key=lambda pair: pair[1].first_year))


def _read_framework(table: Table) -> Framework:
    id, names = table.get("id", str), table.words("name")
    ratings, met = table.texts("ratings"), table.texts("met")
    for code in met:
        if code not in ratings:
            table.wrong("met", f"{code} is not one of the ratings")
    unnamed = table.words("unnamed") if "unnamed" in table.keys() else {}
    area_table = table.table("area")
    areas = {area: area_table.words(area) for area in area_table.keys()}
    indicators = tuple(_read_indicator(row, id, number, areas, unnamed) for number, row in enumerate(table.tables("indicator"), start=1))
    framework = Framework(
        id=id,
        names=names,
        first_year=table.get("first_year", int),
        last_year=table.get("last_year", int, None),
        ratings=ratings,
        met=met,
        areas=areas,
        indicators=indicators,
        source=table.get("source", str),
        link=table.get("link", str),
    )
    table.done()
    return framework


def _read_indicator(
    table: Table, framework: str, expected: int, areas: Mapping[str, object], unnamed: Mapping[str, str]
) -> FrameworkIndicator:
    number, known = table.get("number", int), table.get("known", bool, True)
    if number != expected:
        table.wrong("number", f"is {number}; the indicators are numbered from 1 in order, here {expected}")
    if known:
        area, names = table.one_of("area", areas), table.words("name")
    elif unnamed:
        area, names = "", {language: text.replace("{number}", str(number)) for language, text in unnamed.items()}
    else:
        table.wrong("known", "is false; then the file needs [unnamed], which says so in the six languages")
    source = table.get("source", str)
    table.done()
    return FrameworkIndicator(f"{framework}-{number:02d}", number, area, known, names, source)


def framework_items(frameworks: Iterable[Framework]) -> list[Item]:
    """The items of the codelist FRAMEWORK."""
    return [Item(row.id, order, "", row.names, row.source, {}) for order, row in enumerate(frameworks, start=1)]


def framework_indicator_items(frameworks: Iterable[Framework]) -> list[Item]:
    """The items of the codelist SWAP_INDICATOR, e.g. "2.0-07"."""
    rows = [(framework.id, row) for framework in frameworks for row in framework.indicators]
    return [
        Item(
            code=row.code,
            order=order,
            parent="",
            names=row.names,
            source=row.source,
            attributes={"framework": framework, "number": str(row.number), "area": row.area, "known": str(row.known).lower()},
        )
        for order, (framework, row) in enumerate(rows, start=1)
    ]
