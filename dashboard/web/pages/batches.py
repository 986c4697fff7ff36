"""All batches that whoever asks may see: who sent what, when, from what source, and what has become of it."""

from __future__ import annotations

from typing import Any

from dash import html

from ...domain.rights import CONTRIBUTOR
from ...storage import Batch
from ...storage.model import STATUSES
from ..batches import OPEN, REPLACED, sender, standing, title, visible
from ..components.filters import Choice, filters
from ..components.notes import source_links
from ..components.tables import data_table, sort_rows
from ..context import Context, address
from ..view import Column, Page, Row, Table, View


def render(context: Context) -> View:
    """The list, filtered by status and dataset."""
    w = context.w
    batches = visible(context)
    statuses = [status for status in STATUSES if any(batch.status == status for batch in batches)]
    datasets = sorted({batch.dataset for batch in batches if batch.dataset})
    status = context.choose("status", statuses, "")
    dataset = context.choose("dataset", datasets, "")
    after = {batch.replaces: batch for batch in batches if batch.replaces and batch.version is not None}
    chosen = [batch for batch in batches if status in ("", batch.status) and dataset in ("", batch.dataset)]
    rows = [_row(context, batch, after.get(batch.id)) for batch in chosen]
    columns = _columns(context)
    table = Table("batches", w("batches.title"), columns, sort_rows(context, columns, rows))
    choices = [
        Choice("status", w("batches.status"), [("", w("batches.every")), *((one, w(f"batch.status.{one}")) for one in statuses)], status),
        Choice("dataset", w("batches.dataset"), [("", w("batches.every")), *((one, _dataset(context, one)) for one in datasets)], dataset),
    ]
    send = [
        html.A(w("batches.send"), href=context.url("/upload"), className="button"),
        " ",
        html.A(w("events.new"), href=context.url("/events/new")),
    ]
    body = [
        html.H1(w("batches.title")),
        html.P(w.n("batches.answer", len(rows)), className="answer"),
        html.P(w("batches.lede")),
        *_waiting(context, batches),
        *([html.P(send)] if context.account and context.account.may(CONTRIBUTOR) else []),
        filters(context, choices),
        data_table(context, table),
    ]
    return View(title=w("batches.title"), description=w("batches.lede"), body=body, tables=[table])


def _waiting(context: Context, batches: list[Batch]) -> list[html.P]:
    """What waits for somebody to do something with it, counted by status, each leading to these batches."""
    counted = {status: sum(batch.status == status for batch in batches) for status in OPEN}
    ways = []
    for status, count in counted.items():
        words = context.w("facts.named", name=context.w(f"batch.status.{status}"), value=context.w.number(count))
        ways += [html.A(words, href=address(context.lang, "/batches", {"status": status}))] if count else []
    return [html.P(ways, className="pages")] if ways else []


def _row(context: Context, batch: Batch, after: Batch | None) -> Row:
    manifest = batch.manifest
    return {
        "id": batch.id,
        "title": title(context, batch),
        "dataset": batch.dataset,
        "status": standing(batch, after),
        "after": after,
        "sender": manifest.sender,
        "source": manifest.source,
        "received_at": batch.received_at,
        "published_at": batch.published_at,
        "records": manifest.records,
        "records_left_out": manifest.left_out,
        "errors": manifest.errors,
        "warnings": manifest.warnings,
        "example": manifest.example,
    }


def _columns(context: Context) -> list[Column]:
    w = context.w
    return [
        Column("title", w("batches.batch"), cell=lambda row: _link(context, row), sortable=True),
        Column("status", w("batches.status"), cell=lambda row: _status(context, row), sortable=True, by_words=True),
        Column("dataset", w("batches.dataset"), cell=lambda row: _dataset(context, row["dataset"]), sortable=True, by_words=True),
        Column("sender", w("batches.sender"), cell=lambda row: sender(context, row["sender"]), sortable=True),
        Column("source", w("site.source"), cell=lambda row: source_links(context, [row["source"]]) if row["source"] else "–"),
        Column("received_at", w("batches.received"), cell=lambda row: w.date(row["received_at"].date()), sortable=True),
        Column(
            "records",
            w("batches.records"),
            cell=lambda row: w.number(row["records"]) if row["records"] else "–",
            numeric=True,
            sortable=True,
        ),
        Column("errors", w("batches.errors"), numeric=True, sortable=True),
        Column("warnings", w("batches.warnings"), numeric=True, sortable=True),
        Column("published_at", w("batches.published"), shown=False),
        Column("records_left_out", w("batch.not_taken"), shown=False, numeric=True),
        Column("example", w("site.example"), shown=False),
        Column("id", "id", shown=False),
    ]


def _link(context: Context, row: Row) -> Any:
    link = html.A(html.Bdi(row["title"]), href=address(context.lang, f"/batches/{row['id']}", {}))
    return [link, " ", html.Span(context.w("site.example"), className="tag")] if row["example"] else link


def _status(context: Context, row: Row) -> str:
    """What has become of a batch; of one that was replaced, by which."""
    said = context.w(f"batch.status.{row['status']}")
    return context.w("facts.named", name=said, value=title(context, row["after"])) if row["status"] == REPLACED else said


def _dataset(context: Context, id: str) -> str:
    return context.catalogue.datasets[id].names[context.lang] if id in context.catalogue.datasets else "–"


PAGE = Page("/batches", render, parameters=("status", "dataset"), examples=("/batches",), desk=True)
