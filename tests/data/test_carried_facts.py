"""Every published figure of the lists that the batches were made from stands in a batch, with its value, its bounds and its unknowns."""

from collections import Counter

import pytest

PORTAL = "UNSD_GENDER_2021"
SDG_DATABASE = "UNSD_SDG_2020"
ATTENDANCE = "UNFCCC_ATTENDANCE"
MEASURES = ("OBS_VALUE", "SHARE", "COUNT", "HEADCOUNT", "MET_OR_EXCEEDED", "TARGET_MIN", "VALUE_TEXT")
PUBLISHED = ("indicator", "participation", "staff", "swap_rating", "target")
COUNTS = {"F": "women", "M": "men", "_T": "total"}
COUNTED = ("COUNT", "HEADCOUNT", "OUT_OF", "OBS_VALUE")
ABOUT = ('"nearly 23%"', '"some 50 percent"', '"approximately"')
GROUPS = {
    "Parties": "PARTY",
    "Non-governmental organizations": "NGO",
    "Intergovernmental organizations": "IGO",
    "Specialized agencies and related organizations": "SPEC_AGENCY",
    "United Nations Secretariat units and bodies": "UN_SEC",
}
LISTED_AREAS = {"PNA": "PAN", "NA": "_Z"}
COMMITTEE_CODES = {"u": "_U", "x": "_Z", "46": "Y_GE46", "lt_45y": "Y_LE45"}


def area_of(catalogue, code: str) -> str:
    """The code of the codelist for an ISO or M49 code of a list."""
    return catalogue.areas.by_m49[code.zfill(3)] if code.isdigit() else code


@pytest.mark.parametrize("name", ["ict_indicators", "decision_making"])
def test_portal_observations(name, facts, records, catalogue):
    listed = Counter(
        (row["INDICATOR"], area_of(catalogue, row["REF_AREA"]), row["SEX"], row["AGE"], row["SKILL"], row["TIME_PERIOD"], row["OBS_VALUE"])
        + (row["UNIT_MEASURE"], row["NATURE"], row["SOURCE_DETAIL"])
        for row in facts(name)
    )
    indicators = {key[0] for key in listed}
    columns = ("INDICATOR", "REF_AREA", "SEX", "AGE", "COMP_BREAKDOWN", "TIME_PERIOD", "OBS_VALUE")
    columns += ("UNIT_MEASURE", "NATURE", "SOURCE_DETAIL")
    carried = Counter(
        tuple(record[column] for column in columns)
        for record in records("indicator")
        if record["SOURCE"] == PORTAL and record["INDICATOR"] in indicators
    )
    assert carried == listed


def test_committee_chairs_with_their_unknowns(facts, records, catalogue):
    listed = Counter(
        (row["INDICATOR"], area_of(catalogue, row["REF_AREA_M49"]), row["COMMITTEE"], COMMITTEE_CODES.get(row["SEX"], row["SEX"]))
        + (COMMITTEE_CODES[row["AGE"]], row["TIME_PERIOD"], row["OBS_VALUE"])
        for row in facts("parliamentary_committee_chairs")
    )
    columns = ("INDICATOR", "REF_AREA", "COMP_BREAKDOWN", "SEX", "AGE", "TIME_PERIOD", "OBS_VALUE")
    carried = Counter(tuple(record[column] for column in columns) for record in records("indicator") if record["SOURCE"] == SDG_DATABASE)
    assert carried == listed


def test_delegations_with_their_unknowns(facts, records):
    events = {record["EVENT"]: record for record in records("event")}
    listed = Counter()
    for row in facts("unfccc_inc_delegations"):
        area = LISTED_AREAS.get(row["Delegation_ISO"], row["Delegation_ISO"])
        name = "_Z" if row["Group_Type"] == "Parties" else row["Delegation"]
        where = (row["Meeting"].removeprefix("INC "), row["Year"], row["Location"], area, name, GROUPS[row["Group_Type"]])
        listed.update({(*where, sex, row[column]): 1 for sex, column in (("F", "women"), ("M", "men"), ("_U", "unknown"))})
    carried = Counter()
    for record in records("participation"):
        if record["SOURCE"] == ATTENDANCE:
            event = events[record["EVENT"]]
            number = str(int(record["EVENT"].removeprefix("UNFCCC_INC_")))
            where = (number, event["TIME_PERIOD"], event["PLACE"], record["REF_AREA"], record["DELEGATION"], record["GROUP"])
            carried[*where, record["SEX"], record["COUNT"]] += 1
    assert carried == listed


@pytest.fixture(scope="module")
def cells(records, catalogue):
    """Every cell of the records with a link: (link, year, sex, column, cell)."""
    years = {record["EVENT"]: record["TIME_PERIOD"] for record in records("event")}
    found = Counter()
    for dataset in PUBLISHED:
        for record in records(dataset):
            link = catalogue.sources[record["SOURCE"]].link
            year = record.get("TIME_PERIOD") or years[record["EVENT"]]
            for column in (*MEASURES, "OUT_OF"):
                if link and record.get(column):
                    found[link, year, record.get("SEX", ""), column, record[column]] += 1
    return found


def sexes_of(row) -> set[str]:
    """The SEX codes under which the value of a row may stand."""
    measure = row["measure"]
    if measure.startswith(("Gender parity", "Men minus", "UN-SWAP", "50/50")):
        return {"_T", ""}
    for word, sex in (("Men ", "M"), ("Other", "_O"), ("Not disclosed", "_U")):
        if measure.startswith(word):
            return {sex}
    return {"F"}


def take(cells, link, year, sexes, columns, cell) -> bool:
    """Take one such cell away, so that two rows of a list need two cells; False where there is none left."""
    for key in ((link, year, sex, column, cell) for sex in sexes for column in columns):
        if cells[key] > 0:
            cells[key] -= 1
            return True
    return False


def test_single_published_figures(facts, cells):
    left, missing = Counter(cells), []
    for row in facts("published_facts"):
        value = f"~{row['value']}" if row["unit"] == "PT" and any(words in row["note"] for words in ABOUT) else row["value"]
        number = row["unit"] == "NUMBER" and row["domain"] != "UN-SWAP"
        if not take(left, row["source_url"], row["year"], sexes_of(row), ("COUNT",) if number else MEASURES, value):
            missing.append((row["subject"], row["year"], row["measure"], value))
    assert missing == []


def test_counts_beside_a_published_share(facts, cells):
    missing = []
    for row in facts("published_facts"):
        for sex, column in COUNTS.items():
            places = [(row["source_url"], row["year"], code, name, row[column]) for code in (sex, "") for name in COUNTED]
            if row[column] and not any(cells[place] for place in places):
                missing.append((row["subject"], column, row[column]))
    assert missing == []


def test_unconfirmed_figures_are_marked(facts, records, catalogue):
    """Where the list says that a figure is to be confirmed or provisional, its observation status says so too."""
    doubtful = {row["source_url"] for row in facts("published_facts") if "page to be confirmed" in row["note"]}
    marked = [record for record in records("indicator") if catalogue.sources[record["SOURCE"]].link in doubtful]
    assert marked and {record["OBS_STATUS"] for record in marked} == {"V"}
    status = {(record["EVENT"], record["ROLE"], record["SEX"]): record["OBS_STATUS"] for record in records("participation")}
    assert status["ITU_PP_18", "PARTICIPANT", "F"] == "V"
    assert status["UNFCCC_COP24", "PARTY_DELEGATE", "F"] == "P"


def test_sources_that_differ_stand_side_by_side(records):
    shares = {
        record["SOURCE"]: record["SHARE"]
        for record in records("participation")
        if (record["EVENT"], record["ROLE"], record["SESSION"], record["SEX"]) == ("WSIS_FORUM_2020", "PARTICIPANT", "_T", "F")
    }
    assert shares == {"FAO_WSIS_2020": "45", "DIGWATCH_WSIS_2020": "~50"}


@pytest.mark.parametrize(
    ("dataset", "where", "cell"),
    [
        ("participation", {"EVENT": "WSIS_FORUM_2020", "SESSION": "_HLPS", "SEX": "F"}, ("SHARE", "49")),
        ("participation", {"EVENT": "WSIS_FORUM_2020", "SESSION": "_HLPS", "SEX": "M"}, ("SHARE", "51")),
        ("participation", {"EVENT": "WSIS_FORUM_2020", "SESSION": "_ICT_GENDER_TRACK", "ROLE": "SPEAKER"}, ("COUNT", "81")),
        ("participation", {"EVENT": "ITU_DIGITAL_WORLD_2020", "SEX": "F"}, ("SHARE", "21")),
        ("participation", {"EVENT": "ITU_DIGITAL_WORLD_2020", "SEX": "M"}, ("SHARE", "79")),
        ("participation", {"EVENT": "NOW4WRC19"}, ("COUNT", "205")),
        ("participation", {"EVENT": "EQUALS_TRAINING"}, ("COUNT", ">52000")),
        ("participation", {"EVENT": "APMBC_2022_MEETINGS"}, ("COUNT", "60")),
        ("staff", {"ENTITY": "ISU_APMBC"}, ("FTE", "3.6")),
        ("swap_rating", {"ENTITY": "ITU", "TIME_PERIOD": "2018"}, ("MET_OR_EXCEEDED", "5")),
        ("swap_rating", {"ENTITY": "ITU", "TIME_PERIOD": "2019"}, ("MET_OR_EXCEEDED", "5")),
        ("swap_rating", {"ENTITY": "UNAIDS", "TIME_PERIOD": "2018"}, ("MET_OR_EXCEEDED", "17")),
        ("action", {"PLAN": "APMBC_ISU_2022", "ACTION": "MEETINGS"}, ("TARGET_MAX", "50")),
        ("action", {"PLAN": "APMBC_ISU_2022", "ACTION": "MEETINGS_COMPLIANCE"}, ("TARGET_MIN", "6")),
        ("action", {"ACTION": "NOW4WRC19_PAIRS"}, ("ACHIEVED", ">180")),
        ("action", {"ACTION": "EQUALS_AWARDS_NOMINATIONS"}, ("ACHIEVED", ">340")),
    ],
)
def test_figures_of_the_source_documents(records, dataset, where, cell):
    found = [record for record in records(dataset) if where.items() <= record.items()]
    assert [record[cell[0]] for record in found] == [cell[1]]


def test_a_programme_for_women_has_no_counterpart(records):
    programmes = {record["EVENT"] for record in records("event") if "no counterpart" in record["COMMENT"]}
    sexes = {record["SEX"] for record in records("participation") if record["EVENT"] in programmes}
    assert len(programmes) == 6 and sexes == {"F"}
