"""Whether what stands in a version beside its facts — description, views, examples, corrections — is what publishing would write."""

from __future__ import annotations

from collections.abc import Iterable

from . import compare
from .corrections import STATES
from .layout import Layout, names
from .model import Difference, VersionRecord
from .workspace import Workspace, literal, quote


def differences(workspace: Workspace, layouts: Iterable[Layout], newest: VersionRecord | None) -> list[Difference]:
    """What differs between the version attached as `published` and, for its views, the one attached as `draft`.

    `newest` is what the register knows of it. A dataset that `published` has no table of, or one of other columns, is left to others.
    """
    found = _odd_description(workspace, newest) if newest else []
    before, after = _views(workspace, "published"), _views(workspace, "draft")
    for layout in layouts:
        id, view = layout.dataset.id, f"shown_{layout.dataset.id}"
        if id not in workspace.tables("published") or list(workspace.columns(id, "published")) != list(layout.columns):
            continue
        if before.get(view) != after.get(view):
            found.append(Difference(id, {"view": view}, "sql", before.get(view), after.get(view)))
            continue
        for table in (f"example_{id}", f"corrected_{id}"):
            if (was := _rows(workspace, layout, table, "published")) != (is_now := _rows(workspace, layout, table, "draft")):
                found.append(Difference(id, {"table": table}, "rows", was, is_now))
    if (was := _states(workspace, "published")) not in (None, is_now := _states(workspace, "draft")):
        found.append(Difference(STATES, {"table": STATES}, "rows", was, is_now))
    return found


def description(workspace: Workspace) -> list[tuple[int, str]]:
    """Number and checksum as the version attached as `published` gives them of itself; duckdb.Error where it has no such table."""
    return [(number, checksum) for number, checksum in workspace.execute("SELECT version, checksum FROM published.meta")]


def _odd_description(workspace: Workspace, newest: VersionRecord) -> list[Difference]:
    said = description(workspace)
    number, checksum = said[0] if len(said) == 1 else (None, None)
    sides = (("version", number, newest.number), ("checksum", checksum, newest.checksum))
    return [Difference("meta", {"version": newest.number}, name, was, known) for name, was, known in sides if was != known]


def _views(workspace: Workspace, database: str) -> dict[str, str]:
    """The SQL of each view of an attached database."""
    sql = f"SELECT view_name, sql FROM duckdb_views() WHERE database_name = {literal(database)} AND NOT internal"
    return dict(workspace.execute(sql))


def _states(workspace: Workspace, database: str) -> str | None:
    """Number and hashes of what a version says of its corrections; None where it was made before there were any."""
    if STATES not in workspace.tables(database):
        return None
    return compare.fingerprint(workspace, f"SELECT * FROM {database}.{STATES}", names(workspace.columns(STATES, database)))


def _rows(workspace: Workspace, layout: Layout, table: str, database: str) -> str | None:
    """Number and hashes of the examples, or corrected facts, of a version; None where it holds none, or not in today's columns."""
    if table not in workspace.tables(database) or list(workspace.columns(table, database)) != list(layout.columns):
        return None
    return compare.fingerprint(workspace, f"SELECT * FROM {database}.{quote(table)}", names(layout.columns))
