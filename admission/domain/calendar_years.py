"""The days off that the statute gives a year nobody has announced yet, and what the `holidays` library says of one.

The library knows the lunar dates; which days around them are off is the statute's. A proposal is a forecast: a notice
settles it. Source: Labour Code 2019 arts. 111.3, 112.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import holidays

from admission.domain.calendar_file import CalendarContent, CalendarDay, DayKind, DayStatus

DECEMBER, LAST_DAY = 12, 31
PUBLIC_HOLIDAY, IN_LIEU = "public holiday", "in lieu"
FORECAST_SOURCE = "Tính theo Bộ luật Lao động 2019, điều 111-112; chưa có thông báo"
CULTURE_SOURCE = "80-NQ/TW 07/01/2026; chưa thấy văn bản sửa điều 112 Bộ luật Lao động"
_TET, _HUNG = "Tết Nguyên Đán", "Ngày Giỗ Tổ Hùng Vương"
_TUESDAY, _SATURDAY, _SUNDAY = 1, 5, 6
_ADJACENT = {0: 1, 1: -1, 2: -1, 3: 1, 4: -1, _SATURDAY: -1, _SUNDAY: 1}
"""The second day of the National Day by the weekday of 2 September: the one that makes the longer rest."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """A day on which a calendar and the library differ. `ours`, `theirs`: whether it is worked; names may be empty."""

    day: date
    ours: bool
    theirs: bool
    our_name: str
    their_name: str


def lunar_new_year(year: int) -> date:
    """Give the first day of the first lunar month."""
    return _named(year, _TET)


def hung_kings_day(year: int) -> date:
    """Give the tenth day of the third lunar month."""
    return _named(year, _HUNG)


def proposed_days(content: CalendarContent, year: int) -> tuple[CalendarDay, ...]:
    """Give the days off of a year by the statute, days in lieu included, all a forecast.

    A holiday on the weekly rest gives a day in lieu on the next day that is worked. The Culture Day of 24 November
    (announced, not enacted as far as is known) is repeated where the year before has it, as unconfirmed.
    """
    holidays_of_year = sorted(_statutory(year), key=lambda entry: entry.day)
    if any((entry.day.year, entry.day.month, entry.day.day) == (year - 1, 11, 24) for entry in content.days):
        holidays_of_year.append(
            CalendarDay(
                date(year, 11, 24), DayKind.DAY_OFF, PUBLIC_HOLIDAY, "Ngày Văn hóa Việt Nam", "Vietnam Culture Day",
                DayStatus.UNCONFIRMED, CULTURE_SOURCE,
            )
        )  # fmt: skip
    taken = {entry.day for entry in holidays_of_year}
    found = list(holidays_of_year)
    for entry in holidays_of_year:
        if entry.day.weekday() not in content.weekend:
            continue
        day = entry.day + timedelta(days=1)
        while day in taken or day.weekday() in content.weekend:
            day += timedelta(days=1)
        taken.add(day)
        found.append(
            CalendarDay(
                day, DayKind.DAY_OFF, IN_LIEU, f"Nghỉ bù {entry.name_vi}", f"{entry.name_en} (compensatory)",
                entry.status, entry.source,
            )
        )  # fmt: skip
    return tuple(sorted(found, key=lambda entry: entry.day))


def opinions_on(content: CalendarContent, year: int) -> tuple[Opinion, ...]:
    """Compare a year of a calendar with the library, day by day; it is an opinion and binds nobody.

    Raises: CalendarNotPublishedError where the year is not in the calendar.
    """
    calendar = content.build()
    library = _library(year)
    names = {entry.day: entry.name_vi for entry in content.days}
    found = []
    day = date(year, 1, 1)
    while day.year == year:
        ours, theirs = calendar.is_working_day(day), _is_worked_there(library, day, content.weekend)
        if ours != theirs:
            found.append(Opinion(day, ours, theirs, names.get(day, ""), library.get(day) or ""))
        day += timedelta(days=1)
    return tuple(found)


def _is_worked_there(library: Any, day: date, weekend: frozenset[int]) -> bool:
    if day in library.weekend_workdays:
        return True
    return day not in library and day.weekday() not in weekend


def _statutory(year: int) -> Iterator[CalendarDay]:
    yield _day(date(year, 1, 1), "Tết Dương lịch", "New Year's Day")
    yield from _lunar_new_year_days(year)
    yield _day(hung_kings_day(year), "Giỗ Tổ Hùng Vương (10/3 âm lịch)", "Hung Kings Commemoration Day")
    yield _day(date(year, 4, 30), "Ngày Chiến thắng", "Victory Day")
    yield _day(date(year, 5, 1), "Ngày Quốc tế Lao động", "International Labour Day")
    national = date(year, 9, 2)
    yield _day(national, "Quốc khánh", "National Day")
    beside = national + timedelta(days=_ADJACENT[national.weekday()])
    yield _day(beside, "Quốc khánh (ngày liền kề)", "National Day (adjacent day)")


def _lunar_new_year_days(year: int) -> Iterator[CalendarDay]:
    """Five days. Which ones is for the Prime Minister to choose (art. 112.3): so far one before the first of the year
    where that is a Tuesday, so that the whole week is off, else two.
    """
    first = lunar_new_year(year)
    before = 1 if first.weekday() == _TUESDAY else 2
    for offset in range(-before, 5 - before):
        if offset < 0:
            vi, en = f"trước mùng 1: {-offset} ngày", f"{-offset} before day 1"
        else:
            vi, en = f"mùng {offset + 1}", f"day {offset + 1}"
        yield _day(first + timedelta(days=offset), f"Tết Nguyên đán ({vi})", f"Lunar New Year ({en})")


def _day(day: date, name_vi: str, name_en: str) -> CalendarDay:
    return CalendarDay(day, DayKind.DAY_OFF, PUBLIC_HOLIDAY, name_vi, name_en, DayStatus.FORECAST, FORECAST_SOURCE)


def _named(year: int, name: str) -> date:
    found: date = next(day for day, label in sorted(_library(year).items()) if label == name)
    return found


@lru_cache(maxsize=16)
def _library(year: int) -> Any:
    return holidays.country_holidays("VN", years=year, language="vi")
