"""Where figures come from: the facts of one key, each with its source, batch and line, what corrects it, and what it was before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dash import html

from ...catalogue import Catalogue, Dataset
from ..batches import title
from ..components.cells import cell_text, column_name, key_words
from ..components.fact import batch_link, earlier_table, fact_list, figure_text
from ..components.notes import answer, small_print, source_links, source_name, take_along
from ..components.tables import data_table
from ..context import Context, NotThere, WrongParameter
from ..provenance import LISTED, TOLD_UP_TO, Fact, Provenance, trace, varying
from ..view import Column, Facts, Page, Row, Table, View


def parameters(catalogue: Catalogue, arguments: Mapping[str, str]) -> Sequence[str]:
    """The query parameters: the columns of the key of the dataset; raises NotThere where there is no such dataset."""
    id = arguments["dataset"]
    if id not in catalogue.datasets:
        raise NotThere("dataset", id, list(catalogue.datasets))
    return catalogue.datasets[id].key


def render(context: Context) -> View:
    """The facts that the address names."""
    w, dataset = context.w, context.catalogue.datasets[context.arguments["dataset"]]
    key = _key(context, dataset)
    known = trace(context, dataset, key)
    keys = [fact.key(dataset) for fact in known.facts]
    gone = [dict(zip(dataset.key, found, strict=True)) for found in known.gone]
    vary = varying(dataset, [*keys, *gone])
    common = {**key, **{id: value for id, value in (keys or gone or [{}])[0].items() if id not in vary}}
    sentence = answer_sentence(context, dataset, known)
    tables = [_table(context, dataset, known, vary)] if known.facts else []
    told = len(known.facts) <= TOLD_UP_TO
    if told:
        tables += _earlier(context, dataset, known, vary)
    example = w("site.example") if known.facts and all(fact.example for fact in known.facts) else ""
    body = [
        html.H1(w("facts.title")),
        html.P(w.dots([dataset.names[context.lang], key_words(context, dataset, common)]), className="lede"),
        answer(sentence, example=example),
        *([] if known.facts else _wider(context, dataset, key)),
        *(_sections(context, dataset, known, vary) if told else [html.P(w("facts.narrow", most=TOLD_UP_TO))]),
        *(data_table(context, table) for table in tables),
        *([html.P(w("facts.incomplete"), className="lede")] if known.looked_back and not known.complete else []),
        _print(context, known.facts, vary),
        take_along(context, w("facts.title"), sentence, [fact.cells.get("SOURCE") or "" for fact in known.facts]),
    ]
    return View(w("facts.title"), sentence, body, tables, 200 if known.facts or known.gone else 404)


def _key(context: Context, dataset: Dataset) -> dict[str, str]:
    """The key that the address gives; raises WrongParameter for a code that is none of its list."""
    key = {id: context.query[id] for id in dataset.key if id in context.query}
    for id, value in key.items():
        column = dataset.column(id)
        if column.codelist and value not in context.catalogue.codelists[column.codelist]:
            raise WrongParameter(id, value, list(context.catalogue.codelists[column.codelist].items))
    return key


def answer_sentence(context: Context, dataset: Dataset, known: Provenance) -> str:
    """One fact with its value, batch and changes; or how many facts there are and with which batch the last came; or that there is none."""
    w, facts = context.w, known.facts
    if not facts:
        last = next((changes[0].version for changes in known.gone.values()), None)
        return w("facts.answer.gone", version=last.number, date=last.created_at.date()) if last else w("facts.answer.none")
    newest = max((fact.batch for fact in facts if fact.batch), key=lambda batch: (batch.published_at is not None, batch.id), default=None)
    brought = {}
    if newest and newest.published_at:
        brought = {"batch": title(context, newest), "date": newest.published_at.date()}
    if len(facts) > 1:
        said = [w("facts.answer.more", most=LISTED) if known.more else w.n("facts.answer.many", len(facts))]
        said.append(w("facts.answer.last", **brought) if brought else "")
    else:
        value = figure_text(context, dataset, facts[0].cells)
        key = "facts.answer.one.corrected" if facts[0].corrected else "facts.answer.one"
        said = [w(key, value=value, **brought) if brought else w("facts.answer.unknown", value=value)]
    corrected = sum(fact.corrected for fact in facts)
    said.append(w.n("facts.answer.corrected", corrected) if corrected else "")
    changed = sum(len(fact.changes) > 1 for fact in facts)
    if known.looked_back:
        said.append(w.n("facts.answer.changed", changed) if changed else w("facts.answer.unchanged"))
    return w.sentences(said)


def _wider(context: Context, dataset: Dataset, key: Mapping[str, str]) -> list:
    """Where nothing fits: what does if one value is left out."""
    ways = []
    for id in key:
        rest = {other: value for other, value in key.items() if other != id}
        if rest and context.version.facts(dataset, rest, 1):
            words = context.w("facts.without", column=column_name(context, dataset.column(id)), rest=key_words(context, dataset, rest))
            ways.append(html.Li(html.A(words, href=context.url(**{id: None}))))
    return [html.P(context.w("facts.wider")), html.Ul(ways, className="suggestions")] if ways else []


def _sections(context: Context, dataset: Dataset, known: Provenance, vary: Sequence[str]) -> list:
    """The facts one below the other, headed by what tells them apart."""
    made = []
    for fact in known.facts:
        made.append(html.H2(_heading(context, dataset, fact, vary)))
        made.append(fact_list(context, dataset, fact, known.batches))
    return [html.Section(made, className="fact-sections")] if made else []


def _heading(context: Context, dataset: Dataset, fact: Fact, vary: Sequence[str]) -> str:
    w, key = context.w, fact.key(dataset)
    words = [w("facts.named", name=column_name(context, dataset.column(id)), value=_value(context, dataset, key, id)) for id in vary]
    return w.dots([*words, w("site.example") if fact.example else ""]) or w("facts.this")


def _value(context: Context, dataset: Dataset, key: Mapping[str, str], id: str) -> str:
    return source_name(context, key[id]) if id == "SOURCE" else cell_text(context, dataset.column(id), key)


def _table(context: Context, dataset: Dataset, known: Provenance, vary: Sequence[str]) -> Table:
    """The facts as a table; each row leads to its own page where there are several."""
    w, facts = context.w, known.facts
    rows = [_row(context, dataset, fact, len(facts) > 1) for fact in facts]

    def column(id: str) -> Column:
        name = column_name(context, dataset.column(id))
        return Column(id, name, lambda row: _value(context, dataset, row, id) if row.get(id) else "", shown=id in vary)

    columns = [
        *(column(id) for id in dataset.key),
        Column("figure", w("facts.figure"), numeric=bool(dataset.measures)),
        *(Column(one.id, one.id, shown=False) for one in dataset.columns if one.id not in dataset.key),
        Column("batch", w("facts.batch"), lambda row: batch_link(context, known.batches, row["batch"])),
        Column("record", w("facts.record.heading"), lambda row: str(row["record"] or ""), numeric=True),
        Column("line", w("facts.line.heading"), lambda row: str(row["line"] or ""), numeric=True, shown=any(row["line"] for row in rows)),
        Column(
            "file_column",
            w("facts.in_column.heading"),
            lambda row: html.Bdi(row["file_column"]),
            shown=any(row["file_column"] for row in rows),
        ),
        Column("example", w("site.example"), shown=False),
    ]
    if not vary:
        columns.insert(0, Column("fact_name", w("facts.fact"), lambda row: w("facts.this"), saved=False))
    return Table("facts", w("facts.table"), columns, rows, open=len(facts) > TOLD_UP_TO)


def _row(context: Context, dataset: Dataset, fact: Fact, several: bool) -> Row:
    qualified = [column.id for column in dataset.measures if column.qualified]
    written = {id: f"{fact.cells[f'{id}_Q']}{_plain(fact.cells[id])}" for id in qualified if fact.cells.get(f"{id}_Q")}
    return {
        **fact.cells,
        **written,
        "fact": fact,
        "figure": figure_text(context, dataset, fact.cells),
        "batch": fact.cells["BATCH"],
        "record": fact.place.record if fact.place else None,
        "line": fact.place.line if fact.place else None,
        "file_column": fact.place.column if fact.place else "",
        "example": fact.example,
        **({"facts": Facts(dataset.id, fact.key(dataset))} if several else {}),
    }


def _plain(value: float) -> str:
    return repr(int(value)) if value.is_integer() else repr(value)


def _earlier(context: Context, dataset: Dataset, known: Provenance, vary: Sequence[str]) -> list[Table]:
    """What the facts were, those that are there no more among them; nothing where none has ever been otherwise."""
    told = [(fact.key(dataset), fact.changes) for fact in known.facts if len(fact.changes) > 1]
    told += [(dict(zip(dataset.key, found, strict=True)), changes) for found, changes in known.gone.items()][:LISTED]
    return [earlier_table(context, dataset, told, vary, known.batches)] if told else []


def _print(context: Context, facts: Sequence[Fact], vary: Sequence[str]) -> html.Dl:
    w = context.w
    sources = [fact.cells.get("SOURCE") or "" for fact in facts]
    return small_print(context, [(w("site.source"), source_links(context, sources)), (w("site.computed"), w("facts.method"))])


PAGE = Page(
    "/facts/{dataset}",
    render,
    parameters=parameters,
    examples=("/facts/target", "/facts/swap_rating?ENTITY=ITU", "/facts/indicator?REF_AREA=KEN"),
)
