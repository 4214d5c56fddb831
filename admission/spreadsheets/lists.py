"""A list as it is on the screen: as an Excel sheet, and as a CSV file that is written while it is read."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from admission.spreadsheets.writer import DATE_FORMAT, TEXT_FORMAT

Value = str | date | None
BOM = "\ufeff"
"""Tells Excel that the file is UTF-8."""
_FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r")
_HEAD, _HEAD_FILL = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor="1D5A8C")
_TITLE = Font(bold=True, size=14)


def write_list(
    target: IO[bytes],
    *,
    title: str,
    heading: Sequence[str],
    columns: Sequence[tuple[str, int]],
    rows: Iterable[Sequence[Value]],
) -> None:
    """Write a workbook of one sheet. `heading`: the lines above the table; `columns`: words and width of each."""
    workbook = Workbook(write_only=True)
    sheet: Any = workbook.create_sheet(title[:31])
    for index, (_words, width) in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = width
    sheet.freeze_panes = f"A{len(heading) + 3}"
    for number, line in enumerate(heading):
        cell = _cell(sheet, line)
        if not number:
            cell.font = _TITLE
        sheet.append([cell])
    sheet.append([])
    head = [_cell(sheet, words) for words, _width in columns]
    for cell in head:
        cell.font, cell.fill, cell.alignment = _HEAD, _HEAD_FILL, Alignment(wrap_text=True, vertical="center")
    sheet.append(head)
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    workbook.save(target)


def csv_lines(
    *, heading: Sequence[str], columns: Sequence[tuple[str, int]], rows: Iterable[Sequence[Value]]
) -> Iterator[bytes]:
    """Give a CSV file line by line, as Excel reads it."""
    writer = csv.writer(_Line())
    yield f"{BOM}".encode()
    for line in heading:
        yield _written(writer, [line])
    yield _written(writer, [])
    yield _written(writer, [words for words, _width in columns])
    for row in rows:
        yield _written(writer, [_text(value) for value in row])


class _Line:
    """What a CSV writer writes to: the line comes back from it."""

    def write(self, line: str) -> str:
        return line


def _written(writer: Any, row: Sequence[str]) -> bytes:
    line: str = writer.writerow([_harmless(text) for text in row])
    return line.encode()


def _cell(sheet: Any, value: Value) -> Any:
    if isinstance(value, date):
        cell: Any = WriteOnlyCell(sheet, datetime.combine(value, time.min))
        cell.number_format = DATE_FORMAT
        return cell
    cell = WriteOnlyCell(sheet, value or "")
    # A text that begins with "=" must not become a formula in somebody's Excel.
    cell.data_type, cell.number_format = "s", TEXT_FORMAT
    return cell


def _text(value: Value) -> str:
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else value or ""


def _harmless(text: str) -> str:
    """Give a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA_BEGINS) else text
