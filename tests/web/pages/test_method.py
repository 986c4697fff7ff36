"""The method page: every measure, yardstick, source, batch and version."""

import csv
import io

from flask.testing import FlaskClient
from markupsafe import escape

from dashboard.catalogue import load
from dashboard.web.pages.method import MEASURES


def table(client: FlaskClient, name: str, lang: str = "en") -> list[dict[str, str]]:
    text = client.get(f"/{lang}/method?format=csv&table={name}").get_data(as_text=True)
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_every_measure_has_its_formula(client: FlaskClient):
    text = client.get("/en/method").get_data(as_text=True)
    for formula in MEASURES.values():
        assert f'<code dir="ltr">{escape(formula)}</code>' in text


def test_every_yardstick_and_source_is_listed(client: FlaskClient):
    assert {row["id"] for row in table(client, "yardsticks")} == set(load().yardsticks)
    assert {row["id"] for row in table(client, "sources")} == set(load().sources)


def test_the_batches_of_the_version_have_titles_in_the_readers_language(client: FlaskClient):
    english, arabic = table(client, "batches"), table(client, "batches", "ar")
    assert len(english) == len(list((load().folder / "batches").glob("*/manifest.toml")))
    assert all(row["title"] and not row["title"].startswith("{") for row in english)
    assert not {row["title"] for row in english} & {row["title"] for row in arabic}
    assert sum(row["example"] == "true" for row in english) == 4


def test_versions_say_what_changed(client: FlaskClient):
    (version,) = table(client, "versions")
    assert (version["number"], version["reason"]) == ("1", "publish")
    assert int(version["added"]) == sum(int(row["records"]) for row in table(client, "batches"))
    assert len(version["checksum"]) >= 16
