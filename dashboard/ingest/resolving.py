"""The texts in a file's columns and the codes they are proposed to stand for; a proposal is completed with those that are certain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from ..catalogue import Catalogue, Column, folded
from ..storage import Workspace
from .fact_rules import SHARE_OF_WOMEN
from .header import Layout
from .mapping import FileMapping
from .proposing import CHOSEN, INDICATOR, LEFT_OUT, NEAR, NONE, PROFILE, SAME, SEX, SYNONYM, Proposal
from .sql import in_list, name
from .suggest import exact_code, suggest_code, suggest_period
from .translation import RAW, Translation

MOST_VALUES = 5000  # different texts of one column: with more it holds no codes
UNIT = "UNIT_MEASURE"
WOMEN, TOTAL = "F", "_T"


@dataclass(frozen=True)
class Value:
    """A text in a column of the file: in how many records, and the code it is proposed to stand for ("" for none)."""

    column: str
    header: str
    value: str
    count: int
    code: str
    how: str

    @property
    def open(self) -> bool:
        """Whether the sender has to decide."""
        return self.how in (NEAR, NONE)


@dataclass(frozen=True)
class Resolved:
    """A proposal completed from the records: the mapping, the texts found, what is still to be chosen.

    `asks` are columns of the dataset that the file does not give, with the codes that may be meant; `series` are columns of the file of
    which one value is to be chosen, `settled` those of which it was.
    """

    mapping: FileMapping
    values: tuple[Value, ...]
    asks: Mapping[str, tuple[str, ...]]
    series: Mapping[str, tuple[str, ...]]
    settled: Mapping[str, tuple[str, ...]]


def resolve(proposal: Proposal, workspace: Workspace, layout: Layout, catalogue: Catalogue) -> Resolved:
    """Complete a proposal from the records that are staged as `RAW`."""
    found = dict(_series(proposal, workspace, layout))
    settled = {header: cells for header, cells in found.items() if proposal.mapping.only.get(header)}
    series = {header: cells for header, cells in found.items() if header not in settled}
    chosen = {header: () if len(cells) > 1 else cells for header, cells in series.items()}
    mapping = proposal.mapping.but(only={**proposal.mapping.only, **{header: cells for header, cells in chosen.items() if not cells}})
    values = tuple(_values(replace(proposal, mapping=mapping), workspace, layout, catalogue))
    maps: dict[str, dict[str, str]] = {column: dict(map) for column, map in mapping.values.items()}
    for one in values:
        if not one.open and one.how != LEFT_OUT and one.value != one.code:
            maps.setdefault(one.column, {}).setdefault(one.value.strip(" "), one.code)
    asks = {column: _options(proposal.dataset.column(column), catalogue) for column in proposal.missing}
    if INDICATOR in mapping.told:
        meant = tuple(_told(proposal, mapping, values, catalogue))
        if len(meant) == 1:
            maps.setdefault(INDICATOR, {})[mapping.told[INDICATOR]] = meant[0]
            del asks[INDICATOR]
        else:
            asks[INDICATOR] = meant or asks[INDICATOR]
    mapping = mapping.but(values=maps)
    constants = {**_women(proposal, mapping, values, catalogue), **mapping.constants}
    open, settled = ({header: cells for header, cells in some.items() if len(cells) > 1} for some in (series, settled))
    return Resolved(mapping.but(constants=constants), values, asks, open, settled)


def _series(proposal: Proposal, workspace: Workspace, layout: Layout) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The columns of which one value is to be chosen, or was, with those they have."""
    wanted = {header.casefold() for header in proposal.profile.one_of}
    mapping = proposal.mapping
    for place, cell in enumerate(layout.cells):
        header = cell.strip()
        if header.casefold() in wanted and layout.columns[place] and not {header, cell} & {*mapping.skip}:
            column = name(layout.table[place])
            rows = workspace.execute(
                f"SELECT trim(coalesce({column}, '')) AS CELL, count(*) FROM {RAW} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {MOST_VALUES}"
            )
            yield header, tuple(value for value, _ in rows)


def _values(proposal: Proposal, workspace: Workspace, layout: Layout, catalogue: Catalogue) -> Iterator[Value]:
    """The texts of each column in the records that are read, and those for which records are left out, counted as if they were not."""
    for column in proposal.dataset.columns:
        map = proposal.profile.values.get(column.id, {})
        if column.id not in layout.columns or not (column.codelist or column.type == "period" or map):
            continue
        header = layout.header(column.id)
        left_out = proposal.mapping.skip.get(header, ())
        others = {other: cells for other, cells in proposal.mapping.skip.items() if other != header}
        kept = Translation(workspace, layout, proposal.dataset, proposal.mapping.but(skip=others)).kept
        cell = f"coalesce({name(column.id)}, '')"
        listed = f" AND trim({cell}) IN {in_list(list(map))}" if not (column.codelist or column.type == "period") else ""
        rows = workspace.execute(
            f"SELECT {cell}, count(*) FROM {RAW} WHERE {kept}{listed} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {MOST_VALUES + 1}"
        )
        if len(rows) > MOST_VALUES:
            continue
        for written, count in rows:
            code, how = ("", LEFT_OUT) if written.strip(" ") in left_out else _meaning(written, column, proposal, catalogue)
            if written.strip() or how in (CHOSEN, PROFILE, NONE, LEFT_OUT):
                yield Value(column.id, header, written, count, code, how)


def _meaning(written: str, column: Column, proposal: Proposal, catalogue: Catalogue) -> tuple[str, str]:
    """The code that a text is proposed to stand for, and how it came by it."""
    bare = written.strip(" ")
    given = proposal.mapping.values.get(column.id, {})
    for way in (written, bare):
        if way in given:
            return given[way], CHOSEN
    map = proposal.profile.values.get(column.id, {})
    for way, code in map.items():
        if way == bare or (bare and folded(way) == folded(bare)):
            return code, SAME if code == written else PROFILE
    if not bare:
        return "", NONE if column.required and column.default is None else SAME
    if column.type == "period":
        period = suggest_period(bare)
        return (period, SAME if period == written else SYNONYM) if period else ("", NONE)
    codelist, more = catalogue.codes(column), catalogue.synonyms.codes.get(column.codelist)
    if code := exact_code(codelist, bare, more):
        return code, SAME if code == written else SYNONYM
    near = suggest_code(codelist, bare, more)
    return (near, NEAR) if near else ("", NONE)


def _told(proposal: Proposal, mapping: FileMapping, values: tuple[Value, ...], catalogue: Catalogue) -> Iterator[str]:
    """The indicators that the name of a file may mean: those of its number whose unit the figures are in, where the file says a unit."""
    profile, told, codelist = proposal.profile, mapping.told[INDICATOR], catalogue.codes(proposal.dataset.column(INDICATOR))
    if code := exact_code(codelist, told):
        yield code
        return
    units = {one.code for one in values if one.column == UNIT and one.code} | {mapping.constants.get(UNIT, "")} - {""}
    for item in codelist.items.values():
        number = item.attributes.get(profile.file_name.attribute, "") if profile.file_name else ""
        if number and number.partition("(")[0] == told and (not units or catalogue.indicators[item.code].unit in units):
            yield item.code


def _women(proposal: Proposal, mapping: FileMapping, values: tuple[Value, ...], catalogue: Catalogue) -> dict[str, str]:
    """SEX of a file that does not give it and all of whose figures are shares of women: else they would count as figures of both sexes."""
    provided = {*mapping.columns.values(), *mapping.added}
    if SEX not in proposal.dataset.header or SEX in provided or proposal.dataset.column(SEX).default != TOTAL:
        return {}
    codes = {one.code for one in values if one.column == INDICATOR and one.how != LEFT_OUT}
    codes |= {code for column, code in mapping.whole.items() if column == INDICATOR}
    for said in mapping.wide.columns.values() if mapping.wide else ():
        codes |= {mapping.values.get(INDICATOR, {}).get(text, text) for column, text in said.items() if column == INDICATOR}
    kinds = {catalogue.indicators[code].kind if code in catalogue.indicators else "" for code in codes}
    return {SEX: WOMEN} if kinds == {SHARE_OF_WOMEN} else {}


def _options(column: Column, catalogue: Catalogue) -> tuple[str, ...]:
    """The codes that may be chosen for a column; none where it has no codelist."""
    return tuple(catalogue.codes(column).items) if column.codelist else ()
