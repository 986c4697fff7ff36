"""Words, numbers and dates in the six official languages of the United Nations."""

from .languages import LANGUAGES, Language, best_language
from .order import alphabetical
from .words import Words

__all__ = ["LANGUAGES", "Language", "Words", "alphabetical", "best_language"]
