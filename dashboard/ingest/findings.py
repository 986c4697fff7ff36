"""Findings: what is wrong or doubtful in a file, as data. The words for them stand in the message catalogues."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

ERROR, WARNING, NOTE = SEVERITIES = ("error", "warning", "note")
LONGEST_VALUE = 200
# Parameters that add a sentence of their own to the message of a finding.
HINTS = ("suggestion", "codes", "listed", "target", "profile", "records")
HIDDEN = "…"
ADDRESS = re.compile(r"(?<![\w.%+'-])[\w.%+'-]++@(?:[\w-]+\.)+\w{2,}")


class Speaks(Protocol):
    """What renders a message: `dashboard.i18n.Words` does."""

    def __call__(self, key: str, **values: object) -> str: ...


@dataclass(frozen=True)
class Place:
    """Where a rule was broken: record (1 is the first after the header), physical line, column, the cell as written, parameters."""

    record: int | None = None
    line: int | None = None
    column: str | None = None
    value: str | None = None
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Finding:
    """One broken rule at one place; errors keep a file from being published, warnings don't; a note says what was chosen."""

    code: str
    severity: str
    record: int | None
    line: int | None
    column: str | None
    value: str | None
    params: Mapping[str, Any]

    def message(self, words: Speaks) -> str:
        """The finding in words: the message `finding.<code>`, and what may have been meant or may help, where that is known.

        A column is named as the file heads it; where a mapping reads it as another of the dataset, that one (`target`) is named, too.
        """
        values = {"record": self.record, "line": self.line, "column": self.column, "value": self.value, **self.params}
        text = words(f"finding.{self.code}", **values)
        for hint in HINTS:
            if self.params.get(hint):
                text += " " + words(f"finding.hint.{hint}", column=self.column, **{hint: self.params[hint]})
        return text

    def as_dict(self, words: Speaks) -> dict[str, Any]:
        """The finding as JSON values, its message in the language of `words`."""
        return {
            "code": self.code,
            "severity": self.severity,
            "record": self.record,
            "line": self.line,
            "column": self.column,
            "value": self.value,
            "params": dict(self.params),
            "message": self.message(words),
        }


@dataclass(frozen=True)
class Report:
    """What checking a file found. `errors` and `warnings` are the true totals, as are the `counts` by code; `findings` may list fewer.

    `mapped` are the values that a mapping read as others: column of the dataset, header and value in the file, code, count of cells.
    `left_out` are those for which the mapping leaves records out: header and value, count of records.
    `sheet` is the sheet of a workbook that was read, "" for any other file; lines are its rows.
    """

    file: str
    dataset: str | None
    records: int
    errors: int
    warnings: int
    findings: tuple[Finding, ...]
    counts: Mapping[str, int] = field(default_factory=dict)
    mapped: tuple[Mapping[str, Any], ...] = ()
    sheet: str = ""
    left_out: tuple[Mapping[str, Any], ...] = ()

    def as_dict(self, words: Speaks) -> dict[str, Any]:
        """The report as JSON values, messages in the language of `words`."""
        return {
            "file": self.file,
            **({"sheet": self.sheet} if self.sheet else {}),
            "dataset": self.dataset,
            "records": self.records,
            "errors": self.errors,
            "warnings": self.warnings,
            "counts": dict(self.counts),
            "findings": [finding.as_dict(words) for finding in self.findings],
            "mapped": [dict(value) for value in self.mapped],
            "left_out": [dict(value) for value in self.left_out],
        }

    def as_json(self) -> str:
        """The report without messages, as it is kept in the store; `from_json` reads it again in any language."""
        plain = {**self.__dict__, "findings": [finding.__dict__ for finding in self.findings]}
        return json.dumps(plain, ensure_ascii=False, indent=1, default=dict)

    @classmethod
    def from_json(cls, text: str) -> Report:
        """The report that `as_json` wrote."""
        plain = json.loads(text)
        findings = tuple(Finding(**finding) for finding in plain["findings"])
        lists = {name: tuple(plain.get(name, ())) for name in ("mapped", "left_out")}
        return cls(**{**plain, **lists, "findings": findings})


def hide_personal(value: Any) -> Any:
    """A text without its e-mail addresses, anything else as it is: findings are kept and shown, addresses are not."""
    return ADDRESS.sub("…@…", value) if isinstance(value, str) and "@" in value else value


class Collector:
    """Gathers findings: counts them all, keeps as many as are to be listed, errors before warnings and these before notes."""

    def __init__(self, limit: int):
        self.limit = limit
        self.totals = dict.fromkeys(SEVERITIES, 0)
        self.counts: dict[str, int] = {}
        self._kept: list[Finding] = []

    def add(self, code: str, severity: str, places: Iterable[Place], total: int | None = None) -> bool:
        """Add the places at which a rule was broken; `total` where there are more than are given. Returns whether there are any."""
        count = 0
        for place in places:
            count += 1
            if count <= self.limit:
                column, value = hide_personal(place.column), hide_personal(place.value)
                params = {key: hide_personal(param) for key, param in place.params.items()}
                self._kept.append(Finding(code, severity, place.record, place.line, column, value and value[:LONGEST_VALUE], params))
        if count:
            self.totals[severity] += count if total is None else total
            self.counts[code] = self.counts.get(code, 0) + (count if total is None else total)
        return count > 0

    def veil(self, columns: Collection[str], secret: Callable[[set[int]], set[int]]) -> None:
        """Take figures out of the findings about some columns of records that are `secret`, but leave what is no figure of the file."""
        about = [at for at, finding in enumerate(self._kept) if finding.record and finding.column in columns and finding.value]
        hidden = secret({self._kept[at].record for at in about}) if about else set()
        for at in about:
            finding = self._kept[at]
            if finding.record in hidden:
                params = {key: HIDDEN for key in finding.params if key != "suggestion"}
                self._kept[at] = replace(finding, value=HIDDEN, params=params)

    def listed(self) -> list[Finding]:
        """The findings to list; where there are too many, notes give way to warnings, these to errors, and later records to earlier.

        Of each rule that was broken the first finding is listed in any case.
        """
        ordered = sorted(self._kept, key=_urgency)
        firsts = {code: next(at for at, finding in enumerate(ordered) if finding.code == code) for code in {one.code for one in ordered}}
        chosen = [*sorted(firsts.values()), *sorted(set(range(len(ordered))) - set(firsts.values()))][: self.limit]
        return [ordered[at] for at in sorted(chosen)]


def _urgency(finding: Finding) -> tuple[int, int]:
    return SEVERITIES.index(finding.severity), finding.record or 0
