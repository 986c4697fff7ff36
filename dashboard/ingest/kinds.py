"""What kind of file something is, told by its bytes and never by its name: a kept file has none, and a name may be wrong."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from errno import EINVAL
from io import BytesIO
from typing import BinaryIO, TypeVar

from .scan import BOM, CHUNK, HEAD, UTF_16, Scan, wide_encoding

Archive = TypeVar("Archive", bound=zipfile.ZipFile)
CSV, TSV, GZIP, ZIP, XLSX, XLSM, SDMX_ML, SDMX_JSON = "csv", "tsv", "gzip", "zip", "xlsx", "xlsm", "sdmx-ml", "sdmx-json"
LOCKED = "locked"  # a workbook that opens with a password only
TEXT = frozenset({CSV, TSV})
MARKED_UP = frozenset({SDMX_ML, SDMX_JSON, "HTML"})
# How each kind that is read is called, in every language.
NAMES = {CSV: "CSV", TSV: "TSV", GZIP: "gzip", ZIP: "ZIP", XLSX: "XLSX", XLSM: "XLSM", SDMX_ML: "XML", SDMX_JSON: "JSON", LOCKED: "XLSX"}
# What is not read, by how it begins. Where that is text which a table could begin with as well, a zero byte tells them apart.
UNREAD = {
    "bzip2": (b"BZh",),
    "xz": (b"\xfd7zXZ\x00",),
    "7z": (b"7z\xbc\xaf\x27\x1c",),
    "zstd": (b"\x28\xb5\x2f\xfd",),
    "RAR": (b"Rar!\x1a\x07",),
    "tar": (),
    "XLS": (b"\xd0\xcf\x11\xe0",),
    "XLSB": (),
    "ODS": (),
    "DOCX": (),
    "PPTX": (),
    "PDF": (b"%PDF",),
    "HTML": (),
    "PNG": (b"\x89PNG",),
    "JPEG": (b"\xff\xd8\xff",),
    "GIF": (b"GIF87a", b"GIF89a"),
    "WEBP": (),
    "TIFF": (b"II*\x00", b"MM\x00*"),
    "BMP": (b"BM",),
    "Parquet": (b"PAR1",),
    "SQLite": (b"SQLite format 3\x00",),
}
IMAGES = frozenset({"PNG", "JPEG", "GIF", "WEBP", "TIFF", "BMP"})
AMBIGUOUS = frozenset({"GIF", "BMP", "Parquet"})
# What may not stand within an archive: each is to be sent by itself, or holds files in turn.
PACKED = frozenset({GZIP, ZIP, XLSX, XLSM, LOCKED, "bzip2", "xz", "7z", "zstd", "RAR", "tar", "XLSB", "ODS", "DOCX", "PPTX"})
# Of which kinds a file with this ending may be; other endings say nothing.
ENDINGS = {
    **dict.fromkeys((".csv", ".tsv", ".tab", ".txt"), TEXT),
    ".gz": {GZIP},
    ".zip": {ZIP},
    ".xlsx": {XLSX, XLSM, LOCKED},
    ".xlsm": {XLSM, LOCKED},
    ".xml": {SDMX_ML},
    ".json": {SDMX_JSON},
    ".xls": {"XLS"},
    ".ods": {"ODS"},
    ".pdf": {"PDF"},
    ".png": {"PNG"},
    ".jpg": {"JPEG"},
    ".jpeg": {"JPEG"},
}
HTML = re.compile(rb"\s*(?:<!doctype\s+html|<html)", re.IGNORECASE)
JSON = re.compile(rb'\s*(?:\{\s*["}]|\[\s*[\[{"])')
TAR = slice(257, 262)
# How a member may be compressed: the usual ways, which take little memory to unpack.
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
LARGEST_DIRECTORY = 8_000_000
"""Bytes that the list of an archive's members may have: for millions of members memory would not suffice."""
LARGEST_MANIFEST = 1_000_000


def kind_of(file: Scan) -> str:
    """The kind of a file: `csv`, `tsv`, `gzip`, `zip`, `xlsx`, `xlsm` (with macros), `locked` (with a password), `sdmx-ml` for any XML,
    `sdmx-json` for any JSON, or one of `UNREAD`. Never raises for what the file holds.
    """
    return _kind(file.head, lambda: file.path.open("rb"))


def kind_of_bytes(content: bytes) -> str:
    """As `kind_of`, of a file that is held in memory."""
    return _kind(content[:HEAD], lambda: BytesIO(content))


def _kind(head: bytes, opened: Callable[[], BinaryIO]) -> str:
    if head.startswith(b"\x1f\x8b"):
        return GZIP
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(head, opened)
    for name, beginnings in UNREAD.items():
        if beginnings and head.startswith(beginnings) and not (name in AMBIGUOUS and b"\0" not in head):
            return LOCKED if name == "XLS" and _holds(opened, "EncryptedPackage".encode("utf-16-le")) else name
    if head[TAR] == b"ustar":
        return "tar"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "WEBP"
    return _text_kind(head)


def name_of(kind: str) -> str:
    """How a kind of file is called."""
    return NAMES.get(kind, kind)


def open_zip(source: BinaryIO, kind: Callable[[BinaryIO], Archive] = zipfile.ZipFile) -> Archive:  # type: ignore[assignment]
    """The ZIP file in a file that is open, with a list of members of reasonable size; raises BadZipFile where there is none."""
    try:
        return kind(_Sparing(source))  # type: ignore[arg-type]
    except (ValueError, RuntimeError) as error:  # of these kinds is what Python says of members that it does not know how to read
        raise zipfile.BadZipFile(str(error)) from error


class _Sparing:
    """A file that gives no more at once than an archive's list of members may have."""

    def __init__(self, file: BinaryIO):
        self._file = file
        self.seek, self.tell, self.close, self.seekable = file.seek, file.tell, file.close, file.seekable

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size if 0 <= size <= LARGEST_DIRECTORY else LARGEST_DIRECTORY + 1)
        if len(data) > LARGEST_DIRECTORY:
            raise zipfile.BadZipFile("too many members")
        return data


def _zip_kind(head: bytes, opened: Callable[[], BinaryIO]) -> str:
    """Which of the formats that are ZIP files with certain members this is."""
    try:
        with opened() as source, open_zip(source) as archive:
            names = archive.namelist()
            says = next((name for name in ("[Content_Types].xml", "mimetype") if name in names), "")
            manifest = b""
            if says and archive.getinfo(says).compress_type in METHODS:
                with archive.open(says) as member:
                    manifest = member.read(LARGEST_MANIFEST)
    except Exception as error:  # whatever is wrong with the archive is found, and said, when it is read
        if is_of_machine(error):
            raise
        return XLSX if b"[Content_Types].xml" in head or b"xl/workbook.xml" in head else ZIP
    if manifest.startswith(b"application/vnd.oasis.opendocument"):
        return "ODS"
    if not manifest:
        return ZIP
    if any(name.endswith("vbaProject.bin") or "/macrosheets/" in name for name in names) or b"macroEnabled" in manifest:
        return XLSM
    for folder, kind in (("xl/workbook.bin", "XLSB"), ("xl/", XLSX), ("word/", "DOCX"), ("ppt/", "PPTX")):
        if any(name.startswith(folder) for name in names):
            return kind
    return XLSX if b"spreadsheetml" in manifest else ZIP


def _text_kind(head: bytes) -> str:
    if wide_encoding(head) == "UTF-16":
        plain = head.removeprefix(UTF_16[0]).removeprefix(UTF_16[1]).replace(b"\0", b"")
    else:
        plain = head.removeprefix(BOM)
    if HTML.match(plain):
        return "HTML"
    if plain.lstrip()[:1] == b"<":
        return SDMX_ML
    if JSON.match(plain):
        return SDMX_JSON
    line = plain.lstrip().partition(b"\n")[0]
    return TSV if line.count(b"\t") > line.count(b",") else CSV


def _holds(opened: Callable[[], BinaryIO], wanted: bytes) -> bool:
    """Whether these bytes stand anywhere in a file."""
    before = b""
    with opened() as file:
        while chunk := file.read(CHUNK):
            if wanted in before + chunk:
                return True
            before = chunk[-len(wanted) :]
    return False


def is_of_machine(error: Exception) -> bool:
    """Whether an error says that a disk or file failed, and nothing about what the file holds: a place that is not there is of the file."""
    return isinstance(error, OSError) and error.errno not in (None, EINVAL)
