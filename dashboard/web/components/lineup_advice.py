"""What would change a line-up, in words: whom to invite, whose place to give to whom, for the event and session by session."""

from __future__ import annotations

from dash import html

from ...domain.measures import share_of_women
from ...domain.programme import MODERATOR, WOMAN
from ...domain.rebalance import Act, Advice, Change, Standing, Way
from ..context import Context
from .lineup_verdict import Judged
from .participation import counted_text


def advice_part(context: Context, judged: Judged, advice: Advice) -> list:
    """The ways in which the event reaches its yardstick while every session keeps the pledge."""
    w, event = context.w, advice.event
    if event.reached is None:
        return []
    heading = html.H2(w("check.advice"))
    if event.reached or not event.ways:
        return [heading, html.P(w("check.advice.reached" if event.reached else "check.advice.none"), className="advice")]
    if not (sensible := _sensible(event)):
        return [heading, html.P(_ask(context, event), className="advice")]
    ways = [_way(context, way, first=way is sensible[0]) for way in sensible]
    return [
        heading,
        html.P(w("check.advice.lead", yardstick=judged.yardstick.name[context.lang])),
        html.Div(ways, className="advice"),
        html.P(w("check.advice.worst_case"), className="hint") if event.worst_case else None,
    ]


def _sensible(standing: Standing) -> tuple[Way, ...]:
    """The ways that are worth telling: where some are undisclosed, to reach it whatever they are may take more people than there are."""
    return tuple(way for way in standing.ways if not standing.worst_case or way.number <= (standing.counts.total or 0))


def _ask(context: Context, standing: Standing) -> str:
    """That those who are undisclosed decide it, so that they are to be asked first."""
    return context.w.n("check.advice.ask", int(standing.counts.unknown))


def _way(context: Context, way: Way, *, first: bool) -> html.Details:
    changes = [html.Li(_in_session(context, one)) for one in way.changes]
    return html.Details([html.Summary(_outcome(context, way)), html.Ul(changes)], open=first)


def session_advice(context: Context, standing: Standing) -> str:
    """What would have one session reach both by itself; "" where it does, or where nothing would."""
    w = context.w
    if standing.reached is not False or not standing.ways:
        return ""
    if not (sensible := _sensible(standing)):
        return _ask(context, standing)
    said = list(dict.fromkeys(w.join(change_words(context, one) for one in way.changes) for way in sensible))[:2]
    return w("check.advice.session", change=w("check.advice.or", one=said[0], other=said[1]) if len(said) > 1 else said[0])


def change_words(context: Context, change: Change) -> str:
    """One change as a request: "invite 1 more woman", "let a woman moderate"."""
    w, who = context.w, "women" if change.sex == WOMAN else "men"
    if change.act is Act.INVITE:
        return w.n(f"check.advice.invite.{who}", change.number)
    roles = {place.role for place in change.places}
    moderate = w(f"check.advice.moderate.{who}") if change.number == 1 and MODERATOR in roles else ""
    if moderate and roles == {MODERATOR}:
        return moderate
    exchange = w.n(f"check.advice.exchange.{who}", change.number)
    return w("check.advice.or", one=exchange, other=moderate) if moderate else exchange


def _in_session(context: Context, change: Change) -> str:
    w = context.w
    return w("check.advice.in_session", session=change.session or w("check.no_session"), change=change_words(context, change))


def _outcome(context: Context, way: Way) -> str:
    """How many changes a way takes, and the people after them."""
    w, share = context.w, share_of_women(way.after)
    return w.n("check.advice.way", way.number, persons=counted_text(context, way.after), share="" if share is None else w.percent(share))
