"""What the speaker check says of a line-up: the sentence, the bar, panels, sessions, speaking time, groups and regions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html

from ...domain.measures import Counts, bounds, coverage, share_of_women
from ...domain.panels import roll_up
from ...domain.programme import MODERATOR, Entry, by_group, by_region, chairs, counts, looked_at, panels, sessions, voice
from ...domain.rebalance import Standing
from ...domain.yardsticks import Evidence, Verdict, Yardstick, judge
from ..context import Context
from .bars import counts_bar, legend
from .participation import counted_text, line_item, line_list
from .sessions import panel_tallies, people_figure
from .verdict import band, verdict_mark, verdict_sentence, yardstick_note

FEWEST = 2  # people of whom balance can be said


class Judged:
    """A line-up held against a yardstick: everybody who is looked at, and what follows of that."""

    def __init__(self, entries: Sequence[Entry], yardstick: Yardstick, pledge: Yardstick):
        self.entries, self.yardstick, self.pledge = tuple(entries), yardstick, pledge
        self.looked_at = looked_at(self.entries, bool(pledge.parameters["count_moderators"]))
        self.people = counts(self.looked_at)

    @property
    def share(self) -> float | None:
        """The share of women; None where there is nothing to say it of."""
        return share_of_women(self.people) if (self.people.total or 0) >= FEWEST else None

    @property
    def verdict(self) -> Verdict | None:
        """What the yardstick says of all together; None where there is no share."""
        return None if self.share is None else judge(self.yardstick, Evidence(counts=self.people))


def sentence(context: Context, judged: Judged) -> str:
    """The answer: the share with its coverage and bounds, and the verdict; or why there is none."""
    w, people = context.w, judged.people
    total, verdict = people.total or 0, judged.verdict
    if total < FEWEST:
        return w("check.answer.one" if total else "check.answer.nobody")
    if judged.share is None or verdict is None:
        return w("check.answer.undisclosed" if people.unknown == total else "check.answer.neither", people=total)
    named = sum(bool(session) for session in sessions(judged.looked_at))
    told = {"share": w.percent(judged.share), "persons": counted_text(context, people)}
    said = [
        w.n("check.answer.counts", named, **told) if named else w("check.answer.event", **told),
        _open(context, people),
        verdict_sentence(w, judged.yardstick, verdict),
        w("check.answer.near") if verdict.within_one_person else "",
    ]
    return w.sentences(said)


def _open(context: Context, people: Counts) -> str:
    """How much is known, and what the rest leaves open."""
    w, limits, known = context.w, bounds(people), coverage(people)
    if not people.unknown or limits is None or known is None:
        return ""
    return w("check.answer.bounds", coverage=w.percent(known), low=w.percent(limits[0]), high=w.percent(limits[1]))


def head(context: Context, judged: Judged) -> list:
    """The bar of all together, with what its colours mean."""
    if judged.share is None:
        return []
    others = bool(judged.people.other or judged.people.unknown)
    return [
        counts_bar(context.w, judged.people, size="head", band=band(judged.yardstick)),
        legend(context.w, unknown=others, band=judged.yardstick.name[context.lang]),
    ]


def panel_part(context: Context, judged: Judged) -> list:
    """How many sessions are without women, without men, or of one sex, with and without those who moderate."""
    w, found = context.w, panels(judged.entries)
    apart, counted = (roll_up(found, judged.pledge.with_parameters(count_moderators=count)) for count in (False, True))
    return [
        html.H2(judged.pledge.name[context.lang]),
        panel_tallies(context, counted if judged.pledge.parameters["count_moderators"] else apart),
        html.P(
            [judged.pledge.wording[context.lang], " ", w("check.pledge", apart=apart.single_sex, counted=counted.single_sex)],
            className="lede",
        ),
    ]


def session_part(context: Context, judged: Judged, standings: Mapping[str, Standing], advice: Mapping[str, str]) -> list:
    """Each session with its people, bar and verdict (`standings`), and what would change it (`advice`), by session."""
    named = sessions(judged.entries)
    items = [
        _session(context, judged.yardstick, session, people, standings[session], advice.get(session, ""))
        for session, people in named.items()
    ]
    return [html.H2(context.w("event.by_session")), html.Ol(items, className="lines sessions")]


def _session(context: Context, yardstick: Yardstick, session: str, entries: Sequence[Entry], standing: Standing, advice: str) -> html.Li:
    w, people = context.w, standing.counts
    moderators = counts(entry for entry in entries if entry.role == MODERATOR)
    heard, share = share_of_women(voice(entries).minutes), share_of_women(people)
    details = [
        w("event.session.people", persons=counted_text(context, people)),
        w("event.session.moderators", persons=counted_text(context, moderators)) if moderators.total else "",
        w(f"event.pledge.{standing.pledge}"),
        w("event.session.minutes", share=w.percent(heard)) if heard is not None else "",
    ]
    change = [html.Br(), html.Span(advice, className="change")] if advice else []
    return line_item(
        html.Bdi(session or w("check.no_session")),
        people_figure(context, people, yardstick),
        w("event.no_share") if share is None else w.percent(share),
        verdict_mark(w, standing.verdict),
        [w.dots(details), *change],
        text=share is None,
    )


def voice_part(context: Context, judged: Judged) -> list:
    """Presence beside speaking time and beside who leads, as far as the list tells."""
    w, heard, leading = context.w, voice(judged.entries), chairs(judged.entries)
    rows = []
    spoken = bool(heard.minutes.total)
    if spoken:
        details = w("check.voice.covered", share=w.percent(heard.covered or 0))
        rows.append(_line(context, w("event.voice.presence"), heard.timed, judged.yardstick, details))
        rows.append(_line(context, w("event.voice.minutes"), heard.minutes, judged.yardstick, w("check.voice.minutes")))
    if leading.total:
        rows.append(_line(context, w("check.voice.chairs"), leading, judged.yardstick))
    return [html.H2(w("event.voice_title")), line_list(rows)] if rows else []


def group_part(context: Context, judged: Judged) -> list:
    """Balance by group and by region, where any were given."""
    w, areas = context.w, context.catalogue.areas
    groups = by_group(judged.looked_at)
    regions = by_region(judged.looked_at, lambda area: [group for group in areas.groups_of(area) if areas.level(group) == "region"])
    parts: list[Any] = []
    for heading, codelist, found in ((w("event.by_group"), "GROUP", groups), (w("check.by_region"), "AREA", regions)):
        if set(found) - {""}:
            rows = [_line(context, context.name(codelist, code or "_U"), people, judged.yardstick) for code, people in found.items()]
            parts += [html.H2(heading), line_list(rows)]
    return parts


def _line(context: Context, label: str, people: Counts, yardstick: Yardstick, details: str = "") -> html.Li:
    w, share = context.w, share_of_women(people)
    bar = counts_bar(w, people, size="row", band=band(yardstick))
    mark = verdict_mark(w, judge(yardstick, Evidence(counts=people))) if (people.total or 0) >= FEWEST else None
    text = w("event.no_share") if share is None else w.percent(share)
    return line_item(label, bar, text, mark, w.dots([counted_text(context, people), details]), text=share is None)


def note(context: Context, judged: Judged) -> html.P:
    """What the yardstick asks for and where it was published."""
    return yardstick_note(context, judged.yardstick)
