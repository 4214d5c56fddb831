"""The sheet from which the tree of organisations is entered: its columns, its template, and how it is read.

Headings and the words of the kinds are the file format and stay Vietnamese; only the explanations are translated.
"""

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from admission.spreadsheets.archive import OpenedWorkbook, damaged, open_workbook
from admission.spreadsheets.cells import CellValueError, Value, clean, read_cell
from admission.spreadsheets.columns import CellKind, Column, heading_form
from admission.spreadsheets.errors import SheetError, UnreadableWorkbookError
from admission.spreadsheets.layout import CASE
from admission.spreadsheets.reader import LAST_EXCEL_ROW
from members.models import AuthorityBasis, OrganizationKind

SHEET_TITLE = "Tổ chức đảng"
GUIDE_TITLE = "Hướng dẫn"
MAX_ROWS = 5_000
KIND_WORDS: Mapping[str, OrganizationKind] = {
    "Đảng ủy cấp trên": OrganizationKind.PARTY_COMMITTEE,
    "Đảng ủy cơ sở": OrganizationKind.GRASSROOTS_COMMITTEE,
    "Đảng ủy bộ phận": OrganizationKind.SECTIONAL_COMMITTEE,
    "Chi bộ": OrganizationKind.BRANCH,
    "Chi bộ cơ sở": OrganizationKind.GRASSROOTS_BRANCH,
}
BASIS_WORDS: Mapping[str, AuthorityBasis] = {
    "Thẩm quyền": AuthorityBasis.OWN_RIGHT,
    "Ủy quyền": AuthorityBasis.DELEGATED,
}


def _column(name: str, heading: str, example: str, explanation: Any, most: int, *, required: bool = False) -> Column:
    # The part is of no account here: a row of this sheet tells of one thing.
    return Column(CASE, name, heading, CellKind.TEXT, example, explanation, required, most=most, width=24)


COLUMNS: tuple[Column, ...] = (
    _column("code", "Mã", "CB-01", _("Short and unique in the whole product, such as CB-01."), 20, required=True),
    _column("name", "Tên tổ chức", "Chi bộ Văn phòng", _("The full name."), 200, required=True),
    _column("kind", "Loại", "Chi bộ", _("One of the words in the list."), 40, required=True),
    _column(
        "above", "Mã cấp trên trực tiếp", "DU-01",
        _("The code of the organisation directly above: one that is there already, or another row."), 20, required=True,
    ),
    _column(
        "basis", "Quyết định kết nạp", "",
        _("Only for a committee that decides on admission: in its own right, or by delegated authority."), 40,
    ),
    _column("document", "Số văn bản", "12-QĐ/ĐU", _("The number of the decision it rests on."), 60),
    Column(
        CASE, "from_on", "Từ ngày", CellKind.DATE, "01/07/2025",
        _("Left empty: it has existed since before the records."), required=False,
    ),
    _column("postal_address", "Địa chỉ", "", _("Postal address"), 300),
    _column("phone", "Điện thoại", "", _("Telephone"), 40),
    _column("email", "Thư điện tử", "", _("E-mail"), 254),
)  # fmt: skip
_BY_FIELD = {column.field: column for column in COLUMNS}


@dataclass(frozen=True, slots=True)
class OrganizationRow:
    """One organisation. `values`: the sound values by field; `is_broken`: one of its cells holds a mistake."""

    number: int
    values: Mapping[str, Value]
    is_broken: bool

    def text(self, name: str) -> str:
        """Give a text, empty where the cell is."""
        return str(self.values.get(name, ""))


@dataclass(slots=True)
class OrganizationSheet:
    """What was read. `letters`: where each column stands in this file, by field."""

    letters: Mapping[str, str]
    rows: list[OrganizationRow] = field(default_factory=list)
    errors: list[SheetError] = field(default_factory=list)

    def error(self, row: int, name: str, message: str) -> SheetError:
        """Make an error at a cell of this sheet."""
        return SheetError(message, row=row, column=self.letters.get(name, ""), heading=_BY_FIELD[name].heading)


def read_organizations(content: bytes) -> OrganizationSheet:
    """Read the sheet of a workbook. Raises: UnreadableWorkbookError."""
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


def _read(opened: OpenedWorkbook) -> OrganizationSheet:
    workbook = load_workbook(opened.content, read_only=True, data_only=False, keep_links=False)
    try:
        source: Any = next(
            (one for one in workbook.worksheets if heading_form(one.title) == heading_form(SHEET_TITLE)),
            workbook.worksheets[0],
        )
        source.reset_dimensions()  # what the file says about its size is often wrong, and would cut rows off
        rows = source.iter_rows()
        letters, errors = _match_headings(next(rows, ()))
        sheet = OrganizationSheet(letters, errors=errors)
        if not errors:
            _read_rows(sheet, rows)
        return sheet
    finally:
        workbook.close()


def _match_headings(cells: Sequence[Any]) -> tuple[dict[str, str], list[SheetError]]:
    known = {column.matched_by: column for column in COLUMNS}
    found: dict[str, str] = {}
    errors = []
    for index, cell in enumerate(cells, start=1):
        text = clean(str(cell.value)) if cell.value is not None else ""
        column = known.get(heading_form(text))
        letter = get_column_letter(index)
        if column is not None and column.field not in found:
            found[column.field] = letter
        elif text:
            message = gettext("The heading “%(heading)s” is not known. Remove the column, or use the template.")
            errors.append(SheetError(message % {"heading": text}, row=1, column=letter))
    for index, column in enumerate(COLUMNS, start=1):
        if column.field not in found and column.required:
            message = gettext("The column “%(expected)s” is missing; in the template it is column %(letter)s.")
            values = {"expected": column.heading, "letter": get_column_letter(index)}
            errors.append(SheetError(message % values, row=1))
    return found, errors


def _read_rows(sheet: OrganizationSheet, rows: Any) -> None:
    fields = {letter: name for name, letter in sheet.letters.items()}
    for number, cells in enumerate(rows, start=2):
        if number > LAST_EXCEL_ROW:  # a forged row number; it would keep us busy for ever
            raise UnreadableWorkbookError(gettext("The workbook has more rows than Excel knows."))
        if not any(cell.value is not None for cell in cells):
            continue
        if len(sheet.rows) >= MAX_ROWS:
            message = gettext("More than %(most)s organisations: divide the sheet.") % {"most": MAX_ROWS}
            sheet.errors.append(SheetError(message, row=number))
            return
        sheet.rows.append(_read_row(sheet, number, cells, fields))
    if not sheet.rows and not sheet.errors:
        message = gettext("The sheet has no organisation: nothing stands below the headings.")
        sheet.errors.append(SheetError(message, row=2))


def _read_row(
    sheet: OrganizationSheet, number: int, cells: Sequence[Any], fields: Mapping[str, str]
) -> OrganizationRow:
    values: dict[str, Value] = {}
    told = len(sheet.errors)
    bad = set()
    for index, cell in enumerate(cells, start=1):
        name = fields.get(get_column_letter(index))
        if name is None or cell.value is None:
            continue
        try:
            value = read_cell(_BY_FIELD[name], cell.value, cell.data_type)
        except CellValueError as error:
            bad.add(name)
            sheet.errors.append(sheet.error(number, name, str(error)))
            continue
        if value is not None:
            values[name] = value
    for column in COLUMNS:
        if column.required and column.field not in values and column.field not in bad:
            sheet.errors.append(sheet.error(number, column.field, _missing(column)))
    return OrganizationRow(number, values, len(sheet.errors) > told)


def _missing(column: Column) -> str:
    if column.field == "above":
        return gettext("It would stand alone: write the code of the organisation directly above.")
    return gettext("This cell must be filled.")


def write_organization_template(target: Path | IO[bytes]) -> None:
    """Write the empty sheet, with the words to choose from and a guide."""
    workbook = Workbook()
    sheet: Any = workbook.active
    sheet.title = SHEET_TITLE
    guide = workbook.create_sheet(GUIDE_TITLE)
    guide.append([gettext("Heading"), gettext("What to write"), gettext("Must be filled"), gettext("Example")])
    for index, column in enumerate(COLUMNS, start=1):
        cell = sheet.cell(1, index, column.heading)
        cell.font = Font(bold=True, color="FFFFFF" if column.required else "000000")
        cell.fill = PatternFill("solid", fgColor="9B1C1C" if column.required else "F3E3C3")
        cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
        dimension = sheet.column_dimensions[get_column_letter(index)]
        dimension.width = column.width
        dimension.number_format = "dd/mm/yyyy" if column.kind is CellKind.DATE else "@"
        words = {"kind": tuple(KIND_WORDS), "basis": tuple(BASIS_WORDS)}.get(column.field, ())
        if words:
            rule = DataValidation(type="list", formula1=f'"{",".join(words)}"', allow_blank=True, errorStyle="warning")
            rule.add(f"{get_column_letter(index)}2:{get_column_letter(index)}{MAX_ROWS + 1}")
            sheet.add_data_validation(rule)
        explanation = f"{column.explanation} {' / '.join(words)}".strip()
        guide.append(
            [column.heading, explanation, gettext("always") if column.required else gettext("no"), column.example]
        )
    sheet.freeze_panes = "C2"
    for letter, width in zip("ABCD", (28, 70, 18, 20), strict=True):
        guide.column_dimensions[letter].width = width
    workbook.save(target)
