"""Events that the bundled data do not have: parts without a counterpart, another category, several kinds of parts; the pages agree."""

import csv
import io
import re

import pytest
from flask.testing import FlaskClient

from dashboard import catalogue
from dashboard.config import Settings

EVENTS = (
    "GAP",
    "FULL",
    "DELEGATIONS_GAP",
    "BOTH_KINDS",
    "UNKNOWN_PART",
    "BOUND_PART",
    "FEW_OTHERS",
    "INEXACT",
    "DENIED",
    "ONLY_WOMEN",
    "IN_GROUPS",
)
HEADER = "EVENT,SESSION,ROLE,REF_AREA,DELEGATION,GROUP,SEX,COUNT,MINUTES,SHARE,VALUE_TEXT,SOURCE"
RECORDS = """
GAP,S1,SPEAKER,,,,F,20,,,,
GAP,S2,SPEAKER,,,,F,5,,,,
GAP,S2,SPEAKER,,,,M,5,,,,
GAP,S3,SPEAKER,,,,F,2,,,,
GAP,S3,SPEAKER,,,,M,2,,,,
GAP,S3,SPEAKER,,,,_O,4,,,,
FULL,S2,SPEAKER,,,,F,5,20,,,
FULL,S2,SPEAKER,,,,M,5,10,,,
FULL,S3,SPEAKER,,,,F,2,5,,,
FULL,S3,SPEAKER,,,,M,3,5,,,
FULL,S3,SPEAKER,,,,_O,4,7,,,
FULL,S3,MODERATOR,,,,F,1,,,,
FULL,S3,MODERATOR,,,,M,0,,,,
FULL,S3,MODERATOR,,,,_O,1,,,,
DELEGATIONS_GAP,,DELEGATE,FRA,,,F,20,,,,
DELEGATIONS_GAP,,DELEGATE,DEU,,,F,5,,,,
DELEGATIONS_GAP,,DELEGATE,DEU,,,M,5,,,,
BOTH_KINDS,S1,DELEGATE,,,,F,1,,,,
BOTH_KINDS,S1,DELEGATE,,,,M,2,,,,
BOTH_KINDS,,DELEGATE,FRA,,,F,4,,,,
BOTH_KINDS,,DELEGATE,FRA,,,M,4,,,,
BOTH_KINDS,,DELEGATE,FRA,,,_O,1,,,,
UNKNOWN_PART,S1,SPEAKER,,,,F,1,,,,
UNKNOWN_PART,S1,SPEAKER,,,,M,2,,,,
UNKNOWN_PART,S2,SPEAKER,,,,_U,2,,,,
UNKNOWN_PART,S3,SPEAKER,,,,_N,3,,,,
BOUND_PART,S1,SPEAKER,,,,F,1,,,,
BOUND_PART,S1,SPEAKER,,,,M,2,,,,
BOUND_PART,S2,SPEAKER,,,,F,>10,,,,
BOUND_PART,S2,SPEAKER,,,,M,2,,,,
FEW_OTHERS,,SPEAKER,,,,F,10,,,,
FEW_OTHERS,,SPEAKER,,,,M,10,,,,
FEW_OTHERS,,SPEAKER,,,,_O,3,,,,
INEXACT,,SPEAKER,,,,F,~880,,,,
INEXACT,,SPEAKER,,,,M,~3100,,,,
DENIED,,SPEAKER,,,,_T,,,,no,
ONLY_WOMEN,,SPEAKER,,,,F,10,,,,
IN_GROUPS,,DELEGATE,FRA,,,F,6,,,,
IN_GROUPS,,DELEGATE,FRA,,,M,10,,,,
IN_GROUPS,,DELEGATE,FRA,,YOUTH,F,2,,,,
IN_GROUPS,,DELEGATE,FRA,,YOUTH,M,6,,,,
IN_GROUPS,,DELEGATE,DEU,,YOUTH,F,1,,,,
IN_GROUPS,,DELEGATE,DEU,,YOUTH,M,1,,,,
"""


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory):
    """Asks an application over a store that holds the events above and nothing else."""
    from dashboard.ingest.publishing import publish
    from dashboard.storage import Store
    from dashboard.web.factory import create_app

    settings = Settings(data=tmp_path_factory.mktemp("scratch"))
    sent = tmp_path_factory.mktemp("sent")
    events = [f"{event},Made up,ITU,2024,{event}" for event in EVENTS]
    (sent / "event.csv").write_text("\n".join(["EVENT,SERIES,ENTITY,TIME_PERIOD,NAME_EN", *events, ""]), encoding="utf-8")
    (sent / "participation.csv").write_text(HEADER + RECORDS, encoding="utf-8")
    store = Store(settings, catalogue.load())
    for name in ("event", "participation"):
        outcome = publish(sent / f"{name}.csv", store)
        assert outcome.published, outcome.report
    yield create_app(settings, store).server.test_client(use_cookies=False)
    store.close()


def page(client: FlaskClient, path: str, lang: str = "en") -> str:
    """The page as text, without isolates."""
    response = client.get(f"/{lang}/challenge{path}")
    assert response.status_code == 200
    return re.sub("[\u2068\u2069]", "", response.get_data(as_text=True))


def sentence(text: str) -> str:
    """The answer of a page."""
    return re.search(r'<p class="answer"[^>]*>(.*?)</p>', text)[1]


def rows(client: FlaskClient, path: str, table: str) -> list[dict[str, str]]:
    """The rows of one of its tables."""
    return list(csv.DictReader(io.StringIO(page(client, f"{path}?format=csv&table={table}").removeprefix("\ufeff"))))


def overview(client: FlaskClient, event: str) -> list[dict[str, str]]:
    """What the overview says of an event."""
    return [row for row in rows(client, "", "events") if row["event_code"] == event]


@pytest.mark.parametrize("event", EVENTS)
def test_the_overview_and_the_page_of_an_event_say_the_same(scratch: FlaskClient, event: str):
    same = ("role", "women", "men", "other", "unknown", "share", "basis", "parts", "source")
    whole = [row for row in rows(scratch, f"/{event}", "figures") if not row["part"]]
    assert [[row[key] for key in same] for row in overview(scratch, event)] == [[row[key] for key in same] for row in whole]


@pytest.mark.parametrize(("event", "part"), [("GAP", "session"), ("DELEGATIONS_GAP", "delegation"), ("BOUND_PART", "session")])
def test_a_part_without_a_counterpart_leaves_no_sum(scratch: FlaskClient, event: str, part: str):
    assert overview(scratch, event) == []
    assert "not all of the sessions or delegations have counts of both women and men" in sentence(page(scratch, f"/{event}"))


def test_parts_are_counted_whatever_is_known_of_them(scratch: FlaskClient):
    (line,) = overview(scratch, "UNKNOWN_PART")
    assert [line[key] for key in ("women", "men", "unknown", "parts", "basis")] == ["1", "2", "5", "3", "sessions"]


def test_sums_of_sessions_and_of_delegations_are_kept_apart(scratch: FlaskClient):
    found = [(line["women"], line["men"], line["other"], line["basis"]) for line in overview(scratch, "BOTH_KINDS")]
    assert found == [("1", "2", "", "sessions"), ("4", "4", "1", "delegations")]


def test_the_groups_of_a_delegation_are_not_added_to_its_total(scratch: FlaskClient):
    found = [(line["women"], line["men"], line["parts"]) for line in overview(scratch, "IN_GROUPS")]
    assert found == [("7", "11", "2")]


def test_another_category_is_shown_wherever_it_was_counted(scratch: FlaskClient):
    text = page(scratch, "/FULL")
    assert sentence(text).startswith(
        "FULL, speakers: 7 women and 8 men, so women were 46.7% (computed from the counts). Of another category: 4."
    )
    assert "counted: women 2, men 3, another category 4 · moderators: women 1, men 0, another category 1" in text
    assert "minutes: women 25, men 15, another category 7" in text
    found = rows(scratch, "/FULL", "sessions")
    assert [(row["other"], row["moderators_other"], row["minutes_other"]) for row in found] == [("0", "", "0"), ("4", "1", "7")]
    assert [row["other"] for row in rows(scratch, "/FULL", "figures")] == ["4", "1"]
    assert ">Another category</th>" in re.sub(r"</?a[^>]*>", "", text)
    (delegation,) = rows(scratch, "/BOTH_KINDS", "delegations")
    assert delegation["other"] == "1"
    assert sentence(page(scratch, "/FEW_OTHERS")).count("Of another category: 3.") == 1


def test_numbers_of_both_sexes_that_are_only_approximate_are_not_called_alone(scratch: FlaskClient):
    assert "women about 880, men about 3,100; no share is computed from bounds" in sentence(page(scratch, "/INEXACT"))


def test_a_balance_that_was_missed_is_told_too(scratch: FlaskClient):
    assert "the source says that a 50/50 gender balance was not achieved, and gives no number" in sentence(page(scratch, "/DENIED"))
    assert [(row["in_words"], row["balance_achieved"]) for row in overview(scratch, "DENIED")] == [("", "false")]
