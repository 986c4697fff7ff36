"""Single sign-on against a provider on this machine: who gets in, who doesn't, and that nothing forged or replayed is believed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc.jwk import RSAKey

from dashboard.accounts import Accounts
from dashboard.catalogue import load
from dashboard.errors import SettingsError
from dashboard.i18n import LANGUAGES, Words
from dashboard.storage import Store
from dashboard.web import serve, sso
from dashboard.web.factory import create_app
from tests.web.desk import Office, Person
from tests.web.provider import CLIENT, SECRET, running


@pytest.fixture
def provider(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with running() as provider:
        yield provider


@pytest.fixture
def office(bureau: Office, provider) -> Iterator[Office]:
    """The application over the shared store, with this test's own provider, and an account for its person."""
    office = Office.__new__(Office)
    office.settings = replace(
        bureau.settings, oidc_issuer=provider.issuer, oidc_client_id=CLIENT, oidc_client_secret=SECRET, site="http://localhost"
    )
    office.store = Store(office.settings, load())
    office.accounts = Accounts(office.store)
    office.app = create_app(office.settings, office.store)
    office.name = "by-" + urlsplit(provider.issuer).netloc.rpartition(":")[2]
    if not office.accounts.account(office.name):  # another test's provider may have had the same port
        office.accounts.add("@test", office.name, "publisher", subject=provider.subject)
    office.accounts.disable("@test", office.name, False)
    yield office
    office.store.close()


def leave(person: Person, lang: str = "en", wanted: str = "") -> str:
    """The address at the provider that the link on the login page leads to."""
    answer = person.get(f"/{lang}/login/sso" + (f"?next={wanted}" if wanted else ""))
    assert answer.status_code == 302, answer.headers
    return answer.headers["Location"]


def come_back(person: Person, address: str):
    """What the application answers to the address to which the provider has sent the browser back."""
    parts = urlsplit(address)
    assert (parts.netloc, parts.path) == ("localhost", "/sso")
    return person.get(f"{parts.path}?{parts.query}")


def is_in(person: Person) -> bool:
    return person.get("/en/account").status_code == 200


def test_a_person_of_an_account_gets_in_with_its_rights(office, provider):
    person = Person(office, "")
    assert 'href="/en/login/sso"' in person.text("/en/login")
    answer = come_back(person, provider.authorize(leave(person)))
    assert (answer.status_code, answer.headers["Location"]) == (302, "/en/account") and is_in(person)
    assert office.name in person.text("/en/account") and answer.headers["Cache-Control"] == "private, no-store"
    entry = office.accounts.entries(account=office.name, limit=1)[0]
    assert (entry.action, entry.details) == ("login", {"by": "provider"})


def test_the_provider_is_asked_with_state_nonce_and_a_challenge_and_for_no_more_than_who_it_is(office, provider):
    asked = parse_qs(urlsplit(leave(Person(office, ""))).query)
    assert asked["scope"] == ["openid"] and asked["code_challenge_method"] == ["S256"] and asked["response_type"] == ["code"]
    assert all(len(asked[name][0]) >= 20 for name in ("state", "nonce", "code_challenge"))
    assert asked["redirect_uri"] == ["http://localhost/sso"]


def test_nothing_but_the_hash_of_the_identifier_is_kept(office, provider):
    person = Person(office, "")
    come_back(person, provider.authorize(leave(person)))
    with office.store.register.engine.connect() as connection:
        everything = "".join(connection.connection.iterdump())
    assert provider.subject not in everything and "someone@example.org" not in everything


def test_one_is_sent_on_to_where_one_wanted_to_go_and_nowhere_else(office, provider):
    for wanted, expected in (
        ("/ar/batches", "/ar/batches"),
        ("//evil.example", "/en/account"),
        ("https://evil.example/en/", "/en/account"),
    ):
        person = Person(office, "")
        assert come_back(person, provider.authorize(leave(person, wanted=wanted))).headers["Location"] == expected


@pytest.mark.parametrize("lang", LANGUAGES)
def test_somebody_without_an_account_is_told_what_to_ask_for(office, provider, lang):
    person = Person(office, "")
    provider.subject = "<b>a stranger</b>"
    answer = come_back(person, provider.authorize(leave(person, lang)))
    assert answer.headers["Location"] == f"/{lang}/login?sso=unknown"
    text = person.text(answer.headers["Location"])
    assert Words(lang)("accounts.login.sso.unknown", subject="|").partition("|")[0].rstrip("\u2068") in text
    assert "&lt;b&gt;a stranger&lt;/b&gt;" in text and "<b>a" not in text
    assert not is_in(person)


def test_a_disabled_account_does_not_let_in(office, provider):
    office.accounts.disable("@test", office.name)
    person = Person(office, "")
    assert come_back(person, provider.authorize(leave(person))).headers["Location"] == "/en/login?sso=unknown"
    assert not is_in(person)


FORGED = {
    "another issuer": {"claims": {"iss": "https://evil.example"}},
    "no issuer": {"claims": {"iss": None}},
    "for another client": {"claims": {"aud": "another"}},
    "for another client, by ours": {"claims": {"aud": "another", "azp": CLIENT}},
    "for nobody": {"claims": {"aud": None}},
    "another nonce": {"claims": {"nonce": "another"}},
    "no nonce": {"claims": {"nonce": None}},
    "over": {"claims": {"exp": 1_000_000_000}},
    "without end": {"claims": {"exp": None}},
    "about nobody": {"claims": {"sub": None}},
    "signed by another": {"signing_key": RSAKey.generate_key(2048, {"kid": "one"})},
    "not signed": {"algorithm": "none"},
    "signed with the public key as a secret": {"algorithm": "HS256"},
    "no identity": {"token": {"id_token": None}},
    "an empty identity": {"token": {"id_token": 0}},
    "no token": {"token": {"id_token": "x.y.z"}},
    "a provider of another name": {"metadata": {"issuer": "https://evil.example"}},
}


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED)
def test_what_is_forged_is_not_believed(office, provider, forged):
    person = Person(office, "")
    for name, value in forged.items():
        setattr(provider, name, value)
    answer = person.get("/en/login/sso")
    if answer.headers["Location"].startswith("http"):
        answer = come_back(person, provider.authorize(answer.headers["Location"]))
    assert (answer.status_code, answer.headers["Location"]) == (302, "/en/login?sso=failed")
    assert not is_in(person)
    assert Words("en")("accounts.login.sso.failed") in person.text("/en/login?sso=failed")


def test_a_way_back_that_this_browser_did_not_begin_is_not_taken(office, provider):
    """Else somebody could be logged in to an account of an attacker, or an attacker use a code that was caught."""
    thief, victim = Person(office, ""), Person(office, "")
    way_back = provider.authorize(leave(thief))
    leave(victim)
    assert come_back(victim, way_back).headers["Location"] == "/en/login?sso=failed" and not is_in(victim)
    assert victim.get("/sso").headers["Location"] == "/en/login?sso=failed"
    assert victim.get("/sso?error=access_denied&error_description=<script>&state=x").headers["Location"] == "/en/login?sso=failed"


def test_a_way_back_is_taken_once(office, provider):
    person = Person(office, "")
    way_back = provider.authorize(leave(person))
    come_back(person, way_back)
    person.client.post("/en/logout", data={"csrf_token": person.token("/en/account")})
    assert come_back(person, way_back).headers["Location"] == "/en/login?sso=failed" and not is_in(person)


def test_a_caught_code_is_of_no_use_without_the_verifier(office, provider):
    person = Person(office, "")
    way_back = provider.authorize(leave(person))
    provider.codes[parse_qs(urlsplit(way_back).query)["code"][0]]["code_challenge"] = "of another browser"
    assert come_back(person, way_back).headers["Location"] == "/en/login?sso=failed"


def test_a_provider_that_is_out_of_order_leaves_the_password(office, provider):
    provider.broken = True
    person = Person(office, "")
    assert person.get("/fr/login/sso").headers["Location"] == "/fr/login?sso=failed"
    assert person.get("/fr/login?sso=failed").status_code == 200
    provider.broken = False
    assert come_back(person, provider.authorize(leave(person))).headers["Location"] == "/en/account"


def test_many_attempts_that_nobody_came_back_from_do_not_swell_the_cookie(office):
    person = Person(office, "")
    for _ in range(10):
        leave(person)
    assert len(person.client.get_cookie("dashboard_form").value) < 2000


@pytest.mark.parametrize("path", ["/sso", "/en/login/sso"])
def test_only_links_lead_there(office, path):
    assert Person(office, "").client.post(path).status_code == 405


def test_without_its_libraries_the_start_says_what_to_install(monkeypatch, bureau, provider):
    monkeypatch.setitem(sys.modules, "authlib.integrations.flask_client", None)
    settings = replace(bureau.settings, oidc_issuer=provider.issuer, oidc_client_id=CLIENT, oidc_client_secret=SECRET, port=1)
    monkeypatch.setattr(serve, "listening_address", lambda settings: "127.0.0.1")
    for start in (sso.require_libraries, lambda: serve.serve(settings), lambda: create_app(settings, bureau.store)):
        with pytest.raises(SettingsError, match="pip install authlib requests"):
            start()
