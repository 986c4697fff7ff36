"""Which sentences change: the pages that a batch concerns, their answers before and after, in every language."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dashboard.catalogue import load
from dashboard.config import Settings
from dashboard.i18n import LANGUAGES
from dashboard.ingest import Comparison, compare
from dashboard.ingest.publishing import staging
from dashboard.storage import Batch, Manifest, Store, Tally, Version, Workspace
from dashboard.web.headlines import FEW_AREAS, MOST_PAGES, headlines, pages_concerned, with_headlines
from dashboard.web.site import Site

HEADER = "INDICATOR,REF_AREA,SEX,COMP_BREAKDOWN,TIME_PERIOD,OBS_VALUE,UNIT_MEASURE,SOURCE"
PARLIAMENT = "SG_GEN_PARL,001,F,_Z,2021,{value},PT,UNSD_GENDER_2021"


@pytest.fixture
def store(bundled: Settings):
    store = Store(bundled, load())
    yield store
    store.close()


def compared(store: Store, folder: Path, dataset: str, *lines: str) -> tuple[Comparison, Path]:
    """A comparison of a file with the bundled batches, and the version file that would come of it."""
    sent, file = folder / "sent.csv", folder / "preview.duckdb"
    sent.write_text("\n".join(lines) + "\n", encoding="utf-8")
    manifest = Manifest(dataset, "0" * 64, file="sent.csv")
    with Workspace(store.settings) as workspace:
        table = staging(store.catalogue)(workspace, Batch("", manifest, "received", None), sent)
        return compare(store, workspace, table, manifest, to=file), file


def test_the_answer_on_the_world_changes_in_every_language(store, tmp_path):
    comparison, file = compared(store, tmp_path, "indicator", HEADER, PARLIAMENT.format(value="31.4"))
    assert (comparison.changed, comparison.added) == (1, 0)
    found = with_headlines(store, comparison, file)
    assert replace(found, headlines=()) == comparison
    by_path = {one.path: one for one in found.headlines}
    parliament = by_path["/indicators/SG_GEN_PARL"]
    assert list(parliament.before) == list(parliament.after) == list(parliament.title) == list(LANGUAGES)
    assert "25.6%" in parliament.before["en"] and "31.4%" in parliament.after["en"]
    assert all(parliament.before[lang] != parliament.after[lang] for lang in LANGUAGES)
    assert "31,4" in parliament.after["ru"] and parliament.title["fr"].startswith("Proportion de sièges")
    assert "/indicators/SG_GEN_PARL?area=001" not in by_path, "the page speaks of the world by itself"
    assert "/" not in by_path, "its sentence is on all chambers together"
    assert Comparison.from_json(found.as_json()) == found


def test_the_sentence_of_the_version_that_would_come_is_the_one_that_readers_then_see(store, tmp_path):
    comparison, file = compared(store, tmp_path, "indicator", HEADER, PARLIAMENT.format(value="31.4"))
    site, after = Site(store.settings, store.catalogue, store), Version(file, comparison.number, examples=True)
    _, view = site.view("fr", "/indicators/SG_GEN_PARL", {}, "")
    answer = site.answer("fr", "/indicators/SG_GEN_PARL", store.newest())
    assert answer == (view.title, view.description)
    assert site.answer("fr", "/indicators/SG_GEN_PARL", after).sentence != answer.sentence
    _, again = site.view("fr", "/indicators/SG_GEN_PARL", {}, "")
    assert again is view, "what is not published is not remembered"
    assert site.answer("en", "/nothing/here", after) is None
    assert site.answer("en", "/challenge/NO_SUCH_EVENT", after) is None
    assert site.answer("en", "/un-swap", after, {"entity": "NOBODY"}) is None


def test_nothing_that_readers_see_differs_where_no_figure_does(store, tmp_path):
    line = "SG_GEN_PARL,KEN,F,_Z,2021,21.7,PT,UNSD_GENDER_2021"
    comparison, file = compared(store, tmp_path, "indicator", HEADER, line)
    assert comparison.changed == 1
    assert {one.path for one in with_headlines(store, comparison, file, ["en"]).headlines} == {"/indicators/SG_GEN_PARL?area=KEN"}


def test_where_nothing_changes_no_file_is_needed(store, tmp_path):
    comparison = comparison_of("indicator", 0)
    assert with_headlines(store, comparison, tmp_path / "never.duckdb") is comparison


EVENT = "EVENT,SERIES,ENTITY,TIME_PERIOD,NAME_EN,NAME_AR"


def test_a_new_event_has_a_page_that_was_not_there(store, tmp_path):
    line = "FORUM_2099,WSIS Forum,ITU,2099,Forum of 2099,منتدى 2099"
    found = with_headlines(store, *compared(store, tmp_path, "event", EVENT, line), ["en", "ar"])
    (one,) = [one for one in found.headlines if one.path == "/challenge/FORUM_2099"]
    assert (one.before, sorted(one.after)) == ({}, ["ar", "en"])
    assert one.title["en"] == "Forum of 2099" and "2099" in one.after["ar"]


def test_a_name_that_changes_in_one_language_is_noticed(store, tmp_path):
    comparison, file = compared(store, tmp_path, "event", "EVENT,NAME_AR", "WSIS_FORUM_2020,منتدى")
    assert comparison.changed == 1
    (one,) = [one for one in with_headlines(store, comparison, file, ["en", "ar"]).headlines if one.path == "/challenge/WSIS_FORUM_2020"]
    assert one.before["en"] == one.after["en"] and one.before["ar"] != one.after["ar"]


def test_where_nothing_is_published_every_sentence_is_new(store, tmp_path):
    comparison, file = compared(store, tmp_path, "indicator", HEADER, PARLIAMENT.format(value="31.4"))
    site, after = Site(store.settings, store.catalogue, store), Version(file, comparison.number, examples=True)
    found = list(headlines(site, replace(comparison, against=None), None, after, ["en"]))
    assert {one.path for one in found} == set(pages_concerned(comparison))
    assert all(one.before == {} and one.after["en"] for one in found)


def comparison_of(dataset: str, codes: int = 1, areas: int = 0) -> Comparison:
    return Comparison(
        "b",
        dataset,
        2,
        1,
        None,
        1,
        0,
        0,
        0,
        by_first=tuple(Tally(dataset, f"C{number}", 1, 0, 0) for number in range(codes)),
        firsts=codes,
        by_area=tuple(Tally(dataset, f"A{number}", 1, 0, 0) for number in range(areas)),
        areas=areas,
    )


@pytest.mark.parametrize(
    ("dataset", "pages"),
    [
        ("indicator", ["/", "/indicators", "/indicators/C0", "/areas/A0", "/indicators/C0?area=A0"]),
        ("participation", ["/", "/challenge", "/delegations", "/committees", "/challenge/C0", "/areas/A0"]),
        ("event", ["/", "/challenge", "/delegations", "/committees", "/challenge/C0", "/areas/A0"]),
        ("target", ["/", "/challenge", "/areas/A0"]),
        ("swap_rating", ["/", "/un-swap", "/un-swap?entity=C0", "/areas/A0"]),
        ("staff", ["/", "/areas/A0"]),
    ],
)
def test_each_dataset_has_its_pages(dataset: str, pages: list[str]):
    assert pages_concerned(comparison_of(dataset, 1, 1)) == pages


def test_the_pages_are_few_whatever_the_batch_concerns():
    many = pages_concerned(comparison_of("indicator", 100, 100))
    assert len(many) == MOST_PAGES
    assert many[:3] == ["/", "/indicators", "/indicators/C0"]
    assert not any(path.startswith("/areas") for path in many)
    some = pages_concerned(comparison_of("indicator", 100, FEW_AREAS))
    assert len(some) == MOST_PAGES and sum(path.startswith("/areas") for path in some) == FEW_AREAS
    assert pages_concerned(comparison_of("indicator", 0)) == []


def test_committees_are_concerned_by_their_chairs():
    chairs = replace(comparison_of("indicator"), by_first=(Tally("indicator", "SG_DMK_PARLCC_LC", 1, 0, 0),))
    assert "/committees" in pages_concerned(chairs)
