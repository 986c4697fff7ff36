"""Passwords: which are refused and why, how they are kept, and that trying one takes the same work whether there is an account or not."""

from __future__ import annotations

import argon2
import pytest

from dashboard.accounts.passwords import LONGEST, Passwords, check_password
from dashboard.errors import AccountError


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("elevenchars", "password.short"),
        ("", "password.short"),
        ("x" * (LONGEST + 1), "password.long"),
        ("focal-ken-2026", "password.name"),
        ("FOCAL-KENfocal-ken", "password.name"),
        ("qwertyuiop12", "password.common"),
        ("Password1234", "password.common"),
        ("121212121212", "password.common"),
    ],
)
def test_what_is_easy_to_guess_is_refused(password, code):
    with pytest.raises(AccountError) as refused:
        check_password(password, "focal-ken")
    assert refused.value.code == code


@pytest.mark.parametrize("password", ["twelve chars", "لا أحد يعرف هذه الجملة", "没有别人会说出的七个词语啊", "abcde fghij " * 83])
def test_any_characters_and_a_thousand_of_them_will_do(password):
    assert len(password) <= LONGEST
    check_password(password, "focal-ken")


def test_a_password_is_kept_as_argon2id_with_the_parameters_of_the_library():
    kept = Passwords().keep("a password of words")
    assert kept.startswith("$argon2id$") and "password" not in kept
    assert argon2.extract_parameters(kept) == argon2.profiles.RFC_9106_LOW_MEMORY
    assert Passwords().fits(kept, "a password of words")
    assert not Passwords().fits(kept, "a password of word")


def test_the_same_letters_composed_otherwise_are_the_same_password():
    kept = Passwords().keep("caf\u00e9 au lait, s'il vous pla\u00eet")
    assert Passwords().fits(kept, "cafe\u0301 au lait, s'il vous plai\u0302t")


def test_no_password_fits_where_none_is_kept():
    passwords = Passwords()
    assert not passwords.fits("", "")
    assert not passwords.fits("", "a password of words")
    assert not passwords.fits("no hash at all", "a password of words")


def test_a_hash_with_other_parameters_is_outdated():
    assert Passwords().is_outdated(argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("a password of words"))
    assert not Passwords().is_outdated(Passwords().keep("a password of words"))
