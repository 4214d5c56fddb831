"""Write a report as a workbook: what is on the screen, and what it was asked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

_BOLD = Font(bold=True)
_WIDE, _NARROW = 44, 18


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row: its label and its figures, as numbers or words. `is_sum`: what is above it, added up."""

    cells: tuple[str | float, ...]
    is_sum: bool = False


@dataclass(frozen=True, slots=True)
class SheetTable:
    """A table below the others: its caption, its headings, its rows."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[SheetRow, ...]


def write_report(
    target: Path | IO[bytes], *, title: str, asked: Sequence[tuple[str, str]], tables: Iterable[SheetTable]
) -> None:
    """Write the tables of a report below what it was asked; numbers are numbers, so that one can go on counting."""
    workbook = Workbook()
    sheet: Any = workbook.active
    sheet.title = gettext("Report")
    _put(sheet, 1, 1, title, bold=True)
    row = 2
    for label, value in asked:
        _put(sheet, row, 1, label)
        _put(sheet, row, 2, value)
        row += 1
    widest = 2
    for table in tables:
        row += 1
        _put(sheet, row, 1, table.caption, bold=True)
        row += 1
        for column, head in enumerate(table.heads, start=1):
            _put(sheet, row, column, head, bold=True)
        widest = max(widest, len(table.heads))
        for line in table.rows:
            row += 1
            for column, shown in enumerate(line.cells, start=1):
                _put(sheet, row, column, shown, bold=line.is_sum)
        row += 1
    for column in range(1, widest + 1):
        sheet.column_dimensions[get_column_letter(column)].width = _WIDE if column == 1 else _NARROW
    workbook.save(target)


def _put(sheet: Any, row: int, column: int, value: str | float, *, bold: bool = False) -> None:
    cell = sheet.cell(row, column, value)
    if isinstance(value, str):
        cell.data_type = "s"  # a text that begins with "=" must not become a formula in somebody's Excel
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    if bold:
        cell.font = _BOLD
