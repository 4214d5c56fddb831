"""Days as people type them."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from admission.forms.fields import CountField, DayField, ImpossibleDateError, NameField, parse_day

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("31/8/2026", date(2026, 8, 31)),
        ("31/08/2026", date(2026, 8, 31)),
        ("31.8.26", date(2026, 8, 31)),
        ("31-8-2026", date(2026, 8, 31)),
        ("31 8 2026", date(2026, 8, 31)),
        ("31082026", date(2026, 8, 31)),
        ("310826", date(2026, 8, 31)),
        ("2026-08-31", date(2026, 8, 31)),
        ("03/04/2026", date(2026, 4, 3)),
        ("12/3/98", date(1998, 3, 12)),
        ("29/02/2024", date(2024, 2, 29)),
    ],
)
def test_day_is_read_day_first_in_every_spelling(text: str, day: date) -> None:
    assert parse_day(text, TODAY) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2/3", date(2026, 3, 2)),
        ("3/3", date(2025, 3, 3)),
        ("31/8", date(2025, 8, 31)),
        ("0103", date(2026, 3, 1)),
        ("29/2", date(2024, 2, 29)),
    ],
)
def test_day_without_year_is_the_most_recent_one(text: str, day: date) -> None:
    assert parse_day(text, TODAY) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2/3", date(2026, 3, 2)),
        ("3/3", date(2026, 3, 3)),
        ("1/3", date(2027, 3, 1)),
        ("0103", date(2027, 3, 1)),
        ("29/2", date(2028, 2, 29)),
        ("1/3/26", date(2026, 3, 1)),
    ],
)
def test_day_to_come_without_year_is_the_next_one(text: str, day: date) -> None:
    field = DayField(ahead=True)
    field.today = TODAY

    assert field.clean(text) == day


@pytest.mark.parametrize(
    "text", ["31/02/2026", "29/2/2025", "32/1/2026", "1/13/2026", "30/2", "1/1/0026", "2026-02-30"]
)
def test_day_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(ImpossibleDateError):
        parse_day(text, TODAY)


@pytest.mark.parametrize("text", ["hôm nay", "31", "1/2/3/4", "8/2026x", "1/1/202", "--"])
def test_words_are_no_day(text: str) -> None:
    assert parse_day(text, TODAY) is None


def test_impossible_day_is_named_in_the_message() -> None:
    field = DayField()

    with translation.override("en"), pytest.raises(ValidationError) as error:
        field.clean("31/2/2026")

    assert error.value.messages == ["The day 31/02/2026 does not exist."]


def test_day_is_shown_again_day_first() -> None:
    assert DayField().prepare_value(date(2026, 8, 3)) == "03/08/2026"


@pytest.mark.parametrize("text", ["-1", "1,5", "chín", "40000"])
def test_count_refuses_what_is_no_number_of_people(text: str) -> None:
    with pytest.raises(ValidationError):
        CountField().clean(text)


def test_name_is_composed_and_single_spaced() -> None:
    assert NameField().clean("  Đặng  Thị Hu\u031bo\u031bng ") == "Đặng Thị Hương"


@pytest.mark.parametrize("name", ["Nguyễn Văn Hùng A", "H' Hen Niê", "Y-Ban", "Ka Thị Ngọc-Hương"])
def test_name_may_have_marks_between_its_letters(name: str) -> None:
    assert NameField().clean(name) == name


@pytest.mark.parametrize("name", ["Nguyễn Văn 2", "--- !!!", "<b>Hùng</b>", "...", "Hùng_A"])
def test_name_of_anything_but_letters_is_refused(name: str) -> None:
    with pytest.raises(ValidationError):
        NameField().clean(name)
