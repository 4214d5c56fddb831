"""When two spellings are one name."""

import pytest

from admission.spreadsheets.names import name_form


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nguyễn Thị Hoà", "nguyễn  thị hòa"),
        ("Trần Thuỷ", "Trần Thủy"),
        ("Đặng Ngọc Ánh", "ĐẶNG NGỌC A\u0301NH"),
        ("Lê Bộ", "Lê Bo\u0302\u0323"),
    ],
)
def test_name_form_is_the_same_for_two_spellings(one: str, other: str) -> None:
    assert name_form(one) == name_form(other)


@pytest.mark.parametrize(("one", "other"), [("Hùng", "Hưng"), ("Hoa", "Hòa"), ("Đạt", "Dạt"), ("Vân", "Văn")])
def test_name_form_differs_for_two_names(one: str, other: str) -> None:
    assert name_form(one) != name_form(other)
