"""What the server answers: whole pages in six languages, validators, compression, CSV, and a helpful page for every wrong URL."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from dashboard.catalogue import load
from dashboard.config import Settings
from dashboard.i18n import LANGUAGES
from dashboard.ingest import publish
from dashboard.storage import Store
from dashboard.web.compression import RecentlyCompressed
from dashboard.web.factory import create_app
from dashboard.web.pages import PAGES

PATHS = sorted({example for page in PAGES for example in page.examples})
# A message key that was shown instead of its words.
LEAKED = re.compile(
    r">[^<]*\b(?:site|problem|bound|verdict|swap|method|home|indicator|area|challenge|event|committees)\.[a-z_]+[.a-z_]*[^<]*<"
)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_speaks_every_language(client: FlaskClient, lang: str, path: str):
    response = client.get(f"/{lang}{path}")
    text = response.get_data(as_text=True)
    assert response.status_code == 200
    assert f'<html lang="{lang}" dir="{LANGUAGES[lang].dir}">' in text
    assert text.count("<h1>") == 1
    assert 'class="answer"' in text
    assert not LEAKED.search(text)
    assert "{" not in re.sub(r"<script.*?</script>|<style.*?</style>", "", text, flags=re.S)
    assert response.headers["Content-Language"] == lang


@pytest.mark.parametrize("path", PATHS)
def test_the_head_tells_what_the_page_is(client: FlaskClient, path: str):
    text = client.get(f"/fr{path}").get_data(as_text=True)
    assert f'<link rel="canonical" href="http://localhost/fr{path}">' in text
    assert re.findall(r'hreflang="(\w\w|x-default)"', text.split("<body>")[0]) == [*LANGUAGES, "x-default"]
    for name in ("og:title", "og:description", "og:url", "og:image"):
        assert f'property="{name}"' in text
    assert re.search(r'<meta name="description" content="[^"]{20,}">', text)


def test_no_two_elements_share_an_id(client: FlaskClient):
    for path in PATHS:
        ids = re.findall(r' id="([^"]+)"', client.get(f"/en{path}").get_data(as_text=True))
        assert len(ids) == len(set(ids)), path


@pytest.mark.parametrize(("accepted", "lang"), [("ar-EG,en;q=0.5", "ar"), ("de", "en"), ("", "en"), ("zh-Hans-CN", "zh")])
def test_the_root_sends_readers_to_their_language(client: FlaskClient, accepted: str, lang: str):
    response = client.get("/", headers={"Accept-Language": accepted})
    assert (response.status_code, response.headers["Location"]) == (302, f"/{lang}/")
    assert "Accept-Language" in response.headers["Vary"]
    assert client.get("/en").headers["Location"] == "/en/"


def test_a_reader_who_has_the_page_is_told_so(client: FlaskClient):
    first = client.get("/en/un-swap")
    tag = first.headers["ETag"]
    assert first.headers["Cache-Control"] == "no-cache"
    again = client.get("/en/un-swap", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert client.get("/ar/un-swap").headers["ETag"] != tag
    assert client.get("/en/un-swap?sort=year").headers["ETag"] != tag


@pytest.mark.parametrize("encoding", ["br", "gzip"])
def test_responses_are_compressed(client: FlaskClient, encoding: str):
    plain = client.get("/en/method", headers={"Accept-Encoding": "identity"})
    for _ in range(2):
        packed = client.get("/en/method", headers={"Accept-Encoding": encoding})
        assert packed.headers["Content-Encoding"] == encoding
        assert len(packed.data) < len(plain.data) / 3
    assert "Accept-Encoding" in packed.headers["Vary"]
    other = client.get("/en/un-swap", headers={"Accept-Encoding": encoding})
    assert other.data != packed.data


def test_static_files_are_kept_for_good_under_their_fingerprint(client: FlaskClient):
    text = client.get("/en/").get_data(as_text=True)
    addresses = re.findall(r'(?:href|src)="(/assets/[^"]+)"', text)
    assert len(addresses) >= 3
    for address in addresses:
        with client.get(address) as response:
            assert response.status_code == 200, address
            assert "immutable" in response.headers["Cache-Control"]


def test_nothing_is_fetched_from_elsewhere(client: FlaskClient):
    for path in PATHS:
        response = client.get(f"/en{path}")
        assert re.match("default-src '(self|none)'", response.headers["Content-Security-Policy"])
        for address in re.findall(r'<(?:script|img|object|iframe|source)[^>]+(?:src|data)="([^"]+)"', response.get_data(as_text=True)):
            assert address.startswith("/"), address


@pytest.mark.parametrize(
    ("url", "status", "says"),
    [
        ("/en/nothing/here", 404, "There is no such page"),
        ("/ar/nothing", 404, "لا توجد صفحة"),
        ("/de/un-swap", 404, "These pages are not available in this language"),
        ("/wp-login.php", 404, "There is no such page"),
        ("/en/un-swap?colour=red", 400, "does not take that parameter"),
        ("/en/un-swap?entity=NOBODY", 400, "There is no such organization"),
        ("/en/un-swap?sort=nothing", 400, "That value is not possible here"),
        ("/en/un-swap?version=99999", 400, "There is no such data version"),
        ("/en/un-swap?version=x", 400, "There is no such data version"),
        ("/en/un-swap?format=pdf", 400, "That value is not possible here"),
        ("/en/un-swap?format=csv&table=nothing", 400, "That value is not possible here"),
        ("/en/un-swap?entity=" + "x" * 1500, 400, "There is no such organization"),
        ("/en/un-swap?entity=" + "x" * 3000, 414, "This address is too long"),
        ("/en/" + "x" * 3000, 414, "This address is too long"),
        ("/en/un-swap?version=%C2%B2", 400, "There is no such data version"),
        ("/_dash-component-suites/dash/../../x.py", 404, "There is no such page"),
        ("/en/%00", 404, "There is no such page"),
        ("/en/un-swap?entity=%3Cscript%3Ealert(1)%3C/script%3E", 400, "&lt;script&gt;"),
    ],
)
def test_a_wrong_url_gets_a_helpful_page(client: FlaskClient, url: str, status: int, says: str):
    response = client.get(url, headers={"Accept-Language": "en"})
    text = response.get_data(as_text=True)
    assert response.status_code == status
    assert says in text
    assert "Traceback" not in text
    assert "<script>alert" not in text
    assert 'class="ways-on"' in text


@pytest.mark.parametrize(
    ("url", "link", "text"),
    [
        ("/en/areas/KEM", "/en/areas/KEN", "Kenya (KEN)"),
        ("/en/areas/germany", "/en/areas/DEU", "Germany (DEU)"),
        ("/fr/indicators/SG_GEN_PARLA", "/fr/indicators/SG_GEN_PARL", "Proportion de sièges"),
        ("/ar/indicators/SG_GEN_PARL?area=KEM", "/ar/indicators/SG_GEN_PARL?area=KEN", "كينيا (KEN)"),
        ("/en/challenge/WSIS_FORUM_2029", "/en/challenge/WSIS_FORUM_2020", "WSIS Forum 2020 (WSIS_FORUM_2020)"),
        ("/zh/indicators/SG_GEN_PARL?yardstick=none", "/zh/indicators/SG_GEN_PARL?yardstick=threshold_30", "（threshold_30）"),
        ("/en/un-swap?entity=IUT", "/en/un-swap?entity=ITU", "International Telecommunication Union (ITU)"),
        ("/de/un-swap", "/es/un-swap", "Español (es)"),
        ("/en/versions", "/en/method#versions", "Data versions"),
        ("/versions", "/en/method#versions", "Data versions"),
        ("/fr/corrections", "/fr/method#corrections", "Corrections"),
    ],
)
def test_what_may_have_been_meant_is_named(client: FlaskClient, url: str, link: str, text: str):
    page = re.sub("[\u2068\u2069]", "", client.get(url, headers={"Accept-Language": "en"}).get_data(as_text=True))
    suggested = page.split('class="suggestions"')[1].split("</ul>")[0]
    assert any(f'href="{link}"' in item and text in item for item in suggested.split("<li>"))


def test_a_parameter_given_twice_counts_once(client: FlaskClient):
    once, twice = (client.get(f"/en/un-swap?entity=ITU&{query}") for query in ("sort=year", "sort=year&sort=-year"))
    assert once.headers["ETag"] == twice.headers["ETag"]
    assert mounted(client, "/en/un-swap", "?sort=year&sort=-year") == mounted(client, "/en/un-swap", "?sort=year")
    assert mounted(client, "/en/un-swap", "?sort=-year") != mounted(client, "/en/un-swap", "?sort=year")


def mounted(client: FlaskClient, pathname: str, search: str = "") -> str:
    """What Dash puts into the page for an address as the browser gives it."""
    inputs = [{"id": "url", "property": "pathname", "value": pathname}, {"id": "url", "property": "search", "value": search}]
    asked = {"output": "page.children", "outputs": {"id": "page", "property": "children"}, "inputs": inputs, "changedPropIds": []}
    response = client.post("/_dash-update-component", json=asked)
    assert response.status_code == 200
    return response.get_data(as_text=True)


def test_dash_finds_the_page_of_an_address_in_any_script(client: FlaskClient):
    found = mounted(client, "/ar/challenge/%D9%85%D9%86%D8%AA%D8%AF%D9%89").encode().decode("unicode-escape")
    assert "منتدى" in found, "the address of an event that is not there is repeated as people read it"


@pytest.mark.parametrize("body", ["", "{}", "[]", "5", '{"output": "page.children", "inputs": [{"value": 5}, {"value": ""}]}'])
def test_what_dash_would_never_ask_is_a_bad_request(client: FlaskClient, body: str):
    assert client.post("/_dash-update-component", data=body, content_type="application/json").status_code == 400


def test_a_large_request_is_not_read(client: FlaskClient):
    for size, statuses in ((1000, (200,)), (100_000, (400, 413))):
        inputs = [{"id": "url", "property": name, "value": "x" * size} for name in ("pathname", "search")]
        asked = {"output": "page.children", "outputs": {"id": "page", "property": "children"}, "inputs": inputs, "changedPropIds": []}
        assert client.post("/_dash-update-component", json=asked).status_code in statuses


def test_the_same_page_has_the_same_tag_in_every_worker(client: FlaskClient, bundled: Settings):
    other = create_app(bundled).server.test_client()
    for path in ("/en/", "/ar/challenge"):
        assert other.get(path).headers["ETag"] == client.get(path).headers["ETag"]


def test_a_wrong_address_stays_wrong_for_a_reader_who_has_its_page(client: FlaskClient):
    tag = client.get("/en/nothing").headers["ETag"]
    assert client.get("/en/nothing", headers={"If-None-Match": tag}).status_code == 404


def test_pages_with_and_without_examples_have_different_tags(client: FlaskClient, bundled: Settings):
    without = create_app(replace(bundled, examples=False)).server.test_client()
    assert without.get("/en/").headers["ETag"] != client.get("/en/").headers["ETag"]


def test_every_answer_tells_the_browser_to_guess_nothing(client: FlaskClient):
    for path in ("/en/", "/en/nothing", "/assets/img/mark.svg"):
        with client.get(path) as response:
            assert (response.headers["X-Content-Type-Options"], response.headers["Referrer-Policy"]) == ("nosniff", "same-origin")


def test_the_memory_for_compressed_responses_is_bounded():
    kept, block = RecentlyCompressed(), bytes(1024 * 1024)
    for number in range(100):
        kept.set(f"br;{number}", block)
    assert kept.get("br;0") is None and kept.get("br;99") == block
    assert sum(kept.get(f"br;{number}") is not None for number in range(100)) == 16
    kept.set("br;", block)
    kept.set("br;large", bytes(17 * 1024 * 1024))
    assert kept.get("br;") is None and kept.get("br;large") is None


def test_only_the_address_that_a_file_has_now_is_kept_for_good(client: FlaskClient):
    for address in ("/assets/style.css?f=older", "/assets/img/mark.svg?f=older", "/assets/img/mark.svg"):
        with client.get(address) as response:
            assert (response.status_code, "immutable" in response.headers.get("Cache-Control", "")) == (200, False)


def test_pictures_and_failures_may_run_nothing(client: FlaskClient):
    picture = client.get("/en/indicators/SG_GEN_PARL?format=svg")
    assert (picture.mimetype, picture.headers["Content-Security-Policy"].split(";")[0]) == ("image/svg+xml", "default-src 'none'")
    assert "default-src 'self'" in client.get("/en/" + "x" * 3000).headers["Content-Security-Policy"]


def test_what_dash_does_not_have_is_not_there(client: FlaskClient, caplog: pytest.LogCaptureFixture):
    for path in (
        "/_dash-nothing",
        "/_dash-component-suites/dash/x.js",
        "/_dash-component-suites/none/x.js",
        "/assets//etc/passwd",
        "/assets/none.css",
        "/assets/../app.py",
        "/_dash-component-suites/dash/../../app.py",
        "/_dash-component-suites/../x.js",
        "/assets/%2e%2e/app.py",
    ):
        answer = client.get(path, headers={"Accept-Language": "fr"})
        assert (answer.status_code, answer.headers["Content-Language"]) == (404, "fr"), path
        assert "_dash-config" in answer.get_data(as_text=True)  # the page that any wrong address gets
    assert caplog.records == []
    assert client.get("/_dash-layout").status_code == 200


def test_other_methods_are_refused(client: FlaskClient):
    assert client.post("/en/").status_code == 405
    assert client.head("/en/").status_code == 200


def test_tracking_parameters_do_no_harm(client: FlaskClient):
    tracked = client.get("/en/un-swap?utm_source=mail&fbclid=1")
    assert (tracked.status_code, tracked.headers["ETag"]) == (200, client.get("/en/un-swap").headers["ETag"])


def test_a_table_comes_as_csv(client: FlaskClient):
    response = client.get("/en/un-swap?entity=ITU&framework=2.0&format=csv&table=years")
    lines = response.get_data(as_text=True).splitlines()
    assert response.mimetype == "text/csv"
    assert re.search(r'filename="un-swap-years-v\d+\.csv"', response.headers["Content-Disposition"])
    assert lines[0] == "\ufeffyear,met,out_of,kind,status,comment,source,framework,example"
    assert lines[1].startswith("2021,11,17,published,,,ITU_HIGHLIGHTS_2022,")


def test_a_citation_names_the_host(client: FlaskClient):
    text = client.get("/en/un-swap", base_url="https://stats.example").get_data(as_text=True)
    assert "https://stats.example/en/un-swap?version=1" in text
    assert "https://stats.example" not in client.get("/en/un-swap").get_data(as_text=True)


def test_the_version_can_be_pinned(client: FlaskClient):
    text = client.get("/en/un-swap?version=1").get_data(as_text=True)
    assert 'name="robots" content="noindex"' in text
    assert re.search(r'href="/en/method\?version=1"', text)


def test_a_version_that_is_no_longer_kept_is_told_so(tmp_path: Path):
    settings, sent = Settings(data=tmp_path / "var"), tmp_path / "sent.csv"
    store = Store(settings, load())
    for value in (10, 20):
        sent.write_text(f"INDICATOR,REF_AREA,TIME_PERIOD,OBS_VALUE\nSG_GEN_PARL,KEN,2019,{value}\n")
        publish(sent, store)
    (settings.data / "versions" / "v000001.duckdb").unlink()
    gone = create_app(settings, store).server.test_client().get("/en/areas/KEN?version=1")
    store.close()
    assert gone.status_code == 410
    assert "This data version is no longer kept" in gone.get_data(as_text=True)


def test_a_citation_names_who_published_the_figure(client: FlaskClient):
    cited = client.get("/en/indicators/SG_GEN_PARL?area=KEN").get_data(as_text=True).split("<blockquote>")[1].split("</blockquote>")[0]
    assert "Source: United Nations Statistics Division: Gender Data Portal" in cited


def test_a_figure_without_a_source_says_so(tmp_path: Path):
    settings, sent = Settings(data=tmp_path / "var"), tmp_path / "sent.csv"
    sent.write_text("INDICATOR,REF_AREA,TIME_PERIOD,OBS_VALUE\nSG_GEN_PARL,KEN,2019,10\n")
    store = Store(settings, load())
    publish(sent, store)
    text = create_app(settings, store).server.test_client().get("/en/indicators/SG_GEN_PARL?area=KEN").get_data(as_text=True)
    store.close()
    assert text.count("Source not given") >= 2


def test_a_fault_of_ours_is_a_page_too(bundled: Settings, monkeypatch: pytest.MonkeyPatch):
    other = create_app(bundled).server
    monkeypatch.setattr("dashboard.web.site.Site.view", lambda *arguments, **named: 1 / 0)
    response = other.test_client().get("/ar/un-swap?sort=year")
    text = response.get_data(as_text=True)
    assert response.status_code == 500
    assert '<html lang="ar" dir="rtl">' in text
    assert 'href="/ar/un-swap?sort=year"' in text
    assert "ZeroDivisionError" not in text


def test_two_applications_live_in_one_process(app, bundled: Settings):
    other = create_app(bundled)
    assert other.server is not app.server
    for one in (app, other):
        assert one.server.test_client().get("/en/un-swap").status_code == 200
        dependencies = one.server.test_client().get("/_dash-dependencies").get_json()
        assert [callback["output"] for callback in dependencies] == ["page.children"]
