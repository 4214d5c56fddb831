"""Long breaks such as Tết: what falls due in them and right after is said on the last working day before."""

from dataclasses import dataclass
from datetime import date, timedelta

from admission.domain.calendar import CalendarNotPublishedError, WorkingCalendar

LONG_BREAK = 4
"""So many days off in a row, weekends included, are a break worth a warning."""
DAYS_AFTER = 3
"""The first working days after it that belong to "right after"."""


@dataclass(frozen=True, slots=True)
class Break:
    """Days off from `first` to `last`, both included; `until`: the last working day that is right after it."""

    first: date
    last: date
    until: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def break_ahead(today: date, calendar: WorkingCalendar) -> Break | None:
    """Give the long break that begins tomorrow, where `today` is the last working day before it.

    None also where the calendar ends before work begins again. Raises: CalendarNotPublishedError where `today` itself
    is outside the calendar.
    """
    if not calendar.is_working_day(today):
        return None
    try:
        back = calendar.add(today, 1)
    except CalendarNotPublishedError:
        return None
    first, last = today + timedelta(days=1), back - timedelta(days=1)
    if (last - first).days + 1 < LONG_BREAK:
        return None
    after = min(DAYS_AFTER, calendar.count(today, calendar.last))
    return Break(first, last, calendar.add(today, after))
