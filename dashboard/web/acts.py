"""What can be done with a batch, as the forms of its page ask for it: each says what is wrong with that, by field, or does it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

from ..domain.rights import PUBLISHER
from ..errors import SettingsError
from ..ingest.recognition import Recognition
from ..storage import Batch
from ..storage.model import CHECKED, PUBLISHED, RECEIVED, Act
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
    act = Act("batch.publish", {"note": note, "warnings": batch.manifest.warnings}, PUBLISH, {"note": note})
    return _done(context, act, batch, CHECKED)


def _done(context: Context, act: Act, batch: Batch, *expected: str) -> dict[str, str]:
    """Do it; where it is too late for that, say so, unless it is the same person who has just asked for the same."""
    assert context.desk and context.account
    store, account = context.desk.store, context.account.name
    if store.act(account, act, batch, *expected):
        return {}
    job = store.jobs.of(batch.id)
    return {} if job and (job.kind, job.account) == (act.job, account) else {"late": context.w("batch.too_late")}


def what_is_seen(batch: Batch) -> str:
    """What tells whether a batch is still what it was when its page was made: read in the same way, with the same outcome."""
    manifest = batch.manifest
    said = [manifest.sha256, batch.dataset, manifest.records, manifest.errors, manifest.warnings, batch.reading]
    return hashlib.sha256(json.dumps(said, sort_keys=True, default=dict).encode()).hexdigest()[:16]


def _discard(context: Context, batch: Batch) -> dict[str, str]:
    assert context.desk and context.account
    context.desk.store.discard(context.account.name, batch, *OPEN)
    return {}  # where it was too late, the page shows what has become of the batch


def _withdraw(context: Context, batch: Batch) -> dict[str, str]:
    """Have it taken out again, unless another version than that whose changes were seen has come meanwhile."""
    note, newest = written(context.form.get("note", ""), LONGEST_NOTE), str(context.newest)
    if context.form.get("seen", newest) != newest:
        return {"late": context.w("batch.too_late")}
    return _done(context, Act("batch.withdraw", {"note": note}, WITHDRAW, {"note": note}), batch, PUBLISHED)


def _map(context: Context, batch: Batch) -> dict[str, str]:
    """Have the file checked again, read as the form says."""
    assert context.desk and context.account
    store, recognition, sheet = context.desk.store, recognition_of(context, batch), str(batch.reading.get("sheet", ""))
    if store.bytes_of(batch) is None:
        return {"late": context.w("batch.too_late")}
    if wrong := mistakes(context, recognition, sheet):
        return {"map": context.w.n("mapping.wrong.fields", len(wrong)), **wrong}
    try:
        choices = chosen(context.form, recognition, context.catalogue, sheet)
    except SettingsError:  # of a form that is none of ours
        return {"map": context.w("mapping.wrong")}
    saved = profile(context.form, recognition, choices)
    if saved and not may_save(context, saved.name):
        return {"map": context.w("batch.profile_taken")}
    read = replace(batch, status=RECEIVED, manifest=replace(batch.manifest, reading=choices.as_dict()))
    act = Act("batch.map", {"dataset": choices.dataset or ""}, "check", {"confirmed": bool(choices.mapping)}, alters=True)
    late = _done(context, act, read, *OPEN)
    if saved and not late:
        store.profiles.save(saved.name, context.account.name, saved.as_dict(), batch.id)
    return late


def may_save(context: Context, name: str) -> bool:
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
