"""The filters of the list of events: what they are set to, in the URL and in words, and their form."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dash import html

from ..context import Context
from ..figures.challenge import Asked, Entry
from .filters import Choice, filters
from .participation import series_name


def asked_of(context: Context, made: Sequence[Entry]) -> Asked:
    """What the URL asks for; raises WrongParameter for what no event has."""
    return Asked(
        context.choose("series", series_of(made), ""),
        context.choose("entity", dict.fromkeys(entry.event["entity"] for entry in made), ""),
        context.choose("year", dict.fromkeys(entry.year for entry in made), ""),
        context.choose("mode", dict.fromkeys(entry.format for entry in made), ""),
        context.choose("role", _roles(made), ""),
    )


def series_of(made: Iterable[Entry]) -> list[str]:
    """The series of the events, in their order."""
    return list(dict.fromkeys(entry.event["series"] for entry in made))


def _roles(made: Iterable[Entry]) -> list[str]:
    return sorted({line.leading.role for entry in made for line in entry.lines})


def chosen_words(context: Context, asked: Asked) -> str:
    """What the filters are set to, in words; "" where none is."""
    return context.w.dots(_named(context, name, getattr(asked, name)) for name in asked.given)


def _named(context: Context, name: str, value: str) -> str:
    if name == "series":
        return series_name(context, value)
    if name == "year":
        return context.w.period(value)
    if name == "mode":
        return context.w("challenge.format_of", format=context.name("FORMAT", value))
    return context.name({"entity": "ENTITY", "role": "ROLE"}[name], value)


def event_filters(context: Context, made: Sequence[Entry], asked: Asked, *others: Choice) -> html.Form:
    """The form: series, organiser, year, format, role, and others that the page has."""
    w = context.w

    def choice(name: str, every: str, options: Iterable[tuple[str, str]]) -> Choice:
        return Choice(name, w(f"challenge.{name}"), [("", every), *options], getattr(asked, name))

    def named(codelist: str, values: Iterable[str]) -> list[tuple[str, str]]:
        present = set(values)
        return [(code, context.name(codelist, code)) for code in context.catalogue.codelists[codelist].items if code in present]

    listed = sorted(((name, series_name(context, name)) for name in series_of(made)), key=lambda pair: pair[1].casefold())
    years = sorted({entry.year for entry in made}, reverse=True)
    choices = [
        choice("series", w("challenge.all_series"), listed),
        choice("entity", w("challenge.all_entities"), named("ENTITY", (entry.event["entity"] for entry in made))),
        choice("year", w("challenge.all_years"), [(year, w.period(year)) for year in years]),
        choice("mode", w("challenge.all_formats"), named("FORMAT", (entry.format for entry in made))),
        choice("role", context.name("ROLE", "_T"), named("ROLE", _roles(made))),
    ]
    return filters(context, [*choices, *others])
