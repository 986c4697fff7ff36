"""What goes in and out of the store: plain, frozen records without any behaviour."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .workspace import Workspace

Text = str | Mapping[str, str]
"""Plain text, or the same text in six languages: `{"en": …, "ar": …}`."""


RECEIVED, CHECKED, REJECTED, PUBLISHED, WITHDRAWN, DISCARDED = STATUSES = (
    "received",  # it has arrived; how it is to be read may still have to be said
    "checked",  # it has no errors and can be published
    "rejected",  # it has errors
    "published",
    "withdrawn",  # it was published and was taken out again
    "discarded",  # its sender does not want it any more
)


@dataclass(frozen=True)
class RawFile:
    """A file as it was sent, kept under its SHA-256."""

    sha256: str
    size: int
    path: Path


@dataclass(frozen=True)
class Manifest:
    """What a sender says about a batch, and what ingest found out about its file.

    `reading` is whatever ingest needs to read the same bytes the same way again (encoding, delimiter, mapping …), as JSON values.
    `errors` and `warnings` are the true totals of the findings.
    """

    dataset: str
    sha256: str
    size: int = 0
    title: Text = ""
    source: str = ""
    link: str = ""
    licence: str = ""
    retrieved: str = ""
    note: Text = ""
    example: bool = False
    file: str = ""
    records: int = 0
    sender: str = ""
    errors: int = 0
    warnings: int = 0
    reading: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Batch:
    """One row of the register: a manifest, and what became of it.

    `status` is one of `STATUSES`; `order` is its place in the order of publication, `version` the first version that held it (both None
    before that), `touched` the number of observations that it speaks of. `replaces` is the published batch that is withdrawn where this
    one is published, `base` the version that it was checked against.
    """

    id: str
    manifest: Manifest
    status: str
    received_at: datetime
    published_at: datetime | None = None
    order: int | None = None
    version: int | None = None
    touched: int = 0
    replaces: str | None = None
    base: int | None = None

    @property
    def dataset(self) -> str:
        """The dataset that the batch is for."""
        return self.manifest.dataset

    @property
    def reading(self) -> Mapping[str, Any]:
        """How ingest read the file, so that it can be read the same way again."""
        return self.manifest.reading


@dataclass(frozen=True)
class Act:
    """What an account does with a batch: the action and details that the audit log is told, and the job that it queues, if any.

    `alters` is whether what the batch becomes by it is written, too.
    """

    action: str
    details: Mapping[str, Any] = field(default_factory=dict)
    job: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    alters: bool = False


@dataclass(frozen=True)
class VersionRecord:
    """One row of the register: a version, why it came to be, and how it differs from the one before.

    `reason` is publish, withdraw, replace or rebuild; `batch` is the batch published or withdrawn, of a replacement the new one (None
    where it was several, or none: those published say so themselves, by `Batch.version`); the counts are observations that the batches
    speak of.
    """

    number: int
    created_at: datetime
    reason: str
    batch: str | None
    parent: int | None
    checksum: str
    added: int
    changed: int
    removed: int
    unchanged: int
    note: str = ""


@dataclass(frozen=True)
class Correction:
    """What a source says wrongly in one cell, and what is shown instead while it says so.

    `key` is that of the fact, all its columns; `source_value` what the source says, `value` what is right (None: nothing is shown), both as
    written. `state` is applied, idle (the source now says something else) or unmatched (there is no such fact).
    """

    dataset: str
    key: Mapping[str, str]
    column: str
    source_value: str | None
    value: str | None
    reason: str
    source: str
    link: str
    example: bool
    batch: str
    record: int
    state: str


@dataclass(frozen=True)
class Past:
    """What the cells of one fact were from a version on, until the change before it in the list.

    `values` are the cells that were shown outside the key, None where there was no such fact. `batch` and `record` brought the fact;
    `corrected` is whether a correction stood in its place, `first` whether earlier versions are not known: the value may be older.
    """

    version: VersionRecord
    values: Mapping[str, Any] | None
    batch: str
    record: int
    corrected: bool
    first: bool = False


@dataclass(frozen=True)
class Published:
    """What publishing or withdrawing did: the batch, the version it led to, and how many observations it touched in which way."""

    batch: str
    version: int
    added: int
    changed: int
    removed: int
    unchanged: int


@dataclass(frozen=True)
class Change:
    """One cell that publishing a batch would change.

    `kind` is what becomes of the observation: added, changed or removed. `key` names it by the columns of the dataset's key, `example` is
    whether it is one; `column` is a measure, or an attribute of an observation that is changed, "" where an observation that is added
    or removed has no measure, of a correction the value that it puts right. `before` and `after` are numbers for measures and text for
    attributes, None where there is nothing; `_q` are the qualifiers of a measure, `unit` its code of UNIT_MEASURE. `record` is the last
    record of the new batch that speaks of it.
    """

    dataset: str
    kind: str
    key: Mapping[str, str]
    example: bool
    column: str
    before: float | str | None = None
    after: float | str | None = None
    before_q: str = ""
    after_q: str = ""
    unit: str = ""
    record: int | None = None


@dataclass(frozen=True)
class Tally:
    """How many observations of one code would be added, changed and removed."""

    dataset: str
    code: str
    added: int
    changed: int
    removed: int


@dataclass(frozen=True)
class Preview:
    """What publishing a batch would change, or withdrawing a published one (`withdraws`).

    `number` is the number that the version would have now, `against` the version compared with (None: nothing is published), `file` the
    version file. The counts are those that publishing would give, `touched` is of how many observations the batch speaks. `changes` lists
    so many of each kind, `cells` is how many there are.
    `by_first` and `by_area` tell the observations apart by the first dimension and by the area, the most concerned first; they list so
    many codes of `firsts` and `areas`. `beside` counts the added observations of which another source says something already.
    """

    batch: str
    dataset: str
    number: int
    against: int | None
    replaces: str | None
    added: int
    changed: int
    removed: int
    unchanged: int
    changes: tuple[Change, ...] = ()
    cells: int = 0
    by_first: tuple[Tally, ...] = ()
    firsts: int = 0
    by_area: tuple[Tally, ...] = ()
    areas: int = 0
    touched: int = 0
    beside: int = 0
    withdraws: bool = False
    file: Path | None = None


@dataclass(frozen=True)
class Prepared:
    """A version that was made ahead for a batch: its file, the version that it follows, and what `Published` will say of it."""

    file: Path
    against: int | None
    counts: tuple[int, int, int, int]
    touched: int


@dataclass(frozen=True)
class Difference:
    """One cell in which the current version and the fold of its batches differ.

    `key` names the observation, `column` the cell; `column` is "" where the whole observation is on one side only: then `current` or
    `rebuilt` is None and the other names the batch and record it came from.
    """

    dataset: str
    key: Mapping[str, Any]
    column: str
    current: Any
    rebuilt: Any


@dataclass(frozen=True)
class Rebuilt:
    """What a rebuild found: `same` is whether the fold of all batches is what the current version holds.

    `version` is the current version afterwards, `checksum` that of the fold. `differences` is capped; `total` is the true number of
    observations that differ. `remade` is whether a missing or damaged version file was replaced by a new version.
    """

    version: int
    checksum: str
    same: bool
    differences: list[Difference]
    total: int = 0
    remade: bool = False


Stage = Callable[["Workspace", Batch, Path], str]
"""Given by ingest: turns the raw file of a batch into a staged table in the workspace and returns its name."""
