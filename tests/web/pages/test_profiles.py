"""Saved ways to read files: who sees, renames and removes which, and what the page says of them."""

from __future__ import annotations

import pytest

from dashboard.i18n import LANGUAGES, Words
from tests.web.pages.test_batch import FOREIGN, fields

YEARS = iter(range(1990, 2020))


def save(person, name: str) -> str:
    """Send a foreign file and keep the way it is read under a name."""
    batch = person.send(FOREIGN.replace("2020", str(next(YEARS))))
    form = fields(person.text(batch))
    assert person.post(batch, {**form, "ask-INDICATOR": "SG_GEN_PARL", "profile_name": name}).status_code == 303
    person.office.work()
    return batch


def kept(office) -> dict[str, str]:
    return {row["name"]: row["account"] for row in office.store.profiles.all()}


@pytest.fixture
def saved(office, ana, pub):
    """A profile of a contributor, and one of a publisher for files of another shape."""
    save(ana, "Chamber")
    office.store.profiles.save("For all", "pub-lishes", {**office.store.profiles.all()[0]["content"], "name": "For all"}, "")


def test_the_list_has_what_one_may_use_and_says_what_it_maps(office, ana, pub, saved):
    bob = office.person("bob-sends", "contributor")
    assert ["Chamber" in bob.text("/en/profiles"), "For all" in bob.text("/en/profiles")] == [False, True]
    page = pub.text("/en/profiles")
    assert "Chamber" in page and "ana-sends" in page and "of everybody" in page and "2 ways of reading files" in page
    assert bob.get("/en/profiles?profile=Chamber").status_code == 404
    one = ana.text("/en/profiles?profile=Chamber")
    assert "Pays" in one and "REF_AREA" in one and "Femmes" in one and "SG_GEN_PARL" in one and "Rename" in one
    assert "Rename" not in bob.text("/en/profiles?profile=For+all")
    listed = ana.get("/en/profiles?format=json").json["profiles"]
    assert [(row["name"], row["owner"], row["columns"], row["used_at"]) for row in listed][0] == ("Chamber", "ana-sends", 4, None)
    ana.send(FOREIGN.replace("2020", "2021"))
    used = ana.get("/en/profiles?profile=Chamber&format=json").json["used_at"]
    assert used and used > listed[0]["saved_at"][:10]
    csv = ana.get("/en/profiles?format=csv&table=profiles").get_data(as_text=True)
    assert csv.startswith("\ufeffname,owner,layout") and "Chamber,ana-sends" in csv


def test_a_profile_is_renamed_and_still_read_by(office, ana, saved):
    form = {"do": "rename"}
    for name, said in (("", "Write a name."), (" \u202e\u200b ", "Write a name."), ("For all", "already")):
        answer = ana.post("/en/profiles?profile=Chamber", {**form, "name": name})
        assert answer.status_code == 422 and said in answer.get_data(as_text=True)
    ana.send(FOREIGN.replace("2020", "2021"))
    answer = ana.post("/en/profiles?profile=Chamber", {**form, "name": "  Lower \u202e house " + "x" * 80})
    new = ("Lower house " + "x" * 80)[:60]
    assert answer.status_code == 303 and kept(office) == {"For all": "pub-lishes", new: "ana-sends"}
    assert new in ana.text(answer.headers["Location"])
    office.store.profiles.remove("For all", "pub-lishes")
    assert ana.get(answer.headers["Location"] + "&format=json").json["used_at"], "by the name that it had before"
    assert new in ana.text(ana.send(FOREIGN.replace("2020", "2022")))
    entry = next(entry for entry in office.accounts.entries() if entry.action == "profile.rename")
    assert (entry.account, entry.object, entry.details["was"]) == ("ana-sends", new, "Chamber")


def test_a_profile_is_removed_when_that_was_confirmed(office, ana, saved):
    form = {"do": "remove"}
    answer = ana.post("/en/profiles?profile=Chamber", form)
    assert answer.status_code == 422 and "Confirm" in answer.get_data(as_text=True) and "Chamber" in kept(office)
    assert ana.post("/en/profiles?profile=Chamber", {**form, "sure": "yes"}).status_code == 303
    assert kept(office) == {"For all": "pub-lishes"}
    assert [entry.object for entry in office.accounts.entries() if entry.action == "profile.remove"] == ["Chamber"]
    assert ana.post("/en/profiles?profile=Chamber", {**form, "sure": "yes"}).status_code == 404


def test_nobody_changes_those_of_others_but_publishers(office, ana, pub, saved):
    bob, before = office.person("bob-sends", "contributor"), kept(office)
    for name, status in (("Chamber", 404), ("For all", 403), ("None", 404)):
        for form in ({"do": "rename", "name": "Mine"}, {"do": "remove", "sure": "yes"}):
            assert bob.post(f"/en/profiles?profile={name}", form).status_code == status
    assert office.person("").get("/en/profiles").status_code == 303
    assert office.person("only-reads", "viewer").get("/en/profiles").status_code == 403
    assert kept(office) == before
    pub.post("/en/profiles?profile=Chamber", {"do": "rename", "name": "Chamber, checked"})
    assert kept(office) == {"For all": "pub-lishes", "Chamber, checked": "ana-sends"}, "it stays hers"


def test_the_page_speaks_every_language_and_is_found(office, ana, saved):
    for lang in LANGUAGES:
        w = Words(lang)
        for path in (f"/{lang}/profiles", f"/{lang}/profiles?profile=Chamber"):
            page = ana.text(path)
            assert "Chamber" in page and f'dir="{w.dir}"' in page
        for path in ("upload", "account"):
            assert f'href="/{lang}/profiles"' in ana.text(f"/{lang}/{path}")
