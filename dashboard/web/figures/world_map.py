"""The world map: an SVG made on the server from projected outlines, a title and a link an area, small States as dots of their own.

It is a picture that stands by itself: colours (light, dark, high contrast) and legend are in it, no script is, and nothing is fetched.
The outlines are assets/map/world.json; assets/map/README.md says where they come from and what they take no side on.
"""

import json
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Any

from dash import html

from ...config import ROOT

STEPS = {"diverging": ("d", 7), "sequential": ("q", 5)}
LEGEND_HEIGHT = 90
NARROW = 640  # CSS pixels; below, the page's own list stands in for the legend in the picture (assets/css/figures.css)
_STYLE = f"""
path{{fill:var(--fill);stroke:var(--map-edge);stroke-width:.4px;vector-effect:non-scaling-stroke}}
.none{{--fill:url(#none)}}
.disputed{{--fill:var(--map-none);stroke-dasharray:3 2}}
.unsettled{{fill:none;stroke:var(--map-ink);stroke-width:1px;stroke-dasharray:3 2}}
.dot path{{fill:none;stroke-linecap:round;stroke:var(--map-ink);stroke-width:9px}}
.dot path+path{{stroke:var(--fill);stroke-width:7px}}
.dot.none{{--fill:var(--map-none)}}
.dot.none path{{stroke:var(--map-hatch);stroke-width:7px}}
.dot.none path+path{{stroke:var(--fill);stroke-width:5px}}
a:hover path,a:focus path{{stroke:var(--map-ink);stroke-width:1.5px}}
a:hover .dot path,a:focus .dot path{{stroke-width:12px}}
a:hover .dot path+path,a:focus .dot path+path{{stroke:var(--fill);stroke-width:8px}}
text{{font:26px system-ui,"Noto Sans","Noto Sans Arabic","Noto Sans SC",sans-serif;fill:var(--map-text);text-anchor:middle}}
@media (max-width:{NARROW - 1}px){{.legend{{display:none}}.dot path{{stroke-width:7px}}.dot path+path{{stroke-width:6px}}}}
"""


_HATCH = (
    '<defs><pattern id="none" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="8" height="8" style="fill:var(--map-none)"/><rect width="2.5" height="8" style="fill:var(--map-hatch)"/></pattern></defs>'
)


@dataclass(frozen=True)
class MapArea:
    """What is shown of an area: `title` names it and its value, `step` is its place in the legend (None: no data), `href` leads on."""

    title: str
    step: int | None = None
    href: str = ""


@dataclass(frozen=True)
class Legend:
    """The classes of the map, lowest first, and the words for areas without data and for disputed ones.

    `scale` is `diverging` (men ahead … women ahead, up to 7 steps, the middle one parity) or `sequential` (up to 5 steps).
    Raises ValueError for too many steps, or an even number of diverging ones.
    """

    steps: Sequence[str]
    none: str
    disputed: str
    scale: str = "diverging"

    def __post_init__(self):
        most = STEPS[self.scale][1]
        uneven = "an odd number of" if self.scale == "diverging" else ""
        if not 0 < len(self.steps) <= most or (uneven and len(self.steps) % 2 == 0):
            raise ValueError(f"a {self.scale} legend has {uneven} steps from 1 to {most}, not {len(self.steps)}".replace("  ", " "))

    def step_class(self, step: int) -> str:
        """The class name that colours a step; fewer steps than the scale has are spread around its middle, or from its end."""
        letter, most = STEPS[self.scale]
        unused = most - len(self.steps)
        return f"map-{letter}{step + (unused // 2 if self.scale == 'diverging' else unused)}"


def step_of(value: float, edges: Sequence[float]) -> int:
    """The step that a value falls in: 0 below the first edge; a value on an edge belongs to the step above it."""
    return bisect_right(edges, value)


@lru_cache(maxsize=1)
def shapes() -> Mapping[str, Any]:
    """The outlines: `width`, `height`, `areas` and `disputed` (code → path), `markers` (code → point), `unsettled` (a path)."""
    return json.loads((ROOT / "assets/map/world.json").read_text("utf-8"))


def world_map(areas: Mapping[str, MapArea], legend: Legend, *, title: str, description: str, lang: str, direction: str) -> str:
    """The map as an SVG document; `areas` by ISO 3166-1 alpha-3 code, an area not among them is drawn without data, title or link."""
    world = shapes()
    width, height = world["width"], world["height"]
    return "".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height + LEGEND_HEIGHT}" role="img" lang="{escape(lang)}" ',
            'aria-labelledby="title description" preserveAspectRatio="xMidYMin meet">',
            f'<title id="title">{escape(title)}</title><desc id="description">{escape(description)}</desc>',
            f"<style>{_colours()}{_STYLE}</style>",
            _HATCH,
            *(_linked(areas.get(code), _path(areas.get(code), path, legend)) for code, path in world["areas"].items()),
            f'<g class="disputed"><title>{escape(legend.disputed)}</title>',
            *(f'<path class="disputed" d="{path}"/>' for path in world["disputed"].values()),
            f'</g><path class="unsettled" d="{world["unsettled"]}"/>',
            *(_linked(areas.get(code), _dot(areas.get(code), point, legend)) for code, point in _dots(world["markers"], areas)),
            _legend(legend, width, height, direction),
            "</svg>",
        ]
    )


def legend_list(legend: Legend) -> html.Ul:
    """The legend as a list, for pages too narrow for the one in the picture."""
    swatches = [(legend.step_class(step), label) for step, label in enumerate(legend.steps)]
    items = [*swatches, ("map-none", legend.none), ("map-disputed", legend.disputed)]
    return html.Ul([html.Li([html.Span(className=f"map-swatch {name}"), label]) for name, label in items], className="map-legend")


@lru_cache(maxsize=1)
def _colours() -> str:
    """The map's style sheet, its comments left out."""
    text = (ROOT / "assets/css/map.css").read_text("utf-8")
    return "".join(part.split("*/")[-1] for part in text.split("/*")).strip()


def _class(area: MapArea | None, legend: Legend) -> str:
    return "none" if area is None or area.step is None else legend.step_class(area.step)


def _path(area: MapArea | None, path: str, legend: Legend) -> str:
    return f'<path class="{_class(area, legend)}" d="{path}">{_title(area)}</path>'


def _dot(area: MapArea | None, point: Sequence[int], legend: Legend) -> str:
    """A line of no length with round ends: a dot that stays 7 pixels wide however small the map is drawn."""
    dot = f'd="M{point[0]} {point[1]}h0"'
    return f'<g class="dot {_class(area, legend)}">{_title(area)}<path {dot}/><path {dot}/></g>'


def _dots(markers: Mapping[str, Sequence[int]], areas: Mapping[str, MapArea]) -> list[tuple[str, Sequence[int]]]:
    """Dots without data first, so that they cover none that has some; those of areas not asked for are left out."""
    listed = [(code, point) for code, point in markers.items() if code in areas]
    return sorted(listed, key=lambda marker: areas[marker[0]].step is not None)


def _title(area: MapArea | None) -> str:
    return f"<title>{escape(area.title)}</title>" if area else ""


def _linked(area: MapArea | None, mark: str) -> str:
    """The mark as a link that is followed by the whole page; not in the order of the keyboard, since the table offers the same links."""
    if area is None or not area.href:
        return mark
    return f'<a href="{escape(area.href)}" target="_top" tabindex="-1">{mark}</a>'


def _legend(legend: Legend, width: int, height: int, direction: str) -> str:
    """Swatches in a row below the map, lowest class first in reading direction, then no data and disputed."""
    wide = width * 0.16
    narrow = (width - 2 * wide) / len(legend.steps)
    entries = [(legend.step_class(step), label, narrow) for step, label in enumerate(legend.steps)]
    entries += [("none", legend.none, wide), ("disputed", legend.disputed, wide)]
    parts = []
    start = 0.0
    for name, label, room in entries:
        left = start if direction == "ltr" else width - start - room
        box = f"M{left + 8:.0f} {height + 14}h{room - 16:.0f}v24h{16 - room:.0f}z"
        parts.append(f'<path class="{name}" d="{box}"/><text x="{left + room / 2:.0f}" y="{height + 70}">{escape(label)}</text>')
        start += room
    return f'<g class="legend" style="direction:{escape(direction)}" aria-hidden="true">{"".join(parts)}</g>'
