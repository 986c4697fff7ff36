"""The part of the register about the planning of events: what is done of the checklist of each, who said so and when, and who sees it.

It is no part of a version: it is said while an event is being planned, long before there are figures, and taken back as easily.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa

from .accounts import Unchanged
from .register import metadata, now

if TYPE_CHECKING:
    from .accounts import AccountRegister

ticks = sa.Table(
    "tick",
    metadata,
    sa.Column("event", sa.String(255), primary_key=True),
    sa.Column("item", sa.String(64), primary_key=True),
    sa.Column("account", sa.String(64), nullable=False),
    sa.Column("at", sa.DateTime, nullable=False),
)
shown = sa.Table("checklist", metadata, sa.Column("event", sa.String(255), primary_key=True))


@dataclass(frozen=True)
class Tick:
    """Who said that something is done, and when."""

    account: str
    at: datetime


@dataclass(frozen=True)
class Checklist:
    """What is done of the checklist of an event, by code of CHECKLIST; `shown` is whether readers see it."""

    ticks: Mapping[str, Tick] = field(default_factory=dict)
    shown: bool = False


class Checklists:
    """The checklists of all events."""

    def __init__(self, engine: sa.Engine, accounts: AccountRegister):
        self._engine, self._accounts = engine, accounts

    def of(self, event: str) -> Checklist:
        """The checklist of an event; an empty one where nobody has begun it."""
        with self._engine.connect() as connection:
            rows = connection.execute(sa.select(ticks).where(ticks.c.event == event)).mappings()
            made = {row["item"]: Tick(row["account"], row["at"]) for row in rows}
            return Checklist(made, connection.execute(sa.select(shown).where(shown.c.event == event)).first() is not None)

    def change(self, account: str, event: str, done: Collection[str], undone: Collection[str], show: bool) -> None:
        """Tick what is done and take back what is not, and say whether readers see it, in one step with the entry in the audit log.

        What is so already stays with whoever said it first; where nothing changes, nothing is written.
        """
        details = {"done": sorted(done), "undone": sorted(undone), "shown": "yes" if show else "no"}
        with self._accounts.change(account, "checklist.change", event, details) as change:
            run, moment = change.connection.execute, now()
            gone = run(ticks.delete().where(ticks.c.event == event, ticks.c.item.in_(list(undone)))).rowcount
            there = set(run(sa.select(ticks.c.item).where(ticks.c.event == event)).scalars())
            new = [{"event": event, "item": item, "account": account, "at": moment} for item in sorted(set(done) - there)]
            if new:
                run(ticks.insert().values(new))
            was = run(sa.select(shown).where(shown.c.event == event)).first() is not None
            if show and not was:
                run(shown.insert().values(event=event))
            elif was and not show:
                run(shown.delete().where(shown.c.event == event))
            if not (gone or new or show != was):
                raise Unchanged
