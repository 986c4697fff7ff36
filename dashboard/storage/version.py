"""A version: one immutable DuckDB file, opened read-only, that answers the named questions of `queries/`."""

from __future__ import annotations

from datetime import datetime
from typing import Any


class Version:
    """A published version. Thread-safe; its connections are closed when nobody holds it any more."""

    number: int
    created_at: datetime
    checksum: str

    def run(self, name: str, **parameters: Any) -> list[dict[str, Any]]:
        """The rows of `queries/<name>.sql` with these parameters bound, as dicts with lower-case keys.

        Raises StorageError where there is no such query or its parameters are not exactly those that its header declares.
        """
