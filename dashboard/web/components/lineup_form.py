"""The form of the speaker check: a list to paste or drop, numbers to tap session by session, and what is asked of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html

from ...domain.programme import SEXES
from ..context import Context
from ..lineup import LONGEST_TITLE, MOST_MINUTES, MOST_PEOPLE, ROLES, Block
from .bars import parity_bar
from .form import Input, check_box, choice, field

ACCEPTED = ".csv,.tsv,.txt,.xlsx"
LONGEST_SOURCE = 200


def list_part(context: Context, text: str, limit: int) -> html.Section:
    """Where a list is pasted, typed or dropped; `text` is what stands in it, `limit` the megabytes that are read."""
    w = context.w
    area = html.Textarea(text, id="list", name="list", rows=10, autoComplete="off", spellCheck="false", dir="auto")
    file = Input(type="file", id="file", name="file", accept=ACCEPTED, autoComplete="off")
    parts = [
        field(w("check.list"), area, hint=w("check.list.hint")),
        html.Div(field(w("check.file"), file, hint=w("check.file.hint", limit=limit)), className="drop"),
        html.Button(w("check.submit"), type="submit", className="primary"),
    ]
    return html.Section(parts, className="lineup-list", **{"data-drop": ""})


def tap_part(context: Context, blocks: Sequence[Block]) -> html.Section:
    """Where people are counted by tapping: a block a session and role; with script also a mode for a phone in the room."""
    w = context.w
    bar = parity_bar("", 0, 0, between=0, size="row")
    bar.className += " now-bar"
    parts = [
        html.H2(w("check.tap"), id="tap"),
        html.Div(
            [html.P("", id="now", **{"aria-live": "polite"}), html.Div(bar, **{"aria-hidden": "true"})],
            className="now",
            hidden=True,
            **{"data-says": w("check.now", **{name: f"%{name}%" for name in NOW})},
        ),
        *(_block(context, block, number) for number, block in enumerate(blocks)),
        html.P(
            [
                html.Button(w("check.block.add"), type="submit", name="do", value="block"),
                html.Button(w("check.tally"), type="button", id="tally", hidden=True, **{"aria-pressed": "false"}),
            ],
            className="lineup-buttons",
        ),
        html.P(w("check.tally.hint"), id="tally-hint", className="hint", hidden=True),
    ]
    return html.Section(parts, className="lineup-taps", **{"aria-labelledby": "tap"})


NOW = ("women", "men", "other", "unknown", "minutes_women", "minutes_men")


def _block(context: Context, block: Block, number: int) -> html.Fieldset:
    w = context.w
    roles = choice(f"role-{number}", [(code, context.name("ROLE", code)) for code in ROLES], block.role)
    name = Input(
        type="text", id=f"session-{number}", name=f"session-{number}", value=block.session, maxLength=str(LONGEST_TITLE), autoComplete="off"
    )
    fixed = check_box(f"fixed-{number}", w("check.block.fixed"), checked=block.fixed)
    minutes = [_minutes(context, block, sex, number) for sex in SEXES]
    return html.Fieldset(
        [
            html.Legend(w("check.block.title", number=number + 1)),
            html.Div([field(w("check.block.session"), name), field(w("check.block.role"), roles), fixed]),
            html.Div([_tap(context, block, sex, number) for sex in SEXES], className="taps"),
            html.Details([html.Summary(w("check.minutes")), html.Div(minutes, className="taps")], open=bool(block.minutes)),
        ],
        className="block",
    )


def _tap(context: Context, block: Block, sex: str, number: int) -> html.Div:
    w, id = context.w, f"{sex}-{number}"
    known = str(block.people.get(sex, 0) or "")
    count = Input(
        type="number",
        id=id,
        name=id,
        value=known,
        min="0",
        max=str(MOST_PEOPLE),
        step="1",
        inputMode="numeric",
    )
    plus = html.Button(w(f"check.plus.{sex}"), type="submit", name="plus", value=id, className=f"plus plus-{_kind(sex)}")
    return html.Div([field(w(f"check.sex.{sex}"), count), plus], className="tap")


def _minutes(context: Context, block: Block, sex: str, number: int) -> html.Div:
    w, id = context.w, f"minutes-{sex}-{number}"
    spoken = block.minutes.get(sex)
    minutes = Input(
        type="number",
        id=id,
        name=id,
        value="" if spoken is None else f"{spoken:.6g}",
        min="0",
        max=str(int(MOST_MINUTES)),
        step="any",
        inputMode="decimal",
    )
    look = {"className": f"timer plus-{_kind(sex)}", "aria-pressed": "false"}
    timer = html.Button(w(f"check.timer.{sex}"), type="button", value=f"{sex}-{number}", hidden=True, **look)
    return html.Div([field(w(f"check.minutes.{sex}"), minutes), timer], className="tap")


def _kind(sex: str) -> str:
    return {"F": "women", "M": "men"}.get(sex, "others")


def options_part(context: Context, yardsticks: Sequence[str], yardstick: str, moderators: bool) -> html.Fieldset:
    """What is asked: the yardstick, whether moderators count, and from whom the speakers could have been chosen."""
    w, form = context.w, context.form
    known = context.catalogue.yardsticks

    def text(name: str, **more: str) -> Input:
        return Input(id=name, name=name, value=form.get(name, "")[:LONGEST_SOURCE], **{"type": "text", "autoComplete": "off", **more})

    given = any(form.get(name, "").strip() for name in ("pool_share", "pool_people", "pool_women", "pool_source"))
    pool: list[Any] = [
        html.Summary(w("check.pool")),
        html.P(w("check.pool.hint"), className="hint"),
        field(w("check.pool.share"), text("pool_share", inputMode="decimal")),
        field(w("check.pool.people"), text("pool_people", inputMode="numeric")),
        field(w("check.pool.women"), text("pool_women", inputMode="numeric")),
        field(w("check.pool.source"), text("pool_source", maxLength=str(LONGEST_SOURCE))),
    ]
    answers = [("no", w("event.no")), ("yes", w("event.yes"))]
    return html.Fieldset(
        [
            html.Legend(w("check.options")),
            field(w("site.yardstick"), choice("yardstick", [(id, known[id].name[context.lang]) for id in yardsticks], yardstick)),
            field(w("event.moderators"), choice("moderators", answers, "yes" if moderators else "no")),
            html.Details(pool, open=given),
        ],
        className="lineup-options",
    )
