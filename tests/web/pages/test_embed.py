"""The page of an event for frames, and its card at a stable address: small, without script, in the same words as its own page."""

import re
from html import unescape
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from dashboard.i18n import LANGUAGES
from dashboard.web import answers, card, fonts
from dashboard.web.components.card import ASKED
from dashboard.web.pages import embed
from tests.web import pictures

# Counts with bounds, only a share, a share that is a bound, words, women alone, nothing by sex, nothing at all, an example with sessions.
EVENTS = (
    *("UNFCCC_INC_01", "WSIS_FORUM_2020", "IPCC_FAR", "DISARMAMENT_FORUMS_2019", "NOW4WRC19", "APMBC_2022_MEETINGS"),
    *("ITU_WTSA_24", "EXAMPLE_FORUM_2025"),
)
MOST = 40 * 1024


def get(client: FlaskClient, path: str, lang: str = "en", status: int = 200) -> str:
    response = client.get(f"/{lang}{path}")
    assert response.status_code == status
    return response.get_data(as_text=True)


def answer(text: str) -> str:
    """The answer of a page, with the mark of an example."""
    return re.search(r'<p class="answer"[^>]*>(.*?)</p>', text)[1]


@pytest.mark.parametrize("event", EVENTS)
def test_it_says_what_the_page_of_the_event_says(client: FlaskClient, event: str):
    for lang in LANGUAGES:
        small, whole = (get(client, f"{path}/{event}", lang) for path in ("/embed/event", "/challenge"))
        assert answer(small) == answer(whole)
        assert re.search(r"<h1>.*?</h1>", small)[0] in whole
        assert f'href="/{lang}/challenge/{event}"' in small
        assert len(small.encode()) <= MOST
    asked = "?role=DELEGATE&yardstick=threshold_30" if event == "UNFCCC_INC_01" else "?yardstick=threshold_30"
    assert answer(get(client, f"/embed/event/{event}{asked}")) == answer(get(client, f"/challenge/{event}{asked}"))


@pytest.mark.parametrize("event", EVENTS)
def test_nothing_is_fetched_or_run_for_it(client: FlaskClient, event: str):
    """Whatever it shows is in it; the only other file is the mark that a browser shows where the page stands alone."""
    text = get(client, f"/embed/event/{event}", "ar")
    assert "<script" not in text and "<form" not in text
    assert re.findall(r'<link rel="(?:stylesheet|icon|preload)[^>]*href="([^"?]+)', text) == ["/assets/img/mark.svg"]
    assert not re.search(r"<(?:img|iframe|object)|@import|url\(", text)
    assert '<base target="_blank">' in text


def test_other_sites_may_show_this_page_and_no_other(client: FlaskClient):
    policy = client.get("/en/embed/event/WSIS_FORUM_2020").headers["Content-Security-Policy"]
    assert "frame-ancestors *" in policy and "default-src 'none'" in policy and "script-src" not in policy
    assert "frame-ancestors *" in client.get("/en/embed/event/NONE").headers["Content-Security-Policy"]
    for path in ("/en/", "/en/challenge/WSIS_FORUM_2020", "/en/login", "/en/challenge/NONE"):
        assert "frame-ancestors 'self'" in client.get(path).headers["Content-Security-Policy"]


def test_an_event_that_is_not_there_is_told_in_the_frame(client: FlaskClient):
    text = get(client, "/embed/event/WSIS_FORUM_202", "fr", status=404)
    assert "<script" not in text and 'class="menu"' not in text
    assert "WSIS_FORUM_2020" in text or "/fr/" in text


@pytest.mark.parametrize("event", EVENTS)
def test_its_card_is_a_picture_in_every_language(client: FlaskClient, event: str):
    for lang in LANGUAGES:
        response = client.get(f"/{lang}/embed/event/{event}?format=svg")
        svg = response.get_data(as_text=True)
        assert response.mimetype == "image/svg+xml" and len(response.data) <= card.MOST_BYTES
        small = answer(get(client, f"/embed/event/{event}", lang))
        assert ("example-mark" in small) == event.startswith("EXAMPLE")
        said = unescape(re.sub("<strong.*?</strong> |<[^>]+>", "", small))
        assert said in ElementTree.fromstring(svg)[1].text


@pytest.mark.skipif(not (fonts.font("a", True) and fonts.font("l", True)), reason=f"fonts are missing: {fonts.PACKAGES}")
def test_its_card_as_png(client: FlaskClient):
    response = client.get("/ar/embed/event/UNFCCC_INC_01?format=png&version=1")
    assert response.mimetype == "image/png"
    assert pictures.size(response.data) == (card.WIDTH, card.HEIGHT)
    tag = response.headers["ETag"]
    assert client.get("/ar/embed/event/UNFCCC_INC_01?format=png&version=1", headers={"If-None-Match": tag}).status_code == 304
    assert client.get("/fr/embed/event/UNFCCC_INC_01?format=png").headers["ETag"] != tag


def test_without_a_font_the_svg_is_offered_and_the_log_names_no_title(client: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog):
    embed.printed.cache_clear()
    monkeypatch.setattr(card, "font", lambda script, bold: None)
    monkeypatch.setattr(fonts, "font", lambda script, bold: None)
    text = get(client, "/embed/event/IGF_2013?format=png", "es", status=501)
    assert 'href="/es/embed/event/IGF_2013?format=svg"' in text and "PNG" in text
    assert "fonts-noto-core" in caplog.text
    assert [record.getMessage() for record in caplog.records if record.name == answers.__name__ and "IGF" in record.getMessage()] == []


def test_a_picture_that_there_is_not_is_refused(client: FlaskClient):
    assert "png" in get(client, "/indicators/SG_GEN_PARL?format=png", status=400)
    assert client.get("/en/embed/event/IGF_2013?format=svg&table=other").status_code == 400
    assert client.get("/en/embed/event/IGF_2013?format=csv").status_code == 400


def test_the_page_of_the_event_offers_card_words_and_code(client: FlaskClient):
    text = get(client, "/challenge/UNFCCC_INC_01?role=DELEGATE&yardstick=threshold_30&sort=women", "fr")
    address = "/fr/embed/event/UNFCCC_INC_01?{}role=DELEGATE&amp;yardstick=threshold_30"
    for form in ("format=svg&amp;", "format=png&amp;", ""):
        assert f'href="{address.format(form)}"' in text
    frame, picture = (unescape(unescape(code)) for code in re.findall(r"<pre[^>]*><code>(.*?)</code></pre>", text))
    assert frame.startswith('<iframe src="http://localhost/fr/embed/event/UNFCCC_INC_01?role=DELEGATE&yardstick=threshold_30"')
    assert 'src="http://localhost/fr/embed/event/UNFCCC_INC_01?format=png&role=DELEGATE&yardstick=threshold_30"' in picture
    assert set(re.findall(r"[?&;](\w+)=", re.search(r'src="([^"]+)"', frame)[1])) <= set(ASKED)
    pinned = get(client, "/challenge/UNFCCC_INC_01?version=1", "fr")
    assert "/fr/embed/event/UNFCCC_INC_01?version=1" in pinned
