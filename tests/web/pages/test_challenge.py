"""The list of events: the figures of their sources, read against yardsticks and targets, in every language."""

import csv
import io
import re

import pytest
from flask.testing import FlaskClient

from dashboard.i18n import LANGUAGES


def page(client: FlaskClient, query: str = "", lang: str = "en", status: int = 200) -> str:
    """The page as text, without isolates."""
    response = client.get(f"/{lang}/challenge{query}")
    assert response.status_code == status
    return re.sub("[\u2068\u2069]", "", response.get_data(as_text=True))


def sentence(text: str) -> str:
    """The answer of a page."""
    return re.search(r'<p class="answer"[^>]*>(.*?)</p>', text)[1]


def rows(client: FlaskClient, query: str = "") -> list[dict[str, str]]:
    """The rows behind the page."""
    text = page(client, f"?format=csv&table=events{query}")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_shares_stay_as_published_and_computed_ones_stand_beside(client: FlaskClient):
    found = {(row["event_code"], row["role"], row["source"]): row for row in rows(client)}
    lusaka = found["IPU_134", "Members of parliament in delegations", "IPU_DELEGATIONS"]
    assert (lusaka["women"], lusaka["men"], lusaka["share_published"]) == ("190", "444", "29.9")
    assert float(lusaka["share_computed"]) == pytest.approx(100 * 190 / 634)
    chairs = found["ITU_WRC_23", "Committee chairs", "CEPT_2024"]
    assert (chairs["share_published"], chairs["verdict"]) == ("", "met")
    assert float(chairs["share_computed"]) == pytest.approx(300 / 7)


def test_the_sums_of_delegations_keep_their_unknowns(client: FlaskClient):
    (first,) = (row for row in rows(client) if row["event_code"] == "UNFCCC_INC_01")
    assert (first["women"], first["men"], first["unknown"]) == ("71", "399", "153")
    assert float(first["low"]) == pytest.approx(100 * 71 / 623)
    assert float(first["high"]) == pytest.approx(100 * 224 / 623)


def test_sources_that_differ_stand_side_by_side_and_the_primary_one_leads(client: FlaskClient):
    found = [row for row in rows(client, "&series=WSIS+Forum&role=PARTICIPANT") if row["event_code"] == "WSIS_FORUM_2020"]
    assert [(row["source"], row["share_published"]) for row in found] == [("FAO_WSIS_2020", "45"), ("DIGWATCH_WSIS_2020", "~50")]
    text = page(client, "?series=WSIS+Forum&role=PARTICIPANT")
    assert "WSIS Forum 2020, participants: women were 45%, as published. Another source says: about 50%." in sentence(text)


def test_women_counted_without_a_counterpart_never_become_a_ratio(client: FlaskClient):
    found = {row["event_code"]: row for row in rows(client)}
    for event, women in (("NOW4WRC19", "205"), ("EQUALS_TRAINING", ">52000"), ("EQUALS_LATIN_AMERICA", "~100")):
        assert (found[event]["women"], found[event]["share"], found[event]["share_computed"], found[event]["verdict"]) == (
            women,
            "",
            "",
            "",
        )
    text = page(client)
    alone = text.split("Counted without a counterpart")[1].split("<details")[0]
    assert "more than 52,000" in alone
    assert "no number of men in the same role is published here" in alone
    assert "World Radiocommunication Conference 2023 (WRC-23)</a> · 2023 · Committee vice-chairs · women 10 · " in alone


def test_targets_stand_beside_the_figures_with_the_distance(client: FlaskClient):
    assert "Target 35%: below it by 2 percentage points" in page(client, "?series=PP")
    assert "Target 35%; no result has been published here" in page(client, "?series=WTSA")
    assert "Target more than 30%: not reached" in page(client, "?series=WRC&role=DELEGATE")


@pytest.mark.parametrize(
    ("yardstick", "verdict"),
    [
        ("", "50/50 challenge: cannot be determined"),
        ("&yardstick=threshold_30", "30 per cent threshold: met."),
        ("&yardstick=un_parity_band", "United Nations parity band (47–53 per cent): cannot be determined"),
        ("&yardstick=balance_40_60", "Balance 40/60: cannot be determined"),
    ],
)
def test_the_yardstick_changes_the_verdict_and_names_its_source(client: FlaskClient, yardstick: str, verdict: str):
    text = page(client, f"?series=WTSA{yardstick}")
    assert "women were more than 30%" in sentence(text)
    assert verdict in sentence(text)
    assert "Source of the yardstick" in text


def test_one_series_is_told_from_its_first_to_its_last_event(client: FlaskClient):
    assert "delegates: 12% in 2000, 22% in 2023." in page(client, "?series=WRC")


def test_filters_leave_what_they_say(client: FlaskClient):
    assert {row["series"] for row in rows(client, "&series=IGF")} == {"Internet Governance Forum (IGF)"}
    assert {row["role"] for row in rows(client, "&role=WORLD_LEADER")} == {"World leaders"}


def test_filters_without_a_figure_name_the_nearest_that_have_some(client: FlaskClient):
    text = page(client, "?series=WRC&role=WORLD_LEADER")
    assert "No share of women is published for these filters" in sentence(text)
    nearest = text.split("The nearest filters that have some")[1]
    assert 'href="/en/challenge?role=WORLD_LEADER"' in nearest
    assert 'href="/en/challenge?series=WRC"' in nearest


def test_examples_are_marked_in_sentence_figure_and_table(client: FlaskClient):
    text = page(client, "?series=Example+forum")
    assert 'class="example-mark">Example<' in sentence(text)
    assert 'class="event is-example"' in text
    assert {row["example"] for row in rows(client, "&series=Example+forum")} == {"true"}
    assert "these figures were made up" in text


def test_the_newest_real_event_leads(client: FlaskClient):
    assert sentence(page(client)).startswith("General debate of the General Assembly, session 79 (2024), speakers: women were 10%")


@pytest.mark.parametrize("query", ["?series=Nothing", "?role=EMPEROR", "?yardstick=gpi", "?colour=red", "?sort=colour"])
def test_wrong_parameters_are_named(client: FlaskClient, query: str):
    page(client, query, status=400)


def test_bounds_are_not_ranked_as_points(client: FlaskClient):
    found = rows(client, "&sort=-share")
    known = [float(row["share"]) for row in found if row["share"]]
    assert known == sorted(known, reverse=True)
    assert all(not row["share"] for row in found[len(known) :])
    assert {">30", "~50", "<10"} <= {row["share_published"] for row in found[len(known) :]}


def test_words_in_the_column_of_shares_are_broken_into_lines(client: FlaskClient):
    assert '<span class="in-words">50/50 balance achieved, no number given</span></td>' in page(client)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_language_says_it(client: FlaskClient, lang: str):
    text = page(client, "?series=WSIS+Forum&yardstick=un_parity_band", lang)
    assert "45" in sentence(text) and text.count('class="line"') >= 3
