"""Remembers compressed responses, so that a page or a script is compressed once and not once a reader."""

from __future__ import annotations

from collections import OrderedDict

import flask

REMEMBERED_BYTES = 64 * 1024 * 1024
NOT_REMEMBERED = ""


def compression_key(request: flask.Request) -> str:
    """What a compressed response is remembered under: its ETag for a page, its address for a script, nothing for a callback."""
    if request.method != "GET" or request.path in ("/_dash-layout", "/_dash-dependencies"):
        return NOT_REMEMBERED
    return flask.g.get("etag") or request.full_path


class RecentlyCompressed:
    """A cache backend of Flask-Compress that holds the responses used last, up to a number of bytes."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._size = 0

    def get(self, key: str) -> bytes | None:
        """The compressed response remembered under `key`."""
        value = self._kept.get(key)
        if value is not None:
            self._kept.move_to_end(key)
        return value

    def set(self, key: str, value: bytes) -> None:
        """Remember a compressed response; a key that ends with nothing after the algorithm is not remembered."""
        if key in self._kept or key.endswith(f";{NOT_REMEMBERED}"):
            return
        self._kept[key] = value
        self._size += len(value)
        while self._size > REMEMBERED_BYTES:
            _, oldest = self._kept.popitem(last=False)
            self._size -= len(oldest)
