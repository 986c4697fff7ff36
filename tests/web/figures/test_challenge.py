"""Events that filters leave, shares side by side, and single-sex panels event by event."""

from dashboard import catalogue
from dashboard.domain.quantity import Quantity
from dashboard.web.figures.challenge import Asked, Entry, by_role, chosen_entries, farthest, panels_of, side_by_side
from dashboard.web.figures.participation import Figure, Line, Shares

PLEDGE = catalogue.load().yardsticks["panel_pledge"]


def entry(code: str, *figures: Figure, year: str = "2022", mode: str | None = None) -> Entry:
    """An event with a line a figure."""
    event = {"event": code, "series": "S", "entity": "ITU", "time_period": year, "start_date": None, "format": mode, "example": False}
    return Entry(event, tuple(Line(figure) for figure in figures))


def figure(event: str, role: str, share: float | None, qualifier: str = "", session: str = "_T") -> Figure:
    """A published share of women in a role."""
    return Figure(event, session, role, "X", shares=Shares(None if share is None else Quantity(share, qualifier)))


ONE = entry("ONE", figure("ONE", "SPEAKER", 40, session="_SET"), figure("ONE", "SPEAKER", 20), figure("ONE", "CHAIR", 10), mode="VIRTUAL")
TWO = entry("TWO", figure("TWO", "SPEAKER", 35), year="2024")


def test_filters_that_are_set_are_named_and_kept():
    asked = Asked(entity="ITU", mode="_U", role="SPEAKER")
    assert asked.given == ["entity", "mode", "role"]
    assert [kept.event["event"] for kept in chosen_entries([ONE, TWO], asked)] == ["TWO"]
    assert [kept.event["event"] for kept in chosen_entries([ONE, TWO], Asked(year="2022"))] == ["ONE"]
    assert chosen_entries([TWO], Asked(role="CHAIR")) == []


def test_the_whole_event_goes_before_a_set_of_its_sessions():
    found = side_by_side([ONE, TWO])
    assert list(found) == ["SPEAKER", "CHAIR"]
    assert [line.leading.shown.value for _, line in found["SPEAKER"]] == [20, 35]


def test_the_highest_and_the_lowest_share_are_told_between_exact_figures():
    high, low, points = farthest(side_by_side([ONE, TWO])["SPEAKER"])
    assert (high.event, low.event, points) == ("TWO", "ONE", 15)
    bound = entry("THREE", figure("THREE", "SPEAKER", 30, ">"))
    assert farthest(side_by_side([ONE, bound])["SPEAKER"]) is None
    assert farthest(side_by_side([ONE])["SPEAKER"]) is None


def test_the_shares_of_a_role_come_oldest_first():
    found = by_role([TWO, ONE])
    assert [(own.event["event"], share.shown.value) for own, share in found["SPEAKER", "_T"]] == [("ONE", 20), ("TWO", 35)]
    assert next(iter(found)) == ("SPEAKER", "_T")


def row(session: str, sex: str, count: int, role: str = "SPEAKER", source: str = "X") -> dict:
    """One row of a session."""
    given = {"event": "E", "session": session, "role": role, "source": source, "sex": sex, "count": count, "count_q": None}
    return given | {"share": None, "share_q": None, "nature": None, "example": False}


def test_panels_leave_out_committees():
    rows = [
        row("S1", "F", 0),
        row("S1", "M", 3),
        row("S2", "F", 1),
        row("S2", "M", 1),
        row("SG5", "F", 0, "MEMBER"),
        row("SG5", "M", 9, "MEMBER"),
    ]
    counted = panels_of(rows, {}, PLEDGE)["E"]
    assert (counted.sessions, counted.single_sex) == (2, 1)
    assert panels_of(rows[4:], {}, PLEDGE) == {}
