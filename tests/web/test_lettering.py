"""Lines of text for pictures: where they break, which way they run, and which fonts they are set in."""

import pytest

from dashboard.web import lettering
from dashboard.web.lettering import ARABIC, CHINESE, LATIN, SYMBOLS, fit, plain, spans, tidy, width


def texts(text: str, wide: float, high: float = 1000, size: float = 20) -> list[str]:
    return list(fit(text, (size,), (wide, high)).texts)


def test_lines_are_as_wide_as_they_may_be():
    lines = texts("Women and men took part in every session of the forum in equal numbers", 300)
    assert len(lines) > 1 and all(width(line, 20) <= 300 for line in lines)
    assert " ".join(lines) == "Women and men took part in every session of the forum in equal numbers"


def test_no_word_is_left_alone_in_the_last_line():
    first, last = texts("the values that remain possible do not all lead to the same verdict", 640)
    assert len(last) > len(first) / 2


def test_a_word_that_is_too_long_is_broken():
    assert "".join(texts("x" * 300, 200)) == "x" * 300
    assert all(width(line, 20) <= 200 for line in texts("é́" * 60, 200))
    assert not any(line.startswith("\u0301") for line in texts("e\u0301" * 60, 200))


def test_chinese_breaks_between_ideographs_but_not_before_a_stop_or_after_a_bracket():
    lines = texts("在性别已知的人中，女性占百分之四十五（另有三人性别未知），因此介于两者之间。", 150)
    assert len(lines) > 3
    assert not [line for line in lines if line[0] in "，。）" or line[-1] == "（"]


def test_what_does_not_fit_is_cut_and_says_so():
    cut = fit("one two three four five six seven eight nine ten", (30, 20), (120, 60))
    assert (cut.size, len(cut.texts)) == (20, 2)
    assert cut.texts[-1].endswith("…") and width(cut.texts[-1], 20) <= 120
    assert fit("words", (20,), (100, 10)).texts == () == fit("", (20,), (100, 100)).texts


def test_the_largest_size_that_fits_is_taken():
    assert fit("short", (40, 20), (400, 60)).size == 40
    assert fit("a longer text that needs two lines", (40, 20), (400, 60)).size == 20


def test_isolates_are_in_pairs_on_every_line():
    text = "\u2067الدورة \u2068one two three four five six\u2069 نهاية\u2069\u2069"
    lines = texts(text, 120)
    assert len(lines) > 2
    for line in lines:
        depth = 0
        for char in line:
            depth += {"\u2066": 1, "\u2067": 1, "\u2068": 1, "\u2069": -1}.get(char, 0)
            assert depth >= 0
        assert depth == 0


def test_a_name_runs_the_same_way_on_each_of_its_lines():
    """The first letter of an isolate decides for all of it, also for what comes to stand on the next line."""
    lines = texts("\u2068المؤتمر العالمي للاتصالات WRC-19 (NOW)\u2069", 130)
    assert len(lines) > 1 and all(line.startswith("\u2067") for line in lines)


def test_nothing_is_left_that_turns_text_around_or_that_xml_cannot_hold():
    hostile = "a\u202eb\u2066c\u2069\x00\x0b\ud800\uffff d\u202c\n e"
    assert plain(hostile) == "abc d e"
    assert tidy(hostile) == "ab\u2066c\u2069 d e"


@pytest.mark.parametrize(
    ("text", "base", "expected"),
    [
        ("Forum 2025", LATIN, [("l", "Forum 2025")]),
        ("منتدى 2025", ARABIC, [("a", "منتدى 2025")]),
        ("منتدى (WSIS) 2025", ARABIC, [("a", "منتدى "), ("l", "(WSIS) 2025")]),
        ("45%", ARABIC, [("l", "45%")]),
        ("女性占45%（WSIS）", CHINESE, [("c", "女性占45%（WSIS）")]),
        ("of 女性 😀 x", LATIN, [("l", "of "), ("c", "女性 "), ("s", "😀 "), ("l", "x")]),
    ],
)
def test_each_part_is_set_in_its_script(text: str, base: str, expected: list):
    assert list(lettering._runs(text, base)) == expected


def test_markup_stays_text():
    assert spans("<b>&</b>", LATIN) == "&lt;b&gt;&amp;&lt;/b&gt;"
    assert spans("a ≥ b", LATIN) == f'a <tspan class="{SYMBOLS}">≥ </tspan>b'
