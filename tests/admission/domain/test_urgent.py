"""When the mail of the afternoon may go out."""

from datetime import datetime

import pytest

from admission.domain.calendar import WorkingCalendar
from admission.domain.urgent import is_urgent_time


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2026, 3, 2, 13, 59), False),
        (datetime(2026, 3, 2, 14, 0), True),
        (datetime(2026, 3, 2, 23, 59), True),
        (datetime(2026, 3, 1, 15, 0), False),  # a Sunday
        (datetime(2026, 2, 17, 15, 0), False),  # Tết
        (datetime(2026, 1, 10, 15, 0), True),  # a Saturday worked
    ],
)
def test_urgent_time_is_the_afternoon_of_a_working_day(now: datetime, expected: bool, vietnam: WorkingCalendar) -> None:
    assert is_urgent_time(now, vietnam) is expected
