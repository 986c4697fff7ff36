"""The command line for accounts and API tokens: `user add|list|disable|enable|set-password|grant` and `token add|list|revoke`.

A password is asked for without being shown, or read from standard input; it is never an argument, which others could see.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from .cli import FINE, _has_store, _print_json, _store, _words, command, main
from .domain.rights import ROLES, VIEWER, Scope

if TYPE_CHECKING:
    from .accounts import AccountRecord, Accounts, Token
    from .i18n import Words

TOKEN_DAYS = 90  # as in `accounts`, which is not loaded to show a help text

NAME = click.argument("name")
STDIN = click.option("--stdin", "from_stdin", is_flag=True, help="Read the password from the first line of standard input.")


@main.group()
def user() -> None:
    """Accounts: who may log in and do what."""


@main.group()
def token() -> None:
    """API tokens: what other programs log in with."""


def _in(group: click.Group, name: str | None = None) -> Callable[[Callable[..., int]], Callable[..., int]]:
    return partial(command, group=group, name=name)


def _role(default: str | None) -> Callable[..., Any]:
    return click.option("--role", type=click.Choice(ROLES), default=default, show_default=default is not None, help="What it may do.")


def _limits(function: Callable[..., int]) -> Callable[..., int]:
    """The options that limit what may be sent."""
    for option, field, what in (("area", "areas", "reference area"), ("entity", "entities", "entity"), ("dataset", "datasets", "dataset")):
        text = f"Only this {what} may be sent; may be given several times."
        function = click.option(f"--{option}", field, multiple=True, help=text)(function)
    return function


@_in(user)
@NAME
@_role(VIEWER)
@_limits
@click.option("--subject", help="The claim `sub` by which the provider of single sign-on knows the person; no password is then asked for.")
@STDIN
def add(name: str, role: str, subject: str | None, from_stdin: bool, as_json: bool, lang: str, **limits: tuple[str, ...]) -> int:
    """Make the account NAME, which names a function such as focal-point-ken and not a person."""
    accounts = _accounts()
    scope = accounts.scope(**limits)
    accounts.check_free(name)
    password = _password(from_stdin, lang) if from_stdin or not subject else ""
    accounts.add(_us(), name, role, scope, password=password, subject=subject or "", language=lang)
    return _say(name, "cli.user.added", as_json, lang, name=name, role=role)


@_in(user, "list")
def list_users(as_json: bool, lang: str) -> int:
    """List the accounts."""
    records = _accounts().records() if _has_store() else []
    if as_json:
        _print_json({"accounts": [_plain_account(record) for record in records]})
        return FINE
    words = _words(lang)
    for record in records:
        click.echo(_account_line(record, words))
    if not records:
        click.echo(words("cli.user.none"))
    return FINE


@_in(user)
@NAME
def disable(name: str, as_json: bool, lang: str) -> int:
    """Disable the account NAME: its sessions end and its tokens stop."""
    _accounts().disable(_us(), name)
    return _say(name, "cli.user.disabled", as_json, lang, name=name)


@_in(user)
@NAME
def enable(name: str, as_json: bool, lang: str) -> int:
    """Enable the account NAME again."""
    _accounts().disable(_us(), name, False)
    return _say(name, "cli.user.enabled", as_json, lang, name=name)


@_in(user, "set-password")
@NAME
@STDIN
def set_password(name: str, from_stdin: bool, as_json: bool, lang: str) -> int:
    """Give the account NAME another password; its sessions end."""
    accounts = _accounts()
    accounts.require(name)
    accounts.set_password(_us(), name, _password(from_stdin, lang))
    return _say(name, "cli.user.password", as_json, lang, name=name)


@_in(user)
@NAME
@_role(None)
@_limits
@click.option("--everything", is_flag=True, help="Everything may be sent: lift all limits.")
def grant(name: str, role: str | None, everything: bool, as_json: bool, lang: str, **limits: tuple[str, ...]) -> int:
    """Give the account NAME another role or other limits; limits that are given take the place of all before; its sessions end."""
    limited = any(limits.values())
    if everything and limited or not (role or everything or limited):
        raise click.UsageError("give --role, or --everything, or some of --dataset, --entity and --area")
    accounts = _accounts()
    accounts.grant(_us(), name, role, accounts.scope(**limits) if limited else Scope() if everything else None)
    return _say(name, "cli.user.granted", as_json, lang, name=name)


@_in(token, "add")
@NAME
@click.option("--label", required=True, help="What the token is for, in a few words.")
@click.option("--days", type=int, default=TOKEN_DAYS, show_default=True, help="After how many days it expires.")
@click.option("--role", type=click.Choice(ROLES), help="What it may do, at most what its account may.")
@_limits
def add_token(name: str, label: str, days: int, role: str | None, as_json: bool, lang: str, **limits: tuple[str, ...]) -> int:
    """Make an API token for the account NAME and print it, this once."""
    accounts = _accounts()
    made, text = accounts.add_token(_us(), name, label, days=days, role=role or "", scope=accounts.scope(**limits))
    if as_json:
        _print_json({**_plain_token(made), "token": text})
    else:
        click.echo(_words(lang)("cli.token.added", name=name, expires=made.expires_at.date()), err=True)
        click.echo(text)
    return FINE


@_in(token, "list")
@click.argument("name", required=False, default="")
def list_tokens(name: str, as_json: bool, lang: str) -> int:
    """List the API tokens, or those of the account NAME."""
    accounts = _accounts() if _has_store() else None
    if accounts and name:
        accounts.require(name)
    held = accounts.tokens(name) if accounts else []
    if as_json:
        _print_json({"tokens": [_plain_token(one) for one in held]})
        return FINE
    words = _words(lang)
    for one in held:
        values = {"token": one.id, "name": one.account, "label": one.label, "role": words(f"accounts.role.{one.role}")}
        click.echo(words("cli.token", state=words(f"accounts.token.{one.state}"), expires=one.expires_at.date(), **values))
    if not held:
        click.echo(words("cli.token.none"))
    return FINE


@_in(token)
@click.argument("token")
def revoke(token: str, as_json: bool, lang: str) -> int:
    """Revoke the API token with the id TOKEN."""
    _accounts().revoke_token(_us(), token)
    return _say(token, "cli.token.revoked", as_json, lang, "token", token=token)


def _accounts() -> Accounts:
    from .accounts import Accounts

    return Accounts(_store())


def _us() -> str:
    """Who the audit log says did it."""
    from .accounts import COMMAND_LINE

    return COMMAND_LINE


def _password(from_stdin: bool, lang: str) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    words = _words(lang)
    return click.prompt(
        words("accounts.password"), hide_input=True, confirmation_prompt=words("accounts.password.again"), err=True, prompt_suffix=": "
    )


def _say(what: str, message: str, as_json: bool, lang: str, key: str = "account", **values: Any) -> int:
    if as_json:
        _print_json({key: what})
    else:
        words = _words(lang)
        role = {"role": words(f"accounts.role.{values['role']}")} if "role" in values else {}
        click.echo(words(message, **values | role))
    return FINE


def _plain_account(record: AccountRecord) -> dict[str, Any]:
    account = record.account
    return {
        "name": account.name,
        "role": account.role,
        "scope": account.scope.as_dict(),
        "disabled": record.disabled,
        "password": record.by_password,
        "single_sign_on": record.by_provider,
        "created_at": record.created_at,
        "login_at": record.login_at,
    }


def _plain_token(one: Token) -> dict[str, Any]:
    limits = {"role": one.role, "scope": one.scope.as_dict(), "state": one.state}
    moments = {name: getattr(one, name) for name in ("created_at", "used_at", "expires_at", "revoked_at")}
    return {"id": one.id, "account": one.account, "label": one.label, **limits, **moments}


def _account_line(record: AccountRecord, words: Words) -> str:
    account = record.account
    limits = [f"{name}={','.join(codes)}" for name, codes in account.scope.as_dict().items()] or [words("accounts.scope.everything")]
    parts = [account.name, words(f"accounts.role.{account.role}"), *limits]
    parts += [words("accounts.state.disabled")] if record.disabled else []
    return words.dots(parts)
