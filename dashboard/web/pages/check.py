"""The speaker check: a draft programme, pasted or tapped, held against a yardstick; no login, and nothing of it is kept."""

from __future__ import annotations

import re
import traceback
from dataclasses import replace

from dash import html

from ...domain.programme import sessions
from ...domain.rebalance import rebalance
from ...domain.yardsticks import Yardstick
from ...ingest.roster import Roster, batch_csv
from ...ingest.roster_table import LARGEST, MEGABYTE
from ..components.form import Input, field
from ..components.lineup_advice import advice_part, session_advice
from ..components.lineup_chance import chance_part
from ..components.lineup_form import list_part, options_part, tap_part
from ..components.lineup_report import report
from ..components.lineup_verdict import Judged, group_part, head, note, panel_part, sentence, session_part, voice_part
from ..context import Context, PageProblem, address
from ..desk import Made, written
from ..lineup import LONGEST_TITLE, Lineup, list_text, read_lineup
from ..serialise import to_html
from ..view import Page, View
from .challenge import YARDSTICKS
from .event import PLEDGE

MOST_SESSIONS = 500
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
    if form.get("do") == "batch":
        code = _event(form.get("event", ""))
        return Made(batch_csv(lineup.entries, code).encode(), "text/csv", f"{code}.csv")
    judged = Judged(lineup.entries, *_asked(context))
    live = context.query.get("format") == "json"
    said = sentence(context, judged)
    verdict = [*report(context, lineup.roster, live=live, rewritten=not live or bool(context.visit.held)), *_verdict(context, judged)]
    if not live:
        return _view(context, lineup, said, head(context, judged), verdict)
    read = bool(context.visit.held) and not lineup.roster.refused
    data = {
        "answer": said,
        "head": to_html(head(context, judged)),
        "verdict": to_html(verdict),
        "read": read,
        "list": list_text(w, lineup.roster.entries) if read else "",
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
        _take(context),
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


def _take(context: Context) -> html.Section:
    """What can be taken along: the tally as a batch file, the page on paper, the card."""
    w = context.w
    code = Input(type="text", id="event", name="event", value=_event(context.form.get("event", ""), ""), maxLength="60", autoComplete="off")
    return html.Section(
        [
            html.H2(w("site.take_along")),
            field(w("check.take.event"), code, hint=w("check.take.event.hint")),
            html.P(
                [
                    html.Button(w("check.take.batch"), type="submit", name="do", value="batch"),
                    html.Button(w("check.take.print"), type="button", id="print", hidden=True),
                ],
                className="lineup-buttons",
            ),
        ],
        className="lineup-take",
    )


def _event(text: str, otherwise: str = "EVENT") -> str:
    """What somebody has typed as the code of an event that it can be."""
    return "_".join(re.findall(r"[A-Za-z0-9]+", text))[:60].upper() or otherwise


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
                [list_part(context, list_text(w, lineup.roster.entries), _megabytes()), tap_part(context, lineup.blocks)],
                className="lineup-in",
            ),
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
