"""The fold: from batches in order of publication to the facts that stand, as SQL.

For each key: what came before the last R (replace) or D (delete) is void; of what came after, each cell has the value given last.
A row that stands therefore counts as an R that came before everything, which is why a version plus one batch equals the fold of all
batches. Only keys that occur more than once need this; all others are taken as they are.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import StorageError
from .layout import Layout, names
from .workspace import Workspace, literal, quote

FOLDS = ("M", "R", "D")
_ORDER_BITS = 32  # a record number has less than 32 bits, so SEQ = order · 2³² + RECORD sorts by batch, then by record


def events(workspace: Workspace, layout: Layout, staged: str, *, batch: str, order: int, example: bool) -> str:
    """SELECT of a staged table as events: the columns of a version, FOLD and SEQ.

    `order` is the place of the batch in the order of publication. Raises StorageError where the table is not as agreed.
    """
    given = set(workspace.columns(staged))
    missing = [name for name in (*layout.dataset.key, "FOLD", "RECORD") if name not in given]
    if missing:
        raise StorageError(f"{staged}: has no column {', '.join(missing)}; a staged table needs all of the key, FOLD and RECORD")
    cells = ", ".join(f"{cell.cast(given)} AS {quote(cell.name)}" for cell in layout.cells)
    select = (
        f"SELECT {cells}, {str(example).lower()} AS EXAMPLE, {literal(batch)} AS BATCH, RECORD::INTEGER AS RECORD, "
        f"coalesce(FOLD, 'M') AS FOLD, ({order}::BIGINT << {_ORDER_BITS}) + RECORD AS SEQ FROM {quote(staged)}"
    )
    empty = " OR ".join(f"{quote(name)} IS NULL" for name in layout.dataset.key)
    wrong = workspace.execute(f"SELECT RECORD FROM ({select}) WHERE {empty} OR FOLD NOT IN {FOLDS} LIMIT 1")
    if wrong:
        raise StorageError(f"{staged}: record {wrong[0][0]} has no complete key, or an FOLD other than {', '.join(FOLDS)}")
    return select


@dataclass(frozen=True)
class Fold:
    """What a fold leads to: `select` is the facts that stand, to be read once; `touched` counts the keys that the events speak of.

    `added` is the number of new facts where no event meets a key that stands or that another event speaks of; None otherwise.
    """

    select: str
    touched: int
    added: int | None


def fold(workspace: Workspace, layout: Layout, events: str, standing: str | None) -> Fold:
    """The fold of events (a SELECT) over the facts that stand (a SELECT in this layout, or None).

    The scratch tables that its `select` reads are made here.
    """
    workspace.execute(f"CREATE OR REPLACE VIEW store_folding AS {events}")
    touched = _find_contended(workspace, layout, standing)
    columns = names(layout.columns)
    if not workspace.execute("SELECT count(*) FROM store_contended")[0][0]:
        alone = f"SELECT {columns} FROM store_folding WHERE FOLD <> 'D'"
        deletions = workspace.execute("SELECT count(*) FROM store_folding WHERE FOLD = 'D'")[0][0]
        return Fold(_complete(layout, f"{standing} UNION ALL {alone}" if standing else alone), touched, touched - deletions)
    elsewhere = f"ANTI JOIN store_contended ON {layout.key_hash('f')} = store_contended.H"
    here = f"SEMI JOIN store_contended ON {layout.key_hash('f')} = store_contended.H"
    alone = [f"SELECT {columns} FROM store_folding AS f {elsewhere} WHERE FOLD <> 'D'"]
    contended = [f"SELECT * FROM store_folding AS f {here}"]
    if standing:
        alone.append(f"SELECT {columns} FROM ({standing}) AS f {elsewhere}")
        contended.append(f"SELECT {columns}, 'R' AS FOLD, 0::BIGINT AS SEQ FROM ({standing}) AS f {here}")
    return Fold(_complete(layout, " UNION ALL ".join([*alone, _folded(layout, " UNION ALL ".join(contended))])), touched, None)


def _find_contended(workspace: Workspace, layout: Layout, standing: str | None) -> int:
    """Fill `store_contended` with the hashes of the keys that more than one row speaks of; returns how many keys the events speak of."""
    workspace.execute("CREATE OR REPLACE TABLE store_contended (H UBIGINT)")
    hashes = f"SELECT {layout.key_hash()} AS H FROM store_folding"
    rows, touched = workspace.execute(f"SELECT count(*), count(DISTINCT H) FROM ({hashes})")[0]
    if touched < rows:
        workspace.execute(f"INSERT INTO store_contended SELECT H FROM ({hashes}) GROUP BY H HAVING count(*) > 1")
    if standing:
        met = f"SELECT {layout.key_hash()} AS H FROM ({standing})"
        workspace.execute(f"INSERT INTO store_contended SELECT H FROM ({met}) WHERE H IN ({hashes}) AND H NOT IN (FROM store_contended)")
    return touched


def _folded(layout: Layout, contended: str) -> str:
    key, cells = names(layout.key), []
    for name in layout.columns:
        # arg_max passes over NULL, which is "not given"; a qualifier is given exactly where its measure is.
        cells.append(quote(name) if name in layout.key else f"arg_max({quote(name)}, SEQ) AS {quote(name)}")
    voided = f"max(SEQ) FILTER (FOLD IN ('R', 'D')) OVER (PARTITION BY {key}) AS VOIDED"
    return (
        f"SELECT {', '.join(cells)} FROM (SELECT *, {voided} FROM ({contended})) "
        f"WHERE FOLD <> 'D' AND SEQ >= coalesce(VOIDED, 0) GROUP BY {key}"
    )


def _complete(layout: Layout, facts: str) -> str:
    """The facts as a version keeps them: a qualifier is '' where there is nothing to qualify."""
    qualifiers = [f"coalesce({quote(cell.name)}, '') AS {quote(cell.name)}" for cell in layout.cells if cell.of]
    return f"SELECT * REPLACE ({', '.join(qualifiers)}) FROM ({facts})" if qualifiers else facts
