"""Speaker lists: read in six languages and many layouts, marked where something is wrong, refused where nothing can be told."""

from __future__ import annotations

import csv

import pytest

from dashboard.catalogue import DATA, load
from dashboard.domain.programme import Entry, counts
from dashboard.ingest import roster_table
from dashboard.ingest.header_rules import personal
from dashboard.ingest.roster import RosterRow, read_roster
from dashboard.ingest.roster_cells import Cells
from dashboard.ingest.roster_parts import FIELDS, Roster

from .containers import OLE, PDF, packed, workbook

CATALOGUE = load()
ENGLISH = "Session,Role,Sex,Group,Country,Minutes,Fixed,Name"


def read(content, **choices) -> Roster:
    return read_roster(content, CATALOGUE, **choices)


def listed(*lines: str) -> Roster:
    return read("\n".join((ENGLISH, *lines)))


def sexes(roster: Roster) -> tuple[int, int, int, int]:
    found = counts(roster.entries)
    return found.women, found.men, found.other, found.unknown


def codes(roster: Roster) -> list[str]:
    return [note.code for note in roster.notes]


def test_everything_that_is_read_of_a_person():
    roster = listed("Opening,Keynote,woman,NGO,Kenya,12.5,yes,Jane", "Opening,moderator,man,donors,FR,90 min,no,Joe")
    assert roster.entries == (
        Entry("Opening", "SPEAKER", "F", "NGO", "KEN", 12.5, 1, True),
        Entry("Opening", "MODERATOR", "M", "DONOR", "FRA", 90, 1, False),
    )
    assert (roster.rows, roster.dropped, roster.refused, roster.people) == ((), ("Name",), "", 2)
    assert [column.field for column in roster.columns] == list(FIELDS)


def test_people_alike_in_everything_are_one_entry_and_the_order_is_kept():
    roster = listed("B,,f,,,10,,x", "A,,m,,,,,y", "B,,f,,,5,,z", "B,,f,,,,,v")
    assert roster.entries == (
        Entry("B", "SPEAKER", "F", minutes=15, heads=2),
        Entry("A", "SPEAKER", "M"),
        Entry("B", "SPEAKER", "F"),
    )


LANGUAGES = {
    "en": ("Session title;Role;Gender;Full name", "Opening;Panellist;Female;A", "Opening;Chair;Male;B", "Opening;;Prefer not to say;C"),
    "fr": ("Titre de la séance;RÔLE;Sexe;Nom", "Ouverture;panéliste;Femme;A", "Ouverture;Président;Homme;B", "Ouverture;;non communiqué;C"),
    "es": ("Sesion;Funcion;Género;Nombre", "Apertura;Panelista;mujer;A", "Apertura;Presidenta;varón;B", "Apertura;;Prefiero no decirlo;C"),
    "ru": ("Заседание;Роль;Пол;ФИО", "Открытие;панелист;женский;А", "Открытие;Председатель;муж.;Б", "Открытие;;Не указано;В"),
    "zh": ("场次；角色；性别；姓名", "开幕式；小组成员；女；甲", "开幕式；主席；男性；乙", "开幕式；；未披露；丙"),
    "ar": ("الجلسة؛الدور؛الجنس؛الاسم", "الافتتاح؛مشارك في حلقة النقاش؛امرأة؛أ", "الافتتاح؛رئيسة؛ذكر؛ب", "الافتتاح؛؛أفضّل عدم الإفصاح؛ج"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_six_languages(language):
    roster = read("\n".join(LANGUAGES[language]))
    assert [(entry.role, entry.sex) for entry in roster.entries] == [("PANELLIST", "F"), ("CHAIR", "M"), ("SPEAKER", "_U")]
    assert len({entry.session for entry in roster.entries}) == 1 and roster.entries[0].session
    assert (roster.rows, len(roster.dropped)) == ((), 1)
    assert codes(roster) == ["role_empty"]


def test_every_word_in_the_lists_is_read_as_its_code():
    cells = Cells(CATALOGUE.roster_words)
    for file, field in (("sex", "sex"), ("roles", "role"), ("groups", "group"), ("titles", "title")):
        with (DATA / "profiles" / "roster" / f"{file}.csv").open(encoding="utf-8") as lines:
            for row in csv.DictReader(lines):
                assert cells.read(field, f" {row['written'].upper()} ").value == row["code"], row


def test_no_header_that_is_read_is_one_that_is_dropped():
    with (DATA / "profiles" / "roster" / "headers.csv").open(encoding="utf-8") as lines:
        assert [row["written"] for row in csv.DictReader(lines) if personal(row["written"])] == []


@pytest.mark.parametrize("cell", ["", " ", "—", "?", "n/a", "不愿透露", "je préfère ne pas répondre", "Dr", "unknown", "_U"])
def test_not_disclosed_is_an_answer(cell):
    assert sexes(read(f"Session,Sex\nA,{cell}\nA,woman")) == (1, 0, 0, 1)


@pytest.mark.parametrize("cell", ["other", "Non-binary", "non binaire", "otra", "небинарный", "非二元", "غير ثنائي", "X"])
def test_another_category_is_an_answer(cell):
    assert sexes(read(f"Session,Sex\nA,{cell}\nA,woman")) == (1, 0, 1, 0)


@pytest.mark.parametrize(
    ("header", "cells", "expected", "note"),
    [
        ("Sex", "F M M", (1, 2), "m_is_man"),
        ("Sexe", "H F F", (2, 1), ""),
        ("Sexo", "H M M", (2, 1), "m_is_woman"),
        ("Sexo", "V M M", (2, 1), "m_is_woman"),
        ("Sexo", "mujer M M", (1, 2), "m_is_man"),
        ("Sexo (H/M)", "M M", (2, 0), "m_is_woman"),
        ("Gender (M/F)", "M M", (0, 2), "m_is_man"),
        ("Civilité", "Mme M. M", (1, 2), "title_as_sex"),
        ("Sex", "Ms M", (1, 1), "m_is_man"),
        ("Пол", "М М Ж", (1, 2), ""),
    ],
)
def test_what_m_stands_for_is_told_by_the_column(header, cells, expected, note):
    roster = read("\n".join(["Session\t" + header, *(f"A\t{cell}" for cell in cells.split())]))
    assert sexes(roster)[:2] == expected
    assert [code for code in codes(roster) if code.startswith(("m_", "title"))] == ([note] if note else [])


@pytest.mark.parametrize("cells", ["M M", "M _U", "M hombre", "M H F", "M Masculino"])
def test_where_nothing_tells_what_m_stands_for_it_is_asked(cells):
    text = "\n".join(["Session\tSexo", *(f"A\t{cell}" for cell in cells.split())])
    roster = read(text)
    assert (roster.refused, roster.entries, [column.header for column in roster.columns]) == ("sex_ambiguous", (), ["Session", "Sexo"])
    assert counts(read(text, m="F").entries).women >= 1 > counts(read(text, m="F").entries).unknown - 1
    assert counts(read(text, m="M").entries).men >= 1


def test_a_title_is_read_as_the_sex_only_where_nothing_else_is():
    text = "Title,Session,Gender\nMs,A,male\nDr,A,female\n"
    assert sexes(read(text)) == (1, 1, 0, 0)
    roster = read(text.replace("Gender", "Colour"))
    assert sexes(roster) == (1, 1, 0, 0) and codes(roster)[0] == "by_values"
    roster = read("Title,Session,Job\nMs,A,x\nDr,A,y\nH.E. Mr,A,z\nMr & Mrs,A,v\nS.E.Mme,A,w\n")
    assert sexes(roster) == (2, 1, 0, 2)
    assert "title_as_sex" in codes(roster) and roster.dropped == ("Job",)


def test_letters_are_read_as_the_sex_where_they_can_be_nothing_else():
    assert read("Session,Size\nA,M\nB,M\nC,L").refused == "sex_missing"
    assert sexes(read("Session,Role,Size,G\nA,,M,f\nB,,M,m\nC,,L,f")) == (2, 1, 0, 0)
    assert sexes(read("f\nm")) == (1, 1, 0, 0)


def test_a_title_that_is_the_position_of_somebody_is_none():
    assert read("Title,Session\nDirector,A\nHead of Unit,B\n").refused == "sex_missing"


def test_nothing_is_guessed_from_a_name():
    assert read("Name,Session\nJane,A\nJohn,B\n").refused == "sex_missing"
    assert sexes(read("Name,Sex\nJane,\nJohn,f\n")) == (1, 0, 0, 1)


def test_faults_stand_where_they_are_and_the_rest_counts():
    roster = listed(
        "Opening,Moderater,f,ngos,Kenia,10:30,maybe,x",
        "Opening,speaker,femail,,,,,x",
        "Total,,total,,,,,",
        "Opening,speaker,m,,,,,x,y",
        "only a note",
        "Opening,a gardener,m,,,,,x",
    )
    row = RosterRow
    assert roster.rows == (
        row(2, "role_unknown", "role", "Role", "Moderater", "MODERATOR"),
        row(2, "region_unknown", "region", "Country", "Kenia", "KEN"),
        row(2, "minutes_unreadable", "minutes", "Minutes", "10:30"),
        row(2, "fixed_unreadable", "fixed", "Fixed"),
        row(3, "sex_unknown", "sex", "Sex", "femail", "F", False),
        row(4, "sex_total", "sex", "Sex", counted=False),
        row(5, "row_cells", counted=False),
        row(6, "row_empty", counted=False),
        row(7, "role_unknown", "role", "Role"),
    )
    assert [(entry.role, entry.sex, entry.region) for entry in roster.entries] == [("_U", "F", ""), ("_U", "M", "")]


def test_a_line_that_may_be_a_heading_is_not_counted():
    roster = read("Name,Sex,Country,Role\n,Day 2,,\nDay 2,,,\nJane,,Kenya,\n")
    assert [(row.line, row.fault) for row in roster.rows] == [(2, "sex_unknown"), (3, "row_empty")]
    assert roster.people == 1


@pytest.mark.parametrize(
    ("written", "minutes"),
    [
        ("12", 12),
        ("12,5", 12.5),
        ("١٢٫٥", 12.5),
        ("90 min", 90),
        ("90 min.", 90),
        ("15'", 15),
        ("1:30:00", 90),
        ("0:00:30", 0.5),
        ("1 h 30", 90),
        ("1h30", 90),
        ("1 ч. 5 мин.", 65),
        ("1小时30分", 90),
        ("٢٠ دقيقة", 20),
        ("0", 0),
        ("", None),
    ],
)
def test_minutes_are_read_however_they_are_written(written, minutes):
    roster = read(f"Session\tSex\tMinutes\nA\tf\t{written}")
    assert (roster.entries[0].minutes, roster.rows) == (minutes, ())


@pytest.mark.parametrize("written", ["10:30", "-5", "12 3", "5000", "soon", "30 h 90 h", "5 parsecs", "1e3"])
def test_minutes_that_are_not_certain_are_none(written):
    roster = read(f"Session\tSex\tMinutes\nA\tf\t{written}")
    assert roster.entries[0].minutes is None
    assert [row.fault for row in roster.rows] == ["minutes_unreadable"]


def test_without_header_columns_are_told_by_what_stands_in_them():
    roster = read("Jane Doe\tSession 1\tspeaker\tf\tKenya\nJohn Roe\tSession 2\tmoderator\tm\tFrance")
    assert [(column.field, column.place, column.told_by) for column in roster.columns] == [
        ("session", 2, "values"),
        ("role", 3, "values"),
        ("sex", 4, "values"),
        ("region", 5, "values"),
    ]
    assert [(note.code, note.count) for note in roster.notes][0] == ("no_header", 1)
    assert sexes(read("woman\nman\nwoman")) == (2, 1, 0, 0)


def test_a_line_above_and_a_separator_are_no_list():
    roster = read("sep=;\nExport of 3 May\n\nName;Sex;Session\nJane;f;A\n")
    assert (roster.people, codes(roster)[0], roster.entries[0].session) == (1, "above", "A")
    assert read("Export\n\nName;Sex;Role\nJane;blah;speaker\n").rows[0].line == 4


def test_of_several_columns_for_one_thing_the_one_that_says_it_is_read():
    roster = read("Category,Type,Gender,Gender at birth,Session ID,Session title\nSpeaker,NGO,,x,1,Opening\nChair,Media,f,y,2,Closing\n")
    assert [(column.field, column.header) for column in roster.columns][:4] == [
        ("session", "Session title"),
        ("role", "Category"),
        ("sex", "Gender"),
        ("group", "Type"),
    ]


def test_a_session_that_is_named_once_holds_for_those_below():
    lines = ["Opening,chair,f,x", ",speaker,m,y", ",speaker,f,z", "Closing,chair,m,v", ",,f,w"]
    roster = read("\n".join(["Session,Role,Sex,Name", *lines]))
    assert [(entry.session, entry.role) for entry in roster.entries][2:] == [
        ("Opening", "SPEAKER"),
        ("Closing", "CHAIR"),
        ("Closing", "SPEAKER"),
    ]
    assert "session_filled" in codes(roster)
    for other in ([*lines, "Opening,,f,u"], lines[1:], lines[:1] + lines[3:4]):
        assert "session_filled" not in codes(read("\n".join(["Session,Role,Sex,Name", *other])))


def test_a_column_that_is_not_what_its_header_says_is_not_read():
    lines = [f"f,Ministry {number} of something" for number in range(20)]
    roster = read("\n".join(["Sex,Delegation", *lines]))
    assert (codes(roster)[0], roster.rows, roster.dropped) == ("column_unread", (), ("Delegation",))


def test_titles_of_sessions_come_out_as_plain_text():
    said = ["=1+1", "<b>Bold</b>", "a\u202eb\u2066c", "tab\x07bed", "👩\u200d💻 in ICT", "نص\u200cعربي", "zero\u200bwidth"]
    roster = read("\n".join(["Session\tSex", *(f"{title}\tf" for title in said)]))
    plain = ["=1+1", "<b>Bold</b>", "abc", "tab bed", "👩\u200d💻 in ICT", "نص\u200cعربي", "zerowidth"]
    assert [entry.session for entry in roster.entries] == plain


def test_a_quotation_mark_that_is_not_closed_swallows_nothing():
    lines = [f'"Session {number},speaker,f' for number in range(40)]
    assert read("\n".join(["Session,Role,Sex", *lines])).people == 40
    assert read('Session,Role,Sex\n"A, B",speaker,f\n"Two\nlines",speaker,m').people == 2


HEAD, BLANK = ("Name", "Session", "Role", "Sex", "Minutes"), ("", "", "", "", "")
BOOK = (HEAD, ("Jane", "Opening", "chair", "f", 12.5), BLANK, ("Joe", "A", "", "m", 9))


def test_a_workbook_is_read_in_memory(monkeypatch):
    book = workbook({"People": BOOK, "Notes": [("Remember the milk",)], "Hidden": BOOK}, hidden=("Hidden",))
    read(book)  # whatever is imported for it is imported now

    def refuse(*_, **__):
        raise AssertionError("a file is opened")

    for place in ("builtins.open", "pathlib.Path.open", "tempfile.mkstemp", "tempfile.TemporaryFile", "tempfile.NamedTemporaryFile"):
        monkeypatch.setattr(place, refuse)
    roster = read(book)
    assert roster.entries == (Entry("Opening", "CHAIR", "F", minutes=12.5), Entry("A", "SPEAKER", "M", minutes=9))
    assert (roster.rows, roster.dropped) == ((), ("Name",))


def test_of_several_sheets_with_people_one_is_to_be_chosen():
    book = workbook({"One": BOOK, "Two": BOOK[:2]})
    assert (read(book).refused, read(book).sheets) == ("sheet", ("One", "Two"))
    assert (read(book, sheet="Two").people, read(book, sheet="Three").refused) == (1, "sheet")


def test_a_formula_stands_for_what_was_computed_by_it():
    book = workbook({"One": [*BOOK[:2], ("x", '=CONCATENATE("A","B")', "", "f", "=6+6")]})
    assert read(book).entries[1] == Entry("", "SPEAKER", "F")  # nothing was computed by whoever wrote this


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_files_of_spreadsheet_programs(encoding):
    assert read("Séance;Sexe\r\nOuverture;femme\r\n".encode(encoding)).entries == (Entry("Ouverture", "SPEAKER", "F"),)
    assert read("Séance\tSexe\nOuverture\tfemme\n".encode(encoding)).people == 1


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "empty"),
        (" \n\t\n", "empty"),
        ("Session,Sex\n", "empty"),
        (workbook({"Sheet": []}), "empty"),
        ("hello", "sex_missing"),
        ("Session,Role\nA,speaker\n", "sex_missing"),
        ("x" * 10_000_001, "too_large"),
        ("é" * 5_000_001, "too_large"),
        (b"x" * 10_000_001, "too_large"),
        ("Sex\n" + "f\n" * 50_001, "too_many_rows"),
        ("Sex," * 501, "too_many_columns"),
        (PDF, "kind"),
        (packed(b"Sex\nf\n"), "kind"),
        (b'{"data": []}', "kind"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "locked"),
        ("Séance;Sexe\n".encode("latin-1"), "encoding"),
        (workbook({"Sheet": BOOK})[:-200], "damaged"),
    ],
)
def test_what_cannot_be_read_is_refused(content, reason):
    assert read(content) == Roster(refused=reason)


def test_fifty_thousand_lines_are_read():
    assert read("Sex\n" + "f\n" * roster_table.MOST_ROWS).entries == (Entry("", "SPEAKER", "F", heads=50_000),)
