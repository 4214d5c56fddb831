"""When the next digest falls due, and whether one was missed."""

from datetime import datetime

import pytest

from admission.domain.alerts import is_digest_missed, next_digest_at
from admission.domain.calendar import CalendarNotPublishedError, WorkingCalendar


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2026, 3, 2, 6, 59), datetime(2026, 3, 2, 7, 0)),
        (datetime(2026, 3, 2, 7, 0), datetime(2026, 3, 3, 7, 0)),
        (datetime(2026, 2, 27, 18, 0), datetime(2026, 3, 2, 7, 0)),  # over a weekend
        (datetime(2026, 1, 9, 18, 0), datetime(2026, 1, 10, 7, 0)),  # a Saturday worked
        (datetime(2026, 2, 13, 7, 0), datetime(2026, 2, 23, 7, 0)),  # over Tết
    ],
)
def test_next_digest_is_at_seven_on_a_working_day(now: datetime, expected: datetime, vietnam: WorkingCalendar) -> None:
    assert next_digest_at(now, vietnam) == expected


def test_next_digest_beyond_the_calendar_is_unknown(vietnam: WorkingCalendar) -> None:
    with pytest.raises(CalendarNotPublishedError, match="2028"):
        next_digest_at(datetime(2027, 12, 31, 9, 0), vietnam)


@pytest.mark.parametrize(
    ("off_from", "off_until", "missed"),
    [
        (datetime(2026, 3, 2, 6, 0), datetime(2026, 3, 2, 6, 59), False),
        (datetime(2026, 3, 2, 6, 0), datetime(2026, 3, 2, 7, 0), True),
        (datetime(2026, 3, 2, 7, 0), datetime(2026, 3, 3, 6, 0), False),
        (datetime(2026, 2, 27, 8, 0), datetime(2026, 3, 2, 6, 0), False),  # a weekend
        (datetime(2026, 2, 27, 8, 0), datetime(2026, 3, 2, 8, 0), True),
        (datetime(2027, 12, 31, 8, 0), datetime(2027, 12, 31, 12, 0), True),  # nobody knows when the next one is
    ],
)
def test_digest_is_missed_when_one_fell_due_in_between(
    off_from: datetime, off_until: datetime, missed: bool, vietnam: WorkingCalendar
) -> None:
    assert is_digest_missed(off_from, off_until, vietnam) is missed
