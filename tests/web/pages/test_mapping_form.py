"""The form that says how a file is read: what is left out, what is wrong with an answer, and what a file is that is no table."""

from __future__ import annotations

import html
import re

import openpyxl
import pytest

from dashboard.i18n import LANGUAGES, alphabetical
from dashboard.ingest import workbooks
from tests.realdata import REALDATA
from tests.web.pages.test_batch import FOREIGN, GOOD, fields

DDF = REALDATA / "unsd-sdg-ddf" / "ddf--datapoints--sg_gen_parl--by--geo_area--nature--sex--units--year.csv"
AREAS = "Country,Sex,Year,Value\n" + "".join(f"{area},Women,2020,{20 + place}\n" for place, area in enumerate(("Kenya", "Egypt", "Uganda")))
STRANGE = AREAS + "Zzyzx,Women,2020,30\nQwq,Women,2020,31\nQwq,Men,2020,32\n"
CHOSEN = {"ask-INDICATOR": "SG_GEN_PARL"}


def box(page: str, value: str) -> str:
    """The name of the box by which the records with a value are left out."""
    found = re.search(rf'<input [^>]*aria-label="Leave out the records with {value}"[^>]*>', page)
    assert found, value
    return re.search(r'name="([^"]+)"', found[0])[1]


def input_of(page: str, value: str) -> str:
    found = re.search(rf'<input [^>]*aria-label="Code that {value} stands for"[^>]*>', page)
    return re.search(r'name="([^"]+)"', found[0])[1]


def ticked(page: str) -> set[str]:
    boxes = re.findall(r'<input [^>]*type="checkbox"[^>]*>', page)
    return {re.search(r'name="([^"]+)"', one)[1] for one in boxes if " checked" in one}


def test_values_are_left_out_one_by_one_and_taken_back(office, ana, pub):
    batch = ana.send(STRANGE)
    page = ana.text(batch)
    assert ana.get(f"{batch}?format=json").json["to_decide"] == 3
    ana.do(batch, "map", **{**fields(page), **CHOSEN, box(page, "Qwq"): "yes", input_of(page, "Zzyzx"): "TZA"})
    assert ana.get(f"{batch}?format=json").json["findings"] == {"record_left_out": 1}
    page = ana.text(batch)
    assert ticked(page) == {box(page, "Qwq")} and "1 value is left out · 2 records" in page
    ana.do(batch, "map", **fields(page), **{box(page, "Qwq"): "yes", box(page, "Zzyzx"): "yes"})
    assert ana.status(batch) == "checked"
    page = ana.text(batch)
    assert 'id="left-out"' in page and "2 values are left out · 3 records" in page
    pub.do(batch, "publish")
    assert ana.status(batch) == "published", ana.text(batch)
    other = ana.send(STRANGE.replace("2020", "2021"))
    page = ana.text(other)
    ana.do(other, "map", **{**fields(page), **CHOSEN, "leave-rest-REF_AREA": "yes"})
    page = ana.text(other)
    assert ana.status(other) == "checked" and len(ticked(page)) == 2
    again = ana.do(other, "map", **fields(page))
    asked = set(re.findall(r'id="([\w-]+)-error"', again.get_data(as_text=True)))
    assert again.status_code == 422 and asked == {input_of(page, "Zzyzx"), input_of(page, "Qwq")}, "what is taken back needs a code"
    ana.do(other, "map", **{**fields(page), input_of(page, "Zzyzx"): "TZA", input_of(page, "Qwq"): "RWA"})
    assert ana.get(f"{other}?format=json").json["records"] == 6


def test_the_rest_is_left_out_but_not_what_has_a_code_and_a_profile_keeps_it(office, ana):
    batch = ana.send(STRANGE)
    page = ana.text(batch)
    assert "leave out the records of all values above that are given no code (2 values; 3 records)" in page
    form = {**fields(page), **CHOSEN, "leave-rest-REF_AREA": "yes", input_of(page, "Zzyzx"): "TZA", "profile_name": "Ours"}
    ana.do(batch, "map", **form)
    assert ana.get(f"{batch}?format=json").json["findings"] == {"record_left_out": 1}
    again = ana.send(STRANGE.replace("2020", "2021"))
    assert ana.get(f"{again}?format=json").json["findings"] == {"record_left_out": 1}
    assert ana.status(again) == "checked" and "Ours" in ana.text(again)


@pytest.mark.skipif(not DDF.exists(), reason=f"no files of other publishers in {REALDATA}")
def test_a_file_with_areas_that_are_not_here_is_finished_in_the_browser(office, pub):
    batch = pub.send(DDF.read_bytes(), name=DDF.name)
    page = pub.text(batch)
    assert pub.status(batch) == "received" and pub.get(f"{batch}?format=json").json["to_decide"] == 7
    pub.do(batch, "map", **fields(page), **{"leave-rest-REF_AREA": "yes"})
    found = pub.get(f"{batch}?format=json").json
    assert (found["status"], found["errors"], found["findings"]["record_left_out"]) == ("checked", 0, 7)
    assert "7 values are left out · 122 records" in pub.text(batch)
    pub.do(batch, "publish", acknowledge="yes")
    assert pub.status(batch) == "published"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_wrong_code_is_told_at_its_field_in_the_readers_language(office, ana, lang):
    batch = ana.send(STRANGE).replace("/en/", f"/{lang}/")
    english = ana.text(batch.replace(f"/{lang}/", "/en/"))
    name = input_of(english, "Zzyzx")
    form = {"do": "map", "dataset": "indicator", **CHOSEN, name: "Tanzanie", input_of(english, "Qwq"): "UGA", "profile_name": "Kept"}
    answer = ana.post(batch, form)
    text = html.unescape(re.sub("[\u2068\u2069]", "", answer.get_data(as_text=True)))
    error = re.search(rf'id="{name}-error"[^>]*>([^<]*)<', text)[1]
    assert answer.status_code == 422 and "Tanzanie" in error and "TZA" in error and "SettingsError" not in text
    assert re.search(rf'<input [^>]*name="{name}"[^>]*>', text)[0].count('aria-invalid="true"') == 1
    assert 'value="Tanzanie"' in text and 'value="UGA"' in text and 'value="Kept"' in text, "what was written stays"
    assert ana.status(batch) == "received"


def test_what_is_given_twice_and_what_is_no_period_are_told_at_their_fields(ana):
    batch = ana.send(FOREIGN.replace("2021", "2022"))
    page = ana.text(batch)
    twice = ana.post(batch, {**fields(page), **CHOSEN, "do": "map", "column-1": "REF_AREA"}).get_data(as_text=True)
    assert 'id="column-1-error"' in twice and "given already: by Pays" in twice
    odd = ana.send("Country,Sex,Value\nKenya,Women,21\nEgypt,Women,22\n")
    form = {**fields(ana.text(odd)), **CHOSEN, "ask-TIME_PERIOD": "last year"}
    assert "“last year” is not a time period" in ana.post(odd, {"do": "map", **form}).get_data(as_text=True)
    assert ana.post(odd, {"do": "map", **form, "dataset": "nonsense"}).status_code == 422


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        (
            "Dear colleagues,\nplease find enclosed, as agreed, the figures.\n\nRegards,\nthe office\n",
            "table_missing",
            "not a table of figures",
        ),
        ("SG_GEN_PARL,KEN,F,2020,21.4\nSG_GEN_PARL,EGY,F,2020,27.4\n", "header_missing", "does not name the columns"),
        ("Kenya;Femmes;2020;21,4\nÉgypte;Femmes;2020;27,4\n", "header_missing", "does not name the columns"),
        ("Women in parliaments\nLand,Jahr,Wert\nKenia,2020,21.4\nUganda,2020,22.4\n", "header_missing", "or a title"),
        (b"\x89PNG\r\n\x1a\n\0jane.doe@mail.example.org\0", "file_image", "is an image"),
    ],
)
def test_what_is_no_table_with_a_header_is_told_so_and_not_mapped(office, ana, content, code, said):
    batch = ana.send(content)
    page = ana.text(batch)
    assert ana.status(batch) == "rejected" and 'value="map"' not in page and said in page
    assert ana.get(f"{batch}?format=json").json["findings"] == {code: 1}
    assert office.store.bytes_of(office.store.batch(batch.rpartition("/")[2])), "it is kept as it was sent"


@pytest.mark.parametrize("content", ["Land,Geschlecht,Jahr,Wert\nKenia,w,2020,21.4\n", "Land,2019,2020\nKenia,21.4,22\n", "a|b\n1|2\n"])
def test_a_table_with_a_header_that_nobody_knows_is_mapped(ana, content):
    batch = ana.send(content)
    assert ana.status(batch) == "received" and 'value="map"' in ana.text(batch)


def test_codes_that_would_be_right_are_named_or_linked(ana):
    batch = ana.send(GOOD.replace(",F,", ",W,").replace("KEN", "Q1"))
    page = html.unescape(ana.text(batch))
    assert re.search("Its codes are: [^.]*F, M", page)
    assert "lists all codes of AREA" in page and 'href="/en/codes/AREA"' in page


def test_each_cell_of_a_mapping_has_its_heading_for_narrow_screens_and_what_is_alike_says_like_what(ana):
    page = html.unescape(ana.text(ana.send(STRANGE.replace("Year", "Years").replace("Country", "Coutry"))))
    assert re.search(r'<td data-label="Stands for the code"><input|<td data-label="Is read as"><select', page)
    assert re.search(r"alike; please confirm</span> Is [^<]*\(REF_AREA\) meant", re.sub("[\u2066-\u2069]", "", page))


def test_a_missing_indicator_is_no_dead_end(ana):
    page = ana.text(ana.send(AREAS))
    assert 'href="/en/codes/INDICATOR"' in page and "not among these" in page
    unknown = ana.text(ana.send("Indicator,Country,Sex,Year,Value\nSI_POV_DAY1,Kenya,Women,2020,20\n"))
    assert "SI_POV_DAY1</bdi></th>" in unknown and "not among these" in unknown
    upload = ana.text("/en/upload")
    assert 'href="/en/codes/INDICATOR"' in upload and 'href="/en/codes/AREA"' in upload


def test_a_workbook_is_opened_for_its_sheets_only_when_it_is_checked(office, ana, monkeypatch, tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["Note"])
    book.create_sheet("Data").append(["INDICATOR"])
    book.save(tmp_path / "two.xlsx")
    batch = ana.send((tmp_path / "two.xlsx").read_bytes(), name="two.xlsx")
    monkeypatch.setattr(workbooks, "_workbook", lambda *_: pytest.fail("opened again"))
    assert ">Data</option>" in ana.text(batch)


def test_a_sheet_is_chosen_without_a_dataset_and_changed(office, ana, tmp_path):
    book = openpyxl.Workbook()
    for sheet, rows in (("Notes", ["Land,Wert", "x,1"]), ("Data", AREAS.splitlines()), ("More", AREAS.replace("Sex", "Sexe").splitlines())):
        added = book.create_sheet(sheet)
        for row in rows:
            added.append(row.split(","))
    del book["Sheet"]
    book.save(tmp_path / "three.xlsx")
    batch = ana.send((tmp_path / "three.xlsx").read_bytes(), name="three.xlsx")
    asked = ana.get(f"{batch}?format=json").json
    assert (asked["status"], asked["errors"], asked["to_decide"], asked["report"]) == ("received", 0, 1, []), "a question, no error"
    assert "The workbook has 3 sheets" in ana.text(batch) and 'class="done">Send</li><li aria-current="step">Read' in ana.text(batch)
    assert 'id="sheet-error"' in ana.do(batch, "map", sheet="", dataset="").get_data(as_text=True)
    assert ana.do(batch, "map", sheet="Data", dataset="").status_code == 303
    page = ana.text(batch)
    assert "Column Country is read as" in page and ana.status(batch) == "received"
    ana.do(batch, "map", **{**fields(page), **CHOSEN, "sheet": "More"})
    assert "Column Sexe is read as" in ana.text(batch), "what was said of another sheet is not said of this one"


def test_what_must_not_be_kept_cannot_be_read_another_way(ana):
    batch = ana.send(AREAS + "kim@mail.example,Women,2020,30\n")
    assert ana.status(batch) == "rejected" and 'value="map"' not in ana.text(batch)
    assert ana.do(batch, "map", dataset="indicator").status_code == 409 and ana.status(batch) == "rejected"


def test_what_was_chosen_for_all_records_is_seen_and_corrected(ana):
    batch = ana.send("Sex,Year,Value\nWomen,2020,21\nWomen,2021,22\n")
    assert ana.status(batch) == "received"
    ana.do(batch, "map", **{**fields(ana.text(batch)), **CHOSEN, "ask-REF_AREA": "KEN"})
    kept = fields(ana.text(batch))
    assert ana.status(batch) == "checked" and (kept["ask-REF_AREA"], kept["ask-INDICATOR"]) == ("KEN", "SG_GEN_PARL")
    ana.do(batch, "map", **{**kept, "ask-REF_AREA": "UGA"})
    again = fields(ana.text(batch))
    assert (again["ask-REF_AREA"], again["ask-INDICATOR"]) == ("UGA", "SG_GEN_PARL")
    emptied = ana.do(batch, "map", **{**again, "ask-INDICATOR": ""})
    assert emptied.status_code == 422 and 'id="ask-INDICATOR-error"' in emptied.get_data(as_text=True)
    assert fields(ana.text(batch))["ask-INDICATOR"] == "SG_GEN_PARL", "nothing has changed"
    wrong = ana.post(batch, {"do": "map", **again, "column-2": "REF_AREA"})
    assert wrong.status_code == 422 and "given already: by what holds for all records" in wrong.get_data(as_text=True)


def test_the_series_that_was_chosen_is_seen_and_another_one_chosen(ana):
    rows = "Year,Sex,Series,Value\n2019,Female,Commons,20\n2020,Female,Commons,21\n2019,Female,Lords,30\n"
    batch = ana.send(rows, name="indicator_5-5-1.csv")
    page = ana.text(batch)
    assert "series-0" in fields(page) and fields(page)["series-0"] == ""
    ana.do(batch, "map", **{**fields(page), **CHOSEN, "ask-REF_AREA": "GBR", "series-0": "Lords"})
    page = ana.text(batch)
    assert ana.get(f"{batch}?format=json").json["findings"]["record_left_out"] == 1
    assert fields(page)["series-0"] == "Lords"
    assert ana.get(f"{batch}?format=json").json["report"][0]["value"] == "Commons"
    ana.do(batch, "map", **{**fields(page), "series-0": "Commons"})
    assert ana.get(f"{batch}?format=json").json["report"][0]["value"] == "Lords"


def test_what_is_to_be_decided_is_asked_at_its_field_before_anything_is_checked(office, ana):
    batch = ana.send("Year,Sex,Series,Value\n2020,Women,A,21\n2021,Men,B,22\n", name="indicator_5-5-1.csv")
    form = {name: text for name, text in fields(ana.text(batch)).items() if text}
    answer = ana.do(batch, "map", **form, profile_name="Half")
    page = answer.get_data(as_text=True)
    asked = set(re.findall(r'id="([\w-]+)-error"', page))
    assert answer.status_code == 422 and asked == {"ask-REF_AREA", "ask-INDICATOR", "series-0"}
    found = ana.get(f"{batch}?format=json").json
    assert (found["status"], found["findings"], office.store.profiles.all()) == ("received", None, [])


def test_a_column_that_nothing_gives_any_more_is_asked(ana):
    batch = ana.send(AREAS)
    answer = ana.do(batch, "map", **{**fields(ana.text(batch)), **CHOSEN, "column-0": "-"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and 'id="ask-REF_AREA-error"' in page and ana.status(batch) == "received"
    ana.do(batch, "map", **{**fields(page), "column-0": "-", "ask-REF_AREA": "KEN", "ask-TIME_PERIOD": ""})
    assert fields(ana.text(batch))["ask-REF_AREA"] == "KEN"


def test_with_errors_the_form_that_helps_is_one_link_away(ana):
    batch = ana.send(AREAS.replace(",20\n", ",120\n"))
    ana.do(batch, "map", **{**fields(ana.text(batch)), **CHOSEN})
    page = ana.text(batch)
    assert ana.status(batch) == "rejected" and page.count('href="#reading">Correct how the file is read</a>') == 2
    assert page.index('href="#reading"') < page.index('id="report"') and page.count(">Send a corrected file</a>") == 2


def test_codes_that_can_be_decided_are_decided_in_the_form_that_is_open(ana):
    batch = ana.send(STRANGE.replace("Country", "Wo"))
    form = {**fields(ana.text(batch)), **CHOSEN, "column-0": "REF_AREA"}
    form.pop("ask-REF_AREA", "")
    ana.do(batch, "map", **form)
    page = ana.text(batch)
    assert ana.status(batch) == "rejected" and page.count('href="#reading">Say in the form what the unknown codes stand for') == 2
    assert re.search(r"<details open[^>]*><summary>See or correct how it is read", page)
    assert 'class="button" href="/en/upload' not in page, "another file is not what is needed"
    own = ana.send("INDICATOR,REF_AREA,SEX,TIME_PERIOD,OBS_VALUE,UNIT_MEASURE\nSG_GEN_PARL,QQQ,F,2020,21,PT\n")
    assert ana.status(own) == "rejected" and "#reading" not in ana.text(own)


def test_of_a_file_of_which_nothing_is_known_the_cells_are_shown_and_the_indicator_is_asked(ana):
    batch = ana.send("Land,Jahr,Geschlecht,Wert\nKenia,2020,Frauen,21\nÄgypten,2021,Männer,22\n", name="land.csv")
    page = ana.text(batch)
    assert ana.status(batch) == "received" and "Kenia · Ägypten" in re.sub("[\u2066-\u2069]", "", page)
    form = {**fields(page), "column-0": "REF_AREA", "column-1": "TIME_PERIOD", "column-2": "SEX", "column-3": "OBS_VALUE"}
    assert form["ask-INDICATOR"] == ""
    ana.do(batch, "map", **{**form, **CHOSEN})
    assert fields(ana.text(batch))["ask-INDICATOR"] == "SG_GEN_PARL"
    assert "INDICATOR" not in {one["column"] for one in ana.get(f"{batch}?format=json").json["report"]}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_areas_are_listed_by_their_names(ana, lang):
    page = ana.text(ana.send("Sex,Year,Value\nWomen,2020,21\n").replace("/en/", f"/{lang}/"))
    listed = re.search(r'<select [^>]*id="ask-REF_AREA"[^>]*>(.*?)</select>', page, re.S)[1]
    names = [html.unescape(name) for _, name in re.findall(r'<option value="(\w+)"[^>]*>([^<]*)<', listed)]
    assert len(names) > 200 and names == sorted(names, key=alphabetical)
