"""The codes of a codelist with their names, for those who fill in a template; of indicators also their units."""

from __future__ import annotations

from dash import html

from ...catalogue import Codelist
from ..components.codes import INDICATOR, other_codes
from ..components.tables import data_table
from ..context import Context
from ..view import Column, Page, Table, View


def render(context: Context) -> View:
    """The codes of one codelist, where they are used, and the way to the other lists."""
    w, catalogue = context.w, context.catalogue
    codelist = catalogue.codelists[context.find("codelist", context.arguments["codelist"], catalogue.codelists)]
    table = _table(context, codelist)
    title, answer = w("codes.title", name=codelist.names[context.lang]), w.n("codes.answer", len(table.rows))
    body = [
        html.H1(title),
        html.P(answer, className="answer"),
        *([html.P(w("codes.indicator"), className="lede")] if codelist.id == INDICATOR else []),
        html.P(w("codes.used", places=w.dots(_uses(context, codelist)))),
        data_table(context, table),
        html.H2(w("codes.others"), id="others"),
        other_codes(context, codelist.id),
    ]
    return View(title=title, description=w.sentences([title + ".", answer]), body=body, tables=[table])


def _uses(context: Context, codelist: Codelist) -> list[str]:
    """The columns that hold these codes, with their datasets."""
    return [
        context.w("codes.use", column=column.id, dataset=dataset.names[context.lang])
        for dataset in context.catalogue.datasets.values()
        for column in dataset.columns
        if column.codelist == codelist.id
    ]


def _table(context: Context, codelist: Codelist) -> Table:
    w = context.w
    columns = [Column("code", w("codes.code"), cell=lambda row: html.Code(row["code"])), Column("name", w("codes.name"))]
    rows = [{"code": item.code, "name": item.names[context.lang]} for item in codelist.items.values()]
    if codelist.id == INDICATOR:
        columns += [
            Column("unit", w("site.unit")),
            Column("unit_code", w("codes.unit_code"), cell=lambda row: html.Code(row["unit_code"])),
            Column("dataset", w("upload.dataset")),
        ]
        units = {code: one.unit for code, one in context.catalogue.indicators.items()}
        dataset = context.catalogue.datasets["indicator"].names[context.lang]
        rows = [{**row, **_unit(context, units[row["code"]]), "dataset": dataset} for row in rows if row["code"] in units]
    return Table("codes", codelist.names[context.lang], columns, rows)


def _unit(context: Context, code: str) -> dict[str, str]:
    return {"unit": context.name("UNIT_MEASURE", code), "unit_code": code}


PAGE = Page("/codes/{codelist}", render, examples=("/codes/INDICATOR",))
