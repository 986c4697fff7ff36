"""SDMX-JSON data, 1.0 and 2.0: its observations, each with what its series, group and data set say of it.

Read here and not by `sdmx1`: that reads no message of 2.0, and in one of 1.0 it loses the attributes of series and data sets.
Source: SDMX-JSON data message, field guide of version 2.0.0 (sdmx-twg/sdmx-json).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import Any

from .messages import JOINT, URN, VALUE, Groups, record_of
from .opened import Opened, Record, Refused

LEVELS = ("dataSet", "series", "observation")
KINDS = {"dataflow": "dataflow", "datastructure": "datastructure", "provisionagreement": "dataprovision"}


class Written(str):
    """A number as it is written in a message."""

    __slots__ = ()


@dataclass
class Component:
    """A dimension, measure or attribute: its id, the values that a message refers to by their place, the one that it may leave out."""

    id: str
    values: list[str | None]
    default: str = ""

    def at(self, place: str) -> str:
        """The value at a place of the list."""
        if not place.isdecimal() or int(place) >= len(self.values):
            raise ValueError(f"{self.id}[{place}]")
        return self.values[int(place)] or ""

    def text(self, given: Any) -> str:
        """What is given for it, as text: a place in the list of values, or the value itself, or several of them."""
        if isinstance(given, list):
            return JOINT.join(text for each in given if (text := self.text(each)))
        return self.at(given) if self.values and isinstance(given, Written) else _plain(given)


@dataclass
class Structure:
    """What a message says of the structure of a data set."""

    kind: str = ""
    reference: str = ""
    dimensions: dict[str, list[Component]] = field(default_factory=dict)
    measures: list[Component] = field(default_factory=list)
    attributes: dict[str, list[Component]] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)

    def of(self, level: str) -> list[Component]:
        """The dimensions of a level."""
        return self.dimensions.get(level, [])


def records(path: Path, opened: Opened) -> Iterator[Record]:
    """The observations of an SDMX-JSON message in order; raises Refused where `opened` says why it is not read."""
    message = _load(path, opened)
    try:
        sets, structures = _parts(message, opened)
        for data in sets:
            yield from _observations(data, structures[int(data.get("structure", 0))])
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:  # something is not where or what it should be
        opened.unreadable = str(error) if type(error) is ValueError else f"{type(error).__name__}: {error}"
        raise Refused from error


def _load(path: Path, opened: Opened) -> Any:
    try:
        text = path.read_bytes().decode("utf-8-sig")
        return json.loads(text, parse_float=Written, parse_int=Written, parse_constant=Written)
    except json.JSONDecodeError as error:
        opened.syntax = (error.lineno, error.colno)
    except UnicodeDecodeError as error:
        opened.syntax = (error.object[: error.start].count(b"\n") + 1, 1)
    except RecursionError:
        opened.unreadable = "RecursionError"
    raise Refused


def _parts(message: Any, opened: Opened) -> tuple[list[Any], list[Structure]]:
    """The data sets of a message and their structures, wherever its version has them."""
    if not isinstance(message, dict):
        opened.foreign = type(message).__name__
        raise Refused
    body = message.get("data") if isinstance(message.get("data"), dict) else message
    if errors := message.get("errors"):
        opened.notices += [text for each in errors if (text := _notice(each))]
    if "dataSets" not in body:
        known = [key for key in ("dataStructures", "dataflows", "codelists", "conceptSchemes", "metadataSets") if key in body]
        if known:
            opened.without_data = known[0]
        elif not opened.notices:
            opened.foreign = ", ".join(list(message)[:3]) or "{}"
        else:
            return [], []
        raise Refused
    structures = body.get("structures") or [body.get("structure") or message.get("structure")]
    return list(body["dataSets"]), [_structure(each) for each in structures]


def _notice(error: Any) -> str:
    if not isinstance(error, dict):
        return str(error)
    return str(error.get("title") or error.get("detail") or error.get("message") or "")


def _structure(described: Mapping[str, Any]) -> Structure:
    found = Structure()
    links = {link.get("rel", ""): URN.search(link.get("urn") or "") for link in described.get("links") or ()}
    for rel, kind in KINDS.items():
        if urn := links.get(rel):
            found.kind, found.reference = kind, f"{urn[1]}:{urn[2]}({urn[3]})"
            break
    for level, components in (described.get("dimensions") or {}).items():
        found.dimensions[level] = [_component(each) for each in components]
    every = [each for components in (described.get("dimensions") or {}).values() for each in components]
    found.order = [each["id"] for each in sorted(every, key=lambda each: int(each.get("keyPosition") or len(every)))]
    for level, components in (described.get("attributes") or {}).items():
        found.attributes[level] = [_component(each) for each in components]
    found.measures = [_component(each) for each in (described.get("measures") or {}).get("observation") or ()] or [Component(VALUE, [])]
    return found


def _component(described: Mapping[str, Any]) -> Component:
    return Component(described["id"], [_value(each) for each in described.get("values") or ()], _plain(described.get("default")))


def _value(described: Any) -> str | None:
    """A value that is referred to: its id, or what it says where it is no code."""
    if not isinstance(described, dict):
        return None if described is None else _plain(described)
    for key in ("id", "value", "values", "name"):
        if described.get(key) is not None:
            return _plain(described[key])
    return ""


def _plain(given: Any) -> str:
    """A value as text; one in several languages as all of them."""
    if given is None:
        return ""
    if isinstance(given, bool):
        return str(given).lower()
    if isinstance(given, dict):
        return JOINT.join(_plain(each) for each in given.values())
    if isinstance(given, list):
        return JOINT.join(_plain(each) for each in given)
    return str(given)


def _observations(data: Mapping[str, Any], structure: Structure) -> Iterator[Record]:
    action = str(data.get("action") or "")
    deletes = action.lower() == "delete"
    reference = (structure.kind, structure.reference)
    ours = _attributes(structure, "dataSet", data.get("attributes"))
    fixed = {each.id: each.at("0") for each in structure.of("dataSet") if each.values}
    groups = _groups(structure, data.get("dimensionGroupAttributes") or {})
    parts = [(places, series, ["series"]) for places, series in (data.get("series") or {}).items()]
    for places, series, levels in [*parts, ("", data, [])]:
        above = {**fixed, **_key(structure, levels, places)}
        own = _attributes(structure, "series", series.get("attributes")) if levels else {}
        below = ["observation"] if levels else ["series", "observation"]
        found = series.get("observations") or {}
        for at, cells in found.items():
            every = {**above, **_key(structure, below, at)}
            key = {name: every[name] for name in structure.order if name in every}
            value, given = _cells(structure, cells, deletes)
            yield record_of(action, reference, key, value, ours, groups.of(key), own, given)
        if levels and not found and deletes:  # a series without observations asks to delete all of it
            yield record_of(action, reference, above, {VALUE: ""}, {})


def _groups(structure: Structure, described: Mapping[str, Any]) -> Groups:
    """The groups by their keys: places such as `0::1:`, blank for a dimension that is not part of it, in the order of `LEVELS`."""
    groups = Groups()
    dimensions = [each for level in LEVELS for each in structure.of(level)]
    for places, given in described.items():
        pairs = zip(dimensions, places.split(":"), strict=True)
        key = {each.id: each.at(place) for each, place in pairs if place}
        groups.add(key, _attributes(structure, "dimensionGroup", given))
    return groups


def _key(structure: Structure, levels: list[str], places: str) -> dict[str, str]:
    """The values of the dimensions of these levels, by their places as in `0:3:1`."""
    components = [each for level in levels for each in structure.of(level)]
    at = places.split(":") if places else []
    return {each.id: each.at(place) for each, place in zip(components, at, strict=True)}


def _cells(structure: Structure, cells: Any, deletes: bool) -> tuple[dict[str, str], dict[str, str]]:
    """The measures and attributes of an observation: those at the end may be left out, and annotations may follow them."""
    cells = cells if isinstance(cells, list) else [cells]
    count = len(structure.measures)
    values = {each.id: each.text(cell) for each, cell in zip(structure.measures, cells + [None] * count, strict=False)}
    given = cells[count : count + len(structure.attributes.get("observation", ()))]
    return values, {} if deletes and not given else _attributes(structure, "observation", given)


def _attributes(structure: Structure, level: str, given: Any) -> dict[str, str]:
    """The attributes of a level: one that is left out, or null, has its default. Source: field guide, "observations"."""
    components = structure.attributes.get(level, [])
    given = list(given or ())
    if len(given) > len(components):
        raise ValueError(f"{level}: {len(given)} > {len(components)}")
    texts = {each.id: each.text(cell) or each.default for each, cell in zip_longest(components, given)}
    return {name: text for name, text in texts.items() if text}
