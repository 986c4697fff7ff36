"""Remembers compressed responses, so that a page or a script is compressed once and not once a reader."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

import flask

REMEMBERED_BYTES = 64 * 1024 * 1024
NOT_REMEMBERED = ""
FINGERPRINTED = ("/assets/", "/_dash-component-suites/")


def compression_key(request: flask.Request) -> str:
    """What a compressed response is remembered under: its ETag where it depends on data, its address where that is fingerprinted."""
    if "etag" in flask.g:
        return flask.g.etag
    fingerprinted = request.path.startswith(FINGERPRINTED) and request.method == "GET"
    return request.full_path if fingerprinted else NOT_REMEMBERED


class RecentlyCompressed:
    """A cache backend of Flask-Compress that holds the responses used last, up to a number of bytes; safe among threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def get(self, key: str) -> bytes | None:
        """The compressed response remembered under `key`."""
        with self._lock:
            value = self._kept.get(key)
            if value is not None:
                self._kept.move_to_end(key)
            return value

    def set(self, key: str, value: bytes) -> None:
        """Remember a compressed response; a key that ends with nothing after the algorithm is not remembered."""
        with self._lock:
            if key in self._kept or key.endswith(f";{NOT_REMEMBERED}"):
                return
            self._kept[key] = value
            self._size += len(value)
            while self._size > REMEMBERED_BYTES:
                _, oldest = self._kept.popitem(last=False)
                self._size -= len(oldest)
