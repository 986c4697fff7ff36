"""Remembers compressed responses, so that a page or a script is compressed once and not once a reader."""

from __future__ import annotations

from threading import Lock

import flask
from cachetools import LRUCache

REMEMBERED_BYTES = 16 * 1024 * 1024
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
        self._kept: LRUCache[str, bytes] = LRUCache(REMEMBERED_BYTES, getsizeof=len)
        self._lock = Lock()

    def get(self, key: str) -> bytes | None:
        """The compressed response remembered under `key`."""
        with self._lock:
            return self._kept.get(key)

    def set(self, key: str, value: bytes) -> None:
        """Remember a compressed response; a key that ends with nothing after the algorithm is not remembered."""
        if len(value) <= REMEMBERED_BYTES and not key.endswith(f";{NOT_REMEMBERED}"):
            with self._lock:
                self._kept[key] = value
