"""An organiser at the speaker check: typing, dropping a file, counting in a room without a connection, and all of it without script."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from dashboard.i18n import Words
from tests.browser.test_every_page import COLOURS, LOOKS, violations
from tests.browser.visits import NARROW, SHOTS, WIDE, Visit

LIST = (
    "session\trole\tsex\tgroup\tregion\tminutes\tname\n"
    "Opening\tmoderator\twoman\t\t\t5\tZanzibara\nOpening\tspeaker\tman\tdonor\tFRA\t12\t\n"
    "Opening\tspeaker\tman\taffected state\tKEN\t9\t\n"
    "Skills\tspeaker\twoman\tdonor\tKEN\t7\t\nSkills\tspeaker\tblue\t\t\t\t\nSkills\tspeaker\tnot disclosed\tNGO\tEGY\t4\t\n"
)
DROP = """text => {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([text], "Zanzibara.csv"));
  document.querySelector("#list").dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
}"""


@pytest.mark.parametrize(("lang", "size"), [("en", WIDE), ("ar", NARROW)], ids=["en-1280", "ar-360"])
def test_the_verdict_follows_what_is_typed_and_tapped(visit: Callable[..., Visit], lang: str, size: dict[str, int]) -> None:
    opened, w = visit(viewport=size), Words(lang)
    page = opened.go(f"/{lang}/check", mounted=False)
    page.fill("#list", LIST)
    expect(page.locator("#answer")).to_contain_text("%")
    expect(page.locator(".sessions > li")).to_have_count(2)
    assert "Zanzibara" in page.input_value("#list"), "what somebody types is not changed under their hands"
    before = page.locator("#answer").inner_text()
    page.click("button[name=plus][value=F-0]")
    expect(page.locator("#F-0")).to_have_value("1")
    expect(page.locator("#answer")).not_to_have_text(before)
    expect(page.locator(".sessions > li")).to_have_count(3)
    page.select_option("#yardstick", "threshold_30")
    expect(page.locator("#answer")).to_contain_text("30")
    page.click("[data-line]")
    chosen = "document.activeElement.value.slice(document.activeElement.selectionStart, document.activeElement.selectionEnd)"
    assert page.evaluate(chosen).startswith("Skills\tspeaker\tblue"), "the line that is wrong"
    page.evaluate(DROP, LIST)
    expect(page.locator("#said")).to_have_text(w("check.file.read"))
    assert "Zanzibara" not in page.input_value("#list") and "\t" in page.input_value("#list")
    SHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SHOTS / f"check-{lang}-{size['width']}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert violations(page) == []
    page.emulate_media(**LOOKS[size == WIDE])
    assert violations(page, options=COLOURS) == []
    assert opened.outside == [] and opened.complaints == []


def test_a_room_is_counted_without_a_connection(visit: Callable[..., Visit]) -> None:
    """Once open the page asks nobody: counts, minutes and the bar go on; the verdict comes with the connection."""
    opened = visit(viewport=NARROW, has_touch=True)
    page = opened.go("/en/check", mounted=False)
    page.context.set_offline(True)
    page.click("#tally")
    page.fill("#session-0", "Hall 1")
    for value in ("F-0", "F-0", "M-0"):
        page.click(f"button[name=plus][value='{value}']")
    page.click("[name=do][value=block]")
    page.click("button.timer[value=M-1]")
    expect(page.locator("#M-1")).to_have_value("1")
    expect(page.locator("#minutes-M-1")).to_have_value(re.compile("0.0[2-9]"), timeout=10_000)
    page.click("button.timer[value=F-1]")
    expect(page.locator("button.timer[value=M-1]")).to_have_attribute("aria-pressed", "false")
    page.click("button.timer[value=F-1]")
    expect(page.locator("#now")).to_contain_text("Women 3, men 2")
    assert page.evaluate("document.querySelector('.now .bar-women').style.getPropertyValue('--part')") == "60%"
    expect(page.locator("#said")).to_have_text(Words("en")("check.offline"))
    assert page.locator("#said").is_visible()
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    boxes = [box for button in page.locator(".plus, .timer").all() if (box := button.bounding_box())]
    assert len(boxes) == 16 and all(min(box["width"], box["height"]) >= 44 for box in boxes), "a thumb finds every button"
    assert violations(page) == []
    page.context.set_offline(False)
    expect(page.locator("#answer")).to_contain_text("women 3, men 2", timeout=10_000)


def test_without_script_plain_forms_do_the_same(visit: Callable[..., Visit]) -> None:
    opened = visit(viewport=NARROW, java_script_enabled=False)
    page = opened.go("/en/check", mounted=False)
    page.fill("#list", LIST)
    page.click("form.lineup button.primary")
    expect(page.locator("#answer")).to_contain_text("women 1, men 2, not known 1")
    assert "Zanzibara" not in page.content() and page.locator(".wrong-rows li").count() == 1
    page.click("button[name=plus][value=M-0]")
    expect(page.locator("#answer")).to_contain_text("women 1, men 3, not known 1")
    page.click("[name=do][value=block]")
    expect(page.locator("fieldset.block")).to_have_count(2)
    page.fill("#event", "Forum 2030")
    with page.expect_download() as saved:
        page.click("[name=do][value=batch]")
    assert saved.value.suggested_filename == "FORUM_2030.csv"
    assert opened.outside == []
