"""The languages the product speaks: one row each, and which of them a reader's browser would like best."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from babel import Locale, negotiate_locale


class Language(NamedTuple):
    """A language: its code (first path segment), its own name, its writing direction, its CLDR locale, and the one its dates follow."""

    code: str
    name: str
    dir: str
    locale: Locale
    dates: Locale


# The United Nations write the day first in English too: "21 November 2026".
DAY_FIRST = {"en": Locale("en", "GB")}

LANGUAGES: Mapping[str, Language] = MappingProxyType(
    {
        code: Language(code, name, dir, Locale(code), DAY_FIRST.get(code, Locale(code)))
        for code, name, dir in (
            ("ar", "العربية", "rtl"),
            ("en", "English", "ltr"),
            ("es", "Español", "ltr"),
            ("fr", "Français", "ltr"),
            ("ru", "Русский", "ltr"),
            ("zh", "中文", "ltr"),
        )
    }
)


def best_language(accepted: list[str], default: str = "en") -> str:
    """The code of the language that fits an Accept-Language list (best first) best; `default` where none does."""
    wanted = [tag.replace("-", "_") for tag in accepted]
    return negotiate_locale(wanted, list(LANGUAGES)) or next((tag[:2] for tag in wanted if tag[:2] in LANGUAGES), default)
