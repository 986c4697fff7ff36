"""Names in speaker lists: dropped whatever the list holds, shown nowhere, and no bytes make the reading fail."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.catalogue import load
from dashboard.ingest.roster import batch_csv, read_roster
from dashboard.ingest.roster_parts import FAULTS, NOTES, REFUSALS
from dashboard.ingest.scan import BIDI, CONTROLS

from .containers import workbook

CATALOGUE = load()
NAMES = ("Ngozi Planted", "PLANTED-Müller", "Ольга Планова", "张计划", "فاطمة مخطط", "planted@mail.example.org")
SECRET = ("planted", "Planted", "PLANTED", "Планова", "计划", "مخطط", "Ngozi", "Ольга", "فاطمة")
# What a registration system exports: columns that are read among many about the person, answers to questions, and internal ones.
EXPORT = (
    "Registration ID",
    "Badge number",
    "Status",
    "Prefix",
    "First Name",
    "Middle name",
    "Family Name",
    "Full name as on badge",
    "Date of birth",
    "E-mail",
    "Alternative email",
    "Mobile phone",
    "Passport number",
    "Gender",
    "Pronouns of first contact",
    "Country represented",
    "Nationality of passport holder",
    "Organisation",
    "Department",
    "Job title",
    "Type of organization",
    "Participant type",
    "Session attended",
    "Speaking time",
    "Address",
    "City",
    "ZIP",
    "Hotel",
    "Arrival",
    "Departure",
    "Dietary requirements",
    "Visa needed",
    "Emergency contact name",
    "Emergency contact",
    "Supervisor",
    "Assistant e-mail",
    "T-shirt",
    "Consent",
    "Remarks",
    "Last changed by",
)
SAID = {
    "Gender": ("Female", "Male", "Prefer not to say"),
    "Country represented": ("Kenya", "Côte d'Ivoire", "China"),
    "Type of organization": ("NGO", "Government", "Private sector"),
    "Participant type": ("Speaker", "Moderator", "Delegate"),
    "Session attended": ("Opening", "Closing", "Opening"),
    "Speaking time": ("10", "12,5", ""),
}


def shown(content, **choices) -> str:
    """All that reading a list gives, as one text."""
    roster = read_roster(content, CATALOGUE, **choices)
    for words in (roster.rows, roster.notes):
        assert {getattr(word, "fault", None) or word.code for word in words} <= {*FAULTS, *NOTES}
    assert roster.refused in ("", *REFUSALS)
    assert (
        roster.refused != "damaged" or content[:2] == b"PK"
    )  # that is for workbooks; anywhere else a mistake of ours would hide behind it
    return f"{roster!r} {roster} {batch_csv(roster.entries, 'EVENT')}"


def written(rows, delimiter=",") -> str:
    target = io.StringIO()
    csv.writer(target, delimiter=delimiter).writerows(rows)
    return target.getvalue()


def leaks(text: str) -> list[str]:
    return [secret for secret in SECRET if secret in text]


def export(name: str, wrong: str = "") -> list[list[str]]:
    """An export with a name in each column that is not read, and in the one that is named besides."""
    return [list(EXPORT), *([SAID[head][line] if head in SAID and head != wrong else name for head in EXPORT] for line in range(3))]


@pytest.mark.parametrize("name", NAMES)
def test_an_export_of_forty_columns_leaves_no_name(name):
    assert len(EXPORT) == 40
    roster = read_roster(written(export(name)), CATALOGUE)
    assert [(entry.session, entry.role, entry.sex, entry.region, entry.minutes) for entry in roster.entries] == [
        ("Opening", "SPEAKER", "F", "KEN", 10),
        ("Closing", "MODERATOR", "M", "CIV", 12.5),
        ("Opening", "DELEGATE", "_U", "CHN", None),
    ]
    assert roster.rows == () and len(roster.dropped) == 40 - len(SAID)
    for content in (written(export(name)), written(export(name), "\t"), written(export(name)).encode(), workbook({"All": export(name)})):
        assert leaks(shown(content)) == []


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("column", [head for head in SAID if head != "Session attended"])
def test_a_name_in_the_wrong_column_is_marked_and_not_shown(name, column):
    assert leaks(shown(written(export(name, column)))) == []
    assert leaks(shown(workbook({"All": export(name, column)}))) == []


def test_a_session_is_any_text_but_no_address():
    roster = read_roster(written(export("planted@mail.example.org", "Session attended")), CATALOGUE)
    assert [row.fault for row in roster.rows] == ["session_personal"] * 3
    assert roster.people == 3 and leaks(f"{roster}") == []


@pytest.mark.parametrize(
    "header", ["Speaker", "Chair", "Name of moderator", "Participant", "E-mail", "ФИО", "姓名", "الاسم", "Nom", "Apellidos"]
)
def test_a_header_about_a_person_is_dropped(header):
    for other in ("Session", "Role", "Gender", "Country"):
        text = written([[header, "Sex", other], ["Ngozi Planted", "f", ""], ["Planted", "m", ""]])
        assert leaks(shown(text)) == []


@pytest.mark.parametrize("header", ["planted@mail.example.org", "x planted@mail.example.org y"])
def test_an_address_in_a_header_is_not_shown(header):
    assert leaks(shown(written([[header, "Sex", "Session"], ["x", "f", "A"]]))) == []


def test_shifted_cells_are_not_read():
    assert leaks(shown("Name,Session,Sex\nPlanted, Ngozi,Opening,f\nJane,Opening,f\n")) == []


@given(
    st.permutations(["Ngozi Planted", "speaker", "f", "Kenya", "Opening session"]),
    st.integers(1, 3),
    st.sampled_from("\t;,"),
    st.booleans(),
)
@settings(max_examples=60)
def test_without_header_a_name_is_no_session(cells, repeats, delimiter, both):
    at, sex = cells.index("Ngozi Planted"), cells.index("f")
    rows = []
    for number in range(8):
        row = list(cells)
        row[at] = f"Ngozi Planted{'abcdefgh'[number // repeats]}"
        row[sex] = "m" if both and number // repeats % 2 else "f"
        rows.append(row)
    assert leaks(shown(written(rows, delimiter))) == []


@given(st.one_of(st.text(max_size=300), st.binary(max_size=300)))
@settings(max_examples=300)
def test_no_text_and_no_bytes_make_it_fail(content):
    shown(content)


WORDS = [
    "Session",
    "Sex",
    "Role",
    "Name",
    "f",
    "m",
    "speaker",
    "Kenya",
    "12,5",
    "Title",
    "Ms",
    "H",
    '"',
    "",
    " ",
    "=1+1",
    "\u202e",
    "\x00",
    "x@y.org",
]
CELL = st.one_of(st.sampled_from(WORDS), st.text(max_size=8))


@given(st.lists(st.lists(CELL, max_size=6), max_size=12), st.sampled_from("\t;,|，"), st.sampled_from(["\n", "\r\n", "\r"]))
@settings(max_examples=100)
def test_no_table_makes_it_fail(rows, delimiter, end):
    text = end.join(delimiter.join(cells) for cells in [["Session", "Sex", "Role"], *rows])
    for content in (text, text.encode("utf-8", "replace")):
        roster = read_roster(content, CATALOGUE, m="M")
        assert roster.refused != "damaged"
        for entry in roster.entries:
            title = entry.session.encode()  # which is text: no half of a character
            assert not BIDI.search(title) and not set(title) & set(CONTROLS + b"\t\r\n")
        assert "x@y.org" not in f"{roster}"


BOOK = workbook({"People": [["Name", "Session", "Sex"], ["Ngozi Planted", "Opening", "f"]] * 20})


@given(st.integers(0, len(BOOK) - 1), st.binary(min_size=1, max_size=6))
@settings(max_examples=100)
def test_no_damage_to_a_workbook_makes_it_fail(at, change):
    assert leaks(shown(BOOK[:at] + change + BOOK[at + len(change) :])) == []
