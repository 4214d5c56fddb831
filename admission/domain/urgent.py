"""When what is due today and still untouched is said once more, by a mail of its own."""

from datetime import datetime, time, timedelta

from admission.domain.calendar import WorkingCalendar

URGENT_HOUR = time(14, 0)
"""Vietnamese time: late enough that the morning's digest was read, early enough that something can still be done."""
READING_TIME = timedelta(hours=1)
"""Whoever was told no longer ago has not been idle yet."""


def is_urgent_time(local_now: datetime, calendar: WorkingCalendar) -> bool:
    """Say whether the reminder of that day may go out: a working day, from 14:00 on (caught up later if need be)."""
    return calendar.is_working_day(local_now.date()) and local_now.time() >= URGENT_HOUR
