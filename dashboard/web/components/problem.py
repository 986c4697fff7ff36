"""The page for a URL that cannot be answered: what is wrong, what was meant perhaps, and the ways on."""

from __future__ import annotations

from dash import html

from ..context import Context, PageProblem, WrongParameter
from ..view import View

LISTED_OPTIONS = 30
# Kinds of wrong value that have words of their own; any other parameter is named by the general message.
KINDS = ("page", "language", "parameter", "version", "indicator", "area", "event", "entity", "yardstick")


def problem_view(context: Context, problem: PageProblem) -> View:
    """A helpful page in the reader's language with the right status, never a stack trace."""
    w = context.w
    kind = problem.kind if problem.kind in KINDS else "value"
    title = w(f"problem.{kind}.title")
    text = w(f"problem.{kind}.text", value=problem.value, name=problem.kind)
    body = [html.H1(title), html.P(text, className="answer"), *_suggestions(context, problem), _ways_on(context)]
    return View(title=title, description=text, body=body, status=problem.status)


def _suggestions(context: Context, problem: PageProblem) -> list:
    options = problem.nearest or (problem.options if len(problem.options) <= LISTED_OPTIONS else ())
    if not options:
        return []
    items = [html.Li(_option(context, problem, option)) for option in options]
    heading = context.w("problem.nearest" if problem.nearest else "problem.options")
    return [html.H2(heading), html.Ul(items, className="suggestions")]


def _option(context: Context, problem: PageProblem, option: str) -> html.A | html.Code:
    if problem.kind == "parameter":
        return html.Code(option)
    if isinstance(problem, WrongParameter):
        return html.A(option, href=context.url(context.path, **{problem.kind: option}))
    if problem.kind == "language":
        rest = context.path.strip("/").partition("/")[2]
        return html.A(option, href=f"/{option}/{rest}", hrefLang=option)
    if problem.kind == "page":
        return html.A(option, href=context.url(option))
    return html.A(option, href=context.url(context.path.rpartition("/")[0] + f"/{option}"))


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
