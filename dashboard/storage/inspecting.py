"""Whether what stands in a version beside its facts — description, views, the examples they show — is what publishing would write."""

from __future__ import annotations

from collections.abc import Iterable

from . import compare
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
        elif (was := _examples(workspace, layout, "published")) != (is_now := _examples(workspace, layout, "draft")):
            found.append(Difference(id, {"table": f"example_{id}"}, "rows", was, is_now))
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


def _examples(workspace: Workspace, layout: Layout, database: str) -> str | None:
    """Number and hashes of the examples that a version shows of a dataset; None where it holds none, or not in today's columns."""
    table = f"example_{layout.dataset.id}"
    if table not in workspace.tables(database) or list(workspace.columns(table, database)) != list(layout.columns):
        return None
    return compare.fingerprint(workspace, f"SELECT * FROM {database}.{quote(table)}", names(layout.columns))
