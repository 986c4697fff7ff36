"""Personal data: seen wherever they stand and however the file is encoded or laid out, never kept, never repeated."""

from __future__ import annotations

import pytest

from dashboard.ingest import publish, validate
from dashboard.ingest import scan as scanning
from dashboard.ingest.findings import hide_personal
from dashboard.ingest.header_rules import personal

HEADER = "INDICATOR,REF_AREA,SEX,TIME_PERIOD,OBS_VALUE,COMMENT_OBS"
ROW = "IT_USE_ii99,KEN,_T,2019,{value},{comment}"
ADDRESS = "jane.doe@mail.example.org"


def sent(*rows):
    return "".join(f"{line}\n" for line in (HEADER, *rows))


@pytest.mark.parametrize(
    "text",
    [
        sent(ROW.format(value=1, comment=f"é ask {ADDRESS}")),
        sent(ROW.format(value=ADDRESS, comment="")),
        sent(ROW.format(value=1, comment="").replace("KEN", ADDRESS)),
        sent(ROW.format(value=1, comment=f"a,{ADDRESS}")),
        sent(ROW.format(value=1, comment=f'"a" {ADDRESS}')),
        sent(ROW.format(value=1, comment="x" * 190 + ADDRESS)),
        sent(ROW.format(value=1, comment=f'"open {ADDRESS}')),
        sent(ROW.format(value=1, comment="")).replace("COMMENT_OBS", ADDRESS),
        f"a;b;é\n1;2;{ADDRESS}\n",
    ],
    ids=["text", "figure", "code", "too many cells", "malformed", "cut", "unclosed", "header", "semicolons"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "utf-16"])
def test_an_address_is_seen_and_nothing_is_kept(write, store, settings, text, encoding):
    path = write(data=text.encode(encoding))
    outcome = publish(path, store)
    assert "cell_personal" in [finding.code for finding in outcome.report.findings]
    assert outcome.published is None and store.batches() == []
    assert not list((settings.data / "raw").glob("*"))
    assert "jane" not in outcome.report.as_json() and "mail.example" not in outcome.report.as_json()


@pytest.mark.parametrize("size", [1, 2, 3, 5, 50, 1 << 22])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_an_address_cut_in_two_is_seen(write, monkeypatch, size, encoding):
    monkeypatch.setattr(scanning, "CHUNK", size)
    text = "x @ y\n" * 60 + f"a,{ADDRESS}\n" + "z\n" * 20
    found = scanning.scan(write(data=text.encode(encoding)), 1 << 20)
    assert found.line_of(found.address_at) == 61


@pytest.mark.parametrize("comment", ["@", "a @ b", "5@3", "a@b", "@handle.org", "mail @example.org"])
def test_not_every_at_sign_is_an_address(write, settings, catalogue, comment):
    found = {finding.code for finding in validate(write(HEADER, ROW.format(value=1, comment=comment)), settings, catalogue).findings}
    assert found <= {"cell_formula"}


@pytest.mark.parametrize(
    "text",
    [
        "Country,Name,Sex\nKenya,Jane Doe,F\n",
        "Land;E-mail;Sex\nKenya;-;F\n",
        "Country\tSpeaker\tSex\nKenya\tJane Doe\tF\n",
        "EVENT;ROLE;SEX;COUNT;Full name\nE;CHAIR;F;1;Jane Doe\n",
        "STRUCTURE,STRUCTURE_ID,ACTION,PERSON\ndataflow,X:PEOPLE(1.0),I,Jane Doe\n",
        'Country,Name,"Sex\nKenya,Jane Doe,F\n',
        "Pays;Prénom;Sexe\nKénya;Zoé;F\n",
    ],
    ids=["comma", "semicolon", "tab", "known but for its delimiter", "structure", "unclosed", "accents"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "utf-16", "utf-16-be"])
def test_a_header_about_persons_is_seen_whatever_the_file_is(write, store, settings, text, encoding):
    outcome = publish(write(data=text.encode(encoding)), store)
    assert "column_personal" in [finding.code for finding in outcome.report.findings]
    assert store.batches() == [] and not list((settings.data / "raw").glob("*"))
    assert "Doe" not in outcome.report.as_json() and "Zo" not in outcome.report.as_json()


@pytest.mark.parametrize(
    "header",
    ["Speaker", "speaker_1", "Speaker2", "Chair name", "Nom de l'orateur", "ORATEUR", "Panéliste", "Nombre del ponente", "Delegada"]
    + ["Имя участника", "Докладчик", "اسم المتحدث", "المندوب", "发言人", "姓名", "firstName", "E-Mail"]
    + [
        "Name",
        "Nom",
        "Nombre",
        "Имя",
        "الاسم",
        "الإسم",
        "名字",
        "Nom et prénom",
        "Nombre y apellidos",
        "Ф.И.О.",
        "Фамилия, имя",
        "الاسم واللقب",
    ]
    + ["Participants' names", "Noms des participants", "Nombres de las ponentes", "Имена участников", "أسماء المشاركين", "参会人员姓名"]
    + ["E-mail address", "Adresse électronique", "Correo electrónico", "Адрес электронной почты", "عنوان البريد الإلكتروني", "电子邮箱"],
)
def test_headers_about_persons(header):
    assert personal(header)


@pytest.mark.parametrize(
    "header",
    ["Speakers", "Participants", "Nombre del evento", "Name of country", "NAME_EN", "Chairs", "Delegation", "代表团"]
    + [
        "Nombre de participants",
        "Nombre de participantes",
        "Nom du pays",
        "Название",
        "اسم البلد",
        "عنوان المؤشر",
        "国家名称",
        "Nombre total",
    ]
    + ["Participants", "Количество участников", "عدد المشاركين", "与会者人数", "Indicator name", "GeoAreaName"],
)
def test_headers_about_numbers_and_things(header):
    assert not personal(header)


def test_a_long_cell_is_searched_in_no_time():
    """Were each letter tried as the beginning of an address, this would take minutes."""
    assert hide_personal(ADDRESS + " " + "a" * 1_000_000) == "…@… " + "a" * 1_000_000
