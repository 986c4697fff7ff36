"""The pages for administrators: accounts with their rights, and the log of what was done, for them alone."""

from __future__ import annotations

import ast
import csv
import io
import re

import pytest

from dashboard.config import ROOT
from dashboard.domain.rights import ROLES, Scope
from dashboard.i18n import LANGUAGES, Words
from tests.web.desk import PASSWORD, Office, Person


@pytest.fixture
def name(bureau: Office, request) -> str:
    made = re.sub(r"[^a-z0-9]+", "-", request.node.name.lower()).strip("-")[-40:].lstrip("-0123456789")
    bureau.accounts.add("@test", made, "contributor", bureau.accounts.scope(areas=["KEN"]), password=PASSWORD)
    return made


@pytest.mark.parametrize("role", ROLES)
def test_only_administrators_see_them(bureau, role, name):
    person, able = bureau.person(f"sees-as-{role}", role), role == "administrator"
    for path in ("/en/accounts", f"/en/accounts/{name}", "/en/accounts?format=csv&table=audit"):
        assert person.get(path).status_code == (200 if able else 403), path
    assert person.post(f"/en/accounts/{name}", {"do": "disable"}).status_code == (303 if able else 403)
    assert bureau.accounts.record(name).disabled == able


def test_strangers_are_asked_to_log_in(somebody):
    assert somebody().get("/en/accounts?action=login").headers["Location"] == "/en/login?next=%2Fen%2Faccounts%3Faction%3Dlogin"


@pytest.fixture
def boss(bureau: Office, request) -> Person:
    """An administrator of this test's own."""
    made = "boss-" + re.sub(r"[^a-z0-9]+", "-", request.node.name.lower()).strip("-")[-30:].strip("-")
    person = bureau.person(made, "administrator")
    person.name = made
    return person


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_list_has_every_account_with_its_rights(boss, name, lang):
    text, w = boss.text(f"/{lang}/accounts"), Words(lang)
    row = next(part for part in text.split("<tr>") if f'href="/{lang}/accounts/{name}"' in part)
    assert w("accounts.role.contributor") in row and boss.office.store.catalogue.name("AREA", "KEN", lang) in row
    assert w("accounts.state.active") in row


def test_rights_are_given_and_the_log_says_by_whom(bureau, boss, name):
    answer = boss.post(f"/en/accounts/{name}", {"do": "grant", "role": "publisher", "areas": "EGY، FRA", "datasets": "indicator"})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/en/accounts/{name}")
    account = bureau.accounts.account(name)
    assert (account.role, account.scope) == ("publisher", Scope(frozenset({"indicator"}), areas=frozenset({"EGY", "FRA"})))
    assert bureau.accounts.entries(object=name)[0].account == boss.name
    page = boss.text(f"/en/accounts/{name}")
    assert 'value="EGY, FRA"' in page and re.search(r'<option selected value="publisher">|<option value="publisher" selected>', page)


def test_rights_that_cannot_be_are_named_and_what_was_written_stays(bureau, boss, name):
    answer = boss.post(f"/en/accounts/{name}", {"do": "grant", "role": "publisher", "areas": "KENYA"})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "There is no country or area KENYA" in text and 'value="KENYA"' in text
    assert boss.post(f"/en/accounts/{name}", {"do": "grant", "role": "owner"}).status_code == 422
    assert bureau.accounts.account(name).role == "contributor"


def test_an_account_is_disabled_and_enabled(bureau, boss, name):
    boss.post(f"/en/accounts/{name}", {"do": "disable"})
    assert bureau.accounts.record(name).disabled and "Enable this account again" in boss.text(f"/en/accounts/{name}")
    boss.post(f"/en/accounts/{name}", {"do": "enable"})
    assert not bureau.accounts.record(name).disabled


def test_the_token_of_an_account_is_revoked_from_there_and_no_other(bureau, boss, name):
    token, text = bureau.accounts.add_token(name, name, "label")
    other, kept = bureau.accounts.add_token("@test", boss.name, "label")
    assert boss.post(f"/en/accounts/{name}", {"do": "revoke", "token": other.id}).status_code == 422
    assert boss.post(f"/en/accounts/{name}", {"do": "revoke", "token": token.id}).status_code == 303
    assert bureau.accounts.by_token(f"Bearer {text}") is None and bureau.accounts.by_token(f"Bearer {kept}")


@pytest.mark.parametrize("form", [{"do": "disable"}, {"do": "grant", "role": "viewer"}])
def test_nobody_changes_their_own_rights(bureau, boss, form):
    answer = boss.post(f"/en/accounts/{boss.name}", form)
    assert answer.status_code == 422 and Words("en")("accounts.error.self") in answer.get_data(as_text=True)
    assert bureau.accounts.account(boss.name).role == "administrator" and boss.get("/en/accounts").status_code == 200


@pytest.mark.parametrize("path", ["nobody", "%00", "..%2f", "x" * 300])
def test_an_account_that_is_not_there(boss, path):
    answer = boss.get(f"/en/accounts/{path}")
    assert answer.status_code in (404, 414)


# --- the log -----------------------------------------------------------------------------------------------------------------------------


def entries_of(answer) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff"))))


def test_the_log_is_filtered_and_saved(bureau, boss, name):
    bureau.accounts.audit(name, "test.filter", "=cmd|' /C calc'!A0", number=1)
    bureau.accounts.audit(name, "test.other", "<script>alert(1)</script>")
    everything = boss.get(f"/en/accounts?by={name}&format=csv&table=audit")
    assert everything.headers["Content-Disposition"] == 'attachment; filename="accounts-audit.csv"'
    assert [row["action"] for row in entries_of(everything)] == ["test.other", "test.filter"]
    (row,) = entries_of(boss.get(f"/en/accounts?by={name}&action=test.filter&format=csv&table=audit"))
    assert (row["object"], row["details"]) == ("'=cmd|' /C calc'!A0", '{"number": 1}')
    page = boss.text(f"/en/accounts?by={name}")
    assert "test.filter" in page and "<script>alert" not in page and "&lt;script&gt;" in page
    assert [row["object"] for row in entries_of(boss.get(f"/en/accounts?object={name}&format=csv&table=audit"))] == [name]


def test_the_log_goes_on_where_the_page_ends(bureau, boss, monkeypatch):
    monkeypatch.setattr("dashboard.web.pages.accounts.SHOWN_ENTRIES", 2)
    for number in range(3):
        bureau.accounts.audit(boss.name, "test.pages", str(number))
    first = boss.text(f"/en/accounts?by={boss.name}&action=test.pages")
    older = re.search(r'href="([^"]*before=\d+[^"]*)#audit"', first)[1].replace("&amp;", "&")
    rest = boss.text(older)
    assert (
        first.count(">test.pages<") > rest.count(">test.pages<")
        and "before=" not in rest.partition('id="audit"')[2].partition("</table>")[2].partition("Older")[2]
    )
    assert [row["object"] for row in entries_of(boss.get(f"{older}&format=csv&table=audit"))] == ["0"]


@pytest.mark.parametrize("query", ["action=nonsense", "before=x", "before=-1", "before=" + "9" * 20, "nonsense=1"])
def test_what_the_log_cannot_be_asked(boss, query):
    assert boss.get(f"/en/accounts?{query}").status_code == 400


ROOMS = {"account", "batch", "checklist", "profile", "token", "version"}
ACTION = rf"({'|'.join(sorted(ROOMS | {'login', 'logout'}))})(\.[a-z]+)?"


def recorded() -> tuple[set[str], set[str]]:
    """Every action that the code can write into the log, and every name of a detail, as they stand in it."""
    actions, details = set(), {"role", "scope"}  # these two are put in as a whole, `**limits`
    for path in (ROOT / "dashboard").rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            name = getattr(call.func, "attr", getattr(call.func, "id", "")) if isinstance(call, ast.Call) else ""
            if name in ("audit", "_note", "change", "Act") and call.args:
                strings = (node.value for node in ast.walk(call) if isinstance(node, ast.Constant) and isinstance(node.value, str))
                found = [text for text in strings if re.fullmatch(ACTION, text)]
                actions |= {text for text in found if "." in text or name != "_note"} - ROOMS
                details |= {keyword.arg for keyword in call.keywords if keyword.arg and found and name != "Act"}
                said = call.args[:2] if name == "Act" else call.args  # what follows is for the job
                keys = [key for node in said if isinstance(node, ast.Dict) and found for key in node.keys]
                details |= {key.value for key in keys if isinstance(key, ast.Constant)}
    return actions, details


def test_every_action_that_can_be_written_has_words_and_so_have_its_details():
    actions, details = recorded()
    assert {"account.grant", "account.enable", "batch.map", "profile.save", "login.blocked", "logout", "version.rebuild"} <= actions
    assert {"note", "warnings", "was", "by", "version", "days", "replaces"} <= details
    for lang in LANGUAGES:
        w = Words(lang)
        assert [action for action in actions if not w.has(f"accounts.action.{action}")] == []
        assert [detail for detail in details if not w.has(f"accounts.detail.{detail}")] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_details_are_told_in_words(bureau, boss, name, lang):
    bureau.accounts.grant(boss.name, name, "publisher", bureau.accounts.scope(areas=["EGY"]))
    bureau.accounts.audit(name, "batch.map", "20260101-000000-aaaaaa", dataset="indicator")
    bureau.accounts.audit(name, "batch.publish", "20260101-000000-aaaaaa", note="<b>bold</b>", warnings=2)
    w, catalogue = Words(lang), bureau.store.catalogue
    page = boss.text(f"/{lang}/accounts?object={name}").partition('id="table-audit"')[2]
    for word in (
        w("accounts.detail.was"),
        w("accounts.role.contributor"),
        w("accounts.role.publisher"),
        *(catalogue.name("AREA", code, lang) for code in ("KEN", "EGY")),
    ):
        assert word in page
    assert "{" not in re.sub("<[^>]*>", "", page.partition("</table>")[0])
    page = boss.text(f"/{lang}/accounts?by={name}").partition('id="table-audit"')[2]
    assert catalogue.datasets["indicator"].names[lang] in page and "<bdi>&lt;b&gt;bold&lt;/b&gt;</bdi>" in page
    assert w("accounts.action.batch.map") in page and f'href="/{lang}/batches/20260101-000000-aaaaaa"' in page
