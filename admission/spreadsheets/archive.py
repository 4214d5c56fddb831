"""Open what somebody sent as a workbook: judged by content, bounded before it is unpacked, trimmed before it is read.

The result is a copy that holds XML only and no empty rows: openpyxl builds each row in memory, and a sheet in which
somebody once coloured a whole column has a million of them.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

import filetype
from django.conf import settings
from django.utils.translation import gettext as _

from admission.spreadsheets.errors import UnreadableWorkbookError

MAX_ENTRIES = 1_000
MAX_UNPACKED_BYTES = 200 * 1024 * 1024
"""Ten thousand full rows have about 25 MB; a million empty rows of a formatted sheet 30 to 150 MB."""
MAX_KEPT_BYTES = 64 * 1024 * 1024
"""What is left without the empty rows."""
MAX_RATIO = 400
"""Numbered rows pack about 1:30; only one byte repeated for ever packs 1:1000."""
_RATIO_MATTERS_FROM = 8 * 1024 * 1024
_CHUNK = 1024 * 1024

_SHEETS = "xl/worksheets/"
_MACRO_PARTS = ("vbaproject.bin", "vbadata.xml")
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
"""The container of .xls, and of an .xlsx that was saved with a password."""
_TAG = rb"(?:\w+:)?"
# Only runs of single characters are possessive (`*+`): Python before 3.11.5 loses the place after a possessive group.
_ENDS_EMPTY = rb"[^<>]*+(?:(?<=/)>|(?<!/)>%s</" + _TAG + rb"%s>)"
_EMPTY_CELL = rb"<" + _TAG + rb"c\b" + _ENDS_EMPTY % (b"", b"c")
_EMPTY_ROW = rb"<" + _TAG + rb'row\b(?=[^<>]* r="\d)' + _ENDS_EMPTY % (rb"(?:\s*+" + _EMPTY_CELL + rb")*\s*+", b"row")
_EMPTY_ROWS = re.compile(_EMPTY_ROW + rb"\s*+")
_MERGED = re.compile(rb"<" + _TAG + rb'mergeCell\b[^<>]* ref="([A-Z0-9:$]+)"')


@dataclass(frozen=True, slots=True)
class OpenedWorkbook:
    """`content`: the trimmed copy. `merged`: the merged ranges of each sheet, by its path inside the file."""

    content: IO[bytes]
    merged: dict[str, tuple[str, ...]]


def open_workbook(content: bytes) -> OpenedWorkbook:
    """Check and trim an uploaded workbook. Raises: UnreadableWorkbookError with a plain message."""
    _check_size(content)
    _check_type(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_archive(archive)
            return _trim(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        # RuntimeError: an entry with a password; NotImplementedError: a compression nobody uses in workbooks.
        raise damaged() from error


def _check_size(content: bytes) -> None:
    if not content:
        raise UnreadableWorkbookError(_("The file is empty."))
    if len(content) > settings.UPLOAD_MAX_BYTES:
        raise UnreadableWorkbookError(
            _("The file has %(size)s MB; at most %(most)s MB can be read.")
            % {"size": -(-len(content) // 2**20), "most": settings.UPLOAD_MAX_BYTES // 2**20}
        )


def _check_type(content: bytes) -> None:
    if content.startswith(_OLD_EXCEL):
        raise UnreadableWorkbookError(
            _("This is an old Excel file (.xls) or one with a password. Save it as .xlsx, without a password.")
        )
    kind = filetype.guess(content)
    if kind is None or kind.extension not in {"zip", "xlsx"}:
        raise _no_workbook()


def _check_archive(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    names = {entry.filename.lower() for entry in entries}
    if not any(name.startswith(_SHEETS) for name in names) or "[content_types].xml" not in names:
        raise _no_workbook()
    if any(name.endswith(_MACRO_PARTS) for name in names):
        raise UnreadableWorkbookError(
            _("The workbook contains macros. Save it as an Excel workbook without macros (.xlsx).")
        )
    unpacked = sum(entry.file_size for entry in entries)
    ratio = unpacked / max(1, sum(entry.compress_size for entry in entries))
    if (
        len(entries) > MAX_ENTRIES
        or unpacked > MAX_UNPACKED_BYTES
        or (unpacked > _RATIO_MATTERS_FROM and ratio > MAX_RATIO)
    ):
        raise _too_large()


def damaged() -> UnreadableWorkbookError:
    """Make the error for what no program can read."""
    return UnreadableWorkbookError(_("The file is damaged; Excel could not open it either. Save it again."))


def _no_workbook() -> UnreadableWorkbookError:
    return UnreadableWorkbookError(
        _("This is no Excel workbook, whatever its name says. Open it in Excel and save it as .xlsx.")
    )


def _too_large() -> UnreadableWorkbookError:
    return UnreadableWorkbookError(
        _("The workbook unpacks to far more than a tracking sheet holds. Copy the filled rows into a new template.")
    )


def _trim(archive: zipfile.ZipFile) -> OpenedWorkbook:
    copy = io.BytesIO()
    merged: dict[str, tuple[str, ...]] = {}
    kept = 0
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as trimmed:
        for entry in archive.infolist():
            if not entry.filename.lower().endswith((".xml", ".rels")):
                continue
            is_sheet = entry.filename.lower().startswith(_SHEETS) and entry.filename.lower().endswith(".xml")
            ranges: list[str] = []
            with archive.open(entry) as source, trimmed.open(entry.filename, "w") as target:
                for chunk in _without_empty_rows(source, ranges) if is_sheet else _chunks(source):
                    kept += len(chunk)
                    if kept > MAX_KEPT_BYTES:
                        raise _too_large()
                    target.write(chunk)
            if is_sheet:
                merged[entry.filename] = tuple(ranges)
    copy.seek(0)
    return OpenedWorkbook(copy, merged)


def _chunks(source: IO[bytes]) -> Iterator[bytes]:
    first = True
    while chunk := source.read(_CHUNK):
        if first and chunk[:2] in {b"\xff\xfe", b"\xfe\xff"}:
            raise UnreadableWorkbookError(_("The workbook is written in an unusual encoding. Save it again in Excel."))
        first = False
        yield chunk


def _without_empty_rows(source: IO[bytes], merged: list[str]) -> Iterator[bytes]:
    """Yield the sheet without rows that hold no value, and note the merged ranges on the way."""
    rest = b""
    for chunk in _chunks(source):
        rest += chunk
        # Cut before the last row that begins in here, so that no row and no tag is torn.
        cut = max(rest.rfind(b"<row "), rest.rfind(b":row "))
        cut = rest.rfind(b"<", 0, cut + 1) if cut > 0 else -1
        if cut > 0:
            whole, rest = rest[:cut], rest[cut:]
            merged += _merged_in(whole)
            yield _EMPTY_ROWS.sub(b"", whole)
    merged += _merged_in(rest)
    yield _EMPTY_ROWS.sub(b"", rest)


def _merged_in(xml: bytes) -> list[str]:
    return [match[1].decode().replace("$", "") for match in _MERGED.finditer(xml)]
