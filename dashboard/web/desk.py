"""Pages with forms: who asks, what was sent, and what a page answers to that."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from dash.development.base_component import Component

if TYPE_CHECKING:
    from ..accounts import Account, Accounts
    from ..storage import Store

# What makes a text show in another order than it is stored in (see `ingest.scan`), or does not show at all; tabs and line ends may stay.
UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Upload:
    """A file that arrived with a form: where it was written to, and the name that it has with the sender."""

    path: Path
    name: str


@dataclass(frozen=True)
class Held:
    """A file that arrived with a form and is held in memory alone; of its name nothing is known but how it ends (`.xlsx`)."""

    content: bytes
    ending: str


@dataclass(frozen=True)
class Desk:
    """What pages with forms work with beside the published data; `token` makes the hidden field that shows a form to be ours."""

    store: Store
    accounts: Accounts
    token: Callable[[], Component]


@dataclass(frozen=True)
class Visit:
    """Who asks (None: somebody who has not logged in), and what was sent with a form."""

    account: Account | None = None
    form: Mapping[str, str] = field(default_factory=dict)
    upload: Upload | None = None
    held: Held | None = None


@dataclass(frozen=True)
class Redirect:
    """The answer to a form: go to this address within the site, language included."""

    address: str


@dataclass(frozen=True)
class Download:
    """The answer that is a file as it was sent, under the name that it had."""

    path: Path
    name: str


def written(text: str, longest: int) -> str:
    """What somebody has written into a field and others will read, without what would show it to them otherwise than it is."""
    return UNSEEN.sub("", text).strip()[:longest]
