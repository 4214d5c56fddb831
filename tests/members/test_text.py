"""Vietnamese text: one stored form, one form to search in."""

import unicodedata

import pytest

from members.text import initials, normalise, search_form


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Đặng Thị Hương", "dang thi huong"),
        ("ĐẶNG THỊ HƯƠNG", "dang thi huong"),
        ("Ðặng", "dang"),  # U+00D0, as some keyboards write it
        (unicodedata.normalize("NFD", "Nguyễn Thị Hường"), "nguyen thi huong"),
        ("Hoà", "hoa"),
        ("Hòa", "hoa"),
        ("  Lê   Văn\tBình ", "le van binh"),
        ("", ""),
    ],
)
def test_search_form_is_without_marks_and_case(text: str, found: str) -> None:
    assert search_form(text) == found


def test_normalise_composes_and_keeps_single_spaces() -> None:
    assert normalise(unicodedata.normalize("NFD", "  Trần  Thị Cúc ")) == "Trần Thị Cúc"


def test_initials_are_all_a_mail_says_of_a_name() -> None:
    assert initials("đặng thị  Hương") == "Đ.T.H."
    assert initials(unicodedata.normalize("NFD", "Ấn Độ")) == "Ấ.Đ."
