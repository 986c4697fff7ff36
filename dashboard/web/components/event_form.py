"""The form in which an event is made and changed: what it is, and who takes part, by hand or out of a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html

from ...domain.programme import SEXES
from ...ingest.roster_parts import FIELDS as ROSTER_FIELDS
from ..context import Context
from ..eventform import FIELDS, LONGEST_ID, LONGEST_TEXT, MINUTES, NAMES, PEOPLE, HandRow, whole_counts
from ..remapping import LONGEST_PROFILE
from .form import Input, choice, field
from .participation import series_name
from .static import static

LISTED_FIELDS = tuple(one for one in ROSTER_FIELDS if one != "fixed")  # who can be exchanged is no matter of an event that is counted
ROSTER_TYPES = ".csv,.tsv,.txt,.xlsx"
Cells = Mapping[str, str]


def sex_names(context: Context) -> dict[str, str]:
    """What people of each sex are called."""
    w = context.w
    return dict(zip(SEXES, (w("site.women"), w("site.men"), context.name("SEX", "_O"), context.name("SEX", "_U")), strict=True))


def event_fields(context: Context, cells: Cells, link: str, wrong: Mapping[str, str], entities: Sequence[str], settled: bool) -> list[Any]:
    """The fields of the event itself; `settled` is whether its identifier is."""
    w = context.w
    events = context.version.run("challenge_events")
    series = sorted({row["series"] for row in events if not row["example"]}, key=str.casefold)
    names = [(code, context.name("ENTITY", code)) for code in entities]
    formats = [(code, context.name("FORMAT", code)) for code in context.catalogue.codelists["FORMAT"].items]
    sources = [html.Option(f"{source.publisher}: {source.title}", value=source.id) for source in context.catalogue.sources.values()]

    def text(name: str, hint: str = "", **more: Any) -> html.Div:
        usual = {"type": "text", "maxLength": str(LONGEST_TEXT)}
        control = Input(id=name, name=name, value=cells.get(FIELDS[name], ""), **{**usual, **more})
        return field(w(f"events.{name}"), control, hint=hint, error=wrong.get(name, ""))

    chosen_entity = choice("entity", names, cells.get("ENTITY", ""), empty=w("events.choose"))
    chosen_format = choice("format", formats, cells.get("FORMAT", ""), empty=w("events.choose"))
    named = any(cells.get(column) for name, column in NAMES.items() if name != "name_en")
    others = [text(name, dir="auto", lang=name[-2:]) for name in NAMES if name != "name_en"]
    address = Input(type="url", id="link", name="link", value=link, maxLength=str(LONGEST_TEXT))
    own = [] if settled else [text("event", w("events.event.hint"), maxLength=str(LONGEST_ID), pattern="[A-Za-z0-9][A-Za-z0-9_.\\-]*")]
    return [
        text("name_en", required=True, lang="en", dir="ltr"),
        html.Details([html.Summary(w("events.names")), *others], open=named),
        text("series", w("events.series.hint"), list="series-names", required=True),
        html.Datalist([html.Option(series_name(context, one), value=one) for one in series], id="series-names"),
        field(w("events.entity"), chosen_entity, error=wrong.get("entity", "")),
        html.Div([text("start", type="date"), text("end", type="date")], className="side-by-side"),
        text("period", w("events.period.hint")),
        text("place"),
        field(w("events.format"), chosen_format, error=wrong.get("format", "")),
        text("source", w("events.source.hint"), list="sources", required=True),
        html.Datalist(sources, id="sources"),
        field(w("events.link"), address, hint=w("events.link.hint"), error=wrong.get("link", "")),
        text("comment"),
        *own,
    ]


# --- people by hand -----------------------------------------------------------------------------------------------------------------------


def hand_fields(context: Context, rows: Sequence[HandRow], wrong: Mapping[str, str]) -> html.Div:
    """Rows of sessions and roles with numbers by sex."""
    roles = [(code, context.name("ROLE", code)) for code in context.catalogue.codelists["ROLE"].items if code != "_T"]
    return html.Div([_row(context, number, row, roles, wrong) for number, row in enumerate(rows)], className="count-rows")


def _row(context: Context, number: int, row: HandRow, roles: list[tuple[str, str]], wrong: Mapping[str, str]) -> html.Fieldset:
    w, names_of = context.w, sex_names(context)
    prefix = f"row{number}"

    def one(name: str, label: str, control: Any) -> html.Div:
        return field(label, control, error=wrong.get(f"{prefix}-{name}", ""))

    def numbers(names: Mapping[str, str], texts: Sequence[str], mode: str) -> html.Div:
        boxes = []
        for sex, text in zip(SEXES, texts, strict=True):
            id = f"{prefix}-{names[sex]}"
            box = Input(type="text", id=id, name=id, value=text, inputMode=mode, maxLength="9")
            boxes.append(one(names[sex], names_of[sex], box))
        return html.Div(boxes, className="numbers")

    session = Input(type="text", id=f"{prefix}-session", name=f"{prefix}-session", value=row.session, maxLength=str(LONGEST_TEXT))
    role = choice(f"{prefix}-role", roles, row.role, empty=w("events.choose"))
    spoken = any(row.minutes) or any(f"{prefix}-{name}" in wrong for name in MINUTES.values())
    return html.Fieldset(
        [
            html.Legend(w("events.row", number=number + 1)),
            html.Div([one("session", w("events.session"), session), one("role", w("events.role"), role)], className="side-by-side"),
            numbers(PEOPLE, row.people, "numeric"),
            html.Details([html.Summary(w("events.minutes")), numbers(MINUTES, row.minutes, "decimal")], open=spoken),
        ]
    )


# --- people out of a list -----------------------------------------------------------------------------------------------------------------


def tally_table(context: Context, counts: Sequence[Cells]) -> html.Div:
    """Who was counted, session by session and role by role."""
    w = context.w
    found: dict[tuple[str, str], dict[str, int]] = {}
    for cells in whole_counts(counts):
        session = "" if cells["SESSION"] == "_T" else cells["SESSION_TITLE"] or cells["SESSION"]
        people = found.setdefault((session, cells["ROLE"]), dict.fromkeys(SEXES, 0))
        people[cells["SEX"]] = people.get(cells["SEX"], 0) + (int(cells["COUNT"]) if cells["COUNT"].isdecimal() else 0)
    heads = [html.Th(w(f"events.{one}"), scope="col") for one in ("session", "role")]
    heads += [html.Th(name, scope="col", className="numeric") for name in sex_names(context).values()]
    rows = []
    for (session, role), people in found.items():
        first = html.Th(html.Bdi(session) if session else w("events.whole"), scope="row")
        name = context.name("ROLE", role) if role in context.catalogue.codelists["ROLE"].items else role
        rows.append(html.Tr([first, html.Td(name), *(html.Td(w.number(people[sex]), className="numeric") for sex in SEXES)]))
    table = html.Table(
        [
            html.Caption(w("events.counted")),
            html.Thead(html.Tr(heads)),
            static(html.Tbody(rows)),
        ]
    )
    return html.Div(table, className="table-scroll", role="region", **{"tabIndex": "0", "aria-label": w("events.counted")})


def roster_fields(context: Context, wrong: Mapping[str, str], saved: Sequence[str], known: Sequence[str]) -> list[Any]:
    """Where a list is chosen or pasted, and what its headers head: as in one of the ways of reading that are `saved`, or as it is said.

    `known` are the headers of the list that was read last.
    """
    w = context.w
    file = Input(type="file", id="file", name="file", accept=ROSTER_TYPES)
    form, ways = context.form, [(one, one) for one in saved]
    name = Input(type="text", id="profile_name", name="profile_name", value=form.get("profile_name", ""), maxLength=str(LONGEST_PROFILE))
    paste = html.Textarea(id="paste", name="paste", rows="4")
    return [
        html.P(w("events.roster.lede")),
        field(w("events.roster.file"), file, error=wrong.get("file", "")),
        field(w("events.roster.paste"), paste, hint=w("events.roster.paste.hint")),
        *([field(w("events.profile"), choice("profile", ways, form.get("profile", ""), empty=w("events.profile.none")))] if saved else []),
        html.Details(
            [
                html.Summary(w("events.columns")),
                html.P(w("events.columns.lede")),
                html.Div([_header(context, one) for one in LISTED_FIELDS], className="side-by-side"),
                html.Datalist([html.Option(value=one) for one in known], id="headers"),
                field(w("mapping.save"), name, hint=w("events.profile.hint"), error=wrong.get("profile_name", "")),
            ],
            open=any(form.get(f"column-{one}") for one in LISTED_FIELDS) or "profile_name" in wrong,
        ),
        html.Button(w("events.roster.read"), type="submit", name="do", value="read"),
    ]


def _header(context: Context, one: str) -> html.Div:
    """Where it is said which column a field stands in."""
    id = f"column-{one}"
    control = Input(type="text", id=id, name=id, value=context.form.get(id, ""), maxLength=str(LONGEST_TEXT), list="headers")
    return field(context.w(f"roster.field.{one}"), control)
