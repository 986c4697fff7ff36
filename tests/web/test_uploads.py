"""Forms as they arrive: those on a slow line leave threads for readers."""

from __future__ import annotations

import io

import pytest
from werkzeug.exceptions import ServiceUnavailable

from dashboard.web import factory
from dashboard.web.serve import BLOCKING_THREADS
from dashboard.web.uploads import FormSlots


def test_one_too_many_is_sent_away_until_another_has_arrived():
    slots = FormSlots(2, 2, 1)
    with slots.one("ana", "a"):
        with slots.one("ana", "a"), pytest.raises(ServiceUnavailable), slots.one("ben", "b"):
            pass
        with slots.one("", "a"), pytest.raises(ServiceUnavailable), slots.one("ben", "b"):
            pass
        with slots.one("ben", "b"):
            pass


def test_strangers_of_one_address_leave_room_for_those_of_another():
    slots = FormSlots(9, 9, 1)
    with slots.one("", "a"), slots.one("", "b"), slots.one("ana", "a"):
        with pytest.raises(ServiceUnavailable), slots.one("", "a"):
            pass
    with slots.one("", "a"):
        pass


def test_neither_an_account_nor_strangers_of_many_addresses_take_all_the_room():
    slots = FormSlots(4, 2, 2)
    with slots.one("ana", "a"), slots.one("ana", "a"):
        with pytest.raises(ServiceUnavailable), slots.one("ana", "b"):
            pass
        with slots.one("ben", "a"), slots.one("", "a"):
            pass
    with slots.one("", "a"), slots.one("", "b"):
        with pytest.raises(ServiceUnavailable), slots.one("", "c"):
            pass
        with slots.one("ana", "c"):
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
