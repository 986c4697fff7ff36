"""The small print that matters, the ways to take a view along, and the mark of an example."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from dash import html

from ..context import Context


def answer(sentence: str, *, example: str = "") -> html.P:
    """The answer in one sentence; `example` is the word that marks figures nobody published."""
    mark = [html.Strong(example, className="example-mark"), " "] if example else []
    return html.P([*mark, sentence], className="answer", **{"aria-live": "polite"})


def small_print(context: Context, entries: Sequence[tuple[str, Any]]) -> html.Dl:
    """Source, period, unit, coverage, flags and version; entries with nothing to say are left out."""
    version = context.w("site.data_version", version=context.version.number, date=context.version.created_at.date())
    rows = [*((label, content) for label, content in entries if content), (context.w("site.version"), version)]
    return html.Dl([html.Div([html.Dt(label), html.Dd(content)]) for label, content in rows], className="small-print")


def source_links(context: Context, sources: Iterable[str]) -> list:
    """Names of sources as links to where they were published; a source that is no entry of the list of sources is its own name."""
    links: list = []
    for source in dict.fromkeys(sources):
        known = context.catalogue.sources.get(source)
        name = html.Bdi(_source_text(context, source))
        links.append(html.Li(html.A(name, href=known.link, rel="external") if known and known.link else name))
    return [html.Ul(links, className="sources")] if links else []


def source_name(context: Context, source: str) -> str:
    """Who published a figure, in short; the source itself where it is no entry of the list of sources; that none was given."""
    known = context.catalogue.sources.get(source)
    if known is not None:
        return known.publisher
    return context.w("site.source.none") if source in ("", "_Z") else source


def _source_text(context: Context, source: str) -> str:
    """Publisher and title of a source, as far as they are known."""
    known = context.catalogue.sources.get(source)
    return f"{known.publisher}: {known.title}" if known and known.title else source_name(context, source)


def take_along(context: Context, title: str, sentence: str, sources: Iterable[str], more: Sequence[Any] = ()) -> html.Section:
    """A link that pins the version, a citation with the sources of the sentence, and what `more` there is to take."""
    w = context.w
    named = [w.isolate(_source_text(context, source)) for source in dict.fromkeys(sources)]
    told = [html.P(w("site.citation.sources", sources="; ".join(named)))] if named else []
    pinned = context.url(version=str(context.version.number))
    citation = w(
        "site.citation",
        site=w("site.name"),
        title=title,
        version=context.version.number,
        date=context.version.created_at.date(),
        link=context.origin + pinned,
    )
    return html.Section(
        [
            html.H2(w("site.take_along")),
            html.P(html.A(w("site.pin", version=context.version.number), href=pinned)),
            html.Details([html.Summary(w("site.cite")), html.Blockquote([html.P(sentence), *told, html.P(citation)])]),
            *more,
        ],
        className="take-along",
    )
