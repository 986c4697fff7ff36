"""Checking a file: guards on its bytes, its header, its records, then the rules as SQL over the staged batch. Bad data never raises."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from ..catalogue import Catalogue, Column
from ..config import Settings
from ..errors import SettingsError
from ..storage import Workspace
from . import batch as tables
from . import cell_rules, correction_rules, fact_rules, framework_rules, guards, header_rules, value_rules  # noqa: F401  (they register)
from .batch import Batch, name
from .choices import Choices
from .fact_rules import Query
from .findings import ERROR, WARNING, Collector, Finding, Place, Report
from .header import Layout, first_line, read_layout
from .header_rules import Head
from .reading import Staged, stage_records
from .records import Records, read_records
from .registry import BYTES, CELLS, CHARACTERS, FACTS, HEADER, PERSONS, RECORDS, RULES, VALUES, Rule, rules
from .scan import Scan
from .unpacking import unpack

Progress = Callable[[int, int, int], None]
"""Told how many passes over the records are done, how many there are, and how many records the file has."""

# What says that there are personal data in a file, or that nobody can tell.
PERSONAL = frozenset({"column_personal", "cell_personal", "file_archive"})


def silent(done: int, passes: int, records: int) -> None:
    """A `Progress` that nobody follows."""


@dataclass(frozen=True)
class Checked:
    """What checking a file gave: the report, and the staged batch where the file can be read.

    `personal` is whether there are or may be personal data in it, which must not be kept.
    """

    report: Report
    personal: bool
    batch: Batch | None


def check(
    file: Scan,
    workspace: Workspace,
    catalogue: Catalogue,
    settings: Settings,
    choices: Choices = Choices(),  # noqa: B008 (frozen)
    source: str = "",
    beside: Mapping[str, Sequence[str]] = MappingProxyType({}),
    progress: Progress = silent,
) -> Checked:
    """Check a file that was scanned and stage its records in the workspace.

    `choices` is what the sender chose, `source` the default of SOURCE, `beside` the tables already staged in this workspace by dataset;
    `progress` is told how far it is. Raises SettingsError where there is no such dataset; nothing for what the file holds.
    """
    if choices.dataset is not None and choices.dataset not in catalogue.datasets:
        raise SettingsError(f"there is no dataset {choices.dataset!r}; there are {', '.join(catalogue.datasets)}")
    found = Collector(settings.findings)
    sent = file
    file = unpack(sent, choices, workspace.folder, found) or sent
    layout = None if found.totals[ERROR] else _check_file(file, catalogue, choices.dataset, found)
    batch, staged = None, Staged(0, None)
    if layout and layout.dataset and not (layout.broken or layout.empty):
        batch = Batch(workspace, catalogue, layout, layout.dataset, source, beside)
        staged = _check_records(file, batch, found, progress)
    listed = sorted(_with_lines(found.listed(), file, layout, staged), key=lambda finding: (finding.record or 0, finding.line or 0))
    id = layout.dataset.id if layout and layout.dataset else None
    totals = found.totals[ERROR], found.totals[WARNING]
    report = Report(sent.path.name, id, staged.total, *totals, tuple(listed), found.counts)
    return Checked(report, not PERSONAL.isdisjoint(found.counts), batch)


def _check_file(file: Scan, catalogue: Catalogue, dataset: str | None, found: Collector) -> Layout | None:
    """The guards on bytes and characters, and the rules about the header; None where the bytes cannot be read as text at all."""
    for rule in rules(PERSONS):
        found.add(rule.code, rule.severity, rule.check(file))
    for rule in rules(BYTES):
        if found.add(rule.code, rule.severity, rule.check(file)):
            headers = RULES["column_personal"]
            found.add(headers.code, headers.severity, headers.check(Head(Layout(first_line(file.head), broken=True), catalogue.datasets)))
            return None
    for rule in rules(CHARACTERS):
        found.add(rule.code, rule.severity, rule.check(file))
    layout = read_layout(file, catalogue.datasets, dataset)
    if layout.broken:
        _add_irregular(read_records(file.path, until=0), found)
    for rule in rules(HEADER):
        found.add(rule.code, rule.severity, rule.check(Head(layout, catalogue.datasets)))
    return layout


def _check_records(file: Scan, batch: Batch, found: Collector, progress: Progress) -> Staged:
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
    batch.make_cells()
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
    return staged


def _add_irregular(records: Records, found: Collector) -> None:
    for rule in rules(RECORDS):
        found.add(rule.code, rule.severity, [place for each in records.irregular if (place := rule.check(each))])


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
        if total:
            found.add(rule.code, rule.severity, _places(rule, column, sql, table, batch, found.limit), total)


def _kept(sql: str, column: Column, batch: Batch) -> str:
    """The condition, but not for what stands beside the key in a record that deletes an observation: that is not read."""
    free = batch.layout.service("ACTION") and column.role != "service" and column.id not in batch.dataset.key
    return f"({sql}) AND FOLD <> '{tables.DELETE}'" if free else sql


def _places(rule: Rule, column: Column, sql: str, table: str, batch: Batch, limit: int) -> Iterator[Place]:
    unit = "NULL"
    if rule.stage == VALUES:
        unit = batch.unit(column) if column.role == "measure" else name("@DECLARED")
    rows = batch.workspace.execute(
        f"""SELECT found.RECORD, cells.{name(column.id)}, found.UNIT_OF_IT
            FROM (SELECT RECORD, {unit} AS UNIT_OF_IT FROM {table} WHERE {sql} ORDER BY RECORD LIMIT {limit}) AS found
            JOIN {tables.CELLS} AS cells ON cells.RECORD = found.RECORD ORDER BY 1"""
    )
    for record, value, unit_of_it in rows:
        params: dict[str, Any] = {}
        if rule.explain:
            more = (unit_of_it,) if rule.stage == VALUES else ()
            params = rule.explain(column, value or "", batch, *more)
        yield Place(record, None, column.id.lstrip("@"), value, params)


# --- queries over several records ------------------------------------------------------------------------------------------------------


def _add_facts(rule: Rule, query: Query, batch: Batch, found: Collector) -> None:
    sql = f"SELECT broken.*, count(*) OVER () FROM ({query.sql}) AS broken ORDER BY 1 LIMIT {found.limit}"
    rows = batch.workspace.execute(sql)
    if not rows:
        return
    values: dict[int, str] = {}
    if query.column:
        among = ", ".join(str(row[0]) for row in rows)
        values = dict(batch.workspace.execute(f"SELECT RECORD, {name(query.column)} FROM {tables.CELLS} WHERE RECORD IN ({among})"))
    places = []
    for record, *cells, _ in rows:
        row = dict(zip(query.names, cells, strict=True))
        params = rule.explain(query.column, row, batch) if rule.explain else {}
        value = values.get(record)
        places.append(Place(record, None, query.column or None, value, params))
    found.add(rule.code, rule.severity, places, rows[0][-1])


# --- where it stands in the file -------------------------------------------------------------------------------------------------------


def _with_lines(findings: list[Finding], file: Scan, layout: Layout | None, staged: Staged) -> Iterator[Finding]:
    """The findings with record number and physical line in the file, where they are still numbered as they were staged."""
    open = [finding.record for finding in findings if finding.record and finding.line is None]
    records = staged.records
    if open and layout and records is None and file.lines != layout.lines + staged.total:
        records = read_records(file.path, until=max(open))
    for finding in findings:
        if finding.record is None or finding.line is not None or layout is None:
            yield finding
        elif records is None:
            yield replace(finding, line=finding.record + layout.lines)
        else:
            at = finding.record - 1
            yield replace(finding, record=records.numbers[at], line=records.lines[at])
