"""Checking a file: guards on its bytes, its header, its records, then the rules as SQL over the staged batch. Bad data never raises."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from ..catalogue import Catalogue, Column
from ..config import Settings
from ..domain.rights import Scope
from ..errors import SettingsError
from ..storage import Workspace
from . import batch as tables
from . import (  # noqa: F401  (their rules register themselves)
    cell_rules,
    container_rules,
    correction_rules,
    fact_rules,
    framework_rules,
    guards,
    header_rules,
    history_rules,
    mapping_rules,
    rights_rules,
    series_rules,
    value_rules,
)
from .batch import RAW, WRITTEN, Batch, name
from .choices import Choices
from .fact_rules import Query
from .findings import ERROR, WARNING, Collector, Finding, Place, Report
from .header import TEMPLATE, Layout, first_line, read_header, read_layout, spelled
from .header_rules import Head
from .kinds import MARKED_UP, TEXT, kind_of
from .mapping import AS_IT_IS, FileMapping, check_mapping
from .proposing import Proposal, fitting, propose
from .reading import Staged, stage_records
from .records import Records, read_records
from .registry import BYTES, CELLS, CHARACTERS, FACTS, HEADER, LEFT_OUT, PERSONS, RECORDS, RULES, VALUES, Rule, rules
from .resolving import resolve
from .scan import Scan
from .shape import HEADLESS, PROSE, shape_of
from .suppression import suppress, told
from .unpacking import unpack

Progress = Callable[[int, int, int], None]
"""Told how many passes over the records are done, how many there are, and how many records the file has."""

ALL_LEFT_OUT = "records_all_left_out"
# What says that there are personal data in a file.
PERSONAL = frozenset({"column_personal", "cell_personal", "workbook_personal"})

# What is said of a file that is no table with a header; anything more would take its first line for one.
SAID_OF = {PROSE: ("table_missing",), HEADLESS: ("header_missing", "column_personal")}


def silent(done: int, passes: int, records: int) -> None:
    """A `Progress` that nobody follows."""


@dataclass(frozen=True)
class Checked:
    """What checking a file gave: the report, and the staged batch where the file can be read.

    `personal` is whether personal data were seen in it, which must not be kept. `choices` is how the file was read, complete:
    with it the same bytes are read the same way again.
    """

    report: Report
    personal: bool
    batch: Batch | None
    choices: Choices = Choices()


@dataclass(frozen=True)
class _Plan:
    """How a file is to be read: the dataset, the mapping, and the proposal that is still to be completed from the records, if it is one."""

    dataset: str | None
    mapping: FileMapping = AS_IT_IS
    proposal: Proposal | None = None


def check(
    file: Scan,
    workspace: Workspace,
    catalogue: Catalogue,
    settings: Settings,
    choices: Choices = Choices(),  # noqa: B008 (frozen)
    source: str = "",
    beside: Mapping[str, Sequence[str]] = MappingProxyType({}),
    progress: Progress = silent,
    scope: Scope = Scope(),  # noqa: B008 (frozen)
) -> Checked:
    """Check a file that was scanned and stage its records in the workspace.

    `choices` is what the sender chose, `source` the default of SOURCE, `beside` the tables already staged in this workspace by dataset;
    `progress` is told how far it is; `scope` is what the sender may send. Raises SettingsError where there is no such dataset; nothing
    for what the file holds.
    """
    if choices.dataset is not None and choices.dataset not in catalogue.datasets:
        raise SettingsError(f"there is no dataset {choices.dataset!r}; there are {', '.join(catalogue.datasets)}")
    given = _read_mapping(choices, catalogue)
    found = Collector(settings.findings)
    sent = file
    file = unpack(sent, choices, workspace.folder, found, lambda bare: _look_for_persons(bare, catalogue, found)) or sent
    plan = _Plan(choices.dataset, given)
    if given and not given.complete:
        cells, delimiter = read_header(file, given.delimiter)
        proposal = propose(catalogue.profiles[given.profile], cells, delimiter, sent.path.name, catalogue, choices.dataset, given)
        plan = _Plan(proposal.dataset.id, check_mapping(proposal.mapping, catalogue, proposal.dataset.id), proposal)
    layout = None if found.totals[ERROR] else _check_file(file, catalogue, plan, found)
    batch, staged = None, Staged(0, None)
    if layout and layout.dataset and not (layout.broken or layout.empty):
        batch = Batch(workspace, catalogue, layout, layout.dataset, source, beside, mapping=plan.mapping, scope=scope)
        staged = _check_records(file, batch, plan, found, progress)
    listed = sorted(_with_lines(found.listed(), file, layout, staged), key=lambda finding: (finding.record or 0, finding.line or 0))
    id = layout.dataset.id if layout and layout.dataset else None
    totals = found.totals[ERROR], found.totals[WARNING]
    mapped, left_out = (batch.translation.listed(), batch.translation.left_out()) if batch and staged.count else ((), ())
    report = Report(sent.path.name, id, staged.total, *totals, tuple(listed), found.counts, mapped, file.sheet, left_out)
    mapping = batch.mapping if batch else plan.mapping
    read = replace(choices, dataset=plan.dataset, mapping=mapping.as_dict()) if given else choices
    return Checked(report, not PERSONAL.isdisjoint(found.counts), batch, read)


def _read_mapping(choices: Choices, catalogue: Catalogue) -> FileMapping:
    """What the sender says about columns and codes, checked; a mapping is for a dataset, a profile alone may say which."""
    given = FileMapping.from_dict(choices.mapping)
    if given and not given.complete and not given.profile:
        raise SettingsError("mapping: name the profile that it completes, or say what the columns of the file are")
    if given and not given.complete and given.profile not in catalogue.profiles:
        known = ", ".join(id for id, profile in catalogue.profiles.items() if profile.kind == "columns")
        raise SettingsError(f"there is no profile {given.profile!r}; there are {known}")
    profile = catalogue.profiles.get(given.profile)
    if given and not given.complete and profile and profile.kind != "columns":
        raise SettingsError(f"the profile {profile.id!r} is recognised by itself; leave it out")
    dataset = choices.dataset or (profile.dataset if profile else "")
    if given and (given.complete or dataset):
        return check_mapping(given, catalogue, dataset or "")
    return given


def _check_file(file: Scan, catalogue: Catalogue, plan: _Plan, found: Collector) -> Layout | None:
    """The guards on bytes and characters, and the rules about the header; None where the bytes cannot be read as text at all."""
    for rule in rules(BYTES):
        if found.add(rule.code, rule.severity, rule.check(file)):
            _look_for_persons(file, catalogue, found)
            return None
    for rule in rules(PERSONS):
        found.add(rule.code, rule.severity, rule.check(file))
    for rule in rules(CHARACTERS):
        found.add(rule.code, rule.severity, rule.check(file))
    layout = read_layout(file, catalogue.datasets, plan.dataset, plan.mapping)
    if not (plan.mapping or layout.broken) and (shape := shape_of(file, catalogue)):
        for code in SAID_OF[shape]:
            found.add(code, RULES[code].severity, RULES[code].check(Head(layout, catalogue.datasets, shape=shape)))
        return None
    if layout.broken:
        _add_irregular(read_records(file.path, until=0, separator=layout.separator), found)
    head = Head(layout, catalogue.datasets, "" if plan.mapping else _fitting(file, layout, catalogue, plan.dataset))
    for rule in rules(HEADER):
        found.add(rule.code, rule.severity, rule.check(head))
    return layout


def _look_for_persons(file: Scan, catalogue: Catalogue, found: Collector) -> None:
    """What can be seen of personal data in bytes that are not read any further: e-mail addresses, and a header where there is one.

    Not in pictures and packed bytes: they hold what looks like an address by chance alone, once in 60 kB.
    """
    kind = kind_of(file)
    if kind in TEXT | MARKED_UP:
        for rule in rules(PERSONS):
            found.add(rule.code, rule.severity, rule.check(file))
    if kind in TEXT:
        headers = RULES["column_personal"]
        found.add(headers.code, headers.severity, headers.check(Head(Layout(first_line(file.head), broken=True), catalogue.datasets)))


def _fitting(file: Scan, layout: Layout, catalogue: Catalogue, dataset: str | None) -> str:
    """The layout of another publisher that a file has whose own header is not this project's, or ""."""
    if layout.broken or (layout.dataset and all(layout.columns) and layout.format == TEMPLATE):
        return ""
    profile = fitting(read_header(file)[0], catalogue, dataset)
    return profile.id if profile else ""


def _check_records(file: Scan, batch: Batch, plan: _Plan, found: Collector, progress: Progress) -> Staged:
    """Stage the records and apply the rules to them; those over several records only where all records could be read."""
    facts = rules(FACTS)
    passes = 3 + len(facts)  # over all records: reading them, the rules on cells, those on values, and each of those on facts
    staged = stage_records(file, batch)
    progress(1, passes, staged.total)
    if staged.records:
        _add_irregular(staged.records, found)
    if staged.refused:
        found.add("record_malformed", ERROR, [Place(line=staged.refused)])
    if not staged.total:
        found.add("batch_empty", ERROR, [Place()])
    if not staged.count:
        return staged
    if plan.proposal:
        batch.mapping = resolve(plan.proposal, batch.workspace, batch.layout, batch.catalogue).mapping
    _add_left_out(batch, found)
    batch.make_cells()
    if ALL_LEFT_OUT in found.counts:
        return staged
    _apply(CELLS, tables.CELLS, batch, found)
    progress(2, passes, staged.total)
    batch.make_staged()
    batch.make_values()
    _apply(VALUES, tables.VALUES, batch, found)
    progress(3, passes, staged.total)
    if staged.count == staged.total:
        for done, rule in enumerate(facts, start=4):
            for query in rule.check(batch):
                _add_facts(rule, query, batch, found)
            progress(done, passes, staged.total)
        suppress(batch)
        found.veil({column.id for column in batch.measures}, lambda records: told(batch, records))
    return staged


def _add_irregular(records: Records, found: Collector) -> None:
    for rule in rules(RECORDS):
        found.add(rule.code, rule.severity, [place for each in records.irregular if (place := rule.check(each))])


def _add_left_out(batch: Batch, found: Collector) -> None:
    """What the mapping leaves out of the records that could be read: each value once, where it stands first, with its number of records."""
    for rule in rules(LEFT_OUT):
        for column, header, condition in rule.check(batch):
            rows = batch.workspace.execute(
                f"WITH out AS (SELECT min(RECORD), trim(coalesce({column}, '')), count(*) FROM {RAW} WHERE {condition} GROUP BY 2) "
                f"SELECT *, (SELECT count(*) FROM out) FROM out ORDER BY 1 LIMIT {found.limit}"
            )
            places = [Place(first, None, header or None, cell, {"records": records} if header else {}) for first, cell, records, _ in rows]
            if rows:
                found.add(rule.code, rule.severity, places, rows[0][-1])


# --- conditions on single records ------------------------------------------------------------------------------------------------------


def _apply(stage: str, table: str, batch: Batch, found: Collector) -> None:
    """Count in one pass what breaks each rule in each column; then look for the places of those that were broken."""
    services = [Column(id, "service", "service") for id in batch.layout.columns if id.startswith("@")]
    columns = [*batch.columns, *((*batch.unsaid, *services) if stage == CELLS else ())]
    jobs = [(rule, column, _kept(sql, column, batch)) for rule in rules(stage) for column in columns if (sql := rule.check(column, batch))]
    if not jobs:
        return
    counts = ", ".join(f"count(*) FILTER ({sql})" for _, _, sql in jobs)
    totals = batch.workspace.execute(f"SELECT {counts} FROM {table}")[0]
    for (rule, column, sql), total in zip(jobs, totals, strict=True):
        if total and rule.once:
            first = next(_places(rule, column, sql, table, batch, 1))
            found.add(rule.code, rule.severity, [replace(first, params={**first.params, "count": total})])
        elif total and rule.cell and column.id in batch.layout.added and column.role != "measure":
            found.add(rule.code, rule.severity, list(_once_each(rule, column, sql, table, batch)))
        elif total:
            found.add(rule.code, rule.severity, _places(rule, column, sql, table, batch, found.limit), total)


def _once_each(rule: Rule, column: Column, sql: str, table: str, batch: Batch) -> Iterator[Place]:
    """The first place of each value of a column that records do not have a cell for, and how many records get it."""
    cell = name(column.id)
    firsts = batch.workspace.execute(f"SELECT min(RECORD), count(*) FROM {table} WHERE {sql} GROUP BY {cell} ORDER BY 1")
    for first, count in firsts:
        for place in _places(rule, column, f"RECORD = {first}", table, batch, 1):
            yield replace(place, params={**place.params, "records": count})


def _kept(sql: str, column: Column, batch: Batch) -> str:
    """The condition, but not for what stands beside the key in a record that deletes an observation: that is not read."""
    free = batch.layout.service("ACTION") and column.role != "service" and column.id not in batch.dataset.key
    return f"({sql}) AND FOLD <> '{tables.DELETE}'" if free else sql


def _places(rule: Rule, column: Column, sql: str, table: str, batch: Batch, limit: int) -> Iterator[Place]:
    unit = "NULL"
    if rule.stage == VALUES:
        unit = batch.unit(column) if column.role == "measure" else name("@DECLARED")
    written = name(WRITTEN + column.id if column.role != "service" and batch.translation.changes(column.id) else column.id)
    rows = batch.workspace.execute(
        f"""SELECT found.RECORD, cells.{name(column.id)}, cells.{written}, found.UNIT_OF_IT
            FROM (SELECT RECORD, {unit} AS UNIT_OF_IT FROM {table} WHERE {sql} ORDER BY RECORD LIMIT {limit}) AS found
            JOIN {tables.CELLS} AS cells ON cells.RECORD = found.RECORD ORDER BY 1"""
    )
    for record, value, as_written, unit_of_it in rows:
        params: dict[str, Any] = {}
        if rule.explain:
            more = (unit_of_it,) if rule.stage == VALUES else ()
            params = rule.explain(column, value or "", batch, *more)
        yield _place(batch, record, column.id, as_written, params)


def _place(batch: Batch, record: int, column: str, value: str | None, params: dict[str, Any]) -> Place:
    """Where a record as staged stands in the file, with the column as the file heads it."""
    bare = column.lstrip("@")
    header = batch.translation.header(column, record) if bare == column and column else bare
    if header and spelled(header) != bare:
        params = {**params, "target": bare}
    return Place(batch.translation.origin(record)[0], None, header or None, value, params)


# --- queries over several records ------------------------------------------------------------------------------------------------------


def _add_facts(rule: Rule, query: Query, batch: Batch, found: Collector) -> None:
    sql = f"WITH broken AS MATERIALIZED ({query.sql}) SELECT *, (SELECT count(*) FROM broken) FROM broken ORDER BY 1 LIMIT {found.limit}"
    rows = batch.workspace.execute(sql)
    if not rows:
        return
    values: dict[int, str] = {}
    if query.column and not query.secret:
        among = ", ".join(str(row[0]) for row in rows)
        cell = name(WRITTEN + query.column if batch.translation.changes(query.column) else query.column)
        values = dict(batch.workspace.execute(f"SELECT RECORD, {cell} FROM {tables.CELLS} WHERE RECORD IN ({among})"))
    places = []
    for record, *cells, _ in rows:
        row = dict(zip(query.names, cells, strict=True))
        if "first" in row:
            row["first"] = batch.translation.origin(row["first"])[0]
        params = rule.explain(query.column, row, batch) if rule.explain else {}
        places.append(_place(batch, record, query.column, values.get(record), params))
    found.add(rule.code, rule.severity, places, rows[0][-1])


# --- where it stands in the file -------------------------------------------------------------------------------------------------------


def _with_lines(findings: list[Finding], file: Scan, layout: Layout | None, staged: Staged) -> Iterator[Finding]:
    """The findings with record number and physical line in the file, where they are still numbered as they were staged."""
    open = [finding.record for finding in findings if finding.record and finding.line is None]
    records = staged.records
    if open and layout and records is None and file.lines != layout.lines + staged.total:
        records = read_records(file.path, until=max(open), separator=layout.separator)
    for finding in findings:
        if file.sheet and finding.record is not None:  # a record is a row, however many lines its cells have
            record = finding.record if records is None or finding.line is not None else records.numbers[finding.record - 1]
            yield replace(finding, record=record, line=file.row_of(record + 1))
        elif finding.record is None or finding.line is not None or layout is None:
            yield finding
        elif records is None:
            yield replace(finding, line=finding.record + layout.lines)
        else:
            at = finding.record - 1
            yield replace(finding, record=records.numbers[at], line=records.lines[at])
