"""Every question in `queries/` can be asked, and answers in the columns that its header promises."""

from __future__ import annotations

import re

import pytest

from dashboard import catalogue
from dashboard.config import Settings
from dashboard.storage import Manifest, Store, Workspace
from dashboard.storage.queries import FOLDER, read_query

FILES = sorted(FOLDER.glob("*.sql"))


@pytest.fixture(scope="module")
def version(tmp_path_factory):
    """A version with the tables of all datasets, and one event in them."""
    settings = Settings(data=tmp_path_factory.mktemp("queries"), memory_mb=200)
    store = Store(settings, catalogue.load())
    sent = settings.data / "event.csv"
    sent.write_text("EVENT\nE\n")
    kept = store.keep_raw(sent)
    with Workspace(settings) as workspace:
        workspace.execute(
            "CREATE TABLE staged AS SELECT 'E' AS EVENT, 'S' AS SERIES, 'ITU' AS ENTITY, '2020' AS TIME_PERIOD, 'E' AS NAME_EN, "
            "'M' AS FOLD, 1 AS RECORD"
        )
        store.publish(workspace, "staged", Manifest("event", kept.sha256))
    yield store.newest()
    store.close()


def test_there_are_questions():
    assert FILES and all(re.fullmatch(r"[a-z][a-z0-9_]*", file.stem) for file in FILES)


@pytest.mark.parametrize("name", [file.stem for file in FILES])
def test_a_question_answers_in_the_columns_of_its_header(version, name):
    query = read_query(name)
    columns, _ = version._ask(query.statement, dict.fromkeys(query.parameters))
    assert sorted(columns) == sorted(query.columns)


@pytest.mark.parametrize("name", [file.stem for file in FILES])
def test_a_question_reads_only_what_may_be_shown(name):
    text = re.sub(r"--.*", "", (FOLDER / f"{name}.sql").read_text("utf-8"))
    hidden = set(catalogue.load().datasets) & {table.lower() for table in re.findall(r"\b(?:FROM|JOIN)\s+\"?(\w+)", text, re.IGNORECASE)}
    assert hidden == set(), "read shown_<dataset>, which leaves out examples that must not be shown"
