"""Style sheets, scripts and other files that a page links to, each under an address that changes with its content."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version

import flask

from ..config import ROOT

FOLDER = ROOT / "assets"
STYLES = tuple("tokens base bars components facts print figures map pages indicators events home desk findings stacked forced".split())
FRAMED_STYLES = tuple("tokens bars embed forced".split())
STYLE_SHEET = "/assets/style.css"
PARTS = (".css", ".csv", ".js", ".json", ".po", ".png", ".py", ".sql", ".svg", ".toml")
LIBRARIES = ("babel", "dash", "plotly", "resvg-py")


@cache
def asset(name: str) -> str:
    """The address of a file below assets/, with a fingerprint of its content; raises FileNotFoundError."""
    return _fingerprinted(f"/assets/{name}", (FOLDER / name).read_bytes())


@cache
def style_sheet() -> str:
    """All style sheets as one, in the order in which they build on each other, so that a page waits for one file only."""
    return _together(STYLES)


@cache
def framed_style_sheet() -> str:
    """The style sheet of pages for frames, which stands in the page itself: without comments, for it counts towards its size."""
    return re.sub(r"\s*/\*.*?\*/\s*|(?<=[{;:,])\s+", "", _together(FRAMED_STYLES), flags=re.DOTALL)


def _together(names: Sequence[str]) -> str:
    return "\n".join((FOLDER / "css" / f"{name}.css").read_text(encoding="utf-8") for name in names)


@cache
def style_address() -> str:
    """The address of the one style sheet."""
    return _fingerprinted(STYLE_SHEET, style_sheet().encode())


@cache
def program() -> str:
    """A fingerprint of everything that pages are made of beside the data: code, words, declarations, styles, and the libraries."""
    digest = hashlib.sha256()
    for folder in ("assets", "dashboard", "data", "queries"):
        for file in sorted(file for file in (ROOT / folder).rglob("*") if file.suffix in PARTS):
            digest.update(file.read_bytes())
    digest.update(" ".join(map(version, LIBRARIES)).encode())
    return digest.hexdigest()[:24]


def is_fingerprinted(request: flask.Request) -> bool:
    """Whether a request is for the address that a file has now, so that its answer may be kept for good."""
    if request.path == STYLE_SHEET:
        return request.full_path == style_address()
    name = request.path.removeprefix("/assets/")
    return name != request.path and request.full_path == asset(name)


def _fingerprinted(path: str, content: bytes) -> str:
    return f"{path}?f={hashlib.sha256(content).hexdigest()[:12]}"
