"""When digests leave: on working days, from the hour of the organisation on. Who hears what: `domain.ladder`."""

from collections.abc import Iterable
from datetime import date, datetime, time

from admission.domain.calendar import CalendarNotPublishedError, WorkingCalendar
from admission.domain.ladder import DIGEST_HOUR


def is_digest_time(local_now: datetime, calendar: WorkingCalendar, hour: int = DIGEST_HOUR) -> bool:
    """Say whether the digest of that day may go out: a working day, from `hour` on (caught up later if need be)."""
    return calendar.is_working_day(local_now.date()) and local_now.hour >= hour


def next_digest_at(local_now: datetime, calendar: WorkingCalendar, hour: int = DIGEST_HOUR) -> datetime:
    """Give the next instant at which a digest falls due, after `local_now`. Raises: CalendarNotPublishedError."""
    today: date = local_now.date()
    is_ahead = calendar.is_working_day(today) and local_now.hour < hour
    day = today if is_ahead else calendar.add(today, 1)
    return datetime.combine(day, time(hour), tzinfo=local_now.tzinfo)


def next_digest_of_all(local_now: datetime, rounds: Iterable[tuple[WorkingCalendar, int]]) -> datetime:
    """Give the earliest of the next digests of several (calendar, hour); one whose calendar has ended counts no more.

    Raises: CalendarNotPublishedError where all have.
    """
    found: list[datetime] = []
    unknown: CalendarNotPublishedError | None = None
    for calendar, hour in rounds:
        try:
            found.append(next_digest_at(local_now, calendar, hour))
        except CalendarNotPublishedError as error:
            unknown = error
    if not found and unknown is not None:
        raise unknown
    return min(found)


def is_digest_missed(off_from: datetime, off_until: datetime, rounds: Iterable[tuple[WorkingCalendar, int]]) -> bool:
    """Say whether a digest of any (calendar, hour) fell due in (`off_from`, `off_until`], both on the same local clock.

    Outside the calendar nobody knows which days are worked: then yes, since silence would be the worse mistake.
    """
    try:
        return any(next_digest_at(off_from, calendar, hour) <= off_until for calendar, hour in rounds)
    except CalendarNotPublishedError:
        return True
