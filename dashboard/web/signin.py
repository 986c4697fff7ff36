"""Who asks: the account behind a request, and the token that shows a form to be ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .components.form import Input

if TYPE_CHECKING:
    from ..accounts import Account


def who() -> Account | None:
    """The account behind the current request."""
    return None


def csrf_input() -> Input:
    """A hidden field with the token."""
    return Input(type="hidden", name="csrf_token", value="")
