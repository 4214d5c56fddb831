"""Reading calendar days from rows, and building a calendar of them."""

from datetime import date
from typing import Any

import pytest

from admission.domain.calendar import InvalidCalendarError
from admission.domain.calendar_file import (
    COLUMNS,
    CalendarContent,
    CalendarDay,
    DayKind,
    DayStatus,
    build_calendar,
    parse_days,
)

HOLIDAY = {
    "date": "2026-01-01",
    "kind": "day_off",
    "basis": "public holiday",
    "name_vi": "Tết Dương lịch",
    "name_en": "New Year's Day",
    "status": "confirmed",
    "source": "Labour Code 2019 art. 112",
}
TAKEN = HOLIDAY | {"date": "2026-01-02", "basis": "swapped"}
WORKED = HOLIDAY | {"date": "2026-01-10", "basis": "swapped", "kind": "make_up_working_day"}
YEAR = {"first": date(2026, 1, 1), "last": date(2026, 12, 31), "confirmed_through": None}


def build(*rows: dict[str, str], **changes: Any) -> Any:
    return build_calendar(parse_days(rows), **(YEAR | changes))


def test_row_is_read_and_stripped() -> None:
    rows = [HOLIDAY | {"name_vi": "  Tết Dương lịch "}]

    assert parse_days(rows) == (
        CalendarDay(
            day=date(2026, 1, 1),
            kind=DayKind.DAY_OFF,
            basis="public holiday",
            name_vi="Tết Dương lịch",
            name_en="New Year's Day",
            status=DayStatus.CONFIRMED,
            source="Labour Code 2019 art. 112",
        ),
    )


@pytest.mark.parametrize("cell", ["2026-02-30", "01/01/2026", "20260101", "2026-W01-1", "soon"])
def test_date_that_is_none_is_refused_with_its_row(cell: str) -> None:
    with pytest.raises(InvalidCalendarError, match=f"^Row 3: {cell} is not a date"):
        parse_days([TAKEN, HOLIDAY | {"date": cell}])


@pytest.mark.parametrize(("column", "cell"), [("kind", "holiday"), ("status", "maybe")])
def test_unknown_kind_or_status_is_refused_with_its_row(column: str, cell: str) -> None:
    with pytest.raises(InvalidCalendarError, match=f"^Row 2: the {column} {cell} is none of"):
        parse_days([HOLIDAY | {column: cell}])


@pytest.mark.parametrize("column", COLUMNS)
def test_empty_or_missing_cell_is_refused_with_its_row(column: str) -> None:
    missing = {name: cell for name, cell in HOLIDAY.items() if name != column}

    for row in (missing, HOLIDAY | {column: "  "}):
        with pytest.raises(InvalidCalendarError, match=f"^Row 2: the column {column} is empty or missing"):
            parse_days([row])


def test_day_entered_twice_is_refused_with_both_rows() -> None:
    with pytest.raises(InvalidCalendarError, match=r"^Row 4: 2026-01-01 is already in row 2\.") as refusal:
        parse_days([HOLIDAY, TAKEN, HOLIDAY | {"kind": "make_up_working_day"}])

    assert refusal.value.day == date(2026, 1, 1)


def test_calendar_is_built_of_days_by_kind_and_status() -> None:
    doubtful = HOLIDAY | {"date": "2026-11-24", "status": "unconfirmed"}
    computed = HOLIDAY | {"date": "2026-12-24", "status": "forecast"}

    calendar = build(HOLIDAY, TAKEN, WORKED, doubtful, computed, confirmed_through=date(2026, 10, 1))

    assert calendar.make_up_days == {date(2026, 1, 10)}
    assert calendar.days_off == {date(2026, 1, 1), date(2026, 1, 2), date(2026, 11, 24), date(2026, 12, 24)}
    assert calendar.unconfirmed_days == {date(2026, 11, 24), date(2026, 12, 24)}
    assert (calendar.first, calendar.last) == (date(2026, 1, 1), date(2026, 12, 31))
    assert calendar.confirmed_through == date(2026, 10, 1)


@pytest.mark.parametrize(("half", "halves"), [(TAKEN, "1 swapped days off"), (WORKED, "match 1 days worked")])
def test_half_of_a_swap_is_refused(half: dict[str, str], halves: str) -> None:
    with pytest.raises(InvalidCalendarError, match=halves):
        build(HOLIDAY, half)


def test_day_given_twice_is_refused_when_built() -> None:
    days = parse_days([HOLIDAY])

    with pytest.raises(InvalidCalendarError, match="2026-01-01 is entered more than once"):
        build_calendar((*days, *days), first=date(2026, 1, 1), last=date(2026, 12, 31), confirmed_through=None)


def test_day_outside_the_years_entered_is_refused() -> None:
    with pytest.raises(InvalidCalendarError, match="outside the calendar") as refusal:
        build(HOLIDAY, last=date(2027, 12, 31), first=date(2027, 1, 1))

    assert refusal.value.day == date(2026, 1, 1)


def content(**changes: Any) -> CalendarContent:
    given = {"first": date(2026, 1, 1), "last": date(2026, 12, 31), "confirmed_through": date(2026, 6, 30)}
    return CalendarContent(**({"days": parse_days([HOLIDAY, TAKEN, WORKED])} | given | changes))


def test_content_builds_the_calendar_of_its_days() -> None:
    calendar = content().build()

    assert calendar == build(HOLIDAY, TAKEN, WORKED, confirmed_through=date(2026, 6, 30))


def test_content_with_another_weekly_rest_rests_on_those_days() -> None:
    calendar = content(days=(), weekend=frozenset({4})).build()

    assert [calendar.is_working_day(date(2026, 1, day)) for day in (1, 2, 3, 4)] == [True, False, True, True]


def test_content_has_one_digest_in_whatever_order_its_days_come() -> None:
    days = parse_days([HOLIDAY, TAKEN, WORKED])

    assert content(days=days).digest() == content(days=tuple(reversed(days))).digest()


@pytest.mark.parametrize(
    "changes",
    [
        {"days": ()},
        {"last": date(2027, 12, 31)},
        {"confirmed_through": date(2026, 12, 31)},
        {"weekend": frozenset({6})},
    ],
)
def test_content_that_says_something_else_has_another_digest(changes: dict[str, Any]) -> None:
    assert content(**changes).digest() != content().digest()
