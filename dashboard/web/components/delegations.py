"""The delegations at an event on a page: their numbers, their balance by group and region, and the table of all of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from dash import html

from ...catalogue.areas import COUNTRY
from ...domain.measures import bounds
from ...domain.panels import Panels
from ...domain.yardsticks import Yardstick
from ..context import Context
from ..figures.delegations import REGION_LEVELS, by_group, by_region, change, of_one, place, regions
from ..figures.participation import NOT_APPLICABLE, Figure
from ..view import Column, Row, Table
from .filters import Choice
from .origin import figure_facts
from .participation import figure_bar, figure_line, line_list
from .sessions import tallies
from .tables import sort_rows
from .verdict import verdict_mark


def region_options(context: Context, present: Collection[str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The regions and country groups of the countries present, under a heading a kind, for a filter."""
    options = []
    for level, codes in regions(context.catalogue.areas, present).items():
        if codes:
            options.append((context.w(f"event.region.{level}"), [(code, context.name("AREA", code)) for code in codes]))
    return options


def delegation_choices(context: Context, listed: Sequence[Figure], group: str, region: str) -> list[Choice]:
    """The filters by group of participants and by region; no filter where there is nothing to choose."""
    w = context.w
    names = context.catalogue.codelists["GROUP"].items
    groups = [(code, context.name("GROUP", code)) for code in names if code in {figure.group for figure in listed}]
    found = region_options(context, {figure.area for figure in listed})
    choices = []
    if len(groups) > 1:
        choices.append(Choice("group", w("event.group"), [("", context.name("GROUP", "_T")), *groups], group))
    if found:
        choices.append(Choice("region", w("event.region"), [("", context.name("AREA", "_T")), *found], region))
    return choices


def delegation_tallies(context: Context, counted: Panels) -> html.Dl:
    """How many delegations there are, and how many are without women, without men, of one person, or of unknown composition."""
    w = context.w
    entries = [("sessions", counted.sessions), ("without_women", counted.without_women), ("without_men", counted.without_men)]
    entries += [("too_small", counted.too_small), ("unknown", counted.unknown)]
    return tallies([(w(f"event.delegations.{name}"), number) for name, number in entries])


def balance_lists(context: Context, listed: Sequence[Figure], yardstick: Yardstick) -> list[Any]:
    """The delegations added up by group of participants, then by region."""
    w, areas = context.w, context.catalogue.areas
    made: list[Any] = []
    groups = by_group(listed)
    if len(groups) > 1:
        made += [html.H3(w("event.by_group")), _lines(context, groups, yardstick, "GROUP")]
    found = regions(areas, {figure.area for figure in listed})
    for level in REGION_LEVELS:
        rows = by_region(listed, areas, found[level])
        if rows:
            made += [html.H3(w(f"event.region.{level}")), _lines(context, rows, yardstick, "AREA")]
    return made


def _lines(context: Context, rows: Sequence[tuple[str, Figure]], yardstick: Yardstick, codelist: str) -> html.Ul:
    items = [figure_line(context, figure, yardstick, context.name(codelist, code)) for code, figure in rows]
    return line_list(items)


def delegation_name(context: Context, figure: Figure) -> str:
    """The name of a delegation: of its country or area, else as the source writes it."""
    if figure.delegation != NOT_APPLICABLE:
        return figure.delegation
    return context.name("AREA", figure.area)


def history_link(context: Context, figure: Figure) -> Any:
    """The name of a delegation, leading to its history where it is that of a country."""
    name, areas = delegation_name(context, figure), context.catalogue.areas
    own = figure.delegation == NOT_APPLICABLE and figure.area in areas.items and areas.level(figure.area) in (COUNTRY, "former")
    return html.A(name, href=context.url(f"/delegations/{figure.area}")) if own else html.Bdi(name)


def delegation_table(
    context: Context, listed: Sequence[Figure], yardstick: Yardstick, before: Mapping[tuple, Figure] | None = None, *, opened: bool = False
) -> Table:
    """The delegations as a table that can be sorted.

    With the same delegations at the meeting `before` (by `place`) it has bars and changes, and leads to the history of each.
    """
    w = context.w
    compared = before is not None

    def percent(key: str) -> Callable[[Row], str]:
        return lambda row: "" if row[key] is None else w.percent(row[key])

    columns = [
        Column(
            "delegation",
            w("event.delegation"),
            lambda row: history_link(context, row["figure"]) if compared else html.Bdi(row["delegation"]),
            sortable=True,
            traced=not compared,
        ),
        Column("area", "", shown=False),
        Column("group", w("event.group"), sortable=True, shown=not compared or len({figure.group for figure in listed}) > 1),
        Column("role", "", shown=False),
        Column(
            "bar", w("indicator.col.bar"), lambda row: figure_bar(context, row["figure"], yardstick, "cell"), shown=compared, saved=False
        ),
        Column("women", w("site.women"), numeric=True, sortable=True),
        Column("men", w("site.men"), numeric=True, sortable=True),
        Column("other", w("event.other_heading"), numeric=True, shown=any(figure.other for figure in listed)),
        Column("unknown", w("challenge.unknown"), numeric=True, sortable=True),
        Column("share", w("challenge.share"), percent("share"), numeric=True, sortable=True, traced=compared),
        Column(
            "change",
            w("delegations.change"),
            lambda row: "" if row["change"] is None else w.isolate(w.points(row["change"])),
            numeric=True,
            sortable=compared,
            shown=compared,
            saved=compared,
        ),
        Column("low", w("challenge.low"), percent("low"), numeric=True),
        Column("high", w("challenge.high"), percent("high"), numeric=True),
        Column("yardstick", "", shown=False),
        Column("verdict", yardstick.name[context.lang], lambda row: _verdict(context, row)),
        Column("source", "", shown=False),
        Column("example", "", shown=False),
    ]
    rows = [_row(context, figure, yardstick) | {"change": change(figure, (before or {}).get(place(figure)))} for figure in listed]
    rows.sort(key=lambda row: row["delegation"].casefold())
    return Table("delegations", w("event.delegations.table"), columns, sort_rows(context, columns, rows), open=opened)


def _verdict(context: Context, row: Row) -> Any:
    if of_one(row["figure"]):
        return context.w("event.delegations.of_one")
    return verdict_mark(context.w, row["judged"]) if row["judged"] else context.w("event.no_share")


def _row(context: Context, figure: Figure, yardstick: Yardstick) -> dict[str, Any]:
    limits = bounds(figure.counts) if figure.counts else None
    verdict = None if of_one(figure) else figure.judged(yardstick)
    return {
        "delegation": delegation_name(context, figure),
        "area": figure.area,
        "group": context.name("GROUP", figure.group),
        "role": figure.role,
        "women": figure.counts and figure.counts.women,
        "men": figure.counts and figure.counts.men,
        "other": figure.counts and figure.counts.other,
        "unknown": figure.counts and figure.counts.unknown,
        "share": None if figure.shown is None else figure.shown.point,
        "low": limits[0] if limits else None,
        "high": limits[1] if limits else None,
        "yardstick": yardstick.id,
        "verdict": verdict.outcome.value if verdict else "",
        "source": figure.source,
        "example": figure.example,
        "figure": figure,
        "facts": figure_facts(figure),
        "judged": verdict,
    }
