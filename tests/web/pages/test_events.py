"""Events made and changed by a form: what is sent, who may, what comes of it, and how it is taken back."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from dashboard.config import Settings
from tests.web.conftest import stranger
from tests.web.desk import PASSWORD, Office, Person

FORUM = {
    "name_en": "Forum 2026",
    "name_fr": "Forum de 2026",
    "series": "Forum",
    "entity": "ITU",
    "start": "2026-03-01",
    "end": "2026-03-03",
    "place": "Geneva",
    "format": "HYBRID",
    "source": "Forum secretariat",
    "link": "https://forum.example.org/2026",
}
OPENING = {"row0-session": "Opening", "row0-role": "SPEAKER", "row0-women": "2", "row0-men": "3", "row0-minutes-women": "18,5"}
EDIT = "/en/events/FORUM_2026/edit"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    from dashboard.ingest import publish

    folder = tmp_path_factory.mktemp("events")
    office = Office(Settings(data=folder / "var"))
    (folder / "start.csv").write_text("INDICATOR,REF_AREA,SEX,TIME_PERIOD,OBS_VALUE\nSG_GEN_PARL,FRA,F,2020,39.5\n")
    publish(folder / "start.csv", office.store)
    for name, role, entities in (
        ("chief", "publisher", ()),
        ("itu", "contributor", ("ITU",)),
        ("ipu", "contributor", ("IPU",)),
        ("eye", "viewer", ()),
    ):
        office.accounts.add("@test", name, role, office.accounts.scope(entities=entities), password=PASSWORD)
    yield office
    office.store.close()


@pytest.fixture(scope="module")
def chief(office: Office) -> Person:
    return logged_in(office, "chief")


@pytest.fixture(scope="module")
def itu(office: Office) -> Person:
    return logged_in(office, "itu")


def logged_in(office: Office, name: str) -> Person:
    person = stranger(office)
    person.post("/en/login", {"name": name, "password": PASSWORD})
    person.form_at = "/en/account"
    return person


def save(person: Person, path: str = "/en/events/new", **fields: str) -> list[str]:
    """Save the form, have it checked; gives the addresses of the batches that are then on their way."""
    answer = person.post(path, {"do": "save", **fields})
    assert answer.status_code == 303
    person.office.work()
    return on_their_way(person, urlsplit(answer.headers["Location"]).path)


def on_their_way(person: Person, path: str = EDIT) -> list[str]:
    page = person.text(path)
    return list(dict.fromkeys(re.findall(r'href="(/en/batches/[0-9][^"?]*)"', page)))


def publish(chief: Person, batches: list[str]) -> None:
    """Publish batches, the event before its people."""
    for batch in sorted(batches, key=lambda one: chief.get(f"{one}?format=json").json["dataset"]):
        assert chief.status(batch) == "checked", chief.text(batch)
        chief.do(batch, "publish", acknowledge="yes")
        assert chief.status(batch) == "published"


def facts(office: Office, dataset: str, event: str = "FORUM_2026") -> list[dict]:
    return office.store.newest().facts(office.store.catalogue.datasets[dataset], {"EVENT": event}, 100)


def counts(office: Office, event: str = "FORUM_2026") -> dict[tuple[str, str, str], tuple]:
    rows = facts(office, "participation", event)
    return {(row["SESSION_TITLE"] or "", row["ROLE"], row["SEX"]): (row["COUNT"], row["MINUTES"]) for row in rows}


def controls(page: str) -> dict[str, str]:
    """The text fields of a form with what stands in them."""
    found = {}
    for part in page.split("<input")[1:]:
        attributes = dict(piece.split('="', 1) for piece in part.partition(">")[0].split('" ') if '="' in piece)
        names = {key.strip().split()[-1]: value.rstrip('"') for key, value in attributes.items()}
        found[names.get("name", "")] = names.get("value", "")
    return found


def test_from_the_form_to_the_page_and_back(office, itu, chief):
    """One story: made by a contributor, published by a publisher, changed, changed back, taken back."""
    batches = save(itu, **FORUM, **OPENING)
    assert len(batches) == 2
    by_dataset = {itu.get(f"{one}?format=json").json["dataset"]: one for one in batches}
    # Those who take part cannot be published before their event is: whose it is is not known.
    assert (itu.status(by_dataset["event"]), itu.status(by_dataset["participation"])) == ("checked", "rejected")
    assert itu.post(by_dataset["event"], {"do": "publish"}).status_code == 403
    publish(chief, [by_dataset["event"]])
    # Publishing the event has the others looked at again, by itself.
    publish(chief, [by_dataset["participation"]])
    event = facts(office, "event")[0]
    assert (event["ENTITY"], event["TIME_PERIOD"], event["NAME_FR"], event["SOURCE"]) == (
        "ITU",
        "2026",
        "Forum de 2026",
        "Forum secretariat",
    )
    assert counts(office) == {("Opening", "SPEAKER", "F"): (2, 18.5), ("Opening", "SPEAKER", "M"): (3, None)}
    page = itu.text("/fr/challenge/FORUM_2026")
    assert "Forum de 2026" in page and 'href="/fr/events/FORUM_2026/edit"' in page and "Opening" in page
    assert office.store.batch(by_dataset["event"].rpartition("/")[2]).manifest.title["fr"] == "Événement : Forum de 2026"

    # The form begins with what is published; what is not changed is not sent.
    begun = controls(itu.text(EDIT))
    assert {name: begun[name] for name in ("name_en", "start", "link")} == {name: FORUM[name] for name in ("name_en", "start", "link")}
    assert (begun["row0-session"], begun["row0-women"], begun["row0-minutes-women"]) == ("Opening", "2", "18.5")
    assert itu.post(EDIT, {"do": "save", **FORUM, **OPENING}).status_code == 422

    # A row that goes is deleted, a cell that is emptied is empty, and what did not change is not sent.
    closing = {"row0-session": "Closing", "row0-role": "CHAIR", "row0-women": "1"}
    (second,) = save(itu, EDIT, **FORUM, **closing)
    assert itu.get(f"{second}?format=json").json["dataset"] == "participation"
    publish(chief, [second])
    assert counts(office) == {("Closing", "CHAIR", "F"): (1, None), ("Closing", "CHAIR", "M"): (0, None)}
    (third,) = save(itu, EDIT, **{**FORUM, "place": ""}, **closing)
    publish(chief, [third])
    assert facts(office, "event")[0]["PLACE"] is None and len(facts(office, "participation")) == 2

    # Changed back to what it was: the same bytes are not taken for sent twice.
    publish(chief, save(itu, EDIT, **FORUM, **closing))
    assert facts(office, "event")[0]["PLACE"] == "Geneva"

    # Taken back, what stood before stands again.
    chief.do(second, "compare")
    assert chief.do(second, "withdraw").status_code == 303
    assert counts(office) == {("Opening", "SPEAKER", "F"): (2, 18.5), ("Opening", "SPEAKER", "M"): (3, None)}
    actions = {(entry.account, entry.action) for entry in office.accounts.entries()}
    assert {("itu", "batch.send"), ("chief", "batch.publish"), ("chief", "batch.withdraw")} <= actions

    # Of another source, they stand under that one alone.
    publish(chief, save(itu, EDIT, **{**FORUM, "source": "Registration desk"}, **OPENING))
    assert {row["SOURCE"] for row in facts(office, "participation")} == {"Registration desk"}


def test_a_contributor_makes_events_only_of_entities_in_their_scope(office, itu, chief):
    ipu = logged_in(office, "ipu")
    page = ipu.text("/en/events/new")
    assert 'value="IPU"' in page and 'value="ITU"' not in page
    answer = ipu.post("/en/events/new", {"do": "save", **FORUM, "event": "THEIRS"})
    assert answer.status_code == 422 and "Choose an entity of which you may make events" in answer.get_data(as_text=True)
    publish(chief, save(itu, **{**FORUM, "event": "SCOPED"}))
    for path in ("edit", "checklist"):
        assert ipu.get(f"/en/events/SCOPED/{path}").status_code == 404
        assert ipu.post(f"/en/events/SCOPED/{path}", {**FORUM, "entity": "IPU"}).status_code == 404
    assert itu.get("/en/events/SCOPED/edit").status_code == 200
    # A file that says the same is refused by the rule that all files are checked by.
    sent = ipu.send("ACTION,EVENT,SERIES,ENTITY,TIME_PERIOD,NAME_EN\nR,SCOPED,Forum,IPU,2026,Taken\n")
    assert ipu.get(f"{sent}?format=json").json["findings"].get("record_not_permitted")


@pytest.mark.parametrize("name, status", [("", 303), ("eye", 403)])
def test_who_may_not_make_events(office, name, status):
    person = logged_in(office, name) if name else stranger(office)
    for path in ("/en/events/new", "/en/events/SCOPED/edit", "/en/events/SCOPED/checklist"):
        assert person.get(path).status_code == status
        assert person.client.post(path, data={"do": "save", **FORUM}).status_code == status


def test_a_form_of_another_site_sends_nothing(office, itu):
    """What a form brings stays in memory, but it changes something: it needs its token as any other."""
    before = len(office.store.batches())
    for path in ("/en/events/new", "/en/events/SCOPED/edit", "/en/events/SCOPED/checklist"):
        answer = itu.client.post(path, data={"do": "save", **FORUM, "event": "FORGED"}, content_type="multipart/form-data")
        assert answer.status_code == 400
    assert len(office.store.batches()) == before


def test_an_event_that_there_is_not_or_is_an_example(itu):
    assert itu.get("/en/events/NOTHING/edit").status_code == 404
    assert itu.get("/en/events/EXAMPLE_FORUM_2025/edit").status_code == 404


def test_what_was_sent_before_and_not_published_goes_when_it_is_sent_again(office, itu):
    fields = {**FORUM, "event": "TWICE"}
    (first,) = save(itu, **fields)
    (second,) = save(itu, "/en/events/TWICE/edit", **{**fields, "place": "Bonn"})
    assert (itu.status(first), itu.status(second)) == ("discarded", "checked")
    assert controls(itu.text("/en/events/TWICE/edit"))["place"] == "Bonn"  # the form begins with what is on its way


@pytest.mark.parametrize(
    "fields, wrong",
    [
        ({"name_en": ""}, "name_en"),
        ({"series": " "}, "series"),
        ({"entity": "EXAMPLE"}, "entity"),
        ({"format": "X"}, "format"),
        ({"start": "1 March"}, "start"),
        ({"start": "2026-02-30"}, "start"),
        ({"end": "2026-02-01"}, "end"),
        ({"start": "", "end": ""}, "period"),
        ({"period": "soon"}, "period"),
        ({"source": ""}, "source"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"event": "../x"}, "event"),
        ({"event": "x" * 65}, "event"),
        ({"event": "SCOPED"}, "event"),
        ({"name_en": "论坛", "event": ""}, "event"),
        ({"row0-role": ""}, "row0-role"),
        ({"row0-role": "KING"}, "row0-role"),
        ({"row0-women": "-1"}, "row0-women"),
        ({"row0-women": "2.5"}, "row0-women"),
        ({"row0-women": "٣"}, "row0-women"),
        ({"row0-men": "99999999"}, "row0-men"),
        ({"row0-minutes-men": "long"}, "row0-minutes-men"),
        ({"row0-women": "", "row0-men": ""}, "row0-women"),
        ({"row1-session": "OPENING", "row1-role": "SPEAKER", "row1-men": "1"}, "row1-session"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_sent(office, itu, fields, wrong):
    before = len(office.store.batches())
    answer = itu.post("/en/events/new?format=json", {"do": "save", **FORUM, "event": "WRONG", **OPENING, **fields})
    assert (answer.status_code, list(answer.json["fields"])) == (422, [wrong])
    assert len(office.store.batches()) == before


def test_what_is_wrong_leaves_the_form_as_it_was_filled_in(itu):
    page = itu.post("/en/events/new", {"do": "save", **FORUM, **OPENING, "row0-women": "two <b>"}).get_data(as_text=True)
    filled = controls(page)
    assert (filled["name_fr"], filled["row0-session"], filled["row0-women"]) == ("Forum de 2026", "Opening", "two &lt;b&gt;")
    assert 'id="row0-women-error"' in page and "<b>" not in page


def test_more_rows_keep_what_is_there(itu):
    page = itu.post("/en/events/new", {"do": "more", **FORUM, **OPENING}).get_data(as_text=True)
    assert controls(page)["row0-session"] == "Opening" and "row5-women" in controls(page) and "row6-women" not in controls(page)


def test_titles_of_sessions_come_out_as_text(office, itu):
    odd = '=HYPERLINK("x") <b>, "\u202eabc" 🎤'
    batches = save(itu, **{**FORUM, "event": "ODD"}, **{**OPENING, "row0-session": odd})
    page = itu.text("/en/events/ODD/edit")
    assert "HYPERLINK(&#34;x&#34;) &lt;b&gt;, &#34;abc&#34; 🎤" in page and "<b>," not in page
    sent = "".join(itu.file(f"{batch}?file=sent")[0] for batch in batches)
    assert "\u202e" not in sent and "=HYPERLINK" not in sent and "🎤" in sent


def test_four_eyes_hold_for_events_too(tmp_path, office):
    from dataclasses import replace

    from dashboard.web.factory import create_app

    strict = Office.__new__(Office)
    strict.settings, strict.store, strict.accounts = replace(office.settings, four_eyes=True), office.store, office.accounts
    strict.app = create_app(strict.settings, office.store)
    chief = logged_in(strict, "chief")
    (batch,) = save(chief, **{**FORUM, "event": "OWN"})
    assert chief.do(batch, "publish").status_code == 409 or chief.status(batch) == "checked"
    assert chief.status(batch) == "checked"


@pytest.mark.parametrize(
    "content",
    [b"\xff\xfe\x00", b'EVENT,SEX\n"', b"ACTION\n", b"PK\x03\x04", b"COUNT\n\xc2\xb2\n"],
    ids=["bytes", "quote", "empty", "zip", "digit"],
)
def test_a_file_that_only_has_the_name_of_one_that_the_form_makes(office, itu, content):
    for dataset in ("event", "participation"):
        itu.post("/en/upload", {"file": (io.BytesIO(content), f"NAMED-{dataset}.csv"), "dataset": dataset})
        assert itu.get("/en/events/NAMED/edit").status_code in (200, 404)
