"""The catalogue: all declarations under `data/`, each kind read when it is first asked for and then kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from ..config import ROOT
from ..domain.rules import Yardstick
from ..errors import CatalogueError
from .areas import Areas, read_areas
from .codelists import MEMBERS_FILE, Codelist, read_codelist_ids, read_codelists
from .datasets import Dataset, read_dataset_items, read_datasets
from .frameworks import Framework, framework_indicator_items, framework_items, read_frameworks
from .indicators import Indicator, indicator_items, read_indicators
from .profiles import LayoutProfile, Synonyms, check_profiles, read_profiles, read_synonyms
from .rosters import RosterWords, read_roster_words
from .sources import Source, read_sources
from .yardsticks import read_yardsticks

DATA = ROOT / "data"


@dataclass(frozen=True, eq=False)
class Catalogue:
    """Everything declared in one folder. Reading any part raises CatalogueError where a file is wrong."""

    folder: Path

    @cached_property
    def datasets(self) -> Mapping[str, Dataset]:
        """The datasets by id."""
        return read_datasets(self.folder / "datasets", read_codelist_ids(self.folder / "codelists"))

    @cached_property
    def codelists(self) -> Mapping[str, Codelist]:
        """The codelists by id; INDICATOR is made of the indicators, FRAMEWORK and SWAP_INDICATOR of the frameworks, DATASET of datasets."""
        frameworks = self.frameworks.values()
        derived = {
            "INDICATOR": indicator_items(self.indicators.values()),
            "FRAMEWORK": framework_items(frameworks),
            "SWAP_INDICATOR": framework_indicator_items(frameworks),
            "DATASET": read_dataset_items(self.folder / "datasets"),
        }
        return read_codelists(self.folder / "codelists", derived)

    @cached_property
    def areas(self) -> Areas:
        """Countries and areas, their groups and who is in them."""
        folder = self.folder / "codelists"
        return read_areas(folder / "areas.csv", folder / MEMBERS_FILE, self.codelists["AREA"].items)

    @cached_property
    def indicators(self) -> Mapping[str, Indicator]:
        """The statistical indicators by id."""
        return read_indicators(self.folder / "indicators")

    @cached_property
    def frameworks(self) -> Mapping[str, Framework]:
        """The versions of UN-SWAP by id, oldest first."""
        return read_frameworks(self.folder / "frameworks")

    @cached_property
    def yardsticks(self) -> Mapping[str, Yardstick]:
        """The yardsticks by id."""
        return read_yardsticks(self.folder / "yardsticks")

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """The sources of figures by id."""
        return read_sources(self.folder / "sources.csv")

    @cached_property
    def profiles(self) -> Mapping[str, LayoutProfile]:
        """The layouts of files by id, in the order in which they are tried."""
        folder = self.folder / "profiles"
        profiles = read_profiles(folder)
        check_profiles(folder, profiles, self.datasets, self.codelists)
        return profiles

    @cached_property
    def synonyms(self) -> Synonyms:
        """Other ways of writing codes and headers."""
        columns = (column.id for dataset in self.datasets.values() for column in dataset.columns)
        return read_synonyms(self.folder / "profiles", self.codelists, columns)

    @cached_property
    def roster_words(self) -> RosterWords:
        """The words of speaker lists: headers, sexes, titles, roles and groups as they are written in the six languages."""
        return read_roster_words(self.folder / "profiles" / "roster", self.codelists, self.synonyms.codes)

    def name(self, codelist: str, code: str, language: str) -> str:
        """The name of a code in a language; raises KeyError for a codelist, code or language that does not exist."""
        return self.codelists[codelist].items[code].names[language]

    def check(self) -> None:
        """Read everything and check what ties one kind of file to another; raises CatalogueError."""
        self._check_columns()
        self._check_indicators()
        self._check_frameworks()
        self.areas, self.profiles, self.synonyms, self.roster_words  # noqa: B018  (reading them checks them)

    def _check_columns(self) -> None:
        for dataset in self.datasets.values():
            file = self.folder / "datasets" / f"{dataset.id}.toml"
            for column in dataset.columns:
                place = f"column {column.id}"
                if column.codelist and column.default is not None and column.default not in self.codelists[column.codelist]:
                    raise CatalogueError(file, f"{place}.default", f"{column.default!r} is not a code of {column.codelist}")
                if column.unit and column.unit not in self.codelists["UNIT_MEASURE"]:
                    raise CatalogueError(file, f"{place}.unit", f"{column.unit!r} is not a code of UNIT_MEASURE")

    def _check_indicators(self) -> None:
        dimensions = {column.id for column in self.datasets["indicator"].dimensions} - {"INDICATOR", "REF_AREA", "SEX", "TIME_PERIOD"}
        for indicator in self.indicators.values():
            for key, value, known, where in (
                ("unit", (indicator.unit,), self.codelists["UNIT_MEASURE"].items, "a code of UNIT_MEASURE"),
                ("dimensions", indicator.dimensions, dimensions, "a dimension of the dataset indicator beyond SEX"),
                ("yardsticks", indicator.yardsticks, self.yardsticks, "a yardstick of data/yardsticks"),
                ("source", (indicator.source,), self.sources, "a source of sources.csv"),
                ("related", indicator.related, self._naming(indicator.id), "another indicator that names this one as related"),
            ):
                for text in value:
                    if text not in known:
                        raise CatalogueError(self.folder / "indicators", f"{indicator.id}.{key}", f"{text!r} is not {where}")

    def _naming(self, id: str) -> list[str]:
        """The other indicators that name this one as related."""
        return [other.id for other in self.indicators.values() if id in other.related and other.id != id]

    def _check_frameworks(self) -> None:
        ratings = self.codelists["SWAP_RATING"]
        for framework in self.frameworks.values():
            for code in framework.ratings:
                if code not in ratings:
                    raise CatalogueError(self.folder / "frameworks", f"{framework.id}.ratings", f"{code!r} is not a code of SWAP_RATING")


@cache
def _catalogue(folder: Path) -> Catalogue:
    return Catalogue(folder)


def load(folder: Path | str = DATA) -> Catalogue:
    """The catalogue of a folder, the same object each time; raises CatalogueError where the folder is missing."""
    folder = Path(folder).resolve()
    if not folder.is_dir():
        raise CatalogueError(folder, "folder", "is missing")
    return _catalogue(folder)
