"""What a file that was sent seems to be: its layout, what its columns and values are proposed to stand for, what is still to be chosen.

Nothing is taken over silently: every column and every value is listed with how it came by its proposal; what is merely alike
(`near`) is left out of the proposed mapping until the sender confirms it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from ..catalogue import Catalogue, LayoutProfile
from ..storage import Workspace
from . import guards  # noqa: F401  (its rules register themselves)
from .batch import CELLS, RAW, Batch
from .choices import Choices
from .findings import Collector, hide_personal
from .header import TEMPLATE, Layout, read_header, read_layout
from .header_rules import Head, personal
from .mapping import NOT_READ, FileMapping, check_mapping
from .proposing import INDICATOR, NONE, SAME, UNREAD, Heading, Proposal, fitting, propose
from .reading import stage_records
from .registry import BYTES, rules
from .resolving import Resolved, Value, resolve
from .scan import Scan
from .shape import shape_of
from .sql import name as quoted
from .suggest import exact_code, suggest_period
from .unpacking import sheets_of, unpack

EXAMPLES, SEARCHED, PREVIEWED = 3, 200, 10
# A layout that knows nothing: columns are proposed by their words alone.
UNKNOWN = LayoutProfile("", 0, "columns", {}, "")
# How a layout was found: the file's own header, a saved profile, what the sender chose, the headers of a known layout, or not at all.
OWN, SAVED, CHOSEN, HEADERS, NOT_AT_ALL = "own", "saved", "chosen", "headers", ""


@dataclass(frozen=True)
class Profile:
    """A mapping that was saved under a name; it fits files whose headers are the same, in any order.

    `empty` are columns that were not read because nothing stood in them: where something does, somebody has to look.
    """

    name: str
    dataset: str
    mapping: Mapping[str, Any]
    headers: tuple[str, ...]
    empty: tuple[str, ...] = ()

    @classmethod
    def from_mapping(cls, name: str, mapping: Mapping[str, Any], headers: Iterable[str], dataset: str = "indicator") -> Profile:
        """The profile of a mapping that was made for a file with these headers.

        What that file's name said becomes a constant where it was read as a code, and is forgotten where it was not.
        """
        read = FileMapping.from_dict(mapping)
        return cls(name, dataset, read.but(told={}, constants=read.whole).as_dict(), tuple(header.strip() for header in headers))

    def fits(self, headers: Iterable[str]) -> bool:
        """Whether a file with these headers is of this kind; columns headed by a time period may come and go where the table is wide."""
        periods = "wide" in self.mapping
        mine, theirs = (
            frozenset(header for header in map(str.strip, some) if not (periods and suggest_period(header)))
            for some in (self.headers, headers)
        )
        return mine == theirs

    def as_dict(self) -> dict[str, Any]:
        """The profile as JSON values."""
        plain = {"name": self.name, "dataset": self.dataset, "mapping": dict(self.mapping), "headers": list(self.headers)}
        return plain | {"empty": list(self.empty)}

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> Profile:
        """The profile that `as_dict` gave."""
        return cls(kept["name"], kept["dataset"], kept["mapping"], tuple(kept["headers"]), tuple(kept.get("empty", ())))


@dataclass(frozen=True)
class FileColumn:
    """A column of the file: its header, the column of the dataset it is proposed as ("" for none), how, and some of its cells.

    Of a wide column, `says` is what its header says of its cells. `personal` columns are refused, and nothing of them is shown.
    """

    header: str
    column: str
    how: str
    says: Mapping[str, str] = field(default_factory=dict)
    examples: tuple[str, ...] = ()
    personal: bool = False


@dataclass(frozen=True)
class Recognition:
    """What a file seems to be, for the page on which the sender confirms or corrects it.

    `profile` is the layout, `saved` the name of a saved profile, `how` one of `own`, `saved`, `chosen`, `headers` or "" (not recognised).
    `mapping` is complete JSON for `Choices.mapping`, empty where the file has this project's own columns. `unread` are headers that are not
    read; `asks` the columns of the dataset that are still to be chosen, with the codes that may be meant; `series` the columns of the file
    of which one value is to be chosen, `settled` those of which it was chosen, with all their values. `preview` are the first of the
    `records` that will be read. `ready` is whether nothing is left to decide, `private` whether there is an e-mail address in the file,
    which must not be kept then. `sheets` are those that can be chosen.
    """

    profile: str = ""
    saved: str = ""
    how: str = NOT_AT_ALL
    dataset: str = ""
    mapping: Mapping[str, Any] = field(default_factory=dict)
    columns: tuple[FileColumn, ...] = ()
    values: tuple[Value, ...] = ()
    unread: tuple[str, ...] = ()
    asks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    series: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    settled: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    preview: tuple[Mapping[str, str | None], ...] = ()
    records: int = 0
    ready: bool = False
    private: bool = False
    sheets: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The recognition as JSON values."""
        return asdict(self)

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> Recognition:
        """The recognition that `as_dict` gave, also after it went through JSON."""
        plain = dict(kept)
        plain["columns"] = tuple(FileColumn(**{**column, "examples": tuple(column["examples"])}) for column in plain["columns"])
        plain["values"] = tuple(Value(**value) for value in plain["values"])
        plain["preview"] = tuple(plain["preview"])
        plain["unread"] = tuple(plain["unread"])
        plain["sheets"] = tuple(plain.get("sheets", ()))
        for key in ("asks", "series", "settled"):
            plain[key] = {column: tuple(codes) for column, codes in plain.get(key, {}).items()}
        return cls(**plain)


def recognise(
    file: Scan,
    name: str,
    workspace: Workspace,
    catalogue: Catalogue,
    choices: Choices = Choices(),  # noqa: B008 (frozen)
    saved: Sequence[Profile] = (),
) -> Recognition:
    """What a file called `name` seems to be; what was chosen already, also in part, goes before what is proposed.

    The workspace is left as it was. Raises SettingsError for choices that are wrong; nothing for what the file holds.
    """
    before = set(workspace.relations())
    try:
        sheets = tuple(sheets_of(file))
        text = unpack(file, choices, workspace.folder, Collector(0))
        if text is None or any(next(iter(rule.check(text)), None) for rule in rules(BYTES)):
            return Recognition(sheets=sheets)
        found = _Reader(text, name, workspace, catalogue, choices, saved).recognition()
        return replace(found, private=text.address_at is not None, sheets=sheets)
    finally:
        workspace.keep_only(before)


@dataclass
class _Reader:
    """One file on the way to its recognition."""

    file: Scan
    name: str
    workspace: Workspace
    catalogue: Catalogue
    choices: Choices
    saved: Sequence[Profile]

    def recognition(self) -> Recognition:
        given = FileMapping.from_dict(self.choices.mapping)
        if not given:
            layout = read_layout(self.file, self.catalogue.datasets, self.choices.dataset)
            if layout.broken:
                return Recognition()
            if _is_own(layout):
                return self._own(layout)
            if shape_of(self.file, self.catalogue):
                return Recognition()
        cells, delimiter = read_header(self.file, given.delimiter)
        profile, given, dataset, how, saved = self._profile(cells, given)
        proposal = propose(profile, cells, delimiter, self.name, self.catalogue, dataset, given)
        check_mapping(given, self.catalogue, proposal.dataset.id)
        check_mapping(proposal.mapping, self.catalogue, proposal.dataset.id)
        layout = read_layout(self.file, self.catalogue.datasets, proposal.dataset.id, proposal.mapping)
        if layout.broken:
            return Recognition(dataset=proposal.dataset.id, columns=self._columns(proposal.headings, ()))
        if not proposal.mapping.complete:
            return self._unknown(proposal)
        batch = Batch(self.workspace, self.catalogue, layout, proposal.dataset, mapping=proposal.mapping)
        staged = stage_records(self.file, batch)
        if not staged.count:
            columns = self._columns(proposal.headings, ())
            return Recognition(profile.id, saved, how, proposal.dataset.id, proposal.mapping.as_dict(), columns)
        resolved = resolve(proposal, self.workspace, layout, self.catalogue)
        batch.read_by(resolved.mapping)
        columns = self._asked_again(saved, self._columns(proposal.headings, layout.table))
        preview = self._preview(batch, columns)
        return Recognition(
            profile=profile.id,
            saved=saved,
            how=how,
            dataset=proposal.dataset.id,
            mapping=resolved.mapping.as_dict(),
            columns=columns,
            values=tuple(value for value in resolved.values if not self._hidden(value.value)),
            unread=tuple(heading.header for heading in proposal.headings if heading.how == UNREAD),
            asks=resolved.asks,
            series=resolved.series,
            settled=resolved.settled,
            preview=preview,
            records=self._to_be_read() if preview else staged.total,
            ready=_ready(proposal, resolved, columns),
        )

    def _profile(self, cells: Sequence[str], given: FileMapping) -> tuple[LayoutProfile, FileMapping, str | None, str, str]:
        """The layout to go by, what is given of the mapping, the dataset, how the layout was found, and the name it is saved under."""
        known = self.catalogue.profiles.get(given.profile, UNKNOWN)
        if given.complete or given.profile:
            return known, given, self.choices.dataset, CHOSEN, ""
        for one in self.saved:
            if not given and one.fits(cells):
                given = FileMapping.from_dict(one.mapping)
                return self.catalogue.profiles.get(given.profile, UNKNOWN), given, self.choices.dataset or one.dataset, SAVED, one.name
        found = fitting(cells, self.catalogue, self.choices.dataset)
        return found or UNKNOWN, given, self.choices.dataset, HEADERS if found else NOT_AT_ALL, ""

    def _unknown(self, proposal: Proposal) -> Recognition:
        """The recognition of a file of whose columns nothing is known: what stands in them, and what else is certain to be asked."""
        mapping = proposal.mapping.but(columns={heading.header: NOT_READ for heading in proposal.headings})
        layout = read_layout(self.file, self.catalogue.datasets, proposal.dataset.id, mapping)
        batch = Batch(self.workspace, self.catalogue, layout, proposal.dataset, mapping=mapping)
        staged = stage_records(self.file, batch)
        columns = self._columns(proposal.headings, layout.table if staged.count else ())
        asks = {}
        if INDICATOR in proposal.missing:
            codes = self.catalogue.codes(proposal.dataset.column(INDICATOR))
            asks = {} if exact_code(codes, mapping.told.get(INDICATOR, "")) else {INDICATOR: tuple(codes.items)}
        return Recognition(dataset=proposal.dataset.id, columns=columns, asks=asks, records=staged.total)

    def _own(self, layout: Layout) -> Recognition:
        """The recognition of a file in columns of this project."""
        assert layout.dataset is not None
        batch = Batch(self.workspace, self.catalogue, layout, layout.dataset)
        staged = stage_records(self.file, batch)
        headings = [Heading(cell.strip(), column.lstrip("@"), SAME) for cell, column in zip(layout.cells, layout.columns, strict=True)]
        columns = self._columns(headings, layout.table if staged.count else ())
        kind = "template" if layout.format == TEMPLATE else "sdmx_csv"
        preview = self._preview(batch, columns) if staged.count else ()
        ready = staged.count > 0 and not any(column.personal for column in columns)
        return Recognition(kind, "", OWN, layout.dataset.id, {}, columns, preview=preview, records=staged.total, ready=ready)

    def _columns(self, headings: Sequence[Heading], table: Sequence[str]) -> tuple[FileColumn, ...]:
        cells = {}
        if table and self.file.address_at is None:
            names = ", ".join(map(quoted, table))
            rows = self.workspace.execute(f"SELECT {names} FROM {RAW} WHERE RECORD <= {SEARCHED} ORDER BY RECORD")
            for place, values in enumerate(zip(*rows, strict=True)):
                cells[place] = tuple(dict.fromkeys(value for value in values if value))[:EXAMPLES]
        found = []
        for place, heading in enumerate(headings):
            private = heading.how != SAME and personal(heading.header)
            examples = () if private else tuple(hide_personal(cell) for cell in cells.get(place, ()))
            found.append(FileColumn(heading.header, heading.column, heading.how, heading.says, examples, private))
        return tuple(found)

    def _asked_again(self, saved: str, columns: tuple[FileColumn, ...]) -> tuple[FileColumn, ...]:
        """The columns, those that were empty when the profile was saved and are not any more to be decided."""
        empty = next((one.empty for one in self.saved if one.name == saved), ())
        return tuple(replace(one, how=NONE) if one.header in empty and one.examples else one for one in columns)

    def _hidden(self, value: str) -> bool:
        return hide_personal(value) != value

    def _preview(self, batch: Batch, columns: Sequence[FileColumn]) -> tuple[Mapping[str, str | None], ...]:
        """The first records in columns of the dataset; none where there may be personal data among them."""
        if self.file.address_at is not None or any(column.personal for column in columns):
            return ()
        batch.make_cells()
        ids = [column.id for column in batch.columns]
        rows = self.workspace.execute(f"SELECT {', '.join(map(quoted, ids))} FROM {CELLS} ORDER BY RECORD LIMIT {PREVIEWED}")
        return tuple(dict(zip(ids, row, strict=True)) for row in rows)

    def _to_be_read(self) -> int:
        """How many records there are as they will be read: without those left out, those of wide columns cell by cell."""
        return int(self.workspace.execute(f"SELECT count(*) FROM {CELLS}")[0][0])


def _is_own(layout: Layout) -> bool:
    """Whether a file has the columns of one of this project's datasets and no other."""
    usable = layout.dataset and not (layout.delimiter or layout.headless)
    return bool(usable) and not list(Head(layout, {}).unread())


def _ready(proposal: Proposal, resolved: Resolved, columns: Sequence[FileColumn]) -> bool:
    """Whether nothing is left to decide."""
    open = [heading for heading in proposal.headings if heading.open] + [value for value in resolved.values if value.open]
    open += [column for column in columns if column.how == NONE]
    return not (open or resolved.asks or resolved.series or any(column.personal for column in columns))
