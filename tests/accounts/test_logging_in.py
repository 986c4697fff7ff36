"""Logging in: right and wrong, the same answer for the same work, and guessing that is held up without holding up the owner."""

from __future__ import annotations

from datetime import timedelta

import argon2
import pytest

from dashboard.accounts import Attempt
from dashboard.accounts.accounts import DEVICE_LIFETIME
from dashboard.accounts.passwords import Passwords
from dashboard.accounts.throttle import LIMITS, WINDOW, network
from dashboard.errors import AccountError
from tests.accounts.conftest import PASSWORD, rows

HERE, THERE = "192.0.2.7", "198.51.100.9"


@pytest.fixture
def tried(monkeypatch) -> list[str]:
    """The hashes against which passwords were tried."""
    tried: list[str] = []
    real = argon2.PasswordHasher.verify

    def verify(self, against, password):
        tried.append(against)
        return real(self, against, password)

    monkeypatch.setattr(argon2.PasswordHasher, "verify", verify)
    return tried


@pytest.fixture
def quick(monkeypatch) -> None:
    """Trying a password costs nothing, where only the counting matters."""
    monkeypatch.setattr(Passwords, "fits", lambda self, kept, password: bool(kept) and password == PASSWORD)
    monkeypatch.setattr(Passwords, "is_outdated", lambda self, kept: False)


def test_the_right_password_lets_in_with_the_rights_of_the_account(accounts, focal):
    attempt = accounts.authenticate(f"  {focal.upper()} ", PASSWORD, "", HERE, "fr")
    assert (attempt.account.name, attempt.account.role, attempt.account.scope.areas) == (focal, "contributor", {"KEN"})
    assert attempt.account.language == accounts.account(focal).language == "fr"
    assert attempt.device and attempt.wait == 0
    assert accounts.record(focal).login_at is not None


def test_unknown_disabled_wrong_and_without_password_are_answered_alike_for_the_same_work(accounts, focal, tried, settings):
    accounts.add("test", "off", password=PASSWORD)
    accounts.disable("test", "off")
    object.__setattr__(settings, "oidc_issuer", "https://id.example.org")
    accounts.add("test", "by-provider", subject="1234")
    kinds = (
        ("nobody", PASSWORD),
        ("off", PASSWORD),
        (focal, "wrong"),
        ("by-provider", PASSWORD),
        ("", ""),
        ("a" * 10_000, "x"),
        ("\x00", "\x00"),
        ("\ud800", "x"),
    )
    assert {accounts.authenticate(name, password, "", HERE) for name, password in kinds} == {Attempt()}
    assert len(tried) == len(kinds)
    assert all(argon2.extract_parameters(one) == argon2.profiles.RFC_9106_LOW_MEMORY for one in tried)


def test_a_hash_of_old_parameters_is_made_anew_at_the_next_login(accounts, focal, store):
    old = argon2.PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)
    with store.accounts.change("test", "test", focal, {}) as change:
        change.alter_account(focal, password=old)
    assert accounts.authenticate(focal, "wrong", "", HERE).account is None
    assert rows(store, "account")[0]["password"] == old
    assert accounts.authenticate(focal, PASSWORD, "", HERE).account
    kept = rows(store, "account")[0]["password"]
    assert argon2.extract_parameters(kept) == argon2.profiles.RFC_9106_LOW_MEMORY
    assert accounts.authenticate(focal, PASSWORD, "", HERE).account


def guess(accounts, name, times, device="", address=HERE):
    """Guess wrongly so many times; what came of each."""
    return [accounts.authenticate(name, "wrong", device, address) for _ in range(times)]


def test_strangers_who_guess_are_held_up_and_the_owner_is_not(accounts, focal, clock, quick):
    device = accounts.authenticate(focal, PASSWORD, "", HERE).device
    guesses = guess(accounts, focal, LIMITS["account"] + 3, address=THERE)
    assert [bool(one.wait) for one in guesses] == [False] * LIMITS["account"] + [True] * 3
    assert 0 < guesses[-1].wait <= WINDOW.total_seconds()
    stranger = accounts.authenticate(focal, PASSWORD, "", HERE)
    assert stranger.account is None and stranger.wait
    owner = accounts.authenticate(focal, PASSWORD, device, HERE)
    assert owner.account and owner.device not in ("", device)
    clock.ahead = WINDOW + timedelta(seconds=1)
    assert accounts.authenticate(focal, PASSWORD, "", HERE).account


def test_a_device_is_trusted_for_its_own_account_alone_and_not_without_end(accounts, focal, clock, quick):
    accounts.add("test", "other", password=PASSWORD)
    device = accounts.authenticate("other", PASSWORD, "", HERE).device
    guess(accounts, focal, LIMITS["account"])
    assert accounts.authenticate(focal, PASSWORD, device, HERE).wait
    guess(accounts, "other", LIMITS["account"])
    assert accounts.authenticate("other", PASSWORD, "made up", HERE).wait
    clock.ahead = DEVICE_LIFETIME
    guess(accounts, "other", LIMITS["account"])
    assert accounts.authenticate("other", PASSWORD, device, HERE).wait


def test_a_stolen_device_can_guess_no_more_than_others(accounts, focal, quick):
    device = accounts.authenticate(focal, PASSWORD, "", HERE).device
    guesses = guess(accounts, focal, LIMITS["device"] + 1, device)
    assert not guesses[-2].wait and guesses[-1].wait
    assert accounts.authenticate(focal, PASSWORD, device, HERE).wait


def test_one_address_cannot_guess_at_many_accounts(accounts, quick):
    for number in range(LIMITS["address"]):
        assert not accounts.authenticate(f"name{number}", "wrong", "", HERE).wait
    assert accounts.authenticate("another", "wrong", "", HERE).wait
    assert not accounts.authenticate("another", "wrong", "", THERE).wait


def test_who_logs_in_rightly_uses_up_nothing(accounts, focal, quick):
    for _ in range(2 * LIMITS["account"]):
        assert accounts.authenticate(focal, PASSWORD, "", HERE).account


def test_names_that_are_not_there_are_held_up_as_if_they_were(accounts, focal, quick):
    waits = [[one.wait > 0 for one in guess(accounts, name, LIMITS["account"] + 1, address=THERE)] for name in (focal, "nobody")]
    assert waits[0] == waits[1]


def test_neither_names_that_were_tried_nor_addresses_are_kept(accounts, focal, store, quick):
    accounts.authenticate("secret typed as a name", "wrong", "", HERE)
    guess(accounts, "typed-as-name", LIMITS["account"] + 2)
    everything = str([rows(store, table) for table in ("attempt", "audit", "device", "session")])
    assert HERE not in everything and "typed" not in everything


def test_that_guessing_began_is_written_down_once(accounts, focal, quick):
    guess(accounts, focal, LIMITS["account"] + 5)
    (entry,) = accounts.entries(action="login.blocked")
    assert (entry.account, entry.object, entry.details) == ("", focal, {"by": "account"})


def test_what_is_over_is_removed(accounts, focal, store, clock, quick):
    guess(accounts, "nobody", 2)
    accounts.authenticate(focal, PASSWORD, "", HERE)
    accounts.keep_session("id", focal, {})
    clock.ahead = DEVICE_LIFETIME + timedelta(days=1)
    accounts._purged = 0.0
    accounts.authenticate(focal, PASSWORD, "", HERE)
    assert [len(rows(store, table)) for table in ("session", "device")] == [0, 1]
    assert {row["count"] for row in rows(store, "attempt")} <= {0}


@pytest.mark.parametrize(
    ("address", "stands_for"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
        ("", ""),
        ("unix:", "unix:"),
    ],
)
def test_an_address_stands_for_one_subscriber(address, stands_for):
    assert network(address) == stands_for


def test_changing_the_password_needs_the_one_there_is(accounts, focal):
    assert accounts.change_password(focal, "wrong", "another set of words") == Attempt()
    with pytest.raises(AccountError, match=r"password\.short"):
        accounts.change_password(focal, PASSWORD, "short")
    assert accounts.authenticate(focal, PASSWORD, "", HERE).account
    changed = accounts.change_password(focal, PASSWORD, "another set of words", "", HERE)
    assert changed.account and changed.device
    assert accounts.authenticate(focal, PASSWORD, "", HERE).account is None
    assert accounts.authenticate(focal, "another set of words", changed.device, HERE).account


def test_a_provider_vouches_for_those_alone_for_whom_there_is_an_account(accounts, settings, store):
    with pytest.raises(AccountError, match=r"subject\.issuer"):
        accounts.add("test", "by-provider", subject="1234")
    object.__setattr__(settings, "oidc_issuer", "https://id.example.org")
    accounts.add("test", "by-provider", "publisher", subject="1234")
    with pytest.raises(AccountError, match=r"subject\.taken"):
        accounts.add("test", "twin", subject="1234")
    assert accounts.admit("1234", "ar").account.name == "by-provider"
    assert accounts.admit("12345") == Attempt()
    assert "1234" not in str(rows(store, "account"))
    object.__setattr__(settings, "oidc_issuer", "https://other.example.org")
    assert accounts.admit("1234") == Attempt()
    object.__setattr__(settings, "oidc_issuer", "https://id.example.org")
    accounts.disable("test", "by-provider")
    assert accounts.admit("1234") == Attempt()
