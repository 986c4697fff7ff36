"""Saved ways to read files as whoever asks may see them: their own, and those of publishers, by which the files of everybody are read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ..domain.rights import PUBLISHER
from ..ingest.mapping import FileMapping
from ..ingest.receiving import LIST, publishers
from ..storage import Store
from ..storage.jobs import WAS
from .context import Context

LOOKED_AT = 200  # of the newest batches, to find when a profile was last used


@dataclass(frozen=True)
class SavedProfile:
    """A saved profile: `for_all` is whether files of everybody are read by it, `used_at` when one last was, as far as is known.

    `list` is what each header of a list of people heads, where it is one for such lists.
    """

    name: str
    owner: str
    dataset: str
    mapping: FileMapping
    saved_at: datetime
    for_all: bool
    used_at: datetime | None = None
    list: Mapping[str, str] = field(default_factory=dict)

    @property
    def columns(self) -> dict[str, Any]:
        """By header in the file, what it is read as: a column, "" for none, or what the header of a wide one says."""
        return {**self.mapping.columns, **(self.mapping.wide.columns if self.mapping.wide else {})}

    @property
    def values(self) -> int:
        """How many texts it maps."""
        return sum(map(len, self.mapping.values.values()))


def saved(context: Context, used: bool = False) -> list[SavedProfile]:
    """The profiles that whoever asks may see, by name; with `used`, also when a file was last read by each."""
    assert context.desk and context.account
    store = context.desk.store
    for_all = publishers(store)
    rows = [row for row in store.profiles.all() if context.account.may(PUBLISHER) or row["account"] in for_all | {context.account.name}]
    names = {former: row["name"] for row in rows for former in row["content"].get(WAS, ())} | {row["name"]: row["name"] for row in rows}
    last = _last_used(store, names) if used else {}
    return [_read(row, row["account"] in for_all, last.get(row["name"])) for row in rows]


def may_change(context: Context, profile: SavedProfile) -> bool:
    """Whether whoever asks may rename or remove a profile: it is theirs, or they may publish."""
    return context.account is not None and (profile.owner == context.account.name or context.account.may(PUBLISHER))


def _read(row: Mapping[str, Any], for_all: bool, used_at: datetime | None) -> SavedProfile:
    content = row["content"]
    return SavedProfile(
        row["name"],
        row["account"],
        content["dataset"],
        FileMapping.from_dict(content["mapping"]),
        row["saved_at"],
        for_all,
        used_at,
        content.get(LIST, {}),
    )


def _last_used(store: Store, names: Mapping[str, str]) -> dict[str, datetime]:
    """When each of the profiles was last used, as far as the newest batches tell; `names` leads from those it had to that it has."""
    found: dict[str, datetime] = {}
    for batch in store.batches()[: -LOOKED_AT - 1 : -1]:
        if len(found) == len(set(names.values())):
            break
        kept = store.recognition(batch.id)
        name = json.loads(kept)["saved"] if kept else ""
        if name in names:
            found.setdefault(names[name], batch.received_at)
    return found
