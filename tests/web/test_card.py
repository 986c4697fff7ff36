"""The card: what it says in six languages, how large it may be, what it does with hostile titles, and that letters are really drawn."""

import re
from xml.etree import ElementTree

import pytest
import resvg_py

from dashboard.catalogue import load
from dashboard.domain.measures import Counts
from dashboard.domain.quantity import Quantity
from dashboard.i18n import LANGUAGES, Words
from dashboard.web import card as cards
from dashboard.web import fonts
from dashboard.web.card import HEIGHT, MARGIN, MOST_BYTES, WIDTH, CannotDraw, Card, alternative, card_png, card_svg, embed_code
from dashboard.web.figures.participation import TOTAL, Figure, Shares
from tests.web import pictures

YARDSTICKS = load().yardsticks
NAMES = {
    "ar": "منتدى القمة العالمية لمجتمع المعلومات (WSIS) لعام 2020",
    "en": "WSIS Forum 2020",
    "es": "Foro de la CMSI de 2020: ¿cómo participó la mitad de la población?",
    "fr": "Forum du SMSI 2020 : où en sommes-nous ?",
    "ru": "Форум ВВУИО 2020 года",
    "zh": "2020年信息社会世界峰会论坛",
}
HOSTILE = {
    "markup": '<script>alert("1")</script><image href="https://example.org/x.png"/>&amp;\'',
    "override": "panel \u202egnp.exe\u202c \u2067\u2066 end \u2069\u2069\u2069\u2069",
    "controls": "a\x00b\x0b\ud800\uffff\r\nc",
    "emoji": "Women 😀 👩🏽‍💻 and men ✓ ≥ 50",
    "formula": '=HYPERLINK("https://example.org")',
    "long": "Participation " * 25,
    "unbroken": "W" * 300,
    "chinese": "女性参与" * 75,
    "arabic": "مشاركة النساء " * 22,
    "mixed": "aع中😀" * 75,
    "empty": "",
}
INSTALLED = all(fonts.font(script, bold) for script in fonts.FILES for bold in (False, True))
needs_fonts = pytest.mark.skipif(not INSTALLED, reason=f"fonts are missing: {fonts.PACKAGES}")


def figure(counts: Counts | None = None, **shares: Quantity) -> Figure:
    return Figure("", TOTAL, "", "", counts=counts, shares=Shares(**shares))


BOUNDED = figure(Counts(45, 55, 2, 8))


def card(title: str = "Forum", drawn: Figure | None = BOUNDED, **more: object) -> Card:
    yardstick = YARDSTICKS["challenge_50_50"]
    sentence = f"{title}, speakers: women were 45% of the 100 persons whose sex is known."
    given = {"about": "Speakers", "date": "22 June 2020", "source": "Source: ITU"} | more
    return Card(title, sentence, yardstick, drawn, drawn.judged(yardstick) if drawn else None, **given)


def texts(svg: str) -> list[str]:
    """The lines of text in a picture, without isolates."""
    found = ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")
    return [re.sub("[\u2066-\u2069]", "", "".join(text.itertext())) for text in found]


def strip(svg: str, left: float, top: float, wide: float, high: float) -> pictures.Picture:
    """A part of the picture as it is drawn."""
    part = svg.replace(f'viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"', "{}", 1)
    part = part.replace("{}", f'viewBox="{left} {top} {wide} {high}" width="{wide}" height="{high}"', 1)
    files = [str(fonts.font(script, bold)) for script in fonts.FILES for bold in (False, True)]
    return pictures.read(bytes(resvg_py.svg_to_bytes(svg_string=part, skip_system_fonts=True, font_files=files)))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_card_says_it_all_in_every_language(lang: str):
    w = Words(lang)
    made = card(NAMES[lang], about=load().name("ROLE", "SPEAKER", lang))
    svg = card_svg(w, made)
    said = " ".join(texts(svg))
    assert len(svg.encode()) <= MOST_BYTES
    for word in (w.percent(45), YARDSTICKS["challenge_50_50"].name[lang], w("verdict.mark.undetermined"), w("challenge.share")):
        assert re.sub("[\u2066-\u2069]", "", word) in said
    assert "8" in said and "22 June 2020" in said and "Source: ITU" in said
    root = ElementTree.fromstring(svg)
    title, description = root[0], root[1]
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert title.text == w.isolate(NAMES[lang]) and description.text == alternative(w, made)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("title", HOSTILE.values(), ids=list(HOSTILE))
def test_a_hostile_title_comes_out_as_text(lang: str, title: str):
    made = card(title, example=True)
    svg = card_svg(Words(lang), made)
    tags = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(svg).iter()}
    assert len(svg.encode()) <= MOST_BYTES
    assert tags <= set("svg title desc style defs pattern linearGradient stop rect circle path text tspan".split())
    assert not re.search("[\u202a-\u202e]", svg + alternative(Words(lang), made))
    assert not re.search(r"href|@import|url\((?!#)", re.sub(r"<(title|desc|text)\b.*?</\1>", "", svg))
    code = embed_code(Words(lang), made, page="https://example.int/e?a=1&b=2", image="https://example.int/i")
    assert code.frame.count("<") == 2 and code.image.count("<") == 1
    assert 'src="https://example.int/e?a=1&amp;b=2"' in code.frame


@needs_fonts
@pytest.mark.parametrize("lang", ["ar", "en"])
@pytest.mark.parametrize("title", HOSTILE.values(), ids=list(HOSTILE))
def test_nothing_runs_over_the_margins(lang: str, title: str):
    svg = card_svg(Words(lang), card(title))
    for left in (0, WIDTH - MARGIN + 4):
        assert strip(svg, left, 13, MARGIN - 4, HEIGHT - 13).ink() == 0
    assert strip(svg, 0, HEIGHT - 16, WIDTH, 16).ink() == 0


def test_lines_stand_one_below_the_other():
    """No line of text begins above the end of the one before it in its column."""
    for lang in LANGUAGES:
        svg = card_svg(Words(lang), card(NAMES[lang] * 2, drawn=figure(Counts(45, 55, 2, 8))))
        lines = [(float(y), float(size)) for y, size in re.findall(r'<text [^>]* y="([\d.]+)" font-size="([\d.]+)"', svg)]
        assert max(y for y, _ in lines) < HEIGHT - 20
        sentence, foot = lines[-2], lines[-1]
        assert foot[0] - sentence[0] >= foot[1]


def women(svg: str) -> tuple[float, float]:
    """Where the women's part of the bar begins and ends."""
    bars = re.findall(r'<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)" height="54" fill="#6b2c86"', svg)
    return (float(bars[0][0]), float(bars[0][0]) + float(bars[0][1]))


def test_the_bar_is_mirrored_in_arabic():
    left, right = (women(card_svg(Words(lang), card(drawn=figure(Counts(25, 75))))) for lang in ("en", "ar"))
    assert left == (64, 332) and right == (WIDTH - 332, WIDTH - 64)
    assert 'text-anchor="end"' in card_svg(Words("ar"), card()) and 'text-anchor="end"' not in card_svg(Words("en"), card())


def test_persons_of_unknown_sex_leave_the_share_open():
    said = texts(card_svg(Words("en"), card()))
    assert "between 41.7% and 49.1%" in said
    assert {"women 45", "men 55", "another category 2", "sex not known 8"} <= set(said)


@pytest.mark.parametrize(
    ("drawn", "shown"),
    [
        (figure(women=Quantity(40)), "40%"),
        (figure(women=Quantity(30, ">")), "more than 30%"),
        (figure(women=Quantity(20), men=Quantity(53), unknown=Quantity(27)), "20%"),
        (figure(Counts(0, 0, 0, 12)), "not known"),
        (figure(Counts(1, 0)), "100%"),
    ],
)
def test_whatever_is_known_of_an_event_is_drawn(drawn: Figure, shown: str):
    svg = card_svg(Words("en"), card(drawn=drawn))
    assert shown in texts(svg) and 'height="54"' in svg


def test_where_nobodys_sex_is_known_nobody_is_counted_as_none():
    said = texts(card_svg(Words("en"), card(drawn=figure(Counts(0, 0, 0, 12)))))
    assert "sex not known 12" in said and not {"women 0", "men 0", "between 0% and 100%"} & set(said)


@pytest.mark.parametrize("drawn", [None, figure(), figure(Counts(0, 0))])
def test_an_event_with_nobody_gets_a_sentence(drawn: Figure | None):
    svg = card_svg(Words("en"), Card("Forum", "Forum: no figure on who took part.", YARDSTICKS["un_parity_band"], drawn))
    assert 'height="54"' not in svg and "%" not in "".join(texts(svg))
    assert "No figure on who took part." in texts(svg)


def test_the_sentence_does_not_name_the_event_twice():
    assert cards._without_title(card()) == "Speakers: women were 45% of the 100 persons whose sex is known."
    long = "Participation " * 40
    assert "Participation" not in cards._without_title(card(long))
    assert cards._without_title(Card("Other", "Forum: nothing.", YARDSTICKS["gpi"])) == "Forum: nothing."


def test_an_example_is_called_one():
    for lang in LANGUAGES:
        w = Words(lang)
        assert w("site.example") in texts(card_svg(w, card(example=True)))
        assert w("site.example") not in texts(card_svg(w, card()))
        assert alternative(w, card(example=True)).startswith(w("site.example_note"))


def test_the_alternative_text_is_the_answer_with_its_date_and_source():
    said = alternative(Words("en"), card())
    assert said == "Forum, speakers: women were 45% of the 100 persons whose sex is known. 22 June 2020 · Source: ITU"


@needs_fonts
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_png_is_a_picture(lang: str):
    svg = card_svg(Words(lang), card(NAMES[lang]))
    png = card_png(svg)
    assert pictures.size(png) == (WIDTH, HEIGHT) and 10_000 < len(png) < 200_000
    title = strip(svg, MARGIN, 96, WIDTH - 2 * MARGIN, 60)
    assert title.ink() > 3000 and len(title.colours) > 20


def line(text: str, script: str) -> str:
    """A picture of one line."""
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">' + (
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fdfdfb"/><style>.{script}{{font-family:{cards.FAMILIES[script]}}}</style>'
        f'<text class="{script}" x="10" y="50" font-size="40">{text}</text></svg>'
    )


def width_of(text: str, script: str) -> int:
    """How many columns have ink where a line is drawn."""
    drawn = strip(line(text, script), 0, 0, 400, 80)
    return sum(any(pixel != pictures.PAPER for pixel in column) for column in zip(*drawn.rows, strict=True))


@needs_fonts
def test_letters_are_shaped_and_no_boxes():
    """Arabic letters join, and take another form than each alone; two ideographs differ, as two boxes would not."""
    assert width_of("ببب", "a") < width_of("ب\u200cب\u200cب", "a") * 0.8
    one, other = (strip(line(text, "c"), 0, 0, 60, 70).rows for text in "女性")
    assert one != other
    with pytest.raises(CannotDraw) as problem:
        card_png(line("abc女", "l"))
    assert problem.value.characters == "女"


@needs_fonts
def test_only_pictographs_are_left_out_where_no_font_has_them():
    bare = card_png(line("Forum ", "l"))
    assert card_png(line('Forum <tspan class="s">\U0001fa77</tspan>', "l")) == bare
    with pytest.raises(CannotDraw):
        card_png(line('Forum <tspan class="s">\u2bff\u2b74</tspan>', "l"))


def test_without_a_font_nothing_is_drawn(monkeypatch: pytest.MonkeyPatch):
    svg = card_svg(Words("ar"), card("بلا خط"))
    monkeypatch.setattr(fonts, "font", lambda script, bold: None)
    with pytest.raises(CannotDraw, match="fonts-noto-core"):
        card_png(svg)


@needs_fonts
def test_fonts_tell_which_characters_they_have():
    latin, chinese = (fonts.characters(fonts.font(script, False)) for script in ("l", "c"))
    assert {ord("a"), ord("é"), ord("ж")} <= latin and ord("女") not in latin
    assert {ord("女"), ord("性"), ord("，")} <= chinese and ord("ع") not in chinese
    assert fonts.lacking("ab\u200d\u2068ع", "l", False) == {"ع"}
