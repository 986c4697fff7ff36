"""How a foreign file is read: which column as what, which text as which code, what is still to be chosen; shown, and to be corrected."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from dash import html

from ...catalogue import Codelist
from ...ingest.recognition import FileColumn, Recognition
from ...ingest.resolving import Value
from ..context import Context
from .cells import code_name, column_name
from .form import Input, choice, field
from .static import static

LISTED_VALUES = 400
NOT_READ = "-"
OPEN = ("near", "none")


def recognised(context: Context, recognition: Recognition) -> str:
    """What a file was recognised as, in a sentence."""
    w = context.w
    profile = context.catalogue.profiles.get(recognition.profile)
    if recognition.how == "saved":
        return w("mapping.saved", name=recognition.saved)
    if profile is None:
        return w("mapping.unknown")
    return w("mapping.chosen" if recognition.how == "chosen" else "mapping.recognised", name=profile.names[context.lang])


def open_questions(recognition: Recognition) -> int:
    """How many things the sender still has to decide."""
    columns = sum(column.how in OPEN for column in recognition.columns)
    values = sum(value.how in OPEN for value in recognition.values)
    return columns + values + len(recognition.asks) + len(recognition.series)


def mapping_fields(context: Context, recognition: Recognition, sheets: Sequence[str], sheet: str) -> list[Any]:
    """The controls of the form: dataset, sheet, what is asked, columns, values, and under which name to keep all that."""
    w = context.w
    datasets = [(dataset.id, dataset.names[context.lang]) for dataset in context.catalogue.datasets.values()]
    parts: list[Any] = []
    if len(sheets) > 1:
        parts.append(field(w("mapping.sheet"), choice("sheet", [(one, one) for one in sheets], sheet, empty=w("mapping.choose"))))
    parts.append(
        field(
            w("mapping.dataset"),
            choice("dataset", datasets, recognition.dataset, empty=w("upload.dataset.header")),
            hint=w("mapping.dataset.hint"),
        )
    )
    if not recognition.columns:
        return parts
    parts += [_asked(context, recognition, column, codes) for column, codes in recognition.asks.items()]
    parts += [
        field(
            _undecided(context, w("mapping.series", header=header)),
            choice(f"series-{place}", [(one, one) for one in cells], "", empty=w("mapping.choose")),
        )
        for place, (header, cells) in enumerate(recognition.series.items())
    ]
    columns, values = [_columns(context, recognition)], _values(context, recognition)
    certain = not any(column.how in OPEN for column in recognition.columns)
    parts += [*values[:1], *columns, *values[1:]] if certain and _open_values(recognition) else [*columns, *values]
    if recognition.preview:
        parts.append(_preview(context, recognition))
    if recognition.how != "own":
        name = Input(id="profile_name", name="profile_name", type="text", maxLength="60")
        parts.append(field(w("mapping.save"), name, hint=w("mapping.save.hint")))
    return parts


def _asked(context: Context, recognition: Recognition, id: str, codes: tuple[str, ...]) -> html.Div:
    """A column of the dataset that the file does not have: one code, or one text, for all records."""
    column = context.catalogue.datasets[recognition.dataset].column(id)
    label = _undecided(context, context.w("mapping.ask", column=column_name(context, column)))
    if not column.codelist:
        return field(label, Input(id=f"ask-{id}", name=f"ask-{id}", type="text", value=codes[0] if len(codes) == 1 else ""))
    known = context.catalogue.codelists[column.codelist].items
    options = [(code, code_name(context, column, code)) for code in (codes or known)]
    return field(label, choice(f"ask-{id}", options, "", empty=context.w("mapping.choose")))


def _undecided(context: Context, label: str) -> list[Any]:
    """The label of a control that waits for an answer."""
    return [label, " ", html.Span(context.w("mapping.undecided"), className="severity error")]


def _columns(context: Context, recognition: Recognition) -> html.Div:
    """The columns of the file, each with what it is read as."""
    w = context.w
    dataset = context.catalogue.datasets[recognition.dataset]
    options = [(column.id, f"{column_name(context, column)} ({column.id})") for column in dataset.columns]
    rows = [_column(context, place, column, options) for place, column in enumerate(recognition.columns)]
    head = [html.Th(w(f"mapping.{name}"), scope="col") for name in ("header", "examples", "read_as", "how")]
    return _scrolled(w("mapping.columns"), head, rows)


def _column(context: Context, place: int, column: FileColumn, options: list[tuple[str, str]]) -> html.Tr:
    w, name = context.w, f"column-{place}"
    if column.says:
        said = w.join(f"{id} {code}".strip() for id, code in column.says.items())
        control: Any = choice(name, [("wide", w("mapping.wide", said=said))], "wide", empty=w("mapping.not_read"))
    else:
        chosen = "" if column.how in ("unread", "near") else column.column
        control = choice(name, options, chosen, empty=w("mapping.not_read" if column.how == "unread" else "mapping.undecided"))
        if column.how != "unread":
            control.children.append(html.Option(w("mapping.not_read"), value=NOT_READ))
    setattr(control, "aria-label", w("mapping.read_as_of", header=column.header))
    examples = w.dots(column.examples) if not column.personal else w("mapping.personal")
    cells = [html.Td(html.Bdi(examples)), html.Td(control), html.Td(_how(context, column.how))]
    return html.Tr([html.Th(html.Bdi(column.header or w("mapping.unnamed")), scope="row"), *cells])


def _values(context: Context, recognition: Recognition) -> list[Any]:
    """The texts in coded columns: those to be decided open, those that are certain folded, each with the number of its records."""
    w = context.w
    indexed = list(enumerate(recognition.values))[:LISTED_VALUES]
    undecided = [(place, value) for place, value in indexed if value.how in OPEN]
    certain = [(place, value) for place, value in indexed if value.how not in OPEN]
    parts: list[Any] = []
    if undecided:
        parts.append(_value_table(context, recognition, w("mapping.values.open"), undecided))
    if certain:
        table = _value_table(context, recognition, w("mapping.values"), certain)
        parts.append(html.Details([html.Summary(w.n("mapping.values.certain", len(certain))), table]))
    if len(recognition.values) > LISTED_VALUES:
        parts.append(html.P(w.n("mapping.values.more", len(recognition.values) - LISTED_VALUES), className="hint"))
    ids = {value.column for _, value in indexed}
    return [*parts, *(_codes(context, recognition, id) for id in sorted(ids))]


def _open_values(recognition: Recognition) -> bool:
    return any(value.how in OPEN for value in recognition.values[:LISTED_VALUES])


def _value_table(context: Context, recognition: Recognition, caption: str, values: list[tuple[int, Value]]) -> html.Div:
    w = context.w
    dataset = context.catalogue.datasets[recognition.dataset]
    rows = []
    for id, group in groupby(values, key=lambda one: one[1].column):
        for place, value in group:
            text = html.Bdi(value.value) if value.value else html.Em(w("mapping.blank"))
            given = "" if value.how == "near" else value.code  # what is merely alike is taken over by nobody but the sender
            control = Input(id=f"value-{place}", name=f"value-{place}", type="text", value=given, list=f"codes-{id}", size="12")
            setattr(control, "aria-label", w("mapping.stands_for_of", value=value.value or w("mapping.blank")))
            meant = code_name(context, dataset.column(id), value.code) if value.code else ""
            if value.how == "near" and value.code:
                meant = w("finding.hint.suggestion", suggestion=f"{value.code} ({meant})")
            cells = [
                text,
                column_name(context, dataset.column(id)),
                w.number(value.count),
                control,
                html.Bdi(meant),
                _how(context, value.how),
            ]
            rows.append(html.Tr([html.Td(cell) for cell in cells]))
    head = [html.Th(w(f"mapping.{name}"), scope="col") for name in ("value", "column", "records", "stands_for", "meaning", "how")]
    return _scrolled(caption, head, rows)


def _codes(context: Context, recognition: Recognition, id: str) -> html.Datalist:
    """The codes that may be written for the texts of a column."""
    column = context.catalogue.datasets[recognition.dataset].column(id)
    codelist: Codelist | None = context.catalogue.codelists.get(column.codelist)
    items: Iterable[Any] = codelist.items.values() if codelist else ()
    return static(html.Datalist([html.Option(item.names[context.lang], value=item.code) for item in items], id=f"codes-{id}"))


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


def _scrolled(caption: str, head: list[html.Th], rows: list[html.Tr], titled: bool = True) -> html.Div:
    """A table that scrolls by itself; with its caption unless that stands above it already."""
    grid = html.Table([html.Caption(caption) if titled else None, html.Thead(html.Tr(head)), html.Tbody(rows)], className="rules")
    return html.Div(grid, className="table-scroll", role="region", **{"tabIndex": "0", "aria-label": caption})
