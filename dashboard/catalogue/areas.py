"""Countries, areas and the groups they belong to: M49 regions, LDC, LLDC, SIDS, ITU regions, telecommunication organizations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ..errors import CatalogueError
from .codelists import Item
from .files import read_csv

MEMBERS_COLUMNS = ("group", "area", "source")
LEVELS = ("world", "region", "subregion", "intermediate", "sdg_region", "group", "itu_region", "rto", "country", "former", "total")
COUNTRY = "country"
NOT_GROUPS = (COUNTRY, "former", "total")


@dataclass(frozen=True)
class Areas:
    """The codelist AREA with what joins its items; `sources` gives, by group and area, the page that says so."""

    items: Mapping[str, Item]
    sources: Mapping[tuple[str, str], str]

    @cached_property
    def countries(self) -> tuple[str, ...]:
        """The codes of all countries and areas of ISO 3166-1, in the list's order."""
        return tuple(code for code in self.items if self.level(code) == COUNTRY)

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """The codes of all groups, the world first."""
        return tuple(code for code in self.items if self.level(code) not in NOT_GROUPS)

    @cached_property
    def former(self) -> tuple[str, ...]:
        """The codes of areas that no longer exist, which belong to no group, in the list's order."""
        return tuple(code for code in self.items if self.level(code) == "former")

    def partly_known(self, group: str) -> bool:
        """Whether only some members of a group are recorded, so that nothing of them may be shown as the group's; raises KeyError."""
        return self.items[group].attributes.get("membership") == "some"

    @cached_property
    def by_m49(self) -> Mapping[str, str]:
        """The code of each area and group by its three-digit M49 code."""
        return {item.attributes["m49"]: code for code, item in self.items.items() if item.attributes["m49"]}

    def level(self, code: str) -> str:
        """What an item is: country, world, region, subregion, …; raises KeyError."""
        return self.items[code].attributes["level"]

    def members(self, group: str) -> tuple[str, ...]:
        """The countries and areas of a group, in the list's order; empty where its membership is not recorded; raises KeyError."""
        self.items[group]
        return self._members.get(group, ())

    def groups_of(self, area: str) -> tuple[str, ...]:
        """The groups an area belongs to, in the list's order; raises KeyError."""
        self.items[area]
        return tuple(group for group in self.groups if area in self._member_sets.get(group, ()))

    @cached_property
    def _member_sets(self) -> Mapping[str, frozenset[str]]:
        """Members named by area_members.csv, and those below a group in the M49 tree (column parent)."""
        members: dict[str, set[str]] = {}
        for group, area in self.sources:
            members.setdefault(group, set()).add(area)
        for area in self.countries:
            above = self.items[area].parent
            while above:
                members.setdefault(above, set()).add(area)
                above = self.items[above].parent
        return {group: frozenset(areas) for group, areas in members.items()}

    @cached_property
    def _members(self) -> Mapping[str, tuple[str, ...]]:
        return {group: tuple(code for code in self.countries if code in areas) for group, areas in self._member_sets.items()}


def read_areas(file: Path, members_file: Path, items: Mapping[str, Item]) -> Areas:
    """The areas, from the items of their codelist and the file of memberships; raises CatalogueError."""
    m49: dict[str, str] = {}
    for code, item in items.items():
        _check_attributes(file, item)
        number = item.attributes["m49"]
        if number and m49.setdefault(number, code) != code:
            raise CatalogueError(file, f"code {code}, column m49", f"{number} belongs to {m49[number]} already")
    sources: dict[tuple[str, str], str] = {}
    for row in read_csv(members_file, MEMBERS_COLUMNS):
        group, area = row.required("group"), row.required("area")
        if group not in items or items[group].attributes["level"] in NOT_GROUPS:
            row.wrong("group", f"{group!r} is not a group of {file.name}")
        if area not in items or items[area].attributes["level"] != COUNTRY:
            row.wrong("area", f"{area!r} is not a country or area of {file.name}")
        if (group, area) in sources:
            row.wrong("area", f"{area} is a member of {group} already")
        sources[group, area] = row.required("source")
    return Areas(items, sources)


def _check_attributes(file: Path, item: Item) -> None:
    for column in ("m49", "iso2", "level"):
        if column not in item.attributes:
            raise CatalogueError(file, "line 1", f"lacks the column {column}")
    if item.attributes["level"] not in LEVELS:
        raise CatalogueError(file, f"code {item.code}, column level", f"must be one of {', '.join(LEVELS)}")
    number = item.attributes["m49"]
    if number and not (len(number) == 3 and number.isdigit()):
        raise CatalogueError(file, f"code {item.code}, column m49", f"is {number!r}; it must be three digits")
