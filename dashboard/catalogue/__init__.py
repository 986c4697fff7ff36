"""Everything declared under `data/`, read once: datasets, codelists, areas, indicators, frameworks, yardsticks, sources, profiles.

`load()` gives the Catalogue; the rest are the types it is made of.
"""

from .areas import Areas
from .catalogue import DATA, Catalogue, load
from .codelists import Codelist, Item
from .datasets import CORRECTIONS, Column, Dataset
from .frameworks import Framework, FrameworkIndicator
from .indicators import Indicator
from .languages import LANGUAGES
from .profiles import LayoutProfile, Synonyms, folded
from .rosters import RosterWords, plain
from .sources import Source, precedence

__all__ = [
    "CORRECTIONS",
    "DATA",
    "LANGUAGES",
    "Areas",
    "Catalogue",
    "Codelist",
    "Column",
    "Dataset",
    "Framework",
    "FrameworkIndicator",
    "Indicator",
    "Item",
    "LayoutProfile",
    "RosterWords",
    "Source",
    "Synonyms",
    "folded",
    "load",
    "plain",
    "precedence",
]
