"""Accounts over a store of the test's own, and a clock that the test can set."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from dashboard.accounts import Accounts
from dashboard.catalogue import load
from dashboard.config import Settings
from dashboard.storage import Store
from dashboard.storage import accounts as tables
from dashboard.storage.register import now

PASSWORD = "seven words that nobody else would say"


class Clock:
    """The time as the accounts see it."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return now() + self.ahead


@pytest.fixture
def clock(monkeypatch) -> Clock:
    clock = Clock()
    for module in ("dashboard.storage.accounts", "dashboard.accounts.accounts", "dashboard.accounts.throttle", "dashboard.accounts.model"):
        monkeypatch.setattr(f"{module}.now", clock)
    return clock


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    store = Store(settings, load())
    yield store
    store.close()


@pytest.fixture
def accounts(store: Store) -> Accounts:
    return Accounts(store)


@pytest.fixture
def focal(accounts: Accounts) -> str:
    """The name of a contributor for Kenya."""
    accounts.add("test", "focal-ken", "contributor", accounts.scope(areas=["KEN"]), password=PASSWORD)
    return "focal-ken"


def rows(store: Store, table: str) -> list:
    """What a table of the accounts holds."""
    with store.register.engine.connect() as connection:
        return connection.execute(tables.metadata.tables[table].select()).mappings().all()
