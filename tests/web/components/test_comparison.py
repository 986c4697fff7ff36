"""The comparison as people see it: a sentence, what differs in the headlines, figures with their changes, names in their language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace

import pytest

from dashboard.catalogue import load
from dashboard.config import Settings
from dashboard.i18n import LANGUAGES, Words
from dashboard.ingest import Comparison, Headline
from dashboard.storage import Change, Tally
from dashboard.web.components.cells import column_name
from dashboard.web.components.comparison import comparison_parts, comparison_sentence, comparison_tables
from dashboard.web.context import Context
from dashboard.web.csvfile import to_csv
from dashboard.web.serialise import to_html

KEY = {
    "INDICATOR": "SG_GEN_PARL",
    "REF_AREA": "KEN",
    "SEX": "F",
    "AGE": "_T",
    "EDUCATION_LEV": "_T",
    "LABOUR_FORCE_STATUS": "_T",
    "OCCUPATION": "_T",
    "COMP_BREAKDOWN": "_Z",
    "TIME_PERIOD": "2021",
    "SOURCE": "UNSD_GENDER_2021",
}
NONE = Comparison("b", "indicator", 8, 7, None, 0, 0, 0, 5)


def context(lang: str = "en", newest: int = 7) -> Context:
    return Context(Words(lang), "/batches/b", {}, {}, Settings(), load(), SimpleNamespace(number=newest), newest, "", tuple)


def change(before=None, after=None, before_q="", after_q="", kind="changed", column="OBS_VALUE", unit="PT", **more) -> Change:
    return Change("indicator", kind, KEY | more, False, column, before, after, before_q, after_q, unit, 4)


def shown(comparison: Comparison, lang: str = "en", newest: int = 7) -> str:
    return re.sub("[\u2067\u2068\u2069]", "", to_html(comparison_parts(context(lang, newest), comparison)))


def cells(comparison: Comparison, key: str, lang: str = "en") -> Iterator[str]:
    """The cells of a column of the table of changes, without marks and direction."""
    table = next(table for table in comparison_tables(context(lang), comparison) if table.id == "changes")
    column = next(column for column in table.columns if column.key == key)
    for row in table.rows:
        yield re.sub("[\u2067\u2068\u2069]|<[^>]*>", "", to_html(column.cell(row)))


@pytest.mark.parametrize(
    ("lang", "counts", "sentence"),
    [
        ("en", (190, 12, 0), "Publishing adds 190 observations, changes 12 and removes none."),
        ("en", (0, 1, 1), "Publishing adds no observation, changes 1 and removes 1."),
        ("fr", (1, 0, 2), "La publication ajoute 1 observation, n’en modifie aucune et en supprime 2."),
        ("es", (2, 0, 1), "La publicación añade 2 observaciones, no modifica ninguna y elimina 1."),
        ("ru", (22, 3, 0), "При публикации будет добавлено 22 наблюдения, будет изменено 3, ничего не будет удалено."),
        ("zh", (5, 0, 1), "发布后将新增5个观测值，不更改任何观测值，删除1个。"),
        ("ar", (2, 11, 0), "عند النشر تُضاف مشاهدتان، وتتغير 11 مشاهدة، ولا تُحذف أي مشاهدة."),
    ],
)
def test_one_sentence_tells_how_much(lang: str, counts: tuple[int, int, int], sentence: str):
    comparison = replace(NONE, added=counts[0], changed=counts[1], removed=counts[2])
    assert re.sub("[\u2067\u2068\u2069]", "", comparison_sentence(Words(lang), comparison)) == sentence


@pytest.mark.parametrize("lang", LANGUAGES)
def test_figures_beside_those_of_another_source_are_told(lang: str):
    said = re.sub("[\u2067\u2068\u2069]", "", Words(lang).n("compare.beside", 3))
    assert said in shown(replace(NONE, added=9, beside=3), lang)
    assert said not in shown(replace(NONE, added=9), lang) + shown(replace(NONE, added=9, beside=3, withdraws=True), lang)


def test_a_batch_that_changes_nothing_says_so():
    text = shown(NONE)
    assert "Publishing changes nothing" in text and "stay as they are: 5" in text
    assert "<table" not in text and comparison_tables(context(), NONE) == []


def test_what_it_is_compared_with():
    first = replace(NONE, against=None, added=1)
    assert "Nothing has been published yet" in shown(first, newest=0)
    assert "Compared with data version 7" in shown(NONE)
    assert 'class="notice"' not in shown(NONE)
    assert "before version 9 was published. Publishing checks the file again by itself" in shown(NONE, newest=9)
    assert "batch old-1, which is withdrawn" in shown(replace(NONE, replaces="old-1"))


def test_the_parts_in_which_a_sentence_differs_are_marked():
    headline = Headline("/indicators/SG_GEN_PARL", {"en": "Seats"}, {"en": "World: 25.6% in 2021."}, {"en": "World: 23.1% in 2021."})
    text = shown(replace(NONE, headlines=(headline,)))
    assert '<a href="/en/indicators/SG_GEN_PARL">Seats</a>' in text
    assert '<span lang="en">World: <mark>25.6</mark>% in 2021.</span>' in text
    assert '<span lang="en">World: <mark>23.1</mark>% in 2021.</span>' in text
    assert '<span lang="en">World: <mark>25.6</mark>' in shown(replace(NONE, headlines=(headline,)), "ar"), "in a language that it has"


def test_a_page_that_comes_or_goes_is_named():
    new = Headline("/challenge/F", {"en": "Forum"}, {}, {"en": "Now."})
    gone = Headline("/un-swap?entity=ITU", {"en": "ITU"}, {"en": "Was."}, {})
    text = shown(replace(NONE, headlines=(new, gone)))
    assert "not there before" in text and "no longer there" in text
    assert 'href="/en/un-swap?entity=ITU"' in text


@pytest.mark.parametrize(
    ("made", "before", "after", "difference"),
    [
        (change(25.63, 23.1), "25.63%", "23.1%", "−2.53 percentage points"),
        (change(1.0, 2.0), "1%", "2%", "+1 percentage point"),
        (change(3.0, 30.0, unit="NUMBER"), "3", "30", "+27 (+900%)"),
        (change(10.0, 5.0, unit="NUMBER"), "10", "5", "−5 (−50%)"),
        (change(0.0, 5.0, unit="NUMBER"), "0", "5", "+5"),
        (change(30.0, 45.0, ">"), "more than 30%", "45%", ""),
        (change(None, 5.0, unit="PS"), "", "5", ""),
        (change(12345.678, None, kind="removed", unit="PS"), "12,345.678", "", ""),
        (change("A", "E", column="OBS_STATUS", unit=""), "Normal value", "Estimated value", ""),
        (change(None, "<b>no code</b>", column="OBS_STATUS", unit=""), "", "&lt;b&gt;no code&lt;/b&gt;", ""),
    ],
)
def test_a_change_is_told_in_its_unit(made: Change, before: str, after: str, difference: str):
    comparison = replace(NONE, changed=1, cells=1, changes=(made,))
    assert [next(cells(comparison, key)) for key in ("before", "after", "change")] == [before, after, difference]


def test_codes_have_names_in_the_readers_language():
    comparison = replace(NONE, changed=1, cells=1, changes=(change(1.0, 2.0),))
    assert [next(cells(comparison, key, "ar")) for key in ("ref_area", "sex", "time_period", "kind")] == ["كينيا", "أنثى", "2021", "تتغير"]
    assert next(cells(comparison, "source", "fr")) == load().sources["UNSD_GENDER_2021"].publisher


def test_columns_in_which_nothing_is_told_are_in_the_csv_alone():
    comparison = replace(NONE, changed=2, cells=2, changes=(change(1.0, 2.0), change(1.5, 2.0, ">", AGE="Y15T24")))
    table = next(table for table in comparison_tables(context(), comparison) if table.id == "changes")
    assert [column.key for column in table.columns if column.shown] == [
        *("indicator", "ref_area", "sex", "age", "time_period"),
        *("kind", "before", "after", "change", "record"),
    ]
    lines = to_csv(table).removeprefix("\ufeff").splitlines()
    assert lines[0].startswith("indicator,ref_area,sex,age,education_lev,")
    assert lines[2].endswith("OBS_VALUE,changed,>1.5,2,,PT,4,false")


def test_counts_by_code_and_by_area():
    tallies = (Tally("indicator", "SG_GEN_PARL", 190, 12, 0),)
    areas = (Tally("indicator", "KEN", 1, 2, 3), Tally("indicator", "UGA", 0, 1, 0))
    comparison = replace(NONE, added=190, changed=12, by_first=tallies, firsts=1, by_area=areas, areas=2)
    first, area = comparison_tables(context("es"), comparison)
    assert (first.id, area.id, area.caption) == ("by-first", "by-area", "Observaciones por: País o zona")
    assert to_csv(area).splitlines()[1:] == ["KEN,indicator,1,2,3", "UGA,indicator,0,1,0"]
    assert '<th scope="row"><bdi>Kenya</bdi></th><td class="numeric">1</td>' in shown(comparison, "es")
    assert "no cambia ninguna frase" in shown(comparison, "es")


def test_where_not_all_is_listed_the_totals_are_told():
    comparison = replace(NONE, changed=400, cells=500, changes=(change(1.0, 2.0),))
    assert "Values changed: 1 of 500; observations removed: 0 of 0; added: 0 of 0" in shown(comparison)
    assert "Not all changes" not in shown(replace(comparison, changed=1, cells=1))
    two = (Change("participation", "added", {"EVENT": "E"}, False, column, None, 1.0) for column in ("COUNT", "SHARE"))
    assert "Not all changes" not in shown(replace(NONE, added=1, changes=tuple(two))), "two figures of one observation"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_column_that_may_be_told_has_a_name(lang: str):
    made = context(lang)
    columns = [column for dataset in load().datasets.values() for column in dataset.columns if column.role != "attribute" or column.key]
    assert {column.id for column in columns if column_name(made, column) == column.id} == set()
