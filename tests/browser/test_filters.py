"""A filter gives the same page whether the reader's browser runs scripts or not, and its state is the URL."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.pages import FILTERED
from tests.browser.visits import Visit

ANSWER = "#react-entry-point .answer"
# The first form of a page filters it; what a further one does is a test of its own.
SELECTS = "main form.filters:first-of-type select:not([hidden])"


def other_option(select: Locator) -> str:
    """The value of the last option that is not chosen now."""
    values = select.locator("option").evaluate_all("options => options.filter(option => !option.selected).map(option => option.value)")
    return str(values[-1]) if values else ""


def choices(page: Page) -> list[tuple[str, str]]:
    """Every filter that offers a choice, with a value other than the present one."""
    found = []
    for select in page.locator(f"#react-entry-point {SELECTS}").all():
        if value := other_option(select):
            found.append((select.get_attribute("name") or "", value))
    return found


def holds(name: str, value: str) -> Callable[[str], bool]:
    """Whether an address has this value for this parameter, however it is written."""
    return lambda url: (name, value) in parse_qsl(urlsplit(url).query)


@pytest.mark.parametrize("path", FILTERED)
def test_filters(visit: Callable[..., Visit], path: str) -> None:
    """Choosing changes the URL and the page alike; going back brings back what stood before."""
    live = visit()
    page = live.go(f"/en{path}")
    before, address = page.locator(ANSWER).inner_text(), page.url
    offered = choices(page)
    assert offered, "a page that takes parameters has a filter for them"
    plain = visit(java_script_enabled=False)
    for name, value in offered:
        page.locator(f"#react-entry-point {SELECTS}[name={name}]").select_option(value)
        page.wait_for_url(holds(name, value))
        sent = plain.go(f"/en{path}", mounted=False)
        sent.locator(f"#server-page {SELECTS}[name={name}]").select_option(value)
        sent.locator("#server-page form.filters:first-of-type button").click()
        sent.wait_for_url(holds(name, value))
        expect(page.locator(ANSWER)).to_have_text(sent.locator("#server-page .answer").inner_text())
        expect(page.locator(f"#react-entry-point {SELECTS}[name={name}]")).to_have_value(value)
        page.go_back()
        page.wait_for_url(address)
        expect(page.locator(ANSWER)).to_have_text(before)
    assert live.complaints == [] and live.outside == []


@pytest.mark.parametrize("script", [True, False])
def test_events_are_added_to_the_comparison_one_by_one(visit: Callable[..., Visit], script: bool) -> None:
    """Each choice adds an event to those in the address; two of them stand side by side."""
    live = visit(java_script_enabled=script)
    page = live.go("/en/challenge", mounted=script)
    root = "#react-entry-point" if script else "#server-page"
    for event in ("ITU_WRC_2000", "ITU_WRC_23"):
        page.locator(f"{root} select#filter-also").select_option(event)
        if not script:
            page.locator(f"{root} form[aria-label='Compare events'] button").click()
        page.wait_for_url(holds("also", event))
        expect(page.locator(f"{root} main")).to_contain_text("leave out")
    assert holds("events", "ITU_WRC_2000")(page.url)
    expect(page.locator(f"{root} h1")).to_have_text("Events side by side")
    expect(page.locator(f"{root} .answer")).to_contain_text("12%")
    assert live.complaints == [] and live.outside == []
