"""How a foreign file is read: which column as what, which text as which code, what is still to be chosen; shown, and to be corrected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from dash import html

from ...catalogue import Codelist, Column
from ...i18n import alphabetical
from ...ingest.mapping import FileMapping
from ...ingest.recognition import FileColumn, Recognition
from ...ingest.resolving import Value
from ..context import Context
from .cells import code_name, column_name
from .codes import INDICATOR, codes_link
from .form import Input, check_box, choice, field
from .static import static
from .tables import labelled

LISTED_VALUES = 400
OPEN_COLUMNS = 12
NOT_READ = "-"
OPEN = ("near", "none")
LEFT_OUT = "left_out"
AREA = "AREA"


@dataclass(frozen=True)
class Filled:
    """What stands in the controls: what was sent, where the form has come back, and what is `wrong` with it by control."""

    sent: Mapping[str, str]
    wrong: Mapping[str, str]

    def text(self, name: str, proposed: str) -> str:
        """The text of a control, or what is chosen in it."""
        return self.sent.get(name, proposed)

    def ticked(self, name: str, proposed: bool) -> bool:
        """Whether a box is ticked."""
        return self.sent.get(name) == "yes" if self.sent else proposed

    def beside(self, control: Any) -> list[Any]:
        """A control in a table, with what is wrong with it."""
        error = self.wrong.get(control.id)
        if not error:
            return [control]
        setattr(control, "aria-invalid", "true")
        setattr(control, "aria-describedby", f"{control.id}-error")
        return [control, html.P(error, id=f"{control.id}-error", className="field-error")]


def listed_values(recognition: Recognition) -> list[tuple[int, Value]]:
    """The values that are listed, with their places among all: those to be decided before others."""
    return sorted(enumerate(recognition.values), key=lambda one: one[1].how not in OPEN)[:LISTED_VALUES]


def recognised(context: Context, recognition: Recognition) -> str:
    """What a file was recognised as, in a sentence."""
    w = context.w
    profile = context.catalogue.profiles.get(recognition.profile)
    if recognition.how == "saved" and not recognition.saved:
        return w("mapping.as_replaced")
    if recognition.how == "saved":
        return w("mapping.saved", name=recognition.saved)
    if profile is None:
        return w("mapping.unknown")
    return w("mapping.chosen" if recognition.how == "chosen" else "mapping.recognised", name=profile.names[context.lang])


def open_questions(recognition: Recognition) -> int:
    """How many things the sender still has to decide."""
    columns = sum(column.how in OPEN for column in recognition.columns)
    values = sum(value.how in OPEN for value in recognition.values)
    sheets = not recognition.columns and len(recognition.sheets) > 1
    return columns + values + len(recognition.asks) + len(recognition.series) + sheets


def mapping_fields(context: Context, recognition: Recognition, sheet: str, wrong: Mapping[str, str]) -> list[Any]:
    """The controls of the form: dataset, sheet, what is asked, columns, values, and under which name to keep all that.

    Where something is `wrong`, they hold what was sent.
    """
    w, sheets = context.w, recognition.sheets
    filled = Filled(context.form if wrong else {}, wrong)
    datasets = [(dataset.id, dataset.names[context.lang]) for dataset in context.catalogue.datasets.values()]
    parts: list[Any] = []
    if len(sheets) > 1:
        parts.append(
            field(
                _undecided(context, w("mapping.sheet"), not sheet),
                choice("sheet", [(one, one) for one in sheets], filled.text("sheet", sheet), empty=w("mapping.choose")),
                error=wrong.get("sheet", ""),
            )
        )
    parts.append(
        field(
            w("mapping.dataset"),
            choice("dataset", datasets, filled.text("dataset", recognition.dataset), empty=w("upload.dataset.header")),
            hint=w("mapping.dataset.hint"),
        )
    )
    if not recognition.columns:
        return parts
    parts += _for_all(context, recognition, filled)
    columns, values = [_columns(context, recognition, filled)], _values(context, recognition, filled)
    certain = not any(column.how in OPEN for column in recognition.columns)
    parts += [*values[:1], *columns, *values[1:]] if certain and _open_values(recognition) else [*columns, *values]
    if recognition.preview:
        parts.append(_preview(context, recognition))
    if recognition.how != "own":
        name = Input(id="profile_name", name="profile_name", type="text", maxLength="60", value=filled.text("profile_name", ""))
        parts.append(field(w("mapping.save"), name, hint=w("mapping.save.hint")))
    return parts


def _for_all(context: Context, recognition: Recognition, filled: Filled) -> list[html.Div]:
    """What holds for all records that are read: what is to be chosen first, then what was chosen and can be corrected."""
    mapping = FileMapping.from_dict(recognition.mapping)
    whole = {id: code for id, code in mapping.whole.items() if id not in recognition.asks}
    parts = [_asked(context, recognition, id, codes, "", filled) for id, codes in recognition.asks.items()]
    parts += [_asked(context, recognition, id, (), code, filled) for id, code in whole.items()]
    lost = [id for id in context.catalogue.datasets[recognition.dataset].header if f"ask-{id}" in {*filled.sent, *filled.wrong}]
    parts += [_asked(context, recognition, id, (), "", filled) for id in lost if id not in (*recognition.asks, *whole)]
    series = {**recognition.series, **recognition.settled}
    for place, (header, cells) in enumerate(series.items()):
        label = _undecided(context, context.w("mapping.series", header=header), header in recognition.series)
        chosen = mapping.only.get(header, ())
        text = filled.text(f"series-{place}", chosen[0] if len(chosen) == 1 else "")
        control = choice(f"series-{place}", [(one, one) for one in cells], text, empty=context.w("mapping.choose"))
        error = filled.wrong.get(f"series-{place}", "")
        parts.append(field(label, control, hint=context.w("mapping.series.hint"), error=error))
    return parts


def _asked(context: Context, recognition: Recognition, id: str, codes: tuple[str, ...], chosen: str, filled: Filled) -> html.Div:
    """A column of the dataset that the file does not have: one code, or one text, for all records; what was `chosen`, if it was."""
    w, name = context.w, f"ask-{id}"
    column = context.catalogue.datasets[recognition.dataset].column(id)
    label = _undecided(context, w("mapping.ask", column=column_name(context, column)), not chosen)
    error = filled.wrong.get(name, "")
    if not column.codelist:
        text = filled.text(name, chosen or (codes[0] if len(codes) == 1 else ""))
        return field(label, Input(id=name, name=name, type="text", value=text), error=error)
    known = context.catalogue.codelists[column.codelist].items
    options = _in_order(column, [(code, code_name(context, column, code)) for code in (codes or known)])
    hint = [w("mapping.ask.indicator"), " ", codes_link(context, column.codelist)] if column.codelist == INDICATOR else ""
    return field(label, choice(name, options, filled.text(name, chosen), empty=w("mapping.choose")), hint=hint, error=error)


def _undecided(context: Context, label: str, waits: bool) -> Any:
    """The label of a control, marked where it waits for an answer."""
    return label if not waits else [label, " ", html.Span(context.w("mapping.undecided"), className="severity error")]


def _columns(context: Context, recognition: Recognition, filled: Filled) -> html.Div | html.Details:
    """The columns of the file, each with what it is read as; folded where there are many and all are known."""
    w = context.w
    dataset = context.catalogue.datasets[recognition.dataset]
    options = [(column.id, f"{column_name(context, column)} ({column.id})") for column in dataset.columns]
    rows = [_column(context, place, column, options, filled) for place, column in enumerate(recognition.columns)]
    grid = _stacked(w("mapping.columns"), [w(f"mapping.{name}") for name in ("header", "examples", "read_as", "how")], rows)
    known = not any(column.how in OPEN or f"column-{place}" in filled.wrong for place, column in enumerate(recognition.columns))
    if not known or len(rows) <= OPEN_COLUMNS:
        return grid
    return html.Details([html.Summary(w.n("site.table_rows", len(rows), table=w("mapping.columns"))), grid])


def _column(context: Context, place: int, column: FileColumn, options: list[tuple[str, str]], filled: Filled) -> html.Tr:
    w, name = context.w, f"column-{place}"
    if column.says:
        said = w.join(f"{id} {code}".strip() for id, code in column.says.items())
        control: Any = choice(name, [("wide", w("mapping.wide", said=said))], filled.text(name, "wide"), empty=w("mapping.not_read"))
    else:
        chosen = filled.text(name, "" if column.how in ("unread", "near") else column.column)
        control = choice(name, options, chosen, empty=w("mapping.not_read" if column.how == "unread" else "mapping.undecided"))
        if column.how != "unread":
            control.children.append(html.Option(w("mapping.not_read"), value=NOT_READ, selected=chosen == NOT_READ))
    setattr(control, "aria-label", w("mapping.read_as_of", header=column.header))
    examples = w.dots(column.examples) if not column.personal else w("mapping.personal")
    how: list[Any] = [_how(context, column.how)]
    if column.how == "near" and column.column:
        how += [" ", w("finding.hint.suggestion", suggestion=dict(options)[column.column])]
    cells = [html.Td(html.Bdi(examples)), html.Td(filled.beside(control)), html.Td(how)]
    return html.Tr([html.Th(html.Bdi(column.header or w("mapping.unnamed")), scope="row"), *cells])


def _values(context: Context, recognition: Recognition, filled: Filled) -> list[Any]:
    """The texts in coded columns: those to be decided open, those left out and those that are certain folded, each with its records."""
    w, listed = context.w, listed_values(recognition)
    undecided = [(place, value) for place, value in listed if value.how in OPEN]
    left_out = [(place, value) for place, value in listed if value.how == LEFT_OUT]
    certain = [(place, value) for place, value in listed if value.how not in (*OPEN, LEFT_OUT)]
    parts: list[Any] = []
    if undecided:
        dataset = context.catalogue.datasets[recognition.dataset]
        rest: list[Any] = [*_leave_rest(context, recognition, filled)]
        if any(dataset.column(value.column).codelist == INDICATOR for _, value in undecided):
            rest.insert(0, html.P([w("mapping.ask.indicator"), " ", codes_link(context, INDICATOR)], className="hint"))
        parts.append(html.Div([_value_table(context, recognition, w("mapping.values.open"), undecided, filled), *rest]))
    for found, kind in ((left_out, "left_out"), (certain, "certain")):
        if found:
            summary = w.n(f"mapping.values.{kind}", len(found))
            if kind == LEFT_OUT:
                summary = w.dots([summary, w.n("report.records", sum(value.count for _, value in found))])
            table = _value_table(context, recognition, w("mapping.values"), found, filled)
            wrong = any(f"value-{place}" in filled.wrong for place, _ in found)
            parts.append(html.Details([html.Summary(summary), table], open=wrong))
    if len(recognition.values) > LISTED_VALUES:
        parts.append(html.P(w.n("mapping.values.more", len(recognition.values) - LISTED_VALUES), className="hint"))
    ids = {value.column for _, value in listed}
    return [*parts, *(_codes(context, recognition, id) for id in sorted(ids))]


def _leave_rest(context: Context, recognition: Recognition, filled: Filled) -> list[html.Div]:
    """For each column with several values to be decided, a box by which the records of all that get no code are left out."""
    w, dataset = context.w, context.catalogue.datasets[recognition.dataset]
    boxes = []
    for id in dict.fromkeys(value.column for value in recognition.values if value.how in OPEN):
        counts = [value.count for value in recognition.values if value.column == id and value.how in OPEN]
        if len(counts) > 1:
            many = {"values": w.n("mapping.values.count", len(counts)), "records": w.n("report.records", sum(counts))}
            label = w("mapping.leave_rest", column=column_name(context, dataset.column(id)), **many)
            boxes.append(check_box(f"leave-rest-{id}", label, checked=filled.ticked(f"leave-rest-{id}", False)))
    return boxes


def _open_values(recognition: Recognition) -> bool:
    return any(value.how in OPEN for value in recognition.values)


def _value_table(context: Context, recognition: Recognition, caption: str, values: list[tuple[int, Value]], filled: Filled) -> html.Div:
    w = context.w
    cells = [_value(context, recognition, place, value, filled) for place, value in values]
    rows = [html.Tr([html.Th(first, scope="row"), *map(html.Td, others)]) for first, *others in cells]
    return _stacked(
        caption, [w(f"mapping.{name}") for name in ("value", "column", "records", "stands_for", "leave", "meaning", "how")], rows
    )


def _value(context: Context, recognition: Recognition, place: int, value: Value, filled: Filled) -> list[Any]:
    """The cells of the row of a text: what it stands for, or that its records are left out."""
    w, column = context.w, context.catalogue.datasets[recognition.dataset].column(value.column)
    named = value.value or w("mapping.blank")
    proposed = "" if value.how == "near" else value.code  # what is merely alike is taken over by nobody but the sender
    name, leave = f"value-{place}", f"leave-{place}"
    control = Input(id=name, name=name, type="text", value=filled.text(name, proposed), list=f"codes-{value.column}", size="12")
    setattr(control, "aria-label", w("mapping.stands_for_of", value=named))
    box = Input(type="checkbox", id=leave, name=leave, value="yes", checked=filled.ticked(leave, value.how == LEFT_OUT))
    setattr(box, "aria-label", w("mapping.leave_of", value=named))
    meant = code_name(context, column, value.code) if value.code else ""
    if value.how == "near" and value.code:
        meant = w("finding.hint.suggestion", suggestion=f"{value.code} ({meant})")
    text = html.Bdi(value.value) if value.value else html.Em(named)
    return [
        text,
        column_name(context, column),
        w.number(value.count),
        filled.beside(control),
        box,
        html.Bdi(meant),
        _how(context, value.how),
    ]


def _codes(context: Context, recognition: Recognition, id: str) -> html.Datalist:
    """The codes that may be written for the texts of a column."""
    column = context.catalogue.datasets[recognition.dataset].column(id)
    codelist: Codelist | None = context.catalogue.codelists.get(column.codelist)
    items: Iterable[Any] = codelist.items.values() if codelist else ()
    options = _in_order(column, [(item.code, item.names[context.lang]) for item in items])
    return static(html.Datalist([html.Option(name, value=code) for code, name in options], id=f"codes-{id}"))


def _in_order(column: Column, options: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Codes with their names as they are listed: areas by name, others in the order of their codelist, which means something."""
    return sorted(options, key=lambda option: alphabetical(option[1])) if column.codelist == AREA else options


def _preview(context: Context, recognition: Recognition) -> html.Details:
    w = context.w
    ids = [id for id in recognition.preview[0] if id not in recognition.asks and any(record.get(id) for record in recognition.preview)]
    rows = [html.Tr([html.Td(html.Bdi(record.get(id) or "")) for id in ids]) for record in recognition.preview]
    dataset = context.catalogue.datasets[recognition.dataset]
    head = [html.Th([column_name(context, dataset.column(id)), " ", html.Code(id)], scope="col") for id in ids]
    summary = w.n("mapping.preview", recognition.records)
    return html.Details([html.Summary(summary), _scrolled(summary, head, rows, titled=False)], open=True)


def _how(context: Context, how: str) -> html.Span:
    return html.Span(context.w(f"mapping.how.{how}"), className="severity error" if how in OPEN else "severity")


def _stacked(caption: str, names: list[str], rows: list[html.Tr]) -> html.Div:
    """A table whose rows are stacked on a narrow screen."""
    for row in rows:
        row.children = [labelled(cell, label) for cell, label in zip(row.children, names, strict=True)]
    return _scrolled(caption, [html.Th(name, scope="col") for name in names], rows, className="rules stacked")


def _scrolled(caption: str, head: list[html.Th], rows: list[html.Tr], titled: bool = True, className: str = "rules") -> html.Div:
    """A table that scrolls by itself; with its caption unless that stands above it already."""
    grid = html.Table([html.Caption(caption) if titled else None, html.Thead(html.Tr(head)), html.Tbody(rows)], className=className)
    return html.Div(grid, className="table-scroll", role="region", **{"tabIndex": "0", "aria-label": caption})
