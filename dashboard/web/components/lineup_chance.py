"""How surprising a line-up is, in words: the chance of so few or so many women in a draw from the pool that the organiser tells of."""

from __future__ import annotations

import re
from collections.abc import Mapping

from dash import html

from ...domain.chance import Chance, Law, chance
from ...domain.quantity import Quantity
from ..context import Context
from ..desk import written
from .lineup_form import LONGEST_SOURCE
from .lineup_verdict import FEWEST, Judged

MOST_PEOPLE = 2000  # the chance is computed in whole numbers, which grow with the people
MOST_POOL = 1_000_000
LEAST_SHOWN = 0.1  # per cent
Pool = float | tuple[int, int]


def pool_of(form: Mapping[str, str]) -> Pool | None:
    """The pool as typed: its (women, people), else the share of women in per cent; None where nothing was. Raises ValueError."""
    share, people, women = (form.get(f"pool_{name}", "").strip().rstrip("%").strip() for name in ("share", "people", "women"))
    if people or women:
        counted = _whole(women), _whole(people)
        if not counted[0] <= counted[1] <= MOST_POOL:
            raise ValueError
        return counted
    if not share:
        return None
    if not re.fullmatch(r"[0-9]{1,3}([.,][0-9]{1,2})?", share) or float(share.replace(",", ".")) > 100:
        raise ValueError
    return float(share.replace(",", "."))


def _whole(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,7}", text):
        raise ValueError
    return int(text)


def chance_part(context: Context, judged: Judged) -> list:
    """The chance with its law and where the pool is from; what is wrong with it; nothing where no pool was typed."""
    w, people = context.w, judged.people
    total = int(people.total or 0)
    heading = html.H2(w("check.pool"))
    try:
        pool = pool_of(context.form)
        if pool is None or total < FEWEST:
            return []
        if total > MOST_PEOPLE:
            return [heading, html.P(w("check.chance.many_people", most=MOST_PEOPLE))]
        told = {"pool": pool} if isinstance(pool, tuple) else {"share": pool}
        found = chance(int(people.women or 0), total, undisclosed=int(people.unknown), **told)
    except ValueError:
        return [heading, html.P(w("check.pool.wrong"), className="field-error")]
    return (
        [] if found is None else [heading, html.P(_sentence(context, judged, found)), html.P(_law(context, found, pool), className="lede")]
    )


def _sentence(context: Context, judged: Judged, found: Chance) -> str:
    """So few women or so many, whichever is the farther from what is to be expected."""
    w, women, total = context.w, int(judged.people.women or 0), judged.people.total
    few = women <= found.expected
    low, high = found.at_most if few else found.at_least
    text = _percent(context, low) if low == high else w("event.limits", low=_percent(context, low), high=_percent(context, high))
    if few and not women:
        return w("check.chance.none", chance=text, people=total)
    return w.n("check.chance.few" if few else "check.chance.many", women, chance=text, people=total)


def _percent(context: Context, probability: float) -> str:
    shown = 100 * probability
    return context.w.quantity(Quantity(LEAST_SHOWN, "<") if 0 < shown < LEAST_SHOWN else Quantity(shown), percent=True)


def _law(context: Context, found: Chance, pool: Pool) -> str:
    w, source = context.w, written(context.form.get("pool_source", ""), LONGEST_SOURCE)
    if found.law is Law.HYPERGEOMETRIC and isinstance(pool, tuple):
        told = w("check.chance.hypergeometric", women=pool[0], pool=pool[1], expected=found.expected)
    else:
        told = w("check.chance.binomial", share=w.percent(float(pool)), expected=found.expected)  # type: ignore[arg-type]
    return w.sentences([told, w("check.chance.source", source=source) if source else w("check.chance.no_source")])
