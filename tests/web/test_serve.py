"""Where the product listens: HOST and PORT are checked before anything starts, and what cannot be used is named in a line."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Iterator

import granian
import pytest

from dashboard.accounts import Accounts
from dashboard.catalogue import load
from dashboard.config import Settings
from dashboard.errors import SettingsError
from dashboard.storage import Store
from dashboard.web import serve


@pytest.fixture
def taken() -> Iterator[int]:
    """A port of 127.0.0.1 that somebody listens on, willing to share it as the server itself is."""
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


@pytest.fixture
def free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.mark.parametrize(("host", "address"), [("localhost", "127.0.0.1"), ("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "0.0.0.0")])
def test_a_host_is_resolved(free, host, address):
    assert serve.listening_address(Settings(host=host, port=free)) == address


def test_a_port_in_use_ends_the_program_with_one_line(taken, monkeypatch, capsys, tmp_path):
    for variable, value in (("PORT", taken), ("HOST", "localhost"), ("DASHBOARD_DATA", tmp_path / "var")):
        monkeypatch.setenv(variable, str(value))
    with pytest.raises(SystemExit) as ended:
        serve.main()
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert said == f"dashboard: HOST=localhost PORT={taken}: another program uses this port; stop it, or set PORT to another number\n"
    assert not (tmp_path / "var").exists()


def test_a_folder_that_cannot_be_made_ends_the_program_with_one_line(free, monkeypatch, capsys):
    for variable, value in (("PORT", free), ("DASHBOARD_DATA", "/proc/nowhere")):
        monkeypatch.setenv(variable, str(value))
    with pytest.raises(SystemExit) as ended:
        serve.main()
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert said.startswith("dashboard: /proc/nowhere") and said.count("\n") == 1


@pytest.mark.parametrize(
    ("host", "said"),
    [("no.such.host.invalid", "there is no such host"), ("a" * 70, "no such host"), ("192.0.2.1", "does not have that address")],
)
def test_a_host_of_others_is_named(free, host, said):
    with pytest.raises(SettingsError, match=f"HOST={host} PORT={free}: .*{said}"):
        serve.listening_address(Settings(host=host, port=free))


@pytest.mark.parametrize(
    ("host", "shown"),
    [("127.0.0.1", "http://127.0.0.1:8050/"), ("::", "http://[::]:8050/"), ("::1", "http://[::1]:8050/"), ("here", "http://here:8050/")],
)
def test_the_address_shown_can_be_opened(host, shown):
    assert serve.web_address(host, 8050) == shown


def test_the_first_start_says_how_to_make_the_administrator_and_there_is_no_password_by_itself(bundled, tmp_path, capsys):
    settings = Settings(data=shutil.copytree(bundled.data, tmp_path / "var"))
    serve.prepare(settings)
    said = capsys.readouterr().out
    assert ".venv/bin/python -m dashboard user add NAME --role administrator" in said and "the same DASHBOARD_DATA" in said
    store = Store(settings, load())
    accounts = Accounts(store)
    assert accounts.records() == []
    accounts.add("@test", "chief", "administrator", password="seven words of a test")
    store.close()
    serve.prepare(settings)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("given", ["", "chosen by the operator, long enough"])
def test_the_workers_share_a_key(given, monkeypatch, free, tmp_path):
    monkeypatch.setenv("DASHBOARD_SECRET", given)
    for name in ("prepare", "_work_beside"):
        monkeypatch.setattr(serve, name, lambda *arguments: lambda: None)
    monkeypatch.setattr(granian.Granian, "serve", lambda self: None)
    serve.serve(Settings(port=free, secret=given, data=tmp_path))
    kept = os.environ["DASHBOARD_SECRET"]
    assert kept == given if given else Settings.read({"DASHBOARD_SECRET": kept}).secret == kept
