"""Lists of people are counted in memory: whoever is named in one is found nowhere afterwards, and not on the way either."""

from __future__ import annotations

import builtins
import io
import logging
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from openpyxl import Workbook
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from dashboard.config import Settings
from dashboard.i18n import Words
from dashboard.ingest.receiving import saved_profiles
from dashboard.web import uploads
from tests.web.conftest import stranger
from tests.web.desk import PASSWORD, Office, Person
from tests.web.pages.test_events import FORUM, controls, facts, logged_in, publish, save

HEADER = ("Session", "Full name", "E-mail", "Badge", "Role", "Sex", "Minutes", "Notes")
PEOPLE = [
    ("Opening", "Zenobia Quillfeather", "zenobia.q@plantedmail.example", "BDG-770113", "Speaker", "female", "10", "vegetarian-zq"),
    ("Opening", "Balthazar Umbrellington", "balthazar@plantedmail.example", "BDG-770114", "Speaker", "male", "5", "wheelchair-bu"),
    ("Opening", "Ximena Thistlewood", "ximena@plantedmail.example", "BDG-770115", "Moderator", "woman", "", ""),
    ("Closing", "Ὀδυσσεύς Plantedname", "od@plantedmail.example", "BDG-770116", "Speaker", "not disclosed", "", ""),
    ("Closing", "Zenobia Quillfeather", "zenobia.q@plantedmail.example", "BDG-770113", "Chair", "Zenobia Quillfeather", "", ""),
]
PLANTED = [
    text.encode(encoding)
    for text in (
        "Quillfeather",
        "Umbrellington",
        "Thistlewood",
        "Plantedname",
        "Ὀδυσσεύς",
        "plantedmail",
        "BDG-7701",
        "vegetarian-zq",
        "wheelchair-bu",
    )
    for encoding in ("utf-8", "utf-16-le")
]


def as_csv(rows=PEOPLE) -> bytes:
    return "\n".join(";".join(row) for row in [HEADER, *rows]).encode()


def as_xlsx() -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in [HEADER, *PEOPLE]:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    from dashboard.ingest import publish as publish_file

    folder = tmp_path_factory.mktemp("lists")
    (folder / "tmp").mkdir()
    office = Office(Settings(data=folder / "var"))
    (folder / "start.csv").write_text("INDICATOR,REF_AREA,SEX,TIME_PERIOD,OBS_VALUE\nSG_GEN_PARL,FRA,F,2020,39.5\n")
    publish_file(folder / "start.csv", office.store)
    for name, role in (("chief", "publisher"), ("itu", "contributor"), ("other", "contributor")):
        office.accounts.add("@test", name, role, password=PASSWORD)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(folder / "tmp"))
        yield office
    office.store.close()


@pytest.fixture(scope="module")
def itu(office):
    return logged_in(office, "itu")


def send(person: Person, content: bytes = b"", name: str = "people.csv", **fields: str) -> TestResponse:
    """What is answered to a list; the test client would put a long one into a temporary file of its own."""
    file = {"file": FileStorage(io.BytesIO(content), name)} if content else {}
    token = {"csrf_token": person.token(person.form_at)}
    boundary, body = encode_multipart({**token, "do": "read", **FORUM, **fields, **file})
    return person.client.post("/en/events/new", data=body, content_type=f'multipart/form-data; boundary="{boundary}"')


def read(person: Person, content: bytes = b"", name: str = "people.csv", status: int = 200, **fields: str) -> str:
    """Have a list counted; gives the form that comes back."""
    answer = send(person, content, name, **fields)
    assert answer.status_code == status
    return answer.get_data(as_text=True)


def carried(page: str) -> str:
    """The counts that the form carries."""
    return page.partition('name="counted"')[2].partition(">")[2].partition("</textarea>")[0]


def planted_in(folder: Path) -> list[str]:
    """The files of a folder in which anything of a person stands."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    return [str(path) for path in files if any(mark in path.read_bytes() for mark in PLANTED)]


def test_whoever_is_named_in_a_list_is_found_nowhere_afterwards(office, itu, tmp_path, caplog, capfd, monkeypatch):
    caplog.set_level(logging.DEBUG)
    chief, event, pages = logged_in(office, "chief"), "LISTED", []
    for how in ({"content": as_csv()}, {"paste": as_csv().decode()}, {"content": as_xlsx(), "name": "people.xlsx"}):
        with watched(monkeypatch) as written:
            pages.append(read(itu, **how))
        assert written == []  # the list came and was counted without a file being opened for writing
        assert not any(mark.decode("utf-8", "ignore") in pages[-1] for mark in PLANTED[::2])
        assert "Full name" in pages[-1]  # the heading of what was not read is told
    assert len({carried(page) for page in pages}) == 1
    batches = save(itu, **FORUM, event=event, counted=carried(pages[0]))
    publish(chief, [one for one in batches if chief.get(f"{one}?format=json").json["dataset"] == "event"])
    publish(chief, [one for one in batches if chief.status(one) == "checked"])
    counted = {(row["SESSION_TITLE"], row["ROLE"], row["SEX"]): row["COUNT"] for row in facts(office, "participation", event)}
    assert (counted["Opening", "SPEAKER", "F"], counted["Opening", "SPEAKER", "M"], counted["Closing", "SPEAKER", "_U"]) == (1, 1, 1)
    assert ("Closing", "CHAIR", "F") not in counted  # what is no sex is not guessed

    # The store, with what stands in the register's journal, and a copy of it: raw files, reports, versions, register, audit log.
    office.store.register.engine.dispose()
    shutil.copytree(office.settings.data, tmp_path / "backup")
    for folder in (office.settings.data, tmp_path / "backup"):
        assert planted_in(folder) == []
    assert [path for path in Path(tempfile.gettempdir()).rglob("*") if path.is_file()] == []
    assert "Quillfeather" not in repr(office.accounts.entries(limit=1000))
    out, err = capfd.readouterr()
    assert not any(mark.decode("utf-8", "ignore") in caplog.text + out + err for mark in PLANTED[::2])


@contextmanager
def watched(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The files that are opened for writing meanwhile, other than those of the register; a temporary file of any kind is a failure."""
    found: list[str] = []

    def opened(real: Callable) -> Callable:
        def open_(file, mode="r", *args, **more):
            found.extend([str(file)] if set(mode) & set("wax+") and "register.sqlite" not in str(file) else [])
            return real(file, mode, *args, **more)

        return open_

    def os_open(path, flags, *args, **more):
        found.extend([str(path)] if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT) else [])
        return real(path, flags, *args, **more)

    real = os.open
    with monkeypatch.context() as patch:
        patch.setattr(builtins, "open", opened(builtins.open))
        patch.setattr(io, "open", opened(io.open))
        patch.setattr(os, "open", os_open)
        for name in ("mkstemp", "mkdtemp", "TemporaryFile", "NamedTemporaryFile"):
            patch.setattr(tempfile, name, lambda *args, **more: pytest.fail("a temporary file for a list of people"))
        yield found


def test_a_large_list_stays_in_memory_too(office, itu, monkeypatch):
    """Form parsers write what is large into temporary files: not this one."""
    content = as_csv(PEOPLE * 4000)
    for more in ({"content": content}, {"paste": content.decode()}):
        with watched(monkeypatch) as found:
            page = read(itu, **more)
        assert found == [] and "SPEAKER" in carried(page) and len(carried(page)) < 10_000


def test_the_test_would_see_a_file_that_is_written(office, itu, monkeypatch):
    """The form to send a file writes it to the disk, as it should."""
    monkeypatch.setattr(uploads.tempfile, "mkstemp", lambda *args, **more: pytest.fail("seen"))
    with pytest.raises(pytest.fail.Exception, match="seen"):
        office.app.server.testing = True
        itu.post("/en/upload", {"file": (io.BytesIO(b"a"), "a.csv")})


def test_a_list_that_makes_the_reader_fail_is_not_quoted_in_the_log(office, itu, monkeypatch, caplog, capfd):
    def fails(*args, **more):
        raise ValueError("cannot read 'Zenobia Quillfeather'")

    monkeypatch.setattr("dashboard.web.pages.event_edit.read_roster", fails)
    page = read(itu, as_csv(), status=422)
    out, err = capfd.readouterr()
    assert "Quillfeather" not in page + caplog.text + out + err and "ValueError" in caplog.text


@pytest.mark.parametrize(
    "fields, content, said",
    [
        ({}, b"", "Choose a list, or paste one"),
        ({"paste": "Name\nZenobia\n"}, b"", "No column says the sex"),
        ({}, b"\x00\x01\x02", ""),
        ({}, b"PK\x03\x04 nothing", ""),
        ({"paste": "Sex\n"}, b"", "nobody"),
    ],
)
def test_a_list_that_cannot_be_counted_is_refused_and_the_form_keeps_what_is_in_it(office, itu, fields, content, said):
    page = read(itu, content, status=422, **fields)
    assert said in page and controls(page)["name_fr"] == "Forum de 2026" and "counted" not in carried(page)


def test_a_list_that_is_too_large_is_refused(office, itu):
    assert "10 MB" in read(itu, b"Sex\n" + b"woman\n" * 1_800_000, status=422)
    assert send(itu, b"x" * 14_000_000).status_code == 413


def test_somebody_who_may_not_make_events_has_no_list_read(office, itu, monkeypatch):
    monkeypatch.setattr("dashboard.web.pages.event_edit.read_roster", lambda *args, **more: pytest.fail("read"))
    answer = stranger(office).client.post("/en/events/new", data={"do": "read", "file": (io.BytesIO(as_csv()), "list.csv")})
    assert answer.status_code == 303 and "/login" in answer.headers["Location"]


def test_counts_that_somebody_has_written_into_the_form_are_checked_as_any_file(office, itu):
    batches = save(itu, **FORUM, event="WRITTEN", counted="ROLE,SEX,COUNT\nKING,F,many\n")
    wrong = next(one for one in batches if itu.status(one) == "rejected")
    assert {"code_unknown"} <= set(itu.get(f"{wrong}?format=json").json["findings"])


EXPORT = """Attendee;Delegation type;Gender identity (self-described);Forum track
Zenobia Quillfeather;Panellist;woman;Opening
B Umbrellington;Speaker;man;Opening
"""


def test_the_headers_of_a_registration_system_are_remembered_under_a_name(office, itu):
    said = {"column-session": "Forum track", "column-sex": "Gender identity (self-described)", "column-role": "Delegation type"}
    page = read(itu, EXPORT.encode(), **said, profile_name="Registration desk")
    assert "Opening" in carried(page) and "PANELLIST" in carried(page)
    (kept,) = office.store.profiles.all()
    assert (kept["name"], kept["account"]) == ("Registration desk", "itu")
    assert kept["content"]["list"] == {"Forum track": "session", "Gender identity (self-described)": "sex", "Delegation type": "role"}
    assert "Attendee" not in str(kept) and "Quillfeather" not in str(kept)
    # Chosen by its name, it reads the next export; it reads no other file, and stands in the list of saved profiles.
    again = read(itu, EXPORT.encode(), profile="Registration desk")
    assert carried(again) == carried(page) and '<option value="Registration desk"' in itu.text("/en/events/new")
    assert "Forum track" in itu.text("/en/profiles?profile=Registration+desk")
    assert saved_profiles(office.store, "itu") == []
    # It is theirs: another contributor neither sees it nor saves in its place.
    other = logged_in(office, "other")
    assert "Registration desk" not in other.text("/en/events/new")
    assert "Another account has saved" in read(other, EXPORT.encode(), status=422, **said, profile_name="Registration desk")
    assert office.store.profiles.all() == [kept]


def test_a_column_with_names_is_not_read_whatever_is_said_of_it(office, itu):
    page = read(itu, as_csv(), **{"column-session": "Full name"})
    assert "Quillfeather" not in page


DELEGATES = """Session;Role;Sex;Country;Minutes
;Delegate;woman;KEN;
;Delegate;man;KEN;
;Delegate;woman;FRA;
;Delegate;not disclosed;FRA;
;Head of delegation;woman;KEN;
;Head of delegation;man;FRA;
;Sponsored participant;woman;KEN;
Panel 1;Moderator;woman;;
Panel 1;Speaker;man;;12
Panel 1;Speaker;man;;8
Panel 1;Panellist;woman;;
Panel 2;Chair;man;;
Panel 2;Vice-chair;woman;;
Panel 2;Rapporteur;woman;;
Panel 2;Speaker;woman;;10
Panel 2;Speaker;man;;20
"""


def test_the_page_of_an_event_made_so_has_all_its_parts(office, itu):
    w, chief = Words("en"), logged_in(office, "chief")
    page = read(itu, paste=DELEGATES, event="PARTS")
    batches = save(itu, **FORUM, event="PARTS", counted=carried(page))
    publish(chief, [one for one in batches if chief.get(f"{one}?format=json").json["dataset"] == "event"])
    publish(chief, [one for one in batches if chief.status(one) == "checked"])
    itu.form_at = "/en/account"
    itu.post("/en/events/PARTS/checklist", {"item-D_COUNT": "yes", "shown": "yes"})
    page = itu.text("/en/challenge/PARTS")
    roles = ("DELEGATE", "HEAD_DELEGATION", "SPONSORED", "MODERATOR", "PANELLIST", "CHAIR", "VICE_CHAIR", "RAPPORTEUR", "SPEAKER")
    assert [role for role in roles if office.store.catalogue.name("ROLE", role, "en") not in page] == []
    parts = ("event.by_role", "event.by_session", "event.voice_title", "event.by_delegation", "checklist.title")
    assert [part for part in parts if w(part) not in page] == []
    for text in ("Kenya", "France", "Forum secretariat", "Panel 1", 'href="https://forum.example.org/2026"'):
        assert text in page
    assert "Panel Parity Pledge" in page or w("event.moderators_apart") in page
