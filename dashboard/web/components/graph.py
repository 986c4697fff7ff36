"""A Plotly figure in its place on a page."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from ..figures.template import CONFIG

HEIGHT = "20rem"


def graph(figure: dict[str, Any]) -> html.Div:
    """The figure; its box keeps the place while Plotly is on its way: Dash has nothing there until then."""
    drawn = dcc.Graph(figure=figure, config=CONFIG, style={"height": HEIGHT}, className="trend")
    return html.Div(drawn, style={"minHeight": HEIGHT})
