"""The profile of a country or group, over the bundled data."""

import csv
import html
import io
import re

import pytest
from flask.testing import FlaskClient

from dashboard import catalogue
from dashboard.i18n import LANGUAGES
from dashboard.web.pages.area import PAGE

BATCH = catalogue.DATA / "batches" / "050-unfccc-inc-delegations" / "participation.csv"


def page(client: FlaskClient, code: str, query: str = "", lang: str = "en", status: int = 200) -> str:
    response = client.get(f"/{lang}/areas/{code}{query}")
    assert response.status_code == status
    return html.unescape(re.sub("[\u2068\u2069]", "", response.get_data(as_text=True)))


def sentence(text: str) -> str:
    return re.search(r'<p class="answer"[^>]*>(.*?)</p>', text, re.S)[1]


def rows(client: FlaskClient, code: str, table: str, query: str = "") -> list[dict[str, str]]:
    text = page(client, code, f"?format=csv&table={table}{query}")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


@pytest.fixture(scope="module")
def sent() -> dict[tuple[str, str, str], int]:
    """The delegates by event, area and sex, as the batch has them."""
    found: dict[tuple[str, str, str], int] = {}
    with BATCH.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            key = (row["EVENT"], row["REF_AREA"], row["SEX"])
            found[key] = found.get(key, 0) + int(row["COUNT"])
    return found


def test_each_figure_stands_beside_the_region_s_and_the_world_s(client: FlaskClient):
    found = {row["code"]: row for row in rows(client, "KEN", "figures")}
    seats = found["SG_GEN_PARL"]
    assert (seats["figure"], seats["period"], seats["verdict"]) == ("21.6%", "2021", "women below")
    assert seats["beside"] == "Africa, 2021: 24.9% (published) · World, 2021: 25.6% (published)"
    assert "computed: median of" in found["SG_GEN_MNST"]["beside"]
    assert (found["SG_DMK_PARLCC_LC"]["women"], found["SG_DMK_PARLCC_LC"]["men"]) == ("0", "5")
    assert (found["IT_MOB_OWN"]["female"], found["IT_MOB_OWN"]["male"]) == ("47.03", "47.6")


def test_figures_say_since_when_they_are_there_and_how_they_changed(client: FlaskClient):
    text = page(client, "KEN")
    assert "The earliest figure here is of 2000." in text
    assert "2000–2021: up 18 percentage points" in text
    assert "The earliest figure" not in page(client, "002")  # one published year; the rest is computed from its countries


def test_what_does_not_apply_is_listed_and_not_counted_as_a_figure(client: FlaskClient):
    text = page(client, "SDN")
    assert "Sudan: figures for 5 of 18 indicators." in sentence(text) and "women 0, men 0" not in text.split("<h2>Delegations")[0]
    assert "Indicators with a figure: 5 of 18." in text
    found = {row["code"]: row for row in rows(client, "SDN", "figures")}
    assert (found["SG_DMK_PARLCC_LC"]["figure"], found["SG_DMK_PARLCC_LC"]["women"]) == ("Not applicable", "")


@pytest.mark.parametrize("area", ["001", "KEN", "002"])
def test_every_figure_has_its_source_in_the_small_print(client: FlaskClient, area: str):
    text, sources = page(client, area), catalogue.load().sources
    block = text.split('class="sources"')[1].split("</ul>")[0]
    for table in ("figures", "delegations"):
        for source in {source for row in rows(client, area, table) for source in row["source"].split("; ")}:
            assert f"{sources[source].publisher}: {sources[source].title}" in block, (table, source)
    assert {row["source"] for row in rows(client, "001", "figures") if row["code"] == "SG_DMK_PARLCC_LC"} == {"UNSD_SDG_2020"}


def test_an_indicator_is_opened_at_the_area(client: FlaskClient):
    assert "/en/indicators/SG_GEN_PARL?area=KEN" in page(client, "KEN")
    assert "/en/indicators/SG_GEN_PARL?group=002" in page(client, "002")


def test_the_reader_can_compare_with_another_group(client: FlaskClient):
    found = {row["code"]: row for row in rows(client, "FRA", "figures", "&group=ITU_EUR")}
    assert found["SG_GEN_PARL"]["beside"].startswith("Europe (ITU region), ")
    assert "002" in sentence(page(client, "FRA", "?group=002", status=400))  # not one of its groups


def test_delegations_are_those_of_the_batch(client: FlaskClient, sent):
    listed = rows(client, "KEN", "delegations")
    assert len(listed) == 11
    for row in listed:
        expected = [sent.get((row["event_code"], "KEN", sex), 0) for sex in ("F", "M", "_U")]
        assert [int(row[name]) for name in ("women", "men", "unknown")] == expected
    kenya = [(sex, number) for (_, area, sex), number in sent.items() if area == "KEN"]
    women, men, unknown = (sum(number for each, number in kenya if each == sex) for sex in ("F", "M", "_U"))
    assert f"11; women {women}, men {men}, sex not known {unknown}." in sentence(page(client, "KEN"))


def test_unknown_sex_leaves_the_share_open(client: FlaskClient):
    second = next(row for row in rows(client, "KEN", "delegations") if row["event_code"] == "UNFCCC_INC_02")
    assert (second["share"], second["low"], second["high"]) == ("0", "0", "25")


def test_a_group_s_delegations_are_those_of_its_countries(client: FlaskClient, sent):
    first = rows(client, "053", "delegations")[0]  # Australia and New Zealand, with islands that sent nobody
    assert int(first["women"]) == sum(sent.get((first["event_code"], area, "F"), 0) for area in ("AUS", "NZL"))


def test_the_world_s_delegations_are_all_those_of_an_area_as_on_the_event_s_page(client: FlaskClient):
    listed = {row["event_code"]: row for row in rows(client, "001", "delegations")}
    assert len(listed) == 11
    for event, row in listed.items():
        text = client.get(f"/en/challenge/{event}?format=csv&table=delegations").get_data(as_text=True).removeprefix("\ufeff")
        sent = [one for one in csv.DictReader(io.StringIO(text)) if not one["area"].startswith("_")]
        assert len(sent) == int(row["parts"])
        assert [sum(int(one[name]) for one in sent) for name in ("women", "men", "unknown")] == [
            int(row[name]) for name in ("women", "men", "unknown")
        ]
    first = listed["UNFCCC_INC_01"]
    assert [first[name] for name in ("parts", "women", "men", "unknown")] == ["102", "62", "356", "4"]
    assert "women 908, men 4,503, sex not known 102." in sentence(page(client, "001"))


def test_countries_that_no_longer_exist_are_named_where_they_are_left_out(client: FlaskClient):
    named = r"Czechoslovakia, Union of Soviet Socialist Republics,? and Yugoslavia\."
    assert re.search(rf"countries that no longer exist are included: {named}", page(client, "001"))
    assert re.search(rf"belong to no group of today; they count for the world: {named}", page(client, "150"))
    assert "no longer exist" not in page(client, "KEN")


@pytest.mark.parametrize(("group", "known"), [("RTO_APT", 32), ("RTO_RCC", 10)])
def test_known_members_are_not_presented_as_their_group(client: FlaskClient, group: str, known: int):
    text = page(client, group)
    assert f"not all of its members are known here ({known} are)" in sentence(text) and "women" not in sentence(text)
    assert f"Members known here, not all there are: {known}." in text
    assert 'id="table-figures"' not in text and 'id="table-delegations"' not in text
    member = catalogue.load().areas.members(group)[0]
    assert f'<option value="{group}"' not in page(client, member)


def test_groups_and_members_are_links(client: FlaskClient):
    kenya, africa = page(client, "KEN"), page(client, "002")
    assert all(f'href="/en/areas/{code}"' in kenya for code in ("001", "002", "202", "014", "ITU_AFR"))
    assert 'href="/en/areas/KEN"' in africa and "60 countries and areas" in africa


def test_a_country_without_figures_says_so(client: FlaskClient):
    assert sentence(page(client, "ATA")).startswith("Antarctica: no published figure is held here for it.")


def test_a_former_country_keeps_its_delegations(client: FlaskClient):
    text = page(client, "SUN")
    assert "Former country" in text and "Union of Soviet Socialist Republics" in sentence(text)


def test_the_yardstick_is_used_where_it_fits(client: FlaskClient):
    found = {row["code"]: row["yardstick"] for row in rows(client, "FRA", "figures", "&yardstick=un_parity_band")}
    assert "47–53" in found["SG_GEN_PARL"] and found["IT_MOB_OWN"] == "ITU gender parity score"


@pytest.mark.parametrize(("code", "status"), [("ken", 200), ("QQZ", 404), ("_T", 404)])
def test_codes(client: FlaskClient, code, status):
    page(client, code, status=status)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("code", ["KEN", "LDC"])
def test_every_language_names_the_area(client: FlaskClient, lang, code):
    text = page(client, code, lang=lang)
    assert f"<h1>{catalogue.load().name('AREA', code, lang)}</h1>" in text and not re.search(r">(area|indicator|site|verdict)\.\w", text)


@pytest.mark.parametrize("path", PAGE.examples)
def test_the_first_response_is_small(client: FlaskClient, path):
    assert len(client.get(f"/en{path}", headers={"Accept-Encoding": "br"}).data) < 60_000
