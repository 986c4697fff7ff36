"""Settings: every row of the table is a field, the environment overrides, and a value that cannot be used is named."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from dashboard.config import SETTINGS, Settings
from dashboard.errors import SettingsError


def test_every_field_has_a_row_and_every_row_a_field() -> None:
    assert [row.field for row in SETTINGS] == [field.name for field in fields(Settings)]
    assert len({row.variable for row in SETTINGS}) == len(SETTINGS)


def test_the_defaults_in_the_table_are_the_defaults_in_force() -> None:
    assert Settings.read({}) == Settings()


@pytest.mark.parametrize(
    ("variable", "text", "field", "value"),
    [
        ("DASHBOARD_DATA", "/srv/figures", "data", Path("/srv/figures")),
        ("DASHBOARD_DATA", "~/figures", "data", Path.home() / "figures"),
        ("DASHBOARD_REGISTER", "postgresql+psycopg://db/register", "register", "postgresql+psycopg://db/register"),
        ("DASHBOARD_EXAMPLES", "OFF", "examples", False),
        ("DASHBOARD_EXAMPLES", " yes ", "examples", True),
        ("PORT", "9000", "port", 9000),
        ("PORT", "65535", "port", 65_535),
        ("WORKERS", "", "workers", 1),
    ],
)
def test_the_environment_overrides(variable: str, text: str, field: str, value: object) -> None:
    assert getattr(Settings.read({variable: text}), field) == value


@pytest.mark.parametrize(
    ("variable", "text"),
    [
        ("PORT", "eighty"),
        ("WORKERS", "0"),
        ("PORT", "-1"),
        ("PORT", "65536"),
        ("DASHBOARD_UPLOAD_MB", "²"),
        ("DASHBOARD_UPLOAD_MB", "٣"),
        ("DASHBOARD_UPLOAD_MB", "9" * 5000),
        ("DASHBOARD_EXAMPLES", "perhaps"),
    ],
)
def test_a_wrong_value_is_named_with_its_variable(variable: str, text: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.read({variable: text})
    assert variable in str(caught.value) and text in str(caught.value)


def test_variables_of_others_do_not_matter() -> None:
    assert Settings.read({"HOME": "/nowhere", "DASHBOARD_UNKNOWN": "x"}) == Settings()


@pytest.mark.parametrize("site", ["example.org", "ftp://example.org", "https://", "https:// example.org"])
def test_the_site_is_an_address_of_the_web(site):
    with pytest.raises(SettingsError, match="DASHBOARD_SITE=.*https://"):
        Settings.read({"DASHBOARD_SITE": site})


def test_a_site_may_have_a_port_and_a_path():
    assert Settings.read({"DASHBOARD_SITE": "https://example.org:8443/gender"}).site == "https://example.org:8443/gender"


OIDC = {"DASHBOARD_OIDC_ISSUER": "https://id.example.org", "DASHBOARD_OIDC_CLIENT_ID": "us", "DASHBOARD_OIDC_CLIENT_SECRET": "hidden"}


def test_single_sign_on_is_set_up_as_a_whole_or_not_at_all():
    assert Settings.read(OIDC).single_sign_on and not Settings.read({}).single_sign_on
    for variable in OIDC:
        with pytest.raises(SettingsError, match=variable):
            Settings.read({name: value for name, value in OIDC.items() if name != variable})


@pytest.mark.parametrize(
    "issuer", ["http://id.example.org", "id.example.org", "http://127.0.0.1.example.org", "https://", "http://localhost@evil"]
)
def test_a_provider_is_reached_by_https(issuer):
    with pytest.raises(SettingsError, match="DASHBOARD_OIDC_ISSUER=.*https://"):
        Settings.read({**OIDC, "DASHBOARD_OIDC_ISSUER": issuer})


def test_what_is_secret_is_not_repeated():
    with pytest.raises(SettingsError, match="at least 32") as caught:
        Settings.read({"DASHBOARD_SECRET": "too short"})
    assert "too short" not in str(caught.value)
    settings = Settings.read({"DASHBOARD_SECRET": "s3cret" * 6, **OIDC})
    assert settings.secret == "s3cret" * 6
    assert "s3cret" not in repr(settings) and "hidden" not in repr(settings)


@pytest.mark.parametrize(("text", "proxies"), [("0", 0), ("2", 2), ("", 0)])
def test_the_number_of_proxies_may_be_none(text, proxies):
    assert Settings.read({"DASHBOARD_PROXIES": text}).proxies == proxies
    with pytest.raises(SettingsError, match="from 0 to 10"):
        Settings.read({"DASHBOARD_PROXIES": "11"})


@pytest.mark.parametrize(("site", "https"), [("", False), ("http://example.org", False), ("https://example.org", True)])
def test_the_site_tells_whether_it_is_reached_by_https(site, https):
    assert Settings(site=site).https == https
