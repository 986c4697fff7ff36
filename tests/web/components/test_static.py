"""Long parts as one piece of HTML: the first response is the same as without, and Dash mounts one component."""

from dash import html

from dashboard.web.components.static import static
from dashboard.web.serialise import to_html


def rows() -> html.Ul:
    return html.Ul([html.Li(html.A("a < b", href="/x?a=1&b=2")), html.Li(["c", html.Bdi("د")])], className="list")


def test_the_first_response_is_the_same():
    assert to_html(static(rows())) == to_html(rows())


def test_dash_gets_one_component():
    frozen = static(rows()).to_plotly_json()["props"]
    assert frozen["children"] is None and frozen["className"] == "list"
    assert frozen["data-html"] == '<li><a href="/x?a=1&amp;b=2">a &lt; b</a></li><li>c<bdi>د</bdi></li>'
