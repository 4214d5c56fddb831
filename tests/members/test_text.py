"""Vietnamese text: one stored form, one form to search in."""

import unicodedata

import pytest

from members.text import initials, name_order, normalise, search_form, word_order


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


def test_names_are_sorted_by_given_name_then_family_name_then_tone() -> None:
    in_order = [
        "Bùi An", "Nguyễn Thị An", "Nguyễn Văn An", "Trần Ánh", "Phạm Văn Ăn", "Lê Thị Ân", "Nguyễn Dũng", "Nguyễn Đức",
        "Lê Hà", "Lê Hả", "Lê Hã", "Lê Há", "Lê Hạ", "Lê Hai", "Đỗ Ý", "Đỗ Yên",
    ]  # fmt: skip

    assert sorted({*in_order}, key=name_order) == in_order


@pytest.mark.parametrize("name", ["", "'", "O'Neil-Smith", "Lê 2", "ẮẰẲẴẶ Ợ", "中"])
def test_what_a_name_is_sorted_by_is_figures_only(name: str) -> None:
    assert name_order(name).isdecimal()


def test_decomposed_letters_and_capitals_are_sorted_as_the_others() -> None:
    assert name_order(unicodedata.normalize("NFD", "ĐẶNG THỊ HƯỜNG")) == name_order("Đặng Thị Hường")


def test_words_are_sorted_from_the_left_by_the_vietnamese_alphabet() -> None:
    in_order = ["Bản ghi", "Bổ sung", "Cấp lại mã", "Công bố", "Công bố lịch", "Dự thảo", "Đã ghi", "Ủy quyền"]

    shuffled = [in_order[place] for place in (7, 2, 5, 0, 3, 6, 4, 1)]

    assert sorted(shuffled, key=word_order) == in_order
