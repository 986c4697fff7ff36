"""Batches before they are published: taken over as they arrive, settled once they were looked at, acted upon, and swept away."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import StoreBusy
from .accounts import Unchanged
from .jobs import is_open, queue
from .model import CHECKED, DISCARDED, RECEIVED, Act, Batch, Manifest
from .register import new_batch

if TYPE_CHECKING:
    from .store import Store


def receive(store: Store, path: Path, manifest: Manifest, replaces: str | None, check: Mapping[str, Any] | None) -> Batch:
    """As `Store.receive`."""
    batch = replace(new_batch(manifest, RECEIVED), replaces=replaces)
    store.files.take_in(path, batch.id)
    try:
        with store.accounts.change(manifest.sender, "batch.send", batch.id, {"file": manifest.file, "replaces": replaces or ""}) as change:
            store.register.note(batch, change.connection)
            if check is not None:
                queue(change.connection, "check", batch.id, manifest.sender, check)
    except Exception:
        store.files.drop_upload(batch.id)
        raise
    return batch


def settle(store: Store, batch: Batch, expected: Collection[str]) -> bool:
    """As `Store.settle`; the bytes are in their place before the register says so."""
    with store.files.raw_alone():
        if store.batch(batch.id).status not in expected:
            return False
        if batch.manifest.sha256:
            store.files.keep_upload(batch.id, batch.manifest.sha256)
        return store.alter(batch, *expected)


def act(store: Store, account: str, act: Act, batch: Batch, expected: Collection[str]) -> bool:
    """As `Store.act`."""
    with store.accounts.change(account, act.action, batch.id, act.details) as change:
        write = store.register.alter if act.alters else store.register.confirm
        if not write(batch, expected, change.connection) or is_open(change.connection, batch.id):
            raise Unchanged
        if act.job:
            queue(change.connection, act.job, batch.id, account, act.options)
        return True
    return False


def discard(store: Store, account: str, batch: Batch, expected: Collection[str]) -> bool:
    """As `Store.discard`."""
    if not act(store, account, Act("batch.discard", alters=True), replace(batch, status=DISCARDED), expected):
        return False
    store.files.forget_prepared(batch.id)
    store.files.drop_upload(batch.id)
    with suppress(StoreBusy), store.exclusive(wait=0):
        pass  # entering forgets them; whoever publishes just now may be about to need the same bytes, and the next one forgets them
    return True


def sweep(store: Store) -> None:
    """As `Store.sweep`."""
    store.files.sweep()
    arrived, ahead = store.files.uploads_left(), store.files.prepared_left()
    there = store.register.batches_of(arrived | ahead)
    for id in arrived - {id for id, batch in there.items() if _wanted(store, batch)}:
        store.files.drop_upload(id)
    for id in ahead - {id for id, batch in there.items() if batch.status == CHECKED}:
        store.files.forget_prepared(id)


def _wanted(store: Store, batch: Batch) -> bool:
    """Whether the bytes of a batch are needed where they arrived."""
    sha256 = batch.manifest.sha256
    return batch.status != DISCARDED and not (sha256 and store.files.raw_file(sha256).exists())
