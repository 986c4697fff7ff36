"""Every message stands in all six languages, with the same placeholders, and every message that the code asks for exists."""

import re
from functools import cache
from gettext import c2py
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from dashboard.config import ROOT
from dashboard.i18n import LANGUAGES
from dashboard.i18n.words import CATALOGUES

DOMAINS = sorted(path.stem for path in (CATALOGUES / "en" / "LC_MESSAGES").glob("*.po"))
OTHERS = [code for code in LANGUAGES if code != "en"]
# A literal key: w("site.women"), context.w("site.women"), words.n("site.rows", 3), menu="home.menu".
ASKED = re.compile(r"""(?:\bw(?:ords)?|\.w)(?:\.n)?\(\s*"([a-z_]+\.[a-z0-9_.]+)"|menu="([a-z_]+\.[a-z0-9_.]+)\"""")


@cache
def catalogue(language: str, domain: str) -> Catalog:
    path = CATALOGUES / language / "LC_MESSAGES" / f"{domain}.po"
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def messages(language: str, domain: str) -> dict[str, list[str]]:
    """Each message of a domain with all its forms."""
    found = {}
    for message in catalogue(language, domain):
        if message.id:
            key = message.id if isinstance(message.id, str) else message.id[0]
            found[key] = [message.string] if isinstance(message.string, str) else list(message.string)
    return found


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("language", OTHERS)
def test_has_the_messages_of_english_and_no_other(language: str, domain: str):
    assert set(messages(language, domain)) == set(messages("en", domain))


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_is_translated(language: str, domain: str):
    empty = [key for key, forms in messages(language, domain).items() if not all(form.strip() for form in forms)]
    assert empty == []
    for message in catalogue(language, domain):
        if message.id and not isinstance(message.id, str):
            assert len(message.string) == catalogue(language, domain).num_plurals, message.id
            assert message.id[1] == f"{message.id[0]}.plural"


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_plural_forms_stand_in_the_order_of_cldr(language: str, domain: str):
    """Zero, one, two, few, many, other, as far as a language has them; Babel's own rule for Arabic has the last two the other way round."""
    cldr = LANGUAGES[language].locale.plural_form
    order = [tag for tag in ("zero", "one", "two", "few", "many", "other") if tag in {*cldr.tags, "other"}]
    form = c2py(catalogue(language, domain).plural_expr)
    for count in (0, 1, 2, 3, 11, 21, 99, 100, 102, 111):
        place = order.index(cldr(count))
        assert form(count) == min(place, catalogue(language, domain).num_plurals - 1), count


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("language", OTHERS)
def test_nothing_is_left_in_english(language: str, domain: str):
    """Text of three words or more that is the same as in English has been copied, not translated; series of events have proper names."""
    english = messages("en", domain)
    copied = [
        key
        for key, forms in messages(language, domain).items()
        if forms == english[key] and ".series." not in key and len(re.findall(r"[A-Za-z]{2,}(?![^{]*})", forms[0])) >= 3
    ]
    assert copied == []


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_are_those_of_english(language: str, domain: str):
    """Every form of a plural may leave out {count}, which "one" and "two" say in words, and nothing else."""
    english = messages("en", domain)
    for key, forms in messages(language, domain).items():
        expected = set().union(*map(placeholders, english[key]))
        assert set().union(*map(placeholders, forms)) == expected, key
        for form in forms:
            assert expected - placeholders(form) <= {"count"}, (key, form)


def test_keys_begin_with_their_domain():
    assert [(domain, key) for domain in DOMAINS for key in messages("en", domain) if not key.startswith(f"{domain}.")] == []


def test_every_message_that_the_code_asks_for_exists():
    known = {key for domain in DOMAINS for key in messages("en", domain)}
    asked = {
        (str(path.relative_to(ROOT)), key)
        for path in (ROOT / "dashboard").rglob("*.py")
        for found in ASKED.findall(path.read_text(encoding="utf-8"))
        for key in found
        if key
    }
    assert len(asked) > 50
    assert sorted((path, key) for path, key in asked if key not in known) == []


def test_no_message_is_left_over():
    """Each key, or the part of it that comes before a code put in at run time, is named in the code or is a finding's."""
    code = "\n".join(path.read_text(encoding="utf-8") for path in Path(ROOT / "dashboard").rglob("*.py"))
    prefixes = set(re.findall(r'"([a-z_]+\.[a-z0-9_.]*)\{', code)) | set(re.findall(r'"([a-z_]+\.[a-z0-9_.]*\.)"', code))

    def named(key: str) -> bool:
        return f'"{key}"' in code or f"'{key}'" in code or any(key.startswith(prefix) for prefix in prefixes)

    assert [key for domain in DOMAINS for key in messages("en", domain) if not named(key)] == []
