"""SDMX messages: the observations of SDMX-ML or SDMX-JSON data as the records of a CSV file."""

from __future__ import annotations

import re
from pathlib import Path

from .guards import MEGABYTE
from .kinds import SDMX_JSON, SDMX_ML
from .opened import Opened, Overflow, Record, Refused
from .scan import Scan, scan
from .table import Spool

LARGEST, SHARE = {SDMX_ML: 100 * MEGABYTE, SDMX_JSON: 40 * MEGABYTE}, 5
"""Bytes a message may have, and the share of the largest upload: XML takes a minute for 50 MB, JSON is held in memory as a whole."""
# ACTION in SDMX-CSV. Source: SDMX-CSV field guide, "Column content".
LETTERS = {"information": "I", "append": "A", "merge": "M", "replace": "R", "delete": "D"}
TELLING = frozenset("RD")
VALUE = "OBS_VALUE"
JOINT = ";"
"""What stands between several values of one attribute, as in the examples of the SDMX-CSV field guide."""
URN = re.compile(r"=([^=:]+):([^=:()]+)\(([^()]+)\)")
Index = dict[tuple[str, ...], dict[tuple[str, ...], dict[str, str]]]


def open_message(opened: Opened, file: Scan, kind: str, folder: Path) -> Scan | None:
    """The scan of the CSV made of a message in a file of this kind; None, and `opened` says why, where there is none.

    Where the message replaces or deletes, the service columns of SDMX-CSV stand first; else an action would change nothing.
    """
    opened.format = kind
    allowed = min(LARGEST[kind], file.limit // SHARE, opened.sent.limit // SHARE)
    if file.size > allowed:
        opened.too_large = allowed
        return None
    if kind == SDMX_ML:
        from .sdmx_ml import records
    else:
        from .sdmx_json import records
    path = folder / "message.csv"
    spool = Spool(folder / "records.jsonl", opened.allowed)
    telling = False
    try:
        for record in records(file.path, opened):
            telling |= record.service["ACTION"] in TELLING
            spool.add(record.service, record.dimensions, record.value, record.attributes)
        opened.barren = not spool.count
        if opened.barren:
            return None
        spool.write_to(path, leading=telling)
        opened.whole = True
    except Refused:
        return None
    except Overflow:
        opened.overflow = True
        return None
    except UnicodeEncodeError as error:
        opened.unreadable = error.reason
        return None
    finally:
        spool.close()
    return scan(path, opened.allowed)


def record_of(
    action: str, structure: tuple[str, str], dimensions: dict[str, str], value: dict[str, str], *attributes: dict[str, str]
) -> Record:
    """A record; attributes are those of the data set, of groups, the series, the observation: later ones hold where both give one.

    Of what is deleted only the observation's own are given: the others would ask to delete single cells.
    """
    letter = LETTERS.get(action.lower(), "")
    if letter == "D":
        attributes = attributes[-1:]
    every = {name: text for group in attributes for name, text in group.items()}
    service = {"STRUCTURE": structure[0], "STRUCTURE_ID": structure[1], "ACTION": letter}
    return Record(service, dimensions, value, {name: text for name, text in every.items() if name not in dimensions})


class Groups:
    """What a data set says of groups of observations: attributes of all those that have certain dimensions in common."""

    def __init__(self) -> None:
        self._groups: list[tuple[dict[str, str], dict[str, str]]] = []
        self._by_names: dict[frozenset[str], Index] = {}

    def add(self, key: dict[str, str], attributes: dict[str, str]) -> None:
        """Add a group; where `key` is empty its dimensions are among the attributes."""
        self._groups.append((key, attributes))
        self._by_names.clear()

    def of(self, key: dict[str, str]) -> dict[str, str]:
        """The attributes of the groups that an observation with these dimensions belongs to."""
        found: dict[str, str] = {}
        for order, groups in self._index(frozenset(key)).items() if self._groups else ():
            found |= groups.get(tuple(key.get(name, "") for name in order), {})
        return found

    def _index(self, names: frozenset[str]) -> Index:
        """The groups by the dimensions they have of these, and by the values of those."""
        if names not in self._by_names:
            index: Index = {}
            for own, attributes in self._groups:
                key = own or {name: text for name, text in attributes.items() if name in names}
                order = tuple(sorted(key))
                rest = {name: text for name, text in attributes.items() if name not in key}
                index.setdefault(order, {}).setdefault(tuple(key[name] for name in order), {}).update(rest)
            self._by_names[names] = index
        return self._by_names[names]
