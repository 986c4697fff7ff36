"""The store: publishes batches into immutable versions, withdraws them, and rebuilds everything from the raw files."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from ..catalogue import Catalogue
from ..config import Settings
from .model import Batch, Manifest, Published, RawFile, Rebuilt, Stage, VersionRecord
from .version import Version
from .workspace import Workspace


class Store:
    """One data folder with its register; safe to share between threads."""

    def __init__(self, settings: Settings, catalogue: Catalogue):
        self.settings, self.catalogue = settings, catalogue

    def newest(self) -> Version:
        """The version that CURRENT names; costs one stat while it stays the same. Raises NoVersion where nothing is published."""

    def version(self, number: int) -> Version:
        """A version by its number; raises NoVersion where it was never current or its file is gone."""

    def versions(self) -> list[VersionRecord]:
        """All versions ever made, newest first."""

    def batches(self, status: str | None = None) -> list[Batch]:
        """All batches, or those of a status, in order of arrival; the published ones in order of publication."""

    def batch(self, id: str) -> Batch:
        """A batch by its id; raises BatchNotFound."""

    def known(self, sha256: str) -> str | None:
        """The id of the published batch that was made of these bytes, or None."""

    def keep_raw(self, path: Path) -> RawFile:
        """Copy a file into the raw store under its SHA-256 and make sure that it is on disk; the same bytes are kept once."""

    def receive(self, manifest: Manifest) -> str:
        """Note a batch that has arrived and is not judged yet; returns its id."""

    def reject(self, manifest: Manifest, batch: str | None = None) -> str:
        """Note that a batch has errors and is not published (`batch`: one received before); returns its id."""

    def publish(self, workspace: Workspace, table: str, manifest: Manifest, batch: str | None = None) -> Published:
        """Fold a staged table into a new version and make that current (`batch`: one received before).

        Bytes that are published already change nothing: the counts are then 0, `unchanged` is the number of records. Raises StoreBusy.
        """

    def withdraw(self, batch: str, stage: Stage) -> Published:
        """Take a published batch out again: the new version is the fold of those that remain. Raises BatchNotFound, StoreBusy."""

    def rebuild(self, stage: Stage) -> Rebuilt:
        """Fold all published batches from their raw files and compare with the current version.

        A missing or damaged version file is replaced by a new version. Raises StoreBusy, StoreDamaged where a raw file is missing.
        """

    def exclusive(self) -> AbstractContextManager[None]:
        """Hold the publisher lock; may be nested. Raises StoreBusy where another publisher holds it for longer than half a minute."""

    def keep_report(self, batch: str, text: str) -> Path:
        """Keep the report of a batch (JSON text) as `reports/<batch>.json`."""

    def report(self, batch: str) -> str | None:
        """The report of a batch as it was kept, or None."""
