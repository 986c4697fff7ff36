"""How figures are defined, computed, judged and chosen; where they come from; what is corrected; which versions of the data there are."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from dash import html

from ...storage import Batch
from ..components.corrections import corrections_table
from ..components.fact import batch_link, filled
from ..components.notes import source_links
from ..components.tables import data_table
from ..context import Context
from ..view import Column, Page, Row, Table, View

# Women F, men M, another category O, unknown U, all of them N; a formula reads the same in every language.
MEASURES = {
    "share": "100 × F ÷ (F + M)",
    "coverage": "100 × (F + M + O) ÷ N",
    "bounds": "100 × F ÷ (F + M + U) … 100 × (F + U) ÷ (F + M + U)",
    "gap": "F − M",
    "parity_ratio": "F ÷ M",
    "gpi": "GPI = F ÷ M",
    "adjusted_gpi": "GPI ≤ 1: GPI;  GPI > 1: 2 − 1 ÷ GPI",
    "relative_gap": "100 × (M − F) ÷ M",
    "median": "median(x₁ … xₙ)",
}
FEW = 3
WITHDRAW, REPLACE, PUBLISH = "withdraw", "replace", "publish"
RULES = ("published", "sources", "bounds", "unknown", "counterpart", "small", "examples", "names")


@dataclass(frozen=True)
class Brought:
    """A batch that came or went with a version: how, and the one that it replaced, where that is known and shown."""

    batch: Batch
    how: str
    gone: Batch | None = None


def render(context: Context) -> View:
    """The page: measures, rules, yardsticks, sources, batches, versions."""
    w = context.w
    tables = [_yardsticks(context), _sources(context), _batches(context), corrections_table(context), _versions(context)]
    yardsticks, sources, batches, corrections, versions = (data_table(context, table) for table in tables)
    body = [
        html.H1(w("method.title")),
        html.P(w("method.answer"), className="answer"),
        html.H2(w("method.measures"), id="measures"),
        html.Dl([_measure(context, name) for name in MEASURES], className="definitions"),
        html.H2(w("method.rules"), id="rules"),
        html.Ul([html.Li(w(f"method.rule.{name}")) for name in RULES]),
        html.H2(w("method.yardsticks"), id="yardsticks"),
        html.P(w("method.yardsticks.lede")),
        yardsticks,
        html.H2(w("method.sources"), id="sources"),
        sources,
        html.H2(w("method.batches"), id="batches"),
        batches,
        html.H2(w("method.corrections"), id="corrections"),
        html.P(w("method.corrections.lede" if tables[3].rows else "method.corrections.none")),
        *([corrections] if tables[3].rows else []),
        html.H2(w("method.versions"), id="versions"),
        html.P(w("method.versions.lede")),
        versions,
    ]
    return View(title=w("method.title"), description=w("method.answer"), body=body, tables=tables)


def _measure(context: Context, name: str) -> html.Div:
    w = context.w
    terms = [html.Dt(w(f"method.measure.{name}")), html.Dd([html.Code(MEASURES[name], dir="ltr"), html.P(w(f"method.words.{name}"))])]
    return html.Div(terms)


def _yardsticks(context: Context) -> Table:
    lang, w = context.lang, context.w
    rows = [
        {
            "id": one.id,
            "name": one.name[lang],
            "wording": one.wording[lang],
            "caution": one.caution[lang],
            "source": one.source,
            "link": one.link,
        }
        for one in context.catalogue.yardsticks.values()
    ]
    columns = [
        Column("name", w("site.yardstick")),
        Column("wording", w("method.wording")),
        Column("source", w("site.source"), cell=_linked("source")),
        Column("caution", w("method.caution")),
        Column("id", "id", shown=False),
        Column("link", "link", shown=False),
    ]
    return Table("yardsticks", w("method.yardsticks"), columns, rows)


def _sources(context: Context) -> Table:
    w = context.w
    rows = [
        {
            "id": source.id,
            "publisher": source.publisher,
            "title": source.title,
            "link": source.link,
            "kind": source.kind,
            "licence": source.licence or None,
            "retrieved": source.retrieved or None,
        }
        for source in context.catalogue.sources.values()
    ]
    columns = [
        Column("publisher", w("method.publisher")),
        Column("title", w("method.publication"), cell=_linked("title")),
        Column("kind", w("method.kind"), cell=lambda row: w(f"method.kind.{row['kind']}")),
        Column("licence", w("method.licence")),
        Column("retrieved", w("method.retrieved")),
        Column("id", "id", shown=False),
        Column("link", "link", shown=False),
    ]
    return Table("sources", w("method.sources"), columns, rows, open=False)


def _batches(context: Context) -> Table:
    w = context.w
    rows = [
        row | {"title": _in_language(row["title"], context.lang), "note": _in_language(row["note"], context.lang)}
        for row in context.version.run("method_batches")
    ]
    columns = [
        Column("title", w("method.batch"), cell=lambda row: _batch_title(context, row)),
        Column("dataset", w("method.dataset"), cell=lambda row: context.catalogue.datasets[row["dataset"]].names[context.lang]),
        Column("records", w("method.records"), numeric=True),
        Column("source", w("site.source"), cell=lambda row: source_links(context, [row["source"] or ""]) or "–"),
        Column("published_at", w("method.published"), cell=lambda row: w.date(row["published_at"].date())),
        Column("licence", w("method.licence"), shown=False),
        Column("retrieved", w("method.retrieved"), shown=False),
        Column("note", w("site.flags"), shown=False),
        Column("example", w("site.example"), shown=False),
        Column("id", "id", shown=False),
    ]
    return Table("batches", w("method.batches"), columns, rows, open=False)


def _batch_title(context: Context, row: Row) -> list:
    text: list[Any] = [html.A(html.Bdi(row["title"] or row["id"]), href=context.url(f"/batches/{row['id']}"))]
    return [*text, " ", html.Span(context.w("site.example"), className="tag")] if row["example"] else text


def _versions(context: Context) -> Table:
    w = context.w
    batches = _brought(context)
    rows = [
        {
            "number": record.number,
            "created_at": record.created_at,
            "reason": record.reason,
            "batches": batches.get(record.number, []),
            "batch": " ".join(one.batch.id for one in batches.get(record.number, [])),
            "replaced": " ".join(one.gone.id for one in batches.get(record.number, []) if one.gone),
            "note": record.note or None,
            "added": record.added,
            "changed": record.changed,
            "removed": record.removed,
            "checksum": record.checksum,
        }
        for record in sorted(context.history(), key=lambda record: -record.number)
        if record.number <= context.newest
    ]
    columns = [
        Column("number", w("site.version"), cell=lambda row: _version_link(context, row)),
        Column("created_at", w("method.published"), cell=lambda row: w.moment(row["created_at"])),
        Column("reason", w("method.change"), cell=lambda row: _change(context, row)),
        Column("note", w("batch.note"), cell=lambda row: html.Bdi(row["note"] or ""), shown=any(row["note"] for row in rows)),
        Column("added", w("method.added"), numeric=True),
        Column("changed", w("method.changed"), numeric=True),
        Column("removed", w("method.removed"), numeric=True),
        Column("batch", w("method.batch"), shown=False),
        Column("replaced", "replaced", shown=False),
        Column("checksum", w("method.checksum"), shown=False),
    ]
    return Table("versions", w("method.versions"), columns, rows)


def _version_link(context: Context, row: Row) -> html.A:
    """The number of a version, leading to the pages as they stood; others lead to it by this id."""
    number = row["number"]
    return html.A(context.w.number(number), href=context.url("/", version=str(number)), id=f"version-{number}")


def _brought(context: Context) -> dict[int, list[Brought]]:
    """The batches that came or went with each version, those withdrawn or replaced among them; examples only where they are shown."""
    found: dict[int, list[Brought]] = {}
    batches = context.store.batches() if context.store else ()
    known = {batch.id: batch for batch in batches if context.settings.examples or not batch.manifest.example}
    in_place = {record.batch for record in context.history() if record.reason == REPLACE}
    for batch in known.values():
        if batch.version is not None:
            made = Brought(batch, REPLACE, known.get(batch.replaces or "")) if batch.id in in_place else Brought(batch, PUBLISH)
            found.setdefault(batch.version, []).append(made)
    for record in context.history():
        if record.reason == WITHDRAW and (gone := known.get(record.batch or "")):
            found.setdefault(record.number, []).append(Brought(gone, WITHDRAW))
    return found


def _change(context: Context, row: Row) -> Any:
    """What changed: the batches with links, folded where there are many."""
    w = context.w
    if not row["batches"]:
        reason = row["reason"] if row["reason"] in (WITHDRAW, "rebuild") else PUBLISH
        return w(f"method.reason.{reason}", batch=w("method.several"))
    items = [html.Li(_brought_words(context, one)) for one in row["batches"]]
    if len(items) == 1:
        return items[0].children
    listed = html.Ul(items)
    return listed if len(items) <= FEW else html.Details([html.Summary(w.n("method.batches.count", len(items))), listed])


def _brought_words(context: Context, one: Brought) -> list:
    w, batches = context.w, {batch.id: batch for batch in (one.batch, one.gone) if batch}
    links = {name: batch_link(context, batches, batch.id) for name, batch in (("batch", one.batch), ("gone", one.gone)) if batch}
    unknown = one.how == REPLACE and not one.gone
    words = w("method.reason.replace.unknown") if unknown else w(f"method.reason.{one.how}")
    since = [" ", html.Small(w("method.withdrawn_since"))] if one.how != WITHDRAW and one.batch.status == "withdrawn" else []
    return [*filled(words, **links), *since]


def _linked(key: str) -> Any:
    def cell(row: Row) -> Any:
        text = html.Bdi(row[key])
        return html.A(text, href=row["link"], rel="external") if row["link"] else text

    return cell


def _in_language(text: str | None, lang: str) -> str:
    """A title or note of a batch, which is plain text or a JSON object of the same text in six languages."""
    if text and text.startswith("{"):
        words = json.loads(text)
        return words.get(lang) or words.get("en", "")
    return text or ""


SECTIONS = ("measures", "rules", "yardsticks", "sources", "corrections", "versions")

PAGE = Page("/method", render, examples=("/method",), sections=SECTIONS, menu="method.menu")
