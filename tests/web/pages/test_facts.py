"""Where a figure comes from: batch, source, sender, file, line, corrections and earlier values, and a helpful page for every wrong key."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from dashboard.catalogue import load
from dashboard.config import Settings
from dashboard.ingest import About, publish, withdraw
from dashboard.storage import Store
from dashboard.web.factory import create_app

HEADER = "INDICATOR,REF_AREA,SEX,TIME_PERIOD,OBS_VALUE,UNIT_MEASURE,OBS_STATUS,SOURCE"
KEN = "INDICATOR=SG_GEN_PARL&REF_AREA=KEN&TIME_PERIOD=2019"
KEY = "INDICATOR=SG_GEN_PARL;REF_AREA=KEN;SEX=F;SOURCE=UNSD_GENDER_2021;TIME_PERIOD=2019"


class Desk:
    """A store of the test's own, with a way to send files and to look at pages."""

    def __init__(self, folder: Path, **more):
        self.folder, self.sent = folder, 0
        self.store = Store(Settings(data=folder / "var", **more), load())

    def send(self, *lines: str, **about) -> str:
        self.sent += 1
        path = self.folder / f"sent{self.sent}.csv"
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        done = publish(path, self.store, About(**about)).published
        assert done
        return done.batch

    def value(self, value: object, status: str = "A", sex: str = "F", **about) -> str:
        return self.send(HEADER, f"SG_GEN_PARL,KEN,{sex},2019,{value},PT,{status},UNSD_GENDER_2021", **about)

    def correct(self, says: str, right: str, reason: str = "A slip", **more) -> str:
        extra = ",".join(more)
        header = "DATASET,KEY,COLUMN,SOURCE_VALUE,VALUE,REASON" + (f",{extra}" if extra else "")
        record = f"indicator,{KEY},OBS_VALUE,{says},{right},{reason}" + "".join(f",{value}" for value in more.values())
        return self.send(header, record, title="Corrections")

    def get(self, address: str) -> tuple[int, str]:
        response = create_app(self.store.settings, self.store).server.test_client().get(address)
        return response.status_code, response.get_data(as_text=True)

    def text(self, address: str) -> str:
        page = self.get(address)[1]
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page[page.index("<main") : page.index("</main>")]))


@pytest.fixture
def desk(tmp_path: Path):
    desk = Desk(tmp_path)
    yield desk
    desk.store.close()


def rows(client: FlaskClient, address: str, table: str) -> list[dict[str, str]]:
    text = client.get(f"{address}&format=csv&table={table}").get_data(as_text=True)
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_a_bundled_figure_is_traced_to_the_line_of_its_file(client: FlaskClient):
    (row,) = rows(client, f"/en/facts/indicator?{KEN}", "facts")
    lines = (load().folder / "batches" / "030-unsd-decision-making" / "indicator.csv").read_text(encoding="utf-8").splitlines()
    assert lines[int(row["line"]) - 1].startswith("SG_GEN_PARL,KEN,F,_T,_Z,2019,21.78,")
    assert (row["OBS_VALUE"], int(row["record"]) + 1) == ("21.78", int(row["line"]))


def test_everything_that_is_known_of_a_fact_is_told(desk):
    batch = desk.value(">21.5", "E", title="Parliaments", link="https://example.org/data")
    text = desk.text(f"/en/facts/indicator?{KEN}")
    assert "more than 21.5%: this came with the batch “Parliaments” on" in text
    for said in ("Estimated value", "United Nations Statistics Division", "https://example.org/data", "sent1.csv", "record 1 · line 2"):
        assert said in text
    page = desk.get(f"/en/facts/indicator?{KEN}")[1]
    assert f'href="/en/batches/{batch}"' in page
    assert "Earlier values" not in text.replace("Earlier values are", "")


def test_earlier_values_stand_with_what_brought_them(desk):
    desk.value(20, "E", title="First")
    second = desk.value(21, title="Second")
    third = desk.value(22, title="Third")
    withdraw(third, desk.store)
    app = create_app(desk.store.settings, desk.store).server.test_client()
    told = [(row["version"], row["figure"], row["reason"], row["batch"]) for row in rows(app, f"/en/facts/indicator?{KEN}", "earlier")]
    assert [row[:2] for row in told] == [("4", "21%"), ("3", "22%"), ("2", "21%"), ("1", "20%")]
    assert [row[2] for row in told] == ["withdraw", "publish", "publish", "publish"]
    assert [told[0][3], told[1][3], told[2][3]] == [second, third, second]
    text = desk.text(f"/en/facts/indicator?{KEN}")
    assert "There was another value here before." in text
    assert re.search(r"So since version 4 of [^·]* · Third was withdrawn", text)
    assert "Observation status: Normal value" in text


def test_a_batch_that_took_the_place_of_another_says_so(desk):
    desk.value(20, title="First")
    second = desk.value(21, title="Second")
    sent = desk.folder / "third.csv"
    sent.write_text(f"{HEADER}\nSG_GEN_PARL,UGA,F,2019,22,PT,A,UNSD_GENDER_2021\n", encoding="utf-8")
    publish(sent, desk.store, About(title="Third"), replaces=second)
    # Uganda's figure is new with the third batch, Kenya's stands again as it was before the second.
    for key in (KEN, KEN.replace("KEN", "UGA")):
        text, page = desk.text(f"/en/facts/indicator?{key}"), desk.get(f"/en/facts/indicator?{key}")[1]
        assert re.search(r"So since version 3 of [^·]* · Third took the place of Second", text)
        assert f'href="/en/batches/{second}"' in page


def test_a_cell_of_a_wide_file_is_told_by_its_record_line_and_column(desk):
    wide = {"measure": "OBS_VALUE", "columns": {year: {"TIME_PERIOD": year} for year in ("2018", "2019")}}
    columns = {"Area": "REF_AREA", "Sex": "SEX"}
    mapping = {"columns": columns, "constants": {"INDICATOR": "SG_GEN_PARL", "UNIT_MEASURE": "PT"}, "wide": wide}
    for value in (21.8, 21.9):
        lines = ("Area,Sex,2018,2019", "UGA,F,34.8,34.9", f"KEN,F,21.7,{value}")
        desk.send(*lines, title="Wide", dataset="indicator", mapping=mapping)
    address = f"/en/facts/indicator?{KEN}"
    assert "sent2.csv : record 2 · line 3 · column “2019”" in desk.text(address)
    app = create_app(desk.store.settings, desk.store).server.test_client()
    (row,) = rows(app, address, "facts")
    assert (row["record"], row["line"], row["file_column"]) == ("2", "3", "2019")
    assert [row["record"] for row in rows(app, address, "earlier")] == ["", ""]


def test_a_pinned_version_tells_what_stood_then_and_that_there_is_a_newer_one(desk):
    desk.value(20)
    desk.value(21)
    text = desk.text(f"/en/facts/indicator?{KEN}&version=1")
    assert "You are looking at data version 1" in text and "The newest is version 2" in text
    assert "20%" in text and "21%" not in text
    assert "version=1" in re.findall(r'href="(/en/batches/[^"]*)"', desk.get(f"/en/facts/indicator?{KEN}&version=1")[1])[0]


def test_several_facts_stand_side_by_side_headed_by_what_tells_them_apart(desk):
    desk.send(HEADER, *(f"SG_GEN_PARL,KEN,{sex},2019,{value},PT,A,UNSD_GENDER_2021" for sex, value in (("F", 20), ("M", 80))))
    page = desk.get(f"/en/facts/indicator?{KEN}")[1]
    assert re.findall(r"<h2>(Sex: \w+)</h2>", page) == ["Sex: Female", "Sex: Male"]
    assert len(re.findall(r'href="/en/facts/indicator\?[^"]*SEX=[FM]', page)) == 2


def test_a_source_that_was_not_given_is_told_so_and_by_no_code(desk):
    desk.value(21.8)
    desk.send(HEADER.removesuffix(",SOURCE"), "SG_GEN_PARL,KEN,F,2019,22.8,PT,A")
    text = desk.text(f"/en/facts/indicator?{KEN}")
    assert "Source not given" in text and "_Z" not in text


def test_a_correction_is_told_with_its_reason_and_what_the_source_says(desk):
    desk.value(21.8, title="Parliaments")
    batch = desk.correct("21.80", "28.1", "Digits changed places", LINK="https://example.org/errata")
    text, page = desk.text(f"/en/facts/indicator?{KEN}"), desk.get(f"/en/facts/indicator?{KEN}")[1]
    assert "28.1% is shown; what the source says came with the batch “Parliaments”" in text
    assert "Value: the source says 21.8%; shown is 28.1%. Reason: Digits changed places" in text
    assert f'href="/en/batches/{batch}"' in page and 'href="https://example.org/errata"' in page
    desk.value(30)
    text = desk.text(f"/en/facts/indicator?{KEN}")
    assert "a correction of 21.8% to 28.1% rests" in text and "30%: this came with" in text


def test_pages_with_corrected_figures_say_so_and_rows_are_marked(desk):
    desk.value(21.8)
    before = desk.get("/en/areas/KEN")[1]
    desk.correct("21.8", "28.1")
    page, text = desk.get("/en/areas/KEN")[1], desk.text("/en/areas/KEN")
    assert "corrected" not in before
    assert "1 figure on this page is not as its source gives it" in text
    assert "28.1%" in text and "21.8%" not in text
    assert 'href="/en/method#corrections"' in page
    assert page.count('<small class="corrected">corrected</small>') == 1
    assert "corrected" not in desk.text("/en/areas/KEN?version=1")


def test_what_is_gone_is_told_with_what_it_was(desk):
    first = desk.value(20, title="First")
    desk.value(80, sex="M")
    withdraw(first, desk.store)
    status, page = desk.get(f"/en/facts/indicator?{KEN}&SEX=F")
    assert status == 200
    text = desk.text(f"/en/facts/indicator?{KEN}&SEX=F")
    assert "What was published here is gone since version 3" in text
    assert "not published" in text and "20%" in text


def test_nothing_there_is_404_with_the_nearest_that_has_something(desk):
    desk.value(20)
    status, page = desk.get("/en/facts/indicator?REF_AREA=KEN&TIME_PERIOD=1850")
    assert status == 404
    assert re.search(r'href="/en/facts/indicator\?REF_AREA=KEN">without Period: Kenya<', page)
    assert "TIME_PERIOD=1850&amp;version" in page  # what may be cited is still this address


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/en/facts/indicators", 404, "There is no such dataset"),
        ("/en/facts/indicator?AREA=KEN", 400, "This page does not take that parameter"),
        ("/en/facts/indicator?OBS_VALUE=20", 400, "This page does not take that parameter"),
        ("/en/facts/indicator?REF_AREA=KNE", 400, "Kenya"),
        ("/en/facts/indicator?SEX=women", 400, "That value is not possible here"),
        ("/en/facts/indicator?SOURCE=%27%20OR%201%3D1%20--", 404, "Nothing is published under this address"),
        ("/en/facts/indicator?SOURCE=" + "x" * 300, 400, "That value is not possible here"),
        ("/en/facts/indicator?version=99", 400, "There is no such data version"),
        ("/en/facts/indicator?REF_AREA=KEN&format=csv&table=nowhere", 400, "That value is not possible here"),
        ("/en/facts/", 404, "There is no such page"),
        ("/en/facts/..%2f..%2fetc", 404, "There is no such"),
    ],
)
def test_a_wrong_address_is_answered_helpfully(client: FlaskClient, address: str, status: int, said: str):
    response = client.get(address)
    text = response.get_data(as_text=True)
    assert (response.status_code, said in text) == (status, True)
    assert "Traceback" not in text


def test_a_code_that_is_nearly_right_keeps_the_rest_of_the_key(client: FlaskClient):
    text = client.get("/en/facts/indicator?INDICATOR=SG_GEN_PARL&REF_AREA=KNE").get_data(as_text=True)
    assert 'href="/en/facts/indicator?INDICATOR=SG_GEN_PARL&amp;REF_AREA=KEN"' in text


def test_the_list_is_bounded(client: FlaskClient):
    response = client.get("/en/facts/indicator")
    text = response.get_data(as_text=True)
    assert "More than 200 facts stand behind this address; the first 200 are listed." in text
    assert len(response.get_data()) < 400_000


@pytest.mark.parametrize("dataset", load().datasets)
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_every_dataset_has_its_facts_and_every_column_a_name(client: FlaskClient, dataset: str, lang: str):
    response = client.get(f"/{lang}/facts/{dataset}")
    assert response.status_code == (404 if dataset in ("correction", "staff_flow") else 200)
    heads = re.findall(r'<th scope="col"[^>]*>([^<]+)</th>', response.get_data(as_text=True))
    assert not set(heads) & {column.id for column in load().datasets[dataset].columns}


def test_what_a_sender_writes_is_text_and_a_link_is_one_of_the_web(desk):
    evil = "<script>alert(1)</script>"
    desk.value(20, title=evil)
    page = desk.get(f"/en/facts/indicator?{KEN}")[1]
    assert evil not in page and "&lt;script&gt;alert(1)" in page


def test_examples_are_marked_and_left_out_where_they_are_off(tmp_path: Path):
    desk = Desk(tmp_path)
    desk.value(20, example=True)
    assert "Example" in desk.text(f"/en/facts/indicator?{KEN}")
    desk.store.close()
    off = Desk(tmp_path, examples=False)
    assert off.get(f"/en/facts/indicator?{KEN}")[0] == 404
    off.store.close()
