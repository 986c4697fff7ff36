"""The settings of the product: one table of name, default and help, each overridden by an environment variable."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import NamedTuple

from .errors import SettingsError

ROOT = Path(__file__).resolve().parent.parent
LAST_PORT = 65_535
LARGEST = 1_000_000_000
SECRET_LENGTH = 32


class Setting(NamedTuple):
    """One row of the table: the field, its environment variable, its default as text, what it is for."""

    field: str
    variable: str
    default: str
    help: str


SETTINGS = (
    Setting("data", "DASHBOARD_DATA", "./var", "folder that holds the register, the raw batches and the version files"),
    Setting("register", "DASHBOARD_REGISTER", "", "SQLAlchemy URL of the register; empty means SQLite in the data folder"),
    Setting("examples", "DASHBOARD_EXAMPLES", "on", "on or off: whether the example batches, which hold no real figures, are shown"),
    Setting(
        "site", "DASHBOARD_SITE", "", "address under which readers reach the product, for canonical links; empty means the request's own"
    ),
    Setting("findings", "DASHBOARD_FINDINGS", "1000", "how many findings of one file are listed; the totals are always counted in full"),
    Setting("upload_mb", "DASHBOARD_UPLOAD_MB", "500", "largest file that is accepted, in megabytes"),
    Setting("memory_mb", "DASHBOARD_MEMORY_MB", "1000", "memory DuckDB may take while a batch is validated and published, in megabytes"),
    Setting("jobs", "DASHBOARD_JOBS", "2", "how many batches are checked at the same time"),
    Setting("four_eyes", "DASHBOARD_FOUR_EYES", "off", "on or off: whether nobody publishes what they have sent, or have said how to read"),
    Setting(
        "secret",
        "DASHBOARD_SECRET",
        "",
        "at least 32 random characters that sign forms; empty means new ones at each start, several machines need the same",
    ),
    Setting("proxies", "DASHBOARD_PROXIES", "0", "number of proxies in front, whose X-Forwarded-For and X-Forwarded-Proto are believed"),
    Setting(
        "oidc_issuer", "DASHBOARD_OIDC_ISSUER", "", "address of the OpenID Connect provider for single sign-on; empty means there is none"
    ),
    Setting("oidc_client_id", "DASHBOARD_OIDC_CLIENT_ID", "", "name under which that provider knows this product"),
    Setting("oidc_client_secret", "DASHBOARD_OIDC_CLIENT_SECRET", "", "secret that it gave to this product"),
    Setting("host", "HOST", "127.0.0.1", "address to listen on"),
    Setting("port", "PORT", "8050", "port to listen on"),
    Setting("workers", "WORKERS", "1", "number of web worker processes"),
)

_BOUNDS = {"port": (1, LAST_PORT), "proxies": (0, 10)}
_BOOLEANS = {"on": True, "true": True, "1": True, "yes": True, "off": False, "false": False, "0": False, "no": False}


@dataclass(frozen=True)
class Settings:
    """The settings in force; make one with `Settings.read()`, or by keyword in a test."""

    data: Path = Path("./var")
    register: str = ""
    examples: bool = True
    site: str = ""
    findings: int = 1000
    upload_mb: int = 500
    memory_mb: int = 1000
    jobs: int = 2
    four_eyes: bool = False
    secret: str = field(default="", repr=False)
    proxies: int = 0
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = field(default="", repr=False)
    host: str = "127.0.0.1"
    port: int = 8050
    workers: int = 1

    @classmethod
    def read(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """The settings from the environment; raises SettingsError naming the variable and what would be right."""
        environment = os.environ if environment is None else environment
        types = {field.name: field.type for field in fields(cls)}
        values = {row.field: _convert(row, types[row.field], environment.get(row.variable, "").strip() or row.default) for row in SETTINGS}
        settings = cls(**values)  # type: ignore[arg-type]
        settings._check_single_sign_on()
        return settings

    @property
    def single_sign_on(self) -> bool:
        """Whether people may log in through an OpenID Connect provider."""
        return bool(self.oidc_issuer)

    @property
    def https(self) -> bool:
        """Whether readers reach the product by HTTPS, as far as the settings tell."""
        return self.site.lower().startswith("https:")

    def _check_single_sign_on(self) -> None:
        """Raise SettingsError where only some of what single sign-on needs is set."""
        needed = {row.variable: getattr(self, row.field) for row in SETTINGS if row.field.startswith("oidc_")}
        missing = [variable for variable, value in needed.items() if not value]
        if 0 < len(missing) < len(needed):
            raise SettingsError(f"{', '.join(missing)}: single sign-on needs this too; set all of {', '.join(needed)}, or none")


def _convert(row: Setting, type_name: object, text: str) -> Path | bool | int | str:
    if type_name == "Path":
        return _folder(row, text)
    if type_name == "bool":
        if text.lower() not in _BOOLEANS:
            raise SettingsError(f"{row.variable}={text!r}: write on or off")
        return _BOOLEANS[text.lower()]
    if type_name == "int":
        return _whole_number(row, text)
    _check_text(row, text)
    return text


def _check_text(row: Setting, text: str) -> None:
    """Raise SettingsError where a text cannot be what its setting asks for; what is secret is not repeated."""
    if row.field == "site" and text and not re.fullmatch(r"https?://[^/\s]+(/\S*)?", text):
        raise SettingsError(f"{row.variable}={text!r}: write an address that begins with https:// or http://")
    if row.field == "oidc_issuer" and text and not re.fullmatch(r"(https://[^/\s]+|http://(localhost|127\.0\.0\.1)(:\d+)?)(/\S*)?", text):
        raise SettingsError(f"{row.variable}={text!r}: write an address that begins with https://")
    if row.field == "secret" and text and len(text) < SECRET_LENGTH:
        raise SettingsError(f"{row.variable}: write at least {SECRET_LENGTH} random characters, or leave it empty")


def _folder(row: Setting, text: str) -> Path:
    """A folder that is there or can be made."""
    folder = Path(text).expanduser()
    there = next((path for path in (folder, *folder.parents) if path.exists()), folder)
    if there.exists() and not there.is_dir():
        raise SettingsError(f"{row.variable}={text!r}: {there} is a file; name a folder")
    return folder


def _whole_number(row: Setting, text: str) -> int:
    """A number in ASCII digits; int() would also take those of other scripts, and a length that no setting has."""
    lowest, highest = _BOUNDS.get(row.field, (1, LARGEST))
    number = int(text) if text.isascii() and text.isdecimal() and len(text) <= len(str(LARGEST)) else -1
    if not lowest <= number <= highest:
        right = f"from {lowest} to {highest}" if row.field in _BOUNDS else f"above 0, at most {highest}"
        raise SettingsError(f"{row.variable}={text!r}: write a whole number {right}")
    return number
