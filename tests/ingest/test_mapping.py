"""A mapping: what is read and what is refused, how findings name what stands in the file, and that a rebuild reads the same."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from dashboard.config import Settings
from dashboard.errors import SettingsError
from dashboard.ingest import About, Choices, manifest_beside, publish, rebuild, validate, withdraw
from dashboard.ingest.batch import STAGED
from dashboard.ingest.checking import check
from dashboard.ingest.mapping import FileMapping, check_mapping
from dashboard.ingest.scan import scan
from dashboard.storage import Workspace

LARGE = 1 << 22
ONLINE = {"constants": {"INDICATOR": "IT_USE_ii99"}}
LONG = {
    "columns": {"Country": "REF_AREA", "Sex": "SEX", "Year": "TIME_PERIOD", "Value": "OBS_VALUE"},
    "constants": {"INDICATOR": "IT_USE_ii99"},
    "values": {"REF_AREA": {"Kenya": "KEN", "Uganda": "UGA"}, "SEX": {"Women": "F", "Men": "M", "": "_T"}},
}
WIDE = {
    "columns": {"Country": "REF_AREA"},
    "constants": {"INDICATOR": "IT_USE_ii99"},
    "values": {"REF_AREA": {"Kenya": "KEN"}},
    "wide": {
        "measure": "OBS_VALUE",
        "columns": {
            "Women 2019": {"SEX": "F", "TIME_PERIOD": "2019"},
            "Men 2019": {"SEX": "M", "TIME_PERIOD": "2019"},
            "Women 2020": {"SEX": "F", "TIME_PERIOD": "2020"},
        },
    },
}


@pytest.fixture
def read(settings: Settings, catalogue):
    """Reads a file with a mapping and gives its rows (indicator, area, sex, period, value), and the check."""

    def read(path, mapping, dataset="indicator"):
        with Workspace(settings) as workspace:
            checked = check(scan(path, LARGE), workspace, catalogue, settings, Choices(dataset, mapping=mapping))
            if checked.batch is None or STAGED not in workspace.relations():
                return [], checked
            rows = workspace.execute(f"SELECT INDICATOR, REF_AREA, SEX, TIME_PERIOD, OBS_VALUE FROM {STAGED} ORDER BY RECORD")
            return rows, checked

    return read


def found(checked):
    return [(one.code, one.record, one.line, one.column, one.value, one.params.get("target")) for one in checked.report.findings]


# --- applying --------------------------------------------------------------------------------------------------------------------------


def test_columns_values_blanks_and_constants(read, write):
    rows, checked = read(write("Country,Sex,Year,Value", "Kenya,Women,2019,20", "Kenya,Men,2019,30", "Kenya,,2019,25"), LONG)
    assert rows == [("IT_USE_ii99", "KEN", sex, "2019", value) for sex, value in (("F", 20), ("M", 30), ("_T", 25))]
    assert found(checked) == []
    assert [(one["column"], one["header"], one["value"], one["code"], one["count"]) for one in checked.report.mapped] == [
        ("INDICATOR", "", "", "IT_USE_ii99", 3),
        ("REF_AREA", "Country", "Kenya", "KEN", 3),
        ("SEX", "Sex", "", "_T", 1),
        ("SEX", "Sex", "Men", "M", 1),
        ("SEX", "Sex", "Women", "F", 1),
    ]


def test_many_values_are_looked_up_as_few_are(read, write, catalogue):
    """Beyond a handful of values a table takes the place of comparisons."""
    names = {item.names["en"]: code for code, item in catalogue.codelists["AREA"].items.items() if item.attributes["iso2"]}
    cells = io.StringIO()
    csv.writer(cells, lineterminator="\n").writerows([[name, "", 2019, value % 90] for value, name in enumerate([*names, "Nowhere"])])
    mapping = {**LONG, "values": {"REF_AREA": names, "SEX": {"": "_T"}}}
    rows, checked = read(write("Country,Sex,Year,Value", cells.getvalue().rstrip("\n")), mapping)
    assert [area for _, area, *_ in rows] == [*names.values(), "Nowhere"]
    assert found(checked) == [("code_unknown", len(names) + 1, len(names) + 2, "Country", "Nowhere", "REF_AREA")]


def test_a_value_that_no_map_covers_is_unknown_with_a_suggestion(read, write):
    _, checked = read(write("Country,Sex,Year,Value", "Kenia,Women,2019,20", "Kenya,Weman,2019,30"), LONG)
    unknown = [one for one in checked.report.findings if one.code == "code_unknown"]
    assert [(one.record, one.line, one.column, one.value, one.params["suggestion"]) for one in unknown] == [
        (1, 2, "Country", "Kenia", "KEN"),
        (2, 3, "Sex", "Weman", "F"),
    ]


def test_blanks_around_a_value_are_read_over(read, write):
    rows, checked = read(write("Country, Sex ,Year,Value", "Kenya , Women,2019,20"), LONG)
    assert rows == [("IT_USE_ii99", "KEN", "F", "2019", 20)]
    assert [one["value"] for one in checked.report.mapped if one["column"] != "INDICATOR"] == ["Kenya ", " Women"]


def test_a_finding_on_a_mapped_column_says_what_the_file_says(read, write):
    path = write("Country,Sex,Year,Value", "Kenya,Women,2019,200", "Kenya,Women,19,20", "Kenya,Men,2019,x")
    assert [one[:5] for one in found(read(path, LONG)[1]) if one[0] != "counterpart_missing"] == [
        ("value_out_of_range", 1, 2, "Value", "200"),
        ("period_invalid", 2, 3, "Year", "19"),
        ("number_invalid", 3, 4, "Value", "x"),
    ]


def test_a_column_that_is_not_mentioned_is_unknown_and_one_mapped_to_nothing_is_not_read(read, write):
    path = write("Country,Sex,Year,Value,Region", "Kenya,Women,2019,20,North")
    assert [one[:4] for one in found(read(path, LONG)[1])][0] == ("column_unknown", None, 1, "Region")
    rows, checked = read(path, {**LONG, "columns": {**LONG["columns"], "Region": ""}})
    assert rows and checked.report.errors == 0


@pytest.mark.parametrize("target", ["", "COMMENT_OBS"])
def test_a_column_about_persons_is_refused_whatever_it_is_mapped_to(store, settings, write, target):
    mapping = {**LONG, "columns": {**LONG["columns"], "Speaker": target}}
    path = write("Country,Sex,Year,Value,Speaker", "Kenya,Women,2019,20,Jane Doe")
    outcome = publish(path, store, About(dataset="indicator", mapping=mapping))
    assert "column_personal" in [one.code for one in outcome.report.findings]
    assert store.batches() == [] and not list((settings.data / "raw").glob("*"))
    assert "Jane" not in outcome.report.as_json()


def test_records_are_chosen_by_their_cells(read, write):
    path = write(
        "Country,Sex,Year,Value,Region,Kind", "Kenya,,2019,1,,a", "Kenya,,2020,2,North,a", "Kenya,,2021,3,North,b", "Kenya,,2022,4,,b"
    )
    mapping = {**LONG, "columns": {**LONG["columns"], "Region": "", "Kind": ""}, "only": {"Region": [""]}, "skip": {"Kind": ["b"]}}
    rows, checked = read(path, mapping)
    assert [period for *_, period, _ in rows] == ["2019"]
    assert found(checked) == [
        ("record_left_out", 2, 3, "Region", "North", None),
        ("record_left_out", 4, 5, "Kind", "b", None),
    ]
    assert checked.report.warnings == 0, "it was chosen"
    assert [one.params["records"] for one in checked.report.findings] == [2, 1]
    assert checked.report.left_out == (
        {"header": "Region", "value": "North", "count": 2},
        {"header": "Kind", "value": "b", "count": 1},
    )


def test_two_records_that_become_the_same_are_named_by_their_numbers_in_the_file(read, write):
    path = write("Country,Sex,Year,Value", "Kenya,Women,2019,20", "KEN,F,2019,21")
    conflict = next(one for one in read(path, LONG)[1].report.findings if one.code == "key_conflict")
    assert (conflict.record, conflict.column, conflict.value, conflict.params["first"]) == (2, "Value", "21", 1)


@pytest.mark.parametrize("sign", ["\t", ";", "|"])
def test_cells_may_be_set_apart_by_other_signs(read, write, sign):
    path = write(sign.join(LONG["columns"]), sign.join(("Kenya", "Women", "2019", "20")), sign.join(("Uganda", '"Men"', "2019", "30")))
    rows, _ = read(path, {**LONG, "delimiter": sign})
    assert [row[1:3] for row in rows] == [("KEN", "F"), ("UGA", "M")]


@pytest.mark.parametrize("sign", ["\t", ";"])
def test_own_columns_need_no_mapping_whatever_sets_them_apart(read, write, sign):
    header = ("INDICATOR", "REF_AREA", "SEX", "TIME_PERIOD", "OBS_VALUE", "COMMENT_OBS")
    cells = ("IT_USE_ii99", "KEN", "_T", "2019", "20", f'"one{sign}two, three"')
    rows, checked = read(write(sign.join(header), sign.join(cells)), {}, None)
    assert rows == [("IT_USE_ii99", "KEN", "_T", "2019", 20)] and found(checked) == []


@pytest.mark.parametrize(
    "record, code", [("Kenya\tWomen\t2019", "record_short"), ("Kenya\tWomen\t2019\t1\t", "record_long"), ('Kenya\t "Women"\t2019\t1', "")]
)
def test_ragged_records_are_seen_with_any_separator(read, write, record, code):
    path = write("Country\tSex\tYear\tValue", "Kenya\tMen\t2019\t1", record, '"Kenya"\t"Women"\t2019\t1')
    codes = [one[0] for one in found(read(path, {**LONG, "delimiter": "\t"})[1])]
    assert (code or "record_malformed") in codes


def test_what_a_file_tells_of_itself_is_judged_like_a_cell(read, write):
    mapping = {**LONG, "constants": {}, "told": {"INDICATOR": "17.8.1"}}
    path = write("Country,Sex,Year,Value", "Kenya,,2019,20")
    assert found(read(path, mapping)[1]) == [("code_unknown", 1, 2, "INDICATOR", "17.8.1", None)]
    rows, checked = read(path, {**mapping, "values": {**LONG["values"], "INDICATOR": {"17.8.1": "IT_USE_ii99"}}})
    assert rows == [("IT_USE_ii99", "KEN", "_T", "2019", 20)]
    assert dict(checked.report.mapped[0]) == {"column": "INDICATOR", "header": "", "value": "17.8.1", "code": "IT_USE_ii99", "count": 1}


# --- wide tables -----------------------------------------------------------------------------------------------------------------------


def test_a_wide_table_becomes_records(read, write):
    rows, checked = read(write("Country,Women 2019,Men 2019,Women 2020", "Kenya,20,30,", "KEN,,,22"), WIDE)
    assert rows == [
        ("IT_USE_ii99", "KEN", "F", "2019", 20),
        ("IT_USE_ii99", "KEN", "M", "2019", 30),
        ("IT_USE_ii99", "KEN", "F", "2020", 22),
    ]
    assert [(one["column"], one["value"], one["count"]) for one in checked.report.mapped if one["column"] == "SEX"] == [
        ("SEX", "Women 2019", 1),
        ("SEX", "Men 2019", 1),
        ("SEX", "Women 2020", 1),
    ]


def test_a_finding_on_a_wide_cell_names_its_record_line_and_header(read, write):
    path = write("Country,Women 2019,Men 2019,Women 2020", '"Kenya",20,130,21', '"Nowhere\nat all",1,2,x')
    codes = [one for one in found(read(path, WIDE)[1]) if one[0] != "counterpart_missing"]
    assert sorted(codes, key=str) == sorted(
        [
            ("value_out_of_range", 1, 2, "Men 2019", "130", "OBS_VALUE"),
            ("number_invalid", 2, 3, "Women 2020", "x", "OBS_VALUE"),
            *[("code_unknown", 2, 3, "Country", "Nowhere\nat all", "REF_AREA")] * 3,
        ],
        key=str,
    )


def test_the_same_observation_in_two_wide_records(read, write):
    path = write("Country,Women 2019,Men 2019,Women 2020", "Uganda,20,30,40", "Kenya,20,30,40", "KEN,20,31,40")
    both = {one.code: one for one in read(path, WIDE)[1].report.findings if one.code.startswith("key_")}
    conflict = both["key_conflict"]
    assert (conflict.record, conflict.line, conflict.column, conflict.value) == (3, 4, "Men 2019", "31")
    assert conflict.params["first"] == both["key_duplicate"].params["first"] == 2


def test_a_code_that_heads_a_column_is_what_the_file_says(read, write):
    """The indicator stands in the header: one that is none is a finding about every cell below it."""
    mapping = {"columns": {"geo": "REF_AREA", "year": "TIME_PERIOD"}, "wide": {"measure": "OBS_VALUE", "columns": {}}}
    mapping["wide"]["columns"] = {"it_use_ii99": {"INDICATOR": "IT_USE_ii99"}, "xx_yyy": {"INDICATOR": "xx_yyy"}}
    rows, checked = read(write("geo,year,it_use_ii99,xx_yyy", "KEN,2019,1,2"), mapping)
    assert [row[0] for row in rows] == ["IT_USE_ii99", "xx_yyy"]
    assert found(checked) == [("code_unknown", 1, 2, "xx_yyy", "xx_yyy", "INDICATOR")]


CELL = st.one_of(st.just(""), st.just(" "), st.floats(0, 100).map(lambda value: f"{value:.3f}"))


@given(st.data(), st.integers(1, 6), st.integers(0, 12), st.booleans())
@hypothesis_settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_unpivoting_gives_each_cell_once(read, tmp_path, data, width, height, turned):
    """What is staged of any wide table is what the csv module finds in its cells, each under its own year."""
    years = [str(2000 + number) for number in range(width)]
    table = [[data.draw(CELL) for _ in years] for _ in range(height)]
    path = tmp_path / "wide.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([["Country", *years], *[[f"KEN{row}", *cells] for row, cells in enumerate(table)]])
    said = {year: {"TIME_PERIOD": year} for year in (reversed(years) if turned else years)}
    mapping = {**WIDE, "values": {}, "wide": {"measure": "OBS_VALUE", "columns": said}}
    rows, checked = read(path, mapping)
    expected = [
        (f"KEN{row}", year, float(cell)) for row, cells in enumerate(table) for year, cell in zip(years, cells, strict=True) if cell.strip()
    ]
    assert [(area, period, value) for _, area, _, period, value in rows] == expected
    unknown = [one for one in checked.report.findings if one.code == "code_unknown"]
    assert [(one.value, one.line) for one in unknown] == [(area, int(area[3:]) + 2) for area, _, _ in expected]


# --- what a mapping may say ------------------------------------------------------------------------------------------------------------


def wide(header, **said):
    return {"measure": "OBS_VALUE", "columns": {header: said}}


@pytest.mark.parametrize(
    "change, entry",
    [
        ({"colour": "red"}, "mapping.colour: is not known"),
        ({"columns": []}, "mapping.columns: is []; it must be a table"),
        ({"columns": {"Sex": 1}}, "mapping.columns.Sex: is 1; it must be a text"),
        ({"columns": {"Sex": "GENDER"}}, "mapping.columns.Sex: 'GENDER' is not a column of indicator"),
        ({"columns": {"Sex": "SEX", "Gender": "SEX"}}, "mapping.columns.Gender: gives SEX, which mapping.columns.Sex gives already"),
        ({"columns": {"Series": "INDICATOR"}}, "mapping.constants.INDICATOR: gives INDICATOR, which mapping.columns.Series"),
        ({"constants": {"INDICATOR": "5.5.1"}}, "mapping.constants.INDICATOR: '5.5.1' is not a code of INDICATOR"),
        ({"constants": {"TIME_PERIOD": "late"}, "columns": {"Sex": "SEX"}}, "mapping.constants.TIME_PERIOD: 'late' is not a time period"),
        ({"constants": {"OBS_VALUE": "many"}, "columns": {"Sex": "SEX"}}, "mapping.constants.OBS_VALUE: 'many' is not a number"),
        ({"values": {"SEX": {"Women": "W"}}}, "mapping.values.SEX.Women: 'W' is not a code of SEX"),
        ({"values": {"GENDER": {"Women": "F"}}}, "mapping.values.GENDER: 'GENDER' is not a column of indicator"),
        ({"values": {"SEX": ["F"]}}, "mapping.values.SEX: is ['F']; it must be a table"),
        ({"delimiter": "/"}, "mapping.delimiter: is '/'"),
        ({"wide": {"measure": "SEX", "columns": {"a": {}}}}, "mapping.wide.measure: gives SEX, which mapping.columns.Sex"),
        ({"columns": {}, "wide": {"measure": "SEX", "columns": {"a": {}}}}, "mapping.wide.measure: SEX is not a measure"),
        ({"columns": {"Sex": "SEX"}, "wide": wide("Sex")}, "mapping.columns.Sex: is one of the columns"),
        ({"columns": {}, "wide": wide("2019", YEAR="2019")}, "mapping.wide.columns: 'YEAR' is not"),
        ({"columns": {}, "wide": wide("w", SEX="W")}, "mapping.wide.columns.w.SEX: 'W' is not a code"),
        ({"columns": {}, "wide": wide("w", OBS_VALUE="1")}, "mapping.wide.columns: gives OBS_VALUE, which mapping.wide.measure"),
        ({"wide": {"measure": "OBS_VALUE"}}, "mapping.wide: must have a measure and columns"),
        ({"only": {"Region": "North"}}, "mapping.only.Region: is 'North'; it must be a list"),
        ({"skip": {"Region": [1]}}, "mapping.skip.Region: is [1]; it must be a list"),
    ],
)
def test_a_broken_mapping_names_the_entry(catalogue, settings, write, change, entry):
    mapping = {**LONG, **change}
    for attempt in (
        lambda: check_mapping(mapping, catalogue, "indicator"),
        lambda: validate(write("a", "1"), settings, catalogue, Choices("indicator", mapping=mapping)),
    ):
        with pytest.raises(SettingsError) as caught:
            attempt()
        assert str(caught.value).startswith(entry)


@pytest.mark.parametrize(
    "choices, why",
    [
        (Choices(mapping=LONG), "there is no dataset ''"),
        (Choices(mapping={"profile": "mine"}), "there is no profile 'mine'"),
        (Choices(mapping={"profile": "template"}), "is recognised by itself"),
        (Choices("indicator", mapping={"constants": {"SEX": "F"}}), "name the profile"),
        (Choices(mapping={"profile": "long", "constants": {"INDICATOR": "NONE"}}), "'NONE' is not a code of INDICATOR"),
    ],
)
def test_a_mapping_needs_a_dataset_or_a_profile_that_exists(settings, catalogue, write, choices, why):
    with pytest.raises(SettingsError, match=why):
        validate(write("Country,Sex,Year,Value", "Kenya,,2019,1"), settings, catalogue, choices)


def test_a_mapping_as_json_values():
    whole = {**WIDE, "profile": "wide", "delimiter": ";", "told": {"NATURE": "C"}, "only": {"a": ["", "b"]}, "skip": {"c": ["d"]}}
    assert FileMapping.from_dict(whole).as_dict() == whole
    assert FileMapping.from_dict({}).as_dict() == {} and not FileMapping()


# --- kept with the batch ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "about, lines",
    [
        (About(mapping={"profile": "long", **ONLINE}), ["Country,Sex,Year,Value", "Kenya,Females,2019,20"]),
        (About(dataset="indicator", mapping=WIDE), ["Country,Women 2019,Men 2019,Women 2020", "Kenya,20,30,", "Kenya,,,22"]),
        (
            About(mapping={"profile": "unsd_gender_portal"}),
            ["MINSET_SERIES\tREF_AREA\tSEX\tTIME_PERIOD\tOBS_VALUE", "S13151395\t404\tF\t2019\t20", "S13151395\t404\tM\t2019\t30"],
        ),
        (
            About(mapping={"profile": "open_sdg", "constants": {"REF_AREA": "GBR", "INDICATOR": "IT_USE_ii99"}}),
            ["Year,Sex,Region,Value", "2013 Q2,,,20", "2013 Q2,Female,,19", "2013 Q2,,London,30", "2013 Q2,Male,,21"],
        ),
    ],
    ids=["long", "wide", "portal", "open_sdg"],
)
def test_a_rebuild_reads_the_same_facts(store, write, about, lines):
    done = publish(write(*lines, name="figures.csv"), store, about)
    assert done.published and done.report.errors == 0
    (batch,) = store.batches()
    assert "columns" in batch.reading["mapping"] and batch.dataset == "indicator"
    before = facts(store)
    assert len(before) >= 1
    for _ in range(2):
        assert rebuild(store).same
    publish(write("INDICATOR,REF_AREA,SEX,TIME_PERIOD,OBS_VALUE", "IT_USE_ii99,TZA,_T,2019,1", name="own.csv"), store)
    withdraw(store.batches("published")[-1].id, store)
    assert facts(store) == before


def facts(store):
    with Workspace(store.settings) as workspace:
        return workspace.execute("SELECT INDICATOR, REF_AREA, SEX, TIME_PERIOD, OBS_VALUE, RECORD FROM published.indicator ORDER BY ALL")


def test_what_a_profile_reads_is_kept_value_by_value(store, write, catalogue):
    """A later edition of the catalogue may know other synonyms: the batch does not ask it again."""
    publish(write("Country,Sex,Year,Value", "Kenya,Females,2013 Q2,20"), store, About(mapping={"profile": "long", **ONLINE}))
    (batch,) = store.batches()
    expected = {"REF_AREA": {"Kenya": "KEN"}, "SEX": {"Females": "F"}, "TIME_PERIOD": {"2013 Q2": "2013-Q2"}}
    assert batch.reading["mapping"]["values"] == expected


def test_a_manifest_names_the_profile(write, tmp_path, store):
    path = write("Country,Sex,Year,Value", "Kenya,,2019,20")
    text = 'profile = "long"\n[mapping.constants]\nINDICATOR = "IT_USE_ii99"\n'
    (tmp_path / "manifest.toml").write_text(text)
    about = manifest_beside(path)
    assert about.mapping == {"profile": "long", "constants": {"INDICATOR": "IT_USE_ii99"}}
    assert publish(path, store, about).published
    assert facts(store) == [("IT_USE_ii99", "KEN", "_T", "2019", 20, 1)]


def test_a_file_whose_records_stand_apart_is_mapped_record_by_record(read, write):
    """Mixed line ends keep the quick reader from it; the mapping is the same."""
    data = b"Country,Sex,Year,Value\r\nKenya,Women,2019,20\nUganda,Men,2019,30\r\n"
    rows, _ = read(write(data=data), LONG)
    assert [row[1:3] for row in rows] == [("KEN", "F"), ("UGA", "M")]
    only = replace(FileMapping.from_dict(LONG), only={"Country": ("Uganda",)}).as_dict()
    assert [row[1] for row in read(write(data=data), only)[0]] == ["UGA"]
