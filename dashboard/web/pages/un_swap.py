"""UN-SWAP: how an entity of the United Nations system was rated, indicator by indicator and year by year, framework by framework."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from dash import html

from ...catalogue.frameworks import Framework
from ...domain.quantity import Quantity
from ...domain.swap import Rated, met_or_exceeded
from ..components.filters import Choice, filters
from ..components.notes import answer, small_print, source_links, source_name, take_along
from ..components.tables import data_table, sort_rows
from ..context import Context
from ..view import Column, Facts, Page, Row, Table, View

TOTAL = "_T"
NORMAL = "A"
SAID = ("status", "comment")


@dataclass(frozen=True)
class Year:
    """The result of one entity in one year by one framework: as published in one figure, or counted from ratings.

    `status` are the codes of what its publisher or whoever carried it over says of its quality, `comment` their remark.
    """

    entity: str
    framework: str
    period: str
    met: Quantity
    out_of: int | None
    counted: bool
    source: str
    example: bool
    status: tuple[str, ...] = ()
    comment: str = ""


def results(rows: Iterable[Row]) -> list[Year]:
    """One result a year, framework and source, oldest first; an aggregate stays as published beside what the ratings add up to."""
    years: list[Year] = []
    for (entity, framework, period, source, example), group in groupby(sorted(rows, key=_place), key=_place):
        listed = list(group)
        rated = [row for row in listed if row["indicator"] != TOTAL and row["rating"]]
        tally = met_or_exceeded(Rated(framework, row["indicator"], row["rating"]) for row in rated)
        if tally is not None:
            met = Quantity(tally.met_or_exceeded, "")
            years.append(Year(entity, framework, period, met, tally.applicable, True, source, example, _statuses(rated)))
        for row in listed:
            if row["indicator"] == TOTAL and row["met_or_exceeded"] is not None:
                met = Quantity(row["met_or_exceeded"], row["met_or_exceeded_q"] or "")
                out_of = None if row["out_of"] is None else int(row["out_of"])
                comment = row["comment"] or ""
                years.append(Year(entity, framework, period, met, out_of, False, source, example, _statuses([row]), comment))
    return years


def _statuses(rows: Iterable[Row]) -> tuple[str, ...]:
    return tuple(sorted({row["obs_status"] for row in rows} - {None, "", NORMAL}))


def _place(row: Row) -> tuple[str, str, str, str, bool]:
    return row["entity"], row["framework"], row["time_period"], row["source"], row["example"]


def newest(years: Sequence[Year]) -> Year | None:
    """The result of the last year; counted from ratings before a published aggregate of the same year."""
    return max(years, key=lambda year: (year.period, year.counted, year.source), default=None)


def render(context: Context) -> View:
    """The page: the answer, one square an indicator, filters, the ratings as a heat table, all years, all entities."""
    w = context.w
    rows = context.version.run("swap_ratings")
    years = results(rows)
    entity = context.choose("entity", sorted({year.entity for year in years}), _first_entity(years))
    own = [year for year in years if year.entity == entity]
    frameworks = [code for code in context.catalogue.frameworks if any(year.framework == code for year in own)]
    framework = context.choose("framework", frameworks, frameworks[-1] if frameworks else "")
    mine = [year for year in own if year.framework == framework]
    said = sentence(context, entity, newest(mine))
    example = any(year.example for year in mine)
    rated = [row for row in rows if (row["entity"], row["framework"]) == (entity, framework) and row["indicator"] != TOTAL]
    tables = [_ratings_table(context, framework, rated), _years_table(context, mine), _entities_table(context, years)]
    tables = [table for table in tables if table is not None]
    body = [
        html.H1(w("swap.title")),
        html.P(w("swap.lede"), className="lede"),
        answer(said, example=w("site.example") if example else ""),
        *_remark(context, newest(mine)),
        squares(context, newest(mine)),
        filters(context, _choices(context, years, entity, frameworks, framework)),
        *([html.P(w("site.example_note"), className="lede")] if example else []),
        *([] if rated else [html.P(w("swap.aggregate_only"))] if mine else []),
        *(data_table(context, table) for table in tables),
        _small_print(context, framework, mine),
        take_along(context, w("swap.title"), said, [year.source for year in (newest(mine),) if year]),
    ]
    return View(title=w("swap.title"), description=said, body=body, tables=tables)


def _first_entity(years: Sequence[Year]) -> str:
    """The entity with the newest result that somebody published; one with examples where there is no other."""
    best = max(years, key=lambda year: (not year.example, year.period, year.entity), default=None)
    return best.entity if best else ""


def sentence(context: Context, entity: str, year: Year | None) -> str:
    """The result of one year in words, or that there is none."""
    w = context.w
    if year is None:
        return w("swap.sentence.none")
    values: dict[str, Any] = {
        "entity": context.name("ENTITY", entity),
        "framework": _framework_name(context, year.framework),
        "year": year.period,
    }
    key = "swap.sentence.counted" if year.counted else "swap.sentence.published"
    if year.out_of is None:
        said = w("swap.sentence.open", met=year.met, **values)
    else:
        said = w(key, met=year.met, total=year.out_of, **values)
    status = _status_words(context, year.status)
    return w.sentences([said, w("swap.sentence.status", status=status) if status else ""])


def _status_words(context: Context, codes: Iterable[str]) -> str:
    return context.w.dots(context.name("OBS_STATUS", code) for code in codes)


def _remark(context: Context, year: Year | None) -> list:
    """The remark on the result that the sentence is about, in the language in which it was made."""
    if year is None or not year.comment:
        return []
    return [html.P([context.w("event.comment"), ": ", _in_english(year.comment)], className="lede")]


def _in_english(comment: str) -> html.Span:
    return html.Span(comment, lang="en", dir="ltr", className="remark")


def squares(context: Context, year: Year | None) -> html.Div | None:
    """One square an indicator, those met or exceeded filled; nothing where the number is a bound or the whole is not known."""
    if year is None or year.out_of is None or year.met.qualifier:
        return None
    met = int(year.met.value)
    marks = [html.Span(className="square is-met" if number < met else "square") for number in range(year.out_of)]
    label = context.w("swap.of", met=met, total=year.out_of)
    return html.Div(marks, className="squares" + (" is-example" if year.example else ""), role="img", **{"aria-label": label})


def _choices(context: Context, years: Sequence[Year], entity: str, frameworks: Sequence[str], framework: str) -> list[Choice]:
    w = context.w
    examples = {year.entity for year in years if year.example}
    entities = sorted({year.entity for year in years}, key=lambda code: (code in examples, context.name("ENTITY", code)))
    return [
        Choice("entity", w("swap.entity"), [(code, context.name("ENTITY", code)) for code in entities], entity),
        Choice("framework", w("swap.framework"), [(code, _framework_name(context, code)) for code in frameworks], framework),
    ]


def _ratings_table(context: Context, framework: str, rated: Sequence[Row]) -> Table | None:
    """The heat table: an indicator a row, a year a column; an indicator not rated in any year still has its row."""
    if not rated:
        return None
    w = context.w
    declared: Framework = context.catalogue.frameworks[framework]
    given: Mapping[tuple[str, str], Row] = {(row["indicator"], row["time_period"]): row for row in rated}
    periods = sorted({row["time_period"] for row in rated})
    rows = [
        {
            "number": indicator.number,
            "indicator": indicator.names[context.lang],
            "area": declared.areas[indicator.area][context.lang] if indicator.area else w("swap.unknown_area"),
            "example": any(row["example"] for row in rated),
            "facts": Facts("swap_rating", {"ENTITY": rated[0]["entity"], "FRAMEWORK": framework, "INDICATOR": indicator.code}),
            **{period: given.get((indicator.code, period), {}).get("rating") for period in periods},
            **{f"{period}_{key}": _said(context, given.get((indicator.code, period), {}), key) for period in periods for key in SAID},
        }
        for indicator in declared.indicators
    ]
    columns = [
        Column("number", w("swap.number"), saved=True),
        Column("indicator", w("swap.indicator")),
        Column("area", w("swap.area")),
        *(Column(period, w.period(period), cell=_rating_cell(context, period)) for period in periods),
        *(Column(key, "", shown=False) for period in periods for key in _said_of(rows, period)),
        Column("example", w("site.example"), shown=False),
    ]
    return Table("ratings", w("swap.table.ratings", framework=_framework_name(context, framework)), columns, rows)


def _rating_cell(context: Context, period: str) -> Any:
    def cell(row: Row) -> html.Span:
        rating = row[period]
        if rating is None:
            return html.Span(context.w("swap.not_rated"), className="no-value")
        mark = html.Span(context.name("SWAP_RATING", rating), className=f"rating rating-{rating.lower()}")
        status, comment = row[f"{period}_status"], row[f"{period}_comment"]
        return html.Span([mark, *([" ", html.Small(status)] if status else []), *([" ", _in_english(comment)] if comment else [])])

    return cell


def _said(context: Context, rating: Row, key: str) -> str:
    """The status of a rating in words, or the remark on it."""
    return _status_words(context, _statuses([rating])) if key == "status" and rating else rating.get(key) or ""


def _said_of(rows: Sequence[Row], period: str) -> list[str]:
    """The columns of a year's statuses and remarks, as far as there are any."""
    return [f"{period}_{key}" for key in SAID if any(row[f"{period}_{key}"] for row in rows)]


def _years_table(context: Context, years: Sequence[Year]) -> Table | None:
    if not years:
        return None
    w = context.w
    rows = [_year_row(context, year) for year in years]
    columns = [
        Column("year", w("site.period"), sortable=True),
        Column("met", w("swap.met"), numeric=True, sortable=True),
        Column("out_of", w("swap.out_of"), numeric=True),
        Column("kind", w("swap.kind"), cell=lambda row: _kind(context, row)),
        *_said_columns(context, rows),
        Column("source", w("site.source"), cell=lambda row: source_links(context, [row["source"]]) or "–"),
        Column("framework", w("swap.framework"), shown=False),
        Column("example", w("site.example"), shown=False),
    ]
    rows = sort_rows(context, columns, rows, "-year")
    return Table("years", w("swap.table.years", framework=_framework_name(context, years[0].framework)), columns, rows)


def _entities_table(context: Context, years: Sequence[Year]) -> Table | None:
    """The newest result of every entity by each framework."""
    w = context.w
    groups: dict[tuple[str, str], list[Year]] = {}
    for year in years:
        groups.setdefault((year.entity, year.framework), []).append(year)
    rows = [_year_row(context, last) for group in groups.values() if (last := newest(group))]
    rows.sort(key=lambda row: (row["example"], row["entity"], row["framework"]))
    columns = [
        Column("entity", w("swap.entity"), cell=lambda row: _entity_link(context, row)),
        Column("framework", w("swap.framework")),
        Column("year", w("site.period")),
        Column("met", w("swap.met"), numeric=True),
        Column("out_of", w("swap.out_of"), numeric=True),
        Column("kind", w("swap.kind"), cell=lambda row: _kind(context, row)),
        *_said_columns(context, rows),
        Column("source", w("site.source"), cell=lambda row: html.Bdi(source_name(context, row["source"]))),
        Column("example", w("site.example"), shown=False),
    ]
    return Table("entities", w("swap.table.entities"), columns, rows) if rows else None


def _said_columns(context: Context, rows: Sequence[Row]) -> list[Column]:
    """Status and remark, on the page as far as any row has one."""
    w = context.w
    return [
        Column("status", w("site.flags"), shown=any(row["status"] for row in rows)),
        Column(
            "comment",
            w("event.comment"),
            cell=lambda row: _in_english(row["comment"]) if row["comment"] else "",
            shown=any(row["comment"] for row in rows),
        ),
    ]


def _year_row(context: Context, year: Year) -> dict[str, Any]:
    kind = "counted" if year.counted else "published"
    return {
        "code": year.entity,
        "framework_code": year.framework,
        "entity": context.name("ENTITY", year.entity),
        "framework": _framework_name(context, year.framework),
        "year": year.period,
        "met": year.met,
        "out_of": year.out_of,
        "kind": kind,
        "status": _status_words(context, year.status),
        "comment": year.comment,
        "source": year.source,
        "example": year.example,
        "facts": year_facts(year),
    }


def year_facts(year: Year) -> Facts:
    """The facts of a result: the aggregate as published, or the ratings that it was counted from."""
    key = {"ENTITY": year.entity, "FRAMEWORK": year.framework, "TIME_PERIOD": year.period, "SOURCE": year.source}
    return Facts("swap_rating", key if year.counted else {**key, "INDICATOR": TOTAL})


def _entity_link(context: Context, row: Row) -> html.A:
    return html.A(row["entity"], href=context.url("/un-swap", entity=row["code"], framework=row["framework_code"]))


def _kind(context: Context, row: Row) -> list:
    text = context.w(f"swap.kind.{row['kind']}")
    return [text, " ", html.Span(context.w("site.example"), className="tag")] if row["example"] else [text]


def _framework_name(context: Context, code: str) -> str:
    return context.catalogue.frameworks[code].names[context.lang]


def _small_print(context: Context, framework: str, years: Sequence[Year]) -> html.Dl:
    w = context.w
    declared = context.catalogue.frameworks.get(framework)
    unknown = [indicator for indicator in declared.indicators if not indicator.known] if declared else []
    notes = [w.n("swap.unknown_names", len(unknown))] if unknown else []
    return small_print(
        context,
        [
            (w("site.source"), source_links(context, [year.source for year in years if not year.example])),
            (w("site.period"), w.join(sorted({year.period for year in years}))),
            (w("site.unit"), w("swap.unit")),
            (
                w("swap.framework"),
                html.A(declared.source, href=declared.link) if declared and declared.link else declared.source if declared else "",
            ),
            (w("site.flags"), " ".join(notes)),
            (w("site.computed"), w("swap.method")),
        ],
    )


PAGE = Page("/un-swap", render, parameters=("entity", "framework"), examples=("/un-swap",), menu="swap.menu")
