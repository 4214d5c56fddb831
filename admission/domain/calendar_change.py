"""What another calendar does to running deadlines: told by their distinct periods, so that a quarter of a million costs
no more than the few thousand periods they share.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from admission.domain.calendar import CalendarNotPublishedError, WorkingCalendar


@dataclass(frozen=True, slots=True)
class Count:
    """What a calendar says of a period: its last day, None while the calendar of `unpublished_year` is missing, and
    whether that day may still change.
    """

    due_on: date | None
    provisional: bool
    unpublished_year: int | None


@dataclass(frozen=True, slots=True)
class Period:
    """What some running deadlines have in common: day 0, the working days counted (an extension besides), and what is
    stored of them. `deadlines`: how many there are; `ids`: the sum of their ids, by which others are told apart.
    """

    triggered_on: date
    length: int
    extension: int
    stored: Count
    deadlines: int
    ids: int


@dataclass(frozen=True, slots=True)
class Recount:
    """A period, and what the other calendar says of it."""

    period: Period
    count: Count

    @property
    def changes(self) -> bool:
        return self.count != self.period.stored

    @property
    def moves(self) -> bool:
        """Whether the last day is another one, or known for the first time."""
        return self.count.due_on != self.period.stored.due_on

    @property
    def moves_earlier(self) -> bool:
        new, old = self.count.due_on, self.period.stored.due_on
        return is_earlier(old, new)

    def passes(self, today: date) -> bool:
        """Whether the last day was still to come and would be over."""
        return is_passed(self.period.stored.due_on, self.count.due_on, today)

    @property
    def loses_its_day(self) -> bool:
        """Whether a last day that was known would be unknown."""
        return self.period.stored.due_on is not None and self.count.due_on is None

    @property
    def becomes_final(self) -> bool:
        return self.period.stored.provisional and not self.count.provisional

    @property
    def becomes_provisional(self) -> bool:
        return self.count.provisional and not self.period.stored.provisional


def is_earlier(old: date | None, new: date | None) -> bool:
    """Say whether a last day moves towards today."""
    return old is not None and new is not None and new < old


def is_passed(old: date | None, new: date | None, today: date) -> bool:
    """Say whether a last day that was still to come, or not known, would be over."""
    return new is not None and new < today and (old is None or old >= today)


def counted(calendar: WorkingCalendar, triggered_on: date, working_days: int) -> Count:
    """Count a period; a last day beyond the calendar is no error.

    Raises: CalendarNotPublishedError where the first day lies before the calendar.
    """
    try:
        due_on = calendar.add(triggered_on, working_days)
    except CalendarNotPublishedError as error:
        if triggered_on < calendar.first:
            raise
        return Count(None, provisional=True, unpublished_year=error.year)
    return Count(due_on, provisional=calendar.is_provisional(triggered_on, due_on), unpublished_year=None)


def recounted(period: Period, calendar: WorkingCalendar) -> Recount:
    """Count a period anew. Raises: CalendarNotPublishedError where it begins before the calendar."""
    return Recount(period, counted(calendar, period.triggered_on, period.length + period.extension))


def changed_days(old: WorkingCalendar | None, new: WorkingCalendar) -> tuple[date, ...]:
    """Give the days, in order, of which both calendars say something and not the same."""
    if old is None:
        return ()
    first, last = max(old.first, new.first), min(old.last, new.last)
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return tuple(day for day in days if old.is_working_day(day) is not new.is_working_day(day))


def causes_of(triggered_on: date, old: date | None, new: date, changed: tuple[date, ...]) -> tuple[date, ...]:
    """Give those of the changed days that a period passes, before or after: in (triggered_on, later last day]."""
    through = max(old or new, new)
    return tuple(day for day in changed if triggered_on < day <= through)
