"""Every bundled indicator is used, cites a source that exists, and is described in each of the six languages."""

import re
import tomllib

import pytest

from dashboard.catalogue import DATA, LANGUAGES

SCRIPTS = {"ar": r"[\u0600-\u06FF]", "ru": r"[\u0400-\u04FF]", "zh": r"[\u4E00-\u9FFF]"}
FITTING = {
    "by_sex": {"itu_parity_score", "gpi", "gpi_adjusted", "gap_points"},
    "share_of_women": {"un_parity_band", "balance_40_60", "threshold_30"},
    "counts": {"un_parity_band", "balance_40_60", "threshold_30", "within_one_person"},
    "ratio": {"itu_parity_score", "gpi", "gpi_adjusted"},
    "gap": set(),
}


def test_the_indicators_are_those_that_have_figures(catalogue, records):
    assert set(catalogue.indicators) == {record["INDICATOR"] for record in records("indicator")}


@pytest.mark.parametrize("file", sorted((DATA / "indicators").glob("*.toml")), ids=lambda file: file.stem)
def test_an_indicator_is_described_in_full(file, catalogue):
    indicator = catalogue.indicators[file.stem]
    assert indicator.source in catalogue.sources
    assert indicator.unit in catalogue.codelists["UNIT_MEASURE"].items
    assert set(indicator.yardsticks) <= FITTING[indicator.kind]
    content = tomllib.loads(file.read_text(encoding="utf-8"))
    for part in ("name", "short", "definition", "method"):
        words = content[part]
        assert tuple(words) == LANGUAGES
        assert len(set(words.values())) == len(LANGUAGES)
        assert all(re.search(script, words[language]) for language, script in SCRIPTS.items())
    assert all(len(words.split()) <= 5 for words in indicator.short.values())


def test_breakdowns_are_the_dimensions_that_an_indicator_names(catalogue, records):
    """A dimension beyond SEX holds other codes than "total" and "not applicable" only where the indicator says so."""
    broken_down: dict[str, set[str]] = {name: set() for name in catalogue.indicators}
    for record in records("indicator"):
        for dimension in ("AGE", "EDUCATION_LEV", "LABOUR_FORCE_STATUS", "OCCUPATION", "COMP_BREAKDOWN"):
            if record[dimension] not in ("_T", "_Z"):
                broken_down[record["INDICATOR"]].add(dimension)
    assert broken_down == {name: set(indicator.dimensions) for name, indicator in catalogue.indicators.items()}
