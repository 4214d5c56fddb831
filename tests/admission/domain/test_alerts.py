"""Digests leave on working days, from their hour on."""

from datetime import date, datetime

import pytest

from admission.domain.alerts import is_digest_time, next_digest_at
from admission.domain.calendar import WorkingCalendar


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2026, 3, 2, 6, 59), False),
        (datetime(2026, 3, 2, 7, 0), True),
        (datetime(2026, 3, 2, 23, 59), True),
        (datetime(2026, 2, 28, 9, 0), False),  # a Saturday
        (datetime(2026, 1, 10, 7, 0), True),  # a Saturday worked
        (datetime(2026, 2, 17, 9, 0), False),  # Tết
    ],
)
def test_digest_goes_out_from_seven_on_working_days(now: datetime, expected: bool, vietnam: WorkingCalendar) -> None:
    assert is_digest_time(now, vietnam) is expected


def test_digest_goes_out_from_the_hour_chosen(vietnam: WorkingCalendar) -> None:
    day = date(2026, 3, 2)

    assert [is_digest_time(datetime(2026, 3, 2, hour), vietnam, 10) for hour in (7, 9, 10)] == [False, False, True]
    assert next_digest_at(datetime(2026, 3, 2, 8), vietnam, 10) == datetime(day.year, day.month, day.day, 10)
    assert next_digest_at(datetime(2026, 3, 2, 10), vietnam, 10) == datetime(2026, 3, 3, 10)
