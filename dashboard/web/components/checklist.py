"""The checklist of an event: for whoever plans it with who did what when, for readers only what is done."""

from __future__ import annotations

from typing import Any

from dash import html

from ...catalogue import Item
from ...storage.checklists import Checklist, Tick
from ..context import Context
from .form import check_box

CHECKLIST = "CHECKLIST"


def phases(context: Context) -> dict[str, list[Item]]:
    """The items of the checklist below each phase, in their order."""
    items = context.catalogue.codelists[CHECKLIST].items
    return {phase: [item for item in items.values() if item.parent == phase] for phase, one in items.items() if not one.parent}


def codes(context: Context) -> list[str]:
    """The codes of all items."""
    return [item.code for items in phases(context).values() for item in items]


def state(context: Context) -> str:
    """What readers see of the checklist of the event in the address, as a text: what the page is remembered under."""
    kept = _kept(context, context.arguments["event"])
    return " ".join(["shown", *sorted(kept.ticks)]) if kept.shown else ""


def _kept(context: Context, event: str) -> Checklist:
    return context.store.checklists.of(event) if context.store else Checklist()


def checklist_boxes(context: Context, kept: Checklist) -> list[Any]:
    """The items as boxes to tick, each with who ticked it when."""
    groups = []
    for phase, items in phases(context).items():
        boxes = []
        for item in items:
            tick = kept.ticks.get(item.code)
            label = [context.name(CHECKLIST, item.code), *([html.Small(_who(context, tick))] if tick else [])]
            boxes.append(check_box(f"item-{item.code}", label, checked=tick is not None))
        groups.append(html.Fieldset([html.Legend(context.name(CHECKLIST, phase)), *boxes]))
    return groups


def _who(context: Context, tick: Tick) -> list[Any]:
    return [" ", html.Bdi(tick.account), " · ", context.w.moment(tick.at)]


def checklist_section(context: Context, event: str) -> list[Any]:
    """What readers see of the checklist of an event: nothing, unless its organiser wants them to."""
    kept = _kept(context, event) if context.beside else Checklist()
    if not kept.shown:
        return []
    w = context.w
    done = [code for code in codes(context) if code in kept.ticks]
    groups = []
    for phase, items in phases(context).items():
        listed = [html.Li([_mark(context, item.code in kept.ticks), " ", context.name(CHECKLIST, item.code)]) for item in items]
        groups += [html.H3(context.name(CHECKLIST, phase)), html.Ul(listed, className="checklist")]
    counted = w.n("checklist.counted", len(codes(context)), done=len(done))
    whole = html.Details([html.Summary(w("checklist.list")), *groups])
    said = html.P(w.sentences([counted, w("checklist.said")]))
    return [html.Section([html.H2(w("checklist.title"), id="checklist"), said, whole])]


def _mark(context: Context, done: bool) -> html.Strong | html.Span:
    return html.Strong(context.w("checklist.done")) if done else html.Span(context.w("checklist.open"), className="hint")
