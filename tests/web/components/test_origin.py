"""From rows and points to where their figures come from: every table leads there, and every address that is led to answers."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from dashboard.web.pages import PAGES

TABLES = {
    "/": "/en/facts/",
    "/indicators": "/en/facts/",
    "/indicators/IT_USE_ii99": "/en/facts/indicator",
    "/indicators/SG_GEN_PARL": "/en/facts/indicator",
    "/indicators/SG_DMK_PARLCC_LC": "/en/facts/indicator",
    "/areas/KEN": "/en/facts/indicator",
    "/areas/002": "/en/facts/",
    "/challenge": "/en/facts/participation",
    "/challenge/UNFCCC_INC_11": "/en/facts/participation",
    "/challenge/EXAMPLE_FORUM_2025": "/en/facts/participation",
    "/committees": "/en/facts/indicator",
    "/un-swap": "/en/facts/swap_rating",
}


def links(text: str) -> list[str]:
    return [unescape(href) for href in re.findall(r'href="([^"]+)"', text)]


def bodies(text: str) -> list[str]:
    return re.findall(r"<tbody[^>]*>(.*?)</tbody>", text, re.S)


@pytest.mark.parametrize(("path", "begins"), TABLES.items())
def test_every_row_leads_to_its_facts_or_to_what_it_was_computed_from(client: FlaskClient, path: str, begins: str):
    text = client.get(f"/en{path}").get_data(as_text=True)
    assert any(href.startswith(begins) for href in links(text))
    for body in bodies(text):
        for row in re.findall(r"<tr>(.*?)</tr>", body, re.S):
            assert any(re.match(r"/en/facts/|#table-|/en/[\w/]*(\?[^#]*)?#table-", href) for href in links(row)), row[:300]


@pytest.mark.parametrize("path", TABLES)
def test_the_addresses_have_facts(client: FlaskClient, path: str):
    found = [href for href in links(client.get(f"/en{path}").get_data(as_text=True)) if href.startswith("/en/facts/")]
    step = max(1, len(found) // 12)
    for href in found[::step]:
        assert client.get(href).status_code == 200, href


def test_the_fact_led_to_is_the_one_in_the_row(client: FlaskClient):
    text = client.get("/en/indicators/SG_GEN_PARL").get_data(as_text=True)
    row = re.search(r"<tr>(?:(?!</tr>).)*/en/areas/RWA\"(?:(?!</tr>).)*</tr>", text, re.S)[0]
    (href,) = [href for href in links(row) if "/facts/" in href]
    shown = float(re.search(r'numeric">([\d.]+)%', row)[1])
    told = float(re.search(r"<strong>([\d.]+)%</strong>", client.get(href).get_data(as_text=True))[1])
    assert abs(told - shown) <= 0.05
    assert "REF_AREA=RWA" in href and "TIME_PERIOD=" in href


def test_a_pinned_page_leads_to_pinned_facts(client: FlaskClient):
    found = [href for href in links(client.get("/en/areas/KEN?version=1").get_data(as_text=True)) if "/facts/" in href]
    assert found and all("version=1" in href for href in found)


def test_points_of_a_trend_lead_to_their_facts(client: FlaskClient):
    body = {
        "output": "page.children",
        "outputs": {"id": "page", "property": "children"},
        "inputs": [
            {"id": "url", "property": "pathname", "value": "/en/indicators/SG_GEN_PARL"},
            {"id": "url", "property": "search", "value": "?area=KEN"},
        ],
        "changedPropIds": ["url.pathname"],
    }
    text = client.post("/_dash-update-component", json=body).get_data(as_text=True)
    listed = [address for found in re.findall(r'"customdata":(\[.*?\])', text) for address in json.loads(found)]
    addresses = {address for address in listed if address.startswith("/en/facts/")}
    assert len(addresses) > 10
    assert client.get(sorted(addresses)[0]).status_code == 200


def test_pages_say_how_to_get_there(client: FlaskClient):
    said = "where the figures of a row and of its figure come from."
    assert f"Source and ⓘ: {said}" in client.get("/en/areas/KEN").get_data(as_text=True)
    assert "where the figures of a row" not in client.get("/en/method").get_data(as_text=True)


def test_signs_have_names(client: FlaskClient):
    text = client.get("/en/un-swap").get_data(as_text=True)
    signs = re.findall(r'<a href="/en/facts/[^"]*"([^>]*)>ⓘ</a>', text)
    assert signs and all('aria-label="Where this comes from: ' in sign for sign in signs)


def test_the_page_is_in_the_list_of_pages():
    assert [page.path for page in PAGES if page.path.startswith("/facts")] == ["/facts/{dataset}"]
