"""Accounts and tokens at the command line: what is asked, what is printed, and that a password is seen nowhere."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from dashboard.accounts.accounts import TOKEN_DAYS
from dashboard.cli import LANGUAGES, main
from dashboard.cli_accounts import TOKEN_DAYS as SHOWN_DAYS

PASSWORD = "seven words that nobody else would say"


@pytest.fixture
def run(runner, tmp_path: Path, monkeypatch):
    """Runs a command on a store of the test's own; gives status, standard output and standard error."""
    monkeypatch.setenv("DASHBOARD_DATA", str(tmp_path / "var"))

    def run(*arguments: str, typed: str = ""):
        result = runner.invoke(main, list(arguments), input=typed)
        return result.exit_code, result.stdout, result.stderr

    return run


@pytest.fixture
def ask(run):
    """The same with --json; gives status and the object."""

    def ask(*arguments: str, typed: str = ""):
        status, out, _ = run(*arguments, "--json", typed=typed)
        return status, json.loads(out)

    return ask


@pytest.fixture
def ken(ask) -> str:
    """A contributor for Kenya."""
    status, made = ask("user", "add", "ken", "--role", "contributor", "--area", "KEN", "--stdin", typed=f"{PASSWORD}\n")
    assert (status, made) == (0, {"account": "ken"})
    return "ken"


def test_a_password_is_asked_for_twice_and_never_shown(run, ask):
    status, out, err = run("user", "add", "ken", typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert status == 0 and PASSWORD not in out + err and "ken" in out
    assert ask("user", "list")[1]["accounts"][0]["role"] == "viewer"
    assert run("user", "add", "egy", typed=f"{PASSWORD}\nsomething else\n\n")[0] == 2
    assert [one["name"] for one in ask("user", "list")[1]["accounts"]] == ["ken"]


def test_whoever_answers_nothing_makes_nothing(run, ask):
    status, out, err = run("user", "add", "ken")
    assert (status, out) == (2, "") and "Traceback" not in err
    assert run("user", "add", "ken", "--stdin", typed="eleven char\n")[0] == 2
    assert ask("user", "list")[1] == {"accounts": []}


def test_no_command_takes_a_password_as_an_argument():
    for group in ("user", "token"):
        for command in main.commands[group].commands.values():
            assert not [option for option in command.params if option.name == "password"]


def test_accounts_are_listed_with_their_rights(run, ask, ken):
    (account,) = ask("user", "list")[1]["accounts"]
    assert (account["name"], account["role"], account["scope"]) == ("ken", "contributor", {"areas": ["KEN"]})
    assert (account["disabled"], account["password"], account["single_sign_on"], account["login_at"]) == (False, True, False, None)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", account["created_at"])
    assert run("user", "list")[1] == "ken · contributor · areas=KEN\n"


def test_without_a_store_there_are_no_accounts_and_none_is_made(run, ask, tmp_path):
    assert ask("user", "list") == (0, {"accounts": []}) and ask("token", "list") == (0, {"tokens": []})
    assert "user add NAME --role administrator" in run("user", "list")[1]
    assert not (tmp_path / "var").exists()


def test_rights_are_given_in_the_place_of_those_before(ask, ken):
    def now() -> tuple:
        (account,) = ask("user", "list")[1]["accounts"]
        return account["role"], account["scope"]

    assert ask("user", "grant", "ken", "--role", "publisher") == (0, {"account": "ken"})
    assert now() == ("publisher", {"areas": ["KEN"]})
    ask("user", "grant", "ken", "--dataset", "indicator", "--dataset", "staff", "--entity", "ITU")
    assert now() == ("publisher", {"datasets": ["indicator", "staff"], "entities": ["ITU"]})
    ask("user", "grant", "ken", "--everything")
    assert now() == ("publisher", {})


@pytest.mark.parametrize("options", [(), ("--everything", "--area", "KEN")])
def test_rights_that_say_nothing_or_two_things(ask, ken, options):
    status, plain = ask("user", "grant", "ken", *options)
    assert status == 2 and "--everything" in plain["error"]


def test_an_account_is_disabled_enabled_and_given_another_password(ask, run, ken):
    assert ask("user", "disable", "ken") == (0, {"account": "ken"})
    assert ask("user", "list")[1]["accounts"][0]["disabled"] and run("user", "list")[1].endswith("· disabled\n")
    assert ask("user", "enable", "ken")[0] == 0 and not ask("user", "list")[1]["accounts"][0]["disabled"]
    assert ask("user", "set-password", "ken", "--stdin", typed="another set of words\n") == (0, {"account": "ken"})
    assert run("user", "set-password", "ken", typed="yet another set of words\nyet another set of words\n")[0] == 0


def test_a_token_is_printed_once(ask, run, ken):
    status, made = ask("token", "add", "ken", "--label", "monthly", "--days", "30", "--role", "viewer", "--area", "KEN")
    assert status == 0 and made["token"].startswith(f"{made['id']}.") and (made["role"], made["scope"]) == ("viewer", {"areas": ["KEN"]})
    (listed,) = ask("token", "list")[1]["tokens"]
    assert "token" not in listed and {**listed, "token": made["token"]} == made
    assert made["token"] not in run("token", "list", "ken")[1] and "monthly" in run("token", "list", "ken")[1]
    status, out, err = run("token", "add", "ken", "--label", "for a pipe")
    assert re.fullmatch(r"[0-9a-f]{12}\.[\w-]{43}\n", out) and "ken" in err, "what is piped on is the token alone"
    assert ask("token", "revoke", made["id"]) == (0, {"token": made["id"]})
    assert {one["state"] for one in ask("token", "list")[1]["tokens"] if one["id"] == made["id"]} == {"revoked"}


def test_the_default_shown_in_the_help_is_the_one_in_force():
    assert SHOWN_DAYS == TOKEN_DAYS


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("user", "add", "someone@example.org"), "e-mail"),
        (("user", "add", "Ken!"), "3 to 40"),
        (("user", "add", "ken"), "already"),
        (("user", "add", "egy", "--area", "EGYPT"), "EGYPT"),
        (("user", "add", "egy", "--role", "owner"), "owner"),
        (("user", "add", "egy", "--stdin"), "needs a password"),
        (("user", "add", "egy", "--subject", "x"), "DASHBOARD_OIDC_ISSUER"),
        (("user", "disable", "egy"), "egy"),
        (("user", "grant", "egy", "--role", "viewer"), "egy"),
        (("user", "set-password", "egy"), "egy"),
        (("token", "add", "egy", "--label", "x"), "egy"),
        (("token", "add", "ken", "--label", "x", "--role", "publisher"), "role"),
        (("token", "add", "ken", "--label", "x", "--area", "FRA"), "may not send"),
        (("token", "add", "ken", "--label", "x", "--days", "0"), "366"),
        (("token", "list", "egy"), "egy"),
        (("token", "revoke", "0123456789ab"), "0123456789ab"),
    ],
)
def test_what_could_not_run_says_why_and_asks_nothing(ask, run, ken, arguments, said):
    status, out, err = run(*arguments)
    assert (status, out) == (2, "") and said in err and "Traceback" not in err
    status, plain = ask(*arguments)
    assert status == 2 and said in plain["error"]
    assert len(ask("user", "list")[1]["accounts"]) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_said_in_every_language(run, ken, language):
    for arguments in (("disable", "ken"), ("enable", "ken"), ("list",), ("grant", "ken", "--everything"), ("disable", "nobody")):
        status, out, err = run("user", *arguments, "--lang", language)
        assert status == (2 if "nobody" in arguments else 0) and ("ken" in out or "nobody" in err)


def test_a_person_of_a_provider_needs_no_password(ask, monkeypatch):
    for variable, value in (("ISSUER", "https://id.example.org"), ("CLIENT_ID", "x"), ("CLIENT_SECRET", "y")):
        monkeypatch.setenv(f"DASHBOARD_OIDC_{variable}", value)
    assert ask("user", "add", "ken", "--subject", "1234")[0] == 0
    (account,) = ask("user", "list")[1]["accounts"]
    assert (account["password"], account["single_sign_on"]) == (False, True)


def test_the_log_says_that_it_was_the_command_line(ken, tmp_path):
    from dashboard.accounts import COMMAND_LINE, Accounts
    from dashboard.catalogue import load
    from dashboard.config import Settings
    from dashboard.storage import Store

    store = Store(Settings(data=tmp_path / "var"), load())
    (entry,) = Accounts(store).entries()
    store.close()
    assert (entry.account, entry.action, entry.object) == (COMMAND_LINE, "account.add", "ken")


def test_what_is_published_withdrawn_or_rebuilt_by_command_is_in_the_log(ask, tmp_path):
    from dashboard.accounts import COMMAND_LINE, Accounts
    from dashboard.catalogue import load
    from dashboard.config import Settings
    from dashboard.storage import Store

    file = tmp_path / "good.csv"
    file.write_text("INDICATOR,REF_AREA,SEX,TIME_PERIOD,OBS_VALUE\nIT_USE_ii99,KEN,_T,2019,22.6\n")
    batch = ask("publish", str(file))[1]["batch"]
    ask("publish", str(file))  # known already: nothing changes
    ask("rebuild")  # the same: nothing changes
    (tmp_path / "var" / "versions" / "v000001.duckdb").unlink()
    ask("rebuild")
    ask("withdraw", batch)
    store = Store(Settings(data=tmp_path / "var"), load())
    log = [(entry.account, entry.action, entry.object) for entry in Accounts(store).entries()]
    store.close()
    actions = [("batch.withdraw", batch), ("version.rebuild", "2"), ("batch.publish", batch)]
    assert log == [(COMMAND_LINE, *action) for action in actions]
