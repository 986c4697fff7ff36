"""Accounts: names, rights and scopes; what ends sessions; API tokens; and that every change is in the log."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dashboard.accounts import COMMAND_LINE, Account
from dashboard.accounts.accounts import IDLE, LIFETIME, SEEN_EVERY, check_name
from dashboard.domain.rights import Scope
from dashboard.errors import AccountError
from tests.accounts.conftest import PASSWORD, rows


def code_of(call, *arguments, **options) -> str:
    """The code of the error that a call raises."""
    with pytest.raises(AccountError) as raised:
        call(*arguments, **options)
    return raised.value.code


@pytest.mark.parametrize("name", ["ken", "focal-point-ken", "itu.statistics", "a1_b2-c3", "x" * 40])
def test_a_name_is_an_identifier(name):
    check_name(name)


@pytest.mark.parametrize(
    "name", ["", "ab", "Ken", "1ken", "-ken", "ken-", "a--b", "ken point", "x" * 41, "кен", "ken\n", COMMAND_LINE[1:] + "/"]
)
def test_what_is_no_identifier_is_no_name(name):
    assert code_of(check_name, name) == "name.form"


@pytest.mark.parametrize("name", ["someone@example.org", COMMAND_LINE])
def test_no_account_is_called_by_an_address_or_like_the_command_line(name):
    assert code_of(check_name, name) == "name.address"


def test_an_account_has_what_it_was_given(accounts, focal):
    assert accounts.account(focal) == Account(focal, "contributor", Scope(areas=frozenset({"KEN"})), "en")
    assert accounts.account("nobody") is None
    record = accounts.record(focal)
    assert (record.disabled, record.by_password, record.by_provider, record.login_at) == (False, True, False, None)


def test_what_cannot_be_an_account(accounts, focal, store):
    assert code_of(accounts.add, "test", focal, password=PASSWORD) == "name.taken"
    assert code_of(accounts.check_free, focal) == "name.taken"
    assert code_of(accounts.add, "test", "other", "owner", password=PASSWORD) == "role.unknown"
    assert code_of(accounts.add, "test", "other") == "login.none"
    assert code_of(accounts.add, "test", "other", password="short") == "password.short"
    assert [row["name"] for row in rows(store, "account")] == [focal]
    assert [entry.action for entry in accounts.entries()] == ["account.add"]


@pytest.mark.parametrize(
    ("call", "arguments"), [("grant", ("viewer",)), ("disable", ()), ("set_password", (PASSWORD,)), ("add_token", ("label",))]
)
def test_nothing_is_done_to_an_account_that_is_not_there(accounts, call, arguments):
    assert code_of(getattr(accounts, call), "test", "nobody", *arguments) == "name.unknown"
    assert accounts.entries() == []


def test_a_scope_is_made_of_codes_that_exist(accounts):
    assert accounts.scope(["indicator"], ["ITU"], ["KEN", "EGY"]) == Scope(
        frozenset({"indicator"}), frozenset({"ITU"}), frozenset({"KEN", "EGY"})
    )
    assert accounts.scope().whole
    with pytest.raises(AccountError) as raised:
        accounts.scope(areas=["ken"])
    assert raised.value.code == "scope.areas" and "KEN" in raised.value.params["near"]
    assert code_of(accounts.scope, datasets=["indicators"]) == "scope.datasets"
    assert code_of(accounts.scope, entities=["ITO" * 100]) == "scope.entities"


def begin(accounts, name):
    """The id of a session of an account."""
    accounts.keep_session(f"session of {name}", name, {"seen": "this"})
    assert accounts.session(f"session of {name}") == (accounts.account(name), {"seen": "this"})
    return f"session of {name}"


@pytest.mark.parametrize(
    "change",
    [
        lambda accounts, name: accounts.disable("test", name),
        lambda accounts, name: accounts.set_password("test", name, "another set of words"),
        lambda accounts, name: accounts.grant("test", name, "viewer"),
        lambda accounts, name: accounts.grant("test", name, scope=Scope()),
        lambda accounts, name: accounts.end_session(f"session of {name}"),
    ],
    ids=["disabled", "password", "role", "scope", "ended"],
)
def test_what_ends_a_session(accounts, focal, change):
    accounts.add("test", "other", password=PASSWORD)
    session, other = begin(accounts, focal), begin(accounts, "other")
    change(accounts, focal)
    assert accounts.session(session) is None
    assert accounts.session(other) is not None


def test_the_same_rights_again_change_nothing(accounts, focal):
    session, entries = begin(accounts, focal), accounts.entries()
    accounts.grant("test", focal, "contributor", accounts.account(focal).scope)
    assert accounts.session(session) is not None and accounts.entries() == entries


def test_a_session_ends_unused_and_at_last_however_much_it_is_used(accounts, focal, clock):
    session = begin(accounts, focal)
    clock.ahead = IDLE - timedelta(seconds=1)
    assert accounts.session(session)
    clock.ahead = IDLE + IDLE / 2
    assert accounts.session(session), "using it made it last"
    while clock.ahead < LIFETIME:
        assert accounts.session(session)
        accounts.keep_session(session, focal, {"more": "data"})
        clock.ahead += IDLE / 2
    assert accounts.session(session) is None
    accounts.keep_session("another", focal, {})
    assert accounts.session("another")
    clock.ahead += IDLE
    assert accounts.session("another") is None


def test_that_a_session_is_used_is_not_written_with_every_request(accounts, focal, store, clock):
    session = begin(accounts, focal)
    before = rows(store, "session")
    clock.ahead = SEEN_EVERY / 2
    accounts.session(session)
    assert rows(store, "session") == before
    clock.ahead = SEEN_EVERY
    accounts.session(session)
    assert rows(store, "session") != before


def test_the_register_does_not_hold_what_would_let_its_reader_in(accounts, focal, store):
    session = begin(accounts, focal)
    device = accounts.authenticate(focal, PASSWORD).device
    _, text = accounts.add_token("test", focal, "label")
    everything = str([rows(store, table) for table in ("account", "session", "token", "device", "audit")])
    for secret in (session, device, text, text.partition(".")[2], PASSWORD):
        assert secret not in everything


# --- tokens ------------------------------------------------------------------------------------------------------------------------------


def test_a_token_acts_for_its_account(accounts, focal, clock):
    token, text = accounts.add_token(focal, focal, " monthly  upload ")
    assert (token.label, token.role, token.state) == ("monthly upload", "contributor", "valid")
    account = accounts.by_token(f"Bearer {text}")
    assert (account.name, account.role, account.scope, account.token) == (focal, "contributor", Scope(areas=frozenset({"KEN"})), token.id)
    assert accounts.by_token(f"bearer  {text} ") == account
    assert accounts.tokens(focal)[0].used_at is not None


def test_what_is_no_token(accounts, focal):
    token, text = accounts.add_token(focal, focal, "label")
    _, other = accounts.add_token(focal, focal, "other")
    secret = text.partition(".")[2]
    mixed = f"{token.id}.{other.partition('.')[2]}"
    for header in (
        "", "Bearer", "Bearer ", text, f"Basic {text}", f"Bearer {token.id}", f"Bearer {token.id}.", f"Bearer .{secret}",
        f"Bearer {secret}", f"Bearer \x00.{secret}", "Bearer \ud800.x",
        f"Bearer {text}x", f"Bearer {mixed}", f"Bearer {token.id}.\udcff", f"Bearer x{text}", f"Bearer {text.upper()}",
    ):  # fmt: skip
        assert accounts.by_token(header) is None, header


def test_a_token_can_do_less_than_its_account_and_never_more(accounts):
    accounts.add("test", "desk", "publisher", accounts.scope(areas=["KEN", "EGY"]), password=PASSWORD)
    _, text = accounts.add_token("desk", "desk", "narrow", role="contributor", scope=accounts.scope(["indicator"], areas=["KEN"]))
    narrow = accounts.by_token(f"Bearer {text}")
    assert (narrow.role, narrow.scope) == ("contributor", Scope(frozenset({"indicator"}), areas=frozenset({"KEN"})))
    assert code_of(accounts.add_token, "desk", "desk", "more", role="administrator") == "token.role"
    assert code_of(accounts.add_token, "desk", "desk", "more", role="owner") == "role.unknown"
    for scope in (accounts.scope(areas=["KEN", "FRA"]), accounts.scope(areas=["FRA"]), accounts.scope(["indicator"])):
        assert code_of(accounts.add_token, "desk", "desk", "more", scope=scope) == "token.scope"


def test_a_token_follows_its_account_where_that_loses_rights(accounts):
    accounts.add("test", "desk", "publisher", password=PASSWORD)
    _, text = accounts.add_token("desk", "desk", "label", scope=accounts.scope(areas=["KEN", "EGY"]))
    accounts.grant("test", "desk", "contributor", accounts.scope(areas=["EGY", "FRA"]))
    now = accounts.by_token(f"Bearer {text}")
    assert (now.role, now.scope.areas) == ("contributor", {"EGY"})
    accounts.grant("test", "desk", scope=accounts.scope(areas=["FRA"]))
    nothing = accounts.by_token(f"Bearer {text}")
    assert nothing.role == "viewer", "nothing in common is not everything"
    accounts.grant("test", "desk", "administrator", Scope())
    assert accounts.by_token(f"Bearer {text}").role == "publisher", "a token does not grow with its account"


def test_a_token_ends_with_its_time_its_account_or_when_it_is_revoked(accounts, focal, clock):
    token, text = accounts.add_token(focal, focal, "label", days=1)
    accounts.disable("test", focal)
    assert accounts.by_token(f"Bearer {text}") is None
    accounts.disable("test", focal, False)
    assert accounts.by_token(f"Bearer {text}")
    clock.ahead = timedelta(days=1)
    assert accounts.by_token(f"Bearer {text}") is None and accounts.tokens(focal)[0].state == "expired"
    clock.ahead = timedelta()
    accounts.revoke_token(focal, token.id)
    assert accounts.by_token(f"Bearer {text}") is None and accounts.tokens(focal)[0].state == "revoked"
    assert code_of(accounts.revoke_token, focal, token.id) == "token.unknown"


def test_nobody_revokes_the_token_of_another_as_their_own(accounts, focal):
    accounts.add("test", "other", password=PASSWORD)
    token, text = accounts.add_token(focal, focal, "label")
    assert code_of(accounts.revoke_token, "other", token.id, of="other") == "token.unknown"
    assert accounts.by_token(f"Bearer {text}")


@pytest.mark.parametrize(
    ("label", "days", "code"), [("", 1, "token.label"), (" \t", 1, "token.label"), ("x" * 81, 1, "token.label"),
     ("a\x00b", 1, "token.label"),
     ("\u202eevil", 1, "token.label"), ("label", 0, "token.days"), ("label", 367, "token.days")]
)  # fmt: skip
def test_a_token_needs_a_label_and_an_end(accounts, focal, label, days, code):
    assert code_of(accounts.add_token, focal, focal, label, days=days) == code


# --- the log -----------------------------------------------------------------------------------------------------------------------------


def test_every_change_is_in_the_log(accounts, focal):
    token, _ = accounts.add_token("desk", focal, "label")
    accounts.revoke_token("desk", token.id)
    accounts.grant("admin", focal, "publisher")
    accounts.disable("admin", focal)
    accounts.disable("admin", focal, False)
    accounts.set_password(COMMAND_LINE, focal, "another set of words")
    accounts.authenticate(focal, "another set of words")
    accounts.audit(focal, "batch.publish", "20260101-000000-abc", version=7)
    log = [(entry.account, entry.action, entry.object) for entry in accounts.entries()]
    assert log == [
        (focal, "batch.publish", "20260101-000000-abc"),
        (focal, "login", focal),
        (COMMAND_LINE, "account.password", focal),
        ("admin", "account.enable", focal),
        ("admin", "account.disable", focal),
        ("admin", "account.grant", focal),
        ("desk", "token.revoke", focal),
        ("desk", "token.add", focal),
        ("test", "account.add", focal),
    ]
    granted = accounts.entries(action="account.grant")[0].details
    assert granted == {"role": "publisher", "scope": {"areas": ["KEN"]}, "was": {"role": "contributor", "scope": {"areas": ["KEN"]}}}
    assert accounts.entries(account=focal, action="batch.publish")[0].details == {"version": 7}
    assert accounts.actions() == sorted({action for _, action, _ in log})


def test_the_log_is_read_in_parts(accounts):
    for number in range(5):
        accounts.audit("desk", "test", str(number))
    first = accounts.entries(limit=2)
    rest = accounts.entries(before=first[-1].id)
    assert [entry.object for entry in (*first, *rest)] == ["4", "3", "2", "1", "0"]
    assert [entry.object for entry in accounts.entries(object="3")] == ["3"]
