"""What the reader's system asks for is respected: colours of its own leave every mark visible, and nothing moves where it must not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.pages import FIRST
from tests.browser.visits import Visit

# Marks that are drawn by nothing but their background: each must differ from the page, and women from men.
MARKS = """() => {
  const marks = '.bar-women, .bar-men, .pair-women, .pair-men, .ratio-mark, .dot-women, .dot-men, .key-women, .key-men, .square.is-met';
  const shown = [...document.querySelectorAll(`#react-entry-point :is(${marks})`)].filter(mark => mark.getBoundingClientRect().width > 0);
  const page = getComputedStyle(document.documentElement).backgroundColor;
  const paint = mark => { const style = getComputedStyle(mark); return style.backgroundImage + style.backgroundColor + style.boxShadow; };
  const blank = mark => { const style = getComputedStyle(mark); return style.backgroundImage === 'none' && style.boxShadow === 'none'
    && ['rgba(0, 0, 0, 0)', page].includes(style.backgroundColor); };
  const [women, men] = ['-women', '-men'].map(who => new Set(shown.filter(mark => mark.className.includes(who)).map(paint)));
  return {shown: shown.length, blank: shown.filter(blank).map(mark => mark.className), alike: [...women].filter(paint => men.has(paint))};
}"""
# On paper: marks whose background the browser would leave out, and tables that are wider than the sheet.
ON_PAPER = """() => {
  const marks = '.parity-bar > span, .paired-bars > span, .dot, .key, .strip-mark, .square, .rating, .map-swatch, .brand-mark';
  const every = [...document.querySelectorAll(`#react-entry-point :is(${marks})`)];
  const left = every.filter(mark => getComputedStyle(mark).printColorAdjust !== 'exact');
  const wide = [...document.querySelectorAll('#react-entry-point .table-scroll')].filter(node => node.scrollWidth > node.clientWidth);
  return {left: left.map(mark => mark.className), wide: wide.map(node => node.ariaLabel)};
}"""
MOVING = """() => [...document.querySelectorAll('body *')].filter(node => !node.closest('.js-plotly-plot')).filter(node => {
  const style = getComputedStyle(node);
  return parseFloat(style.transitionDuration) > 0 || style.animationName !== 'none';
}).map(node => node.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_marks_stay_visible_in_forced_colours(visit: Callable[..., Visit], scheme: str) -> None:
    """Bars, dots, squares and the keys of legends are painted, women other than men."""
    opened = visit(forced_colors="active", color_scheme=scheme)
    seen = 0
    for path in FIRST:
        found = opened.go(f"/en{path}").evaluate(MARKS)
        assert found["blank"] == [] and found["alike"] == [], path
        seen += found["shown"]
    assert seen > 100


def test_nothing_moves_where_motion_is_unwelcome(visit: Callable[..., Visit]) -> None:
    """With reduced motion no element has a transition or an animation."""
    opened = visit(reduced_motion="reduce")
    for path in FIRST:
        assert opened.go(f"/en{path}").evaluate(MOVING) == [], path


@pytest.mark.parametrize("path", FIRST)
def test_paper_holds_marks_and_tables(visit: Callable[..., Visit], path: str) -> None:
    """Printed on A4, every mark keeps its fill and no table runs off the edge."""
    page = visit(viewport={"width": 703, "height": 1000}).go(f"/en{path}")
    page.emulate_media(media="print")
    assert page.evaluate(ON_PAPER) == {"left": [], "wide": []}


def test_a_chart_without_script_takes_no_room(visit: Callable[..., Visit]) -> None:
    """The sentence that says a chart needs a script is followed by the table, not by a blank the size of the chart."""
    page = visit(java_script_enabled=False).go("/en/indicators/SG_GEN_PARL", mounted=False)
    assert page.locator(".trends").count() == 1
    assert not page.locator(".trends").is_visible()
