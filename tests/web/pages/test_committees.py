"""Committees: chairs of parliamentary committees compared with the batch, and chairs at conferences."""

import csv
import io
import re

import pytest
from flask.testing import FlaskClient

from dashboard import catalogue
from dashboard.i18n import LANGUAGES

BATCH = catalogue.DATA / "batches" / "040-sdg-committee-chairs" / "indicator.csv"


def page(client: FlaskClient, query: str = "", lang: str = "en", status: int = 200) -> str:
    """The page as text, without isolates."""
    response = client.get(f"/{lang}/committees{query}")
    assert response.status_code == status
    return re.sub("[\u2068\u2069]", "", response.get_data(as_text=True))


def sentence(text: str) -> str:
    """The answer of a page."""
    return re.search(r'<p class="answer"[^>]*>(.*?)</p>', text)[1]


def rows(client: FlaskClient, query: str = "", table: str = "chairs") -> list[dict[str, str]]:
    """The rows of one of its tables."""
    text = page(client, f"?format=csv&table={table}{query}")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


@pytest.fixture(scope="module")
def batch() -> list[dict[str, str]]:
    """The committees as the batch has them."""
    with BATCH.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def count(batch: list[dict[str, str]], sex: str, **fixed: str) -> int:
    """The chairs of a sex in the batch."""
    return sum(int(row["OBS_VALUE"]) for row in batch if row["SEX"] == sex and all(row[name] == value for name, value in fixed.items()))


def test_the_sentence_counts_the_chairs_of_known_sex(client: FlaskClient, batch):
    women, men, unknown = (count(batch, sex) for sex in ("F", "M", "_U"))
    assert (women, men, unknown) == (182, 512, 515)
    said = sentence(page(client))
    assert f"women chaired {women} of the {women + men} committees whose chair’s sex is known, or 26.2%" in said
    assert "For 515 more" in said and "between 15.1% and 57.7%" in said
    assert "Balance 40/60: cannot be determined" in said


@pytest.mark.parametrize("chamber", ["lower", "upper"])
@pytest.mark.parametrize("committee", ["DEFENCE", "GEN_EQU"])
def test_filters_count_what_they_leave(client: FlaskClient, batch, chamber: str, committee: str):
    code = {"lower": "SG_DMK_PARLCC_LC", "upper": "SG_DMK_PARLCC_UC"}[chamber]
    women, men = (count(batch, sex, INDICATOR=code, COMP_BREAKDOWN=committee) for sex in ("F", "M"))
    said = sentence(page(client, f"?chamber={chamber}&committee={committee}"))
    assert f"women chaired {women} of the {women + men} committees" in said


def test_the_table_holds_every_parliament(client: FlaskClient, batch):
    found = rows(client)
    assert len(found) == len({(row["INDICATOR"], row["REF_AREA"]) for row in batch})
    assert sum(int(row["women"]) for row in found) == 182
    assert sum(int(row["unknown"]) for row in found) == 515
    (albania,) = (row for row in found if row["area"] == "ALB" and row["GEN_EQU"])
    listed = {row["COMP_BREAKDOWN"]: row["SEX"] for row in batch if row["REF_AREA"] == "ALB"}
    assert {kind: albania[kind] for kind in listed} == listed


def test_a_group_of_countries_is_its_members(client: FlaskClient):
    members = set(catalogue.load().areas.members("SIDS"))
    found = rows(client, "&group=SIDS")
    assert found and {row["area"] for row in found} <= members


def test_breakdowns_keep_all_items_of_their_own_filter(client: FlaskClient):
    text = page(client, "?committee=DEFENCE")
    part = text.split("By committee")[1].split("By chamber")[0]
    assert part.count('class="line"') == 5
    assert "10.4%" in part and "women 15, men 129, not known 105" in part
    assert "45 years or younger" in text.split("By age of the chair")[1]


def test_an_unknown_age_leaves_the_share_of_an_age_open(client: FlaskClient):
    young = page(client).split("45 years or younger")[1].split("</li>")[0]
    assert "age not known: 557 (women 15, men 27, sex not known 515)" in young and "between 5.4% and 84.5%" in young
    assert "cannot be determined" in young


def test_unknown_and_missing_are_told_apart(client: FlaskClient):
    text = page(client)
    assert "no such committee" in text and "not known" in text
    assert "Committees of these kinds that a chamber does not have: 156" in text


def test_posts_at_conferences_stand_as_published(client: FlaskClient):
    found = {row["role"]: row for row in rows(client, table="posts")}
    assert (found["Committee chairs"]["women"], found["Committee chairs"]["men"], found["Committee chairs"]["total"]) == ("3", "4", "7")
    assert found["Committee chairs"]["verdict"] == "met"
    assert (found["Committee vice-chairs"]["women"], found["Committee vice-chairs"]["share"]) == ("10", "")


@pytest.mark.parametrize(
    ("yardstick", "verdict"), [("threshold_30", "30 per cent threshold: met."), ("un_parity_band", "cannot be determined")]
)
def test_the_yardstick_changes_the_verdict(client: FlaskClient, yardstick: str, verdict: str):
    assert verdict in sentence(page(client, f"?committee=GEN_EQU&yardstick={yardstick}"))


def test_filters_without_a_known_chair_name_the_nearest(client: FlaskClient):
    text = page(client, "?chamber=upper&committee=GEN_EQU&group=009")
    assert "no chair of known sex is recorded" in sentence(text)
    nearest = text.split("The nearest filters that have some")[1]
    assert 'href="/en/committees?chamber=upper&amp;group=009"' in nearest
    assert 'href="/en/committees?chamber=upper&amp;committee=GEN_EQU"' in nearest


@pytest.mark.parametrize("query", ["?chamber=middle", "?committee=SPORT", "?group=XYZ", "?yardstick=gpi", "?year=2020"])
def test_wrong_parameters_are_named(client: FlaskClient, query: str):
    page(client, query, status=400)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_language_says_it(client: FlaskClient, lang: str):
    said = sentence(page(client, "", lang))
    assert "182" in said and "694" in said


def test_parliaments_stand_beside_conferences(client: FlaskClient):
    beside = page(client, "?chamber=upper").split("Parliaments beside conferences and study groups")[1].split("<h2>")[0]
    assert "women 182, men 512, not known 515" in beside and "women 3, men 4" in beside
    assert "no counterpart is published, so no ratio" in beside and "nothing is recorded here" in beside


def test_a_target_is_told_and_drawn_beside_the_posts(client: FlaskClient):
    posts = page(client).split("in other bodies</h2>")[1]
    assert "Target more than 30%: reached" in posts and 'class="bar-line" style="--at:30%"' in posts
