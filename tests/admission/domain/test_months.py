"""Calendar months: the end of a short month, leap years, and counting backwards."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admission.domain.months import add_months, full_months

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
