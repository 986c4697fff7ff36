"""The codes of each codelist, on a page and as CSV."""

from __future__ import annotations

import csv
import io

import pytest
from flask.testing import FlaskClient

from dashboard.catalogue import load
from dashboard.i18n import LANGUAGES


def rows(client: FlaskClient, path: str) -> list[dict[str, str]]:
    text = client.get(f"{path}?format=csv").get_data(as_text=True)
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_indicator_with_its_name_and_unit(client: FlaskClient, lang: str):
    catalogue = load()
    found = {row["code"]: (row["name"], row["unit_code"]) for row in rows(client, f"/{lang}/codes/INDICATOR")}
    assert found == {id: (one.names[lang], one.unit) for id, one in catalogue.indicators.items()}
    assert all(row["unit"] == catalogue.name("UNIT_MEASURE", row["unit_code"], lang) for row in rows(client, f"/{lang}/codes/INDICATOR"))


@pytest.mark.parametrize("id", load().codelists)
def test_every_codelist_has_its_page(client: FlaskClient, id: str):
    answer = client.get(f"/en/codes/{id}")
    assert answer.status_code == 200 and len(rows(client, f"/en/codes/{id}")) == len(
        load().indicators if id == "INDICATOR" else load().codelists[id].items
    )


def test_where_codes_stand_and_what_to_do_where_one_is_missing(client: FlaskClient):
    page = client.get("/en/codes/INDICATOR").get_data(as_text=True)
    assert "INDICATOR of the dataset " in page and "ask those who run this site" in page
    assert "ask those who run" not in client.get("/en/codes/SEX").get_data(as_text=True)
    assert client.get("/en/codes/AREAS").status_code == 404 and 'href="/en/codes/AREA"' in client.get("/en/codes/AREAS").get_data(
        as_text=True
    )
