"""Corrections of what sources say wrongly: which fact is meant, whether its source still says so, what is shown instead; as SQL.

A correction names a fact by its key as text, `INDICATOR=SG_GEN_PARL;REF_AREA=KEN;SEX=F`: all key columns that differ from their default, in
alphabetical order; in a value `%` is written %25 and `;` %3B. The table of a dataset keeps what its source says; the rows that corrections
change are written beside it as `corrected_<dataset>`, which `shown_<dataset>` puts in their place. `correction_state` says of each
correction whether it is `applied`, `idle` (the source now says something else) or `unmatched` (there is no such fact).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..catalogue import CORRECTIONS, Column, Dataset
from .layout import Layout, names
from .workspace import Workspace, literal, quote

APPLIED, IDLE, UNMATCHED = "applied", "idle", "unmatched"
STATES = "correction_state"
_FOUND = "correction_found"
_QUALIFIER = r"^\s*(>=|<=|[><≥≤~])"


def key_text(dataset: Dataset, key: Mapping[str, str]) -> str:
    """The key of a fact as the text by which a correction names it; columns that `key` lacks have their default."""
    defaults = {column: dataset.column(column).default for column in dataset.key}
    cells = {column: key[column] for column in dataset.key if key.get(column, defaults[column]) != defaults[column]}
    return ";".join(f"{column}={_escaped(cells[column])}" for column in sorted(cells))


def read_key(dataset: Dataset, text: str) -> dict[str, str]:
    """The key that a text names, every column of it; "" for one that is required and not given."""
    given = dict(part.partition("=")[::2] for part in text.split(";"))
    plain = {column: given.get(column, "").replace("%3B", ";").replace("%25", "%") for column in dataset.key}
    return {column: value or dataset.column(column).default or "" for column, value in plain.items()}


def _escaped(value: str) -> str:
    return value.replace("%", "%25").replace(";", "%3B")


def key_cell(column: Column, text: str) -> str:
    """SQL for the value that the SQL expression `text` gives a key column: its default where it gives none, NULL where it has none."""
    found = f"regexp_extract(concat(';', {text}, ';'), {literal(f';{column.id}=([^;]*);')}, 1)"
    plain = f"replace(replace({found}, '%3B', ';'), '%25', '%')"
    return f"coalesce(nullif({plain}, ''), {literal(column.default)})" if column.default is not None else f"nullif({plain}, '')"


def canonical(dataset: Dataset, text: str) -> str:
    """SQL for the one right way to write the key that the SQL expression `text` gives; a required column that it lacks is written `…`."""
    parts = []
    for column in sorted((dataset.column(id) for id in dataset.key), key=lambda column: column.id):
        cell = key_cell(column, text)
        written = f"concat({literal(column.id + '=')}, replace(replace(coalesce({cell}, '…'), '%', '%25'), ';', '%3B'))"
        parts.append(f"CASE WHEN {cell} IS DISTINCT FROM {_default(column)} THEN {written} END" if column.default is not None else written)
    return f"concat_ws(';', {', '.join(parts)})"


def _default(column: Column) -> str:
    return "NULL" if column.default is None else literal(column.default)


def value(column: Column, text: str) -> str:
    """SQL for the value that a text has in a column; NULL where it has none."""
    if column.role == "measure":
        return f"TRY_CAST(ltrim({text}, '<>=≥≤~ ') AS DOUBLE)"
    return f"TRY_CAST({text} AS DATE)" if column.type == "date" else text


def qualifier(text: str) -> str:
    """SQL for the qualifier of a number written as text: '' or one of > < ≥ ≤ ~."""
    written = f"regexp_extract(coalesce({text}, ''), {literal(_QUALIFIER)}, 1)"
    return f"replace(replace({written}, '>=', '≥'), '<=', '≤')"


def holds(column: Column, fact: str, text: str) -> str:
    """SQL for the guard: whether the fact still says in this column what `text` does, numbers by value and others letter by letter."""
    cell = f"{fact}.{quote(column.id)}"
    same = f"{cell} = {value(column, text)}"
    if column.qualified:
        same += f" AND {fact}.{quote(column.id + '_Q')} = {qualifier(text)}"
    return f"CASE WHEN {text} IS NULL THEN {cell} IS NULL ELSE coalesce({same}, false) END"


def fits(column: Column, text: str) -> str:
    """SQL for whether a text can stand in a column; nothing always can, unless the column is required."""
    if column.required:
        return f"{value(column, text)} IS NOT NULL"
    return f"({text} IS NULL OR {value(column, text)} IS NOT NULL)"


# --- written into a version ---------------------------------------------------------------------------------------------------------------


def write_states(workspace: Workspace, layouts: Iterable[Layout]) -> set[str]:
    """Make `correction_state` in the database in use; gives the datasets that have corrections in force."""
    layouts = {layout.dataset.id: layout for layout in layouts}
    table, own = quote(STATES), quote("COLUMN")
    workspace.execute(f"CREATE OR REPLACE TABLE {table} (DATASET VARCHAR, KEY VARCHAR, {own} VARCHAR, EXAMPLE BOOLEAN, STATE VARCHAR)")
    if CORRECTIONS not in layouts:
        return set()
    corrected = workspace.execute(f"SELECT DISTINCT DATASET FROM {quote(CORRECTIONS)} WHERE REASON IS NOT NULL")
    concerned = [layouts[id] for (id,) in corrected if id in layouts]
    if not concerned:
        return set()
    workspace.execute(
        f"CREATE OR REPLACE TABLE scratch.{_FOUND} "
        "(DATASET VARCHAR, KEY VARCHAR, COL VARCHAR, EXAMPLE BOOLEAN, VALUE VARCHAR, BATCH VARCHAR, RECORD INTEGER, HOLDS BOOLEAN)"
    )
    for layout in concerned:
        _find(workspace, layout)
    workspace.execute(
        f"INSERT INTO {table} SELECT c.DATASET, c.KEY, c.{own}, c.EXAMPLE, CASE WHEN f.HOLDS IS NULL THEN {literal(UNMATCHED)} "
        f"WHEN f.HOLDS THEN {literal(APPLIED)} ELSE {literal(IDLE)} END FROM {quote(CORRECTIONS)} AS c LEFT JOIN scratch.{_FOUND} AS f "
        f"ON (f.DATASET, f.KEY, f.COL, f.EXAMPLE) = (c.DATASET, c.KEY, c.{own}, c.EXAMPLE) WHERE c.REASON IS NOT NULL ORDER BY ALL"
    )
    return {id for (id,) in workspace.execute(f"SELECT DISTINCT DATASET FROM {table} WHERE STATE = {literal(APPLIED)}")}


def write_corrected(workspace: Workspace, layout: Layout, shown: str) -> None:
    """Make `corrected_<dataset>`: those rows of the SELECT `shown` that corrections in force change, as they are to be shown.

    What `write_states` found must still be there.
    """
    columns = [row[0] for row in workspace.execute(f"SELECT DISTINCT COL FROM scratch.{_FOUND} WHERE {_in_force(layout)}")]
    given, cells = [], []
    for id in columns:
        column, has, text = layout.dataset.column(id), quote(f"has {id}"), quote(f"text {id}")
        only = f"FILTER (COL = {literal(id)})"
        given.append(f"count(*) {only} > 0 AS {has}, arg_max({{'t': VALUE}}, KEY) {only} AS {text}")
        cells.append(f"CASE WHEN {has} THEN {value(column, f'{text}.t')} ELSE f.{quote(id)} END AS {quote(id)}")
        if column.qualified:
            cells.append(f"CASE WHEN {has} THEN {qualifier(f'{text}.t')} ELSE f.{quote(id + '_Q')} END AS {quote(id + '_Q')}")
    found = f"SELECT BATCH, RECORD, {', '.join(given)} FROM scratch.{_FOUND} WHERE {_in_force(layout)} GROUP BY BATCH, RECORD"
    workspace.execute(
        f"CREATE OR REPLACE TABLE {quote(f'corrected_{layout.dataset.id}')} AS SELECT {names(layout.columns)} FROM "
        f"(SELECT f.* REPLACE ({', '.join(cells)}) FROM ({shown}) AS f JOIN ({found}) AS c ON f.BATCH = c.BATCH AND f.RECORD = c.RECORD)"
    )


def in_place(layout: Layout, select: str) -> str:
    """SELECT of another SELECT with the rows that are corrected in the place of those of the source."""
    corrected = quote(f"corrected_{layout.dataset.id}")
    # A record speaks of one fact, so that batch and record tell facts apart; that is quicker than the whole key.
    return (
        f"SELECT s.* FROM ({select}) AS s ANTI JOIN {corrected} AS c ON s.BATCH = c.BATCH AND s.RECORD = c.RECORD "
        f"UNION ALL SELECT * FROM {corrected} WHERE NOT EXAMPLE OR getvariable('examples')"
    )


def forget(workspace: Workspace) -> None:
    """Remove what `write_states` kept for `write_corrected`."""
    workspace.execute(f"DROP TABLE IF EXISTS scratch.{_FOUND}")


def _in_force(layout: Layout) -> str:
    return f"HOLDS AND DATASET = {literal(layout.dataset.id)}"


def _find(workspace: Workspace, layout: Layout) -> None:
    """Add the facts that the corrections of a dataset name, and whether the guard holds."""
    dataset = layout.dataset
    own = f"SELECT * FROM {quote(CORRECTIONS)} WHERE REASON IS NOT NULL AND DATASET = {literal(dataset.id)}"
    cells = ", ".join(f"{key_cell(dataset.column(id), 'KEY')} AS {quote(f'key {id}')}" for id in dataset.key)
    same = " AND ".join(f"f.{quote(id)} = k.{quote(f'key {id}')}" for id in dataset.key)
    known = {column.id: column for column in dataset.correctable}
    wanted = workspace.execute(f"SELECT DISTINCT {quote('COLUMN')} FROM ({own})")
    for column in (known[id] for (id,) in wanted if id in known):
        mine = f"SELECT KEY, EXAMPLE, SOURCE_VALUE, VALUE, {cells} FROM ({own}) WHERE {quote('COLUMN')} = {literal(column.id)}"
        workspace.execute(
            f"INSERT INTO scratch.{_FOUND} "
            f"SELECT {literal(dataset.id)}, k.KEY, {literal(column.id)}, k.EXAMPLE, k.VALUE, f.BATCH, f.RECORD, "
            f"{holds(column, 'f', 'k.SOURCE_VALUE')} AND {fits(column, 'k.VALUE')} "
            f"FROM ({mine}) AS k JOIN {quote(dataset.id)} AS f ON {same} AND f.EXAMPLE = k.EXAMPLE"
        )
