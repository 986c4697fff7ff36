"""Fixtures of the browser tests: a real server over the bundled batches, a Chromium, and visits that write down what went wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from dashboard.config import Settings
from tests.browser import chromium
from tests.serving import Server, serving

SHOTS = Path(__file__).parent / "shots"
WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 360, "height": 740}


@dataclass
class Visit:
    """A page that was opened, with what the browser complained of and which other hosts it turned to."""

    page: Page
    home: str
    outside: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("request", lambda request: self._note(request.url))
        self.page.on("console", lambda message: message.type in ("error", "warning") and self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _note(self, url: str) -> None:
        if not url.startswith((self.home + "/", "data:", "blob:", "about:")):
            self.outside.append(url)

    def go(self, path: str, mounted: bool = True) -> Page:
        """Open `path`; wait until Dash has taken the page over, unless scripts are off."""
        self.page.goto(self.home + path, wait_until="load")
        if mounted:
            self.page.wait_for_selector("#react-entry-point main", state="attached", timeout=20_000)
            self.page.wait_for_load_state("networkidle")
        return self.page


@pytest.fixture(scope="session")
def server(bundled: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The product itself, serving the bundled batches."""
    with serving(bundled.data, tmp_path_factory.mktemp("server") / "log.txt") as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium; where there is none the test is skipped and says why."""
    path = chromium.find()
    if path is None:
        pytest.skip(chromium.MISSING)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=list(chromium.FLAGS))
        yield launched
        launched.close()


@pytest.fixture
def visit(browser: Browser, server: Server) -> Iterator[Callable[..., Visit]]:
    """`visit(viewport=…, java_script_enabled=…)` makes a fresh browser profile with one empty page."""
    contexts: list[BrowserContext] = []

    def make(**options: Any) -> Visit:
        contexts.append(browser.new_context(**{"viewport": WIDE, "reduced_motion": "reduce", **options}))
        return Visit(contexts[-1].new_page(), server.address)

    yield make
    for context in contexts:
        context.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
