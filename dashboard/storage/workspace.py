"""A scratch database in which one batch is staged and checked before anything is published."""

from __future__ import annotations

import fcntl
import os
import re
import secrets
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import duckdb

from ..config import Settings
from ..errors import StorageError
from .files import Folder


class UnreadableCsv(StorageError):
    """A file does not have exactly the columns asked for; `line` is the physical line, 0 where it is not known."""

    def __init__(self, line: int, reason: str):
        super().__init__(f"line {line}: {reason}" if line else reason)
        self.line, self.reason = line, reason


class Workspace:
    """A scratch DuckDB database with the current version attached read-only; use it in a `with` statement."""

    def __init__(self, settings: Settings):
        self._settings = settings
