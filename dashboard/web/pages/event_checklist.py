"""The checklist of one event, for those who plan it: what is done, who said so and when, and whether readers see it."""

from __future__ import annotations

from dash import html

from ...domain.rights import CONTRIBUTOR
from ..components.checklist import checklist_boxes, codes
from ..components.form import Input, check_box, post_form
from ..components.participation import event_name
from ..context import Context, address
from ..desk import Redirect
from ..events import find_event
from ..view import Page, View


def render(context: Context) -> View:
    """The list as it stands."""
    assert context.desk
    row, w = find_event(context), context.w
    event, kept = row["EVENT"], context.desk.store.checklists.of(row["EVENT"])
    seen = " ".join(code for code in codes(context) if code in kept.ticks)
    name = event_name(context, {key.lower(): value for key, value in row.items()})
    fields = [
        Input(type="hidden", name="seen", value=seen),
        *checklist_boxes(context, kept),
        check_box("shown", w("checklist.show"), checked=kept.shown),
        html.Button(w("checklist.save"), type="submit", className="primary"),
    ]
    body = [
        html.P(html.A(html.Bdi(name), href=context.url(f"/challenge/{event}")), className="crumbs"),
        html.H1(w("checklist.title")),
        html.P(w.n("checklist.counted", len(codes(context)), done=len(seen.split())), className="answer"),
        html.P(w("checklist.lede")),
        post_form(context.desk.token(), context.url(), fields, className="desk-form"),
        html.P(html.A(w("events.edit"), href=context.url(f"/events/{event}/edit")), className="pages"),
    ]
    return View(w("checklist.title"), w("checklist.lede"), body)


def act(context: Context) -> Redirect:
    """Keep what was ticked and what was taken back since the page was made; what others said meanwhile stays."""
    assert context.desk and context.account
    event = find_event(context)["EVENT"]
    seen = set(context.form.get("seen", "").split())
    ticked = {code for code in codes(context) if context.form.get(f"item-{code}") == "yes"}
    undone = (seen - ticked) & set(codes(context))
    context.desk.store.checklists.change(context.account.name, event, ticked - seen, undone, context.form.get("shown") == "yes")
    return Redirect(address(context.lang, f"/events/{event}/checklist", {}))


PAGE = Page("/events/{event}/checklist", render, desk=True, act=act, needs=CONTRIBUTOR)
