"""What an administrator may do to the content of a calendar: pure acts, each done whole or refused.

A swap has two halves and is one act; a year follows on the last one; a day of state mourning or of storm is off only by
a document. Nothing here is published: see admission/services/calendars.py.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from enum import StrEnum

from admission.domain.calendar_file import SWAPPED, CalendarContent, CalendarDay, DayKind, DayStatus
from admission.domain.calendar_years import DECEMBER, LAST_DAY, proposed_days
from admission.domain.errors import AdmissionError

MOST_YEARS_AHEAD = 3
"""A calendar is not drawn up further ahead than that."""


class DayBasis(StrEnum):
    """Why a day is off, other than by a swap."""

    PUBLIC_HOLIDAY = "public holiday"
    IN_LIEU = "in lieu"
    STATE_MOURNING = "state mourning"
    STORM = "storm"


NEEDS_DOCUMENT = frozenset({DayBasis.STATE_MOURNING, DayBasis.STORM})
"""Working days, unless a document says otherwise."""


class CalendarActError(AdmissionError):
    """Base of the refusals; `day` is the one at fault."""

    def __init__(self, day: date) -> None:
        super().__init__(f"{type(self).__name__}: {day}")
        self.day = day


class DayOutsideError(CalendarActError):
    """The calendar does not answer for this day."""

    def __init__(self, day: date, *, first: date, last: date) -> None:
        super().__init__(day)
        self.first, self.last = first, last


class DayTakenError(CalendarActError):
    """The calendar says something of this day already; `kind` is what."""

    def __init__(self, day: date, kind: DayKind) -> None:
        super().__init__(day)
        self.kind = kind


class DayNotEnteredError(CalendarActError):
    """The calendar says nothing of this day: there is nothing to take out or to confirm."""


class RestDayError(CalendarActError):
    """The day is one of the weekly rest: it is off already."""


class MakeUpOnWeekdayError(CalendarActError):
    """The day to be worked for another is a working day already."""


class HalfASwapError(CalendarActError):
    """The day is half of a swap: both halves are taken out, or neither."""


class DocumentMissingError(CalendarActError):
    """A day of state mourning or of storm, without the number of the document that makes it a day off."""


class YearGapError(CalendarActError):
    """Between the calendar and this year there would be one that nobody entered; `expected` comes first."""

    def __init__(self, year: int, expected: int) -> None:
        super().__init__(date(year, 1, 1))
        self.year, self.expected = year, expected


class YearKnownError(CalendarActError):
    """The year is in the calendar already."""

    def __init__(self, year: int) -> None:
        super().__init__(date(year, 1, 1))
        self.year = year


class YearSettledError(CalendarActError):
    """The year, and every day of it, is confirmed already."""

    def __init__(self, year: int) -> None:
        super().__init__(date(year, 1, 1))
        self.year = year


class YearTooFarError(CalendarActError):
    """The year is further ahead than a calendar is drawn up; `latest` can still be proposed."""

    def __init__(self, year: int, latest: int) -> None:
        super().__init__(date(min(year, date.max.year), 1, 1))
        self.year, self.latest = year, latest


class InvalidWeekendError(AdmissionError):
    """The weekly rest would be no day, or the whole week."""


def entry_of(content: CalendarContent, day: date) -> CalendarDay | None:
    """Give what a calendar says of a day; None where the weekly rest alone decides."""
    return next((entry for entry in content.days if entry.day == day), None)


def with_day_off(
    content: CalendarContent, *, day: date, basis: DayBasis, name_vi: str, name_en: str, document: str = ""
) -> CalendarContent:
    """Enter a day off. A public holiday may lie on the weekly rest; any other day off is one that would be worked.

    Raises: DocumentMissingError, DayOutsideError, DayTakenError, RestDayError.
    Source: Labour Code 2019 arts. 111, 112.
    """
    document = document.strip()
    if basis in NEEDS_DOCUMENT and not document:
        raise DocumentMissingError(day)
    _check_free(content, day)
    if basis is not DayBasis.PUBLIC_HOLIDAY and day.weekday() in content.weekend:
        raise RestDayError(day)
    entry = CalendarDay(day, DayKind.DAY_OFF, basis.value, name_vi, name_en, DayStatus.CONFIRMED, document)
    return _with(content, entry)


def with_swap(content: CalendarContent, *, off: date, worked: date, document: str = "") -> CalendarContent:
    """Move a working day to a day of the weekly rest: both halves or neither.

    Raises: DayOutsideError, DayTakenError, RestDayError (`off` is not worked anyway), MakeUpOnWeekdayError.
    """
    for day in (off, worked):
        _check_free(content, day)
    if off.weekday() in content.weekend:
        raise RestDayError(off)
    if worked.weekday() not in content.weekend:
        raise MakeUpOnWeekdayError(worked)
    document = document.strip()
    taken = CalendarDay(
        off, DayKind.DAY_OFF, SWAPPED, f"Nghỉ hoán đổi (làm bù {worked:%d/%m/%Y})",
        f"Day off swapped (worked {worked})", DayStatus.CONFIRMED, document,
    )  # fmt: skip
    made_up = CalendarDay(
        worked, DayKind.MAKE_UP_WORKING_DAY, SWAPPED, f"Làm bù cho ngày {off:%d/%m/%Y}",
        f"Working day for {off}", DayStatus.CONFIRMED, document,
    )  # fmt: skip
    return _with(content, taken, made_up)


def swaps_of(content: CalendarContent) -> tuple[tuple[CalendarDay, CalendarDay], ...]:
    """Give the swaps, each as the day off and the day worked for it, in the order of the days off.

    A half whose name bears the date of the other belongs to it; what is left is paired in order.
    """
    taken = [entry for entry in _swapped(content) if entry.kind is DayKind.DAY_OFF]
    left = [entry for entry in _swapped(content) if entry.kind is DayKind.MAKE_UP_WORKING_DAY]
    found: dict[date, CalendarDay] = {}
    for entry in taken:
        named = next((other for other in left if f"{other.day:%d/%m/%Y}" in entry.name_vi), None)
        if named is not None:
            found[entry.day] = named
            left.remove(named)
    for entry in taken:
        if entry.day not in found and left:
            found[entry.day] = left.pop(0)
    return tuple((entry, found[entry.day]) for entry in taken if entry.day in found)


def without_swap(content: CalendarContent, *, off: date, worked: date) -> CalendarContent:
    """Undo a swap: the two days are again what the weekly rest makes of them.

    Raises: DayNotEnteredError, HalfASwapError where the two are not the halves of one swap.
    """
    for day in (off, worked):
        if entry_of(content, day) is None:
            raise DayNotEnteredError(day)
    if (off, worked) not in {(one.day, other.day) for one, other in swaps_of(content)}:
        raise HalfASwapError(off)
    return _without(content, off, worked)


def without_day(content: CalendarContent, *, day: date) -> CalendarContent:
    """Take a day off out of the calendar. Raises: DayNotEnteredError, HalfASwapError."""
    entry = entry_of(content, day)
    if entry is None:
        raise DayNotEnteredError(day)
    if entry.basis == SWAPPED or entry.kind is DayKind.MAKE_UP_WORKING_DAY:
        raise HalfASwapError(day)
    return _without(content, day)


def with_year(content: CalendarContent, *, year: int) -> CalendarContent:
    """Add the year after the last one with the days off the statute gives it, all of them a forecast.

    Raises: YearKnownError, YearGapError, YearTooFarError (no lunar dates are known).
    Source: Labour Code 2019 arts. 111, 112.
    """
    _check_follows(year, content.last.year)
    latest = content.confirmed_through.year + MOST_YEARS_AHEAD
    if year > latest:
        raise YearTooFarError(year, latest)
    longer = replace(content, last=date(year, DECEMBER, LAST_DAY))
    known = {entry.day for entry in content.days}
    return _with(longer, *(entry for entry in proposed_days(content, year) if entry.day not in known))


def confirmed_year(content: CalendarContent, *, year: int) -> CalendarContent:
    """Settle a year by notice: every day of it that was entered is confirmed.

    Raises: YearGapError where an earlier year is not confirmed, DayOutsideError where the year is not in the calendar,
    YearSettledError where nothing of it is open.
    """
    last = date(year, DECEMBER, LAST_DAY)
    _check_inside(content, last)
    days = tuple(
        replace(entry, status=DayStatus.CONFIRMED) if entry.day.year == year else entry for entry in content.days
    )
    through = content.confirmed_through
    if through < last:
        is_whole = through == date(through.year, DECEMBER, LAST_DAY)
        expected = through.year + is_whole
        if year > expected:
            raise YearGapError(year, expected)
        through = last
    elif days == content.days:
        raise YearSettledError(year)
    return _checked(replace(content, days=days, confirmed_through=through))


def confirmed_day(content: CalendarContent, *, day: date) -> CalendarContent:
    """Settle one day that was only announced or computed. Raises: DayNotEnteredError, DayTakenError (it is settled)."""
    entry = entry_of(content, day)
    if entry is None:
        raise DayNotEnteredError(day)
    if entry.status is DayStatus.CONFIRMED:
        raise DayTakenError(day, entry.kind)
    return _with(_without(content, day), replace(entry, status=DayStatus.CONFIRMED))


def with_imported(content: CalendarContent, *, days: Iterable[CalendarDay]) -> CalendarContent:
    """Enter the days of a file: each takes the place of what the calendar says of that day; others stay.

    A file may hold the years that follow on the last one; these are then in the calendar, not confirmed as a whole.
    Raises: YearGapError, YearTooFarError, DayOutsideError, MakeUpOnWeekdayError, HalfASwapError, InvalidCalendarError
    (a day twice).
    """
    days = tuple(days)
    for entry in days:
        if entry.kind is DayKind.MAKE_UP_WORKING_DAY and entry.day.weekday() not in content.weekend:
            raise MakeUpOnWeekdayError(entry.day)
    years = sorted({entry.day.year for entry in days if entry.day > content.last})
    last = content.last
    for year in years:
        _check_follows(year, last.year)
        latest = content.confirmed_through.year + MOST_YEARS_AHEAD
        if year > latest:
            raise YearTooFarError(year, latest)
        last = date(year, DECEMBER, LAST_DAY)
    for entry in days:
        if entry.day < content.first:
            raise DayOutsideError(entry.day, first=content.first, last=last)
    longer = _without(replace(content, last=last), *(entry.day for entry in days))
    after = replace(longer, days=(*longer.days, *days))
    kinds = [entry.kind for entry in _swapped(after)]
    if kinds.count(DayKind.DAY_OFF) != kinds.count(DayKind.MAKE_UP_WORKING_DAY):
        raise HalfASwapError(_unpaired(after).day)
    return _with(longer, *days)


def with_weekend(content: CalendarContent, *, weekend: frozenset[int]) -> CalendarContent:
    """Give the calendar another weekly rest, as `date.weekday` numbers the days.

    A swap whose halves would no longer be a working day off and a day of rest worked is taken out, both halves.
    Raises: InvalidWeekendError.
    """
    if not weekend or not weekend < frozenset(range(7)):
        raise InvalidWeekendError("the weekly rest is at least one day and not the whole week")
    gone = [
        entry.day
        for off, worked in swaps_of(content)
        if off.day.weekday() in weekend or worked.day.weekday() not in weekend
        for entry in (off, worked)
    ]
    return _checked(replace(_without(content, *gone), weekend=weekend))


def with_followed(
    content: CalendarContent,
    *,
    gone: Iterable[date],
    entries: Iterable[CalendarDay],
    last: date | None,
    confirmed_through: date | None,
) -> CalendarContent:
    """Enter what was taken over from the inherited calendar (see `calendar_following`).

    Raises: InvalidCalendarError.
    """
    days = {entry.day: entry for entry in content.days}
    for day in gone:
        days.pop(day, None)
    days |= {entry.day: entry for entry in entries}
    return _checked(
        replace(
            content,
            days=tuple(days[day] for day in sorted(days)),
            last=max(content.last, last or content.last),
            confirmed_through=max(content.confirmed_through, confirmed_through or content.confirmed_through),
        )
    )


def _unpaired(content: CalendarContent) -> CalendarDay:
    """Give the first half of a swap that has no other half."""
    paired = {entry.day for pair in swaps_of(content) for entry in pair}
    return next(entry for entry in _swapped(content) if entry.day not in paired)


def _swapped(content: CalendarContent) -> list[CalendarDay]:
    return sorted((entry for entry in content.days if entry.basis == SWAPPED), key=lambda entry: entry.day)


def _check_inside(content: CalendarContent, day: date) -> None:
    if not content.first <= day <= content.last:
        raise DayOutsideError(day, first=content.first, last=content.last)


def _check_free(content: CalendarContent, day: date) -> None:
    _check_inside(content, day)
    entry = entry_of(content, day)
    if entry is not None:
        raise DayTakenError(day, entry.kind)


def _check_follows(year: int, last: int) -> None:
    if year <= last:
        raise YearKnownError(year)
    if year > last + 1:
        raise YearGapError(year, last + 1)


def _with(content: CalendarContent, *entries: CalendarDay) -> CalendarContent:
    days = tuple(sorted((*content.days, *entries), key=lambda entry: entry.day))
    return _checked(replace(content, days=days))


def _without(content: CalendarContent, *days: date) -> CalendarContent:
    gone = frozenset(days)
    return replace(content, days=tuple(entry for entry in content.days if entry.day not in gone))


def _checked(content: CalendarContent) -> CalendarContent:
    """Build it once: whatever contradicts itself is refused here and not when it is published."""
    content.build()
    return content
