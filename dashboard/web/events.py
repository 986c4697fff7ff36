"""Events as whoever makes them finds and sends them: what is published, what is on its way, and the batches that come of a form."""

from __future__ import annotations

import csv
import hashlib
import os
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..domain.rights import Scope
from ..i18n import LANGUAGES, Words
from ..ingest.event_files import event_file, observations, participation_file
from ..storage import Batch, Manifest
from ..storage.files import PART
from ..storage.model import CHECKED, RECEIVED, REJECTED
from .batches import OPEN, visible
from .context import Context, NotThere
from .view import Row

EVENT, PARTICIPATION = DATASETS = ("event", "participation")
MOST_FACTS = 100_000
LARGEST_FILE = 4_000_000  # bytes of a file that a form has made
Cells = Mapping[str, str]


@dataclass(frozen=True)
class Begun:
    """What the form of an event begins with: its cells and counts as they are on their way, or else as they are published.

    `published` and `standing` are what is published: nothing of an event that is not; `link` is that of its source, `waiting` the batches
    on their way that whoever asks may see.
    """

    cells: Cells = field(default_factory=dict)
    counts: Sequence[Cells] = ()
    published: Cells = field(default_factory=dict)
    standing: Sequence[Cells] = ()
    link: str = ""
    waiting: Sequence[Batch] = ()


def entities(context: Context) -> list[str]:
    """The codes of the entities of which whoever asks may make events."""
    scope = context.account.scope if context.account else Scope()
    listed = context.catalogue.codelists["ENTITY"].items
    examples = {code for code, item in listed.items() if item.attributes.get("example") == "true"}
    return [code for code in listed if code not in examples and (not scope.entities or code in scope.entities)]


def published_event(context: Context, event: str) -> dict[str, Any] | None:
    """The row of an event that is published and no example."""
    rows = context.version.facts(context.catalogue.datasets[EVENT], {"EVENT": event}, 2)
    return next((row for row in rows if not row["EXAMPLE"]), None)


def find_event(context: Context) -> Row:
    """The published event that the address names, of an entity of whoever asks; raises NotThere."""
    row = published_event(context, context.arguments["event"])
    if row is None or row["ENTITY"] not in entities(context):
        raise NotThere("event", context.arguments["event"])
    return row


def begin(context: Context, event: str) -> Begun:
    """What the form of an event begins with; raises NotThere for one that there is not, or that is of an entity of others."""
    assert context.desk and context.account
    store, datasets = context.desk.store, context.catalogue.datasets
    row = published_event(context, event)
    waiting = [batch for batch in visible(context) if batch.status in OPEN and batch.manifest.file in map(_file(event), DATASETS)]
    own = {batch.manifest.file: batch for batch in reversed(waiting) if batch.manifest.sender == context.account.name}
    published = _cells(datasets[EVENT].header, row) if row else {}
    sent = {kind: own.get(_file(event)(kind)) for kind in DATASETS}
    drafts = {kind: _sent(context, kind, batch) for kind, batch in sent.items()}
    cells = next(iter(drafts[EVENT] or []), published)
    if not cells or cells["ENTITY"] not in entities(context) or (published and published["ENTITY"] not in entities(context)):
        raise NotThere("event", event)
    standing = _standing(context, event, published.get("SOURCE", "")) if row else []
    counts = drafts[PARTICIPATION] if drafts[PARTICIPATION] is not None else standing
    batch = sent[EVENT] or (store.batch(row["BATCH"]) if row else None)
    return Begun(cells, counts, published, standing, batch.manifest.link if batch else "", waiting)


def _file(event: str) -> Any:
    """The name of the file that the form makes of an event, by dataset."""
    return lambda dataset: f"{event}-{dataset}.csv"


def _sent(context: Context, kind: str, batch: Batch | None) -> list[dict[str, str]] | None:
    """The observations of a batch that is on its way; None where there is none, or somebody has sent another kind of file as one."""
    assert context.desk
    path = context.desk.store.bytes_of(batch) if batch else None
    if path is None or path.stat().st_size > LARGEST_FILE:
        return None
    try:
        return observations(context.catalogue.datasets[kind], path.read_text("utf-8"))
    except (UnicodeDecodeError, csv.Error):
        return None


def _standing(context: Context, event: str, source: str) -> list[dict[str, str]]:
    """The published counts that a form puts others in the place of: those of the source of the event, and those that a form has made."""
    assert context.desk
    dataset = context.catalogue.datasets[PARTICIPATION]
    facts = [row for row in context.version.facts(dataset, {"EVENT": event}, MOST_FACTS) if not row["EXAMPLE"]]
    sent = context.desk.store.batches_of({row["BATCH"] for row in facts})
    made = {id for id, batch in sent.items() if batch.manifest.file == _file(event)(PARTICIPATION)}
    return [_cells(dataset.header, row) for row in facts if row["BATCH"] in made or row["SOURCE"] == source]


def _cells(header: Iterable[str], row: Mapping[str, Any]) -> dict[str, str]:
    return {id: row.get(f"{id}_Q", "") + _text(row.get(id)) for id in header}


def _text(value: Any) -> str:
    return "" if value is None else f"{round(value, 2):g}" if isinstance(value, float) else str(value)


# --- sending ------------------------------------------------------------------------------------------------------------------------------


def send_event(context: Context, begun: Begun, cells: Cells, link: str) -> None:
    """Send the event as a batch."""
    text = event_file(context.catalogue.datasets[EVENT], cells)
    _send(context, begun, EVENT, cells, link, text)


def send_counts(context: Context, begun: Begun, cells: Cells, link: str, counts: Iterable[Cells]) -> None:
    """Send those who take part as a batch, in the place of those that a form has sent before."""
    dataset = context.catalogue.datasets[PARTICIPATION]
    text = participation_file(dataset, cells["EVENT"], cells["SOURCE"], counts, begun.standing)
    _send(context, begun, PARTICIPATION, cells, link, text)


def _send(context: Context, begun: Begun, kind: str, cells: Cells, link: str, text: str) -> None:
    """Have a file received, as one that somebody sends; what the same account has on its way of the same kind is discarded for it."""
    assert context.desk and context.account
    store, account = context.desk.store, context.account
    file = _file(cells["EVENT"])(kind)
    for batch in begun.waiting:
        if batch.manifest.file == file and batch.manifest.sender == account.name:
            store.discard(account.name, batch, RECEIVED, CHECKED, REJECTED)
    while store.known(hashlib.sha256(text.encode()).hexdigest()):  # changed, and changed back: the same bytes would be taken for sent twice
        text += "\n"
    manifest = Manifest(
        dataset="",
        sha256="",
        size=len(text.encode()),
        title=_title(kind, cells),
        source=cells["SOURCE"],
        link=link,
        file=file,
        sender=account.name,
        reading={"dataset": kind},
    )
    store.receive(_on_disk(store.files.uploads, text), manifest, None, {"scope": account.scope.as_dict()})


def _title(kind: str, cells: Cells) -> dict[str, str]:
    """What the batch is called, in each language."""
    key = f"events.batch.{kind}"
    return {code: Words(code)(key, event=cells[f"NAME_{code.upper()}"] or cells["NAME_EN"]) for code in LANGUAGES}


def _on_disk(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=PART, dir=folder)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as stream:
        stream.write(text)
    return Path(name)
