"""Passwords: which are good enough, how they are kept (Argon2id), and how one is tried without telling whether there is such an account."""

from __future__ import annotations

import secrets
import unicodedata
from functools import cached_property
from threading import Lock

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from ..errors import AccountError

SHORTEST, LONGEST = 12, 1000
REST = 8  # signs that must be left of a password once the account's own name is taken out
VARIETY = 5
# The commonest of this length, by the lists of leaked passwords; shorter ones are refused for their length.
COMMON = frozenset(
    """administrator administrator1 changeme1234 changemechangeme iloveyou1234 letmein12345 letmeinletmein password1234 password12345
    password123456 passwordpassword qwerty123456 qwertyqwerty qwertyuiop12 qwertyuiop123 qwertyuiopas welcome12345 welcomewelcome
    1q2w3e4r5t6y 123456789012 1234567890123 12345678901234 1234567890qwerty 123456123456 123123123123 123qweasdzxc abcdefghijkl
    correcthorsebatterystaple genderdashboard dashboard1234 p@ssw0rd1234""".split()
)


class Passwords:
    """Keeps and tries passwords. One at a time: each takes 64 MiB and all cores for some ten milliseconds."""

    def __init__(self) -> None:
        self._hasher, self._turn = PasswordHasher(), Lock()

    @cached_property
    def _dummy(self) -> str:
        """A hash that no password has: it is tried where there is none, so that this takes as long."""
        return self._hasher.hash(secrets.token_bytes(32))

    def keep(self, password: str) -> str:
        """The hash under which a password is kept."""
        with self._turn:
            return self._hasher.hash(_alike(password))

    def fits(self, kept: str, password: str) -> bool:
        """Whether a password is the one that is kept; where none is kept ("") that takes as long, and it is not."""
        with self._turn:
            against = kept or self._dummy
            try:
                return self._hasher.verify(against, _alike(password)) and bool(kept)
            except (VerificationError, InvalidHashError):
                return False

    def is_outdated(self, kept: str) -> bool:
        """Whether a hash was made with parameters that are no longer those in use."""
        return self._hasher.check_needs_rehash(kept)


def check_password(password: str, name: str) -> None:
    """Raise AccountError where a new password of the account `name` is too easy to guess."""
    plain = _alike(password).casefold()
    if len(plain) < SHORTEST:
        raise AccountError("password.short", shortest=SHORTEST)
    if len(plain) > LONGEST:
        raise AccountError("password.long", longest=LONGEST)
    if len(plain.replace(name, "")) < REST:
        raise AccountError("password.name")
    if plain in COMMON or len(set(plain)) < VARIETY:
        raise AccountError("password.common")


def _alike(password: str) -> str:
    """The same text however a keyboard composes its letters (NIST SP 800-63B, 3.1.1.2)."""
    return unicodedata.normalize("NFKC", password)
