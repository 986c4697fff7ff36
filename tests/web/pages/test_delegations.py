"""Delegations: the sums, those without a woman and the changes recomputed from the batch; a party's own history; groups without members."""

import csv
import io
import re
from collections.abc import Iterable

import pytest
from flask.testing import FlaskClient

from dashboard import catalogue
from dashboard.i18n import LANGUAGES

BATCH = catalogue.DATA / "batches" / "050-unfccc-inc-delegations" / "participation.csv"
NEWEST, BEFORE = "UNFCCC_INC_11", "UNFCCC_INC_10"
Counted = dict[tuple[str, str], dict[str, int]]


def page(client: FlaskClient, query: str = "", path: str = "/delegations", lang: str = "en", status: int = 200) -> str:
    """The page as text, without isolates."""
    response = client.get(f"/{lang}{path}{query}")
    assert response.status_code == status
    return re.sub("[\u2066-\u2069]", "", response.get_data(as_text=True))


def sentence(text: str) -> str:
    """The answer of a page, with what is said below it."""
    return " ".join(re.findall(r'<p class="answer(?:-more)?"[^>]*>(.*?)</p>', text))


def rows(client: FlaskClient, table: str, query: str = "", path: str = "/delegations") -> dict[str, dict[str, str]]:
    """The rows of one of its tables, by their code."""
    text = page(client, f"?format=csv&table={table}{query}", path)
    found = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    return {row.get("code") or row["area"]: row for row in found}


@pytest.fixture(scope="module")
def batch() -> list[dict[str, str]]:
    """The delegations as the batch has them."""
    with BATCH.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def parties(batch: list[dict[str, str]], event: str, areas: Iterable[str] | None = None, group: str = "PARTY") -> Counted:
    """The people of each delegation to an event, by sex."""
    found: Counted = {}
    for row in batch:
        if row["EVENT"] == event and row["GROUP"] == group and (areas is None or row["REF_AREA"] in areas):
            found.setdefault((row["REF_AREA"], row["DELEGATION"]), {"F": 0, "M": 0, "_U": 0})[row["SEX"]] += int(row["COUNT"])
    return found


def add(found: Counted, sex: str) -> int:
    """All their people of one sex."""
    return sum(people[sex] for people in found.values())


def share(found: Counted) -> float:
    """The share of women in those whose sex is known, per cent."""
    return 100 * add(found, "F") / (add(found, "F") + add(found, "M"))


def without_women(found: Counted) -> int:
    """The delegations in which everybody is known to be a man."""
    return sum(people["F"] == people["_U"] == 0 and people["M"] > 0 for people in found.values())


def test_the_sentence_adds_up_the_parties_of_the_newest_meeting(client: FlaskClient, batch):
    now, before = parties(batch, NEWEST), parties(batch, BEFORE)
    women, men, unknown = (add(now, sex) for sex in ("F", "M", "_U"))
    assert (women, men, unknown) == (85, 452, 2)
    said = sentence(page(client))
    assert "session 11 (INC 11), New York, 1995, Parties and Member States, delegates: women were 15.8% of the 537 persons" in said
    assert "30 per cent threshold: not met" in said
    assert f"Delegations: {len(now)}; of these without a woman: {without_women(now)}, of one person: 52" in said
    assert f"share of women down by {share(before) - share(now):.1f} percentage points" in said


@pytest.mark.parametrize(("by", "level"), [("region", "region"), ("itu_region", "itu_region"), ("rto", "rto"), ("group", "group")])
def test_each_group_is_the_sum_of_its_members(client: FlaskClient, batch, by: str, level: str):
    areas = catalogue.load().areas
    found = rows(client, "groups", f"&by={by}")
    assert found and {areas.level(code) for code in found} == {level}
    for code, row in found.items():
        now, before = (parties(batch, event, areas.members(code)) for event in (NEWEST, BEFORE))
        assert (row["delegations"], row["women"], row["men"]) == (str(len(now)), str(add(now, "F")), str(add(now, "M"))), code
        assert float(row["share"]) == pytest.approx(share(now))
        assert float(row["change"]) == pytest.approx(share(now) - share(before))
        assert int(row["without_women"]) == without_women(now)


def test_groups_without_recorded_members_are_named_and_not_shown(client: FlaskClient):
    found = rows(client, "groups", "&by=rto")
    assert not {"RTO_ATU", "RTO_APT", "RTO_RCC"} & set(found)
    text = page(client, "?by=rto")
    assert "No members are recorded here for: African Telecommunications Union (ATU)." in text
    assert "recorded only in part" in text and "Asia-Pacific Telecommunity (APT)" in text
    assert "No country is recorded here as belonging to an income group" in page(client, "?by=income")


def test_kinds_of_participants_are_added_up_apart(client: FlaskClient, batch):
    found = rows(client, "groups", "&by=kind")
    assert {"PARTY", "NGO", "IGO"} <= set(found)
    for kind, row in found.items():
        now = parties(batch, NEWEST, group=kind)
        assert (row["delegations"], row["women"]) == (str(len(now)), str(add(now, "F")))


def test_the_thirty_per_cent_line_is_drawn_and_labelled(client: FlaskClient):
    text = page(client)
    assert text.count('class="bar-line" style="--at:30%"') >= 6
    assert '<span class="key key-line"></span><span>30 per cent threshold</span>' in text
    assert 'class="bar-scale" aria-hidden="true"><span style="--at:30%">30%</span>' in text


def test_each_party_has_its_change_and_leads_to_its_history(client: FlaskClient, batch):
    found = rows(client, "delegations")
    now, before = parties(batch, NEWEST), parties(batch, BEFORE)
    assert len(found) == len(now)
    kenya = found["KEN"]
    assert (kenya["women"], kenya["men"]) == ("0", "5")
    assert float(kenya["change"]) == pytest.approx(0 - share({("KEN", "_Z"): before["KEN", "_Z"]}))
    assert '<a href="/en/delegations/KEN">Kenya</a>' in page(client)
    changes = [float(row["change"]) for row in rows(client, "delegations", "&sort=-change").values() if row["change"]]
    assert changes == sorted(changes, reverse=True)


def test_the_series_has_a_row_a_meeting(client: FlaskClient, batch):
    found = rows(client, "series", "&region=LDC")
    members = catalogue.load().areas.members("LDC")
    assert list(found) == [f"UNFCCC_INC_{number:02}" for number in range(1, 12)]
    for event, row in found.items():
        listed = parties(batch, event, members)
        assert (row["delegations"], row["women"], row["men"]) == (str(len(listed)), str(add(listed, "F")), str(add(listed, "M")))
    assert found["UNFCCC_INC_01"]["change"] == ""


def test_an_earlier_meeting_is_compared_with_the_one_before_it(client: FlaskClient, batch):
    said = sentence(page(client, "?meeting=UNFCCC_INC_02"))
    points = share(parties(batch, "UNFCCC_INC_02")) - share(parties(batch, "UNFCCC_INC_01"))
    assert "Since Climate convention negotiations, session 1" in said and f"down by {abs(points):.1f} percentage points" in said
    assert "Since " not in sentence(page(client, "?meeting=UNFCCC_INC_01"))


def test_heads_of_delegation_are_told_as_they_are_published(client: FlaskClient):
    text = page(client, "?role=HEAD_DELEGATION")
    assert "heads of delegation: nothing is recorded delegation by delegation for these filters." in sentence(text)
    assert 'href="/en/delegations?role=DELEGATE"' in text.split("The nearest filters that have some")[1]
    heads = text.split("<h2>Heads of delegation</h2>")[1].split("<h2>")[0]
    assert [heads.index(share) for share in ("20%", "13.4%", "25%")] == sorted(heads.index(share) for share in ("20%", "13.4%", "25%"))


def test_sponsored_participants_stand_apart(client: FlaskClient):
    sponsored = page(client).split("<h2>Sponsored participants</h2>")[1].split("<dl")[0]
    assert "Counted apart from the delegations" in sponsored and "not counted by sex" in sponsored and "in all 60" in sponsored


def test_what_is_chosen_stands_in_the_filters(client: FlaskClient):
    text = page(client, "?by=party&region=RTO_CEPT&group=UN_BODY&meeting=UNFCCC_INC_10")
    for value in ("party", "RTO_CEPT", "UN_BODY", "UNFCCC_INC_10"):
        assert f'<option selected value="{value}"' in text


def test_filters_without_a_delegation_name_the_nearest_that_have_some(client: FlaskClient):
    text = page(client, "?group=UN_BODY&region=SIDS")
    assert "nothing is recorded delegation by delegation" in sentence(text)
    assert 'href="/en/delegations?group=_T&amp;region=SIDS"' in text


@pytest.mark.parametrize("query", ["?meeting=ITU_PP_22", "?by=colour", "?group=X", "?region=RTO_ATU", "?role=KING", "?sort=colour"])
def test_wrong_parameters_are_named(client: FlaskClient, query: str):
    page(client, query, status=400)


def test_a_party_has_its_own_history(client: FlaskClient, batch):
    found = rows(client, "history", path="/delegations/KEN")
    for event, row in found.items():
        own = parties(batch, event, ["KEN"])
        assert (row["women"], row["men"], row["unknown"]) == tuple(str(add(own, sex)) for sex in ("F", "M", "_U"))
    text = page(client, path="/delegations/KEN")
    without = sum(without_women(parties(batch, event, ["KEN"])) for event in found)
    assert f"1991–1995, delegates): {len(found)}; of these without a woman: {without}" in sentence(text)
    assert "share of women down by 25 percentage points" in sentence(text)
    assert 'href="/en/areas/KEN"' in text and "30 per cent threshold" in text
    assert '<a href="/en/delegations/KEN">Delegations: Kenya</a>' in page(client, path="/areas/KEN")


def test_a_country_without_delegations_says_so(client: FlaskClient):
    assert "no delegation to a meeting is recorded here" in sentence(page(client, path="/delegations/ALA"))


def test_former_states_have_a_history_and_groups_have_none(client: FlaskClient):
    assert "delegates" in sentence(page(client, path="/delegations/SUN"))
    page(client, path="/delegations/LDC", status=404)
    page(client, path="/delegations/ken?yardstick=balance_40_60")
    page(client, "?yardstick=gpi", path="/delegations/KEN", status=400)


def test_the_page_of_a_meeting_leads_here(client: FlaskClient):
    assert 'href="/en/delegations?meeting=UNFCCC_INC_03&amp;role=DELEGATE"' in page(client, path="/challenge/UNFCCC_INC_03")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_language_says_it(client: FlaskClient, lang: str):
    text = page(client, "?by=group", lang=lang)
    assert "537" in sentence(text) and "144" in sentence(text)
    assert text.count('class="line"') >= 3
    assert "11" in sentence(page(client, path="/delegations/KEN", lang=lang))
