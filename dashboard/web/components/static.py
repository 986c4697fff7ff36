"""Long parts of a page as one piece of HTML, because Dash takes seconds to mount the thousands of components of a table of countries."""

from __future__ import annotations

from dash.development.base_component import Component

from ..serialise import to_html


def static(component: Component) -> Component:
    """The component with its children as HTML in `data-html`: written as they are into the first response, put in by assets/js/page.js.

    Only for parts without a `dcc` component; what is clicked or changed in them is heard as everywhere.
    """
    setattr(component, "data-html", to_html(component.children))
    component.children = None
    return component
