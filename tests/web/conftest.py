"""An application with accounts that the tests of logging in share: each makes the accounts and the browsers that it needs."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from functools import partial

import argon2
import pytest

from dashboard.accounts import passwords
from dashboard.config import Settings
from tests.web.desk import Office, Person

FIGURES = "INDICATOR,REF_AREA,SEX,TIME_PERIOD,OBS_VALUE\nSG_GEN_PARL,FRA,F,2020,39.5\n"
_addresses = (f"10.{high}.{low}.1" for high, low in itertools.product(range(256), range(256)))


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> Iterator[None]:
    """Passwords cost next to nothing here; that they cost what they should is tested with the accounts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "PasswordHasher", partial(argon2.PasswordHasher, time_cost=1, memory_cost=8, parallelism=1))
        yield


@pytest.fixture(scope="session")
def bureau(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The application over a store with one figure."""
    from dashboard.ingest import publish

    folder = tmp_path_factory.mktemp("bureau")
    office = Office(Settings(data=folder / "var"))
    (folder / "start.csv").write_text(FIGURES)
    publish(folder / "start.csv", office.store)
    yield office
    office.store.close()


@pytest.fixture
def somebody(bureau: Office) -> Callable[..., Person]:
    """Makes a browser at an address of its own, before which nobody has logged in."""
    return lambda: stranger(bureau)


def stranger(office: Office) -> Person:
    """A browser at an address of its own."""
    person = Person(office, "")
    person.client.environ_base["REMOTE_ADDR"] = next(_addresses)
    return person
