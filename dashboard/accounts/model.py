"""What an account, an API token, an entry of the audit log and an attempt to log in are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..domain.rights import VIEWER, Scope, at_least
from ..storage.register import now


@dataclass(frozen=True)
class Account:
    """Who acts: by a name that an administrator chose, which names a function and not a person, with the rights that it has now.

    `token` is the id of the API token by which it acts, "" where somebody has logged in; `language` is the one last used to log in.
    """

    name: str
    role: str = VIEWER
    scope: Scope = Scope()
    language: str = "en"
    token: str = ""

    def may(self, role: str) -> bool:
        """Whether it has the rights of a role; raises ValueError where that is none."""
        return at_least(self.role, role)


@dataclass(frozen=True)
class AccountRecord:
    """An account as administrators see it: whether it can log in, how, and when it last did."""

    account: Account
    disabled: bool
    by_password: bool
    by_provider: bool
    created_at: datetime
    login_at: datetime | None


@dataclass(frozen=True)
class Token:
    """An API token without its secret; `role` and `scope` are limits, beside those that its account has."""

    id: str
    account: str
    label: str
    role: str
    scope: Scope
    created_at: datetime
    used_at: datetime | None
    expires_at: datetime
    revoked_at: datetime | None

    @property
    def state(self) -> str:
        """Whether it is valid, revoked or expired by now."""
        if self.revoked_at is not None:
            return "revoked"
        return "valid" if self.expires_at > now() else "expired"


@dataclass(frozen=True)
class Entry:
    """A line of the audit log: when, which account did what to what, and what else there is to know."""

    id: int
    at: datetime
    account: str
    action: str
    object: str
    details: Mapping[str, Any]


@dataclass(frozen=True)
class Attempt:
    """What came of an attempt to log in: the account and a new device cookie; or neither, and seconds to wait if it was one too many."""

    account: Account | None = None
    device: str = ""
    wait: int = 0


def account_of(row: Mapping[str, Any]) -> Account:
    """The account of a row of the register."""
    return Account(row["name"], row["role"], Scope.from_dict(row["scope"]), row["language"])


def record_of(row: Mapping[str, Any]) -> AccountRecord:
    """The whole of a row of the register, without what is secret."""
    by_password, by_provider = bool(row["password"]), row["subject"] is not None
    return AccountRecord(account_of(row), row["disabled"], by_password, by_provider, row["created_at"], row["login_at"])


def token_of(row: Mapping[str, Any]) -> Token:
    """The token of a row of the register."""
    return Token(**{**{name: row[name] for name in Token.__dataclass_fields__}, "scope": Scope.from_dict(row["scope"])})
