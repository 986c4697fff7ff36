"""The list of pages, in the order of the menu: a page is one file here, one line below, its query and its words."""

from ..view import Page
from . import (
    account,
    accounts,
    area,
    batch,
    batches,
    challenge,
    committees,
    event,
    facts,
    home,
    indicator,
    indicators,
    login,
    method,
    profiles,
    un_swap,
    upload,
)

PAGES: tuple[Page, ...] = (
    home.PAGE,
    indicators.PAGE,
    indicator.PAGE,
    area.PAGE,
    challenge.PAGE,
    event.PAGE,
    committees.PAGE,
    un_swap.PAGE,
    facts.PAGE,
    method.PAGE,
    batches.PAGE,
    batch.PAGE,
    upload.PAGE,
    profiles.PAGE,
    login.PAGE,
    login.LOGOUT,
    account.PAGE,
    accounts.PAGE,
    accounts.ONE,
)
