"""Forms as they arrive: those on a slow line leave threads for readers."""

from __future__ import annotations

import io

import pytest
from werkzeug.exceptions import ServiceUnavailable

from dashboard.web import factory
from dashboard.web.serve import BLOCKING_THREADS
from dashboard.web.uploads import Arrivals


def test_one_too_many_is_sent_away_until_another_has_arrived():
    arrivals = Arrivals(2, 2, 1)
    with arrivals.one("ana", "a"):
        with arrivals.one("ana", "a"), pytest.raises(ServiceUnavailable), arrivals.one("ben", "b"):
            pass
        with arrivals.one("", "a"), pytest.raises(ServiceUnavailable), arrivals.one("ben", "b"):
            pass
        with arrivals.one("ben", "b"):
            pass


def test_strangers_of_one_address_leave_room_for_those_of_another():
    arrivals = Arrivals(9, 9, 1)
    with arrivals.one("", "a"), arrivals.one("", "b"), arrivals.one("ana", "a"):
        with pytest.raises(ServiceUnavailable), arrivals.one("", "a"):
            pass
    with arrivals.one("", "a"):
        pass


def test_neither_an_account_nor_strangers_of_many_addresses_take_all_the_room():
    arrivals = Arrivals(4, 2, 2)
    with arrivals.one("ana", "a"), arrivals.one("ana", "a"):
        with pytest.raises(ServiceUnavailable), arrivals.one("ana", "b"):
            pass
        with arrivals.one("ben", "a"), arrivals.one("", "a"):
            pass
    with arrivals.one("", "a"), arrivals.one("", "b"):
        with pytest.raises(ServiceUnavailable), arrivals.one("", "c"):
            pass
        with arrivals.one("ana", "c"):
            pass


def test_readers_have_threads_of_their_own():
    assert factory.ARRIVING_STRANGE < factory.ARRIVING_EACH < factory.ARRIVING < BLOCKING_THREADS


@pytest.mark.parametrize("path", ["/fr/login", "/_dash-update-component"])
def test_a_form_that_finds_no_room_is_told_when_to_come_again(settings, monkeypatch, path):
    monkeypatch.setattr(factory, "ARRIVING", 0)
    client = factory.create_app(settings).server.test_client()
    answer = client.post(path, data=io.BytesIO(b"name=a"), content_type="application/x-www-form-urlencoded")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    if path.startswith("/fr/"):
        assert "réessayez dans une minute" in answer.get_data(as_text=True)
