"""Due dates as they stand in the calendar of a telephone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from admission.domain.calendar import CalendarNotPublishedError, WorkingCalendar

ALARMS = (3, 1)
"""Working days before the due date on which a telephone rings."""


@dataclass(frozen=True, slots=True)
class FeedEvent:
    """One whole day. `sequence`: raised when the day moves; `alarms`: the days on whose morning it rings."""

    uid: str
    sequence: int
    on: date
    summary: str
    description: str
    url: str
    is_cancelled: bool = False
    is_tentative: bool = False
    alarms: tuple[date, ...] = ()


def alarm_days(due_on: date, calendar: WorkingCalendar) -> Iterator[date]:
    """Give the days on which a telephone rings for a due date: working days before it, the farthest first.

    Before a due date on a day off they are counted from the working day after it; where the calendar does not reach,
    days of any kind are counted.
    """
    for before in ALARMS:
        try:
            yield calendar.add(calendar.next_working_day(due_on), -before)
        except CalendarNotPublishedError:
            yield due_on - timedelta(days=before)
