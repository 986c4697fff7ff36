"""What a page is: a row in the list of pages, and the view that its render function makes of a URL and a version."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..catalogue import Catalogue
    from .context import Context
    from .desk import Download, Made, Redirect

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Facts:
    """The published facts behind a row: of a dataset those whose key has these values; columns left out may have any."""

    dataset: str
    key: Mapping[str, str]


@dataclass(frozen=True)
class Column:
    """A column of a table: `key` heads it in the CSV, `label` on the page; `cell` draws a row's cell where text is not enough.

    `numeric` aligns to the end, `sortable` puts a link in the heading, `by_words` sorts by what `cell` says, `shown` and `saved` say
    whether page and CSV hold it, `traced` that its cells lead to where the figures of their rows come from; a table without such a column
    gets one more for that.
    """

    key: str
    label: str
    cell: Callable[[Row], Any] | None = None
    numeric: bool = False
    sortable: bool = False
    by_words: bool = False
    shown: bool = True
    saved: bool = True
    traced: bool = False


@dataclass(frozen=True)
class Table:
    """The rows behind a figure: the HTML table and the CSV are made of this one object, so they cannot differ.

    `facts` in a row says where its figures come from: the `Facts` themselves, or the address of what they were computed from. One that is
    `stacked` shows the cells of a row below each other on a narrow screen, each with its heading.
    """

    id: str
    caption: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    open: bool = True
    stacked: bool = False


@dataclass(frozen=True)
class View:
    """A page as made for one URL, one language and one version.

    `images` are SVG documents by name, `prints` the same as PNG where they can be had so, both made only when they are asked for; `data` is
    what programs get of it, `refresh` the seconds after which it is worth looking again (0: it stays as it is). `framed` says that it has
    nothing around it and may stand in frames of other sites. Where it refuses something, `code` says to programs what, and `wrong` what is
    wrong with the form that was sent, by field. `scripts` are those below assets/js that a page with forms has for itself.
    """

    title: str
    description: str
    body: Sequence[Any]
    tables: Sequence[Table] = ()
    status: int = 200
    images: Mapping[str, Callable[[], str]] = field(default_factory=dict)
    prints: Mapping[str, Callable[[], bytes]] = field(default_factory=dict)
    data: Mapping[str, Any] | None = None
    refresh: int = 0
    code: str = ""
    wrong: Mapping[str, str] = field(default_factory=dict)
    scripts: Sequence[str] = ()
    framed: bool = False

    def table(self, name: str) -> Table | None:
        """The table with this id; the first one where `name` is empty; None where there is none."""
        return next((table for table in self.tables if name in ("", table.id)), None)


@dataclass(frozen=True)
class Page:
    """One row in the list of pages.

    `path` starts after the language (`/indicators/{code}`); `parameters` are the query parameters it takes beside the common ones,
    or what gives them for its arguments (raises PageProblem for an argument that does not exist);
    `sections` are parts of it that people look for as if they were pages (`/versions`): a page that is not there leads to them;
    `examples` are paths that exist, for tests and for the list of pages; `menu` is the message that names it in the navigation.
    A `desk` page has forms: it is made for whoever asks, never remembered, and Dash does not take it over. `act` answers what is posted
    to it, `takes_file` says that a file may come with that; `needs` is the role that it is shown to and up, "" where everybody may see it.
    `holds` is how many bytes a form may have, its file included, whose content is held in memory while it is answered and then forgotten;
    where everybody may see the page it changes nothing, and whoever sends it needs no token.
    `beside` gives what a page shows that is in no version, as a text that is another one as soon as that is.
    A `framed` page is made for frames on other sites: small, without menu and script.
    """

    path: str
    render: Callable[[Context], View | Download]
    parameters: Sequence[str] | Callable[[Catalogue, Mapping[str, str]], Sequence[str]] = ()
    examples: Sequence[str] = ()
    sections: Sequence[str] = ()
    menu: str = ""
    desk: bool = False
    act: Callable[[Context], View | Redirect | Made] | None = None
    needs: str = ""
    takes_file: bool = False
    holds: int = 0
    beside: Callable[[Context], str] | None = None
    framed: bool = False

    def match(self, path: str) -> dict[str, str] | None:
        """The arguments that `path` gives this page, None where it is not this page's."""
        pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(self.path.rstrip("/")))
        found = re.fullmatch(pattern, path.rstrip("/"))
        return found.groupdict() if found else None
