"""Calendar months: the end of a short month, leap years, and counting backwards."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admission.domain.months import add_months, full_months, quarter_before

days = st.dates(date(1900, 1, 1), date(2199, 12, 31))
month_counts = st.integers(-1200, 1200)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2025, 2, 28), 12, date(2026, 2, 28)),
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2025, 12, 15), 1, date(2026, 1, 15)),
        (date(2025, 1, 15), -1, date(2024, 12, 15)),
        (date(2025, 3, 31), -1, date(2025, 2, 28)),
        (date(2025, 3, 31), 0, date(2025, 3, 31)),
    ],
)
def test_add_months_keeps_day_number_or_ends_the_month(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


def test_add_months_from_original_day_is_not_a_chain() -> None:
    day = date(2025, 1, 31)

    assert add_months(day, 2) == date(2025, 3, 31)
    assert add_months(add_months(day, 1), 1) == date(2025, 3, 28)


@pytest.mark.parametrize(("day", "months"), [(date(9999, 12, 1), 1), (date(1, 1, 31), -1)])
def test_add_months_beyond_what_a_date_holds_is_refused(day: date, months: int) -> None:
    with pytest.raises(ValueError, match="beyond what a date can hold"):
        add_months(day, months)


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        (date(2024, 2, 29), date(2025, 2, 27), 11),
        (date(2024, 2, 29), date(2025, 2, 28), 12),
        (date(2008, 3, 10), date(2026, 3, 9), 215),
        (date(2008, 3, 10), date(2026, 3, 10), 216),
        (date(2025, 1, 31), date(2025, 2, 28), 1),
        (date(2025, 5, 5), date(2025, 5, 5), 0),
        (date(2025, 5, 5), date(2025, 5, 4), -1),
        (date(2025, 5, 5), date(2025, 4, 5), -1),
        (date(2025, 5, 5), date(2025, 4, 4), -2),
    ],
)
def test_full_months_counts_only_whole_ones(start: date, end: date, months: int) -> None:
    assert full_months(start, end) == months


def test_months_of_an_instant_are_refused() -> None:
    noon = datetime(2026, 3, 3, 12, tzinfo=UTC)

    with pytest.raises(TypeError, match="a date without an hour"):
        add_months(noon, 12)
    with pytest.raises(TypeError, match="a date without an hour"):
        full_months(noon, date(2026, 3, 3))
    with pytest.raises(TypeError, match="a date without an hour"):
        full_months(date(2026, 3, 3), noon)


@given(days, days)
def test_full_months_is_largest_that_fits(start: date, end: date) -> None:
    months = full_months(start, end)

    assert add_months(start, months) <= end < add_months(start, months + 1)


@given(days, month_counts)
def test_full_months_undoes_add_months(day: date, months: int) -> None:
    assert full_months(day, add_months(day, months)) == months


@given(days, month_counts)
def test_add_months_lands_in_that_month_on_that_day_or_its_last(day: date, months: int) -> None:
    result = add_months(day, months)

    assert (result.year * 12 + result.month) - (day.year * 12 + day.month) == months
    assert result.day == day.day or (result.day < day.day and (result + timedelta(days=1)).day == 1)


AGES = [
    # 18 years and 60 years: the day before the birthday, the birthday, the day after it.
    (date(2008, 3, 10), date(2026, 3, 9), 18 * 12 - 1),
    (date(2008, 3, 10), date(2026, 3, 10), 18 * 12),
    (date(2008, 3, 10), date(2026, 3, 11), 18 * 12),
    (date(1966, 3, 10), date(2026, 3, 9), 60 * 12 - 1),
    (date(1966, 3, 10), date(2026, 3, 10), 60 * 12),
    (date(1966, 3, 10), date(2026, 4, 9), 60 * 12),
    (date(1966, 3, 10), date(2026, 4, 10), 60 * 12 + 1),
    # Born on 29 February: complete on the 28th of a common year, on the 29th of a leap year.
    (date(2008, 2, 29), date(2026, 2, 27), 18 * 12 - 1),
    (date(2008, 2, 29), date(2026, 2, 28), 18 * 12),
    (date(1964, 2, 29), date(2024, 2, 28), 60 * 12 - 1),
    (date(1964, 2, 29), date(2024, 2, 29), 60 * 12),
    # Born on the last day of a month.
    (date(2007, 12, 31), date(2025, 12, 30), 18 * 12 - 1),
    (date(2007, 12, 31), date(2025, 12, 31), 18 * 12),
    (date(2008, 8, 31), date(2026, 2, 28), 17 * 12 + 6),
    (date(2008, 8, 31), date(2026, 2, 27), 17 * 12 + 5),
]


@pytest.mark.parametrize(("born_on", "on", "months"), AGES)
def test_full_months_of_an_age_around_the_birthday(born_on: date, on: date, months: int) -> None:
    assert full_months(born_on, on) == months


ENDS = [
    # The 29th, 30th and 31st of each kind of month, and of February.
    (date(2025, 1, 29), [date(2025, 2, 28), date(2025, 3, 29), date(2025, 4, 29)]),
    (date(2024, 1, 29), [date(2024, 2, 29), date(2024, 3, 29), date(2024, 4, 29)]),
    (date(2025, 1, 30), [date(2025, 2, 28), date(2025, 3, 30), date(2025, 4, 30)]),
    (date(2024, 1, 31), [date(2024, 2, 29), date(2024, 3, 31), date(2024, 4, 30)]),
    (date(2025, 6, 30), [date(2025, 7, 30), date(2025, 8, 30), date(2025, 9, 30)]),
    (date(2025, 7, 31), [date(2025, 8, 31), date(2025, 9, 30), date(2025, 10, 31)]),
    (date(2025, 11, 30), [date(2025, 12, 30), date(2026, 1, 30), date(2026, 2, 28)]),
    (date(2025, 12, 31), [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)]),
]


@pytest.mark.parametrize(("day", "following"), ENDS)
def test_add_months_at_the_end_of_months_of_30_and_31_days(day: date, following: list[date]) -> None:
    assert [add_months(day, months) for months in (1, 2, 3)] == following
    assert [full_months(day, end) for end in following] == [1, 2, 3]
    assert [full_months(day, end - timedelta(days=1)) for end in following] == [0, 1, 2]


@pytest.mark.parametrize("months", [12, 36, 60])
def test_months_of_every_day_of_four_years_end_on_the_same_day_or_the_last(months: int) -> None:
    for number in range(4 * 365 + 1):
        day = date(2023, 1, 1) + timedelta(days=number)
        end = add_months(day, months)

        assert (end.year, end.month) == (day.year + months // 12, day.month)
        assert end.day == day.day or (day.month, day.day, end.day) == (2, 29, 28)


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (date(2026, 1, 1), date(2025, 10, 1), date(2025, 12, 31)),
        (date(2026, 3, 31), date(2025, 10, 1), date(2025, 12, 31)),
        (date(2026, 4, 1), date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 12, 31), date(2026, 7, 1), date(2026, 9, 30)),
    ],
)
def test_quarter_before_is_the_last_one_that_is_over(day: date, first: date, last: date) -> None:
    assert quarter_before(day) == (first, last)
