"""What the form of an event says: its cells, the people by hand or out of a list, and what is wrong with that, by field."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ..domain.programme import MAN, OTHER, SEXES, UNDISCLOSED, WOMAN, Entry
from ..errors import SettingsError
from ..i18n import LANGUAGES
from ..ingest import About
from ..ingest.event_files import observations
from ..ingest.roster import batch_csv
from .context import Context
from .desk import written

NAMES = {f"name_{code}": f"NAME_{code.upper()}" for code in LANGUAGES}
# The fields that are columns of the dataset, in the order of the form.
FIELDS = {
    **{"name_en": "NAME_EN"},
    **NAMES,
    **{"series": "SERIES", "entity": "ENTITY", "start": "START_DATE", "end": "END_DATE", "period": "TIME_PERIOD"},
    **{"place": "PLACE", "format": "FORMAT", "source": "SOURCE", "comment": "COMMENT", "event": "EVENT"},
}
REQUIRED = ("name_en", "series", "entity", "source")
LONGEST_TEXT, LONGEST_ID = 500, 64
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
PERIOD = re.compile(r"\d{4}(-Q[1-4]|-(0[1-9]|1[0-2]))?")
MOST_ROWS, MORE_ROWS, MOST_HEADS = 400, 5, 1_000_000
# How the fields of a row end that hold people of a sex, and the minutes that they spoke.
PEOPLE = {WOMAN: "women", MAN: "men", OTHER: "other", UNDISCLOSED: "undisclosed"}
MINUTES = {sex: f"minutes-{name}" for sex, name in PEOPLE.items()}
WHOLE, NO_AREA, NO_DELEGATION = "_T", "_T", "_Z"
Cells = Mapping[str, str]


@dataclass(frozen=True)
class HandRow:
    """A row of the form: people of one session and role, by sex as somebody wrote it; "" where nothing was written."""

    session: str = ""
    role: str = ""
    people: tuple[str, str, str, str] = ("", "", "", "")
    minutes: tuple[str, str, str, str] = ("", "", "", "")

    @property
    def empty(self) -> bool:
        """Whether nobody is counted in it."""
        return not any((*self.people, *self.minutes))


# --- the event ----------------------------------------------------------------------------------------------------------------------------


def cells_of(form: Mapping[str, str], event: str = "") -> dict[str, str]:
    """The cells of the event as the form has them; `event` is its identifier where that is settled already."""
    cells = {column: written(form.get(field, ""), LONGEST_TEXT) for field, column in FIELDS.items()}
    cells["TIME_PERIOD"] = cells["TIME_PERIOD"] or cells["START_DATE"][:4]
    cells["EVENT"] = event or cells["EVENT"] or _id_of(cells["NAME_EN"])
    return cells


def _id_of(name: str) -> str:
    """An identifier made of an English name."""
    return re.sub(r"[^A-Z0-9]+", "_", name.upper()).strip("_")[:LONGEST_ID]


def mistakes(context: Context, cells: Cells, link: str, entities: Iterable[str], taken: bool) -> dict[str, str]:
    """What is wrong with the event, by field; `taken` is whether a new event has the identifier of another."""
    w = context.w
    wrong = {field: w("events.missing") for field in REQUIRED if not cells[FIELDS[field]]}
    if cells["ENTITY"] and cells["ENTITY"] not in entities:
        wrong["entity"] = w("events.entity.wrong")
    if cells["FORMAT"] and cells["FORMAT"] not in context.catalogue.codelists["FORMAT"].items:
        wrong["format"] = w("events.format.wrong")
    days = {field: _day(cells[FIELDS[field]]) for field in ("start", "end") if cells[FIELDS[field]]}
    wrong |= {field: w("events.date.wrong") for field, day in days.items() if day is None}
    first, last = days.get("start"), days.get("end")
    if first and last and last < first:
        wrong["end"] = w("events.end.wrong")
    if not PERIOD.fullmatch(cells["TIME_PERIOD"]) and "start" not in wrong:
        wrong["period"] = w("events.period.wrong")
    if not ID.fullmatch(cells["EVENT"]) or len(cells["EVENT"]) > LONGEST_ID:
        wrong["event"] = w("events.event.wrong")
    elif taken:
        wrong["event"] = w("events.event.taken", event=cells["EVENT"])
    try:
        About(link=link)
    except SettingsError:
        wrong["link"] = w("upload.link.wrong")
    return wrong


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None
    except ValueError:
        return None


# --- people by hand -----------------------------------------------------------------------------------------------------------------------


def hand_rows(form: Mapping[str, str]) -> list[HandRow]:
    """The rows of the form, in their order, also those in which nothing stands."""
    numbers = sorted({int(found[1]) for name in form if (found := re.fullmatch(r"row(\d{1,3})-role", name))})
    return [_row(form, number) for number in numbers[:MOST_ROWS]]


def _row(form: Mapping[str, str], number: int) -> HandRow:
    def cell(name: str) -> str:
        return written(form.get(f"row{number}-{name}", ""), LONGEST_TEXT)

    people, minutes = ([cell(names[sex]) for sex in SEXES] for names in (PEOPLE, MINUTES))
    return HandRow(cell("session"), cell("role"), tuple(people), tuple(minutes))  # type: ignore[arg-type]


def row_mistakes(context: Context, rows: Sequence[HandRow]) -> dict[str, str]:
    """What is wrong with the rows, by the name of a field."""
    w, roles, wrong, seen = context.w, context.catalogue.codelists["ROLE"].items, {}, set()
    for number, row in enumerate(rows):
        if row.empty:
            continue
        if row.role not in roles:
            wrong[f"row{number}-role"] = w("events.role.missing")
        elif (row.session.casefold(), row.role) in seen:
            wrong[f"row{number}-session"] = w("events.row.twice")
        seen.add((row.session.casefold(), row.role))
        for names, texts, key in ((PEOPLE, row.people, "events.people.wrong"), (MINUTES, row.minutes, "events.minutes.wrong")):
            for sex, text in zip(SEXES, texts, strict=True):
                if text and _number(text, whole=names is PEOPLE) is None:
                    wrong[f"row{number}-{names[sex]}"] = w(key)
        if any(row.minutes) and not any(row.people):
            wrong[f"row{number}-{PEOPLE[WOMAN]}"] = w("events.people.missing")
    return wrong


def _number(text: str, *, whole: bool) -> float | None:
    if not re.fullmatch(r"\d{1,7}" if whole else r"\d{1,6}([.,]\d{1,2})?", text) or not text.isascii():
        return None
    number = float(text.replace(",", "."))
    return number if number <= MOST_HEADS else None


def entries_of(rows: Iterable[HandRow]) -> tuple[Entry, ...]:
    """The people of these rows; of women and men none where the row counts only others."""
    found = []
    for row in rows:
        for sex, people, minutes in zip(SEXES, row.people, row.minutes, strict=True):
            if not row.empty and (people or minutes or sex in (WOMAN, MAN)):
                spoken = _number(minutes, whole=False) if minutes else None
                found.append(Entry(row.session, row.role, sex, minutes=spoken, heads=int(people or 0)))
    return tuple(found)


def counted_by_hand(context: Context, rows: Iterable[HandRow]) -> list[dict[str, str]]:
    """The people of these rows as observations; a row without a session is about the whole event, whatever its sessions add up to."""
    entries = entries_of(rows)
    whole, parts = (tuple(one for one in entries if bool(one.session) is within) for within in (False, True))
    return [*counted(context, whole), *counted(context, parts)]


def counted(context: Context, entries: tuple[Entry, ...]) -> list[dict[str, str]]:
    """The tally of people as observations of the dataset; the event is put in where they are written."""
    return observations(context.catalogue.datasets["participation"], batch_csv(entries, "_")) if entries else []


def whole_counts(counts: Sequence[Cells]) -> list[Cells]:
    """The observations of all groups, areas and delegations together."""
    return [cells for cells in counts if (cells["GROUP"], cells["REF_AREA"], cells["DELEGATION"]) == (WHOLE, NO_AREA, NO_DELEGATION)]


def rows_of(counts: Sequence[Cells]) -> list[HandRow] | None:
    """The rows in which these observations can be shown and changed by hand; None where they say more than a row can."""
    rows: dict[tuple[str, str], dict[str, Cells]] = {}
    if len(whole_counts(counts)) < len(counts):
        return None
    for cells in counts:
        if cells["SEX"] not in SEXES or not cells["COUNT"].isdecimal() or cells["SHARE"] or cells["VALUE_TEXT"]:
            return None
        session = "" if cells["SESSION"] == WHOLE else cells["SESSION_TITLE"] or cells["SESSION"]
        rows.setdefault((session, cells["ROLE"]), {})[cells["SEX"]] = cells
    if len(rows) > MOST_ROWS or sum(map(len, rows.values())) != len(counts):
        return None
    empty = {"COUNT": "", "MINUTES": ""}
    return [
        HandRow(session, role, *(tuple(found.get(sex, empty)[column] for sex in SEXES) for column in ("COUNT", "MINUTES")))  # type: ignore[arg-type]
        for (session, role), found in rows.items()
    ]
