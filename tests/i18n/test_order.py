"""The order of names in a list."""

import pytest

from dashboard.i18n import alphabetical


@pytest.mark.parametrize(
    "names",
    [
        ["Costa Rica", "Côte d’Ivoire", "Croatia", "Cuba", "Czechia", "Czechoslovakia"],
        ["Åland Islands", "Albania", "Österreich", "Samoa"],
        ["Египет", "Кот-д'Ивуар", "Куба"],
        ["أذربيجان", "الأردن", "بلجيكا"],
    ],
)
def test_accents_and_signs_do_not_count(names):
    assert sorted(reversed(names), key=alphabetical) == names
