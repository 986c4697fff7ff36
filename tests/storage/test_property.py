"""Whatever is published and withdrawn in whatever order: the version is the fold of what is published, and of nothing else."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.config import Settings

from .conftest import DATASETS, Sender

VALUES = st.sampled_from(["", "1", "2", ">2", "~1"])
FOLDS = st.sampled_from("MMMRD")
RATES = st.fixed_dictionaries(
    {"FOLD": FOLDS, "AREA": st.sampled_from("AB"), "SEX": st.sampled_from("FM"), "VALUE": VALUES, "STATUS": st.sampled_from(["", "E"])}
)
SPEAKERS = st.fixed_dictionaries(
    {"FOLD": FOLDS, "MEETING": st.sampled_from("mn"), "SEX": st.just("F"), "COUNT": VALUES, "COMMENT": st.sampled_from(["", "x"])}
)
BATCHES = st.one_of(
    st.tuples(st.just("rate"), st.booleans(), st.lists(RATES, min_size=1, max_size=5)),
    st.tuples(st.just("speakers"), st.just(False), st.lists(SPEAKERS, min_size=1, max_size=4)),
)
# A number withdraws one of the batches published by then.
STEPS = st.lists(st.one_of(BATCHES, BATCHES, st.integers(0, 5)), min_size=2, max_size=6)


def expected(published, dataset):
    """The fold as it is told in words: row by row, batch by batch."""
    declared, facts = DATASETS[dataset], {}
    for id, (of, example, rows) in published.items():
        for record, row in enumerate(rows, start=1) if of == dataset else ():
            key = (*(row.get(name) or declared.column(name).default for name in declared.key), example)
            if row["FOLD"] != "M":
                facts.pop(key, None)
            if row["FOLD"] != "D":
                fact = facts.setdefault(key, {})
                fact |= {name: cell for name, cell in row.items() if cell and name not in ("FOLD", *declared.key)}
                fact |= {"BATCH": id, "RECORD": record}
    return facts


def found(sender, dataset):
    declared, facts = DATASETS[dataset], {}
    for row in sender.facts(dataset):
        cells = {"BATCH": row["BATCH"], "RECORD": row["RECORD"]}
        for column in declared.columns:
            value = row[column.id]
            if column.id not in declared.key and value is not None:
                cells[column.id] = f"{row[f'{column.id}_Q']}{value:g}" if column.qualified else value
        facts[(*(row[name] for name in declared.key), row["EXAMPLE"])] = cells
    return facts


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(STEPS)
def test_a_version_is_the_fold_of_what_is_published(steps):
    with tempfile.TemporaryDirectory() as folder:
        sender = Sender(Settings(data=Path(folder), memory_mb=200))
        published, checksums = {}, {}
        for step in steps:
            if isinstance(step, int):
                if not published:
                    continue
                withdrawn = list(published)[step % len(published)]
                del published[withdrawn]
                sender.withdraw(withdrawn)
            else:
                published[sender.publish(step[0], step[2], example=step[1]).batch] = step
            for dataset in ("rate", "speakers"):
                assert found(sender, dataset) == expected(published, dataset)
            checksum = sender.store.newest().checksum
            assert checksums.setdefault(tuple(published), checksum) == checksum
        if sender.store.versions():
            again = sender.rebuild()
            assert (again.same, again.checksum, again.remade) == (True, sender.store.newest().checksum, False)
        sender.store.close()
