"""What programs are told where something is refused: a code, a message in the language asked for, and what is wrong with form and file."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from werkzeug.exceptions import ServiceUnavailable

from dashboard.accounts import Accounts
from dashboard.catalogue import load
from dashboard.config import ROOT, Settings
from dashboard.i18n import LANGUAGES, Words
from dashboard.storage import Store
from dashboard.storage.lock import new_owner
from dashboard.web import factory
from dashboard.web.uploads import FormSlots
from tests.serving import serving
from tests.web.desk import PASSWORD

HEADER = "INDICATOR,REF_AREA,SEX,TIME_PERIOD,OBS_VALUE"
GOOD = f"{HEADER}\nSG_GEN_PARL,KEN,F,2020,21.4\n"
BAD = f"{HEADER}\nSG_GEN_PARL,Kenia,F,2020,21.4\n"
JSON = {"Accept": "application/json"}


@pytest.fixture
def program(office):
    """A client without cookies, and the header by which it acts for a publisher."""
    office.accounts.add("@test", "pub-programs", "publisher", password=PASSWORD)
    return office.app.server.test_client(use_cookies=False), bearer(office, "pub-programs")


def bearer(office, name: str, **limits) -> dict[str, str]:
    return {"Authorization": f"Bearer {office.accounts.add_token('@test', name, 'robot', **limits)[1]}"}


def send(office, program, content: str) -> str:
    client, header = program
    sent = client.post("/en/upload", data={"file": (io.BytesIO(content.encode()), "sent.csv")}, headers=header)
    office.work()
    return sent.headers["Location"]


def refused(answer) -> tuple[int, str]:
    assert answer.mimetype == "application/json" and "no-store" in answer.headers["Cache-Control"]
    assert answer.json["message"]
    return answer.status_code, answer.json["code"]


def test_a_program_with_a_token_is_refused_in_json(program):
    client, header = program
    cases = [
        ("GET", "/en/batches?colour=red", {}, (400, "parameter")),
        ("GET", "/en/batches?status=red", {}, (400, "value")),
        ("GET", "/en/accounts", {}, (403, "role")),
        ("GET", "/en/batches/none", {}, (404, "batch")),
        ("GET", "/en/nothing", {}, (404, "page")),
        ("GET", "/en/" + "x" * 2500, {}, (414, "long")),
        ("PUT", "/en/batches/none", {}, (405, "method")),
        ("POST", "/en/batches", {}, (405, "method")),
        ("POST", "/en/upload", {"json": {"file": "x"}}, (415, "kind")),
        ("POST", "/en/upload", {"data": b"a,b", "content_type": "text/csv"}, (415, "kind")),
        ("POST", "/en/upload", {"data": {"title": "x"}}, (422, "fields")),
        ("POST", "/en/batches/none", {"data": {"do": "publish", "note": "x" * 1_100_000}}, (413, "large")),
    ]
    for method, path, more, expected in cases:
        answer = client.open(path, method=method, headers=header, **more)
        assert refused(answer) == expected, (method, path)
        if answer.status_code == 405:
            assert answer.headers["Allow"] == ("GET, HEAD, POST" if method == "PUT" else "GET, HEAD")


def test_a_field_that_is_wrong_is_named(program):
    client, header = program
    answer = client.post("/fr/upload", data={"link": "javascript:alert(1)"}, headers=header)
    w = Words("fr")
    assert answer.json["fields"] == {"file": w("upload.file.missing"), "link": w("upload.link.wrong")}
    assert answer.json["message"] == f"{w('upload.file.missing')} {w('upload.link.wrong')}"
    assert refused(client.post("/fr/upload?format=json", data={"title": "x"}, headers=header)) == (422, "fields")


def test_a_field_that_the_form_does_not_have_is_named_with_the_nearest(office, program, ana):
    client, header = program
    sent = {"sorce": "typo", "dataset": "foo"}
    answer = client.post("/en/upload", data={**sent, "file": (io.BytesIO(GOOD.encode()), "a.csv")}, headers=header)
    assert answer.status_code == 422 and set(answer.json["fields"]) == {"sorce", "dataset"}
    assert answer.json["fields"]["sorce"].endswith("Is one of these meant: source?") and "indicator" in answer.json["fields"]["dataset"]
    browser = ana.post("/en/upload", {**sent, "file": (io.BytesIO(GOOD.encode()), "a.csv")})
    assert browser.status_code == 422 and "There is no such dataset" in browser.get_data(as_text=True)
    assert ana.send(GOOD, sorce="typo"), "what a browser adds does not matter"


def test_without_a_token_a_program_is_not_led_to_the_login_page(somebody_else):
    answer = somebody_else.get("/ar/upload", headers=JSON)
    assert refused(answer) == (401, "login") and answer.json["message"] == Words("ar")("problem.login.text")
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert refused(somebody_else.post("/en/upload", headers=JSON)) == (401, "login")
    assert refused(somebody_else.get("/en/account?format=json")) == (401, "login")
    assert refused(somebody_else.post("/en/login", headers=JSON, data={"name": "a", "password": "b"})) == (400, "form")
    assert somebody_else.get("/en/upload", headers={"Accept": "*/*"}).status_code == 303
    assert somebody_else.get("/en/upload", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}).status_code == 303


@pytest.fixture
def somebody_else(office):
    return office.app.server.test_client()


def test_a_token_that_is_not_valid_is_told_in_the_language_asked_for(somebody_else):
    for lang in LANGUAGES:
        answer = somebody_else.get(f"/{lang}/batches", headers={"Authorization": "Bearer 0123456789ab.x"})
        assert refused(answer) == (401, "token") and answer.json["message"] == Words(lang)("problem.token.text")
        assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_what_keeps_a_batch_from_being_published_comes_with_the_refusal(office, program):
    client, header = program
    batch = send(office, program, BAD)
    state = client.get(batch, headers=header).json
    assert (state["status"], state["findings"]) == ("rejected", {"code_unknown": 1})
    answer = client.post(batch, data={"do": "publish"}, headers=header)
    assert refused(answer) == (409, "state") and "1 error" in answer.json["message"]
    assert answer.json["findings"] == state["report"]
    (finding,) = state["report"]
    assert (finding["file"], finding["line"], finding["column"], finding["value"]) == ("sent.csv", 2, "REF_AREA", "Kenia")
    assert finding["remedy"] == "KEN" and "Kenia" in finding["message"]


def test_while_something_is_being_done_a_program_is_told_when_to_come_again(office, program):
    client, header = program
    batch = send(office, program, GOOD)
    office.store.jobs.add("compare", batch.rpartition("/")[2], "pub-programs")
    assert office.store.jobs.claim(new_owner())
    answer = client.post(batch, data={"do": "publish"}, headers=header)
    assert refused(answer) == (409, "state") and int(answer.headers["Retry-After"]) > 0


def test_warnings_that_nobody_acknowledged_are_a_field_that_is_missing(office, program):
    client, header = program
    batch = send(office, program, f"{HEADER},UNIT_MEASURE\nSG_GEN_PARL,KEN,F,2020,21.4,PP\n")
    answer = client.post(batch, data={"do": "publish"}, headers=header)
    assert refused(answer) == (422, "fields") and list(answer.json["fields"]) == ["acknowledge"]


def test_whoever_may_never_do_it_is_told_so_whatever_the_state(office, program):
    batch = send(office, program, BAD)
    office.accounts.add("@test", "sends-programs", "contributor", password=PASSWORD)
    own = send(office, (program[0], bearer(office, "sends-programs")), GOOD)
    answer = program[0].post(own, data={"do": "publish"}, headers=bearer(office, "sends-programs"))
    assert refused(answer) == (403, "role")
    assert refused(program[0].get(batch, headers=bearer(office, "sends-programs"))) == (404, "batch")


def no_room(*arguments):
    raise ServiceUnavailable


def test_a_server_that_is_busy_or_broken_says_so_in_json(office, program, monkeypatch):
    client, header = program
    monkeypatch.setattr(factory.Answers, "respond_desk", lambda *arguments: 1 / 0)
    office.app.server.config["PROPAGATE_EXCEPTIONS"] = False
    assert refused(client.get("/en/batches", headers=header)) == (500, "server")
    monkeypatch.setattr(FormSlots, "one", no_room)
    answer = client.post("/en/batches/x", data={"do": "publish"}, headers=header)
    assert refused(answer) == (503, "busy") and answer.headers["Retry-After"] == "30"


def test_a_login_that_is_held_up_is_told_to_programs(office, somebody_else):
    token = re.search(r'name="csrf_token"[^>]*value="([^"]*)"', somebody_else.get("/en/login").get_data(as_text=True))
    form = {"csrf_token": token[1], "name": "nobody-there", "password": "guess"}
    answers = [somebody_else.post("/en/login", data=form, headers=JSON) for _ in range(11)]
    assert [refused(answer) for answer in answers] == [(422, "fields")] * 10 + [(429, "wait")]
    assert int(answers[-1].headers["Retry-After"]) > 0 and "minutes" in answers[-1].json["message"]


# --- the example of the documentation ----------------------------------------------------------------------------------------------------


def run_example(folder: Path, address: str, token: str, content: str) -> subprocess.CompletedProcess[str]:
    text = (ROOT / "docs" / "statisticians" / "upload.md").read_text(encoding="utf-8")
    script = text.partition("```sh\n")[2].partition("```")[0]
    assert "SITE=https://figures.example.org" in script
    folder.mkdir()
    (folder / "figures.csv").write_text(content)
    script = script.replace("https://figures.example.org", address)
    return subprocess.run(["sh", "-c", script], cwd=folder, env=os.environ | {"TOKEN": token}, capture_output=True, text=True, timeout=120)


def test_the_script_of_the_documentation_sends_waits_reads_and_publishes(bundled, tmp_path):
    data = shutil.copytree(bundled.data, tmp_path / "var")
    store = Store(Settings(data=data), load())
    accounts = Accounts(store)
    accounts.add("@test", "pub-script", "publisher", password=PASSWORD)
    _, token = accounts.add_token("@test", "pub-script", "robot")
    store.close()
    with serving(data, tmp_path / "log") as server:
        good = run_example(tmp_path / "good", server.address, token, GOOD)
        assert good.returncode == 0, good
        assert '"status":"checked"' in good.stdout and (tmp_path / "good" / "findings.csv").read_text("utf-8-sig").startswith("line,")
        bad = run_example(tmp_path / "bad", server.address, token, BAD)
        assert bad.returncode == 1 and '"code":"state"' in bad.stdout and '"remedy":"KEN"' in bad.stdout, bad
        nobody = run_example(tmp_path / "nobody", server.address, "0123456789ab.no", GOOD)
        assert nobody.returncode == 22 and '"code":"token"' in (tmp_path / "nobody" / "refused.json").read_text()
