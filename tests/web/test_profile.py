"""What is known of an area: each indicator beside region and world, and its delegations."""

from dashboard.catalogue import load
from dashboard.domain.measures import Counts
from dashboard.web.profile import delegations, entries, members, people

from .test_readings import row

CATALOGUE = load()


def sent(event: str, area: str, women: float, men: float, unknown: float = 0, **more: str) -> list[dict]:
    shared = {"event": event, "session": "_T", "role": "DELEGATE", "ref_area": area, "delegation": "_Z", "group": "PARTY", "source": "S"}
    shared |= more
    blank = dict.fromkeys(("minutes", "minutes_q", "share", "share_q", "session_title", "obs_status", "nature", "value_text", "comment"))
    counts = {"F": women, "M": men, "_U": unknown}
    return [{**shared, **blank, "sex": sex, "count": number, "count_q": "", "example": False} for sex, number in counts.items()]


def test_an_area_stands_beside_its_region_and_the_world():
    shares = {"KEN": 21.6, "UGA": 33.0, "RWA": 61.0, "001": 25.6}
    rows = [row(indicator="SG_GEN_PARL", ref_area=area, female=share) for area, share in shares.items()]
    (entry,) = entries(CATALOGUE, rows, "KEN", ["002", "001"], "")
    assert entry.yardstick.id == "balance_40_60" and str(entry.verdict.outcome) == "below"
    assert (entry.beside["001"].female.value, entry.beside["001"].countries) == (25.6, 0)  # published
    assert (entry.beside["002"].female.value, entry.beside["002"].countries) == (33.0, 3)  # the median of its countries


def test_the_reader_s_yardstick_is_taken_where_it_fits():
    rows = [row(indicator="SG_GEN_PARL", female=31), row(indicator="IT_MOB_OWN", female=40, male=41)]
    chosen = {entry.indicator.id: entry.yardstick.id for entry in entries(CATALOGUE, rows, "KEN", [], "threshold_30")}
    assert chosen == {"IT_MOB_OWN": "itu_parity_score", "SG_GEN_PARL": "threshold_30"}


def test_a_country_with_another_skill_than_most_is_not_left_out():
    rows = [row(indicator="SE_ADT_ACTS", ref_area=area, comp_breakdown="PCPR", female=1, male=2) for area in ("FRA", "DEU")]
    rows.append(row(indicator="SE_ADT_ACTS", comp_breakdown="EMAIL", female=3, male=4))
    (entry,) = entries(CATALOGUE, rows, "KEN", ["001"], "")
    assert entry.reading.choices["COMP_BREAKDOWN"] == "EMAIL" and not set(entry.beside) - {"001"}


def test_other_sources_stay_visible():
    rows = [row(indicator="SG_GEN_PARL", female=20 + place, source=name) for place, name in enumerate("AB")]
    (entry,) = entries(CATALOGUE, rows, "KEN", [], "")
    assert [other.source for other in entry.others] == [{"A": "B", "B": "A"}[entry.reading.source]]


def test_delegations_of_a_group_are_added_up_event_by_event():
    lines = delegations([*sent("INC_1", "KEN", 1, 5), *sent("INC_1", "UGA", 0, 2, 1), *sent("INC_2", "KEN", 0, 3)], CATALOGUE.sources)
    found = [(line.event, line.figure.counts, line.parts) for line in lines]
    assert found == [("INC_1", Counts(1, 7, 0, 1), 2), ("INC_2", Counts(0, 3), 1)]


def test_nobody_is_counted_twice():
    """Heads of delegation are delegates, a second source speaks of the same people, and a group is within its delegation."""
    delegates = sent("INC_1", "KEN", 3, 2, group="_T")
    rows = [*delegates, *sent("INC_1", "KEN", 0, 1, role="HEAD"), *sent("INC_1", "KEN", 3, 2, source="Z", group="_T")]
    rows += sent("INC_1", "KEN", 1, 1, group="YOUTH")
    lines = delegations([*rows, *sent("INC_2", "KEN", 1, 1, role="HEAD"), *sent("INC_3", "KEN", 0, 4)], CATALOGUE.sources)
    found = {(line.event, line.role): line.figure.counts for line in lines}
    assert found[("INC_1", "DELEGATE")] == Counts(3, 2) and found[("INC_1", "HEAD")] == Counts(0, 1)
    assert people(lines) == Counts(4, 7)


def test_the_world_has_all_countries_and_a_country_has_none():
    assert members(CATALOGUE, "001") == CATALOGUE.areas.countries
    assert members(CATALOGUE, "KEN") == () and "KEN" in members(CATALOGUE, "002")
