"""The sessions of an event taken together: how many have no woman, no man, or speakers of one sex only."""

from collections.abc import Iterable
from dataclasses import dataclass

from .measures import Counts
from .yardsticks import Evidence, Outcome, Yardstick, outcome


@dataclass(frozen=True)
class Session:
    """One session: its panellists by sex, and its moderators counted apart where that is known."""

    panellists: Counts | None
    moderators: Counts | None = None


@dataclass(frozen=True)
class Panels:
    """Numbers of sessions.

    `without_women`, `without_men`: with nobody of that sex, whatever the size of the panel. `kept`, `single_sex`, `undetermined`,
    `too_small`: how they stand by the panel pledge (met, not met, cannot be determined, not enough panellists for it). `unknown`:
    sessions whose sex composition is not known well enough to say whether both women and men took part; they are in none of the first two.
    """

    sessions: int
    without_women: int
    without_men: int
    kept: int
    single_sex: int
    undetermined: int
    too_small: int
    unknown: int


def roll_up(sessions: Iterable[Session], pledge: Yardstick) -> Panels:
    """The sessions of an event counted by who took part, and judged by the panel pledge.

    `pledge` is a yardstick of the rule `not_single_sex`; its `count_moderators` says whether moderators are among those counted,
    in all the numbers. Source: International Gender Champions, Panel Parity Pledge. Raises ValueError for another rule.
    """
    if pledge.rule != "not_single_sex":
        raise ValueError(f"yardstick {pledge.id!r} has the rule {pledge.rule!r}; sessions are rolled up by 'not_single_sex'")
    sessions = list(sessions)
    people = [_people(session, pledge) for session in sessions]
    outcomes = [outcome(pledge, Evidence(counts=counts)) for counts in people if _complete(counts)]
    return Panels(
        sessions=len(sessions),
        without_women=sum(_complete(counts) and _none(counts.women, counts) for counts in people),
        without_men=sum(_complete(counts) and _none(counts.men, counts) for counts in people),
        kept=outcomes.count(Outcome.MET),
        single_sex=outcomes.count(Outcome.NOT_MET),
        undetermined=outcomes.count(Outcome.UNDETERMINED) + len(people) - len(outcomes),
        too_small=outcomes.count(Outcome.NOT_APPLICABLE),
        unknown=sum(_unknown(counts) for counts in people),
    )


def _people(session: Session, pledge: Yardstick) -> Counts | None:
    if session.panellists is None or session.moderators is None or not pledge.parameters["count_moderators"]:
        return session.panellists
    return session.panellists + session.moderators


def _complete(counts: Counts | None) -> bool:
    """Whether women and men were both counted and anybody was there."""
    return counts is not None and bool(counts.total)


def _none(number: float, counts: Counts) -> bool:
    return number == 0 and not counts.unknown


def _unknown(counts: Counts | None) -> bool:
    return not _complete(counts) or (bool(counts.unknown) and 0 in (counts.women, counts.men))
