"""The home page: one sentence on the world and a tile a domain, all from published figures."""

import csv
import html
import io

from flask.testing import FlaskClient

from dashboard.catalogue import load
from dashboard.web.pages.home import committee_chairs


def test_the_sentence_is_written_from_the_newest_world_figures(client: FlaskClient):
    text = client.get("/en/").get_data(as_text=True)
    assert "World, 2024: 65% of women and 70% of men used the Internet." in text
    assert "women held 27.5% of the seats (2026)." in text


def test_every_domain_has_its_tile_and_its_way_in(client: FlaskClient):
    text = client.get("/en/").get_data(as_text=True)
    for tile in ("ict", "decisions", "meetings", "committees", "staff", "swap", "plans"):
        assert f'id="tile-{tile}"' in text
    for path in ("/en/indicators/IT_USE_ii99", "/en/indicators/SG_GEN_PARL_ALL", "/en/challenge", "/en/committees", "/en/un-swap"):
        assert f'href="{path}"' in text
        assert client.get(path).status_code == 200


def test_a_tile_shows_its_trend_as_bars(client: FlaskClient):
    text = client.get("/en/").get_data(as_text=True)
    for tile, bar in (("ict", "paired-bars"), ("decisions", "parity-bar"), ("meetings", "parity-bar")):
        own = text.split(f'id="tile-{tile}"')[1].split('class="tile-foot"')[0]
        assert 'class="bar-list"' in own and bar in own


def test_no_example_is_on_the_home_page(client: FlaskClient):
    text = client.get("/en/").get_data(as_text=True)
    assert "Example" not in text.split('class="tiles"')[1].split("</main>")[0]


def test_the_tiles_as_csv_say_the_same(client: FlaskClient):
    text = client.get("/en/?format=csv&table=overview").get_data(as_text=True).removeprefix("\ufeff")
    rows = {row["domain"]: row for row in csv.DictReader(io.StringIO(text))}
    assert rows["UN-SWAP"]["period"] == "2021"
    assert rows["Decision-making"]["value"] == "27.5%"
    assert rows["Committees"]["source"] != ""


def test_every_tile_names_the_sources_of_all_its_figures(client: FlaskClient):
    text = client.get("/en/?format=csv&table=overview").get_data(as_text=True).removeprefix("\ufeff")
    rows = {row["domain"]: row["source"].split("; ") for row in csv.DictReader(io.StringIO(text))}
    assert all(source != [""] for source in rows.values())
    assert len(rows["Decision-making"]) == 4  # one source a year
    page = html.unescape(client.get("/en/").get_data(as_text=True))
    publishers = {load().sources[source].publisher for sources in rows.values() for source in sources}
    assert all(f"<bdi>{publisher}</bdi>" in page for publisher in publishers)


def test_chairs_are_counted_without_committees_that_do_not_exist_and_without_bounds():
    given = [("F", 2, "", False), ("M", 3, "", False), ("_U", 4, "", False), ("_Z", 9, "", False)]
    left_out = [("M", 7, ">", False), ("F", 8, "", True), ("M", None, "", False)]
    rows = [{"sex": sex, "value": value, "value_q": bound, "example": example} for sex, value, bound, example in given + left_out]
    counts = committee_chairs(rows)
    assert (counts.women, counts.men, counts.unknown) == (2, 3, 4)
