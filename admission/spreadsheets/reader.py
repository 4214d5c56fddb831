"""Read a tracking sheet: headings first, then every filled row; every mistake is collected with its place."""

import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from admission.spreadsheets.archive import OpenedWorkbook, damaged, open_workbook
from admission.spreadsheets.cells import CellValueError, Value, clean, read_cell
from admission.spreadsheets.errors import SheetError, UnreadableWorkbookError
from admission.spreadsheets.layout import CASE, COLUMNS, COLUMNS_OF, SHEET_TITLE, Column, Part, heading_form

MAX_ROWS = 20_000
LAST_EXCEL_ROW = 1_048_576
_MAX_MERGED_TOLD = 50


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One person. `parts`: the values of each part that is filled and sound; `broken`: the parts with a mistake."""

    number: int
    parts: Mapping[Part, Mapping[str, Value]]
    broken: frozenset[Part] = frozenset()


@dataclass(slots=True)
class Sheet:
    """What was read. `letters`: where each column stands in this file; one of an older template may have none."""

    title: str
    letters: Mapping[Column, str]
    rows: list[SheetRow] = field(default_factory=list)
    errors: list[SheetError] = field(default_factory=list)

    def error(self, row: int, column: Column, message: str) -> SheetError:
        """Make an error at a cell of this sheet."""
        return SheetError(message, row=row, column=self.letters.get(column, ""), heading=column.heading)


def read_workbook(content: bytes) -> Sheet:
    """Read the tracking sheet of a workbook. Raises: UnreadableWorkbookError."""
    opened = open_workbook(content)
    try:
        # openpyxl warns about what it leaves out (validation lists, odd dates): nothing that concerns us.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _read(opened)
    except UnreadableWorkbookError:
        raise
    except Exception as error:  # openpyxl raises whatever the first unexpected byte leads to
        raise damaged() from error


def _read(opened: OpenedWorkbook) -> Sheet:
    workbook = load_workbook(opened.content, read_only=True, data_only=False, keep_links=False)
    try:
        sheets = workbook.worksheets
        if not sheets:
            raise UnreadableWorkbookError(_("The workbook has no sheet."))
        named = heading_form(SHEET_TITLE)
        source: Any = next((sheet for sheet in sheets if heading_form(sheet.title) == named), sheets[0])
        source.reset_dimensions()  # what the file says about its size is often wrong, and would cut rows off
        merged = opened.merged.get(source._worksheet_path, ())
        rows = _numbered(source.iter_rows())
        letters, errors = _match_headings(next(rows, (1, ()))[1])
        sheet = Sheet(source.title, letters)
        sheet.errors += errors
        sheet.errors += [_merged_error(area) for area in merged[:_MAX_MERGED_TOLD]]
        if not sheet.errors:
            _read_rows(sheet, rows)
        return sheet
    finally:
        workbook.close()


def _numbered(rows: Iterator[Sequence[Any]]) -> Iterator[tuple[int, Sequence[Any]]]:
    for number, row in enumerate(rows, start=1):
        if number > LAST_EXCEL_ROW:  # a forged row number; it would keep us busy for ever
            raise UnreadableWorkbookError(_("The workbook has more rows than Excel knows."))
        yield number, row


def _merged_error(area: str) -> SheetError:
    found = re.match(r"([A-Z]+)(\d+)", area)
    return SheetError(
        _("The cells %(area)s are merged. Unmerge them and fill each cell.") % {"area": area},
        row=int(found[2]) if found else None,
        column=found[1] if found else "",
    )


def _match_headings(cells: Sequence[Any]) -> tuple[dict[Column, str], list[SheetError]]:
    """Find each column by its heading, in any order; nothing may be unknown or there twice.

    Nothing may be missing but what the templates before had not; and of such an act no column may stand alone.
    """
    known = {column.matched_by: column for column in COLUMNS}
    known |= {heading_form(column.former): column for column in COLUMNS if column.former}
    found: dict[Column, str] = {}
    unknown: dict[str, str] = {}
    errors = []
    for index, cell in enumerate(cells, start=1):
        text = clean(str(cell.value)) if cell.value is not None else ""
        letter = get_column_letter(index)
        column = known.get(heading_form(text))
        if not text:
            continue
        if column is None:
            unknown[letter] = text
        elif column in found:
            message = _("The heading “%(heading)s” stands in column %(first)s already.")
            errors.append(_heading_error(letter, message, heading=text, first=found[column]))
        else:
            found[column] = letter
    for index, column in enumerate(COLUMNS, start=1):
        letter = get_column_letter(index)
        if column in found or (column.may_be_absent and not _is_begun(column, found)):
            continue
        if letter in unknown:
            message = _("The heading is “%(heading)s”; “%(expected)s” is expected.")
            errors.append(_heading_error(letter, message, heading=unknown.pop(letter), expected=column.heading))
        else:
            message = _("The column “%(expected)s” is missing; in the template it is column %(letter)s.")
            errors.append(_heading_error("", message, expected=column.heading, letter=letter))
    for letter, text in unknown.items():
        message = _("The heading “%(heading)s” is not known. Remove the column, or use the template.")
        errors.append(_heading_error(letter, message, heading=text))
    return found, errors


def _is_begun(column: Column, found: Mapping[Column, str]) -> bool:
    """Whether an act needs the column: another one of the same act is there, and it cannot be told without this."""
    return column.required and any(other in found for other in COLUMNS_OF[column.part])


def _heading_error(where: str, message: str, **values: str) -> SheetError:
    return SheetError(message % values, row=1, column=where)


def _read_rows(sheet: Sheet, rows: Iterator[tuple[int, Sequence[Any]]]) -> None:
    columns = {_index(letter): column for column, letter in sheet.letters.items()}
    for number, cells in rows:
        if not any(cell.value is not None for cell in cells):
            continue
        if len(sheet.rows) >= MAX_ROWS:
            message = _("More than %(most)s people: divide the sheet.") % {"most": MAX_ROWS}
            sheet.errors.append(SheetError(message, row=number))
            return
        row = _read_row(sheet, number, cells, columns)
        if row is not None:
            sheet.rows.append(row)
    if not sheet.rows and not sheet.errors:
        sheet.errors.append(SheetError(_("The sheet has no person: nothing stands below the headings."), row=2))


def _index(letter: str) -> int:
    number = 0
    for c in letter:
        number = number * 26 + ord(c) - ord("A") + 1
    return number - 1


def _read_row(sheet: Sheet, number: int, cells: Sequence[Any], columns: Mapping[int, Column]) -> SheetRow | None:
    parts: dict[Part, dict[str, Value]] = {}
    bad: set[Column] = set()
    for index, cell in enumerate(cells):
        if cell.value is None:
            continue
        column = columns.get(index)
        if column is None:
            if clean(str(cell.value)):
                message = _("This cell is filled, but its column has no heading.")
                sheet.errors.append(SheetError(message, row=number, column=get_column_letter(index + 1)))
            continue
        try:
            value = read_cell(column, cell.value, cell.data_type)
        except CellValueError as error:
            bad.add(column)
            sheet.errors.append(sheet.error(number, column, str(error)))
            continue
        if value is not None:
            parts.setdefault(column.part, {})[column.field] = value
    if not parts and not bad:
        return None
    broken = {column.part for column in bad}
    for part in dict.fromkeys((CASE, *parts, *broken)):
        for column in COLUMNS_OF[part]:
            if column.required and column not in bad and column.field not in parts.get(part, {}):
                broken.add(part)
                sheet.errors.append(sheet.error(number, column, _missing(column)))
    sound = {part: values for part, values in parts.items() if part not in broken}
    return SheetRow(number, sound, frozenset(broken))


def _missing(column: Column) -> str:
    first = COLUMNS_OF[column.part][0]
    if first is column or column.part == CASE:
        return _("This cell must be filled.")
    return _("This cell must be filled, since “%(first)s” or another cell of the same act is.") % {
        "first": first.heading
    }
