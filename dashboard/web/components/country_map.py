"""The world map of an indicator: countries coloured by the measure that the yardstick judges, in steps around what meets it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dash import html

from ...domain.measures import adjusted_gpi
from ...domain.quantity import Quantity
from ...domain.yardsticks import Yardstick
from ...i18n import Words
from ..figures.world_map import Legend, MapArea, legend_list, step_of, world_map
from ..inquiry import Inquiry, group_name
from ..judging import measure_band
from ..readings import Reading
from .reading import reading_value
from .reading_sentence import area_name, indicator_label

FEWEST_COUNTRIES = 3
# How far beyond what meets a yardstick the next steps begin: a ratio in hundredths, percentages in points.
STEPS = {"ratio_band": (0.05, 0.15), "gap_points": (5, 10)}
SHARE_STEPS = (10, 20)
MEASURES = {"ratio_band": "ratio", "gap_points": "gap"}


@dataclass(frozen=True)
class Classes:
    """The steps of a map: between `edges`, which `labels` name, coloured by `scale`; `measure` is what is measured (ratio, gap, share)."""

    measure: str
    scale: str
    edges: Sequence[float]
    labels: Sequence[str]


def classes(w: Words, yardstick: Yardstick) -> Classes:
    """Steps around the values that meet the yardstick; from low to high where it is a threshold."""
    low, high = measure_band(yardstick) or (0, 100)
    measure = MEASURES.get(yardstick.rule, "share")
    near, far = STEPS.get(yardstick.rule, SHARE_STEPS)
    if yardstick.rule == "share_at_least":
        edges = [low - far, low - near, low, low + near]
        return Classes(measure, "sequential", edges, _labels(w, edges, measure))
    edges = [low - far, low - near, low, high, high + near, high + far]
    labels = _labels(w, edges, measure)
    # What lies on the upper edge of the band meets the yardstick.
    return Classes(measure, "diverging", [*edges[:3], math.nextafter(high, math.inf), *edges[4:]], labels)


def _labels(w: Words, edges: Sequence[float], measure: str) -> list[str]:
    shown = [w.number(edge, digits=2) if measure != "gap" else w.points(edge) for edge in edges]
    between = [low if low == high else f"{low}\u2009–\u2009{high}" for low, high in zip(shown, shown[1:], strict=False)]
    return [w.isolate(label) for label in (f"< {shown[0]}", *between, f"> {shown[-1]}")]


def measured(reading: Reading, yardstick: Yardstick) -> Quantity | None:
    """The value of a reading that the map shows; None where it is no point or, for counts, the sex of some is not known."""
    if reading.kind in ("share_of_women", "counts"):
        return None if reading.distance is None else reading.share
    if yardstick.rule == "gap_points":
        value = reading.distance
    else:
        value = adjusted_gpi(reading.ratio) if yardstick.parameters["adjusted"] else reading.ratio
    return None if value is None else Quantity(value)


def country_map(asked: Inquiry) -> tuple[list, dict[str, Callable[[], str]]]:
    """The map as a part of the page and the image it shows; nothing where too few countries have figures."""
    context, w = asked.context, asked.context.w
    if asked.yardstick is None or len(asked.countries) < FEWEST_COUNTRIES:
        return [], {}
    yardstick = asked.yardstick
    steps = classes(w, yardstick)
    legend = Legend(steps.labels, w("indicator.map.none"), w("indicator.map.disputed"), steps.scale)
    name = indicator_label(context, asked.indicator, asked.choices)
    title = w("indicator.map.title", indicator=name, group=group_name(context, asked.group))
    measure = w(f"indicator.map.measure.{steps.measure}")
    placed = sum(measured(reading, yardstick) is not None for reading in asked.countries)
    text = w("indicator.map.text", n=placed, measure=measure)

    def draw() -> str:
        areas = {code: map_area(asked, code, steps) for code in asked.members}
        return world_map(areas, legend, title=title, description=text, lang=context.lang, direction=w.dir)

    address = context.url(format="svg")
    picture = html.ObjectEl(html.P(text), data=address, type="image/svg+xml", **{"aria-label": f"{title}. {text}"})
    caption = [measure, " ", html.A(w("indicator.map.open"), href=address)]
    figure = html.Figure([picture, legend_list(legend), html.Figcaption(caption)], className="map")
    return [html.H2(w("indicator.map")), figure, html.P(w("indicator.map.disclaimer"), className="lede map-disclaimer")], {"map": draw}


def map_area(asked: Inquiry, code: str, steps: Classes) -> MapArea:
    """What the map shows of a country: its figure in words, the step it falls in, the way to its profile."""
    context, reading = asked.context, asked.by_area.get(code)
    name, href = area_name(context, code), context.url(f"/areas/{code}")
    if reading is None or asked.yardstick is None:
        return MapArea(f"{name}: {context.w('site.no_data')}", None, href)
    value = measured(reading, asked.yardstick) if reading.complete else None
    step = None if value is None or value.qualifier else step_of(value.value, steps.edges)
    return MapArea(f"{name}: {reading_value(context, reading, asked.yardstick)} ({context.w.period(reading.period)})", step, href)
