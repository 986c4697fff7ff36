"""The sessions of an event: who spoke and who moderated in each, who had the floor for how long, and which groups they came from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from ...domain.measures import Counts
from ...domain.panels import Panels, roll_up
from ...domain.panels import Session as Panel
from ...domain.programme import MODERATOR
from ...domain.yardsticks import Yardstick
from .participation import NOT_APPLICABLE, SET_OF_SESSIONS, TOTAL, Figure, added


@dataclass(frozen=True)
class Session:
    """One session: its panellists (those of `role`) and its moderators by sex, None where they were not counted."""

    id: str
    title: str
    role: str
    source: str
    panellists: Counts | None
    moderators: Counts | None
    minutes: Counts | None
    example: bool
    event: str = ""

    @property
    def with_others(self) -> bool:
        """Whether persons of another category took part."""
        return any(counts is not None and counts.other for counts in (self.panellists, self.moderators))

    def people(self, with_moderators: bool) -> Counts | None:
        """The persons who are looked at: the panellists, and the moderators where they count."""
        if self.panellists is None or self.moderators is None or not with_moderators:
            return self.panellists
        return self.panellists + self.moderators


@dataclass(frozen=True)
class Voice:
    """Presence and speaking time of women and men in the sessions that have both."""

    sessions: int
    presence: Counts
    minutes: Counts


def sessions(found: Iterable[Figure]) -> list[Session]:
    """The single sessions among the figures, in the order of their ids; the panellists are of the role that most sessions have."""
    single = [figure for figure in found if not figure.session.startswith(SET_OF_SESSIONS) and _whole(figure)]
    roles = Counter(figure.role for figure in single if figure.role != MODERATOR)
    role = min(roles, key=lambda name: (-roles[name], name), default=MODERATOR)
    made = []
    for _, group in groupby(sorted(single, key=lambda figure: figure.session), key=lambda figure: figure.session):
        listed = {figure.role: figure for figure in group if figure.role in (role, MODERATOR)}
        panel, moderator = listed.get(role), listed.get(MODERATOR)
        first = panel or moderator
        if first is not None:
            moderators = moderator.counts if moderator and role != MODERATOR else None
            counts, minutes = (panel.counts, panel.minutes) if panel else (None, None)
            title = first.title or first.session
            made.append(Session(first.session, title, role, first.source, counts, moderators, minutes, first.example, first.event))
    return made


def panels(listed: Iterable[Session], pledge: Yardstick) -> Panels:
    """The sessions rolled up by the panel pledge, with or without moderators as the pledge says."""
    return roll_up((Panel(session.panellists, session.moderators) for session in listed), pledge)


def voice(listed: Iterable[Session]) -> Voice | None:
    """Speaking time beside presence, over the sessions whose panellists and speaking time are both known by sex; None without any."""
    known = [session for session in listed if session.panellists is not None and session.minutes is not None]
    if not known:
        return None
    presence, minutes = known[0].panellists, known[0].minutes
    for session in known[1:]:
        presence, minutes = presence + session.panellists, minutes + session.minutes
    return Voice(len(known), presence, minutes)


def groups(found: Sequence[Figure]) -> list[Figure]:
    """The groups that participants came from, added up over sessions where they were counted session by session.

    A group of the event as a whole goes before its sum over sessions.
    """
    own = [figure for figure in found if figure.group != TOTAL and figure.area == TOTAL and figure.delegation == NOT_APPLICABLE]
    whole = [figure for figure in own if figure.session == TOTAL]
    made = list(whole)
    said = {(figure.role, figure.group, figure.source) for figure in whole}

    def key(figure: Figure) -> tuple[str, str, str]:
        return figure.role, figure.group, figure.source

    parts = sorted((figure for figure in own if not figure.session.startswith(SET_OF_SESSIONS) and key(figure) not in said), key=key)
    for _, part in groupby(parts, key=key):
        listed = list(part)
        total = added(listed, "sessions", group=listed[0].group)
        if total is not None:
            made.append(total)
    return made


def _whole(figure: Figure) -> bool:
    """Whether a figure covers all areas, delegations and groups."""
    return (figure.area, figure.delegation, figure.group) == (TOTAL, NOT_APPLICABLE, TOTAL)
