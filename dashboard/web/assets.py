"""Style sheets, scripts and other files that a page links to, each under an address that changes with its content."""

from __future__ import annotations

import hashlib
from functools import lru_cache

import flask

from ..config import ROOT

FOLDER = ROOT / "assets"


@lru_cache(maxsize=None)
def asset(name: str) -> str:
    """The address of a file below assets/, with a fingerprint of its content; raises FileNotFoundError."""
    digest = hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()[:12]
    return f"/assets/{name}?f={digest}"


def is_fingerprinted(request: flask.Request) -> bool:
    """Whether a request is for such an address, so that its answer may be kept for good."""
    return request.path.startswith("/assets/") and "f" in request.args
