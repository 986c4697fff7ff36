"""The first response holds what the browser would make of the component tree."""

import pytest
from dash import dcc, html

from dashboard.web.serialise import to_html


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        ("a < b & c", "a &lt; b &amp; c"),
        (1.5, "1.5"),
        (None, ""),
        ([html.B("x"), "y", None], "<b>x</b>y"),
        (html.P(["a", html.Br(), 3]), "<p>a<br>3</p>"),
        (html.Label("n", htmlFor="f", className="c d"), '<label class="c d" for="f">n</label>'),
        (html.Div(style={"--part": "49%", "marginTop": "1px"}), '<div style="--part:49%;margin-top:1px"></div>'),
        (html.Option("x", value="v", selected=True), '<option selected value="v">x</option>'),
        (html.Option("x", value="v", selected=False), '<option value="v">x</option>'),
        (html.ObjectEl("text", data="/m.svg", type="image/svg+xml"), '<object data="/m.svg" type="image/svg+xml">text</object>'),
        (html.Div(**{"aria-label": 'say "hi"', "data-a": "<"}), '<div aria-label="say &#34;hi&#34;" data-a="&lt;"></div>'),
        (html.A("x", href="/?a=1&b=2", n_clicks=3), '<a href="/?a=1&amp;b=2">x</a>'),
        (html.Td("x", colSpan=2), '<td colspan="2">x</td>'),
    ],
)
def test_components_as_html(node, expected):
    assert to_html(node) == expected


def test_a_graph_leaves_a_box_of_its_own_height():
    graph = dcc.Graph(figure={"data": []}, style={"height": "22rem"})
    assert to_html(graph) == '<div class="graph-placeholder" style="height:22rem"></div>'


@pytest.mark.parametrize("node", [dcc.Slider(0, 1), object()])
def test_what_has_no_html_form_is_refused(node):
    with pytest.raises(TypeError):
        to_html(node)
