"""Where a page has a Plotly figure it is drawn, with its traces and nothing clipped, in both writing directions."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.browser.pages import FIRST
from tests.browser.visits import NARROW, WIDE, Visit


@pytest.fixture(scope="session")
def drawn(client: FlaskClient) -> list[str]:
    """The pages whose HTML keeps a place for a figure."""
    return [path for path in FIRST if b"graph-placeholder" in client.get(f"/en{path}").data]


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["desk", "phone"])
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_figures_are_drawn(visit: Callable[..., Visit], drawn: list[str], lang: str, size: dict[str, int]) -> None:
    """Every figure holds at least one trace, and no label of it is cut off."""
    assert drawn, "at least the indicator page draws its trend with Plotly"
    for path in drawn:
        page = visit(viewport=size).go(f"/{lang}{path}")
        for figure in page.locator("#react-entry-point .dash-graph").all():
            figure.scroll_into_view_if_needed()
            figure.locator("svg.main-svg").first.wait_for(timeout=15_000)
            assert figure.locator(".trace").count() >= 1, path
            box = figure.bounding_box()
            assert box is not None
            for label in figure.locator(".xtick text, .ytick text, .g-gtitle text").all():
                place = label.bounding_box()
                assert place is not None and place["x"] >= box["x"] - 1, (path, label.inner_html())
                assert place["x"] + place["width"] <= box["x"] + box["width"] + 1, (path, label.inner_html())
