"""Sending a file of figures: the form, what goes with the file, and the templates."""

from __future__ import annotations

from difflib import get_close_matches

from dash import html

from ...catalogue import Dataset, nearest_sources
from ...domain.rights import CONTRIBUTOR, PUBLISHER
from ...errors import SettingsError
from ...ingest import About
from ...storage import Batch, Manifest
from ...storage.model import PUBLISHED
from ..batches import find, inside, title
from ..components.codes import INDICATOR, codes_link, other_codes
from ..components.form import Input, check_box, choice, field, post_form
from ..context import Context, NotAllowed, NotThere, address
from ..desk import Redirect, written
from ..signin import TOKEN_FIELD
from ..view import Column, Page, Table, View

ACCEPTED = ".csv,.tsv,.txt,.gz,.zip,.xlsx,.xml,.json"
DETAILS = ("link", "licence", "retrieved", "note")
OTHER_SOURCE = "other_source"
FIELDS = ("file", "title", "source", OTHER_SOURCE, "dataset", *DETAILS, "example", "replaces")
LONGEST_TEXT = 2000
LONGEST_NAME, MOST_STRANGE = 40, 10  # of the fields of a form that are none


def render(context: Context) -> View:
    """The form."""
    return _view(context, {})


def act(context: Context) -> View | Redirect:
    """Take the file in and queue its check; with the form again where something is wrong with it."""
    replaced = _replaced(context)
    errors = _errors(context)
    if errors or context.visit.upload is None:
        return _view(context, errors, status=422)
    desk, account, upload = context.desk, context.account, context.visit.upload
    assert desk and account
    said = {name: written(context.form.get(name, ""), LONGEST_TEXT) for name in ("title", "source", *DETAILS)}
    dataset = context.form.get("dataset", "")
    manifest = Manifest(
        dataset="",
        sha256="",
        size=upload.path.stat().st_size,
        file=upload.name,
        sender=account.name,
        example=context.form.get("example") == "yes",
        reading={"dataset": dataset} if dataset in context.catalogue.datasets else {},
        **said,
    )
    # An API token may allow less than its account: what is sent with it stays within that, whoever has it checked later.
    batch = desk.store.receive(upload.path, manifest, replaced.id if replaced else None, {"scope": account.scope.as_dict()})
    return Redirect(address(context.lang, f"/batches/{batch.id}", {}))


def _errors(context: Context) -> dict[str, str]:
    w = context.w
    errors = {} if context.visit.upload else {"file": w("upload.file.missing")}
    if context.form.get("dataset", "") not in ("", *context.catalogue.datasets):
        errors["dataset"] = w("upload.dataset.wrong", datasets=w.join(context.catalogue.datasets))
    for name in ("link", "retrieved"):
        try:
            About(**{name: context.form.get(name, "").strip()})
        except SettingsError:
            errors[name] = w(f"upload.{name}.wrong")
    if near := _source_meant(context):
        errors["source"] = w("upload.source.near", text=written(context.form["source"], LONGEST_TEXT), sources=w.dots(near))
    return errors | _unknown(context)


def _source_meant(context: Context) -> list[str]:
    """The listed sources that may be meant by one in words, unless the sender says that it is another or figures of it are published."""
    text = written(context.form.get("source", ""), LONGEST_TEXT)
    if context.form.get(OTHER_SOURCE) == "yes":
        return []
    near, listed = nearest_sources(text, context.catalogue.sources), context.catalogue.sources
    assert context.desk
    if near and any(batch.manifest.source == text for batch in context.desk.store.batches(PUBLISHED)):
        return []
    named = {id: f"{listed[id].publisher}: {listed[id].title}" for id in near}
    return [context.w("problem.option", code=id, name=name) for id, name in named.items()]


def _unknown(context: Context) -> dict[str, str]:
    """The fields of a program's form that there are not; a browser may add what it likes."""
    if not (context.account and context.account.token):
        return {}
    strange = [name for name in context.form if name not in (*FIELDS, TOKEN_FIELD)]
    near = {name: get_close_matches(name, FIELDS, n=1) or FIELDS for name in strange[:MOST_STRANGE]}
    return {
        written(name, LONGEST_NAME): context.w("upload.field.unknown", field=written(name, LONGEST_NAME), fields=context.w.join(fields))
        for name, fields in near.items()
    }


def _replaced(context: Context) -> Batch | None:
    """The published batch that this file is to replace; raises NotThere, NotAllowed."""
    id = context.form.get("replaces") or context.query.get("replaces", "")
    if not id:
        return None
    assert context.desk and context.account
    batch = find(context, id)
    if batch.manifest.sender != context.account.name and not context.account.may(PUBLISHER):
        raise NotAllowed("role", PUBLISHER)
    if batch.status != PUBLISHED:
        raise NotThere("batch", id)
    return batch


def _like(context: Context) -> Batch | None:
    """The batch whose form this one begins with: that which is replaced, or one that is sent again; raises NotThere."""
    replaced = _replaced(context)
    id = context.query.get("like", "")
    if not id:
        return replaced
    batch = find(context, id)
    return batch if inside(context, batch) else replaced


def _view(context: Context, errors: dict[str, str], status: int = 200) -> View:
    w, replaced = context.w, _replaced(context)
    tables = [_template(dataset) for dataset in context.catalogue.datasets.values()]
    body = [
        html.H1(w("upload.title")),
        html.P(w("upload.answer"), className="answer"),
        *([html.P(w("upload.replaces", batch=title(context, replaced)), className="notice")] if replaced else []),
        *([html.P(w("upload.form_wrong"), className="notice", role="alert")] if errors else []),
        _form(context, errors, replaced),
        html.H2(w("upload.formats"), id="formats"),
        html.Ul([html.Li(w(f"upload.formats.{kind}")) for kind in ("csv", "packed", "xlsx", "sdmx", "other")]),
        html.P(html.A(w("profiles.title"), href=context.url("/profiles"))),
        html.P(html.A(w("events.new"), href=context.url("/events/new"))),
        html.H2(w("upload.templates"), id="templates"),
        html.P(w("upload.templates.lede")),
        html.Ul([html.Li(_template_link(context, dataset)) for dataset in context.catalogue.datasets.values()], className="templates"),
        html.H2(w("upload.codes"), id="codes"),
        html.P(w("upload.codes.lede")),
        html.P(codes_link(context, INDICATOR)),
        html.Details([html.Summary(w("codes.others")), other_codes(context, INDICATOR)]),
    ]
    return View(title=w("upload.title"), description=w("upload.answer"), body=body, tables=tables, status=status, wrong=errors)


def _form(context: Context, errors: dict[str, str], replaced: Batch | None) -> html.Form:
    assert context.desk
    w = context.w
    like = _like(context)
    said = _said_before(context, like) if like and not context.form else {}
    given = {name: context.form.get(name, said.get(name, "")) for name in ("title", "source", "dataset", "example", *DETAILS)}
    limit = w("upload.file.hint", limit=context.settings.upload_mb)
    file = Input(type="file", id="file", name="file", accept=ACCEPTED, required=True)
    sources = [html.Option(f"{source.publisher}: {source.title}", value=source.id) for source in context.catalogue.sources.values()]
    datasets = [(dataset.id, dataset.names[context.lang]) for dataset in context.catalogue.datasets.values()]
    fields = [
        html.Div(field(w("upload.file"), file, hint=limit, error=errors.get("file", "")), className="drop", **{"data-drop": ""}),
        field(w("upload.name"), _text("title", given), hint=w("upload.name.hint")),
        field(w("upload.source"), _text("source", given, list="sources"), hint=w("upload.source.hint"), error=errors.get("source", "")),
        html.Datalist(sources, id="sources"),
        *([check_box(OTHER_SOURCE, w("upload.source.other"))] if "source" in errors else []),
        html.Details(
            [
                html.Summary(w("upload.more")),
                field(
                    w("upload.dataset"),
                    choice("dataset", datasets, given["dataset"], empty=w("upload.dataset.header")),
                    error=errors.get("dataset", ""),
                ),
                *(
                    field(
                        w(f"upload.{name}"),
                        _text(name, given, type={"retrieved": "date", "link": "url"}.get(name, "text")),
                        hint=w(f"upload.{name}.hint"),
                        error=errors.get(name, ""),
                    )
                    for name in DETAILS
                ),
                check_box("example", w("upload.example"), checked=given["example"] == "yes"),
            ],
            open=bool(errors.keys() & {"dataset", *DETAILS}) or bool(like),
        ),
        *([Input(type="hidden", name="replaces", value=replaced.id)] if replaced else []),
        html.Progress(id="progress", hidden=True, max="100", **{"aria-label": w("upload.sending")}),
        html.P("", id="progress-text", className="hint", role="status"),
        html.Button(w("upload.send"), type="submit", className="primary"),
    ]
    return post_form(
        context.desk.token(),
        context.url(),
        fields,
        files=True,
        className="desk-form",
        **{"data-upload": "", "data-sending": w("upload.sending"), "data-broken": w("upload.broken"), "data-checking": w("upload.arrived")},
    )


def _said_before(context: Context, like: Batch) -> dict[str, str]:
    """What was said of an earlier batch, to begin with; each of it may be changed."""
    manifest = like.manifest
    texts = {name: getattr(manifest, name) for name in ("title", "source", *DETAILS)}
    spoken = {name: text if isinstance(text, str) else text.get(context.lang, "") for name, text in texts.items()}
    return spoken | {"dataset": like.dataset, "example": "yes" if manifest.example else ""}


def _text(name: str, given: dict[str, str], **more: str) -> Input:
    return Input(id=name, name=name, value=str(given[name] or ""), maxLength=str(LONGEST_TEXT), **{"type": "text", **more})


def _template(dataset: Dataset) -> Table:
    """A table with a header and no rows: the CSV template of a dataset."""
    return Table(f"template-{dataset.id}", dataset.id, [Column(id, id) for id in dataset.header], [])


def _template_link(context: Context, dataset: Dataset) -> html.A:
    href = context.url("/upload", format="csv", table=f"template-{dataset.id}")
    return html.A(
        dataset.names[context.lang], href=href, **{"aria-label": context.w("upload.template_of", name=dataset.names[context.lang])}
    )


PAGE = Page("/upload", render, parameters=("replaces", "like"), examples=(), desk=True, act=act, needs=CONTRIBUTOR, takes_file=True)
