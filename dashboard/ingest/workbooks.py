"""Workbooks: one sheet of an XLSX file as CSV, a record a row, and what in the workbook would be misread or may not be kept."""

from __future__ import annotations

import datetime
import re
import sys
import warnings
from array import array
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import cache, partial
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree.ElementTree import iterparse  # of parts that declare no entities: `Package` looks through them first

from .header_rules import personal as is_personal
from .kinds import is_of_machine, open_zip
from .opened import Opened, Overflow
from .package import Package
from .scan import Scan, scan
from .table import Bounded

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
"""What a sheet may have. Source: ECMA-376, part 1, 18.3.1.73 (row) and the limits of the programs that write it."""
DIGITS = ".15g"
"""As many digits as a spreadsheet program keeps and shows: 0.1 + 0.2 is 0.3 there."""
CODES = frozenset("code codes código codigo код коды 代码 编码 رمز الرمز".split())
# A row of a sheet, what it says of itself and what is in it; its number; a cell with a value or a text.
ROW = re.compile(rb"<(?:\w{1,30}:)?row\b([^>]*[^>/])?(?:/>|>(.*?)</(?:\w{1,30}:)?row>)", re.DOTALL)
NUMBER = re.compile(rb"\br=[\"'](\d{1,7})[\"']")
VALUE = re.compile(rb"<(?:\w{1,30}:)?[vt][ >]")
COLUMN = re.compile("[A-Z]{1,3}")
INLINE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}is/{http://schemas.openxmlformats.org/spreadsheetml/2006/main}t"
LARGEST_SHEET = 50_000_000
HELD = "…"
"""What stands for what is in a cell that is not looked into."""
Row = tuple[int, dict[int, Any]]


class Sheet(NamedTuple):
    """A sheet with cells: its name, whether it is shown, the part of the package that holds it."""

    name: str
    shown: bool
    part: str


class Book(NamedTuple):
    """A workbook: its parts, sheets, strings, and what its library knows of dates and styles."""

    package: Package
    sheets: tuple[Sheet, ...]
    strings: list[str]
    styles: Any


def open_workbook(opened: Opened, wanted: str, folder: Path) -> Scan | None:
    """The scan of the CSV made of a sheet ("" is the only one that has cells); None, and `opened` says why, where there is none.

    Rows that are not blank follow each other from the header on: of the text row n the row of the sheet is `Scan.row_of(n)`.
    """
    path = folder / "sheet.csv"
    try:
        with _workbook(opened.sent.path, opened) as book:
            sheet = _choose(book, opened, wanted) if book else None
            if book is None:
                _look_for_persons(opened, "", False)
            if book is None or sheet is None:
                return None
            with path.open("w", encoding="utf-8", newline="") as target:
                blank = _write(book, sheet, opened, Bounded(target, opened.allowed))
    except Overflow:
        opened.overflow = True
        _look_for_persons(opened, "", False)
        return None
    except Exception as error:  # a reader of workbooks stumbles over a damaged one anywhere
        if is_of_machine(error):
            raise
        opened.damaged = not opened.declares
        _look_for_persons(opened, "", False)
        return None
    found = scan(path, opened.allowed)
    found.sheet, found.above, found.blank = opened.sheet, opened.above, blank
    unread = opened.formulas.count or opened.faults.count
    _look_for_persons(opened, "" if unread else opened.sheet, found.address_at is not None and not unread)
    return found


def look_through(opened: Opened) -> None:
    """Note personal data in a workbook that is not read, as far as it can be looked through."""
    try:
        with _workbook(opened.sent.path, opened) as book:
            if book:
                opened.suspects = [sheet.name for sheet in book.sheets if _is_about_persons(_header(book, sheet))]
    except Exception as error:  # as `open_workbook`
        if is_of_machine(error):
            raise
    _look_for_persons(opened, "", False)


def visible_sheets(file: Scan) -> list[str]:
    """The sheets of a workbook that are shown and have cells, whatever the scan's limit; [] where it cannot be opened."""
    opened = Opened(replace(file, limit=sys.maxsize), "")
    try:
        with _workbook(file.path, opened) as book:
            return [sheet.name for sheet in book.sheets if sheet.shown and _header(book, sheet)] if book else []
    except Exception as error:
        if is_of_machine(error):
            raise
        return []


def filled_rows(file: Scan, wanted: str) -> tuple[list[int], list[str]] | None:
    """The rows of a sheet that hold a value, the header first ("" is the only sheet that has cells), and the cells of the header.

    None where they cannot be told. Quick, and therefore blind to what a value is: a text may be blank.
    """
    opened = Opened(file, "")
    try:
        with _workbook(file.path, opened) as book:
            sheet = _choose(book, opened, wanted) if book else None
            if book is None or sheet is None:
                return None
            for number, cells in _rows(book, sheet, opened):
                texts = {column: _text(cell["value"]) for column, cell in cells.items()}
                if last := max((column for column, text in texts.items() if text.strip()), default=0):
                    header = [texts.get(column, "") for column in range(1, last + 1)]
                    return [row for row in _numbers(book, sheet) if row >= number], header
    except Exception as error:
        if is_of_machine(error):
            raise
    return None


@contextmanager
def sheets_in_memory(content: bytes, limit: int) -> Iterator[Mapping[str, Callable[..., Iterator[tuple[int, list[str]]]]]]:
    """The sheets of a workbook that are shown, by name: each gives its rows, number and texts of the cells, and nothing is written to disk.

    Which columns (1 is the first) are looked into may be said, so that nothing is known of the others but where they hold something.
    Where the workbook is damaged, too large or declares entities, what reads it raises whatever its reader raises.
    """
    opened = Opened(Scan(Path(), limit, len(content)), "")
    with _workbook(content, opened) as book:
        if book is None:
            raise ValueError("entities are declared")
        yield {sheet.name: partial(_texts, book, sheet, opened) for sheet in book.sheets if sheet.shown}


def _texts(book: Book, sheet: Sheet, opened: Opened, read: Collection[int] | None = None) -> Iterator[tuple[int, list[str]]]:
    """The rows of a sheet that hold a text, as the program that wrote it shows or computed them; HELD in columns that are not read."""
    for number, cells in _rows(book, sheet, opened, True, read):
        texts = {column: text for column, cell in cells.items() if (text := _text(cell["value"])).strip()}
        if texts:
            yield number, [texts.get(column, "") for column in range(1, max(texts) + 1)]


@contextmanager
def _workbook(file: Path | bytes, opened: Opened) -> Iterator[Book | None]:
    """The workbook in a file, or in its bytes, of which nothing is read but its list of sheets, strings and styles.

    None where it declares entities.
    """
    from openpyxl.reader.excel import ExcelReader
    from openpyxl.styles.stylesheet import apply_stylesheet

    class Reader(ExcelReader):
        """As `load_workbook` in read-only mode, less what that reads of each sheet at once, and charts, themes, names, properties."""

        def __init__(self, package: Package):
            self.archive, self.shared_strings = package, []
            self.read_only, self.keep_links, self.keep_vba, self.data_only, self.rich_text = True, False, False, False, False

    make = partial(Package, allowed=opened.allowed)
    warnings.filterwarnings("ignore", module=r"openpyxl\.")  # for good: to restore filters is not safe where there are threads
    with BytesIO(file) if isinstance(file, bytes) else file.open("rb") as source, open_zip(source, make) as package:
        opened.declares, opened.address_in = package.declares, package.address_in
        if opened.declares:
            yield None
            return
        reader = Reader(package)
        reader.read_manifest()
        reader.read_strings()
        reader.read_workbook()
        apply_stylesheet(package, reader.wb)
        found = [(sheet, rel.target) for sheet, rel in reader.parser.find_sheets() if "chartsheet" not in rel.Type]
        sheets = tuple(Sheet(sheet.name, sheet.state == "visible", part) for sheet, part in found if part in package.parts)
        yield Book(package, sheets, reader.shared_strings, reader.wb)


def _choose(book: Book, opened: Opened, wanted: str) -> Sheet | None:
    """The sheet that is to be read, or None; notes all sheets, and which of them seem to list persons."""
    headers = {sheet.name: _header(book, sheet) for sheet in book.sheets}
    shown = {sheet.name: sheet for sheet in book.sheets if sheet.shown}
    opened.hidden = [sheet.name for sheet in book.sheets if not sheet.shown]
    opened.sheets = [name for name in shown if headers[name]]
    opened.chosen = wanted
    if wanted in shown:
        opened.sheet = wanted
    elif not wanted and len(opened.sheets) == 1:
        opened.sheet = opened.sheets[0]
    opened.empty = not opened.sheets or (bool(opened.sheet) and not headers[opened.sheet])
    opened.suspects = [name for name, header in headers.items() if _is_about_persons(header)]
    sheet = None if opened.empty else shown.get(opened.sheet)
    if sheet is None:
        _look_for_persons(opened, "", False)
    return sheet


def _look_for_persons(opened: Opened, read: str, address: bool) -> None:
    """Note personal data that the rules about the text will not find: they see the sheet that is read and the address in it."""
    others = [name for name in opened.suspects if name != read]
    opened.persons = others[0] if others else "" if address else opened.address_in


def _is_about_persons(header: list[str]) -> bool:
    """Whether a sheet seems to list persons; one with codes and their names is a codelist, and a single cell is a title."""
    return len(header) > 1 and any(map(is_personal, header)) and CODES.isdisjoint(cell.casefold() for cell in header)


def _header(book: Book, sheet: Sheet) -> list[str]:
    """The texts of the first row that is not blank."""
    for _, cells in _rows(book, sheet, Opened(Scan(Path(), 0), "")):
        if texts := [text for cell in cells.values() if (text := _text(cell["value"]).strip())]:
            return texts
    return []


def _rows(book: Book, sheet: Sheet, opened: Opened, computed: bool = False, read: Collection[int] | None = None) -> Iterator[Row]:
    """The rows that are in a sheet: number and cells by number of their column; notes merged cells.

    `computed` is whether a formula stands for what the program that wrote the file computed by it; `read` are the columns that are looked
    into, None for all: of other cells it is only told that there is something in them.

    Raises ValueError where rows or cells are not in order or beyond what a sheet may have: some would be lost.
    """
    from openpyxl.worksheet._reader import MERGE_TAG, ROW_TAG

    before = 0
    with book.package.open(sheet.part) as source:
        parser = _parser(book, source, computed, read)
        for _, element in iterparse(source):
            if element.tag == ROW_TAG:
                number, cells = parser.parse_row(element)
                element.clear()
                columns = [cell["column"] for cell in cells]
                if not before < number <= LAST_ROW or columns != sorted(set(columns)) or (columns and columns[-1] > LAST_COLUMN):
                    raise ValueError(f"row {number} of {sheet.name} is out of order")
                before = number
                yield number, dict(zip(columns, cells, strict=True))
            elif element.tag == MERGE_TAG:
                for merged in element:
                    opened.merged.add(merged.get("ref", ""))
                element.clear()


def _parser(book: Book, source: Any, computed: bool, read: Collection[int] | None) -> Any:
    """What makes the rows of a sheet of its XML, as `_rows` says."""
    from openpyxl.worksheet._reader import WorkSheetParser

    class Parser(WorkSheetParser):
        def parse_formula(self, element: Any) -> str:
            """A formula is not looked into: that there is one is all that matters."""
            return "="

        def parse_cell(self, element: Any) -> dict[str, Any]:
            """A cell, unless its column is not read."""
            letters = COLUMN.match(element.get("r", "")) if read is not None else None
            if letters is None:
                return super().parse_cell(element)
            value = HELD if len(element) else None
            if (column := _number(letters[0])) in read:
                value = element.findtext(INLINE) if element.get("t") == "inlineStr" else None
                if value is None:  # anything but a plain text in the cell itself
                    return super().parse_cell(element)
            self.col_counter = column
            return {"column": column, "value": value}

    styles = book.styles
    return Parser(source, book.strings, computed, styles.epoch, styles._date_formats, styles._timedelta_formats)


@cache
def _number(letters: str) -> int:
    """The number of a column from its letters."""
    from openpyxl.utils import column_index_from_string

    return column_index_from_string(letters)


def _numbers(book: Book, sheet: Sheet) -> Iterator[int]:
    """The numbers of the rows of a sheet that hold a value; of none where what is no row might be taken for one."""
    number = 0
    if not book.package.parts[sheet.part].special:
        with book.package.open(sheet.part) as source:
            for said, content in ROW.findall(source.read(LARGEST_SHEET)):
                given = NUMBER.search(said)
                number = int(given[1]) if given else number + 1
                if VALUE.search(content):
                    yield number


def _write(book: Book, sheet: Sheet, opened: Opened, table: Bounded) -> array[int]:
    """Write the rows from the header on, one a record, and note what a reader of the CSV would not see; gives `Scan.blank`."""
    percents, written, left_out = _percent_styles(book.styles), 0, array("L")
    width, header, before = 0, 0, 0
    for number, cells in _rows(book, sheet, opened):
        texts = {column: _cell(number, cell, percents, opened) for column, cell in cells.items() if cell["value"] is not None}
        last = max((column for column, text in texts.items() if text.strip()), default=0)
        if not last:
            continue
        if not header:
            header, width, opened.above = number, last, number - 1
        else:
            for blank in range(before + 1, number):
                opened.blank_rows.add(str(blank))
                left_out.append(written)
        before, written = number, written + 1
        table.add([texts.get(column, "") for column in range(1, max(width, last) + 1)])
    return left_out


def _cell(number: int, cell: dict[str, Any], percents: frozenset[int], opened: Opened) -> str:
    """The text of a cell, a percentage as it is shown but in full; notes formulas, errors and percentages."""
    from openpyxl.utils import get_column_letter

    kind, value = cell["data_type"], cell["value"]
    if kind in "fe" or (percents and kind == "n" and cell["style_id"] in percents):
        place = f"{get_column_letter(cell['column'])}{number}"
        if kind == "f":
            opened.formulas.add(place)
        elif kind == "e":
            opened.faults.add(f"{place} {value}")
        else:
            opened.percents.add(place)
            return f"{float(value) * 100:{DIGITS}}%"
    return _text(value)


def _text(value: Any) -> str:
    """What a cell holds as text: whole numbers without decimals, dates as year-month-day."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return format(value, DIGITS)
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat()
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    return "" if value is None else str(value)


def _percent_styles(styles: Any) -> frozenset[int]:
    """The styles in which a number is shown a hundred times as large, with a per cent sign."""
    from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE

    formats = {**BUILTIN_FORMATS, **{at + BUILTIN_FORMATS_MAX_SIZE: text for at, text in enumerate(styles._number_formats)}}
    return frozenset(at for at, style in enumerate(styles._cell_styles) if "%" in formats.get(style.numFmtId, ""))
