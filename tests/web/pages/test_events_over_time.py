"""What the bundled data do not have: sessions of two events, targets of several years, heads of delegation by delegation, study groups."""

import csv
import io
import re

import pytest

from dashboard import catalogue
from dashboard.config import Settings

EVENTS = """EVENT,SERIES,ENTITY,TIME_PERIOD,START_DATE,NAME_EN
ONE,Made up,ITU,2022,2022-03-01,First
TWO,Made up,ITU,2024,2024-09-01,Second
THREE,Made up,ITU,2025,,Third
"""
PEOPLE = """EVENT,SESSION,ROLE,REF_AREA,SEX,COUNT,SESSION_TITLE
ONE,S1,SPEAKER,,F,0,
ONE,S1,SPEAKER,,M,4,
ONE,S2,SPEAKER,,F,1,
ONE,S2,SPEAKER,,M,3,
TWO,S1,SPEAKER,,F,2,
TWO,S1,SPEAKER,,M,2,
ONE,,HEAD_DELEGATION,FRA,F,0,
ONE,,HEAD_DELEGATION,FRA,M,1,
ONE,,HEAD_DELEGATION,KEN,F,1,
ONE,,HEAD_DELEGATION,KEN,M,0,
TWO,,HEAD_DELEGATION,FRA,F,1,
TWO,,HEAD_DELEGATION,FRA,M,0,
TWO,,HEAD_DELEGATION,KEN,F,1,
TWO,,HEAD_DELEGATION,KEN,M,0,
TWO,,DELEGATE,FRA,F,3,
TWO,,DELEGATE,FRA,M,1,
TWO,,DELEGATE,KEN,F,2,
TWO,,DELEGATE,KEN,M,2,
ONE,,CHAIR,,F,9,
ONE,,CHAIR,,M,1,
TWO,,CHAIR,,F,1,
TWO,,CHAIR,,M,3,
TWO,SG5,MEMBER,,F,2,Study Group 5
TWO,SG5,MEMBER,,M,6,Study Group 5
TWO,SG9,MEMBER,,F,1,Study Group 9
TWO,SG9,MEMBER,,M,1,Study Group 9
"""
TARGETS = """ENTITY,SERIES,ROLE,TIME_PERIOD,TARGET_MIN
ITU,Made up,,2021,20
ITU,Made up,,2023,40
ITU,Made up,,2025,45
ITU,,HEAD_DELEGATION,2024,50
"""


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory):
    """Asks an application over a store that holds the above and nothing else."""
    from dashboard.ingest.publishing import publish
    from dashboard.storage import Store
    from dashboard.web.factory import create_app

    settings = Settings(data=tmp_path_factory.mktemp("over-time"))
    sent = tmp_path_factory.mktemp("sent")
    store = Store(settings, catalogue.load())
    for name, text in (("event", EVENTS), ("participation", PEOPLE), ("target", TARGETS)):
        (sent / f"{name}.csv").write_text(text, encoding="utf-8")
        outcome = publish(sent / f"{name}.csv", store)
        assert outcome.published, outcome.report
    client = create_app(settings, store).server.test_client(use_cookies=False)

    def text(path: str) -> str:
        response = client.get(path)
        assert response.status_code == 200
        return re.sub("[\u2066-\u2069]", "", response.get_data(as_text=True))

    yield text
    store.close()


def table(ask, path: str) -> list[dict[str, str]]:
    """The rows of a table."""
    return list(csv.DictReader(io.StringIO(ask(path).removeprefix("\ufeff"))))


def test_single_sex_panels_of_two_events_are_compared(ask):
    assert "Single-sex panels: 1 of 2 in 2022, 0 of 1 in 2024." in ask("/en/challenge")


@pytest.mark.parametrize(
    ("event", "target"),
    [
        ("ONE", "Target 20% (set for 2021): below it by 7.5 percentage points"),  # 1 of 8
        ("TWO", "Target 40% (set for 2023): reached, above it by 10 percentage points"),  # 2 of 4
    ],
)
def test_the_target_in_force_at_the_time_is_the_one_that_counts(ask, event: str, target: str):
    above, speakers = ask(f"/en/challenge/{event}?role=SPEAKER").split("<h2>By role</h2>")
    assert target in speakers and f"{target}." in above
    assert target in ask("/en/challenge?role=SPEAKER")
    assert target.removeprefix("Target ") in ask("/en/challenge?events=ONE,TWO").replace("Target ", "")


def test_a_target_of_all_series_is_one_for_its_role(ask):
    heads = ask("/en/challenge/TWO").split("<h2>By role</h2>")[1]
    assert "Target 50%: reached, above it by 50 percentage points" in heads
    assert "Target 45%; no result has been published here" in ask("/en/challenge/THREE")


def test_heads_of_delegation_can_be_the_role_that_is_looked_at(ask):
    text = ask("/en/delegations?role=HEAD_DELEGATION")
    assert "Second, heads of delegation: 2 women and 0 men, so women were 100%" in text
    assert "Since First: share of women up by 50 percentage points." in text
    assert [
        (row["area"], row["women"], row["change"])
        for row in table(ask, "/en/delegations?format=csv&table=delegations&role=HEAD_DELEGATION")
    ] == [
        ("FRA", "1", "100"),
        ("KEN", "1", "0"),
    ]


def test_heads_stand_beside_the_delegations_they_lead(ask):
    found = {row["code"]: row for row in table(ask, "/en/delegations?format=csv&table=groups&role=DELEGATE")}
    assert [(code, row["women"], row["heads_women"], row["heads"]) for code, row in found.items()] == [
        ("002", "2", "1", "1"),
        ("150", "3", "1", "1"),
    ]
    text = ask("/en/delegations")
    assert "heads of delegation: women 1 of 1" in text
    assert '<a href="/en/delegations?role=HEAD_DELEGATION">Recorded delegation by delegation</a>' in text


def test_the_newest_bodies_of_a_series_stand_beside_parliaments(ask):
    beside = ask("/en/committees").split("Parliaments beside conferences and study groups")[1].split("<h2>")[0]
    assert "women 1, men 3" in beside and "women 9" not in beside
    assert "women 3, men 7" in beside  # Study Groups 5 and 9
    assert beside.count("nothing is recorded here") == 1  # vice-chairs
    posts = ask("/en/committees").split("in other bodies</h2>")[1]
    assert "Study Group 5" in posts and "Target 40% (set for 2023): below it by 15 percentage points" in posts  # chairs: 25%


def test_a_store_without_meetings_says_so(office):
    for path, words in (
        ("/en/delegations", "No delegations are published here."),
        ("/en/delegations/KEN", "no delegation to a meeting is recorded here"),
        ("/en/challenge", "No share of women is published for these filters: All series."),
        ("/en/committees", "nothing is recorded here"),
    ):
        answer = office.app.server.test_client().get(path)
        assert (answer.status_code, words in answer.get_data(as_text=True)) == (200, True), path
