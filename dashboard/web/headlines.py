"""Which sentences readers would read otherwise if a batch were published: the answers of the pages concerned, before and after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote, urlencode

from ..i18n import LANGUAGES
from ..ingest import Comparison, Headline
from ..storage import Store, Version
from .context import split_address
from .figures.committee_chairs import CHAMBERS
from .site import Answer, Site

# A page takes about 0.1 seconds a version and language.
MOST_PAGES = 16
FEW_AREAS, FEWEST_AREAS = 8, 3
WORLD = "001"
CORRECTION = "correction"
# The pages that a dataset is about, beside the home page; those of its codes, areas and entities are added.
PAGES: Mapping[str, Sequence[str]] = {
    "indicator": ("/indicators",),
    "participation": ("/challenge", "/delegations", "/committees"),
    "event": ("/challenge", "/delegations", "/committees"),
    "target": ("/challenge",),
    "swap_rating": ("/un-swap",),
}
# In these datasets names stand in a column for each language, so that a sentence may change in one language alone.
NAMED = frozenset({"event"})


def with_headlines(store: Store, comparison: Comparison, file: Path, languages: Sequence[str] = tuple(LANGUAGES)) -> Comparison:
    """The comparison with the headlines that change; `file` is the version file that its preview has left (`to`).

    It is not opened where no observation changes: then there may be none.
    Raises NoVersion where the version compared with is gone, StoreDamaged where `file` cannot be read.
    """
    if not comparison.by_first:
        return comparison
    before = None if comparison.against is None else store.version(comparison.against)
    after = Version(file, comparison.number, examples=store.settings.examples)
    site = Site(store.settings, store.catalogue, store)
    return replace(comparison, headlines=tuple(headlines(site, comparison, before, after, languages)))


def headlines(
    site: Site, comparison: Comparison, before: Version | None, after: Version, languages: Sequence[str] = tuple(LANGUAGES)
) -> Iterator[Headline]:
    """The pages concerned whose sentences differ between two versions, each in all these languages.

    A sentence says the same in every language, so the first language tells whether it changes, except where names are changed.
    """
    named = any(tally.dataset in NAMED for tally in comparison.by_first)
    for path in pages_concerned(comparison):
        first = _answers(site, path, before, after, languages[:1])
        if _differ(*first) or named:
            others = _answers(site, path, before, after, languages[1:])
            was, now = ({**one, **other} for one, other in zip(first, others, strict=True))
            if _differ(was, now):
                yield Headline(path, _each(now or was, "title"), _each(was, "sentence"), _each(now, "sentence"))


def pages_concerned(comparison: Comparison, most: int = MOST_PAGES) -> list[str]:
    """Paths, after the language, of the pages whose sentence the batch may change: the general ones first, then those most concerned.

    Areas are among them where they are few, and where they are very few each indicator's answer on them; groups of areas are not.
    """
    if not comparison.by_first:
        return []
    datasets = dict.fromkeys(tally.dataset for tally in comparison.by_first)
    found = ["/", *(path for dataset in datasets for path in PAGES.get(dataset, ()))]
    if any(tally.code in CHAMBERS.values() for tally in comparison.by_first):
        found.append("/committees")
    areas = [f"/areas/{quote(tally.code)}" for tally in comparison.by_area] if comparison.areas <= FEW_AREAS else []
    codes = [path for tally in comparison.by_first if (path := _page_of(tally.dataset, tally.code))]
    general = list(dict.fromkeys(found))
    codes = codes[: max(0, most - len(general) - len(areas))]
    return list(dict.fromkeys([*general, *codes, *areas, *_of_areas(comparison), *_corrected(comparison)]))[:most]


def _corrected(comparison: Comparison) -> Iterator[str]:
    """The pages of the facts that corrections are about, by what their keys name."""
    for change in comparison.changes:
        if change.dataset == CORRECTION:
            named = dict(part.partition("=")[::2] for part in str(change.key.get("KEY", "")).split(";"))
            indicator, area, event = named.get("INDICATOR"), named.get("REF_AREA"), named.get("EVENT")
            if indicator and area:
                yield f"/indicators/{quote(indicator)}?{urlencode({'area': area})}"
            yield from (
                f"/{kind}/{quote(code)}" for kind, code in (("indicators", indicator), ("areas", area), ("challenge", event)) if code
            )


def _of_areas(comparison: Comparison) -> Iterator[str]:
    """The answers of indicators on single areas: what a country that sends its own figures looks at."""
    if comparison.areas <= FEWEST_AREAS:
        for tally in comparison.by_first:
            if tally.dataset == "indicator":
                for area in comparison.by_area:
                    if area.code != WORLD:  # of which the indicator's page speaks by itself
                        yield f"{_page_of('indicator', tally.code)}?{urlencode({'area': area.code})}"


def _page_of(dataset: str, code: str) -> str:
    """The page of a code of a dataset's first dimension, "" where there is none."""
    if dataset == "indicator":
        return f"/indicators/{quote(code)}"
    if dataset in ("participation", "event"):
        return f"/challenge/{quote(code)}"
    return f"/un-swap?{urlencode({'entity': code})}" if dataset == "swap_rating" else ""


def _answers(
    site: Site, path: str, before: Version | None, after: Version, languages: Iterable[str]
) -> tuple[dict[str, Answer], dict[str, Answer]]:
    """What a page answers before and after, by language; languages in which there is no such page are left out."""
    bare, query = split_address(path)
    sides: tuple[dict[str, Answer], dict[str, Answer]] = ({}, {})
    for lang in languages:
        for side, version in zip(sides, (before, after), strict=True):
            answer = site.answer(lang, bare, version, query) if version else None
            if answer is not None:
                side[lang] = answer
    return sides


def _differ(before: Mapping[str, Answer], after: Mapping[str, Answer]) -> bool:
    return _each(before, "sentence") != _each(after, "sentence")


def _each(answers: Mapping[str, Answer], part: str) -> dict[str, str]:
    return {lang: getattr(answer, part) for lang, answer in answers.items()}
