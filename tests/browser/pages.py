"""Which addresses the browser tests open: the examples in the list of pages, so that a new page is covered by itself."""

from __future__ import annotations

from dashboard.web.pages import PAGES

EXAMPLES = tuple(example for page in PAGES for example in page.examples)


def name(path: str) -> str:
    """A file name for an address: `/en/areas/FRA?sort=x` → `en-areas-FRA-sort-x`."""
    return "-".join("".join(letter if letter.isalnum() or letter in "._" else " " for letter in path).split()) or "home"
