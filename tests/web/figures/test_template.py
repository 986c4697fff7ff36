"""The shared look: the same colours as the style sheet, nothing leaves the host, and layouts merge without loss."""

import re

import pytest

from dashboard.config import ROOT
from dashboard.web.figures.template import COLOURS, CONFIG, layout, text

TOKENS = {"share": "women", "band": "band", "target": "accent"}


def token(name: str) -> str:
    """A token's value in the light scheme, rgb() with a percentage written as rgba()."""
    light = (ROOT / "assets/css/tokens.css").read_text("utf-8").split("@media")[0]
    value = re.search(rf"--{name}: ([^;]+);", light)[1]
    parts = re.fullmatch(r"rgb\((\d+) (\d+) (\d+) / (\d+)%\)", value)
    return f"rgba({parts[1]}, {parts[2]}, {parts[3]}, {int(parts[4]) / 100:g})" if parts else value


@pytest.mark.parametrize("name", COLOURS)
def test_colours_are_those_of_the_style_sheet(name):
    assert COLOURS[name] == token(TOKENS.get(name, name))


def test_nothing_leaves_the_host():
    assert not CONFIG["displayModeBar"]
    assert not [value for value in CONFIG.values() if isinstance(value, str) and value]


def test_changes_are_laid_over_the_shared_layout():
    changed = layout(margin={"r": 99}, xaxis={"range": [0, 1]}, shapes=[{"type": "line"}])
    assert changed["margin"] == {**layout()["margin"], "r": 99}
    assert changed["xaxis"]["range"] == [0, 1]
    assert changed["xaxis"]["fixedrange"] is True
    assert changed["shapes"] == [{"type": "line"}]
    assert "range" not in layout()["xaxis"]


def test_words_keep_their_direction_and_are_no_markup():
    assert text("a <b>1</b>", "ltr") == "\u2066a &lt;b&gt;1&lt;/b&gt;\u2069"
    assert text("النساء 5 %", "rtl") == "\u2067النساء 5 %\u2069"
