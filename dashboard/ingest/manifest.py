"""What a sender says about a file: title, source, licence and the like, given by hand or in a `manifest.toml` beside the file."""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ..catalogue import LANGUAGES
from ..errors import CatalogueError, SettingsError
from .choices import Choices

MANIFEST = "manifest.toml"
Words = str | Mapping[str, str]


@dataclass(frozen=True)
class About:
    """What is said about a file: how it is read (`Choices`), where it comes from, what it is.

    `source` is the default of its column SOURCE, `example` says that its figures are not real.
    `title` and `note` are plain text or the same text by language. Raises SettingsError where `link` is no address of the web or
    `retrieved` no date: both are shown to readers.
    """

    title: Words = ""
    dataset: str | None = None
    sheet: str = ""
    mapping: Mapping[str, Any] = field(default_factory=dict)
    source: str = ""
    link: str = ""
    licence: str = ""
    retrieved: str = ""
    note: Words = ""
    example: bool = False

    def __post_init__(self) -> None:
        if self.link and not _is_web_address(self.link):
            raise SettingsError(f"link {self.link!r}: write an address that begins with https:// or http://")
        try:
            datetime.date.fromisoformat(self.retrieved or "2025-01-31")
        except ValueError as error:
            raise SettingsError(f"retrieved {self.retrieved!r}: write a date such as 2025-01-31") from error

    @property
    def choices(self) -> Choices:
        """How the file is to be read."""
        return Choices(self.dataset, self.sheet, self.mapping)

    def but(self, **given: Any) -> About:
        """The same with what is given in place; None and "" count as not given."""
        return replace(self, **{key: value for key, value in given.items() if value not in (None, "")})


def read_manifest(file: Path) -> tuple[About, str]:
    """What a manifest says, and which file beside it is meant ("" where it names none).

    Raises CatalogueError, naming the entry, where it is not as it should be.
    """
    try:
        entries = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogueError(file, "file", f"is not TOML in UTF-8: {error}") from error
    named = entries.pop("file", "")
    if not isinstance(profile := entries.pop("profile", ""), str):
        raise CatalogueError(file, "profile", "must be the id of a layout in data/profiles")
    if profile and isinstance(mapping := entries.get("mapping", {}), dict):
        entries["mapping"] = {"profile": profile, **mapping}
    known = {one.name for one in fields(About)}
    for key, value in entries.items():
        if key not in known:
            raise CatalogueError(file, key, f"is unknown; there are file, profile, {', '.join(sorted(known))}")
        _check(file, key, value)
    if not isinstance(named, str):
        raise CatalogueError(file, "file", "must be the name of a file")
    try:
        return About(**{key: str(value) if key == "retrieved" else value for key, value in entries.items()}), named
    except SettingsError as error:
        entry, _, why = str(error).partition(" ")
        raise CatalogueError(file, entry, why) from error


def manifest_beside(path: Path) -> About:
    """What `manifest.toml` in the folder of a file says about it; nothing where there is none or it is about another file."""
    file = path.parent / MANIFEST
    if not file.is_file():
        return About()
    about, named = read_manifest(file)
    return about if named in ("", path.name) else About()


def _check(file: Path, key: str, value: object) -> None:
    if key == "example":
        if not isinstance(value, bool):
            raise CatalogueError(file, key, "must be true or false")
    elif key == "mapping":
        if not isinstance(value, dict):
            raise CatalogueError(file, key, "must be a table")
    elif key in ("title", "note") and isinstance(value, dict):
        if set(value) != set(LANGUAGES) or not all(isinstance(words, str) for words in value.values()):
            raise CatalogueError(file, key, f"must be a text in each of {', '.join(LANGUAGES)}")
    elif not isinstance(value, str) and key != "retrieved":
        raise CatalogueError(file, key, "must be a text")


def _is_web_address(link: str) -> bool:
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and link.isprintable() and " " not in link
