"""The method page: every measure, yardstick, source, batch and version."""

import csv
import io
import re
from pathlib import Path

from flask.testing import FlaskClient
from markupsafe import escape

from dashboard.catalogue import load
from dashboard.config import Settings
from dashboard.i18n import LANGUAGES, Words
from dashboard.ingest import About, publish, withdraw
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


def test_a_version_lists_its_batches_those_withdrawn_and_replaced_among_them(tmp_path: Path):
    store = Store(Settings(data=tmp_path / "var"), load())
    sent = tmp_path / "sent.csv"
    batches = []
    for value in (20, 21):
        sent.write_text(f"INDICATOR,REF_AREA,TIME_PERIOD,OBS_VALUE\nSG_GEN_PARL,KEN,2019,{value}\n")
        batches.append(publish(sent, store, About(title=f"Take {value}")).published.batch)
    withdraw(batches[1], store)
    reader = create_app(store.settings, store).server.test_client()
    rows, page = table(reader, "versions"), reader.get("/en/method").get_data(as_text=True)
    store.close()
    assert [(row["number"], row["reason"], row["batch"]) for row in rows] == [
        ("3", "withdraw", batches[1]), ("2", "publish", batches[1]), ("1", "publish", batches[0]),
    ]  # fmt: skip
    listed = page[page.index('id="versions"') :]
    assert "Take 20" in listed and listed.count("Take 21") == 2 and listed.count("(withdrawn since)") == 1
    assert listed.count(f'href="/en/batches/{batches[1]}"') == 2


def test_many_batches_of_one_version_are_folded_away(client: FlaskClient):
    page = client.get("/en/method").get_data(as_text=True)
    listed = page[page.index('id="versions"') :]
    assert "<summary>19 batches</summary>" in listed
    (version,) = table(client, "versions")
    assert len(version["batch"].split()) == 19


def test_corrections_are_listed_with_reason_and_state(tmp_path: Path):
    store = Store(Settings(data=tmp_path / "var"), load())
    sent = tmp_path / "sent.csv"
    sent.write_text("INDICATOR,REF_AREA,SEX,TIME_PERIOD,OBS_VALUE,UNIT_MEASURE\nSG_GEN_PARL,KEN,F,2019,20,PT\n")
    publish(sent, store)
    key = "INDICATOR=SG_GEN_PARL;REF_AREA=KEN;SEX=F;TIME_PERIOD=2019"
    records = [f"indicator,{key},OBS_VALUE,20,>22,Misprint", f"indicator,{key},OBS_STATUS,E,A,Was final"]
    records.append(f"indicator,{key}0,OBS_VALUE,1,2,Gone")
    sent.write_text("\n".join(["DATASET,KEY,COLUMN,SOURCE_VALUE,VALUE,REASON", *records]) + "\n")
    publish(sent, store)
    reader = create_app(store.settings, store).server.test_client()
    rows, page = table(reader, "corrections"), reader.get("/en/method").get_data(as_text=True)
    old = reader.get("/en/method?version=1").get_data(as_text=True)
    store.close()
    assert [(row["state"], row["column"], row["says"], row["right"], row["reason"]) for row in rows] == [
        ("applied", "Value", "20%", "more than 22%", "Misprint"),
        ("idle", "Observation status", "Estimated value", "Normal value", "Was final"),
        ("unmatched", "Value", "1%", "2%", "Gone"),
    ]
    assert rows[0]["KEY"] == key and "in force" in page and "no such fact" in page
    assert "No error of a source is corrected in this data version." in old


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
        done = publish(sent, store, About(title=title), replaces=done and done.published.batch, note=f"{title} <b>release</b>")
    client = create_app(settings, store).server.test_client()
    new, old = rows = table(client, "versions")
    assert [row["reason"] for row in rows] == ["replace", "publish"]
    assert [row["note"] for row in rows] == ["Corrected <b>release</b>", "First <b>release</b>"]
    assert (new["batch"], new["replaced"], old["replaced"]) == (done.published.batch, old["batch"], "")
    page = client.get("/en/method").get_data(as_text=True)
    listed = re.sub(r"<[^>]+>", "", page[page.index('id="versions"') :])
    assert "published in the place of First: Corrected" in listed
    assert "Corrected &lt;b&gt;release&lt;/b&gt;" in listed and "Note on this release" in listed
    for lang in LANGUAGES:
        page = client.get(f"/{lang}/method").get_data(as_text=True)
        assert all(f'/{lang}/batches/{row["batch"]}">' in page[page.index('id="versions"') :] for row in rows)
    shown = client.get(f"/en/batches/{old['batch']}").get_data(as_text=True)
    told = dict(re.findall(r"<dt>([^<]*)</dt><dd>(?:<bdi[^>]*>)?([^<]*)", shown))
    assert told[Words("en")("batch.note")] == "First &lt;b&gt;release&lt;/b&gt;"
    assert [label for label, note in told.items() if note == "Corrected &lt;b&gt;release&lt;/b&gt;"] == [
        Words("en")("batch.withdrawn_note")
    ]
    store.close()


def test_a_replaced_example_is_not_named_where_examples_are_not_shown(tmp_path: Path):
    store, sent = Store(Settings(data=tmp_path / "var", examples=False), load()), tmp_path / "sent.csv"
    done = None
    for value, example in ((20, True), (21, False)):
        sent.write_text(f"INDICATOR,REF_AREA,SEX,TIME_PERIOD,OBS_VALUE\nIT_USE_ii99,KEN,F,2019,{value}\n", encoding="utf-8")
        about = About(title=f"Take {value}", example=example)
        done = publish(sent, store, about, replaces=done and done.published.batch)
    page = create_app(store.settings, store).server.test_client().get("/en/method").get_data(as_text=True)
    store.close()
    assert "published in the place of an earlier batch: " in page and "Take 21" in page and "Take 20" not in page


def test_without_notes_on_releases_the_table_has_no_column_for_them(client: FlaskClient):
    assert "Note on this release" not in client.get("/en/method").get_data(as_text=True)
    assert [row["note"] for row in table(client, "versions")] == [""]
