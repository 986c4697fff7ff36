"""Rules about the header: is it there, is it this project's, and does it hold what the dataset needs?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..catalogue import Dataset
from .findings import ERROR, Place
from .header import SERVICE, TEMPLATE, Layout, nearest, spelled
from .registry import HEADER, rule
from .shape import HEADLESS, PROSE, TABLE

# What heads a column about a person, in the six languages: words that say so wherever they stand in a header …
PERSONAL_WORDS = """email courriel surname forename firstname lastname passport passeport pasaporte phone telephone telefono
    birthdate birthday dob prenom apellido apellidos фамилия отчество фио паспорт телефон اللقب واللقب الهاتف 电话 手机 护照"""
# … the same in several words, or within one of a script that sets none apart …
PERSONAL_PHRASES = """e_mail adresse_electronique correo_electronico электронная_почта электронной_почты ф_и_о البريد_الالكتروني
    date_of_birth date_de_naissance fecha_de_nacimiento дата_рождения تاريخ_الميلاد"""
PERSONAL_PARTS = "姓名 电邮 邮箱 电子邮件 出生日期 护照号"
# … whole headers …
PERSONAL_HEADERS = """full_name first_name last_name given_name family_name middle_name person mail mobile address
    home_address birth_date nom_complet nom_de_famille adresse nombre_completo correo direccion полное_имя почта адрес الاسم_الكامل
    العنوان 地址"""
# … words for a name, which say so alone or beside the next ones …
NAMES = "name names nom noms nombre nombres имя имена الاسم اسم الاسماء اسماء 名字 姓 名"
# … and words for one person at a meeting: in the plural they may head a count.
PEOPLE = """person speaker delegate chair chairperson chairman chairwoman participant attendee panellist panelist moderator presenter
    representative rapporteur interpreter employee orateur oratrice intervenant intervenante delegue deleguee president presidente
    participante moderateur moderatrice representant representante panéliste orador oradora ponente delegado delegada presidenta moderador
    moderadora panelista relator relatora докладчик спикер выступающий оратор делегат председатель участник участница модератор
    представитель сотрудник участника докладчика делегата оратора
    المتحدث المتحدثة متحدث المندوب المندوبة مندوب الرئيس الرئيسة رئيس المشارك المشاركة مشارك الممثل الممثلة
    الموظف 发言人 发言者 演讲人 主席 与会者 参加者 参与者 主持人 代表"""
# … for several, which say so beside words for a name, unless that is "nombre": it is a number in French.
PEOPLES = """persons people speakers delegates chairs chairpersons participants attendees panellists panelists moderators presenters
    representatives rapporteurs interpreters employees orateurs oratrices intervenants intervenantes delegues deleguees presidents
    presidentes participantes moderateurs moderatrices representants representantes panelistes oradores oradoras ponentes
    delegados delegadas panelistas relatores relatoras докладчиков спикеров выступающих ораторов делегатов председателей
    участников участниц модераторов представителей сотрудников
    المتحدثين المتحدثات المندوبين المندوبات المشاركين المشاركات الممثلين الممثلات الموظفين الموظفات"""
WORD = re.compile(r"[^\W_]+")
ATTACHED = re.compile(r"(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True)
class Head:
    """What the rules about the header look at."""

    layout: Layout
    datasets: Mapping[str, Dataset]
    fits: str = ""  # the layout of another publisher that the header has
    shape: str = TABLE

    @property
    def readable(self) -> bool:
        """Whether there is a header although nothing says which dataset it is for."""
        layout = self.layout
        return bool(layout.cells) and not (layout.broken or layout.dataset or layout.structure or layout.delimiter or layout.headless)

    def unread(self) -> Iterator[tuple[str, int]]:
        """The columns that are not read although they are neither labels nor there twice, with their places."""
        layout = self.layout
        ids = _names(layout)
        for place, name in enumerate(ids):
            if layout.dataset and not layout.columns[place] and name.strip() and name not in ids[:place] and not _is_label(layout, place):
                yield name, place

    def foreign(self) -> Iterator[str]:
        """The headers that are no column of the dataset; where it is not known, of any dataset, with any delimiter."""
        if self.layout.dataset:
            yield from (name for name, _ in self.unread())
            known = {*self.layout.dataset.header, *SERVICE}
            read = zip(_names(self.layout), self.layout.columns, strict=True)
            yield from (name for name, column in read if column and name.strip() not in known)  # a mapping does not make it less personal
            return
        known = {id for dataset in self.datasets.values() for id in dataset.header} | set(SERVICE)
        delimiter = self.layout.delimiter
        for cell in _names(self.layout):
            parts = cell.split(delimiter) if delimiter else [cell]
            yield from (name for part in parts if (name := part.strip(' "')) not in known)


def _fitting(profile: str) -> dict[str, str]:
    """The parameter that makes a finding say which layout of another publisher the file has."""
    return {"profile": profile} if profile else {}


def _names(layout: Layout) -> tuple[str, ...]:
    return tuple(cell.partition(": ")[0] if layout.labelled else cell for cell in layout.cells)


def _is_label(layout: Layout, place: int) -> bool:
    """Whether a column holds the names of the codes in the column before it (SDMX-CSV with labels=name)."""
    return layout.service("STRUCTURE_NAME") and place > 0 and bool(layout.columns[place - 1])


def personal(name: str) -> bool:
    """Whether a header is about a person: written in one word or several, with accents or without, with a number or without."""
    plain = _without_accents(ATTACHED.sub(" ", name))
    words = [word for found in WORD.findall(plain) if (word := found.casefold().rstrip("0123456789"))]
    whole = "_".join(words)
    if not _IN_ANY_PLACE.isdisjoint(words) or whole in _WHOLE or any(part in whole for part in _PARTS):
        return True
    if any(f"_{phrase}_" in f"_{whole}_" for phrase in _PHRASES):
        return True
    of_one = not (_OF_PEOPLE.isdisjoint(words) or _OF_NAMES.isdisjoint(words))
    return of_one or not (_OF_PEOPLES.isdisjoint(words) or (_OF_NAMES - {"nombre"}).isdisjoint(words))


def _without_accents(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign))


_IN_ANY_PLACE, _PHRASES, _PARTS, _OF_NAMES, _OF_PEOPLE, _OF_PEOPLES = (
    frozenset(_without_accents(words).split()) for words in (PERSONAL_WORDS, PERSONAL_PHRASES, PERSONAL_PARTS, NAMES, PEOPLE, PEOPLES)
)
_WHOLE = frozenset(_without_accents(PERSONAL_HEADERS).split()) | _OF_NAMES | _OF_PEOPLE


@rule("delimiter_wrong", ERROR, HEADER)
def delimiter_wrong(head: Head) -> Iterator[Place]:
    """The cells are set apart by semicolons, tabs or bars instead of commas."""
    if head.layout.delimiter:
        yield Place(line=head.layout.lines, params={"delimiter": head.layout.delimiter.replace("\t", "\\t"), **_fitting(head.fits)})


@rule("table_missing", ERROR, HEADER)
def table_missing(head: Head) -> Iterator[Place]:
    """The file is text, such as a letter, and no table: its lines have no cells in common, or none of them holds a figure."""
    if head.shape == PROSE:
        yield Place()


@rule("header_missing", ERROR, HEADER)
def header_missing(head: Head) -> Iterator[Place]:
    """The first record holds data, or a title: there is no header."""
    if head.shape == HEADLESS or (head.layout.headless and not head.layout.delimiter):
        yield Place(line=head.layout.lines)


@rule("dataset_unknown", ERROR, HEADER)
def dataset_unknown(head: Head) -> Iterator[Place]:
    """The header fits none of the datasets."""
    if head.readable and not head.layout.candidates:
        yield Place(line=head.layout.lines, params={"datasets": ", ".join(head.datasets), **_fitting(head.fits)})


@rule("dataset_ambiguous", ERROR, HEADER)
def dataset_ambiguous(head: Head) -> Iterator[Place]:
    """The header fits several datasets equally well."""
    if head.readable and head.layout.candidates:
        yield Place(line=head.layout.lines, params={"datasets": ", ".join(head.layout.candidates)})


@rule("structure_unknown", ERROR, HEADER)
def structure_unknown(head: Head) -> Iterator[Place]:
    """SDMX-CSV names a structure that is none of the datasets."""
    layout = head.layout
    if layout.structure and not layout.dataset:
        column = "DATAFLOW" if "DATAFLOW" in layout.cells else "STRUCTURE_ID"
        params = {"datasets": ", ".join(id.upper() for id in head.datasets), **_fitting(head.fits)}
        yield Place(1, layout.lines + 1, column, layout.structure, params)


@rule("column_missing", ERROR, HEADER)
def column_missing(head: Head) -> Iterator[Place]:
    """A column that the dataset requires is not there, not even in small letters or with blanks.

    Of attributes, where SDMX-CSV says what to do with each record, `value_required` decides: not every record needs them.
    """
    layout = head.layout
    misspelt = {spelled(name) for name, _ in head.unread()}
    for column in layout.dataset.columns if layout.dataset else ():
        needed = column.required and not (column.role == "attribute" and layout.service("ACTION"))
        if needed and column.id not in layout.present and column.id not in misspelt:
            yield Place(line=1, column=column.id, params={"dataset": layout.dataset.id})


@rule("column_personal", ERROR, HEADER)
def column_personal(head: Head) -> Iterator[Place]:
    """A column that is not the dataset's own is headed by a word for a person's name, address or the like."""
    for name in head.foreign():
        if personal(name):
            yield Place(line=head.layout.lines, column=name)


@rule("column_unknown", ERROR, HEADER)
def column_unknown(head: Head) -> Iterator[Place]:
    """A column is not one of the dataset's."""
    dataset = head.layout.dataset
    free = tuple(id for id in dataset.header if id not in head.layout.present) if dataset else ()
    fits = head.fits
    for name, _ in head.unread():
        if not personal(name):
            params = {"dataset": dataset.id if dataset else "", "suggestion": nearest(name, free), **_fitting(fits)}
            fits = ""  # said once
            yield Place(line=1, column=name, params=params)


@rule("column_misplaced", ERROR, HEADER)
def column_misplaced(head: Head) -> Iterator[Place]:
    """A column that says which structure SDMX-CSV follows stands after others: the file is not read as SDMX-CSV."""
    layout = head.layout
    for place, name in enumerate(layout.columns):
        before = layout.columns[:place]
        leads = layout.format != TEMPLATE and all(other.startswith("@") for other in before)
        if name in ("@STRUCTURE", "@STRUCTURE_ID", "@STRUCTURE_NAME", "@DATAFLOW") and not leads:
            yield Place(line=layout.lines, column=name.lstrip("@"))


@rule("column_duplicate", ERROR, HEADER)
def column_duplicate(head: Head) -> Iterator[Place]:
    """A column stands in the header twice."""
    layout = head.layout
    if layout.dataset is None:
        return
    names = _names(layout)
    for place, name in enumerate(names):
        service = layout.format != TEMPLATE and layout.columns[place] == f"@{name}"
        twice = name in names[:place] and not layout.columns[place]
        if name.strip() and twice and not service and not _is_label(layout, place):
            yield Place(line=1, column=name)


@rule("column_unnamed", ERROR, HEADER)
def column_unnamed(head: Head) -> Iterator[Place]:
    """A column has no name."""
    for place, cell in enumerate(head.layout.cells):
        if head.layout.dataset and not cell.strip() and not head.layout.columns[place] and not _is_label(head.layout, place):
            yield Place(line=1, params={"place": place + 1})


@rule("batch_empty", ERROR, HEADER)
def batch_empty(head: Head) -> Iterator[Place]:
    """There is a header and no record after it."""
    if head.layout.dataset and head.layout.empty:
        yield Place()
