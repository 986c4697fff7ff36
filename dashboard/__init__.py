"""Gender-disaggregated participation statistics: from published figures to pages that answer in a sentence."""

__version__ = "0.1.0"
