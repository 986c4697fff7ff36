"""The list of indicators, over the bundled data."""

import csv
import html
import io
import re

import pytest
from flask.testing import FlaskClient

from dashboard.catalogue import load
from dashboard.i18n import LANGUAGES


def page(client: FlaskClient, query: str = "", lang: str = "en") -> str:
    response = client.get(f"/{lang}/indicators{query}")
    assert response.status_code == 200
    return html.unescape(re.sub("[\u2068\u2069]", "", response.get_data(as_text=True)))


def table(client: FlaskClient, query: str = "") -> dict[str, dict[str, str]]:
    text = page(client, f"?format=csv{query}")
    return {row["code"]: row for row in csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))}


def test_every_indicator_is_there_once_with_its_way_in(client: FlaskClient):
    text = page(client)
    for code in load().indicators:
        assert len(re.findall(rf'<h3><a href="/en/indicators/{code}">', text)) == 1
    assert text.index("Information and communications technology") < text.index("Decision-making")


def test_the_newest_figure_is_the_published_one(client: FlaskClient):
    found = table(client)
    assert found["IT_USE_ii99"]["figure"] == "World, 2024: women 65%, men 70% (published)"
    assert found["SG_GEN_PARL_ALL"]["figure"] == "World, 2026: 27.5% (published)"
    assert found["SG_GEN_SPKR_N"]["figure"] == "World, 2026: women: 54 (published)"
    assert found["IT_USE_GAP_N"]["figure"] == "World, 2024: 189 (Millions of persons) (published)"


def test_a_median_is_marked_as_computed(client: FlaskClient):
    found = table(client)
    assert found["SG_GEN_MNST"]["figure"].endswith("(computed: median of 194 countries and areas)")
    assert (found["SG_GEN_MNST"]["verdict"], found["SG_GEN_MNST"]["countries"], found["SG_GEN_MNST"]["met"]) == ("", "194", "20")


def test_countries_of_unknown_sex_only_are_counted_apart(client: FlaskClient):
    found = table(client)
    chambers = [found[code] for code in ("SG_DMK_PARLCC_LC", "SG_DMK_PARLCC_UC")]
    assert [(row["countries"], row["unknown"]) for row in chambers] == [("129", "63"), ("41", "38")]
    assert found["SG_GEN_PARL"]["unknown"] == "" and "Balance 40/60: met by 30 of 129." in page(client)


def test_the_sentence_counts_the_verdicts_of_the_table(client: FlaskClient):
    verdicts = [row["verdict"] for row in table(client).values() if row["verdict"]]
    said = re.search(r'<p class="answer"[^>]*>(.*?)</p>', page(client))[1]
    assert f"World figures that a yardstick can judge: {len(verdicts)}" in said
    assert f"women below: {verdicts.count('women below')}; cannot be determined: {verdicts.count('cannot be determined')}" in said


def test_it_can_be_sorted(client: FlaskClient):
    counts = [int(row["countries"]) for row in table(client, "&sort=-countries").values()]
    assert counts == sorted(counts, reverse=True)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_language_names_all(client: FlaskClient, lang):
    text = page(client, lang=lang)
    assert all(indicator.short[lang] in text for indicator in load().indicators.values())
