"""What is said of an event as the files that `publish` takes: one of the dataset `event`, one of `participation`.

Each observation replaces the one that stands under its key (ACTION R), and those that are no longer counted are deleted (D): so the file
by itself says what stands afterwards, and what stood before stands again where its batch is withdrawn.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from ..catalogue import Dataset

ACTION, REPLACE, DELETE = "ACTION", "R", "D"
Cells = Mapping[str, str]
"""The cells of one observation by column, as they are written; "" is an empty one."""


def event_file(dataset: Dataset, cells: Cells) -> str:
    """The file that makes or changes an event."""
    return _written(dataset, [{ACTION: REPLACE, **cells}])


def participation_file(dataset: Dataset, event: str, source: str, counts: Iterable[Cells], standing: Iterable[Cells]) -> str:
    """The file that says who takes part in an event, in the place of the observations that are `standing`."""
    new = [{**cells, "EVENT": event, "SOURCE": source} for cells in counts]
    kept = {key_of(dataset, cells) for cells in new}
    gone = [key for key in dict.fromkeys(key_of(dataset, cells) for cells in standing) if key not in kept]
    deleted = [{ACTION: DELETE, **dict(zip(dataset.key, key, strict=True))} for key in gone]
    return _written(dataset, [*({ACTION: REPLACE, **cells} for cells in new), *deleted])


def key_of(dataset: Dataset, cells: Cells) -> tuple[str, ...]:
    """The key of an observation, each empty cell as its default."""
    return tuple(cells.get(id) or _default(dataset, id) for id in dataset.key)


def observations(dataset: Dataset, text: str) -> list[dict[str, str]]:
    """The observations of a file of this dataset that are not deletions, each cell that is left out as its default."""
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    return [{id: row.get(id) or _default(dataset, id) for id in dataset.header} for row in rows if row.get(ACTION) != DELETE]


def _default(dataset: Dataset, id: str) -> str:
    return dataset.column(id).default or ""


def _written(dataset: Dataset, rows: Sequence[Cells]) -> str:
    """The rows as CSV, without the columns in which nothing but the default stands."""
    columns = [ACTION, *(id for id in dataset.header if any(row.get(id, "") not in ("", _default(dataset, id)) for row in rows))]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([row.get(id, "") for id in columns] for row in rows)
    return out.getvalue()
