"""The speaker check: a draft programme, pasted or tapped, held against a yardstick; no login, and nothing of it is kept."""

from __future__ import annotations

import re
import traceback
from dataclasses import replace
from datetime import UTC, datetime

from dash import html

from ...domain.programme import sessions
from ...domain.rebalance import rebalance
from ...domain.yardsticks import Yardstick
from ...ingest.roster import Roster, batch_csv
from ...ingest.roster_table import LARGEST, MEGABYTE
from ..card import CannotDraw, Card, alternative, card_png, card_svg
from ..components.form import Input, field
from ..components.lineup_advice import advice_part, session_advice
from ..components.lineup_chance import chance_part
from ..components.lineup_form import list_part, options_part, tap_part
from ..components.lineup_report import report
from ..components.lineup_verdict import Judged, group_part, head, note, panel_part, sentence, session_part, voice_part
from ..context import Context, PageProblem, address
from ..desk import Made, written
from ..figures.participation import TOTAL, Figure
from ..lineup import LONGEST_TITLE, Lineup, list_text, read_lineup
from ..serialise import to_html
from ..view import Page, View
from .challenge import YARDSTICKS
from .event import PLEDGE

MOST_SESSIONS = 500
FILES = {"batch": "text/csv", "svg": "image/svg+xml", "png": "image/png"}
EMPTY = Lineup(Roster(), (), ())


class Unanswered(Exception):
    """A fault of ours in answering the check; it names the place and nothing that was sent, for the log keeps it."""


def render(context: Context) -> View:
    """The empty page."""
    return _view(context, read_lineup({}, None, context.catalogue, str), context.w("check.lede"), [], [])


def act(context: Context) -> View | Made:
    """The verdict on what was sent; with `format=json` only those parts of the page that change."""
    if context.visit.too_large:
        said = context.w("check.large", limit=_megabytes())
        view = _view(context, EMPTY, said, [], [])
        return replace(view, status=413, code="large")
    try:
        return _answer(context)
    except PageProblem:
        raise
    except Exception as error:  # its text may quote what was sent, and would stand in the log
        place = traceback.extract_tb(error.__traceback__)[-1]
        raise Unanswered(f"{type(error).__name__} in {place.name}, {place.filename}:{place.lineno}") from None


def _answer(context: Context) -> View | Made:
    w, form = context.w, context.form
    lineup = read_lineup(
        form, context.visit.held, context.catalogue, lambda place: written(w("check.block.title", number=place), LONGEST_TITLE)
    )
    judged = Judged(lineup.entries, *_asked(context))
    notes = []
    try:
        if form.get("do") in FILES and lineup.entries:
            return _file(context, judged, form["do"])
    except CannotDraw:
        notes = [html.P(w("problem.font.text"), className="notice", role="alert")]
    live = context.query.get("format") == "json"
    said = sentence(context, judged)
    verdict = [
        *notes,
        *report(context, lineup.roster, live=live, rewritten=not live or bool(context.visit.held)),
        *_verdict(context, judged),
    ]
    if not live:
        return _view(context, lineup, said, head(context, judged), verdict)
    read = bool(context.visit.held) and not lineup.roster.refused
    data = {
        "answer": said,
        "head": to_html(head(context, judged)),
        "verdict": to_html(verdict),
        "read": read,
        "list": list_text(w, context.catalogue, lineup.roster.entries) if read else "",
    }
    return View(w("check.title"), said, [], data=data)


def _asked(context: Context) -> tuple[Yardstick, Yardstick]:
    """The yardstick, and the panel pledge with or without moderators."""
    known = context.catalogue.yardsticks
    chosen = context.form.get("yardstick", "")
    pledge = known[PLEDGE].with_parameters(count_moderators=context.form.get("moderators") == "yes")
    return known[chosen if chosen in YARDSTICKS else YARDSTICKS[0]], pledge


def _verdict(context: Context, judged: Judged) -> list:
    """All that follows the sentence and the bar; nothing where nobody is on the list."""
    if not judged.entries:
        return []
    return [
        *_by_session(context, judged),
        *voice_part(context, judged),
        *group_part(context, judged),
        *chance_part(context, judged),
        note(context, judged),
        html.P(context.w.dots([_title(context), _today(context), context.w("check.card.source")]), className="printed"),
        _take(context, judged),
    ]


def _by_session(context: Context, judged: Judged) -> list:
    """What would change it, the panels, and each session, as far as there are not too many of them to be read."""
    if len(sessions(judged.entries)) > MOST_SESSIONS:
        return [*panel_part(context, judged), html.P(context.w("check.sessions.many", most=MOST_SESSIONS))]
    advice = rebalance(judged.entries, judged.yardstick, judged.pledge)
    changes = {session: session_advice(context, standing) for session, standing in advice.sessions.items()}
    return [
        *advice_part(context, judged, advice),
        *panel_part(context, judged),
        *session_part(context, judged, advice.sessions, changes),
    ]


def _file(context: Context, judged: Judged, kind: str) -> Made:
    """What is taken along as a file: the tally for publishing, or the card; raises CannotDraw."""
    name = "_".join(re.findall(r"[A-Za-z0-9]+", context.form.get("event", "")))[:60].upper() or "EVENT"
    if kind == "batch":
        return Made(batch_csv(judged.entries, name).encode(), FILES[kind], f"{name}.csv")
    drawing = card_svg(context.w, _card(context, judged))
    content = drawing.encode() if kind == "svg" else card_png(drawing)
    return Made(content, FILES[kind], f"{name}.{kind}")


def _title(context: Context) -> str:
    """The name of the event, as typed."""
    return written(context.form.get("event", ""), LONGEST_TITLE)


def _today(context: Context) -> str:
    return context.w.date(datetime.now(UTC).date())


def _card(context: Context, judged: Judged) -> Card:
    """The card of a line-up; where there is no share it says why."""
    w = context.w
    return Card(
        title=_title(context) or w("check.title"),
        sentence=sentence(context, judged),
        yardstick=judged.yardstick,
        figure=None if judged.share is None else Figure("", TOTAL, "", "", counts=judged.people),
        verdict=judged.verdict,
        date=_today(context),
        source=w("check.card.source"),
    )


def _take(context: Context, judged: Judged) -> html.Section:
    """What can be taken along: the card with its alternative text, the tally as a batch file, the page on paper."""
    w = context.w
    title = _title(context)
    name = Input(type="text", id="event", name="event", value=title, maxLength=str(LONGEST_TITLE), autoComplete="off")
    labels = {"svg": "card.svg", "png": "card.png", "batch": "check.take.batch"}
    buttons = [html.Button(w(label), type="submit", name="do", value=kind) for kind, label in labels.items()]
    return html.Section(
        [
            html.H2(w("site.take_along")),
            field(w("check.take.event"), name, hint=w("check.take.event.hint")),
            html.P([*buttons, html.Button(w("check.take.print"), type="button", id="print", hidden=True)], className="lineup-buttons"),
            html.H3(w("card.alternative")),
            html.Div(html.P(alternative(w, _card(context, judged))), className="to-copy"),
        ],
        className="lineup-take",
    )


def _view(context: Context, lineup: Lineup, said: str, above: list, verdict: list) -> View:
    w = context.w
    yardstick, pledge = _asked(context)
    texts = {
        "offline": "check.offline",
        "read": "check.file.read",
        "tally": "check.tally",
        "leave": "check.tally.leave",
    }
    form = html.Form(
        [
            html.Div(
                [
                    list_part(context, list_text(w, context.catalogue, lineup.roster.entries), _megabytes()),
                    tap_part(context, lineup.blocks),
                ],
                className="lineup-in",
            ),
            html.P("", id="said", className="said", role="status"),
            options_part(context, YARDSTICKS, yardstick.id, bool(pledge.parameters["count_moderators"])),
            html.Div(verdict, id="verdict"),
        ],
        action=address(context.lang, context.path, {}),
        method="post",
        encType="multipart/form-data",
        className="lineup",
        **{f"data-{name}": w(key) for name, key in texts.items()},
        **{"data-block": w("check.block.title", number="%number%")},
    )
    body = [
        html.H1(w("check.title")),
        html.P(said, id="answer", className="answer", **{"aria-live": "polite"}),
        html.Div(above, id="head"),
        html.P(w("check.privacy"), className="notice privacy"),
        form,
    ]
    return View(w("check.title"), said, body, scripts=("check.js",))


def _megabytes() -> int:
    return LARGEST // MEGABYTE


PAGE = Page("/check", render, examples=("/check",), menu="check.menu", desk=True, act=act, holds=LARGEST)
