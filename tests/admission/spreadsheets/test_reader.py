"""The sheet as a whole: headings, merged cells, formulas, what is missing; every mistake with its place."""

from datetime import date
from typing import Any

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from admission.domain.procedure import StepCode
from admission.spreadsheets.errors import SheetError
from admission.spreadsheets.layout import CASE, COLUMNS, SPONSORS, Part, column_of
from admission.spreadsheets.reader import MAX_ROWS, read_workbook
from tests.admission.spreadsheets.sheets import (
    RESOLUTION,
    as_the_template_before,
    change,
    edited,
    example_row,
    row_up_to,
    sheet_of,
)


def told(error: SheetError) -> tuple[int | None, str, str, str]:
    return error.row, error.column, error.heading, error.message


def errors_after(edit: Any, *rows: Any) -> list[tuple[int | None, str, str, str]]:
    return [told(error) for error in read_workbook(edited(sheet_of(rows or [example_row()]), edit)).errors]


def test_headings_are_found_in_any_order_case_and_spelling() -> None:
    def turn_round(sheet: Worksheet) -> None:
        for row in sheet.iter_rows(max_row=2, max_col=133):
            copies = [(cell.value, cell.number_format) for cell in row]
            for cell, (value, number_format) in zip(row, reversed(copies), strict=True):
                cell.value, cell.number_format = value, number_format
        sheet["EC1"] = "  CHI  BO "

    sheet = read_workbook(edited(sheet_of([example_row()]), turn_round))

    assert sheet.errors == []
    assert sheet.rows[0].parts[CASE]["branch"] == "CB-1"
    assert sheet.letters[COLUMNS[0]] == "EC"


def test_wrong_heading_is_told_by_its_letter_and_what_is_expected() -> None:
    def rename(sheet: Worksheet) -> None:
        sheet["C1"] = "Năm sinh"

    assert errors_after(rename) == [(1, "C", "", "The heading is “Năm sinh”; “Ngày sinh” is expected.")]


def test_missing_heading_is_told_with_its_place_in_the_template() -> None:
    def remove(sheet: Worksheet) -> None:
        sheet.delete_cols(3)

    message = "The column “Ngày sinh” is missing; in the template it is column C."
    assert errors_after(remove) == [(1, "", "", message)]


def test_heading_that_stands_twice_is_told() -> None:
    def repeat(sheet: Worksheet) -> None:
        sheet["ED1"] = "Họ và Tên"

    assert errors_after(repeat) == [(1, "ED", "", "The heading “Họ và Tên” stands in column B already.")]


def test_template_of_the_version_before_is_still_read() -> None:
    sheet = read_workbook(edited(sheet_of([example_row()]), as_the_template_before))

    union = Part(StepCode.YOUTH_UNION_RECOMMENDATION)
    assert sheet.errors == []
    assert sheet.rows[0].parts[union] == {"made_on": date(2023, 12, 26), "number": "08-NQ/ĐTN"}
    assert Part(StepCode.VETTING) not in sheet.rows[0].parts


def test_heading_of_the_version_before_and_the_new_one_stand_for_one_column() -> None:
    def repeat(sheet: Worksheet) -> None:
        sheet["ED1"] = "Nghị quyết của đoàn thể giới thiệu: số"

    heading = "Nghị quyết của đoàn thể giới thiệu: số"
    assert errors_after(repeat) == [(1, "ED", "", f"The heading “{heading}” stands in column AG already.")]


def test_act_of_which_one_column_is_left_misses_the_others() -> None:
    def remove(sheet: Worksheet) -> None:
        place = COLUMNS.index(column_of(Part(StepCode.VETTING), "choice")) + 1
        sheet.delete_cols(place)

    message = "The column “Thẩm tra lý lịch: kết quả” is missing; in the template it is column W."
    assert errors_after(remove) == [(1, "", "", message)]


def test_unknown_column_is_told_and_never_ignored() -> None:
    def add(sheet: Worksheet) -> None:
        sheet["ED1"] = "Ghi chú"

    assert errors_after(add) == [
        (1, "ED", "", "The heading “Ghi chú” is not known. Remove the column, or use the template.")
    ]


def test_value_under_no_heading_is_told() -> None:
    def write(sheet: Worksheet) -> None:
        sheet["EE2"] = "xem lại"

    assert errors_after(write) == [(2, "EE", "", "This cell is filled, but its column has no heading.")]


def test_merged_cells_are_refused_by_their_range() -> None:
    def merge(sheet: Worksheet) -> None:
        sheet.merge_cells("A2:A3")
        sheet.merge_cells("D5:F5")

    assert errors_after(merge) == [
        (2, "A", "", "The cells A2:A3 are merged. Unmerge them and fill each cell."),
        (5, "D", "", "The cells D5:F5 are merged. Unmerge them and fill each cell."),
    ]


def test_merged_cells_of_another_sheet_do_not_matter() -> None:
    def merge(sheet: Worksheet) -> None:
        assert sheet.parent is not None
        sheet.parent["Hướng dẫn"].merge_cells("A1:E1")

    assert errors_after(merge) == []


@pytest.mark.parametrize("formula", ["=TODAY()", "=B2", '=HYPERLINK("http://x")'])
def test_formula_is_refused_by_its_cell(formula: str) -> None:
    def write(sheet: Worksheet) -> None:
        sheet["C2"] = formula

    message = "A formula stands here; write its result as a plain value."
    assert errors_after(write) == [(2, "C", "Ngày sinh", message)]


def test_text_that_looks_like_a_formula_is_text() -> None:
    content = sheet_of([example_row(full_name="=SUM(A1)")])

    sheet = read_workbook(content)

    assert sheet.errors[0].message == "“=SUM(A1)” is no name: it contains digits."


def test_required_cell_of_the_file_is_told_when_empty() -> None:
    row = change(example_row(), CASE, born_on=None)

    sheet = read_workbook(sheet_of([row]))

    assert [told(error) for error in sheet.errors] == [(2, "C", "Ngày sinh", "This cell must be filled.")]


def test_act_filled_by_half_names_each_empty_cell() -> None:
    row = change(row_up_to(RESOLUTION), RESOLUTION, number=None, vote_blank=None)

    sheet = read_workbook(sheet_of([row]))

    because = "This cell must be filled, since “Nghị quyết kết nạp: số” or another cell of the same act is."
    assert [told(error) for error in sheet.errors] == [
        (2, "AT", "Nghị quyết kết nạp: số", "This cell must be filled."),
        (2, "BA", "Nghị quyết kết nạp: phiếu trắng", because),
    ]
    assert sheet.rows[0].broken == {RESOLUTION}


def test_optional_cells_may_stay_empty() -> None:
    row = change(row_up_to(Part(StepCode.APPLICATION)), SPONSORS[0], together_since_on=None)

    assert read_workbook(sheet_of([row])).errors == []


def test_every_mistake_of_every_row_is_collected() -> None:
    wrong = change(example_row(), CASE, born_on="31/02/1998", opened_on="x", full_name="7")

    sheet = read_workbook(sheet_of([wrong, example_row(full_name="Lê Văn An"), wrong]))

    assert [(error.row, error.column) for error in sheet.errors] == [
        (2, "B"),
        (2, "C"),
        (2, "E"),
        (4, "B"),
        (4, "C"),
        (4, "E"),
    ]
    assert sheet.errors[1].place == "row 2, column C, “Ngày sinh”"


def test_rows_may_have_gaps_and_blank_cells_between_them() -> None:
    def spread(sheet: Worksheet) -> None:
        sheet.insert_rows(3, 40)
        sheet["A20"] = "   "

    content = sheet_of([example_row(), example_row(full_name="Lê Văn An")])
    sheet = read_workbook(edited(content, spread))

    assert ([row.number for row in sheet.rows], sheet.errors) == ([2, 43], [])


def test_sheet_without_anybody_is_told() -> None:
    sheet = read_workbook(sheet_of([]))

    assert [told(error) for error in sheet.errors] == [
        (2, "", "", "The sheet has no person: nothing stands below the headings.")
    ]


def test_our_sheet_is_found_behind_others() -> None:
    def hide_behind(sheet: Worksheet) -> None:
        assert sheet.parent is not None
        sheet.parent.move_sheet(sheet, 2)

    sheet = read_workbook(edited(sheet_of([example_row()]), hide_behind))

    assert (sheet.title, sheet.errors) == ("Theo dõi kết nạp", [])


def test_sheet_with_too_many_people_is_told_to_be_divided(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("admission.spreadsheets.reader.MAX_ROWS", 2)

    sheet = read_workbook(sheet_of([example_row()] * 3))

    assert MAX_ROWS == 20_000
    assert [told(error) for error in sheet.errors] == [(4, "", "", "More than 2 people: divide the sheet.")]
