"""Every bundled batch is complete, names only what the catalogue knows, and says no fact twice."""

import re
from collections import Counter

import pytest

from dashboard.catalogue import LANGUAGES
from dashboard.domain import quantity

KEYS = {"title", "dataset", "file", "source", "link", "licence", "retrieved", "note", "example"}
EXAMPLE_WORDS = {"ar": "مثال", "en": "Example", "es": "Ejemplo", "fr": "Exemple", "ru": "Пример", "zh": "示例"}
SCRIPTS = {"ar": r"[\u0600-\u06FF]", "ru": r"[\u0400-\u04FF]", "zh": r"[\u4E00-\u9FFF]"}
EVENT_NAMES = [f"NAME_{language.upper()}" for language in LANGUAGES]


def test_manifests_are_complete_and_their_words_are_in_six_languages(batches, catalogue):
    for batch in batches:
        manifest = batch.manifest
        assert set(manifest) == KEYS, batch.name
        assert manifest["source"] in catalogue.sources, batch.name
        assert manifest["file"] == f"{manifest['dataset']}.csv", batch.name
        for words in (manifest["title"], manifest["note"]):
            assert tuple(words) == LANGUAGES, batch.name
            assert len(set(words.values())) == len(LANGUAGES), batch.name
            for language, script in SCRIPTS.items():
                assert re.search(script, words[language]), (batch.name, language)


def test_headers_are_columns_of_the_dataset_in_its_order(batches, catalogue):
    for batch in batches:
        columns = [column.id for column in catalogue.datasets[batch.manifest["dataset"]].columns]
        assert batch.header == [column for column in columns if column in batch.header], batch.name
        assert batch.records, batch.name


def test_every_code_source_and_event_exists(batches, catalogue):
    wrong, events = Counter(), set()
    for batch in batches:
        dataset = catalogue.datasets[batch.manifest["dataset"]]
        if dataset.id == "event":
            events |= {record["EVENT"] for record in batch.records}
        known = {column.id: set(catalogue.codelists[column.codelist].items) for column in dataset.columns if column.type == "code"}
        known |= {"SOURCE": set(catalogue.sources)} | {column.id: events for column in dataset.columns if column.references}
        for record in batch.records:
            for column in known.keys() & record.keys():
                if record[column] and record[column] not in known[column]:
                    wrong[batch.name, column, record[column]] += 1
    assert not wrong


def test_required_cells_are_filled_and_measures_are_quantities(batches, catalogue):
    wrong = Counter()
    for batch in batches:
        for column in catalogue.datasets[batch.manifest["dataset"]].columns:
            for record in batch.records:
                cell = record.get(column.id, "")
                if column.required and not cell:
                    wrong[batch.name, column.id, "empty"] += 1
                if column.role == "measure" and cell and quantity.parse(cell) is None:
                    wrong[batch.name, column.id, cell] += 1
    assert not wrong


def test_no_two_records_state_the_same_fact(batches, catalogue):
    seen = Counter()
    for batch in batches:
        dataset = catalogue.datasets[batch.manifest["dataset"]]
        for record in batch.records:
            key = [
                record.get(column.id) or (batch.manifest["source"] if column.id == "SOURCE" else column.default)
                for column in dataset.columns
                if column.role == "dimension" or column.key
            ]
            seen[dataset.id, *key] += 1
    assert [key for key, times in seen.items() if times > 1] == []


def test_percentages_lie_between_0_and_100(batches):
    for batch in batches:
        for record in batch.records:
            cell = record.get("SHARE") or (record["OBS_VALUE"] if record.get("UNIT_MEASURE") == "PT" else "")
            assert not cell or 0 <= quantity.parse(cell).value <= 100, (batch.name, record)


def test_a_figure_that_is_words_has_no_measure(records):
    worded = [record for dataset in ("participation", "staff") for record in records(dataset) if record["VALUE_TEXT"]]
    assert sorted(record["VALUE_TEXT"] for record in worded) == ["about one third", "yes"]
    assert not any(record.get(measure) for record in worded for measure in ("COUNT", "SHARE", "MINUTES"))


def test_examples_say_so_and_are_of_no_real_entity(batches):
    examples = [batch for batch in batches if batch.manifest["example"]]
    assert {batch.manifest["dataset"] for batch in examples} == {"event", "participation", "staff", "swap_rating"}
    for batch in examples:
        for language, word in EXAMPLE_WORDS.items():
            assert word in batch.manifest["title"][language], (batch.name, language)
        for record in batch.records:
            assert record.get("ENTITY", "EXAMPLE") == "EXAMPLE" and record.get("EVENT", "EXAMPLE").startswith("EXAMPLE"), batch.name


def test_nothing_real_stands_under_the_example_organisation(records, catalogue):
    for dataset in catalogue.datasets:
        assert not any(record.get("ENTITY") == "EXAMPLE" or record.get("EVENT", "").startswith("EXAMPLE") for record in records(dataset))


@pytest.mark.parametrize("column", EVENT_NAMES)
def test_every_event_has_a_name_in_each_language(batches, column):
    events = [record for batch in batches if batch.manifest["dataset"] == "event" for record in batch.records]
    assert all(record[column] for record in events)
    assert max(Counter(record[column] for record in events).values()) == 1


def test_example_sessions_show_what_pages_must_handle(batches):
    """One panel without women, one without men, one with unknowns: the cases that the challenge page tells apart."""
    sessions: dict[str, dict[str, int]] = {}
    for batch in batches:
        if batch.name == "901-example-sessions":
            for record in batch.records:
                if record["ROLE"] == "SPEAKER" and not record["GROUP"]:
                    sessions.setdefault(record["SESSION"], {})[record["SEX"]] = int(record["COUNT"])
    assert len(sessions) == 12
    assert sum(counts["F"] == 0 for counts in sessions.values()) == 1
    assert sum(counts["M"] == 0 for counts in sessions.values()) == 1
    assert any(counts.get("_U") for counts in sessions.values())
    assert all(3 <= sum(counts.values()) <= 8 for counts in sessions.values())
