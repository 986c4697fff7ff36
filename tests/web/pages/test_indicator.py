"""The page of one indicator, over the bundled data, compared with the figures as published."""

import csv
import html
import io
import re

import pytest
from flask.testing import FlaskClient

from dashboard.catalogue import load
from dashboard.i18n import LANGUAGES
from dashboard.web.pages.indicator import PAGE


def page(client: FlaskClient, code: str, query: str = "", lang: str = "en", status: int = 200) -> str:
    """The page as text, without isolates and entities."""
    response = client.get(f"/{lang}/indicators/{code}{query}")
    assert response.status_code == status
    return html.unescape(re.sub("[\u2068\u2069]", "", response.get_data(as_text=True)))


def sentence(text: str) -> str:
    """The answer of a page."""
    return re.search(r'<p class="answer"[^>]*>(.*?)</p>', text, re.S)[1]


def rows(client: FlaskClient, code: str, query: str = "", table: str = "areas") -> list[dict[str, str]]:
    """The rows of one of its tables, as downloaded."""
    response = client.get(f"/en/indicators/{code}?format=csv&table={table}{query}")
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(response.get_data(as_text=True).removeprefix("\ufeff"))))


def by_code(client: FlaskClient, code: str, query: str = "", table: str = "areas") -> dict[str, dict[str, str]]:
    return {row["area_code"]: row for row in rows(client, code, query, table)}


def test_the_world_is_answered_as_published(client: FlaskClient):
    said = sentence(page(client, "IT_USE_ii99"))
    assert said.startswith("Internet use, World, 2024: 65% of women and 70% of men; women are 5 percentage points behind.")
    assert "ITU gender parity score: not met, women are below it." in said
    assert "82 of 249 countries and areas have figures that can be compared" in said


def test_what_is_computed_from_countries_says_so(client: FlaskClient):
    said = sentence(page(client, "JUDGES_F"))
    assert "no figure was published for the whole" in said
    assert "the median share of women in the countries and areas with data (93), computed here, is 50%" in said
    groups = by_code(client, "SG_GEN_PARL", table="groups")
    assert (groups["002"]["female"], groups["002"]["basis"], groups["002"]["countries"]) == ("24.9", "published", "")
    assert groups["ITU_AFR"]["basis"] == "computed" and int(groups["ITU_AFR"]["countries"]) > 20


def test_a_median_of_few_countries_is_hollow_in_the_figure_and_named_in_the_table(client: FlaskClient):
    text = page(client, "IT_USE_ii99")
    assert 'class="paired-bars bar-row is-few"' in text and "Hollow: median of fewer than 5 countries and areas" in text
    groups = by_code(client, "IT_USE_ii99", table="groups")
    assert groups["009"]["basis"] == "computed: median of few countries and areas (2)"
    assert (groups["150"]["basis"], groups["001"]["basis"]) == ("computed", "published")
    assert "is-few" not in page(client, "SG_GEN_PARL")


def test_committee_chairs_are_added_up_with_those_of_unknown_sex(client: FlaskClient):
    said = sentence(page(client, "SG_DMK_PARLCC_LC"))
    assert "27.5% of those whose sex is known are women (women 145, men 383). Sex not known: 337" in said
    assert "lies between 16.8% and 55.7%" in said and "Balance 40/60: cannot be determined" in said
    kenya = by_code(client, "SG_DMK_PARLCC_LC")["KEN"]
    assert (kenya["women"], kenya["men"], kenya["unknown"], kenya["share"], kenya["verdict"]) == ("0", "5", "0", "0", "women below")


@pytest.mark.parametrize(
    ("code", "query", "comparable", "unknown"),
    [("SG_DMK_PARLCC_LC", "", 129, 63), ("SG_DMK_PARLCC_UC", "", 41, 38), ("SG_DMK_PARLCC_LC", "?committee=GEN_EQU", 76, 71)],
)
def test_a_parliament_of_which_no_chair_s_sex_is_known_is_not_comparable(client: FlaskClient, code, query, comparable, unknown):
    said = sentence(page(client, code, query))
    assert f" {comparable} of 249 countries and areas have figures that can be compared." in said
    assert f"In {unknown} more, people were counted and nobody’s sex is known." in said
    listed = rows(client, code, query.replace("?", "&"))
    assert sum(int(row["women"] or 0) + int(row["men"] or 0) > 0 for row in listed) == comparable
    tallied = re.search(r"by this yardstick: (.*?)\.", said)[1]
    assert sum(map(int, re.findall(r": (\d+)", tallied))) == comparable


def test_the_map_says_how_many_it_colours(client: FlaskClient):
    listed = rows(client, "SG_DMK_PARLCC_LC")
    known = sum(row["unknown"] == "0" and row["share"] != "" for row in listed)
    assert f"coloured by share of women, per cent: {known}." in page(client, "SG_DMK_PARLCC_LC")


def test_an_unknown_age_leaves_the_share_of_an_age_open(client: FlaskClient):
    said = sentence(page(client, "SG_DMK_PARLCC_LC", "?age=Y_LE45"))
    assert "28.1% of those known to be in this group are women (women 34, men 87)." in said
    assert "Age not known: 373 (women 11, men 25, sex not known 337)." in said
    assert "lies between 7% and 81.4%" in said and "Balance 40/60: cannot be determined" in said
    parts = {row["part_code"]: row for row in rows(client, "SG_DMK_PARLCC_LC", table="parts-age")}
    assert (parts["Y_LE45"]["aside"], parts["Y_LE45"]["verdict"], parts["_U"]["aside"]) == ("373", "cannot be determined", "")


def test_a_committee_that_does_not_exist_is_no_figure(client: FlaskClient):
    said = sentence(page(client, "SG_DMK_PARLCC_LC", "?area=SDN"))
    assert "Sudan, 2020: does not apply" in said and "cannot be determined" not in said
    sudan = by_code(client, "SG_DMK_PARLCC_LC")["SDN"]
    assert (sudan["women"], sudan["men"], sudan["notes"]) == ("", "", "Not applicable")


def test_a_committee_can_be_chosen(client: FlaskClient):
    said = sentence(page(client, "SG_DMK_PARLCC_LC", "?committee=GEN_EQU&area=DEU"))
    assert "Committee chairs, lower chamber (Gender equality), Germany, 2020: 100% are women (women 1, men 0)." in said
    parts = rows(client, "SG_DMK_PARLCC_LC", "&area=KEN", table="parts-comp-breakdown")
    assert {row["part_code"]: (row["women"], row["men"]) for row in parts} == dict.fromkeys(
        ("FOR_AFF", "DEFENCE", "FINANCE", "HUM_RIGH", "GEN_EQU"), ("0", "1")
    )


def test_a_count_without_counterpart_has_no_share(client: FlaskClient):
    text = page(client, "SG_GEN_SPKR_N")
    assert "World, 2026: 54. Men were not counted beside them, so there is no share." in sentence(text)
    assert "100%" not in sentence(text)


def test_two_measures_of_one_subject_are_told_apart_and_linked(client: FlaskClient):
    owning, score = page(client, "IT_MOB_OWN"), page(client, "IT_MOB_OWN_GPS")
    assert "The verdict speaks of women’s and men’s percentages, compared here." in owning
    assert 'measured in another way by: <a href="/en/indicators/IT_MOB_OWN_GPS">Parity score, mobile phones</a>' in owning
    assert "The verdict speaks of the ratio of women’s percentage to men’s, as published." in score
    assert 'href="/en/indicators/IT_MOB_OWN?area=KEN"' in page(client, "IT_MOB_OWN_GPS", "?area=KEN")
    assert "The verdict speaks of" not in page(client, "IT_USE_GAP_N")
    assert "measured in another way" not in page(client, "SG_GEN_MNST")


def test_a_published_ratio_is_not_computed_again(client: FlaskClient):
    assert "women’s percentage divided by men’s is 0.94." in sentence(page(client, "IT_USE_GPS"))
    groups = by_code(client, "IT_USE_GPS", table="groups")
    assert [groups[code]["total"] for code in ("001", "LDC", "SIDS", "ITU_ARB")] == ["0.94", "0.7", "1", "0.86"]


def test_the_yardstick_switches_verdict_and_source(client: FlaskClient):
    balance, threshold = (page(client, "SG_GEN_PARL", f"?area=FRA&yardstick={name}") for name in ("un_parity_band", "threshold_30"))
    assert "not met, women are below it" in sentence(balance) and "System-wide Strategy on Gender Parity" in balance
    assert ": met." in sentence(threshold) and "Economic and Social Council resolution 1990/15" in threshold


def test_no_gap_at_the_decimal_shown_is_no_gap_in_the_verdict(client: FlaskClient):
    said = sentence(page(client, "SE_ADT_ACTS", "?area=BRN&year=2016&skill=EMAIL&yardstick=gap_points"))
    assert "70% of women and 70% of men; to one decimal there is no gap. Gap in percentage points: met." in said


def test_two_areas_are_compared(client: FlaskClient):
    said = sentence(page(client, "SG_GEN_PARL", "?area=KEN&with=FRA"))
    assert "Kenya, 2021: the share of women is 21.6%" in said and "France, 2021: the share of women is 39.5%" in said
    trend = rows(client, "SG_GEN_PARL", "&area=KEN&with=FRA", table="trend")
    assert {row["area_code"] for row in trend} == {"KEN", "FRA", "001"} and len(trend) == 66


@pytest.mark.parametrize(
    ("code", "query", "said"),
    [
        ("SG_GEN_PARL", "?area=KEN", "not met, women are below it. 2000–2021: up 18 percentage points."),
        ("SG_GEN_PARL", "?area=KEN&year=2010", "2000–2010: up 6.3 percentage points."),
        ("IT_MOB_OWN", "?area=EGY", "2014–2019: women up 19.4 percentage points, men up 16.9 percentage points."),
        ("IT_USE_GAP_N", "", "2021–2024: down 88."),
        ("IT_USE_ii99", "", "women are below it. The earliest figure here is of 2019. 82 of"),  # of another source: nothing to compare
        ("IT_MOB_OWN", "?area=BRA", "women are above it. The earliest figure here is of 2014."),  # of another survey
    ],
)
def test_the_sentence_says_since_when_and_how_it_changed(client: FlaskClient, code: str, query: str, said: str):
    assert said in sentence(page(client, code, query))


def options(text: str, name: str) -> dict[str, str]:
    """The options of one filter by value."""
    select = re.search(rf'<select[^>]*name="{name}"[^>]*>(.*?)</select>', text, re.S)[1]
    return {value: label for value, label in re.findall(r'<option[^>]*value="([^"]*)"[^>]*>([^<]*)<', select)}


def test_a_group_is_found_in_the_control_of_groups_and_can_be_compared_with(client: FlaskClient):
    text = page(client, "SG_GEN_PARL")
    assert options(text, "group")["ITU_ARB"] == options(text, "with")["ITU_ARB"] == "Arab States (ITU region)"
    assert set(options(text, "area")) & {"KEN", "002", "ITU_ARB", "DEVELOPED"} == {"KEN"}
    assert 'name="area"' not in page(client, "IT_USE_GPS")  # no country has a score: its figures are of groups
    assert "Arab States (ITU region), " in sentence(page(client, "SG_GEN_PARL", "?area=KEN&with=ITU_ARB"))
    assert options(page(client, "SG_GEN_PARL", "?area=002"), "area")["002"] == "Africa"  # an address of old still says what it shows


def test_a_group_restricts_table_and_ranking(client: FlaskClient):
    listed = by_code(client, "SG_GEN_PARL", "&group=002")
    assert len(listed) == 54 and {"KEN", "RWA"} < set(listed) and "FRA" not in listed
    assert " 54 of 60 countries and areas" in sentence(page(client, "SG_GEN_PARL", "?group=002"))


def test_the_ranking_begins_with_the_widest_gap(client: FlaskClient):
    listed = rows(client, "SG_GEN_PARL")
    assert [row["rank"] for row in listed[:4]] == ["1", "1", "1", "4"] and {row["female"] for row in listed[:3]} == {"0"}
    ordered = rows(client, "SG_GEN_PARL", "&sort=-female")
    assert (ordered[0]["area_code"], ordered[0]["female"]) == ("RWA", "61.25")


def test_age_ranges_are_named_and_never_mixed(client: FlaskClient):
    listed = by_code(client, "IT_USE_ii99")
    assert listed["FRA"]["age"] == "16 to 74 years" and listed["USA"]["age"] == "3 years and over"
    chosen = by_code(client, "IT_USE_ii99", "&age=Y_GE10")
    assert "FRA" not in chosen and {row["age"] for row in chosen.values()} == {"10 years and over"}


def test_a_skill_can_be_chosen_and_is_named(client: FlaskClient):
    said = sentence(page(client, "SE_ADT_ACTS", "?skill=PCPR&area=KOR"))
    assert said.startswith("ICT skills (Writing a computer program in a specialized programming language), Republic of Korea, 2019:")
    assert len(rows(client, "SE_ADT_ACTS", "&area=KOR", table="parts-comp-breakdown")) == 9


@pytest.mark.parametrize("query", ["?group=RTO_APT", "?area=RTO_APT", "?area=KEN&with=RTO_APT"])
def test_known_members_are_not_presented_as_their_group(client: FlaskClient, query):
    text = page(client, "SG_GEN_PARL", query)
    assert "Not all of its members are known here (32 are), so none is computed for it." in sentence(text)
    assert "median share" not in sentence(text)
    assert not {"RTO_APT", "RTO_RCC"} & set(options(page(client, "SG_GEN_PARL"), "with"))
    assert "RTO_APT" not in by_code(client, "SG_GEN_PARL", query.replace("?", "&"), table="groups")


def test_the_members_known_of_a_group_are_called_so(client: FlaskClient):
    text = page(client, "SG_GEN_PARL", "?group=RTO_APT")
    assert "(APT), members known here: 32 of 32 countries and areas have figures that can be compared" in sentence(text)
    assert "There are figures with other filters" not in text
    assert options(text, "group")["RTO_APT"] == "Asia-Pacific Telecommunity (APT), members known here"
    assert options(text, "group")["RTO_CEPT"].endswith("(CEPT)")


def test_a_year_shows_only_that_year(client: FlaskClient):
    assert {row["period"] for row in rows(client, "SG_GEN_PARL", "&year=2005")} == {"2005"}
    assert {row["period"] for row in rows(client, "SG_GEN_PARL")} > {"2021"}  # the latest of each, with its year


def test_without_figures_the_page_says_so_and_names_what_has_some(client: FlaskClient):
    text = page(client, "IT_USE_ii99", "?area=AFG&year=2012")
    assert "Internet use, Afghanistan: there are no figures for these filters." in sentence(text)
    assert "There are figures with other filters:" in text and 'href="/en/indicators/IT_USE_ii99?year=2012"' in text
    only_total = sentence(page(client, "IT_MOB_OWN", "?area=CMR"))
    assert "so they cannot be compared" in only_total and "%" in only_total


def test_the_map_is_an_image_at_the_page_s_own_address(client: FlaskClient):
    text = page(client, "SG_GEN_PARL", "?group=002")
    address = re.search(r'<object[^>]* data="([^"]+)"', text)[1]
    image = client.get(address)
    assert image.mimetype == "image/svg+xml" and image.headers["Content-Language"] == "en"
    drawn = html.unescape(image.get_data(as_text=True))
    assert "<title>Rwanda: 61.3% (2021)</title>" in drawn and "France" not in drawn and 'href="/en/areas/RWA"' in drawn
    assert "do not imply official endorsement or acceptance by the United Nations" in text
    again = client.get(address, headers={"If-None-Match": image.headers["ETag"]})
    assert again.status_code == 304 and not again.data


def test_an_indicator_without_countries_has_no_map(client: FlaskClient):
    assert "<object" not in page(client, "IT_USE_GPS")
    page(client, "IT_USE_GPS", "?format=svg", status=400)


@pytest.mark.parametrize(
    ("code", "query", "status", "named"),
    [
        ("nothing", "", 404, "nothing"),
        ("SG_GEN_PARL", "?skill=PCPR", 400, "skill"),
        ("SG_GEN_PARL", "?yardstick=gpi", 400, "gpi"),
        ("SG_GEN_SPKR_N", "?yardstick=gpi", 400, "gpi"),
        ("SG_GEN_PARL", "?year=1066", 400, "1066"),
        ("SG_GEN_PARL", "?area=QQZ", 400, "QQZ"),
        ("SG_GEN_PARL", "?colour=red", 400, "colour"),
    ],
)
def test_what_cannot_be_is_answered_by_a_helpful_page(client: FlaskClient, code, query, status, named):
    assert named in sentence(page(client, code, query, status=status))


@pytest.mark.parametrize("code", ["IT_USE_ii99", "SG_GEN_PARL_ALL", "SG_GEN_PARL", "SG_DMK_PARLCC_LC", "IT_MOB_OWN"])
@pytest.mark.parametrize("query", ["", "area=KEN&with=FRA"])
def test_every_figure_has_its_source_in_its_row_and_in_the_small_print(client: FlaskClient, code, query):
    text, sources = page(client, code, f"?{query}"), load().sources
    block = text.split('class="sources"')[1].split("</ul>")[0]
    for table in re.findall(r'id="table-([\w-]+)"', text):
        for row in rows(client, code, f"&{query}", table=table):
            assert row["source"]
            for source in row["source"].split("; "):
                assert f"{sources[source].publisher}: {sources[source].title}" in block, (table, source)


def test_a_computed_figure_names_what_it_was_computed_from(client: FlaskClient):
    text = page(client, "SG_DMK_PARLCC_LC")
    assert "computed from: United Nations Statistics Division" in text
    assert by_code(client, "SG_DMK_PARLCC_LC", table="groups")["002"]["source"] == "UNSD_SDG_2020"


def test_the_sentence_names_its_area_once(client: FlaskClient):
    assert sentence(page(client, "IT_USE_ii99")).count("World") == 1
    assert "<dd>World: 82 of 249 countries and areas have" in page(client, "IT_USE_ii99")


def test_a_ratio_is_shown_with_the_decimals_that_its_verdict_needs_and_all_of_a_column_alike(client: FlaskClient):
    text = page(client, "IT_USE_ii99")
    iceland = text.split('id="table-areas"')[1].split(">Iceland<")[1].split("</tr>")[0]
    assert ">0.9797<" in iceland and "almost met" in iceland and ">0.98<" not in iceland
    shown = re.findall(r'<td class="numeric">(\d\.\d+)</td>', text.split('id="table-areas"')[1].split("</table>")[0])
    assert len(shown) > 80 and {len(ratio) for ratio in shown} == {6}
    groups = page(client, "IT_USE_GPS").split('id="table-groups"')[1]
    assert {"0.94", "0.70", "1.00"} <= set(re.findall(r'<td class="numeric">(\d\.\d+)</td>', groups))
    assert ">1.00<" in page(client, "IT_USE_GPS").split('class="bar-list"')[1].split("</ul>")[0]


def test_a_share_just_short_of_the_yardstick_is_not_shown_as_its_edge(client: FlaskClient):
    said = sentence(page(client, "IC_GEN_MGTL", "?area=GEO&year=2009&yardstick=threshold_30"))
    assert "the share of women is 29.99%." in said and "not met" in said


def test_one_point_is_one_point(client: FlaskClient):
    assert "women are 1 percentage point behind." in sentence(page(client, "IT_USE_ii99", "?area=LVA&year=2013"))


def test_an_age_range_that_is_not_specified_is_called_so(client: FlaskClient):
    assert sentence(page(client, "IT_USE_ii99", "?area=SDN")).startswith("Internet use (age range not specified), Sudan, 2011:")


def test_the_period_is_that_of_the_whole_series(client: FlaskClient):
    assert "<dd>1995 to 2026</dd>" in page(client, "SG_GEN_PARL_ALL")


def test_case_is_forgiven(client: FlaskClient):
    assert sentence(page(client, "it_use_II99")) == sentence(page(client, "IT_USE_ii99"))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("code", ["IT_USE_ii99", "SG_DMK_PARLCC_UC"])
def test_every_language_shows_the_same_figures(client: FlaskClient, lang, code):
    text = page(client, code, lang=lang)
    assert f'lang="{lang}"' in text and not re.search(r">(indicator|site|verdict)\.\w", text)
    english, other = (client.get(f"/{one}/indicators/{code}?format=csv").get_data(as_text=True).count("\n") for one in ("en", lang))
    assert english == other


@pytest.mark.parametrize("path", PAGE.examples)
def test_the_first_response_is_small(client: FlaskClient, path):
    response = client.get(f"/en{path}", headers={"Accept-Encoding": "br"})
    assert response.headers["Content-Encoding"] == "br" and len(response.data) < 60_000
