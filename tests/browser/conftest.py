"""Fixtures of the browser tests: a real server over the bundled batches, a Chromium, and visits that write down what went wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from dashboard.config import Settings
from tests.browser import chromium
from tests.browser.visits import WIDE, Visit
from tests.serving import Server, serving


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
    assert server.process.poll() is None, f"the server has ended by itself with status {server.process.returncode}"

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
