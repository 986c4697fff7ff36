"""The words of one language: messages with placeholders and plurals, and numbers, dates and lists as its readers write them."""

from __future__ import annotations

import datetime
import gettext
import io
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cache
from pathlib import Path
from typing import Protocol

from babel import dates, lists, numbers
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from ..errors import MessageError
from .languages import LANGUAGES, Language

CATALOGUES = Path(__file__).parent / "locales"

# UN documents in Arabic, the five sources among them, write Latin digits; so does every page.
DIGITS = "latn"
# Which way a text runs is told by its first letter outside of inner isolates; one that is made of such parts is of the language itself.
ISOLATE, RTL_ISOLATE, END_ISOLATE = "\u2068", "\u2067", "\u2069"
QUALIFIERS = {">": "bound.more_than", "<": "bound.less_than", "≥": "bound.at_least", "≤": "bound.at_most", "~": "bound.about"}
_FORMS_WITHIN = 200  # no language here needs a larger number to meet all its plural forms
ANY_DOUBLE = Context(prec=400)  # digits enough for the largest double


class Qualified(Protocol):
    """A number with a qualifier, such as `>30` or `~880`; `dashboard.domain.quantity.Quantity` is one."""

    value: float
    qualifier: str


@cache
def _messages(language: str, folder: Path) -> gettext.NullTranslations:
    """All message domains of a language as one catalogue; a message it lacks falls back to English."""
    merged = Catalog()
    for path in sorted((folder / language / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as source:
            read = read_po(source, locale=language)
        merged.mime_headers = read.mime_headers
        for message in read:
            merged[message.id] = message
    compiled = io.BytesIO()
    write_mo(compiled, merged)
    compiled.seek(0)
    translations = gettext.GNUTranslations(compiled)
    return translations if language == "en" else _with_english(translations, folder)


def _with_english(translations: gettext.NullTranslations, folder: Path) -> gettext.NullTranslations:
    translations.add_fallback(_messages("en", folder))
    return translations


class Words:
    """The words of one language. `w("key", name=…)` is a message, `w.n("key", count, …)` one with a plural."""

    def __init__(self, code: str, folder: Path = CATALOGUES):
        if code not in LANGUAGES:
            raise MessageError(f"no language {code!r}: there are {', '.join(LANGUAGES)}")
        self.language: Language = LANGUAGES[code]
        self.code, self.dir, self.locale = code, self.language.dir, self.language.locale
        self._messages = _messages(code, folder)
        pattern = self.locale.percent_formats[None].pattern
        self._percent = {digits: _with_digits(pattern, digits) for digits in range(4)}

    def __call__(self, key: str, **values: object) -> str:
        """The message `key` with its placeholders filled; raises MessageError where there is none."""
        text = self._messages.gettext(key)
        if text == key:
            raise MessageError(f"no message {key!r} in {self.code!r}")
        return self._fill(key, text, values)

    def n(self, key: str, count: float, **values: object) -> str:
        """The message `key` in the plural form of `count` as it is shown, to one decimal, which its placeholder {count} shows."""
        plural = f"{key}.plural"
        text = self._messages.ngettext(key, plural, self._alike(count))
        if text in (key, plural):
            raise MessageError(f"no plural message {key!r} in {self.code!r}")
        return self._fill(key, text, {"count": count, **values})

    def _alike(self, count: float) -> int:
        """A whole number with the same plural form: CLDR has forms for decimals, by which gettext cannot choose.

        Russian has one for decimals alone; in writing they take the form of two (1,5 пункта).
        """
        shown = _rounded(count, 1)
        if shown == shown.to_integral_value():
            return int(shown)
        form = self.locale.plural_form
        return next((number for number in range(_FORMS_WITHIN) if form(number) == form(shown)), 2)

    def has(self, key: str) -> bool:
        """Whether there is a message `key`."""
        return self._messages.gettext(key) != key

    def _fill(self, key: str, text: str, values: dict[str, object]) -> str:
        if not values:
            return text
        try:
            return text.format_map({name: self.isolate(self.show(value)) for name, value in values.items()})
        except (KeyError, IndexError, ValueError) as error:
            raise MessageError(f"message {key!r} in {self.code!r}: placeholder {error}") from error

    def show(self, value: object) -> str:
        """A value as text of this language: numbers and dates formatted, quantities with their bound, the rest as it is."""
        if isinstance(value, bool) or value is None or isinstance(value, str):
            return "" if value is None else str(value)
        if isinstance(value, (int, float, Decimal)):
            return self.number(value)
        if isinstance(value, datetime.date):
            return self.date(value)
        if hasattr(value, "qualifier"):
            return self.quantity(value)
        return str(value)

    def isolate(self, text: str) -> str:
        """The text set apart from the writing direction around it, where the language runs right to left."""
        if self.dir != "rtl" or not text:
            return text
        return f"{RTL_ISOLATE if END_ISOLATE in text else ISOLATE}{text}{END_ISOLATE}"

    def number(self, value: float, digits: int = 1, *, fixed: bool = False) -> str:
        """A number with at most `digits` decimals, with exactly so many where they are `fixed`."""
        pattern = "#,##0." + ("0" if fixed else "#") * digits if digits else "#,##0"
        return numbers.format_decimal(_rounded(value, digits), format=pattern, locale=self.locale, numbering_system=DIGITS)

    def percent(self, value: float, digits: int = 1) -> str:
        """A percentage from 0 to 100 with at most `digits` decimals and the language's per cent sign."""
        text = numbers.format_percent(
            _rounded(value, digits) / 100, format=self._percent[digits], locale=self.locale, numbering_system=DIGITS
        )
        return text.replace("\u200e", "")  # isolates do the work of the marks that CLDR puts around the Arabic sign

    def quantity(self, quantity: Qualified, *, percent: bool = False, digits: int = 1, fixed: bool = False) -> str:
        """A number with its bound in words, "more than 30%", "about 880"; without a qualifier just the number."""
        text = self.percent(quantity.value, digits) if percent else self.number(quantity.value, digits, fixed=fixed)
        return self(QUALIFIERS[quantity.qualifier], value=text) if quantity.qualifier else text

    def points(self, value: float, digits: int = 1) -> str:
        """A signed difference with a true minus sign, for gaps in percentage points."""
        if round(abs(value), digits) == 0:
            return self.number(0)
        return ("+" if value > 0 else "\u2212") + self.number(abs(value), digits)

    def date(self, day: datetime.date) -> str:
        """A date, as "4 November 2022"."""
        return dates.format_date(day, format="long", locale=self.language.dates)

    def moment(self, moment: datetime.datetime) -> str:
        """A date and time of day in UTC, as "4 Nov 2022, 15:00:00 UTC"."""
        return f"{dates.format_datetime(moment, format='medium', locale=self.language.dates)} UTC"

    def period(self, period: str) -> str:
        """An SDMX time period: `2023`, `2023-Q1`, `2023-01`, `2023-01-31`; other forms as they are."""
        if len(period) == 7 and period[5] == "Q":
            day = datetime.date(int(period[:4]), int(period[6]) * 3 - 2, 1)
            return dates.format_skeleton("yQQQ", day, locale=self.language.dates)
        if len(period) == 7 and period[5:].isdigit():
            return dates.format_skeleton("yMMMM", datetime.date(int(period[:4]), int(period[5:]), 1), locale=self.language.dates)
        if len(period) == 10 and period.count("-") == 2:
            return self.date(datetime.date.fromisoformat(period))
        return period

    def dots(self, parts: Iterable[str | None]) -> str:
        """Remarks in a row, set apart by dots, which mean the same in every script; empty ones are left out."""
        return " · ".join(self.isolate(part) for part in parts if part)

    def sentences(self, parts: Iterable[str | None]) -> str:
        """Sentences one after the other, with the space between them that the script has; empty ones are left out."""
        return ("" if self.code == "zh" else " ").join(part for part in parts if part)

    def join(self, items: Iterable[str]) -> str:
        """A list as the language writes it: "a, b and c"."""
        return lists.format_list([self.isolate(item) for item in items], locale=self.language.dates)


def _with_digits(pattern: str, digits: int) -> str:
    return pattern.replace("0", "0." + "#" * digits, 1) if digits else pattern


def _rounded(value: float, digits: int) -> Decimal:
    """The number rounded half up, as readers expect, from its shortest text: 61.25 is 61.3, and 29.95 is 30 although binary holds less."""
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP, ANY_DOUBLE)
    return rounded or abs(rounded)  # there is no minus zero
