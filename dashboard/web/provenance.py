"""What is known of where facts come from: their batch, record and line, what corrects them, and what they were before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..catalogue import Dataset
from ..ingest.lines import PlaceInFile, places_of
from ..storage import Batch
from ..storage.corrections import APPLIED
from ..storage.earlier import History
from ..storage.model import Correction, Past
from .context import Context

# Beyond the first, facts are listed and not told one by one; beyond the second, only so many are listed.
TOLD_UP_TO, LISTED = 24, 200
NOTHING = History({}, True, 0)


@dataclass(frozen=True)
class Fact:
    """One fact as it is shown: its cells by column, the batch that brought it (None: the register has lost it), its place in the file.

    `place` is None where nothing of it is sure. `changes` are what it was, the newest first, beginning with what it is; empty where that
    was not looked up, or nothing is known.
    """

    cells: Mapping[str, Any]
    batch: Batch | None
    place: PlaceInFile | None = None
    corrections: Sequence[Correction] = ()
    changes: Sequence[Past] = ()

    @property
    def example(self) -> bool:
        """Whether nobody published it."""
        return bool(self.cells["EXAMPLE"])

    @property
    def corrected(self) -> bool:
        """Whether a correction stands in the place of what its source says."""
        return any(one.state == APPLIED for one in self.corrections)

    def key(self, dataset: Dataset) -> dict[str, str]:
        """Its key."""
        return {id: self.cells[id] for id in dataset.key if id in self.cells}


@dataclass(frozen=True)
class Provenance:
    """The facts that fit a key, whether there are more of them, and those that are there no more, by key; `complete` as in `History`.

    `batches` are those that any of it came with, by id.
    """

    facts: Sequence[Fact]
    more: bool = False
    gone: Mapping[tuple[str, ...], Sequence[Past]] = field(default_factory=dict)
    complete: bool = True
    looked_back: bool = False
    batches: Mapping[str, Batch] = field(default_factory=dict)


def trace(context: Context, dataset: Dataset, key: Mapping[str, str]) -> Provenance:
    """The facts of a dataset whose key has these values, in the data version of the request."""
    assert context.store
    rows = context.version.facts(dataset, key, LISTED + 1)
    told = len(rows) <= TOLD_UP_TO
    corrections = [one for one in context.version.corrections(context.catalogue.datasets) if one.dataset == dataset.id]
    history = context.store.earlier(dataset.id, key, context.version.number) if told else NOTHING
    changes = [change for listed in history.changes.values() for change in listed]
    ids = {row["BATCH"] for row in rows} | {one.batch for one in corrections} | {change.batch for change in changes}
    batches = context.store.batches_of({*ids, *(change.version.batch for change in changes if change.version.batch)})
    batches |= context.store.batches_of({batch.replaces for batch in batches.values() if batch.replaces} - batches.keys())
    places = _places(context, rows, batches) if told else {}
    facts = []
    for row in rows[:LISTED]:
        own = {id: row.get(id, dataset.column(id).default) for id in dataset.key}
        mine = tuple(one for one in corrections if one.example == row["EXAMPLE"] and one.key == own)
        changes = history.changes.get((*own.values(), row["EXAMPLE"]), ())
        facts.append(Fact(row, batches.get(row["BATCH"]), places.get((row["BATCH"], row["RECORD"])), mine, changes))
    there = {(*(fact.cells.get(id, dataset.column(id).default) for id in dataset.key), False) for fact in facts}
    # An example that is shown no more has given way to real facts, which is no history of these.
    gone = {found[:-1]: changes for found, changes in history.changes.items() if not found[-1] and found not in there}
    gone = {found: changes for found, changes in gone.items() if changes and changes[0].values is None}
    return Provenance(facts, len(rows) > LISTED, gone, history.complete, told and history.versions > 0, batches)


def _places(context: Context, rows: Sequence[Mapping[str, Any]], batches: Mapping[str, Batch]) -> dict[tuple[str, int], PlaceInFile]:
    """Where in the file of its batch each record stands, by batch and record."""
    assert context.store
    found = {}
    for id, batch in batches.items():
        records = [row["RECORD"] for row in rows if row["BATCH"] == id]
        if not records:
            continue
        file = context.store.files.raw_file(batch.manifest.sha256)
        found |= {(id, record): place for record, place in places_of(file, batch, records, context.catalogue).items()}
    return found


def varying(dataset: Dataset, keys: Sequence[Mapping[str, str]]) -> list[str]:
    """The columns of the key in which some of these differ."""
    return [id for id in dataset.key if len({key.get(id) for key in keys}) > 1]
