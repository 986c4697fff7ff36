"""Names in a speaker list that is checked are in nothing that the server answers, logs or keeps, whatever becomes of the request."""

from __future__ import annotations

import io
import logging

import openpyxl
import pytest

from dashboard.web.pages import check
from tests.web.desk import Office
from tests.web.pages.test_check import ask

PLANTED = ("Zanzibara", "Quillfeather", "zq.feather@example.org", "BADGE-99171")
LIST = (
    "session\tname\tsex\tname of organization\tbadge\n"
    "Opening\tZanzibara Quillfeather\twoman\tzq.feather@example.org\tBADGE-99171\n"
    "Opening\tQuillfeather, Zanzibara\tblue\tX\tBADGE-99171\n"
    "Opening\tZanzibara\tman\tX\tBADGE-99171\n"
)
SHIFTED = LIST + "Opening\tX\tZanzibara Quillfeather\twoman\tX\nzq.feather@example.org\tZanzibara\twoman\tX\tBADGE-99171\n"
HEADLESS = "Zanzibara Quillfeather\twoman\nQuillfeather Zanzibara\tman\n"


def workbook() -> bytes:
    book = openpyxl.Workbook()
    for line in LIST.splitlines():
        book.active.append(line.split("\t"))
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


@pytest.mark.parametrize("query", ["", "?format=json"])
@pytest.mark.parametrize("do", ["", "batch", "svg", "block"])
@pytest.mark.parametrize("text", [LIST, SHIFTED, HEADLESS], ids=["list", "shifted", "headless"])
def test_no_name_comes_back(bureau: Office, caplog, capfd, text: str, do: str, query: str):
    caplog.set_level(logging.DEBUG)
    answer = ask(bureau, query=query, list=text, do=do)
    assert answer.status_code == 200
    assert_nothing_of_it(answer.get_data(as_text=True) + str(answer.headers) + caplog.text + "".join(capfd.readouterr()))
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("name", ["Zanzibara Quillfeather.xlsx", "Zanzibara Quillfeather.csv"])
def test_no_name_of_a_file_or_in_it_comes_back_or_is_written(bureau: Office, name: str):
    content = workbook() if name.endswith("xlsx") else LIST.encode()
    answer = ask(bureau, file=(io.BytesIO(content), name))
    assert answer.status_code == 200 and "women 1, men 1" in answer.get_data(as_text=True)
    assert_nothing_of_it(answer.get_data(as_text=True) + str(answer.headers))
    kept = [path for path in bureau.settings.data.rglob("*") if path.is_file()]
    assert kept and not any(planted.encode() in path.read_bytes() for path in kept for planted in PLANTED)


def test_a_fault_of_ours_tells_the_log_no_name(bureau: Office, caplog, capfd, monkeypatch):
    def fault(*found: object, **more: object) -> None:
        raise ValueError(LIST)

    monkeypatch.setattr(check, "read_lineup", fault)
    bureau.app.server.config["PROPAGATE_EXCEPTIONS"] = False
    try:
        answer = ask(bureau, list=LIST)
    finally:
        bureau.app.server.config["PROPAGATE_EXCEPTIONS"] = None
    assert answer.status_code == 500
    logged = caplog.text + "".join(capfd.readouterr())
    assert "ValueError in fault" in logged, "what went wrong, and where"
    assert_nothing_of_it(answer.get_data(as_text=True) + logged)


def test_nobody_is_given_a_cookie_and_no_token_is_asked_for(bureau: Office):
    client = bureau.app.server.test_client()
    for answer in (client.get("/en/check"), client.post("/en/check", data={"list": LIST}, headers={"Origin": "https://other.example"})):
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers
        assert "Access-Control-Allow-Origin" not in answer.headers
        assert "csrf_token" not in answer.get_data(as_text=True)


def test_a_form_of_another_kind_is_not_read(bureau: Office):
    answer = bureau.app.server.test_client().post("/en/check", data=LIST, content_type="text/plain")
    assert answer.status_code == 415
    assert_nothing_of_it(answer.get_data(as_text=True))


def assert_nothing_of_it(text: str) -> None:
    assert [planted for planted in PLANTED if planted.casefold() in text.casefold()] == []
