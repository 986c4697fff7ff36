"""The page for a URL that cannot be answered: what is wrong, what was meant perhaps, and the ways on."""

from __future__ import annotations

from dash import html

from ...i18n import LANGUAGES
from ..context import Context, NotAllowed, PageProblem, WrongParameter
from ..inquiry import COMMITTEE, PARAMETERS
from ..view import View
from .participation import event_name

LISTED_OPTIONS = 30
# Kinds of wrong value that have words of their own; any other parameter is named by the general message.
KINDS = (
    *("page", "language", "parameter", "version", "gone", "indicator", "area", "event", "entity", "yardstick", "batch", "account"),
    *("dataset", "profile", "codelist"),
)

# The codelists that name the values of a kind of problem.
CODELISTS = {
    **{kind: ("AREA",) for kind in ("area", "with", "region")},
    **{parameter: (dimension,) for dimension, parameter in PARAMETERS.items()},
    COMMITTEE: ("COMP_BREAKDOWN",),
    "group": ("AREA", "GROUP"),
    "indicator": ("INDICATOR",),
    "entity": ("ENTITY",),
    "role": ("ROLE",),
    "framework": ("FRAMEWORK",),
}


def problem_view(context: Context, problem: PageProblem) -> View:
    """A helpful page in the reader's language with the right status, never a stack trace."""
    w = context.w
    kind, value = problem.kind if problem.kind in KINDS else "value", problem.value
    if isinstance(problem, NotAllowed):
        kind, value = "role", w(f"accounts.role.{problem.value}")
    title = w(f"problem.{kind}.title")
    text = w(f"problem.{kind}.text", value=value, name=problem.kind)
    body = [html.H1(title), html.P(text, className="answer"), *_suggestions(context, problem), _ways_on(context)]
    return View(title=title, description=text, body=body, status=problem.status, code=kind)


def _suggestions(context: Context, problem: PageProblem) -> list:
    names = _names(context, problem.kind)
    if problem.kind == "page":  # a section is looked for as if it were a page
        names = {option: f"/{option.partition('#')[2]}" for option in problem.options if "#" in option}
    nearest = problem.nearest(names)
    options = nearest or (problem.options if len(problem.options) <= LISTED_OPTIONS else ())
    if not options:
        return []
    items = [html.Li(_option(context, problem, option, names.get(option, option))) for option in options]
    heading = context.w("problem.nearest" if nearest else "problem.options")
    return [html.H2(heading), html.Ul(items, className="suggestions")]


def _names(context: Context, kind: str) -> dict[str, str]:
    """The names of the values that a kind of problem is about, in the reader's language; none for values that are their own names."""
    catalogue, lang = context.catalogue, context.lang
    if kind == "event":
        return {row["event"]: event_name(context, row) for row in context.version.run("challenge_events")}
    if kind == "yardstick":
        return {code: yardstick.name[lang] for code, yardstick in catalogue.yardsticks.items()}
    if kind == "dataset":
        return {id: dataset.names[lang] for id, dataset in catalogue.datasets.items()}
    if kind == "codelist":
        return {id: codelist.names[lang] for id, codelist in catalogue.codelists.items()}
    if kind == "language":
        return {code: language.name for code, language in LANGUAGES.items()}
    listed = CODELISTS.get(kind) or {column.codelist for one in catalogue.datasets.values() for column in one.columns if column.id == kind}
    codelists = [catalogue.codelists[codelist] for codelist in listed if codelist]
    return {code: item.names[lang] for codelist in codelists for code, item in codelist.items.items()}


def _option(context: Context, problem: PageProblem, option: str, name: str) -> html.A | html.Code:
    if problem.kind == "parameter":
        return html.Code(option)
    text = context.w("problem.option", name=name, code=option) if name != option else option
    if isinstance(problem, WrongParameter):
        # A column of a key says something only beside the others.
        kept = None if problem.kind.isupper() else context.path
        return html.A(text, href=context.url(kept, **{problem.kind: option}))
    if problem.kind == "language":
        rest = context.path.strip("/").partition("/")[2]
        return html.A(text, href=f"/{option}/{rest}", hrefLang=option, lang=option)
    if problem.kind == "page":
        path, _, section = option.partition("#")
        if section:
            return html.A(context.w(f"{path.strip('/')}.{section}"), href=f"{context.url(path)}#{section}")
        return html.A(text, href=context.url(option))
    return html.A(text, href=context.url(context.path.rpartition("/")[0] + f"/{option}"))


def _ways_on(context: Context) -> html.Ul:
    w = context.w
    ways = [
        (context.url("/"), w("problem.to_home")),
        (context.url("/indicators"), w("problem.to_indicators")),
        (context.url("/method"), w("problem.to_method")),
    ]
    if context.path != "/" and context.query:
        ways.insert(0, (context.url(context.path), w("problem.without_parameters")))
    return html.Ul([html.Li(html.A(text, href=href)) for href, text in ways], className="ways-on")
