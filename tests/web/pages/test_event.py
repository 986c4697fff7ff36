"""One event: its roles, sessions, groups and delegations, compared with the batch they come from."""

import csv
import io
import re
from collections import defaultdict

import pytest
from flask.testing import FlaskClient

from dashboard import catalogue
from dashboard.i18n import LANGUAGES, Words

BATCHES = catalogue.DATA / "batches"


def page(client: FlaskClient, path: str, lang: str = "en", status: int = 200) -> str:
    """The page as text, without isolates."""
    response = client.get(f"/{lang}/challenge/{path}")
    assert response.status_code == status
    return re.sub("[\u2068\u2069]", "", response.get_data(as_text=True))


def sentence(text: str) -> str:
    """The answer of a page."""
    return re.search(r'<p class="answer"[^>]*>(.*?)</p>', text)[1]


def rows(client: FlaskClient, path: str, table: str) -> list[dict[str, str]]:
    """The rows of one of its tables."""
    text = page(client, f"{path}{'&' if '?' in path else '?'}format=csv&table={table}")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def tallies(text: str) -> dict[str, int]:
    """The counts side by side, by what they count."""
    return {name: int(number) for name, number in re.findall(r"<dt>([^<]+)</dt><dd>(\d+)</dd>", text)}


@pytest.fixture(scope="module")
def bundled_delegations() -> dict[str, dict[tuple[str, str, str], dict[str, int]]]:
    """The delegations of the climate convention talks as the batch has them: event, delegation, sex."""
    found: dict = defaultdict(lambda: defaultdict(dict))
    with (BATCHES / "050-unfccc-inc-delegations" / "participation.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row["EVENT"]][row["REF_AREA"], row["DELEGATION"], row["GROUP"]][row["SEX"]] = int(row["COUNT"])
    return found


@pytest.mark.parametrize("event", ["UNFCCC_INC_01", "UNFCCC_INC_05", "UNFCCC_INC_11"])
def test_delegations_are_those_of_the_batch(client: FlaskClient, bundled_delegations, event: str):
    expected = bundled_delegations[event]
    found = rows(client, event, "delegations")
    assert len(found) == len(expected)
    for sex, column in (("F", "women"), ("M", "men"), ("_U", "unknown")):
        assert sum(int(row[column]) for row in found) == sum(counts[sex] for counts in expected.values())
    counted = tallies(page(client, event))
    assert counted["delegations"] == len(expected)
    assert counted["without women"] == sum(not counts["F"] and not counts["_U"] and counts["M"] > 0 for counts in expected.values())
    assert counted["without men"] == sum(not counts["M"] and not counts["_U"] and counts["F"] > 0 for counts in expected.values())
    assert counted["of one person"] == sum(sum(counts.values()) == 1 for counts in expected.values())


def test_the_sentence_tells_what_the_unknown_leave_open(client: FlaskClient):
    said = sentence(page(client, "UNFCCC_INC_01"))
    assert "women were 15.1% of the 470 persons whose sex is known" in said
    assert "between 11.4% and 36%" in said
    assert "30 per cent threshold: cannot be determined" in sentence(page(client, "UNFCCC_INC_01?yardstick=threshold_30"))


def test_delegations_can_be_filtered_and_the_sentence_follows(client: FlaskClient):
    said = sentence(page(client, "UNFCCC_INC_01?region=LDC&group=PARTY"))
    assert "Parties and Member States and Least developed countries, delegates: 0 women and 27 men" in said
    assert "the sex of all 149 persons is not known" in sentence(page(client, "UNFCCC_INC_01?group=NGO"))
    members = set(catalogue.load().areas.members("150"))
    assert {row["area"] for row in rows(client, "UNFCCC_INC_01?region=150", "delegations")} <= members
    assert "no delegation fits these filters" in sentence(page(client, "UNFCCC_INC_01?group=NGO&region=LDC"))


def test_a_delegation_of_one_person_is_called_so(client: FlaskClient):
    text = page(client, "UNFCCC_INC_01?region=150")
    assert "delegation of one person" in text
    one = [row for row in rows(client, "UNFCCC_INC_01?region=150", "delegations") if int(row["women"]) + int(row["men"]) == 1]
    assert one and all(not row["verdict"] for row in one)


def test_sessions_are_counted_one_by_one(client: FlaskClient):
    text = page(client, "EXAMPLE_FORUM_2025")
    counted = tallies(text)
    assert (counted["sessions"], counted["without women"], counted["without men"]) == (12, 1, 1)
    assert (counted["single-sex panels"], counted["composition not known"]) == (2, 0)
    assert "of them without women 1, without men 1" in text
    found = {row["session"]: row for row in rows(client, "EXAMPLE_FORUM_2025", "sessions")}
    assert (found["S03"]["pledge"], found["S05"]["pledge"], found["S07"]["verdict"]) == ("not_met", "not_met", "undetermined")
    assert (found["S04"]["verdict"], found["S04"]["within_one_person"]) == ("above", "true")
    assert text.count("dot dot-women") == 31


def test_a_session_of_unknown_composition_is_one_of_those_added_up(client: FlaskClient):
    below = {
        (row["role"], row["parts"])
        for row in rows(client, "EXAMPLE_FORUM_2025", "figures")
        if row["basis"] == "sessions" and not row["part"]
    }
    above = {(row["role"], row["parts"]) for row in rows(client, "?series=Example+forum", "events") if row["basis"] == "sessions"}
    assert below == above == {("Speakers", "12"), ("Moderators", "12")}


def test_a_session_says_what_would_have_met_the_yardstick(client: FlaskClient):
    text = page(client, "EXAMPLE_FORUM_2025")
    assert "panel of one sex · to meet the yardstick it would have taken 4 more women, or 2 women in place of men" in text
    found = {row["session"]: row for row in rows(client, "EXAMPLE_FORUM_2025", "sessions")}
    assert [found["S04"][key] for key in ("need_sex", "need_add", "need_swap")] == ["M", "1", "1"]
    known = [row for row in found.values() if row["verdict"] in ("met", "undetermined")]
    assert known and all(not row[key] for row in known for key in ("need_sex", "need_add", "need_swap"))


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("yardstick=un_parity_band", "not met, women are below it. It would have taken 1 more woman.</p>"),
        ("yardstick=threshold_30", "30 per cent threshold: met.</p>"),
    ],
)
def test_the_sentence_says_what_would_have_met_the_yardstick(client: FlaskClient, query: str, said: str):
    assert said in page(client, f"ITU_WRC_23?role=COMMITTEE_CHAIR&{query}")


def test_what_cannot_be_determined_or_counted_has_no_remedy(client: FlaskClient):
    assert "It would have taken" not in sentence(page(client, "EXAMPLE_FORUM_2025"))
    assert "It would have taken" not in sentence(page(client, "ITU_PP_22"))


def test_the_setting_says_whether_the_moderator_counts(client: FlaskClient):
    apart, counted = (rows(client, f"EXAMPLE_FORUM_2025?moderators={value}", "sessions")[0] for value in ("no", "yes"))
    assert (apart["women"], apart["men"]) == ("2", "3")
    assert (counted["women"], counted["men"], counted["share"]) == ("3", "3", "50")
    page(client, "EXAMPLE_FORUM_2025?moderators=perhaps", status=400)


def test_speaking_time_stands_beside_presence(client: FlaskClient):
    text = page(client, "EXAMPLE_FORUM_2025")
    minutes = [(18, 34), (31, 37), (44, 21), (9, 61), (36, 26), (40, 41)]
    women, men = (sum(pair[index] for pair in minutes) for index in (0, 1))
    assert f"women were 47.2% of those who took part and had {round(100 * women / (women + men), 1)}% of the speaking time" in text


def test_groups_are_read_beside_the_whole(client: FlaskClient):
    found = {row["part"]: row for row in rows(client, "EXAMPLE_FORUM_2025", "figures")}
    assert (found["Affected States"]["women"], found["Affected States"]["men"], found["Donors"]["women"]) == ("3", "2", "2")


@pytest.mark.parametrize(
    ("event", "said", "bar", "cells"),
    [
        ("IGF_2022", "the others as published: men 56% and another category 1%.", (43, 1, None, 56), ("43", "56", "1", "")),
        ("IGF_2023", "the others as published: men 61% and another category less than 1%.", (38, 1, None, 61), ("38", "61", "<1", "")),
        ("ICANN_63", "for 27% the sex is not known", (20, 27, None, 53), ("20", "53", "", "27")),
        ("ITU_DIGITAL_WORLD_2020", "the others as published: men 79%.", (21, None, None, 79), ("21", "79", "", "")),
        ("ITU_PP_22", "women were 33%, as published.", (33, None, 67, 0), ("33", "", "", "")),
        ("ITU_WTSA_20", "women were more than 30%, as published.", (30, None, None, 0), (">30", "", "", "")),
    ],
)
def test_published_shares_are_drawn_and_listed_as_they_are(client: FlaskClient, event: str, said: str, bar: tuple, cells: tuple):
    text = page(client, event)
    assert said in sentence(text)
    parts = re.findall(
        r'class="bar-(women|unknown|rest|men)[^"]*" style="--part: ?([\d.]+)%', re.search(r"<div[^>]*bar-head.*?</div>", text)[0]
    )
    drawn = {name: float(part) for name, part in parts}
    assert tuple(drawn.get(name) for name in ("women", "unknown", "rest", "men")) == bar
    others = ("share_men", "share_other", "share_unknown")
    assert cells in [tuple(row[key] for key in ("share", *others)) for row in rows(client, event, "figures")]
    listed = [row for row in rows(client, "?", "events") if row["event_code"] == event]
    assert cells in [tuple(row[key] for key in ("share_published", *others)) for row in listed]


def test_the_rest_of_a_share_is_named_in_the_legend_where_it_is_drawn(client: FlaskClient):
    rest = "Not women: no other share is published"
    assert "Women: 33%; not women: 67%" in page(client, "ITU_PP_22") and rest in page(client, "ITU_PP_22")
    assert rest not in page(client, "IGF_2022")
    assert rest in page(client, "DISARMAMENT_FORUMS_2019"), "the bar of the small forums stands in the list though the whole has none"
    assert 'class="legend"' not in page(client, "NOW4WRC19")
    assert "High-level policy sessions (11)" in page(client, "WSIS_FORUM_2020") and "women 49% and men 51%" in page(
        client, "WSIS_FORUM_2020"
    )


def test_an_event_with_one_share_says_that_there_is_nothing_below_it(client: FlaskClient):
    text = page(client, "ITU_PP_22")
    assert "women were 33%, as published" in sentence(text)
    assert "none is published for single sessions or delegations" in text
    assert "Target 35%: below it by 2 percentage points" in text


@pytest.mark.parametrize("event", ["ITU_WRC_23", "WSIS_FORUM_2020", "DISARMAMENT_FORUMS_2019", "IGF_2014", "UNFCCC_INC_01", "ITU_WTSA_24"])
def test_an_event_with_figures_below_the_whole_does_not_say_that_there_are_none(client: FlaskClient, event: str):
    assert "none is published for single sessions or delegations" not in page(client, event)


def test_an_event_is_told_by_what_is_said_of_the_whole_not_by_a_set_of_its_sessions(client: FlaskClient):
    for path in ("DISARMAMENT_FORUMS_2019", "?series=Arms+control+and+disarmament+forums"):
        said = sentence(page(client, path))
        assert (
            "Arms control and disarmament forums, diplomats: the source answers in words, “about one third”" in said and "20%" not in said
        )


@pytest.mark.parametrize(
    ("event", "said"),
    [
        ("NOW4WRC19", "the source counts 205 women and does not count men, so there is no ratio"),
        ("WSIS_FORUM_2021", "participants: the source says that a 50/50 gender balance was achieved, and gives no number."),
        ("ICANN_63", "women were 20%, as published; for 27% the sex is not known, so the share lies between 20% and 47%"),
        ("ITU_WTSA_24", "no figure on who took part is published here"),
        ("APMBC_2022_MEETINGS", "no figure by sex is published here"),
        ("ITU_WRC_23?role=COMMITTEE_CHAIR", "3 women and 4 men, so women were 42.9% (computed from the counts)"),
        ("ITU_WRC_23?role=COMMITTEE_VICE_CHAIR", "the source counts 10 women and does not count men"),
    ],
)
def test_the_sentence_says_what_the_source_gives(client: FlaskClient, event: str, said: str):
    assert said in sentence(page(client, event))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_a_source_affirms_is_not_put_into_its_mouth(client: FlaskClient, lang: str):
    text = page(client, "WSIS_FORUM_2021", lang)
    assert "50/50" in sentence(text) and not re.search("[“”«»]|yes", sentence(text))
    assert not re.search("[“«]\\s*yes", text)
    (figure,) = rows(client, "WSIS_FORUM_2021", "figures")
    assert (figure["in_words"], figure["balance_achieved"]) == ("", "true")


@pytest.mark.parametrize(
    ("event", "units"),
    [
        ("ICANN_63", ["all", "persons"]),
        ("IGF_2022", ["all", "persons"]),
        ("UNFCCC_COP24", ["not_recorded", "persons"]),
        ("ITU_PP_22", ["not_recorded"]),
        ("ITU_DIGITAL_WORLD_2020", ["women_and_men"]),
        ("IPU_134", ["women_and_men", "persons"]),
        ("WSIS_FORUM_2020", ["women_and_men", "not_recorded", "persons"]),
        ("EXAMPLE_FORUM_2025", ["women_and_men", "persons"]),
        ("NOW4WRC19", ["persons"]),
    ],
)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_unit_says_of_whom_a_share_is_as_far_as_it_is_known(client: FlaskClient, lang: str, event: str, units: list[str]):
    w = Words(lang)
    unit = re.search(rf"<dt>{w('site.unit')}</dt><dd>(.*?)</dd>", page(client, event, lang))[1]
    assert unit == " · ".join(w(f"event.unit.{name}") for name in units)


def test_the_saved_figures_say_of_whom_a_share_is(client: FlaskClient):
    found = {row["event_code"]: row["share_of"] for row in rows(client, "?", "events")}
    assert [found[event] for event in ("IGF_2023", "UNFCCC_COP24", "IPU_134", "NOW4WRC19")] == ["all", "not_recorded", "women_and_men", ""]


def test_the_shares_of_a_set_of_sessions_and_of_a_country_group_are_named(client: FlaskClient):
    assert "High-level policy sessions (11)" in page(client, "WSIS_FORUM_2020")
    assert "European Conference of Postal and Telecommunications Administrations (CEPT)" in page(client, "ITU_WRC_23")


def test_events_of_a_series_are_linked_in_order_of_time(client: FlaskClient):
    text = page(client, "UNFCCC_INC_05")
    assert re.search(r'href="/en/challenge/UNFCCC_INC_04"[^>]*rel="prev"|rel="prev"[^>]*href="/en/challenge/UNFCCC_INC_04"', text)
    assert re.search(r'href="/en/challenge/UNFCCC_INC_06"[^>]*rel="next"|rel="next"[^>]*href="/en/challenge/UNFCCC_INC_06"', text)
    assert 'rel="prev"' not in page(client, "ITU_WRC_2000")


def test_case_is_forgiven_and_an_unknown_event_names_the_nearest(client: FlaskClient):
    assert "WSIS Forum 2020" in sentence(page(client, "wsis_forum_2020"))
    assert "/en/challenge/WSIS_FORUM_2021" in page(client, "WSIS_FORUM_2029", status=404)


@pytest.mark.parametrize("query", ["group=PARTY", "region=LDC", "role=CHAIR", "yardstick=panel_pledge", "sort=women"])
def test_filters_that_this_event_does_not_have_are_wrong(client: FlaskClient, query: str):
    page(client, f"ITU_PP_22?{query}", status=400)


def test_every_event_has_a_page(client: FlaskClient):
    with (BATCHES / "010-events" / "event.csv").open(encoding="utf-8", newline="") as file:
        events = [row["EVENT"] for row in csv.DictReader(file)]
    for place, event in enumerate(events):
        lang = list(LANGUAGES)[place % len(LANGUAGES)]
        assert len(sentence(page(client, event, lang))) > 20, event
