"""Attempts to break in: at what belongs to others, past four eyes, with texts that would run or deceive where others read them."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest

from dashboard.domain.rights import Scope
from dashboard.web.batches import CHECK, COMPARE, DISCARD, MAP, PUBLISH, WITHDRAW
from dashboard.work.doing import do_one
from tests.ingest.containers import workbook
from tests.web.desk import Office
from tests.web.pages.test_batch import FOREIGN, HEADER, fields

GOOD = f"{HEADER}\nSG_GEN_PARL,KEN,F,2020,21.4\n"
NOWHERE = "/en/batches/20260131-101500-a1b2c3"
TRAP = "<img src=x onerror=alert(1)>"
FORMULA = "=HYPERLINK(A1)"


def test_what_belongs_to_others_cannot_be_told_from_what_is_not_there(office, ana, pub):
    kenya = office.person("focal-point-ken", "contributor", scope=Scope(areas=frozenset({"KEN"})))
    hidden = ana.send(GOOD, title="Not for others")
    for thief in (kenya, office.person("bob-sends", "contributor"), office.person("")):
        thief.form_at = "/en/login" if thief.form_at == "/en/login" else "/en/upload"

        def answers(batch: str, thief=thief) -> list[tuple[int, str]]:
            id = batch.rpartition("/")[2]
            made = [
                thief.get(batch + query) for query in ("", "?format=json", "?file=sent", "?format=csv&table=findings", "?rule=code_unknown")
            ]
            made += [thief.get(f"/en/upload?replaces={id}")]
            made += [thief.post(batch, {"do": act}) for act in (MAP, CHECK, COMPARE, PUBLISH, DISCARD, WITHDRAW, "x")]
            made += [thief.post("/en/upload", {"replaces": id, "file": (io.BytesIO(b"a"), "a.csv")})]
            return [(one.status_code, one.get_data(as_text=True).replace(id, "ID")) for one in made]

        assert answers(hidden) == answers(NOWHERE)
    assert ana.status(hidden) == "checked" and len(office.store.batches()) == 2


def test_a_file_takes_the_place_of_no_batch_of_others(office, ana, pub):
    batch = ana.send(GOOD)
    pub.do(batch, "publish")
    bob = office.person("bob-sends", "contributor")
    sent = {"replaces": batch.rpartition("/")[2], "file": (io.BytesIO(GOOD.replace("21", "22").encode()), "a.csv")}
    assert bob.post("/en/upload", sent).status_code == 403 and len(office.store.batches()) == 2


@pytest.fixture
def strict(settings, office):
    """An office where nobody publishes their own."""
    office.store.close()
    strict = Office(replace(settings, four_eyes=True))
    yield strict
    strict.store.close()


def test_no_way_leads_past_four_eyes(strict):
    ana, pub = strict.person("ana-sends", "contributor"), strict.person("pub-lishes", "publisher")
    own, foreign = pub.send(GOOD), ana.send(FOREIGN)
    _, secret = strict.accounts.add_token("@test", "pub-lishes", "robot")
    by_token = strict.app.server.test_client(use_cookies=False).post(
        own, data={"do": "publish"}, headers={"Authorization": f"Bearer {secret}"}
    )
    assert by_token.status_code == pub.do(own, "publish").status_code == 403
    pub.post(foreign, {**fields(pub.text(foreign)), "ask-INDICATOR": "SG_GEN_PARL"})
    strict.work()
    assert pub.status(foreign) == "checked" and "said how its file is read" in pub.text(foreign)
    assert pub.do(foreign, "publish", acknowledge="yes").status_code == 403, "the figures are what the publisher made of them"
    other = strict.person("pub-second", "publisher")
    for batch in (own, foreign):
        assert other.do(batch, "publish", acknowledge="yes").status_code == 303 and pub.status(batch) == "published"
    corrected = {"replaces": foreign.rpartition("/")[2], "file": (io.BytesIO(GOOD.replace("21", "23").encode()), "a.csv")}
    replaced = pub.post("/en/upload", corrected).headers["Location"]
    strict.work()
    assert pub.do(replaced, "publish", acknowledge="yes").status_code == 403 and pub.status(foreign) == "published"


@pytest.mark.parametrize("lose", ["disable", "grant"])
def test_what_was_asked_for_is_not_done_for_whoever_may_not_any_more(office, ana, pub, lose):
    batch = ana.send(GOOD)
    pub.post(batch, {"do": "publish"})
    change = {"disable": lambda: office.accounts.disable("@test", "pub-lishes")}
    change.get(lose, lambda: office.accounts.grant("@test", "pub-lishes", "contributor"))()
    assert do_one(office.settings)
    assert ana.status(batch) == "checked" and "no longer has the right" in ana.text(batch)


def test_texts_that_would_run_or_deceive_are_texts(office, ana, pub):
    chief = office.person("chief-admin", "administrator")
    deceit = "safe\u202egpj.exe\u2066\x1b[2J"
    cells = [["INDICATOR", "REF_AREA", "SEX", "TIME_PERIOD", "OBS_VALUE", TRAP], ["SG_GEN_PARL", TRAP, TRAP, "2020", "x", ""]]
    sent = [
        ana.send(workbook({"<b>sheet": cells}), f"{TRAP}.xlsx", title=TRAP + deceit, source=TRAP, licence=TRAP, note=TRAP),
        ana.send(
            f"{HEADER},SOURCE\nSG_GEN_PARL,KEN,F,2020,21.4,{TRAP}\n", "a.csv", title=TRAP + deceit, source=TRAP, note=TRAP, licence=TRAP
        ),
        ana.send(FOREIGN.replace("Femmes", FORMULA).replace("Kenya", TRAP)),
    ]
    pub.do(sent[1], "publish", acknowledge="yes", note=TRAP + deceit)
    assert pub.status(sent[1]) == "published"
    chosen = {**fields(ana.text(sent[2])), "ask-INDICATOR": "SG_GEN_PARL", "profile_name": TRAP + deceit}
    assert ana.post(sent[2], {**chosen, "value-0": "KEN"}).status_code in (303, 422)
    mapping = {"columns": {TRAP: "REF_AREA"}, "values": {"SEX": {TRAP: "F"}}, "only": {TRAP: [TRAP]}}
    office.store.profiles.save(TRAP, "ana-sends", {"name": TRAP, "dataset": "indicator", "headers": [TRAP], "mapping": mapping}, "")
    office.work()
    facts = "/en/facts?dataset=indicator&INDICATOR=SG_GEN_PARL&REF_AREA=KEN&SEX=F&TIME_PERIOD=2020"
    shown = [*sent, "/en/batches", "/en/profiles", f"/en/profiles?profile={TRAP}", "/en/method", "/en/upload", facts, "/ar/method"]
    shown += [
        f"/en/upload?replaces={sent[1].rpartition('/')[2]}",
        "/en/indicators/SG_GEN_PARL",
        "/en/areas/KEN",
        "/en/batches?status=" + TRAP,
    ]
    for path in shown:
        page = pub.text(path)
        assert "<img" not in page and "<b>sheet" not in page and "\x1b" not in page and "\u202egpj" not in page, path
    assert "&lt;img src=x" in pub.text(sent[1]) and "&lt;img src=x" in pub.text("/en/method")
    assert "<img" not in chief.text("/en/accounts")


def test_no_formula_of_a_file_runs_where_its_findings_are_opened(ana):
    batch = ana.send(f"{HEADER}\n+1,@SUM(A1),-2,2020,＝1\nSG_GEN_PARL,KEN,{FORMULA},2020,5\n")
    rows = list(csv.reader(io.StringIO(ana.get(f"{batch}?format=csv&table=findings").get_data(as_text=True))))
    cells = [cell for row in rows for cell in row]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝"))] == []
    assert {"'" + FORMULA, "'@SUM(A1)", "'＝1"} <= set(cells)


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "JaVaScRiPt:alert(1)", " \tjavascript:alert(1)", "data:text/html,x", "//evil.example/", "https:evil"]
)
def test_a_link_leads_to_the_web_or_is_refused(office, ana, link):
    answer = ana.post("/en/upload", {"link": link, "file": (io.BytesIO(GOOD.encode()), "a.csv")})
    assert answer.status_code == 422 and len(office.store.batches()) == 1


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "..\\..\\boot.ini", "a\r\nSet-Cookie: x=1", "\u202ecsv.exe", "x" * 5000, ".", "con\x00.csv"]
)
def test_no_name_of_a_file_leads_elsewhere(office, ana, name):
    batch = ana.send(GOOD, name.replace("\r\n", "%0D%0A") if "\r" in name else name)
    kept = office.store.batch(batch.rpartition("/")[2]).manifest.file
    assert "/" not in kept and "\\" not in kept and len(kept) <= 200 and kept.isprintable()
    text, saved, headers = ana.file(f"{batch}?file=sent")
    assert text == GOOD and saved.startswith("attachment") and "Set-Cookie" not in saved.split(";")[0]
    assert sorted(path.name for path in office.settings.data.parent.iterdir()) == ["start.csv", office.settings.data.name]


def test_no_id_leads_elsewhere(ana):
    for id in ("..", "%2e%2e%2f%2e%2e%2fregister.sqlite", "a%00b", "%F0%9F%98%80", "'%20OR%201=1--", "x" * 1500):
        assert ana.get(f"/en/batches/{id}").status_code in (404, 414)
        assert ana.get(f"/en/batches/{id}?file=sent").status_code in (404, 414)
