"""What can be done with a batch, as the forms of its page ask for it: each says what is wrong with that, by field, or does it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import Any

from ..domain.rights import PUBLISHER
from ..errors import SettingsError
from ..ingest.recognition import Recognition
from ..storage import Batch
from ..storage.model import RECEIVED
from .batches import CHECK, COMPARE, DISCARD, MAP, OPEN, PUBLISH, WITHDRAW
from .context import Context
from .desk import written
from .remapping import chosen, mistakes, profile

LONGEST_NOTE = 500


def _publish(context: Context, batch: Batch) -> dict[str, str]:
    assert context.desk and context.account
    if context.form.get("seen", what_is_seen(batch)) != what_is_seen(batch):
        return {"acknowledge": context.w("batch.too_late")}
    if batch.manifest.warnings and context.form.get("acknowledge") != "yes":
        return {"acknowledge": context.w("batch.acknowledge.missing")}
    note = written(context.form.get("note", ""), LONGEST_NOTE)
    if not _queued(context, batch, "publish", {"note": note}):
        return {"late": context.w("batch.too_late")}
    _note(context, batch, "batch.publish", note=note, warnings=batch.manifest.warnings)
    return {}


def what_is_seen(batch: Batch) -> str:
    """What tells whether a batch is still what it was when its page was made: read in the same way, with the same outcome."""
    manifest = batch.manifest
    said = [manifest.sha256, batch.dataset, manifest.records, manifest.errors, manifest.warnings, batch.reading]
    return hashlib.sha256(json.dumps(said, sort_keys=True, default=dict).encode()).hexdigest()[:16]


def _discard(context: Context, batch: Batch) -> dict[str, str]:
    assert context.desk
    if context.desk.store.discard(batch, *OPEN):
        _note(context, batch, "batch.discard")
    return {}


def _withdraw(context: Context, batch: Batch) -> dict[str, str]:
    """Have it taken out again, unless another version than that whose changes were seen has come meanwhile."""
    assert context.desk and context.account
    note, newest = written(context.form.get("note", ""), LONGEST_NOTE), str(context.newest)
    if context.form.get("seen", newest) != newest or not _queued(context, batch, "withdraw", {"note": note}):
        return {"late": context.w("batch.too_late")}
    _note(context, batch, "batch.withdraw", note=note)
    return {}


def _queued(context: Context, batch: Batch, kind: str, options: dict[str, Any]) -> bool:
    """Whether a piece of work is queued as whoever asks wants it: of two who ask at once, it is done for the first."""
    assert context.desk and context.account
    job = context.desk.store.jobs.add(kind, batch.id, context.account.name, options)
    return (job.kind, job.account) == (kind, context.account.name)


def _note(context: Context, batch: Batch, action: str, **details: Any) -> None:
    assert context.desk and context.account
    context.desk.accounts.audit(context.account.name, action, batch.id, **details)


def _map(context: Context, batch: Batch) -> dict[str, str]:
    """Have the file checked again, read as the form says."""
    assert context.desk and context.account
    store, recognition = context.desk.store, recognition_of(context, batch)
    if wrong := mistakes(context, recognition):
        return {"map": context.w.n("mapping.wrong.fields", len(wrong)), **wrong}
    try:
        choices = chosen(context.form, recognition, context.catalogue)
    except SettingsError:  # of a form that is none of ours
        return {"map": context.w("mapping.wrong")}
    saved = profile(context.form, recognition, choices)
    if saved and not _may_save(context, saved.name):
        return {"map": context.w("batch.profile_taken")}
    if not store.alter(replace(batch, status=RECEIVED, manifest=replace(batch.manifest, reading=choices.as_dict())), *OPEN):
        return {"map": context.w("batch.too_late")}
    if saved:
        store.profiles.save(saved.name, context.account.name, saved.as_dict())
        _note(context, batch, "profile.save", name=saved.name)
    store.jobs.add("check", batch.id, context.account.name, {"confirmed": bool(choices.mapping)})
    _note(context, batch, "batch.map", dataset=choices.dataset or "")
    return {}


def _may_save(context: Context, name: str) -> bool:
    """Whether whoever asks may save a way of reading under this name: it is free, or theirs, or they may publish."""
    assert context.desk and context.account
    owner = next((kept["account"] for kept in context.desk.store.profiles.all() if kept["name"] == name), None)
    return owner in (None, context.account.name) or context.account.may(PUBLISHER)


def _check(context: Context, batch: Batch) -> dict[str, str]:
    """Have the file checked again as it is, after a check that could not be done."""
    assert context.desk and context.account
    context.desk.store.jobs.add("check", batch.id, context.account.name, {"confirmed": bool(batch.reading.get("mapping"))})
    return {}


def _compare(context: Context, batch: Batch) -> dict[str, str]:
    assert context.desk and context.account
    context.desk.store.jobs.add("compare", batch.id, context.account.name)
    return {}


def recognition_of(context: Context, batch: Batch) -> Recognition:
    """What the file of a batch was recognised as; nothing known where that was not kept."""
    assert context.desk
    kept = context.desk.store.recognition(batch.id)
    return Recognition.from_dict(json.loads(kept)) if kept else Recognition()


ACTS = {MAP: _map, CHECK: _check, COMPARE: _compare, PUBLISH: _publish, DISCARD: _discard, WITHDRAW: _withdraw}
