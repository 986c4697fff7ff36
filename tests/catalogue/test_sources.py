"""Which listed source a text may mean that is no id of one."""

from __future__ import annotations

import pytest

from dashboard.catalogue import load, nearest_sources


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("UNSD", "UNSD_GENDER_2021"),
        ("unsd gender 2021", "UNSD_GENDER_2021"),
        ("UNSD_GENDER_2020", "UNSD_GENDER_2021"),
        ("United Nations Statistics Division", "UNSD_GENDER_2021"),
        ("united nations statistic division", "UNSD_GENDER_2021"),
        ("Gender Data Portal", "UNSD_GENDER_2021"),
        ("UNFCCC attendance data", "UNFCCC_ATTENDANCE"),
        ("UNSD_GENDER_2021", ""),
        ("IPU_PARLINE", ""),
        ("The statistical office of Kenya", ""),
        ("Национальный комитет статистики", ""),
        ("", ""),
        (" - ", ""),
    ],
)
def test_a_text_that_resembles_a_source_is_seen(text, meant):
    found = nearest_sources(text, load().sources)
    assert (meant in found if meant else found == ()) and len(found) <= 3 and len(set(found)) == len(found)
