"""A person at the pages with forms: logs in, sends a file, confirms how it is read, publishes it; by mouse, by key, without script."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, FilePayload, Locator, Page, expect

from dashboard.catalogue import load
from dashboard.config import Settings
from dashboard.i18n import Words
from dashboard.ingest import publish
from dashboard.storage import Store
from tests.browser.test_every_page import COLOURS, LOOKS, violations
from tests.browser.test_keyboard import FOCUSED
from tests.browser.visits import NARROW, SHOTS, WIDE, Visit
from tests.serving import ROOT, Server, serving

PASSWORD = "correct horse battery"
PEOPLE = {"ada": "administrator", "ben": "contributor"}
SECONDS = 60_000  # ms that a check or a publication may take on a busy machine
FOREIGN = "Pays;Sexe;Année;Valeur\nKenya;Femmes;2020;{women}\nÉgypte;Femmes;2020;27,4\nRepublic of Kenia;Femmes;2019;22\n"
OWN = "INDICATOR,REF_AREA,SEX,TIME_PERIOD,OBS_VALUE\nSG_GEN_PARL,KEN,F,2020,{women}\n"
START = "INDICATOR,REF_AREA,SEX,TIME_PERIOD,OBS_VALUE\nSG_GEN_PARL,FRA,F,2020,39.5\n"
WRONG = "INDICATOR,REF_AREA,SEX,TIME_PERIOD,OBS_VALUE\nSG_GEN_PARL,Kenia,F,2020,21.4\nSG_GEN_PARL,EGY,F,2020,127.4\n"
# Notes each text of the progress and whether the bar was there with it, also beyond the end of the page.
WATCH = """addEventListener('DOMContentLoaded', () => {
  const words = document.querySelector('#progress-text');
  if (words) new MutationObserver(() => {
    const shown = !document.querySelector('#progress')?.hidden;
    sessionStorage.seen = JSON.stringify([...JSON.parse(sessionStorage.seen ?? '[]'), [words.textContent, shown]]);
  }).observe(words, {childList: true});
})"""
ANSWER, FOLLOWED = "main > h1 + .answer", "main [data-follow]"
SEND, CONFIRM = "form[data-upload] [type=submit]", "form.wide [type=submit]"
PUBLISH, COMPARE, WITHDRAW = "do=publish", "do=compare", "do=withdraw"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of its own over a small store, with accounts made as an operator makes them."""
    folder = tmp_path_factory.mktemp("office")
    data, first = folder / "var", folder / "first.csv"
    first.write_text(START)
    with closing(Store(Settings(data=data), load())) as store:
        assert publish(first, store).published
    for name, role in PEOPLE.items():
        command = [sys.executable, "-m", "dashboard", "user", "add", name, "--role", role, "--stdin"]
        environment = os.environ | {"DASHBOARD_DATA": str(data)}
        subprocess.run(command, cwd=ROOT, env=environment, input=PASSWORD, text=True, check=True, capture_output=True)
    with serving(data, data.parent / "log.txt", "/en/login") as running:
        yield running


@pytest.fixture
def person(browser: Browser, office: Server) -> Iterator[Callable[..., Visit]]:
    """`person(viewport=…)` is somebody before an empty page; at the end nothing went to another host, nothing was complained of."""
    contexts: list[BrowserContext] = []
    visits: list[Visit] = []

    def make(**options: Any) -> Visit:
        contexts.append(browser.new_context(**{"viewport": WIDE, "reduced_motion": "reduce", **options}))
        contexts[-1].set_default_timeout(SECONDS)
        visits.append(Visit(contexts[-1].new_page(), office.address))
        return visits[-1]

    yield make
    for context in contexts:
        context.close()
    # The browser itself reports an answer that refuses a form; the page that comes with it is what is looked at.
    complaints = [text for visit in visits for text in visit.complaints if "status of 422" not in text]
    assert complaints == [] and [visit.outside for visit in visits if visit.outside] == []


def log_in(visit: Visit, lang: str, name: str = "ada") -> Page:
    page = visit.go(f"/{lang}/login", mounted=False)
    page.fill("#name", name)
    page.fill("#password", PASSWORD)
    page.click("main form [type=submit]")
    page.wait_for_url(f"**/{lang}/account")
    return page


def send(visit: Visit, lang: str, text: str, name: str = "sent.csv") -> Page:
    """Choose a file and send it; ends when it has been checked."""
    page = visit.go(f"/{lang}/upload", mounted=False)
    page.set_input_files("#file", {"name": name, "mimeType": "text/csv", "buffer": text.encode()})
    page.click(SEND)
    return checked(page)


def checked(page: Page) -> Page:
    """The page of a batch once nothing goes on with it any more."""
    page.wait_for_url("**/batches/*")
    expect(page.locator(ANSWER)).to_be_visible()
    expect(page.locator(FOLLOWED)).to_have_count(0, timeout=SECONDS)
    return page


def button(page: Page, act: str) -> Locator:
    """The button of the form that does this."""
    name, _, value = act.partition("=")
    if not value:
        return page.locator(act)
    return page.locator(f"form:has(input[name={name}][value={value}]) [type=submit]")


def look(page: Page, name: str, size: dict[str, int]) -> None:
    """A page as it stands: accessible in every look, nothing cut off at the side on a desk or a phone."""
    for other in (NARROW, WIDE):
        page.set_viewport_size({"width": other["width"], "height": other["height"]})
        assert page.evaluate("document.documentElement.scrollWidth") <= other["width"], name
    page.set_viewport_size({"width": size["width"], "height": size["height"]})
    SHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SHOTS / f"desk-{name}-{page.evaluate('document.documentElement.lang')}-{size['width']}.png", full_page=True)
    assert violations(page) == [], name
    one = LOOKS[size == WIDE]  # colours are the same in all languages and sizes: one is looked at in the dark, the other in high contrast
    page.emulate_media(**one)
    assert violations(page, options=COLOURS) == [], (name, one)
    page.emulate_media(color_scheme="light", contrast="no-preference")


@pytest.mark.parametrize(("lang", "size", "women"), [("en", WIDE, "21,4"), ("ar", NARROW, "23,4")], ids=["en-1280", "ar-360"])
def test_a_foreign_file_is_sent_confirmed_published_and_withdrawn(
    person: Callable[..., Visit], lang: str, size: dict[str, int], women: str
) -> None:
    """Each page on the way is looked at; the reader sees how far the file is and hears when a check has ended."""
    visit = person(viewport=size)
    visit.page.add_init_script(WATCH)
    look(visit.go(f"/{lang}/login", mounted=False), "login", size)
    page = log_in(visit, lang)
    look(page, "account", size)
    look(visit.go(f"/{lang}/upload", mounted=False), "upload", size)
    send(visit, lang, FOREIGN.format(women=women), "parlement.csv")
    seen = page.evaluate("JSON.parse(sessionStorage.seen)")
    words = Words(lang)
    assert seen[0] == [words("upload.sending"), True] and seen[-1] == [words("upload.arrived"), True]
    # What has become of the file is read out by a region that was there before, unless it was looked at before the page was.
    expect(page.locator("main .answer").first).to_have_text(words("batch.answer.received"))
    assert page.locator("body > [role=status]").inner_text() in ("", words("batch.answer.received"))
    look(page, "mapping", size)
    page.select_option("#ask-INDICATOR", "SG_GEN_PARL")
    code = page.locator("tr", has_text="Republic of Kenia").locator("input[name^=value-]")
    code.fill("KENJA")
    page.click(CONFIRM)
    expect(code).to_be_focused()
    expect(code).to_have_attribute("aria-invalid", "true")
    look(page, "mapping-wrong", size)
    code.fill("KEN")
    page.click(CONFIRM)
    checked(page)
    look(page, "checked", size)
    if page.locator("#acknowledge").count():
        page.check("#acknowledge")
    button(page, PUBLISH).click()
    checked(page)
    expect(button(page, WITHDRAW)).to_have_count(0)
    look(page, "published", size)
    button(page, COMPARE).click()
    checked(page)
    expect(page.locator("#withdrawal")).to_have_text(words("batch.withdrawal"))
    look(page, "withdrawal", size)
    button(page, WITHDRAW).click()
    checked(page)
    expect(button(page, WITHDRAW)).to_have_count(0)
    look(page, "withdrawn", size)
    look(visit.go(f"/{lang}/batches", mounted=False), "batches", size)
    look(visit.go(f"/{lang}/accounts", mounted=False), "accounts", size)


@pytest.mark.parametrize(("lang", "size"), [("en", WIDE), ("ar", NARROW)], ids=["en-1280", "ar-360"])
def test_what_is_wrong_is_shown_and_has_the_focus(person: Callable[..., Visit], lang: str, size: dict[str, int]) -> None:
    """After a wrong password the focus is at what is said, after a form that cannot be at its first wrong field; findings are listed."""
    visit = person(viewport=size)
    page = visit.go(f"/{lang}/login", mounted=False)
    page.fill("#name", "ben")
    page.fill("#password", "wrong horse")
    page.click("main form [type=submit]")
    expect(page.locator("main [role=alert]")).to_be_focused()
    look(page, "login-wrong", size)
    log_in(visit, lang, "ben")
    page = visit.go(f"/{lang}/upload", mounted=False)
    page.set_input_files("#file", {"name": "x.csv", "mimeType": "text/csv", "buffer": b"a"})
    page.click("form[data-upload] summary")
    page.fill("#link", "ftp://example.org")
    page.click(SEND)
    expect(page.locator("#link")).to_be_focused()
    look(page, "upload-wrong", size)
    send(visit, lang, WRONG + f"SG_GEN_PARL,FRA,F,2020,{size['width']}\n", "7100__IV_2__I836a1d80__S5867152a__and_more_of_it.csv")
    expect(page.locator("#table-findings tbody tr")).to_have_count(3)
    beside = "document.querySelector('#table-findings .table-scroll')"
    assert page.evaluate(f"{beside}.scrollWidth <= {beside}.clientWidth"), "findings are read without scrolling to the side"
    look(page, "rejected", size)


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until the focus is there; it can be seen at every stop."""
    for _ in range(80):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUSED)
        assert focus["marked"] and focus["inside"], focus["html"]
        if wanted.evaluate("node => node === document.activeElement"):
            return
    raise AssertionError(f"Tab does not lead to {wanted}")


def test_by_keyboard_alone(person: Callable[..., Visit]) -> None:
    """From the login to a published file that is withdrawn again without a mouse."""
    visit = person()
    sent: FilePayload = {"name": "keys.csv", "mimeType": "text/csv", "buffer": OWN.format(women=20.2).encode()}
    # Listened to from the start: asked for beside the key press, the browser may open the chooser before it is told to hand it over.
    visit.page.on("filechooser", lambda chooser: chooser.set_files(sent))
    page, press = visit.go("/en/login", mounted=False), visit.page.keyboard.press
    tab_to(page, page.locator("#name"))
    page.keyboard.type("ada")
    tab_to(page, page.locator("#password"))
    page.keyboard.type(PASSWORD)
    press("Enter")
    page.wait_for_url("**/en/account")
    tab_to(page, page.locator("main a[href='/en/upload']"))
    press("Enter")
    page.wait_for_url("**/en/upload")
    tab_to(page, page.locator("#file"))
    press("Enter")
    expect(page.locator("#file")).to_have_value(re.compile("keys.csv"), timeout=SECONDS)
    tab_to(page, page.locator(SEND))
    press("Enter")
    checked(page)
    if page.locator("#acknowledge").count():
        tab_to(page, page.locator("#acknowledge"))
        press("Space")
    tab_to(page, button(page, PUBLISH))
    press("Enter")
    expect(page.locator(ANSWER)).to_contain_text("Published on", timeout=SECONDS)
    tab_to(page, button(page, COMPARE))
    press("Enter")
    expect(button(page, WITHDRAW)).to_have_count(1, timeout=SECONDS)
    tab_to(page, button(page, WITHDRAW))
    press("Enter")
    expect(page.locator(ANSWER)).to_contain_text("has been withdrawn", timeout=SECONDS)


@pytest.mark.parametrize(("lang", "size", "women"), [("en", WIDE, "25,4"), ("ar", NARROW, "26,4")], ids=["en-1280", "ar-360"])
def test_a_saved_profile_is_looked_at_renamed_and_removed(
    person: Callable[..., Visit], lang: str, size: dict[str, int], women: str
) -> None:
    """Its page is found from where files are sent; renamed by keyboard, removed when that was confirmed."""
    visit = person(viewport=size)
    log_in(visit, lang)
    page = send(visit, lang, FOREIGN.format(women=women), "parlement.csv")
    page.select_option("#ask-INDICATOR", "SG_GEN_PARL")
    page.locator("tr", has_text="Republic of Kenia").locator("input[name^=value-]").fill("KEN")
    page.fill("#profile_name", "Parlement")
    page.click(CONFIRM)
    checked(page)
    visit.go(f"/{lang}/upload", mounted=False).click(f"main a[href='/{lang}/profiles']")
    look(page, "profiles", size)
    page.click("main table a")
    look(page, "profile", size)
    page.focus("#name")
    page.keyboard.press("Control+A")
    page.keyboard.type("برلمانات")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("برلمانات")
    page.click("main .actions summary")
    button(page, "do=remove").click()
    assert page.locator("#sure:invalid").count() == 1, "the browser asks to confirm it"
    page.check("#sure")
    button(page, "do=remove").click()
    expect(page.locator("h1")).to_have_text(Words(lang)("profiles.title"))
    expect(page.locator("main table a")).to_have_count(0)


def test_without_script(person: Callable[..., Visit]) -> None:
    """Plain forms do the same; a page on which something goes on comes again by itself."""
    visit = person(java_script_enabled=False, viewport=NARROW)
    log_in(visit, "en")
    page = send(visit, "en", OWN.format(women=20.3), "plain.csv")
    if page.locator("#acknowledge").count():
        page.check("#acknowledge")
    button(page, PUBLISH).click()
    expect(page.locator(ANSWER)).to_contain_text("Published on", timeout=SECONDS)
    button(page, COMPARE).click()
    expect(button(page, WITHDRAW)).to_have_count(1, timeout=SECONDS)
    button(page, WITHDRAW).click()
    expect(page.locator(ANSWER)).to_contain_text("has been withdrawn", timeout=SECONDS)


@pytest.mark.parametrize(("lang", "size"), [("en", WIDE), ("ar", NARROW)], ids=["en-1280", "ar-360"])
def test_an_event_is_made_out_of_a_list_and_its_checklist_ticked(person: Callable[..., Visit], lang: str, size: dict[str, int]) -> None:
    visit, event = person(viewport=size), f"FORUM_{lang.upper()}"
    log_in(visit, lang)
    page = visit.go(f"/{lang}/events/new", mounted=False)
    look(page, "event-new", size)
    for field, text in (("name_en", "Forum"), ("series", "Forum"), ("start", "2026-03-01"), ("source", "Secretariat"), ("event", event)):
        page.fill(f"#{field}", text)
    page.select_option("#entity", "ITU")
    page.click("summary:has(+ p + .field #file)")
    page.fill("#paste", "Name\tSession\tRole\tSex\nJane Doe\tOpening\tSpeaker\twoman\nJohn Roe\tOpening\tSpeaker\tperhaps\n")
    page.click("[name=do][value=read]")
    expect(page.locator(".roster-report li").first).to_be_visible()
    look(page, "event-counted", size)
    page.click("button.primary")
    page.wait_for_url(f"**/{lang}/events/{event}/edit")
    batches = page.locator("main .notice a")
    expect(batches).to_have_count(2)
    batches.filter(has_text=Words(lang)("events.batch.event", event="Forum")).click()
    button(checked(page), PUBLISH).click()
    expect(button(page, PUBLISH)).to_have_count(0)
    checked(page)
    page = visit.go(f"/{lang}/events/{event}/checklist", mounted=False)
    page.check("#item-B_GOAL")
    page.click("button.primary")
    expect(page.locator("#item-B_GOAL")).to_be_checked()
    look(page, "checklist", size)
