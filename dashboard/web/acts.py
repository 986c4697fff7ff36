"""What can be done with a batch, as the forms of its page ask for it: each says what is wrong with that, by field, or does it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

from ..domain.rights import PUBLISHER
from ..errors import SettingsError
from ..ingest.recognition import Recognition
from ..storage import Batch
from ..storage.model import CHECKED, DISCARDED, PUBLISHED, RECEIVED, Act
from .batches import CHECK, COMPARE, DISCARD, MAP, OPEN, PUBLISH, WITHDRAW
from .context import Context
from .remapping import chosen, profile

LONGEST_NOTE = 500


def _publish(context: Context, batch: Batch) -> dict[str, str]:
    assert context.desk and context.account
    if context.form.get("seen", what_is_seen(batch)) != what_is_seen(batch):
        return {"acknowledge": context.w("batch.too_late")}
    if batch.manifest.warnings and context.form.get("acknowledge") != "yes":
        return {"acknowledge": context.w("batch.acknowledge.missing")}
    note = context.form.get("note", "").strip()[:LONGEST_NOTE]
    act = Act("batch.publish", {"note": note, "warnings": batch.manifest.warnings}, "publish", {"note": note})
    return _done(context, act, "acknowledge", batch, CHECKED)


def _done(context: Context, act: Act, field: str, batch: Batch, *expected: str) -> dict[str, str]:
    """Do it; where it is too late for that, say so at a field."""
    assert context.desk and context.account
    done = context.desk.store.act(context.account.name, act, batch, *expected)
    return {} if done else {field: context.w("batch.too_late")}


def what_is_seen(batch: Batch) -> str:
    """What tells whether a batch is still what it was when its page was made: read in the same way, with the same outcome."""
    manifest = batch.manifest
    said = [manifest.sha256, batch.dataset, manifest.records, manifest.errors, manifest.warnings, batch.reading]
    return hashlib.sha256(json.dumps(said, sort_keys=True, default=dict).encode()).hexdigest()[:16]


def _discard(context: Context, batch: Batch) -> dict[str, str]:
    assert context.desk
    if not _done(context, Act("batch.discard", alters=True), "", replace(batch, status=DISCARDED), *OPEN):
        context.desk.store.files.forget_prepared(batch.id)
    return {}  # where it was too late, the page shows what has become of the batch


def _withdraw(context: Context, batch: Batch) -> dict[str, str]:
    note = context.form.get("note", "").strip()[:LONGEST_NOTE]
    _done(context, Act("batch.withdraw", {"note": note}, "withdraw", {"note": note}), "", batch, PUBLISHED)
    return {}


def _map(context: Context, batch: Batch) -> dict[str, str]:
    """Have the file checked again, read as the form says."""
    assert context.desk and context.account
    store, recognition = context.desk.store, recognition_of(context, batch)
    try:
        choices = chosen(context.form, recognition, context.catalogue)
    except SettingsError as error:
        return {"map": str(error)}
    saved = profile(context.form, recognition, choices)
    if saved and not _may_save(context, saved.name):
        return {"map": context.w("batch.profile_taken")}
    read = replace(batch, status=RECEIVED, manifest=replace(batch.manifest, reading=choices.as_dict()))
    act = Act("batch.map", {"dataset": choices.dataset or ""}, "check", {"confirmed": bool(choices.mapping)}, alters=True)
    late = _done(context, act, MAP, read, *OPEN)
    if saved and not late:
        store.profiles.save(saved.name, context.account.name, saved.as_dict())
        context.desk.accounts.audit(context.account.name, "profile.save", batch.id, name=saved.name)
    return late


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
