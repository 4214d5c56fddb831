"""Files that are no workbook, and workbooks made to hurt."""

import io
import resource
import zipfile
from typing import Any

import pytest
from openpyxl import Workbook

from admission.spreadsheets.archive import MAX_ENTRIES, open_workbook
from admission.spreadsheets.errors import UnreadableWorkbookError
from admission.spreadsheets.reader import read_workbook
from tests.admission.spreadsheets.sheets import SHEET_PATH, example_row, repacked, sheet_of, with_rows

NO_WORKBOOK = "This is no Excel workbook, whatever its name says."
TOO_LARGE = "unpacks to far more than a tracking sheet holds"


def archive(**entries: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as target:
        for name, text in entries.items():
            target.writestr(name.replace("__", "/"), text)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "The file is empty."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "old Excel file (.xls) or one with a password"),
        ("Chi bộ;Họ và tên\nCB-1;Lê Văn Bình\n".encode(), NO_WORKBOOK),
        (b"<html><table><tr><td>CB-1</td></tr></table></html>", NO_WORKBOOK),
        (b"\x89PNG\r\n\x1a\n" + bytes(64), NO_WORKBOOK),
        (archive(word__document="<w/>"), NO_WORKBOOK),
        (archive(readme="hello"), NO_WORKBOOK),
        (b"PK\x03\x04" + bytes(200), "damaged"),
    ],
    ids=["empty", "xls", "csv", "html", "png", "docx", "zip", "torn zip"],
)
def test_file_that_is_no_workbook_is_refused_by_its_content(content: bytes, message: str) -> None:
    with pytest.raises(UnreadableWorkbookError) as told:
        read_workbook(content)

    assert message in str(told.value)


def test_file_above_the_upload_limit_is_refused(settings: Any) -> None:
    content = sheet_of([example_row()])
    settings.UPLOAD_MAX_BYTES = len(content) - 1

    with pytest.raises(UnreadableWorkbookError, match="MB can be read"):
        read_workbook(content)


@pytest.mark.parametrize("cut", [100, 3000, -40])
def test_workbook_torn_on_the_way_is_refused(cut: int) -> None:
    with pytest.raises(UnreadableWorkbookError):
        read_workbook(sheet_of([example_row()])[:cut])


@pytest.mark.parametrize(
    "edit",
    [lambda data: data[:200], lambda data: b"<worksheet>" + data, lambda data: data.replace(b' r="A2"', b' r="##"')],
)
def test_sheet_that_is_no_xml_is_refused(edit: Any) -> None:
    with pytest.raises(UnreadableWorkbookError, match="damaged"):
        read_workbook(repacked(sheet_of([example_row()]), {SHEET_PATH: edit}))


def test_workbook_with_macros_is_refused() -> None:
    content = repacked(sheet_of([example_row()]), {}, {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"})

    with pytest.raises(UnreadableWorkbookError, match="contains macros"):
        read_workbook(content)


def test_entities_that_multiply_are_refused() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    edit = {SHEET_PATH: lambda data: data.replace(b"<worksheet", bomb + b"<worksheet", 1)}

    with pytest.raises(UnreadableWorkbookError, match="damaged"):
        read_workbook(repacked(sheet_of([example_row()]), edit))


def spoilt(content: bytes, name: str) -> bytes:
    """Give the archive with an entry that cannot be unpacked."""
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        entry = source.getinfo(name)
    middle = entry.header_offset + 30 + len(name) + entry.compress_size // 2
    return content[:middle] + b"\xff" * 8 + content[middle + 8 :]


@pytest.mark.parametrize(("size", "message"), [(64 * 1024 * 1024, TOO_LARGE), (64 * 1024, "damaged")])
def test_archive_that_unpacks_to_a_thousand_times_its_size_is_refused_unread(size: int, message: str) -> None:
    content = repacked(sheet_of([]), {}, {"xl/media/x.xml": bytes(size)})

    with pytest.raises(UnreadableWorkbookError, match=message):  # whoever unpacks it notices that it cannot be
        open_workbook(spoilt(content, "xl/media/x.xml"))


def test_archive_with_thousands_of_entries_is_refused() -> None:
    content = repacked(sheet_of([]), {}, {f"xl/x{number}.xml": b"" for number in range(MAX_ENTRIES)})

    with pytest.raises(UnreadableWorkbookError, match=TOO_LARGE):
        open_workbook(content)


def test_sheet_in_another_encoding_is_refused() -> None:
    edit = {SHEET_PATH: lambda data: data.decode().encode("utf-16")}

    with pytest.raises(UnreadableWorkbookError, match="unusual encoding"):
        read_workbook(repacked(sheet_of([]), edit))


@pytest.mark.parametrize(
    "row",
    [
        '<row r="{0}"/>',
        '<row r="{0}" spans="1:54" ht="15" customHeight="1"/>',
        '<row r="{0}"><c r="A{0}" s="3"/><c r="B{0}" s="3"/></row>',
    ],
    ids=["bare", "with a height", "with formatted cells"],
)
def test_million_empty_rows_are_taken_out_before_they_are_read(row: str) -> None:
    empty = "".join(row.format(number) for number in range(3, 1_000_003)).encode()
    content = with_rows(sheet_of([example_row()]), empty)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    sheet = read_workbook(content)

    assert len(open_workbook(content).content.read()) < len(content) // 4
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 * 1024
    assert ([row.number for row in sheet.rows], sheet.errors) == ([2], [])


def test_row_after_a_million_empty_ones_is_not_dropped() -> None:
    empty = "".join(f'<row r="{number}"/>' for number in range(3, 1_000_000)).encode()
    last = b'<row r="1000000"><c r="A1000000" t="inlineStr"><is><t>CB-1</t></is></c></row>'

    sheet = read_workbook(with_rows(sheet_of([example_row()]), empty + last))

    assert [row.number for row in sheet.rows] == [2, 1_000_000]
    assert [error.row for error in sheet.errors] == [1_000_000] * 3


def test_forged_row_number_does_not_keep_the_reader_busy() -> None:
    forged = b'<row r="99999999999"><c r="A1" t="inlineStr"><is><t>CB-1</t></is></c></row>'

    with pytest.raises(UnreadableWorkbookError, match="more rows than Excel knows"):
        read_workbook(with_rows(sheet_of([example_row()]), forged))


def test_workbook_of_another_program_with_prefixed_tags_is_read() -> None:
    namespace = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'

    def prefixed(data: bytes) -> bytes:
        for tag in (b"row", b"c", b"v", b"is", b"t", b"sheetData", b"worksheet"):
            for end in (b">", b" ", b"/"):
                data = data.replace(b"<" + tag + end, b"<x:" + tag + end)
            data = data.replace(b"</" + tag + b">", b"</x:" + tag + b">")
        return data.replace(namespace, namespace + b" " + namespace.replace(b"xmlns=", b"xmlns:x="), 1)

    content = with_rows(sheet_of([example_row()]), b'<row r="7"/><row r="8"><c r="A8" s="1"/></row>')

    sheet = read_workbook(repacked(content, {SHEET_PATH: prefixed}))

    assert ([row.number for row in sheet.rows], sheet.errors) == ([2], [])


def test_workbook_without_our_sheet_is_judged_by_its_headings() -> None:
    workbook = Workbook()
    workbook.active.append(["STT", "Họ tên"])  # type: ignore[union-attr] # a new workbook has a sheet
    file = io.BytesIO()
    workbook.save(file)

    sheet = read_workbook(file.getvalue())

    assert (sheet.rows, len(sheet.errors)) == ([], 54)
