"""Words, numbers and dates in the six official languages of the United Nations."""

from .languages import LANGUAGES, Language, best_language
from .words import Words

__all__ = ["LANGUAGES", "Language", "Words", "best_language"]
