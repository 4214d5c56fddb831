"""One cell: what is accepted, what is refused and in which words."""

from datetime import date, datetime, time
from typing import Any

import pytest

from admission.domain.facts import VoteMethod
from admission.spreadsheets.cells import CellValueError, read_cell
from admission.spreadsheets.layout import CASE, column_of
from tests.admission.spreadsheets.sheets import RESOLUTION

DAY = column_of(RESOLUTION, "adopted_on")
BORN = column_of(CASE, "born_on")
COUNT = column_of(RESOLUTION, "vote_for")
NUMBER = column_of(RESOLUTION, "number")
NAME = column_of(CASE, "full_name")
METHOD = column_of(RESOLUTION, "vote_method")


@pytest.mark.parametrize(
    "value",
    [
        date(2026, 3, 5),
        datetime(2026, 3, 5, 8, 30),
        "05/03/2026",
        "5/3/2026",
        "5/3/26",
        " 05-03-2026 ",
        "5.3.2026",
        "2026-03-05",
    ],
)
def test_date_is_read_however_it_is_written(value: Any) -> None:
    assert read_cell(DAY, value, "n") == date(2026, 3, 5)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("31/02/2026", "The day 31/02/2026 does not exist."),
        ("29/02/2025", "The day 29/02/2025 does not exist."),
        ("00/01/2026", "The day 00/01/2026 does not exist."),
        ("5/2026", "“5/2026” is no date; write day/month/year, for example 05/03/2026."),
        (46027, "“46027” is no date; write day/month/year, for example 05/03/2026."),
        ("hôm qua", "“hôm qua” is no date; write day/month/year, for example 05/03/2026."),
        ("01/01/0026", "The year 26 is too long ago to be true."),
        (True, "TRUE or FALSE stands here; “05/02/2024” is expected."),
    ],
)
def test_date_that_is_none_is_told_plainly(value: Any, message: str) -> None:
    with pytest.raises(CellValueError) as told:
        read_cell(DAY, value, "n")

    assert str(told.value) == message


def test_birth_date_needs_the_whole_year() -> None:
    with pytest.raises(CellValueError, match="write the year in four digits"):
        read_cell(BORN, "12/3/65", "s")


@pytest.mark.parametrize("value", [12, 12.0, "12", " 12 "])
def test_number_is_read_from_text_too(value: Any) -> None:
    assert read_cell(COUNT, value, "n") == 12


@pytest.mark.parametrize("value", [12.5, "mười hai", "1,5", "12 phiếu", "1e3"])
def test_number_must_be_whole(value: Any) -> None:
    with pytest.raises(CellValueError, match="is no whole number"):
        read_cell(COUNT, value, "n")


@pytest.mark.parametrize("value", [-1, 40_000, "-3"])
def test_number_must_be_possible(value: Any) -> None:
    with pytest.raises(CellValueError, match="outside what is possible here: 0 to 32767"):
        read_cell(COUNT, value, "n")


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("12-NQ/CB", "12-NQ/CB"),
        (12, "12"),
        (12.0, "12"),
        ("Chi\u00a0bộ \u200b1\n", "Chi bộ 1"),
        ("Chi bo\u0302\u0323", "Chi bộ"),
        ("  ", None),
        (None, None),
    ],
)
def test_text_is_kept_in_one_form(value: Any, read: str | None) -> None:
    assert read_cell(NUMBER, value, "s") == read


@pytest.mark.parametrize("value", [datetime(1900, 1, 12), time(0, 0)])
def test_number_in_a_cell_formatted_as_a_date_is_told(value: Any) -> None:
    with pytest.raises(CellValueError, match="format it as a number"):
        read_cell(COUNT, value, "d")


def test_text_that_excel_made_a_date_is_told() -> None:
    with pytest.raises(CellValueError, match="Format the cell as Text"):
        read_cell(NUMBER, datetime(2026, 1, 12), "d")


def test_text_too_long_is_told_with_its_length() -> None:
    with pytest.raises(CellValueError, match="41 characters; at most 40 fit"):
        read_cell(NUMBER, "x" * 41, "s")


def test_name_with_digits_is_refused() -> None:
    with pytest.raises(CellValueError, match="contains digits"):
        read_cell(NAME, "12/03/1998", "s")


@pytest.mark.parametrize("value", ["Bỏ phiếu kín", "bo phieu kin", "BỎ PHIẾU KÍN."])
def test_choice_is_read_whatever_its_case_and_marks(value: str) -> None:
    assert read_cell(METHOD, value, "s") is VoteMethod.SECRET_BALLOT


def test_choice_that_is_none_names_the_choices() -> None:
    with pytest.raises(CellValueError) as told:
        read_cell(METHOD, "vỗ tay", "s")

    assert str(told.value) == "“vỗ tay” is none of: Bỏ phiếu kín, Biểu quyết bằng thẻ đảng viên."


def test_formula_and_error_of_excel_are_refused() -> None:
    with pytest.raises(CellValueError, match="A formula stands here"):
        read_cell(COUNT, "=9-1", "f")
    with pytest.raises(CellValueError, match="Excel shows the error #REF! here"):
        read_cell(COUNT, "#REF!", "e")
