"""The first record of a file: which dataset it is for, and which column of that dataset each of its columns is."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from ..catalogue import Dataset
from .mapping import AS_IT_IS, NOT_READ, FileMapping
from .scan import Scan, wide_encoding

TEMPLATE, SDMX_1, SDMX_2 = "template", "SDMX-CSV 1.0", "SDMX-CSV 2.0"
# Columns that SDMX-CSV puts before the components. Source: SDMX-CSV field guide, "Column headers".
SERVICE = ("STRUCTURE", "STRUCTURE_ID", "STRUCTURE_NAME", "DATAFLOW", "ACTION", "SERIES_KEY", "OBS_KEY")
LABEL = ": "
STRUCTURE = re.compile(r"(?:[^:()]+:)?([^:()\s]+?)(?:\([^()]*\))?(?:: .*)?", re.DOTALL)
SUB_FIELDS = re.compile(r"STRUCTURE\[.\]")
# A number other than a year, or a part of a year: years head the columns of wide tables.
DATA = re.compile(r"(?!(?:19|20)\d\d$)[<>~≥≤]?[+-]?\d+(?:[.,]\d+)?|\d{4}-[\dQSW]\d*(?:-\d\d)?")
DELIMITERS = (";", "\t", "|")
# How columns of a file are noted that are none of the dataset: not to be read, and one of those that hold a measure together.
IGNORED, WIDE = "-", "#"


@dataclass(frozen=True)
class Layout:
    """How a file is laid out.

    `columns` has one entry a column of the file: the id of a column of the dataset, "@…" for a service column of SDMX-CSV, "-…" for one
    that the mapping says not to read, "#…" for one of several that hold a measure, or "" for one that nothing is known of. `added` are
    the columns of the dataset that a mapping gives from elsewhere. `lines` is the number of physical lines up to the end of the header.
    `broken` is whether the header cannot be read, `empty` whether no record follows it, `headless` whether it holds data itself;
    `separator` is what sets the cells apart, `delimiter` what the header uses instead where that is not certain.
    """

    cells: tuple[str, ...] = ()
    lines: int = 1
    format: str = TEMPLATE
    labelled: bool = False
    broken: bool = False
    empty: bool = False
    headless: bool = False
    delimiter: str = ""
    structure: str = ""
    dataset: Dataset | None = None
    candidates: tuple[str, ...] = ()
    columns: tuple[str, ...] = field(default=())
    added: tuple[str, ...] = ()
    separator: str = ","

    def service(self, name: str) -> bool:
        """Whether the file has this service column of SDMX-CSV."""
        return f"@{name}" in self.columns

    @property
    def present(self) -> tuple[str, ...]:
        """The columns of the dataset that the file has or is given, in the order of the dataset."""
        return tuple(id for id in self.dataset.header if id in self.columns or id in self.added) if self.dataset else ()

    @property
    def wide(self) -> tuple[int, ...]:
        """The places of the columns that hold a measure together, from left to right."""
        return tuple(place for place, name in enumerate(self.columns) if name.startswith(WIDE))

    def header(self, column: str) -> str:
        """What heads a column of the dataset in the file; its own id where no column of the file is read as it."""
        return self.cells[self.columns.index(column)].strip() if column in self.columns else column

    @property
    def table(self) -> tuple[str, ...]:
        """A name for each column of the file, all different, under which its cells are staged."""
        return tuple(name or f"@{place}" for place, name in enumerate(self.columns))


def read_layout(scan: Scan, datasets: Mapping[str, Dataset], chosen: str | None = None, mapping: FileMapping = AS_IT_IS) -> Layout:
    """The layout of a file; `chosen` is the dataset that the sender named, which a mapping needs. Never raises for what the file holds.

    Cells set apart by tabs or semicolons are read as such where all headers are then columns that this project knows.
    """
    if mapping:
        return _mapped(scan, datasets[chosen or ""], mapping)
    layout = _layout(scan, datasets, chosen, ",")
    if layout.delimiter:
        other = _layout(scan, datasets, chosen, layout.delimiter)
        known = _known(datasets)
        if not other.broken and all(name in known for name in _ids(other.cells, known)[0]):
            return other
    return layout


def read_header(scan: Scan, delimiter: str = "") -> tuple[tuple[str, ...], str]:
    """The cells of the header and what sets them apart: the delimiter given, else the one that gives the header the most cells.

    There are none where the header cannot be read.
    """
    found: tuple[tuple[str, ...], str] = (), ","
    for separator in (delimiter,) if delimiter else (",", "\t", ";", "|"):
        records, _, _ = _first_records(scan.head, separator)
        if records and len(records[0]) > len(found[0]) and (len(records) < 2 or len(records[0]) == len(records[1]) or not found[0]):
            found = records[0], separator
    return found


def _known(datasets: Mapping[str, Dataset]) -> frozenset[str]:
    return frozenset(column for dataset in datasets.values() for column in dataset.header) | frozenset(SERVICE)


def _mapped(scan: Scan, dataset: Dataset, mapping: FileMapping) -> Layout:
    """The layout of a file whose columns are what a mapping says; of one that stands there twice the first is read."""
    separator = mapping.delimiter or ","
    records, lines, broken = _first_records(scan.head, separator)
    if not records:
        return Layout(first_line(scan.head), broken=True)
    wide = mapping.wide.columns if mapping.wide else {}
    columns: list[str] = []
    for place, cell in enumerate(records[0]):
        header = cell if cell in mapping.columns or cell in wide else cell.strip()
        read = mapping.columns.get(header)
        if header in wide:
            read = f"{WIDE}{place}"
        elif read == NOT_READ:
            read = f"{IGNORED}{place}"
        twice = header in [other.strip() for other in records[0][:place]]
        columns.append(read if read and read not in columns and not twice else "")
    service = any(column.startswith("@") for column in columns)
    return Layout(
        records[0],
        lines,
        format=SDMX_2 if service else TEMPLATE,
        empty=len(records) < 2 and not broken and scan.size <= len(scan.head),
        dataset=dataset,
        columns=tuple(columns),
        added=mapping.added,
        separator=separator,
    )


def _layout(scan: Scan, datasets: Mapping[str, Dataset], chosen: str | None, separator: str) -> Layout:
    """The layout of a file in columns of this project or as SDMX-CSV."""
    records, lines, broken = _first_records(scan.head, separator)
    if not records:
        return Layout(first_line(scan.head), broken=True)
    cells = records[0]
    known = _known(datasets)
    names, labelled = _ids(cells, known)
    layout = Layout(
        cells,
        lines,
        format=_format(cells),
        labelled=labelled,
        empty=len(records) < 2 and not broken and scan.size <= len(scan.head),
        headless=known.isdisjoint(names) and any(DATA.fullmatch(cell.strip()) for cell in cells),
        delimiter=_delimiter(cells, known) if separator == "," else "",
        separator=separator,
    )
    if layout.delimiter or layout.headless:
        return layout
    leading = _leading(names, layout.format)
    structure = _structure(names, records[1] if len(records) > 1 else (), leading)
    dataset, candidates = _dataset({name for name in names[leading:] if name}, datasets, chosen, structure)
    if not (dataset or structure or candidates):  # one that is meant, though its columns are written in another way
        meant = {spelled(name) for name in names[leading:]}
        dataset, candidates = _dataset(meant, datasets, chosen, structure)
    columns = _columns(names, leading, dataset) if dataset else ()
    return replace(layout, structure=structure, dataset=dataset, candidates=candidates, columns=columns)


def first_line(head: bytes) -> tuple[str, ...]:
    """The cells of the first line that is not blank, whatever encoding or delimiter they are in: for a header that cannot be read."""
    encoding = wide_encoding(head)
    if encoding:
        text = head.decode(encoding if head[:1] != b"\0" else f"{encoding}-be", errors="ignore")
    else:
        try:
            text = head.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = head.decode("cp1252", errors="replace")
    line = next((line for line in text.splitlines() if line.strip()), "")
    return tuple(cell.strip(' "') for cell in re.split(r"[,;\t|]", line))


def spelled(name: str) -> str:
    """A column as this project writes it: in capitals, with underscores, without blanks or quotation marks around it."""
    return name.strip(' "').upper().replace(" ", "_").replace("-", "_")


def nearest(text: str, known: tuple[str, ...]) -> str | None:
    """The known name that a mistyped one is probably meant to be, or None."""
    folded = {name.casefold(): name for name in known}
    wanted = spelled(text).casefold()
    close = get_close_matches(wanted, folded, n=1, cutoff=0.7)
    return folded[close[0]] if close else None


def structure_id(text: str) -> str:
    """The id within a reference to a structure: `X:INDICATOR(1.0): Indicators` is `indicator`; "" where it is no such reference."""
    found = STRUCTURE.fullmatch(text.strip())
    return found[1].casefold() if found else ""


def _first_records(head: bytes, separator: str = ",") -> tuple[list[tuple[str, ...]], int, bool]:
    """The header and the record after it, the line the header ends on, and whether one of the two cannot be read."""
    text = head.decode("utf-8-sig", errors="ignore")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    records: list[tuple[str, ...]] = []
    lines = 0
    try:
        for cells in reader:
            if cells:
                records.append(tuple(cells))
                lines = lines or reader.line_num
            if len(records) == 2:
                break
    except csv.Error:
        return records, lines, True
    return records, lines, False


def _format(cells: tuple[str, ...]) -> str:
    first = cells[0].strip()
    if first == "STRUCTURE" or SUB_FIELDS.fullmatch(first):
        return SDMX_2
    return SDMX_1 if first.partition(":")[0] == "DATAFLOW" else TEMPLATE


def _ids(cells: tuple[str, ...], known: frozenset[str]) -> tuple[tuple[str, ...], bool]:
    """The header without the labels of `SEX: Sex`, and whether there were any."""
    labelled = any(LABEL in cell and cell.partition(LABEL)[0] in known for cell in cells)
    names = tuple(cell.partition(LABEL)[0] if labelled else cell for cell in cells)
    return ("STRUCTURE", *names[1:]) if SUB_FIELDS.fullmatch(names[0]) else names, labelled


def _delimiter(cells: tuple[str, ...], known: frozenset[str]) -> str:
    """The delimiter that the header uses instead of a comma, or ""."""
    text = ",".join(cells)
    names = _split(text, ",") & known
    for delimiter in DELIMITERS:
        if delimiter in text and (len(cells) == 1 or len(_split(text, delimiter) & known) > len(names)):
            return delimiter
    return ""


def _split(text: str, delimiter: str) -> set[str]:
    return {cell.strip().strip('"').upper() for cell in text.split(delimiter)}


def _leading(names: tuple[str, ...], format: str) -> int:
    """How many service columns SDMX-CSV has before its components."""
    if format == TEMPLATE:
        return 0
    count = 0
    while count < len(names) and names[count] in SERVICE and names[count] not in names[:count]:
        count += 1
    return count


def _structure(names: tuple[str, ...], first: tuple[str, ...], leading: int) -> str:
    """The reference to a structure in the first record after the header, as it is written there."""
    for name in ("STRUCTURE_ID", "DATAFLOW"):
        if name in names[:leading]:
            place = names.index(name)
            return first[place] if place < len(first) else ""
    return ""


def _dataset(
    names: set[str], datasets: Mapping[str, Dataset], chosen: str | None, structure: str
) -> tuple[Dataset | None, tuple[str, ...]]:
    """The dataset that was chosen, or that SDMX-CSV names, or that fits the header best; and those that fit equally well."""
    if chosen:
        return datasets[chosen], ()
    if structure:
        return next((dataset for id, dataset in datasets.items() if id.casefold() == structure_id(structure)), None), ()
    scores = {id: _fit(names, dataset) for id, dataset in datasets.items()}
    best = max(scores.values(), default=0)
    fitting = tuple(id for id, score in scores.items() if score == best and best > 0)
    return (datasets[fitting[0]] if len(fitting) == 1 else None), fitting


def _fit(names: set[str], dataset: Dataset) -> int:
    """How well a header fits a dataset: a missing required column or an unknown one weighs more than a known one."""
    known = names & set(dataset.header)
    if not known:
        return 0
    missing = sum(column.required and column.id not in names for column in dataset.columns)
    return 2 * len(known) - 3 * missing - 3 * len(names - known - set(SERVICE))


def _columns(names: tuple[str, ...], leading: int, dataset: Dataset) -> tuple[str, ...]:
    """What each column of the file is read as; of a column that stands there twice the first is read."""
    named = "STRUCTURE_NAME" in names[:leading]
    columns: list[str] = []
    for place, name in enumerate(names):
        read = ""
        if place < leading or (name in SERVICE and name not in dataset.header):
            read = f"@{name}"
        elif not (named and (place - leading) % 2) and name in dataset.header:
            read = name
        columns.append("" if read in columns else read)
    return tuple(columns)
