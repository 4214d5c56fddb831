"""Working days: which days are worked, adding them to a date, counting them between two dates.

A calendar covers the days it was published for, ``first`` to ``last``, and answers for no other: a year nobody has
entered is an error, never a year without holidays. Why it is built this way: docs/adr/0002-working-day-calendar.md.
"""

import functools
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import KW_ONLY, dataclass, field
from datetime import date, datetime
from typing import Any

from admission.domain.errors import AdmissionError

SATURDAY_AND_SUNDAY = frozenset({5, 6})
"""The weekly rest of offices, as numbers of ``date.weekday``. Source: Decision 188/1999/QĐ-TTg."""


class CalendarNotPublishedError(AdmissionError, ValueError):
    """A day outside the published calendar was asked of, or would be the answer.

    ``day`` is the day asked of; when a count runs off an end of the calendar, the first day missing there.
    """

    def __init__(self, day: date, *, first: date, last: date) -> None:
        super().__init__(day, first, last)
        self.day = day
        self.first = first
        self.last = last

    def __reduce__(self) -> tuple[Any, ...]:
        return functools.partial(type(self), first=self.first, last=self.last), (self.day,)

    @property
    def year(self) -> int:
        """The year whose working days have to be published first."""
        return self.day.year

    def __str__(self) -> str:
        return (
            f"No working-day calendar has been published for {self.year}: {self.day} is outside "
            f"{self.first} to {self.last}."
        )


class InvalidCalendarError(AdmissionError, ValueError):
    """The days given do not make a calendar; ``day`` is the one at fault, where there is one."""

    def __init__(self, message: str, *, day: date | None = None) -> None:
        super().__init__(message)
        self.day = day


def check_is_date(day: object) -> None:
    """Refuse what is not a plain date.

    An instant has a date only once a time zone is chosen, and ``datetime`` passes for a ``date`` unless it is stopped.

    Raises:
        TypeError: not a ``date``, or a ``datetime``.
    """
    if isinstance(day, datetime) or not isinstance(day, date):
        raise TypeError(f"a date without an hour is needed, not {day!r}")


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """One published version of the calendar of working days: immutable, equal and hashed by value.

    Every method raises ``CalendarNotPublishedError`` for a day outside ``first`` to ``last`` (both included) and
    ``TypeError`` for what is not a plain date, a ``datetime`` among them.

    Args:
        first, last: the days published, both included.
        days_off: days that are not worked; those on a weekend change nothing.
        make_up_days: weekend days that are worked in exchange for a day off.
        weekend: the weekly days of rest, numbered as ``date.weekday`` does (Monday is 0).
        confirmed_through: the last day settled by an official notice; None when all of them are.
        unconfirmed_days: days inside the confirmed part that may still change.

    Raises:
        InvalidCalendarError: when built of days that contradict each other or lie outside ``first`` to ``last``.

    Source: Labour Code 2019 arts. 111, 112; Civil Code 2015 arts. 147, 148.
    """

    first: date
    last: date
    _: KW_ONLY
    days_off: frozenset[date]
    make_up_days: frozenset[date] = frozenset()
    weekend: frozenset[int] = SATURDAY_AND_SUNDAY
    confirmed_through: date | None = None
    unconfirmed_days: frozenset[date] = frozenset()
    # Derived when built. Keyed by date and not by ordinal: one look-up finds the place, refuses a day that is not
    # published and refuses a datetime (never equal to a date), at the price of a hash that the date keeps.
    _worked: list[date] = field(init=False, repr=False, compare=False)
    """Every working day, in order."""
    _position: dict[date, int] = field(init=False, repr=False, compare=False)
    """For each published day, the index in ``_worked`` of the last working day up to it; -1 before the first."""
    _unconfirmed: list[date] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for name in ("days_off", "make_up_days", "weekend", "unconfirmed_days"):
            object.__setattr__(self, name, frozenset(getattr(self, name)))
        self._check_range()
        self._check_days()
        worked: list[date] = []
        position: dict[date, int] = {}
        for ordinal in range(self.first.toordinal(), self.last.toordinal() + 1):
            day = date.fromordinal(ordinal)
            is_rest = day.weekday() in self.weekend and day not in self.make_up_days
            if not is_rest and day not in self.days_off:
                worked.append(day)
            position[day] = len(worked) - 1
        object.__setattr__(self, "_worked", worked)
        object.__setattr__(self, "_position", position)
        object.__setattr__(self, "_unconfirmed", sorted(self.unconfirmed_days))

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle and copy by the days given: what is derived is built, and checked, again."""
        rebuild = functools.partial(
            type(self),
            self.first,
            self.last,
            days_off=self.days_off,
            make_up_days=self.make_up_days,
            weekend=self.weekend,
            confirmed_through=self.confirmed_through,
            unconfirmed_days=self.unconfirmed_days,
        )
        return rebuild, ()

    def is_working_day(self, day: date) -> bool:
        """Tell whether ``day`` is worked."""
        position = self._position_of(day)
        return position >= 0 and self._worked[position] == day

    def add(self, start: date, working_days: int) -> date:
        """Return the day that is ``working_days`` working days after ``start``, or before it when negative.

        ``start`` is day 0. On a day off it counts as the working day before it, so that zero working days after a
        day off is that working day, and ``add(add(s, 60), 30) == add(s, 90)`` for every ``s``.

        Returns:
            always a working day.

        Raises:
            CalendarNotPublishedError: also when the count runs off an end of the calendar; its ``day`` is then the
                first one missing there.

        Source: Civil Code 2015 arts. 147, 148.
        """
        try:
            position = self._position[start] + working_days
            if position >= 0:
                return self._worked[position]
        except (KeyError, IndexError):
            self._check_published(start)
        raise self._run_off(working_days)

    def count(self, start: date, end: date) -> int:
        """Return the number of working days in (``start``, ``end``]: after ``start``, up to ``end`` included.

        Negative when ``end`` is before ``start``: minus the working days in (``end``, ``start``].
        """
        try:
            return self._position[end] - self._position[start]
        except KeyError:
            return self._position_of(end) - self._position_of(start)

    def is_provisional(self, start: date, end: date) -> bool:
        """Tell whether a count from ``start`` to ``end`` rests on a day that may still change.

        It does when (``start``, ``end``] reaches past ``confirmed_through`` or touches an unconfirmed day; counting
        backwards it is (``end``, ``start``] that matters.
        """
        after, through = self._in_order(start, end)
        if self.confirmed_through is not None and after < through and through > self.confirmed_through:
            return True
        return bisect_right(self._unconfirmed, after) < bisect_right(self._unconfirmed, through)

    def next_working_day(self, day: date) -> date:
        """Return ``day`` itself when it is worked, else the first working day after it."""
        return day if self.is_working_day(day) else self.add(day, 1)

    def previous_working_day(self, day: date) -> date:
        """Return ``day`` itself when it is worked, else the last working day before it."""
        return self.add(day, 0)

    def skipped_days(self, start: date, end: date) -> tuple[date, ...]:
        """Return the days a count from ``start`` to ``end`` passes over, in order.

        They are the days of (``start``, ``end``] that are not worked, weekends included; counting backwards those
        of (``end``, ``start``].
        """
        return tuple(day for day in self._days_between(start, end) if not self.is_working_day(day))

    def worked_weekend_days(self, start: date, end: date) -> tuple[date, ...]:
        """Return the make-up days a count from ``start`` to ``end`` includes, in order.

        They are those of (``start``, ``end``]; counting backwards those of (``end``, ``start``].
        """
        after, through = self._in_order(start, end)
        return tuple(sorted(day for day in self.make_up_days if after < day <= through))

    def _position_of(self, day: date) -> int:
        position = self._position.get(day)
        if position is None:
            check_is_date(day)
            raise self._not_published(day)
        return position

    def _check_published(self, day: date) -> None:
        self._position_of(day)

    def _in_order(self, start: date, end: date) -> tuple[date, date]:
        self._check_published(start)
        self._check_published(end)
        return (start, end) if start <= end else (end, start)

    def _days_between(self, start: date, end: date) -> Iterable[date]:
        after, through = self._in_order(start, end)
        return map(date.fromordinal, range(after.toordinal() + 1, through.toordinal() + 1))

    def _not_published(self, day: date) -> CalendarNotPublishedError:
        return CalendarNotPublishedError(day, first=self.first, last=self.last)

    def _run_off(self, working_days: int) -> CalendarNotPublishedError:
        # Only the first missing day is known: how far beyond it the count would end depends on its holidays.
        missing = self.last.toordinal() + 1 if working_days > 0 else self.first.toordinal() - 1
        return self._not_published(date.fromordinal(min(max(missing, 1), date.max.toordinal())))

    def _check_range(self) -> None:
        for day in (self.first, self.last):
            check_is_date(day)
        if self.last < self.first:
            raise InvalidCalendarError(f"A calendar cannot end on {self.last}, before it begins on {self.first}.")
        if not self.weekend < frozenset(range(7)):
            raise InvalidCalendarError("The weekly rest is numbered 0 to 6 and cannot be the whole week.")
        if self.confirmed_through is not None:
            self._check_covers(self.confirmed_through, "The last confirmed day")

    def _check_days(self) -> None:
        for day in sorted(self.days_off, key=str):
            self._check_covers(day, "The day off")
        for day in sorted(self.unconfirmed_days, key=str):
            self._check_covers(day, "The unconfirmed day")
        for day in sorted(self.make_up_days, key=str):
            self._check_covers(day, "The make-up day")
            if day in self.days_off:
                raise InvalidCalendarError(f"{day} cannot be both a day off and a make-up day.", day=day)
            if day.weekday() not in self.weekend:
                raise InvalidCalendarError(f"The make-up day {day} is already a working day.", day=day)

    def _check_covers(self, day: date, what: str) -> None:
        check_is_date(day)
        if not self.first <= day <= self.last:
            raise InvalidCalendarError(f"{what} {day} is outside the calendar, {self.first} to {self.last}.", day=day)
