"""A year of the working-day calendar, and a sum in it."""

import calendar as months_of
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext

from admission.domain.calendar import WorkingCalendar
from admission.domain.calendar_file import DayKind, DayStatus
from admission.domain.deadlines import explain_period
from admission.models import CalendarDay, CalendarVersion
from admission.selectors.calendars import PublishedCalendar, calendar_for, day_names
from admission.selectors.explanations import NamedDay
from members.access import Access
from members.models import Organization
from members.models.role import CONTENT_ROLES

_DECEMBER = 12


@dataclass(frozen=True, slots=True)
class DayCell:
    """A day of a month: `kind` is working, weekend, day_off or make_up; `name` says why, and how sure it is."""

    on: date
    kind: str
    name: str
    is_today: bool


@dataclass(frozen=True, slots=True)
class Month:
    """`weeks`: rows of seven, Monday first, None outside the month."""

    title: str
    weeks: tuple[tuple[DayCell | None, ...], ...]
    working_days: int


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """A published year. `is_confirmed`: an official notice settles the whole of it."""

    year: int
    version: CalendarVersion
    months: tuple[Month, ...]
    working_days: int
    is_confirmed: bool


@dataclass(frozen=True, slots=True)
class Sum:
    """A day so many working days on, and what was passed over on the way."""

    start: date
    days: int
    result: date
    skipped: tuple[NamedDay, ...]
    worked: tuple[NamedDay, ...]
    weekend_days: int
    is_provisional: bool


def organization_of(access: Access) -> Organization | None:
    """The organisation whose calendar an account works by: the first in which it reads files."""
    paths = access.paths(CONTENT_ROLES)
    return Organization(path=paths[0]) if paths else None


def calendar_year(published: PublishedCalendar, year: int, today: date, language: str) -> CalendarYear | None:
    """Give a year day by day, None where not the whole of it was published."""
    calendar = published.calendar
    first, last = date(year, 1, 1), date(year, _DECEMBER, 31)
    if not (calendar.first <= first and last <= calendar.last):
        return None
    version = CalendarVersion.objects.select_related("calendar").get(pk=published.version_id)
    named = {row.day: row for row in CalendarDay.objects.filter(version=version, day__range=(first, last))}
    months = tuple(_month(year, number, calendar, named, today, language) for number in range(1, _DECEMBER + 1))
    confirmed = calendar.confirmed_through is None or last <= calendar.confirmed_through
    return CalendarYear(
        year=year,
        version=version,
        months=months,
        working_days=sum(month.working_days for month in months),
        is_confirmed=confirmed and not any(first <= day <= last for day in calendar.unconfirmed_days),
    )


def days_between(
    published: PublishedCalendar, first: date, last: date, today: date, language: str
) -> tuple[DayCell, ...]:
    """Give the days from one to another, both included, also where the calendar does not reach; in one query."""
    rows = CalendarDay.objects.filter(version=published.version_id, day__range=(first, last))
    named = {row.day: row for row in rows}
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return tuple(_cell(day, published.calendar, named, today, language) for day in days)


def add_working_days(published: PublishedCalendar, start: date, days: int, language: str) -> Sum:
    """Count forward from a day, which is day 0. Raises: CalendarNotPublishedError."""
    calendar = published.calendar
    result = calendar.add(start, days)
    counted = explain_period(start, max(start, result), calendar)
    names = day_names(published.version_id, (*counted.skipped, *counted.make_up_days), language)
    return Sum(
        start=start,
        days=days,
        result=result,
        skipped=tuple(NamedDay(on, names.get(on, "")) for on in counted.skipped),
        worked=tuple(NamedDay(on, names.get(on, "")) for on in counted.make_up_days),
        weekend_days=counted.weekend_days,
        is_provisional=calendar.is_provisional(start, result),
    )


def calendar_of(access: Access) -> PublishedCalendar:
    """Give the calendar an account works by. Raises: NoCalendarError."""
    return calendar_for(organization_of(access))


def _month(  # the twelve calls of one loop
    year: int, number: int, calendar: WorkingCalendar, named: dict[date, CalendarDay], today: date, language: str
) -> Month:
    weeks = tuple(
        tuple(_cell(day, calendar, named, today, language) if day.month == number else None for day in week)
        for week in months_of.Calendar().monthdatescalendar(year, number)
    )
    return Month(
        title=gettext("Month %(month)s/%(year)s") % {"month": number, "year": year},
        weeks=weeks,
        working_days=sum(cell is not None and calendar.is_working_day(cell.on) for week in weeks for cell in week),
    )


def _cell(day: date, calendar: WorkingCalendar, named: dict[date, CalendarDay], today: date, language: str) -> DayCell:
    row = named.get(day)
    if row is None:
        kind = "weekend" if day.weekday() in calendar.weekend else "working"
        return DayCell(day, kind, "", day == today)
    kind = "make_up" if row.kind == DayKind.MAKE_UP_WORKING_DAY else "day_off"
    return DayCell(day, kind, _name(row, language), day == today)


def _name(row: CalendarDay, language: str) -> str:
    name = row.name(language)
    if row.status == DayStatus.UNCONFIRMED:
        return gettext("%(name)s (announced, not yet confirmed)") % {"name": name}
    if row.status == DayStatus.FORECAST:
        return gettext("%(name)s (forecast, no notice yet)") % {"name": name}
    return name
