"""Who may do what: the roles, each with the rights of those before it, and the part of the data that an account may send."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

VIEWER, CONTRIBUTOR, PUBLISHER, ADMINISTRATOR = ROLES = ("viewer", "contributor", "publisher", "administrator")
"""Viewers read; contributors send batches and see their own; publishers see all, publish and withdraw; administrators manage accounts."""


def at_least(role: str, needed: str) -> bool:
    """Whether a role has the rights of another; raises ValueError where one of the two is no role."""
    return ROLES.index(role) >= ROLES.index(needed)


def lower(role: str, other: str) -> str:
    """That of two roles which has fewer rights; raises ValueError where one of the two is no role."""
    return min(role, other, key=ROLES.index)


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

    def within(self, other: Scope) -> bool:
        """Whether whatever may be sent with this scope may be sent with the other one too."""
        return all(not theirs or bool(own) and own <= theirs for own, theirs in self._beside(other))

    def meet(self, other: Scope) -> Scope | None:
        """What may be sent with both scopes; None where that is nothing, for which there is no scope: an empty set is no limit."""
        both = [own & theirs if own and theirs else own | theirs for own, theirs in self._beside(other)]
        if any(own and theirs and not met for met, (own, theirs) in zip(both, self._beside(other), strict=True)):
            return None
        return Scope(*both)

    def _beside(self, other: Scope) -> list[tuple[frozenset[str], frozenset[str]]]:
        return [(getattr(self, name), getattr(other, name)) for name in self.__dict__]

    def as_dict(self) -> dict[str, list[str]]:
        """The limits as JSON values."""
        return {name: sorted(codes) for name, codes in self.__dict__.items() if codes}

    @classmethod
    def from_dict(cls, kept: Mapping[str, list[str]]) -> Scope:
        """The scope that `as_dict` gave."""
        return cls(**{name: frozenset(codes) for name, codes in kept.items()})
