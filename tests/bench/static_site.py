"""The yardstick of the page benchmarks: the same documents as plain files, without script, from the same kind of server."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import brotli
from granian import Granian
from granian.constants import Interfaces

SCRIPTS = re.compile(r"<script\b.*?</script>", re.DOTALL)


def plain(document: str) -> str:
    """The document as somebody would have written it by hand: no scripts, no place for Dash."""
    return SCRIPTS.sub("", document).replace('<div id="react-entry-point"></div>', "")


def save(folder: Path, path: str, body: bytes, kind: str) -> None:
    """Keep what answers `path`, compressed once, and beside it what kind of file it is."""
    name = re.sub(r"\W", "_", path)
    (folder / f"{name}.body").write_bytes(brotli.compress(body, quality=9))
    (folder / f"{name}.kind").write_text(kind)


class StaticSite:
    """A WSGI application that answers each path with the file saved for it."""

    def __init__(self, folder: Path):
        self._answers = {file.stem: (file.with_suffix(".kind").read_text(), file.read_bytes()) for file in folder.glob("*.body")}

    def __call__(self, environment: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        query = environment.get("QUERY_STRING", "")
        path = unquote(environment["PATH_INFO"]) + (f"?{query}" if query else "")
        kind, body = self._answers.get(re.sub(r"\W", "_", path), ("", b""))
        if not kind:
            start("404 Not Found", [("Content-Length", "0")])
            return [b""]
        headers = [("Content-Type", kind), ("Content-Encoding", "br"), ("Content-Length", str(len(body))), ("Cache-Control", "no-cache")]
        start("200 OK", headers)
        return [body]


def application() -> StaticSite:
    """The application over the folder that STATIC_FOLDER names; every worker process calls it."""
    return StaticSite(Path(os.environ["STATIC_FOLDER"]))


if __name__ == "__main__":
    Granian(
        "tests.bench.static_site:application",
        factory=True,
        address="127.0.0.1",
        port=int(sys.argv[1]),
        interface=Interfaces.WSGI,
        blocking_threads=4,
        log_level="warning",
    ).serve()
