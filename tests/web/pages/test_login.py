"""The login page: in, not in, held up, and where it leads to afterwards — never anywhere else than to these pages."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest

from dashboard.accounts.throttle import LIMITS
from dashboard.i18n import LANGUAGES, Words
from dashboard.web.signin import own_address
from tests.web.desk import PASSWORD, Office, Person

ELSEWHERE = [
    "https://evil.example", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "/%09/evil.example",
    "/\t/evil.example", "/en//evil.example", "/en\\@evil.example", "/en/\n//evil.example", "/en/x\r\nSet-Cookie: a=b",
    "/en/x\r\nLocation: //evil", "javascript:alert(1)", "/de/", "/english/", "/en.evil.example", "/en@evil.example", "evil", "", "/",
    "/en/\u2028", "/en/\u0661", "/en/<script>", "/en/#//x", "/en?x#y", " /en/", "/en/ ", "/en/account\x00", "//en/account",
    "/en/..//evil.example",
]  # fmt: skip
OWN = [
    "/en/",
    "/ar/account",
    "/en/batches/20260101-000000-abc?rule=code_unknown&page=2",
    "/fr/upload?replaces=x",
    "/zh",
    "/en/areas/KEN?next=/x",
]


@pytest.fixture(scope="module")
def name(bureau: Office) -> str:
    bureau.accounts.add("@test", "login-page", "contributor", password=PASSWORD)
    return "login-page"


def enter(person: Person, name: str, password: str = PASSWORD, lang: str = "en", **form: str):
    data = {"csrf_token": person.token(f"/{lang}/login"), "name": name, "password": password, **form}
    return person.client.post(f"/{lang}/login", data=data)


def without_secrets(text: str) -> str:
    """A page without what differs each time."""
    return re.sub(r'value="[^"]*"', "", text)


def test_the_right_password_leads_to_the_account_or_to_where_one_wanted_to_go(name, somebody):
    assert enter(somebody(), name).headers["Location"] == "/en/account"
    assert enter(somebody(), name, lang="ar").headers["Location"] == "/ar/account"
    person = somebody()
    asked = person.get("/en/upload?replaces=x")
    assert (asked.status_code, asked.headers["Location"]) == (303, f"/en/login?next={quote('/en/upload?replaces=x', safe='')}")
    assert 'value="/en/upload?replaces=x"' in person.text(asked.headers["Location"])
    assert enter(person, name, next="/en/upload?replaces=x").headers["Location"] == "/en/upload?replaces=x"


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_nobody_is_sent_elsewhere(wanted):
    assert own_address(wanted, "kept") == "kept"


@pytest.mark.parametrize("wanted", OWN)
def test_pages_of_ours_are_led_to(wanted):
    assert own_address(wanted, "kept") == wanted


@pytest.mark.parametrize("wanted", ["//evil.example", "/en/x\r\nSet-Cookie: a=b", "https://evil.example/en/"])
def test_an_address_elsewhere_is_forgotten_on_the_whole_way(name, somebody, wanted):
    person = somebody()
    assert "evil" not in person.text(f"/en/login?next={quote(wanted, safe='')}").partition("<main")[2].partition("</main>")[0]
    answer = enter(person, name, next=wanted)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/en/account")
    again = person.get(f"/en/login?next={quote(wanted, safe='')}")
    assert (again.status_code, again.headers["Location"]) == (303, "/en/account"), "whoever is in already is sent on as carefully"
    assert "evil" not in str(answer.headers) + str(again.headers)
    assert not [cookie for cookie in answer.headers.getlist("Set-Cookie") if cookie.startswith("a=")]


def test_a_long_address_is_asked_for_again_without_its_query(somebody):
    person = somebody()
    answer = person.get("/en/upload?replaces=" + "x" * 190)
    assert answer.headers["Location"] == "/en/login?next=%2Fen%2Fupload"
    assert person.get(answer.headers["Location"]).status_code == 200


def test_unknown_wrong_and_disabled_cannot_be_told_apart(bureau, name, somebody):
    bureau.accounts.add("@test", "login-off", password=PASSWORD)
    bureau.accounts.disable("@test", "login-off")
    tried = (("nobody-here", PASSWORD), (name, "a wrong password"), ("login-off", PASSWORD), ("login-off", "a wrong password"))
    answers = [enter(somebody(), *one) for one in tried]
    assert {answer.status_code for answer in answers} == {422}
    assert len({without_secrets(answer.get_data(as_text=True)) for answer in answers}) == 1
    assert len({tuple(sorted(answer.headers.keys())) for answer in answers}) == 1
    assert all("dashboard=" not in str(answer.headers.getlist("Set-Cookie")) for answer in answers)


def test_the_password_never_comes_back(name, somebody):
    answer = enter(somebody(), "<b>name</b>", "a wrong secret")
    text = answer.get_data(as_text=True)
    assert "a wrong secret" not in text and "<b>name</b>" not in text and "&lt;b&gt;name" in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_whoever_guesses_is_told_when_to_try_again_and_the_owner_gets_in(bureau, somebody, lang):
    account = f"guessed-{lang}"
    bureau.accounts.add("@test", account, password=PASSWORD)
    owner, thief = somebody(), somebody()
    enter(owner, account)
    owner.client.post("/en/logout", data={"csrf_token": owner.token("/en/account")})
    statuses = [enter(thief, account, "guess", lang).status_code for _ in range(LIMITS["account"])]
    assert statuses == [422] * LIMITS["account"]
    held_up = enter(thief, account, PASSWORD, lang)
    assert held_up.status_code == 429 and 1 <= int(held_up.headers["Retry-After"]) <= 600
    minutes = -(-int(held_up.headers["Retry-After"]) // 60)
    assert Words(lang).n("accounts.login.wait", minutes) in held_up.get_data(as_text=True)
    assert enter(somebody(), account).status_code == 429, "another stranger is held up as well"
    assert enter(owner, account).status_code == 303, "the owner's browser is known"


def test_the_page_is_not_kept_and_not_found_by_search_engines(somebody):
    answer = somebody().get("/en/login")
    assert answer.headers["Cache-Control"] == "private, no-store" and "ETag" not in answer.headers
    assert '<meta name="robots" content="noindex">' in answer.get_data(as_text=True)


def test_logging_out_asks_first_where_one_comes_by_a_link(bureau, name, somebody):
    person = somebody()
    enter(person, name)
    assert person.get("/en/logout").status_code == 200 and person.get("/en/account").status_code == 200
    answer = person.client.post("/ru/logout", data={"csrf_token": person.token("/en/account")})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/ru/login")
    assert person.get("/en/account").status_code == 303
    assert bureau.accounts.entries(account=name, limit=1)[0].action == "logout"


def test_without_a_provider_there_is_no_single_sign_on(somebody):
    person = somebody()
    assert "/login/sso" not in person.text("/en/login")
    assert person.get("/en/login/sso").status_code == 404
    assert person.get("/sso?code=x&state=y").status_code == 404
