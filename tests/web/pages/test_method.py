"""The method page: every measure, yardstick, source, batch and version."""

import csv
import io
from pathlib import Path

from flask.testing import FlaskClient
from markupsafe import escape

from dashboard.catalogue import load
from dashboard.config import Settings
from dashboard.i18n import LANGUAGES
from dashboard.ingest import About, publish
from dashboard.storage import Store
from dashboard.web.factory import create_app
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


def test_a_version_that_replaces_a_batch_says_so(settings: Settings, tmp_path: Path):
    store, sent = Store(settings, load()), tmp_path / "sent.csv"
    done = None
    for value, title in (("20", "First"), ("21", "Corrected")):
        sent.write_text(f"INDICATOR,REF_AREA,SEX,TIME_PERIOD,OBS_VALUE\nIT_USE_ii99,KEN,F,2019,{value}\n", encoding="utf-8")
        done = publish(sent, store, About(title=title), replaces=done and done.published.batch)
    client = create_app(settings, store).server.test_client()
    assert [row["reason"] for row in table(client, "versions")] == ["replace", "publish"]
    assert "published in the place of an earlier batch: Corrected" in client.get("/en/method").get_data(as_text=True)
    for lang in LANGUAGES:
        assert "Corrected" in client.get(f"/{lang}/method").get_data(as_text=True)
    store.close()
