"""From the form that shows how a file is read to the mapping that it stands for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..catalogue import Catalogue
from ..errors import SettingsError
from ..ingest import Choices
from ..ingest.mapping import FileMapping, check_mapping
from ..ingest.recognition import Profile, Recognition
from .components.mapping import LISTED_VALUES, NOT_READ

LONGEST_PROFILE = 60


def chosen(form: Mapping[str, str], recognition: Recognition, catalogue: Catalogue) -> Choices:
    """What the form says of how the file is to be read; raises SettingsError where that cannot be.

    Where another dataset or sheet is chosen, the rest of the form is about something else and is left out.
    """
    dataset, sheet = form.get("dataset", ""), form.get("sheet", "")
    if not dataset:
        return Choices(None, sheet)
    if dataset not in catalogue.datasets:
        raise SettingsError(f"dataset {dataset!r}: there are {', '.join(catalogue.datasets)}")
    if dataset != recognition.dataset or not recognition.columns or recognition.how == "own":
        return Choices(dataset, sheet)
    mapping = FileMapping.from_dict(recognition.mapping)
    mapping = mapping.but(
        columns=_columns(form, recognition, mapping),
        wide=_wide(form, recognition, mapping),
        constants={**mapping.constants, **_given(form, {f"ask-{id}": id for id in recognition.asks})},
        only={**mapping.only, **_series(form, recognition)},
        values=_values(form, recognition, mapping),
    )
    told = {column: text for column, text in mapping.told.items() if column not in mapping.constants}
    return Choices(dataset, sheet, check_mapping(mapping.but(told=told), catalogue, dataset).as_dict())


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
    for place, value in enumerate(recognition.values[:LISTED_VALUES]):
        code = form.get(f"value-{place}", "").strip()
        if code and (code != value.code or value.how == "near"):
            values.setdefault(value.column, {})[value.value.strip(" ")] = code
    return values


def _series(form: Mapping[str, str], recognition: Recognition) -> dict[str, tuple[str, ...]]:
    given = _given(form, {f"series-{place}": header for place, header in enumerate(recognition.series)})
    return {header: (cell,) for header, cell in given.items()}


def _given(form: Mapping[str, str], fields: Mapping[str, str]) -> dict[str, str]:
    """What stands in these fields of the form, by what each is about; nothing for those left empty."""
    return {about: text for field, about in fields.items() if (text := form.get(field, "").strip())}
