"""What is known of a batch: what was said of it, what became of it, when and by whom, and where that leads to."""

from __future__ import annotations

from typing import Any

from dash import html

from ...storage import Batch
from ..batches import ended, ended_by, sender, standing, successor, title
from ..context import Context, address
from .changed import CHANGES, WITHDRAWAL, version_of
from .notes import source_links


def ways(context: Context, batch: Batch, sections: list[Any]) -> list[html.P]:
    """The ways from a batch that is or was published: to its version, to the entry of what became of it last, to what replaced it."""
    w, number, over = context.w, batch.version, ended(context, batch)
    if number is None or version_of(context, batch) is None:
        return []
    entry = over.number if over else number
    ways = [
        html.A(w("batch.at_version", version=number), href=address(context.lang, "/", {"version": str(number)})),
        html.A(w("batch.in_list.end" if over else "batch.in_list"), href=f"{address(context.lang, '/method', {})}#version-{entry}"),
    ]
    if after := _way_to(context, successor(context, batch)):
        ways.append(html.Span([w("batch.replaced_by"), " ", after]))
    anchors = {getattr(part, "id", None) for part in sections}
    ways += [
        html.A(w(words), href=f"#{id}") for id, words in ((CHANGES, "batch.to_changes"), (WITHDRAWAL, "batch.withdrawal")) if id in anchors
    ]
    return [html.P(ways, className="pages")]


def about_batch(context: Context, batch: Batch, within: bool) -> html.Dl:
    """What is known of a batch, in a list."""
    w, manifest = context.w, batch.manifest
    dataset = context.catalogue.datasets.get(batch.dataset)
    link = html.A(html.Bdi(manifest.link), href=manifest.link, rel="external") if manifest.link else None
    file = html.A(w("batch.download"), href=context.url(file="sent")) if within and context.desk.store.bytes_of(batch) else None
    after = successor(context, batch)
    note = manifest.note if isinstance(manifest.note, str) else manifest.note.get(context.lang)
    facts = {
        "status": w(f"batch.status.{standing(batch, after)}"),
        "dataset": dataset.names[context.lang] if dataset else None,
        "file": [html.Bdi(manifest.file), *([" ", file] if file else [])],
        "size": w.n("batch.bytes", manifest.size) if manifest.size else None,
        "records": w.number(manifest.records) if manifest.records else None,
        "sender": sender(context, manifest.sender),
        "received": w.moment(batch.received_at.replace(microsecond=0)),
        "published": w.moment(batch.published_at) if batch.published_at else None,
        "source": source_links(context, [manifest.source]) if manifest.source else None,
        "link": link,
        "licence": html.Bdi(manifest.licence) if manifest.licence else None,
        "retrieved": html.Bdi(manifest.retrieved) if manifest.retrieved else None,
        "remarks": html.Bdi(note) if note else None,
        "note": _release_note(context, batch),
        **_end(context, batch, within),
        "replaces": _way_to(context, _known(context, batch.replaces)),
        "replaced_by": _way_to(context, after),
        "example": w("site.example") if manifest.example else None,
        "sha256": html.Code(manifest.sha256) if manifest.sha256 else None,
    }
    return html.Dl([html.Div([html.Dt(w(f"batch.{name}")), html.Dd(value)]) for name, value in facts.items() if value], className="facts")


def _end(context: Context, batch: Batch, within: bool) -> dict[str, Any]:
    """When a batch that is published no more was taken out, why, and, for whoever may know, by whom."""
    version = ended(context, batch)
    if version is None:
        return {}
    who = ended_by(context, batch) if within else ""
    return {
        "withdrawn": context.w.moment(version.created_at),
        "withdrawn_by": html.Bdi(who) if who else None,
        "withdrawn_note": html.Bdi(version.note) if version.note else None,
    }


def _known(context: Context, id: str | None) -> Batch | None:
    assert context.desk
    return context.desk.store.batch(id) if id else None


def _way_to(context: Context, batch: Batch | None) -> html.A | None:
    return html.A(html.Bdi(title(context, batch)), href=context.url(f"/batches/{batch.id}")) if batch else None


def _release_note(context: Context, batch: Batch) -> html.Bdi | None:
    """What was written where the version was published that brought the batch."""
    made = version_of(context, batch)
    return html.Bdi(made.note) if made and made.note else None
