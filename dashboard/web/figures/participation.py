"""Rows of participation as figures: one source's counts or shares of women and men in one role, and which of several sources leads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from ...catalogue.sources import Source
from ...catalogue.sources import precedence as source_precedence
from ...domain.measures import Counts, bounds, share_of_women
from ...domain.quantity import Quantity
from ...domain.yardsticks import Evidence, Verdict, Yardstick, judge
from ..view import Row

TOTAL, NOT_APPLICABLE = "_T", "_Z"
FEMALE, MALE, OTHER = "F", "M", "_O"
# Who gave no response is of unknown sex, not of another category.
UNKNOWN = ("_U", "_N")
# A share with this nature was computed by whoever carried the counts over, not published; from the counts it can be computed again.
COMPUTED = "X_COMPUTED"
# What VALUE_TEXT says where it is a flag: whether a 50/50 balance of women and men was achieved (docs/decisions/0004-bundled-data.md).
BALANCE = {"yes": True, "no": False}
# A session whose code begins so is a set of sessions, `_T` the whole event.
SET_OF_SESSIONS = "_"
BOUNDS = (">", "<", "≥", "≤")
# What a whole may be added up from.
PARTS = ("sessions", "delegations")
PLACE = ("event", "session", "role", "ref_area", "delegation", "group", "source", "basis", "alike")


@dataclass(frozen=True)
class Shares:
    """The percentages of all as published, by sex; None where none was. Of women alone it is not said who the others are."""

    women: Quantity | None = None
    men: Quantity | None = None
    other: Quantity | None = None
    unknown: Quantity | None = None

    @property
    def beside(self) -> bool:
        """Whether a percentage other than that of women was published."""
        return any(share is not None for share in (self.men, self.other, self.unknown))

    @property
    def rest(self) -> Quantity | None:
        """Those who are not women, nor of a category that was published; None where men were, or where the women are only a bound."""
        if self.women is None or self.men is not None or self.women.qualifier in BOUNDS:
            return None
        return Quantity(max(100 - sum(share.value for share in (self.women, self.other, self.unknown) if share), 0), self.women.qualifier)

    @property
    def left_open(self) -> Counts | None:
        """Where some are of unknown sex: what that leaves open can be told like counts of a hundred."""
        given = (self.women, self.men, self.other or Quantity(0), self.unknown)
        if any(share is None or share.qualifier for share in given) or not self.unknown.value:
            return None
        return Counts(*(share.value for share in given))


@dataclass(frozen=True)
class Figure:
    """What one source says of the women and men in one role: `counts` and `minutes` where both sexes have exact ones.

    `basis` is `event` (said of the event as a whole), `sessions` or `delegations` (added up over `parts` of them, or said of a set of
    sessions). `women`, `men`, `other`, `unknown`, `total` are the persons as published, `shares` the published percentages by sex;
    `text` is what the source says in words instead of a number, `balance` whether it says that a 50/50 balance was achieved.
    """

    event: str
    session: str
    role: str
    source: str
    area: str = TOTAL
    delegation: str = NOT_APPLICABLE
    group: str = TOTAL
    basis: str = "event"
    parts: int | None = None
    counts: Counts | None = None
    minutes: Counts | None = None
    women: Quantity | None = None
    men: Quantity | None = None
    other: Quantity | None = None
    unknown: Quantity | None = None
    total: Quantity | None = None
    shares: Shares = Shares()
    text: str = ""
    balance: bool | None = None
    title: str = ""
    status: str = ""
    comment: str = ""
    example: bool = False

    @property
    def share(self) -> Quantity | None:
        """The published share of women, per cent."""
        return self.shares.women

    @property
    def computed(self) -> float | None:
        """The share of women computed from the counts, per cent."""
        return None if self.counts is None else share_of_women(self.counts)

    @property
    def shown(self) -> Quantity | None:
        """The share of women that stands first: as published, else computed from the counts."""
        if self.share is not None or self.computed is None:
            return self.share
        return Quantity(self.computed)

    @property
    def share_of(self) -> str:
        """Of whom the leading share is a share: `women_and_men`, `all` (others included), `not_recorded`; '' without a share."""
        if self.shown is None:
            return ""
        if self.share is None or (self.counts is not None and not self.counts.other and not self.counts.unknown):
            return "women_and_men"
        if self.shares.other or self.shares.unknown:
            return "all"
        men = self.shares.men
        if men is not None and not men.qualifier and not self.share.qualifier and men.value + self.share.value == 100:
            return "women_and_men"
        return "not_recorded"

    @property
    def limits(self) -> tuple[float, float] | None:
        """The shares of women that persons of unknown sex leave open, per cent; None where nobody is of unknown sex."""
        known = self.counts or self.shares.left_open
        return bounds(known) if known is not None and known.unknown else None

    @property
    def has_rest(self) -> bool:
        """Whether it is drawn from a share of women with a rest of which nothing else is known."""
        return self.counts is None and self.shares.rest is not None

    @property
    def counted(self) -> bool:
        """Whether anybody was counted by sex, even if nobody's sex is known."""
        return self.counts is not None and bool(self.counts.total)

    @property
    def measured(self) -> bool:
        """Whether it can be drawn and judged: it has a share, or persons all of whose sex is unknown."""
        return self.shown is not None or self.counted

    @property
    def alone(self) -> bool:
        """Whether women were counted and men were not, so that there is no ratio."""
        return self.shown is None and self.women is not None and self.men is None

    @property
    def answers(self) -> bool:
        """Whether it says how women and men stood, by a share or in words."""
        return self.shown is not None or bool(self.text) or self.balance is not None

    @property
    def telling(self) -> bool:
        """Whether it says anything of women: a share, words, or only their number."""
        return self.answers or self.women is not None

    @property
    def parts_of_bar(self) -> Parts | None:
        """How it is drawn, from the counts, else from the published shares; None where there is nothing to draw."""
        if self.counts is not None:
            each = 100 / self.counts.total if self.counts.total else 0
            counts = self.counts
            return Parts(counts.women * each, counts.men * each, (counts.other + counts.unknown) * each) if each else None
        shares, women = self.shares, self.share
        if women is None:
            return None
        men = shares.men.value if shares.men and shares.men.qualifier not in BOUNDS else None
        between = sum(share.value for share in (shares.other, shares.unknown) if share)
        between = min(between, max(100 - women.value - (men or 0), 0))
        return Parts(women.value, men, between, shares.rest.value if shares.rest else 0, bool(women.qualifier))

    def judged(self, yardstick: Yardstick) -> Verdict | None:
        """The verdict on this figure, from the counts where there are any; None where there is nothing to judge."""
        if not self.measured:
            return None
        counts = self.counts or self.shares.left_open
        return judge(yardstick, Evidence(counts=counts) if counts is not None else Evidence(share=self.share))


@dataclass(frozen=True)
class Parts:
    """The parts of a bar of 100 per cent, as `components.bars.parity_bar` takes them; `men` None where nobody published them."""

    women: float
    men: float | None
    between: float = 0
    rest: float = 0
    bound: bool = False


@dataclass(frozen=True)
class Line:
    """One role of an event, or of a set of its sessions: the figure that leads, and what other sources say."""

    leading: Figure
    others: tuple[Figure, ...] = ()

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All figures, the leading one first."""
        return self.leading, *self.others


def figures(rows: Iterable[Row]) -> list[Figure]:
    """The figures that rows of one sex each make up, in the rows' order of place; rows may lack the columns of detail."""
    ordered = sorted(rows, key=_place)
    return [_figure(list(group)) for _, group in groupby(ordered, key=_place)]


def lines(found: Iterable[Figure], sources: Mapping[str, Source]) -> list[Line]:
    """One line an event, session and role: the leading figure by `precedence`, the other sources after it."""

    def key(figure: Figure) -> tuple[str, str, str]:
        return figure.event, figure.session, figure.role

    made = []
    for _, group in groupby(sorted(found, key=key), key=key):
        ordered = sorted(group, key=lambda figure: precedence(figure, sources))
        made.append(Line(ordered[0], tuple(ordered[1:])))
    return made


def main_line(listed: Iterable[Line]) -> Line | None:
    """The line that an event is told by: its own share, else its own words, then those of a set of its sessions; None without any line."""

    def rank(line: Line) -> tuple[bool, bool, bool]:
        figure = line.leading
        return not figure.answers, figure.session != TOTAL, figure.shown is None

    return min(sorted(listed, key=lambda line: not line.leading.telling), key=rank, default=None)


def leading_only(found: Iterable[Figure], sources: Mapping[str, Source]) -> list[Figure]:
    """Of the figures of several sources for the same place the one that leads, so that nobody is added up twice; in the order given."""
    best: dict[tuple[str, ...], Figure] = {}
    for figure in found:
        place = (figure.event, figure.session, figure.role, figure.area, figure.delegation, figure.group)
        rival = best.get(place)
        if rival is None or precedence(figure, sources) < precedence(rival, sources):
            best[place] = figure
    return list(best.values())


def precedence(figure: Figure, sources: Mapping[str, Source]) -> tuple:
    """Where a figure stands among those of other sources: one with a share goes before one without, then the source decides."""
    return figure.shown is None, source_precedence(figure.source, sources)


def added(found: Sequence[Figure], basis: str, **place: str) -> Figure | None:
    """The figures of several parts as one, computed; None where one of them has no exact counts of women and men."""
    if not found or any(figure.counts is None for figure in found):
        return None
    counts = found[0].counts
    for figure in found[1:]:
        counts = counts + figure.counts
    first = found[0]
    parts = sum(figure.parts or 1 for figure in found)
    figure = Figure(first.event, TOTAL, first.role, first.source, basis=basis, parts=parts, example=first.example)
    return replace(_with_counts(figure, counts), **place)


def sums(parts: Iterable[Figure], said: Iterable[Figure]) -> list[Figure]:
    """The sessions, then the delegations, of each event, role and source added up where nothing is `said` of the event as a whole.

    A part without counts of both women and men leaves the sum out: what is known of the others is no figure of the whole.
    """
    whole = {(figure.event, figure.role) for figure in said if figure.session == TOTAL}
    found: dict[str, dict[tuple[str, ...], list[Figure]]] = {basis: {} for basis in PARTS}
    for figure in parts:
        if (figure.event, figure.role) not in whole:
            found[figure.basis].setdefault((figure.event, figure.role, figure.source), []).append(figure)
    made = (added(listed, basis) for basis in PARTS for listed in found[basis].values())
    return [figure for figure in made if figure is not None]


def _with_counts(figure: Figure, counts: Counts) -> Figure:
    others = {sex: Quantity(number) if number else None for sex, number in (("other", counts.other), ("unknown", counts.unknown))}
    return replace(figure, counts=counts, women=Quantity(counts.women), men=Quantity(counts.men), **others)


def _place(row: Row) -> tuple[str, ...]:
    return tuple(row.get(column) or "" for column in PLACE)


def _figure(rows: Sequence[Row]) -> Figure:
    first = rows[0]
    by_sex = {row["sex"]: row for row in rows}
    words = _first_text(rows, "value_text")
    balance = BALANCE.get(words.casefold())
    unknown = next((by_sex[sex] for sex in UNKNOWN if sex in by_sex), None)
    return Figure(
        event=first["event"],
        session=first["session"],
        role=first["role"],
        source=first["source"],
        area=first.get("ref_area") or TOTAL,
        delegation=first.get("delegation") or NOT_APPLICABLE,
        group=first.get("group") or TOTAL,
        basis=first.get("basis") or ("sessions" if first["session"] != TOTAL else "event"),
        parts=max((row.get("parts") or 0 for row in rows), default=0) or None,
        counts=_counts(by_sex, "count"),
        minutes=_counts(by_sex, "minutes"),
        women=_quantity(by_sex.get(FEMALE), "count"),
        men=_quantity(by_sex.get(MALE), "count"),
        other=_quantity(by_sex.get(OTHER), "count"),
        unknown=_quantity(unknown, "count"),
        total=_quantity(by_sex.get(TOTAL), "count"),
        shares=Shares(*(_published(row) for row in (by_sex.get(FEMALE), by_sex.get(MALE), by_sex.get(OTHER), unknown))),
        text=words if balance is None else "",
        balance=balance,
        **{field: _first_text(rows, column) for field, column in TEXTS},
        example=bool(first["example"]),
    )


TEXTS = (("title", "session_title"), ("status", "obs_status"), ("comment", "comment"))


def _first_text(rows: Sequence[Row], column: str) -> str:
    return next((row[column] for row in rows if row.get(column)), "")


def _quantity(row: Row | None, column: str) -> Quantity | None:
    if not row or row.get(column) is None:
        return None
    value = row[column]
    return Quantity(int(value) if value == int(value) else value, row[f"{column}_q"] or "")


def _counts(by_sex: Mapping[str, Row], column: str) -> Counts | None:
    """Exact counts of women and men; None where one of them is missing, a bound or an approximation.

    Where nobody's sex is known there are no women and no men to be counted, and everybody is of unknown sex.
    """
    found = {sex: _quantity(row, column) for sex, row in by_sex.items() if sex != TOTAL}
    if any(quantity is not None and quantity.qualifier for quantity in found.values()):
        return None
    number = {sex: quantity.value for sex, quantity in found.items() if quantity is not None}
    unknown = sum(number.get(sex, 0) for sex in UNKNOWN)
    if number and set(number).issubset(UNKNOWN):
        return Counts(0, 0, unknown=unknown)
    if FEMALE not in number or MALE not in number:
        return None
    return Counts(number[FEMALE], number[MALE], number.get(OTHER, 0), unknown)


def _published(row: Row | None) -> Quantity | None:
    """The share of a row, unless it was computed from the counts."""
    return None if row and row.get("nature") == COMPUTED else _quantity(row, "share")
