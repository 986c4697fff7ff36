"""Proposals: which layout a header has, what its columns stand for, and which codes the texts in them mean. Nothing is decided here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import PurePath

from ..catalogue import Catalogue, Column, Dataset, LayoutProfile, folded
from .header import spelled
from .mapping import NOT_READ, FileMapping, Texts, Wide
from .suggest import exact_code, suggest_period

# How a column or a value came by what it is proposed to stand for. What is NEAR is not taken over unless it is confirmed; of a value that
# is LEFT_OUT no record is read.
SAME, CHOSEN, PROFILE, SYNONYM, NEAR, NONE, UNREAD, LEFT_OUT = HOWS = (
    "same",
    "chosen",
    "profile",
    "synonym",
    "near",
    "none",
    "unread",
    "left_out",
)
INDICATOR, SEX, PERIOD = "INDICATOR", "SEX", "TIME_PERIOD"
LIKENESS = 0.75
FEWEST = 3  # columns that are known before a header counts as a table of observations
WORD = re.compile(r"[\s_,;:/()\-–—]+")


@dataclass(frozen=True)
class Heading:
    """A column of the file: its header, the column of the dataset it is proposed as ("" for none), how it came by it.

    Of a wide column, `says` is what its header says of its cells.
    """

    header: str
    column: str
    how: str
    says: Texts = field(default_factory=dict)

    @property
    def open(self) -> bool:
        """Whether the sender has to decide."""
        return self.how in (NEAR, NONE)


@dataclass(frozen=True)
class Proposal:
    """What a header suggests: the mapping as far as it goes, each column with its reason, the columns of the dataset still missing."""

    profile: LayoutProfile
    dataset: Dataset
    mapping: FileMapping
    headings: tuple[Heading, ...]
    missing: tuple[str, ...]


def fitting(cells: Sequence[str], catalogue: Catalogue, dataset: str | None = None) -> LayoutProfile | None:
    """The first layout of foreign columns that a header has; None where it has none of them."""
    headers = [cell.strip() for cell in cells]
    return next((one for one in catalogue.profiles.values() if one.kind == "columns" and _fits(one, headers, catalogue, dataset)), None)


def _fits(profile: LayoutProfile, headers: Sequence[str], catalogue: Catalogue, dataset: str | None) -> bool:
    plain = {header.casefold() for header in headers}
    if not all(any(way.casefold() in plain for way in ways) for ways in profile.headers):
        return False
    if any(header.casefold() in plain for header in profile.without):
        return False
    if profile.pattern and not re.fullmatch(profile.pattern, ",".join(headers)):
        return False
    if profile.wide and profile.wide.pattern:
        return any(re.fullmatch(profile.wide.pattern, header) for header in headers)
    if profile.headers or profile.pattern:
        return True
    target = choose_dataset(profile, headers, catalogue, dataset)
    headings = _headings(profile, headers, catalogue, target, FileMapping())
    known = {heading.column for heading in headings if not heading.open and heading.column}
    if profile.wide:
        return bool(known) and any(heading.says for heading in headings)
    return len(known) >= FEWEST and any(measure.id in known for measure in target.measures)


def choose_dataset(profile: LayoutProfile, headers: Sequence[str], catalogue: Catalogue, chosen: str | None = None) -> Dataset:
    """The dataset that was chosen, that the layout is for, or that a header fits best: by what it gives, what it lacks and what is alike.

    That of indicators goes before others that fit a little better: nearly every published table is one.
    """
    if chosen or profile.dataset:
        return catalogue.datasets[chosen or profile.dataset]

    def score(dataset: Dataset) -> int:
        headings = _headings(profile, headers, catalogue, dataset, FileMapping())
        given = {id for heading in headings if not heading.open for id in (heading.column, *heading.says) if id}
        lacking = sum(column.required and column.id not in given for column in dataset.columns)
        strange = sum(heading.how == NONE for heading in headings)
        return 2 * len(given) - lacking - strange + (2 if dataset.id == "indicator" else 0)

    return max(catalogue.datasets.values(), key=score)


def propose(
    profile: LayoutProfile, cells: Sequence[str], delimiter: str, name: str, catalogue: Catalogue, dataset: str | None, given: FileMapping
) -> Proposal:
    """The mapping that a layout gives a header, what is `given` already going before it; `name` is what the file is called."""
    headers = [cell if cell in given.columns else cell.strip() for cell in cells]
    headers = list(dict.fromkeys(headers))
    target = choose_dataset(profile, headers, catalogue, dataset)
    headings = tuple(_headings(profile, headers, catalogue, target, given))
    wide = {heading.header: heading.says for heading in headings if heading.says}
    measure = given.wide.measure if given.wide else _measure(profile, target)
    columns = {one.header: one.column for one in headings if not one.open and not one.says and one.header not in wide}
    constants = {**{key: code for key, code in profile.constants.items() if key not in columns.values()}, **given.constants}
    mapping = FileMapping(
        profile=profile.id,
        delimiter="" if delimiter == "," else delimiter,
        columns={header: column for header, column in columns.items() if column not in given.constants or column == NOT_READ},
        constants=constants,
        values=given.values,
        wide=Wide(measure, wide) if wide else None,
        only={**_totals(profile, headings, given), **given.only},
        skip=given.skip,
    )
    provided = {*mapping.columns.values(), *mapping.added}
    missing = [id for id in target.header if id not in provided and (id in profile.asks or needed(target.column(id)))]
    told = given.told
    if not told and INDICATOR in missing and target.column(INDICATOR).required:
        told = {INDICATOR: _told(profile, name)}
    told = {key: said for key, said in told.items() if key in missing}
    return Proposal(profile, target, mapping.but(told=told), headings, tuple(missing))


def needed(column: Column) -> bool:
    """Whether no record does without a column."""
    return column.required or (column.role == "dimension" and column.default is None)


def _measure(profile: LayoutProfile, dataset: Dataset) -> str:
    wanted = profile.wide.measure if profile.wide else ""
    return wanted if wanted in dataset.header else next((column.id for column in dataset.measures), "")


def _totals(profile: LayoutProfile, headings: Iterable[Heading], given: FileMapping) -> Mapping[str, tuple[str, ...]]:
    """By which cells records are chosen: those that stand for the whole in columns that break figures down in a way not read here."""
    only = {}
    named = {header.casefold(): cells for header, cells in profile.only.items()}
    listed = {header.casefold() for header, column in profile.columns.items() if column == NOT_READ}
    listed |= {header.casefold() for header in profile.one_of}
    for heading in headings:
        plain = heading.header.casefold()
        if heading.how != UNREAD or heading.header in given.columns:
            continue
        if plain in named:
            only[heading.header] = named[plain]
        elif profile.others == "total" and plain not in listed:
            only[heading.header] = profile.totals
    return only


def _told(profile: LayoutProfile, name: str) -> str:
    """What the name of a file says of it: the parts that the layout looks for, joined by dots, else the name without its endings."""
    stem = PurePath(name).name.partition(".")[0]
    found = re.search(profile.file_name.pattern, stem) if profile.file_name else None
    return ".".join(part for part in found.groups() if part) if found else stem


# --- headers -----------------------------------------------------------------------------------------------------------------------------


def _headings(profile: LayoutProfile, headers: Sequence[str], catalogue: Catalogue, dataset: Dataset, given: FileMapping) -> list[Heading]:
    """Each header with what it is proposed as. The surest go first: a column that one of them has is not proposed again."""
    found: dict[str, Heading] = {}
    taken: set[str] = set(given.constants)
    for step in (_given, _by_profile, _wide_headers, _others, _by_words, _by_likeness):
        left = [header for header in headers if header not in found]
        for heading in step(profile, left, catalogue, dataset, given, frozenset(taken)):
            columns = {heading.column} - {NOT_READ} if not heading.open else set()
            if heading.header in found or columns & taken:
                continue
            found[heading.header] = heading
            taken |= columns
        if said := {column for heading in found.values() for column in heading.says}:
            taken |= {*said, _measure(profile, dataset)}
    return [found.get(header, Heading(header, "", NONE)) for header in headers]


def _given(
    profile: LayoutProfile, headers: Sequence[str], catalogue: Catalogue, dataset: Dataset, given: FileMapping, taken: frozenset[str]
) -> Iterator[Heading]:
    for header in headers:
        if header in given.columns:
            column = given.columns[header]
            yield Heading(header, column, UNREAD if column == NOT_READ else SAME if column == header else CHOSEN)
        elif given.wide and header in given.wide.columns:
            yield Heading(header, "", CHOSEN, given.wide.columns[header])


def _by_profile(
    profile: LayoutProfile, headers: Sequence[str], catalogue: Catalogue, dataset: Dataset, given: FileMapping, taken: frozenset[str]
) -> Iterator[Heading]:
    known = {header.casefold(): column for header, column in profile.columns.items()}
    unread = {header.casefold() for header in (*profile.only, *profile.one_of)}
    allowed = {*dataset.header, "@ACTION", NOT_READ}
    for header in headers:
        column = known.get(header.casefold())
        if column in allowed:
            yield Heading(header, column, UNREAD if column == NOT_READ else SAME if column == header else PROFILE)
        elif header.casefold() in unread:
            yield Heading(header, NOT_READ, UNREAD)


def _wide_headers(
    profile: LayoutProfile, headers: Sequence[str], catalogue: Catalogue, dataset: Dataset, given: FileMapping, taken: frozenset[str]
) -> Iterator[Heading]:
    if given.wide:  # further columns of the same kind, such as another year
        for header in headers:
            if (said := _of_header(header, dataset, catalogue)) and set(said) == set(given.wide.says):
                yield Heading(header, "", SYNONYM, said)
        return
    if not profile.wide:
        return
    measure = _measure(profile, dataset)
    if profile.wide.pattern:
        column = profile.wide.column
        for header in headers:
            if re.fullmatch(profile.wide.pattern, header):
                yield Heading(header, "", PROFILE, {column: _code(dataset.column(column), header, catalogue) or header})
        return
    says = {header: said for header in headers if (said := _of_header(header, dataset, catalogue)) and not set(said) & taken}
    shapes = [frozenset(said) for said in says.values()]
    best = max(set(shapes), key=lambda shape: (shapes.count(shape), len(shape), sorted(shape)), default=frozenset())
    if measure and best and (PERIOD in best or shapes.count(best) > 1):
        yield from (Heading(header, "", SYNONYM, said) for header, said in says.items() if frozenset(said) == best)


def _of_header(header: str, dataset: Dataset, catalogue: Catalogue) -> Texts:
    """What the header of a wide column says: a period, a sex, or both in any order; nothing where it says anything else."""
    said: dict[str, str] = {}
    for id in (PERIOD, SEX):
        if id in dataset.header and (code := _code(dataset.column(id), header, catalogue)):
            return {id: code}
    if not {PERIOD, SEX} <= set(dataset.header):
        return said
    words = [word for word in WORD.split(header) if word]
    for cut in range(1, len(words)):
        for one, other in ((words[:cut], words[cut:]), (words[cut:], words[:cut])):
            period = suggest_period("-".join(one)) or suggest_period(" ".join(one))
            sex = _code(dataset.column(SEX), " ".join(other), catalogue)
            if period and sex:
                return {SEX: sex, PERIOD: period}
    return said


def _others(
    profile: LayoutProfile, headers: Sequence[str], catalogue: Catalogue, dataset: Dataset, given: FileMapping, taken: frozenset[str]
) -> Iterator[Heading]:
    if profile.others != "open":
        yield from (Heading(header, NOT_READ, UNREAD) for header in headers)


def _by_words(
    profile: LayoutProfile, headers: Sequence[str], catalogue: Catalogue, dataset: Dataset, given: FileMapping, taken: frozenset[str]
) -> Iterator[Heading]:
    yield from (Heading(header, header, SAME) for header in headers if header in dataset.header)
    yield from (Heading(header, spelled(header), SYNONYM) for header in headers if spelled(header) in dataset.header)
    for header in headers:
        for column in catalogue.synonyms.headers.get(folded(header), ()):
            if column in dataset.header:
                yield Heading(header, column, SYNONYM)
                break


def _by_likeness(
    profile: LayoutProfile, headers: Sequence[str], catalogue: Catalogue, dataset: Dataset, given: FileMapping, taken: frozenset[str]
) -> Iterator[Heading]:
    ways = {folded(id): id for id in dataset.header if id not in taken}
    for way, columns in catalogue.synonyms.headers.items():
        for column in columns:
            if column in dataset.header and column not in taken:
                ways.setdefault(way, column)
    for header in headers:
        if close := get_close_matches(folded(header), ways, n=1, cutoff=LIKENESS):
            yield Heading(header, ways[close[0]], NEAR)


def _code(column: Column, written: str, catalogue: Catalogue) -> str | None:
    """The code or period that a text certainly stands for in a column, or None."""
    if column.type == "period":
        return suggest_period(written)
    if not column.codelist:
        return None
    return exact_code(catalogue.codelists[column.codelist], written, catalogue.synonyms.codes.get(column.codelist))
