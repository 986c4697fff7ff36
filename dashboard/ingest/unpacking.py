"""From the file that was sent to the text that holds its records: unpacked, taken out of its workbook or message, as CSV in UTF-8."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from .archives import open_archive
from .choices import Choices
from .findings import ERROR, Collector
from .kinds import GZIP, LOCKED, SDMX_JSON, SDMX_ML, XLSM, XLSX, ZIP, kind_of
from .messages import open_message
from .opened import Opened
from .registry import CONTAINERS, rules
from .scan import Scan
from .workbooks import look_through, open_workbook, visible_sheets

__all__ = ["kind_of", "sheets_of", "unpack"]


def unpack(file: Scan, choices: Choices, folder: Path, found: Collector, search: Callable[[Scan], None] = lambda bare: None) -> Scan | None:
    """The scan of the text that holds the records of a file, which may be the file itself; what is written goes to `folder`.

    What keeps it from being read is added to `found`; then there is None, and `search` is given what came out of it, if that is text of
    any kind. Never raises for what the file holds.
    """
    if not file.sha256:  # too large to be looked at
        return file
    opened = Opened(file, kind_of(file))
    text = _open(opened, choices, folder)
    refused = text is None
    for rule in rules(CONTAINERS):
        refused |= found.add(rule.code, rule.severity, rule.check(opened)) and rule.severity == ERROR
    if refused and opened.bare:
        search(opened.bare)
    return None if refused else text


def sheets_of(file: Scan) -> list[str]:
    """The sheets of a workbook that can be chosen: those that are shown and have cells; [] for any other file."""
    return visible_sheets(file) if file.sha256 and kind_of(file) == XLSX else []


def _open(opened: Opened, choices: Choices, folder: Path) -> Scan | None:
    """The text in a file, through at most one archive; the file itself where it is text, or of a kind that the guards turn away."""
    if opened.kind == XLSX:
        return open_workbook(opened, choices.sheet, folder)
    if opened.kind == XLSM:
        look_through(opened)
    if opened.kind in (XLSM, LOCKED):
        return None
    file: Scan | None = opened.sent
    if opened.kind in (GZIP, ZIP):
        file = open_archive(opened, folder)
    else:
        opened.bare = file
    kind = kind_of(file) if file else ""
    return open_message(opened, file, kind, folder) if file and kind in (SDMX_ML, SDMX_JSON) else file
