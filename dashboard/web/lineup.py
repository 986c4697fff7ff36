"""What somebody pastes, sends or taps into the speaker check, as people who are counted: read for one answer, and kept nowhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from ..catalogue import Catalogue
from ..domain.programme import MAN, SEXES, WOMAN, Entry
from ..i18n import Words
from ..ingest.roster import Roster, read_roster
from ..ingest.roster_parts import FIELDS
from .desk import Held, written

ROLES = ("SPEAKER", "PANELLIST", "MODERATOR", "CHAIR", "VICE_CHAIR", "RAPPORTEUR", "HEAD_DELEGATION", "DELEGATE", "SPONSORED")
MOST_BLOCKS, MOST_PEOPLE, MOST_MINUTES = 200, 9999, 9999.0
LONGEST_TITLE = 200
_NUMBER = re.compile(r"\d{1,6}(?:[.,]\d{1,4})?")


@dataclass(frozen=True)
class Block:
    """People of one role in one session as they were tapped: how many of each sex, and for how many minutes these have spoken."""

    session: str = ""
    role: str = ROLES[0]
    people: Mapping[str, int] = field(default_factory=dict)
    minutes: Mapping[str, float] = field(default_factory=dict)
    fixed: bool = False

    def entries(self) -> list[Entry]:
        """The people as entries of a programme."""
        return [
            Entry(self.session, self.role, sex, minutes=self.minutes.get(sex), heads=self.people[sex], fixed=self.fixed)
            for sex in SEXES
            if self.people.get(sex)
        ]


@dataclass(frozen=True)
class Lineup:
    """All that came with the form: what a list or file says, and what was tapped."""

    roster: Roster
    blocks: tuple[Block, ...]
    tapped: tuple[Entry, ...]

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Everybody who is counted."""
        return *self.roster.entries, *self.tapped


def read_lineup(form: Mapping[str, str], held: Held | None, catalogue: Catalogue, unnamed: Callable[[int], str]) -> Lineup:
    """The line-up in a form; a file that comes with it goes before the text. `unnamed` names a session that was tapped, by its place."""
    told = {"sheet": form.get("sheet", ""), "m": _one_of(form.get("letter_m", ""), (WOMAN, MAN))}
    if held:
        roster = read_roster(held.content, catalogue, f"list{held.ending}", **told)
    else:
        text = form.get("list", "")
        roster = read_roster(text, catalogue, **told) if text.strip() else Roster()
    blocks = read_blocks(form)
    named = [block if block.session else replace(block, session=unnamed(place)) for place, block in enumerate(blocks, start=1)]
    return Lineup(roster, tuple(blocks), tuple(entry for block in named for entry in block.entries()))


def _one_of(text: str, known: Iterable[str]) -> str:
    return text if text in known else ""


def read_blocks(form: Mapping[str, str]) -> list[Block]:
    """What was tapped, with one more where the form asks for it and the number that was tapped without script; at least one."""
    numbers = sorted({int(name[5:]) for name in form if re.fullmatch(r"role-\d{1,3}", name)})[:MOST_BLOCKS]
    blocks = [_block(form, number) for number in numbers] or [Block()]
    if form.get("do") == "block" and len(blocks) < MOST_BLOCKS:
        blocks.append(Block(role=blocks[-1].role))
    return blocks


def _block(form: Mapping[str, str], number: int) -> Block:
    plus = form.get("plus", "")
    people = {sex: min(int(_number(form.get(f"{sex}-{number}", ""))) + (plus == f"{sex}-{number}"), MOST_PEOPLE) for sex in SEXES}
    minutes = {sex: min(_number(text), MOST_MINUTES) for sex in SEXES if (text := form.get(f"minutes-{sex}-{number}", "").strip())}
    role = form.get(f"role-{number}", "")
    return Block(
        session=" ".join(written(form.get(f"session-{number}", ""), LONGEST_TITLE).split()),
        role=role if role in ROLES else ROLES[0],
        people={sex: count for sex, count in people.items() if count},
        minutes=minutes,
        fixed=form.get(f"fixed-{number}") == "yes",
    )


def _number(text: str) -> float:
    """A number as somebody types it, 0 where it is none."""
    text = text.strip()
    return float(text.replace(",", ".")) if text.isascii() and _NUMBER.fullmatch(text) else 0.0


def list_text(w: Words, catalogue: Catalogue, entries: Iterable[Entry]) -> str:
    """The people as a list that can be edited and checked again: one line each, in words of the reader's language, and nobody's name."""
    entries = list(entries)
    if not entries:
        return ""

    def name(codelist: str, code: str) -> str:
        return catalogue.name(codelist, code, w.code) if code else ""

    values = [(entry, _values(entry, name)) for entry in entries]
    kept = [name for name in FIELDS if name in ("session", "role", "sex") or any(given[name] for _, given in values)]
    lines = ["\t".join(w(f"check.column.{name}") for name in kept)]
    for entry, given in values:
        lines += ["\t".join(given[name] for name in kept)] * entry.heads
    return "\n".join(lines)


def _values(entry: Entry, name: Callable[[str, str], str]) -> dict[str, str]:
    minutes = "" if entry.minutes is None else f"{entry.minutes / entry.heads:.4g}"
    return {
        "session": " ".join(entry.session.split()),
        "role": name("ROLE", entry.role),
        "sex": name("SEX", entry.sex),
        "group": name("GROUP", entry.group),
        "region": name("AREA", entry.region),
        "minutes": minutes,
        "fixed": "yes" if entry.fixed else "",
    }
