"""One batch, or one file, in several hands at once: nobody publishes what they did not see, nobody's way of reading becomes another's."""

from __future__ import annotations

import re
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
import requests
from werkzeug.serving import make_server

from dashboard.work.runner import run
from tests.web.desk import Office

ROW = "INDICATOR,REF_AREA,SEX,TIME_PERIOD,OBS_VALUE\nSG_GEN_PARL,KEN,F,2020,{}\n"
FOREIGN = "Country,Year,Female\nKenya,{},20\n"


def read_as(person, batch: str, sex: str = "F", **more: str):
    """Say how a foreign file is to be read."""
    columns = {"column-0": "REF_AREA", "column-1": "TIME_PERIOD", "column-2": "OBS_VALUE"}
    asked = {"ask-INDICATOR": "SG_GEN_PARL", "ask-SEX": sex, "value-0": "KEN"}
    return person.do(batch, "map", dataset="indicator", **columns, **asked, **more)


@pytest.mark.parametrize("act", ["discard", "map", "publish", "compare"])
def test_while_one_thing_is_being_done_there_is_no_other(office, ana, pub, act):
    batch = ana.send(ROW.format(20))
    assert pub.post(batch, {"do": "publish", "acknowledge": "yes"}).status_code == 303
    assert pub.post(batch, {"do": act, "dataset": "indicator"}).status_code == 409
    office.work()
    assert pub.status(batch) == "published"


def test_what_was_read_otherwise_meanwhile_is_not_published(ana, pub):
    batch = ana.send(ROW.format(20))
    seen = re.search(r'name="seen"[^>]*value="([0-9a-f]+)"|value="([0-9a-f]+)"[^>]*name="seen"', pub.text(batch))
    answer = pub.do(batch, "publish", acknowledge="yes", seen="0" * 16)
    assert answer.status_code == 422 and "It is too late for that" in answer.get_data(as_text=True)
    assert pub.status(batch) == "checked"
    pub.do(batch, "publish", acknowledge="yes", seen=seen[1] or seen[2])
    assert pub.status(batch) == "published"


def test_the_same_file_of_two_people_is_published_once(office, ana, pub):
    batches = [person.send(ROW.format(20)) for person in (ana, pub)]
    assert [pub.status(batch) for batch in batches] == ["checked", "checked"]
    for batch in batches:
        assert pub.post(batch, {"do": "publish", "acknowledge": "yes"}).status_code == 303
    office.work()
    assert [pub.status(batch) for batch in batches] == ["published", "discarded"]
    assert office.store.newest().number == 2 and batches[0].rpartition("/")[2] in pub.text(batches[1])


def test_a_way_of_reading_is_not_replaced_by_another_account(office, ana, pub):
    bob = office.person("bob-sends", "contributor")
    assert read_as(ana, ana.send(FOREIGN.format(2001)), profile_name="House").status_code == 303
    taken = read_as(bob, bob.send(FOREIGN.format(2002)), profile_name="House")
    assert taken.status_code == 422 and "under this name" in taken.get_data(as_text=True)
    assert [kept["account"] for kept in office.store.profiles.all()] == ["ana-sends"]
    assert read_as(pub, pub.send(FOREIGN.format(2003)), profile_name="House").status_code == 303
    assert [kept["account"] for kept in office.store.profiles.all()] == ["pub-lishes"]


def test_files_are_read_as_their_sender_or_a_publisher_has_saved(office, ana, pub):
    bob = office.person("bob-sends", "contributor")
    read_as(bob, bob.send(FOREIGN.format(2001)), profile_name="House")
    assert [person.status(person.send(FOREIGN.format(2002 + place))) for place, person in enumerate((bob, ana))] == ["checked", "received"]
    read_as(pub, pub.send(FOREIGN.format(2005)), profile_name="Parliament")
    assert ana.status(ana.send(FOREIGN.format(2006))) == "checked"


def test_what_is_being_checked_is_not_discarded(office, ana):
    batch = ana.send(ROW.format(20))
    office.store.jobs.add("check", batch.rpartition("/")[2], "ana-sends")
    job = office.store.jobs.claim("somebody")
    assert 'value="discard"' not in ana.text(batch)
    answer = ana.post(batch, {"do": "discard"})
    assert answer.status_code == 409 and "It is too late for that" in answer.get_data(as_text=True)
    office.store.jobs.finish(job, "somebody")
    ana.do(batch, "discard")
    assert ana.status(batch) == "discarded"


def test_a_replacement_is_replaced_in_turn(office, ana, pub):
    """Each leads to the next; where the last is withdrawn, none of those before comes back by itself."""
    sent: list[str] = []
    for value in (20, 21, 22):
        sent.append(ana.send(ROW.format(value), **({"replaces": sent[-1].rpartition("/")[2]} if sent else {})))
        pub.do(sent[-1], "publish", acknowledge="yes")
    assert [pub.status(batch) for batch in sent] == ["withdrawn", "withdrawn", "published"]
    for before, after in zip(sent, sent[1:], strict=False):
        page = ana.text(before)
        assert "has been replaced by a corrected one" in page and f'href="{after}"' in page and f'href="{before}"' in ana.text(after)
        assert ana.get(f"/en/upload?replaces={before.rpartition('/')[2]}").status_code == 404, "only what is published can be replaced"
        version = pub.get(f"{after}?format=json").json["version"]
        assert f"in data version {version}." in page and f'/en/method#version-{version}"' in page and ">Replaced</dd>" in page
    assert "changed 1" in re.sub("[\u2068\u2069]", "", pub.text(sent[-1])) and ",21,22," in changes(pub, sent[-1])
    pub.do(sent[-1], "compare")
    assert "does not come back" in pub.text(sent[-1]) or "do not come back" in pub.text(sent[-1])
    assert "Withdrawing removes" in pub.text(sent[-1]) and "stands again" not in pub.text(sent[-1])
    assert "like=" not in pub.text(sent[0]), "what replaced it is published"
    pub.do(sent[-1], "withdraw")
    page = pub.text(sent[-1])
    assert "do not come back" in page and "stands again" not in page
    assert all(f"/en/upload?like={batch.rpartition('/')[2]}" in ana.text(batch) for batch in sent)
    assert [pub.status(batch) for batch in sent] == ["withdrawn"] * 3
    assert "22%" not in pub.text("/en/indicators/SG_GEN_PARL?area=KEN")


def changes(person, batch: str) -> str:
    return person.get(f"{batch}?format=csv&table=changes").get_data(as_text=True)


# --- at the same moment, against a server with threads and its workers ----------------------------------------------------------------


@pytest.fixture
def at_once(office: Office) -> Iterator[Callable[..., list[requests.Response]]]:
    """Sends forms at the same moment, each by an account, over the network to a server with workers beside it."""
    server = make_server("127.0.0.1", 0, office.app.server, threaded=True)
    stop = threading.Event()

    def send(*asked: tuple[str, str]) -> list[requests.Response]:
        tokens = {name: office.accounts.add_token("@test", name, "press")[1] for name in dict(asked)}
        together = threading.Barrier(len(asked))

        def press(name: str, batch: str) -> requests.Response:
            header = {"Authorization": f"Bearer {tokens[name]}"}
            together.wait()
            form = {"do": "publish", "acknowledge": "yes"}
            return requests.post(f"http://127.0.0.1:{server.port}{batch}", form, headers=header, allow_redirects=False, timeout=60)

        with ThreadPoolExecutor(len(asked)) as pool:
            return list(pool.map(press, *zip(*asked, strict=True)))

    threads = [threading.Thread(target=server.serve_forever), threading.Thread(target=run, args=(office.settings, stop))]
    with ExitStack() as ending:
        for thread in threads:
            thread.start()
            ending.callback(thread.join)
        ending.callback(server.shutdown)
        ending.callback(stop.set)
        yield send


def wait(office: Office, *batches: str) -> None:
    """Until nothing is left to do for these batches."""
    for _ in range(600):
        jobs = [office.store.jobs.of(batch.rpartition("/")[2]) for batch in batches]
        if not any(job and job.open for job in jobs):
            return
        threading.Event().wait(0.1)
    pytest.fail(f"still being done: {jobs}")


def test_two_publish_different_batches_at_the_same_moment(office, ana, pub, at_once):
    office.person("pub-second", "publisher")
    batches = [ana.send(ROW.format(value).replace("KEN", area)) for area, value in (("KEN", 20), ("EGY", 21))]
    wait(office, *batches)
    answers = at_once(("pub-lishes", batches[0]), ("pub-second", batches[1]))
    wait(office, *batches)
    assert [answer.status_code for answer in answers] == [303, 303]
    assert [pub.status(batch) for batch in batches] == ["published"] * 2
    made = office.store.versions()[:2]
    assert [record.number for record in made] == [3, 2] and made[0].parent == 2
    assert {record.batch for record in made} == {batch.rpartition("/")[2] for batch in batches}
    assert all((record.added, record.changed, record.removed) == (1, 0, 0) for record in made), "one after the other, neither lost"
    for batch, area in zip(batches, ("KEN", "EGY"), strict=True):
        assert area in changes(pub, batch) and f"/en/areas/{area}" in pub.text(batch)


def test_two_publish_the_same_batch_at_the_same_moment(office, ana, pub, at_once):
    """One does; the other is told so, whichever of them was quicker."""
    office.person("pub-second", "publisher")
    for value in (20, 21):
        batch = ana.send(ROW.format(value))
        wait(office, batch)
        answers = at_once(("pub-lishes", batch), ("pub-second", batch))
        wait(office, batch)
        assert sorted(answer.status_code for answer in answers) == [303, 409]
        (late,) = [answer.json() for answer in answers if answer.status_code == 409]
        assert late["code"] == "state" and "publish" in late["message"].casefold()
        assert pub.status(batch) == "published"
        assert len(office.accounts.entries(action="batch.publish", object=batch.rpartition("/")[2])) == 1
    assert office.store.newest().number == 3


def test_a_full_disk_is_said_where_a_database_finds_it(office, pub, monkeypatch):
    def full(*_):
        raise sqlite3.OperationalError("database or disk is full")

    batch = pub.send(ROW.format(20))
    monkeypatch.setattr("dashboard.storage.arrivals.queue", full)
    assert pub.post(batch, {"do": "publish", "acknowledge": "yes"}).status_code == 507
