"""The delegations at an event: which there were, how they add up by group and by region, and how many were without women or men."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from ...catalogue.areas import Areas
from ...domain.measures import gap_points
from ...domain.panels import Panels, Session, roll_up
from ...domain.yardsticks import Yardstick
from .participation import NOT_APPLICABLE, TOTAL, Figure, added

REGION_LEVELS = ("region", "group", "itu_region")
# Groups of this catalogue that say how developed a country is called today, which a meeting of another time did not.
LEFT_OUT = ("DEVELOPED", "DEVELOPING")
# What delegations can be added up by: levels of the list of areas, and the kind of participants (the codelist GROUP).
LEVELS = ("region", "itu_region", "rto", "group")
KIND = "kind"


@dataclass(frozen=True)
class Standing:
    """Delegations taken together: their people as one figure, None without exact counts, and how many of them are without women or men."""

    figure: Figure | None
    counted: Panels


def delegations(found: Iterable[Figure], country_groups: Collection[str]) -> list[Figure]:
    """The figures of one delegation each; a figure of a country group is none."""
    whole = (TOTAL, *country_groups)
    return [figure for figure in found if figure.session == TOTAL and (figure.delegation != NOT_APPLICABLE or figure.area not in whole)]


def role_of(listed: Iterable[Figure], role: str) -> str:
    """The role that delegations are looked at in: the one asked for where they have it, else the one most of them have."""
    roles = Counter(figure.role for figure in listed)
    return role if role in roles else min(roles, key=lambda name: (-roles[name], name), default=role)


def regions(areas: Areas, present: Collection[str]) -> dict[str, list[str]]:
    """The regions and country groups that any of the countries present belongs to, by level, in the order of the list of areas."""
    present = set(present)
    made: dict[str, list[str]] = {level: [] for level in REGION_LEVELS}
    for code in areas.groups:
        level = areas.level(code)
        if level in made and code not in LEFT_OUT and present.intersection(areas.members(code)):
            made[level].append(code)
    return made


def within(listed: Iterable[Figure], areas: Areas, group: str, region: str) -> list[Figure]:
    """The delegations of a group of participants and of a region; '' stands for all."""
    members = set(areas.members(region)) if region else set()
    return [figure for figure in listed if group in ("", figure.group) and (not region or figure.area in members)]


def total(listed: Sequence[Figure]) -> Figure | None:
    """All delegations as one figure, computed; None where there are none or one of them has no exact counts."""
    return added(wholes(listed), "delegations")


def wholes(listed: Iterable[Figure]) -> list[Figure]:
    """The delegations without the groups of those that have a total: a group is in it."""
    listed = list(listed)
    totals = {_delegation(figure) for figure in listed if figure.group == TOTAL}
    return [figure for figure in listed if figure.group == TOTAL or _delegation(figure) not in totals]


def _delegation(figure: Figure) -> tuple[str, ...]:
    return figure.event, figure.session, figure.role, figure.source, figure.area, figure.delegation


def by_group(listed: Sequence[Figure]) -> list[tuple[str, Figure]]:
    """One figure a group of participants, the largest first."""
    made = []
    for group in dict.fromkeys(figure.group for figure in listed):
        figure = total([one for one in listed if one.group == group])
        if figure is not None:
            made.append((group, figure))
    return sorted(made, key=lambda pair: -pair[1].counts.total)


def by_region(listed: Sequence[Figure], areas: Areas, codes: Iterable[str]) -> list[tuple[str, Figure]]:
    """One figure a region or country group; a delegation may be in several."""
    made = []
    for code in codes:
        figure = total(within(listed, areas, "", code))
        if figure is not None:
            made.append((code, figure))
    return made


def roll(listed: Iterable[Figure], pledge: Yardstick) -> Panels:
    """The number of delegations, and of those without women, without men, of one person, and of unknown composition."""
    return roll_up((Session(figure.counts) for figure in wholes(listed)), pledge)


def of_one(figure: Figure) -> bool:
    """Whether the delegation is one person."""
    return figure.counts is not None and figure.counts.total == 1


def standing(listed: Sequence[Figure], pledge: Yardstick) -> Standing:
    """How some delegations stand together."""
    return Standing(total(listed), roll(listed, pledge))


def split(listed: Sequence[Figure], areas: Areas, by: str, kinds: Iterable[str] = ()) -> list[tuple[str, list[Figure]]]:
    """The delegations of each group of one level of the list of areas, or of each kind of participants, in the lists' order.

    A delegation may be in several groups; groups whose members are not all recorded, and those without a delegation, are left out.
    """
    if by == KIND:
        parts = [(kind, within(listed, areas, kind, "")) for kind in kinds if kind != TOTAL]
    else:
        codes = [code for code in areas.groups if areas.level(code) == by and code not in LEFT_OUT and not areas.partly_known(code)]
        parts = [(code, within(listed, areas, "", code)) for code in codes]
    return [(code, part) for code, part in parts if part]


def unrecorded(areas: Areas, by: str) -> tuple[list[str], list[str]]:
    """The groups of a level of which no member is recorded, and those of which some are: nothing can be told of either."""
    own = [code for code in areas.groups if areas.level(code) == by]
    return [code for code in own if not areas.members(code)], [code for code in own if areas.partly_known(code)]


def change(now: Figure | None, before: Figure | None) -> float | None:
    """By how many points the share of women has changed; None where one of both shares is not known exactly."""
    shares = [figure.shown for figure in (now, before) if figure is not None and figure.shown is not None and not figure.shown.qualifier]
    return gap_points(shares[0].value, shares[1].value) if len(shares) == 2 else None


def place(figure: Figure) -> tuple[str, str, str]:
    """What makes a delegation the same at another meeting: its area, its name, and the group of participants it belongs to."""
    return figure.area, figure.delegation, figure.group
