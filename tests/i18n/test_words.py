"""Words, numbers and dates as readers of each language write them."""

import datetime

import pytest

from dashboard.domain.quantity import Quantity
from dashboard.errors import MessageError
from dashboard.i18n import LANGUAGES, Words, best_language


@pytest.mark.parametrize(
    ("language", "number", "percent"),
    [
        ("ar", "1,234.5", "29.9%"),
        ("en", "1,234.5", "29.9%"),
        ("es", "1.234,5", "29,9\u00a0%"),
        ("fr", "1\u202f234,5", "29,9\u00a0%"),
        ("ru", "1\u00a0234,5", "29,9\u00a0%"),
        ("zh", "1,234.5", "29.9%"),
    ],
)
def test_numbers_follow_the_language(language: str, number: str, percent: str):
    w = Words(language)
    assert w.number(1234.5) == number
    assert w.percent(29.9) == percent


def test_arabic_writes_latin_digits():
    assert Words("ar").date(datetime.date(2022, 11, 4)) == "4 نوفمبر 2022"


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("ar", "21 نوفمبر 2026"),
        ("en", "21 November 2026"),
        ("es", "21 de noviembre de 2026"),
        ("fr", "21 novembre 2026"),
        ("ru", "21 ноября 2026\u202fг."),
        ("zh", "2026年11月21日"),
    ],
)
def test_dates_are_those_of_the_united_nations(language: str, shown: str):
    assert Words(language).date(datetime.date(2026, 11, 21)) == shown


def test_a_moment_has_its_day_first_too():
    assert Words("en").moment(datetime.datetime(2026, 11, 21, 14, 5)) == "21 Nov 2026, 14:05:00 UTC"


def test_rounding_reads_the_number_as_written():
    w = Words("en")
    assert [w.number(29.97), w.number(10.25), w.percent(49.0), w.number(3.0), w.number(0.937, 2)] == ["30", "10.3", "49%", "3", "0.94"]


@pytest.mark.parametrize(("text", "shown"), [(">", "more than 30%"), ("<", "less than 30%"), ("~", "about 30%"), ("", "30%")])
def test_a_bound_is_said_in_words(text: str, shown: str):
    assert Words("en").quantity(Quantity(30, text), percent=True) == shown


def test_gaps_have_a_sign():
    w = Words("en")
    assert [w.points(-5.04), w.points(2), w.points(0.04)] == ["\u22125", "+2", "0"]


@pytest.mark.parametrize(
    ("period", "shown"),
    [("2023", "2023"), ("2023-Q1", "Q1 2023"), ("2023-01", "January 2023"), ("2023-01-31", "31 January 2023"), ("2023-S1", "2023-S1")],
)
def test_periods(period: str, shown: str):
    assert Words("en").period(period) == shown


@pytest.mark.parametrize(("lang", "shown"), [("fr", "T1 2023"), ("ru", "1-й кв. 2023\u202fг."), ("zh", "2023年第1季度")])
def test_a_quarter_stands_where_the_language_has_it(lang: str, shown: str):
    assert Words(lang).period("2023-Q1").replace("\xa0", "\u202f").replace(" г.", "\u202fг.") == shown


def test_there_is_no_minus_zero():
    assert [Words("en").number(-0.04), Words("en").percent(-0.01)] == ["0", "0%"]


def test_arabic_has_six_plurals_and_isolates_its_parameters():
    w = Words("ar")
    forms = {w.n("site.table_rows", count, table="ج").replace(str(count), "#") for count in (0, 1, 2, 3, 11, 100)}
    assert len(forms) == 6
    assert "\u2068ج\u2069" in w.n("site.table_rows", 3, table="ج")
    assert "\u2068" not in Words("en").n("site.table_rows", 3, table="x")


def test_a_part_made_of_parts_runs_from_right_to_left():
    """Its letters all stand in inner isolates, so that a browser would take it for left to right and put the number before the word."""
    w = Words("ar")
    item = w("indicator.tally.item", outcome="متحقق", count=19)
    assert w.isolate("متحقق") == "\u2068متحقق\u2069"
    assert w.isolate(item) == f"\u2067{item}\u2069"
    assert w.dots([item, "2024"]).startswith("\u2067\u2068متحقق\u2069: \u206819\u2069\u2069 · \u20682024")


@pytest.mark.parametrize(("count", "shown"), [(1, "строка"), (2, "строки"), (5, "строк"), (21, "строка")])
def test_russian_plurals(count: int, shown: str):
    assert f"{count} {shown})" in Words("ru").n("site.table_rows", count, table="x")


def test_lists_are_joined_as_the_language_does():
    assert Words("en").join(["2018", "2019", "2021"]) == "2018, 2019 and 2021"
    assert Words("zh").join(["2018", "2019"]) == "2018和2019"


def test_a_missing_message_or_placeholder_is_an_error():
    w = Words("en")
    with pytest.raises(MessageError, match="no message 'site.nothing'"):
        w("site.nothing")
    with pytest.raises(MessageError, match="placeholder 'table'"):
        w("site.csv_of", other="x")
    with pytest.raises(MessageError, match="no language 'de'"):
        Words("de")


def test_a_message_that_a_language_lacks_falls_back_to_english(tmp_path):
    for code, text in (("en", 'msgid "x.a"\nmsgstr "A"\n\nmsgid "x.b"\nmsgstr "B"\n'), ("fr", 'msgid "x.a"\nmsgstr "À"\n')):
        folder = tmp_path / code / "LC_MESSAGES"
        folder.mkdir(parents=True)
        header = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
        (folder / "x.po").write_text(header + text, encoding="utf-8")
    w = Words("fr", tmp_path)
    assert [w("x.a"), w("x.b"), w.has("x.a"), w.has("x.c")] == ["À", "B", True, False]


@pytest.mark.parametrize(
    ("accepted", "language"),
    [(["fr-CH", "en"], "fr"), (["zh-CN"], "zh"), (["de", "ru"], "ru"), ([], "en"), (["de"], "en"), (["pt", "es-419"], "es")],
)
def test_the_readers_language(accepted: list[str], language: str):
    assert best_language(accepted) == language


def test_languages_have_their_direction():
    assert [code for code, language in LANGUAGES.items() if language.dir == "rtl"] == ["ar"]
    assert all(language.dir == language.locale.text_direction for language in LANGUAGES.values())


@pytest.mark.parametrize(
    ("language", "one", "others"),
    [
        ("en", [1, 1.04], [0.5, 1.5, 2, 0]),
        ("es", [1, 1.0], [0.5, 1.5, 2]),
        ("fr", [0.5, 1, 1.5], [2, 2.5]),
    ],
)
def test_a_decimal_takes_the_plural_form_of_its_language(language: str, one: list[float], others: list[float]):
    w = Words(language)
    singular, plural = (w.n("indicator.change.points.up", count).replace(str(count), "#") for count in (1, 2))
    shown = {count: w.n("indicator.change.points.up", count).replace(w.number(count), "#") for count in (*one, *others)}
    assert singular != plural
    assert {shown[count] for count in one} == {singular} and {shown[count] for count in others} == {plural}


def test_arabic_decimals_take_the_form_of_all_other_numbers():
    w = Words("ar")
    assert w.n("indicator.change.points.up", 2) == "بزيادة نقطتين مئويتين"
    assert {w.n("indicator.change.points.up", count).replace(w.number(count), "#") for count in (0.5, 1.5, 2.5, 100)} == {
        w.n("indicator.change.points.up", 100).replace("100", "#")
    }


def test_a_fixed_number_of_decimals_keeps_its_zeros():
    assert [Words("en").number(1, 2, fixed=True), Words("fr").number(0.7, 2, fixed=True)] == ["1.00", "0,70"]
    assert Words("en").quantity(Quantity(1), digits=2, fixed=True) == "1.00"
