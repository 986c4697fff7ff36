"""What an account may see and do of a batch, and how a batch is named."""

from __future__ import annotations

from collections.abc import Mapping

from dash import html

from ..domain.rights import CONTRIBUTOR, PUBLISHER
from ..errors import BatchNotFound
from ..ingest.publishing import BUNDLED_BY
from ..storage import Batch
from ..storage.model import CHECKED, PUBLISHED, RECEIVED, REJECTED, WITHDRAWN, VersionRecord
from .context import Context, NotThere

PUBLIC = (PUBLISHED, WITHDRAWN)
OPEN = (RECEIVED, CHECKED, REJECTED)
MAP, CHECK, COMPARE, PUBLISH, DISCARD, WITHDRAW = "map", "check", "compare", "publish", "discard", "withdraw"
REPLACED = "replaced"  # what is told of a batch that was withdrawn because another was published in its place
REPLACE, AGAIN = "replace", "again"  # these lead to the form to send a file


def find(context: Context, id: str) -> Batch:
    """The batch of an id; raises NotThere where there is none that whoever asks may see."""
    assert context.desk
    try:
        batch = context.desk.store.batch(id)
    except BatchNotFound:
        raise NotThere("batch", id) from None
    if batch.status not in PUBLIC and not inside(context, batch):
        raise NotThere("batch", id)
    return batch


def inside(context: Context, batch: Batch) -> bool:
    """Whether whoever asks sees a batch from inside: its sender, and whoever may publish."""
    account = context.account
    return account is not None and (account.may(PUBLISHER) or account.name == batch.manifest.sender)


def visible(context: Context) -> list[Batch]:
    """The batches that whoever asks may see, newest first."""
    assert context.desk
    return [batch for batch in reversed(context.desk.store.batches()) if batch.status in PUBLIC or inside(context, batch)]


def allowed(context: Context, batch: Batch) -> frozenset[str]:
    """What whoever asks may do with a batch now."""
    account = context.account
    if account is None or not inside(context, batch):
        return frozenset()
    publisher, own = account.may(PUBLISHER), account.name == batch.manifest.sender
    may = set()
    if batch.status in OPEN:
        may |= {MAP, CHECK, DISCARD} | ({COMPARE} if batch.status == CHECKED else set())
        if batch.status == CHECKED and publisher and not (context.settings.four_eyes and (own or _has_said(account.name, context, batch))):
            may.add(PUBLISH)
    if batch.status == PUBLISHED:
        may |= {COMPARE, WITHDRAW} if publisher else set()
        may.add(REPLACE)
    if batch.status == WITHDRAWN and account.may(CONTRIBUTOR) and not _stands_replaced(context, batch):
        may.add(AGAIN)
    return frozenset(may)


def _has_said(name: str, context: Context, batch: Batch) -> bool:
    """Whether an account has said how the file is to be read: what would be published then is its work too."""
    assert context.desk
    return bool(context.desk.accounts.entries(name, "batch.map", batch.id, limit=1))


def successor(context: Context, batch: Batch) -> Batch | None:
    """The batch that was published in the place of this one, even if it has been withdrawn or replaced itself since."""
    assert context.desk
    came = (one for one in context.desk.store.batches() if one.version is not None) if batch.status == WITHDRAWN else ()
    return next((one for one in came if one.replaces == batch.id), None)


def standing(batch: Batch, after: Batch | None) -> str:
    """The status of a batch as people are told it: one in whose place another was published is not merely withdrawn."""
    return REPLACED if batch.status == WITHDRAWN and after else batch.status


def ended(context: Context, batch: Batch) -> VersionRecord | None:
    """The version in which a batch that is published no more was withdrawn or replaced; None where that is not known."""
    if batch.status != WITHDRAWN:
        return None
    after = successor(context, batch)
    if after:
        return next((record for record in context.history() if record.number == after.version), None)
    gone = [record for record in context.history() if (record.reason, record.batch) == (WITHDRAW, batch.id)]
    return max(gone, key=lambda record: record.number, default=None)


def ended_by(context: Context, batch: Batch) -> str:
    """The account that had a batch withdrawn, or published the one that replaced it; "" where that is not known."""
    assert context.desk
    after = successor(context, batch)
    action, id = ("batch.publish", after.id) if after else ("batch.withdraw", batch.id)
    said = context.desk.accounts.entries("", action, id, limit=1)
    return said[0].account if said else ""


def _stands_replaced(context: Context, batch: Batch) -> bool:
    """Whether what replaced this batch, or has replaced that since, is published."""
    after = successor(context, batch)
    return after is not None and (after.status == PUBLISHED or _stands_replaced(context, after))


def title(context: Context, batch: Batch) -> str:
    """What a batch is called: its title in the reader's language, its file, or its id."""
    said = batch.manifest.title
    spoken = said.get(context.lang) or said.get("en", "") if isinstance(said, Mapping) else said
    return spoken or batch.manifest.file or batch.id


def sender(context: Context, name: str) -> html.Bdi | str:
    """Who sent a batch: an account, the product itself, or somebody at the command line."""
    if name.startswith(BUNDLED_BY):
        return context.w("batches.sender.bundled")
    return html.Bdi(name) if name else context.w("batches.sender.command")
