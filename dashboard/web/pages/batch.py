"""One batch: where it stands, what its check found, what it would change or has changed, and what may be done with it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dash import html

from ...domain.rights import PUBLISHER
from ...ingest import Report
from ...ingest.recognition import OWN
from ...storage import Batch
from ...storage.jobs import FAULT, REASONS, Job
from ...storage.model import CHECKED, DISCARDED, PUBLISHED, RECEIVED, REJECTED, STATUSES, WITHDRAWN
from ..acts import ACTS, LONGEST_NOTE, recognition_of, what_is_seen
from ..batches import AGAIN, CHECK, COMPARE, DISCARD, MAP, OPEN, PUBLISH, REPLACE, WITHDRAW, allowed, ended, find, inside, successor, title
from ..components.about import about_batch, ways
from ..components.changed import changes_section, kept, withdrawal, withdrawal_section
from ..components.form import Input, check_box, field, post_form
from ..components.mapping import mapping_fields, open_questions, recognised
from ..components.report import plain_findings, report_section, report_table
from ..components.shown_on import shown_on
from ..context import Context, NotAllowed, address
from ..desk import Download, Redirect
from ..signin import hold_up
from ..view import Page, Table, View

REFRESH_SECONDS = 2
OVER = (("publish", PUBLISHED), ("withdraw", WITHDRAWN))  # what was asked for is done, though not all that follows from it
STEPS = ("send", "read", "check", "publish")


def render(context: Context) -> View | Download:
    """The batch as whoever asks may see it; its file, or its state for programs, where the URL asks for that."""
    batch = find(context, context.arguments["id"])
    within = inside(context, batch)
    if context.query.get("file") and within:
        return _file(context, batch)
    return _view(context, batch, {})


def act(context: Context) -> View | Redirect:
    """Do what was asked for; raises NotAllowed where whoever asks may not, or where it is too late for it."""
    batch = find(context, context.arguments["id"])
    wanted = context.form.get("do", "")
    if wanted not in ACTS or not any(wanted in allowed(context, replace(batch, status=status)) for status in STATUSES):
        raise NotAllowed("role", PUBLISHER)
    assert context.desk
    job = context.desk.store.jobs.of(batch.id)
    if job and job.open:
        hold_up(REFRESH_SECONDS)
    if wanted not in allowed(context, batch) or (job and job.open):  # what is being done comes first: the page says what that is
        return _view(context, batch, {"late": context.w("batch.too_late")}, 409)
    errors = ACTS[wanted](context, batch)
    if errors:
        return _view(context, batch, errors, 409 if "late" in errors else 422)
    return Redirect(address(context.lang, f"/batches/{batch.id}", {}))


# --- what is shown -----------------------------------------------------------------------------------------------------------------------


def _view(context: Context, batch: Batch, errors: dict[str, str], status: int = 200) -> View:
    assert context.desk
    w, store = context.w, context.desk.store
    within = inside(context, batch)
    job = store.jobs.of(batch.id) if within else None
    kept = store.report(batch.id) if within else None
    report = Report.from_json(kept) if kept and not (job and job.open and job.kind == "check") else None
    tables: list[Table] = []
    sections: list[Any] = []
    reading = _reading(context, batch, errors) if within and batch.status in OPEN and not (job and job.open and job.kind == "check") else []
    if report and batch.status != RECEIVED:
        tables.append(report_table(context, report))
        sections += report_section(context, report, tables[0])
    for parts, more in _changes(context, batch, job, within):
        sections += parts
        tables += more
    waits = within and batch.status == RECEIVED and not (job and job.open)
    questions = open_questions(recognition_of(context, batch)) if waits else 0
    name, answer = title(context, batch), _answer(context, batch, job, report)
    remedies = _remedies(context, batch, report) if batch.status == REJECTED else []
    actions = _actions(context, batch, job, errors, remedies)
    decided = batch.status != RECEIVED and "map" not in errors  # how the file is read is settled, so what follows from it comes first
    body = [
        html.P(html.A(w("batches.title"), href=context.url("/batches")), className="crumbs"),
        html.H1(html.Bdi(name)),
        html.P(answer, className="answer"),
        *([html.P(errors["late"], className="notice", role="alert")] if "late" in errors else []),
        *_twin(context, batch),
        *ways(context, batch, sections),
        *([_steps(context, batch, job)] if within and batch.status not in (DISCARDED, WITHDRAWN) else []),
        *_progress(context, job),
        *([html.P(html.A(w("batch.next"), href="#actions"))] if actions and sections and batch.status == CHECKED else []),
        *([html.P(remedies, className="pages")] if actions and remedies and sections else []),
        *([] if decided else reading),
        *sections,
        *actions,
        *(reading if decided else []),
        *(shown_on(context, batch) if batch.status == PUBLISHED else []),
        html.H2(w("batch.about"), id="about"),
        about_batch(context, batch, within),
    ]
    refresh = REFRESH_SECONDS if job and job.open else 0
    data = _plain(context, batch, job, report, questions)
    return View(title=name, description=answer, body=body, tables=tables, status=status, refresh=refresh, data=data, wrong=errors)


def _answer(context: Context, batch: Batch, job: Job | None, report: Report | None) -> str:
    """Where the batch stands, in a sentence."""
    w, manifest = context.w, batch.manifest
    if job and job.open and job.kind == "compare" and batch.status == PUBLISHED:
        return w(f"batch.answer.withdrawal.{job.state}")
    if job and job.open and (job.kind, batch.status) not in OVER:
        return w(f"batch.answer.{job.kind}.{job.state}")
    if job and job.state == "failed":
        return w(f"batch.failed.{job.message if job.message in REASONS else FAULT}")
    if batch.status == DISCARDED and context.desk and (twin := context.desk.store.known(manifest.sha256)) and twin != batch.id:
        return w("batch.answer.known", batch=title(context, context.desk.store.batch(twin)))
    if batch.status == REJECTED:
        return w.n("batch.answer.rejected", manifest.errors)
    if batch.status == CHECKED:
        warned = w.n("batch.answer.warnings", manifest.warnings) if manifest.warnings else ""
        return w.sentences([w.n("batch.answer.checked", manifest.records), warned])
    if batch.status == PUBLISHED:
        assert batch.published_at
        return w.n("batch.answer.published", manifest.records, version=batch.version, date=batch.published_at.date())
    return _ended(context, batch) if batch.status == WITHDRAWN else w(f"batch.answer.{batch.status}")


def _ended(context: Context, batch: Batch) -> str:
    """That a batch was withdrawn or replaced, and since when it is so."""
    w, version = context.w, ended(context, batch)
    kind = "replaced" if successor(context, batch) else "withdrawn_replacement" if batch.replaces else "withdrawn"
    since = w("batch.answer.since", date=version.created_at.date(), version=version.number) if version else ""
    return w.sentences([w(f"batch.answer.{kind}"), since])


def _changes(context: Context, batch: Batch, job: Job | None, within: bool) -> list[tuple[list[Any], list[Table]]]:
    """What publishing changes or has changed, and what withdrawing would: not while just that is being done."""
    shown = [] if job and job.open and batch.status == CHECKED else [changes_section(context, batch, within)]
    if WITHDRAW in allowed(context, batch) and not (job and job.open):
        shown.append(withdrawal_section(context, batch))
    return shown


def _twin(context: Context, batch: Batch) -> list[html.P]:
    """The way to the batch that has published the same file before."""
    assert context.desk
    twin = context.desk.store.known(batch.manifest.sha256) if batch.status == DISCARDED else None
    if not twin or twin == batch.id:
        return []
    known = context.desk.store.batch(twin)
    return [html.P(html.A(html.Bdi(title(context, known)), href=context.url(f"/batches/{twin}")))]


def _reading(context: Context, batch: Batch, errors: dict[str, str]) -> list[Any]:
    """How the file is read: open where it has to be confirmed, folded where it can be corrected."""
    assert context.desk
    w, store, recognition = context.w, context.desk.store, recognition_of(context, batch)
    waits, sheets = batch.status == RECEIVED, recognition.sheets
    if not store.bytes_of(batch) or not (recognition.columns or len(sheets) > 1):
        return []
    read = batch.status == REJECTED and _is_mapped(context, batch)
    questions = open_questions(recognition)
    fields = [
        Input(type="hidden", name="do", value=MAP),
        *mapping_fields(context, recognition, str(batch.reading.get("sheet", "")), errors if "map" in errors else {}),
        html.Button(w("mapping.check"), type="submit", className="primary" if waits else None),
    ]
    form = post_form(context.desk.token(), context.url(), fields, className="desk-form wide")
    said = [html.P(recognised(context, recognition))] if recognition.columns else [html.P(w.n("mapping.sheets", len(sheets)))]
    said += [html.P(w.n("mapping.open", questions), className="notice")] if questions and recognition.columns else []
    said += [html.P(errors["map"], className="field-error", role="alert")] if "map" in errors else []
    heading = html.H2(w("mapping.title"), id="reading")
    if waits or "map" in errors or len(sheets) > 1:
        return [heading, *said, form]
    return [heading, *said, html.Details([html.Summary(w("mapping.correct")), form], open=read or questions > 0)]


def _is_mapped(context: Context, batch: Batch) -> bool:
    """Whether somebody can say what the columns and values of its file stand for."""
    assert context.desk
    recognition = recognition_of(context, batch)
    return bool(recognition.columns) and recognition.how != OWN and context.desk.store.bytes_of(batch) is not None


def _steps(context: Context, batch: Batch, job: Job | None) -> html.Ol:
    """How far it is on its way: sent, read, checked, published."""
    at = {RECEIVED: 1, REJECTED: 2, CHECKED: 3, PUBLISHED: 4, WITHDRAWN: 4, DISCARDED: 1}[batch.status]
    if job and job.open and job.kind == "check":
        at = 2
    items = []
    for place, step in enumerate(STEPS):
        current = {"aria-current": "step"} if place == min(at, len(STEPS) - 1) else {}
        items.append(html.Li(context.w(f"batch.step.{step}"), className="done" if place < at else None, **current))
    return html.Ol(items, className="steps", **{"aria-label": context.w("batch.steps")})


def _progress(context: Context, job: Job | None) -> list:
    if job is None or not job.open:
        return []
    w = context.w
    if job.state == "waiting":
        assert context.desk
        ahead = context.desk.store.jobs.ahead(job)
        return [html.P(w.n("batch.waiting", ahead) if ahead else "", **{"data-follow": ""})]
    if not job.passes:
        return [html.Progress(**{"aria-label": w("batch.step.check"), "data-follow": ""})]
    done = job.records * job.done // job.passes
    bar = html.Progress(value=str(job.done), max=str(job.passes), **{"aria-label": w("batch.step.check"), "data-follow": ""})
    return [bar, html.P(w.n("batch.progress", job.records, done=done), className="hint")]


def _remedies(context: Context, batch: Batch, report: Report | None) -> list[html.A]:
    """What helps against errors: to say otherwise how the file is read, where that can be said, or to send a corrected file."""
    w, found = context.w, []
    if report and _is_mapped(context, batch):
        codes = "code_unknown" in report.counts and open_questions(recognition_of(context, batch))
        found.append(html.A(w("batch.decide" if codes else "batch.correct"), href="#reading"))
    query = {"like": batch.id, **({"replaces": batch.replaces} if batch.replaces else {})}
    return [*found, html.A(w("batch.resend"), href=context.url("/upload", **query))]


def _actions(context: Context, batch: Batch, job: Job | None, errors: dict[str, str], remedies: list[html.A]) -> list:
    """What may be done now; where a file has errors, what helps against them first."""
    may = allowed(context, batch)
    if not may or (job and job.open):
        return []
    w = context.w
    made: list[Any] = [html.P(html.A(way.children, href=way.href, className="button" if way is remedies[0] else None)) for way in remedies]
    if CHECK in may and job and job.state == "failed" and job.kind == "check":
        again = [Input(type="hidden", name="do", value=CHECK), html.Button(w("batch.check"), type="submit", className="primary")]
        made.append(post_form(context.desk.token(), context.url(), again))
    if PUBLISH in may:
        made += _stale(context, batch)
        made.append(_publish_form(context, batch, errors))
    elif batch.status == CHECKED and MAP in may:
        made.append(html.P(w("batch.four_eyes" if context.settings.four_eyes else "batch.needs_publisher")))
    if batch.status == CHECKED:
        made += [html.P(way) for way in _remedies(context, batch, None)]
    if REPLACE in may:
        made.append(html.P(html.A(w("batch.replace"), href=context.url("/upload", replaces=batch.id))))
    if AGAIN in may:
        made += [html.P(w("batch.again.meaning")), html.P(html.A(w("batch.again"), href=context.url("/upload", like=batch.id)))]
    if WITHDRAW in may:
        made += _withdraw_form(context, batch)
    if DISCARD in may:
        made.append(_discard_form(context))
    heading = "batch.next" if batch.status in (REJECTED, CHECKED) else "batch.actions"
    return [html.H2(w(heading), id="actions"), html.Div(made, className="actions")]


def _stale(context: Context, batch: Batch) -> list[Any]:
    """Where what a batch would change is not known, or was found out against another version: a way to find it out again."""
    assert context.desk
    comparison = kept(context, batch)
    if comparison and (comparison.against or 0) == context.newest:
        return []
    text = context.w("batch.stale" if comparison else "batch.not_compared")
    return [html.P(text, className="notice"), _compare_form(context, "batch.compare")]


def _compare_form(context: Context, words: str) -> html.Form:
    assert context.desk
    fields = [Input(type="hidden", name="do", value=COMPARE), html.Button(context.w(words), type="submit")]
    return post_form(context.desk.token(), context.url(), fields)


def _publish_form(context: Context, batch: Batch, errors: dict[str, str]) -> html.Form:
    assert context.desk
    w, warnings = context.w, batch.manifest.warnings
    note = Input(id="note", name="note", type="text", maxLength=str(LONGEST_NOTE), value=context.form.get("note", ""))
    fields = [
        *([html.P(w("batch.sourceless"), className="notice")] if _sourceless(context, batch) else []),
        Input(type="hidden", name="do", value=PUBLISH),
        Input(type="hidden", name="seen", value=what_is_seen(batch)),
        field(w("batch.note"), note, hint=w("batch.note.hint")),
        *(
            [check_box("acknowledge", w.n("batch.acknowledge", warnings), required=True, error=errors.get("acknowledge", ""))]
            if warnings
            else []
        ),
        *([html.P(errors["acknowledge"], className="field-error", role="alert")] if "acknowledge" in errors and not warnings else []),
        html.Button(w("batch.publish"), type="submit", className="primary"),
    ]
    return post_form(context.desk.token(), context.url(), fields, className="desk-form")


def _sourceless(context: Context, batch: Batch) -> bool:
    """Whether the figures of a batch can have a source, and neither the file nor its sender gives one."""
    dataset, mapping = context.catalogue.datasets.get(batch.dataset), batch.reading.get("mapping") or {}
    given = {"SOURCE"} & {*(column.column for column in recognition_of(context, batch).columns), *mapping.get("constants", ())}
    return dataset is not None and any(column.id == "SOURCE" for column in dataset.columns) and not (batch.manifest.source or given)


def _withdraw_form(context: Context, batch: Batch) -> list[Any]:
    """The way to see what withdrawing would change; once that is seen, and is still so, the form that does it."""
    assert context.desk
    w, seen = context.w, withdrawal(context, batch)
    if seen is None or seen.against != context.newest:
        return [_compare_form(context, "batch.withdrawal.show")]
    control = Input(id="note-withdraw", name="note", type="text", maxLength=str(LONGEST_NOTE), value=context.form.get("note", ""))
    fields = [
        html.P(w("batch.withdraw.replaced" if batch.replaces else "batch.withdraw.meaning")),
        Input(type="hidden", name="do", value=WITHDRAW),
        Input(type="hidden", name="seen", value=str(seen.against)),
        field(w("batch.note"), control, hint=w("batch.note.hint")),
        html.Button(w("batch.withdraw"), type="submit"),
    ]
    return [post_form(context.desk.token(), context.url(), fields, className="desk-form")]


def _discard_form(context: Context) -> html.Details:
    """A form behind a fold, because it undoes something."""
    assert context.desk
    w = context.w
    fields = [
        html.P(w("batch.discard.meaning")),
        Input(type="hidden", name="do", value=DISCARD),
        html.Button(w("batch.discard"), type="submit"),
    ]
    form = post_form(context.desk.token(), context.url(), fields, className="desk-form")
    return html.Details([html.Summary(w("batch.discard")), form])


def _file(context: Context, batch: Batch) -> View | Download:
    assert context.desk
    path = context.desk.store.bytes_of(batch)
    return Download(path, batch.manifest.file or batch.id) if path else _view(context, batch, {}, 410)


def _plain(context: Context, batch: Batch, job: Job | None, report: Report | None, questions: int) -> dict[str, Any]:
    """The state of a batch for programs; `to_decide` is how many things somebody has to say of how its file is read."""
    counted = {"records": batch.manifest.records, "errors": batch.manifest.errors, "warnings": batch.manifest.warnings}
    working = {"kind": job.kind, "state": job.state, "done": job.done, "passes": job.passes, "message": job.message} if job else None
    found = dict(report.counts) if report else None
    return {
        "id": batch.id,
        "status": batch.status,
        "dataset": batch.dataset,
        **counted,
        "version": batch.version,
        "job": working,
        "findings": found,
        "to_decide": questions,
        "report": plain_findings(context, report) if report else [],
    }


PAGE = Page("/batches/{id}", render, parameters=("rule", "page", "file"), desk=True, act=act)
