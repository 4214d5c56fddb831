"""Write the tracking sheet: empty as a template, or filled."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from admission.spreadsheets.cells import Value
from admission.spreadsheets.layout import (
    CASE,
    COLUMNS,
    GUIDE_TITLE,
    LISTS_TITLE,
    PARTS,
    SHEET_TITLE,
    CellKind,
    Column,
)
from members.models import Organization

DATE_FORMAT = "dd/mm/yyyy"
TEXT_FORMAT = "@"
_LAST_CHOSEN_ROW = 20_001
_FORMATS = {
    CellKind.TEXT: TEXT_FORMAT,
    CellKind.CHOICE: TEXT_FORMAT,
    CellKind.DATE: DATE_FORMAT,
    CellKind.BIRTH_DATE: DATE_FORMAT,
    CellKind.NUMBER: "0",
}
_WHITE_BOLD, _BOLD = Font(bold=True, color="FFFFFF"), Font(bold=True)
_NEEDED = PatternFill("solid", fgColor="9B1C1C")
_BANDS = (PatternFill("solid", fgColor="F3E3C3"), PatternFill("solid", fgColor="FAF3E3"))
_THIN = Side(style="thin", color="B9A98A")
_HEADING_HEIGHT = 78
_GUIDE_WIDTHS = (8, 46, 62, 24, 20)


def write_workbook(
    target: Path | IO[bytes],
    *,
    branches: Sequence[Organization],
    rows: Iterable[Mapping[Column, Value]] = (),
) -> None:
    """Write a workbook with these rows; `branches` are offered in the list of the first column."""
    workbook = Workbook()
    sheet: Any = workbook.active
    sheet.title = SHEET_TITLE
    _write_headings(sheet)
    for number, row in enumerate(rows, start=2):
        for index, column in enumerate(COLUMNS, start=1):
            if column in row:
                _put(sheet.cell(number, index), row[column], _FORMATS[column.kind])
    _write_guide(workbook.create_sheet(GUIDE_TITLE))
    lists = workbook.create_sheet(LISTS_TITLE)
    lists.sheet_state = "hidden"
    _offer_choices(sheet, lists, branch_words(branches))
    workbook.save(target)


def branch_words(branches: Sequence[Organization]) -> list[str]:
    """Give what to write for each branch: its name, or its code where several bear the name."""
    names = Counter(branch.name for branch in branches)
    return [branch.code if names[branch.name] > 1 else branch.name for branch in branches]


def _put(cell: Cell | MergedCell, value: Value, number_format: str) -> None:
    # A text that begins with "=" must not become a formula in somebody's Excel.
    cell.value = value if isinstance(value, date | int) else str(value)
    if isinstance(value, str):
        cell.data_type = "s"
    cell.number_format = number_format


def _write_headings(sheet: Worksheet) -> None:
    border = Border(left=_THIN, right=_THIN, bottom=_THIN)
    for index, column in enumerate(COLUMNS, start=1):
        cell = sheet.cell(1, index, column.heading)
        needed = column.part == CASE
        cell.font = _WHITE_BOLD if needed else _BOLD
        cell.fill = _NEEDED if needed else _BANDS[PARTS.index(column.part) % 2]
        cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
        cell.border = border
        dimension = sheet.column_dimensions[get_column_letter(index)]
        dimension.width = column.width
        dimension.number_format = _FORMATS[column.kind]
    sheet.row_dimensions[1].height = _HEADING_HEIGHT
    sheet.freeze_panes = "C2"


def _write_guide(sheet: Worksheet) -> None:
    lines = [
        _("One row is one person. Fill what has happened; leave the rest empty."),
        _("Do not rename, add or merge columns, and write values, not formulas."),
        _("Dates: day/month/year, for example 05/03/2026. The cells of one act are filled together or not at all."),
    ]
    for number, line in enumerate(lines, start=1):
        sheet.cell(number, 1, line)
    head = [_("Column"), _("Heading"), _("What to write"), _("Must be filled"), _("Example")]
    top = len(lines) + 2
    for index, word in enumerate(head, start=1):
        title = sheet.cell(top, index, word)
        title.font, title.fill = _WHITE_BOLD, _NEEDED
        sheet.column_dimensions[get_column_letter(index)].width = _GUIDE_WIDTHS[index - 1]
    for number, column in enumerate(COLUMNS, start=1):
        explanation = str(column.explanation)
        if column.choices:
            explanation += " " + " / ".join(column.choices)
        values = [get_column_letter(number), column.heading, explanation, _need(column), column.example]
        for index, value in enumerate(values, start=1):
            cell = sheet.cell(top + number, index)
            _put(cell, value, TEXT_FORMAT)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = f"A{top + 1}"


def _need(column: Column) -> str:
    if column.part == CASE:
        return _("always")
    return _("with its act") if column.required else _("no")


def _offer_choices(sheet: Worksheet, lists: Worksheet, branches: Sequence[str]) -> None:
    """Drop-down lists. What is not in the list is refused when the sheet is read, not while somebody types."""
    offered: dict[tuple[str, ...], str] = {}
    for index, column in enumerate(COLUMNS, start=1):
        words = tuple(branches) if column.field == "branch" else tuple(column.choices)
        if not words:
            continue
        if words not in offered:
            place = len(offered) + 1
            for number, word in enumerate(words, start=1):
                _put(lists.cell(number, place), word, TEXT_FORMAT)
            letter = get_column_letter(place)
            offered[words] = f"'{LISTS_TITLE}'!${letter}$1:${letter}${len(words)}"
        letter = get_column_letter(index)
        rule = DataValidation(type="list", formula1=offered[words], allow_blank=True, errorStyle="warning")
        rule.add(f"{letter}2:{letter}{_LAST_CHOSEN_ROW}")
        sheet.add_data_validation(rule)
