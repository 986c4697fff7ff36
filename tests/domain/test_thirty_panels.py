"""Panels recomputed by hand: what is said of each, and the least that changes it, written down from the wording of the yardsticks.

Shares are women ÷ (women + men + undisclosed) with the undisclosed once as men and once as women; each line says how it was reckoned.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest

from dashboard.domain.programme import Entry
from dashboard.domain.rebalance import Act, Way, rebalance
from tests.domain.lineups import PERSONS, PLEDGE

BAND, BALANCE, THIRTY, CHALLENGE, ONE_PERSON = PERSONS
OUT_OF_REACH = None


class Panel(NamedTuple):
    """Women, men, others, undisclosed; moderators (women, men), those fixed among the panellists and the moderators (women, men)."""

    people: tuple[int, int, int, int]
    moderators: tuple[int, int] = (0, 0)
    fixed: tuple[int, int] = (0, 0)
    fixed_moderators: tuple[int, int] = (0, 0)
    counted: bool = False

    def entries(self) -> list[Entry]:
        found = []
        for role, (women, men), (women_fixed, men_fixed) in (
            ("PANELLIST", self.people[:2], self.fixed),
            ("MODERATOR", self.moderators, self.fixed_moderators),
        ):
            found += [Entry("S", role, "F", heads=women - women_fixed), Entry("S", role, "M", heads=men - men_fixed)]
            found += [Entry("S", role, "F", heads=women_fixed, fixed=True), Entry("S", role, "M", heads=men_fixed, fixed=True)]
        return [*found, Entry("S", "PANELLIST", "_O", heads=self.people[2]), Entry("S", "PANELLIST", "_U", heads=self.people[3])]


# Panel, yardstick, verdict, pledge, then the fewest changes, by invitations alone, by exchanges alone.
PANELS = [
    # 0 of 3; 1 invited: 1/4 = 25, 2: 2/5 = 40; 1 exchanged: 1/3 = 33.3.
    (Panel((0, 3, 0, 0)), THIRTY, "below", "not_met", "M>F 1", "+2F", "M>F 1"),
    (Panel((0, 3, 0, 0), fixed=(0, 3)), THIRTY, "below", "not_met", "+2F", "+2F", OUT_OF_REACH),
    # 1 to 3 are two apart; 2 to 3 or 2 to 2 will do.
    (Panel((1, 3, 0, 0)), CHALLENGE, "below", "met", "+1F", "+1F", "M>F 1"),
    # 1 to 4; 3 to 4, or 2 to 3.
    (Panel((1, 4, 0, 0)), CHALLENGE, "below", "met", "M>F 1", "+2F", "M>F 1"),
    (Panel((2, 2, 0, 0)), BAND, "met", "met", "", "", ""),
    # A panel of three can't be within 47 and 53: 33.3 or 66.7. Four can.
    (Panel((1, 2, 0, 0)), BAND, "below", "met", "+1F", "+1F", OUT_OF_REACH),
    # Nor can one of five: 20, 40, 60. Six can: 3 and 3, one exchanged and one invited.
    (Panel((1, 4, 0, 0)), BAND, "below", "met", "+1F M>F 1", "+3F", OUT_OF_REACH),
    # 2/5 = 40; invited: 2/6 = 33.3, 3/7 = 42.9.
    (Panel((1, 4, 0, 0)), BALANCE, "below", "met", "M>F 1", "+2F", "M>F 1"),
    # More than 30 per cent, but of one sex only.
    (Panel((3, 0, 0, 0)), THIRTY, "met", "not_met", "+1M", "+1M", "F>M 1"),
    # 83.3; 3/6 after two exchanges; 5/10 after four invitations; 4/7 = 57.1 and 5/8 = 62.5 will not do.
    (Panel((5, 1, 0, 0)), BAND, "above", "met", "F>M 2", "+4M", "F>M 2"),
    # One woman's place can be given away: 4/6; with two men more 4/8.
    (Panel((5, 1, 0, 0), fixed=(4, 0)), BAND, "above", "met", "+2M F>M 1", "+4M", OUT_OF_REACH),
    # One person is no panel, and one person apart.
    (Panel((0, 1, 0, 0)), CHALLENGE, "met", "not_applicable", "", "", ""),
    # One person is 0 or 100 per cent.
    (Panel((0, 1, 0, 0)), BAND, "below", "not_applicable", "+1F", "+1F", OUT_OF_REACH),
    # One woman in his place is 100 per cent, which is 30 or more; one beside him is 50.
    (Panel((0, 1, 0, 0)), THIRTY, "below", "not_applicable", "+1F", "+1F", "M>F 1"),
    # Two of another category are of one sex only, and nobody to be compared; a woman makes 100 per cent, a man 0.
    (Panel((0, 0, 2, 0)), THIRTY, "not_applicable", "not_met", "+1F", "+1F", OUT_OF_REACH),
    (Panel((0, 0, 2, 0)), BAND, "not_applicable", "not_met", "+1F +1M", "+1F +1M", OUT_OF_REACH),
    # Two categories keep the pledge; a woman and no man is 100 per cent, a man and no woman 0.
    (Panel((1, 0, 1, 0)), BALANCE, "above", "met", "+1M", "+1M", OUT_OF_REACH),
    # The one of another category is not in the share: 0/3, 1/3, 2/5.
    (Panel((0, 3, 1, 0)), THIRTY, "below", "met", "M>F 1", "+2F", "M>F 1"),
    # 1/4 to 2/4; with one invited 2/5 at least, with one exchanged 2/4.
    (Panel((1, 2, 0, 1)), THIRTY, "undetermined", "met", "+1F", "+1F", "M>F 1"),
    # 0/4 to 1/4. Of four, one undisclosed is 25 points; of five 20: 2/5 to 3/5. By invitations: 3/7 to 4/7.
    (Panel((0, 3, 0, 1)), BALANCE, "below", "undetermined", "+1F M>F 1", "+3F", OUT_OF_REACH),
    # Three undisclosed are never within one person; from 100 people on they must fit into 49 to 51: of 150, 73.5 to 73.5; of 151, 74.
    (Panel((0, 0, 0, 3)), CHALLENGE, "undetermined", "undetermined", "+74F +74M", "+74F +74M", OUT_OF_REACH),
    # 2 to 3 or 3 to 2.
    (Panel((2, 2, 0, 1)), CHALLENGE, "met", "met", "", "", ""),
    # 2 to 4 or 3 to 3; one exchanged makes 3 to 3 or 4 to 2, one invited 3 to 4 or 4 to 3.
    (Panel((2, 3, 0, 1)), CHALLENGE, "undetermined", "met", "+1F", "+1F", OUT_OF_REACH),
    # The moderator is not counted: as the first.
    (Panel((0, 3, 0, 0), moderators=(1, 0)), THIRTY, "below", "not_met", "M>F 1", "+2F", "M>F 1"),
    # She is: 1/4 = 25; 2/5 or 2/4.
    (Panel((0, 3, 0, 0), moderators=(1, 0), counted=True), THIRTY, "below", "met", "+1F", "+1F", "M>F 1"),
    # Only the moderator can change: 1/4 is 25. Two invited: 2/6 = 33.3; one invited and one exchanged 2/5, no fewer.
    (Panel((0, 3, 0, 0), moderators=(0, 1), fixed=(0, 3), counted=True), THIRTY, "below", "not_met", "+2F", "+2F", OUT_OF_REACH),
    # Let a woman moderate: 1/3.
    (Panel((0, 2, 0, 0), moderators=(0, 1), fixed=(0, 2), counted=True), THIRTY, "below", "not_met", "M>F 1", "+2F", "M>F 1"),
    # Nobody can be exchanged, nor can who moderates: 1/4 = 25, 2/5 = 40.
    (
        Panel((0, 2, 0, 0), moderators=(0, 1), fixed=(0, 2), fixed_moderators=(0, 1), counted=True),
        THIRTY,
        "below",
        "not_met",
        "+2F",
        "+2F",
        OUT_OF_REACH,
    ),
    # 10/21 = 47.6.
    (Panel((10, 11, 0, 0)), BAND, "met", "met", "", "", ""),
    # 9/21 = 42.9; 10/21; invited 10/22 = 45.5, 11/23 = 47.8.
    (Panel((9, 12, 0, 0)), BAND, "below", "met", "M>F 1", "+2F", "M>F 1"),
    # 3/23; 10/23 = 43.5, 11/23 = 47.8; invited 17/37 = 45.9, 18/38 = 47.4.
    (Panel((3, 20, 0, 0)), BAND, "below", "met", "M>F 8", "+15F", "M>F 8"),
    # Five can be exchanged: 8/23, and six invited 14/29 = 48.3, where five leave 13/28 = 46.4.
    (Panel((3, 20, 0, 0), fixed=(0, 15)), BAND, "below", "met", "+6F M>F 5", "+15F", OUT_OF_REACH),
    # 15/33 = 45.5; 16/34 = 47.1 or 16/33 = 48.5; two of another category do not count.
    (Panel((15, 18, 2, 0)), BAND, "below", "met", "+1F", "+1F", "M>F 1"),
    # 4/5 = 80; nobody can be exchanged: 4/6 = 66.7, 4/7 = 57.1.
    (Panel((4, 1, 0, 0), fixed=(4, 1)), BALANCE, "above", "met", "+2M", "+2M", OUT_OF_REACH),
    # 0/5 to 1/5; 2/5 after two exchanges; 2/6 after one of each; 2/7 = 28.6 and 3/8 = 37.5 after invitations.
    (Panel((0, 4, 0, 1)), THIRTY, "below", "undetermined", "+1F M>F 1", "+3F", "M>F 2"),
    # Two apart, so that one seat passed on brings equal numbers.
    (Panel((4, 6, 0, 0)), ONE_PERSON, "met", "met", "", "", ""),
    # 3 to 6; 4 to 6 or 4 to 5.
    (Panel((3, 6, 0, 0)), ONE_PERSON, "below", "met", "+1F", "+1F", "M>F 1"),
    (Panel((0, 0, 0, 0)), CHALLENGE, "not_applicable", "not_applicable", "", "", ""),
]


def written(way: Way | None) -> str | None:
    """The changes in short: +2F two women invited, M>F 1 one man's place given to a woman."""
    if way is None:
        return OUT_OF_REACH
    said = {Act.INVITE: lambda one: f"+{one.number}{one.sex}", Act.EXCHANGE: lambda one: f"{'MF'[one.sex == 'M']}>{one.sex} {one.number}"}
    return " ".join(said[change.act](change) for change in way.changes)


@pytest.mark.parametrize(("panel", "yardstick", "verdict", "pledge", "fewest", "invitations", "exchanges"), PANELS)
def test_a_panel_reckoned_by_hand(panel, yardstick, verdict, pledge, fewest, invitations, exchanges):
    standing = rebalance(panel.entries(), yardstick, PLEDGE.with_parameters(count_moderators=panel.counted)).sessions["S"]
    assert (standing.verdict.outcome, standing.pledge) == (verdict, pledge)
    assert [written(way) for way in (standing.fewest, standing.invitations, standing.exchanges)] == [fewest, invitations, exchanges]
