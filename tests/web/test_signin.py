"""Sessions and forms under attack: what a cookie gives away, what a form must bring, and what readers never have to do with."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest

from dashboard.accounts.accounts import IDLE, LIFETIME, hashed
from dashboard.config import Settings
from dashboard.i18n import LANGUAGES, Words
from dashboard.storage import Store
from dashboard.storage.accounts import sessions
from dashboard.storage.register import now
from dashboard.web.pages import PAGES
from dashboard.web.sessions import FORM_LIFETIME
from tests.web.desk import PASSWORD, Office, Person

COOKIE = re.compile(r"^([^=]+)=([^;]*)(.*)$")


def cookies(answer) -> dict[str, tuple[str, set[str]]]:
    """The cookies that an answer sets: the value and the attributes by name."""
    found = [COOKIE.match(header) for header in answer.headers.getlist("Set-Cookie")]
    return {one[1]: (one[2], {part.strip() for part in one[3].split(";") if part.strip()}) for one in found if one}


def log_in(person: Person, name: str, **more):
    """The answer to the right password."""
    return person.client.post("/en/login", data={"csrf_token": person.token("/en/login"), "name": name, "password": PASSWORD}, **more)


def held(person: Person, name: str = "dashboard") -> str:
    """What the browser holds in a cookie."""
    cookie = person.client.get_cookie(name)
    return cookie.value if cookie else ""


@pytest.fixture
def name(bureau: Office, request: pytest.FixtureRequest) -> str:
    """The name of a contributor made for this test."""
    made = re.sub(r"[^a-z0-9]+", "-", request.node.name.lower()).strip("-")[-40:].lstrip("-0123456789")
    bureau.accounts.add("@test", made, "contributor", password=PASSWORD)
    return made


@pytest.fixture
def member(bureau: Office, name: str, somebody) -> Person:
    """Somebody who has logged in."""
    person = somebody()
    assert log_in(person, name).status_code == 303
    return person


def is_in(person: Person) -> bool:
    return person.get("/en/account").status_code == 200


# --- readers -----------------------------------------------------------------------------------------------------------------------------


def test_a_reader_gets_no_cookie_and_costs_no_access_to_the_register(bureau, monkeypatch):
    def unreachable(self):
        raise AssertionError("the register was asked")

    person = Person(bureau, "")
    person.client.set_cookie("dashboard", "an old session")
    person.client.set_cookie("dashboard_form", "an old form")
    monkeypatch.setattr(Store, "_open", unreachable)
    for path in ("/", "/en/", "/ar/indicators/SG_GEN_PARL", "/en/nothing", "/assets/style.css", "/favicon.ico"):
        assert "Set-Cookie" not in person.get(path).headers, path
    assert person.get("/en/").status_code == 200


def test_public_pages_are_the_same_for_whoever_has_logged_in(bureau, member):
    first, second = Person(bureau, "").get("/en/"), member.get("/en/")
    assert (first.data, first.headers["ETag"]) == (second.data, second.headers["ETag"])
    assert "Cookie" not in second.headers.get("Vary", "") and "Set-Cookie" not in second.headers
    assert b'href="/en/login"' in first.data


def test_opening_the_login_page_writes_nothing_into_the_register(bureau, somebody):
    def count() -> int:
        with bureau.store.register.engine.connect() as connection:
            return len(connection.execute(sessions.select()).all())

    before = count()
    answer = somebody().get("/en/login")
    assert answer.status_code == 200 and set(cookies(answer)) == {"dashboard_form"}
    assert count() == before


# --- sessions ----------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("address", "prefix", "secure"), [("http://localhost", "", False), ("https://localhost", "__Host-", True)])
def test_cookies_are_for_this_site_alone_and_for_no_script(bureau, name, somebody, address, prefix, secure):
    person = somebody()
    page = person.get("/en/login", base_url=address)
    answer = log_in_at(person, page, name, address)
    assert answer.status_code == 303
    given = {**cookies(page), **cookies(answer)}
    assert set(given) == {f"{prefix}dashboard", f"{prefix}dashboard_device", f"{prefix}dashboard_form"}
    for cookie, (_, attributes) in given.items():
        assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= attributes and ("Secure" in attributes) == secure, cookie
        assert not any(attribute.startswith("Domain") for attribute in attributes)
    assert "Max-Age=0" in given[f"{prefix}dashboard_form"][1], "it has done its work"
    assert not any(attribute.startswith(("Max-Age", "Expires")) for attribute in given[f"{prefix}dashboard"][1]), "it ends with the browser"
    left = person.client.post("/en/logout", base_url=address, data={"csrf_token": token_of(person.get("/en/account", base_url=address))})
    assert {"Max-Age=0", "Path=/"} <= cookies(left)[f"{prefix}dashboard"][1]
    assert ("Secure" in cookies(left)[f"{prefix}dashboard"][1]) == secure


def log_in_at(person, page, name, address):
    form = {"csrf_token": token_of(page), "name": name, "password": PASSWORD}
    return person.client.post("/en/login", base_url=address, data=form)


def token_of(answer) -> str:
    return re.search(r'name="csrf_token"[^>]*value="([^"]*)"', answer.get_data(as_text=True))[1]


def test_a_site_of_https_has_secure_cookies_behind_a_proxy_that_does_not_tell(bureau, tmp_path):
    from dashboard.web.factory import create_app

    settings = Settings(data=bureau.settings.data, site="https://figures.example.org")
    client = create_app(settings, bureau.store).server.test_client()
    ((cookie, (_, attributes)),) = cookies(client.get("/en/login")).items()
    assert cookie == "__Host-dashboard_form" and "Secure" in attributes


@pytest.mark.parametrize(("proxies", "secure"), [(0, False), (1, True)])
def test_a_proxy_is_believed_only_where_there_is_one(bureau, proxies, secure):
    from dashboard.web.factory import create_app

    settings = Settings(data=bureau.settings.data, proxies=proxies)
    client = create_app(settings, bureau.store).server.test_client()
    ((cookie, _),) = cookies(client.get("/en/login", headers={"X-Forwarded-Proto": "https"})).items()
    assert cookie.startswith("__Host-") == secure


def test_a_session_that_was_put_into_the_browser_is_not_taken_over(bureau, name, somebody):
    person = somebody()
    person.client.set_cookie("dashboard", "chosen by somebody else")
    log_in(person, name)
    assert is_in(person) and held(person) != "chosen by somebody else"
    other = somebody()
    other.client.set_cookie("dashboard", "chosen by somebody else")
    assert not is_in(other)


def test_logging_in_again_begins_a_new_session_and_ends_the_old_one(bureau, member, name, somebody):
    before, token = held(member), member.token("/en/account")
    form = {"csrf_token": token, "name": name, "password": PASSWORD}
    assert member.client.post("/en/login", data=form).status_code == 303
    assert held(member) != before and is_in(member)
    assert not is_in(with_session(somebody(), before))
    assert member.client.post("/en/logout", data={"csrf_token": token}).status_code == 400, "its forms have ended with it"


def with_session(person: Person, value: str) -> Person:
    person.client.set_cookie("dashboard", value)
    return person


def test_a_session_cannot_be_replayed_after_logging_out(member, somebody):
    copied = held(member)
    assert is_in(with_session(somebody(), copied))
    assert member.client.post("/en/logout", data={"csrf_token": member.token("/en/account")}).status_code == 303
    assert not is_in(member) and not held(member)
    assert not is_in(with_session(somebody(), copied))


@pytest.mark.parametrize("changed", ["expires_at", "seen_at"])
def test_a_session_that_is_over_is_none(bureau, member, changed):
    past = {"expires_at": now(), "seen_at": now() - IDLE}[changed]
    with bureau.store.register.engine.begin() as connection:
        connection.execute(sessions.update().where(sessions.c.id == hashed(held(member))).values({changed: past}))
    answer = member.get("/en/account")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/en/login?next=%2Fen%2Faccount")


def test_a_session_lasts_no_longer_than_the_form_that_it_holds():
    assert FORM_LIFETIME >= LIFETIME > IDLE > timedelta(minutes=30)


@pytest.mark.parametrize(
    "change",
    [
        lambda accounts, name: accounts.disable("@test", name),
        lambda accounts, name: accounts.grant("@test", name, "publisher"),
        lambda accounts, name: accounts.set_password("@test", name, "another set of words"),
    ],
    ids=["disabled", "other-role", "other-password"],
)
def test_a_change_of_the_account_ends_its_sessions(bureau, member, name, change):
    change(bureau.accounts, name)
    assert not is_in(member)


@pytest.mark.parametrize("value", ["", "x", "eyJhY2NvdW50IjoiYWRtaW4ifQ.x.y", "' OR 1=1 --", "\x7f" * 50, "x" * 3000])
def test_a_cookie_that_is_none_of_ours_is_nobody(somebody, value):
    person = somebody()
    for cookie in ("dashboard", "dashboard_form", "dashboard_device"):
        person.client.set_cookie(cookie, value)
    assert not is_in(person)
    assert person.get("/en/login").status_code == 200


def test_what_the_signed_cookie_says_lets_nobody_in(bureau, somebody, name):
    """Even signed with the right key, a cookie of a form is no session."""
    person = somebody()
    signed = bureau.app.server.session_interface._signed.dumps({"account": name, "csrf_token": "x"})
    person.client.set_cookie("dashboard_form", signed)
    assert not is_in(person)
    signed = bureau.app.server.session_interface._signed.dumps(["not", "a", "session"])
    person.client.set_cookie("dashboard_form", signed)
    assert person.get("/en/login").status_code == 200


def test_a_register_out_of_reach_is_a_page_that_says_so(bureau, member, monkeypatch):
    def unreachable(self, id):
        raise OSError("out of reach")

    monkeypatch.setattr("dashboard.accounts.Accounts.session", unreachable)
    bureau.app.server.config["PROPAGATE_EXCEPTIONS"] = False
    answer = member.get("/fr/account")
    bureau.app.server.config["PROPAGATE_EXCEPTIONS"] = None
    assert answer.status_code == 500 and Words("fr")("problem.server.title") in answer.get_data(as_text=True)


# --- forms -------------------------------------------------------------------------------------------------------------------------------


def acting_pages() -> list[str]:
    return [re.sub(r"\{\w+\}", "anything", page.path) for page in PAGES if page.act and not _open(page)]


def _open(page) -> bool:
    return page.holds and not page.needs


def test_only_what_changes_nothing_and_keeps_nothing_needs_no_token():
    assert [page.path for page in PAGES if _open(page)] == ["/check"]
    assert not [page for page in PAGES if page.holds and page.takes_file]


def test_there_are_pages_that_act():
    assert {"/login", "/logout", "/account", "/accounts/anything", "/upload"} <= set(acting_pages())


@pytest.fixture(scope="module")
def chief(bureau: Office) -> Person:
    return bureau.person("chief-of-forms", "administrator")


@pytest.mark.parametrize("path", acting_pages())
@pytest.mark.parametrize("token", [None, "", "wrong", "a.b.c", "IjAwIg.aaaaaa.bbbb"])
def test_no_page_acts_on_a_form_that_is_not_ours(chief, path, token):
    before = chief.office.accounts.entries()
    answer = chief.client.post(f"/en{path}", data={} if token is None else {"csrf_token": token})
    assert answer.status_code == 400 and "no longer valid" in answer.get_data(as_text=True)
    assert answer.headers["Cache-Control"] == "no-store"
    assert chief.office.accounts.entries() == before


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "POST"])
@pytest.mark.parametrize("path", ["/en/", "/en/accounts", "/en/indicators", "/", "/en/account/", "/sso", "/en/login/sso"])
def test_nothing_else_takes_anything(chief, method, path):
    expected = (400,) if (method, path) == ("POST", "/en/account/") else (405,)
    assert chief.client.open(path, method=method, data={"do": "x"}).status_code in expected


def test_the_token_of_another_session_is_wrong(chief, member):
    form = {"csrf_token": chief.token("/en/account"), "do": "token", "label": "x", "days": "1"}
    assert member.client.post("/en/account", data=form).status_code == 400


def test_the_token_from_before_logging_in_is_wrong_afterwards(bureau, name, somebody):
    person = somebody()
    token = person.token("/en/login")
    log_in(person, name)
    assert person.client.post("/en/logout", data={"csrf_token": token}).status_code == 400
    assert is_in(person)


def test_an_old_form_is_refused(bureau, member, monkeypatch):
    token = member.token("/en/account")
    monkeypatch.setitem(bureau.app.server.config, "WTF_CSRF_TIME_LIMIT", -1)
    assert member.client.post("/en/logout", data={"csrf_token": token}).status_code == 400
    assert is_in(member)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_form_that_is_refused_is_explained_in_the_readers_language(somebody, lang):
    answer = somebody().client.post(f"/{lang}/login", data={"name": "a", "password": "b"})
    text, w = answer.get_data(as_text=True), Words(lang)
    assert answer.status_code == 400
    assert w("problem.form.title") in text and f'href="/{lang}/login"' in text and f'dir="{w.dir}"' in text


def test_a_form_without_a_cookie_is_refused(bureau, name, somebody):
    token = somebody().token("/en/login")
    form = {"csrf_token": token, "name": name, "password": PASSWORD}
    assert somebody().client.post("/en/login", data=form).status_code == 400


def test_a_large_form_is_refused_unread(somebody):
    person = somebody()
    answer = person.client.post("/en/login", data={"csrf_token": person.token("/en/login"), "name": "x" * 70_000, "password": "y"})
    assert answer.status_code == 413


def test_a_form_with_a_file_where_none_is_taken_is_refused(somebody):
    person = somebody()
    form = {"csrf_token": person.token("/en/login"), "name": (io.BytesIO(b"content"), "name.txt")}
    assert person.client.post("/en/login", data=form, content_type="multipart/form-data").status_code == 413


# --- tokens of programs ------------------------------------------------------------------------------------------------------------------


def bearer(office: Office, name: str, **limits) -> dict[str, str]:
    return {"Authorization": f"Bearer {office.accounts.add_token('@test', name, 'label', **limits)[1]}"}


def test_a_program_needs_no_form(bureau, name, somebody):
    answer = somebody().client.post("/en/upload", data={}, headers=bearer(bureau, name))
    assert answer.status_code == 422, "only the file is missing"
    assert "Set-Cookie" not in answer.headers or "dashboard=" not in answer.headers["Set-Cookie"]


@pytest.mark.parametrize("header", ["Bearer x.y", "bearer ", "Bearer 0123456789ab.secret"])
def test_a_token_that_is_none_is_refused_even_beside_a_session(member, header):
    for call in (member.client.get, member.client.post):
        answer = call("/en/account", headers={"Authorization": header})
        assert answer.status_code == 401 and answer.headers["WWW-Authenticate"] == "Bearer"


def test_other_kinds_of_authorization_prove_nothing(member, somebody):
    basic = {"Authorization": "Basic YTpi"}
    assert somebody().get("/en/account", headers=basic).status_code == 303
    assert member.get("/en/account", headers=basic).status_code == 200
    assert member.client.post("/en/logout", headers=basic).status_code == 400


def test_a_token_acts_with_its_own_rights_and_not_those_of_the_session_beside_it(chief, name):
    headers = bearer(chief.office, name)
    assert chief.get("/en/accounts").status_code == 200
    assert chief.get("/en/accounts", headers=headers).status_code == 403


def test_no_program_decides_who_may_do_what(bureau, somebody):
    bureau.accounts.add("@test", "robot-owner", "administrator", password=PASSWORD)
    headers, person = bearer(bureau, "robot-owner"), somebody()
    before = bureau.accounts.entries()
    for path in ("/en/account", "/en/accounts", "/en/accounts/robot-owner"):
        assert person.get(path, headers=headers).status_code == 403
    forms = {
        "/en/account": ({"do": "token", "label": "more", "days": "300"}, {"do": "password", "current": PASSWORD, "new": "x" * 20}),
        "/en/accounts/robot-owner": ({"do": "grant", "role": "administrator"},),
    }
    for path, sent in forms.items():
        for form in sent:
            assert person.client.post(path, data=form, headers=headers).status_code == 403
    assert bureau.accounts.entries() == before


def test_the_token_of_a_disabled_account_is_none(bureau, name, somebody):
    headers = bearer(bureau, name)
    assert somebody().get("/en/upload", headers=headers).status_code == 200
    bureau.accounts.disable("@test", name)
    assert somebody().get("/en/upload", headers=headers).status_code == 401
