"""One's own account: the password, the tokens, and that neither can be had by a trick."""

from __future__ import annotations

import re

import pytest

from dashboard.i18n import LANGUAGES, Words
from tests.web.desk import PASSWORD, Office, Person

NEW = "another set of seven words"
SHOWN = re.compile(r"Bearer ([0-9a-f]{12}\.[\w-]+)")


@pytest.fixture
def member(bureau: Office, request, somebody) -> Person:
    """A contributor for Kenya and Egypt who has logged in."""
    made = re.sub(r"[^a-z0-9]+", "-", request.node.name.lower()).strip("-")[-40:].lstrip("-0123456789")
    bureau.accounts.add("@test", made, "contributor", bureau.accounts.scope(areas=["KEN", "EGY"]), password=PASSWORD)
    person = enter(somebody(), made)
    person.name = made
    return person


def enter(person: Person, name: str, password: str = PASSWORD) -> Person:
    data = {"csrf_token": person.token("/en/login"), "name": name, "password": password}
    assert person.client.post("/en/login", data=data).status_code == 303
    person.form_at = "/en/account"
    return person


def change(person: Person, current: str, new: str, again: str | None = None):
    return person.post("/en/account", {"do": "password", "current": current, "new": new, "again": new if again is None else again})


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_says_what_one_may_do(member, lang):
    text, w = member.text(f"/{lang}/account"), Words(lang)
    assert w("accounts.may.contributor") in text
    for area in ("KEN", "EGY"):
        assert member.office.store.catalogue.name("AREA", area, lang) in text
    assert "/upload" in text and f'href="/{lang}/accounts"' not in text
    own = w("facts.named", name=w("accounts.account.title"), value=member.name)
    assert f'<a href="/{lang}/account">{own}</a>' in text.partition("<footer")[2]


def test_a_new_password_ends_all_other_sessions_and_leaves_one_in(bureau, member, somebody):
    other, device = enter(somebody(), member.name), member.client.get_cookie("dashboard_device").value
    answer = change(member, PASSWORD, NEW)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/en/account?done=password")
    assert Words("en")("accounts.done.password") in member.text("/en/account?done=password")
    assert other.get("/en/account").status_code == 303
    assert member.client.get_cookie("dashboard_device").value != device
    assert bureau.accounts.authenticate(member.name, PASSWORD, address="192.0.2.1").account is None
    assert bureau.accounts.authenticate(member.name, NEW, address="192.0.2.1").account


@pytest.mark.parametrize(
    ("current", "new", "again", "said"),
    [
        ("wrong", NEW, NEW, "accounts.password.wrong"),
        (PASSWORD, NEW, NEW + "x", "accounts.password.differ"),
        (PASSWORD, "short", "short", "accounts.error.password.short"),
        (PASSWORD, "password1234", "password1234", "accounts.error.password.common"),
    ],
)
def test_a_password_that_is_not_changed(bureau, member, current, new, again, said):
    answer = change(member, current, new, again)
    assert answer.status_code == 422 and Words("en")(said, shortest=12) in answer.get_data(as_text=True)
    assert member.get("/en/account").status_code == 200
    assert bureau.accounts.authenticate(member.name, PASSWORD, address="192.0.2.2").account


def test_whoever_found_the_browser_open_cannot_guess_the_password_there(member):
    answers = [change(member, f"guess {number}", NEW) for number in range(11)]
    assert [answer.status_code for answer in answers] == [422] * 10 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_a_token_may_send_no_more_than_its_account(bureau, member, somebody):
    def told(person: Person) -> str:
        return person.text("/en/account").partition('id="tokens"')[2].partition("<details")[0]

    w, accounts = Words("en"), bureau.accounts
    accounts.add_token("@test", member.name, "monthly")
    assert w("accounts.scope.everything") not in told(member) and "Kenya" in told(member)
    accounts.add_token("@test", member.name, "yearly", scope=accounts.scope(areas=["KEN"]))
    accounts.grant("@test", member.name, scope=accounts.scope(areas=["UGA"]))
    after = told(enter(somebody(), member.name))
    assert "Uganda" in after and "Kenya" not in after and w("accounts.scope.nothing") in after


def test_a_token_is_shown_once_and_works(bureau, member, somebody):
    answer = member.post("/en/account", {"do": "token", "label": "<i>monthly</i>", "days": "30", "role": "contributor", "areas": "KEN"})
    text = answer.get_data(as_text=True)
    (token,) = SHOWN.findall(text)
    assert answer.status_code == 200 and "&lt;i&gt;monthly" in text and answer.headers["Cache-Control"] == "private, no-store"
    assert token.partition(".")[2] not in member.text("/en/account") and token.partition(".")[0] in member.text("/en/account")
    acting = bureau.accounts.by_token(f"Bearer {token}")
    assert (acting.name, acting.scope.areas) == (member.name, {"KEN"})
    assert somebody().get("/en/upload", headers={"Authorization": f"Bearer {token}"}).status_code == 200
    revoked = member.post("/en/account", {"do": "revoke", "token": token.partition(".")[0]})
    assert revoked.status_code == 303 and bureau.accounts.by_token(f"Bearer {token}") is None


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"role": "publisher"}, "accounts.error.token.role"),
        ({"role": "owner"}, "accounts.error.role.unknown"),
        ({"areas": "KEN, FRA"}, "accounts.error.token.scope"),
        ({"areas": "KENYA"}, "accounts.error.scope.areas"),
        ({"label": " "}, "accounts.error.token.label"),
        ({"days": "1000000000000"}, "accounts.error.token.days"),
        ({"days": "-1"}, "accounts.error.token.days"),
        ({"days": "٣"}, "accounts.error.token.days"),
    ],
)
def test_a_token_that_is_not_made(bureau, member, form, said):
    answer = member.post("/en/account", {"do": "token", "label": "label", "days": "30", "role": "contributor", **form})
    start = Words("en")(said, roles="", areas="", code="KENYA", near="", longest=80, most=366)[:25]
    assert answer.status_code == 422 and start in answer.get_data(as_text=True)
    assert bureau.accounts.tokens(member.name) == []


def test_nobody_revokes_the_tokens_of_others(bureau, member):
    bureau.accounts.add("@test", f"x-{member.name}"[:40].rstrip("-"), password=PASSWORD)
    token, text = bureau.accounts.add_token("@test", f"x-{member.name}"[:40].rstrip("-"), "label")
    for id in (token.id, "nonsense", "", "\x00"):
        assert member.post("/en/account", {"do": "revoke", "token": id}).status_code == 422
    assert bureau.accounts.by_token(f"Bearer {text}")


def test_a_form_that_asks_for_nothing_known_changes_nothing(bureau, member):
    before = bureau.accounts.entries()
    assert member.post("/en/account", {"do": "grant", "role": "administrator"}).status_code == 303
    assert bureau.accounts.entries() == before
