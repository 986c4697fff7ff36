"""What a reader waits for and what it moves: first content, bytes, the change of a filter — against the same pages as plain files."""

from __future__ import annotations

import html
import re
import statistics
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

from playwright.sync_api import Browser, sync_playwright

from dashboard.web.pages import PAGES
from tests.browser import chromium
from tests.browser.visits import settle
from tests.serving import Server, free_port, running

from . import static_site
from .report import Row

LOADS = 9
EXAMPLES = [f"/en{page.examples[0]}" for page in PAGES if page.examples]
# A slow phone connection, as Chromium's developer tools name it: 1.6 Mbit/s, 150 ms.
SLOW = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 93_750}
FIRST_CONTENT = """() => new Promise(done => new PerformanceObserver(list => {
  for (const entry of list.getEntriesByName('first-contentful-paint')) done(entry.startTime);
}).observe({type: 'paint', buffered: true}))"""
PAINTED = "firstContentfulPaint"
# From the reader's choice to the frame after the new sentence stands on the page, in ms.
CHANGE = """([name, value]) => new Promise((done, fail) => {
  setTimeout(() => fail(new Error(`choosing ${name}=${value} left the sentence as it was`)), 10000);
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
# Name and value of every option of a filter that is not chosen now.
OFFERED = "selects => selects.flatMap(one => [...one.options].filter(option => !option.selected).map(option => [one.name, option.value]))"
# What a document needs beside itself: styles, pictures, and the map, which is a picture made on the server.
LINKED = re.compile(r'(?:href|src|data)="(/assets/[^"]+|/[^"]*format=svg[^"]*)"')


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
        static_site.save(folder, path, document.encode(), "text/html; charset=utf-8")
        for link in (html.unescape(link) for link in LINKED.findall(document)):
            with urlopen(server.address + link) as response:
                static_site.save(folder, link, response.read(), response.headers["Content-Type"])
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

    before_content: float
    total: float
    plotly: bool


def bytes_moved(browser: Browser, url: str) -> Moved:
    """One load of `url` in an empty profile over a slow connection; the document itself counts in full towards the first content."""
    context = browser.new_context()
    page = context.new_page()
    session = context.new_cdp_session(page)
    asked: list[str] = []
    ended: set[str] = set()
    finished: dict[str, tuple[float, float]] = {}
    painted: dict[str, float] = {}
    session.on("Network.requestWillBeSent", lambda event: asked.append(event["requestId"]))
    session.on("Network.loadingFailed", lambda event: ended.add(event["requestId"]))
    session.on("Network.loadingFinished", lambda done: finished.update({done["requestId"]: (done["timestamp"], done["encodedDataLength"])}))
    session.on("Page.lifecycleEvent", lambda event: event["name"] == PAINTED and painted.setdefault(event["frameId"], event["timestamp"]))
    session.send("Network.enable")
    session.send("Page.enable")
    session.send("Page.setLifecycleEventsEnabled", {"enabled": True})
    session.send("Network.emulateNetworkConditions", SLOW)
    frame = session.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
    page.goto(url, wait_until="load", timeout=90_000)
    plotly = settle(page)
    while set(asked) - ended - set(finished):
        page.wait_for_timeout(200)
    context.close()
    until = painted[frame]
    return Moved(
        sum(size for request, (moment, size) in finished.items() if moment <= until or request == asked[0]),
        sum(size for _, size in finished.values()),
        plotly,
    )


@dataclass(frozen=True)
class Choice:
    """A choice in a filter that gives the page another sentence."""

    path: str
    name: str
    value: str


def choice(browser: Browser, server: Server) -> Choice:
    """The first one found in the list of pages, looked for without script; raises RuntimeError where no filter changes a sentence."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    with_filters = [
        page for page in PAGES if page.examples and page.parameters and not (callable(page.parameters) or page.desk or page.framed)
    ]
    for path in (f"/en{page.examples[0]}" for page in with_filters):
        page.goto(server.address + path)
        sentence = page.locator(".answer").inner_text()
        offered = page.locator("form.filters select:not([hidden])").evaluate_all(OFFERED)
        for name, value in offered:
            page.goto(f"{server.address}{path}?{urlencode({name: value})}")
            if page.locator(".answer").inner_text() != sentence:
                context.close()
                return Choice(path, name, value)
    raise RuntimeError("no filter changes a sentence")


def filter_change_ms(browser: Browser, server: Server, choice: Choice) -> float:
    """From the reader's choice on a page that has loaded to the frame with the new sentence."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(server.address + choice.path, wait_until="load")
    settle(page)
    taken = page.evaluate(CHANGE, [choice.name, choice.value])
    context.close()
    return float(taken)


def measure(server: Server, folder: Path) -> list[Row]:
    """All numbers a reader feels, page by page, the worst page of each kind in the table."""
    with chromium_running() as browser, plain_files(server, EXAMPLES, folder / "static") as static:
        content = {
            path: alternating(
                lambda url=server.address + path: first_content_ms(browser, url),
                lambda url=static.address + path: first_content_ms(browser, url),
            )
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
    chosen = choice(browser, server)
    ours, base = alternating(
        lambda: filter_change_ms(browser, server, chosen),
        lambda: first_content_ms(browser, static.address + chosen.path),
    )
    return [Row(f"a filter change to the new sentence ({chosen.path})", ours, "ms", base, "static page", 2)]
