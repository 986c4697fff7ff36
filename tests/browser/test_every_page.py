"""Every page, in a left-to-right and a right-to-left language, on a desk and on a phone: quiet, self-contained, accessible, and whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.pages import EXAMPLES, FIRST, OTHERS, name
from tests.browser.visits import NARROW, SHOTS, WIDE, Visit

AXE = Axe()
LANGUAGES = {"en": "ltr", "ar": "rtl"}
# Settings of the reader's system that change nothing but colours.
LOOKS: tuple[dict[str, Any], ...] = ({"color_scheme": "dark"}, {"color_scheme": "light", "contrast": "more"})
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["violations"]}


def violations(page: Page, **options: Any) -> list[str]:
    """What axe finds, one line a rule with the first three elements concerned."""
    found = AXE.run(page, **options).response["violations"]
    return [f"{rule['id']}: {rule['help']}: {[node['html'][:160] for node in rule['nodes'][:3]]} ({len(rule['nodes'])})" for rule in found]


# Every page in both languages and sizes; further examples of a page in one of them, the first wide, the second narrow, and so on.
VISITS = [(path, lang, size) for path in FIRST for lang in LANGUAGES for size in (WIDE, NARROW)]
VISITS += [(path, *(("en", WIDE), ("ar", NARROW))[place % 2]) for place, path in enumerate(OTHERS)]


@pytest.mark.parametrize(("path", "lang", "size"), VISITS, ids=[f"{path}-{lang}-{size['width']}" for path, lang, size in VISITS])
def test_page(visit: Callable[..., Visit], path: str, lang: str, size: dict[str, int]) -> None:
    """No request leaves the host, nothing is complained of, axe finds nothing in any look, nothing is cut off at the side.

    Plotly's bundle comes only where something is drawn with it.
    """
    opened = visit(viewport=size)
    page = opened.go(f"/{lang}{path}")
    SHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SHOTS / f"{name(lang + path)}-{size['width']}.png", full_page=True)
    assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == [lang, LANGUAGES[lang]]
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert violations(page) == []
    for look in LOOKS[: 2 if path in FIRST else 1] if size == WIDE else ():  # the elements of a narrow page are those of the wide one
        page.emulate_media(**look)
        assert violations(page, options=COLOURS) == [], look
    assert opened.outside == []
    assert opened.complaints == []
    asked_plotly = any("plotly" in url.rsplit("/", 1)[-1] for url in opened.requests)
    assert asked_plotly == (page.locator("#react-entry-point .dash-graph").count() > 0)


@pytest.mark.parametrize(("path", "lang"), [(path, list(LANGUAGES)[place % 2]) for place, path in enumerate(EXAMPLES)])
def test_page_without_script(visit: Callable[..., Visit], path: str, lang: str) -> None:
    """With script off the answer, its tables and its links are there, nothing overflows, and every form can be sent."""
    opened = visit(viewport=NARROW, java_script_enabled=False)
    page = opened.go(f"/{lang}{path}", mounted=False)
    assert page.locator("main h1").is_visible()
    assert page.locator("main").inner_text().strip()
    for form in page.locator("form").all():
        assert form.locator("button:not([type=button])").count() >= 1
    assert opened.outside == [] and opened.complaints == []
