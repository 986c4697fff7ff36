"""The list of batches: what senders write about their files stands there as they wrote it."""

from __future__ import annotations

import pytest

from dashboard.i18n import Words

ROW = "INDICATOR,REF_AREA,SEX,TIME_PERIOD,OBS_VALUE\nSG_GEN_PARL,KEN,F,2020,{}\n"


@pytest.mark.parametrize("title", ["{oops}", '{"en": 5}', "{}", '{"en": {"en": "x"}}', "<b>x</b>"])
def test_no_title_breaks_a_page(office, title):
    pub = office.person("pub-lishes", "publisher")
    batch = pub.send(ROW.format(20), title=title)
    assert pub.do(batch, "publish", acknowledge="yes").status_code == 303
    listed = office.person("").get("/en/batches?format=csv&table=batches").get_data(as_text=True)
    assert title in listed.replace('""', '"')
    assert [pub.get(page).status_code for page in ("/en/batches", batch, "/en/method")] == [200, 200, 200]


def test_the_list_is_sorted_by_the_words_that_it_shows(office):
    pub = office.person("pub-lishes", "publisher")
    pub.send(ROW.format("x"))  # rejected: "Has errors"
    pub.send(ROW.format(20))  # checked: "Checked, can be published"; the first of the office is published
    for lang in ("en", "fr", "ru"):
        w = Words(lang)
        listed = pub.get(f"/{lang}/batches?format=csv&table=batches&sort=status").get_data(as_text=True)
        codes = [code for line in listed.splitlines()[1:] for code in ("rejected", "checked", "published") if f",{code}," in line]
        assert codes == sorted(codes, key=lambda code: w(f"batch.status.{code}").casefold()), lang
        assert len(codes) == 3


def test_a_program_is_told_that_there_is_nothing_for_it(office):
    batch = office.person("ana-sends", "contributor").send(ROW.format(20))
    for person in (office.person("bob-sends", "contributor"), office.person("")):
        answer = person.get(f"{batch}?format=json")
        assert (answer.status_code, answer.json["code"]) == (404, "batch")
