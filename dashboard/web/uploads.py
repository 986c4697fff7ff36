"""Forms as they arrive: small ones in memory, a file that comes with one straight onto the disk of the store."""

from __future__ import annotations

import io
import os
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import IO

import flask
from werkzeug.exceptions import RequestEntityTooLarge, ServiceUnavailable

from ..storage.files import PART
from .desk import Held, Upload

AROUND_FILE = 64 * 1024  # bytes that a form may have beside its file
FILE_FIELD = "file"
BUSY_SECONDS = 30


class FormSlots:
    """Forms that are on their way just now: one on a slow line holds a thread until its last byte, and readers must have some left.

    `most` forms may be on their way at once, `each` of them from one account or from all who have not logged in, and of these `strange`
    from one network address: so nobody keeps everybody else from sending.
    """

    def __init__(self, most: int, each: int, strange: int):
        self._most, self._each, self._strange = most, each, strange
        self._lock, self._counts = Lock(), Counter[str]()

    @contextmanager
    def one(self, account: str, address: str) -> Iterator[None]:
        """Count a form while it is read; raises ServiceUnavailable where it is one too many."""
        who = account or f"@{address}"
        with self._lock:
            alike = self._counts[who] if account else sum(count for one, count in self._counts.items() if one.startswith("@"))
            full = self._counts.total() >= self._most or alike >= self._each
            if full or (not account and self._counts[who] >= self._strange):
                raise ServiceUnavailable(retry_after=BUSY_SECONDS)
            self._counts[who] += 1
        try:
            yield
        finally:
            with self._lock:
                self._counts[who] -= 1
                self._counts += Counter()  # forgets those of whom nothing arrives any more


class FormRequest(flask.Request):
    """A request whose file, if it may bring one, is written to the folder `uploads` as it arrives."""

    uploads: Path | None = None
    arriving: Path | None = None
    holds: bool = False
    _stream: IO[bytes] | None = None

    def accept_file(self, folder: Path, largest: int) -> None:
        """Let the form bring one file of up to `largest` bytes; it is written to the folder."""
        self.uploads, self.max_content_length = folder, largest + AROUND_FILE

    def hold_file(self, largest: int, fields: int) -> None:
        """Let the form be of up to `largest` bytes and so many fields; a file that comes with it stays in memory."""
        self.holds, self.max_content_length, self.max_form_memory_size, self.max_form_parts = True, largest, largest, fields

    def held(self) -> Held | None:
        """The file that came with the form, in memory; None where none was chosen."""
        sent = self.files.get(FILE_FIELD)
        return Held(sent.stream.read(), Path(sent.filename).suffix[:10]) if sent and sent.filename else None

    def _get_file_stream(
        self, total_content_length: int | None, content_type: str | None, filename: str | None = None, content_length: int | None = None
    ) -> IO[bytes]:
        if self.holds:
            return io.BytesIO()
        if self.uploads is None or self.arriving is not None:
            raise RequestEntityTooLarge  # a form that asked for no file brings one, or brings several
        self.uploads.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=PART, dir=self.uploads)
        self.arriving, self._stream = Path(name), os.fdopen(descriptor, "w+b")
        return self._stream

    def upload(self) -> Upload | None:
        """The file that came with the form, on the disk as a whole; None where none was chosen."""
        sent = self.files.get(FILE_FIELD)
        if sent is None or self.arriving is None or not sent.filename:
            return None
        sent.stream.flush()
        os.fsync(sent.stream.fileno())
        sent.stream.close()
        return Upload(self.arriving, _base_name(sent.filename))

    def forget_file(self) -> None:
        """Remove what arrived, unless somebody has taken it away already."""
        if self.arriving is not None and self._stream is not None:
            with suppress(OSError):  # what was still to be written does not matter any more
                self._stream.close()
            with suppress(OSError):
                self.arriving.unlink(missing_ok=True)


def _base_name(name: str) -> str:
    """The last part of a path as any system writes it, without what cannot be shown."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(sign for sign in last if sign.isprintable())[:200] or "file"
