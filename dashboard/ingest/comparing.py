"""Before a batch is published or withdrawn: what that would change, as one record kept beside its report and shown in any language."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ..storage import Batch, Change, Manifest, Preview, Store, Tally, Workspace
from .publishing import put_aside, staging
from .scan import Scan


@dataclass(frozen=True)
class Headline:
    """A page whose sentence would change: its path after the language, and its title and sentence in each language asked for.

    `before` or `after` is empty where the page does not exist then.
    """

    path: str
    title: Mapping[str, str]
    before: Mapping[str, str] = field(default_factory=dict)
    after: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Comparison(Preview):
    """What publishing a batch would change, with the pages that would read otherwise; kept without the file of the preview.

    It holds true as long as `against` is the current version.
    """

    headlines: tuple[Headline, ...] = ()

    @classmethod
    def of(cls, preview: Preview) -> Comparison:
        """What a preview says, without its file."""
        return cls(**{**preview.__dict__, "file": None})

    def as_dict(self) -> dict[str, Any]:
        """The comparison as JSON values."""
        plain = asdict(self)
        del plain["file"]
        return plain

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> Comparison:
        """The comparison that `as_dict` gave."""
        parts = {"changes": Change, "by_first": Tally, "by_area": Tally, "headlines": Headline}
        return cls(**{**kept, **{name: tuple(made(**one) for one in kept[name]) for name, made in parts.items()}})

    def as_json(self) -> str:
        """The comparison as it is kept in the store."""
        return json.dumps(self.as_dict(), ensure_ascii=False, indent=1)

    @classmethod
    def from_json(cls, text: str) -> Comparison:
        """The comparison that `as_json` wrote."""
        return cls.from_dict(json.loads(text))


def compare(
    store: Store,
    workspace: Workspace,
    table: str,
    manifest: Manifest,
    *,
    batch: str | None = None,
    replaces: str | None = None,
    to: Path | None = None,
) -> Comparison:
    """What publishing a staged table would change; nothing is published, kept or locked.

    `batch` is the id of one received before, `replaces` the published batch that it takes the place of (then `table` must stand by
    itself, as `Batch.put_aside` leaves it), `to` where to put the version that would come of it, for the headlines of its pages.
    Raises StorageError, BatchNotFound where `replaces` is not published.
    """
    stage = staging(store.catalogue)
    found = Comparison.of(store.preview(workspace, table, manifest, batch, replaces=replaces, stage=stage, to=to))
    if manifest.reading.get("mapping", {}).get("wide"):  # records were numbered anew, cell by cell
        return replace(found, changes=tuple(replace(change, record=None) for change in found.changes))
    return found


def compare_raw(
    store: Store,
    workspace: Workspace,
    manifest: Manifest,
    *,
    batch: str | None = None,
    replaces: str | None = None,
    to: Path | None = None,
    scanned: Scan | None = None,
) -> Comparison:
    """The same for a batch that was checked before: its raw file, which the store keeps, is staged again as `manifest` says.

    `scanned` is what is known of its bytes, if they were looked at before.
    Raises OSError where the raw file is not there, StoreDamaged where it cannot be read as `manifest` says, and as `compare`.
    """
    sent = Batch(batch or "", manifest, "received", datetime.now(UTC))
    table = staging(store.catalogue, scanned)(workspace, sent, store.files.raw_file(manifest.sha256))
    if replaces is not None:
        table = put_aside(workspace, table)
    return compare(store, workspace, table, manifest, batch=batch, replaces=replaces, to=to)


def compare_withdrawal(store: Store, batch: str, to: Path) -> Comparison:
    """What withdrawing a published batch would change; nothing is withdrawn, kept or locked. `to` is as in `compare`.

    Raises BatchNotFound where it is not published, StoreDamaged where a raw file that is needed cannot be read.
    """
    return Comparison.of(store.preview_withdrawal(batch, staging(store.catalogue), to))
