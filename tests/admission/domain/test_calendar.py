"""WorkingCalendar on calendars small enough to check on paper."""

import copy
import pickle
from collections.abc import Callable
from dataclasses import FrozenInstanceError
from datetime import UTC, date, datetime
from typing import Any

import pytest

from admission.domain.calendar import CalendarNotPublishedError, InvalidCalendarError, WorkingCalendar
from admission.domain.errors import AdmissionError

# Four weeks. Monday 2 March 2026 is off for Saturday 7 March; Wednesday 18 is a holiday, not yet enacted.
FIRST = date(2026, 2, 23)
LAST = date(2026, 3, 22)
SWAPPED_MONDAY = date(2026, 3, 2)
WORKED_SATURDAY = date(2026, 3, 7)
DOUBTFUL_WEDNESDAY = date(2026, 3, 18)
NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)


def make_calendar(**changes: Any) -> WorkingCalendar:
    days: dict[str, Any] = {
        "days_off": {SWAPPED_MONDAY, DOUBTFUL_WEDNESDAY},
        "make_up_days": {WORKED_SATURDAY},
        "confirmed_through": date(2026, 3, 20),
        "unconfirmed_days": {DOUBTFUL_WEDNESDAY},
    }
    return WorkingCalendar(FIRST, LAST, **(days | changes))


CALENDAR = make_calendar()


@pytest.mark.parametrize(
    ("day", "is_worked"),
    [
        (date(2026, 2, 27), True),
        (date(2026, 2, 28), False),
        (date(2026, 3, 1), False),
        (SWAPPED_MONDAY, False),
        (WORKED_SATURDAY, True),
        (DOUBTFUL_WEDNESDAY, False),
    ],
)
def test_day_is_worked_unless_rest_or_day_off(day: date, is_worked: bool) -> None:
    assert CALENDAR.is_working_day(day) is is_worked


@pytest.mark.parametrize(
    ("start", "working_days", "due"),
    [
        (date(2026, 2, 27), 1, date(2026, 3, 3)),
        (date(2026, 2, 27), 5, WORKED_SATURDAY),
        (date(2026, 2, 27), 6, date(2026, 3, 9)),
        (date(2026, 3, 9), -1, WORKED_SATURDAY),
        (date(2026, 3, 9), -6, date(2026, 2, 27)),
        (date(2026, 3, 9), 0, date(2026, 3, 9)),
    ],
)
def test_add_skips_days_off_and_includes_make_up_days(start: date, working_days: int, due: date) -> None:
    assert CALENDAR.add(start, working_days) == due


def test_add_zero_on_day_off_gives_working_day_before() -> None:
    assert CALENDAR.add(SWAPPED_MONDAY, 0) == date(2026, 2, 27)


def test_add_from_days_off_before_first_working_day_needs_no_earlier_calendar() -> None:
    calendar = WorkingCalendar(date(2026, 2, 28), LAST, days_off=frozenset({SWAPPED_MONDAY}))

    assert calendar.add(date(2026, 2, 28), 1) == date(2026, 3, 3)
    with pytest.raises(CalendarNotPublishedError) as refusal:
        calendar.add(date(2026, 2, 28), 0)
    assert refusal.value.day == date(2026, 2, 27)


@pytest.mark.parametrize(
    ("start", "end", "count"),
    [
        (date(2026, 2, 27), date(2026, 2, 27), 0),
        (date(2026, 2, 27), SWAPPED_MONDAY, 0),
        (date(2026, 2, 27), date(2026, 3, 8), 5),
        (date(2026, 3, 8), date(2026, 2, 27), -5),
        (SWAPPED_MONDAY, WORKED_SATURDAY, 5),
    ],
)
def test_count_is_of_days_after_start_up_to_end(start: date, end: date, count: int) -> None:
    assert CALENDAR.count(start, end) == count


@pytest.mark.parametrize(
    ("start", "end", "is_provisional"),
    [
        (date(2026, 3, 3), date(2026, 3, 17), False),
        (date(2026, 3, 3), DOUBTFUL_WEDNESDAY, True),
        (date(2026, 3, 17), date(2026, 3, 19), True),
        (DOUBTFUL_WEDNESDAY, date(2026, 3, 20), False),
        (date(2026, 3, 19), date(2026, 3, 21), True),
        (date(2026, 3, 19), date(2026, 3, 17), True),
        (date(2026, 3, 17), date(2026, 3, 3), False),
        (date(2026, 3, 21), date(2026, 3, 19), True),
        (date(2026, 3, 22), date(2026, 3, 22), False),
    ],
)
def test_provisional_when_days_counted_may_change(start: date, end: date, is_provisional: bool) -> None:
    assert CALENDAR.is_provisional(start, end) is is_provisional


def test_provisional_never_when_no_confirmation_limit_is_given() -> None:
    calendar = make_calendar(confirmed_through=None, unconfirmed_days=())

    assert calendar.is_provisional(FIRST, LAST) is False


def test_next_and_previous_working_day_keep_a_working_day() -> None:
    assert CALENDAR.next_working_day(WORKED_SATURDAY) == WORKED_SATURDAY
    assert CALENDAR.previous_working_day(WORKED_SATURDAY) == WORKED_SATURDAY


def test_next_and_previous_working_day_leave_a_day_off() -> None:
    assert CALENDAR.next_working_day(date(2026, 2, 28)) == date(2026, 3, 3)
    assert CALENDAR.previous_working_day(SWAPPED_MONDAY) == date(2026, 2, 27)


@pytest.mark.parametrize("backwards", [False, True])
def test_skipped_and_worked_weekend_days_explain_a_count(backwards: bool) -> None:
    start, end = date(2026, 2, 28), date(2026, 3, 8)
    between = (end, start) if backwards else (start, end)

    assert CALENDAR.skipped_days(*between) == (date(2026, 3, 1), SWAPPED_MONDAY, end)
    assert CALENDAR.worked_weekend_days(*between) == (WORKED_SATURDAY,)
    assert CALENDAR.worked_weekend_days(WORKED_SATURDAY, end) == ()


def test_skipped_days_are_none_between_a_day_and_itself() -> None:
    assert CALENDAR.skipped_days(SWAPPED_MONDAY, SWAPPED_MONDAY) == ()


BEFORE, AFTER = date(2025, 12, 30), date(2027, 1, 4)
ASKED_OUTSIDE: list[Callable[[WorkingCalendar, date], object]] = [
    lambda calendar, day: calendar.is_working_day(day),
    lambda calendar, day: calendar.add(day, 0),
    lambda calendar, day: calendar.add(day, 1),
    lambda calendar, day: calendar.add(day, -1),
    lambda calendar, day: calendar.count(day, LAST),
    lambda calendar, day: calendar.count(FIRST, day),
    lambda calendar, day: calendar.is_provisional(day, LAST),
    lambda calendar, day: calendar.is_provisional(FIRST, day),
    lambda calendar, day: calendar.next_working_day(day),
    lambda calendar, day: calendar.previous_working_day(day),
    lambda calendar, day: calendar.skipped_days(day, LAST),
    lambda calendar, day: calendar.worked_weekend_days(FIRST, day),
]


@pytest.mark.parametrize("day", [BEFORE, AFTER])
@pytest.mark.parametrize("ask", ASKED_OUTSIDE)
def test_day_outside_is_refused_and_its_year_named(ask: Callable[[WorkingCalendar, date], object], day: date) -> None:
    with pytest.raises(CalendarNotPublishedError, match=f"published for {day.year}:") as refusal:
        ask(CALENDAR, day)

    assert (refusal.value.day, refusal.value.year) == (day, day.year)


@pytest.mark.parametrize("ask", ASKED_OUTSIDE)
def test_datetime_is_refused(ask: Callable[[WorkingCalendar, date], object]) -> None:
    with pytest.raises(TypeError, match="a date without an hour"):
        ask(CALENDAR, NOON)


@pytest.mark.parametrize(
    ("working_days", "missing"), [(1, date(2026, 3, 23)), (9999, date(2026, 3, 23)), (-99, date(2026, 2, 22))]
)
def test_count_running_off_names_first_missing_day(working_days: int, missing: date) -> None:
    with pytest.raises(CalendarNotPublishedError) as refusal:
        CALENDAR.add(date(2026, 3, 20), working_days)

    assert (refusal.value.day, refusal.value.year) == (missing, 2026)


def test_count_running_off_the_last_date_there_is_stays_a_named_error() -> None:
    calendar = WorkingCalendar(date(9999, 12, 1), date.max, days_off=frozenset())

    with pytest.raises(CalendarNotPublishedError, match="9999"):
        calendar.add(date(9999, 12, 1), 60)


def test_errors_are_of_the_app_and_values_and_survive_pickling() -> None:
    error = CalendarNotPublishedError(AFTER, first=FIRST, last=LAST)

    copied = pickle.loads(pickle.dumps(error))  # noqa: S301 - what this test has just written

    assert (copied.day, str(copied)) == (AFTER, str(error))
    for kind in (CalendarNotPublishedError, InvalidCalendarError):
        assert issubclass(kind, AdmissionError)
        assert issubclass(kind, ValueError)


@pytest.mark.parametrize(
    ("changes", "fault", "message"),
    [
        ({"make_up_days": {date(2026, 3, 3)}}, date(2026, 3, 3), "already a working day"),
        ({"make_up_days": {SWAPPED_MONDAY}}, SWAPPED_MONDAY, "both a day off and a make-up day"),
        ({"days_off": {WORKED_SATURDAY}}, WORKED_SATURDAY, "both a day off and a make-up day"),
        ({"days_off": {BEFORE}}, BEFORE, "The day off 2025-12-30 is outside"),
        ({"days_off": {AFTER}}, AFTER, "The day off 2027-01-04 is outside"),
        ({"make_up_days": {date(2026, 2, 22)}}, date(2026, 2, 22), "The make-up day 2026-02-22 is outside"),
        ({"unconfirmed_days": {AFTER}}, AFTER, "The unconfirmed day 2027-01-04 is outside"),
        ({"confirmed_through": BEFORE}, BEFORE, "The last confirmed day 2025-12-30 is outside"),
        ({"confirmed_through": AFTER}, AFTER, "The last confirmed day 2027-01-04 is outside"),
        ({"weekend": {5, 7}}, None, "numbered 0 to 6"),
        ({"weekend": range(7)}, None, "cannot be the whole week"),
    ],
)
def test_calendar_that_contradicts_itself_is_refused(changes: dict[str, Any], fault: date | None, message: str) -> None:
    with pytest.raises(InvalidCalendarError, match=message) as refusal:
        make_calendar(**changes)

    assert refusal.value.day == fault


def test_calendar_ending_before_it_begins_is_refused() -> None:
    with pytest.raises(InvalidCalendarError, match="before it begins"):
        WorkingCalendar(LAST, FIRST, days_off=frozenset())


@pytest.mark.parametrize("name", ["days_off", "make_up_days", "unconfirmed_days"])
@pytest.mark.parametrize("wrong", [NOON, "2026-03-03", None])
def test_calendar_of_other_things_than_dates_is_refused(name: str, wrong: object) -> None:
    with pytest.raises(TypeError, match="a date without an hour"):
        make_calendar(**{name: [wrong]})


def test_calendar_of_one_day_is_a_calendar() -> None:
    calendar = WorkingCalendar(FIRST, FIRST, days_off=frozenset())

    assert calendar.add(FIRST, 0) == FIRST


def test_weekend_of_other_days_is_kept() -> None:
    calendar = make_calendar(weekend={6}, make_up_days=(), days_off=())

    assert calendar.is_working_day(WORKED_SATURDAY) is True
    assert calendar.count(FIRST, LAST) == 23


def test_calendar_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        CALENDAR.first = BEFORE  # type: ignore[misc] # the refusal is the point

    assert not hasattr(CALENDAR, "__dict__")
    assert CALENDAR.days_off == frozenset({SWAPPED_MONDAY, DOUBTFUL_WEDNESDAY})
    assert {type(CALENDAR.days_off), type(CALENDAR.make_up_days), type(CALENDAR.weekend)} == {frozenset}


@pytest.mark.parametrize("clone", [lambda it: pickle.loads(pickle.dumps(it)), copy.copy, copy.deepcopy])  # noqa: S301 - ours
def test_copy_of_calendar_is_equal_and_counts_alike(clone: Callable[[WorkingCalendar], WorkingCalendar]) -> None:
    copied = clone(CALENDAR)

    assert copied == CALENDAR
    assert hash(copied) == hash(CALENDAR)
    assert copied.add(FIRST, 9) == CALENDAR.add(FIRST, 9)


@pytest.mark.parametrize(
    "changes", [{"make_up_days": ()}, {"days_off": {SWAPPED_MONDAY}}, {"confirmed_through": None}, {"weekend": {5}}]
)
def test_calendars_of_other_days_differ(changes: dict[str, Any]) -> None:
    assert make_calendar(**changes) != CALENDAR
