"""A visit to a page in a browser: opens it, waits until it is whole, and writes down what went wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page

SHOTS = Path(__file__).parent / "shots"
WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 360, "height": 740}


@dataclass
class Visit:
    """A page that was opened, with what the browser complained of and which other hosts it turned to."""

    page: Page
    home: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: message.type in ("error", "warning") and self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    @property
    def outside(self) -> list[str]:
        """What was asked of other hosts."""
        return [url for url in self.requests if not url.startswith((self.home + "/", "data:", "blob:", "about:"))]

    def go(self, path: str, mounted: bool = True) -> Page:
        """Open `path`; wait until Dash has taken the page over and drawn its figures, unless scripts are off."""
        self.page.goto(self.home + path, wait_until="load")
        if mounted:
            settle(self.page)
            self.wait_until_quiet()
        return self.page

    def wait_until_quiet(self) -> None:
        """Wait until nothing has been asked for during 0.3 s, what comes late included."""
        asked = -1
        while asked != len(self.requests):
            asked = len(self.requests)
            self.page.wait_for_timeout(300)


def settle(page: Page) -> bool:
    """Wait until Dash has taken the page over and every figure is drawn; whether Plotly draws one. Pages with forms it leaves alone."""
    if not page.locator("#react-entry-point").count():
        return False
    page.wait_for_selector("#react-entry-point main", state="visible")
    figures = page.locator("#react-entry-point .dash-graph").all()
    for figure in figures:
        figure.locator("svg.main-svg").first.wait_for(state="attached")
    return bool(figures)
