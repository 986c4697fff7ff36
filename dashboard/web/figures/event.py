"""What is known of one event: its figures sorted into the whole, its sessions, groups, country groups and delegations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ...catalogue import Catalogue
from ..view import Row
from .delegations import delegations, role_of, wholes
from .participation import NOT_APPLICABLE, SET_OF_SESSIONS, TOTAL, Figure, Line, figures, leading_only, lines, main_line, sums
from .sessions import Session, groups, sessions


@dataclass(frozen=True)
class Participation:
    """The figures of one event: `lines` for the event as a whole or sets of its sessions, and the parts behind them.

    The parts are of the leading source each; `beside` is what other sources say of the same parts.
    """

    lines: tuple[Line, ...]
    sessions: tuple[Session, ...]
    groups: tuple[Figure, ...]
    areas: tuple[Figure, ...]
    delegations: tuple[Figure, ...]
    beside: tuple[Figure, ...]

    @property
    def roles(self) -> list[str]:
        """The roles that anything is said of, in order."""
        return list(dict.fromkeys(line.leading.role for line in self.lines))

    @property
    def only_whole(self) -> bool:
        """Whether there are figures for the event as a whole and none for sessions, sets of them, delegations or country groups."""
        below = (self.sessions, self.areas, self.delegations, self.beside)
        return bool(self.lines) and not any(below) and all(figure.session == TOTAL for figure in self.figures)

    @property
    def figures(self) -> list[Figure]:
        """The figures of the lines, source by source."""
        return [figure for line in self.lines for figure in line.figures]

    def delegations_in(self, role: str) -> list[Figure]:
        """The delegations in one role, so that a head of delegation is not added to the delegates: this one, else the commonest."""
        wanted = role_of(self.delegations, role)
        return [figure for figure in self.delegations if figure.role == wanted]


def read(rows: Sequence[Row], catalogue: Catalogue) -> Participation:
    """The rows of one event (`queries/event_participation.sql`) sorted into what they are about."""
    found = figures(rows)
    country_groups = catalogue.areas.groups
    top = [figure for figure in found if _is_whole(figure) and figure.session.startswith(SET_OF_SESSIONS)]
    detail = [figure for figure in found if not (_is_whole(figure) and figure.session.startswith(SET_OF_SESSIONS))]
    leads = leading_only(detail, catalogue.sources)
    leading_ids = {id(figure) for figure in leads}
    parts = [figure for figure in leads if _is_whole(figure)]
    listed = delegations(leads, country_groups)
    areas = [figure for figure in leads if figure.area in country_groups and (figure.session, figure.delegation) == (TOTAL, NOT_APPLICABLE)]
    every = [figure for figure in detail if _is_whole(figure)]
    every += [replace(figure, basis="delegations") for figure in wholes(delegations(detail, country_groups))]
    top += sums(every, top)
    order = list(catalogue.codelists["ROLE"].items)
    made = sorted(lines(top, catalogue.sources), key=lambda line: (line.leading.session != TOTAL, order.index(line.leading.role)))
    return Participation(
        tuple(made),
        tuple(sessions(parts)),
        tuple(groups(leads)),
        tuple(areas),
        tuple(listed),
        tuple(figure for figure in detail if id(figure) not in leading_ids),
    )


def leading(known: Participation, role: str) -> Line | None:
    """The line that the sentence is about: of the role asked for, else the one that tells most of the event."""
    return main_line(line for line in known.lines if role in ("", line.leading.role))


def _is_whole(figure: Figure) -> bool:
    """Whether a figure covers all areas, delegations and groups of the event or session."""
    return (figure.area, figure.delegation, figure.group) == (TOTAL, NOT_APPLICABLE, TOTAL)
