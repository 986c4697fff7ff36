"""Accounts: makes and changes them, tries passwords and tokens, keeps sessions, and writes down every change."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import time
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from difflib import get_close_matches
from typing import Any

from ..domain.rights import ROLES, VIEWER, Scope, at_least, lower
from ..errors import AccountError
from ..storage import AccountRegister, Store, Unchanged
from ..storage.register import now
from .model import Account, AccountRecord, Attempt, Entry, Token, account_of, record_of, token_of
from .passwords import Passwords, check_password
from .throttle import WINDOW, Throttle, network

# By whom the audit log says something was done at the command line: no account can have this name.
COMMAND_LINE = "@command-line"
NAME = re.compile(r"[a-z][a-z0-9]*([._-][a-z0-9]+)*")
NAME_LENGTHS = range(3, 41)
IDLE, LIFETIME = timedelta(hours=2), timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)
DEVICE_LIFETIME = timedelta(days=180)
TOKEN_DAYS, TOKEN_DAYS_MOST = 90, 366
LONGEST_LABEL = 80
PURGE_SECONDS = 600
EVERYTHING = Scope()


class Accounts:
    """All accounts of a store; safe to share between threads. Cheap to make: the register is opened when first needed."""

    def __init__(self, store: Store):
        self._store, self._passwords = store, Passwords()
        self._secret = (store.settings.secret or secrets.token_urlsafe(32)).encode()
        self._purged = 0.0

    def key(self, purpose: str) -> bytes:
        """A key for one purpose, made of the secret of the settings, or of one that lasts as long as this object."""
        return hmac.digest(self._secret, purpose.encode(), "sha256")

    # --- accounts ---------------------------------------------------------------------------------------------------------------------

    def records(self) -> list[AccountRecord]:
        """All accounts by name."""
        return [record_of(row) for row in self._register.accounts()]

    def record(self, name: str) -> AccountRecord:
        """The account of this name as administrators see it; raises AccountError where there is none."""
        row = self._register.account(name)
        if row is None:
            raise AccountError("name.unknown", name=name[:40])
        return record_of(row)

    def account(self, name: str) -> Account | None:
        """The account of this name, whether it is disabled or not."""
        row = self._register.account(name)
        return account_of(row) if row else None

    def require(self, name: str) -> Account:
        """The account of this name; raises AccountError where there is none."""
        return self.record(name).account

    def check_free(self, name: str) -> None:
        """Raise AccountError where a new account cannot have this name."""
        check_name(name)
        if self.account(name):
            raise AccountError("name.taken", name=name)

    def add(
        self,
        by: str,
        name: str,
        role: str = VIEWER,
        scope: Scope = EVERYTHING,
        *,
        password: str = "",
        subject: str = "",
        language: str = "en",
    ) -> None:
        """Make an account that logs in by a password, by single sign-on (`subject`: the claim `sub`), or by both.

        Raises AccountError where the name is taken or cannot be one, where neither is given, or where the password is too easy to guess.
        """
        check_name(name)
        _check_role(role)
        if not (password or subject):
            raise AccountError("login.none")
        if password:
            check_password(password, name)
        hashed = self._subject(subject) if subject else None
        if hashed and self._register.account_of(hashed):
            raise AccountError("subject.taken")
        kept = self._passwords.keep(password) if password else ""
        values = {"role": role, "scope": scope.as_dict(), "language": language, "created_at": now(), "disabled": False}
        with self._register.change(by, "account.add", name, {"role": role, "scope": scope.as_dict()}) as change:
            if not change.add_account(name=name, password=kept, subject=hashed, **values):
                raise AccountError("name.taken", name=name)

    def grant(self, by: str, name: str, role: str | None = None, scope: Scope | None = None) -> None:
        """Give an account another role or scope, or both; its sessions end. Raises AccountError where there is no such account."""
        if role is not None:
            _check_role(role)
        before = self.require(name)
        role, scope = before.role if role is None else role, before.scope if scope is None else scope
        was = {"role": before.role, "scope": before.scope.as_dict()}
        with self._register.change(by, "account.grant", name, {"role": role, "scope": scope.as_dict(), "was": was}) as change:
            if (role, scope) == (before.role, before.scope):
                raise Unchanged
            change.alter_account(name, role=role, scope=scope.as_dict())
            change.end_sessions(name)

    def disable(self, by: str, name: str, disabled: bool = True) -> None:
        """Disable an account, which ends its sessions and stops its tokens, or enable it again; raises AccountError where there is none."""
        self.require(name)
        with self._register.change(by, "account.disable" if disabled else "account.enable", name, {}) as change:
            change.alter_account(name, disabled=disabled)
            change.end_sessions(name)

    def set_password(self, by: str, name: str, password: str) -> None:
        """Give an account another password; its sessions end. Raises AccountError."""
        self.require(name)
        check_password(password, name)
        kept = self._passwords.keep(password)
        with self._register.change(by, "account.password", name, {}) as change:
            change.alter_account(name, password=kept)
            change.end_sessions(name)

    def scope(self, datasets: Iterable[str] = (), entities: Iterable[str] = (), areas: Iterable[str] = ()) -> Scope:
        """A scope of codes that exist; raises AccountError naming the one that doesn't, and the nearest that does."""
        catalogue = self._store.catalogue
        known = {
            "datasets": catalogue.datasets,
            "entities": catalogue.codelists["ENTITY"].items,
            "areas": catalogue.codelists["AREA"].items,
        }
        asked = {"datasets": frozenset(datasets), "entities": frozenset(entities), "areas": frozenset(areas)}
        for kind, codes in asked.items():
            for code in sorted(codes - known[kind].keys()):
                near = get_close_matches(code.casefold(), [one.casefold() for one in known[kind]], n=3, cutoff=0.5)
                meant = [one for one in known[kind] if one.casefold() in near]
                raise AccountError(f"scope.{kind}", code=code[:40], near=", ".join(meant) or "–")
        return Scope(**asked)

    # --- logging in -------------------------------------------------------------------------------------------------------------------

    def authenticate(self, name: str, password: str, device: str = "", address: str = "", language: str = "") -> Attempt:
        """Try a password. `device` is what the device cookie holds, `address` the network address that asks.

        A name that is not there, one that is disabled and a wrong password have the same answer after the same work.
        """
        row, wait = self._try(name.strip().casefold(), password, device, address)
        if row is None:
            return Attempt(wait=wait)
        outdated = self._passwords.is_outdated(row["password"])
        return self._admit(row, "password", language, {"password": self._passwords.keep(password)} if outdated else {})

    def change_password(self, name: str, password: str, new: str, device: str = "", address: str = "", language: str = "") -> Attempt:
        """Give an account another password, for somebody who knows the one it has, and let in anew whoever does: its sessions end.

        Raises AccountError where the new one is too easy to guess.
        """
        row, wait = self._try(name, password, device, address)
        if row is None:
            return Attempt(wait=wait)
        self.set_password(name, name, new)
        return self._admit(row, "password", language, {})

    def _try(self, name: str, password: str, device: str, address: str) -> tuple[Mapping[str, Any] | None, int]:
        """The row of the account if the password is right, and the seconds to wait if this was one attempt too many."""
        subjects = self._subjects(name, device, address)
        throttle = self._throttle
        wait, first = throttle.begin(subjects)
        row = self._register.account(name)
        if wait:
            if first:
                self.audit("", "login.blocked", name if row else "", by=subjects[0][0])
            return None, wait
        if not self._passwords.fits(row["password"] if row else "", password) or row is None or row["disabled"]:
            return None, 0
        throttle.forgive(subjects)
        return row, 0

    def admit(self, subject: str, language: str = "") -> Attempt:
        """Let a person in for whom the provider of single sign-on vouches; no account where nobody has made one for this person."""
        row = self._register.account_of(self._subject(subject))
        return Attempt() if row is None or row["disabled"] else self._admit(row, "provider", language, {})

    def _admit(self, row: Mapping[str, Any], how: str, language: str, changes: Mapping[str, Any]) -> Attempt:
        device, name, moment = secrets.token_urlsafe(32), row["name"], now()
        language = language or row["language"]
        with self._register.change(name, "login", name, {"by": how}) as change:
            change.alter_account(name, login_at=moment, language=language, **changes)
            change.add_device(hashed(device), name, moment + DEVICE_LIFETIME)
        self._purge()
        return Attempt(replace(account_of(row), language=language), device)

    def _subjects(self, name: str, device: str, address: str) -> list[tuple[str, str]]:
        if device and self._register.knows_device(hashed(device), name):
            return [("device", hashed(device))]
        return [("account", name), ("address", network(address))]

    # --- sessions ---------------------------------------------------------------------------------------------------------------------

    def session(self, id: str) -> tuple[Account, dict[str, Any]] | None:
        """The account and the data of a session that is not over; None where it is, or never was."""
        row = self._register.session(hashed(id), IDLE)
        if row is None:
            return None
        if row["seen_at"] <= now() - SEEN_EVERY:
            self._register.see_session(hashed(id))
        return account_of(row), dict(row["data"])

    def keep_session(self, id: str, account: str, data: Mapping[str, Any]) -> None:
        """Keep what belongs to a session; a new one lasts for `LIFETIME`, and for `IDLE` without use."""
        self._register.keep_session(hashed(id), account, data, LIFETIME)

    def end_session(self, id: str) -> None:
        """End a session."""
        self._register.end_session(hashed(id))

    # --- tokens -----------------------------------------------------------------------------------------------------------------------

    def tokens(self, account: str = "") -> list[Token]:
        """The API tokens of an account, or all of them, newest first."""
        return [token_of(row) for row in self._register.tokens(account)]

    def add_token(
        self, by: str, name: str, label: str, *, days: int = TOKEN_DAYS, role: str = "", scope: Scope = EVERYTHING
    ) -> tuple[Token, str]:
        """Make an API token for an account: the token, and the text that is shown once and kept nowhere.

        Its role is at most that of the account, its scope within that of the account; what is not given is as the account's.
        Raises AccountError.
        """
        owner = self.require(name)
        label = " ".join(label.split())
        if not label or len(label) > LONGEST_LABEL or not label.isprintable():
            raise AccountError("token.label", longest=LONGEST_LABEL)
        if not 1 <= days <= TOKEN_DAYS_MOST:
            raise AccountError("token.days", most=TOKEN_DAYS_MOST)
        _check_role(role or owner.role)
        if not at_least(owner.role, role or owner.role):
            raise AccountError("token.role", role=owner.role)
        if not scope.whole and not scope.within(owner.scope):
            raise AccountError("token.scope")
        secret, made = secrets.token_urlsafe(32), now()
        limits = {"role": role or owner.role, "scope": scope.as_dict()}
        token = Token(secrets.token_hex(6), name, label, role or owner.role, scope, made, None, made + timedelta(days=days), None)
        with self._register.change(by, "token.add", name, {"token": token.id, "days": days, **limits}) as change:
            change.add_token(
                id=token.id, account=name, sha256=hashed(secret), label=label, created_at=made, expires_at=token.expires_at, **limits
            )
        return token, f"{token.id}.{secret}"

    def revoke_token(self, by: str, id: str, of: str = "") -> None:
        """Revoke a token, only one of the account `of` where that is given; raises AccountError where there is none that is valid."""
        row = self._register.token(id)
        if row is None or of not in ("", row["account"]):
            raise AccountError("token.unknown", token=id[:40])
        with self._register.change(by, "token.revoke", row["account"], {"token": id}) as change:
            if not change.revoke_token(id):
                raise AccountError("token.unknown", token=id)

    def by_token(self, header: str) -> Account | None:
        """The account that a header `Authorization: Bearer <id>.<secret>` stands for, with the rights that token and account share."""
        kind, _, credentials = header.partition(" ")
        id, _, secret = credentials.strip().partition(".")
        if kind.casefold() != "bearer" or not secret:
            return None
        row = self._register.token(id)
        if not hmac.compare_digest(row["sha256"] if row else hashed(""), hashed(secret)) or row is None:
            return None
        token, owner = token_of(row), self._register.account(row["account"])
        if token.state != "valid" or owner is None or owner["disabled"]:
            return None
        if token.used_at is None or token.used_at <= now() - SEEN_EVERY:
            self._register.use_token(id)
        account = account_of(owner)
        scope = account.scope.meet(token.scope)
        if scope is None:  # the account was since given another scope, of which the token has no part
            return replace(account, role=VIEWER, token=id)
        return replace(account, role=lower(account.role, token.role), scope=scope, token=id)

    # --- what others ask --------------------------------------------------------------------------------------------------------------

    def audit(self, account: str, action: str, object: str, **details: Any) -> None:
        """Write down that an account did something: `action` as `room.verb`, what it was done to, and what else there is to know (JSON)."""
        with self._register.change(account, action, object, details):
            pass

    def entries(self, account: str = "", action: str = "", object: str = "", before: int | None = None, limit: int = 100) -> list[Entry]:
        """The newest entries of the audit log, older than the one with the id `before`; "" stands for any account, action or object."""
        return [Entry(**row) for row in self._register.entries(account, action, object, before, limit)]

    def actions(self) -> list[str]:
        """All actions that the audit log has entries of."""
        return self._register.actions()

    @property
    def _register(self) -> AccountRegister:
        return self._store.accounts

    @property
    def _throttle(self) -> Throttle:
        return Throttle(self._register, self.key("attempt"))

    def _subject(self, subject: str) -> str:
        """The hash of a person's identifier with the provider that is set: with another one the same text may be somebody else."""
        if not self._store.settings.oidc_issuer:
            raise AccountError("subject.issuer")
        return hashed(f"{self._store.settings.oidc_issuer}\n{subject}")

    def _purge(self) -> None:
        if time.monotonic() - self._purged > PURGE_SECONDS or not self._purged:
            self._purged = time.monotonic()
            self._register.purge(IDLE, WINDOW)


def hashed(text: str) -> str:
    """The SHA-256 of a random text, which cannot be guessed and so needs nothing slower."""
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def check_name(name: str) -> None:
    """Raise AccountError where a text cannot name an account; no address of a person can."""
    if "@" in name:
        raise AccountError("name.address")
    if len(name) not in NAME_LENGTHS or not NAME.fullmatch(name):
        raise AccountError("name.form", shortest=NAME_LENGTHS[0], longest=NAME_LENGTHS[-1])


def _check_role(role: str) -> None:
    if role not in ROLES:
        raise AccountError("role.unknown", roles=", ".join(ROLES))
