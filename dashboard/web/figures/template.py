"""The look that all Plotly figures share: colours, axes, type and the switches that keep Plotly quiet and on this host.

Colours here are what a figure has on its own (saved, or before the style sheet is there). On a page assets/css/figures.css replaces them by
the tokens of assets/css/tokens.css, so that a figure follows light, dark and high contrast; a test compares the two files.
"""

from collections.abc import Mapping
from html import escape
from typing import Any

COLOURS = {
    "women": "#6b2c86",
    "men": "#24907f",
    "share": "#6b2c86",
    "unknown": "#8a8f98",
    "accent": "#b45309",
    "target": "#b45309",
    "band": "rgba(180, 83, 9, 0.16)",
    "ink": "#1c1d21",
    "muted": "#565b66",
    "rule": "#d9d7cf",
    "paper": "#fdfdfb",
}
CLEAR = "rgba(0, 0, 0, 0)"
CONFIG: dict[str, Any] = {
    "displayModeBar": False,
    "displaylogo": False,
    "doubleClick": False,
    "plotlyServerURL": "",
    "responsive": True,
    "scrollZoom": False,
    "showSendToCloud": False,
    "showTips": False,
    "topojsonURL": "",
}
_ISOLATES = {"rtl": "\u2067", "ltr": "\u2066"}


def text(words: str, direction: str) -> str:
    """Words for a figure: safe from Plotly's own markup, and in their own direction whatever stands around them."""
    return f"{_ISOLATES[direction]}{escape(words, quote=False)}\u2069"


def layout(**changes: Any) -> dict[str, Any]:
    """The shared layout with `changes` laid over it: nothing can be dragged or zoomed, so a page scrolls over a figure."""
    shared = {
        "autosize": True,
        "dragmode": False,
        "font": {"family": "inherit", "size": 13, "color": COLOURS["muted"]},
        "hoverlabel": {"bgcolor": COLOURS["paper"], "bordercolor": COLOURS["rule"], "font": {"color": COLOURS["ink"], "size": 13}},
        "hovermode": "closest",
        "margin": {"t": 20, "r": 12, "b": 32, "l": 44},
        "paper_bgcolor": CLEAR,
        "plot_bgcolor": CLEAR,
        "showlegend": False,
        "xaxis": axis(showgrid=False),
        "yaxis": axis(),
    }
    return _over(shared, changes)


def axis(**changes: Any) -> dict[str, Any]:
    """A quiet axis: thin grid, no zero line, fixed range."""
    quiet = {
        "automargin": True,
        "fixedrange": True,
        "gridcolor": COLOURS["rule"],
        "linecolor": COLOURS["rule"],
        "tickcolor": COLOURS["rule"],
        "ticklabeloverflow": "allow",
        "zeroline": False,
    }
    return _over(quiet, changes)


def _over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Two nested mappings as one; where both say something, `above` wins."""
    merged = dict(below)
    for key, value in above.items():
        merged[key] = _over(merged[key], value) if isinstance(value, Mapping) and isinstance(merged.get(key), Mapping) else value
    return merged
