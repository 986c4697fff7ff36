"""Saved ways to read files: what each maps, whose it is, and when it was last used; renamed and removed by whoever may."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html

from ...catalogue import Dataset
from ...domain.rights import CONTRIBUTOR, PUBLISHER
from ..components.cells import code_name, column_name
from ..components.form import Input, check_box, field, post_form
from ..components.tables import data_table
from ..context import Context, NotAllowed, NotThere, address
from ..desk import Redirect
from ..remapping import LONGEST_PROFILE, profile_name
from ..savedprofiles import SavedProfile, may_change, saved
from ..view import Column, Page, Row, Table, View


def render(context: Context) -> View:
    """The list, or the profile that the URL names."""
    name = context.query.get("profile", "")
    return _one(context, _find(context, name)) if name else _list(context)


def act(context: Context) -> View | Redirect:
    """Rename or remove a profile; raises NotThere, NotAllowed."""
    assert context.desk and context.account
    profile = _find(context, context.query.get("profile", ""))
    if not may_change(context, profile):
        raise NotAllowed("role", PUBLISHER)
    profiles, by = context.desk.store.profiles, context.account.name
    wanted, to = context.form.get("do", ""), profile_name(context.form.get("name", ""))
    if wanted == "rename":
        if not to:
            return _one(context, profile, {"name": context.w("profiles.name.missing")})
        if not profiles.rename(profile.name, to, by):
            return _one(context, profile, {"name": context.w("profiles.name.taken")})
        return Redirect(address(context.lang, "/profiles", {"profile": to}))
    if wanted == "remove":
        if context.form.get("sure") != "yes":
            return _one(context, profile, {"sure": context.w("profiles.remove.missing")})
        profiles.remove(profile.name, by)
    return Redirect(address(context.lang, "/profiles", {}))


def _find(context: Context, name: str) -> SavedProfile:
    """The profile of a name; raises NotThere where there is none that whoever asks may see."""
    found = next((one for one in saved(context) if one.name == name), None)
    if found is None:
        raise NotThere("profile", name[:LONGEST_PROFILE])
    return found


# --- the list ----------------------------------------------------------------------------------------------------------------------------


def _list(context: Context) -> View:
    w = context.w
    found = saved(context, used=True)
    columns = _columns(context)
    table = Table("profiles", w("profiles.title"), columns, [_row(context, one) for one in found])
    body = [
        html.H1(w("profiles.title")),
        html.P(w.n("profiles.answer", len(found)), className="answer"),
        html.P(w("profiles.lede")),
        *([data_table(context, table)] if found else []),
        html.P(html.A(w("accounts.to_upload"), href=context.url("/upload"))),
    ]
    data = {"profiles": [{column.key: _plain(row[column.key]) for column in columns} for row in table.rows]}
    return View(title=w("profiles.title"), description=w("profiles.lede"), body=body, tables=[table], data=data)


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _row(context: Context, one: SavedProfile) -> Row:
    return {
        "name": one.name,
        "owner": one.owner,
        "layout": one.mapping.profile,
        "dataset": one.dataset,
        "columns": len(one.columns),
        "values": one.values,
        "saved_at": one.saved_at,
        "used_at": one.used_at,
        "for_all": one.for_all,
    }


def _columns(context: Context) -> list[Column]:
    w = context.w
    return [
        Column("name", w("profiles.profile"), cell=lambda row: html.A(html.Bdi(row["name"]), href=context.url(profile=row["name"]))),
        Column("owner", w("profiles.owner"), cell=lambda row: html.Bdi(row["owner"])),
        Column("layout", w("profiles.layout"), cell=lambda row: _layout(context, row["layout"])),
        Column("dataset", w("batches.dataset"), cell=lambda row: _dataset(context, row["dataset"])),
        Column("columns", w("profiles.columns"), cell=lambda row: w.number(row["columns"]), numeric=True),
        Column("values", w("profiles.values"), cell=lambda row: w.number(row["values"]), numeric=True),
        Column("saved_at", w("profiles.saved"), cell=lambda row: w.date(row["saved_at"].date())),
        Column("used_at", w("profiles.used"), cell=lambda row: w.date(row["used_at"].date()) if row["used_at"] else w("profiles.unknown")),
        Column("for_all", w("profiles.for"), cell=lambda row: w("profiles.for.all" if row["for_all"] else "profiles.for.owner")),
    ]


def _layout(context: Context, id: str) -> str:
    """The name of the layout that a profile is based on, in the reader's language."""
    known = context.catalogue.profiles.get(id)
    return known.names[context.lang] if known else context.w("profiles.layout.none")


def _dataset(context: Context, id: str) -> str:
    return context.catalogue.datasets[id].names[context.lang] if id in context.catalogue.datasets else id


# --- one profile -------------------------------------------------------------------------------------------------------------------------


def _one(context: Context, profile: SavedProfile, errors: dict[str, str] | None = None) -> View:
    w, errors = context.w, errors or {}
    row = _row(context, next(one for one in saved(context, used=True) if one.name == profile.name))
    facts = [(column.label, column.cell(row)) for column in _columns(context)[1:] if column.cell]
    answer = w("profiles.one.answer", dataset=_dataset(context, profile.dataset), owner=profile.owner)
    dataset = context.catalogue.datasets.get(profile.dataset)
    body = [
        html.P(html.A(w("profiles.title"), href=address(context.lang, "/profiles", {})), className="crumbs"),
        html.H1(html.Bdi(profile.name)),
        html.P(answer, className="answer"),
        html.Dl([html.Div([html.Dt(label), html.Dd(value)]) for label, value in facts], className="facts"),
        *(_mapped(context, profile, dataset) if dataset else []),
        *(_forms(context, profile, errors) if may_change(context, profile) else []),
    ]
    data = {key: _plain(value) for key, value in row.items()} | {"mapping": profile.mapping.as_dict()}
    return View(title=profile.name, description=answer, body=body, data=data, status=422 if errors else 200, wrong=errors)


def _mapped(context: Context, profile: SavedProfile, dataset: Dataset) -> list[Any]:
    """What the columns and values of a file are read as."""
    w, mapping = context.w, profile.mapping
    columns = [(html.Bdi(header or w("mapping.unnamed")), _read_as(context, dataset, said)) for header, said in profile.columns.items()]
    columns += [
        (
            html.Em(w("profiles.every_record")),
            [_read_as(context, dataset, id), ": ", html.Code(code, dir="ltr"), " ", _code(context, dataset, id, code)],
        )
        for id, code in mapping.constants.items()
    ]
    texts = [(id, written, code) for id, codes in mapping.values.items() for written, code in codes.items()]
    values = [
        (
            html.Bdi(written) if written else html.Em(w("mapping.blank")),
            [html.Code(code, dir="ltr"), " ", _code(context, dataset, id, code)],
            _read_as(context, dataset, id),
        )
        for id, written, code in texts
    ]
    limits = [w("profiles.only", header=header, cells=_cells(context, cells)) for header, cells in mapping.only.items()]
    limits += [w("profiles.skip", header=header, cells=_cells(context, cells)) for header, cells in mapping.skip.items()]
    parts: list[Any] = [html.H2(w("profiles.maps"), id="maps")]
    parts += [html.Ul([html.Li(text) for text in limits])] if limits else []
    parts.append(_grid(context, "mapping.columns", ("header", "read_as"), columns))
    return parts + ([_grid(context, "mapping.values", ("value", "stands_for", "column"), values)] if values else [])


def _cells(context: Context, cells: Sequence[str]) -> str:
    return context.w.join(cell or context.w("mapping.blank") for cell in cells)


def _read_as(context: Context, dataset: Dataset, said: Any) -> Any:
    """The column of the dataset that something is read as; of a wide column, what its header says."""
    w = context.w
    if isinstance(said, str):
        known = said in dataset.header
        return [column_name(context, dataset.column(said)), " ", html.Code(said)] if known else said or w("mapping.not_read")
    return w("mapping.wide", said=w.join(f"{id} {text}".strip() for id, text in said.items()))


def _code(context: Context, dataset: Dataset, id: str, code: str) -> str:
    return code_name(context, dataset.column(id), code) if id in dataset.header and code else code


def _grid(context: Context, caption: str, head: tuple[str, ...], rows: list[tuple[Any, ...]]) -> html.Div:
    w = context.w
    heading = html.Tr([html.Th(w(f"mapping.{name}"), scope="col") for name in head])
    body = [html.Tr([html.Th(first, scope="row"), *(html.Td(cell) for cell in rest)]) for first, *rest in rows]
    grid = html.Table([html.Caption(w(caption)), html.Thead(heading), html.Tbody(body)], className="rules")
    return html.Div(grid, className="table-scroll", role="region", **{"tabIndex": "0", "aria-label": w(caption)})


def _forms(context: Context, profile: SavedProfile, errors: dict[str, str]) -> list[Any]:
    w = context.w
    name = Input(
        id="name", name="name", type="text", required=True, maxLength=str(LONGEST_PROFILE), value=context.form.get("name", profile.name)
    )
    rename = [field(w("profiles.name"), name, error=errors.get("name", "")), html.Button(w("profiles.rename"), type="submit")]
    remove = [
        html.P(w("profiles.remove.meaning")),
        check_box("sure", w("profiles.remove.sure"), required=True, error=errors.get("sure", "")),
        html.Button(w("profiles.remove"), type="submit"),
    ]
    return [
        html.H2(w("batch.actions"), id="actions"),
        html.Div(
            [
                _form(context, profile, "rename", rename),
                html.Details([html.Summary(w("profiles.remove")), _form(context, profile, "remove", remove)], open="sure" in errors),
            ],
            className="actions",
        ),
    ]


def _form(context: Context, profile: SavedProfile, act: str, fields: list[Any]) -> html.Form:
    assert context.desk
    fields = [Input(type="hidden", name="do", value=act), *fields]
    return post_form(context.desk.token(), context.url("/profiles", profile=profile.name), fields, className="desk-form")


PAGE = Page("/profiles", render, parameters=("profile",), examples=(), desk=True, act=act, needs=CONTRIBUTOR)
