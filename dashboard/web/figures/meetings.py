"""Meetings with delegations: which events have them in which roles, and who was sent to the meetings of a series."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..view import Row
from .participation import Figure


@dataclass(frozen=True)
class Meetings:
    """The events of the version, the newest last, and in which roles they have delegations."""

    events: Mapping[str, Row]
    roles: Mapping[str, Sequence[str]]

    def newest(self, role: str) -> str:
        """The newest meeting with delegations, in this role where any has such, a real one before an example; "" without any."""
        found = [code for code in self.events if role in self.roles.get(code, ())]
        found = found or [code for code in self.events if code in self.roles]
        return next((code for code in reversed(found) if not self.events[code]["example"]), found[-1] if found else "")

    def series(self, meeting: str, role: str) -> list[Row]:
        """The meetings of the same series and organiser with delegations in this role, oldest first."""
        if meeting not in self.events:
            return []
        own = self.events[meeting]
        alike = [row for row in self.events.values() if (row["series"], row["entity"]) == (own["series"], own["entity"])]
        return [row for row in alike if role in self.roles.get(row["event"], ())]

    def recorded(self, role: str) -> bool:
        """Whether any meeting has this role delegation by delegation."""
        return any(role in roles for roles in self.roles.values())


@dataclass(frozen=True)
class Sent:
    """The delegations to the meetings of a series in one role: `every` of them, and those `kept` by filters."""

    rows: Sequence[Row]
    kept: Mapping[str, Sequence[Figure]]
    every: Mapping[str, Sequence[Figure]]

    def before(self, meeting: str) -> Row | None:
        """The meeting before this one; None where it is the first, or has no such delegations."""
        codes = [row["event"] for row in self.rows]
        at = codes.index(meeting) if meeting in codes else 0
        return self.rows[at - 1] if at else None


def meetings(events: Iterable[Row], with_delegations: Iterable[Row]) -> Meetings:
    """The events (`queries/challenge_events.sql`) with the roles of their delegations (`queries/delegations_meetings.sql`)."""
    roles: dict[str, list[str]] = {}
    for row in with_delegations:
        roles.setdefault(row["event"], []).append(row["role"])
    return Meetings({row["event"]: row for row in events}, roles)
