"""Style sheets, scripts and other files that a page links to, each under an address that changes with its content."""

from __future__ import annotations

import hashlib
from functools import cache

import flask

from ..config import ROOT

FOLDER = ROOT / "assets"
STYLES = ("tokens", "base", "components", "figures", "map", "pages", "indicators", "events", "home", "forced")
STYLE_SHEET = "/assets/style.css"


@cache
def asset(name: str) -> str:
    """The address of a file below assets/, with a fingerprint of its content; raises FileNotFoundError."""
    return _fingerprinted(f"/assets/{name}", (FOLDER / name).read_bytes())


@cache
def style_sheet() -> str:
    """All style sheets as one, in the order in which they build on each other, so that a page waits for one file only."""
    return "\n".join((FOLDER / "css" / f"{name}.css").read_text(encoding="utf-8") for name in STYLES)


@cache
def style_address() -> str:
    """The address of the one style sheet."""
    return _fingerprinted(STYLE_SHEET, style_sheet().encode())


def is_fingerprinted(request: flask.Request) -> bool:
    """Whether a request is for such an address, so that its answer may be kept for good."""
    return request.path.startswith("/assets/") and "f" in request.args


def _fingerprinted(path: str, content: bytes) -> str:
    return f"{path}?f={hashlib.sha256(content).hexdigest()[:12]}"
