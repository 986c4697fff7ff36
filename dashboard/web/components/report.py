"""What checking a file found: totals, findings by rule, and each of them with its place and how to put it right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from dash import html

from ...ingest import RULES, SEVERITIES, WARNING, Finding, Report
from ..context import Context
from ..view import Column, Row, Table
from .codes import codes_link
from .tables import data_table

PER_PAGE = 100
# The order on the page, where a narrow screen shows the first columns; a CSV has that of the table.
READ_IN_ORDER = ("line", "severity", "message", "column", "value", "record")


def report_table(context: Context, report: Report) -> Table:
    """All findings that are listed, those of one rule where the URL asks for one: what the CSV holds."""
    w, only = context.w, context.choose("rule", sorted(report.counts), "")
    found = [finding for finding in report.findings if only in ("", finding.code)]
    rows = [_row(context, finding) for finding in found]
    columns = [
        Column("line", w("report.line"), numeric=True),
        Column("record", w("report.record"), numeric=True),
        Column("column", w("report.column"), cell=lambda row: html.Bdi(row["column"] or "")),
        Column("value", w("report.value"), cell=lambda row: html.Bdi(html.Code(row["value"])) if row["value"] else ""),
        Column("severity", w("report.severity"), cell=lambda row: _severity(context, row["severity"])),
        Column("message", w("report.message"), cell=lambda row: _with_codes(context, row["message"], row["listed"])),
        Column("rule", w("report.rule"), shown=False),
    ]
    return Table("findings", w("report.findings"), columns, rows)


def plain_findings(context: Context, report: Report) -> list[dict[str, Any]]:
    """The findings that are listed, for programs; `remedy` is what would be right, where that is known."""
    return [
        {
            "rule": finding.code,
            "severity": finding.severity,
            "file": report.file,
            **({"sheet": report.sheet} if report.sheet else {}),
            "line": finding.line,
            "record": finding.record,
            "column": finding.column,
            "value": finding.value,
            "message": finding.message(context.w),
            "remedy": finding.params.get("suggestion"),
        }
        for finding in report.findings
    ]


def report_section(context: Context, report: Report, table: Table) -> list:
    """The report as part of a page: totals, the rules that were broken, and a page of findings."""
    w = context.w
    if not report.counts:
        return [html.H2(w("report.title"), id="report"), html.P(w.n("report.clean", report.records))]
    pages = max(1, -(-len(table.rows) // PER_PAGE))
    page = int(context.choose("page", [str(number) for number in range(1, pages + 1)], "1"))
    columns = {column.key: column for column in table.columns}
    shown = replace(table, columns=[columns[key] for key in READ_IN_ORDER], rows=table.rows[(page - 1) * PER_PAGE : page * PER_PAGE])
    unlisted = sum(report.counts.values()) - len(report.findings)
    return [
        html.H2(w("report.title"), id="report"),
        html.P(_totals(context, report)),
        _rules(context, report),
        *_left_out(context, report),
        *([html.P(w.n("report.unlisted", unlisted), className="hint")] if unlisted > 0 else []),
        data_table(context, shown),
        *([_pages(context, page, pages)] if pages > 1 else []),
    ]


def _totals(context: Context, report: Report) -> str:
    w = context.w
    parts = [w.n("report.records", report.records), w.n("report.errors", report.errors), w.n("report.warnings", report.warnings)]
    return w.dots(parts)


def _rules(context: Context, report: Report) -> html.Div:
    """One row a rule: the first time that it was broken in words, how often it was, and a link to its findings alone."""
    w, only = context.w, context.query.get("rule", "")
    classes = {"example": "what", "severity": None, "count": "numeric"}
    head = [html.Th(w(f"report.{name}"), scope="col", className=kind) for name, kind in classes.items()]
    head.append(html.Td())
    order = sorted(report.counts, key=lambda code: (SEVERITIES.index(_kind(code)), -report.counts[code]))
    first = {finding.code: finding.message(w) for finding in reversed(report.findings)}
    rows = [_rule(context, code, report.counts[code], first.get(code, ""), code == only) for code in order]
    if only:
        every = html.A(w("report.every"), href=context.url(rule=None, page=None) + "#report")
        rows.append(html.Tr(html.Td(every, colSpan="4")))
    grid = html.Table([html.Caption(w("report.by_rule")), html.Thead(html.Tr(head)), html.Tbody(rows)], className="rules")
    return html.Div(grid, className="table-scroll", role="region", **{"tabIndex": "0", "aria-label": w("report.by_rule")})


def _rule(context: Context, code: str, count: int, message: str, current: bool) -> html.Tr:
    w = context.w
    marks = {"aria-current": "true"} if current else {}
    name = w("facts.named", name=w("report.show"), value=code)
    link = html.A(w("report.show"), href=context.url(rule=code, page=None) + "#report", **{"aria-label": name}, **marks) if message else ""
    cells = [html.Td(_severity(context, _kind(code))), html.Td(w.number(count), className="numeric"), html.Td(link)]
    return html.Tr([html.Th(message or html.Code(code), scope="row", className="what"), *cells])


def _left_out(context: Context, report: Report) -> list[html.Details]:
    """For which values records are left out, and how many of each."""
    w = context.w
    if not report.left_out:
        return []
    values = w.n("mapping.values.left_out", len(report.left_out))
    summary = w.dots([values, w.n("report.records", sum(value["count"] for value in report.left_out))])
    head = [html.Th(w("report.column"), scope="col"), html.Th(w("report.value"), scope="col")]
    head.append(html.Th(w("mapping.records"), scope="col", className="numeric"))
    rows = [
        html.Tr(
            [html.Td(html.Bdi(value["header"])), html.Th(_cell(context, value["value"]), scope="row"), _number(context, value["count"])]
        )
        for value in report.left_out
    ]
    grid = html.Table([html.Thead(html.Tr(head)), html.Tbody(rows)], className="rules")
    scroll = html.Div(grid, className="table-scroll", role="region", **{"tabIndex": "0", "aria-label": values})
    return [html.Details([html.Summary(summary), scroll], id="left-out")]


def _cell(context: Context, value: str) -> html.Bdi | html.Em:
    return html.Bdi(html.Code(value)) if value else html.Em(context.w("mapping.blank"))


def _number(context: Context, count: int) -> html.Td:
    return html.Td(context.w.number(count), className="numeric")


def _kind(code: str) -> str:
    """The severity of a rule, also of one that there is no more."""
    return RULES[code].severity if code in RULES else WARNING


def _severity(context: Context, severity: str) -> html.Span:
    return html.Span(context.w(f"report.{severity}"), className=f"severity {severity}")


def _pages(context: Context, page: int, pages: int) -> html.Nav:
    w = context.w
    ways: Sequence[tuple[int, str]] = ((page - 1, w("report.before")), (page + 1, w("report.after")))
    links = [html.A(text, href=context.url(page=str(to)) + "#report") for to, text in ways if 1 <= to <= pages]
    return html.Nav([html.Span(w("report.page", page=page, pages=pages)), *links], className="pages", **{"aria-label": w("report.pages")})


def _row(context: Context, finding: Finding) -> Row:
    return {
        "line": finding.line,
        "record": finding.record,
        "column": finding.column,
        "value": finding.value,
        "severity": finding.severity,
        "message": finding.message(context.w),
        "rule": finding.code,
        "listed": finding.params.get("listed", ""),
    }


def _with_codes(context: Context, message: str, codelist: str) -> str | list:
    """What is wrong, with the way to the codes that would be right where there are many."""
    return [message, " ", codes_link(context, codelist)] if codelist in context.catalogue.codelists else message
