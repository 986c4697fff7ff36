"""A small, right folder of declarations that tests write out and then spoil in one place."""

from pathlib import Path

from dashboard.catalogue import LANGUAGES


def words(head: str, text: str) -> str:
    """A TOML table that says the text in the six languages, marked by language."""
    return f"[{head}]\n" + "".join(f'{language} = "{text} {language}"\n' for language in LANGUAGES)


def item(code: str, order: int, parent: str = "", *attributes: str) -> str:
    """A line of a codelist file."""
    return ",".join([code, str(order), parent, *(f"{code} {language}" for language in LANGUAGES), "a standard", *attributes]) + "\n"


def codelist(id: str, more: str = "") -> str:
    """A table of the index of codelists."""
    return f"[{id}]\n" + "".join(f'name_{language} = "{id} {language}"\n' for language in LANGUAGES) + f'source = "a standard"\n{more}'


HEADER = "code,order,parent,name_ar,name_en,name_es,name_fr,name_ru,name_zh,source"

PEOPLE = f"""
id = "people"
sort = ["REF_AREA", "SEX"]
{words("name", "People")}
[examples]
scope = ["GATHERING.PLACE"]
detail = "SEX <> '_T'"
[[column]]
id = "GATHERING"
role = "dimension"
type = "identifier"
required = true
references = "gathering.GATHERING"
[[column]]
id = "REF_AREA"
role = "dimension"
type = "code"
codelist = "AREA"
required = true
[[column]]
id = "SEX"
role = "dimension"
type = "code"
codelist = "SEX"
default = "_T"
[[column]]
id = "COUNT"
role = "measure"
type = "count"
qualified = true
unit_from = "UNIT"
[[column]]
id = "MINUTES"
role = "measure"
type = "number"
unit = "MIN"
[[column]]
id = "UNIT"
role = "attribute"
type = "code"
codelist = "UNIT_MEASURE"
[[column]]
id = "SOURCE"
role = "attribute"
type = "text"
key = true
default = "_Z"
"""

GATHERING = f"""
id = "gathering"
sort = ["GATHERING"]
{words("name", "Gatherings")}
[examples]
scope = []
[[column]]
id = "GATHERING"
role = "dimension"
type = "identifier"
required = true
[[column]]
id = "PLACE"
role = "attribute"
type = "text"
"""

INDICATOR_DATASET = f"""
id = "indicator"
sort = ["INDICATOR"]
{words("name", "Indicators")}
[examples]
scope = ["INDICATOR"]
[[column]]
id = "INDICATOR"
role = "dimension"
type = "code"
codelist = "INDICATOR"
required = true
[[column]]
id = "AGE"
role = "dimension"
type = "text"
default = "_T"
"""

INDICATOR = f"""
id = "ONLINE"
domain = "ict"
unit = "MIN"
dimensions = ["AGE"]
direction = "more"
kind = "by_sex"
yardsticks = ["third"]
sdg = ""
custodian = "Somebody"
source = "CENSUS"
link = ""
{words("name", "Online")}{words("short", "Online")}{words("definition", "Who is online")}{words("method", "Asked")}
"""

FRAMEWORK = f"""
id = "1.0"
first_year = 2012
ratings = ["LOW", "HIGH"]
met = ["HIGH"]
source = "a page"
link = ""
{words("name", "First")}{words("unnamed", "{number} unnamed")}{words("area.oversight", "Oversight")}
[[indicator]]
number = 1
area = "oversight"
source = "a page"
{words("indicator.name", "Audit")}
[[indicator]]
number = 2
known = false
source = "a page"
"""

YARDSTICK = f"""
id = "third"
rule = "share_at_least"
applies_to = ["counts"]
source = "a resolution"
link = ""
[parameters]
minimum = 33
{words("name", "A third")}{words("wording", "A third or more")}{words("caution", "A floor")}
"""

PROFILE = f"""
id = "abroad"
order = 1
dataset = "people"
source = "somebody's files"
headers = ["Country", "Women|Female"]
others = "total"
totals = ["", "all"]
one_of = ["Series"]
asks = ["GATHERING"]
{words("name", "Files from abroad")}
[columns]
Country = "REF_AREA"
Region = ""
[constants]
SEX = "F"
[values.REF_AREA]
Kenya = "KEN"
[only]
Multiplier = ["", "1"]
[wide]
measure = "COUNT"
column = "GATHERING"
pattern = "[A-Z]+"
[file_name]
column = "GATHERING"
pattern = "(a)-(b)"
attribute = "number"
"""

FILES = {
    "datasets/people.toml": PEOPLE,
    "datasets/gathering.toml": GATHERING,
    "datasets/indicator.toml": INDICATOR_DATASET,
    "codelists/index.toml": codelist("AREA", 'file = "areas.csv"\n')
    + codelist("SEX", 'link = "https://example.org"\nsdmx = "CL_SEX"\n')
    + "".join(map(codelist, ("UNIT_MEASURE", "SWAP_RATING", "INDICATOR", "FRAMEWORK", "SWAP_INDICATOR", "DATASET"))),
    "codelists/SEX.csv": f"{HEADER}\n{item('_T', 9)}{item('F', 1)}{item('M', 2)}",
    "codelists/UNIT_MEASURE.csv": f"{HEADER},note\n{item('MIN', 1, '', 'a minute')}",
    "codelists/SWAP_RATING.csv": f"{HEADER}\n{item('LOW', 1)}{item('HIGH', 2)}",
    "codelists/SWAP_INDICATOR.csv": f"{HEADER}\n{item('_T', 1)}",
    "codelists/areas.csv": f"{HEADER},m49,iso2,level\n"
    + item("001", 1, "", "001", "", "world")
    + item("002", 2, "001", "002", "", "region")
    + item("SIDS", 3, "", "722", "", "group")
    + item("KEN", 4, "002", "404", "KE", "country")
    + item("CPV", 5, "002", "132", "CV", "country")
    + item("_T", 6, "", "", "", "total"),
    "codelists/area_members.csv": "group,area,source\nSIDS,CPV,https://example.org\n",
    "indicators/online.toml": INDICATOR,
    "frameworks/one.toml": FRAMEWORK,
    "yardsticks/third.toml": YARDSTICK,
    "profiles/abroad.toml": PROFILE,
    "profiles/synonyms.csv": "codelist,written,code\nSEX,Women,F\nSEX,Men,M\n",
    "profiles/headers.csv": "column,written\nSEX,Gender\nREF_AREA,Country\n",
    "profiles/roster/headers.csv": "field,language,written\nsex,en,Gender\nsession,en,Session\n",
    "profiles/roster/sex.csv": "code,language,written\nF,en,woman\nM,en,man\n",
    "profiles/roster/titles.csv": "code,language,written\nF,en,Ms\n",
    "profiles/roster/roles.csv": "code,language,written\n",
    "profiles/roster/groups.csv": "code,language,written\n",
    "profiles/roster/fixed.csv": "code,language,written\nYES,en,yes\n",
    "profiles/roster/units.csv": "code,language,written\nMIN,en,min\n",
    "profiles/roster/sessions.csv": "code,language,written\nSESSION,en,panel\n",
    "sources.csv": 'id,publisher,title,link,kind,licence,retrieved,note\nCENSUS,Somebody,"A count, in full",,primary,,2026-01-31,\n',
}


def write(folder: Path) -> Path:
    """Write the declarations into a folder and return it."""
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def spoil(folder: Path, name: str, old: str, new: str) -> None:
    """Replace text that stands in a file, once."""
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text, f"{old!r} does not stand in {name}"
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
