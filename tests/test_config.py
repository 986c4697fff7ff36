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
