"""SDMX-ML 2.1 and 3.0 data: read element by element, its observations by the library `sdmx1`.

What the library leaves out or would take too long for is read here: the header, actions, attributes of data sets and groups, attributes
with several values (docs/decisions/0011-formats.md). It is given the observations in slices, so that memory stays bounded.
"""

from __future__ import annotations

import contextlib
import io
import logging
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any
from xml.etree.ElementTree import Element, ParseError, SubElement, tostring

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from .messages import JOINT, URN, VALUE, Groups, record_of
from .opened import Opened, Record, Refused

SLICE = 5000
DEEPEST = 50
ROOT = re.compile(r"\{http://www\.sdmx\.org/resources/sdmxml/schemas/v(\d_\d)/message\}(\w+)", re.IGNORECASE)
VERSIONS = {"2_1": "2.1", "3_0": "3.0"}
DATA = re.compile(r"(Generic|StructureSpecific)(TimeSeries)?Data")
TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
ALL, TIME = "AllDimensions", "TIME_PERIOD"
USAGES = {"StructureUsage": "dataflow", "Structure": "datastructure"}
# Attributes of a data set itself, as they are also written without a namespace. Source: SDMX-ML 2.1, SetAttributeGroup.
OF_THE_SET = frozenset(
    "structureRef setID action reportingBeginDate reportingEndDate validFromDate validToDate publicationYear publicationPeriod "
    "dataScope REPORTING_YEAR_START_DAY".split()
)
KEPT = frozenset({"SeriesKey", "ObsKey", "ObsDimension", "ObsValue", "Attributes", "Obs"})
LONGEST_REASON = 200
_ONE_AT_A_TIME = Lock()


@dataclass
class Structure:
    """What the header says of a data set's structure: kind and reference as in SDMX-CSV, the dimension that observations are told by."""

    kind: str = ""
    reference: str = ""
    dimension: str = ""


@dataclass
class DataSet:
    """A data set while its elements come in: what is repeated on each observation, and the series that wait to be read."""

    structure: Structure
    action: str
    attributes: dict[str, str]
    groups: Groups = field(default_factory=Groups)
    waiting: list[Element] = field(default_factory=list)
    observations: int = 0
    series: Element | None = None  # the one that is coming in, its observations that are complete, whether some were read already
    complete: list[Element] = field(default_factory=list)
    begun: bool = False


def records(path: Path, opened: Opened) -> Iterator[Record]:
    """The observations of an SDMX-ML message in order; raises Refused where `opened` says why it is not read."""
    reader = _Reader(opened)
    depth = 0
    for event, element in _events(path, opened):
        if event == "start":
            depth += 1
            if depth > DEEPEST:
                opened.unreadable = f"{_local(element)}: {depth}"
                raise Refused
            reader.begin(element, depth)
        else:
            yield from reader.end(element, depth)
            depth -= 1


def _events(path: Path, opened: Opened) -> Iterator[tuple[str, Element]]:
    with path.open("rb") as source:
        try:
            yield from iterparse(source, events=("start", "end"), forbid_dtd=True)
        except DefusedXmlException:
            opened.declares = True
        except ParseError as error:
            line, column = error.position
            opened.syntax = (line, column + 1)
        except (LookupError, ValueError):  # an encoding that is not known
            opened.syntax = (1, 1)
        else:
            return
    raise Refused


class _Reader:
    """Takes the elements of a message as they begin and end and gives the observations among them."""

    def __init__(self, opened: Opened):
        self.opened = opened
        self.action = ""
        self.structures: dict[str, Structure] = {}
        self.version, self.generic, self.timed = "", False, False
        self.root: Element | None = None
        self.set_element: Element | None = None
        self.set: DataSet | None = None

    def begin(self, element: Element, depth: int) -> None:
        """Take the beginning of an element, of which only the attributes are known."""
        if depth == 1:
            self._identify(element)
        elif depth == 2 and _local(element) == "DataSet":
            self.set, self.set_element = self._new_set(element), element
        elif depth == 3 and self.set:
            self.set.series, self.set.complete, self.set.begun = element, [], False

    def end(self, element: Element, depth: int) -> Iterator[Record]:
        """Take an element that is complete."""
        name = _local(element)
        if depth == 4 and name == "Obs" and self.set:
            self.set.complete.append(element)
            self.set.observations += 1
            if self.set.observations >= SLICE:
                self._divide(self.set)
                yield from self._flush(self.set)
        elif depth == 3 and self.set:
            self._take(element, name)
            del self.set_element[:]
            if self.set.observations >= SLICE:
                yield from self._flush(self.set)
        elif depth == 2 and self.root is not None:
            if self.set:
                yield from self._flush(self.set)
                self.set = None
            elif name == "Header":
                self._read_header(element)
            elif name in ("Footer", "ErrorMessage"):
                self.opened.notices += [text for each in element.iter() if _local(each) == "Text" and (text := _text(each))]
            del self.root[:]

    def _identify(self, root: Element) -> None:
        """What the message is: raises Refused unless it is data, or a message of the service that was asked for them."""
        found = ROOT.fullmatch(root.tag)
        if not found:
            self.opened.foreign = _local(root)
        elif found[1] not in VERSIONS:
            self.opened.version = found[1].replace("_", ".")
        elif kind := DATA.fullmatch(found[2]):
            self.root, self.version = root, found[1]
            self.generic, self.timed = kind[1] == "Generic", bool(kind[2])
            return
        elif found[2] == "Error":
            self.root = root
            return
        else:
            self.opened.without_data = found[2]
        raise Refused

    def _read_header(self, header: Element) -> None:
        for element in header:
            name = _local(element)
            if name == "DataSetAction":
                self.action = _text(element)
            elif name == "Structure":
                self.structures[element.get("structureID", "")] = _structure(element, self.timed)

    def _new_set(self, element: Element) -> DataSet:
        """A data set by its own attributes. One whose structure is not in the header has the only one there is: services write so."""
        attributes = {name.rpartition("}")[2]: text for name, text in element.attrib.items()}
        wanted = attributes.get("structureRef", "")
        only = next(iter(self.structures.values())) if len(self.structures) == 1 else Structure(dimension=TIME if self.timed else "")
        own = {name: text for name, text in element.attrib.items() if "}" not in name and name not in OF_THE_SET}
        return DataSet(self.structures.get(wanted, only), attributes.get("action", self.action), own)

    def _take(self, element: Element, name: str) -> None:
        """Take a child of a data set."""
        assert self.set
        if name == "Group":
            self.set.groups.add(*_group(element))
        elif name == "Attributes":
            self.set.attributes |= _values(element)
        elif name == "Comp":
            self.set.attributes[element.get("id", "")] = _several(element)
        elif name == "Obs" or (name == "Series" and not (self.set.begun and not self.set.complete)):
            self.set.waiting.append(element)
            self.set.observations += name == "Obs"

    def _divide(self, data: DataSet) -> None:
        """Put the observations of a series so far into one of their own. The parser is ahead: others may be in the series already."""
        series, complete = data.series, set(data.complete)
        assert series is not None
        part = Element(series.tag, series.attrib)
        part.extend([child for child in series if _local(child) != "Obs"])
        part.extend(data.complete)
        series[:] = [child for child in series if child not in complete]
        data.waiting.append(part)
        data.complete, data.begun = [], True

    def _flush(self, data: DataSet) -> Iterator[Record]:
        """Read what waits."""
        waiting, data.waiting, data.observations = data.waiting, [], 0
        structure = (data.structure.kind, data.structure.reference)
        if waiting:
            dimension = data.structure.dimension or (ALL if any(_local(each) == "Obs" for each in waiting) else TIME)
            for key, value, attributes in _read(self._slice(waiting, dimension), self.opened):
                yield record_of(data.action, structure, key, {VALUE: value}, data.attributes, data.groups.of(key), attributes)
        if data.action.lower() == "delete":  # a series without observations asks to delete all of it
            for series in waiting:
                if _local(series) == "Series" and not any(_local(child) == "Obs" for child in series):
                    yield record_of(data.action, structure, _series_key(series), {VALUE: ""}, {})

    def _slice(self, waiting: list[Element], dimension: str) -> Element:
        """A message of its own for the library, with nothing in it but what it is to read."""
        space = f"http://www.sdmx.org/resources/sdmxml/schemas/v{self.version}"
        root = Element(f"{{{space}/message}}{'Generic' if self.generic else 'StructureSpecific'}Data")
        header = SubElement(SubElement(root, f"{{{space}/message}}Header"), f"{{{space}/message}}Structure")
        header.attrib.update(structureID="S", dimensionAtObservation=dimension)
        reference = SubElement(header, f"{{{space}/common}}Structure")
        if self.version == "2_1":
            SubElement(reference, "Ref", agencyID="A", id="S", version="1.0")
        else:
            reference.text = "urn:sdmx:org.sdmx.infomodel.datastructure.DataStructure=A:S(1.0)"
        data = SubElement(root, f"{{{space}/message}}DataSet", structureRef="S")
        for element in waiting:
            data.append(_pruned(element) if self.generic else _plain(element, dimension))
        return root


def _structure(element: Element, timed: bool) -> Structure:
    """What a `Structure` of the header says."""
    found = Structure(dimension=element.get("dimensionAtObservation", TIME if timed else ""))
    for child in element:
        found.kind = USAGES.get(_local(child), "dataprovision")
        for each in child.iter():
            if each.get("id"):
                found.reference = f"{each.get('agencyID', '')}:{each.get('id')}({each.get('version', '1.0')})"
            elif urn := URN.search(_text(each)):
                found.reference = f"{urn[1]}:{urn[2]}({urn[3]})"
    return found


def _plain(element: Element, dimension: str) -> Element:
    """A series or observation of a structure-specific message with attributes alone.

    A type stays where it says which measure an observation is of: where the dimension that tells observations apart is not given.
    """
    plain = Element(_local(element), {name: text for name, text in element.attrib.items() if "}" not in name})
    kind = element.get(TYPE, "").rpartition(":")[2]
    if kind and plain.tag == "Obs" and dimension not in plain.attrib:
        plain.set(TYPE, f"measure:{kind}")
    for child in element:
        name = _local(child)
        if name == "Comp":
            plain.set(child.get("id", ""), _several(child))
        elif name == "Obs" and plain.tag == "Series":
            plain.append(_plain(child, dimension))
    return plain


def _pruned(element: Element) -> Element:
    """A series or observation of a generic message without annotations."""
    for each in (element, *element):
        if _local(each) in ("Series", "Obs"):
            each[:] = [child for child in each if _local(child) in KEPT]
    return element


def _group(element: Element) -> tuple[dict[str, str], dict[str, str]]:
    """The key of a group and its attributes; in a structure-specific message the key is among these."""
    key = next((child for child in element if _local(child) == "GroupKey"), None)
    if key is None:
        plain = _plain(element, "")
        return {}, dict(plain.attrib)
    return _values(key), {name: text for child in element if _local(child) == "Attributes" for name, text in _values(child).items()}


def _series_key(series: Element) -> dict[str, str]:
    keys = [child for child in series if _local(child) == "SeriesKey"]
    return _values(keys[0]) if keys else {name: text for name, text in series.attrib.items() if "}" not in name}


def _values(element: Element) -> dict[str, str]:
    """What the elements `Value` of a generic message give."""
    return {child.get("id", ""): child.get("value", "") for child in element if _local(child) == "Value"}


def _several(element: Element) -> str:
    """The values of a component that may have several, in as many languages as it is given in."""
    values = [child for child in element if _local(child) == "Value"]
    return JOINT.join(text for value in values for each in (list(value) or [value]) if (text := _text(each)))


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _text(element: Element) -> str:
    return (element.text or "").strip()


@cache
def _library() -> Any:
    """The library, loaded when the first message comes: it takes a second. What it says of a message on the way is not for our users."""
    import sdmx

    logging.getLogger("sdmx").setLevel(logging.CRITICAL)
    return sdmx.read_sdmx


def _read(root: Element, opened: Opened) -> Iterator[tuple[dict[str, str], str, dict[str, str]]]:
    """Dimensions, value and attributes of the observations, as the library finds them; it also prints what it stumbles over.

    One thread at a time: what is printed goes elsewhere for the whole process meanwhile, and the library keeps state in its classes.
    """
    try:
        sent = io.BytesIO(tostring(root))
        with _ONE_AT_A_TIME:
            read = _library()
            with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                message = read(sent)
    except Exception as error:
        cause = error.__cause__ or error
        opened.unreadable = f"{type(cause).__name__}: {cause}"[:LONGEST_REASON]
        raise Refused from error
    for data in message.data:
        for each in data.obs:
            key = {name: str(found.value) for name, found in each.key.values.items()}
            attributes = {name: str(found.value) for name, found in each.attrib.items()}
            yield key, "" if each.value is None else str(each.value), attributes
