"""The languages the product speaks: one row each, and which of them a reader's browser would like best."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from babel import Locale, negotiate_locale


class Language(NamedTuple):
    """A language: its code (first path segment), its own name, its writing direction, its CLDR locale."""

    code: str
    name: str
    dir: str
    locale: Locale


def _language(code: str, name: str) -> Language:
    locale = Locale.parse(code)
    return Language(code, name, "rtl" if locale.text_direction == "rtl" else "ltr", locale)


LANGUAGES: Mapping[str, Language] = MappingProxyType(
    {
        code: _language(code, name)
        for code, name in (
            ("ar", "العربية"),
            ("en", "English"),
            ("es", "Español"),
            ("fr", "Français"),
            ("ru", "Русский"),
            ("zh", "中文"),
        )
    }
)


def best_language(accepted: list[str], default: str = "en") -> str:
    """The code of the language that fits an Accept-Language list (best first) best; `default` where none does."""
    wanted = [tag.replace("-", "_") for tag in accepted]
    return negotiate_locale(wanted, list(LANGUAGES)) or next((tag[:2] for tag in wanted if tag[:2] in LANGUAGES), default)
