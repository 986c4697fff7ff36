"""The home page: one sentence on the world and a tile a domain, all from published figures."""

import csv
import html
import io
import re
from pathlib import Path

from flask.testing import FlaskClient

from dashboard.catalogue import load
from dashboard.config import Settings
from dashboard.ingest import publish
from dashboard.storage import Store
from dashboard.web.factory import create_app


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


def test_chairs_and_staff_are_told_by_the_leading_source(tmp_path: Path):
    """The United Nations themselves go before a source that is not listed; nobody is added up twice."""
    chairs = [
        f"SG_DMK_PARLCC_LC,KEN,{sex},HUM_RIGH,2020,{number},{source}"
        for source, (women, men) in {"UNSD_SDG_2020": (1, 2), "ELSEWHERE": (3, 3)}.items()
        for sex, number in (("F", women), ("M", men))
    ]
    staff = [
        f"ITU,_T,{sex},2025,{number},{source}"
        for source, (women, men) in {"ELSEWHERE": (50, 50), "UN_235367": (30, 70)}.items()
        for sex, number in (("F", women), ("M", men))
    ]
    (tmp_path / "chairs.csv").write_text("\n".join(["INDICATOR,REF_AREA,SEX,COMP_BREAKDOWN,TIME_PERIOD,OBS_VALUE,SOURCE", *chairs, ""]))
    (tmp_path / "staff.csv").write_text("\n".join(["ENTITY,CATEGORY,SEX,TIME_PERIOD,HEADCOUNT,SOURCE", *staff, ""]))
    settings = Settings(data=tmp_path / "var")
    store = Store(settings, load())
    for name in ("chairs", "staff"):
        outcome = publish(tmp_path / f"{name}.csv", store)
        assert outcome.published, outcome.report
    page = re.sub("[\u2068\u2069]", "", create_app(settings, store).server.test_client().get("/en/").get_data(as_text=True))
    store.close()
    assert "<p>1 of 3 chairs of parliamentary committees are women (2020).</p>" in page
    assert "<p>International Telecommunication Union, 2025: 30% women.</p>" in page
