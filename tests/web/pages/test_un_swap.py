"""UN-SWAP: totals as published, counts derived from ratings, frameworks never mixed, examples marked."""

import csv
import io

import pytest
from flask.testing import FlaskClient

from dashboard.web.pages.un_swap import newest, results


def row(
    entity="ITU",
    framework="2.0",
    indicator="_T",
    period="2020",
    rating=None,
    met=None,
    met_q="",
    out_of=None,
    source="S",
    example=False,
    status=None,
    comment=None,
):
    return {
        "entity": entity,
        "framework": framework,
        "indicator": indicator,
        "time_period": period,
        "rating": rating,
        "met_or_exceeded": met,
        "met_or_exceeded_q": met_q,
        "out_of": out_of,
        "source": source,
        "obs_status": status,
        "comment": comment,
        "example": example,
    }


def table(client: FlaskClient, url: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get(url).get_data(as_text=True).removeprefix("\ufeff"))))


def test_a_total_and_ratings_of_the_same_year_stand_side_by_side():
    ratings = [
        row(indicator=f"2.0-0{n}", rating=rating) for n, rating in enumerate(["MEETS", "EXCEEDS", "MISSING", "NOT_APPLICABLE"], start=1)
    ]
    counted, published = results([*ratings, row(met=5, out_of=17)])
    assert (counted.met.value, counted.out_of, counted.counted) == (2, 3, True)
    assert (published.met.value, published.out_of, published.counted) == (5, 17, False)
    assert newest([published, counted]) is counted


def test_statuses_and_remarks_stay_with_their_figure():
    ratings = [row(indicator=f"2.0-0{n}", rating="MEETS", status=status) for n, status in enumerate(["P", "A", "V", None], start=1)]
    counted, published = results([*ratings, row(met=5, out_of=17, status="V", comment="Five met.")])
    assert (counted.status, counted.comment) == (("P", "V"), "")
    assert (published.status, published.comment) == (("V",), "Five met.")


def test_an_unvalidated_total_says_so_in_sentence_tables_and_csv(client: FlaskClient):
    text = client.get("/en/un-swap?entity=UNAIDS").get_data(as_text=True)
    assert "published as a total. Status of the figure: Unvalidated value.</p>" in text
    assert text.split("<table")[0].count("To be confirmed: the publication itself has not been seen") == 1
    for name in ("years", "entities"):
        rows = {line.get("entity", ""): line for line in table(client, f"/en/un-swap?entity=UNAIDS&format=csv&table={name}")}
        (found,) = [line for entity, line in rows.items() if "AIDS" in entity or name == "years"]
        assert (found["status"], found["comment"]) == ("Unvalidated value", "To be confirmed: the publication itself has not been seen")
        assert found["source"] == "UNAIDS_SWAP_2018"
    assert "Status of the figure" not in client.get("/en/un-swap?entity=ITU").get_data(as_text=True)


def test_a_source_that_says_only_met_is_quoted(client: FlaskClient):
    text = client.get("/en/un-swap?entity=ITU&framework=2.0").get_data(as_text=True)
    assert "Requirements of five indicators met. Still missing: a financial benchmark" in text


def test_frameworks_are_kept_apart():
    found = results([row(framework="2.0", indicator="2.0-01", rating="MEETS"), row(framework="3.0", indicator="3.0-01", rating="MISSING")])
    assert [(year.framework, year.met.value) for year in found] == [("2.0", 1), ("3.0", 0)]


def test_a_bound_stays_a_bound_and_an_unknown_whole_unknown():
    (year,) = results([row(met=5, met_q=">")])
    assert (str(year.met), year.out_of) == (">5", None)


@pytest.mark.parametrize(("period", "met", "out_of"), [("2018", "5", "17"), ("2019", "5", ""), ("2021", "11", "17")])
def test_itu_as_published(client: FlaskClient, period: str, met: str, out_of: str):
    rows = {line["year"]: line for line in table(client, "/en/un-swap?entity=ITU&framework=2.0&format=csv&table=years")}
    assert (rows[period]["met"], rows[period]["out_of"], rows[period]["kind"]) == (met, out_of, "published")


def test_the_page_opens_with_the_newest_published_result(client: FlaskClient):
    text = client.get("/en/un-swap").get_data(as_text=True)
    assert "International Telecommunication Union, 2021: 11 of 17 indicators of UN-SWAP 2.0 met or exceeded, published as a total." in text
    assert "there is no table by indicator" in text
    assert 'class="example-mark"' not in text


def test_an_example_is_marked_in_sentence_figure_and_table(client: FlaskClient):
    text = client.get("/en/un-swap?entity=EXAMPLE").get_data(as_text=True)
    for mark in ('class="example-mark">Example<', "squares is-example", 'class="tag">Example<', "nobody published them"):
        assert mark in text


def test_names_that_are_not_known_are_not_made_up(client: FlaskClient):
    rows = table(client, "/en/un-swap?entity=EXAMPLE&framework=3.0&format=csv&table=ratings")
    assert len(rows) == 18
    assert sum(line["area"] == "not yet known" for line in rows) == 10
    assert len(table(client, "/en/un-swap?entity=EXAMPLE&framework=2.0&format=csv&table=ratings")) == 17


def test_a_framework_that_an_entity_was_not_rated_by_is_refused(client: FlaskClient):
    assert client.get("/en/un-swap?entity=ITU&framework=3.0").status_code == 400
