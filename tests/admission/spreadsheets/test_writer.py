"""The template: what somebody finds who opens it in Excel."""

import io

from openpyxl import load_workbook

from admission.spreadsheets.layout import CASE, COLUMNS, column_of
from admission.spreadsheets.reader import read_workbook
from admission.spreadsheets.writer import branch_words, write_workbook
from members.models import Organization
from tests.admission.spreadsheets.sheets import example_row, letter, sheet_of


def branches(*names: str) -> list[Organization]:
    return [Organization(code=f"CB-{place}", name=name) for place, name in enumerate(names, start=1)]


def template(*names: str) -> bytes:
    file = io.BytesIO()
    write_workbook(file, branches=branches(*names))
    return file.getvalue()


def test_template_has_headings_frozen_and_dates_day_first() -> None:
    sheet = load_workbook(io.BytesIO(template("Chi bộ Một")))["Theo dõi kết nạp"]

    assert [cell.value for cell in sheet[1]] == [column.heading for column in COLUMNS]
    assert (sheet.freeze_panes, sheet.max_row) == ("C2", 1)
    assert (sheet.column_dimensions["C"].number_format, sheet.column_dimensions["B"].number_format) == (
        "dd/mm/yyyy",
        "@",
    )
    assert sheet["A1"].font.b


def test_template_offers_branches_ways_of_voting_and_outcomes() -> None:
    workbook = load_workbook(io.BytesIO(template("Chi bộ Một", "Chi bộ Hai")))
    offered = {str(rule.sqref): rule.formula1 for rule in workbook.worksheets[0].data_validations.dataValidation}

    lists = [[cell.value for cell in column if cell.value] for column in workbook["Danh mục"].columns]
    methods, answers = ["Bỏ phiếu kín", "Biểu quyết bằng thẻ đảng viên"], ["Đồng ý", "Không đồng ý"]
    assert lists[0] == ["Chi bộ Một", "Chi bộ Hai"]
    assert [words for words in lists if words in (methods, answers)] == [methods, answers]
    choosing = [letter(column.part, column.field) for column in COLUMNS if column.choices]
    assert sorted(area.split("2:")[0] for area in offered) == sorted(["A", *choosing])
    assert offered["A2:A20001"] == "'Danh mục'!$A$1:$A$2"


def test_template_explains_each_column_with_an_example() -> None:
    guide = load_workbook(io.BytesIO(template()))["Hướng dẫn"]
    rows = list(guide.iter_rows(min_row=6, values_only=True))

    assert [row[1] for row in rows] == [column.heading for column in COLUMNS]
    assert [row[4] or "" for row in rows] == [column.example for column in COLUMNS]
    assert all(row[2] for row in rows)


def test_template_reads_back_as_a_sheet_without_anybody() -> None:
    errors = read_workbook(template("Chi bộ Một")).errors

    assert [error.message for error in errors] == ["The sheet has no person: nothing stands below the headings."]


def test_what_is_written_is_read_back() -> None:
    row = example_row(full_name="Đặng Thị Hương")

    read = read_workbook(sheet_of([row])).rows[0]

    written = {(column.part, column.field): value for column, value in row.items() if not column.choices}
    values = {(part, name): value for part, named in read.parts.items() for name, value in named.items()}
    assert {key: values[key] for key in written} == written


def test_branches_of_one_name_are_written_by_code() -> None:
    assert branch_words(branches("Chi bộ 1", "Chi bộ 2", "Chi bộ 1")) == ["CB-1", "Chi bộ 2", "CB-3"]


def test_name_that_begins_like_a_formula_stays_text() -> None:
    content = sheet_of([example_row(branch="=1+1")])

    cell = load_workbook(io.BytesIO(content)).worksheets[0]["A2"]

    assert (cell.value, cell.data_type) == ("=1+1", "s")
    assert column_of(CASE, "branch").heading == "Chi bộ"
