"""Which version a reader gets: the one that CURRENT names, found by one stat, while a publisher may swap it at any moment."""

from __future__ import annotations

import os
import threading
import weakref
from collections import deque

from ..errors import NoVersion, StoreDamaged
from .files import Folder
from .version import Version

KEPT_OPEN = 4


class Readers:
    """The versions that this process has open. Those that nobody uses any more are closed, but for the last few that were asked for."""

    def __init__(self, files: Folder, examples: bool):
        self._files, self._examples = files, examples
        self._newest: tuple[tuple[int, ...], Version] | None = None
        self._open: weakref.WeakValueDictionary[int, Version] = weakref.WeakValueDictionary()
        self._recent: deque[Version] = deque(maxlen=KEPT_OPEN)
        self._opening = threading.Lock()

    def newest(self) -> Version:
        """The version that CURRENT names. Raises NoVersion where there is none, StoreDamaged where it cannot be read."""
        mark = self._mark()
        held = self._newest
        if held is not None and held[0] == mark:
            return held[1]
        # The mark is older than what is read next, so a swap in between is noticed the next time.
        version = self._get(self._current())
        self._newest = (mark, version)
        return version

    def version(self, number: int) -> Version:
        """A version by its number. Raises NoVersion where it never was current, or where its file has been removed."""
        current = self._current()
        if not 0 < number <= current or not self._files.version_file(number).exists():
            raise NoVersion(f"there is no version {number}; the current one is {current}")
        version = self._get(number)
        self._recent.append(version)
        return version

    def close(self) -> None:
        """Let go of all versions."""
        self._newest = None
        self._recent.clear()

    def _mark(self) -> tuple[int, ...]:
        try:
            stat = os.stat(self._files.current)
        except FileNotFoundError as error:
            raise NoVersion("nothing has been published yet") from error
        return stat.st_mtime_ns, stat.st_ino, stat.st_size

    def _current(self) -> int:
        number = self._files.read_current()
        if number is None:
            raise NoVersion("nothing has been published yet")
        return number

    def _get(self, number: int) -> Version:
        with self._opening:
            version = self._open.get(number)
            if version is None:
                file = self._files.version_file(number)
                if not file.exists():
                    raise StoreDamaged(f"{file}: is missing. `rebuild` makes it anew from the raw files")
                version = Version(file, number, examples=self._examples)
                self._open[number] = version
            return version
