"""The fold: from batches in order of publication to the facts that stand, as SQL.

For each key: what came before the last R (replace) or D (delete) is void; of what came after, each cell has the value given last.
A row that stands therefore counts as an R that came before everything, which is why a version plus one batch equals the fold of all
batches. Most keys need less: those spoken of once are taken as they are, or are joined to the row that stands.
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

    `added` is the number of new facts of keys that one event alone speaks of; whether any other keys were met says `contended`.
    """

    select: str
    touched: int
    added: int
    contended: bool


def fold(workspace: Workspace, layout: Layout, events: str, standing: str | None) -> Fold:
    """The fold of events (a SELECT) over the facts that stand (a SELECT in this layout, or None).

    The scratch tables that its `select` reads are made here.
    """
    workspace.execute(f"CREATE OR REPLACE VIEW store_folding AS {events}")
    touched = _find_contended(workspace, layout, standing)
    repeated, met = workspace.execute("SELECT count(*) FILTER (REPEATED), count(*) FILTER (NOT REPEATED) FROM store_contended")[0]
    columns, elsewhere = names(layout.columns), _contended("ANTI", layout) if repeated or met else ""
    alone = f"FROM store_folding AS f {elsewhere} WHERE FOLD <> 'D'"
    added = workspace.execute(f"SELECT count(*) {alone}")[0][0]
    facts = [f"SELECT {columns} {alone}"]
    if standing:
        facts.append(f"SELECT {columns} FROM ({standing}) AS f {elsewhere}")
    if met:
        facts.append(_updated(layout, standing))
    if repeated:
        facts.append(_folded(workspace, layout, standing))
    return Fold(_complete(layout, " UNION ALL ".join(facts)), touched, added, bool(repeated or met))


def contended(layout: Layout, select: str) -> str:
    """SELECT of those rows of another SELECT whose key was met or repeated in the last fold."""
    return f"SELECT * FROM ({select}) AS f {_contended('SEMI', layout)}"


def uncontended(layout: Layout, select: str) -> str:
    """SELECT of the rows of another SELECT whose key was neither met nor repeated in the last fold."""
    return f"SELECT * FROM ({select}) AS f {_contended('ANTI', layout)}"


def spoken_of(layout: Layout, select: str) -> str:
    """SELECT of those rows of another SELECT whose key the events of the last fold speak of."""
    return (
        f"SELECT * FROM ({select}) AS f SEMI JOIN (SELECT {layout.key_hash()} AS H FROM store_folding) AS e ON {layout.key_hash('f')} = e.H"
    )


def _contended(join: str, layout: Layout, where: str = "true") -> str:
    return f"{join} JOIN (SELECT H FROM store_contended WHERE {where}) AS c ON {layout.key_hash('f')} = c.H"


def _find_contended(workspace: Workspace, layout: Layout, standing: str | None) -> int:
    """Fill `store_contended` with the hashes of the keys that are REPEATED among the events or else meet a fact that stands.

    Returns how many keys the events speak of.
    """
    workspace.execute("CREATE OR REPLACE TABLE store_contended (H UBIGINT, REPEATED BOOLEAN)")
    hashes = f"SELECT {layout.key_hash()} AS H FROM store_folding"
    rows, touched = workspace.execute(f"SELECT count(*), count(DISTINCT H) FROM ({hashes})")[0]
    if touched < rows:
        workspace.execute(f"INSERT INTO store_contended SELECT H, true FROM ({hashes}) GROUP BY H HAVING count(*) > 1")
    if standing:
        met = f"SELECT {layout.key_hash()} AS H FROM ({standing})"
        known = "H NOT IN (SELECT H FROM store_contended)"
        workspace.execute(f"INSERT INTO store_contended SELECT DISTINCT H, false FROM ({met}) WHERE H IN ({hashes}) AND {known}")
    return touched


def _updated(layout: Layout, standing: str | None) -> str:
    """One event meets one fact. The join is full because two keys may have the same hash: then neither is lost."""
    here = _contended("SEMI", layout, "NOT REPEATED")
    same = " AND ".join(f"e.{quote(name)} = s.{quote(name)}" for name in layout.key)
    cells = []
    for name in map(quote, layout.columns):
        cells.append(f"CASE WHEN e.FOLD = 'R' THEN e.{name} ELSE coalesce(e.{name}, s.{name}) END AS {name}")
    return (
        f"SELECT {', '.join(cells)} FROM (SELECT * FROM store_folding AS f {here}) AS e "
        f"FULL JOIN (SELECT * FROM ({standing}) AS f {here}) AS s ON {same} WHERE e.FOLD IS DISTINCT FROM 'D'"
    )


def _folded(workspace: Workspace, layout: Layout, standing: str | None) -> str:
    """Several events speak of the same key."""
    here, columns, key = _contended("SEMI", layout, "REPEATED"), names(layout.columns), names(layout.key)
    rows = f"SELECT {columns}, FOLD, SEQ FROM store_folding AS f {here}"
    if standing:
        rows += f" UNION ALL SELECT {columns}, 'R' AS FOLD, 0::BIGINT AS SEQ FROM ({standing}) AS f {here}"
    if workspace.execute("SELECT count(*) FROM store_folding WHERE FOLD <> 'M'")[0][0]:
        voided = f"max(SEQ) FILTER (FOLD IN ('R', 'D')) OVER (PARTITION BY {key}) AS VOIDED"
        rows = f"SELECT * FROM (SELECT *, {voided} FROM ({rows})) WHERE FOLD <> 'D' AND SEQ >= coalesce(VOIDED, 0)"
    # arg_max passes over NULL, which is "not given"; a qualifier is given exactly where its measure is.
    cells = [quote(name) if name in layout.key else f"arg_max({quote(name)}, SEQ) AS {quote(name)}" for name in layout.columns]
    return f"SELECT {', '.join(cells)} FROM ({rows}) GROUP BY {key}"


def _complete(layout: Layout, facts: str) -> str:
    """The facts as a version keeps them: a qualifier is '' where there is nothing to qualify."""
    qualifiers = [f"coalesce({quote(cell.name)}, '') AS {quote(cell.name)}" for cell in layout.cells if cell.of]
    return f"SELECT * REPLACE ({', '.join(qualifiers)}) FROM ({facts})" if qualifiers else facts
