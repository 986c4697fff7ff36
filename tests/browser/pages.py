"""Which addresses the browser tests open: the examples in the list of pages, so that a new page is covered by itself."""

from __future__ import annotations

from dashboard.web.pages import PAGES

FIRST = tuple(page.examples[0] for page in PAGES if page.examples)
OTHERS = tuple(example for page in PAGES for example in page.examples[1:])
EXAMPLES = FIRST + OTHERS
# Those that Dash takes over: all but the pages with forms.
MOUNTED = tuple(example for page in PAGES for example in page.examples if not (page.desk or page.framed))
# Parameters that are made for each address are a key, not filters; pages with forms are sent anew, which test_desk.py looks at.
FILTERED = tuple(
    page.examples[0] for page in PAGES if page.examples and page.parameters and not (callable(page.parameters) or page.desk or page.framed)
)


def name(path: str) -> str:
    """A file name for an address: `/en/areas/FRA?sort=x` → `en-areas-FRA-sort-x`."""
    return "-".join("".join(letter if letter.isalnum() or letter in "._" else " " for letter in path).split()) or "home"
