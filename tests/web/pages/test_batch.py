"""From a file to a published version in the browser: who may send, see, publish, withdraw and replace, and what goes wrong kindly."""

from __future__ import annotations

import csv
import html
import io
import itertools
import json
import re
from dataclasses import replace
from urllib.parse import urlsplit

import openpyxl
import pytest

from dashboard.domain.rights import Scope
from dashboard.i18n import LANGUAGES
from dashboard.storage.lock import new_owner
from dashboard.storage.model import STATUSES
from tests.web.desk import Office

HEADER = "INDICATOR,REF_AREA,SEX,TIME_PERIOD,OBS_VALUE"
GOOD = f"{HEADER}\nSG_GEN_PARL,KEN,F,2020,21.4\nSG_GEN_PARL,EGY,F,2020,27.4\n"
OTHER = f"{HEADER}\nSG_GEN_PARL,KEN,F,2020,22.4\n"
BAD = f"{HEADER}\nSG_GEN_PARL,Kenia,F,2020,21.4\nSG_GEN_PARL,EGY,F,2020,127.4\n"
DOUBTFUL = f"{HEADER},UNIT_MEASURE\nSG_GEN_PARL,KEN,F,2020,21.4,PP\n"


def test_a_file_is_sent_checked_and_published(office, ana, pub):
    batch = ana.send(GOOD, title="Parliaments", source="IPU_PARLINE", link="https://data.ipu.org/", note="N")
    page = ana.text(batch)
    assert "No errors in 2 records" in page and "Parliaments" in page
    assert ana.do(batch, "publish").status_code == 403
    assert pub.do(batch, "publish").status_code == 303
    assert pub.get(f"{batch}?format=json").json["version"] == 2
    assert "Published on" in pub.text(batch)
    stored = office.store.batch(batch.rpartition("/")[2])
    assert (stored.manifest.sender, stored.manifest.source, stored.manifest.link) == ("ana-sends", "IPU_PARLINE", "https://data.ipu.org/")
    assert "27.4" in office.person("").text("/en/indicators/SG_GEN_PARL")


def test_errors_are_listed_with_their_places(ana):
    batch = ana.send(BAD)
    page = ana.text(batch)
    assert "2 errors keep this file from being published" in page
    table = ana.get(f"{batch}?format=csv&table=findings").get_data(as_text=True).lstrip("\ufeff").splitlines()
    assert table[0] == "line,record,column,value,severity,message,rule"
    assert [line.split(",")[0:4] + [line.split(",")[-1]] for line in table[1:]] == [
        ["2", "1", "REF_AREA", "Kenia", "code_unknown"],
        ["3", "2", "OBS_VALUE", "127.4", "value_out_of_range"],
    ]
    one = ana.text(f"{batch}?rule=value_out_of_range")
    assert "<code>127.4</code>" in one and "<code>Kenia</code>" not in one
    assert ana.get(f"{batch}?rule=nonsense").status_code == 400
    assert ana.do(batch, "publish").status_code == 403
    assert ana.get(f"{batch}?format=json").json["findings"] == {"code_unknown": 1, "value_out_of_range": 1}


def test_many_findings_come_page_by_page(ana):
    batch = ana.send(HEADER + "\n" + "".join(f"SG_GEN_PARL,Q{number},F,2020,1\n" for number in range(250)))
    assert ana.text(f"{batch}?rule=code_unknown").count("<code>Q") == 100
    assert ana.text(f"{batch}?rule=code_unknown&page=3").count("<code>Q") == 50
    assert ana.get(f"{batch}?rule=code_unknown&page=4").status_code == 400
    assert len(ana.get(f"{batch}?rule=code_unknown&format=csv&table=findings").get_data(as_text=True).splitlines()) == 251


def test_warnings_are_acknowledged(pub):
    batch = pub.send(DOUBTFUL)
    answer = pub.do(batch, "publish")
    assert answer.status_code == 422 and "Confirm that you have seen" in answer.get_data(as_text=True)
    assert pub.status(batch) == "checked"
    pub.do(batch, "publish", acknowledge="yes")
    assert pub.status(batch) == "published"


def test_a_batch_is_discarded_or_withdrawn(office, ana, pub):
    batch = ana.send(GOOD)
    assert ana.do(batch, "discard").status_code == 303
    assert ana.status(batch) == "discarded"
    assert pub.do(batch, "publish").status_code == 409
    again = ana.send(GOOD)
    pub.do(again, "publish")
    assert ana.do(again, "withdraw").status_code == 403
    pub.do(again, "withdraw")
    assert pub.status(again) == "withdrawn" and office.store.newest().number == 3
    page = ana.text(again)
    assert "stands again" in page and f"/en/upload?like={again.rpartition('/')[2]}" in page
    assert "like=" not in office.person("bob-sends", "contributor").text(again)
    once_more = ana.send(GOOD)
    pub.do(once_more, "publish")
    assert pub.status(once_more) == "published", "the same file, once it is withdrawn"


def test_the_same_bytes_are_sent_in_vain(office, ana, pub):
    first = ana.send(GOOD)
    pub.do(first, "publish")
    second = pub.send(GOOD)
    assert pub.status(second) == "discarded"
    assert "published already as batch sent.csv" in pub.text(second) and f'href="{first}"' in pub.text(second)
    assert office.store.newest().number == 2


def test_others_see_only_what_was_published(office, ana, pub):
    hidden, shown = ana.send(BAD), ana.send(GOOD, title="Seen by all")
    pub.do(shown, "publish")
    for other in (office.person("ben-sends", "contributor"), office.person("")):
        assert other.get(hidden).status_code == 404
        assert other.post(hidden, {"do": "discard"}).status_code == 404
        page = other.text(shown)
        assert "Seen by all" in page and "download as it was sent" not in page and "SHA-256" in page
        assert other.file(f"{shown}?file=sent")[1] == ""
        assert "Seen by all" in other.text("/en/batches") and hidden.rpartition("/")[2] not in other.text("/en/batches")
    assert ana.status(hidden) == "rejected"
    assert ana.file(f"{shown}?file=sent")[0] == GOOD
    assert hidden.rpartition("/")[2] in pub.text("/en/batches")


def test_four_eyes(settings, tmp_path, office):
    office.store.close()
    strict = Office(replace(settings, four_eyes=True))
    pub, other = strict.person("pub-lishes", "publisher"), strict.person("pub-second", "publisher")
    batch = pub.send(GOOD)
    assert "published by somebody else than its sender" in pub.text(batch)
    assert pub.do(batch, "publish").status_code == 403 and pub.status(batch) == "checked"
    other.do(batch, "publish")
    assert pub.status(batch) == "published"
    strict.store.close()


def test_who_may_not_send_is_told_before_a_byte_is_read(office):
    viewer, nobody = office.person("only-reads", "viewer"), office.person("")
    for person, answer in ((viewer, 403), (nobody, 303)):
        assert person.get("/en/upload").status_code == answer
        sent = person.client.post("/en/upload", data={"file": (io.BytesIO(GOOD.encode()), "x.csv")})
        assert sent.status_code == answer
    assert list(office.store.files.uploads.iterdir()) == []


def test_a_form_that_is_not_ours_changes_nothing(office, ana):
    answer = ana.client.post("/en/upload", data={"file": (io.BytesIO(GOOD.encode()), "x.csv"), "csrf_token": "forged"})
    assert answer.status_code == 400
    assert list(office.store.files.uploads.iterdir()) == [] and len(office.store.batches()) == 1


@pytest.mark.parametrize(
    ("form", "said"),
    [({}, "Choose a file."), ({"link": "javascript:alert(1)"}, "begins with https://"), ({"retrieved": "31.1.2026"}, "such as 2026-01-31")],
)
def test_a_form_that_is_not_right_comes_back(office, ana, form, said):
    with_file = {"file": (io.BytesIO(GOOD.encode()), "x.csv")} if form else {}
    answer = ana.post("/en/upload", {"title": "Kept <b>", **with_file, **form})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422 and said in text and "Kept &lt;b&gt;" in text
    assert list(office.store.files.uploads.iterdir()) == [] and len(office.store.batches()) == 1


def test_a_file_that_is_too_large_is_not_taken_in(settings, office):
    office.store.close()
    small = Office(replace(settings, upload_mb=1))
    ana = small.person("ana-sends", "contributor")
    head = 'Content-Disposition: form-data; name="file"; filename="x.csv"\r\n\r\n'
    body = f"--edge\r\n{head}{'x' * 1_200_000}\r\n--edge--\r\n".encode()
    answer = ana.client.post("/en/upload", data=body, content_type="multipart/form-data; boundary=edge")
    assert answer.status_code == 413 and "too large" in answer.get_data(as_text=True)
    assert list(small.store.files.uploads.iterdir()) == []
    small.store.close()


def test_names_with_paths_and_markup_are_text(office, ana):
    batch = ana.send(GOOD, name="..\\..\\<script>alert(1)</script>.csv", title="<img src=x onerror=alert(1)>")
    page = ana.text(batch)
    assert "<script>alert" not in page and "<img" not in page and "&lt;img src=x" in page
    _, saved, headers = ana.file(f"{batch}?file=sent")
    assert saved.startswith("attachment") and headers["X-Content-Type-Options"] == "nosniff"
    assert office.store.batch(batch.rpartition("/")[2]).manifest.file == "script>.csv"


def test_a_program_does_the_same_with_a_token(office, pub):
    _, secret = office.accounts.add_token("@test", "pub-lishes", "robot")
    program = office.app.server.test_client(use_cookies=False)
    header = {"Authorization": f"Bearer {secret}"}
    sent = program.post("/en/upload", data={"file": (io.BytesIO(GOOD.encode()), "x.csv"), "title": "By a program"}, headers=header)
    office.work()
    batch = sent.headers["Location"]
    assert program.get(f"{batch}?format=json", headers=header).json["status"] == "checked"
    assert program.post(batch, data={"do": "publish"}, headers=header).status_code == 303
    office.work()
    assert json.loads(program.get(f"{batch}?format=json", headers=header).data)["version"] == 2


def test_everything_that_was_done_is_in_the_audit_log(office, ana, pub):
    batch = ana.send(GOOD)
    pub.do(batch, "publish", note="First release")
    id = batch.rpartition("/")[2]
    done = [(entry.account, entry.action, entry.object) for entry in office.accounts.entries() if entry.object == id]
    assert done == [("pub-lishes", "batch.publish", id), ("ana-sends", "batch.send", id)]


def test_pages_with_forms_are_private_and_run_no_dash(ana):
    for path in ("/en/upload", "/en/batches"):
        answer = ana.get(path)
        text = answer.get_data(as_text=True)
        assert answer.headers["Cache-Control"] == "private, no-store" and "Cookie" in answer.headers["Vary"]
        assert "_dash-" not in text and "noindex" in text and "/assets/js/desk.js" in text
        assert ana.client.post("/_dash-update-component", json={"output": "page.children", "inputs": []}).status_code == 400


def test_each_state_is_told_in_each_language(office, ana, pub):
    states = {"checked": ana.send(OTHER), "rejected": ana.send(BAD), "published": ana.send(GOOD), "discarded": ana.send(DOUBTFUL)}
    pub.do(states["published"], "publish")
    ana.do(states["discarded"], "discard")
    for wanted, batch in states.items():
        assert pub.get(f"{batch}?format=json").json["status"] == wanted in STATUSES
    for lang, batch in itertools.product(LANGUAGES, states.values()):
        page = pub.text(batch.replace("/en/", f"/{lang}/"))
        assert not re.search(r">\s*(batch|report|batches)\.[a-z_.]+\s*<", page) and f'lang="{lang}"' in page


def test_what_goes_on_is_shown_without_script_too(office, ana):
    answer = ana.post("/en/upload", {"file": (io.BytesIO(GOOD.encode()), "x.csv")})
    page = ana.text(answer.headers["Location"])
    assert "waits to be checked" in page and '<noscript><meta http-equiv="refresh"' in page and "data-follow" in page
    office.work()
    assert "http-equiv" not in ana.text(answer.headers["Location"])


FOREIGN = "Pays;Sexe;Année;Valeur\nKenya;Femmes;2020;21,4\nÉgypte;Femmes;2020;27,4\n"


def fields(page: str) -> dict[str, str]:
    """What the form on a page would send as it stands: the values of its controls."""
    form = page[page.index('value="map"') - 400 : page.index("Check the file read in this way")]
    found = {}
    for tag in re.findall(r"<input [^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and 'type="checkbox"' not in tag:
            found[name[1]] = html.unescape(value[1]) if value else ""
    for name, options in re.findall(r'<select [^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', options) or re.search(r'<option selected value="([^"]*)"', options)
        found[name] = html.unescape(chosen[1]) if chosen else ""
    return found


def test_a_foreign_file_is_recognised_confirmed_and_kept_as_a_profile(office, ana, pub):
    batch = ana.send(FOREIGN, name="parlement.csv")
    page = ana.text(batch)
    assert ana.status(batch) == "received" and "How the file is read" in page
    form = fields(page)
    assert form["dataset"] == "indicator"
    answer = ana.post(batch, {**form, "ask-INDICATOR": "SG_GEN_PARL", "profile_name": "Chambre"})
    assert answer.status_code == 303
    office.work()
    assert ana.status(batch) == "checked", ana.text(batch)
    pub.do(batch, "publish", acknowledge="yes")
    assert ana.status(batch) == "published" and "27.4" in pub.text("/en/areas/EGY")
    again = ana.send(FOREIGN.replace("2020", "2021"), name="suivant.csv")
    assert ana.status(again) == "checked"
    assert "Chambre" in ana.text(again)


def test_a_mapping_that_cannot_be_is_told(ana):
    batch = ana.send(FOREIGN)
    form = fields(ana.text(batch))
    answer = ana.post(batch, {**form, "ask-INDICATOR": "NO_SUCH"})
    assert answer.status_code == 422 and "NO_SUCH" in answer.get_data(as_text=True)
    assert ana.status(batch) == "received"


def test_a_focal_point_sends_its_own_country_alone(office, pub):
    kenya = office.person("kenya-point", "contributor", scope=Scope(areas=frozenset({"KEN"})))
    other = kenya.send(GOOD)
    assert kenya.get(f"{other}?format=json").json["findings"] == {"record_not_permitted": 1}
    own = kenya.send(OTHER)
    assert kenya.status(own) == "checked"


def test_what_publishing_would_change_is_shown_before(office, ana, pub):
    first = ana.send(GOOD)
    page = pub.text(first)
    assert "What publishing it would change" in page and "adds 2 observations" in page
    pub.do(first, "publish")
    second = ana.send(GOOD.replace("21.4", "25.4"))
    assert "changes" in pub.text(second) and "25.4" in pub.text(second)
    pub.do(ana.send(OTHER), "publish", acknowledge="yes")
    assert "Another data version has been published" in pub.text(second)
    pub.do(second, "compare")
    assert "Another data version has been published" not in pub.text(second)


@pytest.mark.parametrize(
    ("content", "said", "told"),
    [
        (GOOD, {}, True),
        (GOOD, {"source": "The statistical office"}, False),
        (GOOD.replace("\n", ",UNSD_GENDER_2021\n").replace("VALUE,UNSD_GENDER_2021", "VALUE,SOURCE"), {}, False),
    ],
)
def test_figures_without_a_source_are_not_published_unnoticed(ana, pub, content, said, told):
    assert ("No source is given for these figures" in pub.text(ana.send(content, **said))) == told


def test_a_corrected_file_takes_the_place_of_another(office, ana, pub):
    first = ana.send(GOOD)
    pub.do(first, "publish")
    id = first.rpartition("/")[2]
    assert "will replace the batch" in ana.text(f"/en/upload?replaces={id}")
    second = ana.send(GOOD.replace("27.4", "28.4"), replaces=id)
    pub.do(second, "publish", note="Egypt corrected", acknowledge="yes")
    assert (ana.status(first), ana.status(second)) == ("withdrawn", "published")
    newest = office.store.versions()[0]
    assert (newest.reason, newest.note, newest.number) == ("replace", "Egypt corrected", 3)
    assert ana.get("/en/upload?replaces=nonsense").status_code == 404


def test_a_workbook_with_several_sheets_is_asked_for_one(office, ana):
    book = openpyxl.Workbook()
    book.active.title = "Notes"
    book.active.append(["What this is"])
    sheet = book.create_sheet("Data")
    for row in csv.reader(GOOD.splitlines()):
        sheet.append(row)
    data = io.BytesIO()
    book.save(data)
    batch = ana.send(data.getvalue(), name="figures.xlsx")
    page = ana.text(batch)
    assert ana.status(batch) == "received" and ">Data</option>" in page
    ana.do(batch, "map", sheet="Data", dataset="indicator")
    assert ana.status(batch) == "checked"


def test_a_check_that_could_not_be_done_is_done_again(office, ana):
    answer = ana.post("/en/upload", {"file": (io.BytesIO(GOOD.encode()), "x.csv")})
    batch = urlsplit(answer.headers["Location"]).path
    owner = new_owner()
    job = office.store.jobs.claim(owner)
    office.store.jobs.fail(job.id, owner, "lost")
    assert "ended unexpectedly" in ana.text(batch) and "Check again" in ana.text(batch)
    ana.do(batch, "check")
    assert ana.status(batch) == "checked" and "Check again" not in ana.text(batch)
