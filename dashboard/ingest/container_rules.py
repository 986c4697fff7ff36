"""Rules about what was sent around the text: an archive, a workbook, a message. They judge what was found while it was opened."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from .findings import ERROR, WARNING, Place
from .guards import MEGABYTE
from .kinds import ENDINGS, GZIP, LOCKED, NAMES, SDMX_ML, XLSM, XLSX, ZIP, name_of
from .opened import FEW, Opened, Some
from .registry import CONTAINERS, rule

LONGEST_NAME = 100
LONGEST_NOTICE = 500


@rule("extension_wrong", WARNING, CONTAINERS)
def extension_wrong(opened: Opened) -> Iterator[Place]:
    """The ending of the file's name says that it is of another kind than it is."""
    ending = Path(opened.sent.path.name).suffix.lower()
    fitting = ENDINGS.get(ending)
    if fitting and opened.kind not in fitting and opened.kind in NAMES and opened.sent.head.strip():
        yield Place(params={"extension": ending, "format": name_of(opened.kind)})


# --- archives ----------------------------------------------------------------------------------------------------------------------------


@rule("archive_damaged", ERROR, CONTAINERS)
def archive_damaged(opened: Opened) -> Iterator[Place]:
    """A gzip or ZIP file is cut off, or what comes out of it is not what its checksum says."""
    if opened.damaged and opened.kind in (GZIP, ZIP):
        yield Place(params={"format": name_of(opened.kind)})


@rule("archive_bomb", ERROR, CONTAINERS)
def archive_bomb(opened: Opened) -> Iterator[Place]:
    """What is packed, in an archive or a workbook, grows beyond what is accepted when it is unpacked."""
    if opened.overflow:
        yield Place(params={"format": name_of(opened.kind), "limit": opened.allowed // MEGABYTE})


@rule("archive_several", ERROR, CONTAINERS)
def archive_several(opened: Opened) -> Iterator[Place]:
    """An archive holds several files."""
    if len(opened.members) > 1 and not opened.astray and not opened.encrypted:
        yield Place(params={"count": len(opened.members), "names": _list(opened.members)})


@rule("archive_empty", ERROR, CONTAINERS)
def archive_empty(opened: Opened) -> Iterator[Place]:
    """An archive holds no file, or an empty one."""
    if opened.nothing:
        yield Place(params={"format": name_of(opened.kind)})


@rule("archive_nested", ERROR, CONTAINERS)
def archive_nested(opened: Opened) -> Iterator[Place]:
    """What is packed is packed itself: another archive, or a workbook."""
    if opened.nested:
        yield Place(params={"format": name_of(opened.kind), "inside": name_of(opened.nested)})


@rule("archive_path", ERROR, CONTAINERS)
def archive_path(opened: Opened) -> Iterator[Place]:
    """A member of an archive has a path that leads elsewhere, or is a link."""
    if opened.astray:
        yield Place(params={"name": _short(opened.astray)})


@rule("archive_encrypted", ERROR, CONTAINERS)
def archive_encrypted(opened: Opened) -> Iterator[Place]:
    """An archive opens with a password only."""
    if opened.encrypted and not opened.astray:
        yield Place()


@rule("archive_method", ERROR, CONTAINERS)
def archive_method(opened: Opened) -> Iterator[Place]:
    """The file in an archive is compressed in another way than is usual."""
    if opened.method and not opened.astray and len(opened.members) == 1:
        yield Place()


# --- workbooks ---------------------------------------------------------------------------------------------------------------------------


@rule("workbook_damaged", ERROR, CONTAINERS)
def workbook_damaged(opened: Opened) -> Iterator[Place]:
    """A workbook cannot be opened, or its rows are not in order."""
    if opened.damaged and opened.kind == XLSX:
        yield Place()


@rule("workbook_macros", ERROR, CONTAINERS)
def workbook_macros(opened: Opened) -> Iterator[Place]:
    """A workbook holds macros."""
    if opened.kind == XLSM:
        yield Place()


@rule("workbook_locked", ERROR, CONTAINERS)
def workbook_locked(opened: Opened) -> Iterator[Place]:
    """A workbook opens with a password only."""
    if opened.kind == LOCKED:
        yield Place()


@rule("workbook_personal", ERROR, CONTAINERS)
def workbook_personal(opened: Opened) -> Iterator[Place]:
    """There are personal data in a workbook elsewhere than in the sheet that is read; it is kept as a whole, or not at all."""
    if opened.persons:
        yield Place(params={"part": _short(opened.persons)})


@rule("sheet_not_chosen", ERROR, CONTAINERS)
def sheet_not_chosen(opened: Opened) -> Iterator[Place]:
    """A workbook has several sheets and none is chosen."""
    if len(opened.sheets) > 1 and not opened.chosen:
        yield Place(params={"count": len(opened.sheets), "sheets": _list(opened.sheets)})


@rule("sheet_missing", ERROR, CONTAINERS)
def sheet_missing(opened: Opened) -> Iterator[Place]:
    """The sheet that is chosen is not in the workbook, or is hidden."""
    if opened.chosen and not opened.sheet and opened.sheets:
        yield Place(params={"sheet": _short(opened.chosen), "sheets": _list(opened.sheets)})


@rule("sheet_empty", ERROR, CONTAINERS)
def sheet_empty(opened: Opened) -> Iterator[Place]:
    """The sheet to be read, or each that is shown, has no cells."""
    if opened.empty:
        yield Place()


@rule("sheet_hidden", WARNING, CONTAINERS)
def sheet_hidden(opened: Opened) -> Iterator[Place]:
    """A workbook has hidden sheets, which are not read."""
    if opened.hidden:
        yield Place(params={"count": len(opened.hidden), "sheets": _list(opened.hidden)})


@rule("sheet_merged", WARNING, CONTAINERS)
def sheet_merged(opened: Opened) -> Iterator[Place]:
    """Cells of the sheet are merged: all but the first of them are read as empty."""
    yield from _cells(opened, opened.merged)


@rule("sheet_formulas", ERROR, CONTAINERS)
def sheet_formulas(opened: Opened) -> Iterator[Place]:
    """Cells of the sheet hold formulas: what they come to depends on the program that computes them."""
    yield from _cells(opened, opened.formulas)


@rule("sheet_errors", ERROR, CONTAINERS)
def sheet_errors(opened: Opened) -> Iterator[Place]:
    """Cells of the sheet hold an error such as #N/A."""
    yield from _cells(opened, opened.faults)


@rule("sheet_percent", WARNING, CONTAINERS)
def sheet_percent(opened: Opened) -> Iterator[Place]:
    """Figures of the sheet are shown as per cent and stored as fractions: 12 % is 0.12 there. They are read with all their digits."""
    yield from _cells(opened, opened.percents)


@rule("sheet_rows_skipped", WARNING, CONTAINERS)
def sheet_rows_skipped(opened: Opened) -> Iterator[Place]:
    """There are blank rows above the header of the sheet."""
    if opened.above:
        yield Place(params={"sheet": opened.sheet, "count": opened.above, "row": opened.above + 1})


@rule("sheet_row_blank", WARNING, CONTAINERS)
def sheet_row_blank(opened: Opened) -> Iterator[Place]:
    """There are blank rows between the records of the sheet, which are left out."""
    yield from _cells(opened, opened.blank_rows)


# --- messages ----------------------------------------------------------------------------------------------------------------------------


@rule("xml_entities", ERROR, CONTAINERS)
def xml_entities(opened: Opened) -> Iterator[Place]:
    """XML declares a document type or entities, with which other files can be drawn in or memory filled."""
    if opened.declares:
        yield Place()


@rule("xml_malformed", ERROR, CONTAINERS)
def xml_malformed(opened: Opened) -> Iterator[Place]:
    """A rule of XML is broken, or the file is cut off."""
    if opened.syntax and opened.format == SDMX_ML:
        yield Place(line=opened.syntax[0], params={"place": opened.syntax[1]})


@rule("json_malformed", ERROR, CONTAINERS)
def json_malformed(opened: Opened) -> Iterator[Place]:
    """A rule of JSON is broken, or the file is cut off."""
    if opened.syntax and opened.format != SDMX_ML:
        yield Place(line=opened.syntax[0], params={"place": opened.syntax[1]})


@rule("message_foreign", ERROR, CONTAINERS)
def message_foreign(opened: Opened) -> Iterator[Place]:
    """XML or JSON that is no SDMX message."""
    if opened.foreign:
        yield Place(params={"format": name_of(opened.format), "found": _short(opened.foreign)})


@rule("message_version", ERROR, CONTAINERS)
def message_version(opened: Opened) -> Iterator[Place]:
    """An SDMX message of a version that is not read."""
    if opened.version:
        yield Place(params={"version": opened.version})


@rule("message_without_data", ERROR, CONTAINERS)
def message_without_data(opened: Opened) -> Iterator[Place]:
    """An SDMX message of structures or metadata."""
    if opened.without_data:
        yield Place(params={"found": _short(opened.without_data)})


@rule("message_notice", ERROR, CONTAINERS)
def message_notice(opened: Opened) -> Iterator[Place]:
    """An SDMX message without observations in which the service that sent it says why."""
    if opened.barren and opened.notices:
        yield Place(params={"notice": _notices(opened)})


@rule("message_remark", WARNING, CONTAINERS)
def message_remark(opened: Opened) -> Iterator[Place]:
    """An SDMX message with observations to which the service that sent it remarks something, such as that they are not all."""
    if opened.notices and opened.whole:
        yield Place(params={"notice": _notices(opened)})


@rule("message_empty", ERROR, CONTAINERS)
def message_empty(opened: Opened) -> Iterator[Place]:
    """An SDMX message of data without any observation."""
    if opened.barren and not opened.notices:
        yield Place()


@rule("message_too_large", ERROR, CONTAINERS)
def message_too_large(opened: Opened) -> Iterator[Place]:
    """An SDMX message is larger than can be read: far less than a file of CSV may have."""
    if opened.too_large:
        yield Place(params={"format": name_of(opened.format), "limit": f"{opened.too_large / MEGABYTE:g}"})


@rule("message_unreadable", ERROR, CONTAINERS)
def message_unreadable(opened: Opened) -> Iterator[Place]:
    """An SDMX message breaks the rules of its format."""
    if opened.unreadable:
        yield Place(params={"reason": opened.unreadable})


def _cells(opened: Opened, found: Some) -> Iterator[Place]:
    if found.count:
        yield Place(params={"sheet": opened.sheet, "count": found.count, "cells": str(found)})


def _list(names: list[str]) -> str:
    return ", ".join(map(_short, names[:FEW])) + (" …" if len(names) > FEW else "")


def _notices(opened: Opened) -> str:
    text = " ".join(opened.notices)
    return text if len(text) <= LONGEST_NOTICE else text[:LONGEST_NOTICE] + "…"


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else name[:LONGEST_NAME] + "…"
