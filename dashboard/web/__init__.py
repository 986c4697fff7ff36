"""The pages: each a function of its URL and a data version, written on the server first and mounted by Dash afterwards."""

from .factory import create_app

__all__ = ["create_app"]
