"""Rules over several records: duplicates, totals, women and men side by side. Each is one or more SQL queries for what breaks it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..catalogue import Column
from ..domain.measures import Counts, share_of_women
from .batch import CELLS, GROUPS, REPEATED, SEXES, STAGED, Batch, name, same, text
from .findings import ERROR, WARNING
from .registry import FACTS, rule

PERCENT = "PT"
COUNTED = ("NUMBER", "PS", "FTE")
BY_SEX, SHARE_OF_WOMEN = "by_sex", "share_of_women"
# Sums and shares are compared after they went through binary fractions.
TOLERANCE = 1e-9
# Two shares that are rounded to whole per cent may add up to 99 or 101.
ROUNDING = 1.0


@dataclass(frozen=True)
class Query:
    """SQL whose rows are a record and then the values of `names`; the finding is about `column`, not quoting it if `secret`."""

    sql: str
    column: str
    names: tuple[str, ...] = ()
    secret: bool = False


def number(value: object) -> str:
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def _explain(column: str, row: dict[str, Any], batch: Batch) -> dict[str, Any]:
    return {key: number(value) if isinstance(value, float) else value for key, value in row.items() if value is not None}


# --- duplicates ----------------------------------------------------------------------------------------------------------------------


def _repeated(batch: Batch) -> str:
    """A table of the records whose key stood in the file before, with the first record of that key and whether any cell contradicts it."""
    if REPEATED in batch.workspace.tables("scratch"):
        return REPEATED
    if not _any_repeated(batch):
        batch.workspace.execute(f"CREATE TABLE {REPEATED} (RECORD INTEGER, FIRST_RECORD INTEGER, DIFFERS VARCHAR)")
        return REPEATED
    keys = ", ".join(name(id) for id in batch.key)
    whole = " AND ".join(f"{name(id)} IS NOT NULL" for id in batch.key)
    others = [column for column in batch.columns if column.id not in batch.dataset.key]
    differing = " ".join(f"WHEN here.{name(column.id)} <> before.{name(column.id)} THEN {text(column.id)}" for column in others)
    batch.workspace.execute(
        f"""CREATE TABLE {REPEATED} AS
        WITH hashed AS (SELECT {same(batch.key)} AS HASH FROM {STAGED} GROUP BY HASH HAVING count(*) > 1),
        suspect AS (SELECT * FROM {STAGED} WHERE {same(batch.key)} IN (SELECT HASH FROM hashed)),
        repeated AS (SELECT {keys}, FOLD, min(RECORD) AS FIRST_RECORD FROM suspect
                     WHERE {whole} GROUP BY {keys}, FOLD HAVING count(*) > 1)
        SELECT here.RECORD, FIRST_RECORD, CASE {differing or "WHEN false THEN NULL"} END AS DIFFERS
        FROM suspect AS here JOIN repeated USING ({keys}, FOLD) JOIN suspect AS before ON before.RECORD = FIRST_RECORD
        WHERE here.RECORD > FIRST_RECORD"""
    )
    return REPEATED


def _any_repeated(batch: Batch) -> bool:
    """Whether there may be any, asked of the table `GROUPS` where it can tell: it counts each set of records that differ in SEX alone."""
    if not batch.grouped or batch.layout.service("ACTION") or batch.sexes is None or not batch.sexes <= set(SEXES.values()):
        return True
    told_apart = " + ".join(f"(R_{short} IS NOT NULL)::INTEGER" for short in SEXES)
    return bool(batch.workspace.execute(f"SELECT count(*) FROM {GROUPS} WHERE N > {told_apart}")[0][0])


@rule("key_duplicate", WARNING, FACTS, _explain)
def key_duplicate(batch: Batch) -> Iterator[Query]:
    """The same observation stands in the file twice, with the same values."""
    if batch.complete:
        yield Query(f"SELECT RECORD, FIRST_RECORD FROM {_repeated(batch)} WHERE DIFFERS IS NULL", "", ("first",))


@rule("key_conflict", ERROR, FACTS, _explain)
def key_conflict(batch: Batch) -> Iterator[Query]:
    """The same observation stands in the file twice, with different values."""
    if not batch.complete:
        return
    repeated = _repeated(batch)
    for (column,) in batch.workspace.execute(f"SELECT DISTINCT DIFFERS FROM {repeated} WHERE DIFFERS IS NOT NULL ORDER BY 1"):
        sql = f"""SELECT found.RECORD, FIRST_RECORD, other.{name(column)} FROM {repeated} AS found
            JOIN {CELLS} AS other ON other.RECORD = FIRST_RECORD WHERE DIFFERS = {text(column)}"""
        yield Query(sql, column, ("first", "other"))


# --- women, men and all --------------------------------------------------------------------------------------------------------------


def _sum(measure: str, *sexes: str) -> str:
    return " + ".join(f"coalesce({name(f'{measure}_{sex}')}, 0)" for sex in sexes)


def _measures(batch: Batch, *units: str) -> Iterator[Column]:
    """The measures that may be in one of these units, where women and men can be compared."""
    for column in batch.measures if batch.grouped else ():
        if column.unit_from or (column.unit in units or (column.type == "count" and "NUMBER" in units)):
            yield column


def _in(column: Column, *units: str) -> str:
    return f"{name(column.id + '_UNIT')} IN ({', '.join(map(text, units))})"


def _half_step(cell: str) -> str:
    """Half a step of the last decimal a figure is given with: so much it may have been rounded by."""
    return f"CASE WHEN {cell} = round({cell}) THEN 0.5 WHEN {cell} = round({cell}, 1) THEN 0.05 ELSE 0.005 END"


@rule("total_not_between", WARNING, FACTS, _explain)
def total_not_between(batch: Batch) -> Iterator[Query]:
    """The percentage of both sexes does not lie between that of women and that of men, and rounding does not explain it."""
    for column in _measures(batch, PERCENT):
        if column.unit_from:
            women, men, total = (name(f"{column.id}_{sex}") for sex in "FMT")
            low, high = (f"CASE WHEN {women} {sign} {men} THEN {women} ELSE {men} END" for sign in "<>")
            sql = f"""SELECT R_T, {women}, {men} FROM (SELECT *, {low} AS LOW, {high} AS HIGH FROM {GROUPS})
                WHERE {_in(column, PERCENT)} AND {name("@KIND")} = {text(BY_SEX)} AND {women} IS NOT NULL AND {men} IS NOT NULL
                AND ({total} + {_half_step(total)} < LOW - {_half_step("LOW")} - {TOLERANCE}
                OR {total} - {_half_step(total)} > HIGH + {_half_step("HIGH")} + {TOLERANCE})"""
            yield Query(sql, column.id, ("women", "men"))


@rule("women_above_total", ERROR, FACTS, _explain)
def women_above_total(batch: Batch) -> Iterator[Query]:
    """More women are given than women and men together."""
    for column in _measures(batch, *COUNTED):
        women, total = name(f"{column.id}_F"), name(f"{column.id}_T")
        sql = f"SELECT R_F, {total} FROM {GROUPS} WHERE {_in(column, *COUNTED)} AND {women} > {total} + {TOLERANCE}"
        yield Query(sql, column.id, ("total",))


@rule("counts_above_total", ERROR, FACTS, _explain)
def counts_above_total(batch: Batch) -> Iterator[Query]:
    """Women, men and others together are more than the total given, though the women alone are not."""
    for column in _measures(batch, *COUNTED):
        parts, total = _sum(column.id, "F", "M", "O", "U"), name(f"{column.id}_T")
        women = f"coalesce({name(f'{column.id}_F')} <= {total} + {TOLERANCE}, true)"
        sql = f"SELECT R_T, {parts} FROM {GROUPS} WHERE {_in(column, *COUNTED)} AND {parts} > {total} + {TOLERANCE} AND {women}"
        yield Query(sql, column.id, ("sum",))


@rule("counts_below_total", WARNING, FACTS, _explain)
def counts_below_total(batch: Batch) -> Iterator[Query]:
    """Women, men and others together are fewer than the total given: the rest is not accounted for."""
    for column in _measures(batch, *COUNTED):
        parts, total = _sum(column.id, "F", "M", "O", "U"), name(f"{column.id}_T")
        sql = f"""SELECT R_T, {parts} FROM {GROUPS} WHERE {_in(column, *COUNTED)} AND NOT {name(column.id + "_VAGUE")}
            AND {name(f"{column.id}_F")} IS NOT NULL AND {name(f"{column.id}_M")} IS NOT NULL AND {parts} < {total} - {TOLERANCE}"""
        yield Query(sql, column.id, ("sum",))


@rule("shares_not_100", WARNING, FACTS, _explain)
def shares_not_100(batch: Batch) -> Iterator[Query]:
    """The shares of women and of men do not add up to 100 per cent."""
    for column in _measures(batch, PERCENT):
        parts = _sum(column.id, "F", "M", "O", "U")
        kind = f" AND {name('@KIND')} = {text(SHARE_OF_WOMEN)}" if column.unit_from else ""
        women, men = name(f"{column.id}_F"), name(f"{column.id}_M")
        sql = f"""SELECT R_F, {parts} FROM {GROUPS} WHERE {_in(column, PERCENT)}{kind} AND NOT {name(column.id + "_VAGUE")}
            AND {women} IS NOT NULL AND {men} IS NOT NULL AND abs({parts} - 100) > {ROUNDING + TOLERANCE}"""
        yield Query(sql, column.id, ("sum",))


@rule("counterpart_missing", WARNING, FACTS, _explain)
def counterpart_missing(batch: Batch) -> Iterator[Query]:
    """Women are given without men, or men without women, and no total stands beside them: nothing can be compared."""
    for column in _measures(batch, PERCENT, *COUNTED):
        if column.unit_from:
            expected = f"{name('@KIND')} = {text(BY_SEX)}"
        elif column.type == "count":
            expected = "true"
        else:
            continue
        women, men = name(f"{column.id}_F"), name(f"{column.id}_M")
        sql = f"""SELECT coalesce(R_F, R_M), CASE WHEN R_F IS NULL THEN 'F' ELSE 'M' END FROM {GROUPS}
            WHERE {expected} AND R_T IS NULL AND (({women} IS NOT NULL AND R_M IS NULL) OR ({men} IS NOT NULL AND R_F IS NULL))"""
        yield Query(sql, column.id, ("missing",))


# --- shares beside counts --------------------------------------------------------------------------------------------------------------


def _shares(batch: Batch, condition: str) -> Iterator[Query]:
    """Shares that stand beside counts and fulfil a condition on ROUNDED and CUT: does one of the two readings give the share as printed?

    The share may be of women and men, or of all with those whose sex is not known; either counts as a match. Nothing is divided here:
    share × all is compared with 100 × part. Counts that are none (negative, with decimals, a part above the whole) are left to other rules.
    """
    counts = next((column for column in batch.measures if column.type == "count"), None)
    share = next((column for column in batch.measures if column.unit == PERCENT), None)
    if not (counts and share and batch.grouped):
        return
    everyone = f"greatest({_sum(counts.id, 'F', 'M', 'O', 'U')}, coalesce({name(f'{counts.id}_T')}, 0))"
    couple = f"CASE WHEN R_F IS NOT NULL AND R_M IS NOT NULL THEN {name(f'{counts.id}_F')} + {name(f'{counts.id}_M')} END"
    for sex in "FM":
        part, given = name(f"{counts.id}_{sex}"), name(f"{share.id}_{sex}")
        whole = f"CASE WHEN R_T IS NOT NULL OR (R_F IS NOT NULL AND R_M IS NOT NULL) THEN {everyone} END"
        rounded, cut = zip(*((_rounded(given, part, all), _cut(given, part, all)) for all in (couple, whole)), strict=True)
        sql = f"""WITH beside AS (
                SELECT groups.*, power(10.0, -length(regexp_extract(cells.{batch.figure(share)}, '\\.([0-9]+)', 1))) AS STEP
                FROM {GROUPS} AS groups JOIN {CELLS} AS cells ON cells.RECORD = R_{sex} WHERE {given} IS NOT NULL AND {part} IS NOT NULL),
            judged AS (SELECT *, {" OR ".join(rounded)} AS ROUNDED, {" OR ".join(cut)} AS CUT FROM beside)
            SELECT R_{sex}, {part}, coalesce({couple}, {whole}) AS EVERYONE FROM judged WHERE ({condition})
            AND EVERYONE > 0 AND EVERYONE = floor(EVERYONE) AND {part} = floor({part}) AND {part} BETWEEN 0 AND EVERYONE"""
        yield Query(sql, share.id, ("part", "all"))


def _rounded(share: str, part: str, all: str) -> str:
    return f"coalesce(abs({share} * ({all}) - 100 * {part}) <= (STEP * 0.5 + {TOLERANCE}) * ({all}), false)"


def _cut(share: str, part: str, all: str) -> str:
    off = f"(100 * {part} - {share} * ({all}))"
    return f"coalesce({off} >= 0 AND {off} < STEP * ({all}), false)"


def _explain_share(column: str, row: dict[str, Any], batch: Batch) -> dict[str, Any]:
    part, all = row["part"], row["all"]
    share = share_of_women(Counts(women=part, men=all - part))
    return {"part": number(part), "all": number(all), "computed": number(round(share, 3))}


@rule("share_mismatch", WARNING, FACTS, _explain_share)
def share_mismatch(batch: Batch) -> Iterator[Query]:
    """A share is not that of the counts beside it."""
    yield from _shares(batch, "(R_F IS NOT NULL AND R_M IS NOT NULL OR R_T IS NOT NULL) AND NOT ROUNDED AND NOT CUT")


@rule("share_truncated", WARNING, FACTS, _explain_share)
def share_truncated(batch: Batch) -> Iterator[Query]:
    """A share is that of the counts beside it with decimals cut off instead of rounded."""
    yield from _shares(batch, "NOT ROUNDED AND CUT")
