"""The page of an event in a frame on another site: shown there, with nothing asked of anybody, where other pages are not."""

from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import unquote

import pytest
from playwright.sync_api import Frame

from tests.browser.visits import NARROW, WIDE, Visit


class _OtherSite(BaseHTTPRequestHandler):
    """A site that shows the address after its own in a frame."""

    def do_GET(self) -> None:
        body = f'<!doctype html><title>x</title><iframe src="{unquote(self.path[1:])}" width="100%" height="480"></iframe>'
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def other_site() -> Iterator[str]:
    """The address of another site: another port is another origin."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _OtherSite) as running:
        Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}/"
        running.shutdown()


def framed(opened: Visit, other_site: str, path: str) -> Frame:
    """The frame with this page as a reader of another site gets it."""
    opened.page.goto(f"{other_site}{opened.home}{path}", wait_until="networkidle")
    return opened.page.frames[1]


def test_another_site_shows_it(visit: Callable[..., Visit], other_site: str) -> None:
    """Wide and narrow, in both directions, nothing is cut off at the side; its links lead out of the frame."""
    for lang, size in (("en", WIDE), ("ar", NARROW)):
        opened = visit(viewport=size)
        frame = framed(opened, other_site, f"/{lang}/embed/event/WSIS_FORUM_2020")
        assert "2020" in frame.locator("h1").inner_text() and frame.locator(".parity-bar").is_visible()
        assert frame.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert [url for url in opened.outside if not url.startswith(other_site)] == [] and opened.complaints == []
        with opened.page.context.expect_page() as whole:
            frame.locator("a").last.click()
        assert whole.value.url.endswith(f"/{lang}/challenge/WSIS_FORUM_2020")


def test_another_site_shows_no_other_page(visit: Callable[..., Visit], other_site: str) -> None:
    opened = visit()
    assert framed(opened, other_site, "/en/challenge/WSIS_FORUM_2020").locator(".answer").count() == 0
    assert any("frame-ancestors" in complaint for complaint in opened.complaints)


def test_the_picture_as_a_browser_draws_it_stays_within_its_margins(visit: Callable[..., Visit]) -> None:
    """Its fonts are the reader's own; no line leaves the picture."""
    for lang in ("ar", "en", "ru", "zh"):
        page = visit().go(f"/{lang}/embed/event/EXAMPLE_FORUM_2025?format=svg", mounted=False)
        boxes = page.evaluate("[...document.querySelectorAll('text')].map(text => text.getBBox()).map(box => [box.x, box.x + box.width])")
        assert len(boxes) > 8
        assert min(left for left, _ in boxes) > 50 and max(right for _, right in boxes) < 1150
