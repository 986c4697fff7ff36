"""The order of names in a list: by their letters, whatever accents these have, and without regard to case and signs."""

from __future__ import annotations

import unicodedata


def alphabetical(name: str) -> tuple[str, str]:
    """What names are sorted by: Costa Rica goes before Côte d’Ivoire, and that before Cuba."""
    letters = (sign for sign in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(sign))
    return "".join(sign for sign in letters if sign.isalnum() or sign == " "), name
