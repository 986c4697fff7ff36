"""When Dash takes a page over from the server, the reader sees nothing of it: no blank frame, no second copy, no jump."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.pages import MOUNTED
from tests.browser.visits import Visit

# Looks at every frame the browser draws, from the first one that shows the page.
WATCH = """(() => {
  const frames = window.seenFrames = {shown: 0, blank: 0, doubled: 0, tops: [], heights: []};
  const seen = main => main.checkVisibility({visibilityProperty: true, opacityProperty: true}) && main.getBoundingClientRect().height > 50;
  const look = () => {
    const mains = [...document.querySelectorAll('main')].filter(seen);
    if (mains.length) {
      frames.shown += 1;
      const top = Math.round(mains[0].querySelector('h1').getBoundingClientRect().top);
      if (frames.tops.at(-1) !== top) frames.tops.push(top);
      const height = Math.round(mains[0].getBoundingClientRect().height);
      if (frames.heights.at(-1) !== height) frames.heights.push(height);
    } else if (frames.shown) frames.blank += 1;
    if (mains.length > 1) frames.doubled += 1;
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})()"""
# The text of a page without what only one of the two has: the button for readers without script, the drawing of a figure.
TEXT = """root => {
  const main = document.querySelector(root + ' main').cloneNode(true);
  main.querySelectorAll('noscript, .graph-placeholder, .dash-graph').forEach(node => node.remove());
  return main.textContent.replace(/\\s+/g, ' ').trim();
}"""


@pytest.mark.parametrize("path", MOUNTED)
def test_handover_is_not_seen(visit: Callable[..., Visit], path: str) -> None:
    """Frames were drawn before and after Dash mounted: all show one page, its heading in one place, and nothing collapses.

    The words on it are those of the page without script.
    """
    opened = visit()
    opened.page.add_init_script(WATCH)
    page = opened.go(f"/en{path}")
    page.evaluate("new Promise(done => { let left = 10; const next = () => left-- ? requestAnimationFrame(next) : done(); next(); })")
    seen = page.evaluate("window.seenFrames")
    assert seen["blank"] == 0 and seen["doubled"] == 0
    assert len(seen["tops"]) == 1
    # A long page grows while it comes in; it never gets shorter.
    assert seen["heights"] == sorted(seen["heights"])
    sent = visit(java_script_enabled=False).go(f"/en{path}", mounted=False).evaluate(TEXT, "#server-page")
    assert sent and page.evaluate(TEXT, "#react-entry-point") == sent
