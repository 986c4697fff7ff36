"""What a yardstick, a piece of evidence and a verdict are made of, and the rules that a yardstick can name.

A yardstick is data: one of the rules below, its parameters, its words and its source; `yardsticks.judge` applies it.

| rule               | reads              | value judged, unit                            | parameters                                   |
|--------------------|--------------------|-----------------------------------------------|----------------------------------------------|
| `share_band`       | counts or share    | women's share, PT                             | `low`, `high` (per cent)                     |
| `share_at_least`   | counts or share    | women's share, PT                             | `minimum` (per cent)                         |
| `count_difference` | counts (or share)  | women − men, PS (a share, or the counts of    | `tolerance` (persons), [`share_tolerance` 1, |
|                    |                    | `share_from` persons: women's share, PT)      | `share_from`]                                |
| `not_single_sex`   | counts, moderators | persons not of the commonest sex, PS          | `minimum_panel`, `count_moderators`          |
| `ratio_band`       | percentages, ratio | F ÷ M, if `adjusted` 2 − 1/GPI above 1, RATIO | `low`, `high`, [`almost`, `adjusted`,        |
|                    |                    |                                               | `unrounded_only`]                            |
| `gap_points`       | percentages        | F − M, PP, rounded to `decimals` if given     | `tolerance` (points), [`decimals`]           |

All edges belong to the better side: 47 per cent is within 47–53, a ratio of 0.98 is parity.
Units: PT per cent, PP percentage points, RATIO, PS persons.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from .measures import Counts
from .quantity import Quantity


class Outcome(StrEnum):
    """What a verdict can be; `below` and `above` are said of women."""

    MET = "met"
    ALMOST = "almost"
    BELOW = "below"
    ABOVE = "above"
    NOT_MET = "not_met"
    UNDETERMINED = "undetermined"
    NOT_APPLICABLE = "not_applicable"


class Unit(StrEnum):
    """The unit of the value judged."""

    PER_CENT = "PT"
    POINTS = "PP"
    RATIO = "RATIO"
    PERSONS = "PS"


@dataclass(frozen=True)
class Rule:
    """A rule's parameters: those it must be given, and those it may be given with the value they otherwise take (None: not used)."""

    required: Mapping[str, type]
    optional: Mapping[str, float | bool | None] = field(default_factory=dict)

    def complete(self, given: Mapping[str, float | bool]) -> dict[str, float | bool | None]:
        """All parameters of the rule; raises ValueError naming the one that is missing, not its own, or of the wrong type."""
        known = [*self.required, *self.optional]
        for name in given:
            if name not in known:
                raise ValueError(f"parameter {name!r} is not one of {', '.join(known)}")
        for name in self.required:
            if name not in given:
                raise ValueError(f"parameter {name!r} is missing")
        for name, value in given.items():
            flag = self.required.get(name) is bool or isinstance(self.optional.get(name), bool)
            if isinstance(value, bool) != flag or not isinstance(value, int | float):
                raise ValueError(f"parameter {name!r} is {value!r}; it must be {'true or false' if flag else 'a number'}")
        return {**self.optional, **given}


RULES: Mapping[str, Rule] = {
    "share_band": Rule({"low": float, "high": float}),
    "share_at_least": Rule({"minimum": float}),
    "count_difference": Rule({"tolerance": float}, {"share_tolerance": 1, "share_from": None}),
    "not_single_sex": Rule({"minimum_panel": float, "count_moderators": bool}),
    "ratio_band": Rule({"low": float, "high": float}, {"almost": None, "adjusted": False, "unrounded_only": False}),
    "gap_points": Rule({"tolerance": float}, {"decimals": None}),
}


@dataclass(frozen=True)
class Yardstick:
    """One yardstick as declared under data/yardsticks.

    `rule` and `parameters` as in the table above (optional parameters are filled in); `applies_to` lists what it fits, in the
    catalogue's words; `name`, `wording` and `caution` map a language to text; `source` is the citation and `link` where to read it.
    Raises ValueError for an unknown rule or parameter.
    """

    id: str
    rule: str
    parameters: Mapping[str, float | bool | None] = field(hash=False)
    applies_to: tuple[str, ...] = ()
    name: Mapping[str, str] = field(default_factory=dict, hash=False)
    wording: Mapping[str, str] = field(default_factory=dict, hash=False)
    source: str = ""
    link: str = ""
    caution: Mapping[str, str] = field(default_factory=dict, hash=False)

    def __post_init__(self):
        if self.rule not in RULES:
            raise ValueError(f"rule {self.rule!r} is not one of {', '.join(RULES)}")
        given = {name: value for name, value in self.parameters.items() if value is not None}
        object.__setattr__(self, "parameters", RULES[self.rule].complete(given))

    def with_parameters(self, **changed: float | bool) -> "Yardstick":
        """The same yardstick with some parameters set otherwise, such as the tolerance or whether the moderator counts."""
        return replace(self, parameters={**self.parameters, **changed})


@dataclass(frozen=True)
class Evidence:
    """What is known about the body or indicator to be judged; give what there is.

    `counts`: persons by sex, for a panel the panellists without `moderators`. `aside`: persons of whom it is not known whether they belong
    to those counted. `share`: a published share of women, per cent,
    read only where there are no counts. `female`, `male`: percentages of women and of men (not shares of each other).
    `ratio`: a published F ÷ M, which goes before one computed from `female` and `male`. `decimals`: with how many
    decimals `female` and `male` were published, None where they are unrounded.
    """

    counts: Counts | None = None
    aside: Counts | None = None
    moderators: Counts | None = None
    share: Quantity | None = None
    female: Quantity | None = None
    male: Quantity | None = None
    ratio: Quantity | None = None
    decimals: int | None = None


@dataclass(frozen=True)
class Need:
    """What would meet the yardstick: persons of `sex` (F or M) to `add`, or seats to `swap` to that sex; None where none would."""

    sex: str
    add: int | None
    swap: int | None


@dataclass(frozen=True)
class Verdict:
    """The outcome and what it rests on.

    `value` is the figure judged where it is one point, between `low` and `high` where it is not known exactly (all in `unit`).
    `within_one_person`: only for counts that do not meet the yardstick — whether passing one seat to the other sex meets it
    or, where a body of that size can never meet it, brings it to equal numbers or past them.
    """

    outcome: Outcome
    value: float | None = None
    unit: Unit | None = None
    low: float | None = None
    high: float | None = None
    within_one_person: bool | None = None
    need: Need | None = None
