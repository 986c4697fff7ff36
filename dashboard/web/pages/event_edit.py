"""Making and changing an event: what it is, who took part, by hand or out of a list that is counted in memory; sent as batches."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from dash import html

from ...domain.rights import CONTRIBUTOR
from ...ingest.event_files import observations, participation_file
from ...ingest.mapping import FileMapping
from ...ingest.receiving import LIST
from ...ingest.recognition import Profile
from ...ingest.roster import Roster, read_roster
from ..acts import may_save
from ..batches import title
from ..components.event_form import LISTED_FIELDS, Cells, event_fields, hand_fields, roster_fields, tally_table
from ..components.form import post_form
from ..components.roster_report import roster_report
from ..context import Context, address
from ..desk import Redirect, written
from ..eventform import (
    LONGEST_TEXT,
    MORE_ROWS,
    MOST_ROWS,
    HandRow,
    cells_of,
    counted,
    counted_by_hand,
    entries_of,
    hand_rows,
    mistakes,
    row_mistakes,
    rows_of,
)
from ..events import PARTICIPATION, Begun, begin, entities, published_event, send_counts, send_event
from ..remapping import profile_name
from ..savedprofiles import saved
from ..view import Page, View

log = logging.getLogger(__name__)
LONGEST_COUNTED = 900_000
LARGEST = 12_000_000  # bytes of the form with a list of people; what is longer than that is refused before it is read
# Which column of the dataset a field of a list becomes, as the page of saved ways of reading shows it.
COLUMNS = {"session": "SESSION", "role": "ROLE", "sex": "SEX", "title": "SEX", "group": "GROUP", "region": "REF_AREA", "minutes": "MINUTES"}


def render(context: Context) -> View:
    """The form: empty, or with the event that the address names."""
    begun = _begun(context)
    return _view(context, begun, begun.cells, begun.link, _shown(begun))


def act(context: Context) -> View | Redirect:
    """Send what the form says; before that, count a list that came with it, or give it more rows."""
    begun, form, do = _begun(context), context.form, context.form.get("do", "save")
    settled = context.arguments.get("event", "")
    cells, link, rows = cells_of(form, settled), form.get("link", "").strip(), hand_rows(form)
    shown = cells | {"EVENT": settled or form.get("event", "").strip()}
    if do == "more":
        return _view(context, begun, shown, link, _with_empty(rows))
    if do == "read":
        return _with_list(context, begun, shown, link, rows)
    out_of_list = _counted(context)
    taken = not settled and (published_event(context, cells["EVENT"]) is not None)
    wrong = mistakes(context, cells, link, entities(context), taken)
    wrong |= row_mistakes(context, rows) if not out_of_list else {}
    if wrong:
        return _view(context, begun, shown, link, rows, wrong=wrong, counts=out_of_list)
    if not _send(context, begun, cells, link, rows, out_of_list):
        return _view(context, begun, shown, link, rows, wrong={"form": context.w("events.unchanged")}, counts=out_of_list)
    return Redirect(address(context.lang, f"/events/{cells['EVENT']}/edit", {}))


def _begun(context: Context) -> Begun:
    event = context.arguments.get("event", "")
    return begin(context, event) if event else Begun()


def _send(context: Context, begun: Begun, cells: Cells, link: str, rows: Sequence[HandRow], out_of_list: Sequence[Cells]) -> bool:
    """Send what differs from what the form began with; returns whether anything does."""
    filled = [row for row in rows if not row.empty]
    before = rows_of(begun.counts)
    by_hand = before is not None and set(entries_of(filled)) != set(entries_of(before))
    moved = bool(begun.counts) and cells["SOURCE"] != begun.cells.get("SOURCE")
    changed = link != begun.link or any(cells[id] != begun.cells.get(id, "") for id in cells)
    if changed:
        send_event(context, begun, cells, link)
    if out_of_list or by_hand or moved:
        counts = out_of_list or (counted_by_hand(context, filled) if before is not None else begun.counts)
        send_counts(context, begun, cells, link, counts)
    return bool(changed or out_of_list or by_hand or moved)


# --- lists --------------------------------------------------------------------------------------------------------------------------------


def _with_list(context: Context, begun: Begun, cells: Cells, link: str, rows: Sequence[HandRow]) -> View:
    """The form with what a list was counted as; the list itself is gone with the request."""
    held = context.visit.held
    content, name = (held.content, held.ending) if held and held.content else (context.form.get("paste", ""), "")
    if not content:
        return _view(context, begun, cells, link, rows, wrong={"file": context.w("events.roster.missing")})
    called = profile_name(context.form.get("profile_name", ""))
    if called and not may_save(context, called):
        return _view(context, begun, cells, link, rows, wrong={"profile_name": context.w("batch.profile_taken")})
    roster = _read(context, content, name)
    if roster is None or roster.refused or not roster.entries:
        said = context.w("events.roster.unreadable") if roster is None or not roster.refused else ""
        return _view(context, begun, cells, link, rows, wrong={"file": said} if said else {}, roster=roster, status=422)
    if called:
        _save(context, called, roster)
    return _view(context, begun, cells, link, rows, roster=roster, counts=counted(context, roster.entries))


def _read(context: Context, content: str | bytes, name: str) -> Roster | None:
    """What a list says; None where it cannot be read. Of what goes wrong only the kind is logged: its text may quote the list."""
    try:
        return read_roster(
            content, context.catalogue, name, context.form.get("sheet", ""), m=context.form.get("m", ""), headers=_headers(context)
        )
    except Exception as error:
        log.error("a list of people could not be read: %s", type(error).__name__)
        return None


def _headers(context: Context) -> dict[str, str]:
    """What the headers of the list head, as a saved way of reading says, and as the form says instead."""
    kept = next((one.list for one in saved(context) if one.name == context.form.get("profile", "")), {})
    said = {one: written(context.form.get(f"column-{one}", ""), LONGEST_TEXT) for one in LISTED_FIELDS}
    settled = {one for one, header in said.items() if header}
    return {header: one for header, one in kept.items() if one not in settled} | {said[one]: one for one in settled}


def _save(context: Context, name: str, roster: Roster) -> None:
    """Keep under a name which header of the list heads what: those that were read, and no other."""
    assert context.desk and context.account
    headers = {one.header: one.field for one in roster.columns if one.header and one.field in COLUMNS}
    mapping = FileMapping(columns={header: COLUMNS[one] for header, one in headers.items()})
    content = Profile(name, PARTICIPATION, mapping.as_dict(), tuple(headers)).as_dict()
    context.desk.store.profiles.save(name, context.account.name, {**content, LIST: headers}, "")


def _counted(context: Context) -> list[dict[str, str]]:
    """The counts that the form carries of a list that was read before."""
    text = context.form.get("counted", "")
    return observations(context.catalogue.datasets[PARTICIPATION], text) if text and len(text) <= LONGEST_COUNTED else []


# --- what is shown ------------------------------------------------------------------------------------------------------------------------


def _shown(begun: Begun) -> list[HandRow]:
    return _with_empty(rows_of(begun.counts) or [])


def _with_empty(rows: Sequence[HandRow]) -> list[HandRow]:
    """The rows with some more that are empty."""
    return [*rows, *[HandRow()] * MORE_ROWS][:MOST_ROWS]


def _view(
    context: Context,
    begun: Begun,
    cells: Cells,
    link: str,
    rows: Sequence[HandRow],
    *,
    wrong: Mapping[str, str] | None = None,
    roster: Roster | None = None,
    counts: Sequence[Cells] = (),
    status: int = 0,
) -> View:
    assert context.desk
    w, errors = context.w, dict(wrong or {})
    settled = context.arguments.get("event", "")
    period = cells.get("TIME_PERIOD", "")
    period = "" if period == cells.get("START_DATE", "")[:4] else period
    heading = w("events.edit") if settled else w("events.new")
    fields = [
        html.Button(w("events.send"), type="submit", name="do", value="save", hidden=True),  # what the Enter key presses
        html.H2(w("events.what")),
        *event_fields(context, {**cells, "TIME_PERIOD": period}, link, errors, entities(context), bool(settled)),
        html.H2(w("events.who"), id="people"),
        *_people(context, begun, rows, errors, roster, counts),
        html.Button(w("events.send"), type="submit", name="do", value="save", className="primary"),
    ]
    body = [
        html.P(html.A(w("batches.title"), href=context.url("/batches")), className="crumbs"),
        html.H1(heading),
        html.P(w("events.answer"), className="answer"),
        *_ways(context, begun, settled),
        *([html.P(errors.get("form") or w("upload.form_wrong"), className="notice", role="alert")] if errors else []),
        post_form(context.desk.token(), context.url(), fields, files=True, className="desk-form", noValidate=True),
    ]
    return View(heading, w("events.answer"), body, status=status or (422 if errors else 200), wrong=errors)


def _ways(context: Context, begun: Begun, settled: str) -> list[Any]:
    """The batches that are on their way, and the pages of the event."""
    w = context.w
    made: list[Any] = []
    if begun.waiting:
        links = [(html.A(html.Bdi(title(context, one)), href=context.url(f"/batches/{one.id}")), one.status) for one in begun.waiting]
        order = [] if begun.published else [html.P(w("events.waiting.order"))]
        items = [html.Li([link, " · ", w(f"batch.status.{status}")]) for link, status in links]
        made.append(html.Div([html.P(w("events.waiting")), html.Ul(items), *order], className="notice", role="status"))
    if begun.published:
        ways = [(f"/challenge/{settled}", w("events.page")), (f"/events/{settled}/checklist", w("checklist.title"))]
        made.append(html.P([html.A(text, href=context.url(path)) for path, text in ways], className="pages"))
    return made


def _people(
    context: Context,
    begun: Begun,
    rows: Sequence[HandRow],
    wrong: Mapping[str, str],
    roster: Roster | None,
    counts: Sequence[Cells],
) -> list[Any]:
    """Who takes part: as counted out of a list, else by hand, else that it is more than can be changed by hand."""
    w = context.w
    ways = [one.name for one in saved(context) if one.list]
    headers = [*(one.header for one in roster.columns if one.header), *roster.dropped] if roster else []
    chosen = [html.Summary(w("events.roster")), *roster_fields(context, wrong, ways, headers)]
    listed = html.Details(chosen, open=bool(roster or wrong.keys() & {"file", "profile_name"}))
    report = [roster_report(context, roster)] if roster else []
    if counts:
        carried = html.Textarea(_carried(context, counts), name="counted", hidden=True, readOnly=True)
        return [html.P(w("events.counted.lede"), className="notice", role="status"), *report, tally_table(context, counts), carried, listed]
    if rows_of(begun.counts) is None:
        return [html.P(w("events.finer")), *report, listed]
    more = html.Button(w("events.more"), type="submit", name="do", value="more") if len(rows) < MOST_ROWS else None
    return [*report, listed, html.H3(w("events.by_hand")), html.P(w("events.by_hand.lede")), hand_fields(context, rows, wrong), more]


def _carried(context: Context, counts: Sequence[Cells]) -> str:
    """The counts as the form carries them: a file of the dataset, in which there is nobody's name."""
    return participation_file(context.catalogue.datasets[PARTICIPATION], "_", "", counts, ())


def _page(path: str) -> Page:
    return Page(path, render, desk=True, act=act, needs=CONTRIBUTOR, holds=LARGEST)


PAGE, NEW = _page("/events/{event}/edit"), _page("/events/new")
