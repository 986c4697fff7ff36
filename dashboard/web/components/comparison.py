"""What publishing or withdrawing a batch changes, shown: a sentence, headlines before and after, the largest changes, counts by code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from typing import Any

from dash import html

from ...catalogue import CORRECTIONS, Dataset
from ...catalogue import Column as Declared
from ...domain.quantity import Quantity, decimals, exact
from ...i18n import Words
from ...ingest import Comparison, Headline
from ...storage import Change, Tally
from ...storage.changes import SAYS_AND_RIGHT
from ...storage.corrections import read_key
from ..context import Context, address, split_address
from ..view import Column, Row, Table
from .cells import code_name, column_name, key_words, written_text
from .tables import data_table

KINDS = ("added", "changed", "removed")
POINTS = frozenset({"PT", "PP"})
PERCENT = "PT"
NOTHING_SAID = frozenset({"_T", "_Z"})  # total, not applicable
OPEN_UP_TO = 12
# What is said of a publication that is over, and of a withdrawal to come, in words of their own; all else is said as before a publication.
DONE, WITHDRAWING = "done", "withdraw"
_COUNTED = {f"{kind}{which}" for kind in ("added", "changed", "removed") for which in ("", ".none")} | {"sentence", "nothing"}
_KINDS = {f"kind.{kind}" for kind in ("added", "changed", "removed")}
_OWN = {
    DONE: _COUNTED | _KINDS | {"headlines", "headlines.none", "against", "against.nothing", "replaces", "page.gone", "page.new"},
    WITHDRAWING: _COUNTED | _KINDS | {"outdated", "changes", "by"},  # both may stand on one page
}
# What is compared word by word: a number with its sign and separators, a run of letters, one character of a script without blanks.
_PARTS = re.compile(r"\d+(?:[.,\u00a0\u202f]\d+)*|[^\W\d_\u3400-\u9fff]+|.", re.DOTALL)


def comparison_parts(context: Context, comparison: Comparison, done: bool = False) -> list[Any]:
    """Everything that is shown of a comparison, from its sentence to its tables; a page adds `comparison_tables` to its own.

    `done` is whether it has come about: then it is told as what was changed, and no longer grows old.
    """
    w, mode = context.w, _mode(comparison, done)
    said = [_against(w, comparison, mode)]
    if comparison.replaces:
        said.append(w(_key(mode, "replaces"), batch=comparison.replaces))
    if comparison.beside and not comparison.withdraws:
        said.append(w.n("compare.beside", comparison.beside))
    warnings = []
    if not done and (comparison.against or 0) != context.newest:
        warnings = [html.Div(html.Span(w(_key(mode, "outdated"), version=context.newest)), className="notice", role="note")]
    if comparison.by_first and not comparison.headlines:
        said.append(w(_key(mode, "headlines.none")))
    cut = _cut(w, comparison)
    return [
        *warnings,
        html.P(comparison_sentence(w, comparison, done), className="answer"),
        html.P(w.sentences([*said, cut]), className="lede"),
        *(data_table(context, table) for table in comparison_tables(context, comparison, done)),
    ]


def comparison_sentence(w: Words, comparison: Comparison, done: bool = False) -> str:
    """How many observations publishing, or withdrawing, adds, changes and removes, in one sentence."""
    counts, mode = {kind: getattr(comparison, kind) for kind in KINDS}, _mode(comparison, done)
    if not any(counts.values()):
        return w(_key(mode, "nothing"))
    said = {kind: w.n(_key(mode, kind), count) if count else w(_key(mode, f"{kind}.none")) for kind, count in counts.items()}
    return w(_key(mode, "sentence"), **said)


def comparison_tables(context: Context, comparison: Comparison, done: bool = False) -> list[Table]:
    """The tables that have rows: `headlines`, `changes`, `by-first`, `by-area`, of a withdrawal `withdraw-headlines` and so on."""
    mode = _mode(comparison, done)
    tables = [
        _headlines(context, comparison.headlines, mode),
        _changes(context, comparison.changes, mode),
        _tallies(context, "by-first", comparison.by_first, mode, first=True),
        _tallies(context, "by-area", comparison.by_area, mode, first=False),
    ]
    named = [replace(table, id=f"{WITHDRAWING}-{table.id}") for table in tables] if comparison.withdraws else tables
    return [table for table in named if table.rows]


def _mode(comparison: Comparison, done: bool) -> str:
    return DONE if done else WITHDRAWING if comparison.withdraws else ""


def _key(mode: str, part: str) -> str:
    """The message for a part of what is said."""
    return f"compare.{mode}.{part}" if part in _OWN.get(mode, ()) else f"compare.{part}"


def _against(w: Words, comparison: Comparison, mode: str) -> str:
    if comparison.against is None:
        return w(_key(mode, "against.nothing"))
    return w(_key(mode, "against"), version=comparison.against, unchanged=comparison.unchanged)


def _cut(w: Words, comparison: Comparison) -> str:
    """That not all changes are listed, where that is so; of a kind of observation as many lines are listed as it has figures."""
    totals = {"added": comparison.added, "changed": comparison.cells, "removed": comparison.removed}
    observations: dict[str, set] = {kind: set() for kind in KINDS}
    for one in comparison.changes:
        mark = (one.dataset, *one.key.values(), one.example)
        observations[one.kind].add((*mark, one.column) if one.kind == "changed" else mark)
    listed = {kind: len(found) for kind, found in observations.items()}
    if listed == totals:
        return ""
    return w("compare.cut", **listed, **{f"all_{kind}": total for kind, total in totals.items()})


# --- headlines ---------------------------------------------------------------------------------------------------------------------------


def _headlines(context: Context, headlines: Iterable[Headline], mode: str) -> Table:
    w, lang = context.w, context.lang
    rows = []
    for one in headlines:
        # A headline that was not asked for in the reader's language is shown in one that it has.
        known = lang if lang in one.title else next(iter(one.title))
        rows.append(
            {"page": address(lang, *split_address(one.path)), "title": one.title[known], "lang": known}
            | {"before": one.before.get(known), "after": one.after.get(known)}
        )
    columns = [
        Column("title", w("compare.page"), lambda row: html.A(row["title"], href=row["page"])),
        Column("page", "", shown=False),
        Column("before", w("compare.before"), lambda row: _marked(w, row, "before", "after", _key(mode, "page.new"))),
        Column("after", w("compare.after"), lambda row: _marked(w, row, "after", "before", _key(mode, "page.gone"))),
    ]
    return Table("headlines", w(_key(mode, "headlines")), columns, rows, open=len(rows) <= OPEN_UP_TO, stacked=True)


def _marked(w: Words, row: Row, side: str, other: str, absent: str) -> Any:
    """A sentence with the parts marked in which it differs from the other one."""
    if row[side] is None:
        return html.Span(w(absent), className="no-value")
    if row[other] is None:
        return row[side]
    own, there = _PARTS.findall(row[side]), _PARTS.findall(row[other])
    parts: list[Any] = []
    for kind, start, end, *_ in SequenceMatcher(None, own, there, autojunk=False).get_opcodes():
        text = "".join(own[start:end])
        if text:
            parts.append(text if kind == "equal" else html.Mark(text))
    return html.Span(parts, lang=row["lang"])


# --- the largest changes -----------------------------------------------------------------------------------------------------------------


def _changes(context: Context, changes: Sequence[Change], mode: str) -> Table:
    w = context.w
    cells = {one.column for one in changes} - {""}
    columns = [
        *_key_columns(context, changes),
        Column("column", w("compare.cell"), lambda row: _cell_name(context, row), shown=len(cells) > 1),
        Column("kind", w("compare.kind"), lambda row: w(_key(mode, f"kind.{row['kind']}"))),
        Column("before", w("compare.before"), lambda row: _value(context, row["change_of"], "before"), numeric=True),
        Column("after", w("compare.after"), lambda row: _value(context, row["change_of"], "after"), numeric=True),
        Column("change", w("compare.change"), lambda row: _difference_text(w, row["change_of"]), numeric=True),
        Column("unit", w("site.unit"), shown=False),
        Column("record", w("compare.record"), numeric=True, shown=any(one.record for one in changes)),
        Column("example", w("site.example"), shown=False),
    ]
    rows = [_change_row(one) for one in changes]
    return Table("changes", w(_key(mode, "changes")), columns, rows, open=len(rows) <= OPEN_UP_TO, stacked=True)


def _change_row(one: Change) -> dict[str, Any]:
    row = {name.lower(): code for name, code in one.key.items()}
    return row | {
        "column": one.column,
        "kind": one.kind,
        "before": _written(one.before, one.before_q),
        "after": _written(one.after, one.after_q),
        "change": _difference(one),
        "unit": one.unit,
        "record": one.record,
        "example": one.example,
        "change_of": one,
    }


def _key_columns(context: Context, changes: Sequence[Change]) -> list[Column]:
    """The columns of the key, with names for codes; those that tell nothing of the observations listed are in the CSV alone."""
    datasets = context.catalogue.datasets
    declared = {column.id: column for id in dict.fromkeys(one.dataset for one in changes) for column in datasets[id].columns}
    columns = []
    for id, column in declared.items():
        values = {one.key[id] for one in changes if id in one.key}
        if values:
            told = column.required or len(values) > 1 or (column.role == "dimension" and not values <= NOTHING_SAID)
            columns.append(Column(id.lower(), column_name(context, column), _code_cell(context, column, not columns), shown=told))
    return columns


def _code_cell(context: Context, column: Declared, first: bool) -> Any:
    def cell(row: Row) -> Any:
        code = row.get(column.id.lower())
        if code is None:
            return ""
        text = html.Bdi(_corrected_key(context, row["change_of"], column.id) or code_name(context, column, code))
        return [text, " ", html.Span(context.w("site.example"), className="tag")] if first and row["example"] else text

    return cell


def _cell_name(context: Context, row: Row) -> str:
    columns = context.catalogue.datasets[row["change_of"].dataset]
    return column_name(context, columns.column(row["column"])) if row["column"] else ""


def _target(context: Context, one: Change) -> tuple[Dataset, dict[str, str]] | None:
    """The dataset and the key of the fact that a correction is about; None where the change is of no correction."""
    dataset = context.catalogue.datasets.get(one.key.get("DATASET", "")) if one.dataset == CORRECTIONS else None
    return (dataset, read_key(dataset, one.key["KEY"])) if dataset else None


def _corrected_key(context: Context, one: Change, column: str) -> str:
    """The fact and the column that a correction is about, in words."""
    about = _target(context, one)
    if about is None or column not in ("KEY", "COLUMN"):
        return ""
    if column == "KEY":
        return key_words(context, *about)
    known = {declared.id: declared for declared in about[0].columns}
    return column_name(context, known[one.key["COLUMN"]]) if one.key["COLUMN"] in known else one.key["COLUMN"]


def _value(context: Context, one: Change, side: str) -> Any:
    """A figure in words of the reader's language with all its decimals, an attribute by the name of its code."""
    value, w = getattr(one, side), context.w
    if one.column in SAYS_AND_RIGHT and (about := _target(context, one)):
        known = {declared.id for declared in about[0].columns}
        text = written_text(context, about[0], one.key["COLUMN"], value, about[1]) if one.key["COLUMN"] in known else value or ""
        return html.Bdi(text, className="changed-text")
    if value is None:
        return ""
    if isinstance(value, str):
        text = code_name(context, context.catalogue.datasets[one.dataset].column(one.column), value)
        return html.Bdi(text, className="changed-text")
    quantity, percent = Quantity(value, getattr(one, f"{side}_q")), one.unit == PERCENT
    return w.isolate(w.quantity(quantity, percent=percent, digits=min(decimals([value]), 3 if percent else 6)))


def _difference(one: Change) -> float | None:
    """By how much a figure changes; None where a side has none, or where one is a bound or an approximation."""
    if one.before_q or one.after_q or not isinstance(one.before, float | int) or not isinstance(one.after, float | int):
        return None
    return float(exact(one.after) - exact(one.before))


def _difference_text(w: Words, one: Change) -> str:
    """In points for percentages; for everything else the difference, and what it is in per cent of the figure before."""
    difference = _difference(one)
    if difference is None:
        return ""
    digits = min(decimals([difference]), 6)
    signed = w.points(difference, digits)
    if one.unit in POINTS:
        return w.isolate(w.n("compare.points", abs(difference), points=signed))
    if not one.before or not difference:
        return w.isolate(signed)
    relative = 100 * difference / abs(one.before)
    return w.isolate(w("compare.difference", difference=signed, relative=("+" if relative > 0 else "\u2212") + w.percent(abs(relative))))


def _written(value: float | str | None, qualifier: str) -> float | str | None:
    """A value as a cell of a file has it."""
    return str(Quantity(value, qualifier)) if qualifier and isinstance(value, float | int) else value


# --- counts by code ----------------------------------------------------------------------------------------------------------------------


def _tallies(context: Context, id: str, tallies: Sequence[Tally], mode: str, *, first: bool) -> Table:
    w, datasets = context.w, context.catalogue.datasets
    declared = {one.dataset: _tallied(datasets[one.dataset].dimensions, first) for one in tallies}
    labels = dict.fromkeys(column_name(context, column) for column in declared.values())
    caption = w(_key(mode, "by"), what=w.dots(labels))
    columns = [
        Column("code", w.dots(labels), lambda row: html.Bdi(code_name(context, declared[row["dataset"]], row["code"]))),
        Column("dataset", "", shown=False),
        *(Column(kind, w(f"method.{kind}"), numeric=True) for kind in KINDS),
    ]
    rows = [
        {"code": one.code, "dataset": one.dataset, "added": one.added, "changed": one.changed, "removed": one.removed} for one in tallies
    ]
    return Table(id, caption, columns, rows, open=len(rows) <= OPEN_UP_TO)


def _tallied(dimensions: Sequence[Declared], first: bool) -> Declared:
    return dimensions[0] if first else next(column for column in dimensions if column.codelist == "AREA")
