"""Which alert a deadline calls for on a working day.

Levels are working days left: 15, 7, 3, 1, 0 (due today) and OVERDUE. On any day an open deadline lies in exactly one
*band*, that of the highest level it has reached; so a scheduler that was off for days plans one alert, not several.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from admission.domain.calendar import CalendarNotPublishedError, WorkingCalendar
from admission.domain.deadlines import last_day_with

OVERDUE = -1
LADDER: tuple[int, ...] = (15, 7, 3, 1, 0, OVERDUE)
"""From the first warning to the last."""
DIGEST_HOUR = time(7, 0)
"""Vietnamese time at which the digest of a working day is due."""


@dataclass(frozen=True, slots=True)
class Band:
    """The due dates in (`after`, `through`] that have reached `level` and no higher one; `after` None: unbounded."""

    level: int
    after: date | None
    through: date


def bands(today: date, calendar: WorkingCalendar) -> tuple[Band, ...]:
    """Cut the due dates into bands, most urgent first.

    A due date on a day off (a paper's) belongs to the working day before it. Where the calendar ends within the reach
    of a warning, its band ends there too: what is due by then is still announced. Raises: CalendarNotPublishedError
    where `today` itself is outside the calendar.
    """
    edge = today - timedelta(days=1)
    found = [Band(OVERDUE, None, edge)]
    for level in reversed(LADDER[:-1]):
        through = last_day_with(calendar, today, level)
        found.append(Band(level, edge, through))
        edge = through
    return tuple(found)


def level_of(due_on: date, today: date, calendar: WorkingCalendar) -> int | None:
    """Give the level a due date has reached, None while it is further away than the first warning."""
    for band in bands(today, calendar):
        if due_on <= band.through:
            return band.level
    return None


def is_digest_time(local_now: datetime, calendar: WorkingCalendar) -> bool:
    """Say whether the digest of that day may go out: a working day, from 07:00 on (caught up later if need be)."""
    return calendar.is_working_day(local_now.date()) and local_now.time() >= DIGEST_HOUR


def next_digest_at(local_now: datetime, calendar: WorkingCalendar) -> datetime:
    """Give the next instant at which a digest falls due, after `local_now`. Raises: CalendarNotPublishedError."""
    today = local_now.date()
    is_ahead = calendar.is_working_day(today) and local_now.time() < DIGEST_HOUR
    day = today if is_ahead else calendar.add(today, 1)
    return datetime.combine(day, DIGEST_HOUR, tzinfo=local_now.tzinfo)


def is_digest_missed(off_from: datetime, off_until: datetime, calendar: WorkingCalendar) -> bool:
    """Say whether the digest of a working day fell due in (`off_from`, `off_until`], both on the same local clock.

    Outside the calendar nobody knows which days are worked: then yes, since silence would be the worse mistake.
    """
    try:
        return next_digest_at(off_from, calendar) <= off_until
    except CalendarNotPublishedError:
        return True
