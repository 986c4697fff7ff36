"""What a reader waits for and what it moves: first content, bytes, the change of a filter — against the same pages as plain files."""

from __future__ import annotations

import re
import statistics
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, sync_playwright

from dashboard.web.pages import PAGES
from tests.browser import chromium
from tests.serving import Server, free_port, running

from . import static_site
from .report import Row

LOADS = 9
EXAMPLES = [f"/en{page.examples[0]}" for page in PAGES if page.examples]
# A slow phone connection, as Chromium's developer tools name it: 1.6 Mbit/s, 150 ms.
SLOW = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 93_750}
FIRST_CONTENT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"
# From the reader's choice to the frame after the new sentence stands on the page, in ms.
CHANGE = """([name, value]) => new Promise(done => {
  const root = document.querySelector('#react-entry-point'), before = root.querySelector('.answer').textContent;
  const started = performance.now();
  new MutationObserver((_, watcher) => {
    if (root.querySelector('.answer')?.textContent === before) return;
    watcher.disconnect();
    requestAnimationFrame(() => done(performance.now() - started));
  }).observe(root, {subtree: true, childList: true, characterData: true});
  const select = root.querySelector(`form.filters select[name="${name}"]:not([hidden])`);
  select.value = value;
  for (const kind of ['input', 'change']) select.dispatchEvent(new Event(kind, {bubbles: true}));
})"""
LINKED = re.compile(r'(?:href|src)="(/assets/[^"]+)"')


@contextmanager
def chromium_running() -> Iterator[Browser]:
    """A headless Chromium; raises RuntimeError where there is none."""
    path = chromium.find()
    if path is None:
        raise RuntimeError(chromium.MISSING)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(chromium.FLAGS))
        yield browser
        browser.close()


@contextmanager
def plain_files(server: Server, paths: list[str], folder: Path) -> Iterator[Server]:
    """The same documents and what they link to, without script, from the same kind of server."""
    folder.mkdir()
    for path in paths:
        document = static_site.plain(urlopen(server.address + path).read().decode())
        static_site.save(folder, path, document.encode(), ".html")
        for link in LINKED.findall(document):
            with urlopen(server.address + link.replace("&amp;", "&")) as response:
                static_site.save(folder, link.replace("&amp;", "&"), response.read(), Path(urlsplit(link).path).suffix)
    port = free_port()
    environment = {"STATIC_FOLDER": str(folder)}
    arguments = ["-m", "tests.bench.static_site", str(port)]
    with running(arguments, environment, f"http://127.0.0.1:{port}", paths[0], folder.with_suffix(".log")) as static:
        yield static


def first_content_ms(browser: Browser, url: str) -> float:
    """Navigation to the first text on screen, in an empty browser profile."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(url, wait_until="load")
    page.wait_for_function(FIRST_CONTENT)
    found = page.evaluate(FIRST_CONTENT)
    context.close()
    return float(found)


def alternating(first: Callable[[], float], second: Callable[[], float]) -> tuple[float, float]:
    """The medians of two measurements made in turn, so that a busy moment of the machine meets both; the first turn warms up."""
    pairs = [(first(), second()) for _ in range(LOADS + 1)][1:]
    return statistics.median(pair[0] for pair in pairs), statistics.median(pair[1] for pair in pairs)


@dataclass(frozen=True)
class Moved:
    """Compressed bytes that one page moved, headers included: until the first content on a slow line, and in all."""

    before_content: int
    total: int
    plotly: bool


def bytes_moved(browser: Browser, url: str) -> Moved:
    """One load of `url` in an empty profile over a slow connection."""
    context = browser.new_context()
    page = context.new_page()
    session = context.new_cdp_session(page)
    arrived: list[tuple[float, int]] = []
    painted: list[float] = []
    session.on("Network.dataReceived", lambda event: arrived.append((event["timestamp"], event["encodedDataLength"])))
    finished: list[int] = []
    session.on("Network.loadingFinished", lambda event: finished.append(int(event["encodedDataLength"])))
    session.on("Page.lifecycleEvent", lambda event: event["name"] == "firstContentfulPaint" and painted.append(event["timestamp"]))
    for command, parameters in (
        ("Network.enable", {}),
        ("Page.enable", {}),
        ("Page.setLifecycleEventsEnabled", {"enabled": True}),
        ("Network.emulateNetworkConditions", SLOW),
    ):
        session.send(command, parameters)
    page.goto(url, wait_until="networkidle", timeout=90_000)
    plotly = page.locator(".js-plotly-plot").count() > 0
    context.close()
    return Moved(sum(size for moment, size in arrived if moment <= painted[0]), sum(finished), plotly)


def filter_change_ms(page: Page, url: str) -> float | None:
    """Choose the last other option of the page's first filter that changes the sentence; None where the page has no filter."""
    page.goto(url, wait_until="load")
    page.wait_for_selector("#react-entry-point main")
    page.wait_for_load_state("networkidle")
    for select in page.locator("#react-entry-point form.filters select:not([hidden])").all():
        values = select.locator("option").evaluate_all("options => options.filter(option => !option.selected).map(option => option.value)")
        if values:
            return float(page.evaluate(CHANGE, [select.get_attribute("name"), values[-1]]))
    return None


def measure(server: Server, folder: Path) -> list[Row]:
    """All numbers a reader feels, page by page, the worst page of each kind in the table."""
    with chromium_running() as browser, plain_files(server, EXAMPLES, folder / "static") as static:
        content = {
            path: alternating(lambda url=server.address + path: first_content_ms(browser, url),
                              lambda url=static.address + path: first_content_ms(browser, url))
            for path in EXAMPLES
        }
        moved = {path: bytes_moved(browser, server.address + path) for path in EXAMPLES}
        return [*_content_rows(content), *_byte_rows(moved), *_filter_rows(browser, server, static)]


def _content_rows(content: dict[str, tuple[float, float]]) -> list[Row]:
    worst = max(content, key=lambda path: content[path][0] / content[path][1])
    ours, base = (statistics.median(pair[place] for pair in content.values()) for place in (0, 1))
    return [
        Row(f"first content, median of {len(content)} pages", ours, "ms", base, "static page", 1.5),
        Row(f"first content, slowest against its static page ({worst})", content[worst][0], "ms", content[worst][1], "static page", 1.5),
    ]


def _byte_rows(moved: dict[str, Moved]) -> list[Row]:
    def worst(what: str, size: Callable[[Moved], int], limit: float, paths: list[str]) -> list[Row]:
        if not paths:
            return []
        path = max(paths, key=lambda path: size(moved[path]))
        return [Row(f"{what}, most ({path})", size(moved[path]) / 1024, "KB", limit=limit)]

    drawn = [path for path in moved if moved[path].plotly]
    return [
        *worst("bytes before first content", lambda page: page.before_content, 60, list(moved)),
        *worst("bytes in all, without a Plotly figure", lambda page: page.total, 450, [path for path in moved if path not in drawn]),
        *worst("bytes in all, with one", lambda page: page.total, 1.1 * 1024, drawn),
    ]


def _filter_rows(browser: Browser, server: Server, static: Server) -> list[Row]:
    path = next(f"/en{page.examples[0]}" for page in PAGES if page.examples and page.parameters)

    def change() -> float:
        context: Any = browser.new_context()
        taken = filter_change_ms(context.new_page(), server.address + path)
        context.close()
        assert taken is not None, f"{path} has no filter"
        return taken

    ours, base = alternating(change, lambda: first_content_ms(browser, static.address + path))
    return [Row(f"a filter change to the new sentence ({path})", ours, "ms", base, "static page", 2)]
