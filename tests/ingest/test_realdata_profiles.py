"""Files as their publishers ship them: each observation value is accepted as it stands there, or named in a finding. Counted."""

from __future__ import annotations

import csv
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from pathlib import Path

import pytest

from dashboard.catalogue import DATA
from dashboard.config import Settings
from dashboard.ingest import ERROR, Choices
from dashboard.ingest.batch import RAW, STAGED
from dashboard.ingest.checking import check
from dashboard.ingest.findings import NOTE, Collector
from dashboard.ingest.header import read_header
from dashboard.ingest.proposing import fitting
from dashboard.ingest.scan import scan
from dashboard.ingest.unpacking import unpack
from dashboard.storage import Workspace

from ..realdata import REALDATA

ALL = 10_000_000
PORTAL, DDF, ONS, GSA, SDMX = (REALDATA / name for name in ("unsd-gender-portal", "unsd-sdg-ddf", "sdg-uk-ons", "sdg-usa-gsa", "sdmx"))
SERIES = sorted(PORTAL.glob("series_data/*.csv"))
POINTS = sorted(DDF.glob("ddf--datapoints--*.csv"))
UNITED_KINGDOM, UNITED_STATES = sorted(ONS.glob("*.csv")), sorted(GSA.glob("data/*.csv"))
EXAMPLES = sorted(SDMX.glob("sdg-build/**/data/csv*/*.csv"))
MESSAGES = [SDMX / "khaeru/ISTAT/22_289.xml", SDMX / "khaeru/ESTAT/demography-xs.xml"] + sorted(SDMX.glob("sdg-build/**/*specific.xml"))
ABSENT = f"no files of other publishers in {REALDATA}"
needs_files = pytest.mark.skipif(not SERIES, reason=ABSENT)
# What a sender has to choose where a file does not say it: the area of a national platform; the indicator, where its number has several;
# one of several series.
CHOSEN = {
    ONS: {"constants": {"REF_AREA": "GBR"}},
    GSA: {"constants": {"REF_AREA": "USA"}},
    SDMX: {"constants": {"REF_AREA": "GBR"}},
    ONS / "indicator_5-5-1.csv": {
        "constants": {"REF_AREA": "GBR", "INDICATOR": "SG_GEN_PARL"},
        "only": {"Series": ["House of Commons"]},
    },
    ONS / "indicator_5-5-2.csv": {"constants": {"REF_AREA": "GBR", "INDICATOR": "IC_GEN_MGTL"}},
    ONS / "indicator_5-b-1.csv": {
        "constants": {"REF_AREA": "GBR"},
        "only": {"Series": ["Percentage of individuals who use a mobile telephone"]},
    },
    GSA / "data/indicator_5-5-1.csv": {"constants": {"REF_AREA": "USA", "INDICATOR": "SG_GEN_PARL"}},
    GSA / "data/indicator_5-5-2.csv": {"constants": {"REF_AREA": "USA", "INDICATOR": "IC_GEN_MGTL"}},
    GSA / "data/indicator_5-b-1.csv": {"constants": {"REF_AREA": "USA", "INDICATOR": "IT_MOB_OWN"}},
    GSA / "data/indicator_17-8-1.csv": {"constants": {"REF_AREA": "USA", "INDICATOR": "IT_USE_ii99"}},
}


def chosen(path: Path) -> dict:
    return next((CHOSEN[place] for place in (path, *path.parents) if place in CHOSEN), {})


@pytest.fixture(scope="module")
def read(tmp_path_factory, catalogue):
    """Reads a file through the profile that fits it: the profile, the facts staged by record, the records named, the values read over.

    A record is named where a finding keeps it out: an error about it, or that it was left out; `whole` are errors about the file itself.
    """
    settings = Settings(data=tmp_path_factory.mktemp("realdata"), findings=ALL)

    def read(path):
        with Workspace(settings) as workspace:
            sent = scan(path, ALL * 100)
            text = unpack(sent, Choices(), workspace.folder, Collector(0))
            if path.suffix == ".xml" and (text is None or text.path == path):
                pytest.skip("SDMX-ML messages are not unpacked yet")
            profile = fitting(read_header(text or sent)[0], catalogue)
            assert profile, path
            checked = check(sent, workspace, catalogue, settings, Choices(mapping={"profile": profile.id, **chosen(path)}))
            facts = {}
            if STAGED in workspace.relations():
                columns = list(workspace.columns(STAGED))
                for row in workspace.execute(f"SELECT * FROM {STAGED}"):
                    fact = dict(zip(columns, row, strict=True))
                    facts[checked.batch.translation.origin(fact["RECORD"])[0]] = fact
            report = checked.report
            assert len(report.findings) == sum(report.counts.values()), "every finding is listed"
            named = {one.record for one in report.findings if one.severity == ERROR} - {None}
            if checked.batch and RAW in workspace.relations():  # a value for which records are left out is found once
                left = f"SELECT RECORD FROM {RAW} WHERE NOT ({checked.batch.translation.kept})"
                named |= {record for (record,) in workspace.execute(left)}
            for one in report.findings:  # a code that many records get from one header is found once
                if "records" in one.params and one.severity != NOTE:
                    get = {record for record, fact in facts.items() if fact[one.params.get("target", one.column)] == one.value}
                    assert len(get) == one.params["records"], one
                    named |= get
            return profile.id, facts, named, report

    return read


def judged(facts, named, values):
    """Of the values of a file (record → text): how many are accepted, how many named; each must be exactly one of the two."""
    accepted = {record: fact for record, fact in facts.items() if record not in named}
    count = {"accepted": 0, "named": 0}
    for record, written in values.items():
        if record in named:
            count["named"] += 1
        else:
            assert record in accepted, f"record {record} is neither accepted nor named"
            assert accepted[record]["OBS_VALUE"] == float(written), record
            count["accepted"] += 1
    extra = [record for record, fact in accepted.items() if record not in values and fact["OBS_VALUE"] is not None]
    assert extra == [], "a value that the file does not have"
    return count["accepted"], count["named"]


def values(path, column, delimiter=","):
    """The observation values of a file by record, as the csv module of the standard library finds them."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        records = list(csv.DictReader(file, delimiter=delimiter))
    header = next(name for name in records[0] if name.strip().casefold() == column.casefold())
    return {number: record[header].strip() for number, record in enumerate(records, start=1) if record[header].strip()}


def bundled(*folders):
    """The facts of bundled batches, which were made from the same files by hand."""
    found = set()
    for folder in folders:
        for file in DATA.glob(f"batches/{folder}*/indicator.csv"):
            with file.open(encoding="utf-8", newline="") as opened:
                for row in csv.DictReader(opened):
                    found.add((*(row[id] for id in KEY), float(row["OBS_VALUE"])))
    return found


KEY = ("INDICATOR", "REF_AREA", "SEX", "AGE", "COMP_BREAKDOWN", "TIME_PERIOD")


def key(fact):
    defaults = {"AGE": "_T", "COMP_BREAKDOWN": "_Z", "SEX": "_T"}
    return (*(fact.get(id, defaults.get(id)) or defaults[id] for id in KEY), fact["OBS_VALUE"])


# --- the gender data portal -----------------------------------------------------------------------------------------------------------


@needs_files
@pytest.mark.parametrize("path", SERIES, ids=lambda path: path.stem)
def test_each_series_of_the_portal(read, path):
    profile, facts, named, _ = read(path)
    there = values(path, "OBS_VALUE", "\t")
    accepted, refused = judged(facts, named, there)
    assert profile == "unsd_gender_portal" and accepted + refused == len(there) > 0
    assert (accepted, refused) == ((0, len(there)) if "I_11" in path.name else (len(there), 0)), "only one series has no indicator here"


@needs_files
def test_the_portal_gives_the_facts_that_were_carried_over_by_hand(read):
    facts = {key(fact) for path in SERIES if "I_11" not in path.name for fact in read(path)[1].values()}
    assert facts == bundled("020", "030")


# --- the SDG database as DDF -----------------------------------------------------------------------------------------------------------


@needs_files
@pytest.mark.parametrize("path", POINTS, ids=lambda path: path.stem.split("--")[2])
def test_each_series_of_ddf(read, catalogue, path):
    series = path.stem.split("--")[2]
    profile, facts, named, report = read(path)
    there = values(path, series)
    accepted, refused = judged(facts, named, there)
    assert profile == "ddf" and accepted + refused == len(there) > 0
    if series.casefold() not in {id.casefold() for id in catalogue.indicators}:
        assert accepted == 0
        assert {one.value for one in report.findings if one.params.get("target") == "INDICATOR"} == {series}
    else:
        kept_out = {(one.code, one.column) for one in report.findings if one.severity == ERROR}
        assert accepted >= len(there) * 0.95 and kept_out <= {("code_unknown", "geo_area"), ("value_out_of_range", series)}


@needs_files
def test_ddf_gives_the_facts_that_were_carried_over_by_hand(read):
    facts = {key(fact) for path in POINTS if "parlcc" in path.name for fact in read(path)[1].values()}
    assert facts == bundled("040")


# --- national platforms -----------------------------------------------------------------------------------------------------------


@needs_files
@pytest.mark.parametrize("path", UNITED_KINGDOM + UNITED_STATES + EXAMPLES, ids=lambda path: f"{path.parts[-2]}/{path.stem}")
def test_each_file_of_open_sdg(read, path):
    profile, facts, named, _ = read(path)
    there = values(path, "Value")
    accepted, refused = judged(facts, named, there)
    assert profile == "open_sdg" and accepted + refused == len(there) > 0


# Columns of these files that break nothing down, or only by sex.
NATIONAL = {"Year", "Sex", "Value", "Units", "Unit measure", "Unit multiplier", "Observation status", "GeoCode", "Series"}


AGES = {"", "16 to 24", "25 to 34", "35 to 44", "35 to 54", "45 to 54", "55 to 64", "65 to 74", "55 and over", "65 and over", "75 and over"}


def national(path):
    """The records about the whole country, of ages and the series chosen, in a year that is one: what this project can take."""
    series = chosen(path).get("only", {}).get("Series")
    with path.open(encoding="utf-8-sig", newline="") as file:
        for number, record in enumerate(csv.DictReader(file), start=1):
            whole = not any(cell.strip() for header, cell in record.items() if header not in NATIONAL | {"Age"})
            whole = whole and record.get("Age", "").strip() in AGES
            if whole and record["Value"].strip() and record["Year"].isdigit() and (not series or record["Series"] in series):
                yield number


@needs_files
@pytest.mark.parametrize(
    "path",
    [folder / f"indicator_{number}.csv" for folder in (ONS, GSA / "data") for number in ("17-8-1", "5-5-1", "5-5-2", "5-b-1")],
    ids=lambda path: f"{path.parts[-2]}/{path.stem}",
)
def test_national_figures_of_indicators_that_are_here_are_accepted(read, path):
    _, facts, named, _ = read(path)
    expected = set(national(path))
    assert expected and {record for record in values(path, "Value") if record in facts and record not in named} == expected


# --- SDMX messages -----------------------------------------------------------------------------------------------------------


def observations(path):
    """The values of an SDMX-ML message by their place, as ElementTree finds them."""
    cells = [element.get("OBS_VALUE") for element in ElementTree.parse(path).iter() if element.tag.rpartition("}")[2] == "Obs"]
    return {number: value for number, value in enumerate(cells, start=1) if value}


@needs_files
@pytest.mark.parametrize("path", MESSAGES, ids=lambda path: f"{path.parts[-2]}/{path.stem}")
def test_each_message_with_a_sex_dimension(read, path):
    profile, facts, named, _ = read(path)
    there = observations(path)
    accepted, refused = judged(facts, named, there)
    assert profile in ("sdmx_sdg", "sdmx_national") and accepted + refused == len(there) > 0


MESSAGE_HEADER = "FREQ,REPORTING_TYPE,SERIES,REF_AREA,SEX,AGE,URBANISATION,COMPOSITE_BREAKDOWN,UNIT_MEASURE,TIME_PERIOD,OBS_VALUE,UNIT_MULT"


@pytest.mark.parametrize(
    "lines, accepted, named",
    [
        ([MESSAGE_HEADER, "A,N,IT_USE_ii99,826,F,_T,_T,_T,PT,2020,90,0", "A,N,SI_POV_DAY1,826,F,_T,_T,_T,PT,2020,9,0"], 1, 1),
        ([MESSAGE_HEADER, "A,N,SE_ADT_ACTS,826,F,_T,_T,SKILL_ICTSSHT,PT,2020,9,0", "A,N,IT_USE_ii99,KEN,F,_T,U,_T,PT,2020,9,0"], 1, 1),
        ([MESSAGE_HEADER, "A,N,IT_USE_ii99,826,F,_T,_T,_T,PT,2020,90,3"], 0, 1),
        (["FREQ,REF_AREA,DATA_TYPE,SEX,AGE,MARITAL_STATUS,TIME_PERIOD,OBS_VALUE", "A,IT,JAN,1,TOTAL,99,2019,29131195"], 0, 1),
        (["DEMO,FREQ,TIME_PERIOD,SEX,COUNTRY,OBS_VALUE,UNIT_MEASURE", "LBIRTHST,A,2007,T,BE,124095,PERS"], 0, 1),
        (["freq,unit,sex,age,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG", "A,PC,F,TOTAL,EL,2020,21.7,e"], 0, 1),
    ],
    ids=["indicator", "skill", "in thousands", "Istat", "demography", "Eurostat"],
)
def test_messages_as_tables(read, tmp_path, lines, accepted, named):
    """The columns that a message is unpacked to, for those who have no message at hand."""
    path = tmp_path / "message.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    profile, facts, refused, _ = read(path)
    assert profile in ("sdmx_sdg", "sdmx_national")
    assert judged(facts, refused, values(path, "OBS_VALUE")) == (accepted, named)


def test_a_table_of_eurostat_whose_indicator_is_chosen(catalogue, settings, tmp_path):
    path = tmp_path / "sdg_05_50.csv"
    lines = ["freq,unit,sex,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG", "A,PC,F,EL,2020,21.7,e", "A,PC,F,EU27_2020,2020,32,"]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    mapping = {"profile": "sdmx_national", "constants": {"INDICATOR": "SG_GEN_PARL"}}
    with Workspace(replace(settings, findings=ALL)) as workspace:
        checked = check(scan(path, ALL), workspace, catalogue, settings, Choices(mapping=mapping))
        rows = workspace.execute(f"SELECT REF_AREA, SEX, OBS_VALUE, OBS_STATUS, UNIT_MEASURE FROM {STAGED} ORDER BY RECORD")
    assert rows[0] == ("GRC", "F", 21.7, "E", "PT")
    assert [(one.code, one.record, one.value) for one in checked.report.findings] == [("code_unknown", 2, "EU27_2020")]
