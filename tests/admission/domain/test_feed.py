"""On which mornings a telephone rings for a due date."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admission.domain.calendar import WorkingCalendar
from admission.domain.feed import alarm_days

CALENDAR = WorkingCalendar(
    date(2026, 1, 1), date(2026, 12, 31), days_off=frozenset({date(2026, 4, 30), date(2026, 5, 1)})
)


@pytest.mark.parametrize(
    ("due_on", "expected"),
    [
        (date(2026, 3, 6), [date(2026, 3, 3), date(2026, 3, 5)]),
        (date(2026, 3, 9), [date(2026, 3, 4), date(2026, 3, 6)]),  # a Monday: the Friday before it
        (date(2026, 5, 4), [date(2026, 4, 27), date(2026, 4, 29)]),  # after two days off and a weekend
        (date(2026, 3, 8), [date(2026, 3, 4), date(2026, 3, 6)]),  # a Sunday, as months end on one
        (date(2027, 3, 6), [date(2027, 3, 3), date(2027, 3, 5)]),  # no calendar yet: days of any kind
    ],
)
def test_alarms_ring_three_and_one_working_days_before(due_on: date, expected: list[date]) -> None:
    assert list(alarm_days(due_on, CALENDAR)) == expected


@given(due_on=st.dates(date(2026, 1, 20), date(2026, 12, 20)))
def test_alarm_rings_before_the_due_date_on_a_working_day(due_on: date) -> None:
    days = list(alarm_days(due_on, CALENDAR))

    assert days == sorted(days)
    assert all(day < due_on and CALENDAR.is_working_day(day) for day in days)
