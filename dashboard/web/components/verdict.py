"""What a yardstick says of a figure, in words and marks: the sentence, the short mark, the band in a bar, the choice of yardstick."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html

from ...domain.yardsticks import Verdict, Yardstick
from ...i18n import Words
from ..context import Context
from .filters import Choice


def choose_yardstick(context: Context, ids: Sequence[str]) -> Yardstick:
    """The yardstick that `?yardstick=` names, one of `ids`, else the first of them; raises WrongParameter."""
    return context.catalogue.yardsticks[context.choose("yardstick", ids, ids[0])]


def yardstick_choice(context: Context, ids: Sequence[str], chosen: Yardstick) -> Choice:
    """The filter that switches the yardstick."""
    yardsticks = context.catalogue.yardsticks
    return Choice("yardstick", context.w("site.yardstick"), [(id, yardsticks[id].name[context.lang]) for id in ids], chosen.id)


def band(yardstick: Yardstick) -> tuple[float, float] | None:
    """The shares of women, in per cent, that meet the yardstick, for the band in a bar; None where it is no matter of shares."""
    parameters = yardstick.parameters
    if yardstick.rule == "share_band":
        return parameters["low"], parameters["high"]
    if yardstick.rule == "share_at_least":
        return parameters["minimum"], 100
    if yardstick.rule == "count_difference":
        return 50 - parameters["share_tolerance"], 50 + parameters["share_tolerance"]
    return None


def verdict_sentence(w: Words, yardstick: Yardstick, verdict: Verdict) -> str:
    """The verdict as a sentence that begins with the yardstick's name."""
    return w(f"verdict.sentence.{verdict.outcome}", yardstick=yardstick.name[w.code])


def need_words(w: Words, verdict: Verdict | None) -> str:
    """What would have met the yardstick: more people, seats passed to the other sex, or either; "" where it is met or not known."""
    need = verdict.need if verdict else None
    if need is None:
        return ""
    who = "women" if need.sex == "F" else "men"
    add = w.n(f"verdict.need.add.{who}", need.add) if need.add else ""
    swap = w.n(f"verdict.need.swap.{who}", need.swap) if need.swap else ""
    return w("verdict.need.either", add=add, swap=swap) if add and swap else add or swap


def mark_words(w: Words, verdict: Verdict) -> str:
    """The verdict in a word or two."""
    text = w(f"verdict.mark.{verdict.outcome}")
    return w("verdict.mark_near", mark=text) if verdict.within_one_person else text


def verdict_mark(w: Words, verdict: Verdict) -> html.Span:
    """The same with its sign, for a row of a table or list."""
    return html.Span(mark_words(w, verdict), className=f"verdict verdict-{verdict.outcome}")


def yardstick_note(context: Context, yardstick: Yardstick) -> html.P:
    """What the yardstick asks for, what to keep in mind, and where it was published."""
    w = context.w
    source = html.A(html.Bdi(yardstick.source), href=yardstick.link, rel="external") if yardstick.link else html.Bdi(yardstick.source)
    before, after = w("verdict.source").split("{source}")
    caution = yardstick.caution.get(context.lang, "")
    return html.P([yardstick.wording[context.lang], " ", *([caution, " "] if caution else []), before, source, after], className="lede")
