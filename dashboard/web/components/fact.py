"""One fact told in full: its figure, status and remarks, source, batch and line, what corrects it, and what it was before."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dash import html

from ...catalogue import Dataset
from ...ingest.lines import is_wide
from ...ingest.publishing import BUNDLED_BY
from ...storage import Batch
from ...storage.corrections import APPLIED
from ...storage.model import Correction, Past
from ..batches import title
from ..context import Context
from ..provenance import Fact
from ..view import Column, Row, Table
from .cells import cell_text, column_name, key_words, written_text
from .notes import source_links

# Where a fact without a figure says what it is about: in words, by a rating, by what it is called.
IN_WORDS, NAMES = ("VALUE_TEXT", "RATING"), ("NAME_EN", "TITLE", "VALUE")
Batches = Mapping[str, Batch]
Told = tuple[Mapping[str, str], Sequence[Past]]
"""The key of a fact and its changes."""


def figure_text(context: Context, dataset: Dataset, cells: Mapping[str, Any]) -> str:
    """The figures of a fact in a few words, each with its name where there are several; words where it has no figure."""
    said = [(column, cell_text(context, column, cells)) for column in dataset.measures]
    given = [(column, text) for column, text in said if text]
    if len(given) == 1 and len(dataset.measures) == 1:
        return given[0][1]
    if given:
        return context.w.dots(context.w("facts.named", name=column_name(context, column), value=text) for column, text in given)
    for id in (*IN_WORDS, f"NAME_{context.lang.upper()}", *NAMES):
        if cells.get(id):
            return cell_text(context, dataset.column(id), cells)
    return context.w("site.no_data")


def batch_link(context: Context, batches: Batches, id: str) -> Any:
    """The title of a batch, leading to its page; its id where it is none of those known."""
    batch = batches.get(id)
    if batch is None:
        return html.Bdi(id) if id else ""
    return html.A(html.Bdi(title(context, batch)), href=context.url(f"/batches/{batch.id}"))


def filled(words: str, **parts: Any) -> list:
    """A message with what stands for its placeholders, which may be links."""
    return [parts[piece] if place % 2 else piece for place, piece in enumerate(re.split(r"\{(\w+)\}", words))]


def fact_list(context: Context, dataset: Dataset, fact: Fact, batches: Batches) -> html.Dl:
    """Everything that is known of a fact, entry by entry."""
    w = context.w
    entries: list[tuple[str, Any]] = [(w("facts.figure"), html.Strong(figure_text(context, dataset, fact.cells)))]
    own = {column.id for column in dataset.measures} | {*dataset.key, "SOURCE"}
    for column in dataset.columns:
        if column.id not in own and (text := cell_text(context, column, fact.cells)):
            entries.append((column_name(context, column), html.Bdi(text)))
    entries += [(w("facts.corrections"), _corrections(context, dataset, fact, batches))]
    entries += [(w("site.source"), _source(context, fact)), *_batch(context, fact, batches)]
    if fact.changes:
        entries.append((w("facts.since"), since(context, fact.changes[0], batches)))
    if fact.example:
        entries.append((w("site.example"), w("site.example_note")))
    return html.Dl([html.Div([html.Dt(name), html.Dd(content)]) for name, content in entries if content], className="small-print fact")


def _source(context: Context, fact: Fact) -> list:
    """The source as it is listed, with its link, else as the batch gives it."""
    source = fact.cells.get("SOURCE") or ""
    links = source_links(context, [source])
    manifest = fact.batch.manifest if fact.batch else None
    if manifest and manifest.link.startswith(("https://", "http://")):
        links.append(html.P(html.A(html.Bdi(manifest.link), href=manifest.link, rel="external")))
    return links


def _batch(context: Context, fact: Fact, batches: Batches) -> list[tuple[str, Any]]:
    w, batch = context.w, fact.batch
    if batch is None:
        return [(w("facts.batch"), html.Bdi(fact.cells["BATCH"]))]
    manifest = batch.manifest
    place, said = fact.place, []
    if place:
        said = [w("facts.record", record=str(place.record))]
        said += [w("facts.row" if place.sheet else "facts.line", line=str(place.line))] if place.line else []
        said += [w("facts.in_column", column=place.column)] if place.column else []
    file = [html.Bdi(manifest.file), ": " if said else ""] if manifest.file else []
    return [
        (w("facts.batch"), batch_link(context, batches, batch.id)),
        (w("facts.sender"), _sender(context, manifest.sender)),
        (w("facts.published"), w.moment(batch.published_at) if batch.published_at else ""),
        (w("facts.file"), [*file, w.dots(said)] if file or said else ""),
    ]


def _sender(context: Context, sender: str) -> Any:
    """The account that sent a batch; that it came with the product; that nobody is recorded."""
    if sender.startswith(BUNDLED_BY):
        return context.w("facts.sender.bundled", folder=sender.removeprefix(BUNDLED_BY))
    return html.Bdi(sender) if sender else context.w("facts.sender.none")


def _corrections(context: Context, dataset: Dataset, fact: Fact, batches: Batches) -> list:
    told = [html.Li(correction_words(context, dataset, one, fact.cells, batches)) for one in fact.corrections]
    return [html.Ul(told)] if told else []


def correction_words(context: Context, dataset: Dataset, one: Correction, cells: Mapping[str, Any], batches: Batches) -> list:
    """What the source says, what is shown, why, by which batch and on what evidence."""
    w = context.w
    says, right = (written_text(context, dataset, one.column, text, cells) for text in (one.source_value, one.value))
    key = "facts.correction" if one.state == APPLIED else f"facts.correction.{one.state}"
    if one.state == APPLIED and one.value is None:
        key = "facts.correction.withdrawn"
    words = w(key, column=column_name(context, dataset.column(one.column)), says=says, right=right)
    reason = [" ", w("facts.reason"), " ", html.Bdi(one.reason), " "]
    return [words, *reason, batch_link(context, batches, one.batch), *evidence(context, one)]


def evidence(context: Context, one: Correction) -> list:
    """What a correction rests on, with its link; nothing where it does not say."""
    known = context.catalogue.sources.get(one.source)
    link = one.link or (known.link if known else "")
    name = (known.title if known else one.source) or one.link
    if not name:
        return []
    shown = html.Bdi(name)
    safe = link.startswith(("https://", "http://"))
    return [" · ", html.A(shown, href=link, rel="external") if safe else shown]


def since(context: Context, change: Past, batches: Batches) -> list:
    """From which version on it has been so, and what brought it."""
    w, version = context.w, change.version
    said = w("facts.since.version", version=version.number, date=version.created_at.date())
    earlier = [" ", w("facts.or_earlier")] if change.first else []
    return [html.A(said, href=context.url(version=str(version.number))), *earlier, " · ", *how(context, change, batches)]


def how(context: Context, change: Past, batches: Batches) -> list:
    """What made a change: the batch that was published, one that was withdrawn or replaced, a correction, a rebuild."""
    w, version = context.w, change.version
    if version.reason == "withdraw":
        return filled(w("facts.how.withdraw"), batch=batch_link(context, batches, version.batch or ""))
    if version.reason == "rebuild":
        return [w("facts.how.rebuild")]
    corrected = [w("facts.corrected")] if change.corrected else []
    if version.reason == "replace":
        new = batches.get(version.batch or "")
        gone, link = new.replaces if new else None, batch_link(context, batches, version.batch or "")
        words = w("facts.how.replace" if gone else "facts.how.replace.unknown")
        said = filled(words, batch=link, gone=batch_link(context, batches, gone or ""))
        return [*said, " · ", *corrected] if corrected else said
    batch = change.batch if change.values is not None else version.batch or ""
    return corrected or filled(w("facts.how.publish"), batch=batch_link(context, batches, batch))


def earlier_table(context: Context, dataset: Dataset, told: Iterable[Told], vary: Sequence[str], batches: Batches) -> Table:
    """What facts were before, each change a row, the newest first; `vary` are the columns that tell the facts apart."""
    w = context.w
    rows = [row for key, changes in told for row in _rows(context, dataset, key, changes, batches)]
    same = frozenset(dataset.key) - set(vary)
    columns = [
        *([Column("fact", w("facts.fact"), lambda row: html.Bdi(key_words(context, dataset, row["key"], same)))] if vary else []),
        Column("version", w("site.version"), lambda row: html.A(w.number(row["version"]), href=context.url(version=str(row["version"])))),
        Column("published_at", w("facts.published"), lambda row: w.moment(row["published_at"])),
        Column("figure", w("facts.figure")),
        Column("others", w("facts.others")),
        Column("how", w("facts.how"), lambda row: how(context, row["change"], batches), saved=False),
        *(Column(name, name, shown=False) for name in ("reason", "batch", "record", "corrected")),
        *(Column(id, id, shown=False) for id in dataset.key),
    ]
    return Table("earlier", w("facts.earlier"), columns, rows)


def _rows(context: Context, dataset: Dataset, key: Mapping[str, str], changes: Sequence[Past], batches: Batches) -> list[Row]:
    made = []
    for place, change in enumerate(changes):
        before = changes[place + 1].values if place + 1 < len(changes) else None
        made.append(
            {
                "key": key,
                **key,
                "change": change,
                "version": change.version.number,
                "published_at": change.version.created_at,
                "figure": context.w("facts.absent") if change.values is None else figure_text(context, dataset, {**key, **change.values}),
                "others": _others(context, dataset, before, change.values),
                "reason": change.version.reason,
                "batch": change.batch,
                "record": None if change.batch in batches and is_wide(batches[change.batch]) else change.record or None,
                "corrected": change.corrected,
            }
        )
    return made


def _others(context: Context, dataset: Dataset, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> str:
    """What changed beside the figures, and to what; nothing where the fact is new or gone."""
    if before is None or after is None:
        return ""
    changed = [column for column in dataset.correctable if column.role != "measure" and before.get(column.id) != after.get(column.id)]
    texts = [(column_name(context, column), cell_text(context, column, after)) for column in changed]
    nothing = context.w("facts.says_nothing")
    return context.w.dots(context.w("facts.named", name=name, value=text or nothing) for name, text in texts)
