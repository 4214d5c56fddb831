"""Tracking sheets for the tests: one good row to change, and workbooks with what people do to them."""

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from admission.domain.procedure import StepCode
from admission.spreadsheets.cells import Value, read_cell
from admission.spreadsheets.layout import CASE, COLUMNS, CellKind, Column, Part, column_of
from admission.spreadsheets.writer import write_workbook

SHEET_PATH = "xl/worksheets/sheet1.xml"
TODAY = date(2026, 3, 2)

Row = dict[Column, Value]
RESOLUTION = Part(StepCode.ADMISSION_RESOLUTION)
DECISION = Part(StepCode.ADMISSION_DECISION)
CEREMONY = Part(StepCode.CEREMONY)
HELPER = Part(StepCode.PROBATION_SUPERVISOR)
RECOGNITION = Part(StepCode.RECOGNITION_RESOLUTION)


LEVELS = frozenset(
    {
        StepCode.ADMISSION_APPRAISAL,
        StepCode.ADMISSION_GRASSROOTS,
        StepCode.RECOGNITION_APPRAISAL,
        StepCode.RECOGNITION_GRASSROOTS,
    }
)
"""The acts of committees that the branches of `make_tree` do not have above them."""


def guide_row(**case_values: Value) -> Row:
    """The example of the guide: from the first day to official member, all in order. Changes: of the file itself."""
    row: Row = {}
    for column in COLUMNS:
        is_typed = column.kind in {CellKind.DATE, CellKind.BIRTH_DATE, CellKind.NUMBER}
        value = read_cell(column, column.example, "s") if is_typed else column.example
        if value is not None and value != "":
            row[column] = value
    row[column_of(CASE, "branch")] = "CB-1"
    return row | {column_of(CASE, name): value for name, value in case_values.items()}


def example_row(**case_values: Value) -> Row:
    """The same of a branch that sends its files straight to the committee that decides."""
    row = guide_row(**case_values)
    return {column: value for column, value in row.items() if column.part.step not in LEVELS}


def row_up_to(part: Part, **case_values: Value) -> Row:
    """The example as far as one act, in the order of the columns."""
    row, kept = example_row(**case_values), list(dict.fromkeys(column.part for column in COLUMNS))
    return {column: value for column, value in row.items() if kept.index(column.part) <= kept.index(part)}


def letter(part: Part, field: str) -> str:
    """The letter of a column in the template."""
    return get_column_letter(COLUMNS.index(column_of(part, field)) + 1)


def change(row: Row, part: Part, **values: Any) -> Row:
    """The row with other values in one act; None empties a cell."""
    changed = row | {column_of(part, name): value for name, value in values.items()}
    return {column: value for column, value in changed.items() if value is not None}


def sheet_of(rows: Iterable[Mapping[Column, Value]]) -> bytes:
    file = io.BytesIO()
    write_workbook(file, branches=[], rows=rows)
    return file.getvalue()


def edited(content: bytes, edit: Callable[[Any], None]) -> bytes:
    """The workbook after somebody did something to its first sheet in Excel."""
    workbook = load_workbook(io.BytesIO(content))
    edit(workbook.worksheets[0])
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def as_the_template_before(sheet: Any) -> None:
    """Make a sheet what the template before had: without the newer columns, and with the headings of then."""
    for index in range(len(COLUMNS), 0, -1):
        if COLUMNS[index - 1].may_be_absent:
            sheet.delete_cols(index)
    former = {column.heading: column.former for column in COLUMNS if column.former}
    for cell in sheet[1]:
        cell.value = former.get(cell.value, cell.value)


def with_rows(content: bytes, xml: bytes) -> bytes:
    """The workbook with more rows, as XML, and without what it says about its size: some programs leave that out."""

    def sheet(data: bytes) -> bytes:
        return re.sub(rb"<dimension[^>]*/>", b"", data).replace(b"</sheetData>", xml + b"</sheetData>")

    return repacked(content, {SHEET_PATH: sheet})


def repacked(
    content: bytes, edits: Mapping[str, Callable[[bytes], bytes]], added: Mapping[str, bytes] | None = None
) -> bytes:
    """The archive with entries changed and added."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, edits.get(name, bytes)(source.read(name)))
        for name, data in (added or {}).items():
            target.writestr(name, data)
    return file.getvalue()
