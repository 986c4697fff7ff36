"""Every mistake in a declaration is refused with the file, the place in it and what would be right."""

import pytest

from dashboard.catalogue import Catalogue
from dashboard.errors import CatalogueError

from . import sample

MISTAKES = {
    "datasets": [
        ("datasets/people.toml", 'id = "people"', 'id = "persons"', "id", "must be the file's name"),
        ("datasets/people.toml", 'id = "people"', 'id = "people"\ncolour = "red"', "colour", "is not known here"),
        ("datasets/people.toml", 'sort = ["REF_AREA", "SEX"]', "", "sort", "is missing"),
        ("datasets/people.toml", 'sort = ["REF_AREA", "SEX"]', 'sort = "SEX"', "sort", "must be a list"),
        ("datasets/people.toml", 'sort = ["REF_AREA", "SEX"]', "sort = [1]", "sort", "list of texts"),
        ("datasets/people.toml", 'sort = ["REF_AREA", "SEX"]', 'sort = ["SEX", "SEX"]', "sort", "once"),
        ("datasets/people.toml", 'sort = ["REF_AREA", "SEX"]', 'sort = ["SIZE"]', "sort", "SIZE is not a column"),
        ("datasets/people.toml", 'zh = "People zh"\n', "", "name.zh", "is missing"),
        ("datasets/people.toml", 'zh = "People zh"', 'zh = " "', "name.zh", "is empty"),
        ("datasets/people.toml", 'zh = "People zh"', 'zh = "People zh"\nde = "Leute"', "name.de", "is not known here"),
        ("datasets/people.toml", 'role = "dimension"', 'role = "axis"', "column[1].role", "must be one of dimension"),
        ("datasets/people.toml", 'type = "count"', 'type = "integer"', "column[4].type", "must be one of code"),
        ("datasets/people.toml", "qualified = true", 'qualified = "yes"', "column[4].qualified", "must be true or false"),
        ("datasets/people.toml", "qualified = true", "exact = false", "column[4].exact", "is not known here"),
        ("datasets/people.toml", 'id = "MINUTES"', 'id = "COUNT"', "column", "COUNT is declared twice"),
        ("datasets/people.toml", 'id = "MINUTES"', 'id = "minutes spoken"', "column minutes spoken.id", "capital letters"),
        ("datasets/people.toml", 'codelist = "SEX"', 'codelist = "GENDER"', "column SEX.codelist", "GENDER does not exist"),
        ("datasets/people.toml", 'codelist = "SEX"', "", "column SEX.codelist", "each of them needs it"),
        ("datasets/people.toml", 'default = "_T"', "", "column SEX.default", "is required or has a default"),
        ("datasets/people.toml", 'default = "_T"', 'default = "_T"\nrequired = true', "column SEX.default", "cannot stand beside"),
        ("datasets/people.toml", 'type = "count"', 'type = "text"', "column COUNT.type", "must be number or count"),
        ("datasets/people.toml", 'unit_from = "UNIT"', 'unit_from = "SCALE"', "column COUNT.unit_from", "SCALE is not a column"),
        ("datasets/people.toml", "key = true", "qualified = true", "column SOURCE.qualified", "belongs to measures"),
        ("datasets/people.toml", 'default = "_T"', 'default = "_T"\nkey = true', "column SEX.key", "belongs to attributes"),
        ("datasets/people.toml", '"gathering.GATHERING"', '"gathering.NAME"', "column GATHERING.references", "not dataset.COLUMN"),
        ("datasets/people.toml", '["GATHERING.PLACE"]', '["GATHERING.TOWN"]', "examples.scope", "GATHERING.TOWN"),
        ("datasets/people.toml", '["GATHERING.PLACE"]', '["PLACE"]', "examples.scope", "PLACE"),
        ("datasets/gathering.toml", 'role = "dimension"', 'role = "attribute"', "column", "must be dimensions"),
        ("datasets/people.toml", 'id = "people"', "id = ", "file", "is not valid TOML"),
    ],
    "codelists": [
        ("codelists/SEX.csv", "\nF,", "\nM,", "line 4, column code", "'M' stands there twice"),
        ("codelists/SEX.csv", "M ru", "", "line 4, column name_ru", "is empty"),
        ("codelists/SEX.csv", "M,2,", "M,two,", "line 4, column order", "whole number"),
        ("codelists/SEX.csv", "M,2,", "M,2,X", "line 4, column parent", "'X' is not a code"),
        ("codelists/SEX.csv", "M,2,", "M,2,M", "line 4, column parent", "'M' is not a code"),
        ("codelists/SEX.csv", "M,2,", "M,2", "line 4", "9 cells"),
        ("codelists/SEX.csv", "name_zh", "name_de", "line 1", "lacks the columns name_zh"),
        ("codelists/SEX.csv", "source\n", "source,source\n", "line 1", "twice"),
        ("codelists/SEX.csv", "F ar", '"F ar', "line 4", "is not CSV"),
        ("codelists/index.toml", 'name_zh = "SEX zh"\n', "", "SEX.name_zh", "is missing"),
        ("codelists/index.toml", 'name_zh = "SEX zh"', 'name_zh = ""', "SEX.name_zh", "is empty"),
        ("codelists/index.toml", "[SEX]", "[SEXES]", "file", "is missing"),
        ("codelists/index.toml", "[INDICATOR]", "[INDICATORS]", "file", "is missing"),
        ("codelists/SWAP_INDICATOR.csv", "_T,1", "1.0-02,1", "1.0-02", "made from other declarations"),
    ],
    "areas": [
        ("codelists/areas.csv", "404,KE", "40,KE", "code KEN, column m49", "three digits"),
        ("codelists/areas.csv", "404,KE", "132,KE", "code CPV, column m49", "belongs to KEN already"),
        ("codelists/areas.csv", "KE,country", "KE,planet", "code KEN, column level", "must be one of"),
        ("codelists/areas.csv", "m49,iso2", "m49,alpha2", "line 1", "lacks the column iso2"),
        ("codelists/area_members.csv", "SIDS,CPV", "KEN,CPV", "line 2, column group", "is not a group"),
        ("codelists/area_members.csv", "SIDS,CPV", "SIDS,002", "line 2, column area", "is not a country or area"),
        ("codelists/area_members.csv", "https://example.org", "", "line 2, column source", "is empty"),
        ("codelists/area_members.csv", "SIDS,CPV,", "SIDS,CPV,a\nSIDS,CPV,", "line 3, column area", "already"),
    ],
    "indicators": [
        ("indicators/online.toml", 'kind = "by_sex"', 'kind = "by_gender"', "kind", "must be one of by_sex"),
        ("indicators/online.toml", 'direction = "more"', 'direction = "up"', "direction", "must be one of more"),
        ("indicators/online.toml", 'ru = "Asked ru"\n', "", "method.ru", "is missing"),
        ("indicators/online.toml", 'domain = "ict"\n', "", "domain", "is missing; it must be text"),
    ],
    "frameworks": [
        ("frameworks/one.toml", "number = 2", "number = 3", "indicator[2].number", "here 2"),
        ("frameworks/one.toml", 'area = "oversight"', 'area = "hindsight"', "indicator[1].area", "must be one of oversight"),
        ("frameworks/one.toml", 'met = ["HIGH"]', 'met = ["MIDDLE"]', "met", "MIDDLE is not one of the ratings"),
        ("frameworks/one.toml", "[unnamed]", "[nameless]", "indicator[2].known", "needs [unnamed]"),
        ("frameworks/one.toml", "first_year = 2012", "first_year = 2012.5", "first_year", "must be a whole number"),
    ],
    "profiles": [
        ("profiles/abroad.toml", 'id = "abroad"', 'id = "foreign"', "id", "must be the file's name"),
        ("profiles/abroad.toml", 'id = "abroad"', 'id = "abroad"\ncolour = "red"', "colour", "is not known here"),
        ("profiles/abroad.toml", "order = 1", 'order = "first"', "order", "must be a whole number"),
        ("profiles/abroad.toml", 'others = "total"', 'others = "drop"', "others", "must be one of open, unread, total"),
        ("profiles/abroad.toml", 'totals = ["", "all"]', "totals = [1]", "totals", "must be a list of texts"),
        ("profiles/abroad.toml", 'dataset = "people"', 'dataset = "persons"', "dataset", "'persons' is not a dataset"),
        ("profiles/abroad.toml", 'Country = "REF_AREA"', 'Country = "LAND"', "columns.Country", "'LAND' is not a column of people"),
        ("profiles/abroad.toml", 'SEX = "F"', 'SEX = "Q"', "constants.SEX", "'Q' is not a code of SEX"),
        ("profiles/abroad.toml", 'SEX = "F"', 'GENDER = "F"', "constants.GENDER", "'GENDER' is not a column"),
        ("profiles/abroad.toml", 'Kenya = "KEN"', 'Kenya = "KEY"', "values.REF_AREA.Kenya", "'KEY' is not a code of AREA"),
        ("profiles/abroad.toml", "[values.REF_AREA]", "[values.LAND]", "values.LAND", "'LAND' is not a column"),
        ("profiles/abroad.toml", 'asks = ["GATHERING"]', 'asks = ["MEETING"]', "asks.MEETING", "'MEETING' is not a column"),
        ("profiles/abroad.toml", 'measure = "COUNT"', 'measure = "SOURCE"', "wide.measure", "SOURCE is not a measure"),
        ("profiles/abroad.toml", 'column = "GATHERING"\npattern = "[A-Z]+"', 'pattern = "[A-Z]+"', "wide.pattern", "needs a column"),
        ("profiles/abroad.toml", 'pattern = "[A-Z]+"', 'pattern = "[A-Z"', "wide.pattern", "is no regular expression"),
        ("profiles/abroad.toml", 'Multiplier = ["", "1"]', "Multiplier = [1]", "only.Multiplier", "must be a list of texts"),
    ],
    "synonyms": [
        ("profiles/synonyms.csv", "SEX,Women,F", "GENDER,Women,F", "line 2, column codelist", "no codelist 'GENDER'"),
        ("profiles/synonyms.csv", "SEX,Women,F", "SEX,Women,W", "line 2, column code", "'W' is not a code of SEX"),
        ("profiles/synonyms.csv", "SEX,Men,M", "SEX,women,M", "line 3, column written", "for another code already"),
        ("profiles/synonyms.csv", "SEX,Women,F", "SEX,,F", "line 2, column written", "is empty"),
        ("profiles/headers.csv", "SEX,Gender", "GENDER,Gender", "line 2, column column", "no dataset has a column 'GENDER'"),
    ],
    "roster_words": [
        ("profiles/roster/headers.csv", "sex,en,Gender", "gender,en,Gender", "line 2, column field", "'gender' is not one of session"),
        ("profiles/roster/sex.csv", "F,en,woman", "W,en,woman", "line 2, column code", "'W' is not known here"),
        ("profiles/roster/sex.csv", "M,en,man", "M,en,Woman", "line 3, column written", "for another code already"),
        ("profiles/roster/titles.csv", "F,en,Ms", "F,en,?!", "line 2, column written", "has no letter"),
        ("profiles/roster/fixed.csv", "YES,en,yes", "MAYBE,en,yes", "line 2, column code", "'MAYBE' is not known here"),
    ],
    "yardsticks": [
        ("yardsticks/third.toml", 'rule = "share_at_least"', 'rule = "vibes"', "rule", "must be one of"),
        ("yardsticks/third.toml", "minimum = 33", "least = 33", "parameters", "'least' is not one of minimum"),
        ("yardsticks/third.toml", 'applies_to = ["counts"]', 'applies_to = ["weights"]', "applies_to", "has 'weights'"),
    ],
    "sources": [
        ("sources.csv", "primary", "hearsay", "line 2, column kind", "must be primary or secondary"),
        ("sources.csv", "CENSUS,Somebody", "CENSUS,", "line 2, column publisher", "is empty"),
        ("sources.csv", "CENSUS,", "CENSUS,x,x,,primary,,,\nCENSUS,", "line 3, column id", "twice"),
        ("sources.csv", ",note", ",remark", "line 1", "lacks the columns note"),
        ("sources.csv", ",note", ",note,mood", "line 1", "has the unknown columns mood"),
    ],
}


@pytest.mark.parametrize(
    ("part", "name", "old", "new", "place", "why"),
    [pytest.param(part, *row, id=f"{row[0]}: {row[3]}: {row[4]}") for part, rows in MISTAKES.items() for row in rows],
)
def test_mistake(tmp_path, part, name, old, new, place, why):
    sample.write(tmp_path)
    sample.spoil(tmp_path, name, old, new)
    with pytest.raises(CatalogueError) as caught:
        getattr(Catalogue(tmp_path), part)
    assert caught.value.place == place
    assert why in caught.value.why
    assert caught.value.file.startswith(str(tmp_path))


@pytest.mark.parametrize(
    ("part", "name"),
    [("indicators", "indicators/online.toml"), ("frameworks", "frameworks/one.toml"), ("yardsticks", "yardsticks/third.toml")],
)
def test_the_same_id_in_two_files(tmp_path, part, name):
    sample.write(tmp_path)
    (tmp_path / name).with_stem("zz").write_bytes((tmp_path / name).read_bytes())
    with pytest.raises(CatalogueError, match="declared by another file already"):
        getattr(Catalogue(tmp_path), part)


def test_a_codelist_file_that_the_index_does_not_name(tmp_path):
    sample.write(tmp_path)
    (tmp_path / "codelists/SHOES.csv").write_text(sample.FILES["codelists/SEX.csv"], encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"SHOES\.csv: file: is not named by index\.toml"):
        Catalogue(tmp_path).codelists  # noqa: B018


def test_a_derived_codelist_needs_its_names(tmp_path):
    sample.write(tmp_path)
    index = sample.FILES["codelists/index.toml"].replace(sample.codelist("FRAMEWORK"), "")
    (tmp_path / "codelists/index.toml").write_text(index, encoding="utf-8")
    with pytest.raises(CatalogueError, match="FRAMEWORK: is missing"):
        Catalogue(tmp_path).codelists  # noqa: B018


def test_files_that_are_not_there_or_not_text(tmp_path):
    sample.write(tmp_path)
    (tmp_path / "sources.csv").write_bytes(b"id,\xff\n")
    with pytest.raises(CatalogueError, match="byte 3: is not UTF-8"):
        Catalogue(tmp_path).sources  # noqa: B018
    (tmp_path / "sources.csv").unlink()
    with pytest.raises(CatalogueError, match="is missing"):
        Catalogue(tmp_path).sources  # noqa: B018
    with pytest.raises(CatalogueError, match="folder: is missing"):
        Catalogue(tmp_path / "nowhere").indicators  # noqa: B018
    (tmp_path / "codelists/SWAP_RATING.csv").write_text(sample.HEADER + "\n", encoding="utf-8")
    with pytest.raises(CatalogueError, match="has no items"):
        Catalogue(tmp_path).codelists  # noqa: B018
