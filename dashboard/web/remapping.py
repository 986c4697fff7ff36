"""From the form that shows how a file is read to the mapping that it stands for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from ..catalogue import Catalogue, Column
from ..errors import SettingsError
from ..ingest import Choices
from ..ingest.mapping import FileMapping, check_mapping, misfit
from ..ingest.proposing import needed
from ..ingest.recognition import Profile, Recognition
from ..ingest.resolving import Value
from ..ingest.suggest import nearest_codes
from .components.cells import code_name, column_name
from .components.mapping import LEFT_OUT, NOT_READ, OPEN, listed_values
from .context import Context

LONGEST_PROFILE = 60


def chosen(form: Mapping[str, str], recognition: Recognition, catalogue: Catalogue, read: str = "") -> Choices:
    """What the form says of how the file is to be read; raises SettingsError where that cannot be.

    Where another dataset is chosen, or another sheet than the one that was `read`, the rest of the form is about something else and is
    left out.
    """
    dataset, sheet = form.get("dataset", ""), form.get("sheet", "")
    if not dataset:
        return Choices(None, sheet)
    if dataset not in catalogue.datasets:
        raise SettingsError(f"dataset {dataset!r}: there are {', '.join(catalogue.datasets)}")
    if not _is_about(form, recognition, read) or not recognition.columns:
        return Choices(dataset, sheet)
    mapping = FileMapping.from_dict(recognition.mapping)
    mapping = mapping.but(
        columns=_columns(form, recognition, mapping),
        wide=_wide(form, recognition, mapping),
        constants=_constants(form, recognition, mapping),
        only={**mapping.only, **_series(form, recognition)},
        values=_values(form, recognition, mapping),
        skip=_left_out(form, recognition, mapping),
    )
    told = {column: text for column, text in mapping.told.items() if column not in mapping.constants}
    return Choices(dataset, sheet, check_mapping(mapping.but(told=told), catalogue, dataset).as_dict())


def _is_about(form: Mapping[str, str], recognition: Recognition, read: str) -> bool:
    """Whether the columns and values in the form are those of the dataset and the sheet that are chosen in it, and are mapped at all."""
    same = form.get("dataset", "") == recognition.dataset and form.get("sheet", read) == read
    return bool(recognition.dataset) and recognition.how != "own" and same


def mistakes(context: Context, recognition: Recognition, read: str = "") -> dict[str, str]:
    """What is still to be decided, and what stands in the form and cannot, by control: in the reader's language, with what may be meant."""
    if len(recognition.sheets) > 1 and not context.form.get("sheet", read):
        return {"sheet": context.w("mapping.wrong.sheet")}
    if not _is_about(context.form, recognition, read):
        return {}
    undecided = {control: context.w(f"mapping.wrong.{kind}") for control, kind in _undecided(context, recognition)}
    return {**undecided, **dict(_twice(context, recognition)), **dict(_misfits(context, recognition))}


def _undecided(context: Context, recognition: Recognition) -> Iterator[tuple[str, str]]:
    """The controls that have no answer and need one, and what kind each is; of values those that are listed can be answered."""
    form, mapping = context.form, FileMapping.from_dict(recognition.mapping)
    yield from ((f"ask-{id}", "ask") for id in _missing(context, recognition, mapping))
    yield from ((f"series-{place}", "series") for place in range(len(recognition.series)) if not form.get(f"series-{place}", "").strip())
    for place, column in enumerate(recognition.columns):
        if column.how in OPEN and not form.get(f"column-{place}", ""):
            yield f"column-{place}", "column"
    columns = _columns(form, recognition, mapping)
    for place, value in listed_values(recognition):
        given = form.get(f"value-{place}", "").strip() or _is_left_out(form, place, value)
        if value.how in (*OPEN, LEFT_OUT) and not given and columns.get(value.header, value.column) == value.column:
            yield f"value-{place}", "value"


def _missing(context: Context, recognition: Recognition, mapping: FileMapping) -> list[str]:
    """The columns of the dataset that no record does without, and that neither a column of the file nor one code for all gives."""
    form, dataset, wide = context.form, context.catalogue.datasets[recognition.dataset], _wide(context.form, recognition, mapping)
    given = {*_columns(form, recognition, mapping).values(), *((*wide.says, wide.measure) if wide else ())}
    given |= {*_constants(form, recognition, mapping)} | {id for id in mapping.whole if form.get(f"ask-{id}", mapping.whole[id]).strip()}
    return [id for id in dataset.header if id not in given and (id in recognition.asks or needed(dataset.column(id)))]


def _twice(context: Context, recognition: Recognition) -> Iterator[tuple[str, str]]:
    """The columns of the file that are to be read as what another one is read as already."""
    w, dataset, mapping = context.w, context.catalogue.datasets[recognition.dataset], FileMapping.from_dict(recognition.mapping)
    wide = _wide(context.form, recognition, mapping)
    others = {column: w("mapping.wrong.all") for column in _constants(context.form, recognition, mapping)}
    others |= {column: w("mapping.wrong.wide") for column in ((*wide.says, wide.measure) if wide else ())}
    for place, column in enumerate(recognition.columns):
        wanted = context.form.get(f"column-{place}", "")
        if wanted in others:
            named = {"column": column_name(context, dataset.column(wanted)), "other": others[wanted]}
            yield f"column-{place}", w("mapping.wrong.twice", **named)
        elif wanted in dataset.header:
            others[wanted] = column.header


def _misfits(context: Context, recognition: Recognition) -> Iterator[tuple[str, str]]:
    """The codes, periods and numbers that are none."""
    dataset, catalogue = context.catalogue.datasets[recognition.dataset], context.catalogue
    written = {f"ask-{id}": id for id in dataset.header}
    written |= {f"value-{place}": value.column for place, value in listed_values(recognition) if not _is_ticked(context.form, place)}
    for name, text in _given(context.form, {name: name for name in written}).items():
        column = dataset.column(written[name])
        if kind := misfit(text, column, catalogue):
            yield name, _misfit_words(context, column, kind, text)


def _misfit_words(context: Context, column: Column, kind: str, text: str) -> str:
    w = context.w
    if kind != "code":
        return w(f"mapping.wrong.{kind}", text=text)
    codelist, more = context.catalogue.codelists[column.codelist], context.catalogue.synonyms.codes.get(column.codelist)
    near = [w("problem.option", code=code, name=code_name(context, column, code)) for code in nearest_codes(codelist, text, more)]
    said = w("mapping.wrong.code", text=text, codelist=codelist.names[context.lang])
    return w.sentences([said, w("mapping.wrong.near", codes=w.dots(near)) if near else w("mapping.wrong.listed")])


def profile(form: Mapping[str, str], recognition: Recognition, choices: Choices) -> Profile | None:
    """The profile to be kept under the name that the form gives; None where it gives none."""
    name = profile_name(form.get("profile_name", ""))
    if not name or not choices.mapping or not choices.dataset:
        return None
    made = Profile.from_mapping(name, choices.mapping, [column.header for column in recognition.columns], choices.dataset)
    unread = {header for header, column in choices.mapping.get("columns", {}).items() if not column}
    return replace(made, empty=tuple(one.header for one in recognition.columns if one.header in unread and not one.examples))


def profile_name(text: str) -> str:
    """A text as the name of a profile: on one line, without what cannot be seen, not too long; "" where nothing is left."""
    return " ".join("".join(sign for sign in text if sign.isprintable() or sign.isspace()).split())[:LONGEST_PROFILE].strip()


def _constants(form: Mapping[str, str], recognition: Recognition, mapping: FileMapping) -> dict[str, str]:
    """What holds for all records: as it was, unless the form says something else of it, or nothing any more."""
    known = mapping.whole
    given = _given(form, {name: name.removeprefix("ask-") for name in form if name.startswith("ask-")})
    emptied = {id for id in known if f"ask-{id}" in form and id not in given}
    said = {id: code for id, code in given.items() if id in mapping.constants or code != known.get(id)}
    return {**{id: code for id, code in mapping.constants.items() if id not in emptied}, **said}


def _columns(form: Mapping[str, str], recognition: Recognition, mapping: FileMapping) -> dict[str, str]:
    columns = dict(mapping.columns)
    for place, column in enumerate(recognition.columns):
        wanted = form.get(f"column-{place}", "")
        if column.says:
            if wanted != "wide":
                columns[column.header] = ""
        elif wanted == NOT_READ or (not wanted and column.how == "unread"):
            columns[column.header] = ""
        elif wanted:
            columns[column.header] = wanted
        else:
            columns.pop(column.header, None)
    return columns


def _wide(form: Mapping[str, str], recognition: Recognition, mapping: FileMapping) -> Any:
    if mapping.wide is None:
        return None
    left_out = {column.header for place, column in enumerate(recognition.columns) if column.says and form.get(f"column-{place}") != "wide"}
    kept = {header: said for header, said in mapping.wide.columns.items() if header.strip() not in left_out and header not in left_out}
    return type(mapping.wide)(mapping.wide.measure, kept) if kept else None


def _values(form: Mapping[str, str], recognition: Recognition, mapping: FileMapping) -> dict[str, dict[str, str]]:
    values = {column: dict(codes) for column, codes in mapping.values.items()}
    for place, value in listed_values(recognition):
        code = form.get(f"value-{place}", "").strip()
        if code and (code != value.code or value.how == "near"):
            values.setdefault(value.column, {})[value.value.strip(" ")] = code
    return values


def _left_out(form: Mapping[str, str], recognition: Recognition, mapping: FileMapping) -> dict[str, tuple[str, ...]]:
    """The cells for which records are left out: each value that is ticked, and with the rest of a column each that has no code."""
    skip = {header: dict.fromkeys(cells) for header, cells in mapping.skip.items()}
    shown = {place for place, _ in listed_values(recognition)}
    for place, value in enumerate(recognition.values):
        cell = value.value.strip(" ")
        if _is_left_out(form, place, value):
            skip.setdefault(value.header, {})[cell] = None
        elif place in shown:
            skip.get(value.header, {}).pop(cell, None)
    return {header: tuple(cells) for header, cells in skip.items() if cells}


def _is_left_out(form: Mapping[str, str], place: int, value: Value) -> bool:
    """Whether the records with a value are left out: it is ticked, or one of those that have no code and are left out together."""
    rest = value.open and form.get(f"leave-rest-{value.column}") == "yes" and not form.get(f"value-{place}", "").strip()
    return rest or _is_ticked(form, place)


def _is_ticked(form: Mapping[str, str], place: int) -> bool:
    return form.get(f"leave-{place}") == "yes"


def _series(form: Mapping[str, str], recognition: Recognition) -> dict[str, tuple[str, ...]]:
    given = _given(form, {f"series-{place}": header for place, header in enumerate((*recognition.series, *recognition.settled))})
    return {header: (cell,) for header, cell in given.items()}


def _given(form: Mapping[str, str], fields: Mapping[str, str]) -> dict[str, str]:
    """What stands in these fields of the form, by what each is about; nothing for those left empty."""
    return {about: text for field, about in fields.items() if (text := form.get(field, "").strip())}
