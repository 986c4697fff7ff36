"""The list of pages, in the order of the menu: a page is one file here, one line below, its query and its words."""

from ..view import Page
from . import challenge, committees, event, home, indicator, method, un_swap

PAGES: tuple[Page, ...] = (
    home.PAGE,
    indicator.PAGE,
    challenge.PAGE,
    event.PAGE,
    committees.PAGE,
    un_swap.PAGE,
    method.PAGE,
)
