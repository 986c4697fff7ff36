"""Everything that can be clicked can be reached with the Tab key, in order, and the reader sees where they are."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.pages import FIRST
from tests.browser.visits import Visit

# Stops within a picture that is a document of its own, such as the map with its countries.
WITHIN = 400
REACHABLE = """() => {
  const links = 'a[href], button:not([disabled]), input:not([type=hidden]), select, summary, [tabindex="0"]';
  const shown = [...document.querySelectorAll(links)].filter(
    node => node.checkVisibility({visibilityProperty: true}) && !node.closest('.js-plotly-plot'));
  shown.forEach((node, place) => node.dataset.place = place);
  return shown.length;
}"""
FOCUSED = """() => {
  const node = document.activeElement, style = getComputedStyle(node);
  const box = node.getBoundingClientRect();
  const marked = node.ownerSVGElement || style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== 'none';
  return {place: node.dataset.place ?? null, marked: Boolean(marked), inside: box.right > 0 && box.left < innerWidth, 
          html: node.outerHTML.slice(0, 120)};
}"""


@pytest.mark.parametrize("path", FIRST)
def test_tab_reaches_everything(visit: Callable[..., Visit], path: str) -> None:
    """Tab goes once through every link and control in the order of the page; each shows that it has the focus."""
    page = visit().go(f"/en{path}")
    expected = page.evaluate(REACHABLE)
    reached: list[int] = []
    for _ in range(expected + WITHIN):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUSED)
        if focus["place"] is not None:
            assert focus["marked"] and focus["inside"], focus["html"]
            reached.append(int(focus["place"]))
        if len(reached) == expected:
            break
    assert reached == list(range(expected))


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_menu_can_be_skipped(visit: Callable[..., Visit], lang: str) -> None:
    """The first stop leads past the menu to the content."""
    page = visit().go(f"/{lang}{FIRST[0]}")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")
    assert page.evaluate("document.activeElement.closest('#react-entry-point main') !== null")
