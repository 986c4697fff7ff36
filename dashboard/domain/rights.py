"""Who may do what: the roles, each with the rights of those before it, and the part of the data that an account may send."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

VIEWER, CONTRIBUTOR, PUBLISHER, ADMINISTRATOR = ROLES = ("viewer", "contributor", "publisher", "administrator")
"""Viewers read; contributors send batches and see their own; publishers see all, publish and withdraw; administrators manage accounts."""


def at_least(role: str, needed: str) -> bool:
    """Whether a role has the rights of another; raises ValueError where one of the two is no role."""
    return ROLES.index(role) >= ROLES.index(needed)


@dataclass(frozen=True)
class Scope:
    """The part of the data that an account may send: codes of ENTITY and REF_AREA, ids of datasets; an empty set is no limit."""

    datasets: frozenset[str] = frozenset()
    entities: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()

    @property
    def whole(self) -> bool:
        """Whether there is no limit at all."""
        return not (self.datasets or self.entities or self.areas)

    def as_dict(self) -> dict[str, list[str]]:
        """The limits as JSON values."""
        return {name: sorted(codes) for name, codes in self.__dict__.items() if codes}

    @classmethod
    def from_dict(cls, kept: Mapping[str, list[str]]) -> Scope:
        """The scope that `as_dict` gave."""
        return cls(**{name: frozenset(codes) for name, codes in kept.items()})
