"""Where the figures of a batch are shown: the pages of its indicators, areas, events and entities, the first few of each kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from dash import html

from ...catalogue import CORRECTIONS
from ...storage import Batch
from ..context import Context
from ..view import Facts
from .cells import key_words
from .fact import filled
from .origin import facts_url
from .participation import event_name

LISTED = 5
# The front page tells of these without a page for each of their codes.
ON_FRONT = ("staff", "staff_flow", "action")
Ways = Sequence[tuple[str, str]]
"""Addresses and the names of what is there."""


def shown_on(context: Context, batch: Batch) -> list[Any]:
    """The pages that show figures of a batch in this version, by kind, with how many more there are; nothing where there are none."""
    kinds = [(kind, ways) for kind, ways in _kinds(context, batch) if ways]
    if not kinds:
        return []
    items = [
        html.Li(filled(context.w("facts.named"), name=context.w(f"batch.pages.{kind}"), value=_listed(context, ways)))
        for kind, ways in kinds
    ]
    return [html.H2(context.w("batch.pages"), id="pages"), html.Ul(items)]


def _listed(context: Context, ways: Ways) -> html.Span:
    parts: list[Any] = []
    for href, name in ways[:LISTED]:
        parts += [" · ", html.A(html.Bdi(name), href=href)]
    rest = len(ways) - LISTED
    return html.Span([*parts[1:], *([" · ", context.w.n("batch.pages.more", rest)] if rest > 0 else [])])


def _kinds(context: Context, batch: Batch) -> Iterator[tuple[str, Ways]]:
    dataset = context.catalogue.datasets.get(batch.dataset)
    if dataset is None:
        return
    if dataset.id == CORRECTIONS:
        yield "facts", _corrected(context, batch)
    for column in dataset.dimensions:
        codes = context.version.codes_of(dataset, column.id, batch.id) if column.codelist in _BY_CODELIST or column.id == "EVENT" else []
        if column.codelist == "INDICATOR":
            yield (
                "indicators",
                [
                    (context.url(f"/indicators/{code}"), context.name("INDICATOR", code))
                    for code in codes
                    if code in context.catalogue.indicators
                ],
            )
        elif column.codelist == "AREA":
            areas = context.catalogue.areas
            listed = {code for code in codes if code in areas.items and areas.level(code) != "total"}
            yield "areas", [(context.url(f"/areas/{code}"), context.name("AREA", code)) for code in codes if code in listed]
        elif column.id == "EVENT":
            names = {row["event"]: event_name(context, row) for row in context.version.run("challenge_events")} if codes else {}
            yield "events", [(context.url(f"/challenge/{code}"), names[code]) for code in codes if code in names]
        elif dataset.id == "swap_rating" and codes:
            yield "entities", [(context.url("/un-swap", entity=code), context.name("ENTITY", code)) for code in codes]
    if dataset.id in ON_FRONT:
        yield "other", [(context.url("/"), context.w("home.menu"))]


def _corrected(context: Context, batch: Batch) -> Ways:
    """The facts that the corrections of a batch are about."""
    datasets = context.catalogue.datasets
    found = [one for one in context.version.corrections(datasets) if one.batch == batch.id]
    ways = ((facts_url(context, Facts(one.dataset, one.key)), key_words(context, datasets[one.dataset], one.key)) for one in found)
    return list(dict.fromkeys(ways))


_BY_CODELIST = frozenset({"INDICATOR", "AREA", "ENTITY"})
