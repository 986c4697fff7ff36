"""Yardsticks: what a share, a ratio or a panel is read against, each with its rule, wording and source."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ..domain.rules import RULES, Yardstick
from .files import Table, read_tomls

APPLIES_TO = ("share_of_women", "counts", "by_sex", "ratio", "gap", "panel")


def read_yardsticks(folder: Path) -> Mapping[str, Yardstick]:
    """All yardsticks of the folder by id; raises CatalogueError, also where a parameter does not belong to the rule."""
    yardsticks: dict[str, Yardstick] = {}
    for table in read_tomls(folder):
        yardstick = _read_yardstick(table)
        if yardstick.id in yardsticks:
            table.wrong("id", f"{yardstick.id} is declared by another file already")
        yardsticks[yardstick.id] = yardstick
    return yardsticks


def _read_yardstick(table: Table) -> Yardstick:
    id, rule, applies_to = table.get("id", str), table.one_of("rule", RULES), table.texts("applies_to")
    for kind in applies_to:
        if kind not in APPLIES_TO:
            table.wrong("applies_to", f"has {kind!r}; it must be one or more of {', '.join(APPLIES_TO)}")
    parameters = table.table("parameters").values()
    try:
        yardstick = Yardstick(
            id=id,
            rule=rule,
            parameters=parameters,
            applies_to=applies_to,
            name=table.words("name"),
            wording=table.words("wording"),
            source=table.get("source", str),
            link=table.get("link", str),
            caution=table.words("caution"),
        )
    except ValueError as error:
        table.wrong("parameters", str(error))
    table.done()
    return yardstick
