"""The sessions of an event on a page: the numbers without women or without men, each session with its people, and their speaking time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html

from ...domain.measures import Counts, share_of_women
from ...domain.panels import Panels
from ...domain.yardsticks import Evidence, Yardstick, judge
from ..context import Context
from ..figures.participation import NOT_APPLICABLE, TOTAL
from ..figures.sessions import Session, Voice
from ..view import Column, Facts, Row, Table
from .bars import counts_bar, dots
from .participation import counted_text, line_item, line_list
from .static import static
from .verdict import band, need_words, verdict_mark

# Up to this many people a panel is shown person by person.
SMALL_PANEL = 12
WHOLE = {"REF_AREA": TOTAL, "DELEGATION": NOT_APPLICABLE, "GROUP": TOTAL}


def tallies(entries: Sequence[tuple[str, int]]) -> html.Dl:
    """A few counts side by side, each with what it counts."""
    return html.Dl([html.Div([html.Dt(label), html.Dd(str(number))]) for label, number in entries], className="tallies")


def panel_tallies(context: Context, counted: Panels) -> html.Dl:
    """How many sessions there are, and how many are without women, without men, of one sex, or of unknown composition."""
    w = context.w
    names = ("sessions", "without_women", "without_men", "single_sex", "unknown")
    return tallies([(w(f"event.tally.{name}"), getattr(counted, name)) for name in names])


def people_figure(context: Context, people: Counts | None, yardstick: Yardstick) -> Any:
    """One dot a person for a small panel, else the parity bar; a mark where nobody was counted."""
    if people is None or not people.total:
        return None
    small = people.total <= SMALL_PANEL
    return dots(context.w, people) if small else counts_bar(context.w, people, size="row", band=band(yardstick))


def session_list(context: Context, listed: Sequence[Session], yardstick: Yardstick, pledge: Yardstick) -> html.Ol:
    """The sessions one by one, in their own order."""
    return static(html.Ol([_session_line(context, session, yardstick, pledge) for session in listed], className="lines sessions"))


def _session_line(context: Context, session: Session, yardstick: Yardstick, pledge: Yardstick) -> html.Li:
    w = context.w
    people = session.people(pledge.parameters["count_moderators"])
    share = None if people is None else share_of_women(people)
    verdict = None if people is None else judge(yardstick, Evidence(counts=people))
    mark = verdict_mark(w, verdict) if verdict else None
    details = [_persons(context, "event.session.people", people), _persons(context, "event.session.moderators", session.moderators)]
    details.append(pledge_text(context, session, pledge))
    change = need_words(w, verdict)
    details.append(w("verdict.need.note", change=change) if change else "")
    minutes = None if session.minutes is None else share_of_women(session.minutes)
    if minutes is not None:
        details.append(w("event.session.minutes", share=w.percent(minutes)))
    text = w.dots(details)
    bar = people_figure(context, people, yardstick)
    return line_item(
        html.Bdi(session.title), bar, w.percent(share) if share is not None else w("event.no_share"), mark, text, text=share is None
    )


def _persons(context: Context, message: str, counts: Counts | None) -> str:
    return "" if counts is None else context.w(message, persons=counted_text(context, counts))


def pledge_text(context: Context, session: Session, pledge: Yardstick) -> str:
    """Whether the session keeps the panel pledge."""
    if session.panellists is None:
        return ""
    outcome = judge(pledge, Evidence(counts=session.panellists, moderators=session.moderators)).outcome
    return context.w(f"event.pledge.{outcome}")


def voice_lines(context: Context, heard: Voice, yardstick: Yardstick) -> html.Ul:
    """Presence and speaking time, one bar below the other."""
    w = context.w
    rows = []
    for name, counts in (("presence", heard.presence), ("minutes", heard.minutes)):
        share = share_of_women(counts)
        details = w(f"event.voice.{name}_details", women=counts.women, men=counts.men)
        if counts.other:
            details = w("event.and_other", persons=details, other=counts.other)
        bar = counts_bar(w, counts, size="row", band=band(yardstick))
        rows.append(line_item(w(f"event.voice.{name}"), bar, "" if share is None else w.percent(share), None, details))
    return line_list(rows)


def session_table(context: Context, listed: Sequence[Session], yardstick: Yardstick, pledge: Yardstick) -> Table:
    """The sessions as a table."""
    w = context.w
    columns = [
        Column("session", w("event.session.id")),
        Column("title", w("event.session.title")),
        Column("women", w("site.women"), numeric=True),
        Column("men", w("site.men"), numeric=True),
        Column("other", w("event.other_heading"), numeric=True, shown=any(session.with_others for session in listed)),
        Column("unknown", w("challenge.unknown"), numeric=True),
        Column("share", w("challenge.share"), lambda row: "" if row["share"] is None else w.percent(row["share"]), numeric=True),
        Column("verdict", yardstick.name[context.lang], lambda row: w(f"verdict.mark.{row['verdict']}") if row["verdict"] else ""),
        Column("within_one_person", w("event.session.one_person"), lambda row: w("event.yes") if row["within_one_person"] else ""),
        Column("need", w("event.session.need"), lambda row: need_words(w, row["judged"]), saved=False),
        *(Column(name, "", shown=False) for name in ("need_sex", "need_add", "need_swap")),
        Column("pledge", pledge.name[context.lang], lambda row: w(f"verdict.mark.{row['pledge']}") if row["pledge"] else ""),
        Column("moderators_women", w("event.session.moderators_women"), numeric=True),
        Column("moderators_men", w("event.session.moderators_men"), numeric=True),
        *(Column(name, "", shown=False) for name in ("moderators_other", "moderators_unknown")),
        Column("minutes_women", w("event.session.minutes_women"), numeric=True),
        Column("minutes_men", w("event.session.minutes_men"), numeric=True),
        *(Column(name, "", shown=False) for name in ("minutes_other", "minutes_unknown")),
        Column(
            "example",
            w("site.example"),
            lambda row: w("site.example") if row["example"] else "",
            shown=any(session.example for session in listed),
        ),
    ]
    return Table("sessions", w("event.session.table"), columns, [_row(session, yardstick, pledge) for session in listed], open=False)


def _row(session: Session, yardstick: Yardstick, pledge: Yardstick) -> Row:
    people = session.people(pledge.parameters["count_moderators"])
    verdict = judge(yardstick, Evidence(counts=people)) if people is not None else None
    pledged = judge(pledge, Evidence(counts=session.panellists, moderators=session.moderators)) if session.panellists is not None else None
    need = verdict.need if verdict else None
    moderators, minutes = session.moderators, session.minutes
    return {
        "session": session.id,
        "title": session.title,
        "women": people and people.women,
        "men": people and people.men,
        "other": people and people.other,
        "unknown": people and people.unknown,
        "share": None if people is None else share_of_women(people),
        "verdict": verdict.outcome.value if verdict else "",
        "within_one_person": verdict.within_one_person if verdict else None,
        "judged": verdict,
        "need_sex": need and need.sex,
        "need_add": need and need.add,
        "need_swap": need and need.swap,
        "pledge": pledged.outcome.value if pledged else "",
        "moderators_women": moderators and moderators.women,
        "moderators_men": moderators and moderators.men,
        "moderators_other": moderators and moderators.other,
        "moderators_unknown": moderators and moderators.unknown,
        "minutes_women": minutes and minutes.women,
        "minutes_men": minutes and minutes.men,
        "minutes_other": minutes and minutes.other,
        "minutes_unknown": minutes and minutes.unknown,
        "example": session.example,
        "facts": Facts("participation", {"EVENT": session.event, "SESSION": session.id, **WHOLE}),
    }
