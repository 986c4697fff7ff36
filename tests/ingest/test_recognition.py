"""Recognition: which layout a file has, what is proposed for its columns and values and why, what is left to choose, saved profiles."""

from __future__ import annotations

import json

import pytest

from dashboard.errors import SettingsError
from dashboard.ingest import Choices, validate
from dashboard.ingest.proposing import fitting
from dashboard.ingest.recognition import Profile, Recognition, recognise
from dashboard.ingest.scan import scan
from dashboard.storage import Workspace

LARGE = 1 << 22
LONG = ["Country,Sex,Year,Value", "Kenya,Females,2019,22.6", "Kenia,Men,2019,30", "Uganda,Zzz,2020,1"]
ONLINE = {"constants": {"INDICATOR": "IT_USE_ii99"}}


@pytest.fixture
def seen(settings, catalogue, write):
    """Recognises a file of these lines; what it gives survives JSON, and the workspace is left as it was."""

    def seen(*lines, name="sent.csv", saved=(), dataset=None, **mapping):
        path = write(*lines)
        with Workspace(settings) as workspace:
            found = recognise(scan(path, LARGE), name, workspace, catalogue, Choices(dataset, mapping=mapping), saved)
            assert workspace.relations() == {}
        assert Recognition.from_dict(json.loads(json.dumps(found.as_dict()))) == found
        return found

    return seen


def columns(found):
    return {one.header: (one.column, one.how) for one in found.columns}


def values(found, column):
    return {one.value: (one.code, one.how, one.count) for one in found.values if one.column == column}


# --- which layout ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "header, profile",
    [
        ("MINSET_SERIES,REF_AREA,SEX,TIME_PERIOD,OBS_VALUE,X,Y", "unsd_gender_portal"),
        ("Goal,Target,Indicator,SeriesCode,GeoAreaCode,GeoAreaName,TimePeriod,Value,[Sex],[Units]", "unsd_sdg_long"),
        ("geo_area,nature,sex,units,year,sg_gen_parl", "ddf"),
        ("geo_area,nature,sex,units,year", None),
        ("Year,Sex,Value", "open_sdg"),
        ("Year,Value", "open_sdg"),
        ("Sex,Year,Value,Country", "long"),
        ("Value,Year", None),
        ("FREQ,SERIES,REF_AREA,SEX,TIME_PERIOD,OBS_VALUE", "sdmx_sdg"),
        ("freq,unit,sex,geo,TIME_PERIOD,OBS_VALUE", "sdmx_national"),
        ("Country,2019,2020", "wide"),
        ("Country,Year,Women,Men,Both sexes", "wide"),
        ("Pays,Hommes 2019,Femmes 2019", "wide"),
        ("Страна,Пол,Год,Значение", "long"),
        ("国家,性别,年份,数值", "long"),
        ("البلد,الجنس,السنة,القيمة", "long"),
        ("País,Sexo,Año,Valor", "long"),
        ("Pays,Sexe,Année,Valeur", "long"),
        ("a,b,c", None),
        ("", None),
    ],
)
def test_each_layout_is_known_by_its_header(catalogue, header, profile):
    found = fitting(header.split(","), catalogue)
    assert (found.id if found else None) == profile


def test_own_columns_need_nothing(seen):
    for sign in (",", "\t"):
        header = ("INDICATOR", "REF_AREA", "SEX", "TIME_PERIOD", "OBS_VALUE")
        found = seen(sign.join(header), sign.join(("IT_USE_ii99", "KEN", "F", "2019", "1")))
        assert (found.profile, found.how, found.dataset, found.mapping, found.ready) == ("template", "own", "indicator", {}, True)
        assert found.preview == ({"INDICATOR": "IT_USE_ii99", "REF_AREA": "KEN", "SEX": "F", "TIME_PERIOD": "2019", "OBS_VALUE": "1"},)


def test_sdmx_csv_of_a_dataset_needs_nothing(seen):
    found = seen("DATAFLOW,INDICATOR,REF_AREA,SEX,TIME_PERIOD,OBS_VALUE", "X:INDICATOR(1.0),IT_USE_ii99,KEN,F,2019,1")
    assert (found.profile, found.how, found.ready) == ("sdmx_csv", "own", True)


@pytest.mark.parametrize("lines", [["a,b", "1,2"], ['a,"b'], [""]])
def test_what_is_not_recognised_is_said_so(seen, lines):
    found = seen(*lines)
    assert (found.how, found.ready, found.mapping) == ("", False, {})


@pytest.mark.parametrize("data", [b"", b"\xff\xfeC\x00o\x00", b"PK\x03\x04", b"Country,Sex\n\x00"])
def test_bytes_that_are_no_table(settings, catalogue, write, data):
    with Workspace(settings) as workspace:
        assert recognise(scan(write(data=data), LARGE), "x.csv", workspace, catalogue) == Recognition()


# --- columns and values ---------------------------------------------------------------------------------------------------


def test_columns_and_values_with_their_reasons(seen):
    found = seen(*LONG)
    assert columns(found) == {
        "Country": ("REF_AREA", "synonym"),
        "Sex": ("SEX", "synonym"),
        "Year": ("TIME_PERIOD", "synonym"),
        "Value": ("OBS_VALUE", "synonym"),
    }
    assert values(found, "REF_AREA") == {"Kenya": ("KEN", "synonym", 1), "Kenia": ("KEN", "near", 1), "Uganda": ("UGA", "synonym", 1)}
    assert values(found, "SEX") == {"Females": ("F", "synonym", 1), "Men": ("M", "synonym", 1), "Zzz": ("", "none", 1)}
    assert values(found, "TIME_PERIOD") == {"2019": ("2019", "same", 2), "2020": ("2020", "same", 1)}
    assert found.columns[0].examples == ("Kenya", "Kenia", "Uganda")
    assert set(found.asks) == {"INDICATOR"} and "SG_GEN_PARL" in found.asks["INDICATOR"] and not found.ready


def test_what_is_only_alike_is_not_taken_over(seen, settings, catalogue, write):
    found = seen(*LONG, **ONLINE, profile="long")
    assert found.mapping["values"]["REF_AREA"] == {"Kenya": "KEN", "Uganda": "UGA"}
    assert [row["REF_AREA"] for row in found.preview] == ["KEN", "Kenia", "UGA"]
    report = validate(write(*LONG), settings, catalogue, Choices(found.dataset, mapping=found.mapping))
    assert [(one.record, one.value) for one in report.findings if one.code == "code_unknown"] == [(2, "Kenia"), (3, "Zzz")]
    assert seen("Countries,Sex,Year,Value", "Kenya,F,2019,1").columns[0].how == "near"
    assert "Countries" not in seen("Countries,Sex,Year,Value", "Kenya,F,2019,1").mapping["columns"]


def test_what_the_sender_confirms_goes_before_what_is_proposed(seen):
    first = seen(*LONG)
    mapping = dict(first.mapping)
    mapping["values"] = {**mapping["values"], "REF_AREA": {"Kenya": "KEN", "Kenia": "KEN", "Uganda": "TZA"}, "SEX": {"Zzz": "_U"}}
    mapping["constants"] = {"INDICATOR": "IT_USE_ii99"}
    found = seen(*LONG, dataset="indicator", **mapping)
    assert values(found, "REF_AREA")["Kenia"][:2] == ("KEN", "chosen") and values(found, "REF_AREA")["Uganda"][:2] == ("TZA", "chosen")
    assert values(found, "SEX")["Zzz"][:2] == ("_U", "chosen") and values(found, "SEX")["Men"][:2] == ("M", "synonym")
    assert found.ready and found.asks == {} and "told" not in found.mapping
    with pytest.raises(SettingsError, match=r"mapping\.values\.SEX\.Men: 'W' is not a code"):
        seen(*LONG, dataset="indicator", **{**mapping, "values": {"SEX": {"Men": "W"}}})


def test_a_mapping_that_is_ready_is_one_that_is_read_without_findings(seen, settings, catalogue, write):
    lines = ["Country;Gender;Year;Obs value;Note", "Kenya;Women+;2013 Q2;20;a", "UGANDA;Men+;Q3 2013;30;", "404;BOTHSEX;2013-Q4;25;"]
    found = seen(*lines, profile="long", **ONLINE)
    assert found.ready
    report = validate(write(*lines), settings, catalogue, Choices(found.dataset, mapping=found.mapping))
    assert {one.code for one in report.findings} <= {"counterpart_missing"}
    assert {(one["value"], one["code"]) for one in report.mapped if one["header"]} >= {
        ("Women+", "F"),
        ("UGANDA", "UGA"),
        ("404", "KEN"),
        ("BOTHSEX", "_T"),
        ("2013 Q2", "2013-Q2"),
        ("Q3 2013", "2013-Q3"),
    }


def test_a_wide_table(seen):
    found = seen("Country,Men 2019,Women 2019,Region", "Kenya,1,2,x")
    assert (found.profile, found.mapping["wide"]["measure"]) == ("wide", "OBS_VALUE")
    assert found.mapping["wide"]["columns"]["Women 2019"] == {"SEX": "F", "TIME_PERIOD": "2019"}
    assert [row["SEX"] for row in found.preview] == ["M", "F"]
    assert columns(found)["Region"] == ("", "none") and not found.ready


def test_the_columns_tell_the_dataset(seen):
    found = seen("Event,Role,Women,Men", "ITU_WRC_19,DELEGATE,100,200")
    assert (found.dataset, found.mapping["wide"]["measure"], found.ready) == ("participation", "COUNT", True)


def test_a_name_of_a_file_tells_its_indicator_where_it_can_mean_one_only(seen):
    lines = ["Year,Sex,Units,Series,Region,Value", "2019,Female,Percentage (%),a,,20", "2019,,Percentage (%),a,North,30"]
    found = seen(*lines, name="indicator_17-8-1.csv")
    assert (found.profile, found.dataset) == ("open_sdg", "indicator")
    assert found.mapping["values"]["INDICATOR"] == {"17.8.1": "IT_USE_ii99"}, "the one of three whose unit is per cent"
    assert set(found.asks) == {"REF_AREA"} and found.series == {}
    assert seen(*lines, name="indicator_5-5-1.csv").asks["INDICATOR"] == ("SG_GEN_LOCGELS", "SG_GEN_PARL")
    assert seen(*lines, name="indicator_17-8-1.csv", profile="open_sdg", constants={"REF_AREA": "GBR"}).ready


def test_one_of_several_series_is_to_be_chosen(seen):
    lines = ["Year,Series,Value", "2019,Commons,20", "2020,Commons,21", "2019,Lords,30"]
    chosen = {"REF_AREA": "GBR", "INDICATOR": "SG_GEN_PARL"}
    found = seen(*lines, profile="open_sdg", constants=chosen)
    assert found.series == {"Series": ("Commons", "Lords")} and found.preview == () and not found.ready
    found = seen(*lines, profile="open_sdg", constants=chosen, only={"Series": ["Lords"]})
    assert found.series == {} and found.ready and [row["OBS_VALUE"] for row in found.preview] == ["30"]


def test_a_share_of_women_without_a_column_of_sex_is_one_of_women(seen, settings, catalogue, write):
    lines = ["Country,Year,Value", "Kenya,2019,21", "Uganda,2019,35"]
    found = seen(*lines, profile="long", constants={"INDICATOR": "SG_GEN_PARL"})
    assert found.mapping["constants"] == {"INDICATOR": "SG_GEN_PARL", "SEX": "F"} and found.ready
    assert {row["SEX"] for row in found.preview} == {"F"}
    report = validate(write(*lines), settings, catalogue, Choices(mapping={"profile": "long", "constants": {"INDICATOR": "SG_GEN_PARL"}}))
    assert [(one["column"], one["code"], one["count"]) for one in report.mapped if one["column"] == "SEX"] == [("SEX", "F", 2)]
    assert not report.counts
    chosen = seen(*lines, profile="long", constants={"INDICATOR": "SG_GEN_PARL", "SEX": "_T"})
    assert chosen.mapping["constants"]["SEX"] == "_T", "what the sender says goes before it"
    for other in ("IT_USE_ii99", "IT_USE_GPS"):
        assert "SEX" not in seen(*lines, profile="long", constants={"INDICATOR": other}).mapping["constants"]


@pytest.mark.parametrize(
    ("lines", "sex"),
    [
        (["INDICATOR,Country,Year,Value", "SG_GEN_PARL,Kenya,2019,21", "JUDGES_F,Kenya,2019,35"], "F"),
        (["INDICATOR,Country,Year,Value", "SG_GEN_PARL,Kenya,2019,21", "IT_USE_ii99,Kenya,2019,35"], ""),
        (["INDICATOR,Country,Year,Value", "SG_GEN_PARL,Kenya,2019,21", "Something,Kenya,2019,35"], ""),
        (["geo_area,year,sg_gen_parl", "404,2019,21"], "F"),
        (["geo_area,year,it_use_ii99", "404,2019,21"], ""),
        (["Country,Sex,Year,INDICATOR,Value", "Kenya,Women,2019,SG_GEN_PARL,21"], ""),
        (["Country,INDICATOR,Women 2019,Women 2020", "Kenya,SG_GEN_PARL,21,22"], ""),
    ],
)
def test_the_sex_is_proposed_only_where_all_figures_are_shares_of_women(seen, lines, sex):
    assert seen(*lines).mapping.get("constants", {}).get("SEX", "") == sex


def test_what_is_not_applicable_is_no_indicator(seen):
    lines = ["Country,Sex,Year,Value", "Kenya,Women,2019,21"]
    assert "_Z" not in seen(*lines).asks["INDICATOR"]
    with pytest.raises(SettingsError, match="'_Z' is not a code of INDICATOR"):
        seen(*lines, profile="long", constants={"INDICATOR": "_Z"})
    own = seen("INDICATOR,Country,Sex,Year,Value", "_Z,Kenya,Women,2019,21", "Not applicable,Kenya,Men,2019,21")
    assert {one.value: one.code for one in own.values if one.column == "INDICATOR"} == {"_Z": "", "Not applicable": ""}


def test_columns_that_are_not_read_are_listed(seen):
    found = seen("MINSET_SERIES,REF_AREA,SEX,TIME_PERIOD,OBS_VALUE,ISO3,X", "S13151395,404,F,2019,1,KEN,3")
    assert found.unread == ("ISO3", "X") and found.ready


def test_two_columns_for_one(seen):
    """The first is taken, the other is for the sender to decide."""
    found = seen("Country,Country code,Sex,Year,Value", "Kenya,KEN,F,2019,1")
    assert columns(found)["Country"] == ("REF_AREA", "synonym") and columns(found)["Country code"][1] in ("none", "near")


# --- persons ---------------------------------------------------------------------------------------------------


def test_nothing_of_a_column_about_persons_is_shown(seen):
    found = seen("Country,Speaker,Sex,Year,Value", "Kenya,Jane Doe,F,2019,1", profile="long", **ONLINE)
    assert [one.header for one in found.columns if one.personal] == ["Speaker"]
    assert "Jane" not in json.dumps(found.as_dict()) and not found.ready


def test_nothing_of_a_file_with_addresses_is_shown(seen):
    found = seen("Country,Sex,Year,Value,Note", "Kenya,jane@mail.example,2019,1,jane@mail.example", profile="long", **ONLINE)
    assert "jane" not in json.dumps(found.as_dict()) and found.preview == ()


# --- saved profiles ---------------------------------------------------------------------------------------------------


def test_next_months_file_is_read_by_the_profile_that_was_saved(seen):
    mapping = {
        "columns": {"Land": "REF_AREA", "Geschlecht": "SEX", "Jahr": "TIME_PERIOD", "Wert": "OBS_VALUE", "Notiz": ""},
        "values": {"SEX": {"weiblich": "F"}},
        **ONLINE,
    }
    header = "Land,Geschlecht,Jahr,Wert,Notiz"
    saved = Profile.from_mapping("Monthly", mapping, header.split(","))
    assert Profile.from_dict(json.loads(json.dumps(saved.as_dict()))) == saved
    found = seen("Notiz,Wert,Land,Geschlecht,Jahr", "n,1,Uganda,weiblich,2020", saved=[saved])
    assert (found.how, found.saved, found.ready) == ("saved", "Monthly", True)
    assert found.mapping["values"] == {"SEX": {"weiblich": "F"}, "REF_AREA": {"Uganda": "UGA"}}, "new names are proposed as ever"
    assert seen(header + ",Neu", "Kenya,weiblich,2020,1,,", saved=[saved]).how != "saved"
    assert seen("Land,Wert", "Kenya,1", saved=[saved]).how != "saved"


def test_a_saved_wide_profile_takes_another_year(seen):
    first = seen("Country,2019,2020", "Kenya,1,2", profile="wide", **ONLINE)
    saved = Profile.from_mapping("Years", first.mapping, [one.header for one in first.columns])
    found = seen("Country,2020,2021", "Kenya,1,2", saved=[saved])
    assert (found.how, found.ready) == ("saved", True)
    assert found.mapping["wide"]["columns"] == {"2020": {"TIME_PERIOD": "2020"}, "2021": {"TIME_PERIOD": "2021"}}
    assert [row["TIME_PERIOD"] for row in found.preview] == ["2020", "2021"]


def test_what_one_files_name_said_is_not_said_of_the_next(seen):
    mapping = {"columns": {"Value": "OBS_VALUE"}, "told": {"INDICATOR": "17.8.1", "REF_AREA": "x"}}
    told = {**mapping, "values": {"INDICATOR": {"17.8.1": "IT_USE_ii99"}}}
    assert Profile.from_mapping("a", told, ["Value"]).mapping.get("constants") == {"INDICATOR": "IT_USE_ii99"}
    assert "told" not in Profile.from_mapping("a", told, ["Value"]).mapping
    assert "constants" not in Profile.from_mapping("a", mapping, ["Value"]).mapping


# --- what validation says to a file in another layout -----------------------------------------------------------------


@pytest.mark.parametrize(
    "lines, code, profile",
    [
        (["geo_area,year,sex,sg_gen_parl", "404,2019,female,1"], "dataset_unknown", "ddf"),
        (["MINSET_SERIES\tREF_AREA\tSEX\tTIME_PERIOD\tOBS_VALUE", "a\t4\tF\t2019\t1"], "delimiter_wrong", "unsd_gender_portal"),
        (["DATAFLOW,FREQ,SEX,GEO,TIME_PERIOD,OBS_VALUE", "ESTAT:X(1.0),A,F,EL,2019,1"], "structure_unknown", "sdmx_national"),
        (["SERIES,REF_AREA,SEX,TIME_PERIOD,OBS_VALUE,INDICATOR", "a,KEN,F,2019,1,IT_USE_ii99"], "column_unknown", "long"),
    ],
)
def test_the_layout_that_fits_is_named(settings, catalogue, write, lines, code, profile):
    findings = [one for one in validate(write(*lines), settings, catalogue).findings if one.code == code]
    assert [one.params.get("profile") for one in findings][0] == profile


def test_of_unknown_columns_cells_are_shown_and_the_indicator_is_asked_unless_the_name_says_it(seen):
    lines = "Land,Jahr,Wert", "Kenia,2020,21", "Kenia,2021,22"
    found = seen(*lines, name="land.csv")
    assert [one.examples for one in found.columns] == [("Kenia",), ("2020", "2021"), ("21", "22")]
    assert set(found.asks) == {"INDICATOR"} and not found.ready and found.records == 2
    assert seen(*lines, name="SG_GEN_PARL.csv").asks == {}


def test_a_code_that_stands_in_a_header_or_a_name_is_found_once(seen, settings, catalogue, write):
    lines = "geo_area,nature,sex,units,year,sl_abc_def", "404,c,female,percent,2019,1", "404,c,female,percent,2020,2"
    found = seen(*lines)
    report = validate(write(*lines), settings, catalogue, Choices(found.dataset, mapping=found.mapping))
    assert report.counts["code_unknown"] == report.errors == 1
    assert [one.params["records"] for one in report.findings if one.code == "code_unknown"] == [2]
    wide = "Country,Sex,1919x,2020x", "Kenya,Women,1,2", "Kenya,Men,3,4"
    years = {"measure": "OBS_VALUE", "columns": {header: {"TIME_PERIOD": header} for header in ("1919x", "2020x")}}
    mapping = {"columns": {"Country": "REF_AREA", "Sex": "SEX"}, "wide": years, "told": {"INDICATOR": "land"}}
    mapping["values"] = {"REF_AREA": {"Kenya": "KEN"}, "SEX": {"Women": "F", "Men": "M"}}
    report = validate(write(*wide), settings, catalogue, Choices("indicator", mapping=mapping))
    assert (report.counts["period_invalid"], report.counts["code_unknown"]) == (2, 1), "one for each value"
