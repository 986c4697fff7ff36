"""A batch after its check: what publishing changed stays to be seen, withdrawing is seen before it is done, and it leads to its pages."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest

from dashboard.i18n import LANGUAGES
from tests.web.pages.test_batch import fields

HEADER = "INDICATOR,REF_AREA,SEX,TIME_PERIOD,OBS_VALUE"
FIRST = f"{HEADER}\nSG_GEN_PARL,KEN,F,2020,21.4\nSG_GEN_PARL,EGY,F,2020,27.4\n"
SECOND = f"{HEADER}\nSG_GEN_PARL,KEN,F,2020,25.4\nSG_GEN_PARL,DEU,F,2020,31.5\n"


def plain(text: str) -> str:
    return re.sub("[\u2067\u2068\u2069]", "", text)


def rows(person, batch: str, table: str) -> list[str]:
    return person.get(f"{batch}?format=csv&table={table}").get_data(as_text=True).lstrip("\ufeff").splitlines()


@pytest.fixture
def second(ana, pub) -> str:
    """A published batch that changes one figure of an earlier one and adds another."""
    pub.do(ana.send(FIRST), "publish", acknowledge="yes")
    batch = ana.send(SECOND)
    pub.do(batch, "publish", acknowledge="yes")
    assert pub.status(batch) == "published"
    return batch


def test_what_publishing_changed_stays_to_be_seen(office, ana, pub, second):
    for person in (pub, ana, office.person("")):
        page = plain(person.text(second))
        assert "What publishing it changed, at data version 3" in page and "What publishing it would change" not in page
        assert "Publishing added 1 observation, changed 1 and removed none." in page
        assert "Data version 2 came before." in page and "Compare again" not in page
        (kenya,) = [row for row in rows(person, second, "changes") if "KEN" in row]
        assert "changed,21.4,25.4" in kenya
    other = ana.send(FIRST.replace("27.4", "28.4"))
    pub.do(other, "publish", acknowledge="yes")
    assert "Publishing added 1 observation, changed 1 and removed none." in plain(pub.text(second)), "also after later versions"


def test_where_another_version_came_between_it_is_told_what_was_changed_and_not_what_was_foretold(office, ana, pub, second):
    late, other = ana.send(FIRST.replace("27.4", "28.4")), ana.send(f"{HEADER}\nSG_GEN_PARL,EGY,F,2020,29.4\n")
    for batch in (other, late):
        pub.do(batch, "publish", acknowledge="yes")
    page = plain(pub.text(late))
    assert "Publishing added no observation, changed 2 and removed none." in page and "Data version 4 came before." in page
    (egypt,) = [row for row in rows(pub, late, "changes") if "EGY" in row]
    assert "changed,29.4,28.4" in egypt and any("29.4" in row and "28.4" in row for row in rows(pub, late, "headlines"))
    (office.store.files.note_file(late.rpartition("/")[2], "compare")).unlink()
    page = plain(pub.text(late))
    assert "Publishing added no observation, changed 2 and removed none." in page and 'id="table-changes"' not in page


def test_withdrawing_is_seen_before_it_is_done(office, ana, pub, second):
    page = pub.text(second)
    assert "See what withdrawing it would change" in page and 'value="withdraw"' not in page
    assert "See what withdrawing" not in ana.text(second) and ana.do(second, "compare").status_code == 409
    assert pub.post(second, {"do": "compare"}).status_code == 303
    assert "What withdrawing it would change is about to be found out" in pub.text(second), "the page is there at once"
    office.work()
    assert office.store.newest().number == 3 and pub.status(second) == "published"
    page = plain(pub.text(second))
    said = "Withdrawing removes 1 observation, gives 1 back its value from earlier batches and brings back none."
    assert said in page and 'value="withdraw"' in page and "Compared with data version 3" in page
    (kenya,) = [row for row in rows(pub, second, "withdraw-changes") if "KEN" in row]
    assert "changed,25.4,21.4" in kenya
    assert any("25.4" in row and "21.4" in row for row in rows(pub, second, "withdraw-headlines"))
    assert "changed,21.4,25.4" in "".join(rows(pub, second, "changes")), "what publishing changed is there beside it"
    assert list(office.store.files.prepared.iterdir()) == []
    assert pub.do(second, "withdraw", seen="3", note="Sent by mistake").status_code == 303
    assert pub.status(second) == "withdrawn" and "What withdrawing it would change" not in pub.text(second)
    made = office.store.versions()[0]
    assert (made.reason, made.note, made.added, made.changed, made.removed) == ("withdraw", "Sent by mistake", 0, 1, 1)


def test_a_withdrawal_that_was_seen_against_another_version_is_looked_at_again(ana, pub, second):
    pub.do(second, "compare")
    pub.do(ana.send(FIRST.replace("27.4", "28.4")), "publish", acknowledge="yes")
    answer = pub.do(second, "withdraw", seen="3")
    assert answer.status_code == 409 and "It is too late for that" in answer.get_data(as_text=True)
    page = plain(pub.text(second))
    assert pub.status(second) == "published" and "Look again before you withdraw" in page and 'value="withdraw"' not in page
    pub.do(second, "compare")
    assert 'value="withdraw"' in pub.text(second) and "Look again" not in pub.text(second)


def test_a_published_batch_leads_to_its_version_and_its_pages(office, second):
    page, reader = office.person("").text(second), office.person("")
    assert 'href="/en/?version=3"' in page and 'href="/en/method#version-3"' in page
    assert 'id="version-3"' in reader.text("/en/method")
    pages = re.findall(r'href="(/en/(?:indicators|areas)/\w+)"', page.partition('id="pages"')[2].partition("<h2")[0])
    assert pages == ["/en/indicators/SG_GEN_PARL", "/en/areas/DEU", "/en/areas/KEN"]
    for path in ("/en/?version=3", *pages):
        assert reader.get(path).status_code == 200


def test_of_many_pages_the_first_are_named_and_the_rest_counted(office, ana, pub):
    codes = "KEN EGY FRA DEU ESP ITA PER".split()
    batch = ana.send(f"{HEADER}\n" + "".join(f"SG_GEN_PARL,{code},F,2020,2{place}.5\n" for place, code in enumerate(codes)))
    pub.do(batch, "publish", acknowledge="yes")
    listed = pub.text(batch).partition('id="pages"')[2].partition("<h2")[0]
    assert listed.count('href="/en/areas/') == 5 and "and 2 more" in plain(listed)


def test_it_is_told_in_each_language(office, pub, second):
    pub.do(second, "compare")
    for lang in LANGUAGES:
        page = pub.text(second.replace("/en/", f"/{lang}/"))
        assert not re.search(r">[^<]*\b(batch|compare)\.[a-z_.]+", page) and 'id="withdrawal"' in page and 'id="comparison"' in page


def test_who_comes_second_is_told_so(office, ana, pub):
    """Two publishers look at the same batch; one publishes it, the other presses the button a moment later, and once it is done."""
    other, batch = office.person("pub-second", "publisher"), ana.send(FIRST)
    assert pub.post(batch, {"do": "publish", "acknowledge": "yes"}).status_code == 303
    waits = other.post(batch, {"do": "publish", "acknowledge": "yes"})
    office.work()
    late = other.do(batch, "publish", acknowledge="yes")
    for answer in (waits, late):
        assert answer.status_code == 409 and "It is too late for that" in answer.get_data(as_text=True)
    assert "Published on" in late.get_data(as_text=True) and office.store.newest().number == 2
    publishers = [entry.account for entry in office.accounts.entries(action="batch.publish")]
    assert publishers == ["pub-lishes"]


def test_one_record_is_not_told_as_several_and_none_ahead_is_not_told_at_all(office, ana, pub):
    batch = urlsplit(ana.send(f"{HEADER}\nSG_GEN_PARL,KEN,F,2020,22.4\n")).path
    pub.post(batch, {"do": "publish", "acknowledge": "yes"})
    assert "of work" not in pub.text(batch) and "data-follow" in pub.text(batch)
    office.work()
    assert "in data version 2: 1 record." in plain(pub.text(batch))


def test_a_withdrawn_batch_says_when_in_which_version_why_and_to_some_by_whom(office, ana, pub):
    batch = ana.send(FIRST, title="Seats")
    pub.do(batch, "publish", acknowledge="yes")
    pub.do(batch, "compare")
    pub.do(batch, "withdraw", note="Wrong year")
    inside, outside = plain(ana.text(batch)), plain(office.person("").text(batch))
    assert office.store.newest().number == 3
    for page in (inside, outside):
        assert "in data version 3." in page and 'href="/en/method#version-3"' in page and "<dd><bdi>Wrong year</bdi></dd>" in page
    assert "Taken out by</dt><dd><bdi>pub-lishes" in inside and "Taken out by" not in outside


def test_the_list_says_by_which_batch_one_was_replaced(office, ana, pub):
    first = ana.send(FIRST, title="Seats")
    pub.do(first, "publish", acknowledge="yes")
    second = ana.send(FIRST.replace("2020", "2021"), title="Seats, corrected", replaces=first.rpartition("/")[2])
    pub.do(second, "publish", acknowledge="yes")
    assert "Replaced: Seats, corrected" in plain(office.person("").text("/en/batches?status=withdrawn"))
    assert f'<dt>Replaces</dt><dd><a href="{first}"><bdi>Seats</bdi></a>' in ana.text(second)


def test_what_replaces_a_batch_is_read_as_that_was(ana, pub):
    foreign = "Country,Sex,Year,Value\nKenya,Women,2020,20\nQwq,Women,2020,30\n"
    first = ana.send(foreign)
    ana.do(first, "map", **{**fields(ana.text(first)), "ask-INDICATOR": "SG_GEN_PARL", "leave-1": "yes"})
    pub.do(first, "publish", acknowledge="yes")
    assert pub.status(first) == "published"
    second = ana.send(foreign.replace(",20\n", ",21\n"), replaces=first.rpartition("/")[2])
    assert ana.status(second) == "checked" and "in the same way as the batch that it replaces" in ana.text(second)
    assert ana.status(ana.send(foreign.replace(",20\n", ",22\n"))) == "received", "another file is asked about"


def test_a_replacement_begins_with_what_was_said_of_the_one_before(office, ana, pub):
    said = {
        "title": "Seats & more",
        "source": "IPU_PARLINE",
        "link": "https://data.ipu.org/",
        "licence": "CC BY",
        "retrieved": "2026-01-31",
    }
    batch = ana.send(FIRST, dataset="indicator", example="yes", note="Two countries", **said)
    pub.do(batch, "publish", acknowledge="yes")
    replaces = batch.rpartition("/")[2]
    form = ana.text(f"/en/upload?replaces={replaces}")
    for name, value in said.items() | {("note", "Two countries")}:
        (field,) = re.findall(rf'<input [^>]*name="{name}"[^>]*>', form)
        assert f'value="{value.replace("&", "&amp;")}"' in field, name
    assert re.search(r'<option (selected value="indicator"|value="indicator" selected)', form)
    assert re.search(r'<input [^>]*name="example"[^>]*checked|<input [^>]*checked[^>]*name="example"', form)
    changed = ana.post("/en/upload", {"replaces": replaces, "title": "", "dataset": ""}).get_data(as_text=True)
    assert 'value="Seats' not in changed and not re.search(r'selected[^>]*value="indicator"|value="indicator" selected', changed)
    assert not re.search(r'<input [^>]*name="example"[^>]*checked', changed), "what was taken out of the form stays out"
    assert "will replace the batch Seats &amp; more:" in form, "by its title"


def test_a_corrected_file_begins_with_what_was_said_of_that_with_errors(office, ana, pub):
    wrong = ana.send(FIRST.replace("KEN", "QQQ"), title="Seats", dataset="indicator", licence="CC BY")
    id = wrong.rpartition("/")[2]
    assert ana.status(wrong) == "rejected" and f'href="/en/upload?like={id}"' in ana.text(wrong)
    form = ana.text(f"/en/upload?like={id}")
    assert 'value="Seats"' in form and 'value="CC BY"' in form and 'name="replaces"' not in form
    stranger = office.person("bob-sends", "contributor")
    assert stranger.get(f"/en/upload?like={id}").status_code == 404 and 'value="Seats"' not in stranger.text("/en/upload")


CORRECTION = (
    "DATASET,KEY,COLUMN,SOURCE_VALUE,VALUE,REASON\n"
    "indicator,INDICATOR=SG_GEN_PARL;REF_AREA=KEN;SEX=F;TIME_PERIOD=2020,OBS_VALUE,21.4,24.1,digits swapped\n"
    "indicator,INDICATOR=SG_GEN_PARL;REF_AREA=EGY;SEX=F;TIME_PERIOD=2020,OBS_VALUE,27.4,,withdrawn by its publisher\n"
)


def changes_shown(page: str) -> list[list[str]]:
    """The cells of the table of changes, as text."""
    table = re.split(r'id="table-(?:withdraw-)?changes"', page)[1].partition("</table>")[0].partition("<tbody")[2]
    lines = [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", line, re.S) for line in table.split("<tr>")[1:]]
    return [[plain(re.sub("<[^>]*>", "", cell)) for cell in line] for line in lines]


def test_corrections_show_the_value_before_and_after(office, ana, pub):
    pub.do(ana.send(FIRST), "publish", acknowledge="yes")
    batch = pub.send(CORRECTION, name="corrections.csv")
    assert pub.status(batch) == "checked", pub.text(batch)
    kenya, egypt = sorted(changes_shown(pub.text(batch)), key=lambda line: "Egypt" in " ".join(line))
    assert "21.4%" in kenya and kenya[kenya.index("21.4%") + 1] == "24.1%" and "Kenya" in " ".join(kenya)
    assert "27.4%" in egypt and egypt[egypt.index("27.4%") + 1] not in ("", "27.4%")
    pub.do(batch, "publish", acknowledge="yes")
    assert len(re.findall(r'href="/en/facts/indicator', pub.text(batch).partition('id="pages"')[2])) == 2
    pub.do(batch, "compare")
    page = pub.text(batch)
    back = next(line for line in changes_shown(page.partition('id="withdrawal"')[2]) if "24.1%" in line)
    assert back[back.index("24.1%") + 1] == "21.4%"
