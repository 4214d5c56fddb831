"""The laws of counting working days, against counting day by day, on invented calendars."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from admission.domain.calendar import CalendarNotPublishedError, WorkingCalendar

ONE_DAY = timedelta(days=1)


@st.composite
def calendars(draw: st.DrawFn) -> WorkingCalendar:
    first = draw(st.dates(date(1990, 1, 1), date(2090, 1, 1)))
    last = first + timedelta(days=draw(st.integers(0, 500)))
    weekend = draw(st.frozensets(st.integers(0, 6), max_size=4))
    days = st.dates(first, last)
    days_off = draw(st.frozensets(days, max_size=40))
    make_up_days = frozenset(
        day for day in draw(st.frozensets(days, max_size=40)) if day.weekday() in weekend and day not in days_off
    )
    return WorkingCalendar(
        first,
        last,
        days_off=days_off,
        make_up_days=make_up_days,
        weekend=weekend,
        confirmed_through=draw(st.none() | days),
        unconfirmed_days=draw(st.frozensets(days, max_size=5)),
    )


@st.composite
def calendars_and_days(draw: st.DrawFn) -> tuple[WorkingCalendar, date, date]:
    calendar = draw(calendars())
    days = st.dates(calendar.first, calendar.last)
    return calendar, draw(days), draw(days)


lengths = st.integers(-120, 120)


def is_worked(calendar: WorkingCalendar, day: date) -> bool:
    if day in calendar.make_up_days:
        return True
    return day.weekday() not in calendar.weekend and day not in calendar.days_off


def naive_days(start: date, end: date) -> list[date]:
    low, high = min(start, end), max(start, end)
    return [low + n * ONE_DAY for n in range(1, (high - low).days + 1)]


def naive_add(calendar: WorkingCalendar, start: date, working_days: int) -> date | None:
    """Walk from day to day; None when the walk leaves the calendar."""
    day, left = start, abs(working_days)
    if working_days <= 0:
        while calendar.first <= day and not is_worked(calendar, day):
            day -= ONE_DAY
    step = ONE_DAY if working_days > 0 else -ONE_DAY
    while left and calendar.first <= day <= calendar.last:
        day += step
        left -= calendar.first <= day <= calendar.last and is_worked(calendar, day)
    return day if calendar.first <= day <= calendar.last else None


def add_or_none(calendar: WorkingCalendar, start: date, working_days: int) -> date | None:
    try:
        return calendar.add(start, working_days)
    except CalendarNotPublishedError:
        return None


@given(calendars_and_days(), lengths)
def test_add_equals_walking_day_by_day(example: tuple[WorkingCalendar, date, date], working_days: int) -> None:
    calendar, start, _ = example

    assert add_or_none(calendar, start, working_days) == naive_add(calendar, start, working_days)


@given(calendars_and_days())
def test_count_equals_counting_day_by_day(example: tuple[WorkingCalendar, date, date]) -> None:
    calendar, start, end = example

    counted = sum(is_worked(calendar, day) for day in naive_days(start, end))

    assert calendar.count(start, end) == (counted if start <= end else -counted)


@given(calendars_and_days(), lengths)
def test_due_day_is_a_working_day(example: tuple[WorkingCalendar, date, date], working_days: int) -> None:
    calendar, start, _ = example
    due = add_or_none(calendar, start, working_days)
    assume(due is not None)
    assert due is not None

    assert is_worked(calendar, due)
    assert calendar.is_working_day(due)


@given(calendars_and_days(), lengths)
def test_count_up_to_due_day_is_the_length(example: tuple[WorkingCalendar, date, date], working_days: int) -> None:
    calendar, start, _ = example
    due = add_or_none(calendar, start, working_days)
    assume(due is not None)
    assert due is not None

    assert calendar.count(start, due) == working_days


@given(calendars_and_days(), lengths, lengths)
def test_add_in_two_parts_equals_add_at_once(
    example: tuple[WorkingCalendar, date, date], length: int, more: int
) -> None:
    calendar, start, _ = example
    middle = add_or_none(calendar, start, length)
    assume(middle is not None)
    assert middle is not None

    assert add_or_none(calendar, middle, more) == add_or_none(calendar, start, length + more)


@given(calendars_and_days(), lengths)
def test_add_backwards_undoes_add(example: tuple[WorkingCalendar, date, date], working_days: int) -> None:
    calendar, start, _ = example
    assume(is_worked(calendar, start))
    due = add_or_none(calendar, start, working_days)
    assume(due is not None)
    assert due is not None

    assert calendar.add(due, -working_days) == start


@given(calendars_and_days(), lengths, st.integers(0, 30))
def test_due_day_never_earlier_for_later_start_or_longer_length(
    example: tuple[WorkingCalendar, date, date], working_days: int, longer: int
) -> None:
    calendar, start, other = example
    earlier, later = min(start, other), max(start, other)
    first_due = add_or_none(calendar, earlier, working_days)
    last_due = add_or_none(calendar, later, working_days + longer)
    assume(first_due is not None and last_due is not None)
    assert first_due is not None
    assert last_due is not None

    assert first_due <= last_due


@given(calendars_and_days(), lengths)
def test_start_on_day_off_counts_as_working_day_before(
    example: tuple[WorkingCalendar, date, date], working_days: int
) -> None:
    calendar, start, _ = example
    before = naive_add(calendar, start, 0)
    assume(before is not None)
    assert before is not None

    assert add_or_none(calendar, start, working_days) == add_or_none(calendar, before, working_days)


@given(calendars_and_days())
def test_days_counted_and_skipped_are_all_the_days(example: tuple[WorkingCalendar, date, date]) -> None:
    calendar, start, end = example
    days = naive_days(start, end)

    assert calendar.skipped_days(start, end) == tuple(day for day in days if not is_worked(calendar, day))
    assert calendar.worked_weekend_days(start, end) == tuple(day for day in days if day in calendar.make_up_days)


@given(calendars_and_days())
def test_provisional_equals_looking_at_each_day(example: tuple[WorkingCalendar, date, date]) -> None:
    calendar, start, end = example
    settled = calendar.confirmed_through or calendar.last

    doubtful = [day for day in naive_days(start, end) if day > settled or day in calendar.unconfirmed_days]

    assert calendar.is_provisional(start, end) is bool(doubtful)


@given(calendars(), st.integers(1, 400), st.integers(0, 60), st.booleans())
def test_beyond_the_calendar_is_refused_and_the_year_named(
    calendar: WorkingCalendar, beyond: int, working_days: int, before: bool
) -> None:
    day = calendar.first - beyond * ONE_DAY if before else calendar.last + beyond * ONE_DAY

    with pytest.raises(CalendarNotPublishedError, match=f"published for {day.year}:") as refusal:
        calendar.add(day, working_days if before else -working_days)

    assert refusal.value.year == day.year


@given(calendars_and_days())
def test_running_off_an_end_names_the_year_missing_there(example: tuple[WorkingCalendar, date, date]) -> None:
    calendar, start, _ = example

    with pytest.raises(CalendarNotPublishedError) as after:
        calendar.add(start, 501)
    with pytest.raises(CalendarNotPublishedError) as before:
        calendar.add(start, -501)

    assert after.value.year == (calendar.last + ONE_DAY).year
    assert before.value.year == (calendar.first - ONE_DAY).year
