"""The days of a working-day calendar as a table: one row for each day that the weekly rest alone would get wrong."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from admission.domain.calendar import SATURDAY_AND_SUNDAY, InvalidCalendarError, WorkingCalendar

Choice = TypeVar("Choice", bound=StrEnum)

COLUMNS = ("date", "kind", "basis", "name_vi", "name_en", "status", "source")
SWAPPED = "swapped"
"""The basis of the two halves of a swap: a working day off, and the weekend day worked for it."""

VIETNAM_FIRST = date(2018, 12, 31)
VIETNAM_LAST = date(2027, 12, 31)
VIETNAM_CONFIRMED_THROUGH = date(2026, 12, 31)
"""What admission/data/vietnam_days.csv covers, and up to where official notices settle it."""


class DayKind(StrEnum):
    """How a day differs from the others of its weekday."""

    DAY_OFF = "day_off"
    MAKE_UP_WORKING_DAY = "make_up_working_day"


class DayStatus(StrEnum):
    """How sure a day is: by notice or statute, announced without an enactment found, or computed."""

    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"
    FORECAST = "forecast"


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One day off or make-up working day, with its names and where it was read."""

    day: date
    kind: DayKind
    basis: str
    name_vi: str
    name_en: str
    status: DayStatus
    source: str

    def values(self) -> dict[str, Any]:
        """Give its values by name; `asdict` copies each of them, and a calendar has hundreds."""
        return {name: getattr(self, name) for name in _DAY_FIELDS}


_DAY_FIELDS = tuple(field.name for field in fields(CalendarDay))


@dataclass(frozen=True, slots=True)
class CalendarContent:
    """All that a version of a calendar says, before or after it is published.

    `first`, `last`: the days it answers for, both included; `confirmed_through`: the last one settled by a notice;
    `weekend`: the weekly rest, numbered as ``date.weekday`` does.
    """

    days: tuple[CalendarDay, ...]
    first: date
    last: date
    confirmed_through: date
    weekend: frozenset[int] = SATURDAY_AND_SUNDAY

    def build(self) -> WorkingCalendar:
        """Build the calendar of it. Raises: InvalidCalendarError."""
        return build_calendar(
            self.days,
            first=self.first,
            last=self.last,
            confirmed_through=self.confirmed_through,
            weekend=self.weekend,
        )

    def digest(self) -> str:
        """Give the SHA-256 of what it says; the order of the days is no content."""
        days = sorted(self.days, key=lambda day: day.day)
        said: list[object] = [[day.values() for day in days], self.first, self.last, self.confirmed_through]
        if self.weekend != SATURDAY_AND_SUNDAY:  # versions published before the weekly rest was kept stay the same
            said.append(sorted(self.weekend))
        return hashlib.sha256(json.dumps(said, default=str, sort_keys=True).encode()).hexdigest()


def parse_days(rows: Iterable[Mapping[str, str]]) -> tuple[CalendarDay, ...]:
    """Read rows with the columns ``COLUMNS`` into days, in the order of the rows.

    Rows are numbered as a spreadsheet shows them: the headings are row 1, the first day is row 2.

    Raises:
        InvalidCalendarError: names the row that lacks a value, or has a date, kind or status that is none, or repeats
            a day of an earlier row.
    """
    row_of: dict[date, int] = {}
    days = []
    for number, row in enumerate(rows, start=2):
        day = _parse_day(number, row)
        if day.day in row_of:
            raise InvalidCalendarError(f"Row {number}: {day.day} is already in row {row_of[day.day]}.", day=day.day)
        row_of[day.day] = number
        days.append(day)
    return tuple(days)


def build_calendar(
    days: Iterable[CalendarDay],
    *,
    first: date,
    last: date,
    confirmed_through: date | None,
    weekend: frozenset[int] = SATURDAY_AND_SUNDAY,
) -> WorkingCalendar:
    """Build the calendar of these days; whatever is not confirmed counts as unconfirmed.

    Raises:
        InvalidCalendarError: the days contradict each other or lie outside ``first`` to ``last``, a day is there
            twice, or a swap lacks one of its halves: entered by half it gives wrong dates.
    """
    days = tuple(days)
    days_off = frozenset(day.day for day in days if day.kind is DayKind.DAY_OFF)
    make_up_days = frozenset(day.day for day in days if day.kind is DayKind.MAKE_UP_WORKING_DAY)
    _check_each_day_once(days)
    _check_swaps_are_whole(days)
    return WorkingCalendar(
        first,
        last,
        days_off=days_off,
        make_up_days=make_up_days,
        weekend=weekend,
        confirmed_through=confirmed_through,
        unconfirmed_days=frozenset(day.day for day in days if day.status is not DayStatus.CONFIRMED),
    )


def _parse_day(number: int, row: Mapping[str, str]) -> CalendarDay:
    cells = {column: (row.get(column) or "").strip() for column in COLUMNS}
    for column, cell in cells.items():
        if not cell:
            raise InvalidCalendarError(f"Row {number}: the column {column} is empty or missing.")
    return CalendarDay(
        day=_parse_date(number, cells["date"]),
        kind=_parse_choice(number, "kind", cells["kind"], DayKind),
        basis=cells["basis"],
        name_vi=cells["name_vi"],
        name_en=cells["name_en"],
        status=_parse_choice(number, "status", cells["status"], DayStatus),
        source=cells["source"],
    )


def _parse_date(number: int, cell: str) -> date:
    try:
        day = date.fromisoformat(cell)
    except ValueError as error:
        raise InvalidCalendarError(f"Row {number}: {cell} is not a date written YYYY-MM-DD.") from error
    if day.isoformat() != cell:  # fromisoformat also takes 20260105 and 2026-W01-1
        raise InvalidCalendarError(f"Row {number}: {cell} is not a date written YYYY-MM-DD.")
    return day


def _parse_choice(number: int, column: str, cell: str, choices: type[Choice]) -> Choice:
    try:
        return choices(cell)
    except ValueError as error:
        known = ", ".join(choices)
        raise InvalidCalendarError(f"Row {number}: the {column} {cell} is none of {known}.") from error


def _check_each_day_once(days: Iterable[CalendarDay]) -> None:
    seen: set[date] = set()
    for day in days:
        if day.day in seen:
            raise InvalidCalendarError(f"{day.day} is entered more than once.", day=day.day)
        seen.add(day.day)


def _check_swaps_are_whole(days: Iterable[CalendarDay]) -> None:
    swapped = [day for day in days if day.basis == SWAPPED]
    taken = [day for day in swapped if day.kind is DayKind.DAY_OFF]
    worked = [day for day in swapped if day.kind is DayKind.MAKE_UP_WORKING_DAY]
    if len(taken) != len(worked):
        raise InvalidCalendarError(
            f"A swap has two halves: {len(taken)} swapped days off do not match {len(worked)} days worked for them."
        )
