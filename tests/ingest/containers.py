"""Archives, workbooks and messages for the tests; `python -m tests.ingest.containers` writes the samples that are made of them anew."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import re
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from openpyxl import Workbook

SAMPLES = Path(__file__).parent / "samples"
COLUMNS = ("INDICATOR", "REF_AREA", "SEX", "TIME_PERIOD", "OBS_VALUE", "UNIT_MEASURE", "OBS_STATUS")
RECORDS = (("IT_USE_ii99", "KEN", "F", 2019, 22.6, "PT", "A"), ("IT_USE_ii99", "KEN", "M", 2019, 30, "PT", "A"))
TABLE: tuple[tuple[Any, ...], ...] = (COLUMNS, *RECORDS)
CSV = "".join(",".join(map(str, row)) + "\n" for row in TABLE).encode()
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\6\0\0\0\x1f\x15\xc4\x89"
NAMESPACE = "http://www.sdmx.org/resources/sdmxml/schemas/"


def zipped(members: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED, comment: bytes = b"") -> bytes:
    """A ZIP file of these members; names are written as they are given."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, data in members.items():
            entry = zipfile.ZipInfo(name, (2025, 1, 31, 0, 0, 0))
            entry.filename, entry.compress_type, entry.external_attr = name, method, 0o100644 << 16
            archive.writestr(entry, data)
        archive.comment = comment
    return target.getvalue()


def linked(name: str, target: str) -> bytes:
    """A ZIP file of a symbolic link."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        entry = zipfile.ZipInfo(name, (2025, 1, 31, 0, 0, 0))
        entry.create_system, entry.external_attr = 3, 0o120777 << 16
        archive.writestr(entry, target)
    return made.getvalue()


def encrypted(data: bytes) -> bytes:
    """A ZIP file whose members say that they are encrypted: bit 0 of their flags, in each header and in the list."""
    marked = bytearray(data)
    for beginning, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        for found in re.finditer(re.escape(beginning), data):
            marked[found.start() + flags] |= 1
    return bytes(marked)


def packed(data: bytes) -> bytes:
    """A gzip file, always the same for the same data."""
    return gzip.compress(data, mtime=0)


def workbook(sheets: Mapping[str, Sequence[Sequence[Any]]], hidden: Sequence[str] = (), change: Any = None) -> bytes:
    """A workbook of these sheets, rows of cells, always the same; `change` is called with it before it is saved."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        if name in hidden:
            sheet.sheet_state = "hidden"
    if change:
        change(book)
    target = io.BytesIO()
    book.save(target)
    properties = re.sub(rb"\d{4}-\d\d-\d\dT[\d:]+Z", b"2025-01-31T00:00:00Z", parts_of(target.getvalue())["docProps/core.xml"])
    return zipped({**parts_of(target.getvalue()), "docProps/core.xml": properties})


def parts_of(data: bytes) -> dict[str, bytes]:
    """The members of a ZIP file."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def altered(data: bytes, **parts: bytes) -> bytes:
    """A workbook with other parts in place; in their names `__` stands for a slash and `_xml` for the ending."""
    named = {name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"): part for name, part in parts.items()}
    return zipped({**parts_of(data), **named})


def message(
    content: str, version: str = "2_1", root: str = "StructureSpecificData", header: str | None = None, dimension: str = "TIME_PERIOD"
) -> bytes:
    """An SDMX-ML message; `content` stands after the header, in which a structure S is declared."""
    space = f"{NAMESPACE}v{version}"
    structure = f'<m:Structure structureID="S" dimensionAtObservation="{dimension}"><c:Structure><Ref agencyID="X" id="INDICATOR" '
    header = structure + 'version="1.0"/></c:Structure></m:Structure>' if header is None else header
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<m:{root} xmlns:m="{space}/message" xmlns:c="{space}/common" '
        f'xmlns:s="{space}/data/structurespecific" xmlns:g="{space}/data/generic" xmlns:f="{space}/message/footer" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n<m:Header><m:ID>X</m:ID>{header}</m:Header>\n{content}\n</m:{root}>\n'
    ).encode()


def data_set(*elements: str, attributes: str = "") -> str:
    """A data set of a structure-specific message."""
    return f'<m:DataSet s:structureRef="S" {attributes}>{"".join(elements)}</m:DataSet>'


def element(name: str, *inner: str, **attributes: str) -> str:
    """An element with attributes and what stands in it."""
    return f"<{name}{''.join(f' {key}={quoteattr(value)}' for key, value in attributes.items())}>{''.join(inner)}</{name}>"


def series(sex: str, **years: str) -> str:
    """A series of the dataset `indicator`; years are given as `y2019`."""
    observations = [element("Obs", TIME_PERIOD=year[1:], OBS_VALUE=value, OBS_STATUS="A") for year, value in years.items()]
    return element("Series", *observations, INDICATOR="IT_USE_ii99", REF_AREA="KEN", SEX=sex, UNIT_MEASURE="PT")


BOTH = (series("F", y2019="22.6"), series("M", y2019="30"))
FOOTER = '<f:Footer><f:Message code="413"><c:Text xml:lang="en">{}</c:Text></f:Message></f:Footer>'
OBS = {"INDICATOR": "IT_USE_ii99", "REF_AREA": "KEN"}
GENERIC = {"root": "GenericData"}
CELL = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'


def value(id: str, text: str) -> str:
    """A value of a generic message."""
    return element("g:Value", id=id, value=text)


def generic_series(**years: str) -> str:
    """A series of a generic message; years are given as `y2019`."""
    key = element("g:SeriesKey", value("REF_AREA", "KEN"), value("SEX", "F"))
    attributes = element("g:Attributes", value("UNIT_MEASURE", "PT"))
    observations = [
        element("g:Obs", element("g:ObsDimension", value=year[1:]), element("g:ObsValue", value=each)) for year, each in years.items()
    ]
    return element("g:Series", key, attributes, *observations)


def generic(*elements: str) -> str:
    """A data set of a generic message."""
    return f'<m:DataSet structureRef="S">{"".join(elements)}</m:DataSet>'


def component(id: str, *values: Any, **more: Any) -> dict[str, Any]:
    """A dimension or attribute of an SDMX-JSON message with its values: ids, or objects."""
    return {"id": id, "values": [{"id": each} if isinstance(each, str) else each for each in values], **more}


STRUCTURE = {
    "links": [{"rel": "dataflow", "urn": "urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow=X:INDICATOR(1.0)"}],
    "dimensions": {
        "dataSet": [component("INDICATOR", "IT_USE_ii99", keyPosition=0)],
        "series": [component("SEX", "F", "M", keyPosition=2), component("REF_AREA", "KEN", keyPosition=1)],
        "observation": [component("TIME_PERIOD", "2018", "2019", keyPosition=3)],
    },
    "attributes": {
        "dataSet": [component("SOURCE", {"name": "A source"})],
        "dimensionGroup": [component("NATURE", "C")],
        "series": [component("UNIT_MEASURE", "PT", "NUMBER", default="PT"), component("COMMENT_OBS")],
        "observation": [component("OBS_STATUS", "A", "E", default="A"), component("SOURCE_DETAIL")],
    },
}


def json_message(data: Any, structure: Any = None, version: str = "2.0") -> bytes:
    """An SDMX-JSON message of a data set or several, in version 2.0, 1.0 or the draft before it; its structure is `STRUCTURE` or given."""
    sets, structure = data if isinstance(data, list) else [data], structure or STRUCTURE
    if version == "2.0":
        whole: dict[str, Any] = {"meta": {"id": "X"}, "data": {"structures": [structure], "dataSets": sets}}
    elif version == "1.0":
        whole = {"meta": {"id": "X"}, "data": {"structure": structure, "dataSets": sets}}
    else:
        whole = {"header": {"id": "X"}, "structure": structure, "dataSets": sets}
    return json.dumps(whole).encode()


def with_rows(xml: str) -> bytes:
    """A workbook whose sheet has these rows, as XML."""
    return altered(workbook({"Data": TABLE}), xl__worksheets__sheet1_xml=CELL % xml.encode())


def row(number: int, *cells: str) -> str:
    """A row of a sheet as XML."""
    return f'<row r="{number}">{"".join(cells)}</row>'


def text(place: str, words: str) -> str:
    """A cell with a text as XML."""
    return f'<c r="{place}" t="inlineStr"><is><t>{words}</t></is></c>'


def sharing() -> bytes:
    """A workbook as spreadsheet programs write it: texts stand in a part of their own, and cells refer to them."""
    parts = parts_of(workbook({"Data": ()}))
    strings = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">%s</sst>'
    cells = row(1, '<c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c>')
    cells += row(2, '<c r="A2" t="s"><v>2</v></c><c r="B2"><v>1</v></c>')
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    override = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    return zipped(
        {
            **parts,
            "[Content_Types].xml": parts["[Content_Types].xml"].replace(b"</Types>", override.encode()),
            "xl/sharedStrings.xml": strings % b"<si><t>A</t></si><si><r><t>B</t></r></si><si><t>c</t></si>",
            "xl/worksheets/sheet1.xml": CELL % cells.encode(),
        }
    )


def _formats(book: Workbook) -> None:
    for cell in book.active["E"][1:]:
        cell.number_format = "0.0%"


def _merge(book: Workbook) -> None:
    book.active.merge_cells("G2:G3")


def _samples() -> dict[str, bytes]:
    good = workbook({"Data": TABLE})
    fraction = [(*row[:4], row[4] / 100, *row[5:]) for row in RECORDS]
    structure = element("m:Structures")
    return {
        "extension_wrong.xml": CSV,
        "file_archive.csv": PDF,
        "file_image.csv": PNG + b"jane.doe@mail.example.org",
        "line_too_long.gz": packed(CSV + b"x" * 10_000_001),
        "archive_damaged.gz": packed(CSV)[:-6],
        "archive_bomb.gz": packed(b"\n" * 5_000_000),
        "archive_several.zip": zipped({"women.csv": CSV, "men.csv": CSV}),
        "archive_empty.zip": zipped({}),
        "archive_nested.zip": zipped({"figures.csv.bz2": bz2.compress(CSV)}),
        "archive_path.zip": zipped({"../figures.csv": CSV}),
        "archive_encrypted.zip": encrypted(zipped({"figures.csv": CSV})),
        "archive_method.zip": zipped({"figures.csv": CSV}, zipfile.ZIP_BZIP2),
        "workbook_damaged.xlsx": altered(good, xl__worksheets__sheet1_xml=b"<worksheet"),
        "workbook_macros.xlsm": altered(good, xl__vbaProject_bin=b"\0"),
        "workbook_locked.xlsx": OLE + b"\0" * 504 + "EncryptedPackage".encode("utf-16-le"),
        "workbook_personal.xlsx": altered(good, xl__comments1_xml=b"<comments><text>ask jane.doe@mail.example.org</text></comments>"),
        "sheet_not_chosen.xlsx": workbook({"2019": TABLE, "2020": TABLE}),
        "sheet_missing.xlsx": good,
        "sheet_empty.xlsx": workbook({"Data": ()}),
        "sheet_hidden.xlsx": workbook({"Data": TABLE, "Notes": [("Method",)]}, hidden=["Notes"]),
        "sheet_merged.xlsx": workbook({"Data": TABLE}, change=_merge),
        "sheet_formulas.xlsx": workbook({"Data": [*TABLE[:2], (*RECORDS[1][:4], "=100-E2", *RECORDS[1][5:])]}),
        "sheet_errors.xlsx": workbook({"Data": [*TABLE[:2], (*RECORDS[1][:4], "#N/A", *RECORDS[1][5:])]}),
        "sheet_percent.xlsx": workbook({"Data": [COLUMNS, *fraction]}, change=_formats),
        "sheet_rows_skipped.xlsx": workbook({"Data": [(), (), *TABLE]}),
        "sheet_row_blank.xlsx": workbook({"Data": [*TABLE[:2], (), TABLE[2]]}),
        "xml_entities.xml": message(data_set(*BOTH)).replace(b"?>\n", b'?>\n<!DOCTYPE m [<!ENTITY a "b">]>\n', 1),
        "xml_malformed.xml": message(data_set(*BOTH))[:-40],
        "json_malformed.json": b'{\n"dataSets": [{"action": }\n',
        "message_foreign.xml": b"<table><row><cell>22.6</cell></row></table>\n",
        "message_version.xml": message(data_set(*BOTH), "2_0", "CompactData"),
        "message_without_data.xml": message(structure, root="Structure", header=""),
        "message_notice.xml": message(FOOTER.format("The answer will be ready in five minutes."), header=""),
        "message_remark.xml": message(data_set(*BOTH) + FOOTER.format("Only the first hundred series are given.")),
        "message_empty.xml": message(data_set()),
        "message_too_large.gz": packed(message(data_set(*BOTH) + " " * 200_000)),
        "message_unreadable.json": json.dumps({"structure": {"dimensions": {}}, "dataSets": [{"observations": {"0": [1]}}]}).encode(),
    }


if __name__ == "__main__":
    for name, data in _samples().items():
        (SAMPLES / name).write_bytes(data)
